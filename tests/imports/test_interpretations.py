"""What falls to a catch-all is listed with its count, and one click gives it its meaning."""

import json

import pytest
from django.core.management import call_command
from django_ox.testing import run_tasks

from escalations.models import Deal
from imports.mapping.edits import with_meaning
from imports.mapping.interpretations import MOST_TEXTS, Interpretation, Interpretations
from imports.mapping.toml import mapping_from, mapping_of, preset
from imports.models import Import
from imports.problems import BadMapping
from portfolio.models import Item
from tests.imports.htmlform import untouched
from tests.imports.makers import upload
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes

pytestmark = pytest.mark.any_database

HERE = "/p/skylark/imports/"
HEADER = ("Opportunity Name", "Stage", "Close Date", "Type", "Amount")
DEALS = [
    HEADER,
    ("A", "Closed/Won", "2026-01-02", "Up-sell", "5"),
    ("B", "Closed - Lost", "2026-01-02", "Cross Sell", "5"),
    ("C", "Negotiation", "2026-01-02", "", "5"),
    ("D", "Parked", "2026-01-02", "New Business", "5"),
    ("E", "parked", "2026-01-02", "Swap", "5"),
]
FALLEN = [
    "outcome: 'Parked' is read as open in 2 rows.",
    "kind: blank is read as new in 1 row.",
    "kind: 'Swap' is read as new in 1 row.",
    "outcome: 'Negotiation' is read as open in 1 row.",
]


def fallen(result):
    return sorted(map(str, result.meanings.fallen()))


def csv_of(rows):
    return "".join(",".join(row) + "\n" for row in rows)


@pytest.fixture
def pm(cast):
    return signed_in(cast.product_manager)


@pytest.fixture
def sent(pm):
    """Send rows as a file; the page that maps them, and the import."""

    def send(rows, name="deals.csv"):
        page = pm.post(f"{HERE}new/", {"file": upload(csv_of(rows), name)}, follow=True)
        return page, Import.objects.latest("pk")

    return send


def press(pm, found, page, *meaning):
    """Press the button that gives a text its meaning; the page that answers."""
    button = json.dumps(list(meaning))
    assert f'value="{button.replace('"', "&quot;")}"' in page.content.decode()
    return pm.post(f"{HERE}{found.pk}/map/", {**untouched(page), "mean": button}, follow=True)


def test_signs_do_not_part_a_text_from_its_meaning(import_rows):
    import_rows("deals", *DEALS, mapping=preset("salesforce"))

    told = dict(Deal.objects.values_list("name", "outcome"))
    assert told == {"A": "won", "B": "lost", "C": "open", "D": "open", "E": "open"}
    kinds = dict(Deal.objects.values_list("name", "kind"))
    assert kinds == {"A": "expansion", "B": "expansion", "C": "new", "D": "new", "E": "new"}


def test_what_fell_to_a_catch_all_is_counted(import_rows):
    result = import_rows("deals", *DEALS, mapping=preset("salesforce"), dry_run=True)

    assert fallen(result) == sorted(FALLEN)
    assert result.as_data()["fallen"][0] == FALLEN[0]


def test_a_text_that_is_no_choice_is_listed_as_rejected(import_rows):
    part = {"columns": {"name": "Opportunity Name", "outcome": "Stage"}}

    result = import_rows("deals", HEADER, DEALS[3], part=part)

    assert fallen(result) == ["outcome: 'Negotiation' is rejected in 1 row."]
    assert result.rejected == 1


def test_what_is_said_of_a_text_does_not_fall(import_rows):
    part = {
        "columns": {"name": "Opportunity Name", "outcome": "Stage", "kind": "Type"},
        "constants": {"kind": "renewal"},
        "values": {
            "outcome": {"Negotiation": "open", "*": "lost"},
            "kind": {"Swap": "", "New Business": "new"},
        },
    }

    result = import_rows("deals", HEADER, DEALS[3], DEALS[4], part=part)

    assert fallen(result) == ["outcome: 'Parked' is read as lost in 1 row."]


def test_a_word_that_daylight_knows_does_not_fall(import_rows):
    part = {
        "columns": {"name": "Opportunity Name", "outcome": "Stage", "kind": "Type"},
        "values": {"outcome": {"*": "open"}, "kind": {"*": "new"}},
    }

    result = import_rows("deals", HEADER, DEALS[1], DEALS[2], part=part)

    assert fallen(result) == []
    assert set(Deal.objects.values_list("kind", "outcome")) == {
        ("expansion", "won"),
        ("expansion", "lost"),
    }


def test_items_that_no_rule_names_are_counted_by_what_rules_sort_by(import_rows):
    header = ("Key", "Title", "Kind")
    part = {
        "key": "Key",
        "columns": {"title": "Title"},
        "rules": [{"column": "Kind", "is": "Bug", "slice": "quality"}],
    }
    rows = [("1", "a", "Bug"), ("2", "b", "Task"), ("3", "c", "task"), ("4", "d", "")]

    result = import_rows("items", header, *rows, part=part)

    assert fallen(result) == [
        "slice: 'Task' is read as uncategorised in 2 rows.",
        "slice: blank is read as uncategorised in 1 row.",
    ]


def test_the_trial_on_the_command_line_lists_them(product, table_file, capsys):
    path = table_file(*DEALS)

    call_command(
        "import_data", "deals", path, product=product.slug, preset="salesforce", dry_run=True
    )

    out, err = capsys.readouterr()
    assert out.splitlines() == ["created 5", "updated 0", "unchanged 0", "rejected 0"]
    assert sorted(FALLEN) == sorted(line for line in err.splitlines() if " is read as " in line)
    assert not Deal.objects.exists()


