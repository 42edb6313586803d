"""Extension points, non-goals and partners: who keeps them, what their pages and API say."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from company import clock
from portfolio.models import ExtensionPoint, NonGoal, Partner
from portfolio.routing.actions import keep_extension_point, keep_non_goal, keep_partner
from tests.browserforms import form_of
from tests.conftest import token_client
from tests.makers import noon
from tests.portfolio.pages import queries, signed_in, words
from tests.snapshots import nothing_changes, raises_and_changes_nothing

# Pages, forms and their refusals go the same way on every database.
pytestmark = pytest.mark.any_database

HERE = "/p/skylark/extension-points/"


@pytest.fixture
def manager(world):
    return signed_in(world.cast.product_manager)


def kept_by(world, keep, given) -> list[str]:
    """The roles that may; of each the record is taken back by its name."""
    found = []
    for role in ("sales", "sales_vp", "product_manager", "engineering", "executive", "observer"):
        name = "title" if "because" in given else "name"
        said = {"product": world.product, **given, name: f"Of {role}"}
        try:
            keep(None, said, actor=world.cast.of(role))
        except PermissionDenied:
            continue
        found.append(role)
    return found


def test_product_managers_keep_them_and_partners_the_sales_vp_too(world):
    why = {"because": "So.", "since": dt.date(2026, 1, 5)}

    assert kept_by(world, keep_extension_point, {}) == ["product_manager"]
    assert kept_by(world, keep_non_goal, why) == ["product_manager"]
    assert kept_by(world, keep_partner, {}) == ["sales_vp", "product_manager"]


def test_everyone_of_the_product_reads_all_three(world):
    world.non_goal("No payroll", "Payroll is law in 30 countries.")
    world.extension_point("Event webhooks", "documented", link="https://docs.example.com/hooks")
    world.extension_point("Report interface", "missing", kind="report_interface")
    world.partner("Ferrymen", does="Rollouts on site")

    page = signed_in(world.cast.observer).get(HERE)

    said = words(page)
    assert "No payroll since 7 Jan 2025Payroll is law in 30 countries." in said
    assert "Event webhooks Webhook Documented - https://docs.example.com/hooks" in said
    assert "Report interface Report interface Missing - -" in said
    assert "Ferrymen Rollouts on site -" in said
    assert "Customisation stance: nobody has set one yet." in said
    assert f"{HERE}new/" not in page.content.decode()


def test_what_is_ended_stays_on_the_page_and_says_since_when(world, manager):
    gone = world.partner("Ferrymen")
    path = f"{HERE}partners/{gone.pk}/edit/"

    answer = manager.post(path, {**form_of(manager.get(path)), "ended_on": "2026-11-09"})

    assert (answer.status_code, answer.url) == (302, HERE)
    assert Partner.objects.standing().count() == 0
    assert "Ferrymen stopped on 9 Nov" in words(manager.get(HERE))
    # And the name is free for another.
    assert world.partner("Ferrymen").pk != gone.pk


def test_a_form_adds_one_and_its_page_tells_what_changed(world, manager):
    given = form_of(manager.get(f"{HERE}non-goals/new/"))
    assert given["since"] == ["2026-11-10"]
    manager.post(f"{HERE}non-goals/new/", {**given, "title": "No clock", "because": "So."})
    made = NonGoal.objects.get()
    path = f"{HERE}non-goals/{made.pk}/edit/"

    manager.post(path, {**form_of(manager.get(path)), "since": "2026-11-02"})

    made.refresh_from_db()
    assert made.since == dt.date(2026, 11, 2)
    assert "Since: 10 Nov → became 2 Nov" in words(manager.get(path))


@pytest.mark.parametrize(
    ("at", "typed", "field", "said"),
    [
        ("", {"name": ""}, "name", "This field is required."),
        ("", {"name": "WEBHOOKS"}, "__all__", "already has an extension point of that name"),
        ("", {"name": "X", "link": "javascript:alert(1)"}, "link", "Write the whole address"),
        ("", {"name": "X", "state": "rumoured"}, "state", "Select a valid choice"),
        ("non-goals/", {"title": "X", "because": ""}, "because", "This field is required."),
        ("non-goals/", {"title": "X", "because": "So.", "since": "soon"}, "since", "valid date"),
        ("partners/", {"name": "\u202e"}, "name", "Nothing of this can be seen"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_changes_nothing(
    world, manager, at, typed, field, said
):
    world.extension_point("Webhooks")
    path = f"{HERE}{at}new/"
    given = {**form_of(manager.get(path)), **typed}

    with nothing_changes():
        answer = manager.post(path, given)

    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert said in errors[field][0]


def test_a_non_goal_cannot_end_before_it_began(world):
    made = world.non_goal()

    with raises_and_changes_nothing(ValidationError) as caught:
        keep_non_goal(made.pk, {"ended_on": dt.date(2025, 1, 6)}, actor=world.cast.product_manager)

    assert caught.value.messages == ["It cannot end before it was decided."]


def test_queries_do_not_depend_on_the_rows(world, manager):
    world.extension_point("First")
    few = queries(manager, HERE)
    for n in range(30):
        world.extension_point(f"More {n}")

    assert queries(manager, HERE) == few


class TestByApi:
    def test_create_list_and_change_with_their_versions(self, world):
        client = token_client(world.cast.product_manager)
        made = client.post(
            "/api/v1/extension-points/",
            {"product": "skylark", "name": "Report interface", "layer": "cloud_platform"},
            format="json",
        )
        assert made.status_code == 201
        pk = made.json()["id"]
        assert made.json() == {
            "id": pk,
            "product": "skylark",
            "name": "Report interface",
            "kind": "api",
            "layer": "cloud_platform",
            "state": "missing",
            "link": "",
            "ended_on": None,
        }

        path = f"/api/v1/extension-points/{pk}/"
        changed = client.patch(
            path, {"state": "planned"}, format="json", headers={"If-Match": made["ETag"]}
        )
        late = client.patch(
            path, {"state": "missing"}, format="json", headers={"If-Match": made["ETag"]}
        )

        assert (changed.status_code, changed.json()["state"]) == (200, "planned")
        assert (late.status_code, late.json()["current"]["state"]) == (412, "planned")
        assert client.get("/api/v1/extension-points/?state=planned").json()["count"] == 1
        assert client.get("/api/v1/extension-points/?state=missing").json()["count"] == 0

    def test_a_non_goal_is_since_today_unless_it_says(self, world):
        client = token_client(world.cast.product_manager)
        given = {"product": "skylark", "title": "No clock", "because": "Others do it."}

        with noon(2026, 11, 20):
            made = client.post("/api/v1/non-goals/", given, format="json")

        assert (made.status_code, made.json()["since"]) == (201, "2026-11-20")

    def test_twice_the_same_name_is_refused(self, world):
        world.partner("Ferrymen")
        client = token_client(world.cast.sales_vp)
        client.get("/api/v1/partners/")

        with nothing_changes():
            answer = client.post(
                "/api/v1/partners/", {"product": "skylark", "name": "ferrymen"}, format="json"
            )

        assert answer.status_code == 400
        assert "already has a partner of that name" in answer.content.decode()


def test_each_change_is_kept_with_who_made_it(world):
    made = world.extension_point("Webhooks", "missing")
    with clock.at(dt.datetime(2026, 11, 12, 12, tzinfo=dt.UTC)):
        keep_extension_point(made.pk, {"state": "documented"}, actor=world.cast.product_manager)

    rows = ExtensionPoint.history.order_by("history_id").values_list("state", "history_user")
    assert list(rows) == [
        ("missing", world.cast.product_manager.pk),
        ("documented", world.cast.product_manager.pk),
    ]
    then = ExtensionPoint.history.as_of(dt.datetime(2026, 11, 11, tzinfo=dt.UTC)).get()
    assert (then.state, then.said) == ("missing", "Webhooks (missing)")
