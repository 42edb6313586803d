import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.files.total_rows import MOST, TotalRowFinder
from tests.imports.strategies import cells

HEADER = ("Team", "Item", "Date", "Hours", "Note")
WORK = ["Core", "T-1", "2026-11-21", "8", ""]


def summaries(*rows):
    """The numbers of the rows that are taken for summaries; the first row is 2."""
    tally = TotalRowFinder(len(HEADER))
    for number, row in enumerate(rows, start=2):
        tally.note(number, list(row))
    return tally.summaries()


@pytest.mark.parametrize(
    "row",
    [
        ["Total", "", "", "16", ""],
        ["TOTAL:", "", "", "16"],
        ["", "", "Grand total", "1,234.50"],
        ["Summe", "", "", "16:30:00"],
        ["Gesamt", "", "", "16,5 h"],
        ["Gesamtsumme =", "", "2026-11-01 - 2026-11-30", "16"],
        ["Suma", "", "", "EUR 1.600,00"],
        ["Somme", "", "", "$1,600", "80 %"],
        ["Sub-total", "2", "", "(16.00)"],
        ["Total (15)", "", "", ""],
        ["Total: 232:31", "", "", ""],
        ["Total: 15 issues", "", "", "16"],
        ["Total général", "", "", "16"],
        ["Average", "", "", "8"],
    ],
)
def test_last_row_that_begins_with_a_total_is_a_summary(row):
    assert summaries(WORK, WORK, row) == (4,)


@pytest.mark.parametrize(
    "row",
    [
        ["", "", "", "16", ""],
        ["", "", "2026-11-01 to 2026-11-30", "16"],
        ["", "", "01.11.2026 \u2013 30.11.2026", "16:00"],
    ],
)
def test_last_row_that_holds_but_sums_is_a_summary(row):
    assert summaries(WORK, WORK, row) == (4,)


@pytest.mark.parametrize(
    "row",
    [
        ["Total Energies", "", "", "16", ""],
        ["Totals2", "", "", "16", ""],
        ["Total", "T-1", "", "16", ""],
        ["Total", "", "2026-11-21", "16", ""],
        ["Total", "", "", "16", "and more"],
        ["Core", "", "", "16", ""],
        ["", "T-1", "2026-11-21", "16", ""],
        ["", "", "2026-11-21", "16", ""],
        ["", "", "", "16", "a note"],
        ["", "17", "20", "16", ""],
        ["", "17", "", "16", "16"],
        ["1", "", "", "16", ""],
        ["17", "", "", "", ""],
        ["", "", "", "", "Exported by Kim"],
    ],
)
def test_any_other_last_row_is_not(row):
    assert summaries(WORK, WORK, row) == ()


def test_sum_without_a_word_needs_a_full_row_above():
    ragged = ["Core", "", "2026-11-21", "8", ""]

    assert summaries(*[WORK] * 20, ragged, ["", "", "", "16"]) == ()
    assert summaries(*[WORK] * 20, ragged, WORK, ["", "", "", "16"]) == (24,)


def test_total_between_rows_is_none_and_only_the_last_three_rows_may_be():
    total = ["Total", "", "", "16", ""]

    assert summaries(WORK, total, WORK) == ()
    assert summaries(WORK, ["", "", "", "8"], total) == (3, 4)
    assert summaries(WORK, ["", "", "", "8"], ["", "", "", "16"]) == ()
    assert len(summaries(WORK, *[total] * 5)) == MOST
    assert summaries(total) == ()


FIRST = st.text(st.characters(categories=["L"]), min_size=1, max_size=8).map("T-".__add__)
ANY = cells() | st.sampled_from(["", "Total", "16", "1,5 h", "€ 5", "2026-11-01 - 2026-11-30"])


@given(st.lists(st.tuples(FIRST, ANY, ANY, ANY, ANY), min_size=1, max_size=30))
def test_row_that_says_what_it_is_about_is_never_a_summary(rows):
    assert summaries(*rows) == ()


TEXT = st.sampled_from(["Acme", "2026-11-21", "3/1/2017", "02-Nov-04", "won", "T-1", "x 5", "a,b"])


@given(st.lists(st.tuples(ANY, ANY, ANY, ANY, TEXT), min_size=1, max_size=30))
def test_row_with_a_text_or_a_day_behind_its_first_cell_is_never_a_summary(rows):
    assert summaries(*rows) == ()


NOT_BLANK = st.lists(ANY, min_size=5, max_size=5).filter(lambda row: any(map(str.strip, row)))


@given(st.lists(NOT_BLANK, max_size=30))
def test_only_the_last_rows_are_ever_summaries_and_never_all(rows):
    found = summaries(*rows)

    assert found == tuple(range(len(rows) + 2 - len(found), len(rows) + 2))
    assert len(found) <= min(MOST, max(len(rows) - 1, 0))
