"""How pages write names, numbers and days."""

import pytest

from company.templatetags.daylight import unbroken


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Infrastructure and -ilities", "Infrastructure and \N{NON-BREAKING HYPHEN}ilities"),
        ("-ilities", "\N{NON-BREAKING HYPHEN}ilities"),
        ("Customer-visible - features", "Customer-visible - features"),
    ],
)
def test_a_hyphen_stays_with_the_word_it_begins(name, shown):
    assert unbroken(name) == shown
