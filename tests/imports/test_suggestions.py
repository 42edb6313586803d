"""Suggestions for made-up files. What they say of real ones is in test_real_suggestions."""

import pytest

from imports import kinds
from imports.files.reader import open_table
from imports.guess.suggestions import names_looked_for, suggest
from imports.mapping.toml import mapping_from
from tests.imports.conftest import counts


@pytest.fixture
def suggest_for(table_file):
    def run(kind, *rows):
        kind = kinds.get(kind)
        return suggest(kind, open_table(table_file(*rows), wanted=names_looked_for(kind)))

    return run


def said(suggestion):
    return {name: (g.column, g.confidence.value, g.why) for name, g in suggestion.fields.items()}


def test_columns_are_known_by_the_fields_names_and_in_four_languages(suggest_for):
    suggestion = suggest_for(
        "customers",
        ("Kunde", "ARR", "Date de renouvellement", "Sector", "Notas"),
        ("Acme", "5", "2026-01-01", "Banks", "x"),
    )

    assert said(suggestion) == {
        "name": ("Kunde", "sure", "German name of Account name"),
        "arr": ("ARR", "sure", "same name"),
        "renewal_date": ("Date de renouvellement", "sure", "French name of Renewal date"),
        "segment": ("Sector", "sure", "another name of segment"),
    }


def test_columns_whose_values_do_not_fit_are_passed_over_or_doubted(suggest_for):
    suggestion = suggest_for(
        "items",
        ("Summary", "Started", "Closed", "Estimate"),
        ("a", "2026-01-01", "yes", "3h"),
        ("b", "soon", "no", "4h"),
        ("c", "later", "no", ""),
    )

    assert said(suggestion) == {
        "title": ("Summary", "sure", "same name"),
        "estimate": ("Estimate", "sure", "same name"),
        "started_on": ("Started", "guess", "same name, but 2 of 3 values are not dates"),
    }


def test_columns_that_only_hold_a_name_are_less_sure(suggest_for):
    suggestion = suggest_for(
        "items",
        ("Issue summary (short)", "Custom field (Start date)", "Team estimate", "Sprint end date"),
        ("a", "2026-01-01", "3h", ""),
    )

    assert said(suggestion) == {
        "title": ("Issue summary (short)", "likely", "its name holds 'issue summary'"),
        "estimate": ("Team estimate", "guess", "its name holds 'estimate'"),
        "started_on": ("Custom field (Start date)", "likely", "its name holds 'start date'"),
        "finished_on": (
            "Sprint end date",
            "likely",
            "its name holds 'end date', but blank in the first rows",
        ),
    }


def test_values_alone_give_a_guess_where_something_is_needed(suggest_for):
    suggestion = suggest_for(
        "effort",
        ("Task", "When", "Hours"),
        ("T-1", "2026-01-01", "3"),
        ("T-2", "2026-01-02", "3"),
    )

    assert said(suggestion) == {
        "item": ("Task", "sure", "another name of item"),
        "date": ("When", "guess", "all 2 values are dates"),
        "amount": ("Hours", "sure", "another name of amount"),
    }
    assert suggestion.key is None


def test_one_column_serves_two_fields_when_its_values_are_known(suggest_for):
    rows = [("Deal", "Stage"), ("a", "Won"), ("b", "Talking"), ("c", "Lost")]

    suggestion = suggest_for("deals", *rows)

    assert said(suggestion)["stage"] == ("Stage", "sure", "same name")
    assert said(suggestion)["outcome"] == ("Stage", "guess", "holds Lost and Won")


def test_people_are_never_suggested(suggest_for):
    rows = [("User", "Name", "Assignee", "Title of job"), ("ana", "Ana", "ana", "Clerk")]

    assert suggest_for("customers", *rows).fields == {}


def test_own_turnover_of_a_customer_is_not_its_arr(suggest_for):
    rows = [("Account Name", "Annual Revenue", "Revenue"), ("Acme", "5000000", "7")]

    assert list(suggest_for("customers", *rows).fields) == ["name"]


def test_id_of_a_customer_is_not_its_name(suggest_for):
    suggestion = suggest_for("customers", ("account_id", "arr"), ("A-1", "5"), ("A-1", "6"))

    assert said(suggestion) == {"arr": ("arr", "sure", "same name")}
    assert (suggestion.key.column, suggestion.key.confidence) == ("account_id", "likely")


def test_key_is_a_column_of_ids_that_do_not_repeat(suggest_for):
    header = ("Issue key", "Project key", "Summary")
    once = suggest_for("items", header, ("A-1", "A", "x"), ("A-2", "A", "y"))
    twice = suggest_for("items", header, ("A-1", "A", "x"), ("A-1", "A", "y"))
    effort = suggest_for("effort", ("Issue key", "Day"), ("A-1", "2026-01-01"), ("A-1", "x"))

    assert (once.key.column, once.key.confidence, once.key.why) == (
        "Issue key",
        "sure",
        "another name of key, all 2 values differ",
    )
    assert (twice.key.confidence, twice.key.why) == ("likely", "another name of key")
    assert effort.key is None


