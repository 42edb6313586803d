"""What is always true of subscribers, links and what was sent."""

import pytest

from delivery.models import LinkOpening, Reminder, ReportLink, Sending, Subscriber
from tests.constraints import again, change, meets

BREAKS = {
    "subscriber_is_a_person_or_an_address": change(Subscriber, {"person": None}, email=""),
    "subscriber_person_once": lambda: once_more(Subscriber.objects.get(email="")),
    "subscriber_address_once": lambda: once_more(
        Subscriber.objects.get(person=None), email="Board@Investor.example"
    ),
    "report_link_expires_later": lambda: again(
        ReportLink, nonce="another", expires_at=ReportLink.objects.get().at
    )(),
    "report_link_is_for_somebody": again(ReportLink, nonce="another", name=""),
    "link_opening_is_of_a_version": again(LinkOpening, version=0),
    "sending_state_known": change(Sending, state="lost"),
    "sending_sent_is_dated": change(Sending, state="sent"),
    "sending_once_an_address": again(Sending, message_id="<another>", link=None),
    "reminder_state_known": change(Reminder, state="lost"),
    "reminder_sent_is_dated": change(Reminder, state="sent"),
    "reminder_once_a_month": again(Reminder, message_id="<another>"),
}


def once_more(row: Subscriber, **changes) -> None:
    for name, value in {"pk": None, **changes}.items():
        setattr(row, name, value)
    row._state.adding = True
    row.save(force_insert=True)


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(everything, name):
    meets(name, BREAKS[name])


def test_a_subscriber_is_not_a_person_and_an_address(everything):
    meets(
        "subscriber_is_a_person_or_an_address",
        change(Subscriber, {"email": ""}, email="board@investor.example"),
    )


def test_whoever_left_may_come_back(everything):
    row = Subscriber.objects.get(person=None)
    Subscriber.objects.filter(pk=row.pk).update(left_at=row.at)

    once_more(row)

    assert Subscriber.objects.filter(email=row.email).count() == 2
