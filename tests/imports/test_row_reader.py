"""What a mapping makes of rows: which column speaks, which rows are left out."""

import datetime as dt
from decimal import Decimal

import pytest

from escalations.models import Deal
from imports.mapping.toml import mapping_from
from imports.problems import BadMapping, Unreadable
from portfolio.models import Customer, Effort, Item, Team
from tests.imports.conftest import counts

pytestmark = pytest.mark.any_database

EFFORT = {"columns": {"item": "Task", "date": "Day"}, "constants": {"team": "Core"}}


@pytest.fixture
def login(product):
    Team.objects.create(product=product, name="Core")
    return Item.objects.create(product=product, title="Login", import_key="T-1")


def titles():
    return list(Item.objects.order_by("import_key").values_list("import_key", "title"))


def test_first_filled_column_of_a_list_is_read(product, import_rows):
    part = {
        "key": [["Issue key", "Clave"]],
        "columns": {"title": ["Resumen", "Summary", "Name"], "started_on": ["Inicio"]},
    }
    header = ("Clave", "Summary", "Resumen")

    result = import_rows("items", header, ("C-1", "Login", " "), ("C-2", "In", "Fuera"), part=part)

    assert counts(result) == (2, 0, 0, 0)
    assert titles() == [("C-1", "Login"), ("C-2", "Fuera")]


def test_last_filled_repetition_of_a_listed_column_is_read(product, import_rows):
    part = {"key": "Key", "columns": {"title": ["Sprint"]}}
    header = ("Key", "Sprint", "Sprint", "Sprint")

    import_rows("items", header, ("1", "Alpha", "Beta", ""), ("2", "Alpha", "", ""), part=part)

    assert titles() == [("1", "Beta"), ("2", "Alpha")]


def test_column_named_alone_is_that_one_and_must_be_there(product, import_rows):
    part = {"key": "Key", "columns": {"title": "Sprint"}}

    import_rows("items", ("Key", "Sprint", "Sprint"), ("1", "Alpha", "Beta"), part=part)
    with pytest.raises(Unreadable, match="The file has no column 'Sprint'"):
        import_rows("items", ("Key", "Name"), ("2", "Alpha"), part=part)

    assert titles() == [("1", "Alpha")]


def test_required_field_without_any_of_its_columns_names_them_all(product, import_rows):
    part = {"key": "Key", "columns": {"title": ["Summary", "Resumen"]}}

    with pytest.raises(BadMapping) as refused:
        import_rows("items", ("Key", "Titel"), ("1", "Alpha"), part=part)

    assert str(refused.value) == (
        "test.toml [items]: no column for title (what the item is called), none of"
        " Summary, Resumen. The file's columns: Key, Titel."
    )


def test_key_without_any_of_its_columns_names_them_all(product, import_rows):
    part = {"key": ["Project", ["Issue key", "Clave"]], "columns": {"title": "Summary"}}

    with pytest.raises(BadMapping) as refused:
        import_rows("items", ("Project", "Summary"), ("1", "Alpha"), part=part)

    assert "[items]: no column for the key, none of Project, Issue key, Clave" in str(refused.value)


def test_column_whose_text_means_nothing_is_passed_over(product, import_rows):
    part = {
        "key": "Id",
        "columns": {
            "name": "Id",
            "outcome": [{"joined": [["Closed", "IsClosed"], "Won"]}, "Stage", "Status"],
        },
        "values": {"outcome": {"1/1": "won", "1/0": "lost", "0/0": "", "?": "", "*": "open"}},
    }
    whole = ("Id", "IsClosed", "Won", "Stage")

    import_rows(
        "deals",
        whole,
        ("1", "1", "1", "Lost"),
        ("2", "1", "0", "Won"),
        ("3", "0", "0", "Talking"),
        part=part,
    )
    import_rows("deals", ("Id", "Won", "Status"), ("4", "1", "Talking"), ("5", "0", "?"), part=part)

    assert dict(Deal.objects.values_list("import_key", "outcome")) == {
        "1": "won",
        "2": "lost",
        "3": "open",
        "4": "open",
        "5": "open",
    }


