"""Effort: by team, all rows or none, never refused for what it does to the cap."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from company.refusals import Malformed
from imports.run.execution import run_import
from portfolio.effort.actions import EffortInput, answer_once, log_effort
from portfolio.models import Effort, EffortReceipt
from tests.conftest import make_item, make_product, make_team, token_client
from tests.makers import noon
from tests.snapshots import raises_and_changes_nothing

DAY = dt.date(2026, 11, 10)


def log(world, *rows, role="engineering"):
    return log_effort(product=world.product, rows=rows, actor=world.cast.of(role))


def row(world, **changes):
    return EffortInput(
        **{"team": world.team, "item": world.a, "date": DAY, "minutes": 60, **changes}
    )


def test_rows_add_up_and_name_no_person(world):
    log(world, row(world), row(world, minutes=30, people=3))

    kept = Effort.objects.order_by("pk").values_list("minutes", "people", "date")
    assert list(kept) == [(60, 1, DAY), (30, 3, DAY)]
    assert not [f for f in Effort._meta.get_fields() if f.name in ("person", "by", "user")]


@pytest.mark.parametrize("changes", [{"minutes": 0}, {"minutes": -5}, {"people": 0}])
def test_one_bad_row_keeps_none(world, changes):
    with raises_and_changes_nothing(Malformed) as caught:
        log(world, row(world), row(world, **changes))

    assert caught.value.errors["rows"][0].startswith("Row 2:")


@pytest.mark.parametrize(
    ("zone", "last"),
    [("UTC", dt.date(2026, 11, 15)), ("Pacific/Auckland", dt.date(2026, 11, 22))],
)
def test_no_effort_is_later_than_the_running_weeks_sunday(world, zone, last):
    """At noon of Sunday 15 November in UTC it is Monday already in Auckland."""
    world.product.time_zone = zone
    world.product.save()
    with noon(2026, 11, 15):
        with raises_and_changes_nothing(Malformed) as caught:
            log(world, row(world), row(world, date=last + dt.timedelta(days=1)))
        log(world, row(world, date=last))

    assert caught.value.errors["rows"][0].startswith(
        f"Row 2: {last + dt.timedelta(days=1)} is later than this week, which ends on {last}."
    )
    assert Effort.objects.get().date == last


def test_the_api_names_the_row_that_is_too_late(world):
    client = token_client(world.cast.engineering)
    given = {"team": world.team.pk, "item": world.a.pk, "weeks": "0.50"}
    for when in ({"date": "2026-11-16"}, {"week": "2026-11-16"}):
        body = {"rows": [{**given, "date": "2026-11-15"}, {**given, **when}]}
        answer = client.post("/api/v1/effort/", body, format="json")

        assert answer.status_code == 400
        assert Effort.objects.count() == 0
        assert answer.json()["errors"]["rows"][0].startswith("Row 2: 2026-11-1")


def test_an_import_rejects_later_rows_and_keeps_the_others(world, tmp_path):
    text = "team,item,date,amount\nCore,SSO audit log,{},8h\nCore,SSO audit log,{},8h\n"
    file = tmp_path / "effort.csv"
    file.write_text(text.format("2026-11-15", "2026-11-16"))

    result = run_import(kind="effort", path=file, product=world.product)

    assert (result.created, result.rejected) == (1, 1)
    assert Effort.objects.get().date == dt.date(2026, 11, 15)


def test_team_and_item_belong_to_the_product(world):
    other = make_product("kite")

    for changes in ({"team": make_team(other)}, {"item": make_item(other)}):
        with raises_and_changes_nothing(Malformed):
            log(world, row(world), row(world, **changes))


@pytest.mark.parametrize(
    "role", ["sales", "sales_vp", "product_manager", "executive", "observer", "outsider"]
)
def test_only_engineering_logs_effort(world, role):
    error = Http404 if role == "outsider" else PermissionDenied

    with raises_and_changes_nothing(error):
        log(world, row(world), role=role)


def test_effort_far_beyond_the_cap_is_still_recorded(agreed):
    special = agreed.approved("3.00")

    agreed.spend(special, "50.00")

    assert agreed.headroom() == "-41.68"
    agreed.proven()


def test_the_same_key_answers_the_same_and_adds_nothing(world):
    person, done = world.cast.engineering, []

    def do():
        done.append(1)
        return {"weeks": f"{len(done)}.00"}

    answers = [answer_once(person=person, key="monday", body=b"x", do=do) for _ in range(3)]

    assert answers == [{"weeks": "1.00"}] * 3
    assert EffortReceipt.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(world):
    person = world.cast.engineering
    answer_once(person=person, key="monday", body=b"x", do=dict)

    with raises_and_changes_nothing(Malformed):
        answer_once(person=person, key="monday", body=b"y", do=dict)


def test_two_people_may_use_the_same_key(world):
    for person in (world.cast.engineering, world.cast.sales):
        answer_once(person=person, key="monday", body=b"x", do=dict)

    assert EffortReceipt.objects.count() == 2


def test_what_failed_leaves_its_key_free(world):
    def fail():
        raise Malformed(rows="Row 1: no.")

    with raises_and_changes_nothing(Malformed):
        answer_once(person=world.cast.engineering, key="monday", body=b"x", do=fail)
