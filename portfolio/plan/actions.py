"""Planning a quarter: capacity, targets and lines, before and after the baseline."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from company import clock, histories
from company.access import require
from company.calendar import Quarter, running_quarter
from company.models import Person, Product
from company.refusals import Malformed, Refused
from company.texts import is_seen
from company.units import ZERO, exact_weeks
from company.versions import Expected, refuse_stale
from ledger import chain
from ledger.models import AppendOnly
from portfolio.as_of import AsOf
from portfolio.models import Baseline, Item, Line, Movement, Plan, Slice, Target
from portfolio.plan.facts import plan_facts
from portfolio.plan.line_changes import Cause, change, drop_if_empty, line_of, reopen
from portfolio.plan.queries import capacity_of_teams, lines_of

HALF = Decimal("0.5")


@dataclass(frozen=True)
class LineInput:
    """One line as somebody wants it; None as item is the reserve.

    `below_weeks` None keeps what waits below the line, less what the line grows by.
    """

    item: Item | None
    weeks: Decimal
    kept_out: Sequence[Item] = field(default_factory=list)
    below_weeks: Decimal | None = None


def is_baselined(plan: Plan) -> bool:
    """Whether the plan's baseline was agreed."""
    return Baseline.objects.filter(plan=plan).exists()


def ensure_plan(product: Product, quarter: Quarter, actor: Person | None) -> Plan:
    """The plan of that quarter; if nobody planned it, a new one with the teams' capacity."""
    plan = Plan.objects.select_related("product").filter(product=product, quarter=quarter).first()
    if plan is None:
        capacity = capacity_of_teams(product)
        plan = Plan(product=product, quarter=quarter, capacity_weeks=capacity)
        histories.save(plan, actor=actor)
        if capacity:
            _log(product, "capacity_set", quarter, actor, ZERO, capacity, "What the teams propose.")
    return plan


# A fall in capacity may bring a cap below what is held, which governance judges: each watcher is
# called before the change and returns what is called after it, with actor, reason and source.
type Judge = Callable[[Person | None, str, str], None]
WATCHERS: list[Callable[[Product], Judge]] = []


def is_closed(product: Product, quarter: Quarter) -> bool:
    """Whether the quarter has ended, and is not before the first agreed baseline.

    Earlier quarters may be planned afterwards: a company's history, on its first days.
    """
    first = AsOf(product).first_agreed
    return first is not None and first <= quarter < running_quarter(product)


def refuse_closed(product: Product, quarter: Quarter) -> None:
    """Raise Refused quarter-closed if the quarter is closed."""
    if is_closed(product, quarter):
        raise Refused(
            "quarter-closed",
            f"{quarter.label} has ended: its plan stays as it was. Plan the running quarter"
            " instead.",
            quarter=str(quarter),
        )


@transaction.atomic
def put_plan(
    *,
    product: Product,
    quarter: Quarter,
    capacity_weeks: Decimal | None,
    targets: Mapping[str, Decimal],
    lines: Sequence[LineInput],
    reason: str = "",
    actor: Person | None,
    expected: Expected = None,
    standing: Sequence[Line] | None = None,
) -> Plan:
    """Replace the plan of a quarter as a whole; lines of decided specials stay as they are.

    `capacity_weeks` None takes what the core teams propose; `targets` are percents by slice key.
    `standing` are the plan's lines where the caller has read them under the lock. Raises
    PermissionDenied, Stale, Malformed, and Refused: quarter-closed, reason-missing after the
    baseline or where a cap falls below what is held, over-capacity where lines grow beyond the
    capacity.
    """
    if actor is not None:
        require(actor, product.pk, "plan")
    chain.lock(product)
    refuse_closed(product, quarter)
    if expected is not None:
        _refuse_stale(product, quarter, expected)
    plan = ensure_plan(product, quarter, actor)
    baselined = is_baselined(plan)
    if baselined:
        _need_reason(quarter, reason)
    capacity = capacity_of_teams(product) if capacity_weeks is None else capacity_weeks
    capacity = exact_weeks(capacity, "capacity_weeks")
    before = {line.item_id: line for line in (lines_of(plan) if standing is None else standing)}
    wanted = _wanted(product, before, lines)
    _refuse_over_capacity(before, wanted, capacity)
    cause = Cause(by=actor, at=clock.now(), reason=reason.strip())
    was = {
        "lines": {_name(item): line.weeks for item, line in before.items()},
        "targets": {t.slice.key: t.percent for t in plan.targets.select_related("slice")},
    }
    _set_capacity(plan, capacity, cause)
    new_targets = _put_targets(plan, targets, cause)
    kind = Movement.Kind.CHANGED if baselined else Movement.Kind.PLANNED
    _put_lines(plan, before, wanted, kind, cause)
    if baselined or cause.written:
        now = {"lines": _lines_now(plan), "targets": new_targets}
        done = "plan_changed" if baselined else "planned"
        _log(product, done, quarter, actor, was, now, cause.reason, cause.written)
    return plan


