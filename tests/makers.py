"""A product with its cast in a known moment, and the flows that most tests start from."""

import datetime as dt
from contextlib import AbstractContextManager
from decimal import Decimal as D

from company import clock, histories
from company.actions import create_token
from company.calendar import Quarter, today
from company.lists.saving import save_list
from company.notices import choose
from delivery.links import note_opening
from delivery.models import ReportLink
from delivery.reminders import remind
from delivery.subscribers import subscribe
from escalations import actions
from escalations.claims import ClaimInput
from escalations.costing import keep_costing
from escalations.directions import set_direction
from escalations.displacements.rows import RowInput
from escalations.forecasts import forecast
from escalations.joining import join
from escalations.later_answers import say_use
from escalations.models import Commitment, Costing, Deal, Escalation
from escalations.offloading import offload
from escalations.own_items import item_of
from escalations.promise_answers import answer_promises
from escalations.take_into_plan import take_into_plan
from governance import caps
from governance.approvals import actions as approvals
from governance.approvals.reestimate import reestimate
from governance.audit import faults as ledger_faults
from governance.baselines import agree_baseline
from governance.budget import Budget, budget_of
from governance.models import Policy, Publication, ReportSettings
from governance.policies import set_policy
from governance.publications.actions import publish
from governance.publications.commentary import keep_comment
from imports.actions import keep_mapping
from imports.models import Change, Import, RejectedRow
from ledger.models import Entry
from portfolio.customers.saying_renewals import say_renewal
from portfolio.effort import sums
from portfolio.effort.actions import EffortInput, answer_once, log_effort
from portfolio.effort.week_actions import confirm_week
from portfolio.models import (
    Customer,
    Effort,
    ExtensionPoint,
    Item,
    Line,
    NonGoal,
    Partner,
    Plan,
    Stance,
    Team,
)
from portfolio.plan.actions import LineInput, put_plan
from portfolio.plan.reconciliation import faults as book_faults
from portfolio.routing.actions import keep_extension_point, keep_non_goal, keep_partner
from portfolio.sorting.actions import sort_item
from portfolio.stance.actions import keep_stance
from tests.conftest import (
    Cast,
    make_cast,
    make_customer,
    make_item,
    make_product,
    make_team,
    make_usage,
    make_waiting,
    rewrite,
)

NOW = dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC)
OCTOBER = dt.date(2026, 10, 1)
Q4, NEXT, LATER = Quarter(2026, 4), Quarter(2027, 1), Quarter(2027, 2)
TARGETS = {
    "features": D(50),
    "infrastructure": D(20),
    "quality": D(10),
    "discovery": D(10),
    "specials": D(10),
}
LONG_REASON = "The board promised it to the customer."


def noon(year: int, month: int, day: int) -> AbstractContextManager[None]:
    """Within this block it is noon of that day, UTC."""
    return clock.at(dt.datetime(year, month, day, 12, tzinfo=dt.UTC))


