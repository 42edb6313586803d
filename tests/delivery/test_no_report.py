"""A month without any work has no report, so nothing goes out."""

import pytest

from delivery.rounds import make_rounds
from tests.makers import noon
from tests.snapshots import nothing_changes

pytestmark = pytest.mark.any_database


def test_a_product_without_work_in_that_month_has_no_report(world, postbox):
    with noon(2027, 2, 12), nothing_changes():
        assert str(make_rounds()[0]) == "skylark: nothing was due"
