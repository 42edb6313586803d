"""One special of the opening balance: its item, its effort, and a decision that says so.

Written when it is brought in: the days on which it was decided elsewhere stand in its reason.
It names no displacement, for no baseline is agreed yet; it holds like any other.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from company import clock, histories
from company.calendar import (
    Quarter,
    bounds,
    by_quarter,
    is_working_day,
    quarter_of,
    today,
    working_days_after,
)
from company.models import Person, Product
from company.units import ZERO, minutes_of
from escalations.models import Approach, Deal, Escalation, Event, Part, SizedPart, Sizing
from escalations.states import ANSWER_DAYS, UNDERWAY, State
from governance.approvals.records import decide
from governance.models import Decision
from imports.kinds import Changes, Chunk
from ledger import chain
from portfolio.effort import sums
from portfolio.items.queries import specials_slice
from portfolio.models import Effort, Item, Movement, Team
from portfolio.plan import line_changes
from portfolio.plan.actions import ensure_plan
from portfolio.plan.line_changes import Cause

OPENING = "Opening balance: under way before Daylight."
# Marks the effort that stands for all that was spent before.
MARK = "opening balance"


@dataclass(frozen=True)
class Opening:
    """What a file says of a special that was under way. Approved weeks include the spent ones."""

    key: str
    state: State
    deal: Deal | None
    origin: str
    problem: str
    needed_by: dt.date | None
    approved: Decimal
    spent: Decimal
    team: Team | None
    quarter: Quarter
    decided_on: dt.date | None
    decided_by: str
    reason: str

    @property
    def is_approved(self) -> bool:
        return self.state != State.SUBMITTED

    @property
    def to_come(self) -> Decimal:
        """Approved weeks not spent yet; none for what was delivered."""
        is_done = self.state == State.DELIVERED
        return ZERO if is_done else max(ZERO, self.approved - self.spent)

    def said(self) -> str:
        """The decision's reason: that it is the opening balance, then what the file says."""
        day = self.decided_on and f" on {self.decided_on}"
        by = self.decided_by and f" by {self.decided_by}"
        when = f" Decided{day or ''}{by or ''}." if day or by else ""
        return f"{OPENING}{when} {self.reason}".strip()

    def columns(self, product: Product) -> dict[str, Any]:
        """The columns of the escalation to create."""
        now = clock.now()
        needed_by = self.needed_by or bounds(product, self.quarter)[1] - dt.timedelta(days=1)
        answer = working_days_after(today(product), ANSWER_DAYS)
        has_ended = self.state == State.DELIVERED
        return {
            "state": self.state,
            "deal": self.deal,
            "origin": self.origin,
            "problem": self.problem or OPENING,
            "needed_by": needed_by,
            # Underway nobody owes an answer: what is due is the delivery.
            "answer_due": needed_by if self.state in UNDERWAY else answer,
            "filed_at": now,
            "submitted_at": now,
            "started_at": now if self.state in (State.IN_PROGRESS, State.DELIVERED) else None,
            "closed_at": now if has_ended else None,
            "total_confirmed_at": now if has_ended else None,
        }


def bring_in(chunk: Chunk, changes: Changes, made: Escalation, opening: Opening) -> None:
    """Write all that belongs to an escalation just created, under the product's lock.

    What an undo may take back is added to `changes`; decisions are not, as they are never taken
    back.
    """
    item = _item(chunk, made, opening)
    changes.created.insert(0, item)
    changes.created.append(
        Event.objects.create(
            escalation=made, kind="file", by=chunk.actor, at=made.filed_at, text=opening.said()
        )
    )
    day = spent_on(chunk.product, opening.quarter)
    if opening.team is not None:
        changes.created.append(_effort(item, made, opening.team, opening.spent, day))
    if opening.is_approved:
        _decide(chunk.actor, made, item, opening, quarter_of(chunk.product, day))


