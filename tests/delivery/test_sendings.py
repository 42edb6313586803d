"""A published version goes to everybody on the list once, whatever the mail server does."""

import datetime as dt
import io
import re

import pytest
from django.db import transaction
from django_ox.models import OxTask
from pypdf import PdfReader

from company import clock
from company.outgoing import MOST_TRIES
from company.refusals import Refused
from delivery.models import Reminder, Sending
from delivery.sendings import deliver, send_again
from delivery.subscribers import subscribe, unsubscribe
from tests.delivery.conftest import BOARD
from tests.makers import NOW, OCTOBER
from tests.snapshots import nothing_changes

# Seconds for which a test waits for a server that stalls; long enough for one that is busy.
IMPATIENT = 2
LONG = "Team North handed its week in late."


def states() -> dict[str, tuple[str, int, str]]:
    return {row.email: (row.state, row.tries, row.error) for row in Sending.objects.all()}


def test_everybody_on_the_list_gets_it_once(listed, postbox, days_pass):
    listed.publish()

    days_pass()

    vp = listed.cast.sales_vp.email
    assert postbox.counts == {BOARD: 1, vp: 1}
    assert states() == {BOARD: ("sent", 1, ""), vp: ("sent", 1, "")}
    assert {row.sent_at for row in Sending.objects.all()} == {NOW}


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("550 No such user here", f"The mail server refused {BOARD}: 550 No such user here"),
        ("451 Come back later", f"The mail server refused {BOARD}: 451 Come back later"),
        ("refuse the mail", "The mail server refused it: 554 This looks like an invoice"),
        ("stall", "The mail server did not answer in time."),
        ("drop", "The mail server hung up before it took the mail."),
        ("drop after the mail", "The mail server hung up before it took the mail."),
    ],
)
def test_what_fails_is_kept_with_its_reason_and_tried_again(
    listed, postbox, later, settings, answer, said
):
    if answer == "stall":
        settings.MAILERS = postbox.mailers(IMPATIENT)
    postbox.will[BOARD] = [answer]
    listed.publish()

    later(0)

    assert states()[BOARD] == ("waiting", 1, said)
    assert postbox.counts == {listed.cast.sales_vp.email: 1}
    later(0.9)
    assert states()[BOARD][1] == 1
    later(1.1)
    assert states()[BOARD] == ("sent", 2, "")
    assert postbox.counts == {BOARD: 1, listed.cast.sales_vp.email: 1}


@pytest.mark.any_database
def test_a_server_that_refuses_stalls_and_drops_gets_each_mail_once_in_the_end(
    listed, postbox, days_pass, settings
):
    settings.MAILERS = postbox.mailers(IMPATIENT)
    others = [f"reader{n}@elsewhere.example" for n in range(4)]
    for email in others:
        subscribe(product=listed.product, email=email, actor=listed.cast.executive)
    vp = listed.cast.sales_vp.email
    postbox.will |= {
        BOARD: ["550 No", "stall", "drop", "451 Later"],
        others[0]: ["drop", "drop", "drop after the mail", "refuse the mail"],
        others[1]: ["stall"],
        vp: ["451 Busy"],
    }
    listed.publish()

    days_pass()

    assert postbox.counts == dict.fromkeys([BOARD, vp, *others], 1)
    assert {row.state for row in Sending.objects.all()} == {"sent"}
    tries = {row.email: row.tries for row in Sending.objects.all()}
    assert tries == {BOARD: 5, vp: 2, **dict.fromkeys(others, 1), others[0]: 5, others[1]: 2}


@pytest.mark.any_database
def test_a_mail_keeps_its_message_id_however_often_it_is_tried(listed, postbox, days_pass):
    postbox.will[BOARD] = ["drop"]
    listed.publish()
    kept = Sending.objects.get(email=BOARD).message_id

    days_pass()

    assert postbox.mail_to(BOARD)["Message-ID"] == kept
    assert re.fullmatch(r"<[0-9a-f]{32}@localhost>", kept)


@pytest.mark.any_database
def test_no_server_at_all_is_asked_once_a_round(listed, settings, days_pass, later):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 1},
        }
    }
    listed.publish()

    later(0)

    said = "The mail server cannot be reached: Connection refused."
    assert set(states().values()) == {("waiting", 1, said)}
    days_pass()
    assert set(states().values()) == {("gave_up", MOST_TRIES, said)}
    assert not OxTask.objects.filter(status="READY").exists()


@pytest.mark.any_database
def test_what_was_given_up_is_tried_again_when_somebody_says_so(listed, postbox, days_pass, later):
    postbox.will[BOARD] = ["550 No such user"] * MOST_TRIES
    publication = listed.publish()
    days_pass()
    assert states()[BOARD][:2] == ("gave_up", MOST_TRIES)

    send_again(publication, actor=listed.cast.product_manager)
    later(0)

    assert states()[BOARD] == ("sent", 1, "")
    assert postbox.counts == {BOARD: 1, listed.cast.sales_vp.email: 1}


def test_nothing_goes_out_of_what_was_rolled_back(listed, postbox, days_pass):
    @transaction.atomic
    def fail_afterwards() -> None:
        listed.publish()
        raise Refused("wrong-state", "Something else went wrong.")

    with nothing_changes(), pytest.raises(Refused):
        fail_afterwards()

    days_pass()

    assert not OxTask.objects.exists()
    assert postbox.counts == {}


