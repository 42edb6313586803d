import datetime as dt
from decimal import Decimal

import pytest

from escalations.models import Deal
from imports import kinds
from imports.problems import BadMapping, Unreadable
from portfolio.models import Customer, Effort, Item, Team, Usage, Waiting
from tests.conftest import make_customer, make_waiting, rewrite
from tests.imports.conftest import counts

ITEMS = {
    "key": "Key",
    "unit": "hours",
    "columns": {"title": "Summary", "estimate": "Estimate"},
    "rules": [
        {"column": "Kind", "is": ["Client work"], "special_for_column": "Client"},
        {"column": "Kind", "contains": "bug", "slice": "quality"},
        {"column": "Kind", "is": "Favour", "special_for": "Globex"},
    ],
}
HEADER = ("Key", "Summary", "Estimate", "Kind", "Client")
LOGIN = ("T-1", "Login", "80", "Small bugs", "")
EXPORT = ("T-2", "Export for Acme", "40", "client WORK", "Acme")
FAVOUR = ("T-3", "Logo", "8", "Favour", "")
OTHER = ("T-4", "Party", "", "Fun", "")
EFFORT = {
    "unit": "hours",
    "columns": {"item": "Task", "date": "Day", "amount": "Hours"},
    "constants": {"team": "Core"},
}


@pytest.fixture
def login(product):
    return Item.objects.create(product=product, title="Login", import_key="T-1")


@pytest.fixture
def core(product):
    return Team.objects.create(product=product, name="Core")


def test_items_are_sorted_by_the_first_rule_that_fits(product, import_rows):
    result = import_rows(
        "items", HEADER, LOGIN, EXPORT, FAVOUR, OTHER, part=ITEMS, create_missing=True
    )

    kept = Item.objects.order_by("import_key").values_list(
        "import_key", "title", "estimate_minutes", "slice__key", "customer__name"
    )
    assert counts(result) == (4, 0, 0, 0)
    assert list(kept) == [
        ("T-1", "Login", 4800, "quality", None),
        ("T-2", "Export for Acme", 2400, "specials", "Acme"),
        ("T-3", "Logo", 480, "specials", "Globex"),
        ("T-4", "Party", None, None, None),
    ]


def test_special_of_an_unknown_customer_is_rejected(product, import_rows):
    result = import_rows("items", HEADER, LOGIN, EXPORT, part=ITEMS)

    rejection = result.rejections[0]
    assert counts(result) == (1, 0, 0, 1)
    assert (rejection.row, rejection.column, rejection.value) == (3, "Client", "Acme")
    assert rejection.reason == "there is no customer 'Acme'"
    assert rejection.fix == ("Import the customers first, or create them with --create-missing.")
    assert not Customer.objects.exists()


def test_special_without_a_customer_is_rejected(product, import_rows):
    nobody = ("T-2", "Export", "40", "Client work", " ")

    result = import_rows("items", HEADER, nobody, part=ITEMS, create_missing=True)

    assert str(result.rejections[0]) == (
        "row 2: Client: a special without its customer."
        " Say for which customer it is, or sort it into another slice."
    )
    assert not Item.objects.exists()


def test_same_file_twice_changes_nothing(product, import_rows):
    rows = (HEADER, LOGIN, EXPORT, OTHER)
    import_rows("items", *rows, part=ITEMS, create_missing=True)
    before = list(Item.objects.values())

    result = import_rows("items", *rows, part=ITEMS, create_missing=True)

    assert counts(result) == (0, 0, 3, 0)
    assert list(Item.objects.values()) == before
    assert Customer.objects.count() == 1