def spent_on(product: Product, quarter: Quarter) -> dt.date:
    """The day the spent weeks are dated: the last working day before today and in the quarter."""
    last = bounds(product, quarter)[1] - dt.timedelta(days=1)
    day = min(today(product) - dt.timedelta(days=1), last)
    while not is_working_day(day):
        day -= dt.timedelta(days=1)
    return day


def _item(chunk: Chunk, made: Escalation, opening: Opening) -> Item:
    item = Item(
        product=chunk.product,
        slice=specials_slice(chunk.product),
        title=made.title,
        customer_id=made.customer_id,
        import_key=opening.key,
        finished_on=today(chunk.product) if made.closed_at else None,
    )
    told: Any = {"actor": chunk.actor, "reason": chunk.reason}
    histories.save(item, **told)
    made.item = item
    histories.save(made, update_fields=["item"], **told)
    return item


def _effort(item: Item, made: Escalation, team: Team, weeks: Decimal, day: dt.date) -> Effort:
    spent = Effort.objects.create(
        product=made.product,
        team=team,
        item=item,
        date=day,
        minutes=minutes_of(weeks),
        import_key=f"{MARK} {made.pk}",
    )
    sums.forget(made.product, {day})
    return spent


def _decide(
    actor: Person | None, made: Escalation, item: Item, opening: Opening, spent_in: Quarter
) -> None:
    """The decision with its parts and the special's own line, in one entry of the ledger.

    The entry names nobody but by number: who decided stands in the decision alone.
    """
    decision = decide(made, Decision.Kind.APPROVE, actor, opening.said(), weeks=opening.approved)
    cause = Cause(actor, decision.at, OPENING, item, written=[decision])
    parts = _parts(opening, spent_in)
    cause.written.extend(_sizing(made, opening, decision))
    cause.written.extend(
        Part.objects.bulk_create(
            Part(escalation=made, quarter=quarter, weeks=weeks, before_weeks=before, at=cause.at)
            for quarter, (weeks, before) in sorted(parts.items())
        )
    )
    if opening.to_come:
        plan = ensure_plan(made.product, opening.quarter, actor)
        line = line_changes.line_of(plan, item)
        line_changes.change(line, opening.to_come, Movement.Kind.PLANNED, cause)
    chain.append(
        made.product,
        "approved",
        actor,
        decision.at,
        seals=cause.written,
        escalation=made.pk,
        parts=by_quarter({quarter: weeks for quarter, (weeks, _) in parts.items()}),
        reason=OPENING,
        opening_balance=True,
        state=opening.state,
    )


def _parts(opening: Opening, spent_in: Quarter) -> dict[Quarter, tuple[Decimal, Decimal]]:
    """By quarter, the weeks approved and what of them was spent before.

    What was spent is a part of the quarter that `spent_on` dates it in.
    """
    before = min(opening.spent, opening.approved)
    rest = opening.approved - before
    if spent_in == opening.quarter or not before:
        return {opening.quarter: (opening.approved, before)}
    parts = {spent_in: (before, before)}
    return parts | {opening.quarter: (rest, ZERO)} if rest else parts


def _sizing(made: Escalation, opening: Opening, decision: Decision) -> list[Sizing | SizedPart]:
    """A sizing of the weeks still to come, as every approved special has one."""
    weeks = opening.to_come
    sizing = Sizing.objects.create(
        escalation=made,
        low_weeks=weeks,
        likely_weeks=weeks,
        high_weeks=weeks,
        approach=Approach.CORE,
        note=OPENING,
        spent_minutes=minutes_of(opening.spent),
        by=decision.by,
        at=decision.at,
    )
    return [sizing, SizedPart.objects.create(sizing=sizing, quarter=opening.quarter, weeks=weeks)]


def refuse_undoing_decisions(model: type[Any], keys: list[int], found: Any) -> str:
    """Why an import with a decision in it cannot be undone; empty where it has none."""
    if model is not Escalation:
        return ""
    decided = Escalation.objects.filter(pk__in=keys, decisions__isnull=False).first()
    if decided is None:
        return ""
    return (
        f"{decided} came in with its decision, and a decision is never taken back."
        " Cancel it instead, with a reason."
    )
