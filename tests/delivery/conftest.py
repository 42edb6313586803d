import datetime as dt
import itertools

import pytest
import time_machine
from django_ox.testing import run_tasks

from company import clock
from delivery.subscribers import subscribe
from tests import sharing
from tests.makers import NOW
from tests.postbox import open_postbox

BOARD = "board@investor.example"


@pytest.fixture
def postbox(settings):
    """A mail server that Daylight uses in this test."""
    with open_postbox() as box:
        settings.MAILERS = box.mailers()
        settings.EMAIL_URL_GIVEN = True
        yield box


def put_on_the_list(agreed):
    agreed.spend(agreed.a, "3.00", day=dt.date(2026, 10, 7))
    agreed.spend(agreed.approved("3.00"), "1.00", day=dt.date(2026, 10, 6))
    for email, name in ((BOARD, "Berta Board"), (agreed.cast.sales_vp.email, "")):
        subscribe(product=agreed.product, email=email, name=name, actor=agreed.cast.executive)


sharing.GO_ON["listed"] = put_on_the_list


@pytest.fixture
def listed(agreed, request):
    """October has effort; the board's address and the sales VP are on the list."""
    if not sharing.is_shared(request, "listed"):
        put_on_the_list(agreed)
    return agreed


@pytest.fixture
def later():
    """`later(minutes)`: what the worker does when so many minutes have passed since NOW."""

    def later(minutes: float) -> None:
        then = NOW + dt.timedelta(minutes=minutes)
        # The queue goes by the machine's clock, and lets wait what is to run later.
        with clock.at(then), time_machine.travel(then):
            run_tasks(raise_failures=True)

    return later


@pytest.fixture
def days_pass(later):
    """The worker goes on for two days."""

    def days_pass() -> None:
        for minutes in itertools.chain(range(0, 60, 2), range(60, 2880, 60)):
            later(minutes)

    return days_pass
