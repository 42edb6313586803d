"""Keeping what people say of an escalation's costs, and what building it takes (DESIGN 4.6)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from company.models import Person
from company.records import Changes, Keeping, keep, lock
from company.units import ZERO, weeks_of
from company.versions import Expected, refuse_stale, version_of
from escalations.models import Costing, Escalation
from escalations.states import APPROVED_ONCE
from portfolio.effort.cost import cost_of
from portfolio.effort.queries import core_effort_on, total_minutes

COSTINGS = Keeping(Costing, "say what it costs in all", product="escalation__product")


@dataclass(frozen=True)
class Build:
    """What building a special takes, in weeks and money; `word` says how far that is known."""

    weeks: Decimal
    cost: Decimal
    word: str


def costing_of(escalation: Escalation) -> Costing:
    """Its costing; a new one, unsaved, where nobody kept any."""
    kept = Costing.objects.filter(escalation=escalation).first()
    return kept or Costing(escalation=escalation)


@transaction.atomic
def keep_costing(
    escalation: Escalation, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Costing:
    """Keep the fields that `changes` names; the others stay as they are.

    Under the escalation's lock, so that it gets one costing however many begin it. Raises
    PermissionDenied, ValidationError, and Stale also where somebody else began it since.
    """
    escalation = lock(Escalation, escalation.pk)
    standing = costing_of(escalation)
    refuse_stale(expected, standing, version_of(standing))
    named = {"escalation": escalation, **changes}
    return keep(COSTINGS, standing.pk, named, actor=actor)


def build_of(escalation: Escalation, rate: Decimal) -> Build | None:
    """What building it takes: what was spent at its own rates, what is to come at `rate`.

    None where nobody sized it or worked on it. Reads parts and sizings that were prefetched.
    """
    effort = core_effort_on([escalation.item_id or 0])
    minutes = total_minutes(effort)
    spent = weeks_of(minutes)
    weeks, word = _in_all(escalation, spent)
    if weeks is None:
        return None
    cost = cost_of(escalation.product, effort) if minutes else ZERO
    return Build(weeks, cost + (weeks - spent) * rate, word)


def _in_all(escalation: Escalation, spent: Decimal) -> tuple[Decimal | None, str]:
    """The weeks it takes in all, and whether they are spent, approved or likely."""
    if escalation.total_confirmed_at is not None:
        return spent, "spent"
    if escalation.state in APPROVED_ONCE and escalation.approved_weeks:
        return max(spent, escalation.approved_weeks), "approved"
    sizing = escalation.latest_sizing
    if sizing is None:
        return (spent, "spent so far") if spent else (None, "")
    return spent + sizing.likely_weeks, "likely"
