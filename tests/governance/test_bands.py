"""Bands of the specials share, on unrounded values, at every edge."""

from decimal import Decimal as D

import pytest

from company.units import percent_of
from governance.bands import Band, band_of
from governance.models import Policy

A_HAIR = D("0.0000001")


@pytest.mark.parametrize(
    ("share", "band"),
    [
        (D(0), "within_cap"),
        (D(10), "within_cap"),
        (D(10) + A_HAIR, "juggling"),
        (D(15), "juggling"),
        (D(15) + A_HAIR, "straining"),
        (D(20) - A_HAIR, "straining"),
        (D(20), "struggling"),
        (D(30) - A_HAIR, "struggling"),
        (D(30), "off_the_road"),
        (D(100), "off_the_road"),
    ],
)
def test_the_first_that_fits(share, band):
    assert band_of(share, D(10), Policy()).value == band


def test_nothing_logged_has_no_band():
    assert band_of(None, D(10), Policy()) is None


def test_a_share_that_rounds_to_the_cap_is_above_it():
    share = percent_of(10_004, 100_000)

    assert f"{share:.2f}" == "10.00"
    assert band_of(share, D(10), Policy()) is Band.JUGGLING


def test_a_cap_above_fifteen_does_not_hide_the_bands():
    assert band_of(D(16), D(25), Policy()) is Band.STRAINING
    assert band_of(D(24), D(25), Policy()) is Band.STRUGGLING
    assert band_of(D(15), D(25), Policy()) is Band.WITHIN_CAP


def test_the_policy_moves_the_bands():
    policy = Policy(straining_above=D(5), struggling_from=D(6), off_the_road_from=D(7))

    found = [band_of(D(n), D(4), policy).value for n in (4, 5, 6, 7)]
    assert found == ["within_cap", "juggling", "struggling", "off_the_road"]
    assert band_of(D("5.5"), D(4), policy) is Band.STRAINING
