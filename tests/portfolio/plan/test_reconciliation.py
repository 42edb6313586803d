"""The books: for every plan, lines = baseline + changes with reasons + unfunded."""

from decimal import Decimal as D
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ledger import triggers
from portfolio.models import Line, Movement
from portfolio.plan.reconciliation import accounts, faults
from tests.makers import Q4


@pytest.fixture
def busy(agreed):
    """A changed plan, one funded special and one that is unfunded in part."""
    agreed.plan(lines=agreed.lines(c="12.00"), reason="More tests.")
    agreed.approved("3.00")
    part = agreed.proposed("2.00", rows=[agreed.take(agreed.b, "0.50")], title="Labels")
    agreed.override(part)
    return agreed


def test_an_account_has_its_sums(busy):
    account, where_weeks_landed = accounts(busy.product)

    assert where_weeks_landed.balances
    sums = [account.lines, account.baseline, account.changes, account.unfunded, account.displaced]
    assert [str(weeks) for weeks in sums] == ["71.50", "68.00", "2.00", "1.50", "0.00"]
    assert account.balances
    busy.proven()


def test_a_plan_without_baseline_starts_from_nothing(world):
    (account,) = accounts(world.product)

    assert (str(account.baseline), str(account.changes)) == ("0.00", "68.00")
    assert account.balances


def test_a_line_changed_past_its_movements_shows(busy):
    Line.objects.filter(item=busy.c).update(weeks=D("12.01"))

    assert list(faults(busy.product)) == [
        "2026Q4: lines 71.51 wk, but baseline 68.00 + changes 2.00 + unfunded 1.50;"
        " displacements sum to 0.00",
        "2026Q4 Flaky tests: 12.01 wk, but its movements say 12.00",
    ]


def test_weeks_moved_from_line_to_line_past_their_movements_show(busy):
    Line.objects.filter(item=busy.c).update(weeks=D("11.00"))
    Line.objects.filter(is_reserve=True).update(weeks=D("9.00"))

    assert list(faults(busy.product)) == [
        "2026Q4 Flaky tests: 11.00 wk, but its movements say 12.00",
        "2026Q4 Reserve: 9.00 wk, but its movements say 8.00",
    ]


def test_a_line_that_vanished_shows(busy):
    line = Line.objects.get(item=busy.c)
    line.delete()

    assert (
        f"movements of 12.00 wk on item {busy.c.pk} and no line" in list(faults(busy.product))[-1]
    )


def test_one_side_of_a_displacement_shows(busy):
    triggers.remove()
    Movement.objects.filter(kind="displaced", weeks__lt=0).order_by("pk").first().delete()
    triggers.install()

    first, second = faults(busy.product)
    assert first.endswith("displacements sum to 3.00")
    assert second == "2026Q4 SSO audit log: 27.00 wk, but its movements say 30.00"


def test_check_books_says_so_and_exits_1(busy):
    out, err = StringIO(), StringIO()
    call_command("check_books", stdout=out, stderr=err)
    assert "skylark: 2 plans checked" in out.getvalue()
    Line.objects.filter(plan__quarter=Q4, item=busy.c).update(weeks=D("12.01"))

    with pytest.raises(CommandError) as caught:
        call_command("check_books", product="skylark", stdout=out, stderr=err)

    assert caught.value.returncode == 1
    assert len(err.getvalue().splitlines()) == 2
