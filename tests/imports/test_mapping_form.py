"""The form of a mapping: sent back as it came, it says what it began with."""

import pytest

from imports import kinds
from imports.files.reader import open_table
from imports.guess.suggestions import names_looked_for
from imports.mapping.toml import mapping_from, preset
from imports.pages.mapping_form import MappingForm

pytestmark = pytest.mark.any_database

ISSUES = [
    ("Key", "Summary", "Type", "Labels", "Labels", "Client", "Done", "Spent"),
    ("T-1", "Login", "Bug", "a", "b", "", "2026-10-05", "8"),
    ("T-2", "Badge", "Story", "", "", "Acme", "2026-10-06", "4"),
]
SAID = {
    "decimal_sign": ".",
    "items": {
        "key": ["Key"],
        "date_form": "iso",
        "columns": {"title": ["Summary", "Titel"], "finished_on": "Done"},
        "constants": {"customer": "Acme"},
        "leave_out": [{"column": "Type", "is": "Epic"}],
        "rules": [
            {"column": "Type", "is": ["Bug", "Error"], "slice": "quality"},
            {"column": "Client", "contains": "Acme", "special_for": "Acme"},
            {"column": "Labels", "special_for_prefix": "for:"},
            {"column": "Client", "is": "Bolt", "special_for_column": "Client"},
        ],
    },
    "effort": {
        "columns": {"item": "Key", "date": "Done", "amount": "Spent"},
        "constants": {"team": "Core"},
        "units": {"Spent": "points"},
        "weeks_per_point": "0.25",
    },
}


@pytest.fixture
def table(table_file):
    return open_table(table_file(*ISSUES))


def sent_back(form) -> dict[str, object]:
    values = {field.html_name: field.value() for field in form}
    return {name: value for name, value in values.items() if value not in (None, False)}


def form_of(table, product, mapping, data=None, wanted=None):
    wanted = wanted or list(mapping.parts)
    return MappingForm(data, table=table, kinds_in_it=wanted, base=mapping, product=product)


def test_sent_back_as_it_came_it_says_the_same(product, table):
    mapping = mapping_from(SAID, "test")
    data = sent_back(form_of(table, product, mapping))

    form = form_of(table, product, mapping, data)

    assert form.is_valid(), form.errors
    assert form.mapping == mapping


@pytest.mark.parametrize(
    ("name", "preset_name"),
    [
        ("jira_exports/jira_en_labels_logwork.csv", "jira"),
        ("jira_exports/jira_en_sprint3_2022.csv", "jira"),
        ("jira_exports/jira_es_dup_etiquetas.csv", "jira"),
        ("formats/linear-export.csv", "linear"),
        ("formats/kimai-XLSX.xlsx", "kimai"),
        ("formats/monday.com-XLSX.xlsx", "monday"),
        ("crm_maven/accounts.csv", "maven"),
        ("saas_ravenstack/ravenstack_subscriptions.csv", "ravenstack"),
    ],
)
def test_presets_survive_the_form_on_real_files(product, real_file, name, preset_name):
    mapping = preset(preset_name)
    looked_for = [each for kind in kinds.names() for each in names_looked_for(kinds.get(kind))]
    table = open_table(real_file(name), wanted=looked_for)
    wanted = list(mapping.parts)
    data = sent_back(form_of(table, product, mapping, wanted=wanted))

    form = form_of(table, product, mapping, data, wanted=wanted)

    assert form.is_valid(), form.errors
    assert form.mapping == mapping


def test_what_is_chosen_replaces_what_stood(product, table):
    mapping = mapping_from(SAID, "test")
    data = sent_back(form_of(table, product, mapping))
    data |= {
        "items-title": "Client",
        "items-finished_on": "",
        "items-customer-always": "",
        "effort-amount-unit": "hours",
        "rule-0-end": "discovery",
        "rule-2-drop": "on",
    }

    form = form_of(table, product, mapping, data)

    assert form.is_valid(), form.errors
    items = form.mapping.part("items")
    assert items.columns == {"title": "Client"}
    assert not items.constants
    assert [rule.slice for rule in items.rules] == ["discovery", "", ""]
    assert form.mapping.part("effort").units == {"Spent": "hours"}


