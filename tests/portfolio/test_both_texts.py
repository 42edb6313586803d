"""Two people in one form: the second is shown both texts, and loses nothing."""

import datetime as dt

import pytest

from portfolio.customers.actions import keep_customer
from portfolio.items.actions import keep_item
from portfolio.models import Customer, Item, Team
from portfolio.teams.actions import keep_team
from tests.browserforms import form_of
from tests.conftest import make_team
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes


@pytest.fixture
def pm(world):
    return signed_in(world.cast.product_manager)


@pytest.fixture
def path(world):
    return f"/p/skylark/items/{world.a.pk}/edit/"


def change(world, **changes) -> None:
    keep_item(world.a.pk, changes, actor=world.cast.product_manager)


def taken(answer) -> dict[str, str]:
    """By field, what the page proposes to keep."""
    return {k[5:]: v[0] for k, v in form_of(answer).items() if k.startswith("take-")}


def test_a_form_sent_as_it_came_changes_nothing(world, pm, path):
    with nothing_changes():
        answer = pm.post(path, form_of(pm.get(path)))

    assert answer.status_code == 302


def test_a_stale_form_changes_nothing_and_shows_both_texts(world, pm, path):
    page = pm.get(path)
    change(world, title="SSO audit trail", started_on=dt.date(2026, 10, 5))

    with nothing_changes():
        answer = pm.post(path, form_of(page, title="Audit log of SSO"))

    said = words(answer)
    assert answer.status_code == 412
    assert "Somebody changed this while you were writing. Nothing was saved" in said
    assert "Title Take what stands now: SSO audit trail Keep what I typed:" in said
    assert 'value="Audit log of SSO"' in answer.content.decode()
    assert "Started on Take what stands now: 5 Oct 2026 Keep what I typed:" in said


def test_what_was_typed_is_kept_and_what_was_not_touched_is_theirs(world, pm, path):
    page = pm.get(path)
    change(world, title="SSO audit trail", started_on=dt.date(2026, 10, 5))

    both = pm.post(path, form_of(page, title="Audit log of SSO"))
    assert taken(both) == {"title": "mine", "started_on": "theirs"}
    done = pm.post(path, form_of(both))

    world.a.refresh_from_db()
    assert done.status_code == 302
    assert (world.a.title, world.a.started_on) == ("Audit log of SSO", dt.date(2026, 10, 5))


@pytest.mark.parametrize(
    ("takes", "title", "validated"),
    [
        ({}, "Audit log of SSO", False),
        ({"take-title": "theirs"}, "SSO audit trail", False),
        ({"take-validated": "theirs"}, "Audit log of SSO", True),
        ({"take-title": "theirs", "take-validated": "theirs"}, "SSO audit trail", True),
    ],
)
def test_each_field_goes_as_it_was_chosen(world, pm, path, takes, title, validated):
    page = pm.get(path)
    change(world, title="SSO audit trail", validated=True)
    both = pm.post(path, form_of(page, title="Audit log of SSO", validated="false"))

    pm.post(path, form_of(both, **takes))

    world.a.refresh_from_db()
    assert (world.a.title, world.a.validated) == (title, validated)


def test_a_third_change_shows_both_again_with_what_was_typed_first(world, pm, path):
    page = pm.get(path)
    change(world, title="Second")
    both = pm.post(path, form_of(page, title="Mine"))
    change(world, title="Third")

    again = pm.post(path, form_of(both, **{"take-title": "mine"}))

    assert again.status_code == 412
    assert "Take what stands now: Third" in words(again)
    assert form_of(again)["title"] == ["Mine"]
    assert Item.objects.get(pk=world.a.pk).title == "Third"


def test_what_stands_there_already_is_no_conflict(world, pm, path):
    page = pm.get(path)

    for _ in range(2):  # a double click, or once more after the back button
        answer = pm.post(path, form_of(page, title="Audit log of SSO"))
        assert answer.status_code == 302

    assert Item.objects.get(pk=world.a.pk).title == "Audit log of SSO"


def test_what_a_rule_refuses_keeps_the_version(world, pm, path):
    page = pm.get(path)
    wrong = form_of(page, started_on="2026-11-02", finished_on="2026-11-01")

    refused = pm.post(path, wrong)
    change(world, title="SSO audit trail")
    answer = pm.post(path, form_of(refused, finished_on="2026-11-03"))

    assert (refused.status_code, answer.status_code) == (422, 412)


def test_an_empty_text_is_called_nothing(world, pm, path):
    change(world, started_on=dt.date(2026, 10, 5))
    page = pm.get(path)
    change(world, started_on=None)

    answer = pm.post(path, form_of(page, started_on="2026-10-06"))

    assert "Started on Take what stands now: nothing Keep what I typed:" in words(answer)


def test_a_slice_is_named(world, pm, path):
    page = pm.get(path)
    slices = {found.key: found for found in world.product.slices.all()}
    change(world, slice=slices["discovery"])

    answer = pm.post(path, form_of(page, slice=slices["quality"].pk))

    assert "Take what stands now: Discovery and validation" in words(answer)


def test_customers_and_teams_show_both_too(world, pm):
    customer, team = world.customer("Skyhook"), make_team(world.product, "Cloud")
    sales = signed_in(world.cast.sales)
    for client, path, field, model, pk, keep, actor in [
        (
            sales,
            f"/p/skylark/customers/{customer.pk}/edit/",
            "segment",
            Customer,
            customer.pk,
            keep_customer,
            world.cast.sales,
        ),
        (
            pm,
            f"/p/skylark/teams/{team.pk}/edit/",
            "name",
            Team,
            team.pk,
            keep_team,
            world.cast.product_manager,
        ),
    ]:
        page = client.get(path)
        keep(pk, {field: "Theirs"}, actor=actor)

        both = client.post(path, form_of(page, **{field: "Mine"}))
        assert both.status_code == 412
        assert "Take what stands now: Theirs" in words(both)
        assert client.post(path, form_of(both)).status_code == 302
        assert getattr(model.objects.get(pk=pk), field) == "Mine"
