"""Each slice of a quarter: target, baseline, planned and actual, computed here for every page."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from company.units import ZERO, percent_of, weeks_of

UNCATEGORISED = "uncategorised"


@dataclass(frozen=True)
class SliceShare:
    """One slice, in engineer-weeks and in unrounded percent.

    Target, baseline and planned are shares of the quarter's capacity, as agreed or now; actual is a
    share of all effort. None stands for what nobody targeted, agreed or planned.
    """

    key: str
    name: str
    target: Decimal | None
    agreed_target: Decimal | None
    baseline_weeks: Decimal | None
    baseline: Decimal | None
    planned_weeks: Decimal
    planned: Decimal | None
    actual_weeks: Decimal
    actual: Decimal | None

    @property
    def target_moved(self) -> bool:
        return self.agreed_target is not None and self.agreed_target != self.target

    @property
    def short_name(self) -> str:
        """A word or two for a chart's label."""
        return self.key.replace("_", " ").replace("-", " ").capitalize()


def slice_shares(
    names: Mapping[str, str],
    *,
    targets: Mapping[str, Decimal | None],
    agreed_targets: Mapping[str, Decimal | None],
    agreed: Mapping[str, Decimal] | None,
    agreed_capacity: Decimal,
    planned: Mapping[str, Decimal],
    capacity: Decimal,
    minutes: Mapping[str, int],
) -> list[SliceShare]:
    """The slices in the order of `names`, uncategorised last where it holds anything.

    Everything is by slice key: targets in percent, weeks agreed (None without a baseline) and
    planned, minutes worked. Capacities are the baseline's and the plan's, in weeks.
    """
    worked = sum(minutes.values())
    rows = []
    for key, name in {**names, UNCATEGORISED: "Uncategorised"}.items():
        agreed_weeks = agreed.get(key, ZERO) if agreed is not None else None
        row = SliceShare(
            key=key,
            name=name,
            target=targets.get(key),
            agreed_target=agreed_targets.get(key),
            baseline_weeks=agreed_weeks,
            baseline=percent_of(agreed_weeks, agreed_capacity)
            if agreed_weeks is not None
            else None,
            planned_weeks=planned.get(key, ZERO),
            planned=percent_of(planned.get(key, ZERO), capacity),
            actual_weeks=weeks_of(minutes.get(key, 0)),
            actual=percent_of(minutes.get(key, 0), worked),
        )
        if key in names or row.planned_weeks or row.actual_weeks or row.baseline_weeks:
            rows.append(row)
    return rows
