"""The access matrix: every URL and method, as every role, with valid payloads."""

import dataclasses

import pytest

from tests.access import api_rows, page_rows
from tests.access.harness import check_cell, disagreements, faults_of, methods_let_through
from tests.access.row import page
from tests.access.world import EVERYONE

pytestmark = pytest.mark.django_db

TABLE = [*api_rows.ROWS, *page_rows.ROWS]
OURS = sorted({row.name for row in TABLE if row.is_ours})


def test_every_url_has_its_row_and_every_row_its_url():
    assert disagreements(TABLE) == []


def test_no_two_rows_are_the_same():
    assert len({str(row) for row in TABLE}) == len(TABLE)


# Who may read is decided in Python, and test_hostile reads every page on each database.
ROWS = [
    pytest.param(row, marks=[pytest.mark.any_database] * (row.method == "GET")) for row in TABLE
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_cells(world, row):
    """Every role; what is said of a fault names the row and who sent it."""
    assert faults_of(world, row) == []


@pytest.mark.any_database
@pytest.mark.parametrize("name", OURS)
def test_a_wrong_method_is_answered_with_405(world, name):
    assert methods_let_through(world, TABLE, name) == []


def disagreements_beside(rows, urlconf=None):
    """What the harness finds besides whatever Test A finds already."""
    return [said for said in disagreements(rows, urlconf) if said not in disagreements(TABLE)]


class TestTheHarnessCanFail:
    def test_on_an_unknown_url(self):
        found = disagreements_beside(TABLE, "tests.access.leaky_urls")

        assert found == ["no row for leaky_anything", "no row for leaky_writes"]

    def test_on_a_url_whose_row_was_taken_out(self):
        short = [row for row in TABLE if row.name != "api:escalation-approve"]

        assert disagreements_beside(short) == ["no row for api:escalation-approve"]

    def test_on_a_stale_row(self):
        stale = [*TABLE, page("portfolio:thing_gone")]

        assert disagreements_beside(stale) == ["no URL for the row portfolio:thing_gone"]

    @pytest.mark.parametrize("role", EVERYONE)
    def test_on_a_wrong_status_in_any_cell(self, world, role):
        row = next(row for row in TABLE if str(row) == "POST api:escalation-approve")
        wrong = 403 if row.expected(role) == 200 else 200

        with pytest.raises(AssertionError, match=f"as {role}: {row.expected(role)}"):
            check_cell(world, row, role, wrong)

    @pytest.mark.any_database
    def test_on_several_cells_of_a_row(self, world):
        row = next(row for row in TABLE if str(row) == "POST api:escalation-approve")
        wrong = dataclasses.replace(row, refused=200, anonymous=403)

        found = faults_of(world, wrong)

        assert [said[: said.index(" b'")] for said in found] == [
            f"POST api:escalation-approve as {role}: {status}"
            for role, status in [
                ("sales", 403),
                ("product_manager", 403),
                ("engineering", 403),
                ("observer", 403),
                ("anonymous", 401),
            ]
        ]

    def test_on_a_refusal_that_writes(self, world, settings):
        settings.ROOT_URLCONF = "tests.access.leaky_urls"
        row = page("leaky_writes", allowed=[])

        with pytest.raises(AssertionError, match="refused and yet wrote"):
            check_cell(world, row, "sales", 403)

    def test_on_a_view_that_takes_any_method(self, world, settings):
        settings.ROOT_URLCONF = "tests.access.leaky_urls"
        row = page("leaky_anything")

        assert methods_let_through(world, [row], row.name) == ["POST", "PUT", "PATCH", "DELETE"]
