"""How estimates held up: multipliers of delivered specials, and their middle."""

from decimal import Decimal as D

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from company.units import hundredths
from escalations.estimates import EstimateHistory, estimate_history, quantile
from tests.makers import noon

MULTIPLIERS = st.lists(
    st.decimals(min_value=0, max_value=20, places=2, allow_nan=False), min_size=1, max_size=40
)


def deliver(world, likely, spent, before="0"):
    """A special of these likely weeks that took `spent`, `before` of it before the decision."""
    made = world.submitted()
    if D(before):
        world.spend(made, before)
    made = world.confirm(world.size(made, likely))
    made = world.override(world.propose(made, world.take(world.a, likely)))
    world.spend(made, str(D(spent) - D(before)))
    return world.deliver(world.start(made))


def test_a_multiplier_leaves_out_what_was_spent_before_the_decision(agreed):
    """(2.75 - 0.75) / 1.00 = 2 and 1.50 / 1.50 = 1."""
    deliver(agreed, "1.00", "2.75", before="0.75")
    deliver(agreed, "1.50", "1.50")

    assert estimate_history(agreed.product).multipliers == [D(1), D(2)]


def test_under_five_nothing_is_said(agreed):
    for spent in ("0.50", "1.00", "1.50", "3.00"):
        deliver(agreed, "1.00", spent)
    history = estimate_history(agreed.product)
    assert (history.count, history.is_enough, history.median, history.most) == (
        4,
        False,
        None,
        None,
    )
    assert history.likely_to_take(D("3.00")) is None

    deliver(agreed, "1.00", "2.00")

    history = estimate_history(agreed.product)
    assert (history.count, history.median, history.most) == (5, D("1.50"), D("2.20"))
    assert history.likely_to_take(D("3.00")) == (D("4.50"), D("6.60"))


def test_only_what_was_delivered_and_confirmed_in_eight_quarters_counts(agreed):
    agreed.spend(agreed.start(agreed.approved("1.00")), "1.00")
    agreed.cancel(agreed.start(agreed.approved("1.00")))
    agreed.deliver(agreed.start(agreed.approved("1.00")), total_confirmed=False)
    assert estimate_history(agreed.product).count == 0

    deliver(agreed, "1.00", "1.00")

    assert estimate_history(agreed.product).count == 1
    with noon(2028, 9, 30):
        assert estimate_history(agreed.product).count == 1
    with noon(2028, 10, 1):
        assert estimate_history(agreed.product).count == 0


def test_it_asks_as_often_for_many(agreed, django_assert_num_queries):
    deliver(agreed, "1.00", "1.00")
    with django_assert_num_queries(3):
        estimate_history(agreed.product)
    deliver(agreed, "1.00", "2.00")
    with django_assert_num_queries(3):
        estimate_history(agreed.product)


@given(MULTIPLIERS, st.sampled_from([D("0.5"), D("0.8")]))
def test_quantiles_are_those_of_pandas(values, part):
    ordered = sorted(values)

    expected = pd.Series([float(value) for value in ordered]).quantile(float(part))

    assert float(quantile(ordered, part)) == pytest.approx(expected, abs=1e-9)


@given(MULTIPLIERS)
def test_the_middle_lies_below_four_in_five(values):
    history = EstimateHistory(sorted(values))
    if history.is_enough:
        assert min(values) <= history.median <= history.most <= max(values)
        assert history.median == hundredths(history.median)
