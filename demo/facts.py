"""One type for each kind of row in the demonstration's data files.

Moments are written as demo/dates.py reads them.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class RenewalFacts:
    """A renewal that has passed: what the customer paid until then, and its outcome."""

    on: str
    arr: int
    outcome: str
    said: str


@dataclass(frozen=True)
class CustomerFacts:
    name: str
    arr: int
    segment: str
    version: str
    renews: str = ""
    renewed: RenewalFacts | None = None
    # The CRM's key, for customers of both products.
    account: str = ""


@dataclass(frozen=True)
class ItemFacts:
    """An item; `plan` has its weeks by quarter.

    A `pace` below 1 lets its line fall behind. `used` has the customers who use it, by the moment
    of their last use.
    """

    key: str
    title: str
    slice: str = ""
    team: str = ""
    plan: Mapping[str, int] = field(default_factory=dict)
    pace: float = 1.0
    open: bool = False
    waits: tuple[tuple[str, str, str], ...] = ()
    validated: bool | None = None
    used: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class QuarterFacts:
    """One quarter: its effort in engineer-weeks, and the percent of it for each slice."""

    n: int
    targets: Mapping[str, str]
    baseline: str = ""
    effort: str = "0"
    shares: Mapping[str, float] = field(default_factory=dict)
    cap: str = ""
    cap_reason: str = ""
    policy: str = ""
    policy_reason: str = ""
    support_fee: str = ""
    reserve: str = ""
    kept_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class DealFacts:
    name: str
    amount: int
    kind: str
    close: str
    stage: str = "Proposal"
    outcome: str = "open"


@dataclass(frozen=True)
class Size:
    """A sizing, all of it in one quarter.

    `names` is the key of the extension point or partner that the approach refers to.
    """

    when: str
    quarter: int
    low: str
    likely: str
    high: str
    approach: str = "core"
    names: str = ""
    note: str = ""
    confirmed: bool = True


@dataclass(frozen=True)
class RowFacts:
    """One displacement; without an item it is of the reserve."""

    weeks: str
    item: str = ""
    kept_out: str = ""
    outcome: str = "slips"


@dataclass(frozen=True)
class Span:
    """A team's effort on a special: `weeks` in all, or `weekly` in each week of the running
    quarter.
    """

    team: str
    start: str
    end: str = "t+0"
    weeks: str = ""
    weekly: str = ""
    people: int = 1

    @property
    def amount(self) -> Decimal:
        return Decimal(self.weeks or self.weekly)


@dataclass(frozen=True)
class Step:
    """One thing that happened to a request; `do` is a key of VERBS (demo/verbs.py)."""

    when: str
    do: str
    by: str = ""
    said: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RequestFacts:
    """One escalation with its whole life; `tracker` marks work that nobody had requested."""

    key: str
    customer: str
    title: str
    problem: str
    filed: str
    needed: str = ""
    by: str = ""
    origin: str = "sales"
    tracker: bool = False
    submitted: bool = True
    deal: DealFacts | None = None
    claims: tuple[tuple[str, str], ...] = ()
    size: Size | None = None
    proposed: str = ""
    position: str = ""
    rows: tuple[RowFacts, ...] = ()
    steps: tuple[Step, ...] = ()
    effort: tuple[Span, ...] = ()


@dataclass(frozen=True)
class CommitmentFacts:
    customer: str
    what: str
    due: str
    made: str
    source: str
    weeks: str = ""
    sla: str = ""
    request: str = ""
    kept: str = ""


@dataclass(frozen=True)
class ReportFacts:
    """The report of the month `ago` months before the running one, with both sides' comments."""

    ago: int
    product: str = ""
    sales: str = ""
    is_unsigned: bool = False


@dataclass(frozen=True)
class ProductFacts:
    """Everything of one product. `cast` has the person who acts in each role."""

    slug: str
    name: str
    rate: str
    later_rate: str
    cast: Mapping[str, str]
    teams: tuple[Mapping[str, Any], ...]
    quarters: tuple[QuarterFacts, ...]
    customers: tuple[CustomerFacts, ...]
    items: tuple[ItemFacts, ...]
    requests: tuple[RequestFacts, ...]
    commitments: tuple[CommitmentFacts, ...]
    reports: tuple[ReportFacts, ...] = ()
    stance: Mapping[str, Any] = field(default_factory=dict)
    extension_points: tuple[Mapping[str, Any], ...] = ()
    non_goals: tuple[Mapping[str, Any], ...] = ()
    partners: tuple[Mapping[str, Any], ...] = ()
    direction: Mapping[str, str] | None = None
    # Whether the product manager sorts what was built (demo/sorting.py).
    is_sorted: bool = False


def read_product(slug: str) -> ProductFacts:
    """The product as the TOML files in its folder describe it."""
    folder = HERE / slug
    rows: dict[str, list[dict[str, Any]]] = {}
    head: dict[str, Any] = {}
    for path in sorted(folder.glob("*.toml")):
        for name, value in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if isinstance(value, list):
                rows.setdefault(name, []).extend(value)
            else:
                head[name] = value
    return ProductFacts(
        **head,
        teams=tuple(rows["teams"]),
        quarters=tuple(QuarterFacts(**row) for row in rows["quarters"]),
        customers=tuple(_customer(**row) for row in rows["customers"]),
        items=tuple(ItemFacts(**row) for row in rows["items"]),
        requests=tuple(_request(row) for row in rows["requests"]),
        commitments=tuple(CommitmentFacts(**row) for row in rows["commitments"]),
        reports=tuple(ReportFacts(**row) for row in rows.get("reports", [])),
        extension_points=tuple(rows.get("extension_points", [])),
        non_goals=tuple(rows.get("non_goals", [])),
        partners=tuple(rows.get("partners", [])),
    )


def _customer(renewed: dict[str, Any] | None = None, **row: Any) -> CustomerFacts:
    return CustomerFacts(**row, renewed=RenewalFacts(**renewed) if renewed else None)


def _request(row: dict[str, Any]) -> RequestFacts:
    deal, size = row.pop("deal", None), row.pop("size", None)
    rows, steps, effort = (row.pop(name, []) for name in ("rows", "steps", "effort"))
    return RequestFacts(
        **row,
        deal=DealFacts(**deal) if deal else None,
        size=Size(**size) if size else None,
        rows=tuple(RowFacts(**each) for each in rows),
        steps=tuple(_step(**each) for each in steps),
        effort=tuple(Span(**each) for each in effort),
    )


def _step(when: str, do: str, by: str = "", said: str = "", **facts: Any) -> Step:
    return Step(when, do, by, said, facts)
