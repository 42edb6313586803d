"""Rolling forward: taking what a quarter left unfinished into the next plan."""

from collections.abc import Collection
from decimal import Decimal

from django.db import transaction

from company.calendar import Quarter
from company.models import Person, Product
from company.refusals import Malformed
from ledger import chain
from portfolio.models import Item
from portfolio.plan.line_states import Change, landed, room_in
from portfolio.plan.queries import plan_of
from portfolio.plan.some_lines import set_lines
from portfolio.plan.unfinished import states_in, unfinished


@transaction.atomic
def roll_forward(
    *,
    product: Product,
    quarter: Quarter,
    items: Collection[int],
    reason: str = "",
    actor: Person,
) -> Change:
    """Plan in `quarter` what these items left unfinished in the quarter before it.

    In the order of `unfinished`; what does not fit whole waits below the line. The plan of the
    quarter before is not changed. Raises Malformed where none of them is unfinished, and what
    `put_plan` raises.
    """
    chain.lock(product)
    chosen = [row for row in unfinished(product, quarter) if row.item.pk in items]
    if not chosen:
        raise Malformed(items="Nothing of these is unfinished. Choose at least one line.")
    room = room_in(product, quarter, plan_of(product, quarter))
    weeks: dict[Item | None, Decimal] = {}
    below: dict[Item | None, Decimal] = {}
    for row in chosen:
        weeks[row.item], below[row.item] = landed(row.there, row.weeks, room)
        room -= weeks[row.item] - row.there.weeks
    set_lines(
        product=product,
        quarter=quarter,
        weeks=weeks,
        below=below,
        reason=reason,
        actor=actor,
    )
    now = states_in(product, quarter)
    return Change([row.there for row in chosen], [now[row.item.pk] for row in chosen])
