"""Planning each simulated quarter: lines, the agreed baseline, and later changes."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from random import Random

from company.calendar import Quarter, bounds
from company.histories import CREATED
from company.models import Role
from company.units import ZERO, weeks_of
from demo.scale import names
from demo.scale.plans import PlanBook
from demo.scale.simulation import Simulation
from demo.scale.sizes import share
from demo.scale.timeline import Life
from governance.budget import percent_cap
from governance.models import Cap
from governance.policies import rules_of
from portfolio.models import Baseline, BaselineLine, BaselineTarget, Item, Movement, Target, Waiting
from portfolio.plan.actions import is_special
from portfolio.plan.line_changes import Cause

TARGETS = {
    "features": "45.0",
    "infrastructure": "20.0",
    "quality": "16.0",
    "discovery": "9.0",
    "specials": "10.0",
}
SLICES = ["features"] * 9 + ["infrastructure"] * 4 + ["quality"] * 3 + ["discovery"] * 2
# The share of the capacity that is planned; the rest is for specials and slack.
PLANNED = Decimal("0.92")
RESERVE = Decimal("0.02")
QUARTER_WEEK = Decimal("0.25")
# The share of lines that are not finished in their quarter although nothing was displaced.
CARRIED = 0.1


def quarters_of(sim: Simulation) -> Iterator[Quarter]:
    for n in range(sim.scale.quarters):
        yield sim.company.first.plus(n)


def set_policy(sim: Simulation) -> None:
    """Set the first policy, with the rules that a new product begins with."""
    actor, policy = sim.company.people[Role.EXECUTIVE][0], sim.policy
    policy.from_quarter, policy.reason = sim.company.first, "To begin with."
    policy.by, policy.at = actor, sim.now
    sim.records.add(policy)
    sim.append(
        "policy_set",
        actor,
        [policy],
        from_quarter=str(policy.from_quarter),
        before=rules_of(policy),
        after=rules_of(policy),
        reason=policy.reason,
    )


def planning(sim: Simulation, n: int, quarter: Quarter) -> Life:
    """The plan of the n-th quarter: put, agreed, and changed twice while it runs."""
    draw = Random(f"plan {sim.scale.quarters - n}")  # noqa: S311 (no secret)
    first, after = bounds(sim.product, quarter)
    book = _put(sim, n, quarter, draw)
    yield sim.now + dt.timedelta(days=3, hours=2)
    _agree(sim, book, draw)
    if n == 0:
        yield sim.at(first, 12)
    else:
        yield sim.at(first, 0)
        _close(sim, quarter.previous)
    for part in (1, 2):
        yield sim.at(first + (after - first) * part // 3, 11)
        _change(sim, book, draw)
        if part == 1 and draw.random() < 0.2:
            _raise_cap(sim, book, draw)


def _put(sim: Simulation, n: int, quarter: Quarter, draw: Random) -> PlanBook:
    """Put the plan: new items, unfinished ones, and what landed here from earlier quarters."""
    manager = sim.someone(Role.PRODUCT_MANAGER, draw)
    book = sim.book_of(quarter, manager)
    book.is_put = True
    cause, was = Cause(by=manager, at=sim.now), _as_logged(book, {})
    for line in list(book.lines.values()):
        if line.below_weeks and line.item:
            below, line.below_weeks = line.below_weeks, ZERO
            book.change(line.item, below, Movement.Kind.PLANNED, cause)
    for item, weeks in _carried(sim, quarter, draw):
        sim.bring_back(item, manager)
        book.change(item, weeks, Movement.Kind.PLANNED, cause)
    items = _new_items(sim, n, draw)
    _let_wait(sim, items, share(sim.scale.waiting, n, sim.scale.quarters), draw)
    _plan_new(sim, book, items, draw, cause)
    for item in items:
        sim.note(item, manager, CREATED)
    for line in book.lines.values():
        if line.item and not is_special(line.item):
            sim.expect_finish(line.item, quarter, draw)
    for key, percent in TARGETS.items():
        target = Target(plan=book.plan, slice=sim.company.slices[key], percent=Decimal(percent))
        sim.note(sim.records.add(target), manager, CREATED)
    sim.append(
        "planned",
        manager,
        cause.written,
        quarter=str(quarter),
        before=was,
        after=_as_logged(book, TARGETS),
        reason="",
    )
    return book


def _carried(sim: Simulation, quarter: Quarter, draw: Random) -> Iterator[tuple[Item, Decimal]]:
    """Items planned again with their weeks: unfinished ones, and ones dropped long ago."""
    earlier = sim.books.get(quarter.previous)
    for line in earlier.lines.values() if earlier else ():
        item = line.item
        if item is None or is_special(item) or item.pk in sim.dropped:
            continue
        if _lands_later(sim, item.pk, quarter):
            continue
        slow = draw.random() < CARRIED and not sim.is_finished(item.pk, sim.today)
        if slow or item.pk not in sim.finish:
            yield item, max(QUARTER_WEEK, _rounded(line.weeks * Decimal("0.3")))
    for pk in [pk for pk, due in sim.dropped.items() if due <= quarter]:
        yield sim.items[pk], 4 * QUARTER_WEEK


def _lands_later(sim: Simulation, item: int, quarter: Quarter) -> bool:
    return any(
        item in sim.books[q].lines for q in (quarter.plus(n) for n in range(6)) if q in sim.books
    )


def _new_items(sim: Simulation, n: int, draw: Random) -> list[Item]:
    """This quarter's items; a few are in no slice, a few for one customer."""
    return [
        sim.new_item(
            title=names.item_title(draw),
            slice=None if draw.random() < 0.02 else sim.company.slices[draw.choice(SLICES)],
            customer=draw.choice(sim.company.customers) if draw.random() < 0.04 else None,
            validated=draw.choice([True, True, False, None]),
        )
        for _ in range(share(sim.scale.items, n, sim.scale.quarters))
    ]


