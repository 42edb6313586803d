"""A month read later says what it said when it ended, whatever happened since (DESIGN 5).

PROPERTY_RUNS sets how many random histories are lived, as in test_properties.
"""

import datetime as dt
import os
from decimal import Decimal as D

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from company import clock, histories
from company.calendar import month_bounds, today
from escalations.actions import review
from escalations.costing import keep_costing
from escalations.deals import keep_commitment, keep_deal
from escalations.judgements import judge
from escalations.models import Claim, Commitment, Deal
from escalations.offloading import offload
from governance.policies import put_policy
from governance.report.json_facts import as_json
from governance.report.sections import build_report
from portfolio.customers.actions import keep_customer, keep_waiting, stop_waiting
from portfolio.items.actions import keep_item
from portfolio.models import Customer, ExtensionPoint, Slice, Waiting
from portfolio.routing.actions import keep_extension_point
from portfolio.teams.actions import keep_team
from tests.governance.test_properties import RUNS, Quarterly
from tests.makers import LONG_REASON

JUST_BEFORE = dt.timedelta(microseconds=1)
names = st.sampled_from(["Skyhook", "Harbour", "Delft Rail"])
money = st.sampled_from([D(0), D(120000), D(400000)])
days = st.sampled_from([None, -30, 40, 200])