def _need_reason(quarter: Quarter, reason: str) -> None:
    if not is_seen(reason):
        raise Refused(
            "reason-missing",
            f"{quarter.label} has its baseline: say why the plan changes, so that the drift can"
            " show it.",
        )


def _lines_now(plan: Plan) -> dict[str, Decimal]:
    """The weeks of each line as stored, by its name in the ledger."""
    rows = Line.objects.filter(plan=plan).values_list("item", "weeks")
    return {_name(item): weeks for item, weeks in rows}


def _set_capacity(plan: Plan, capacity: Decimal, cause: Cause) -> None:
    """Change the capacity; where it falls, let the watchers judge what that does."""
    before = plan.capacity_weeks
    if capacity == before:
        return
    judges = [watch(plan.product) for watch in WATCHERS] if capacity < before else []
    plan.capacity_weeks = capacity
    histories.save(plan, actor=cause.by, reason=cause.reason, update_fields=["capacity_weeks"])
    _log(plan.product, "capacity_set", plan.quarter, cause.by, before, capacity, cause.reason)
    for judge in judges:
        judge(cause.by, cause.reason, "capacity")


def _refuse_stale(product: Product, quarter: Quarter, expected: Expected) -> None:
    facts = plan_facts(product, quarter)
    moves = Movement.objects.filter(plan__product=product, plan__quarter=quarter)
    last = moves.select_related("by").last()
    refuse_stale(expected, facts, facts.version, str(last.by) if last and last.by else "")


def _name(item: int | None) -> str:
    return f"item {item}" if item else "reserve"


def _log(
    product: Product,
    kind: str,
    quarter: Quarter,
    actor: Person | None,
    before: object,
    after: object,
    reason: str,
    seals: Sequence[AppendOnly] = (),
) -> None:
    chain.append(
        product,
        kind,
        actor,
        seals=seals,
        quarter=str(quarter),
        before=before,
        after=after,
        reason=reason,
    )


def is_special(item: Item | None) -> bool:
    return item is not None and item.slice is not None and item.slice.is_specials


def _wanted(
    product: Product, before: Mapping[int | None, Line], lines: Sequence[LineInput]
) -> dict[int | None, LineInput]:
    """The lines asked for by item id (None: the reserve), with the plan's specials added."""
    wanted: dict[int | None, LineInput] = {}
    for line in lines:
        key = line.item.pk if line.item else None
        name = f"item {key}" if key else "the reserve"
        if key in wanted:
            raise Malformed(lines=f"There are two lines for {name}. Give each item one line.")
        if line.item and line.item.product_id != product.pk:
            raise Malformed(lines=f"No item {key} in {product.slug}.")
        exact_weeks(line.weeks, "lines")
        standing = before[key].weeks if key in before else ZERO
        if is_special(line.item) and line.weeks != standing:
            raise Malformed(
                lines=f"The weeks of special {key} are decided, not planned:"
                f" leave them at {standing}, or re-estimate the escalation."
            )
        wanted[key] = line
    for key, standing_line in before.items():
        if key not in wanted and is_special(standing_line.item):
            wanted[key] = LineInput(standing_line.item, standing_line.weeks)
    return wanted