def test_whether_items_were_validated_has_three_answers(product, import_rows):
    header = ("key", "title", "validated")
    rows = [("T-1", "A", "yes"), ("T-2", "B", "No"), ("T-3", "C", ""), ("T-4", "D", "n/a")]

    result = import_rows("items", header, *rows, ("T-5", "E", "maybe"))
    without = import_rows("items", header[:2], rows[0][:2])

    kept = Item.objects.order_by("import_key").values_list("validated", flat=True)
    assert (counts(result), counts(without)) == ((4, 0, 0, 1), (0, 0, 1, 0))
    assert list(kept) == [True, False, None, None]
    assert result.rejections[0].reason == "'maybe' is neither yes nor no"
    again = import_rows("items", header, ("T-1", "A", ""))
    assert (counts(again), Item.objects.get(title="A").validated) == ((0, 1, 0, 0), None)


def test_changed_row_of_the_same_key_updates(product, import_rows):
    import_rows("items", HEADER, LOGIN, OTHER, part=ITEMS)

    result = import_rows("items", HEADER, ("T-1", "Sign-in", "40", "bug", ""), OTHER, part=ITEMS)

    item = Item.objects.get(import_key="T-1")
    assert counts(result) == (0, 1, 1, 0)
    assert (item.title, item.estimate_minutes) == ("Sign-in", 2400)


def test_rows_that_repeat_an_object_count_as_unchanged(product, import_rows):
    result = import_rows("items", HEADER, LOGIN, LOGIN, LOGIN, part=ITEMS)

    assert counts(result) == (1, 0, 2, 0)
    assert result.warnings == []


def test_first_row_counts_where_rows_of_one_object_differ(product, import_rows):
    rows = (HEADER, LOGIN, ("T-1", "Sign-in", "80", "bug", ""))

    first = import_rows("items", *rows, part=ITEMS)
    second = import_rows("items", *rows, part=ITEMS)

    assert (counts(first), counts(second)) == ((1, 0, 1, 0), (0, 0, 2, 0))
    assert Item.objects.get().title == "Login"
    assert first.warnings == ["row 3 says otherwise of 'T-1' than row 2: the first row counts."]


def test_item_that_finishes_before_it_starts_loses_its_dates_only(product, import_rows):
    rows = [
        ("key", "title", "started_on", "finished_on"),
        ("T-1", "Login", "2026-03-02", "2026-03-01"),
        ("T-2", "Logout", "2026-03-01", "2026-03-02"),
    ]

    result = import_rows("items", *rows)

    assert counts(result) == (2, 0, 0, 0)
    assert list(Item.objects.values_list("title", "started_on", "finished_on")) == [
        ("Login", None, None),
        ("Logout", dt.date(2026, 3, 1), dt.date(2026, 3, 2)),
    ]
    assert result.warnings == [
        "row 2: finished 2026-03-01, before it started 2026-03-02: the item's dates are left out."
    ]


def test_item_in_no_rule_keeps_the_slice_somebody_gave_it(product, import_rows):
    import_rows("items", HEADER, OTHER, part=ITEMS)
    rewrite(Item.objects.all(), slice=product.slices.get(key="discovery"))

    result = import_rows("items", HEADER, OTHER, part=ITEMS)

    assert counts(result) == (0, 0, 1, 0)
    assert Item.objects.get().slice.key == "discovery"


def test_special_stays_a_special_whatever_the_file_says_later(product, import_rows):
    import_rows("items", HEADER, EXPORT, part=ITEMS, create_missing=True)

    result = import_rows("items", HEADER, ("T-2", "Export", "40", "bug", ""), part=ITEMS)

    item = Item.objects.get()
    assert counts(result) == (0, 1, 0, 0)
    assert (item.slice.key, item.title, item.customer.name) == ("specials", "Export", "Acme")
    assert "stays the special it is" in result.warnings[0]


def test_rule_with_an_unknown_slice_is_refused_before_anything_changes(product, import_rows):
    part = {**ITEMS, "rules": [{"column": "Kind", "is": "Fun", "slice": "qualty"}]}

    with pytest.raises(BadMapping, match=r"has no slice 'qualty'. Slices: features"):
        import_rows("items", HEADER, LOGIN, part=part)

    assert not Item.objects.exists()