class Monthly(Quarterly):
    """The same company, whose customers, deals, items and teams change too; reports are kept."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[dt.date, dict] = {}

    def teardown(self) -> None:
        try:
            for month in self.kept:
                self.reads_as_it_did(month)
        finally:
            super().teardown()

    def reads_as_it_did(self, month: dt.date) -> None:
        assert self.read(month) == self.kept[month]

    def read(self, month: dt.date) -> dict:
        with clock.at(self.now):
            facts = as_json(build_report(self.world.product, month))
        del facts["is_running"]
        return facts

    def day(self, later: int | None) -> dt.date | None:
        with clock.at(self.now):
            return later and today(self.world.product) + dt.timedelta(days=later)

    @rule()
    def month_ends(self):
        self.keep_month()
        self.now = dt.datetime.combine(self.after(), dt.time(12), tzinfo=dt.UTC)
        self.is_excused = True

    @rule()
    def quarter_ends(self):
        self.keep_month()
        super().quarter_ends()

    def after(self) -> dt.date:
        with clock.at(self.now):
            return month_bounds(today(self.world.product))[1]

    def keep_month(self) -> None:
        """Read the report at the month's last instant."""
        product, after = self.world.product, self.after()
        self.now = product.midnight(after) - JUST_BEFORE
        month = (after - dt.timedelta(days=1)).replace(day=1)
        self.kept[month] = self.read(month)

    @invariant()
    def the_last_month_reads_as_it_did(self):
        if self.kept:
            self.reads_as_it_did(max(self.kept))

    # --- What else may change ---

    @rule(name=names, arr=money, renews=days)
    def customer(self, name, arr, renews):
        product, facts = self.world.product, {"arr": arr, "renewal_date": self.day(renews)}
        stored = Customer.objects.filter(product=product).order_by("pk").first()
        if stored:
            self.do(lambda: keep_customer(stored.pk, {"name": name, **facts}, actor=None))

    @rule(line=st.sampled_from(["a", "b", "c"]), blocks=st.booleans(), promised=st.booleans())
    def waits(self, line, blocks, promised):
        item = getattr(self.world, line)
        customer = Customer.objects.filter(product=self.world.product).order_by("-pk").first()
        if customer and not Waiting.objects.open().filter(item=item, customer=customer).exists():
            facts = {
                "item": item,
                "customer": customer,
                "since": self.day(-1),
                "weight": "blocker" if blocks else "nice_to_have",
                "promised": promised,
            }
            self.must(lambda: keep_waiting(None, facts, actor=None))

    @precondition(lambda self: Waiting.objects.open().exists())
    @rule()
    def waits_no_more(self):
        self.must(lambda: stop_waiting(Waiting.objects.open().first(), actor=None))

    @rule(
        line=st.sampled_from(["a", "b", "c"]),
        title=names,
        done=st.booleans(),
        in_slice=st.sampled_from(["features", "quality", None]),
    )
    def item(self, line, title, done, in_slice):
        found = Slice.objects.filter(product=self.world.product, key=in_slice).first()
        facts = {"title": title, "slice": found, "finished_on": self.day(-2) if done else None}
        self.must(lambda: keep_item(getattr(self.world, line).pk, facts, actor=None))

    @precondition(lambda self: self.any())
    @rule(data=st.data(), amount=money, outcome=st.sampled_from(["open", "won", "lost"]))
    def deal(self, data, amount, outcome):
        made = self.pick(data)
        facts = {"amount": amount, "outcome": outcome}
        if made.deal_id:
            self.must(lambda: keep_deal(made.deal_id, facts, actor=None))
            return
        with clock.at(self.now):
            new = Deal(product=self.world.product, customer=made.customer, name="Badges", **facts)
            histories.save(new, actor=None)
            made.deal = new
            histories.save(made, actor=None, update_fields=["deal"])

    @rule(
        weeks=st.sampled_from([None, D("1.50"), D("9.00")]), is_tied=st.booleans(), data=st.data()
    )
    def promise(self, weeks, is_tied, data):
        customer = Customer.objects.filter(product=self.world.product).order_by("pk").first()
        if customer is None:
            return
        made = self.pick(data) if is_tied and self.any() else None
        facts = {
            "product": self.world.product,
            "customer": customer,
            "what": "A date",
            "due": self.day(200),
            "weeks": weeks,
            "escalation": made,
        }
        self.must(lambda: keep_commitment(None, facts, actor=None))

    @precondition(lambda self: Commitment.objects.filter(kept_on=None).exists())
    @rule()
    def promise_is_kept(self):
        found = Commitment.objects.filter(kept_on=None).first()
        self.must(lambda: keep_commitment(found.pk, {"kept_on": self.day(-1)}, actor=None))

    @precondition(lambda self: self.any("delivered", "reviewed"))
    @rule(data=st.data(), is_true=st.booleans(), by_sales=st.booleans())
    def judged(self, data, is_true, by_sales):
        made = self.pick(data, "delivered", "reviewed")
        claim = made.claims.first() or Claim.objects.create(
            escalation=made, kind="few_lines", made_at=self.now
        )
        cast = self.world.cast
        actor = cast.sales if by_sales else cast.product_manager
        self.must(lambda: judge(escalation=made, claims={claim.pk: is_true}, actor=actor))

    @precondition(lambda self: self.any("delivered", "reviewed", "in_progress"))
    @rule(data=st.data(), installs=st.sampled_from([0, 40, 1000]), sunset=days)
    def costs(self, data, installs, sunset):
        made = self.pick(data, "delivered", "reviewed", "in_progress")
        said = {"installs": installs, "minutes_per_update": D(10), "updates_per_year": D(2)}
        changes = {**said, "sunset_on": self.day(sunset)}
        self.must(lambda: keep_costing(made, changes, actor=None))

    @precondition(lambda self: self.any("delivered", "reviewed", "in_progress"))
    @rule(data=st.data(), name=names, state=st.sampled_from(["missing", "planned", "documented"]))
    def would_have_done_it(self, data, name, state):
        made = self.pick(data, "delivered", "reviewed", "in_progress")
        standing = ExtensionPoint.objects.first()
        given = {"product": self.world.product, "name": name, "state": state}
        pk = standing.pk if standing else None
        self.must(lambda: keep_extension_point(pk, given, actor=None))
        point = ExtensionPoint.objects.get()
        self.must(lambda: offload(escalation=made, extension_point=point, actor=None))

    @precondition(lambda self: self.any("delivered"))
    @rule(data=st.data(), using=st.integers(0, 3))
    def reviewed(self, data, using):
        made = self.pick(data, "delivered")
        said = {"verdict": "keep", "customers_using": using, "claims": {}}
        self.must(lambda: review(escalation=made, actor=self.world.cast.sales, **said))

    @rule(kind=st.sampled_from(["core", "services"]), name=names)
    def team(self, kind, name):
        self.must(lambda: keep_team(self.world.team.pk, {"kind": kind, "name": name}, actor=None))
        self.is_excused = True

    @rule(percent=st.sampled_from([D("5.00"), D("10.00"), D("20.00")]), slots=st.integers(0, 3))
    def policy(self, percent, slots):
        changes = {"cap_percent": percent, "slots": slots, "reason": LONG_REASON}
        product, actor = self.world.product, self.world.cast.executive
        if self.do(lambda: put_policy(product, changes, actor=actor)):
            self.is_excused = True


def test_a_month_reads_later_as_it_read_when_it_ended(world):
    Monthly.world = world
    few = settings(
        # Each history reads its reports many times over.
        max_examples=max(RUNS // 2, 1),
        stateful_step_count=20,
        deadline=None,
        derandomize="PROPERTY_RUNS" not in os.environ,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(Monthly, settings=few)
