"""Where the headline's figures come from: the last import or manual entry, and its day."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Count, F, Max, Q

from company.histories import Tracked, rows_of
from company.texts import long_day
from escalations.models import Deal
from governance.report.facts import Source
from imports.feeds.queries import ORIGIN_COLUMNS, origin_name, rejected_of
from imports.models import Import
from portfolio.models import Customer

if TYPE_CHECKING:
    from governance.report.period import ReportPeriod

BY_HAND = "by hand"


def sources(period: "ReportPeriod") -> list[Source]:
    """The sources of customers, deals and effort, as known at the period's end."""
    brought = _last_imports(period)
    return [
        _customers(period, brought.get("customers")),
        _deals(period, brought.get("deals")),
        _effort(period, brought.get("effort")),
    ]


def _last_imports(period: "ReportPeriod") -> dict[str, Import]:
    """By kind, the last import that had finished by then and was not undone by then."""
    as_of = period.as_of
    is_in = Q(state=Import.State.DONE) | Q(state=Import.State.UNDONE) & ~as_of.until("undone_at")
    if as_of.is_now:
        is_in = Q(state=Import.State.DONE)
    rows = Import.objects.filter(
        is_in, as_of.until("finished_at"), product=period.product, finished_at__isnull=False
    )
    rows = rows.only(*ORIGIN_COLUMNS)
    return {kind: row for row in rows.order_by("finished_at", "pk") for kind in row.kinds}


def _customers(period: "ReportPeriod", brought: Import | None) -> Source:
    lacking = Q(renewal_date__isnull=True, arr__gt=0)
    rows = period.as_of.counted(Customer, all=Count("id"), missing=Count("id", filter=lacking))
    origin, day = _origin(period, brought, Customer)
    lack = "without a renewal date"
    said = _said("Customers", origin, day, rows["all"], rows["missing"], lack)
    return Source("customers", origin, day, rows["all"], rows["missing"], said)


def _deals(period: "ReportPeriod", brought: Import | None) -> Source:
    rows = period.as_of.counted(Deal, all=Count("id"), missing=Count("id", filter=Q(amount=0)))
    origin, day = _origin(period, brought, Deal)
    said = _said("Deals", origin, day, rows["all"], rows["missing"], "without an amount")
    return Source("deals", origin, day, rows["all"], rows["missing"], said)


def _effort(period: "ReportPeriod", brought: Import | None) -> Source:
    """The source of effort, dated by the last day worked: that says more than the day of entry."""
    core = period.as_of.core_effort.order_by(F("date").desc())
    last: dt.date | None = core.values_list("date", flat=True).first()
    if last is None:
        return Source("effort", "", None, 0, 0, "Effort: nothing is logged")
    if brought is None:
        said = f"Effort: logged by hand, last of {long_day(last)}"
        return Source("effort", BY_HAND, last, 0, 0, said)
    origin, day = _origin(period, brought, Customer)
    rejected = rejected_of(brought, "effort")
    lost = f"; {rejected} row{'s' if rejected > 1 else ''} rejected" if rejected else ""
    said = f"Effort: {origin}, {long_day(day) if day else ''}, last of {long_day(last)}{lost}"
    return Source("effort", origin, day, 0, 0, said)


def _origin(
    period: "ReportPeriod", brought: Import | None, model: type[Tracked]
) -> tuple[str, dt.date | None]:
    """What it was read from and when; or "by hand", with the day of the last change."""
    if brought is not None and brought.finished_at is not None:
        return origin_name(brought), period.product.local_day(brought.finished_at)
    rows = rows_of(model, period.product).filter(period.as_of.until("history_date"))
    last = rows.aggregate(last=Max("history_date"))["last"]
    return BY_HAND, last and period.product.local_day(last)


def _said(what: str, origin: str, day: dt.date | None, count: int, missing: int, lack: str) -> str:
    if not count:
        return f"{what}: none is known"
    origin = f"kept {origin}, last on" if origin == BY_HAND and day else f"{origin},"
    said = f"{what}: {origin} {long_day(day) if day else ''}"
    return f"{said}; {missing} of {count} {lack}" if missing else said