def test_order_of_day_and_month_is_found_out_when_asked(product, import_rows):
    part = {"key": "Id", "columns": {"name": "Id", "close_date": "Day"}, "date_form": "auto"}
    known = [("1", "3/1/2017"), ("2", "25/12/2017")]
    both = [("3", "3/1/2017"), ("4", "25/12/2017"), ("5", "12/25/2017")]

    result = import_rows("deals", ("Id", "Day"), *known, part=part)
    unclear = import_rows("deals", ("Id", "Day"), *both, part=part)

    assert (counts(result), counts(unclear)) == ((2, 0, 0, 0), (2, 0, 0, 1))
    assert Deal.objects.get(import_key="1").close_date == dt.date(2017, 1, 3)
    assert "can be read as day/month and as month/day" in unclear.rejections[0].reason


def test_columns_are_known_by_their_other_names(product, import_rows):
    said = {
        "other_names": {"Key": ["Clave"], "Summary": ["Resumen", "Titel"], "Type": ["Tipo"]},
        "items": {
            "key": "Key",
            "columns": {"title": ["summary"]},
            "rules": [{"column": ["Type"], "is": "Error", "slice": "quality"}],
        },
    }
    rows = [("Banner",), ("Clave", "Resumen", "Tipo"), ("1", "Login", "Error"), ("", "x", "")]

    result = import_rows("items", *rows, mapping=mapping_from(said, "test.toml"))

    assert counts(result) == (1, 0, 0, 1)
    assert titles() == [("1", "Login")]
    assert Item.objects.get().slice.key == "quality"
    with pytest.raises(Unreadable, match="The file has no column 'Key', which the mapping names"):
        import_rows("items", ("Id", "Resumen"), ("1", "x"), mapping=mapping_from(said, "test"))


def test_joined_columns_are_the_key_of_several_columns(product, login, import_rows):
    rows = [("Client", "Project", "Day", "Hours"), ("Acme", "Web", "2026-03-02", "2")]
    items = {"key": ["Client", "Project"], "columns": {"title": {"joined": ["Client", "Project"]}}}
    effort = {
        "unit": "hours",
        "columns": {
            "item": {"joined": ["Client", ["Task", "Project"]]},
            "date": "Day",
            "amount": "Hours",
        },
        "constants": {"team": "Core"},
    }

    import_rows("items", *rows, part=items)
    result = import_rows("effort", *rows, part=effort)

    assert counts(result) == (1, 0, 0, 0)
    assert titles() == [("Acme/Web", "Acme/Web"), ("T-1", "Login")]
    assert Effort.objects.get().item.import_key == "Acme/Web"


def test_constant_stands_where_the_columns_are_blank(product, import_rows):
    part = {
        "columns": {"name": "Name", "segment": "Industry", "arr": ["ARR"]},
        "constants": {"segment": "Other", "arr": "5"},
        "values": {"segment": {"?": ""}},
    }
    header = ("Name", "Industry")

    import_rows("customers", header, ("A", "Banks"), ("B", " "), ("C", "?"), part=part)

    assert list(Customer.objects.order_by("name").values_list("name", "segment", "arr")) == [
        ("A", "Banks", Decimal(5)),
        ("B", "Other", Decimal(5)),
        ("C", "Other", Decimal(5)),
    ]


def test_each_column_of_an_amount_may_have_a_unit_of_its_own(product, login, import_rows):
    part = {
        **EFFORT,
        "columns": {**EFFORT["columns"], "amount": ["Time Spent", "Points"]},
        "unit": "hours",
        "units": {"Time Spent": "seconds", "Points": "points"},
        "weeks_per_point": "0.25",
    }
    header = ("Task", "Day", "Time Spent", "Time Spent", "Points")

    result = import_rows(
        "effort",
        header,
        ("T-1", "2026-03-02", "3600", "", "3"),
        ("T-1", "2026-03-03", "", "7200", ""),
        ("T-1", "2026-03-04", "", "", "3"),
        part=part,
    )

    assert counts(result) == (3, 0, 0, 0)
    assert list(Effort.objects.order_by("date").values_list("minutes", flat=True)) == [
        60,
        120,
        1800,
    ]


