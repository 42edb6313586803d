"""A simulated request until it is decided: filed, submitted, sized, confirmed, proposed."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from company.calendar import Quarter, by_quarter
from company.histories import CREATED
from company.models import Role
from company.units import ZERO
from demo.scale import names
from demo.scale.plans import PlanBook
from demo.scale.request import Request, finish_transition
from demo.scale.simulation import Simulation
from escalations.displacements.rows import Row
from escalations.models import (
    Approach,
    Claim,
    Confirmation,
    Event,
    Outcome,
    Proposal,
    ProposedRow,
    SizedPart,
    Sizing,
)
from escalations.states import State
from portfolio.models import Item, Line
from portfolio.plan.actions import is_special

QUARTER_WEEK = Decimal("0.25")
OUTCOMES = [Outcome.SLIPS] * 5 + [Outcome.POSTPONED] * 5 + [Outcome.DROPPED]
MOST_ROWS = 4


def file(sim: Simulation, request: Request) -> None:
    it, draw = request.escalation, request.draw
    it.filed_by, it.filed_at = sim.someone(Role.SALES, draw), sim.now
    it.needed_by = sim.today + dt.timedelta(days=draw.randint(40, 200))
    sim.records.add(it)
    sim.note(it, it.filed_by, CREATED)
    for kind in draw.sample(Claim.Kind.values, draw.randint(0, 2)):
        note = names.one("claim_notes", draw)
        claim = Claim(escalation=it, kind=kind, note=note, made_at=sim.now)
        request.claims.append(sim.records.add(claim))
    sim.records.add(Event(escalation=it, kind="file", by=it.filed_by, at=sim.now))


def submit(sim: Simulation, request: Request) -> None:
    it = request.escalation
    if it.deal and it.deal.asked_amount is None:
        it.deal.asked_amount = it.deal.amount
        sim.note(it.deal, it.filed_by)
    finish_transition(sim, request, "submit", it.filed_by, submitted_at=it.submitted_at or sim.now)
    if request.draw.random() < 0.06:
        manager = sim.someone(Role.PRODUCT_MANAGER, request.draw)
        finish_transition(sim, request, "send_back", manager, names.one("questions", request.draw))


def size(sim: Simulation, request: Request) -> None:
    """Size it in this quarter; in the next, where that one is planned already."""
    it, draw = request.escalation, request.draw
    engineer, likely = sim.someone(Role.ENGINEERING, draw), request.weeks
    request.asked, request.proposal, request.rows = _parts(sim, likely, draw.random()), None, []
    request.sizing = sim.records.add(
        Sizing(
            escalation=it,
            low_weeks=(likely / 2).quantize(ZERO),
            likely_weeks=likely,
            high_weeks=likely * 2,
            approach=request.approach,
            note=names.one("size_notes", draw),
            spent_minutes=sum(sim.spent[it.item.pk].values()) if it.item else 0,
            by=engineer,
            at=sim.now,
        )
    )
    parts = [
        sim.records.add(SizedPart(sizing=request.sizing, quarter=quarter, weeks=weeks))
        for quarter, weeks in sorted(request.asked.items())
    ]
    if it.item is None:
        it.item = sim.new_item(title=it.title, slice=sim.specials, customer=it.customer)
        sim.note(it.item, engineer, CREATED)
    sim.append(
        "sized",
        engineer,
        [request.sizing, *parts],
        escalation=it.pk,
        likely=likely,
        parts=by_quarter(request.asked),
    )
    text = f"{request.sizing.low_weeks} to {request.sizing.high_weeks} wk, likely {likely}."
    finish_transition(sim, request, "size", engineer, text)


def _parts(sim: Simulation, likely: Decimal, chance: float) -> dict[Quarter, Decimal]:
    following = sim.books.get(sim.quarter.next)
    first = sim.quarter.next if following and following.is_put else sim.quarter
    if chance < 0.08 and likely >= 4 * QUARTER_WEEK and first == sim.quarter:
        later = likely / 2 // QUARTER_WEEK * QUARTER_WEEK
        return {first: likely - later, first.next: later}
    return {first: likely}


def confirm(sim: Simulation, request: Request, side: str) -> None:
    role = Role.ENGINEERING if side == "engineering" else Role.PRODUCT_MANAGER
    actor = sim.someone(role, request.draw)
    made = sim.records.add(Confirmation(sizing=request.sizing, side=side, by=actor, at=sim.now))
    sim.append(
        "confirmed", actor, [made], escalation=request.escalation.pk, side=side, in_place=False
    )
    finish_transition(sim, request, "confirm", actor, f"Confirmed for {side}.")


def propose(sim: Simulation, request: Request) -> None:
    """Propose lines that together give what is asked; for a few requests they give too little."""
    draw = request.draw
    manager, position = sim.someone(Role.PRODUCT_MANAGER, draw), names.one("positions", draw)
    if any(quarter < sim.quarter for quarter in request.asked):
        _size_again(sim, request)
    request.rows = [
        row
        for quarter, weeks in request.asked.items()
        for row in rows_for(sim, request, quarter, weeks)
    ]
    request.proposal = sim.records.add(
        Proposal(sizing=request.sizing, position=position, by=manager, at=sim.now)
    )
    made = [
        sim.records.add(
            ProposedRow(
                proposal=request.proposal,
                quarter=row.quarter,
                item=row.item,
                kept_out=row.kept_out,
                weeks=row.weeks,
                outcome=row.outcome,
                to_quarter=row.to_quarter,
            )
        )
        for row in request.rows
    ]
    sim.append("proposed", manager, [request.proposal, *made], escalation=request.escalation.pk)
    finish_transition(sim, request, "propose", manager, position)


def _size_again(sim: Simulation, request: Request) -> None:
    """Size and confirm it anew, as the quarter it was sized for has ended."""
    size(sim, request)
    confirm(sim, request, "engineering")
    confirm(sim, request, "product")


def rows_for(sim: Simulation, request: Request, quarter: Quarter, weeks: Decimal) -> list[Row]:
    """Proposed rows from a few lines that still have weeks; none for an unplanned quarter."""
    draw, book = request.draw, sim.books.get(quarter)
    if book is None or not book.is_put:
        return []
    if draw.random() < 0.03:
        weeks /= 2
    missing, rows = weeks.quantize(ZERO), []
    share = max(QUARTER_WEEK, (weeks / draw.randint(1, MOST_ROWS)).quantize(ZERO))
    for line, left in _givers(sim, book, share, draw):
        taken = min(missing, share, left)
        rows.append(_row(request, book.kept_out, quarter, line, taken))
        missing -= taken
        if not missing:
            break
    return rows


def _givers(
    sim: Simulation, book: PlanBook, share: Decimal, draw: Random
) -> Iterator[tuple[Line, Decimal]]:
    """Lines with the weeks they have left; first those that will still have them at the
    decision.
    """
    lines, today, short = list(book.lines.values()), sim.today, []
    draw.shuffle(lines)
    for line in lines:
        item = line.item
        if item and (is_special(item) or sim.is_finished(item.pk, today)):
            continue
        left = sim.left_of(book, line.item_id)
        if left >= 2 * share and (item or book.kept_out):
            yield line, left
        elif left and item:
            short.append((line, left))
    yield from short


def _row(
    request: Request, kept_out: list[Item], quarter: Quarter, line: Line, weeks: Decimal
) -> Row:
    outcome = request.draw.choice(OUTCOMES)
    ahead = 1 if outcome == Outcome.SLIPS else request.draw.randint(2, 4)
    return Row(
        quarter=quarter,
        item=line.item,
        kept_out=None if line.item else request.draw.choice(kept_out),
        weeks=weeks,
        outcome=outcome,
        to_quarter=None if outcome == Outcome.DROPPED else quarter.plus(ahead),
    )


def approach_for(fate: State, chance: float) -> str:
    if fate == State.REDIRECTED:
        return Approach.SERVICES if chance < 0.7 else Approach.PARTNER
    if fate == State.DECLINED and chance < 0.2:
        return Approach.NOT_VIABLE
    return Approach.EXTENSION_POINT if chance > 0.75 else Approach.CORE