class World:
    """Product Skylark with 83.20 wk planned: A 30.00, B 20.00, C 10.00, reserve 8.00."""

    def __init__(self, **options) -> None:
        self.product = make_product(**options)
        self.cast: Cast = make_cast(self.product)
        self.a = make_item(self.product, "SSO audit log")
        self.b = make_item(self.product, "Kernel upgrade", "infrastructure")
        self.c = make_item(self.product, "Flaky tests", "quality")
        self.kept_out = make_item(self.product, "Dark mode")
        self.team: Team = make_team(self.product)
        self.customers = 0

    # --- Planning ---

    def lines(self, a="30.00", b="20.00", c="10.00", reserve="8.00") -> list[LineInput]:
        wanted = [(self.a, a), (self.b, b), (self.c, c)]
        found = [LineInput(item, D(weeks)) for item, weeks in wanted if weeks is not None]
        if reserve is not None:
            found.append(LineInput(None, D(reserve), [self.kept_out]))
        return found

    def plan(self, quarter=Q4, capacity="83.20", lines=None, targets=None, reason="") -> Plan:
        return put_plan(
            product=self.product,
            quarter=quarter,
            capacity_weeks=None if capacity is None else D(capacity),
            targets=TARGETS if targets is None else targets,
            lines=self.lines() if lines is None else lines,
            reason=reason,
            actor=self.cast.product_manager,
        )

    def cap(self, quarter=Q4, reason=LONG_REASON, **given):
        return caps.set_cap(
            product=self.product, quarter=quarter, reason=reason, actor=self.cast.executive, **given
        )

    def baseline(self, quarter=Q4, reason="Agreed."):
        return agree_baseline(
            product=self.product, quarter=quarter, reason=reason, actor=self.cast.executive
        )

    # --- An escalation, step by step ---

    def customer(self, name=None, import_key="", **options) -> Customer:
        self.customers += 1
        made = make_customer(self.product, name or f"Customer {self.customers}", **options)
        made.import_key = import_key
        made.save()
        return made

    def draft(self, title="Badge printing", customer=None, deal=None, actor=None, **fields):
        fields = {
            "problem": "Visitors queue at the door.",
            "needed_by": dt.date(2027, 3, 1),
            **fields,
        }
        return actions.file_escalation(
            product=self.product,
            actor=actor or self.cast.sales,
            title=title,
            deal=deal,
            customer=customer or self.customer(),
            **fields,
        )

    def submitted(self, **options) -> Escalation:
        made = self.draft(**options)
        return actions.submit(escalation=made, actor=made.filed_by)

    def size(
        self, escalation, weeks, quarter=Q4, parts=None, approach="core", **names
    ) -> Escalation:
        parts = parts or {quarter: D(weeks)}
        total = sum(parts.values())
        return actions.size(
            escalation=escalation,
            parts=parts,
            low_weeks=min(total, D("0.50")),
            likely_weeks=total,
            high_weeks=total + 5,
            approach=approach,
            note="A driver.",
            actor=self.cast.engineering,
            **names,
        )

    def confirm(self, escalation, *sides) -> Escalation:
        for side in sides or ("product", "engineering"):
            person = self.cast.product_manager if side == "product" else self.cast.engineering
            escalation = actions.confirm(escalation=escalation, side=side, actor=person)
        return escalation

    def propose(self, escalation, *rows: RowInput) -> Escalation:
        return actions.propose(
            escalation=escalation,
            position="Two customers wait for it.",
            rows=rows,
            actor=self.cast.product_manager,
        )

    def take(self, item: Item | None, weeks, outcome="slips", **rest) -> RowInput:
        return RowInput(item, D(weeks), outcome, **rest)

    def sized(self, weeks="3.00", quarter=Q4, parts=None, **options) -> Escalation:
        made = self.size(self.submitted(**options), weeks, quarter, parts)
        return self.confirm(made)

    def proposed(self, weeks="3.00", rows=None, quarter=Q4, parts=None, **options) -> Escalation:
        """Sized, confirmed, and paid for by dropping weeks of A unless `rows` say otherwise."""
        made = self.sized(weeks, quarter, parts, **options)
        asked = parts or {quarter: D(weeks)}
        if rows is None:
            rows = [self.take(self.a, part, quarter=q) for q, part in asked.items()]
        return self.propose(made, *rows)

    def approve(self, escalation, reason="Worth it.", actor=None, **more) -> Escalation:
        return approvals.approve(
            escalation=escalation, reason=reason, actor=actor or self.cast.executive, **more
        )

    def approved(self, weeks="3.00", rows=None, quarter=Q4, parts=None, **options) -> Escalation:
        return self.approve(self.proposed(weeks, rows, quarter, parts, **options))

    def override(self, escalation, reason=LONG_REASON) -> Escalation:
        return self.approve(escalation, reason, override=True)

    def start(self, escalation) -> Escalation:
        return actions.start(escalation=escalation, actor=self.cast.engineering)

    def forecast(self, escalation, left, note="") -> Escalation:
        return forecast(
            escalation=escalation, left_weeks=D(left), note=note, actor=self.cast.engineering
        )

    def deliver(self, escalation, **more) -> Escalation:
        return actions.deliver(escalation=escalation, actor=self.cast.engineering, **more)

    def confirm_total(self, escalation) -> Escalation:
        return actions.confirm_total(escalation=escalation, actor=self.cast.engineering)

    def cancel(self, escalation, reason="The deal is gone.") -> Escalation:
        return approvals.cancel(escalation=escalation, reason=reason, actor=self.cast.executive)

    def asked_as(self, approach, weeks="3.00", quarter=Q4, **options) -> Escalation:
        """Sized with that approach; nobody has confirmed it."""
        return self.size(self.submitted(**options), weeks, quarter, approach=approach)

    def take_into_plan(
        self,
        escalation,
        quarter=NEXT,
        actor=None,
        reason="Two want it.",
        slice_key="features",
        **more,
    ) -> Escalation:
        return take_into_plan(
            escalation=escalation,
            quarter=quarter,
            reason=reason,
            slice_key=slice_key,
            actor=actor or self.cast.product_manager,
            **more,
        )

    def reestimate(self, escalation, weeks, *rows, actor=None, reason="It is more.", **more):
        return reestimate(
            escalation=escalation,
            weeks=weeks and D(weeks),
            rows=rows,
            reason=reason,
            actor=actor or self.cast.executive,
            **more,
        )

    def spend(
        self, what: Escalation | Item, weeks=None, day=None, minutes=None, team=None, people=1
    ) -> None:
        item = item_of(what, actor=self.cast.engineering) if isinstance(what, Escalation) else what
        spent = int(D(weeks) * 2400) if minutes is None else minutes
        row = EffortInput(team or self.team, item, day or today(self.product), spent, people)
        # Work is logged once it was done.
        done = dt.datetime.combine(row.date, dt.time(12), dt.UTC)
        with clock.at(max(clock.now(), done)):
            log_effort(product=self.product, rows=[row], actor=self.cast.engineering)

    def deal(self, customer=None, amount="400000.00", **options) -> Deal:
        options = {"name": "Badges", **options}
        return Deal.objects.create(
            product=self.product, customer=customer, amount=D(amount), **options
        )

    def costs(self, escalation, **said) -> Costing:
        """It is on a thousand devices, each updated once a year in ten minutes."""
        devices = {
            "installs": 1000,
            "minutes_per_update": D("10.00"),
            "updates_per_year": D("1.00"),
        }
        return keep_costing(escalation, {**devices, **said}, actor=self.cast.engineering)

    # --- Where custom work goes instead ---

    def extension_point(self, name="Webhooks", state="missing", **more) -> ExtensionPoint:
        given = {"product": self.product, "name": name, "kind": "webhook", "state": state, **more}
        return keep_extension_point(None, given, actor=self.cast.product_manager)

    def non_goal(self, title="No payroll", because="Payroll is law.", **more) -> NonGoal:
        given = {"since": dt.date(2025, 1, 7), "because": because, **more}
        given |= {"product": self.product, "title": title}
        return keep_non_goal(None, given, actor=self.cast.product_manager)

    def partner(self, name="Ferrymen", **more) -> Partner:
        given = {"product": self.product, "name": name, **more}
        return keep_partner(None, given, actor=self.cast.sales_vp)

    def join(self, escalation, customer=None, **more) -> Escalation:
        return join(
            escalation=escalation,
            customer=customer or self.customer(),
            actor=more.pop("actor", self.cast.sales),
            **more,
        )

    def offload(self, escalation, extension_point, note="") -> Escalation:
        return offload(
            escalation=escalation,
            extension_point=extension_point,
            note=note,
            actor=self.cast.product_manager,
        )

    def stance(self, customisation="extension_points", **more) -> Stance:
        given = {"customisation": customisation, **more}
        return keep_stance(self.product, given, actor=self.cast.executive)

    def renewed(self, customer, outcome="renewed", arr=None, passed_on=dt.date(2026, 11, 1)):
        """What became of the renewal of that day, which the customer had."""
        rewrite(Customer.objects.filter(pk=customer.pk), renewal_date=passed_on)
        arr = None if arr is None else D(arr)
        return say_renewal(
            customer=customer, passed_on=passed_on, outcome=outcome, arr=arr, actor=self.cast.sales
        )

    # --- What stands ---

    def budget(self, quarter=Q4) -> Budget:
        return budget_of(self.product, quarter)

    def headroom(self, quarter=Q4) -> str:
        return str(self.budget(quarter).headroom_weeks)

    def weeks(self, quarter=Q4) -> dict[str, str]:
        """The lines of the quarter's plan by title."""
        rows = Line.objects.filter(plan__product=self.product, plan__quarter=quarter)
        return {str(line): str(line.weeks) for line in rows.select_related("item").order_by("pk")}

    def line(self, item: Item | None, quarter=Q4) -> Line:
        return Line.objects.get(
            plan__product=self.product, plan__quarter=quarter, item=item, is_reserve=item is None
        )

    def publish(self, month=OCTOBER, reason="", **more) -> Publication:
        return publish(
            product=self.product,
            month=month,
            reason=reason,
            actor=more.pop("actor", self.cast.executive),
            **more,
        )

    def comment(self, text, side="product", month=OCTOBER, actor=None):
        actor = actor or self.cast.product_manager
        return keep_comment(product=self.product, month=month, side=side, text=text, actor=actor)

    def kinds(self) -> list[str]:
        """What the ledger holds, in its order."""
        rows = Entry.objects.filter(product=self.product).order_by("number")
        return list(rows.values_list("kind", flat=True))

    def proven(self) -> None:
        """Ledger, books and histories hold."""
        assert list(ledger_faults(self.product)) == []
        assert list(book_faults(self.product)) == []
        assert list(histories.faults(self.product)) == []
        assert list(sums.faults(self.product)) == []


