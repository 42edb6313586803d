"""Tables hold every fact of a report, named and of a kind."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D

import pytest

from governance.formats.about import filename, ledger_head, standing
from governance.formats.about_tables import about, corrections
from governance.formats.sentences import sentence_of
from governance.formats.tables import Cell, Table, printable, tables_of
from governance.report.facts import ChangedFigure, PublishedVersion
from tests.governance.formats.conftest import KNOWN

# Texts and names; nothing of it is the database's.
pytestmark = pytest.mark.any_database


def table(report, section: str, key: str = "") -> Table:
    return next(t for t in tables_of(report) if (t.section, t.key) == (section, key))


def test_every_column_is_named_once_and_every_number_is_of_a_kind(report):
    for found in tables_of(report):
        labels = [column.label for column in found.columns]
        names = [row[0].value for row in found.rows] if found.is_figures else labels
        assert sorted(set(names)) == sorted(names), found.title
        # A decimal whose name says nothing of it needs one in words.py.
        assert [c.key for c in found.columns if c.kind == "number"] == [], found.title
        assert all(len(row) == len(found.columns) for row in found.rows)


def test_the_known_figures_stand_in_their_cells(report):
    headline, postponed = (
        table(report, "headline", "figures"),
        table(report, "postponed", "figures"),
    )

    assert headline.figure("month.share")[1] == Cell(KNOWN["month_share"], "percent", "EUR")
    assert headline.figure("quarter_to_date.share")[1].said_with_unit == "11.25%"
    assert headline.figure("cost")[1].said_with_unit == "EUR 10,000.00"
    assert headline.figure("headroom_weeks")[1].said_with_unit == "\u22123.93 wk"
    assert postponed.figure("deal_value")[1].written == "400000.75"
    assert postponed.figure("renewal_revenue_waiting")[1].value == KNOWN["renewals"]


def test_who_waits_is_a_table_of_its_own_that_names_its_row(report):
    found = table(report, "postponed", "customers").picked("title", "special", "name", "arr")

    assert [[cell.written for cell in row] for row in found.rows if row[1].value[0] == "B"] == [
        ["SSO audit log", "Badge printing", "Skyhook Bräu", "120000.50"],
        ["SSO audit log", "Badge printing", "Zürcher Züge", "80000.00"],
    ]


def test_cells_are_said_and_written():
    day, nothing = Cell(dt.date(2026, 11, 3), "date"), Cell(None, "weeks")

    assert (day.said, day.written) == ("3 Nov 2026", "2026-11-03")
    assert (nothing.said, nothing.written) == ("\u2013", "")
    assert Cell(D("-1234.50"), "money", "EUR").said_with_unit == "EUR \u22121,234.50"


def test_texts_lose_what_no_office_file_may_hold():
    assert printable("a\x00b\x0bc\ud800d\ne\t\u202e") == "a b c d\ne\t\u202e"


def sentences(report) -> dict[str, str]:
    return {each.name: sentence_of(report, each.name) for each in report.sections()}


def test_each_section_says_one_sentence(report):
    said = sentences(report)

    assert said["underway"] == "3 specials are underway, 1 started without a decision."
    assert said["postponed"] == (
        "2 customers wait longer: EUR 200k of renewals lie ahead, beside EUR 400k of 1 deal that"
        " displaced them."
    )
    assert said["slices"] == ("Specials took 11.25% of the work of Q4 2026, under a cap of 10.00%.")
    assert said["interrupts"] == (
        "1 time a team's week was interrupted for one customer: 1 team, 1 person, 1.25 wk, EUR 10k."
    )
    assert said["decisions"] == "2 decisions this month, 1 override."


def test_a_month_without_anything_says_so(empty):
    nothing = sentences(empty)

    assert nothing["underway"] == "No special is underway."
    assert nothing["slices"] == "Nothing is logged in Q4 2026 yet."


def published(report, **options):
    known = PublishedVersion(
        version=2,
        published_on=dt.date(2026, 12, 2),
        published_by="Helen Okoye",
        is_signed=True,
        reason="Late effort came in.",
        ledger_number=812,
        ledger_hash="5f0c" * 16,
        changes=[ChangedFigure("headline", "", "cost", "9000.00", "10000.00")],
    )
    return replace(report, publication=replace(known, **options))


def test_a_draft_and_a_version_say_what_they_are(report):
    version, unsigned = published(report), published(report, is_signed=False)

    assert standing(report) == "Draft, as at 10 Nov 2026"
    assert standing(version) == "Version 2, published on 2 Dec 2026, by Helen Okoye"
    assert standing(unsigned) == "Version 2, published on 2 Dec 2026, not signed"
    assert (ledger_head(report), ledger_head(version)) == ("", f"812:{'5f0c' * 16}")
    assert filename(report, "pdf") == "skylark-2026-11.pdf"
    assert filename(version, "pdf") == "skylark-2026-11-v2.pdf"
    assert corrections(report) is None
    assert [[c.written for c in row] for row in corrections(version).rows] == [
        ["headline", "", "cost", "9000.00", "10000.00"]
    ]
    assert "Late effort came in." in [row[1].written for row in about(version).rows]