def test_fault_in_a_listed_column_names_the_column_that_spoke(product, login, import_rows):
    part = {**EFFORT, "columns": {**EFFORT["columns"], "amount": ["Logged", "Hours"]}}

    result = import_rows(
        "effort", ("Task", "Day", "Logged", "Hours"), ("T-1", "2026-03-02", "", "two"), part=part
    )

    assert counts(result) == (0, 0, 0, 1)
    assert (result.rejections[0].column, result.rejections[0].value) == ("Hours", "two")


ROWS = [
    ("Key", "Title", "Kind", "Labels", "Labels", "Until"),
    ("1", "a", "Bug", "x", "", "2026-03-01"),
    ("2", "b", "Story", "", "core, Infra", "2026-03-02"),
    ("3", "c", "", "", "", "2026-03-03"),
    ("4", "d", "BUGS", "infrastructure", "", "soon"),
]


@pytest.mark.parametrize(
    ("test", "left"),
    [
        ({"column": "Kind", "is": ["bug", "Story"]}, "34"),
        ({"column": "Kind", "is_not": "Bug"}, "1"),
        ({"column": ["Kind", "Labels"], "is_not": "x"}, "1"),
        ({"column": "Kind", "contains": "bug"}, "23"),
        ({"column": "Labels", "contains": "infra"}, "13"),
        ({"column": "Labels", "has": "infra"}, "134"),
        ({"column": "Labels", "blank": True}, "124"),
        ({"column": "Labels", "blank": False}, "3"),
        ({"column": ["Kind", "Labels"], "blank": True}, "124"),
        ({"column": ["Kind", "Labels"], "is": ["x", "story"]}, "34"),
        ({"column": "Until", "date": "past"}, "234"),
        ({"column": "Until", "date": "future"}, "124"),
        ({"column": "Until", "date": ["past", "future"]}, "24"),
        ({"column": ["Type"], "is_not": "Bug"}, "1234"),
        ({"column": ["Type"], "blank": False}, "1234"),
        ({"column": ["Type"], "blank": True}, ""),
        ({"column": "Kind", "is": "Bug", "and": [{"column": "Labels", "is": "x"}]}, "234"),
        ({"column": "Kind", "is": "Bug", "and": [{"column": "Labels", "is": "y"}]}, "1234"),
    ],
)
def test_rows_that_a_condition_fits_are_left_out(product, import_rows, time_machine, test, left):
    time_machine.move_to(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC))
    part = {"key": "Key", "columns": {"title": "Title"}, "leave_out": [test]}

    result = import_rows("items", *ROWS, part=part)

    assert "".join(key for key, _ in titles()) == left
    assert counts(result) == (len(left), 0, 4 - len(left), 0)


def test_rows_left_out_are_summed_up_first(product, import_rows):
    part = {
        "key": "Key",
        "columns": {"title": "Title"},
        "leave_out": [
            {"column": "Kind", "is": ["Bug", "Bugs"], "and": [{"column": "Labels", "has": "x"}]},
            {"column": ["Until", "Due"], "date": "past"},
            {"column": ["Title", "Labels"], "blank": True},
        ],
    }

    result = import_rows("items", *ROWS, ("5", "", "", "", "", ""), part=part)

    assert counts(result) == (1, 0, 4, 0)
    assert result.warnings == [
        "1 row was left out: Kind is Bug and Labels has x.",
        "2 rows were left out: Until lies in the past.",
        "1 row was left out: Title and Labels are blank.",
    ]
    assert result.warned == 3


