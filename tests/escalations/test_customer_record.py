"""One customer's record, and the support fee of whoever is releases behind."""

from decimal import Decimal as D

import pytest

from escalations import actions
from escalations.customer_record import CustomerRecord
from escalations.deals import keep_deal
from escalations.later_answers import say_use
from governance.approvals import actions as approvals
from governance.approvals.retiring import retire
from governance.policies import put_policy
from portfolio.customers.versions import parsed, releases_behind
from tests.conftest import rewrite
from tests.makers import noon
from tests.portfolio.pages import queries, signed_in, words


def delivered(world, customer, title, **said):
    made = world.approved("0.50", customer=customer, title=title)
    made = world.deliver(world.start(made))
    if said:
        world.costs(made, **said)
    return made


@pytest.fixture
def record(agreed):
    """Asked for six: four delivered (one retired), two declined of which one signed anyway."""
    acme = agreed.customer("Acme")
    used = delivered(agreed, acme, "Devices", support_weeks_per_year=D("0.00"))
    unused = delivered(agreed, acme, "Siren", installs=0, run_cost_per_year=D("900.00"))
    gone = delivered(agreed, acme, "Gone", installs=0, run_cost_per_year=D("50000.00"))
    delivered(agreed, acme, "Nobody said")
    retire(escalation=gone, reason="Replaced.", actor=agreed.cast.executive)
    review = {"verdict": "keep", "claims": {}, "actor": agreed.cast.sales}
    for made, users in ((used, 3), (unused, 1)):
        actions.review(escalation=made, customers_using=users, **review)
    for n, outcome in enumerate(["won", "lost"]):
        deal = agreed.deal(acme, name=f"Deal {n}")
        asked = agreed.submitted(customer=acme, deal=deal, title=f"Declined {n}")
        approvals.decline(escalation=asked, reason="No.", actor=agreed.cast.executive)
        keep_deal(deal.pk, {"outcome": outcome}, actor=agreed.cast.sales)
    agreed.draft(title="A draft", customer=acme)
    with noon(2026, 12, 12):
        say_use(escalation=unused, after_days=30, customers_using=0, actor=agreed.cast.sales)
    return agreed, acme


def test_what_they_asked_got_and_signed_anyway(record):
    world, acme = record

    found = CustomerRecord.load(acme, world.cast.executive)

    assert (len(found.asked), len(found.got), len(found.live)) == (6, 4, 3)
    assert (len(found.declined), found.signed_anyway, found.went_away) == (2, 1, 1)
    assert (found.carrying_cost, found.unsaid, found.unused) == (D("34233.33"), 1, 1)
    assert {
        one.escalation.title: (one.carrying_cost, one.customers_using, one.is_retired)
        for one in found.got
    } == {
        "Devices": (D("33333.33"), 3, False),
        "Siren": (D("900.00"), 0, False),
        "Gone": (D("50000.00"), None, True),
        "Nobody said": (None, None, False),
    }


def test_the_customers_page_and_whoever_decides_read_it(record):
    world, acme = record
    page = signed_in(world.cast.executive)
    line = (
        "got 4, which cost EUR 34k a year to carry (1 not said); nobody uses 1 of them. 2 were"
        " declined, and 1 deal signed anyway and 1 lost."
    )

    shown = words(page.get(f"/p/skylark/customers/{acme.pk}/"))
    asked = world.proposed("0.50", customer=acme)
    deciding = words(page.get(f"/p/skylark/escalations/{asked.pk}/approve/"))

    assert f"Their record Asked for 6, {line}" in shown
    assert f"Acme's record: Asked for 7, {line}" in deciding


def test_queries_do_not_grow(agreed):
    acme, page = agreed.customer("Acme"), signed_in(agreed.cast.observer)
    path = f"/p/skylark/customers/{acme.pk}/"
    delivered(agreed, acme, "First", installs=1)
    few = queries(page, path)
    for n in range(3):
        delivered(agreed, acme, f"More {n}", installs=1)

    assert queries(page, path) == few


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("7.4", (7, 4)), ("v7.4.0", (7, 4)), ("2026 R2", (2026, 2)), ("0", (0,)), ("beta", None)],
)
def test_a_version_is_its_numbers(text, numbers):
    assert parsed(text) == numbers


class TestSupportFee:
    @pytest.fixture
    def customers(self, world):
        versions = {"Newest": "7.10", "One back": "7.9", "Two back": "7.4", "Unknown": "trunk"}
        made = {}
        for name, version in versions.items():
            made[name] = world.customer(name)
            rewrite(type(made[name]).objects.filter(pk=made[name].pk), version=version)
            made[name].refresh_from_db()
        return made

    def test_releases_behind_are_counted_by_the_versions_in_use(self, customers):
        assert {name: releases_behind(each) for name, each in customers.items()} == {
            "Newest": 0,
            "One back": 1,
            "Two back": 2,
            "Unknown": None,
        }

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("Newest", "Support fee EUR 12ka year, on the newest version"),
            ("One back", "EUR 24ka year, 1 release behind: 2 times EUR 12k"),
            ("Two back", "EUR 48ka year, 2 releases behind: 4 times EUR 12k"),
        ],
    )
    def test_it_doubles_with_each_release(self, world, customers, name, said):
        changes = {"support_fee": D("12000.00")}
        put_policy(world.product, changes, actor=world.cast.executive)

        path = f"/p/skylark/customers/{customers[name].pk}/"
        assert said in words(signed_in(world.cast.sales).get(path))

    def test_without_one_in_policy_or_a_version_nothing_is_said(self, world, customers):
        page = signed_in(world.cast.sales)
        path = f"/p/skylark/customers/{customers['Unknown'].pk}/"
        before = words(page.get(f"/p/skylark/customers/{customers['Newest'].pk}/"))
        put_policy(world.product, {"support_fee": D("12000.00")}, actor=world.cast.executive)

        assert "Support fee" not in before
        assert "Support fee" not in words(page.get(path))
