"""One product through 2026Q1, Q2 and Q3, by the actions that people use.

What it comes to is worked out by hand in test_three_quarters.
"""

import datetime as dt
from decimal import Decimal as D
from typing import Any

from company import clock
from company.calendar import Quarter, month_bounds
from company.models import Rate
from escalations.deals import keep_commitment, keep_deal
from escalations.models import Commitment, Deal
from governance import caps
from governance.approvals import actions as approvals
from governance.policies import put_policy
from governance.report.json_facts import as_json
from governance.report.sections import build_report
from portfolio.customers.actions import keep_customer, stop_waiting
from portfolio.items.actions import keep_item
from portfolio.models import Customer, Item, Slice, Waiting
from portfolio.teams.actions import keep_team
from tests.conftest import make_team
from tests.makers import World, noon

Q1, Q2, Q3, Q4 = (Quarter(2026, n) for n in (1, 2, 3, 4))
MONTHS = [dt.date(2026, n, 1) for n in range(1, 10)]
WHY = "So that what was promised can be built."
type Facts = dict[str, Any]


def day(month: int, number: int) -> Any:
    """Within this block it is noon of that day of 2026."""
    return noon(2026, month, number)


class Life(World):
    """Eight people in two core teams; 83.20 wk a quarter."""

    def __init__(self) -> None:
        super().__init__()
        keep_team(self.team.pk, {"people": 6, "availability": D("0.8")}, actor=None)
        self.devices = make_team(self.product, "Devices")
        keep_team(self.devices.pk, {"people": 2, "availability": D("0.8")}, actor=None)
        features = Slice.objects.get(product=self.product, key="features")
        self.asked = {
            name: Customer.objects.create(product=self.product, name=name, arr=1000)
            for name in (
                "Alder",
                "Fir",
                "Gorse",
                "Hazel",
                "Iris",
                "Juniper",
                "Larch",
                "Maple",
                "Oak",
                "Pine",
                "Quince",
                "Rowan",
            )
        }
        # Core work for one customer, in no plan.
        self.alders_report = Item.objects.create(
            product=self.product,
            title="Alder's report",
            slice=features,
            customer=self.asked["Alder"],
        )
        self.birch = self.waits("Birch", "200000.00", dt.date(2026, 4, 15))
        self.cedar = self.waits("Cedar", "80000.00", dt.date(2026, 12, 31))
        self.elm = self.waits("Elm", "50000.00", None)
        self.wait(self.birch, self.a, weight="blocker")
        self.wait(self.birch, self.c)
        self.wait(self.cedar, self.b, promised=True)
        self.elms_wait = self.wait(self.elm, self.kept_out)

    def waits(self, name: str, arr: str, renewal: dt.date | None) -> Customer:
        return Customer.objects.create(
            product=self.product, name=name, arr=D(arr), renewal_date=renewal
        )

    def wait(self, customer: Customer, item: Item, **how) -> Waiting:
        return Waiting.objects.create(
            customer=customer, item=item, since=dt.date(2026, 1, 1), **how
        )

    def deal_of(self, name: str, amount: str) -> Deal:
        return self.deal(self.asked[name], amount, name=f"{name}'s deal")

    def ask(self, title: str, name: str, **more):
        return self.submitted(title=title, customer=self.asked[name], **more)

    def put(self, quarter: Quarter, capacity: str | None, *lines: str, specials: str = "10"):
        """Plan A, B, C and the reserve with these weeks."""
        a, b, c, reserve = lines
        core = {"features": 50, "infrastructure": 20, "discovery": 10, "specials": specials}
        targets = {key: D(percent) for key, percent in core.items()}
        targets["quality"] = 100 - sum(targets.values())
        return self.plan(quarter, capacity, self.lines(a, b, c, reserve), targets, "As agreed.")

    def core(self, a: str, b: str, c: str, day: dt.date) -> None:
        for item, weeks in ((self.a, a), (self.b, b), (self.c, c)):
            if D(weeks):
                self.spend(item, weeks, day)

    def promise(self, customer: Customer, weeks: str | None) -> Commitment:
        return keep_commitment(
            None,
            {
                "product": self.product,
                "customer": customer,
                "what": "A date",
                "due": dt.date(2026, 12, 1),
                "weeks": weeks and D(weeks),
            },
            actor=self.cast.sales,
        )

    def kept(self, promise: Commitment, on: dt.date) -> None:
        keep_commitment(promise.pk, {"kept_on": on}, actor=self.cast.sales)

    def ends(self, deal: Deal, outcome: str, on: dt.date) -> None:
        changes = {"outcome": outcome, "close_date": on}
        keep_deal(deal.pk, changes, actor=self.cast.sales)

    def end_by_cancelling(self, special) -> None:
        self.cancel(special)
        self.confirm_total(special)


