"""Bringing a file in by browser: sent, mapped, looked at, tried, imported by the worker."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django_ox.models import OxTask
from django_ox.testing import run_tasks

from imports import actions
from imports.files import xlsx
from imports.files.workbooks import MAGIC
from imports.mapping.toml import mapping_of
from imports.models import Import, KeptMapping
from imports.run import execution
from imports.run.execution import execute, run_import
from imports.run.recording import Superseded, recorder
from imports.run.tasks import begin, execute_import
from imports.run.undo import undo
from portfolio.models import Customer, Effort, Item, Team
from tests.conftest import rewrite
from tests.imports.makers import CUSTOMERS, drafted, imported, upload
from tests.imports.test_undo import ISSUES, TRACKER, governed
from tests.imports.workbooks import written
from tests.portfolio.pages import queries, signed_in, words
from tests.snapshots import nothing_changes, raises_and_changes_nothing

# What a page says goes the same way everywhere; test_hostile reads every page on each database.
pytestmark = pytest.mark.any_database

HERE = "/p/skylark/imports/"


@pytest.fixture
def actor(cast):
    return cast.product_manager


@pytest.fixture
def pm(actor):
    return signed_in(actor)


def sent(client, content=CUSTOMERS, name="customers.csv"):
    return client.post(f"{HERE}new/", {"file": upload(content, name)}, follow=True)


def fields_of(page) -> dict[str, object]:
    """What the browser would send of the mapping form as it comes."""
    form = page.context["form"]
    told = {field.html_name: field.value() for field in form}
    kept = {name: "" if value is None else value for name, value in told.items()}
    # Boxes that are not ticked are not sent.
    kept = {name: value for name, value in kept.items() if value is not False}
    return {**kept, "kinds": list(page.context["chosen"]), "as": page.context["begins_with"]}


def uploads() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


class TestWorkbooks:
    """A workbook is read once, when it is sent: what is kept of it are its rows."""

    ROWS = [["Customer", "ARR", "Renewal"], ["Acme", 105.625, "2027-03-01"], ["Bolt", 5, ""]]

    @pytest.fixture
    def book(self, tmp_path):
        sheets = {"Cover": [["Exported on Monday"]], "Customers": self.ROWS}
        return written(tmp_path / "made.xlsx", sheets).read_bytes()

    def test_its_rows_are_kept_instead(self, product, pm, book, monkeypatch):
        page = sent(pm, book, "customers.xlsx")
        found = Import.objects.get()
        monkeypatch.setattr(xlsx, "sheets_of", None)

        looked = pm.get(f"{HERE}{found.pk}/map/?sheet=Cover")

        assert (found.filename, [path.name for path in uploads()]) == (
            "customers.xlsx",
            ["customers.xlsx.rows"],
        )
        assert page.context["sheets"] == ("Cover", "Customers")
        assert "ARR" in words(page)
        assert looked.status_code == 200

    def test_it_is_imported_and_gone(self, product, actor, pm, book):
        sent(pm, book, "customers.xlsx")
        found = Import.objects.get()

        begin(found, dry_run=False)
        run_tasks()

        assert dict(Customer.objects.values_list("name", "arr")) == {
            "Acme": Decimal("105.63"),
            "Bolt": Decimal(5),
        }
        assert uploads() == []

    def test_it_is_thrown_away_and_gone(
        self, product, pm, book, django_capture_on_commit_callbacks
    ):
        sent(pm, book, "customers.xlsx")

        with django_capture_on_commit_callbacks(execute=True):
            actions.discard(Import.objects.get())

        assert uploads() == []

    @pytest.mark.parametrize("content", [b"PK\x03\x04 and no more", MAGIC + b"x"])
    def test_what_cannot_be_read_leaves_nothing(
        self, product, pm, content, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            page = sent(pm, content, "customers.xlsx")

        assert page.status_code == 422
        assert (Import.objects.count(), uploads()) == (0, [])


class TestReading:
    def test_a_file_is_taken_for_what_its_columns_say(self, product, pm):
        page = sent(pm)

        said = words(page)
        assert page.context["chosen"] == ("customers",)
        assert "2 rows. Say what the columns mean" in said
        assert "Each of the 2 rows can be read." in said
        assert "2 Acme 120000.00 1 Mar 2027" in said
        assert not Customer.objects.exists()

    def test_a_tracker_s_export_is_items_and_effort(self, product, pm):
        page = sent(pm, ISSUES, "issues.csv")

        assert page.context["chosen"] == ("items", "effort")
        fields = fields_of(page)
        assert (fields["items-key"], fields["effort-item"]) == ("Key", "Key")
        assert fields["effort-team-always"] == "Development"

    def test_a_list_of_items_without_time_is_no_effort(self, product, pm):
        page = sent(pm, "Key,Summary,Done\n1,Login,2026-11-02\n", "items.csv")

        assert page.context["chosen"] == ("items",)

    def test_rules_are_tried_on_the_rows_while_they_change(self, product, pm):
        page = sent(pm, ISSUES, "issues.csv")
        rule = {
            "column": "Client",
            "test": "is",
            "texts": "Acme; Bolt",
            "end": "for-column",
            "end_column": "Client",
        }
        typed = fields_of(page) | {f"rule-0-{name}": value for name, value in rule.items()}

        before = governed()
        look = pm.post(f"{HERE}{Import.objects.get().pk}/look/", typed)

        assert governed() == before
        said = words(look)
        assert "Items: 2 rows become specials of 2 customers, 3 rows would come in, 0" in said
        assert "2 rows become specials of 2 customers; 1 stays uncategorised." in said
        assert "2 uncategorised Login" in said
        assert "3 special for Acme Acme's badge" in said

    def test_what_would_be_rejected_is_said_before(self, product, pm):
        page = sent(pm, CUSTOMERS.replace("5000", "plenty"))

        said = words(page)
        assert "1 of 2 rows would be rejected" in said
        assert "ARR: 'plenty' is not" in said

    def test_a_missing_column_is_said_with_what_there_is(self, product, pm):
        page = sent(pm)
        typed = fields_of(page) | {"customers-name": ""}

        look = pm.post(f"{HERE}{Import.objects.get().pk}/look/", typed)

        assert "no column for name" in words(look)

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"\x89PNG\r\n\x1a\nwhatever", "photo.csv is an image"),
            (b"", "The file is empty."),
            (b"name,arr\n", "photo.csv has a header and no rows."),
        ],
    )
    def test_what_cannot_be_read_is_refused_and_not_kept(
        self, product, pm, content, said, django_capture_on_commit_callbacks
    ):
        with nothing_changes(), django_capture_on_commit_callbacks(execute=True):
            answer = sent(pm, content, "photo.csv")

        assert answer.status_code == 422
        assert said in words(answer)
        assert uploads() == []

    def test_sales_is_offered_what_sales_keeps(self, product, cast):
        page = sent(signed_in(cast.sales), ISSUES, "issues.csv")

        assert page.status_code == 200
        assert [kind for kind, allowed in page.context["kinds"] if allowed] == [
            "customers",
            "deals",
            "usage",
            "commitments",
        ]


class TestImporting:
    def test_a_trial_changes_nothing_and_counts_the_same(self, product, pm):
        page = sent(pm, ISSUES, "issues.csv")
        found, before = Import.objects.get(), governed()
        typed = fields_of(page) | {
            "effort-date-always": "2026-10-07",
            "effort-amount-unit": "hours",
        }

        pm.post(f"{HERE}{found.pk}/map/", {**typed, "do": "try"})
        run_tasks()
        found.refresh_from_db()
        tried = found.results
        assert (found.state, governed()) == ("tried", before)
        pm.post(f"{HERE}{found.pk}/begin/")
        run_tasks()
        found.refresh_from_db()

        assert found.state == "done"
        assert found.results == tried
        assert [(r["kind"], r["created"]) for r in tried] == [("items", 3), ("effort", 3)]
        assert (Item.objects.count(), Effort.objects.count()) == (3, 3)

    def test_the_page_shows_how_far_it_is_and_then_what_came_of_it(self, product, pm, actor):
        found = drafted(product, actor)
        pm.post(f"{HERE}{found.pk}/begin/")

        waiting = pm.get(f"{HERE}{found.pk}/").content.decode()
        assert "It waits for a worker, and begins as soon as one has a hand free." in waiting
        assert 'hx-trigger="every 1s"' in waiting
        Import.objects.filter(pk=found.pk).update(rows_done=1, rows_total=2)
        assert "1 of 2 rows" in words(pm.get(f"{HERE}{found.pk}/"))
        run_tasks()
        done = pm.get(f"{HERE}{found.pk}/")

        assert "every 1s" not in done.content.decode()
        assert "Customers 2 0 0 0" in words(done)

    def test_the_upload_is_gone_once_it_is_imported(
        self, product, actor, django_capture_on_commit_callbacks
    ):
        found = begin(drafted(product, actor), dry_run=False)
        assert len(uploads()) == 1

        with django_capture_on_commit_callbacks(execute=True):
            execute(found, dry_run=False)

        assert uploads() == []
        assert not Import.objects.get().file

    def test_a_second_click_begins_nothing_more(self, product, pm, actor):
        found = drafted(product, actor)

        pm.post(f"{HERE}{found.pk}/begin/")
        again = pm.post(f"{HERE}{found.pk}/begin/")

        assert again.url == f"{HERE}{found.pk}/"
        assert OxTask.objects.count() == 1

    def test_a_task_that_was_killed_half_way_goes_on(self, product, actor):
        found = begin(drafted(product, actor), dry_run=False)
        chunk = {"kind": "customers", "product": product, "mapping": mapping_of(found)}
        run_import(path=Path(found.file.path), on_changes=recorder(found), **chunk)

        run_tasks()
        done = Import.objects.get()
        assert (done.state, done.unchanged_rows) == ("done", 2)
        undo(done, actor=actor)

        assert not Customer.objects.exists()

    def test_a_task_that_comes_a_second_time_says_nothing(self, product, actor):
        found = imported(product, actor)
        undo(found, actor=actor)

        with nothing_changes():
            execute_import.func(found.pk, dry_run=False)
            execute_import.func(found.pk, dry_run=True)

    def test_a_worker_whose_import_was_ended_takes_its_chunk_back(self, product, actor):
        found = begin(drafted(product, actor), dry_run=False)
        Import.objects.filter(pk=found.pk).update(state="failed")

        with raises_and_changes_nothing(Superseded):
            execute(found, dry_run=False)

    def test_a_fault_of_ours_is_said_and_the_import_can_be_done_again(
        self, product, pm, actor, monkeypatch
    ):
        found = drafted(product, actor)

        def break_down(*_, **__):
            raise RuntimeError("the disk is full")

        with monkeypatch.context() as broken:
            broken.setattr(execution, "import_rows", break_down)
            pm.post(f"{HERE}{found.pk}/begin/")
            run_tasks(max_tasks=1)
        said = words(pm.get(f"{HERE}{found.pk}/"))
        pm.post(f"{HERE}{found.pk}/begin/")
        run_tasks()
        found.refresh_from_db()

        assert "Daylight itself failed on this file" in said
        assert (found.state, found.created_rows) == ("done", 2)

    def test_rejected_rows_stand_in_their_place_and_can_be_fetched(self, product, pm, actor):
        content = CUSTOMERS + "=1+1,lots,soon\nCore,1,2027-01-01\n"
        found = imported(product, actor, content)

        said = words(pm.get(f"{HERE}{found.pk}/"))
        table = b"".join(pm.get(f"{HERE}{found.pk}/rejected.csv").streaming_content).decode()

        assert "Customers 3 0 0 1" in said
        assert "4 ARR; Renewal customers" in said
        assert table.splitlines()[0] == "row,as,column,value,reason,fix,Customer,ARR,Renewal"
        assert ",'=1+1,lots,soon" in table

    def test_all_or_nothing_imports_nothing_when_a_row_is_rejected(self, product, actor):
        found = imported(product, actor, CUSTOMERS + "Core,lots,\n", all_or_nothing=True)

        assert (found.state, found.created_rows, found.rejected_row_count) == ("failed", 0, 1)
        assert not Customer.objects.exists()
        assert not found.can_be_undone

    def test_an_upload_can_be_thrown_away(
        self, product, pm, actor, django_capture_on_commit_callbacks
    ):
        found = drafted(product, actor)

        with django_capture_on_commit_callbacks(execute=True):
            pm.post(f"{HERE}{found.pk}/discard/")

        assert not Import.objects.exists()
        assert uploads() == []

    def test_a_row_rejected_as_two_kinds_is_one_line_without_people(self, product, pm, actor):
        content = ISSUES.replace("Hours\n", "Hours,Person\n").replace(",8\n", ",8,Jane Doe\n")
        content = content.replace("Login", "").replace(",8,", ",none,")
        found = imported(product, actor, content, TRACKER)

        table = b"".join(pm.get(f"{HERE}{found.pk}/rejected.csv").streaming_content).decode()

        assert found.rejected_row_count == 2
        assert [line.split(",")[:2] for line in table.splitlines()[1:]] == [["2", "items; effort"]]
        assert "Jane" not in table

    def test_a_vast_file_is_tried_as_its_first_kind_alone(self, product, pm, actor, monkeypatch):
        monkeypatch.setattr(execution, "MOST_TOGETHER", 2)
        found = drafted(product, actor, ISSUES, TRACKER)
        before = governed()

        begin(found, dry_run=True)
        run_tasks()
        found.refresh_from_db()

        assert (found.state, governed()) == ("tried", before)
        assert [(each["kind"], each["created"]) for each in found.results] == [("items", 3)]
        assert "Effort is tried on files of at most 2 rows" in words(pm.get(f"{HERE}{found.pk}/"))

    def test_nothing_is_imported_where_one_kind_cannot_be_read(self, product, pm, actor):
        said = {
            **TRACKER,
            "effort": {
                **TRACKER["effort"],
                "columns": {"item": "Key", "date": "Done", "amount": "Spent"},
            },
        }
        found = drafted(product, actor, ISSUES, said)

        begin(found, dry_run=False)
        before = governed()
        run_tasks()
        found.refresh_from_db()

        assert (found.state, governed()) == ("failed", before)
        assert "no column 'Spent'" in found.error
        assert found.is_open

    def test_engineering_creates_no_teams_by_importing_effort(self, world):
        engineer = signed_in(world.cast.engineering)
        effort = "Item,Team,Date,Hours\nSSO audit log,Ghost,2026-11-05,8\n"
        engineer.post(f"{HERE}new/", {"file": upload(effort, "effort.csv")})
        found = Import.objects.get()
        page = engineer.get(f"{HERE}{found.pk}/map/?kinds=effort&as=suggested")

        fields = {**fields_of(page), "effort-amount-unit": "hours", "create_missing": "on"}
        engineer.post(f"{HERE}{found.pk}/map/", {**fields, "do": "import"})
        run_tasks()
        found.refresh_from_db()

        assert (found.state, found.created_rows, found.rejected_row_count) == ("done", 0, 1)
        assert not Team.objects.filter(name="Ghost").exists()


class TestUndoing:
    def test_undo_is_one_click(self, product, pm, actor):
        before = governed()
        found = imported(product, actor)

        answer = pm.post(f"{HERE}{found.pk}/undo/", follow=True)

        assert governed() == before
        assert "customers.csv is undone: everything is as it was before it." in words(answer)

    def test_what_stands_in_the_way_is_said(self, product, pm, actor):
        found = imported(product, actor)
        rewrite(Customer.objects.filter(name="Acme"), segment="Rail")

        answer = pm.post(f"{HERE}{found.pk}/undo/", follow=True)

        assert "Something stands on what this import brought in. Acme: changed since." in words(
            answer
        )


class TestMappings:
    def test_a_mapping_is_kept_and_read_by_again(self, product, pm, actor):
        found = imported(product, actor, ISSUES, TRACKER)
        pm.post(f"{HERE}{found.pk}/mapping/", {"name": "Our tracker"})
        kept = KeptMapping.objects.get()

        sent(pm, ISSUES.replace("T-1", "T-9"), "next.csv")
        again = Import.objects.get(filename="next.csv")
        page = pm.get(f"{HERE}{again.pk}/map/")

        assert again.read_as == "Our tracker"
        assert page.context["as"] == f"kept:{kept.pk}"

        assert page.context["form"].base.as_data() == mapping_of(found).as_data()
        assert "2 rows become specials of 2 customers" in words(page)

    def test_what_was_typed_is_still_there_on_coming_back(self, product, pm):
        page = sent(pm, ISSUES, "issues.csv")
        pk = Import.objects.get().pk
        typed = fields_of(page) | {"rule-0-texts": "Acme; Bolt", "items-title": "Client"}
        pm.post(f"{HERE}{pk}/look/", typed)

        back = fields_of(pm.get(f"{HERE}{pk}/map/"))

        assert back["rule-0-texts"] == "Acme; Bolt"
        assert back["items-title"] == "Client"

    def test_reopened_it_counts_what_it_now_says(self, product, pm):
        page = sent(pm, ISSUES, "issues.csv")
        pk = Import.objects.get().pk
        rule = {
            "column": "Client",
            "test": "is",
            "texts": "Acme; Bolt",
            "end": "for-column",
            "end_column": "Client",
        }
        typed = fields_of(page) | {f"rule-0-{name}": value for name, value in rule.items()}
        look = words(pm.post(f"{HERE}{pk}/look/", typed))

        again = words(pm.get(f"{HERE}{pk}/map/"))

        assert "2 rows become specials of 2 customers; 1 stays uncategorised." in look
        assert "2 rows become specials of 2 customers; 1 stays uncategorised." in again

    def test_a_rule_that_was_dropped_stays_dropped(self, product, pm, actor):
        labels = {"column": "Client", "special_for_prefix": "for:"}
        said = {"items": {**TRACKER["items"], "rules": [labels, *TRACKER["items"]["rules"]]}}
        found = drafted(product, actor, ISSUES, said)
        Import.objects.filter(pk=found.pk).update(mapping_name="suggested")
        page = pm.get(f"{HERE}{found.pk}/map/")

        pm.post(f"{HERE}{found.pk}/map/", {**fields_of(page), "rule-0-drop": "on", "do": "try"})
        run_tasks()
        page = pm.get(f"{HERE}{found.pk}/map/")
        pm.post(f"{HERE}{found.pk}/map/", {**fields_of(page), "do": "try"})
        found.refresh_from_db()

        assert mapping_of(found).as_data()["items"]["rules"] == TRACKER["items"]["rules"]

    def test_nobody_else_s_mapping_is_replaced(self, product, cast, actor):
        found = imported(product, actor)
        signed_in(actor).post(f"{HERE}{found.pk}/mapping/", {"name": "Ours"})
        sales = signed_in(cast.sales)

        with nothing_changes():
            answer = sales.post(f"{HERE}{found.pk}/mapping/", {"name": "Ours"}, follow=True)

        assert "Somebody else keeps a mapping named Ours." in words(answer)

    def test_keeping_the_same_name_again_replaces_it(self, product, pm, actor):
        found = imported(product, actor)

        for _ in range(2):
            pm.post(f"{HERE}{found.pk}/mapping/", {"name": "Ours"})

        assert KeptMapping.objects.count() == 1

    def test_a_mapping_can_be_written_as_a_text(self, product, pm, actor):
        found = drafted(product, actor)
        text = '[customers.columns]\nname = "Customer"\n'

        pm.post(f"{HERE}{found.pk}/text/", {"text": text})
        found.refresh_from_db()

        assert found.mapping == text

    def test_a_text_that_is_no_mapping_is_refused_with_its_reason(self, product, pm, actor):
        found = drafted(product, actor)

        with nothing_changes():
            answer = pm.post(f"{HERE}{found.pk}/text/", {"text": "[nothing]"})

        assert answer.status_code == 422
        assert "'nothing' is not known here" in words(answer)

    def test_another_product_s_mapping_cannot_be_read(self, product, pm, actor):
        found = drafted(product, actor)

        page = pm.get(f"{HERE}{found.pk}/map/?as=kept:999&kinds=customers")

        assert page.context["form"].base.as_data() == mapping_of(found).as_data()


def test_the_list_asks_no_more_queries_for_more_imports(product, pm, actor):
    imported(product, actor)
    one = queries(pm, HERE)
    for n in range(3):
        imported(product, actor, CUSTOMERS.replace("Acme", f"Acme {n}"))

    assert queries(pm, HERE) == one


def test_the_empty_list_says_what_to_do(product, pm):
    assert "Bring in what your tools already know" in words(pm.get(HERE))


def test_names_of_files_never_become_paths(product, pm):
    sent(pm, CUSTOMERS, "../../etc/passwd.csv")

    (path,) = uploads()
    assert Path(settings.MEDIA_ROOT) in path.parents
    assert re.fullmatch(r"passwd\w*\.csv", path.name)