def test_items_tell_whoever_hangs_on_what_was_saved(product, import_rows, monkeypatch):
    told = []

    def hang_on(_, keys):
        told.append(keys)
        return []

    monkeypatch.setattr(kinds.get("items"), "after_chunk", [hang_on])

    import_rows("items", HEADER, LOGIN, OTHER, part=ITEMS)
    import_rows("items", HEADER, LOGIN, OTHER, part=ITEMS)

    assert told == [list(Item.objects.order_by("pk").values_list("pk", flat=True))]


def test_effort_is_kept_by_team_item_and_day(product, login, core, import_rows):
    rows = [("Task", "Day", "Hours"), ("T-1", "2026-03-02", "1.75"), ("Login", "2026-03-03", "2")]

    result = import_rows("effort", *rows, part=EFFORT)

    assert counts(result) == (2, 0, 0, 0)
    assert list(Effort.objects.values_list("team", "item", "date", "minutes", "people")) == [
        (core.pk, login.pk, dt.date(2026, 3, 2), 105, 1),
        (core.pk, login.pk, dt.date(2026, 3, 3), 120, 1),
    ]


def test_equal_effort_rows_each_count_once(product, login, core, import_rows):
    row = ("T-1", "2026-03-02", "2")
    header = ("Task", "Day", "Hours")

    first = import_rows("effort", header, row, row, part=EFFORT)
    again = import_rows("effort", header, row, row, row, part=EFFORT)

    assert (counts(first), counts(again)) == ((2, 0, 0, 0), (1, 0, 2, 0))
    assert [effort.minutes for effort in Effort.objects.all()] == [120, 120, 120]


def test_corrected_unit_updates_effort_instead_of_adding(product, login, core, import_rows):
    rows = [("Task", "Day", "Hours"), ("T-1", "2026-03-02", "2")]
    import_rows("effort", *rows, part={**EFFORT, "unit": "days"})

    result = import_rows("effort", *rows, part=EFFORT)

    assert counts(result) == (0, 1, 0, 0)
    assert Effort.objects.get().minutes == 120


def test_effort_rows_are_rejected_one_by_one(product, login, core, import_rows):
    result = import_rows(
        "effort",
        ("Task", "Day", "Hours"),
        ("T-1", "", "2"),
        ("T-1", "2026-03-02", "0"),
        ("T-1", "03/04/2026", "two"),
        ("T-9", "2026-03-02", "2"),
        ("T-1", "2026-03-02", "2", "3"),
        ("T-1", "2026-03-02", "4"),
        part=EFFORT,
    )

    assert counts(result) == (1, 0, 0, 5)
    assert Effort.objects.get().minutes == 240
    assert list(map(str, result.rejections)) == [
        "row 2: Day: date is empty. Give the day of the work.",
        "row 3: Hours: '0' is no time. Give the time spent, or leave the row out.",
        "row 4: Day: '03/04/2026' can be read as day/month and as month/day. Declare"
        ' date_form = "m/d/y" or "d/m/y" in the mapping, or write dates like 2026-11-21.'
        " Hours: 'two' is not a number. Write numbers like 1234.50.",
        "row 5: Task: there is no item with the key 'T-9', nor one item of that title."
        " Import the items first, with the same key column.",
        "row 6: (beyond the last column): the row has 4 cells and the header 3 columns."
        " Quote cells that hold the delimiter, or take the surplus cells away.",
    ]


def test_effort_of_one_key_with_other_content_is_rejected_not_lost(
    product, login, core, import_rows
):
    result = import_rows(
        "effort",
        ("Task", "Day", "Hours"),
        ("T-1", "2026-03-02", "2"),
        ("T-1", "2026-03-03", "3"),
        part={**EFFORT, "key": "Task"},
    )

    assert counts(result) == (1, 0, 0, 1)
    assert str(result.rejections[0]) == (
        "row 3: Task: row 2 has the same key and other content."
        " Map a key that is unique for each row, or none."
    )


