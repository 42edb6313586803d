"""The board of what is open, and the list's filters by deal."""

import datetime as dt

import pytest

from escalations.deals import keep_deal
from tests.makers import noon
from tests.portfolio.pages import queries, signed_in, words

# What a page says goes the same way everywhere; test_hostile reads every page on each database.
pytestmark = pytest.mark.any_database

BOARD = "/p/skylark/escalations/board/"
LIST = "/p/skylark/escalations/"


@pytest.fixture
def observer(world):
    return signed_in(world.cast.observer)


def columns(page) -> dict[str, list[str]]:
    return {name: [str(card) for card in cards] for name, cards in page.context["stages"]}


def test_each_request_stands_in_the_column_of_who_acts_next(agreed, observer):
    agreed.submitted(title="Asked for")
    agreed.sized("1.00", title="Sized and confirmed")

    found = columns(observer.get(BOARD))

    assert found["To be sized"] == ["Asked for"]
    assert found["To be proposed"] == ["Sized and confirmed"]
    assert sum(map(len, found.values())) == 2


def test_the_soonest_answer_stands_first(world, observer):
    late, soon = world.submitted(title="Late"), world.submitted(title="Soon")
    for escalation, days in ((late, 9), (soon, 2)):
        escalation.answer_due = dt.date(2026, 11, 21) + dt.timedelta(days=days)
        escalation.save()

    assert columns(observer.get(BOARD))["To be sized"] == ["Soon", "Late"]


def test_an_empty_board_says_what_it_will_show(world, observer):
    assert "Here every open request stands" in words(observer.get(BOARD))


def test_the_board_asks_no_more_queries_for_more_cards(world, observer):
    world.submitted(title="One")
    one = queries(observer, BOARD)
    for n in range(5):
        world.submitted(title=f"More {n}")

    assert queries(observer, BOARD) == one


def test_the_list_can_show_whose_deal_was_won_in_a_month(world, observer):
    """In which it was entered, as the report counts it; the day it closed may be another's."""
    customer = world.customer("Aerial")
    for title, month in (("In November", 11), ("In December", 12)):
        deal = world.deal(customer, name=title, close_date=dt.date(2026, 5, 5))
        world.submitted(title=title, customer=customer, deal=deal)
        with noon(2026, month, 12):
            keep_deal(deal.pk, {"outcome": "won"}, actor=world.cast.sales)
    world.submitted(title="No deal")

    won = words(observer.get(LIST, {"deal": "won", "won": "2026-11"}))
    ever = words(observer.get(LIST, {"deal": "won", "won": "soon"}))

    assert "In November" in won
    assert "In December" not in won
    assert "In December" in ever
    assert "No deal" not in ever
