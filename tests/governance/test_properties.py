"""Random sequences of actions: whatever happens, the rules of DESIGN 4 hold after each step.

PROPERTY_RUNS sets how many sequences are tried: few in the suite, thousands by hand
(docs/changing.md).
"""

import datetime as dt
import os
from collections.abc import Callable
from decimal import Decimal as D

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from company import clock, histories
from company.calendar import Quarter, bounds, running_quarter
from company.refusals import Malformed, Refused
from company.units import weeks_of
from escalations.models import Escalation
from escalations.states import UNDERWAY
from governance.approvals import actions as approvals
from governance.audit import faults as ledger_faults
from governance.budget import BudgetSnapshot
from governance.hold_list import held_of
from portfolio.effort import sums
from portfolio.models import Baseline, Line
from portfolio.plan.reconciliation import faults as book_faults
from tests.makers import LONG_REASON, NOW, World
from tests.snapshots import snapshot

RUNS = int(os.environ.get("PROPERTY_RUNS", "5"))

hundredths = st.integers(0, 450).map(lambda n: D(n) / 100)
some_weeks = st.sampled_from([D(n) for n in ("0.01", "0.50", "1.00", "2.00", "3.00", "8.32")])
lines = st.sampled_from(["a", "b", "c", "reserve"])
outcomes = st.sampled_from(["slips", "postponed", "dropped"])