def test_unknown_team_is_created_only_when_asked(product, login, import_rows):
    rows = [("team", "item", "date", "weeks"), ("Core", "T-1", "2026-03-02", "0.5")]

    refused = import_rows("effort", *rows)
    created = import_rows("effort", *rows, create_missing=True)

    assert (counts(refused), counts(created)) == ((0, 0, 0, 1), (1, 0, 0, 0))
    assert refused.rejections[0].reason == "there is no team 'Core'"
    assert Team.objects.get().name == "Core"
    assert Effort.objects.get().minutes == 1200


def test_customers_are_known_by_key_then_by_name(product, import_rows):
    Customer.objects.create(product=product, name="Acme", arr=Decimal("5.00"))
    part = {"key": "id", "columns": {"name": "Name", "arr": "ARR", "renewal_date": "Renews"}}
    header = ("id", "Name", "ARR", "Renews")

    first = import_rows("customers", header, ("A1", "ACME", "€ 1,200.50", "2027-01-31"), part=part)
    renamed = import_rows("customers", header, ("A1", "Acme Ltd", "1200.50", ""), part=part)

    customer = Customer.objects.get()
    assert (counts(first), counts(renamed)) == ((0, 1, 0, 0), (0, 1, 0, 0))
    assert (customer.name, customer.arr, customer.import_key, customer.renewal_date) == (
        "Acme Ltd",
        Decimal("1200.50"),
        "A1",
        None,
    )


def test_customers_without_a_mapping_are_matched_by_field_names(product, import_rows):
    result = import_rows(
        "customers",
        ("Name", "ARR", "Renewal Date", "Notes"),
        ("Über AG", "90000", "2027-01-31", "nice"),
        ("Globex", "-1", "", ""),
        ("globex", "7", "", ""),
    )

    assert counts(result) == (2, 0, 0, 1)
    assert str(result.rejections[0]).startswith(
        "row 3: ARR: '-1' is negative, and arr is kept as 0 or more."
    )
    assert list(Customer.objects.values_list("name", "arr", "renewal_date")) == [
        ("globex", Decimal("7.00"), None),
        ("Über AG", Decimal("90000.00"), dt.date(2027, 1, 31)),
    ]


def test_two_keys_cannot_share_one_customer_name(product, import_rows):
    part = {"key": "id", "columns": {"name": "Name"}}

    result = import_rows("customers", ("id", "Name"), ("A1", "Acme"), ("A2", "acme"), part=part)

    assert counts(result) == (1, 0, 0, 1)
    assert result.rejections[0].reason == "the customer with the key 'A1' has this name too"


def test_column_that_a_file_lacks_keeps_what_is_stored(product, import_rows):
    Customer.objects.create(product=product, name="Acme", arr=Decimal("5.00"), segment="Banks")

    result = import_rows("customers", ("name", "arr"), ("Acme", "6"))

    customer = Customer.objects.get()
    assert counts(result) == (0, 1, 0, 0)
    assert (customer.arr, customer.segment) == (Decimal("6.00"), "Banks")


def test_teams_are_known_by_name(product, core, import_rows):
    header = ("name", "kind", "people", "availability")

    result = import_rows(
        "teams", header, ("core", "Core", "8", "0.8"), ("Desk", "services", "2.5", "1.1")
    )

    core.refresh_from_db()
    assert counts(result) == (0, 1, 0, 1)
    assert (core.name, core.people, core.availability) == ("core", Decimal(8), Decimal("0.8"))
    assert result.rejections[0].reason == "'1.1' is above 1"


def test_waiting_is_known_by_customer_and_item(product, login, import_rows):
    acme = Customer.objects.create(product=product, name="Acme")
    header = ("customer", "item", "since", "weight", "promised")

    first = import_rows("waiting", header, ("ACME", "T-1", "2026-01-05", "Nice to have", "no"))
    second = import_rows("waiting", header, ("Acme", "Login", "2026-01-05", "blocker", "yes"))
    third = import_rows("waiting", header, ("Acme", "Login", "", "blocker", "yes"))

    waiting = Waiting.objects.get()
    assert [counts(each) for each in (first, second, third)] == [
        (1, 0, 0, 0),
        (0, 1, 0, 0),
        (0, 0, 1, 0),
    ]
    assert (waiting.customer, waiting.item, waiting.since) == (acme, login, dt.date(2026, 1, 5))
    assert (waiting.weight, waiting.promised) == ("blocker", True)


