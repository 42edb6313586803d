"""Section 7, its second half: what was changed of caps, policy and promises, with who and why.

Read off the ledger, whose entries are never edited: each belongs to the month it was made in.
"""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from company.calendar import Quarter
from company.models import Person
from escalations.queries import confirmed_in_place
from governance.report.facts import ChangeRow
from governance.report.period import ReportPeriod
from governance.report.specials import requests_of
from ledger.models import Entry

type Data = Mapping[str, Any]


def changes(period: ReportPeriod) -> list[ChangeRow]:
    """Caps, policies, breaches, corrections, write-offs, cancellations and the like, by time."""
    first, after = period.instants
    entries = Entry.objects.filter(
        product=period.product, kind__in=SAID, at__gte=first, at__lt=after
    )
    said = [(entry, json.loads(entry.text)) for entry in entries.order_by("number")]
    people = {text["actor"] for _, text in said if isinstance(text["actor"], int)}
    names = {person.pk: str(person) for person in Person.objects.filter(pk__in=people)}
    titles = requests_of(
        period, {text["data"]["escalation"] for _, text in said if "escalation" in text["data"]}
    )
    rows = []
    for entry, text in said:
        data = text["data"]
        request = titles.get(data.get("escalation", 0))
        rows.append(
            ChangeRow(
                kind=_kind(entry.kind, data),
                what=SAID[entry.kind](data) if request is None else request.title,
                customer=request.customer if request else "",
                escalation=request.pk if request else None,
                by=names.get(text["actor"], ""),
                on=period.product.local_day(entry.at),
                reason=data.get("reason", ""),
            )
        )
    return sorted([*rows, *_in_place(period)], key=lambda row: row.on)


def _in_place(period: ReportPeriod) -> list[ChangeRow]:
    """Sizings that an executive confirmed for product or engineering, who had not."""
    found = list(confirmed_in_place(period.product, *period.instants))
    requests = requests_of(period, {row.sizing.escalation_id for row in found})
    return [
        ChangeRow(
            kind="confirmed_in_place",
            what=requests[row.sizing.escalation_id].title,
            customer=requests[row.sizing.escalation_id].customer,
            escalation=row.sizing.escalation_id,
            by=str(row.by or ""),
            on=period.product.local_day(row.at),
            reason=f"In the place of {row.get_side_display().lower()}.",
        )
        for row in found
    ]


def _kind(kind: str, data: Data) -> str:
    """A cap is set, raised, lowered or, once its quarter has ended, corrected."""
    if kind != "cap_set":
        return kind
    if data.get("correction"):
        return "cap_corrected"
    before, after = Decimal(data.get("before") or 0), Decimal(data["weeks"])
    if before in (0, after):
        return "cap_set"
    return "cap_raised" if after > before else "cap_lowered"


def _cap(data: Data) -> str:
    before = data.get("before")
    moved = f"from {before} to {data['weeks']} wk" if before else f"{data['weeks']} wk"
    breach = ", below what is held" if data.get("breach") else ""
    return f"Cap of {_label(data)}: {moved}{breach}"


def _policy(data: Data) -> str:
    before, after = data.get("before") or {}, data["after"]
    moved = [
        f"{name.replace('_', ' ')} {before[name]} to {value}"
        for name, value in after.items()
        if name in before and before[name] != value
    ]
    since = f" from {_label(data, 'from_quarter')}" if data.get("from_quarter") else ""
    return f"Policy{since}: {', '.join(moved) or 'unchanged'}"


def _breach(data: Data) -> str:
    return (
        f"{_label(data)}: a change of {data['source']} brought the cap from {data['before']} to"
        f" {data['after']} wk, below the {data['held']} wk held"
    )


def _write_off(data: Data) -> str:
    return f"{data['weeks']} wk carried into {_label(data)} were written off"


def _label(data: Data, name: str = "quarter") -> str:
    return Quarter.parse(data[name]).label


def _of_a_request(data: Data) -> str:
    return f"Escalation {data['escalation']}"


SAID: dict[str, Callable[[Data], str]] = {
    "cap_set": _cap,
    "policy_set": _policy,
    "cap_breached": _breach,
    "overdraft_written_off": _write_off,
    "cancelled": _of_a_request,
    "taken_into_plan": _of_a_request,
}
LABELS = {
    "cap_set": "Cap set",
    "cap_raised": "Cap raised",
    "cap_lowered": "Cap lowered",
    "cap_corrected": "Cap of a closed quarter corrected",
    "cap_breached": "Cap brought below what is held",
    "policy_set": "Policy",
    "overdraft_written_off": "Written off",
    "cancelled": "Cancelled",
    "taken_into_plan": "Taken into the plan",
    "confirmed_in_place": "Confirmed in another's place",
}
