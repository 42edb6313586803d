"""Two files joined by a key: estimates in the one, dates in the other."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django_ox.testing import run_tasks

from imports.files.reader import open_table
from imports.mapping.schema import Join
from imports.mapping.toml import mapping_from
from imports.models import Import
from imports.problems import BadMapping
from imports.run.execution import run_import
from imports.run.joining import guessed_join
from imports.run.undo import undo
from portfolio.models import Item
from tests.imports.conftest import counts
from tests.imports.htmlform import untouched
from tests.imports.makers import upload
from tests.portfolio.pages import signed_in, words

ESTIMATES = [
    ("Issue", "Summary", "Hours", "Status"),
    ("A-1", "Login", "40", "Done"),
    ("A-2", "Badge", "20", "Done"),
    ("A-3", "Report", "8", "Open"),
]
DATES = [
    ("Ticket", "Finished", "Status"),
    ("a-2 ", "2026-10-06", "x"),
    ("A-1", "2026-10-05", "x"),
    ("A-1", "2026-10-07", "x"),
    ("B-9", "2026-10-08", "x"),
    ("", "2026-10-09", "x"),
]
PART = {
    "key": "Issue",
    "unit": "hours",
    "columns": {"title": "Summary", "estimate": "Hours", "finished_on": ["Finished"]},
}
SAID = {"join": {"key": "Issue", "other_key": "Ticket"}, "items": PART}
SENTENCES = [
    "Not in dates.csv, whose columns stay blank: 1 row.",
    "Only in dates.csv, and left out: 1 row.",
    "Repeats a key of dates.csv, whose first row counts: 1 row.",
]
KEPT = {
    "A-1": (2400, dt.date(2026, 10, 5)),
    "A-2": (1200, dt.date(2026, 10, 6)),
    "A-3": (480, None),
}


@pytest.fixture
def both(table_file):
    return table_file(*ESTIMATES, name="estimates.csv"), table_file(*DATES, name="dates.csv")


def kept():
    rows = Item.objects.values_list("import_key", "estimate_minutes", "finished_on")
    return {key: (minutes, day) for key, minutes, day in rows}


def csv_of(rows):
    return "".join(",".join(row) + "\n" for row in rows)


def test_rows_of_one_key_are_read_as_one(product, both):
    path, joined = both

    result = run_import(
        kind="items", path=path, product=product, joined=joined, mapping=mapping_from(SAID, "test")
    )

    assert counts(result) == (3, 0, 0, 0)
    assert kept() == KEPT
    assert result.warnings == SENTENCES


def test_the_date_form_is_found_out_from_both_files(product, both, table_file):
    finished = [("Ticket", "Finished"), ("A-1", "10/5/2026"), ("A-2", "10/26/2026")]
    path, joined = both[0], table_file(*finished, name="dates.csv")
    mapping = mapping_from({**SAID, "items": {**PART, "date_form": "auto"}}, "test")

    result = run_import(kind="items", path=path, product=product, joined=joined, mapping=mapping)

    assert counts(result) == (3, 0, 0, 0)
    days = {key: day for key, (_, day) in kept().items()}
    assert days == {"A-1": dt.date(2026, 10, 5), "A-2": dt.date(2026, 10, 26), "A-3": None}


def test_a_column_of_both_is_told_apart(product, both):
    path, joined = both
    columns = {"title": "Summary", "slice": ["Nothing"], "customer": ["Status (other file)"]}
    mapping = mapping_from({**SAID, "items": {**PART, "columns": columns}}, "test")

    result = run_import(
        kind="items",
        path=path,
        product=product,
        joined=joined,
        mapping=mapping,
        create_missing=True,
    )

    assert counts(result) == (3, 0, 0, 0)
    told = dict(Item.objects.values_list("import_key", "customer__name"))
    assert told == {"A-1": "x", "A-2": "x", "A-3": None}


@pytest.mark.parametrize("said", ["{}:Issue=Ticket", "{}"])
def test_the_command_joins_by_its_option_or_by_the_mapping(product, both, tmp_path, capsys, said):
    path, joined = both
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        '[join]\nkey = "Issue"\nother_key = "Ticket"\n[items]\nkey = "Issue"\nunit = "hours"\n'
        '[items.columns]\ntitle = "Summary"\nestimate = "Hours"\nfinished_on = "Finished"\n'
    )

    call_command(
        "import_data",
        "items",
        path,
        product=product.slug,
        mapping=mapping,
        join=said.format(joined),
    )

    out, err = capsys.readouterr()
    assert out.splitlines() == ["created 3", "updated 0", "unchanged 0", "rejected 0"]
    assert all(sentence in err for sentence in SENTENCES)
    assert kept() == KEPT


@pytest.mark.parametrize(
    ("join", "sentence"),
    [
        ("{}:Issue=Nothing", "There is no column 'Nothing' to join by"),
        ("{}:Nothing=Ticket", "There is no column 'Nothing' to join by"),
        ("{}", "Say by which columns dates.csv is joined"),
    ],
)
def test_what_cannot_be_joined_changes_nothing(product, both, join, sentence):
    path, joined = both

    with pytest.raises(CommandError, match=sentence) as refused:
        call_command("import_data", "items", path, product=product.slug, join=join.format(joined))

    assert refused.value.returncode == 2
    assert not Item.objects.exists()


def test_a_mapping_that_joins_asks_for_the_second_file(product, both):
    with pytest.raises(BadMapping, match="joins a second file"):
        run_import(kind="items", path=both[0], product=product, mapping=mapping_from(SAID, "test"))


def test_the_columns_that_share_most_keys_are_guessed(both):
    estimates, dates = map(open_table, both)

    assert guessed_join(estimates, dates) is None
    assert guessed_join(estimates, estimates) == Join("Issue", "Issue") or guessed_join(
        estimates, estimates
    ) == Join("Summary", "Summary")


@pytest.fixture
def pm(cast):
    return signed_in(cast.product_manager)


def send(pm, dates):
    page = pm.post(
        "/p/skylark/imports/new/",
        {
            "file": upload(csv_of(ESTIMATES), "estimates.csv"),
            "joined": upload(csv_of(dates), "dates.csv"),
        },
        follow=True,
    )
    return page, Import.objects.get()


def test_the_browser_joins_by_the_keys_it_guesses(
    product, cast, pm, django_capture_on_commit_callbacks
):
    dates = [row for row in DATES if row[1] not in ("2026-10-07", "2026-10-09")]
    page, found = send(pm, dates)
    assert [chosen for *_, chosen in page.context["join_keys"]] == ["Issue", "Ticket"]
    assert SENTENCES[0] in words(page)

    chosen = untouched(page) | {
        "items-key": "Issue",
        "items-estimate": "Hours",
        "items-estimate-unit": "hours",
        "items-finished_on": "Finished",
    }
    with django_capture_on_commit_callbacks(execute=True):
        pm.post(f"/p/skylark/imports/{found.pk}/map/", {**chosen, "do": "import"})
        run_tasks()
    found.refresh_from_db()

    assert (found.state, found.results[0]["created"]) == ("done", 3)
    assert kept() == KEPT
    assert found.results[0]["warnings"] == SENTENCES[:2]
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
    undo(found, actor=cast.product_manager)
    assert not Item.objects.exists()


def test_the_keys_can_be_chosen(product, pm):
    page, found = send(pm, DATES)
    assert "Choose by which column the second file is joined." in words(page)

    chosen = "?join_key=Issue&join_other=Ticket&as=suggested&kinds=items"
    page = pm.get(f"/p/skylark/imports/{found.pk}/map/{chosen}")

    assert SENTENCES[2] in words(page)
    sent = untouched(page)
    assert (sent["join_key"], sent["join_other"]) == (["Issue"], ["Ticket"])
    assert "Finished" in words(page)


def test_without_keys_nothing_is_imported(product, pm):
    page, found = send(pm, DATES)

    pm.post(f"/p/skylark/imports/{found.pk}/map/", {**untouched(page), "do": "import"})
    run_tasks()
    found.refresh_from_db()

    assert found.state == "failed"
    assert "Say by which columns dates.csv is joined" in found.error
    assert not Item.objects.exists()


def test_both_files_are_thrown_away(product, pm, django_capture_on_commit_callbacks):
    _, found = send(pm, DATES)

    with django_capture_on_commit_callbacks(execute=True):
        pm.post(f"/p/skylark/imports/{found.pk}/discard/")

    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
