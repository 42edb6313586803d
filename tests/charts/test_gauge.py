"""The gauge shows what eats a cap, in order, and runs past the cap when over."""

from decimal import Decimal as D

from charts.gauge import WIDTH, gauge


def test_what_is_carried_in_stands_before_what_is_held():
    found = gauge(D("10.40"), D("6.54"), D("2.08"))

    assert (found.carried, found.held, found.cap) == (108.8, 342.1, WIDTH)
    assert found.end < found.cap


def test_over_the_cap_the_bar_runs_past_its_tick():
    found = gauge(D("8.00"), D("9.00"), D("1.00"))

    assert (found.end, found.cap) == (WIDTH, 435.2)


def test_no_cap_and_nothing_held_draws_nothing():
    found = gauge(D("0.00"), D("0.00"), D("0.00"))

    assert (found.carried, found.held, found.cap) == (0, 0, 0)