def _refuse_over_capacity(
    before: Mapping[int | None, Line], wanted: Mapping[int | None, LineInput], capacity: Decimal
) -> None:
    """Refuse lines that grow beyond the capacity; above it already, only reductions pass."""
    total = sum((line.weeks for line in wanted.values()), start=ZERO)
    if total > capacity and _grown(before, wanted):
        raise Refused(
            "over-capacity",
            f"The lines come to {total} wk and the capacity is {capacity} wk:"
            f" take {total - capacity} wk out, or plan more capacity.",
            lines_weeks=total,
            capacity_weeks=capacity,
        )


def _grown(
    before: Mapping[int | None, Line], wanted: Mapping[int | None, LineInput]
) -> list[int | None]:
    """The items (None for the reserve) whose lines are to have more weeks than they had."""
    return [k for k, x in wanted.items() if x.weeks > (before[k].weeks if k in before else ZERO)]


def _put_targets(plan: Plan, targets: Mapping[str, Decimal], cause: Cause) -> dict[str, Decimal]:
    slices = {s.key: s for s in Slice.objects.filter(product=plan.product)}
    for key, percent in targets.items():
        if key not in slices:
            known = ", ".join(slices)
            raise Malformed(targets=f"{plan.product.slug} has no slice {key!r}. Slices: {known}.")
        if percent % HALF or not 0 <= percent <= 100:
            raise Malformed(targets=f"{key}: {percent} is not a whole or half percent, 0 to 100.")
    _write_targets(plan, {slices[key].pk: percent for key, percent in targets.items()}, cause)
    return dict(targets)


def _write_targets(plan: Plan, wanted: Mapping[int, Decimal], cause: Cause) -> None:
    """Make these the plan's targets, by slice id; an unchanged one gets no row of history."""
    standing = {target.slice_id: target for target in plan.targets.all()}
    by, reason = cause.by, cause.reason
    new = [Target(plan=plan, slice_id=k, percent=p) for k, p in wanted.items() if k not in standing]
    histories.create(new, actor=by, reason=reason)
    changed = [
        target
        for key, target in standing.items()
        if wanted.get(key, target.percent) != target.percent
    ]
    for target in changed:
        target.percent = wanted[target.slice_id]
    histories.update(changed, ["percent"], actor=by, reason=reason)
    gone = [target.pk for key, target in standing.items() if key not in wanted]
    histories.delete(Target, gone, actor=by, reason=reason)


def _put_lines(
    plan: Plan,
    before: Mapping[int | None, Line],
    wanted: Mapping[int | None, LineInput],
    kind: str,
    cause: Cause,
) -> None:
    for key, line in before.items():
        if key not in wanted:
            change(line, -line.weeks, kind, cause)
            drop_if_empty(line)
    reopen([item for item in _grown(before, wanted) if item], cause)
    for key, asked in wanted.items():
        line = before.get(key) or line_of(plan, asked.item)
        growth = asked.weeks - line.weeks
        change(line, growth, kind, cause)
        _settle_below(line, growth, asked.below_weeks)
        if line.is_reserve:
            line.kept_out.set(asked.kept_out)


def _settle_below(line: Line, growth: Decimal, asked: Decimal | None) -> None:
    """Set what waits below: `asked`, or what it was, less what the line grew by."""
    below = max(ZERO, line.below_weeks - max(ZERO, growth)) if asked is None else asked
    if below != line.below_weeks:
        line.below_weeks = exact_weeks(below, "below_weeks")
        line.save(update_fields=["below_weeks"])