class Quarterly(RuleBasedStateMachine):
    """One product, its executives, and everybody else, at random."""

    world: World  # set by the test; each run is rolled back

    def __init__(self) -> None:
        super().__init__()
        self.run = transaction.atomic()
        self.run.__enter__()
        self.now = NOW
        # What may push a quarter below zero: an override, effort, a lowered cap, a quarter's end.
        self.is_excused = False

    def teardown(self) -> None:
        """The chain is proven once, of the whole run: what is wrong with it never heals."""
        with clock.at(self.now):
            found = list(ledger_faults(self.world.product))
        transaction.set_rollback(True)
        self.run.__exit__(None, None, None)
        assert found == []

    # --- Doing, and what must hold of it ---

    def do(self, act: Callable[[], object]) -> bool:
        """Whether the rules let it happen; if not, nothing has changed."""
        before = snapshot()
        try:
            with clock.at(self.now):
                act()
        except (Refused, Malformed):
            assert snapshot() == before
            return False
        return True

    def must(self, act: Callable[[], object]) -> None:
        """What no rule refuses."""
        with clock.at(self.now):
            act()

    def snapshot(self) -> BudgetSnapshot:
        with clock.at(self.now):
            return BudgetSnapshot.load(self.world.product)

    def headrooms(self) -> dict[Quarter, D]:
        snapshot = self.snapshot()
        return {
            quarter: snapshot.budget(quarter).headroom_weeks
            for quarter in snapshot.plans
            if quarter >= snapshot.running
        }

    def running(self) -> Quarter:
        with clock.at(self.now):
            return running_quarter(self.world.product)

    def pick(self, data, *states) -> Escalation:
        rows = Escalation.objects.filter(product=self.world.product)
        rows = rows.filter(state__in=states) if states else rows
        return data.draw(st.sampled_from(list(rows.order_by("pk"))))

    def take(self, name, weeks, outcome="dropped"):
        item = None if name == "reserve" else getattr(self.world, name)
        return self.world.take(item, weeks, outcome, kept_out=self.world.kept_out)

    # --- What may happen ---

    @rule(
        a=st.integers(0, 60),
        c=st.integers(0, 30),
        later=st.integers(0, 1),
        capacity=st.sampled_from(["83.20", "60.00", "40.00"]),
    )
    def plan(self, a, c, later, capacity):
        wanted = self.world.lines(a=str(a), c=str(c))
        quarter = self.running().plus(later)
        before = self.headrooms()
        if self.do(lambda: self.world.plan(quarter, capacity, wanted, reason="Changed.")):
            # A cap in percent follows the capacity of a quarter that is not agreed yet.
            self.is_excused |= self.headrooms()[quarter] < before.get(quarter, D(0))

    @precondition(lambda self: not Baseline.objects.filter(plan__quarter=self.running()).exists())
    @rule()
    def baseline(self):
        self.do(lambda: self.world.baseline(self.running()))

    @rule(weeks=st.sampled_from(["2.00", "4.00", "8.32", "12.00"]), later=st.integers(0, 1))
    def cap(self, weeks, later):
        quarter = self.running().plus(later)
        before = self.headrooms()
        if self.do(lambda: self.world.cap(quarter, weeks=D(weeks))):
            self.is_excused |= self.headrooms()[quarter] < before.get(quarter, D(0))

    @rule(weeks=some_weeks, part=st.sampled_from([None, "0.50", "2.00"]))
    def ask(self, weeks, part):
        quarter = self.running()
        parts = {quarter: weeks} if part is None else {quarter: weeks, quarter.next: D(part)}
        with clock.at(self.now):
            made = self.world.submitted(title=f"Wish {self.world.customers}")
        self.must(lambda: self.world.size(made, weeks, parts=parts))

    @precondition(lambda self: self.any("sized", "proposed"))
    @rule(data=st.data(), sides=st.sampled_from([("product",), ("product", "engineering")]))
    def confirm(self, data, sides):
        made = self.pick(data, "sized", "proposed")
        self.must(lambda: self.world.confirm(made, *sides))

    @precondition(lambda self: self.any("sized", "proposed"))
    @rule(
        data=st.data(),
        line=lines,
        other=lines,
        outcome=outcomes,
        exact=st.booleans(),
        cut=hundredths,
    )
    def propose(self, data, line, other, outcome, exact, cut):
        made = self.pick(data, "sized", "proposed")
        rows = []
        for part in made.latest_sizing.parts.all():
            first = min(cut, part.weeks)
            weeks = [(line, first), (other, part.weeks - first if exact else D(1))]
            rows += [(part.quarter, name, w) for name, w in weeks if w]
        given = [
            type(row)(**{**vars(row), "quarter": q})
            for q, name, w in rows
            for row in [self.take(name, w, outcome)]
        ]
        self.do(lambda: self.world.propose(made, *given))

    @precondition(lambda self: self.any("proposed"))
    @rule(data=st.data(), who=st.sampled_from(["executive", "sales_vp"]))
    def approve(self, data, who):
        made, before = self.pick(data, "proposed"), self.headrooms()
        actor = self.world.cast.of(who)
        if self.do(lambda: self.world.approve(made, actor=actor)):
            self.no_quarter_was_pushed_below_zero(before)

    @precondition(lambda self: self.any("proposed"))
    @rule(data=st.data())
    def override(self, data):
        made = self.pick(data, "proposed")
        if self.do(lambda: self.world.override(made, LONG_REASON)):
            self.is_excused = True

    @precondition(lambda self: self.any(*UNDERWAY))
    @rule(data=st.data(), weeks=hundredths, line=st.one_of(st.none(), lines), displaced=hundredths)
    def reestimate(self, data, weeks, line, displaced):
        made, before = self.pick(data, *UNDERWAY), self.headrooms()
        rows = [self.take(line, displaced)] if line and displaced else []
        if self.do(lambda: self.world.reestimate(made, weeks, *rows)):
            self.no_quarter_was_pushed_below_zero(before)

    @precondition(lambda self: self.any("approved"))
    @rule(data=st.data())
    def start(self, data):
        made = self.pick(data, "approved")
        self.must(lambda: self.world.start(made))

    @precondition(lambda self: self.any())
    @rule(data=st.data(), minutes=st.sampled_from([1, 11, 13, 1200, 2400, 9600]))
    def effort(self, data, minutes):
        made, before = self.pick(data), self.headrooms()
        self.must(lambda: self.world.spend(made, minutes=minutes))
        self.is_excused |= self.headrooms() != before

    @rule(line=st.sampled_from(["a", "b", "c"]), minutes=st.sampled_from([13, 4800, 24000]))
    def core_effort(self, line, minutes):
        before = self.headrooms()
        self.must(lambda: self.world.spend(getattr(self.world, line), minutes=minutes))
        assert self.headrooms() == before

    @precondition(lambda self: self.any("in_progress"))
    @rule(data=st.data())
    def deliver(self, data):
        made, before = self.pick(data, "in_progress"), self.headrooms()
        told = data.draw(st.booleans())
        self.must(lambda: self.world.deliver(made, total_confirmed=told))
        self.nothing_was_taken(before)
        assert told or self.headrooms() == before

    @precondition(lambda self: self.untold())
    @rule(data=st.data())
    def confirm_total(self, data):
        made, before = data.draw(st.sampled_from(self.untold())), self.headrooms()
        self.must(lambda: self.world.confirm_total(made))
        self.nothing_was_taken(before)

    @precondition(lambda self: self.any(*UNDERWAY))
    @rule(data=st.data())
    def cancel(self, data):
        made, before = self.pick(data, *UNDERWAY), self.headrooms()
        self.must(lambda: self.world.cancel(made))
        self.nothing_was_taken(before)

    @precondition(lambda self: self.any("submitted", "sized", "proposed"))
    @rule(data=st.data())
    def decline(self, data):
        made, before = self.pick(data, "submitted", "sized", "proposed"), self.headrooms()
        given = {"reason": "No.", "actor": self.world.cast.executive}
        self.must(lambda: approvals.decline(escalation=made, **given))
        assert self.headrooms() == before

    @precondition(lambda self: self.any(*UNDERWAY))
    @rule()
    def quarter_ends(self):
        _, after = bounds(self.world.product, self.running())
        self.now = dt.datetime.combine(after, dt.time(12), tzinfo=dt.UTC)
        self.is_excused = True

    def untold(self) -> list[Escalation]:
        """Closed, and nobody confirmed the total yet."""
        rows = Escalation.objects.holding().exclude(state__in=UNDERWAY)
        return list(rows.order_by("pk"))

    def any(self, *states) -> bool:
        rows = Escalation.objects.filter(product=self.world.product)
        return (rows.filter(state__in=states) if states else rows).exists()

    # --- What must hold ---

    def no_quarter_was_pushed_below_zero(self, before):
        after = self.headrooms()
        assert [q for q in before if after[q] < 0 and after[q] < before[q]] == []

    def nothing_was_taken(self, before):
        after = self.headrooms()
        assert [q for q in before if after[q] < before[q]] == []

    @invariant()
    def books_histories_and_sums_hold(self):
        for faults in (book_faults, histories.faults, sums.faults):
            assert list(faults(self.world.product)) == []

    @invariant()
    def the_budget_holds(self):
        snapshot = self.snapshot()
        self.headroom_is_never_negative_without_an_excuse(snapshot)
        self.the_holds_come_to_what_is_held(snapshot)
        self.lines_are_never_negative()
        self.a_specials_lines_are_what_was_approved_and_paid_for(snapshot)

    def headroom_is_never_negative_without_an_excuse(self, snapshot):
        if not self.is_excused:
            ahead = [q for q in snapshot.plans if q >= snapshot.running]
            assert [q for q in ahead if snapshot.budget(q).headroom_weeks < 0] == []

    def the_holds_come_to_what_is_held(self, snapshot):
        for quarter in (snapshot.running.previous, snapshot.running):
            with clock.at(self.now):
                found = held_of(self.world.product, quarter).holds
            total = sum((hold.weeks for hold in found), start=D(0))
            # Each hold is rounded by itself, the budget's sum as a whole.
            rounding = D("0.01") * Escalation.objects.count()
            assert abs(total - snapshot.budget(quarter).held_weeks) <= rounding

    def lines_are_never_negative(self):
        for line in Line.objects.filter(plan__product=self.world.product):
            assert line.weeks >= line.unfunded_weeks >= 0
            assert line.below_weeks >= 0

    def a_specials_lines_are_what_was_approved_and_paid_for(self, snapshot):
        """Its part, and in the running quarter as much of the carried weeks as is paid for."""
        running = snapshot.running
        open_ones = Escalation.objects.underway().values("item")
        specials = Line.objects.filter(item__in=open_ones, plan__quarter__gte=running)
        for line in specials.select_related("plan"):
            part = snapshot.parts[line.item_id].get(line.plan.quarter, D(0))
            is_running = line.plan.quarter == running
            carried = weeks_of(snapshot.carried_minutes(line.item_id)) if is_running else D(0)
            assert part <= line.weeks <= part + carried


def test_whatever_happens_the_rules_hold(world):
    Quarterly.world = world
    few = settings(
        max_examples=RUNS,
        stateful_step_count=16,
        deadline=None,
        derandomize="PROPERTY_RUNS" not in os.environ,
        database=None,
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(Quarterly, settings=few)
