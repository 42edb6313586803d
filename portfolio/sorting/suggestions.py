"""What an item may have been, judged by its title: offered to whoever sorts, never decided."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from portfolio.sorting.built import FOR_ALL, Answer, Built, BuiltItem

ENOUGH = 75
MOST = 3
# So many sorted items are compared, and the answers of so many most alike are counted.
COMPARED, HEARD = 1000, 5
SHORTEST_NAME = 3
# Words without digits: a key such as PROJ-14 would resemble every other key.
WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Suggestion:
    """A likely answer, its customer if it is for one, and why it is likely."""

    answer: str
    customer: str
    why: str


def suggestions(item: BuiltItem, built: Built, customers: Mapping[int, str]) -> list[Suggestion]:
    """At most three, the likeliest first. `customers` are the product's names by id."""
    by_answer: dict[tuple[str, str], Suggestion] = {}
    for suggestion in (*_by_name(item, customers.values()), *_by_likeness(item, built, customers)):
        by_answer.setdefault((suggestion.answer, suggestion.customer), suggestion)
    return list(by_answer.values())[:MOST]


def _by_name(item: BuiltItem, names: Iterable[str]) -> list[Suggestion]:
    """Customers whose name stands in the title as words of its own, the longest name first."""
    title = item.title.casefold()
    named = [name for name in names if len(name) >= SHORTEST_NAME and name.casefold() in title]
    return [
        Suggestion(Answer.CUSTOMER, name, "named in the title")
        for name in sorted(named, key=len, reverse=True)
        if re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", title)
    ]


def _by_likeness(item: BuiltItem, built: Built, customers: Mapping[int, str]) -> list[Suggestion]:
    """The answers of sorted items with similar titles, the most frequent first."""
    text = _words(item.title)
    if not text:
        return []
    known = {each.pk: each for each in built.items if _says_something(each)}
    titles = {pk: _words(known[pk].title) for pk in list(known)[:COMPARED]}
    alike = process.extract(
        text, titles, scorer=fuzz.token_set_ratio, score_cutoff=ENOUGH, limit=HEARD
    )
    # Reversed, so that of equal answers the most similar title is the reason shown.
    nearest = {_answer_of(known[pk]): known[pk].title for _, _, pk in reversed(alike)}
    heard = Counter(_answer_of(known[pk]) for _, _, pk in alike)
    return [
        Suggestion(
            answer[0], customers.get(answer[1] or 0, ""), f"like \u201c{nearest[answer]}\u201d"
        )
        for answer, _ in heard.most_common()
    ]


def _says_something(item: BuiltItem) -> bool:
    return item.customer is not None or (item.answer in FOR_ALL and not item.is_special)


def _answer_of(item: BuiltItem) -> tuple[str, int | None]:
    """What it was sorted as, and for which customer's id."""
    return str(Answer.CUSTOMER if item.customer else item.answer), item.customer


def _words(title: str) -> str:
    return " ".join(WORD.findall(title.casefold()))
