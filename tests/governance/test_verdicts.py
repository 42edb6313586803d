"""Only what one may decide carries a button: which, and who else could."""

from decimal import Decimal as D

import pytest

from company.models import Membership
from governance.approvals.check_data import check_of
from governance.approvals.verdicts import Verdict, Verdicts
from governance.models import Decision
from tests.makers import LONG_REASON, noon
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes

HERE = "/p/skylark/escalations"


def verdict(world, escalation, role="executive") -> Verdict:
    found = Verdicts(world.cast.of(role), world.product)
    return found.of(escalation, check_of(escalation))


def test_what_fits_a_slot_is_offered_to_both_deciders(agreed):
    made = agreed.proposed("1.00")

    for role in ("sales_vp", "executive"):
        found = verdict(agreed, made, role)
        assert (found.button, found.is_override, found.advice, found.least) == (
            "Approve and slip SSO audit log",
            False,
            "",
            0,
        )
    seen = verdict(agreed, made, "product_manager")
    both = f"{agreed.cast.sales_vp} or {agreed.cast.executive}"
    assert (seen.is_offered, seen.advice) == (False, f"{both} can approve it.")


@pytest.mark.parametrize(
    ("weeks", "takes", "button"),
    [
        ("8.33", ["8.33"], "Override the cap by 0.01 wk and slip SSO audit log"),
        ("3.00", [], "Override with 3.00 wk that no line gives"),
        (
            "9.00",
            ["2.00"],
            "Override the cap by 0.68 wk, with 7.00 wk that no line gives, and slip SSO audit log",
        ),
    ],
)
def test_an_override_says_by_how_much_and_what_slips(agreed, weeks, takes, button):
    made = agreed.proposed(weeks, rows=[agreed.take(agreed.a, each) for each in takes])

    found = verdict(agreed, made)

    assert (found.button, found.is_override, found.least) == (button, True, 20)


def test_the_sales_vp_is_told_who_can(agreed):
    made = agreed.proposed("9.00")

    found = verdict(agreed, made, "sales_vp")

    assert found.advice == (
        "Q4 2026 has 8.32 wk left for one-offs and this takes 9.00 wk. Defer, redirect, lower it,"
        f" or ask an executive. Send it to {agreed.cast.executive}."
    )
    Membership.objects.filter(product=agreed.product, role="executive").delete()
    assert verdict(agreed, made, "sales_vp").advice.endswith("or ask an executive.")


def test_what_nobody_can_approve_is_sent_to_nobody(agreed):
    unconfirmed = agreed.propose(
        agreed.size(agreed.submitted(), "1.00"), agreed.take(agreed.a, "1.00")
    )
    services = agreed.propose(agreed.confirm(agreed.asked_as("services", title="Kiosk")))
    made = agreed.proposed("1.00", title="Late")

    for each, said in (
        (unconfirmed, "Product and engineering must both confirm this sizing"),
        (services, "It is sized as"),
    ):
        for role in ("sales_vp", "executive"):
            found = verdict(agreed, each, role)
            assert (found.button, found.who_can) == ("", "")
            assert found.advice.startswith(said)
    with noon(2027, 1, 11):
        assert verdict(agreed, made).advice == (
            "It was sized for Q4 2026, which has ended. Size it again for Q1 2027 or later."
        )


def test_the_page_offers_what_would_go_through(agreed):
    """The button that overrides carries the override; nobody ticks a box."""
    made = agreed.proposed("9.00")
    path = f"{HERE}/{made.pk}/approve/"
    boss, vp = signed_in(agreed.cast.executive), signed_in(agreed.cast.sales_vp)

    page, told = boss.get(path), vp.get(path)

    button = 'id="decide-button" name="override" value="on">Override the cap by 0.68 wk and slip'
    assert (button in page.content.decode(), 'id="decide-button"' in told.content.decode()) == (
        True,
        False,
    )
    assert 'data-least="20"' in page.content.decode()
    assert f"Send it to {agreed.cast.executive}." in words(told)
    assert "Decline it Defer it Redirect it" in words(told)
    with nothing_changes():
        short = boss.post(path, {"reason": "nineteen characters", "override": "on"})
        plain = boss.post(path, {"reason": LONG_REASON})
    assert (short.status_code, plain.status_code) == (422, 422)
    assert "write at least 20 characters" in words(short)
    assert boss.post(path, {"reason": LONG_REASON, "override": "on"}).status_code == 302
    assert Decision.objects.get(escalation=made).is_override


def test_the_first_screen_says_what_is_lost_who_waits_and_what_is_left(agreed):
    customer = agreed.customer("Aerial")
    made = agreed.proposed("3.00", customer=customer, deal=agreed.deal(customer))
    agreed.costs(made, payment_once=D(600000))

    said = words(signed_in(agreed.cast.executive).get(f"{HERE}/{made.pk}/approve/"))

    order = ["What you lose", "Who waits longer", "Is it worth it?", "Asked 3.00 wk", "Reason"]
    places = [said.index(each) for each in order]
    assert places == sorted(places)
    assert "SSO audit log loses 3.00 wk; they slip to Q1 2027" in said
    assert "Left for one-offs 8.32 → 5.32 wk" in said
    assert "Share of the quarter 0.0% → 3.6% Within the cap" in said


def test_a_special_is_swapped_only_by_the_button_that_says_so(agreed):
    old = agreed.approved("1.00", title="Old")
    made = agreed.proposed("1.00", title="New")
    path = f"{HERE}/{made.pk}/approve/"
    boss = signed_in(agreed.cast.executive)

    with nothing_changes():
        unnamed = boss.post(path, {"reason": "Worth it.", "swap": "on"})
    assert "Choose the special that it replaces." in words(unnamed)
    boss.post(path, {"reason": "Worth it.", "swap_for": old.pk})
    old.refresh_from_db()
    assert old.state == "approved"
    other = agreed.proposed("1.00", title="Other")
    sent = {"reason": "Worth it.", "swap_for": old.pk, "swap": "on"}
    boss.post(f"{HERE}/{other.pk}/approve/", sent)
    old.refresh_from_db()
    assert old.state == "cancelled"


def test_the_request_says_who_can_approve_it(agreed):
    made = agreed.proposed("9.00")

    pages = {
        role: words(signed_in(agreed.cast.of(role)).get(f"{HERE}/{made.pk}/"))
        for role in ("executive", "sales_vp", "observer")
    }

    boss = str(agreed.cast.executive)
    assert f"{boss} can approve it." in pages["observer"]
    assert f"Send it to {boss}." in pages["sales_vp"]
    assert "can approve it." not in pages["executive"]
