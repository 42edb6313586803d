"""Which lines would go below the line where a plan takes more than its capacity."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from company.calendar import Quarter
from company.models import Person, Product
from company.refusals import Malformed
from company.units import ZERO
from ledger import chain
from portfolio.customers.queries import waiting_for
from portfolio.models import Item, Waiting
from portfolio.plan.facts import LineFacts, PlanFacts, plan_facts
from portfolio.plan.some_lines import set_lines


@dataclass(frozen=True)
class Giving:
    """A line that would give `weeks`, after which `below_weeks` wait below the line."""

    item: Item
    planned_weeks: Decimal
    weeks: Decimal
    below_weeks: Decimal
    waiting: list[Waiting]

    @property
    def stays(self) -> Decimal:
        return self.planned_weeks - self.weeks


def proposal(product: Product, quarter: Quarter) -> list[Giving]:
    """The lines that would go below until the others fit; none where they fit already.

    Lines that nobody waits for come first, in each slice from the last one up. Logged weeks stay;
    lines promised to somebody, specials and the reserve are never proposed. The last line gives
    only what is still missing.
    """
    plan = plan_facts(product, quarter)
    items = Item.objects.filter(pk__among=plan.items).exclude(slice__is_specials=True)
    core = items.select_related("product", "slice").in_bulk()
    waiting, missing, giving = waiting_for(core), plan.over_committed_weeks, []
    for line in _least_missed(plan, core, waiting):
        if missing <= 0:
            break
        gives = min(missing, line.left_weeks)
        item = core[line.item or 0]
        waits = waiting.get(item.pk, [])
        giving.append(Giving(item, line.weeks, gives, line.below_weeks + gives, waits))
        missing -= gives
    return giving


def _least_missed(
    plan: PlanFacts, core: Collection[int], waiting: dict[int, list[Waiting]]
) -> Iterator[LineFacts]:
    """Core lines with weeks left that nobody was promised, the least missed first."""
    ranks: dict[str | None, int] = {}
    ranked = []
    for line in sorted(plan.lines, key=lambda line: line.place):
        ranks[line.slice] = ranks.get(line.slice, 0) + 1
        waits = waiting.get(line.item or 0, [])
        if line.item in core and line.left_weeks and not any(wait.promised for wait in waits):
            ranked.append((bool(waits), -ranks[line.slice], line.weeks, line.title, line))
    return (row[-1] for row in sorted(ranked, key=lambda row: row[:-1]))


@transaction.atomic
def fit(
    *,
    product: Product,
    quarter: Quarter,
    items: Collection[int],
    seen: Decimal,
    reason: str = "",
    actor: Person,
) -> list[Giving]:
    """Put below the line what the proposal says of these items; returns these rows.

    `seen` are the weeks by which the plan was too much when the person looked. Raises Malformed
    where that has changed or none is chosen, and what `put_plan` raises.
    """
    chain.lock(product)
    over = plan_facts(product, quarter).over_committed_weeks
    if over != seen:
        raise Malformed(items=f"It was {seen} wk too much and is {over} wk now. Look again.")
    chosen = [row for row in proposal(product, quarter) if row.item.pk in items]
    if not chosen:
        raise Malformed(items="Choose at least one line that goes below.")
    set_lines(
        product=product,
        quarter=quarter,
        weeks={row.item: row.stays for row in chosen},
        below={row.item: row.below_weeks for row in chosen},
        reason=reason,
        actor=actor,
    )
    return chosen


def sum_of(rows: list[Giving]) -> Decimal:
    """The weeks that these lines give together."""
    return sum((row.weeks for row in rows), start=ZERO)
