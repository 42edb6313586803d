"""What is suggested for files that nobody here wrote."""

import itertools
import lzma

import pytest

from imports import kinds
from imports.files.reader import open_table
from imports.guess.suggestions import likely_preset, names_looked_for, suggest

# What is read from a file; test_real_data stores such files on every database.
pytestmark = [pytest.mark.real_data, pytest.mark.any_database]

# File, kind -> its key, and each field's column with the confidence's first letter.
EXPECTED = {
    ("jira_exports/jira_en_labels_logwork.csv", "items"): (
        "Issue key",
        {
            "title": "Summary s",
            "estimate": "Original estimate l",
            "started_on": "Created g",
            "finished_on": "Resolved s",
        },
    ),
    ("jira_exports/jira_en_labels_logwork.csv", "effort"): (
        "Issue key",
        {
            "team": "Custom field (Team) g",
            "item": "Issue key s",
            "date": "Resolved g",
            "amount": "Time Spent s",
        },
    ),
    ("jira_exports/jira_en_sprint3_2022.csv", "items"): (
        "Issue key",
        {
            "title": "Summary s",
            "estimate": "Original estimate l",
            "started_on": "Created g",
            "finished_on": "Resolved s",
        },
    ),
    ("jira_exports/jira_es_dup_etiquetas.csv", "items"): (
        "Clave de incidencia",
        {
            "title": "Resumen s",
            "estimate": "Estimación original l",
            "started_on": "Creada g",
            "finished_on": "Resuelta l",
        },
    ),
    ("formats/jira_cycle_times.csv", "items"): (
        "id",
        {"title": "task g", "started_on": "created_date g", "finished_on": "finished_date s"},
    ),
    ("formats/linear-export.csv", "items"): (
        "ID",
        {
            "title": "Title s",
            "estimate": "Estimate s",
            "started_on": "Started s",
            "finished_on": "Completed s",
        },
    ),
    ("formats/linear-export.csv", "effort"): (
        "ID",
        {"team": "Team s", "item": "ID g", "date": "Completed g"},
    ),
    ("formats/kimai-XLSX.xlsx", "effort"): (
        None,
        {"item": "Activity g", "date": "Date s", "amount": "Duration s"},
    ),
    ("formats/kimai-XLSX.xlsx", "customers"): (None, {"name": "Customer s"}),
    ("formats/monday.com-XLSX.xlsx", "effort"): (
        None,
        {"date": "Date s", "amount": "Time Tracking s"},
    ),
    ("crm_maven/accounts.csv", "customers"): (None, {"name": "account s", "segment": "sector s"}),
    ("crm_maven/sales_pipeline.csv", "deals"): (
        "opportunity_id",
        {
            "name": "product g",
            "customer": "account s",
            "amount": "close_value s",
            "stage": "deal_stage s",
            "close_date": "close_date s",
            "outcome": "deal_stage g",
            "owner": "sales_agent s",
        },
    ),
    ("crm_maven/sales_teams.csv", "teams"): (None, {"name": "regional_office g"}),
    ("crm_maven/products.csv", "items"): (None, {}),
    ("saas_ravenstack/ravenstack_accounts.csv", "customers"): (
        "account_id",
        {"name": "account_name s", "segment": "industry s"},
    ),
    ("saas_ravenstack/ravenstack_subscriptions.csv", "customers"): (
        "account_id",
        {"arr": "arr_amount s"},
    ),
    ("saas_ravenstack/ravenstack_churn_events.csv", "deals"): (
        "churn_event_id",
        {
            "name": "churn_event_id g",
            "customer": "account_id s",
            "amount": "refund_amount_usd g",
            "close_date": "churn_date s",
        },
    ),
    ("saas_ravenstack/ravenstack_support_tickets.csv", "items"): (
        "ticket_id",
        {
            "title": "ticket_id g",
            "customer": "account_id g",
            "started_on": "submitted_at g",
            "finished_on": "closed_at s",
        },
    ),
    ("formats/monday.com-XLSX.xlsx", "items"): (
        None,
        {"title": "Name s", "finished_on": "Date g"},
    ),
    ("volume/CESAW_task_fact.csv.xz", "items"): (
        None,
        {
            "title": "phase_short_name g",
            "estimate": "task_plan_time_minutes l",
            "started_on": "task_actual_start_date l",
            "finished_on": "task_actual_complete_date l",
        },
    ),
    ("volume/CESAW_time_fact.csv.xz", "effort"): (
        "time_log_fact_key",
        {
            "team": "team_key g",
            "item": "wbs_element_key s",
            "date": "time_log_start_date g",
            "amount": "time_log_delta_minutes l",
        },
    ),
    ("sip_tasks_2004_2009.csv", "items"): (
        "TaskNumber",
        {
            "title": "Summary s",
            "estimate": "HoursEstimate g",
            "started_on": "StartedOn s",
            "finished_on": "CompletedOn s",
        },
    ),
    ("sip_tasks_2004_2009.csv", "effort"): (
        None,
        {"item": "TaskNumber s", "date": "CompletedOn g", "amount": "DeveloperHoursActual l"},
    ),
}


