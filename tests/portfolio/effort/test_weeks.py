"""A team's week: suggested, logged, corrected with a trace, and sent twice counted once."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied

from company.refusals import Malformed
from company.versions import Stale
from ledger.chain import data_of
from ledger.models import Entry
from portfolio.effort.week_actions import confirm_week
from portfolio.effort.week_form import minutes_typed
from portfolio.effort.weeks import WeekRow, week_facts
from portfolio.models import Effort, TeamWeek
from tests.conftest import rewrite, token_client
from tests.makers import noon
from tests.snapshots import nothing_changes

LAST, WEEK = dt.date(2026, 11, 5), dt.date(2026, 11, 12)


def row(item, weeks, people=1) -> WeekRow:
    return WeekRow(item, int(D(weeks) * 2400), people)


def confirm(world, *rows, week=WEEK, **more):
    more = {"actor": world.cast.engineering, **more}
    return confirm_week(team=world.team, week=week, rows=rows, **more)


def logged(world) -> list[tuple[str, str, int, int]]:
    rows = Effort.objects.select_related("item").order_by("pk")
    return [(e.item.title, f"{e.date:%d %b}", e.minutes, e.people) for e in rows]


def test_what_is_logged_becomes_what_was_said_and_leaves_a_trace(world):
    world.spend(world.a, "0.50", dt.date(2026, 11, 9))
    world.spend(world.a, "0.25", dt.date(2026, 11, 11))
    world.spend(world.b, "0.40", dt.date(2026, 11, 10))

    confirm(world, row(world.a, "0.60"), row(world.c, "1.00", 2), row(world.c, "0.10"))

    # Rows keep their days; the latest gives first.
    assert logged(world) == [
        ("SSO audit log", "09 Nov", 1200, 1),
        ("SSO audit log", "11 Nov", 240, 1),
        ("Flaky tests", "12 Nov", 2640, 2),
    ]
    said = TeamWeek.objects.get()
    assert (said.week, said.minutes, said.by, said.by_link) == (
        WEEK,
        4080,
        world.cast.engineering,
        False,
    )
    assert said.changes == {
        str(world.a.pk): [1800, 1440, 1, 1],
        str(world.b.pk): [960, 0, 1, 0],
        str(world.c.pk): [0, 2640, 0, 2],
    }
    entry = Entry.objects.get(kind="week_confirmed")
    assert data_of(entry) == {"team": world.team.pk, "week": "2026-11-12", "minutes": 4080}
    world.proven()


def test_less_than_its_last_rows_takes_them_whole(world):
    for day in (9, 10, 11):
        world.spend(world.a, "0.20", dt.date(2026, 11, day))

    confirm(world, row(world.a, "0.20"))

    assert logged(world) == [("SSO audit log", "09 Nov", 480, 1)]


def test_sent_twice_it_counts_once(world):
    first = confirm(world, row(world.a, "1.00"))
    with nothing_changes():
        again = confirm(world, row(world.a, "1.00"), expected=("of before",))

    assert again == first
    confirm(world, row(world.a, "1.20"))
    # Said otherwise, it is another confirmation; said as it was before that, again one.
    confirm(world, row(world.a, "1.00"))
    assert TeamWeek.objects.count() == 3
    assert logged(world) == [("SSO audit log", "12 Nov", 2400, 1)]
    world.proven()


def test_a_week_without_work_is_confirmed_too(world):
    said = confirm(world)

    assert (said.minutes, said.changes, logged(world)) == (0, {}, [])
    assert week_facts(world.team, WEEK).confirmed == said


def test_what_others_changed_meanwhile_is_not_overwritten(world):
    seen = week_facts(world.team, WEEK).version
    world.spend(world.b, "0.30", WEEK)

    with nothing_changes(), pytest.raises(Stale) as caught:
        confirm(world, row(world.a, "1.00"), expected=(seen,))

    assert [(r.item, r.minutes) for r in caught.value.current.rows] == [(world.b, 720)]


def test_what_an_import_brought_in_stays_as_its_file_says(world):
    world.spend(world.a, "1.00", dt.date(2026, 11, 10))
    Effort.objects.update(import_key="jira-1")

    confirm(world, row(world.a, "0.25"))

    facts = week_facts(world.team, WEEK)
    assert [(r.item, r.minutes) for r in facts.rows] == [(world.a, 600)]
    assert [(r.item, r.minutes) for r in facts.brought_in] == [(world.a, 2400)]
    assert (facts.logged_weeks, facts.brought_in_weeks) == (D("1.25"), D("1.00"))


@pytest.mark.parametrize(
    ("week", "said"),
    [
        (dt.date(2026, 11, 16), "later than this week, which ends on 2026-11-15"),
        (dt.date(1899, 12, 28), "is not a day from 1900 on"),
    ],
)
def test_a_week_to_come_is_refused(world, week, said):
    with nothing_changes(), pytest.raises(Malformed) as caught:
        confirm(world, row(world.a, "1.00"), week=week)

    assert said in caught.value.errors["week"][0]


@pytest.mark.parametrize("role", ["sales", "product_manager", "executive", "observer"])
def test_only_engineering_confirms(world, role):
    with nothing_changes(), pytest.raises(PermissionDenied):
        confirm(world, row(world.a, "1.00"), actor=world.cast.of(role))


def test_the_latest_week_by_hand_is_suggested(world):
    with noon(2026, 10, 29):
        confirm(world, row(world.a, "1.00"), row(world.b, "0.40", 3), week=dt.date(2026, 10, 29))
    assert week_facts(world.team, dt.date(2026, 12, 12)).suggested == []

    facts = week_facts(world.team, WEEK)
    assert facts.suggested == [row(world.a, "1.00"), row(world.b, "0.40", 3)]
    assert (facts.suggested_week, facts.offered_weeks) == (dt.date(2026, 10, 29), D("1.40"))
    # What was finished since is not suggested; an import suggests nothing.
    rewrite(type(world.b).objects.filter(pk=world.b.pk), finished_on=dt.date(2026, 11, 1))
    assert week_facts(world.team, WEEK).suggested == [row(world.a, "1.00")]
    Effort.objects.update(is_split=True)
    assert week_facts(world.team, WEEK).suggested == []


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1.25", 3000),
        ("0,5", 1200),
        (" 40% ", 2304),
        ("33.3 %", 1918),
        ("100%", 5760),
        ("0", 0),
        ("", None),
        ("-1", None),
        ("1.255", None),
        ("½", None),
        ("٣", None),
        ("a week", None),
    ],
)
def test_amounts_are_weeks_or_percent_of_the_team(text, minutes):
    assert minutes_typed(text, 5760) == minutes


class TestApi:
    def path(self, world, week="2026-W46"):
        return f"/api/v1/teams/{world.team.pk}/weeks/{week}/"

    def test_a_week_is_read_and_said(self, world):
        client = token_client(world.cast.engineering)
        rewrite(type(world.team).objects.all(), people=3, availability="0.80")
        path = self.path(world)
        rows = [{"item": world.a.pk, "percent": "50"}, {"item": world.b.pk, "weeks": "0.83"}]

        empty = client.get(path)
        answer = client.put(path, {"rows": rows}, format="json", HTTP_IF_MATCH=empty["ETag"])

        assert empty.json() == {
            "team": world.team.pk,
            "week": "2026-11-12",
            "team_weeks": "2.40",
            "logged_weeks": "0.00",
            "rows": [],
            "brought_in": [],
            "suggested": [],
            "confirmed": None,
        }
        assert answer.status_code == 200
        said = answer.json()
        assert said["logged_weeks"] == "2.03"
        assert said["rows"] == [
            {"item": world.a.pk, "title": "SSO audit log", "weeks": "1.20", "people": 1},
            {"item": world.b.pk, "title": "Kernel upgrade", "weeks": "0.83", "people": 1},
        ]
        assert said["confirmed"] == {
            "by": str(world.cast.engineering),
            "at": "2026-11-10T12:00:00Z",
            "by_link": False,
        }
        with nothing_changes():
            late = client.put(path, {"rows": []}, format="json", HTTP_IF_MATCH=empty["ETag"])
        assert (late.status_code, late.json()["current"]["logged_weeks"]) == (412, "2.03")

    def test_bad_rows_are_refused(self, world):
        client = token_client(world.cast.engineering)
        client.get(self.path(world))
        good = {"item": world.a.pk, "weeks": "1.00"}
        for bad, said in (
            ({"item": 999_999, "weeks": "1.00"}, "Row 2: no item 999999."),
            ({"item": world.b.pk}, "Give weeks or percent, one of the two."),
            ({"item": world.b.pk, "weeks": "1.00", "percent": "1"}, "Give weeks or percent"),
        ):
            with nothing_changes():
                answer = client.put(self.path(world), {"rows": [good, bad]}, format="json")
            assert (answer.status_code, said in answer.content.decode()) == (400, True)
        assert client.get(self.path(world, "2026-W60")).status_code == 404