@pytest.mark.any_database
def test_a_refused_publication_sends_nothing(listed, postbox, days_pass):
    listed.publish()
    days_pass()

    with nothing_changes(), pytest.raises(Refused):
        listed.publish()

    days_pass()
    assert set(postbox.counts.values()) == {1}


@pytest.mark.any_database
def test_a_correction_goes_out_too_and_says_what_changed(listed, postbox, days_pass):
    listed.publish()
    listed.spend(listed.a, "1.00", day=dt.date(2026, 10, 8))
    listed.publish(reason=LONG)

    days_pass()

    assert postbox.counts == {BOARD: 2, listed.cast.sales_vp.email: 2}
    second = max(postbox.arrived[BOARD], key=lambda mail: "Version 2" in text_of(mail))
    assert f"It corrects the version before: {LONG}" in text_of(second)
    assert "Headline, Month total weeks: 4.00 before, now 5.00" in text_of(second)
    assert re.search(r"and \d+ more figures", text_of(second))


@pytest.mark.any_database
def test_an_address_twice_on_the_list_gets_it_once(listed, postbox, days_pass):
    """A person takes the address that was on the list as one without an account."""
    listed.cast.observer.email = BOARD
    subscribe(product=listed.product, email="observer@skylark.example", actor=listed.cast.executive)
    listed.cast.observer.save()
    listed.publish()

    days_pass()

    assert postbox.counts == {BOARD: 1, listed.cast.sales_vp.email: 1}


@pytest.mark.any_database
def test_whoever_left_the_list_gets_nothing_that_waits(listed, postbox, later):
    postbox.will[BOARD] = ["451 Later"]
    listed.publish()
    later(0)

    board = listed.product.subscribers.get(email=BOARD)
    unsubscribe(board, actor=listed.cast.product_manager)
    later(60)

    assert states()[BOARD] == ("stopped", 1, f"The mail server refused {BOARD}: 451 Later")
    assert BOARD not in postbox.counts


@pytest.mark.any_database
def test_whoever_lost_their_role_gets_nothing(listed, postbox, days_pass):
    vp = listed.cast.sales_vp
    listed.publish()
    vp.memberships.all().delete()

    days_pass()

    assert states()[vp.email] == ("stopped", 0, "")
    assert postbox.counts == {BOARD: 1}


@pytest.mark.any_database
def test_a_list_without_anybody_queues_nothing(listed):
    for each in listed.product.subscribers.all():
        unsubscribe(each, actor=listed.cast.product_manager)

    listed.publish()

    assert not Sending.objects.exists()
    assert not OxTask.objects.exists()


def test_what_a_worker_holds_is_left_to_it(listed, postbox):
    """Two tasks of one version: the second finds what the first holds, and leaves it."""
    publication = listed.publish()
    Sending.objects.update(tries=1, is_held=True, next_try_at=NOW + dt.timedelta(minutes=10))

    deliver.func(publication.pk)
    with clock.at(NOW + dt.timedelta(minutes=9)):
        deliver.func(publication.pk)
    assert postbox.counts == {}
    with clock.at(NOW + dt.timedelta(minutes=10)):
        deliver.func(publication.pk)

    assert set(postbox.counts.values()) == {1}


@pytest.mark.any_database
def test_a_mail_that_stops_its_worker_each_time_is_given_up(listed, postbox):
    publication = listed.publish()
    Sending.objects.filter(email=BOARD).update(tries=MOST_TRIES, is_held=True)

    deliver.func(publication.pk)

    state, _, said = states()[BOARD]
    assert (state, said) == ("gave_up", "The worker was stopped each time it had this mail.")
    assert postbox.counts == {listed.cast.sales_vp.email: 1}


@pytest.mark.any_database
def test_the_mail_brings_its_pictures_and_the_pdf(listed, postbox, days_pass):
    listed.publish()
    days_pass()

    mail = postbox.mail_to(BOARD)

    related = mail.get_body(("related",))
    pictures = [part for part in related.walk() if part.get_content_type() == "image/png"]
    named = [part["Content-ID"] for part in pictures]
    page = mail.get_body(("html",)).get_content()
    assert named
    assert all(f"cid:{name[1:-1]}" in page for name in named)
    (pdf,) = mail.iter_attachments()
    assert (pdf.get_content_type(), pdf.get_filename()) == (
        "application/pdf",
        "skylark-2026-10-v1.pdf",
    )
    text = PdfReader(io.BytesIO(pdf.get_content())).pages[0].extract_text()
    assert "October 2026" in text


def text_of(mail) -> str:
    return mail.get_body(("plain",)).get_content()


@pytest.mark.any_database
def test_the_mail_says_the_sentence_the_version_and_the_ledgers_head(listed, postbox, days_pass):
    publication = listed.publish()
    days_pass()

    mine, theirs = postbox.mail_to(listed.cast.sales_vp.email), postbox.mail_to(BOARD)

    assert mine["Subject"] == theirs["Subject"]
    assert mine["Auto-Submitted"] == "auto-generated"
    entry = listed.product.ledger_entries.get(kind="report_published")
    for mail in (mine, theirs):
        assert "One-offs took" in text_of(mail)
        assert f"{entry.number - 1}:{entry.previous_hash}" in text_of(mail)
    assert f"/p/skylark/report/2026-10/?version={publication.version}" in text_of(mine)
    assert "/r/" in text_of(theirs)
    assert "/p/skylark/report/2026-10/?version" not in text_of(theirs)
    assert not Reminder.objects.exists()
    assert publication.month == OCTOBER
