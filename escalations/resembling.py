"""What resembles a request while it is written: earlier ones, non-goals, extension points."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from rapidfuzz import fuzz, process

from company.models import Product
from escalations.joining import JOINABLE
from escalations.models import Escalation, Event
from escalations.similar import MOST, SHORTEST, Similar
from escalations.states import UNDECIDED
from portfolio.models import ExtensionPoint, NonGoal

# A name resembles the text from this similarity of words on, in percent.
NAMED = 70
DECIDING = ("approve", "decline", "defer", "redirect", "take_into_plan", "cancel", "withdraw")
# Words that say nothing of what is asked for.
COMMON = """
the and for that with from their our not its who are was has have this than when one own
they them into can cannot does what which there while
"""


@dataclass(frozen=True)
class Before:
    """An earlier request, and the step that decided it last; None while it is open."""

    escalation: Escalation
    decided: Event | None

    @property
    def is_joinable(self) -> bool:
        return self.escalation.state in JOINABLE


@dataclass(frozen=True)
class Resembling:
    """What resembles a text, the best match first."""

    before: list[Before]
    non_goals: list[NonGoal]
    extension_points: list[ExtensionPoint]

    def __bool__(self) -> bool:
        return bool(self.before or self.non_goals or self.extension_points)


def resembling(product: Product, text: str, similar: Sequence[Similar]) -> Resembling:
    """The `similar` requests with what was decided of them, and what else resembles the text.

    That is current non-goals and extension points; nothing for a few letters.
    """
    if len(text.strip()) < SHORTEST:
        return Resembling([], [], [])
    requests = [each.escalation for each in similar]
    decided = _decided(requests)
    ways = ExtensionPoint.objects.standing().filter(product=product)
    goals = NonGoal.objects.standing().filter(product=product)
    return Resembling(
        before=[Before(each, decided.get(each.pk)) for each in requests],
        non_goals=_named(text, goals),
        extension_points=_named(text, ways),
    )


def _decided(similar: Iterable[Escalation]) -> dict[int, Event]:
    """By escalation id, the step that decided it last, of those that are decided."""
    asked = [each.pk for each in similar if each.state not in UNDECIDED]
    rows = Event.objects.filter(escalation__in=asked, kind__in=DECIDING).select_related("by")
    return {row.escalation_id: row for row in rows.order_by("pk")}


def _named[Named: (NonGoal, ExtensionPoint)](text: str, rows: "QuerySet[Named]") -> list[Named]:
    """Those whose names' words are found in the text."""
    known = {row.pk: row for row in rows}
    names = {pk: _words(str(row)) for pk, row in known.items()}
    matches = process.extract(
        _words(text), names, scorer=fuzz.token_set_ratio, score_cutoff=NAMED, limit=MOST
    )
    return [known[pk] for _, _, pk in matches]


def _words(text: str) -> str:
    words = re.findall(r"\w{3,}", text.casefold())
    return " ".join(word for word in words if word not in COMMON.split())