def test_item_without_a_name_is_called_by_its_key(suggest_for):
    suggestion = suggest_for("items", ("ticket_id", "Days"), ("T-1", "3"), ("T-2", "4"))

    assert said(suggestion) == {"title": ("ticket_id", "guess", "the key, for want of a name")}


@pytest.mark.parametrize(
    ("days", "form", "asks"),
    [
        (["3/1/2026", "25/12/2017"], ("d/m/y", "25/12/2017 has one reading only"), False),
        (["3/1/2026", "12/25/17 9:00"], ("m/d/y", "12/25/17 9:00 has one reading only"), False),
        (["03.01.2026", "04.01.2026"], ("d/m/y", "03.01.2026 is written with points"), False),
        (["3/1/2026", "4/1/2026"], None, True),
        (["25/12/2017", "12/25/2017", "3/1/2026"], None, True),
        (["2026-01-03", "04/ago/26"], None, False),
        (["31-31-2026", "3/4/2026"], None, True),
        (["31/02/2026", "2/30/2026", "32.1.2026"], None, False),
        (["31-31-2026", "12/25/2017"], ("m/d/y", "12/25/2017 has one reading only"), False),
    ],
)
def test_order_of_day_and_month_is_found_from_the_values(suggest_for, days, form, asks):
    suggestion = suggest_for("items", ("Title", "Started"), *(("x", day) for day in days))

    found = suggestion.date_form
    assert (found and (found.value, found.why)) == form
    assert suggestion.asks_date_form is asks


@pytest.mark.parametrize(
    ("amounts", "sign"),
    [
        (["1.234,50", "7"], ","),
        (["€ 7,5", "1.234"], ","),
        (["1,234.50"], "."),
        (["1054.00 "], "."),
        (["7,50", "7.50"], None),
        (["1.234", "7"], None),
    ],
)
def test_decimal_sign_is_found_from_the_values(suggest_for, amounts, sign):
    suggestion = suggest_for("customers", ("Name", "ARR"), *(("x", text) for text in amounts))

    assert (suggestion.decimal_sign and suggestion.decimal_sign.value) == sign


@pytest.mark.parametrize(
    ("column", "texts", "unit", "why"),
    [
        ("Time Spent", ["12600", "0"], "seconds", "all values are whole minutes in seconds"),
        ("Time Spent", ["3:30", "0:05:00"], "", "3:30 says its own unit"),
        ("Time Spent", ["1d 4h"], "", "1d 4h says its own unit"),
        ("Hours", ["7"], "hours", "the name says hours"),
        ("time_log_delta_minutes", ["7"], "minutes", "the name says minutes"),
    ],
)
def test_unit_is_found_from_the_name_or_the_values(suggest_for, column, texts, unit, why):
    suggestion = suggest_for("effort", (column, "x"), *((text, "1") for text in texts))

    assert {c: (found.value, found.why) for c, found in suggestion.units.items()} == {
        column: (unit, why)
    }


def test_estimates_are_counted_in_points_and_are_never_time_spent(suggest_for):
    names = ("Story Points", "Estimate", "Estimated hours", "HoursPlanned", "Planned effort")
    rows = [("Task", "Day", *names), ("T-1", "2026-01-01", *"34567")]

    assert said(suggest_for("effort", *rows)) == {
        "item": ("Task", "sure", "another name of item"),
        "date": ("Day", "sure", "another name of date"),
    }
    points = suggest_for("items", ("Title", "Story Points"), ("x", "3")).units["Story Points"]
    assert (points.value, points.why) == ("points", "the name says points")


def test_total_of_an_item_gives_way_to_what_differs_by_row(suggest_for):
    header = ("Task", "Date", "Hours", "Developer hours actual")
    rows = [("T-1", "2026-01-01", "5", "2"), ("T-1", "2026-01-02", "5", "3")]

    once = suggest_for("effort", header, *rows[:1])
    twice = suggest_for("effort", header, *rows)

    assert said(once)["amount"] == ("Hours", "sure", "another name of amount")
    assert said(twice)["amount"] == (
        "Developer hours actual",
        "likely",
        "its name holds 'hours actual'",
    )


def test_unit_is_not_guessed_from_small_numbers(suggest_for):
    assert suggest_for("effort", ("Time Spent", "x"), ("60", "1"), ("120", "1")).units == {}


def test_header_is_found_below_banners_by_the_names_looked_for(table_file):
    path = table_file(("Weekly sheet",), ("Group", "1"), ("Tarea", "Horas"), ("Login", "3"))

    table = open_table(path, wanted=names_looked_for(kinds.get("effort")))

    assert table.header == ("Tarea", "Horas")


def test_suggestion_is_a_mapping_that_can_be_imported(product, suggest_for, import_rows):
    rows = [
        ("Cuenta", "Importe", "Fecha de cierre", "Oportunidad", "Opportunity ID"),
        ("", "1.234,50", "25/12/2017", "Big", "1"),
        ("", "7,50", "3/1/2017", "Small", "2"),
    ]

    said = suggest_for("deals", *rows).as_data()
    result = import_rows("deals", *rows, mapping=mapping_from(said, "suggested"))

    assert said["decimal_sign"] == ","
    assert counts(result) == (2, 0, 0, 0)
