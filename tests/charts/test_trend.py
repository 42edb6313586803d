"""The direction of eight quarters: least squares, against numpy on random histories."""

from decimal import Decimal as D

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.trend import Trend, trend

shares = st.decimals(min_value=0, max_value=100, places=2)


def test_worked_numbers():
    assert trend([D("10.0"), D("11.5"), D("12.5"), D("14.0")]) == Trend(4, D("1.30"), D("0.07"))


def test_what_is_not_known_keeps_its_place():
    """10 at the first, 12 at the third: the line still rises by 1 a quarter."""
    found = trend([D(10), None, D(12), D(13), None, D(15)])

    assert found == Trend(4, D("1.00"), D("0.00"))
    assert found.is_clear


@pytest.mark.parametrize("values", [[], [D(1)] * 3, [D(1), None, D(2), None, D(3)]])
def test_under_four_quarters_there_is_no_direction(values):
    assert trend(values) is None


@pytest.mark.parametrize(
    ("slope", "error", "is_clear"),
    [("0.81", "0.40", True), ("-0.81", "0.40", True), ("0.80", "0.40", False), ("0", "0", False)],
)
def test_a_direction_is_clear_where_it_is_more_than_twice_its_error(slope, error, is_clear):
    assert Trend(8, D(slope), D(error)).is_clear == is_clear


@given(st.lists(st.none() | shares, min_size=4, max_size=8))
def test_it_is_what_numpy_fits(values):
    known = [(n, float(value)) for n, value in enumerate(values) if value is not None]
    found = trend(values)
    if len(known) < 4:
        assert found is None
        return
    x, y = (np.array(each) for each in zip(*known, strict=True))
    slope, level = np.polyfit(x, y, 1)
    left = ((y - slope * x - level) ** 2).sum()
    error = np.sqrt(left / (len(x) - 2) / ((x - x.mean()) ** 2).sum())

    assert float(found.slope) == pytest.approx(slope, abs=0.006)
    assert float(found.error) == pytest.approx(error, abs=0.006)