def test_a_wait_that_ended_is_no_obstacle_to_another(product, login, import_rows):
    acme = make_customer(product, "Acme")
    ended = make_waiting(acme, login)
    rewrite(Waiting.objects.all(), until=dt.date(2026, 2, 1))

    rows = [("Customer", "Item", "Since"), ("Acme", "Login", "2026-03-02")]
    first, again = import_rows("waiting", *rows), import_rows("waiting", *rows)

    assert (counts(first), counts(again)) == ((1, 0, 0, 0), (0, 0, 1, 0))
    assert list(Waiting.objects.values_list("since", "until")) == [
        (ended.since, dt.date(2026, 2, 1)),
        (dt.date(2026, 3, 2), None),
    ]


def test_a_deal_is_signed_when_a_file_says_that_it_is_won(product, import_rows):
    part = {"key": "Id", "columns": {"name": "Name", "amount": "Amount", "outcome": "Outcome"}}

    def sent(amount: str, outcome: str) -> tuple:
        result = import_rows(
            "deals",
            ("Id", "Name", "Amount", "Outcome"),
            ("1", "Badges", amount, outcome),
            part=part,
        )
        deal = Deal.objects.get()
        return counts(result), str(deal.amount), deal.signed_amount and str(deal.signed_amount)

    assert sent("400", "open") == ((1, 0, 0, 0), "400.00", None)
    assert sent("380", "won") == ((0, 1, 0, 0), "380.00", "380.00")
    assert sent("380", "won") == ((0, 0, 1, 0), "380.00", "380.00")
    assert sent("420", "won") == ((0, 1, 0, 0), "420.00", "380.00")
    assert sent("420", "lost") == ((0, 1, 0, 0), "420.00", None)
    assert Deal.history.count() == 4


def test_the_key_of_the_account_comes_with_customers(product, import_rows):
    import_rows("customers", ("Name", "Account key"), ("Acme", "001-A"))

    assert Customer.objects.get().account_key == "001-A"


def test_usage_is_known_by_customer_and_item(product, login, import_rows):
    acme = Customer.objects.create(product=product, name="Acme")
    header = ("customer", "item", "last_used")

    first = import_rows("usage", header, ("ACME", "T-1", "2026-01-05"), ("Acme", "Login", ""))
    second = import_rows("usage", header, ("Acme", "Login", "2026-03-01"))
    third = import_rows("usage", ("Customer", "Feature"), ("Acme", "Login"))

    used = Usage.objects.get()
    assert [counts(each) for each in (first, second, third)] == [
        (1, 0, 1, 0),
        (0, 1, 0, 0),
        (0, 0, 1, 0),
    ]
    assert (used.customer, used.item, used.last_used_on) == (acme, login, dt.date(2026, 3, 1))
    assert len(first.warnings) == 1


def test_usage_of_what_is_unknown_is_rejected(product, login, import_rows):
    header, row = ("customer", "item", "last_used"), ("Acme", "T-1", "2026-01-05")

    refused = import_rows("usage", header, row, ("Acme", "T-9", "soon"))

    assert counts(refused) == (0, 0, 0, 2)
    assert refused.rejections[0].reason == "there is no customer 'Acme'"
    assert not Usage.objects.exists()
    assert counts(import_rows("usage", header, row, create_missing=True)) == (1, 0, 0, 0)
    assert Usage.objects.get().customer.name == "Acme"