def live() -> tuple[Life, dict[dt.date, Facts], dict[dt.date, Facts]]:
    """The life; each month's report read at its last instant; and all of them read in October."""
    then: dict[dt.date, Facts] = {}
    with day(1, 5):
        life = Life()
    stories = [january, february, march, april, may, june, july, august, september]
    for month, story in zip(MONTHS, stories, strict=True):
        story(life)
        last_instant = life.product.midnight(month_bounds(month)[1]) - dt.timedelta(seconds=1)
        with clock.at(last_instant):
            then[month] = as_json(build_report(life.product, month))
    with day(10, 12):
        later = {month: as_json(build_report(life.product, month)) for month in MONTHS}
        life.proven()
    return life, then, later


def january(life: Life) -> None:
    with day(1, 5):
        life.put(Q1, "83.20", "30.00", "20.00", "10.00", "8.00")
        life.baseline(Q1)
    with day(1, 10):
        life.first_promise = life.promise(life.birch, "10.00")
    with day(1, 12):
        life.alders = life.deal_of("Alder", "400000.00")
        printing = life.ask("Badge printing", "Alder", deal=life.alders)
        life.confirm(life.size(printing, "3.00", Q1))
    with day(1, 14):
        life.propose(printing, life.take(life.a, "3.00", "slips"))
        life.printing = life.approve(printing)
    with day(1, 19):
        life.start(life.printing)
    with day(1, 20):
        life.spend(life.printing, "1.00", people=2)
        life.core("6.00", "4.00", "1.00", dt.date(2026, 1, 20))
    with day(1, 29):
        life.firs = life.deal_of("Fir", "90000.00")
        life.kiosk = life.ask(
            "Visitor kiosk", "Fir", deal=life.firs, needed_by=dt.date(2026, 2, 20)
        )
        life.confirm(life.size(life.kiosk, "6.00", Q1))
        life.propose(
            life.kiosk, life.take(None, "4.00", "slips"), life.take(life.b, "2.00", "slips")
        )


def february(life: Life) -> None:
    with day(2, 3):
        life.override(life.kiosk)
    with day(2, 5):
        life.start(life.kiosk)
    with day(2, 9):
        life.cap(Q1, WHY, weeks=D("9.50"))
    with day(2, 10):
        logo = life.ask("Logo on badges", "Gorse")
        life.confirm(life.size(logo, "0.40", Q1))
        life.propose(logo, life.take(life.c, "0.40", "slips"))
        life.logo = life.approve(logo, actor=life.cast.sales_vp)
    with day(2, 11):
        life.spend(life.printing, "0.75")
        life.database = life.ask("Own database", "Hazel")
    with day(2, 12):
        life.spend(life.kiosk, "1.50", people=3)
        life.core("8.00", "5.00", "2.25", dt.date(2026, 2, 12))
    with day(2, 16):
        life.spend(life.kiosk, "0.50", team=life.devices)
    with day(2, 17):
        approvals.decline(
            escalation=life.database, reason="We host no databases.", actor=life.cast.sales_vp
        )
    with day(2, 20):
        life.ends(life.alders, "won", dt.date(2026, 2, 20))
    with day(2, 25):
        life.deliver(life.printing)


