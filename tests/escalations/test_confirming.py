"""Nobody vetoes by waiting: an executive confirms in the place of whoever did not."""

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied

from escalations import actions
from escalations.models import Confirmation
from escalations.queries import confirmed_in_place
from ledger.models import Entry
from tests.conftest import token_client
from tests.makers import NOW, noon
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes, raises_and_changes_nothing

# Sized on Tuesday 10 November: due on the 17th, and an executive may from the 24th.
FROM = dt.date(2026, 11, 24)


@pytest.fixture
def sized(agreed):
    return agreed.size(agreed.submitted(), "3.00")


def confirm(world, escalation, side, role="executive"):
    return actions.confirm(escalation=escalation, side=side, actor=world.cast.of(role))


@pytest.mark.parametrize("side", ["product", "engineering"])
def test_an_executive_confirms_five_working_days_after_it_was_due(agreed, sized, side):
    with noon(2026, 11, 23), raises_and_changes_nothing(PermissionDenied) as caught:
        confirm(agreed, sized, side)
    assert "from 24 Nov 2026 on, five working days after it was due" in str(caught.value)

    with noon(2026, 11, 24):
        made = confirm(agreed, sized, side)

    row = Confirmation.objects.get()
    assert (row.side, row.in_place, row.by) == (side, True, agreed.cast.executive)
    assert made.events.last().text == f"Confirmed for {side}, by an executive in its place."
    said = json.loads(Entry.objects.get(kind="confirmed").text)["data"]
    assert said == {"escalation": made.pk, "side": side, "in_place": True}
    agreed.proven()


@pytest.mark.parametrize("role", ["sales", "sales_vp", "observer"])
def test_nobody_else_confirms_for_others_however_late(agreed, sized, role):
    with noon(2027, 3, 1), raises_and_changes_nothing(PermissionDenied):
        confirm(agreed, sized, "product", role)


def test_product_and_engineering_never_confirm_in_place(agreed, sized):
    with noon(2027, 3, 1):
        with raises_and_changes_nothing(PermissionDenied):
            confirm(agreed, sized, "product", "engineering")
        confirm(agreed, sized, "product", "product_manager")
        confirm(agreed, sized, "engineering", "engineering")

    assert not Confirmation.objects.filter(in_place=True).exists()


def test_what_was_confirmed_is_not_confirmed_again(agreed, sized):
    agreed.confirm(sized, "product")

    with noon(2026, 11, 24), nothing_changes():
        confirm(agreed, sized, "product")


def test_sizing_again_starts_the_days_again(agreed, sized):
    with noon(2026, 11, 20):
        sized = agreed.size(sized, "2.00")

    with noon(2026, 11, 24), raises_and_changes_nothing(PermissionDenied):
        confirm(agreed, sized, "product")
    with noon(2026, 12, 4):
        confirm(agreed, sized, "product")


def test_what_an_executive_confirmed_can_be_approved(agreed, sized):
    agreed.propose(sized, agreed.take(agreed.a, "3.00"))

    with noon(2026, 11, 24):
        confirm(agreed, sized, "product")
        confirm(agreed, sized, "engineering")
        assert agreed.approve(sized).state == "approved"


def test_the_report_can_ask_for_them(agreed, sized):
    agreed.confirm(sized, "product")
    with noon(2026, 11, 30):
        confirm(agreed, sized, "engineering")
    december = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)

    found = confirmed_in_place(agreed.product, NOW, december)

    assert [(row.sizing.escalation, row.side) for row in found] == [(sized, "engineering")]
    assert not confirmed_in_place(agreed.product, december, december.replace(year=2027)).exists()


def test_the_api_says_from_when_and_then_does_it(agreed, sized):
    client = token_client(agreed.cast.executive)
    path, body = f"/api/v1/escalations/{sized.pk}/confirm/", {"as": "engineering"}
    with noon(2026, 11, 23):
        early = client.post(path, body, format="json")
    with noon(2026, 11, 24):
        done = client.post(path, body, format="json")

    assert (early.status_code, done.status_code) == (403, 200)
    assert "24 Nov 2026" in early.json()["detail"]
    assert [(c["side"], c["in_place"]) for c in done.json()["sizing"]["confirmations"]] == [
        ("engineering", True)
    ]


def test_the_page_offers_it_from_that_day_on(agreed, sized):
    agreed.confirm(sized, "product")
    client = signed_in(agreed.cast.executive)
    page = f"/p/skylark/escalations/{sized.pk}/"
    with noon(2026, 11, 23):
        assert "Stand by it for engineering" not in words(client.get(page))
        assert client.get(f"{page}confirm/").status_code == 403
    with noon(2026, 11, 24):
        assert "Stand by it for engineering" in words(client.get(page))
        assert client.post(f"{page}confirm/").status_code == 302

        said = words(client.get(page))

    assert "An executive stands by it in the place of engineering" in said
    assert "Stand by it for engineering" not in said
