"""What time alone brings about: reminders, reports that nobody signed, and mail that waits."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.utils.module_loading import import_string
from django_ox.models import OxTask
from django_ox.testing import run_tasks

from company import clock
from delivery import rounds
from delivery.models import Reminder, Sending
from delivery.rounds import make_rounds
from delivery.tasks import report_rounds
from governance.models import Publication, ReportSettings
from ledger.models import Head
from tests.conftest import make_member
from tests.delivery.conftest import BOARD
from tests.makers import OCTOBER, noon
from tests.snapshots import nothing_changes

# October ended on a Saturday: the working days of November begin with Monday the 2nd.


def on(year: int, month: int, day: int, hour: int = 12):
    return clock.at(dt.datetime(year, month, day, hour, tzinfo=dt.UTC))


def rounds_on(*when) -> list[str]:
    """What the rounds of that hour say; what they queued is done."""
    with on(*when):
        said = [str(each) for each in make_rounds()]
        run_tasks(raise_failures=True)
    return said


def settings_of(world, **values) -> ReportSettings:
    return ReportSettings.objects.create(product=world.product, **values)


@pytest.mark.any_database
def test_nothing_is_due_on_the_first_working_day(listed, postbox):
    with nothing_changes():
        assert rounds_on(2026, 11, 2) == [
            "skylark: nothing was due",
            "skylark-other: nothing was due",
        ]


def test_product_managers_are_reminded_once_with_what_the_draft_says(listed, postbox):
    second = make_member(listed.product, "product_manager", "second@skylark.example")
    manager = listed.cast.product_manager

    assert rounds_on(2026, 11, 3)[0] == "skylark: 2 reminded"
    for hour in (13, 14):
        assert rounds_on(2026, 11, 3, hour)[0] == "skylark: nothing was due"
    assert rounds_on(2026, 11, 4)[0] == "skylark: nothing was due"

    assert postbox.counts == {manager.email: 1, second.email: 1}
    mail = postbox.mail_to(manager.email)
    said = mail.get_content()
    assert mail["Subject"] == "Skylark: the report of October 2026 waits for you"
    assert "One-offs took" in said
    assert "/p/skylark/report/2026-10/" in said
    assert "by 6 November, 12:00, it goes out as it stands then, marked as not signed" in said
    head = Head.objects.get(product=listed.product)
    assert f"Ledger head {head.number}:{head.hash}" in said


@pytest.mark.any_database
def test_whoever_became_product_manager_since_is_reminded_too(listed, postbox):
    rounds_on(2026, 11, 3)
    make_member(listed.product, "product_manager", "second@skylark.example")

    assert rounds_on(2026, 11, 4)[0] == "skylark: 1 reminded"


@pytest.mark.any_database
def test_nobody_is_reminded_in_the_night_or_of_what_is_published(listed, postbox):
    with nothing_changes():
        assert rounds_on(2026, 11, 3, 7)[0] == "skylark: nothing was due"
    listed.publish()
    run_tasks()

    assert rounds_on(2026, 11, 3)[0] == "skylark: nothing was due"
    assert not Reminder.objects.exists()


@pytest.mark.any_database
def test_what_is_published_before_the_reminder_went_out_stops_it(listed, postbox):
    with noon(2026, 11, 3):
        make_rounds()
    listed.publish()
    run_tasks()

    assert Reminder.objects.get().state == "stopped"
    assert listed.cast.product_manager.email not in postbox.counts


def test_what_nobody_signed_goes_out_on_the_fifth_working_day(listed, postbox):
    rounds_on(2026, 11, 3)
    assert rounds_on(2026, 11, 6, 11)[0] == "skylark: nothing was due"

    assert rounds_on(2026, 11, 6)[0] == "skylark: October 2026, version 1 went out, not signed"
    assert rounds_on(2026, 11, 6, 13)[0] == "skylark: nothing was due"

    published = Publication.objects.get()
    assert (published.month, published.version, published.by) == (OCTOBER, 1, None)
    assert postbox.counts[BOARD] == 1
    assert "not signed" in postbox.mail_to(BOARD).get_body(("plain",)).get_content()
    listed.proven()


@pytest.mark.any_database
def test_a_round_that_was_missed_is_made_up_for(listed, postbox):
    assert rounds_on(2026, 11, 18)[0] == "skylark: October 2026, version 1 went out, not signed"


@pytest.mark.any_database
def test_weekends_bring_nothing_about(listed, postbox):
    with nothing_changes():
        assert rounds_on(2026, 11, 7)[0] == "skylark: nothing was due"
        assert rounds_on(2026, 11, 8)[0] == "skylark: nothing was due"


@pytest.mark.any_database
def test_only_the_month_that_just_ended_is_frozen(listed, postbox):
    listed.spend(listed.a, "1.00", day=dt.date(2026, 11, 11))

    rounds_on(2026, 12, 18)

    assert [row.month for row in Publication.objects.all()] == [dt.date(2026, 11, 1)]


@pytest.mark.any_database
def test_somebody_may_choose_other_days_or_none(listed, postbox):
    mine = settings_of(listed, remind_on=3, freeze_on=7)
    assert rounds_on(2026, 11, 3)[0] == "skylark: nothing was due"
    assert rounds_on(2026, 11, 4)[0] == "skylark: 1 reminded"
    mine.goes_out_unsigned = False
    mine.save()

    assert rounds_on(2026, 11, 18)[0] == "skylark: nothing was due"
    assert not Publication.objects.exists()


@pytest.mark.any_database
def test_a_reminder_of_what_never_goes_out_by_itself_says_so(listed, postbox):
    settings_of(listed, goes_out_unsigned=False)
    rounds_on(2026, 11, 3)

    said = postbox.mail_to(listed.cast.product_manager.email).get_content()
    assert "Until somebody publishes it, it goes to nobody." in said


@pytest.mark.any_database
def test_hours_are_those_of_the_product(listed, postbox):
    listed.product.time_zone = "America/Los_Angeles"
    listed.product.save()

    assert rounds_on(2026, 11, 6, 19)[0] == "skylark: 1 reminded"
    assert rounds_on(2026, 11, 6, 20)[0] == "skylark: October 2026, version 1 went out, not signed"


@pytest.mark.any_database
def test_mail_that_lost_its_task_is_taken_up(listed, postbox):
    listed.publish()
    OxTask.objects.all().delete()

    assert rounds_on(2026, 11, 10)[0] == "skylark: 1 tried again"
    assert set(postbox.counts.values()) == {1}
    assert Sending.objects.filter(state="sent").count() == 2


@pytest.mark.any_database
def test_a_product_on_which_it_fails_keeps_no_other_waiting(listed, monkeypatch, caplog):
    def fail(product):
        if product == listed.product:
            raise ZeroDivisionError

    monkeypatch.setattr(rounds, "enqueue_waiting", lambda product: fail(product) or 0)
    out = io.StringIO()

    with noon(2026, 11, 3), pytest.raises(CommandError, match="1 products failed") as failed:
        call_command("report_rounds", stdout=out)

    assert failed.value.returncode == 1
    assert out.getvalue() == "skylark: failed, see the log\nskylark-other: nothing was due\n"
    assert "The rounds of skylark failed." in caplog.text


def test_the_command_says_what_it_did(listed):
    out = io.StringIO()
    with noon(2026, 11, 4):
        call_command("report_rounds", stdout=out)

    assert out.getvalue() == "skylark: 1 reminded\nskylark-other: nothing was due\n"


@pytest.mark.any_database
def test_the_worker_makes_the_rounds_every_hour(listed, settings):
    chosen = settings.TASKS["default"]["OPTIONS"]["SCHEDULES"]["report_rounds"]
    assert import_string(chosen["task"]) is report_rounds

    with noon(2026, 11, 6):
        report_rounds.func()

    assert Publication.objects.get().by is None
