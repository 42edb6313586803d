"""Plans and lines in memory; weeks move as portfolio/plan/line_changes.py moves them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from company.units import ZERO
from demo.scale.records import Records
from escalations.models import Displacement
from portfolio.models import Baseline, Item, Line, Movement, Plan
from portfolio.plan.line_changes import Cause


@dataclass
class OpenDisplacement:
    """A displacement and the weeks of it that have not come back."""

    row: Displacement
    open_weeks: Decimal
    # The item has left the plan: weeks that come back belong to no line.
    is_gone: bool = False


@dataclass
class PlanBook:
    """One plan with its lines by item id (None for the reserve).

    `is_put` once somebody has planned it; before, it only holds what landed there.
    """

    plan: Plan
    records: Records
    lines: dict[int | None, Line] = field(default_factory=dict)
    kept_out: list[Item] = field(default_factory=list)
    is_put: bool = False
    baseline: Baseline | None = None
    last: Movement | None = None

    @property
    def total(self) -> Decimal:
        return sum((line.weeks for line in self.lines.values()), start=ZERO)

    def line_of(self, item: Item | None) -> Line:
        key = item.pk if item else None
        if key not in self.lines:
            self.lines[key] = Line(plan=self.plan, item=item, is_reserve=item is None)
        return self.lines[key]

    def change(self, item: Item | None, weeks: Decimal, kind: str, cause: Cause) -> None:
        if weeks:
            self.line_of(item).weeks += weeks
            self._write(item, weeks, kind, cause)

    def displace(self, item: Item | None, weeks: Decimal, special: Item, cause: Cause) -> None:
        self.change(item, -weeks, Movement.Kind.DISPLACED, cause)
        self.change(special, weeks, Movement.Kind.DISPLACED, cause)

    def fund_from_nothing(self, weeks: Decimal, special: Item, cause: Cause) -> None:
        if weeks:
            line = self.line_of(special)
            line.weeks += weeks
            line.unfunded_weeks += weeks
            self._write(special, weeks, Movement.Kind.UNFUNDED, cause)

    def land(self, item: Item, weeks: Decimal, cause: Cause) -> tuple[Decimal, Decimal]:
        line = self.line_of(item)
        if self.total + weeks <= self.plan.capacity_weeks:
            self.change(item, weeks, Movement.Kind.LANDED, cause)
            return weeks, ZERO
        line.below_weeks += weeks
        return ZERO, weeks

    def unland(self, item: Item, weeks: Decimal, cause: Cause) -> None:
        line = self.line_of(item)
        below = min(weeks, line.below_weeks)
        line.below_weeks -= below
        self.change(item, -min(weeks - below, line.weeks), Movement.Kind.LANDED, cause)
        if not line.weeks and not line.below_weeks:
            del self.lines[item.pk]

    def leave(self, item: Item, weeks: Decimal, cause: Cause) -> None:
        self.change(item, -weeks, Movement.Kind.LEFT, cause)
        line = self.lines.get(item.pk)
        if line is not None and not line.weeks and not line.below_weeks:
            del self.lines[item.pk]

    def _write(self, item: Item | None, weeks: Decimal, kind: str, cause: Cause) -> None:
        self.last = self.records.add(
            Movement(
                plan=self.plan,
                item=item,
                weeks=weeks,
                kind=kind,
                reason=cause.reason,
                special=cause.special,
                by=cause.by,
                at=cause.at,
            )
        )
        cause.written.append(self.last)

    def close(self) -> None:
        """Hand the lines over to be written, as they are at the end."""
        for line in self.lines.values():
            self.records.add(line)
            if line.is_reserve:
                self._keep_out(line, self.kept_out)

    def _keep_out(self, line: Line, items: Iterable[Item]) -> None:
        for item in items:
            self.records.add(Line.kept_out.through(line=line, item=item))