def test_row_that_sums_up_the_others_is_left_out_and_named(product, import_rows):
    header, rows = ("Name", "Segment", "ARR"), [("A", "x", "1"), ("B", "x", "2")]

    result = import_rows("customers", header, *rows, ("Total", "", "3"))

    assert counts(result) == (2, 0, 1, 0)
    assert result.warnings == ["1 row was left out: row 4 only sums up the others."]
    assert set(Customer.objects.values_list("name", flat=True)) == {"A", "B"}


def test_effort_without_time_is_left_out_when_that_is_asked(product, login, import_rows):
    columns = {**EFFORT["columns"], "amount": "Hours"}
    rows = [
        ("Task", "Day", "Hours"),
        ("T-1", "2026-03-02", "2"),
        ("T-1", "", ""),
        ("T-1", "2026-03-02", "0"),
        ("T-9", "", "n/a"),
        ("T-1", "", "2"),
    ]

    strict = import_rows("effort", *rows, part={**EFFORT, "columns": columns, "unit": "hours"})
    Effort.objects.all().delete()
    result = import_rows(
        "effort",
        *rows,
        part={**EFFORT, "columns": columns, "unit": "hours", "leave_out_no_time": True},
    )

    assert (counts(strict), counts(result)) == ((1, 0, 0, 4), (1, 0, 3, 1))
    assert result.warnings == ["3 rows were left out: no time."]
    assert result.rejections[0].reason == "date is empty"


def test_fields_are_blank_where_a_condition_fits(product, import_rows):
    part = {
        "columns": {"name": "Name", "arr": "ARR", "renewal_date": "From"},
        "leave_blank": [{"fields": ["arr", "renewal_date"], "column": "Trial", "is": "True"}],
    }
    header = ("Name", "ARR", "From", "Trial")

    result = import_rows(
        "customers",
        header,
        ("A", "5", "2026-01-01", "False"),
        ("B", "lots", "2026-01-01", "True"),
        part=part,
    )

    assert counts(result) == (2, 0, 0, 0)
    assert list(Customer.objects.order_by("name").values_list("arr", "renewal_date")) == [
        (Decimal(5), dt.date(2026, 1, 1)),
        (Decimal(0), None),
    ]


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ({"known_by": ["Id", "Key"]}, "[customers]: known_by: none of Id, Key. The file's columns"),
        ({"next_anniversary": "name"}, "test.toml [customers]: next_anniversary: name is no date."),
        ({"next_anniversary": "renewal"}, "[customers]: 'renewal' is no field. Fields: name, arr"),
        (
            {"leave_blank": [{"fields": "name", "column": "Name", "is": "x"}]},
            "[customers]: name is needed in every row and cannot be left blank.",
        ),
        (
            {"leave_blank": [{"fields": "nam", "column": "Name", "is": "x"}]},
            "[customers]: 'nam' is no field. Fields: name, arr",
        ),
    ],
)
def test_keys_that_speak_of_the_wrong_field_are_refused(product, import_rows, part, sentence):
    with pytest.raises(BadMapping) as refused:
        import_rows("customers", ("Name",), ("A",), part={"columns": {"name": "Name"}, **part})

    assert sentence in str(refused.value)
    assert not Customer.objects.exists()


def test_renewal_is_the_next_anniversary_of_a_start(product, import_rows, time_machine):
    time_machine.move_to(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC))
    part = {
        "columns": {"name": "Name", "renewal_date": "Since"},
        "next_anniversary": ["renewal_date"],
    }

    import_rows("customers", ("Name", "Since"), ("A", "2020-03-02"), ("B", ""), part=part)

    assert list(Customer.objects.order_by("name").values_list("renewal_date", flat=True)) == [
        dt.date(2027, 3, 2),
        None,
    ]


