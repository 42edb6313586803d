"""Files that come by themselves: by the API, and into the watched folder, each taken once."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_ox.testing import run_tasks

from company import clock
from company.calendar import today
from governance.report.sections import build_report
from imports.actions import keep_mapping
from imports.feeds import folder
from imports.feeds.queries import feeds_of
from imports.models import Import
from portfolio.models import Customer
from tests.conftest import make_item, token_client
from tests.imports.makers import CUSTOMERS, drafted, imported, upload
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes

BAD = "Customer,ARR,Renewal\nAcme,120000,2027-03-01\nBolt,much,2027-05-01\n"
URL = "/api/v1/imports/"


@pytest.fixture
def kept(product, cast):
    """The mapping "CRM export" is kept; nothing was imported by it."""
    manager = cast.product_manager
    mapping = keep_mapping(drafted(product, manager), name="CRM export", actor=manager)
    Import.objects.all().delete()
    return mapping


def send(person, content=CUSTOMERS, **said):
    body = {"product": "skylark", "mapping": "CRM export", "file": upload(content), **said}
    body = {name: value for name, value in body.items() if value is not None}
    return token_client(person).post(URL, body, format="multipart")


class TestApi:
    def test_a_file_is_queued_and_says_what_became_of_it(self, kept, cast):
        answer = send(cast.sales, BAD)
        path = f"{URL}{answer.json()['id']}/"

        assert answer.status_code == 202
        assert (answer.json()["state"], answer.json()["feed"]) == ("importing", "CRM export")
        run_tasks()
        said = token_client(cast.observer).get(path).json()
        counted = [said[n] for n in ("created", "updated", "unchanged", "rejected")]
        assert (said["state"], said["kinds"], counted) == ("done", ["customers"], [1, 0, 0, 1])
        (row,) = said["rejected_rows"]
        assert (row["row"], row["column"], row["value"]) == (3, "ARR", "much")
        # The same file again changes nothing.
        send(cast.sales, BAD)
        run_tasks()
        found = token_client(cast.sales).get(URL, {"product__slug": "skylark"}).json()
        assert [(r["created"], r["unchanged"]) for r in found["results"]] == [(0, 1), (1, 0)]
        assert Customer.objects.get().name == "Acme"
        assert token_client(cast.outsider).get(path).status_code == 404

    def test_by_kind_the_fields_name_the_columns(self, kept, cast):
        content = "name,arr,renewal_date\nAcme,120000,2027-03-01\n"

        answer = send(cast.sales, content, mapping=None, kind="customers")
        run_tasks()

        assert (answer.status_code, answer.json()["feed"]) == (202, "customers")
        assert str(Customer.objects.get().arr) == "120000.00"

    @pytest.mark.parametrize(
        ("said", "status", "sentence"),
        [
            ({"mapping": "Jira"}, 400, "No mapping 'Jira' is kept in skylark. Kept there: CRM"),
            ({"kind": "customers"}, 400, "Give mapping or kind, one of the two."),
            ({"mapping": None, "kind": "effort"}, 403, "may import effort"),
            ({"mapping": None, "kind": "ghosts"}, 400, "No mapping 'ghosts' is kept"),
            ({"product": "kite"}, 404, "open to you"),
            ({"product": None}, 400, "Say which product"),
            ({"file": None}, 400, "No file was submitted"),
            ({"file": SimpleUploadedFile("a.csv", b"Name;Size\nAcme;3\n")}, 400, "Customer"),
            ({"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04broken")}, 400, "a.xlsx"),
        ],
    )
    def test_what_is_refused_keeps_nothing(self, kept, cast, said, status, sentence):
        client = token_client(cast.sales)
        client.get(URL)
        body = {"product": "skylark", "mapping": "CRM export", "file": upload(), **said}
        body = {name: value for name, value in body.items() if value is not None}
        with nothing_changes():
            answer = client.post(URL, body, format="multipart")

        assert answer.status_code == status
        assert sentence in answer.content.decode().replace("\\u2019", "'")

    def test_an_observer_sends_nothing(self, kept, cast):
        assert send(cast.observer).status_code == 403


@pytest.fixture
def place(settings, tmp_path, kept):
    """The folder of the kept mapping."""
    settings.WATCHED_FOLDER = str(tmp_path / "watched")
    made = tmp_path / "watched" / "skylark" / "crm-export"
    made.mkdir(parents=True)
    return made


def look(minutes=2) -> list[str]:
    """What a look into the folder says, so many minutes from now."""
    with clock.at(timezone.now() + dt.timedelta(minutes=minutes)):
        return [str(step) for step in folder.watch()]


def names(place) -> list[str]:
    return sorted(str(p.relative_to(place)) for p in place.rglob("*") if p.is_file())


class TestFolder:
    def test_a_file_is_taken_once_it_is_whole_and_once_only(self, place, product):
        (place / "may.csv").write_text(BAD)
        (place / ".hidden.csv").write_text(BAD)
        (place / "notes.md").write_text(BAD)
        (place / "link.csv").symlink_to(place / "notes.md")

        assert look(minutes=0) == []
        assert look() == ["skylark/crm-export/may.csv: taken"]
        assert look() == []
        run_tasks()
        found = Import.objects.get()
        assert (found.feed, found.fed_by, found.person) == ("CRM export", "folder", None)
        assert look() == [
            "skylark/crm-export/may.csv: created 1, updated 0, unchanged 0, rejected 1"
        ]

        rest = [".hidden.csv", "link.csv", "notes.md"]
        rejected = f"rejected/{found.pk}-may.csv.rows.csv"
        assert names(place) == [rest[0], "done/may.csv", *rest[1:], rejected]
        assert (place / rejected).read_text().splitlines()[1].startswith("3,customers,ARR,much,")
        # The next month's of the same name goes in beside it.
        (place / "may.csv").write_text(CUSTOMERS)
        look()
        run_tasks()
        assert look() == [
            "skylark/crm-export/may.csv: created 1, updated 0, unchanged 1, rejected 0"
        ]
        assert len(list((place / "done").iterdir())) == 2

    def test_what_cannot_be_read_is_moved_aside_with_a_sentence(self, place):
        (place / "odd.csv").write_text("Name;Size\nAcme;3\n")
        with nothing_changes():
            (said,) = look()

        assert "Customer" in said
        assert names(place) == ["rejected/odd.csv", "rejected/odd.csv.why.txt"]
        sentence = (place / "rejected/odd.csv.why.txt").read_text()
        assert said == f"skylark/crm-export/odd.csv: {sentence.strip()}"

    def test_what_stopped_half_way_is_rejected(self, place):
        (place / "may.csv").write_text(CUSTOMERS)
        look()
        Import.objects.update(state="failed", error="Daylight itself failed on this file.")

        assert look() == ["skylark/crm-export/may.csv: Daylight itself failed on this file."]
        assert names(place) == ["rejected/may.csv", "rejected/may.csv.why.txt"]

    def test_what_a_killed_worker_had_taken_comes_again(self, place):
        (place / "taken").mkdir()
        (place / "taken" / "may.csv").write_text(CUSTOMERS)

        assert look(minutes=9) == []
        # Given back, and taken in the same look: a minute has passed long since.
        assert look(minutes=11) == ["skylark/crm-export/may.csv: taken"]
        run_tasks()
        assert Customer.objects.count() == 2

    def test_an_unknown_folder_says_so(self, place):
        other = place.parent / "jira"
        other.mkdir()
        (other / "may.csv").write_text(CUSTOMERS)

        (said,) = look()

        assert said.startswith("skylark/jira/may.csv: mapping: No mapping 'jira' is kept")
        assert names(other) == ["rejected/may.csv", "rejected/may.csv.why.txt"]

    def test_the_command_says_the_same(self, place, capsys, settings):
        (place / "odd.csv").write_text("Name;Size\nAcme;3\n")
        later = timezone.now() + dt.timedelta(minutes=2)
        with clock.at(later), pytest.raises(CommandError) as caught:
            call_command("run_feeds")

        assert caught.value.returncode == 1
        assert capsys.readouterr().out.startswith("skylark/crm-export/odd.csv: ")
        settings.WATCHED_FOLDER = ""
        with pytest.raises(CommandError) as caught:
            call_command("run_feeds")
        assert caught.value.returncode == 2


class TestPage:
    def test_each_feed_says_its_last_run_its_age_and_what_it_rejected(self, kept, cast, product):
        client = signed_in(cast.observer)
        path = "/p/skylark/imports/feeds/"
        empty = words(client.get(path))
        assert "Nothing comes by itself yet." in empty
        assert "Kept mappings that nothing feeds yet: CRM export (customers)." in empty

        send(cast.sales, BAD)
        run_tasks()
        with clock.at(timezone.now() + dt.timedelta(days=3)):
            said = words(client.get(path))
            (feed,) = feeds_of(product)

        assert "1 created, 0 updated, 0 unchanged 3 days 1 row" in said
        assert (feed.name, feed.last, feed.last_done) == (
            "CRM export",
            Import.objects.get(),
            Import.objects.get(),
        )

    def test_pages_say_how_old_their_effort_is(self, cast, product):
        day = today(product)
        text = f"team,item,date,weeks\nCore,SSO,{day},1\nCore,SSO,{day},lots\n"
        columns = {"team": "team", "item": "item", "date": "date", "amount": "weeks"}
        said = {"effort": {"columns": columns, "unit": "weeks"}}
        make_item(product, "SSO")
        imported(product, cast.product_manager, text, said, kept_name="Jira hours")
        observer = signed_in(cast.observer)

        year = f"{day.day} {day:%b %Y}"
        for path in ("/p/skylark/effort/", "/p/skylark/lookback/"):
            said = words(observer.get(path))
            assert f"Effort from Jira hours, last run {year}, 1 row rejected." in said
        (effort,) = build_report(product, day).headline.sources[2:]
        assert effort.said.endswith("; 1 row rejected")
