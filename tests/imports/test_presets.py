"""What the presets make of rows as their tools write them; here they are made up."""

import datetime as dt
from decimal import Decimal

import pytest

from escalations.models import Deal, Escalation
from imports import kinds
from imports.files.reader import open_table
from imports.guess.suggestions import likely_preset
from imports.mapping.toml import mapping_from, preset, preset_names
from portfolio.models import Customer, Effort, Item
from tests.imports.conftest import counts

pytestmark = pytest.mark.any_database

JIRA = (
    "Issue key",
    "Issue Type",
    "Summary",
    "Status",
    "Resolution",
    "Resolved",
    "Labels",
    "Labels",
    "Components",
    "Time Spent",
    "Original estimate",
    "Custom field (Story Points)",
    "Sprint",
    "Custom field (Start date)",
)
DONE = {"Status": "Done", "Resolution": "Done", "Resolved": "20/Feb/26 4:31 PM"}


@pytest.fixture
def import_preset(import_rows):
    def run(name, kind, *rows, **options):
        return import_rows(kind, *rows, mapping=preset(name), **options)

    return run


def issues(*said):
    """Rows of a Jira export; `Label` is the second column of labels."""
    rows = [JIRA]
    for n, each in enumerate(said, start=1):
        row = {"Issue key": f"A-{n}", "Summary": f"Issue {n}", "Issue Type": "Task", **each}
        second = row.pop("Label", "")
        cells = [row.get(name, "") for name in JIRA]
        cells[7] = second
        rows.append(tuple(cells))
    return rows


def slices():
    kept = Item.objects.order_by("import_key").values_list("import_key", "slice__key")
    return dict(kept)


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_is_whole_and_speaks_of_fields_there_are(name):
    mapping = preset(name)

    assert mapping_from(mapping.as_data(), mapping.name) == mapping
    for kind, part in mapping.parts.items():
        fields = {field.name for field in kinds.get(kind).fields}
        assert {*part.columns, *part.constants, *part.values} <= fields
        assert part.recognised_by


def test_jira_issue_is_sorted_by_type_then_by_label(product, import_preset):
    Customer.objects.create(product=product, name="Acme Corp")

    result = import_preset(
        "jira",
        "items",
        *issues(
            {"Issue Type": "Bug", "Labels": "customer:acme-corp"},
            {"Issue Type": "Story", "Label": "Customer:ACME_corp"},
            {"Issue Type": "Task", "Components": "client:Globex"},
            {"Issue Type": "Spike", "Labels": "tech-debt"},
            {"Issue Type": "Story", "Labels": "ui", "Label": "Tech-Debt"},
            {"Issue Type": "Task", "Components": "DevOps"},
            {"Issue Type": "Task", "Labels": "client-side"},
            {"Issue Type": "New Feature"},
        ),
    )

    assert counts(result) == (8, 0, 0, 0)
    assert slices() == {
        "A-1": "quality",
        "A-2": "specials",
        "A-3": "specials",
        "A-4": "discovery",
        "A-5": "quality",
        "A-6": "infrastructure",
        "A-7": None,
        "A-8": "features",
    }
    assert set(Escalation.objects.values_list("customer__name", flat=True)) == {
        "Acme Corp",
        "Globex",
    }


def test_jira_estimates_are_seconds_or_points(product, import_preset):
    points = "Custom field (Story Points)"

    import_preset(
        "jira",
        "items",
        *issues({"Original estimate": "7200", points: "8"}, {points: "2.5"}, {}),
    )

    kept = Item.objects.order_by("import_key").values_list("estimate_minutes", flat=True)
    assert list(kept) == [120, 1200, None]


def test_jira_leaves_out_what_is_no_work_of_its_own(product, import_preset):
    points = "Custom field (Story Points)"
    rows = issues(
        {"Issue Type": "Epic"},
        {"Issue Type": "Epic", "Time Spent": "3600", **DONE},
        {"Issue Type": "Sub-task"},
        {"Issue Type": "Sub-task", "Time Spent": "3600", **DONE},
        {"Issue Type": "Sub-task", points: "1", **DONE},
        {"Status": "Cancelled", points: "3", "Resolved": "20/Feb/26 4:31 PM"},
        {**DONE, "Resolution": "Won't Do", "Time Spent": "3600"},
        {"Issue Type": "Epic", points: "13", **DONE},
    )

    items = import_preset("jira", "items", *rows)
    effort = import_preset("jira", "effort", *rows)

    assert counts(items) == (4, 0, 4, 0)
    assert list(slices()) == ["A-2", "A-4", "A-5", "A-7"]
    assert counts(effort) == (4, 0, 4, 0)
    assert [(e.import_key, e.minutes) for e in Effort.objects.order_by("import_key")] == [
        ("A-2", 60),
        ("A-4", 60),
        ("A-5", 480),
        ("A-7", 60),
    ]