def everything() -> World:
    """A world in which every table of the house has at least one row."""
    made = World()
    choose(made.cast.engineering, "mail")
    save_list(
        product=made.product,
        name="customers",
        called="Largest",
        query="order=-arr",
        actor=made.cast.sales,
    )
    made.plan()
    make_waiting(made.customer(import_key="c-1"), made.a)
    make_usage(made.customer(), made.a)
    made.renewed(Customer.objects.get(import_key="c-1"), "left")
    deal = made.deal(import_key="d-1")
    set_policy(policy=Policy(product=made.product), actor=made.cast.executive)
    made.cap(percent=D("12.50"))
    made.baseline()
    first = made.approved(deal=deal, claims=[ClaimInput("few_lines")])
    claim = first.claims.get()
    made.spend(first, "1.00")
    for left in ("2.50", "0.00"):
        made.forecast(first, left)
    made.deliver(made.start(first))
    actions.review(
        escalation=first,
        verdict="keep",
        customers_using=1,
        deal_outcome="won",
        claims={claim.pk: True},
        position=True,
        actor=made.cast.sales,
    )
    two_later_answers(first)
    for kind in ("services_company", "product_company"):
        set_direction(product=made.product, kind=kind, reason=LONG_REASON, actor=None)
    customer = first.customer
    Commitment.objects.create(
        product=made.product, customer=customer, what="A date", due=dt.date(2027, 1, 1)
    )
    made.costs(first)
    made.offload(first, made.extension_point())
    made.join(made.submitted(title="Kiosk"))
    made.non_goal()
    made.partner()
    made.stance()
    answer_promises(product=made.product, nothing_else=True, actor=made.cast.executive)
    made.plan(NEXT, lines=[])
    made.spend(made.draft(title="Stray"), "30.00")
    caps.write_off(
        product=made.product,
        quarter=NEXT,
        weeks=D("0.50"),
        reason=LONG_REASON,
        actor=made.cast.executive,
    )
    for fault in [made.asked_as("fault", "1.00", NEXT, title="Signed exports") for _ in range(2)]:
        documented = "Exports are signed, says the manual."
        made.take_into_plan(fault, slice_key="quality", documented=documented)
    # Sums are kept of months and quarters that ended: the first is of no slice.
    aside = Item.objects.create(product=made.product, title="Aside")
    for day in (dt.date(2026, 9, 29), dt.date(2026, 10, 6)):
        for item in (aside, made.a):
            made.spend(item, "0.50", day=day)
    sort_item(item=aside, answer="planned", actor=made.cast.product_manager)
    for week in (dt.date(2026, 10, 29), dt.date(2026, 11, 5)):
        confirm_week(team=made.team, week=week, rows=[], actor=made.cast.engineering)
    create_token(person=made.cast.sales, name="laptop")
    answer_once(person=made.cast.engineering, key="k", body=b"", do=dict)
    rewrite(Item.objects.filter(pk=made.a.pk), import_key="i-1")
    Effort.objects.filter(item=first.item).update(import_key="e-1")
    an_import(made.cast)
    made.comment("We kept to the plan.")
    made.publish(dt.date(2026, 9, 1))
    a_delivery(made)
    ReportSettings.objects.create(product=made.product)
    return made


def two_later_answers(delivered: Escalation) -> None:
    """Who used it a month and three months after, as somebody said then."""
    for days, moment in ((30, noon(2026, 12, 12)), (90, noon(2027, 2, 10))):
        with moment:
            say_use(escalation=delivered, after_days=days, customers_using=1, actor=None)


def a_delivery(made: World) -> None:
    """One month published, on its way to two, with a link that was opened, and a reminder."""
    for email in ("board@investor.example", made.cast.sales_vp.email):
        subscribe(product=made.product, email=email, actor=made.cast.executive)
    remind(made.product, OCTOBER)
    published = made.publish()
    note_opening(ReportLink.objects.get(), published, "html")


def an_import(cast: Cast) -> None:
    """One import with a change, a rejected row and its mapping kept."""
    found = Import.objects.create(
        product=cast.product,
        person=cast.product_manager,
        filename="tracker.csv",
        token="t",
        created_at=NOW,
    )
    Change.objects.create(found=found, model="portfolio.item")
    RejectedRow.objects.create(found=found, kind="items", row=2, reason="It has no title.")
    keep_mapping(found, name="Tracker", actor=cast.product_manager)
