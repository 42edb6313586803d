"""Proving the ledger: its chain, and what it says of caps, approved weeks and headroom."""

from collections.abc import Iterator
from decimal import Decimal

from company.calendar import Quarter
from company.models import Product
from company.units import ZERO, weeks_of
from escalations.models import Escalation, Part
from governance.budget import BudgetSnapshot, percent_cap
from governance.models import Decision, Policy
from ledger import chain, proof
from ledger.models import Entry
from portfolio.models import Plan

DECISIONS = frozenset(
    {"approved", "reestimated", "declined", "deferred", "redirected", "continued", "retired"}
)


def faults(product: Product, seals: proof.Seals | None = None) -> Iterator[str]:
    """A sentence for every place where chain and tables disagree; nothing where they agree.

    `seals` are the chain's, where the caller has read them already.
    """
    broken = list(chain.faults(product))
    yield from broken
    yield from proof.faults(product, seals or proof.Seals.of(product))
    # What the ledger says cannot be rebuilt from entries that nobody can read.
    if any("cannot be read" in fault for fault in broken):
        return
    book = Rebuilt(product)
    yield from book.unreadable
    yield from book.cap_faults()
    yield from book.part_faults()
    decided = Decision.objects.filter(escalation__product=product).count()
    if decided != book.decisions:
        yield f"the ledger has {book.decisions} decisions, the table {decided}"
    yield from book.headroom_faults()


class Rebuilt:
    """Caps and approved weeks rebuilt from the ledger's entries alone."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.snapshot = BudgetSnapshot.load(product)
        self.capacity: dict[Quarter, Decimal] = {}
        self.set_caps: dict[Quarter, tuple[Decimal | None, Decimal]] = {}
        self.parts: dict[int, dict[Quarter, Decimal]] = {}
        # In the order set: from which quarter, and the percent.
        self.cap_percents: list[tuple[Quarter | None, Decimal]] = []
        self.decisions = 0
        self.unreadable: list[str] = []
        for entry in Entry.objects.filter(product=product).order_by("number").iterator():
            try:
                self._read(entry)
            except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError):
                # Somebody rewrote its text; the chain says so too.
                self.unreadable.append(f"entry {entry.number} does not say what was {entry.kind}")

    def _read(self, entry: Entry) -> None:
        data = chain.data_of(entry)
        self.decisions += entry.kind in DECISIONS
        if entry.kind == "capacity_set":
            self.capacity[Quarter.parse(data["quarter"])] = Decimal(data["after"])
        elif entry.kind == "policy_set":
            begins = data.get("from_quarter")
            since = Quarter.parse(begins) if begins else None
            self.cap_percents.append((since, Decimal(data["after"]["cap_percent"])))
        elif entry.kind == "cap_set":
            percent = None if data["frozen"] or data["percent"] is None else data["percent"]
            self.set_caps[Quarter.parse(data["quarter"])] = (
                None if percent is None else Decimal(percent),
                Decimal(data["weeks"]),
            )
        elif entry.kind == "baseline_agreed":
            self.set_caps[Quarter.parse(data["quarter"])] = (None, Decimal(data["cap_weeks"]))
        elif entry.kind in ("approved", "reestimated"):
            weeks_by_quarter = {
                Quarter.parse(q): Decimal(weeks) for q, weeks in data["parts"].items()
            }
            self.parts.setdefault(data["escalation"], {}).update(weeks_by_quarter)

    def cap(self, quarter: Quarter) -> Decimal:
        percent, weeks = self.set_caps.get(quarter, (self.policy_percent(quarter), ZERO))
        if percent is None:
            return weeks
        return percent_cap(percent, self.capacity.get(quarter, ZERO))

    def policy_percent(self, quarter: Quarter) -> Decimal:
        """The cap percent of the latest policy begun by the quarter, or the default.

        Entries written before policies named a quarter hold for every quarter.
        """
        percent, since = Policy(product=self.product).cap_percent, None
        for begins, cap_percent in self.cap_percents:
            if begins is None or (begins <= quarter and (since is None or begins >= since)):
                percent, since = cap_percent, begins
        return percent

    def cap_faults(self) -> Iterator[str]:
        for plan in Plan.objects.filter(product=self.product):
            in_ledger, in_table = self.cap(plan.quarter), self.snapshot.cap_weeks(plan.quarter)
            if in_ledger != in_table:
                yield (
                    f"{plan.quarter}: the ledger says a cap of {in_ledger} wk,"
                    f" the table {in_table} wk"
                )

    def part_faults(self) -> Iterator[str]:
        stored: dict[int, dict[Quarter, Decimal]] = {}
        for part in Part.objects.current().filter(escalation__product=self.product):
            stored.setdefault(part.escalation_id, {})[part.quarter] = part.weeks
        for pk in sorted({*stored, *self.parts}):
            in_ledger, in_table = self.parts.get(pk, {}), stored.get(pk, {})
            for quarter in sorted({*in_ledger, *in_table}):
                approved, stored_weeks = in_ledger.get(quarter, ZERO), in_table.get(quarter, ZERO)
                if approved != stored_weeks:
                    yield (
                        f"escalation {pk}, {quarter}: the ledger approved {approved} wk,"
                        f" the table says {stored_weeks} wk"
                    )

    def headroom_faults(self) -> Iterator[str]:
        """Headroom from the ledger's caps and parts, and from effort, against the budget's."""
        open_items = dict(
            Escalation.objects.filter(product=self.product)
            .holding()
            .filter(parts__isnull=False)
            .values_list("pk", "item")
            .distinct()
        )
        snapshot = BudgetSnapshot.load(self.product)
        # The budget's own arithmetic on the ledger's parts: only the parts can make a difference.
        snapshot.parts = {
            item: self.parts.get(pk, {}) for pk, item in open_items.items() if item is not None
        }
        for quarter in sorted(self.snapshot.plans):
            held = weeks_of(snapshot.held_minutes(quarter))
            stands = self.snapshot.budget(quarter).held_weeks
            if held != stands:
                yield f"{quarter}: the ledger holds {held} wk, the budget {stands} wk"