def test_jira_effort_is_dated_by_the_resolution_else_by_what_is_said_of_a_sprint(
    product, import_preset, import_rows
):
    points = "Custom field (Story Points)"
    rows = issues(
        {"Time Spent": "3600", "Sprint": "S1", **DONE},
        {"Time Spent": "3600", "Sprint": "S1"},
        {points: "5", "Sprint": "S1"},
    )
    said = preset("jira").as_data()
    said["effort"]["values"] = {"date": {"S1": "2026-02-27"}}
    import_preset("jira", "items", *rows)

    plain = import_preset("jira", "effort", *rows)
    dated = import_rows("effort", *rows, mapping=mapping_from(said, "ours.toml"))

    assert (counts(plain), counts(dated)) == ((1, 0, 1, 1), (1, 0, 2, 0))
    assert plain.rejections[0].reason == "Sprint 'S1' does not say the date"
    assert dict(Effort.objects.values_list("import_key", "date")) == {
        "A-1": dt.date(2026, 2, 20),
        "A-2": dt.date(2026, 2, 27),
    }


def test_linear_labels_stand_in_one_cell(product, import_preset):
    header = ("ID", "Team", "Title", "Status", "Estimate", "Labels", "Started", "Completed")
    rows = [
        ("L-1", "Core", "a", "Done", "2", "ui, Bug", "", "2026-02-20T10:00:00.000Z"),
        ("L-2", "Core", "b", "Done", "", "debugging, customer:Acme", "", "2026-02-20"),
        ("L-3", "Core", "c", "Duplicate", "3", "Feature", "", ""),
    ]

    items = import_preset("linear", "items", header, *rows)
    effort = import_preset("linear", "effort", header, *rows)

    assert (counts(items), counts(effort)) == ((2, 0, 1, 0), (1, 0, 2, 0))
    assert slices() == {"L-1": "quality", "L-2": "specials"}
    kept = Effort.objects.get()
    assert (kept.team.name, kept.minutes, kept.date) == ("Core", 960, dt.date(2026, 2, 20))


REPORT = (
    "Opportunity Owner",
    "Account Name",
    "Opportunity Name",
    "Stage",
    "Fiscal Period",
    "Amount",
    "Probability (%)",
    "Close Date",
    "Type",
)


def test_salesforce_report_becomes_deals(product, import_preset):
    acme = Customer.objects.create(product=product, name="Acme")
    rows = [
        ("Ana", "Acme", "Big", "Closed Won", "Q1-2026", "1000.50", "100", "1/31/2026", "Renewal"),
        ("Ana", "", "New", "Closed Lost", "Q1", "", "0", "2/3/2026", "New Business"),
        ("Ben", "Acme", "More", "Negotiation", "Q1", "7", "90", "2/3/2026", "Add-On Business"),
        ("Ben", "Acme", "Odd", "Parked", "Q1", "7", "0", "2/3/2026", "Whatever"),
        ("Grand Totals (4 records)", *[""] * 8),
        ("Confidential Information - Do Not Distribute", *[""] * 8),
        ("Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.", *[""] * 8),
    ]

    result = import_preset("salesforce", "deals", REPORT, *rows)

    assert counts(result) == (4, 0, 3, 0)
    assert result.warnings == ["3 rows were left out: Close Date is blank."]
    kept = Deal.objects.order_by("pk").values_list(
        "name", "customer", "kind", "outcome", "amount", "close_date", "owner"
    )
    assert list(kept) == [
        ("Big", acme.pk, "renewal", "won", Decimal("1000.50"), dt.date(2026, 1, 31), "Ana"),
        ("New", None, "new", "lost", Decimal(0), dt.date(2026, 2, 3), "Ana"),
        ("More", acme.pk, "expansion", "open", Decimal(7), dt.date(2026, 2, 3), "Ben"),
        ("Odd", acme.pk, "new", "open", Decimal(7), dt.date(2026, 2, 3), "Ben"),
    ]


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        ("Closed/Won", "won"),
        ("Closed - Won", "won"),
        ("CLOSED_LOST", "lost"),
        ("Closed/Lost", "lost"),
        ("Canceled", "lost"),
        ("Closed - Cancelled", "lost"),
        ("Disqualified", "lost"),
        ("Won back later", "open"),
        ("Open", "open"),
    ],
)
def test_salesforce_stages_are_known_whatever_their_signs(product, import_preset, stage, outcome):
    row = ("Ana", "", "Big", stage, "Q1-2026", "5", "100", "1/31/2026", "Renewal")

    import_preset("salesforce", "deals", REPORT, row)

    assert Deal.objects.values_list("stage", "outcome").get() == (stage, outcome)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Up-sell", "expansion"),
        ("Cross-Sell", "expansion"),
        ("Upsell / Cross-sell", "expansion"),
        ("New Logo", "new"),
        ("Contract Renewal", "renewal"),
        ("Whatever", "new"),
    ],
)
def test_salesforce_types_are_known_whatever_their_signs(product, import_preset, said, kind):
    row = ("Ana", "", "Big", "Closed Won", "Q1-2026", "5", "100", "1/31/2026", said)

    import_preset("salesforce", "deals", REPORT, row)

    assert Deal.objects.values_list("kind", flat=True).get() == kind


