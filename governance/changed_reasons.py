"""Whether the reason for a special still stands: its deal, against what it was when decided.

Nothing stops by itself; a decider says whether it goes on (DESIGN 4.10).
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from company.access import Someone, holds
from company.calendar import quarter_of
from company.histories import rows_of
from company.models import Product
from company.roles import EXECUTIVE, SALES_VP
from escalations.models import Deal, Escalation
from escalations.models.deals import worth_of
from escalations.states import UNDERWAY
from governance.models import Decision
from portfolio.as_of import AsOf

# A deal that fell to four fifths of what it was fell by a fifth.
FALLEN_TO = Decimal("0.8")
# Each of these was made knowing the deal as it stood.
KNOWING = (Decision.Kind.APPROVE, Decision.Kind.CONTINUE)
DEAL_COLUMNS = ("id", "history_date", "amount", "signed_amount", "close_date", "outcome")


@dataclass(frozen=True)
class ChangedReason:
    """A special underway whose deal is no longer what it was when the special was decided."""

    escalation: int
    deal: int
    # When it was approved, or last said to go on.
    decided_at: dt.datetime
    what: Sequence[str]

    @property
    def key(self) -> str:
        """The key of the notice about it: a new one after each decision."""
        return f"reason:{self.escalation}:{self.decided_at:%Y-%m-%dT%H:%M:%S.%f}"

    def __str__(self) -> str:
        return f"The reason has changed: {'; '.join(self.what)}"


def reasons_changed(as_of: AsOf, specials: Mapping[int, int] | None = None) -> list[ChangedReason]:
    """Specials underway whose deal was lost, fell by a fifth or moved to another quarter.

    Counted since they were approved, or since somebody last said that they go on. `specials` names
    the deal of each escalation, by ids, where the caller knows who is underway; that saves one of
    three queries.
    """
    specials = _underway(as_of) if specials is None else specials
    if not specials:
        return []
    decided, deals = _decided(as_of, specials), _histories(as_of, set(specials.values()))
    product, changed = as_of.product, []
    for pk, deal in sorted(specials.items()):
        rows = deals.get(deal, [])
        if pk in decided and rows:
            # Histories may begin after the decision: then the deal is taken as it was first known.
            then = [row for row in rows if row["history_date"] <= decided[pk]] or rows[:1]
            if what := _changes(product, then[-1], rows[-1]):
                changed.append(ChangedReason(pk, deal, decided[pk], what))
    return changed


def reason_changed(escalation: Escalation) -> ChangedReason | None:
    """How the deal of this special differs from when it was decided; None where it does not."""
    as_of = AsOf(escalation.product)
    changed = reasons_changed(as_of, _underway(as_of, [escalation.pk]))
    return changed[0] if changed else None


def may_continue(person: Someone, escalation: Escalation) -> bool:
    """An executive says whether a special goes on; the sales VP where it stands in a slot."""
    if holds(person, escalation.product_id, EXECUTIVE):
        return True
    in_slot = escalation.decisions.filter(is_slot=True).exists()
    return in_slot and holds(person, escalation.product_id, SALES_VP)


def _underway(as_of: AsOf, keys: Collection[int] | None = None) -> dict[int, int]:
    """By escalation id, the deal id of each special underway that has a deal."""
    rows = as_of.values(Escalation, "deal_id", keys=keys, state__in=UNDERWAY, deal_id__isnull=False)
    return {pk: row.deal_id for pk, row in rows.items()}


def _decided(as_of: AsOf, specials: Collection[int]) -> dict[int, dt.datetime]:
    """When each was last approved or said to go on, by escalation id."""
    rows = Decision.objects.filter(as_of.until(), escalation__among=specials, kind__in=KNOWING)
    return dict(rows.order_by("pk").values_list("escalation", "at"))


def _histories(as_of: AsOf, deals: set[int]) -> dict[int, list[dict[str, Any]]]:
    """The rows of history of each deal, oldest first, by deal id."""
    found: dict[int, list[dict[str, Any]]] = {}
    rows = rows_of(Deal, as_of.product).filter(as_of.until("history_date"), id__among=deals)
    for row in rows.order_by("history_id").values(*DEAL_COLUMNS):
        found.setdefault(row["id"], []).append(row)
    return found


def _changes(product: Product, then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """A clause for each change of the deal that puts its special into question."""
    changes = []
    if now["outcome"] == Deal.Outcome.LOST != then["outcome"]:
        changes.append("the deal is lost")
    was, worth = (worth_of(row["amount"], row["signed_amount"]) for row in (then, now))
    if worth < was and worth <= was * FALLEN_TO:
        changes.append(f"the deal fell from {product.currency} {was:,.0f} to {worth:,.0f}")
    before, after = then["close_date"], now["close_date"]
    if before and after and quarter_of(product, before) != quarter_of(product, after):
        quarters = [quarter_of(product, day).label for day in (before, after)]
        changes.append(f"its close date moved from {quarters[0]} to {quarters[1]}")
    return changes