def test_rows_are_known_by_chosen_columns(product, login, import_rows):
    part = {
        **EFFORT,
        "columns": {**EFFORT["columns"], "amount": "Hours"},
        "unit": "hours",
        "known_by": ["Task", "Day", "From"],
    }
    header = ("Task", "Day", "Hours", "Billed")
    rows = [("T-1", "2026-03-02", "2", "no"), ("T-1", "2026-03-02", "3", "no")]
    import_rows("effort", header, *rows, part=part)

    result = import_rows(
        "effort",
        header,
        ("T-1", "2026-03-02", "2", "yes"),
        ("T-1", "2026-03-02", "5", "yes"),
        part=part,
    )

    assert counts(result) == (0, 1, 1, 0)
    assert sorted(Effort.objects.values_list("minutes", flat=True)) == [120, 300]


def test_weekly_effort_is_dated_the_thursday(product, login, import_rows):
    part = {
        **EFFORT,
        "columns": {**EFFORT["columns"], "amount": "Hours"},
        "unit": "hours",
        "weekly": True,
    }

    import_rows("effort", ("Task", "Day", "Hours"), ("T-1", "2026-03-30", "2"), part=part)

    assert Effort.objects.get().date == dt.date(2026, 4, 2)


LABELS = {
    "key": "Key",
    "columns": {"title": "Title"},
    "rules": [
        {"column": "Kind", "is": "Bug", "slice": "quality"},
        {"column": ["Labels"], "special_for_prefix": ["customer:", "client-"]},
        {"column": ["Labels"], "has": "infra", "slice": "infrastructure"},
    ],
}


def test_label_names_a_customer_whose_blanks_it_cannot_hold(product, import_rows):
    acme = Customer.objects.create(product=product, name="Acme Corp")
    for name in ("Big Co", "Big-Co"):
        Customer.objects.create(product=product, name=name)
    labels = ("customer:acme_corp", "client-ACME-CORP", "customer:bigco", "customer:big-co")
    rows = [(str(n), "x", "", label) for n, label in enumerate(labels)]

    result = import_rows("items", ("Key", "Title", "Kind", "Labels"), *rows, part=LABELS)
    created = import_rows(
        "items", ("Key", "Title", "Kind", "Labels"), *rows, part=LABELS, create_missing=True
    )

    assert (counts(result), counts(created)) == ((3, 0, 0, 1), (1, 0, 3, 0))
    assert result.rejections[0].reason == "there is no customer 'bigco'"
    assert list(Item.objects.order_by("import_key").values_list("customer__name", flat=True)) == [
        acme.name,
        acme.name,
        "bigco",
        "Big-Co",
    ]


def test_customer_of_a_special_is_taken_from_a_label(product, import_rows):
    acme = Customer.objects.create(product=product, name="Acme Corp")
    header = ("Key", "Title", "Kind", "Labels", "Labels")

    result = import_rows(
        "items",
        header,
        ("1", "a", "Story", "ui", "customer:Acme Corp"),
        ("2", "b", "Story", "ui, CLIENT-acme corp, infra", ""),
        ("3", "c", "Bug", "customer:Acme Corp", ""),
        ("4", "d", "Story", "infra", ""),
        ("5", "e", "Story", "customer:Globex", ""),
        part=LABELS,
    )

    assert counts(result) == (4, 0, 0, 1)
    assert list(Item.objects.order_by("title").values_list("slice__key", "customer")) == [
        ("specials", acme.pk),
        ("specials", acme.pk),
        ("quality", None),
        ("infrastructure", None),
    ]
    assert str(result.rejections[0]).startswith("row 6: Labels: there is no customer 'Globex'.")


SHARED = ("Core", "T-1", "2026-02-03", "2")


@pytest.fixture
def of_team(product):
    Team.objects.create(product=product, name="Core", people=3)
    Item.objects.create(product=product, title="T-1")


def test_rows_that_share_an_id_are_counted_and_said(product, of_team, import_rows):
    rows = [("W-1", *SHARED)] * 2 + [("W-1", *SHARED[:3], "3"), ("W-1", *SHARED[:3], "4")]

    result = import_rows("effort", ("ID", "Team", "Item", "Date", "Hours"), *rows, ("W-2", *SHARED))

    assert counts(result) == (5, 0, 0, 0)
    assert result.warnings == [
        "4 rows share their ID with another one, such as 'W-1' in rows 2 and 3: each adds its time."
        " If they are one entry, make ID the key of the mapping."
    ]