def march(life: Life) -> None:
    with day(3, 2):
        life.put(Q2, None, "25.00", "20.00", "10.00", "4.00")
    with day(3, 3):
        life.second_promise = life.promise(life.cedar, "7.00")
    with day(3, 4):
        life.irises = life.deal_of("Iris", "150000.00")
        driver = life.ask("Turnstile driver", "Iris", deal=life.irises)
        life.confirm(life.size(driver, None, parts={Q1: D("1.00"), Q2: D("3.00")}))
        life.propose(
            driver,
            life.take(life.c, "1.00", "slips", quarter=Q1),
            life.take(life.a, "3.00", "slips", quarter=Q2),
        )
        life.driver = life.approve(driver)
    with day(3, 9):
        life.start(life.driver)
    with day(3, 10):
        life.spend(life.driver, "0.50")
    with day(3, 12):
        life.spend(life.kiosk, "5.00", people=2)
        life.core("7.00", "5.00", "2.20", dt.date(2026, 3, 12))
    with day(3, 16):
        life.start(life.logo)
    with day(3, 17):
        life.spend(life.logo, "0.30", team=life.devices)
    with day(3, 18):
        approvals.defer(
            escalation=life.ask("Second directory", "Juniper"),
            reason="After the audit.",
            until=dt.date(2026, 12, 1),
            actor=life.cast.executive,
        )
    with day(3, 19):
        life.deliver(life.logo)
    with day(3, 24):
        life.deliver(life.kiosk)


def april(life: Life) -> None:
    with day(4, 2):
        # Closed in March, entered in April.
        life.ends(life.firs, "won", dt.date(2026, 3, 31))
    with day(4, 8):
        life.link = life.ask("Elevator link", "Larch")
    with day(4, 13):
        policy = {"from_quarter": Q2, "cap_percent": D(8), "reason": WHY}
        put_policy(life.product, policy, actor=life.cast.executive)
    with day(4, 14):
        life.spend(life.link, "0.90")
    with day(4, 15):
        life.kept(life.first_promise, dt.date(2026, 4, 15))
    with day(4, 16):
        life.put(Q2, "80.00", "22.00", "20.00", "10.90", "4.00")
        renewed = {"arr": D("220000.00"), "renewal_date": dt.date(2027, 4, 15)}
        keep_customer(life.birch.pk, renewed, actor=life.cast.sales)
    with day(4, 20):
        # The tenth working day was the 14th.
        life.baseline(Q2, "Late, and with more for specials than the cap.")
    with day(4, 21):
        life.spend(life.driver, "1.50")
        life.core("6.00", "4.00", "1.00", dt.date(2026, 4, 21))
        life.spend(life.alders_report, "0.60")
    with day(4, 28):
        life.confirm(life.size(life.link, "1.40", Q2))


def may(life: Life) -> None:
    with day(5, 4):
        life.promise(life.elm, None)
    with day(5, 5):
        life.reestimate(life.driver, "4.00", life.take(life.c, "0.50", "slips"))
    with day(5, 6):
        life.propose(life.link, life.take(life.b, "1.40", "slips"))
        life.approve(life.link)
    with day(5, 11):
        life.reestimate(life.driver, "4.50", life.take(life.a, "0.50", "slips"))
    with day(5, 13):
        life.maples = life.deal_of("Maple", "60000.00")
        sounds = life.ask("Gate sounds", "Maple", deal=life.maples, actor=life.cast.executive)
        life.confirm(life.size(sounds, "5.00", Q2))
        life.propose(sounds, life.take(life.a, "2.00", "slips"))
        life.sounds = life.override(sounds)
    with day(5, 18):
        life.start(life.link)
        life.start(life.sounds)
    with day(5, 19):
        life.spend(life.driver, "2.00", people=2)
        life.core("8.00", "4.50", "1.50", dt.date(2026, 5, 19))
    with day(5, 20):
        life.spend(life.link, "1.00", team=life.devices)
    with day(5, 26):
        life.spend(life.sounds, "3.00")


