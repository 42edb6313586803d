"""Public data sets, with every expected figure computed here from the file itself."""

import csv
import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Sum

from company.calendar import Quarter, bounds
from escalations.models import Deal
from imports.mapping.toml import preset, read_mapping
from imports.problems import BadMapping
from imports.run.execution import run_import
from portfolio.as_of import AsOf
from portfolio.effort.sums import core_minutes
from portfolio.models import Customer, Effort, Item, Team
from tests.imports.conftest import counts

pytestmark = pytest.mark.real_data

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SPECIAL = {"Client Support", "Consultancy"}


def rows_of(path, encoding="utf-8"):
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def import_maven(product, real_file):
    def run(kind, name):
        path = real_file("crm_maven") / name
        return run_import(kind=kind, path=path, product=product, mapping=preset("maven"))

    return run


@pytest.fixture
def import_sip(product, real_file):
    def run(kind):
        path = real_file("sip_tasks_2004_2009.csv")
        mapping = read_mapping(EXAMPLES / "sip.toml")
        return run_import(kind=kind, path=path, product=product, mapping=mapping)

    return run


def test_maven_accounts_become_customers(import_maven, real_file):
    rows = rows_of(real_file("crm_maven") / "accounts.csv")

    result = import_maven("customers", "accounts.csv")

    assert counts(result) == (len(rows), 0, 0, 0) == (85, 0, 0, 0)
    assert set(Customer.objects.values_list("name", flat=True)) == {r["account"] for r in rows}
    assert Customer.objects.aggregate(Sum("arr"))["arr__sum"] == 0


def test_maven_opportunities_become_deals(import_maven, real_file):
    rows = rows_of(real_file("crm_maven") / "sales_pipeline.csv")
    import_maven("customers", "accounts.csv")

    result = import_maven("deals", "sales_pipeline.csv")
    again = import_maven("deals", "sales_pipeline.csv")

    outcomes = Counter({"Won": "won", "Lost": "lost"}.get(r["deal_stage"], "open") for r in rows)
    assert counts(result) == (len(rows), 0, 0, 0) == (8800, 0, 0, 0)
    assert counts(again) == (0, 0, len(rows), 0)
    assert Deal.objects.filter(customer=None).count() == sum(not r["account"] for r in rows) == 1425
    assert Counter(Deal.objects.values_list("outcome", flat=True)) == outcomes
    assert Counter(Deal.objects.values_list("owner", flat=True)) == Counter(
        r["sales_agent"] for r in rows
    )
    assert Deal.objects.aggregate(total=Sum("amount"))["total"] == sum(
        Decimal(r["close_value"].strip() or 0) for r in rows
    )
    first = Deal.objects.get(import_key=rows[0]["opportunity_id"])
    assert (first.close_date, first.stage) == (dt.date(2017, 3, 1), "Won")


def test_sip_tasks_become_items_with_each_estimate_once(import_sip, real_file):
    rows = rows_of(real_file("sip_tasks_2004_2009.csv"), "cp1252")
    tasks = {r["TaskNumber"]: r for r in rows}

    result = import_sip("items")
    again = import_sip("items")

    specials = {key for key, r in tasks.items() if r["SubCategory"] in SPECIAL}
    kept = Item.objects.filter(slice__is_specials=True)
    assert counts(result) == (len(tasks), 0, len(rows) - len(tasks), 0)
    assert counts(again) == (0, 0, len(rows), 0)
    assert set(kept.values_list("import_key", flat=True)) == specials
    assert set(kept.values_list("customer__name", flat=True)) == {
        tasks[key]["ProjectCode"] for key in specials
    }
    hours = sum(Decimal(r["HoursEstimate"]) for r in tasks.values())
    minutes = Item.objects.aggregate(total=Sum("estimate_minutes"))["total"]
    # Each estimate is rounded to a whole minute, half a minute at most.
    assert abs(minutes - hours * 60) <= Decimal(len(tasks)) / 2


def test_sip_effort_gives_the_shares_of_its_quarters(product, import_sip, real_file):
    rows = rows_of(real_file("sip_tasks_2004_2009.csv"), "cp1252")
    import_sip("items")

    result = import_sip("effort")
    again = import_sip("effort")

    assert counts(result) == (len(rows), 0, 0, 0) == (7576, 0, 0, 0)
    assert counts(again) == (0, 0, len(rows), 0)
    assert Effort.objects.count() == len(rows)
    expected, core = _shares(rows), core_minutes(AsOf(product))
    shares = {}
    for name in ("2006Q2", "2007Q2", "2008Q1", "2009Q1"):
        days = bounds(product, Quarter.parse(name))
        shares[name] = f"{core.special(*days) * 100 / core.total(*days):.1f}"
        assert shares[name] == expected[name]
    assert shares == {"2006Q2": "8.4", "2007Q2": "11.6", "2008Q1": "10.0", "2009Q1": "0.3"}


def _shares(rows):
    """By calendar quarter, special hours in percent of all hours."""
    hours, special = defaultdict(Decimal), defaultdict(Decimal)
    for row in rows:
        day = dt.datetime.strptime(row["CompletedOn"], "%d-%b-%y").date()  # noqa: DTZ007 (a day)
        quarter = f"{day.year}Q{(day.month + 2) // 3}"
        hours[quarter] += Decimal(row["DeveloperHoursActual"])
        if row["SubCategory"] in SPECIAL:
            special[quarter] += Decimal(row["DeveloperHoursActual"])
    return {quarter: f"{special[quarter] * 100 / total:.1f}" for quarter, total in hours.items()}


def test_maven_offices_become_teams(import_real, real_file, tmp_path):
    rows = rows_of(real_file("crm_maven/sales_teams.csv"))
    mapping = tmp_path / "offices.toml"
    mapping.write_text('[teams]\ncolumns.name = "regional_office"\nconstants.kind = "services"\n')

    counted, _ = import_real("teams", "crm_maven/sales_teams.csv", "--mapping", mapping)

    offices = {row["regional_office"] for row in rows}
    assert counted == (len(offices), 0, len(rows) - len(offices), 0) == (3, 0, 32, 0)
    assert set(Team.objects.values_list("name", "kind")) == {(each, "services") for each in offices}


def test_maven_products_become_items(import_real, real_file, tmp_path):
    rows = rows_of(real_file("crm_maven/products.csv"))
    mapping = tmp_path / "products.toml"
    mapping.write_text('[items]\nkey = "product"\ncolumns.title = "product"\n')

    counted, _ = import_real("items", "crm_maven/products.csv", "--mapping", mapping)

    assert counted == (len(rows), 0, 0, 0) == (7, 0, 0, 0)
    assert set(Item.objects.values_list("title", flat=True)) == {row["product"] for row in rows}


@pytest.mark.parametrize("kind", ["customers", "deals", "items", "effort", "teams", "waiting"])
def test_data_dictionary_holds_nothing_that_is_kept(product, real_file, kind):
    path = real_file("crm_maven/data_dictionary.csv")

    with pytest.raises(BadMapping) as refused:
        run_import(kind=kind, path=path, product=product)

    assert f"Importing {kind}: no column for " in str(refused.value)
    assert "The file's columns: " in str(refused.value)
