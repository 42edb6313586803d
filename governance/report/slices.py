"""Section 5: specials versus core, this quarter by slice and the last eight quarters."""

import datetime as dt
from decimal import Decimal

from django.db.models import Sum

from governance.bands import band_of
from governance.report.facts import QuarterShare, Share, SliceRow, Slices
from governance.report.frame import Frame
from portfolio.models import Baseline, Line, Target
from portfolio.quarters import Quarter, bounds
from portfolio.queries import CORE, effort_between
from portfolio.weeks import ZERO, percent_of, weeks_of

UNCATEGORISED = "uncategorised"
QUARTERS = 8


def slices(frame: Frame) -> Slices:
    policy = frame.snapshot.policy(frame.quarter)
    return Slices(
        rows=slice_rows(frame),
        quarters=[quarter_share(frame, frame.quarter.plus(-n)) for n in range(QUARTERS)][::-1],
        straining_above=policy.straining_above,
        struggling_from=policy.struggling_from,
        off_the_road_from=policy.off_the_road_from,
    )


def quarter_share(frame: Frame, quarter: Quarter) -> QuarterShare:
    snapshot = frame.snapshot
    special = snapshot.special_minutes.get(quarter, 0)
    total = snapshot.core_minutes.get(quarter, 0)
    period = bounds(frame.product, quarter)
    share = share_of(frame, period, special=special, total=total, quarter=quarter)
    return QuarterShare(quarter, share, snapshot.cap_percent(quarter))


def share_of(
    frame: Frame, period: tuple[dt.date, dt.date], *, special: int, total: int, quarter: Quarter
) -> Share:
    """The share of these minutes, with the band that the quarter's cap gives it.

    `period` is its first day, and the first day after it.
    """
    first, after = period
    share = percent_of(special, total)
    snapshot = frame.snapshot
    band = band_of(share, snapshot.cap_percent(quarter), snapshot.policy(quarter))
    last = after - dt.timedelta(days=1)
    return Share(first, last, weeks_of(special), weeks_of(total), share, band)


def slice_rows(frame: Frame) -> list[SliceRow]:
    """Target, baseline, planned and actual of each slice, uncategorised last if there is any."""
    plan = frame.snapshot.plans.get(frame.quarter)
    first, after = bounds(frame.product, frame.quarter)
    effort = effort_between(frame.product, first, min(after, frame.after)).filter(CORE)
    actual = dict(effort.values_list("item__slice").annotate(n=Sum("minutes")).order_by())
    planned: dict[int | None, Decimal] = {}
    targets: dict[int, Decimal] = {}
    agreed: dict[str, Decimal] | None = None
    if plan:
        lines = Line.objects.filter(plan=plan)
        for slice_id, is_reserve, weeks in lines.values_list("item__slice", "is_reserve", "weeks"):
            slot = _specials(frame) if is_reserve else slice_id
            planned[slot] = planned.get(slot, ZERO) + weeks
        targets = dict(Target.objects.filter(plan=plan).values_list("slice", "percent"))
        agreed = _baseline(frame, plan.pk)
    whole = sum(actual.values())
    all_planned = sum(planned.values(), start=ZERO)
    all_agreed = sum(agreed.values(), start=ZERO) if agreed is not None else ZERO
    rows = []
    for pk, found in [*frame.slice_names.items(), (None, None)]:
        key = found.key if found else UNCATEGORISED
        was = agreed.get(key, ZERO) if agreed is not None else None
        row = SliceRow(
            slice=key,
            name=found.name if found else "Uncategorised",
            target=targets.get(pk) if pk else None,
            baseline_weeks=was,
            baseline=percent_of(was, all_agreed) if was is not None else None,
            planned_weeks=planned.get(pk, ZERO),
            planned=percent_of(planned.get(pk, ZERO), all_planned),
            actual_weeks=weeks_of(actual.get(pk, 0)),
            actual=percent_of(actual.get(pk, 0), whole),
        )
        if found or row.planned_weeks or row.actual_weeks or row.baseline_weeks:
            rows.append(row)
    return rows


def _specials(frame: Frame) -> int:
    return next(pk for pk, found in frame.slice_names.items() if found.is_specials)


def _baseline(frame: Frame, plan: int) -> dict[str, Decimal] | None:
    """Baseline weeks by slice key; the reserve counts as specials. None without a baseline."""
    baseline = Baseline.objects.filter(plan=plan).prefetch_related("lines").first()
    if baseline is None:
        return None
    specials = frame.slice_names[_specials(frame)].key
    weeks: dict[str, Decimal] = {}
    for line in baseline.lines.all():
        key = specials if line.item_id is None else line.slice_key or UNCATEGORISED
        weeks[key] = weeks.get(key, ZERO) + line.weeks
    return weeks
