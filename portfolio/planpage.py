"""A plan by slice, as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from company.models import Product
from portfolio.models import Slice, Waiting
from portfolio.planning import LineFacts, PlanFacts
from portfolio.weeks import ZERO, percent_of, weeks_of

UNCATEGORISED = "uncategorised"


@dataclass(frozen=True)
class SliceFacts:
    """One slice: target, baseline, planned and actual. Weeks, and percents of their sums."""

    key: str
    name: str
    target: Decimal | None
    baseline_weeks: Decimal | None
    planned_weeks: Decimal
    planned: Decimal | None
    actual_weeks: Decimal
    actual: Decimal | None

    @property
    def short_name(self) -> str:
        """One word or two, for a label in a chart."""
        return self.key.replace("_", " ").replace("-", " ").capitalize()


@dataclass(frozen=True)
class Group:
    """The lines of one slice, with who waits for each."""

    slice: SliceFacts
    lines: list[tuple[LineFacts, list[Waiting]]]


def slices_of(
    product: Product, plan: PlanFacts, actual: Mapping[str | None, int]
) -> list[SliceFacts]:
    """Specials first, as in the pie; uncategorised last, and only when it holds anything."""
    slices = sorted(Slice.objects.filter(product=product), key=lambda s: not s.is_specials)
    specials = next(s.key for s in slices if s.is_specials)
    planned = _sums((_key(line, specials), line.weeks) for line in plan.lines)
    agreed = _agreed(plan, specials)
    whole, minutes = plan.lines_weeks, sum(actual.values())
    names = {**{s.key: s.name for s in slices}, UNCATEGORISED: "Uncategorised"}
    found = []
    for key, name in names.items():
        spent = actual.get(None if key == UNCATEGORISED else key, 0)
        row = SliceFacts(
            key=key,
            name=name,
            target=plan.targets.get(key),
            baseline_weeks=None if agreed is None else agreed.get(key, ZERO),
            planned_weeks=planned.get(key, ZERO),
            planned=percent_of(planned.get(key, ZERO), whole),
            actual_weeks=weeks_of(spent),
            actual=percent_of(spent, minutes),
        )
        if key != UNCATEGORISED or row.planned_weeks or spent:
            found.append(row)
    return found


def _key(line: LineFacts, specials: str) -> str:
    return specials if line.reserve else line.slice or UNCATEGORISED


def _sums(pairs: Any) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for key, weeks in pairs:
        sums[key] = sums.get(key, ZERO) + weeks
    return sums


def _agreed(plan: PlanFacts, specials: str) -> dict[str, Decimal] | None:
    if plan.baseline is None:
        return None
    return _sums(
        (line["slice"] or (specials if line["item"] is None else UNCATEGORISED),
         Decimal(line["weeks"]))
        for line in plan.baseline["lines"]
    )  # fmt: skip


def groups_of(
    slices: list[SliceFacts], plan: PlanFacts, waiting: Mapping[int, list[Waiting]]
) -> list[Group]:
    """The plan's lines under their slices, largest first; slices without lines are left out."""
    specials = slices[0].key
    found = []
    for row in slices:
        lines = [line for line in plan.lines if _key(line, specials) == row.key]
        lines.sort(key=lambda line: (-line.weeks, line.title))
        if lines:
            found.append(Group(row, [(line, waiting.get(line.item or 0, [])) for line in lines]))
    return found


def pie_of(slices: list[SliceFacts]) -> dict[str, Any]:
    """The planned slices as a pie: specials first at twelve o'clock."""
    rows = [row for row in slices if row.planned_weeks]
    return {
        "data": [
            {
                "type": "pie",
                "labels": [
                    row.key.replace("_", " ").replace("-", " ").capitalize() for row in rows
                ],
                "values": [float(row.planned_weeks) for row in rows],
                "sort": False,
                "direction": "clockwise",
                "rotation": 0,
                "textinfo": "label+percent",
                "textposition": "outside",
                "automargin": True,
                "marker": {
                    "colors": [row.key for row in rows],
                    "line": {"color": "paper", "width": 2},
                },
                "hovertemplate": "%{label}: %{value:.2f} wk<extra></extra>",
            }
        ],
        "layout": {"height": 320},
    }
