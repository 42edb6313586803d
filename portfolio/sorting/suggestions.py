"""What an item may have been, judged by its title: offered to whoever sorts, never decided."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from portfolio.sorting.built import FOR_ALL, Answer, Built, BuiltItem

ENOUGH = 75
MOST = 3
# As many of what was sorted are compared, and of those as many are heard.
COMPARED, HEARD = 1000, 5
SHORTEST_NAME = 3
# Numbers tell no two items alike: a key such as PROJ-14 resembles every other.
WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Suggestion:
    """An answer that fits, and why; with its customer where it was for one."""

    answer: str
    customer: str
    why: str


def suggestions(item: BuiltItem, built: Built, customers: Mapping[int, str]) -> list[Suggestion]:
    """At most three, the likeliest first. `customers` are the product's, by number."""
    found: dict[tuple[str, str], Suggestion] = {}
    for each in (*_by_name(item, customers.values()), *_by_likeness(item, built, customers)):
        found.setdefault((each.answer, each.customer), each)
    return list(found.values())[:MOST]


def _by_name(item: BuiltItem, names: Iterable[str]) -> list[Suggestion]:
    """Customers whose name stands in the title as words of its own, the longest first."""
    title = item.title.casefold()
    named = [name for name in names if len(name) >= SHORTEST_NAME and name.casefold() in title]
    return [
        Suggestion(Answer.CUSTOMER, name, "named in the title")
        for name in sorted(named, key=len, reverse=True)
        if re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", title)
    ]


def _by_likeness(item: BuiltItem, built: Built, customers: Mapping[int, str]) -> list[Suggestion]:
    """What the sorted items were whose titles resemble this one's, what most were first."""
    text = _words(item.title)
    if not text:
        return []
    known = {each.pk: each for each in built.items if _says_something(each)}
    titles = {pk: _words(known[pk].title) for pk in list(known)[:COMPARED]}
    alike = process.extract(
        text, titles, scorer=fuzz.token_set_ratio, score_cutoff=ENOUGH, limit=HEARD
    )
    # Of those that were the same, the nearest names why.
    nearest = {_said(known[pk]): known[pk].title for _, _, pk in reversed(alike)}
    heard = Counter(_said(known[pk]) for _, _, pk in alike)
    return [
        Suggestion(said[0], customers.get(said[1] or 0, ""), f"like \u201c{nearest[said]}\u201d")
        for said, _ in heard.most_common()
    ]


def _says_something(item: BuiltItem) -> bool:
    return item.customer is not None or (item.answer in FOR_ALL and not item.is_special)


def _said(item: BuiltItem) -> tuple[str, int | None]:
    """What it was sorted as, and for whom."""
    return str(Answer.CUSTOMER if item.customer else item.answer), item.customer


def _words(title: str) -> str:
    return " ".join(WORD.findall(title.casefold()))
