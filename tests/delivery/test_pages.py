"""The page of how reports go out: readers, days, the record of what was sent, and links."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from company import clock
from company.outgoing import MOST_TRIES
from delivery.models import LinkOpening, ReportLink, Sending, Subscriber
from delivery.subscribers import subscribe
from governance.models import ReportSettings
from tests.browserforms import form_of
from tests.conftest import make_member
from tests.delivery.conftest import BOARD
from tests.makers import NOW
from tests.snapshots import nothing_changes

# What pages and files say goes the same way on every database.
pytestmark = pytest.mark.any_database

HERE = "/p/skylark/reports/delivery/"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
CONSOLE = "django.core.mail.backends.console.EmailBackend"


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def manager(listed) -> Client:
    return signed_in(listed.cast.product_manager)


def said_by(client: Client, path: str = HERE) -> str:
    page = client.get(path, follow=True)
    assert page.status_code == 200
    text = re.sub(r"<(script|style).*?</\1>", " ", page.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_an_address_is_added_and_taken_off_on_the_page(manager, listed):
    answer = manager.post(f"{HERE}add/", {"email": "Otto@investor.example", "name": "Otto"})

    assert (answer.status_code, answer.url) == (302, HERE)
    assert "3 readers get the report of each month" in said_by(manager)
    otto = Subscriber.objects.get(name="Otto")
    manager.post(f"{HERE}subscribers/{otto.pk}/remove/")
    otto.refresh_from_db()
    assert otto.left_at == NOW
    assert "Otto otto@investor.example" not in said_by(manager)


def test_an_address_that_is_on_the_list_stays_in_the_form_with_the_reason(manager):
    with nothing_changes():
        answer = manager.post(f"{HERE}add/", {"email": BOARD, "name": ""})

    assert answer.status_code == 422
    assert "Whoever reads mail there gets the report already." in answer.content.decode()
    assert form_of(answer)["email"] == [BOARD]


def test_people_of_the_product_are_offered_until_they_are_on_the_list(manager, listed):
    page = manager.get(f"{HERE}add/").content.decode()

    assert f'<option value="{listed.cast.sales.email}">' in page
    assert f'<option value="{listed.cast.sales_vp.email}">' not in page
    assert f'<option value="{listed.cast.outsider.email}">' not in page


def test_the_days_are_chosen_and_only_by_days_that_can_be(manager, listed):
    path, given = f"{HERE}settings/", {"remind_on": "3", "freeze_on": "6"}
    assert manager.post(path, {**given, "goes_out_unsigned": "on"}).status_code == 302
    kept = ReportSettings.objects.get()
    assert (kept.remind_on, kept.freeze_on, kept.goes_out_unsigned) == (3, 6, True)

    with nothing_changes():
        for wrong, sentence in (
            ({"remind_on": "7"}, "Remind on the day it goes out at the latest."),
            ({"freeze_on": "16"}, "Name a working day from the first to the fifteenth."),
            ({"freeze_on": ""}, "This field is required."),
        ):
            answer = manager.post(path, {**given, **wrong})
            assert answer.status_code == 422
            assert sentence in answer.content.decode()
    assert "goes out as “not signed”" in said_by(manager)


def test_two_who_change_the_days_see_both(manager, listed):
    ReportSettings.objects.create(product=listed.product)
    other = signed_in(listed.cast.executive)
    mine, theirs = (form_of(each.get(f"{HERE}settings/")) for each in (manager, other))
    other.post(f"{HERE}settings/", {**theirs, "freeze_on": "9"})

    answer = manager.post(f"{HERE}settings/", {**mine, "freeze_on": "8"})

    assert answer.status_code == 412
    assert ReportSettings.objects.get().freeze_on == 9


def test_what_became_of_each_mail_stands_on_the_page(manager, listed, postbox, later):
    postbox.will[BOARD] = ["550 No such user"]
    listed.publish()
    later(0)

    page = said_by(manager)

    assert "October 2026, version 1: 1 waiting, 1 sent" in page
    assert f"The mail server refused {BOARD}: 550 No such user" in page
    assert "Waiting, next try 10 Nov, 12:01" in page
    assert "Sent 10 Nov, 12:00" in page
    assert "Mail reaches nobody" not in page


def test_what_was_given_up_is_tried_again_by_a_button(manager, listed, postbox, days_pass, later):
    postbox.will[BOARD] = ["550 No"] * MOST_TRIES
    publication = listed.publish()
    days_pass()
    assert "1 not delivered" in said_by(manager)

    answer = manager.post(f"{HERE}versions/{publication.pk}/again/")
    later(0)

    assert answer.status_code == 302
    assert postbox.counts[BOARD] == 1
    assert "Try again what failed" not in said_by(manager)
    with nothing_changes():
        assert manager.post(f"{HERE}versions/{publication.pk}/again/").status_code == 404


@pytest.mark.parametrize(
    ("backend", "given", "said"),
    [
        (CONSOLE, False, "Mail reaches nobody from here"),
        (CONSOLE, True, "Mail reaches nobody from here"),
        (SMTP, False, "Nobody has said which mail server to use (EMAIL_URL)"),
    ],
)
def test_without_mail_the_page_says_so_and_offers_the_file(
    manager, listed, settings, backend, given, said
):
    listed.publish()
    settings.EMAIL_URL_GIVEN = given
    settings.MAILERS = {"default": {"BACKEND": backend}}

    page = said_by(manager)

    assert said in page
    assert "You can send the file yourself: October 2026, version 1" in page


def test_a_links_address_is_shown_once_to_whoever_made_it(manager, listed):
    listed.publish()
    given = {"name": "Chair of the board", "month": "2026-10", "days": "7"}
    made = manager.post(f"{HERE}links/new/", given)
    link = ReportLink.objects.get(made_by=listed.cast.product_manager)
    assert made.url == f"{HERE}?made={link.pk}#links"

    page = said_by(manager, made.url)

    (address,) = re.findall(r"http://\S+/r/\S+/", page)
    assert Client().get(address).status_code == 200
    assert LinkOpening.objects.count() == 1
    assert "/r/" not in said_by(manager)
    assert "/r/" not in said_by(signed_in(listed.cast.executive), made.url)
    with clock.at(NOW + dt.timedelta(minutes=10)):
        page = said_by(manager, made.url)
    assert "/r/" not in page
    assert "Chair of the board made 10 Nov by product_manager@skylark.example" in page
    assert "1 time last 10 Nov, 12:00" in page


def test_a_link_is_taken_back_by_a_button(manager, listed):
    listed.publish()
    link = ReportLink.objects.get()

    manager.post(f"{HERE}links/{link.pk}/revoke/")

    assert "taken back 10 Nov" in said_by(manager)
    assert "Take it back" not in said_by(manager)


def test_only_a_month_that_is_published_is_offered(manager, listed):
    listed.publish()
    for month in ("2026-09", "2026-11", "x"):
        with nothing_changes():
            given = {"name": "Berta", "month": month, "days": "7"}
            assert manager.post(f"{HERE}links/new/", given).status_code == 422


def test_whoever_may_only_read_is_offered_no_button(listed):
    listed.publish()

    page = signed_in(listed.cast.observer).get(HERE).content.decode()

    assert "Berta Board" in page
    assert 'method="post" action="/p/skylark/reports' not in page
    assert f"{HERE}add/" not in page


def test_what_belongs_to_another_product_is_not_there(listed):
    listed.publish()
    stranger = signed_in(make_member(listed.cast.outsider.memberships.get().product, "executive"))
    board, link, sent = (
        Subscriber.objects.first(),
        ReportLink.objects.get(),
        Sending.objects.first(),
    )
    there = "/p/skylark-other/reports/delivery/"

    with nothing_changes():
        for path in (
            f"subscribers/{board.pk}/remove/",
            f"links/{link.pk}/revoke/",
            f"versions/{sent.publication_id}/again/",
        ):
            assert stranger.post(f"{there}{path}").status_code == 404


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(HERE).status_code == 200
    return len(found)


def test_the_page_asks_no_more_of_many_than_of_few(manager, listed):
    listed.publish()
    few = queries(manager)
    for n in range(5):
        subscribe(product=listed.product, email=f"r{n}@x.example", actor=listed.cast.executive)
    listed.spend(listed.a, "1.00", day=dt.date(2026, 10, 8))
    listed.publish(reason="Team North handed its week in late.")

    assert queries(manager) == few