@pytest.fixture
def open_real(real_file, tmp_path):
    """A real file as it is opened for suggestions; of a packed one only its beginning."""

    def run(name, kind):
        path = real_file(name)
        if path.suffix == ".xz":
            with lzma.open(path) as file:
                path = tmp_path / path.stem
                path.write_bytes(b"".join(itertools.islice(file, 400)))
        return open_table(path, wanted=names_looked_for(kinds.get(kind)))

    return run


@pytest.mark.parametrize(("name", "kind"), EXPECTED)
def test_columns_of_real_files_are_suggested(open_real, name, kind):
    key, fields = EXPECTED[name, kind]

    suggestion = suggest(kinds.get(kind), open_real(name, kind))

    assert (suggestion.key and suggestion.key.column) == key
    assert {
        field: f"{guess.column} {guess.confidence[0]}" for field, guess in suggestion.fields.items()
    } == fields


@pytest.mark.parametrize("kind", kinds.names())
def test_nothing_is_suggested_for_a_data_dictionary(real_file, kind):
    suggestion = suggest(kinds.get(kind), open_table(real_file("crm_maven/data_dictionary.csv")))

    assert (suggestion.fields, suggestion.key) == ({}, None)


def test_forms_units_and_signs_of_real_files_are_found(open_real):
    pipeline = suggest(kinds.get("deals"), open_real("crm_maven/sales_pipeline.csv", "deals"))
    logs = suggest(
        kinds.get("effort"), open_real("jira_exports/jira_en_labels_logwork.csv", "effort")
    )
    sip = suggest(kinds.get("effort"), open_real("sip_tasks_2004_2009.csv", "effort"))

    assert (pipeline.date_form.value, pipeline.decimal_sign.value) == ("m/d/y", ".")
    assert {column: unit.value for column, unit in logs.units.items()} == {"Time Spent": "seconds"}
    assert {column: unit.value for column, unit in sip.units.items()} == {
        "DeveloperHoursActual": "hours"
    }


@pytest.mark.parametrize(
    ("name", "preset", "kinds_it_reads"),
    [
        ("crm_maven/accounts.csv", "maven", ("customers",)),
        ("crm_maven/sales_pipeline.csv", "maven", ("deals",)),
        ("crm_maven/products.csv", None, None),
        ("jira_exports/jira_en_labels_logwork.csv", "jira", ("items", "effort")),
        ("jira_exports/jira_en_sprint3_2022.csv", "jira", ("items", "effort")),
        ("jira_exports/jira_es_dup_etiquetas.csv", "jira", ("items", "effort")),
        ("formats/jira_cycle_times.csv", None, None),
        ("formats/linear-export.csv", "linear", ("items", "effort")),
        ("formats/kimai-XLSX.xlsx", "kimai", ("customers", "items", "effort")),
        ("saas_ravenstack/ravenstack_accounts.csv", "ravenstack", ("customers",)),
        ("saas_ravenstack/ravenstack_churn_events.csv", "ravenstack", ("deals",)),
        ("saas_ravenstack/ravenstack_subscriptions.csv", "ravenstack", ("customers",)),
        ("saas_ravenstack/ravenstack_support_tickets.csv", "ravenstack", ("items",)),
        ("sip_tasks_2004_2009.csv", None, None),
    ],
)
def test_preset_of_a_real_file_is_recognised(real_file, name, preset, kinds_it_reads):
    likely = likely_preset(open_table(real_file(name)))

    assert (likely and likely.name, likely and likely.kinds) == (preset, kinds_it_reads)


def test_preset_names_the_columns_that_gave_it_away(real_file):
    likely = likely_preset(open_table(real_file("crm_maven/accounts.csv")))

    assert likely.columns == ("account", "sector", "revenue", "subsidiary_of")