def test_a_new_rule_needs_its_column_and_its_end(product, table):
    mapping = mapping_from(SAID, "test")
    data = sent_back(form_of(table, product, mapping)) | {"rule-4-texts": "Kiosk"}

    form = form_of(table, product, mapping, data)

    assert not form.is_valid()
    assert "rule 5: a rule needs a column" in str(form.errors)


def test_points_need_their_weeks(product, table):
    mapping = mapping_from(SAID, "test")
    data = sent_back(form_of(table, product, mapping)) | {"effort-weeks_per_point": ""}

    form = form_of(table, product, mapping, data)

    assert not form.is_valid()
    assert "needs weeks_per_point" in str(form.errors)


UNITS = {
    "effort": {
        "columns": {"item": "Key", "date": "Done", "amount": ["Spent", "Client"]},
        "constants": {"team": "Core"},
        "unit": "seconds",
        "units": {"Client": "points"},
        "weeks_per_point": "0.2",
    }
}


def units_of(form):
    return {
        field.html_name: (field.label, field.value())
        for field in form
        if "-unit" in field.html_name
    }


def test_each_column_of_durations_has_its_unit(product, table):
    form = form_of(table, product, mapping_from(UNITS, "test"))

    assert units_of(form) == {
        "effort-amount-unit": ("A plain number in Spent is", "seconds"),
        "effort-amount-unit-1": ("A plain number in Client is", "points"),
    }


@pytest.mark.parametrize(
    ("chosen", "unit", "units"),
    [
        ({"effort-amount-unit": "hours"}, "seconds", {"Spent": "hours", "Client": "points"}),
        ({"effort-amount-unit-1": ""}, "", {"Spent": "seconds"}),
        ({"effort-amount": "Spent"}, "seconds", {"Spent": "seconds"}),
        ({"effort-amount": "Client", "effort-amount-unit": "days"}, "seconds", {"Client": "days"}),
        (
            {"effort-amount": "", "effort-amount-always": "2", "effort-amount-unit": "days"},
            "days",
            {},
        ),
    ],
)
def test_a_chosen_unit_is_its_column_s_alone(product, table, chosen, unit, units):
    mapping = mapping_from(UNITS, "test")
    data = sent_back(form_of(table, product, mapping)) | chosen

    form = form_of(table, product, mapping, data)

    assert form.is_valid(), form.errors
    part = form.mapping.part("effort")
    assert (part.unit, part.units) == (unit, units)


def test_what_was_not_sent_stays(product, table):
    mapping = mapping_from(SAID, "test")

    form = form_of(table, product, mapping, {"effort-amount-unit": "hours"})

    assert form.is_valid(), form.errors
    assert form.mapping.part("items") == mapping.part("items")
    assert form.mapping.part("effort").units == {"Spent": "hours"}


def test_a_rule_that_its_row_cannot_show_stays_word_for_word(product, table):
    rules = [
        {"column": "type", "is": "Bug", "slice": "Quality, tooling and debt"},
        {"column": "Missing", "is": "x", "slice": "quality"},
        {"column": "Type", "is": "a; b", "slice": "quality"},
        {"column": "Type", "is": "c", "slice": "no such slice"},
    ]
    mapping = mapping_from({"items": {"columns": {"title": "Summary"}, "rules": rules}}, "test")
    before = form_of(table, product, mapping)

    form = form_of(table, product, mapping, sent_back(before))

    columns = [field.value() for field in before if field.html_name.endswith("-column")]
    assert [column for column in columns if column] == ["Type"]
    assert form.is_valid(), form.errors
    assert form.mapping == mapping
