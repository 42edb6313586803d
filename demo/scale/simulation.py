"""What is known at each moment of the simulation, and the steps that many lives share."""

import bisect
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import Any

from company import clock, histories
from company.calendar import Quarter, bounds, quarter_of
from company.histories import CHANGED, Tracked
from company.models import Person, Product
from company.units import ZERO, weeks_of
from demo.scale.company import Company
from demo.scale.plans import OpenDisplacement, PlanBook
from demo.scale.records import Records
from demo.scale.sizes import Scale
from demo.scale.timeline import Timeline
from escalations.models import Deal
from governance.models import Cap, Policy
from ledger.models import AppendOnly
from portfolio.models import Item, Plan, Slice, Waiting
from portfolio.plan.queries import capacity_of_teams

type Minutes = dict[Quarter, int]


@dataclass
class Simulation:
    """One product while its years go by. Minutes are those of core teams, by item id."""

    company: Company
    scale: Scale
    timeline: Timeline
    records: Records
    item_numbers: Iterator[int]
    policy: Policy

    def __post_init__(self) -> None:
        self.books: dict[Quarter, PlanBook] = {}
        self.caps: dict[int, list[Cap]] = {}
        self.spent: dict[int, Minutes] = defaultdict(lambda: defaultdict(int))
        self.core_minutes: Minutes = defaultdict(int)
        self.special_minutes: Minutes = defaultdict(int)
        # The approved weeks of specials in progress, by item id and quarter.
        self.parts: dict[int, dict[Quarter, Decimal]] = {}
        self.slot_uses: Minutes = defaultdict(int)
        self.slot_weeks: dict[tuple[int, Quarter], Decimal] = defaultdict(lambda: ZERO)
        self.overdraft: Decimal = ZERO
        # The day on which each item of the plan will be finished, unless it is displaced before.
        self.finish: dict[int, dt.date] = {}
        self.dropped: dict[int, Quarter] = {}
        # The displacements of each item of the plan.
        self.taken: dict[int, list[OpenDisplacement]] = defaultdict(list)
        self.items: dict[int, Item] = {}
        self.team_of: dict[int, int] = {}
        self.waiting: dict[int, list[Waiting]] = defaultdict(list)

    @property
    def product(self) -> Product:
        return self.company.product

    @property
    def now(self) -> dt.datetime:
        return self.timeline.now

    @property
    def today(self) -> dt.date:
        return self.product.local_day(self.now)

    @property
    def quarter(self) -> Quarter:
        return quarter_of(self.product, self.today)

    @cached_property
    def specials(self) -> Slice:
        return self.company.slices["specials"]

    def someone(self, role: str, draw: Random) -> Person:
        return draw.choice(self.company.people[role])

    def at(self, day: dt.date, hours: float = 9.0) -> dt.datetime:
        return self.product.midnight(day) + dt.timedelta(hours=hours)

    def deal_near(self, moment: dt.datetime, draw: Random) -> Deal:
        """One of the deals that close about that moment."""
        deals = self.company.deals
        day = self.product.local_day(moment)
        place = bisect.bisect(deals, day, key=lambda deal: deal.close_date or dt.date.max)
        return deals[max(0, min(len(deals) - 1, place + draw.randint(-8, 8)))]

    def append(
        self, kind: str, actor: Person | None, seals: Sequence[AppendOnly] = (), **data: Any
    ) -> None:
        self.records.append(kind, actor, self.now, seals, data)

    def note(self, record: Tracked, actor: Person | None, kind: str = CHANGED) -> None:
        """Keep in the record's history how it is now."""
        self.records.note(record, actor, self.now, kind)

    def book_of(self, quarter: Quarter, actor: Person | None) -> PlanBook:
        """The quarter's plan; made with the teams' capacity where nobody planned it yet."""
        if quarter not in self.books:
            plan = Plan(product=self.product, quarter=quarter, capacity_weeks=self.capacity)
            with clock.at(self.now):
                histories.save(plan, actor=actor)
            self.books[quarter] = PlanBook(plan, self.records)
            self.append(
                "capacity_set",
                actor,
                quarter=str(quarter),
                before=ZERO,
                after=self.capacity,
                reason="What the teams propose.",
            )
        return self.books[quarter]

    @cached_property
    def capacity(self) -> Decimal:
        return capacity_of_teams(self.product)

    def bring_back(self, item: Item, actor: Person | None) -> None:
        """Reopen a dropped item, since it has weeks in a plan again."""
        self.dropped.pop(item.pk, None)
        if item.closed_on is not None:
            item.closed_on = None
            self.note(item, actor)

    def new_item(self, **facts: Any) -> Item:
        item = Item(pk=next(self.item_numbers), product=self.product, **facts)
        self.team_of[item.pk] = len(self.items) % len(self.company.teams)
        self.items[item.pk] = item
        return self.records.add(item)

    def spent_weeks(self, item: int, quarter: Quarter) -> Decimal:
        return weeks_of(self.spent[item][quarter])

    def left(self, book: PlanBook, items: Iterable[int | None]) -> dict[int | None, Decimal]:
        """The weeks left of the lines of these items, as portfolio's weeks_left counts them."""
        return {item: self.left_of(book, item) for item in items if item in book.lines}

    def left_of(self, book: PlanBook, item: int | None) -> Decimal:
        spent = self.spent_weeks(item, book.plan.quarter) if item else ZERO
        return max(ZERO, book.lines[item].weeks - spent)

    def who_waits(self, item: Item) -> list[Waiting]:
        """The customers waiting for the item today, the soonest renewal first."""
        rows = [row for row in self.waiting[item.pk] if row.since <= self.today]
        far = dt.date.max
        return sorted(rows, key=lambda r: (r.customer.renewal_date or far, r.customer.name))

    def expect_finish(self, item: Item, quarter: Quarter, draw: Random) -> None:
        """Let the item be finished at some day of the quarter, tomorrow at the earliest."""
        first, after = bounds(self.product, quarter)
        days = (after - first).days
        due = first + dt.timedelta(days=draw.randint(days // 3, days - 3))
        self.finish[item.pk] = max(due, self.today + dt.timedelta(days=1))

    def is_finished(self, item: int, day: dt.date) -> bool:
        return item in self.finish and self.finish[item] <= day