def test_the_page_lists_them_before_importing(product, sent):
    page, _ = sent(DEALS)

    said = words(page)
    assert "What nobody gave a meaning" in said
    assert "Parked outcome 2 open Open Won Lost" in said
    assert "blank kind 1 new New Renewal Expansion" in said


def test_one_click_gives_a_text_its_meaning(product, pm, sent):
    page, found = sent(DEALS)

    page = press(pm, found, page, "deals", "outcome", "Parked", "lost")
    page = press(pm, found, page, "deals", "kind", "", "renewal")
    said = words(page)
    pm.post(f"{HERE}{found.pk}/map/", {**untouched(page), "do": "import"})
    run_tasks()

    assert "Parked outcome 2 lost Open Won Lost" in said.split("What the other values mean")[1]
    told = dict(Deal.objects.values_list("name", "outcome"))
    assert told == {"A": "won", "B": "lost", "C": "open", "D": "lost", "E": "lost"}
    assert Deal.objects.get(name="C").kind == "renewal"


def test_one_click_sorts_what_no_rule_names(product, pm, sent):
    issues = [
        ("Issue key", "Issue Type", "Summary", "Labels"),
        ("A-1", "Task", "Login", ""),
        ("A-2", "Bug", "Badge", ""),
    ]
    page, found = sent(issues, "issues.csv")

    page = press(pm, found, page, "items", "slice", "Task", "infrastructure")
    pm.post(f"{HERE}{found.pk}/map/", {**untouched(page), "do": "import"})
    run_tasks()

    kept = dict(Item.objects.values_list("import_key", "slice__key"))
    assert kept == {"A-1": "infrastructure", "A-2": "quality"}


def test_a_meaning_is_kept_with_what_was_typed_and_with_the_mapping(product, pm, sent):
    page, found = sent(DEALS)
    typed = {**untouched(page), "deals-owner-always": "Ana"}
    button = json.dumps(["deals", "outcome", "Parked", "lost"])
    pm.post(f"{HERE}{found.pk}/map/", {**typed, "mean": button})
    pm.post(f"{HERE}{found.pk}/mapping/", {"name": "Our CRM"})

    _, again = sent([HEADER, ("Z", "ABANDONED", "2026-01-02", "Renewal", "1")], "next.csv")

    part = mapping_of(again).parts["deals"]
    assert again.read_as == "Our CRM"
    assert part.values["outcome"]["Parked"] == "lost"
    assert part.constants == {"owner": "Ana"}


def test_the_trial_shows_them_and_where_to_answer(product, pm, sent):
    page, found = sent(DEALS)

    pm.post(f"{HERE}{found.pk}/map/", {**untouched(page), "do": "try"})
    run_tasks()
    said = pm.get(f"{HERE}{found.pk}/")

    assert f"What nobody gave a meaning, in deals {FALLEN[0]}" in words(said)
    assert f"{HERE}{found.pk}/map/#look" in said.content.decode()


@pytest.mark.parametrize("button", ["", "[]", "7", '["deals"]', '["usage", "a", "b", "c"]', "{"])
def test_a_button_of_nonsense_is_no_meaning(button):
    mapping = mapping_from({"deals": {"columns": {"name": "Name"}}}, "test")

    with pytest.raises(BadMapping):
        with_meaning(mapping, button)


def test_a_button_without_a_slice_is_no_meaning():
    rule = {"column": "Kind", "is": "Bug", "slice": "quality"}
    mapping = mapping_from({"items": {"rules": [rule]}}, "test")

    with pytest.raises(BadMapping, match="gives no meaning"):
        with_meaning(mapping, json.dumps(["items", "slice", "Story", ""]))


def test_a_button_of_nonsense_is_said(product, pm, sent):
    page, found = sent(DEALS)

    with nothing_changes():
        answer = pm.post(f"{HERE}{found.pk}/map/", {**untouched(page), "mean": "[]"}, follow=True)

    assert "gives no meaning." in words(answer)


def test_many_texts_are_counted_together():
    meanings = Interpretations()
    for n in range(MOST_TEXTS + 5):
        meanings.note(Interpretation("outcome", f"stage {n}", "open", fell=True))

    found = meanings.fallen()

    assert (len(found), found[0].text, found[0].rows) == (MOST_TEXTS + 1, "other texts", 5)


LOGS = ("Key", "Summary", "Done", "Tagebuch", "Hours")
LOG = "fixed; twice;02/Feb/26 4:31 PM;712020:abc;3600"


def test_a_work_log_that_no_column_reads_is_said(import_rows):
    part = {
        "columns": {"item": "Key", "date": "Done", "amount": "Hours"},
        "constants": {"team": "Core"},
        "unit": "hours",
    }
    rows = [LOGS, ("1", "Login", "2026-02-02", LOG, "2")]

    unread = import_rows("effort", *rows, part=part, dry_run=True)
    read = import_rows("effort", *rows, part={**part, "work_logs": ["Tagebuch"]}, dry_run=True)

    said = "'Tagebuch': a work log that no column reads. Choose it as the work log."
    assert said in unread.warnings
    assert said not in read.warnings


def test_the_page_says_it_and_lets_it_be_chosen(product, pm, sent):
    Item.objects.create(product=product, title="Login", import_key="1")
    page, found = sent([LOGS, ("1", "Login", "2026-02-02", LOG, "2")], "issues.csv")
    assert "'Tagebuch': a work log that no column reads." in words(page)

    chosen = {**untouched(page), "effort-work_logs": "Tagebuch"}
    look = pm.post(f"{HERE}{found.pk}/look/", chosen)

    assert "a work log that no column reads" not in words(look)
    assert "0.03 wk" in words(look)
