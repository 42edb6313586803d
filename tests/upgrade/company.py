"""A small company with a few of everything, for the dump that is kept of each release.

It is made by the release's own actions, on fixed days, so that the same code always makes the
same rows. It grows with the code; the dumps of earlier releases stay as they are.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal as D

import time_machine
from django_ox.models import OxTask

from company.actions import create_token, revoke_token
from company.calendar import Quarter
from company.models import Person, Token
from escalations import actions
from escalations.claims import ClaimInput
from escalations.deals import keep_commitment
from escalations.models import Escalation
from escalations.ranking import rank
from governance.approvals import actions as approvals
from governance.models import Policy
from governance.policies import set_policy
from imports.actions import keep_mapping
from imports.models import Import
from imports.run.undo import undo
from portfolio.effort.actions import answer_once
from portfolio.models import Item, Waiting
from tests.conftest import make_item, make_team, make_usage
from tests.imports.makers import AS_CUSTOMERS, imported
from tests.makers import World

Q3, Q4, NEXT = Quarter(2026, 3), Quarter(2026, 4), Quarter(2027, 1)
# The day on which the dumps are carried on, whenever the test runs.
TODAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
WHY = "Worth what it displaces."
UNREADABLE = "Customer,ARR,Renewal\nCedar,9000,2027-04-01\n,1,2027-01-01\nDune,much,2027-01-01\n"


@contextmanager
def day(year: int, month: int, day: int) -> Iterator[None]:
    """Within this block the clock stands at ten o'clock of that day."""
    with time_machine.travel(dt.datetime(year, month, day, 10, tzinfo=dt.UTC), tick=False):
        yield


def build() -> None:
    """Fill an empty, migrated database."""
    with day(2026, 7, 6):
        w = _begin()
    _third_quarter(w)
    with day(2026, 10, 5):
        _agree(w)
    _approvals(w)
    _undecided(w)
    _decided_otherwise(w)
    _records(w)
    _imports(w)
    _make_plain()


def _begin() -> World:
    """Product, people, customers who wait, and a first plan with its baseline."""
    w = World()
    w.big = w.customer("Ash", arr="240000.00")
    w.small = w.customer("Birch", arr="12000.00", renews_in=None)
    Waiting.objects.create(
        customer=w.big, item=w.a, since=dt.date(2026, 5, 1), weight="blocker", promised=True
    )
    Waiting.objects.create(customer=w.small, item=w.kept_out, since=dt.date(2026, 6, 1))
    make_usage(w.small, w.c, last_used_on=dt.date(2026, 6, 30))
    w.services = make_team(w.product, "Services", kind="services")
    w.unsorted = Item.objects.create(product=w.product, title="Something nobody sorted")
    set_policy(policy=Policy(product=w.product), actor=w.cast.executive)
    w.plan(Q3)
    w.baseline(Q3)
    return w


def _third_quarter(w: World) -> None:
    """One delivered below its weeks, one that carries over, one by override: an overdraft."""
    with day(2026, 7, 20):
        deal = w.deal(customer=w.big, name="Ash renews", kind="renewal")
        row = w.take(w.a, "3.00", "slips", quarter=Q3, to_quarter=Q4)
        claim = ClaimInput("few_lines", "Ten of them.")
        w.first = w.approved(
            "3.00",
            [row],
            quarter=Q3,
            title="Badge printing",
            customer=w.big,
            deal=deal,
            claims=[claim],
        )
        w.start(w.first)
    with day(2026, 7, 21):
        row = w.take(w.b, "2.00", "postponed", quarter=Q3, to_quarter=Q4)
        w.carried = w.proposed("2.00", [row], quarter=Q3, title="Export to their warehouse")
        w.approve(w.carried, actor=w.cast.sales_vp)
        w.start(w.carried)
    with day(2026, 8, 6):
        w.spend(w.first, "2.00", people=2)
        w.spend(w.carried, "0.50")
        w.spend(w.a, "20.00", people=4)
        w.spend(w.unsorted, "1.25")
        w.spend(w.b, "3.00", team=w.services)
        w.deliver(w.first)
    with day(2026, 8, 10):
        late = w.override(w.proposed("6.00", [], quarter=Q3, title="Their own sign-in page"))
        w.start(late)
        w.spend(late, "7.50")
    with day(2026, 9, 25):
        w.deliver(late)
    with day(2026, 10, 1):
        claim = w.first.claims.get()
        actions.review(
            escalation=w.first,
            verdict="keep",
            customers_using=1,
            deal_outcome="won",
            claims={claim.pk: False},
            actor=w.cast.sales,
        )


def _agree(w: World) -> None:
    """The running quarter and the next, a cap set, a change after the baseline."""
    w.plan(Q4)
    w.cap(Q4, percent=D("12.50"))
    w.baseline(Q4)
    w.plan(NEXT, lines=w.lines("20.00", "10.00", "5.00", "4.00"))
    lines = [line for line in w.lines() if line.item != w.c]
    w.plan(Q4, lines=[*lines, *_put_in_plan(w)], reason="Dark mode could not wait.")


def _put_in_plan(w: World) -> list:
    line = next(line for line in w.lines(c="4.00") if line.item == w.c)
    return [line, type(line)(make_item(w.product, "Faster search"), D("6.00"))]