def june(life: Life) -> None:
    with day(6, 2):
        passes = life.ask("Paper pass", "Oak")
        life.confirm(life.size(passes, "1.00", Q2))
        life.propose(passes, life.take(life.b, "1.00", "slips"))
        life.passes = life.override(passes)
        life.start(life.passes)
    with day(6, 9):
        life.spend(life.passes, "0.25", team=life.devices)
    with day(6, 10):
        life.spend(life.sounds, "2.00")
    with day(6, 15):
        life.ends(life.maples, "lost", dt.date(2026, 6, 15))
    with day(6, 16):
        life.spend(life.driver, "0.50")
        life.core("9.00", "6.00", "1.95", dt.date(2026, 6, 16))
    with day(6, 17):
        life.spend(life.link, "0.30")
    with day(6, 18):
        life.end_by_cancelling(life.passes)
    with day(6, 22):
        life.put(Q3, None, "20.00", "15.00", "8.00", "6.00", specials="8")
    with day(6, 24):
        life.deliver(life.sounds)
    with day(6, 26):
        life.deliver(life.driver)
    with day(6, 29):
        life.ends(life.irises, "won", dt.date(2026, 6, 29))


def july(life: Life) -> None:
    with day(7, 1):
        Rate.objects.create(
            product=life.product, from_date=dt.date(2026, 7, 1), per_week=D("9000.00")
        )
    with day(7, 6):
        life.baseline(Q3)
    with day(7, 8):
        caps.write_off(
            product=life.product, quarter=Q3, weeks=D("1.50"), reason=WHY, actor=life.cast.executive
        )
    with day(7, 9):
        policy = {"from_quarter": Q3, "cap_percent": D(9), "straining_above": D(12), "reason": WHY}
        put_policy(life.product, policy, actor=life.cast.executive)
    with day(7, 13):
        life.spend(life.link, "0.10")
    with day(7, 14):
        life.deliver(life.link)
    with day(7, 15):
        life.cap(Q2, "It was seven weeks all along.", weeks=D("7.00"))
    with day(7, 20):
        done = {"finished_on": dt.date(2026, 7, 20)}
        keep_item(life.b.pk, done, actor=life.cast.product_manager)
        life.core("6.00", "3.00", "1.00", dt.date(2026, 7, 20))
    with day(7, 22):
        life.arm = life.draft(title="Barrier arm", customer=life.asked["Pine"])
        life.spend(life.arm, "0.40", team=life.devices)
    with day(7, 30):
        life.kept(life.second_promise, dt.date(2026, 7, 30))


def august(life: Life) -> None:
    with day(8, 5):
        shifts = life.ask("Night shift list", "Quince")
        life.confirm(life.size(shifts, "3.00", Q3))
        life.propose(shifts, life.take(None, "2.00", "slips"), life.take(life.a, "1.00", "slips"))
        life.shifts = life.approve(shifts)
    with day(8, 10):
        life.start(life.shifts)
        stop_waiting(life.elms_wait, actor=life.cast.product_manager)
    with day(8, 11):
        life.spend(life.shifts, "1.20", people=2)
        life.core("8.00", "0.00", "4.80", dt.date(2026, 8, 11))


def september(life: Life) -> None:
    with day(9, 9):
        life.spend(life.shifts, "0.80")
        life.core("20.00", "0.00", "4.20", dt.date(2026, 9, 9))
    with day(9, 22):
        life.end_by_cancelling(life.shifts)
    with day(9, 29):
        hooks = life.ask("Coat hooks", "Rowan")
        life.confirm(life.size(hooks, "0.50", Q3))
        life.propose(hooks, life.take(life.a, "0.50", "slips"))