def test_salesforce_objects_become_customers_and_deals(product, import_preset):
    accounts = [
        ("Id", "Name", "Industry", "AnnualRevenue", "ARR__c", "Renewal_Date__c", "BillingCity"),
        ("001A", "Acme", "Banking", "350000000", "12000", "2027-03-31", "Bonn"),
        ("001B", "Globex", "", "", "", "", ""),
    ]
    opportunities = [
        ("Id", "AccountId", "Name", "StageName", "Amount", "CloseDate", "IsWon", "IsClosed"),
        ("006A", "001A", "Big", "Gone", "5", "2026-01-31", "false", "true"),
        ("006B", "001A", "Next", "Signed", "5", "2026-01-31", "TRUE", "TRUE"),
        ("006C", "001A", "Last", "Closed Won", "5", "2026-01-31", "false", "false"),
    ]

    customers = import_preset("salesforce", "customers", *accounts)
    deals = import_preset("salesforce", "deals", *opportunities)

    assert (counts(customers), counts(deals)) == ((2, 0, 0, 0), (3, 0, 0, 0))
    kept = Customer.objects.order_by("name").values_list("name", "segment", "arr", "renewal_date")
    assert list(kept) == [
        ("Acme", "Banking", Decimal(12000), dt.date(2027, 3, 31)),
        ("Globex", "", Decimal(0), None),
    ]
    assert list(Deal.objects.order_by("pk").values_list("outcome", "customer__name")) == [
        ("lost", "Acme"),
        ("won", "Acme"),
        ("open", "Acme"),
    ]


def test_kimai_row_that_was_billed_since_is_the_same_row(product, import_preset):
    header = (
        "Date",
        "From",
        "Duration",
        "User",
        "Customer",
        "Project",
        "Activity",
        "Billable",
        "Exported",
    )
    row = ("2026-03-30", "09:00", "1:30", "ana", "Acme", "Web", "Build", "Yes")
    import_preset("kimai", "items", header, (*row, "No"))
    import_preset("kimai", "effort", header, (*row, "No"))

    result = import_preset("kimai", "effort", header, (*row, "Yes"))

    assert counts(result) == (0, 0, 1, 0)
    kept = Effort.objects.get()
    assert (kept.minutes, kept.date, kept.team.name) == (90, dt.date(2026, 4, 2), "Development")


@pytest.mark.parametrize(
    ("header", "name", "its_kinds"),
    [
        (JIRA, "jira", ("items", "effort")),
        (REPORT, "salesforce", ("deals",)),
        (("Account Owner", "Account Name", "Billing City", "Type"), "salesforce", ("customers",)),
        (("Account Name", "Renewal Date", "Stage"), None, None),
    ],
)
def test_preset_is_recognised_by_its_columns(table_file, header, name, its_kinds):
    likely = likely_preset(open_table(table_file(header, ["x"] * len(header))))

    assert (likely and likely.name, likely and likely.kinds) == (name, its_kinds)
