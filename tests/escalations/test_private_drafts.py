"""A draft is its author's alone: everybody else never meets it anywhere."""

import datetime as dt
from functools import partial

import pytest
from django.http import Http404

from escalations import actions
from escalations.models import Escalation
from tests.conftest import token_client
from tests.portfolio.pages import signed_in, words
from tests.snapshots import raises_and_changes_nothing

pytestmark = pytest.mark.any_database

OTHERS = ["sales_vp", "product_manager", "engineering", "executive", "observer"]
SECRET = "Zeppelin mooring"
HERE = "/p/skylark/escalations/"


@pytest.fixture
def draft(world):
    return world.draft(title=SECRET, customer=world.customer("Airship"))


def paths(world, draft) -> list[str]:
    customer = f"/p/skylark/customers/{draft.customer.pk}/"
    search = "/p/skylark/search/?q="
    return [
        "/",
        HERE,
        f"{HERE}board/",
        f"{HERE}?state=draft",
        f"{HERE}?q=zeppelin",
        f"{HERE}?q=airship",
        customer,
        f"{search}zeppelin",
        f"{search}airship",
        "/p/skylark/queue/",
        "/p/skylark/budget/2026Q4/",
        "/p/skylark/report/2026-11/",
    ]


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_meets_it_on_any_page(world, draft, role):
    client = signed_in(world.cast.of(role))

    for path in paths(world, draft):
        assert SECRET not in words(client.get(path)), path
    for step in ("", "edit/", "submit/", "withdraw/", "approve/", "size/"):
        assert client.get(f"{HERE}{draft.pk}/{step}").status_code == 404, step


def test_its_author_does(world, draft):
    client = signed_in(world.cast.sales)

    shown = [path for path in paths(world, draft) if SECRET in words(client.get(path))]

    assert len(shown) == 9  # all but queue, budget and report
    assert SECRET in words(client.get(f"{HERE}{draft.pk}/"))


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_meets_it_in_the_api(world, draft, role):
    client = token_client(world.cast.of(role))
    at = f"/api/v1/escalations/{draft.pk}/"

    assert client.get("/api/v1/escalations/").json()["count"] == 0
    assert client.get(f"/api/v1/escalations/?customer={draft.customer.pk}").json()["count"] == 0
    assert client.get(at).status_code == 404
    assert client.get(f"{at}decisions/").status_code == 404
    for verb in ("submit", "withdraw", "size", "approve"):
        assert client.post(f"{at}{verb}/", {"reason": "x"}, format="json").status_code == 404


def test_it_cannot_be_named_by_others_in_what_they_send(agreed):
    draft, proposed = agreed.draft(title=SECRET), agreed.proposed("1.00")
    promise = {
        "product": "skylark",
        "customer": draft.customer.pk,
        "what": "A date",
        "due": "2027-01-01",
        "escalation": draft.pk,
    }
    worked = {"team": agreed.team.pk, "date": "2026-11-09", "weeks": "1.00", "people": 1}

    for role, path, body in [
        ("sales_vp", "commitments/", promise),
        ("engineering", "effort/", {"rows": [{**worked, "escalation": draft.pk}]}),
        (
            "executive",
            f"escalations/{proposed.pk}/approve/",
            {"reason": "Worth it.", "swap_for": draft.pk},
        ),
    ]:
        answer = token_client(agreed.cast.of(role)).post(f"/api/v1/{path}", body, format="json")
        assert answer.status_code == 400, path
        assert SECRET not in answer.content.decode()
    mine = token_client(agreed.cast.sales).post("/api/v1/commitments/", promise, format="json")
    assert mine.status_code == 201


def test_no_action_lets_others_touch_it(world, draft):
    for act in (actions.submit, partial(actions.withdraw, reason="Mine.")):
        with raises_and_changes_nothing(Http404):
            act(escalation=draft, actor=world.cast.sales_vp)


def test_once_submitted_everybody_sees_it_and_nothing_of_how_it_was_drafted(world):
    made = world.draft(title=SECRET)
    actions.amend_escalation(made.pk, {"title": "Mooring"}, actor=world.cast.sales)
    made = actions.submit(escalation=made, actor=world.cast.sales)
    actions.amend_escalation(made.pk, {"title": "Moorings"}, actor=world.cast.sales)

    other = words(signed_in(world.cast.executive).get(f"{HERE}{made.pk}/"))
    author = words(signed_in(world.cast.sales).get(f"{HERE}{made.pk}/"))

    assert SECRET not in other
    assert "Moorings" in other
    assert SECRET in author


def test_what_was_withdrawn_as_a_draft_stays_its_authors(world, draft):
    gone = actions.withdraw(escalation=draft, reason="A slip.", actor=world.cast.sales)
    sent = world.submitted(title="Sent")
    actions.withdraw(escalation=sent, reason="They left.", actor=world.cast.sales)

    seen = {role: set(Escalation.objects.visible_to(world.cast.of(role))) for role in OTHERS}

    assert seen == {role: {sent} for role in OTHERS}
    assert set(Escalation.objects.visible_to(world.cast.sales)) == {gone, sent}


def test_a_draft_on_which_weeks_were_spent_is_a_special_that_everybody_sees(world, draft):
    """Work is never hidden: the report lists it as started without a decision."""
    world.spend(draft, "0.50", day=dt.date(2026, 11, 9))

    for role in OTHERS:
        assert list(Escalation.objects.visible_to(world.cast.of(role))) == [draft]
    assert SECRET in words(signed_in(world.cast.observer).get("/p/skylark/report/2026-11/"))