def _approvals(w: World) -> None:
    """Approved, in progress, delivered and cancelled; slots and a swap; raised and lowered."""
    with day(2026, 10, 12):
        reserve = w.take(None, "1.00", "dropped", kept_out=w.kept_out)
        waits = w.approved("1.00", [reserve], title="A report in their colours")
        grows = w.approved("1.50", [w.take(w.b, "1.50", "slips")], title="Their ERP's fields")
        parts = {Q4: D("0.50"), NEXT: D("0.50")}
        w.start(w.approved("1.00", parts=parts, title="Two factories"))
    with day(2026, 10, 20):
        w.spend(grows, "0.75")
        w.reestimate(grows, "2.00", w.take(w.a, "0.50", "slips"))
        w.reestimate(waits, "0.75")
        gone = w.approved("0.50", title="An old browser")
        w.cancel(gone)
        slot = w.proposed("0.50", title="A second logo")
        slot = w.approve(slot, actor=w.cast.sales_vp)
        other = w.proposed("0.25", title="A third language")
        w.approve(other, "It is asked for more.", actor=w.cast.sales_vp, swap_for=slot)
        done = w.start(w.approved("0.75", [w.take(w.c, "0.75", "postponed")], title="A new gate"))
    with day(2026, 11, 3):
        w.spend(done, "0.25")
        w.spend(w.a, "9.00", people=4)
        w.deliver(done)
        w.cap(NEXT, weeks=D("0.40"), reason="The board wants it lower.")


def _undecided(w: World) -> None:
    """From an empty draft to a proposal that the upgrade test approves."""
    with day(2026, 11, 9):
        actions.file_escalation(product=w.product, actor=w.cast.sales)
        w.draft("A draft", customer=w.small)
        w.submitted(title="Submitted", customer=w.small)
        w.confirm(w.size(w.submitted(title="Sized"), "2.00"), "product")
        asked = w.submitted(title="Sent back")
        actions.send_back(
            escalation=asked, question="Which of their sites?", actor=w.cast.product_manager
        )
        w.propose(w.sized("1.00", title="Half a proposal"), w.take(w.a, "0.25", "slips"))
        w.proposed("0.50", title="Ready to approve")
        w.spend(w.sized("1.00", title="Started without a decision"), "0.30")


def _decided_otherwise(w: World) -> None:
    with day(2026, 11, 10):
        turn = {"reason": WHY, "actor": w.cast.sales_vp}
        approvals.decline(escalation=w.submitted(title="Declined"), **turn)
        until = dt.date(2027, 1, 15)
        approvals.defer(escalation=w.submitted(title="Deferred"), until=until, **turn)
        approvals.redirect(
            escalation=w.submitted(title="Redirected"),
            to="services",
            weeks=D("4.00"),
            price=D("120000.00"),
            **turn,
        )
        gone = w.submitted(title="Withdrawn")
        actions.withdraw(escalation=gone, reason="They changed their mind.", actor=w.cast.sales)
        for ready in Escalation.objects.filter(state="proposed").order_by("pk"):
            rank(escalation=ready, before=None, actor=w.cast.sales_vp)


def _records(w: World) -> None:
    """Deals, commitments, a receipt, a token that opens nothing any more."""
    with day(2026, 11, 12):
        w.deal(
            customer=w.small,
            name="Birch grows",
            amount="30000.00",
            kind="expansion",
            stage="Negotiation",
            close_date=dt.date(2026, 12, 18),
        )
        w.deal(customer=w.big, name="Lost to another", outcome="lost")
        promise = {"product": w.product, "customer": w.big}
        for rest in [
            {
                "what": "Badges on every site",
                "due": dt.date(2026, 12, 1),
                "source": "contract",
                "escalation": w.first,
                "kept_on": dt.date(2026, 10, 1),
                "sla": "99.9%",
            },
            {"what": "Audit log", "due": dt.date(2027, 2, 1), "source": "spoken", "weeks": D(3)},
        ]:
            keep_commitment(None, {**promise, **rest}, actor=w.cast.sales)
        answer_once(person=w.cast.engineering, key="monday", body=b"", do=dict)
        create_token(person=w.cast.sales, name="laptop")
        revoke_token(token=Token.objects.get())


def _imports(w: World) -> None:
    """One with rejected rows and a kept mapping, one undone."""
    with day(2026, 11, 16):
        kept = imported(w.product, w.cast.product_manager, UNREADABLE)
        keep_mapping(kept, name="From the CRM", actor=w.cast.product_manager)
        taken_back = "Customer,ARR,Renewal\nElm,1000,2027-04-01\n"
        undo(
            imported(w.product, w.cast.product_manager, taken_back, AS_CUSTOMERS),
            actor=w.cast.product_manager,
        )


def _make_plain() -> None:
    """What chance made is made the same each time, and nothing is left that opens anything."""
    Person.objects.update(password="!")
    Token.objects.update(digest="0" * 64)
    for found in Import.objects.all():
        found.token = f"import-{found.pk}"
        found.file = ""
        found.save(update_fields=["token", "file"])
    OxTask.objects.all().delete()
