"""Section 7, second half: changes of caps, policy and promises, with who and why.

Read off the ledger, whose entries are never edited: each belongs to the month it was made in.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from company.calendar import Quarter
from company.models import Person
from escalations.models import Confirmation, TakenIntoPlan
from escalations.queries import confirmed_in_place
from escalations.take_into_plan import taken_into_plan
from governance.report.facts import ChangeRow, CustomerFaults
from governance.report.specials import Request
from ledger.models import Entry

if TYPE_CHECKING:
    from governance.report.period import ReportPeriod

type Data = Mapping[str, Any]


@dataclass(frozen=True)
class Changes:
    """The month's entries on caps, policy, cancellations and the like, with their data.

    `in_place` are sizings that an executive confirmed in another's place.
    """

    period: "ReportPeriod"
    said: Sequence[tuple[Entry, Data]]
    in_place: Sequence[Confirmation]
    # Of the last four quarters.
    taken: Sequence[TakenIntoPlan]

    @classmethod
    def load(cls, period: "ReportPeriod") -> Self:
        first, after = period.instants
        entries = Entry.objects.filter(
            product=period.product, kind__in=SAID, at__gte=first, at__lt=after
        )
        said = [(entry, json.loads(entry.text)) for entry in entries.order_by("number")]
        in_place = list(confirmed_in_place(period.product, first, after))
        taken = taken_into_plan(period.product, period.four_quarters, after)
        return cls(period, said, in_place, list(taken))

    @property
    def requests(self) -> set[int]:
        """The ids of the escalations that the section names."""
        named = ("escalation", "swapped_for")
        told = {data["data"].get(name) for _, data in self.said for name in named} - {None}
        in_place = {row.sizing.escalation_id for row in self.in_place}
        return told | in_place | {row.escalation_id for row in self.taken}

    def rows(self) -> list[ChangeRow]:
        """Every change, the earliest first."""
        rows = [*self._said(), *self._in_place()]
        return sorted(rows, key=lambda row: row.on)

    def faults(self) -> list[CustomerFaults]:
        """By customer, how many of its requests were taken as faults; most in four quarters
        first.
        """
        all_of: Counter[tuple[int | None, str]] = Counter()
        new: Counter[tuple[int | None, str]] = Counter()
        requests = self.period.requests.of(self.requests)
        for row in self.taken:
            if row.approach == TakenIntoPlan.Approach.FAULT:
                request = requests[row.escalation_id]
                customer = (request.customer_id, request.customer)
                all_of[customer] += 1
                new[customer] += row.at >= self.period.instants[0]
        rows = [CustomerFaults(*customer, new[customer], n) for customer, n in all_of.items()]
        return sorted(rows, key=lambda row: (-row.in_four_quarters, row.customer))

    def _said(self) -> Iterator[ChangeRow]:
        people = {text["actor"] for _, text in self.said if isinstance(text["actor"], int)}
        names = {p.pk: str(p) for p in Person.objects.filter(pk__in=people)} if people else {}
        requests = self.period.requests.of(self.requests)
        for entry, text in self.said:
            data = text["data"]
            request = requests.get(data.get("escalation", 0))
            yield ChangeRow(
                kind=_kind(entry.kind, data),
                what=SAID[entry.kind](data) if request is None else request.title,
                detail=self._detail(data, requests),
                customer=request.customer if request else "",
                escalation=request.pk if request else None,
                by=names.get(text["actor"], ""),
                on=self.period.product.local_day(entry.at),
                reason=data.get("reason", ""),
            )

    def _detail(self, data: Data, requests: Mapping[int, Request]) -> str:
        """What it was swapped for, or as what it was taken into the plan."""
        if other := requests.get(data.get("swapped_for", 0)):
            return f"for {other.title}"
        if "approach" not in data:
            return ""
        row = next(each for each in self.taken if each.escalation_id == data["escalation"])
        is_fault = row.approach == TakenIntoPlan.Approach.FAULT
        known = row.documented if is_fault else f"{row.customers} customers want it"
        own = "; own request" if row.is_own_request else ""
        return f"{row.weeks} wk in {row.quarter.label}: {known.rstrip('.')}{own}"

    def _in_place(self) -> Iterator[ChangeRow]:
        """Sizings that an executive confirmed instead of product or engineering."""
        requests = self.period.requests.of(self.requests)
        for row in self.in_place:
            request = requests[row.sizing.escalation_id]
            yield ChangeRow(
                kind="confirmed_in_place",
                what=request.title,
                detail="",
                customer=request.customer,
                escalation=request.pk,
                by=str(row.by or ""),
                on=self.period.product.local_day(row.at),
                reason=f"In the place of {row.get_side_display().lower()}.",
            )


def _kind(kind: str, data: Data) -> str:
    """The kind of the row, a key of LABELS.

    A cap is set, raised, lowered or, once its quarter has ended, corrected; what was cancelled for
    another was swapped; what was taken into the plan may be a fault.
    """
    if kind == "cancelled" and "swapped_for" in data:
        return "swapped"
    if kind == "taken_into_plan" and data["approach"] == TakenIntoPlan.Approach.FAULT:
        return "taken_as_fault"
    if kind != "cap_set":
        return kind
    if data.get("correction"):
        return "cap_corrected"
    before, after = Decimal(data.get("before") or 0), Decimal(data["weeks"])
    # Entries older than `before` have none; the first cap of a quarter follows zero.
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
