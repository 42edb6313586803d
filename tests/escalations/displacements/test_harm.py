"""Propose lists the lines that give weeks with the least harm first."""

from decimal import Decimal as D

from escalations.displacements.harm import ORDER_SAID, harm
from escalations.forms.displacements import ProposeForm
from portfolio.models import Waiting
from tests.conftest import make_waiting, rewrite
from tests.makers import NEXT, Q4
from tests.portfolio.pages import signed_in, words

HERE = "/p/skylark/escalations"


def groups(escalation) -> list[tuple[str, list[str]]]:
    form = ProposeForm(None, escalation=escalation)
    return [(group.said, [offer.name for offer in group.offers]) for group in form.groups]


def test_what_nobody_waits_for_comes_first_and_what_was_promised_last(agreed):
    """A: a promise of 10,000. B: 120,000 a year. C 10.00 and the reserve 8.00: nobody."""
    make_waiting(agreed.customer(arr="10000.00"), agreed.a)
    rewrite(Waiting.objects.filter(item=agreed.a), promised=True)
    make_waiting(agreed.customer(arr="120000.00"), agreed.b)

    found = groups(agreed.sized("3.00"))

    assert found == [
        ("Nobody waits for these", ["Flaky tests", "Reserve"]),
        ("Customers wait for these", ["Kernel upgrade", "SSO audit log"]),
    ]


def test_somebody_waits_for_the_reserve_who_waits_for_what_it_kept_out(agreed):
    make_waiting(agreed.customer("Skyhook"), agreed.kept_out)

    found = groups(agreed.sized("3.00"))

    assert found[1] == ("Customers wait for these", ["Reserve"])


def test_each_quarter_has_its_own_lines(agreed):
    agreed.plan(NEXT, lines=agreed.lines(b=None, c=None, reserve=None))
    make_waiting(agreed.customer(), agreed.a)

    found = groups(agreed.sized(parts={Q4: D("1.00"), NEXT: D("1.00")}))

    assert [said for said, _ in found] == [
        "Q4 2026: nobody waits for these",
        "Q4 2026: customers wait for these",
        "Q1 2027: customers wait for these",
    ]


def test_a_blocker_does_more_harm_than_revenue(agreed):
    rich = [Waiting(customer=agreed.customer(arr="900000.00"))]
    blocked = [Waiting(customer=agreed.customer(arr="1.00"), weight=Waiting.Weight.BLOCKER)]
    nobody: list[Waiting] = []

    places = [harm(nobody, D(9)), harm(nobody, D(1)), harm(rich, D(1)), harm(blocked, D(9))]

    assert places == sorted(places)
    assert harm(rich * 2, D(1)) == harm(rich, D(1))


def test_the_page_says_why_in_that_order(agreed):
    made = agreed.sized("3.00")

    said = words(signed_in(agreed.cast.product_manager).get(f"{HERE}/{made.pk}/propose/"))

    assert ORDER_SAID in said
    assert "Nobody waits for these" in said
    assert "Left for one-offs 8.32 → 5.32 wk" in said
