"""The queue to adjudicate: its order, and what it says of each request."""

import datetime as dt
import re
from decimal import Decimal as D

import pytest

from governance.approvals.queue import queue
from portfolio.models import Customer
from tests.conftest import make_waiting, rewrite
from tests.makers import Q4, noon
from tests.portfolio.pages import signed_in, words

QUEUE = "/p/skylark/queue/"


@pytest.fixture
def reader(world):
    return signed_in(world.cast.observer)


def test_a_row_says_what_is_asked_covered_left_and_what_it_costs(agreed, reader):
    """Headroom 8.32 - 3.00 asked = 5.32; 3.00 wk at 8,000 = 24,000; 1.00 of 3.00 covered."""
    agreed.proposed("3.00", [agreed.take(agreed.a, "1.00")])

    row = queue(agreed.product).rows[0]

    assert row.first.budget.headroom_weeks == D("8.32")
    assert row.first.headroom_after == D("5.32")
    assert (row.check.weeks, row.check.displaced) == (D("3.00"), D("1.00"))
    assert not row.check.is_complete
    assert row.cost == D("24000.00")
    said = words(reader.get(QUEUE))
    assert "1 request for 3.00 wk together; Q4 2026 has 8.32 wk left for one-offs." in said
    assert "1.00 of 3.00 covered" in said
    assert re.search("5.32( wk)? of 8.32", said)
    assert "EUR 24k" in said


def test_who_waits_is_one_line_that_opens(agreed, reader):
    """Each customer once, whichever of the lines they wait for."""
    skyhook = agreed.customer("Skyhook", arr="120000.00")
    rewrite(Customer.objects.filter(pk=skyhook.pk), renewal_date=dt.date(2026, 12, 1))
    for item in (agreed.a, agreed.b):
        make_waiting(skyhook, item)
    make_waiting(agreed.customer("Acme", arr="80000.00", renews_in=None), agreed.b)
    agreed.proposed("3.00", [agreed.take(agreed.a, "1.00"), agreed.take(agreed.b, "2.00")])

    said = words(reader.get(QUEUE))

    assert "3.00 wk from 2 lines 1.00 from SSO audit log" in said
    assert "2 wait, EUR 200k, first 1 Dec" in said


def test_what_is_covered_in_full_says_so_by_silence(agreed, reader):
    agreed.proposed("3.00")

    assert queue(agreed.product).rows[0].check.is_complete
    assert "covered" not in words(reader.get(QUEUE))


def test_headroom_that_would_be_passed_is_negative(agreed):
    agreed.proposed("9.00")

    row = queue(agreed.product).rows[0]

    assert row.first.headroom_after == D("-0.68")
    assert row.check.is_over_cap


def test_what_takes_the_whole_headroom_is_not_warned_of(agreed):
    """8.32 of 8.32: over the cap is more than the headroom, not as much."""
    exact, over = agreed.proposed("8.32"), agreed.proposed("8.33", title="Kiosks")

    rows = {row.escalation: row.check for row in queue(agreed.product).rows}

    assert rows[exact].warnings(is_proposed=True) == []
    assert not rows[exact].is_over_cap
    assert rows[over].warnings(is_proposed=True) == [
        f"{Q4.label}: 8.33 wk asked, 8.32 wk left for one-offs."
    ]


@pytest.mark.parametrize(
    ("day", "said"), [(16, ""), (17, ""), (18, "1 working day late"), (19, "2 working days late")]
)
def test_it_is_late_from_the_day_after_the_answer_was_due(agreed, reader, day, said):
    made = agreed.proposed("3.00")
    assert made.answer_due == dt.date(2026, 11, 17)

    with noon(2026, 11, day):
        assert queue(agreed.product).rows[0].is_late == bool(said)
        page = words(reader.get(QUEUE))

    assert ("late" in page) == bool(said)
    assert said in page