def _let_wait(sim: Simulation, items: list[Item], count: int, draw: Random) -> None:
    """Let customers wait for some of the new items since about now."""
    last = sim.product.local_day(sim.timeline.until)
    wanted = draw.sample(items, max(1, len(items) // 2)) if items else []
    taken: set[tuple[int, int]] = set()
    while wanted and len(taken) < count:
        item, customer = draw.choice(wanted), draw.choice(sim.company.customers)
        if (item.pk, customer.pk) not in taken:
            taken.add((item.pk, customer.pk))
            since = min(last, sim.today + dt.timedelta(days=draw.randint(-120, 60)))
            weight = draw.choice(["blocker", "nice_to_have", "nice_to_have"])
            promised = draw.random() < 0.15
            waits = Waiting(
                customer=customer, item=item, since=since, weight=weight, promised=promised
            )
            sim.waiting[item.pk].append(sim.records.add(waits))
            sim.records.note(waits, None, max(sim.now, sim.at(since)), CREATED)


def _plan_new(
    sim: Simulation, book: PlanBook, items: list[Item], draw: Random, cause: Cause
) -> None:
    """Spread the capacity that is left over the new items and the reserve."""
    reserve = _rounded(sim.capacity * RESERVE)
    room = max(ZERO, sim.capacity * PLANNED - book.total - reserve)
    weights = [draw.uniform(0.4, 1.6) for _ in items]
    for item, weight in zip(items, weights, strict=True):
        weeks = _rounded(room * Decimal(weight / sum(weights)))
        item.estimate_minutes = int(weeks * 2400) or None
        if weeks and book.total + weeks <= sim.capacity:
            book.change(item, weeks, Movement.Kind.PLANNED, cause)
    if book.total + reserve <= sim.capacity:
        book.change(None, reserve, Movement.Kind.PLANNED, cause)
        book.kept_out = items[:3]


def _rounded(weeks: Decimal) -> Decimal:
    """Rounded down to a quarter of a week."""
    return (weeks // QUARTER_WEEK * QUARTER_WEEK).quantize(ZERO)


def _agree(sim: Simulation, book: PlanBook, draw: Random) -> None:
    """Agree the plan: what governance's agree_baseline writes."""
    actor, plan = sim.someone(Role.EXECUTIVE, draw), book.plan
    cap_weeks = percent_cap(sim.policy.cap_percent, plan.capacity_weeks)
    cap = sim.records.add(
        Cap(
            plan=plan,
            percent=None,
            weeks=cap_weeks,
            is_frozen=True,
            reason="Frozen at the baseline.",
            by=actor,
            at=sim.now,
        )
    )
    sim.caps[plan.pk] = [cap]
    book.baseline = sim.records.add_baseline(
        Baseline(
            plan=plan,
            capacity_weeks=plan.capacity_weeks,
            cap_weeks=cap_weeks,
            reason="Agreed in the quarter's meeting.",
            agreed_by=actor,
            agreed_at=sim.now,
        ),
        book.last,
    )
    lines, targets = _freeze(sim, book, book.baseline)
    sim.append(
        "baseline_agreed",
        actor,
        [cap, book.baseline, *lines, *targets],
        quarter=str(plan.quarter),
        cap_weeks=cap_weeks,
        capacity_weeks=plan.capacity_weeks,
        reason=book.baseline.reason,
        targets={t.slice_key: t.percent for t in targets},
        lines=[{"item": x.item_id, "title": x.title, "weeks": x.weeks} for x in lines],
    )


def _freeze(
    sim: Simulation, book: PlanBook, baseline: Baseline
) -> tuple[list[BaselineLine], list[BaselineTarget]]:
    lines = [
        BaselineLine(
            baseline=baseline,
            item=line.item,
            title=str(line),
            slice_key=line.item.slice.key if line.item and line.item.slice else "",
            weeks=line.weeks,
        )
        for line in book.lines.values()
    ]
    targets = [
        BaselineTarget(baseline=baseline, slice_key=key, percent=Decimal(percent))
        for key, percent in TARGETS.items()
    ]
    for row in (*lines, *targets):
        sim.records.add(row)
    return lines, targets


def _change(sim: Simulation, book: PlanBook, draw: Random) -> None:
    """Move some weeks between two lines with a reason, as put_plan does after the baseline."""
    left = sim.left(book, list(book.lines))
    givers = [
        line
        for line in book.lines.values()
        if line.item and not is_special(line.item) and left[line.item.pk] >= 1
    ]
    if len(givers) < 2:
        return
    manager, (giver, taker) = sim.someone(Role.PRODUCT_MANAGER, draw), draw.sample(givers, 2)
    cause = Cause(by=manager, at=sim.now, reason=names.one("plan_reasons", draw))
    was = _as_logged(book, TARGETS)
    weeks = _rounded(left[giver.item_id] / 2)
    book.change(giver.item, -weeks, Movement.Kind.CHANGED, cause)
    book.change(taker.item, weeks, Movement.Kind.CHANGED, cause)
    sim.append(
        "plan_changed",
        manager,
        cause.written,
        quarter=str(book.plan.quarter),
        before=was,
        after=_as_logged(book, TARGETS),
        reason=cause.reason,
    )


def _as_logged(book: PlanBook, targets: Mapping[str, str]) -> dict[str, object]:
    """Lines and targets as a ledger entry records them."""
    lines = {
        f"item {line.item_id}" if line.item_id else "reserve": line.weeks
        for line in book.lines.values()
    }
    return {"lines": lines, "targets": {key: Decimal(percent) for key, percent in targets.items()}}


def _raise_cap(sim: Simulation, book: PlanBook, draw: Random) -> None:
    """Raise the quarter's cap by one percent of its capacity, with a reason."""
    actor, plan = sim.someone(Role.EXECUTIVE, draw), book.plan
    before = sim.caps[plan.pk][-1].weeks
    percent = sim.policy.cap_percent + 1
    weeks = percent_cap(percent, plan.capacity_weeks)
    cap = sim.records.add(
        Cap(
            plan=plan,
            percent=percent,
            weeks=weeks,
            is_frozen=True,
            reason="A contract signed this month needs the room.",
            by=actor,
            at=sim.now,
        )
    )
    sim.caps[plan.pk].append(cap)
    sim.append(
        "cap_set",
        actor,
        [cap],
        quarter=str(plan.quarter),
        percent=percent,
        weeks=weeks,
        frozen=True,
        breach=False,
        correction=False,
        before=before,
        reason=cap.reason,
    )


def _close(sim: Simulation, quarter: Quarter) -> None:
    """End the quarter: what it used beyond its cap becomes overdraft (DESIGN 4.3)."""
    used = weeks_of(sim.special_minutes[quarter])
    cap = sim.caps[sim.books[quarter].plan.pk][-1].weeks
    sim.overdraft = max(ZERO, sim.overdraft + used - cap)