def test_dry_run_counts_and_changes_nothing(product, import_rows):
    result = import_rows(
        "items", HEADER, LOGIN, EXPORT, LOGIN, part=ITEMS, create_missing=True, dry_run=True
    )

    assert counts(result) == (2, 0, 1, 0)
    assert not result.imported
    assert not Item.objects.exists()
    assert not Customer.objects.exists()


def test_all_or_nothing_imports_nothing_when_a_row_is_rejected(product, import_rows):
    rows = (HEADER, LOGIN, ("", "No key", "1", "", ""))

    refused = import_rows("items", *rows, part=ITEMS, all_or_nothing=True)
    assert (counts(refused), refused.imported) == ((0, 0, 0, 1), False)
    assert not Item.objects.exists()

    passed = import_rows("items", *rows[:2], part=ITEMS, all_or_nothing=True)
    assert (counts(passed), passed.imported) == ((1, 0, 0, 0), True)
    assert Item.objects.get().title == "Login"


def test_many_chunks_are_counted_and_told(product, login, core, import_rows):
    rows = [("T-1", "2026-03-02", str(n)) for n in range(1, 2502)]
    told, rejected = [], []

    result = import_rows(
        "effort",
        ("Task", "Day", "Hours"),
        *rows,
        ("T-9", "2026-03-02", "1"),
        part=EFFORT,
        progress=lambda done, total: told.append((done, total)),
        on_rejected=rejected.append,
    )

    assert counts(result) == (2501, 0, 0, 1)
    assert told == [(1000, 2502), (2000, 2502), (2502, 2502)]
    assert [rejection.row for rejection in rejected] == [2503]
    assert sum(Effort.objects.values_list("minutes", flat=True)) == 60 * sum(range(1, 2502))


def test_missing_columns_are_named_with_those_that_are_there(product, import_rows):
    with pytest.raises(BadMapping) as required:
        import_rows("items", ("Key", "Estimate"), ("T-1", "8"))
    with pytest.raises(Unreadable) as mapped:
        import_rows("items", ("Key", "Sum"), ("T-1", "x"), part=ITEMS)
    with pytest.raises(BadMapping) as field:
        import_rows("items", HEADER, LOGIN, part={"columns": {"titel": "Summary"}})

    assert str(required.value) == (
        "Importing items: no column for title (what the item is called)."
        " The file's columns: Key, Estimate."
    )
    assert str(mapped.value) == (
        "The file has no column 'Summary', which the mapping names. Its columns: Key, Sum."
    )
    assert "'titel' is no field. Fields: title, slice, customer" in str(field.value)


def test_kind_that_nothing_reads_says_what_can_be_imported(product, import_rows):
    with pytest.raises(BadMapping, match=r"Nothing reads invoices yet. What can be imported: cust"):
        import_rows("invoices", ("a", "b"), ("1", "2"))


def test_overlong_title_is_cut_and_overlong_name_rejected(product, import_rows):
    items = import_rows("items", ("key", "title"), ("T-1", "x" * 301))
    customers = import_rows("customers", ("name", "arr"), ("x" * 201, "1"))

    assert counts(items) == (1, 0, 0, 0)
    assert Item.objects.get().title == "x" * 299 + "…"
    assert items.warnings == ["row 2: title was cut to 300 characters."]
    assert counts(customers) == (0, 0, 0, 1)
    assert customers.rejections[0].reason == "name has 201 characters"


def test_what_a_constraint_refuses_is_rejected_and_the_others_are_in(product, import_rows):
    part = {"key": "Key", "columns": {"title": "Title", "started_on": "From"}}
    day = dt.date(2026, 3, 1)
    Item.objects.create(product=product, title="Login", import_key="T-1", finished_on=day)

    result = import_rows(
        "items",
        ("Key", "Title", "From"),
        ("T-1", "Sign-in", "2026-03-02"),
        ("T-2", "Logout", "2026-03-02"),
        part=part,
    )

    assert counts(result) == (1, 0, 0, 1)
    assert result.rejections[0].reason == "An item cannot finish before it starts."
    assert set(Item.objects.values_list("title", flat=True)) == {"Login", "Logout"}