def test_equal_rows_of_effort_are_counted_and_said(product, of_team, import_rows):
    other = (*SHARED[:3], "3")

    result = import_rows("effort", ("Team", "Item", "Date", "Hours"), other, SHARED, SHARED, SHARED)

    assert counts(result) == (4, 0, 0, 0)
    assert result.warnings == [
        "3 rows are equal to another one, such as rows 3 and 4: each adds its time."
        " If they are one entry, take the others out."
    ]


def test_id_that_is_the_item_or_the_key_repeats_as_it_may(product, of_team, import_rows):
    header = ("ID", "Team", "Date", "Hours")
    columns = {"item": "ID", "team": "Team", "date": "Date", "amount": "Hours"}
    rows = [("T-1", "Core", "2026-02-03", "2"), ("T-1", "Core", "2026-02-04", "2")]

    result = import_rows("effort", header, *rows, part={"unit": "hours", "columns": columns})

    assert (counts(result), result.warnings) == ((2, 0, 0, 0), [])


def test_long_name_of_a_deal_is_cut_with_a_warning(product, import_rows):
    result = import_rows("deals", ("Deal", "Amount"), ("x" * 201, "5"))

    assert result.warnings == ["row 2: name was cut to 200 characters."]
    assert Deal.objects.get().name == f"{'x' * 199}…"


def test_outcomes_and_kinds_are_known_by_other_words(product, import_rows):
    rows = [("A", "Closed Lost", "Cross-sell"), ("B", "Gewonnen", "up sell")]

    import_rows("deals", ("Deal", "Outcome", "Kind"), *rows)

    assert list(Deal.objects.order_by("name").values_list("outcome", "kind")) == [
        ("lost", "expansion"),
        ("won", "expansion"),
    ]


@pytest.mark.parametrize(
    "said", ["NaN", "N/A", "null", "-", "None", "NA", "\\N", "\u2013", "\u2014"]
)
def test_amount_that_says_nothing_is_blank(product, import_rows, said):
    result = import_rows("deals", ("Deal", "Amount"), ("A", said))

    assert counts(result) == (1, 0, 0, 0)
    assert Deal.objects.get().amount == 0


def test_negative_amount_is_rejected_with_what_to_do(product, import_rows):
    result = import_rows("deals", ("Deal", "Amount"), ("A", "(50.00)"))

    assert [str(each) for each in result.rejections] == [
        "row 2: Amount: '(50.00)' is negative, and amount is kept as 0 or more."
        " Take a credit or a refund off the amount that it belongs to, or leave the row out."
    ]
    assert not Deal.objects.exists()


def test_name_of_a_sprint_is_no_date(product, of_team, import_rows):
    """Only the mapping says when a sprint ended, even of one that is named like a day."""
    columns = {"item": "Key", "team": "Team", "date": ["Resolved", "Sprint"], "amount": "Hours"}
    part = {
        "unit": "hours",
        "columns": columns,
        "listed_only": ["Sprint"],
        "values": {"date": {"Sprint 3": "2026-02-27"}},
    }
    header = ("Key", "Team", "Resolved", "Sprint", "Sprint", "Hours")
    rows = [
        ("T-1", "Core", "", "Sprint 2", "Sprint 3", "1"),
        ("T-1", "Core", "", "", "May 4 2026", "2"),
        ("T-1", "Core", "2026-03-01", "", "May 4 2026", "3"),
    ]

    result = import_rows("effort", header, *rows, part=part)

    assert [str(each) for each in result.rejections] == [
        "row 3: Sprint 2: Sprint 2 'May 4 2026' does not say the date."
        " Give the day of the work, or say in the mapping which date it means."
    ]
    assert dict(Effort.objects.values_list("minutes", "date")) == {
        60: dt.date(2026, 2, 27),
        180: dt.date(2026, 3, 1),
    }
