"""Colours of slices: fixed for those we know, kept for those a product added."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from charts.colours import ADDED, SLICES, slice_colour

CSS = (Path(settings.BASE_DIR) / "static" / "css" / "daylight.css").read_text()


@pytest.mark.parametrize(
    ("key", "colour"),
    [
        ("specials", "special"),
        ("features", "slice-features"),
        ("discovery", "slice-discovery"),
        ("uncategorised", "slice-uncategorised"),
        (None, "slice-uncategorised"),
    ],
)
def test_a_known_slice_has_its_colour(key, colour):
    assert slice_colour(key) == colour


def test_a_slice_that_was_added_keeps_a_colour_of_its_own():
    keys = ["compliance", "partner_work", "platform", "mobile"]

    found = [slice_colour(key) for key in keys]

    assert found == [slice_colour(key) for key in keys]
    assert set(found) <= {f"slice-{name}" for name in ADDED}
    assert len(set(found)) > 1


def test_every_colour_has_its_token_in_both_themes():
    tokens = set(re.findall(r"--(slice-[\w-]+): light-dark\(", CSS))

    assert tokens == {f"slice-{name}" for name in (*SLICES, *ADDED)}
