"""Friday: the lead is asked once, and the link's page confirms what it shows, in one click."""

import datetime as dt

import pytest
from django.test import Client
from django_ox.testing import run_tasks

from company import clock
from company.actions import set_roles
from company.models import Notice, NoticeMail
from company.notices import choose
from delivery.rounds import make_rounds
from portfolio.effort.week_actions import confirm_week
from portfolio.effort.weeks import WeekRow
from portfolio.models import Effort, Team, TeamWeek
from portfolio.teams.friday import ask_leads
from portfolio.teams.week_links import path_of_link
from tests.browserforms import form_of
from tests.conftest import make_team, rewrite
from tests.makers import noon
from tests.portfolio.pages import words
from tests.postbox import open_postbox
from tests.snapshots import nothing_changes

WEEK = dt.date(2026, 11, 12)


def on(day: int, hour: int = 15):
    return clock.at(dt.datetime(2026, 11, day, hour, tzinfo=dt.UTC))


@pytest.fixture
def led(world):
    """Core is led by engineering; last week SSO audit log took 1.20 and Kernel upgrade 0.83."""
    lead = world.cast.engineering
    rewrite(Team.objects.all(), people=3, availability="0.80", lead=lead)
    world.team.refresh_from_db()
    with noon(2026, 11, 5):
        rows = [WeekRow(world.a, 2880), WeekRow(world.b, 1992, 2)]
        confirm_week(team=world.team, week=dt.date(2026, 11, 5), rows=rows, actor=lead)
    return world


@pytest.fixture
def path(led):
    return path_of_link(led.team, WEEK, led.cast.engineering)


def asked(world) -> list[str]:
    rows = world.cast.engineering.notices.filter(kind=Notice.Kind.TEAM_WEEK)
    return [row.text for row in rows.order_by("pk")]


def test_the_lead_is_asked_on_friday_afternoon_once_and_by_mail(led, path, settings):
    field = make_team(led.product, "Field", "services")
    for day, hour in ((12, 23), (13, 13)):
        with on(day, hour), nothing_changes():
            assert ask_leads(led.product) == 0

    with open_postbox() as box, on(13):
        settings.MAILERS = box.mailers()
        rounds = [str(each) for each in make_rounds()]
        again = [str(each) for each in make_rounds()]
        run_tasks(raise_failures=True)

    assert rounds[0].endswith("; 1 asked for their team's week")
    assert again[0] == "skylark: nothing was due"
    text = (
        "Core, week of 9 Nov: as last week (SSO audit log 1.20, Kernel upgrade 0.83)?"
        " 2.03 of 2.40 wk; confirm it in one click."
    )
    assert asked(led) == [text]
    assert box.counts == {led.cast.engineering.email: 1}
    mail = box.mail_to(led.cast.engineering.email)
    assert mail["Subject"] == "Skylark: a week to confirm"
    body = mail.get_content()
    assert text in body
    assert path in body
    assert field.lead is None


def test_it_says_what_is_otherwise_than_last_week(led):
    led.spend(led.a, "1.24", dt.date(2026, 11, 10))
    led.spend(led.c, "0.50", dt.date(2026, 11, 10))
    with on(14):
        assert ask_leads(led.product) == 1

    assert asked(led) == [
        "Core, week of 9 Nov: as last week, except Kernel upgrade 0.00 instead of 0.83,"
        " Flaky tests 0.50 instead of 0.00. 1.74 of 2.40 wk; confirm it, or say what it was."
    ]


def test_a_confirmed_week_is_not_asked_and_its_notice_is_settled(led):
    second = make_team(led.product, "Second")
    rewrite(Team.objects.filter(pk=second.pk), lead=led.cast.engineering)
    choose(led.cast.engineering, "app")
    with on(13):
        confirm_week(team=led.team, week=WEEK, rows=[], actor=led.cast.engineering)
        assert ask_leads(led.product) == 1
        assert asked(led) == [
            "Second, week of 9 Nov: nothing is logged of 8.00 wk. What did the team work on?"
        ]
        # In Daylight only, but what waits for an answer in the mail goes by mail.
        assert NoticeMail.objects.count() == 1
        confirm_week(team=second, week=WEEK, rows=[], actor=led.cast.engineering)

    assert Notice.objects.get(kind=Notice.Kind.TEAM_WEEK).read_at is not None


def test_nobody_is_asked_who_may_not_log_or_wants_no_notice(led):
    choose(led.cast.engineering, "none")
    led.team.lead.refresh_from_db()
    with on(13):
        ask_leads(led.product)
        assert asked(led) == []
        choose(led.cast.engineering, "app")
        lead = led.cast.engineering.pk
        set_roles(person_id=lead, product=led.product, roles=["observer"], actor=None)
        assert ask_leads(led.product) == 0

    assert asked(led) == []


class TestLink:
    def test_looking_changes_nothing_and_one_click_confirms(self, led, path):
        somebody = Client()
        with on(13), nothing_changes():
            page = somebody.get(path)
            somebody.head(path)

        assert page["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        said = words(page)
        assert "As last week? That is 2.03 of 2.40 wk." in said
        assert "SSO audit log 1.20 Kernel upgrade 0.83" in said
        with on(13):
            done = somebody.post(path, form_of(page))
            with nothing_changes():
                somebody.post(path, form_of(page))

        assert "Confirmed by engineering@skylark.example on 13 Nov: 2.03 of 2.40 wk." in words(done)
        kept = Effort.objects.filter(date=WEEK).order_by("-minutes")
        assert list(kept.values_list("minutes", "people")) == [(2880, 1), (1992, 2)]
        last = TeamWeek.objects.latest("pk")
        assert (last.week, last.by, last.by_link) == (WEEK, led.cast.engineering, True)
        led.proven()

    def test_what_was_shown_is_confirmed_and_nothing_else(self, led, path):
        with on(13):
            page = Client().get(path)
            led.spend(led.c, "0.50", dt.date(2026, 11, 10))
            with nothing_changes():
                late = Client().post(path, form_of(page))
                bare = Client().post(path)

        assert (late.status_code, bare.status_code) == (412, 412)
        assert "It was changed since this page was opened." in words(late)
        assert "0.50 of 2.40 wk are logged. Was it so?" in words(late)

    def test_forged_and_ended_links_open_nothing(self, led, path):
        other = led.cast.product_manager
        with on(13), nothing_changes():
            forged = path.replace("2026-11-12", "2026-11-05")
            assert [Client().get(each).status_code for each in (forged, "/w/x/")] == [404, 404]
            answer = Client().post(path_of_link(led.team, WEEK, other))
        assert answer.status_code == 410
        assert "Somebody else leads this team now." in words(answer)
        with clock.at(dt.datetime(2026, 12, 7, 9, tzinfo=dt.UTC)):
            assert "This link worked until 6 December 2026." in words(Client().get(path))
        with on(13):
            lead = led.cast.engineering.pk
            set_roles(person_id=lead, product=led.product, roles=["observer"], actor=None)
            with nothing_changes():
                assert Client().post(path, {"offer": "x"}).status_code == 410
