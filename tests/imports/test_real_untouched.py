"""Sent by the browser and imported without a touch, each file gives what the command gives."""

import csv
import lzma
from itertools import islice

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django_ox.testing import run_tasks

from escalations.models import Deal, Escalation
from imports.models import Import
from portfolio.models import Customer, Effort, Item, Team, Usage, Waiting
from tests.conftest import make_member, make_product
from tests.imports.htmlform import untouched
from tests.imports.makers import upload
from tests.portfolio.pages import signed_in
from tests.sampling import MORE

# Form and command call one import with one mapping, which is what is compared; both their
# doors and most of these files are imported on every database by other tests.
pytestmark = [pytest.mark.real_data, pytest.mark.any_database]
RAVEN = "saas_ravenstack/ravenstack_"
# Of large files the first lines: the rows after them go the same way, and the command reads
# these files whole in the other tests of real data.
MOST_LINES = 1_500
FILES = {
    "jira_en": ["jira_exports/jira_en_labels_logwork.csv"],
    "jira_sprint": ["jira_exports/jira_en_sprint3_2022.csv"],
    "jira_es": ["jira_exports/jira_es_dup_etiquetas.csv"],
    "linear": ["formats/linear-export.csv"],
    "kimai": ["formats/kimai-XLSX.xlsx"],
    "monday": ["formats/monday.com-XLSX.xlsx"],
    "maven": [f"crm_maven/{name}.csv" for name in ("accounts", "sales_pipeline")],
    "maven_rest": [f"crm_maven/{n}.csv" for n in ("products", "sales_teams", "data_dictionary")],
    "ravenstack": [
        f"{RAVEN}{name}.csv"
        for name in ("accounts", "subscriptions", "churn_events", "support_tickets")
    ],
    "cycle_times": ["formats/jira_cycle_times.csv"],
    "sip": ["sip_tasks_2004_2009.csv"],
    "cesaw_tasks": ["volume/CESAW_task_fact.csv.xz"],
    "cesaw_time": ["volume/CESAW_time_fact.csv.xz"],
}
# The real browser of tests/e2e/test_untouched sends these, and compares the same.
WALKED = {"jira_en", "jira_sprint", "jira_es", "linear", "kimai", "monday", "maven", "ravenstack"}
STORED = {
    Customer: ("name", "arr", "renewal_date", "segment", "version", "import_key"),
    Deal: (
        "name",
        "customer__name",
        "amount",
        "stage",
        "close_date",
        "kind",
        "outcome",
        "owner",
        "import_key",
    ),
    Item: (
        "title",
        "slice__key",
        "customer__name",
        "estimate_minutes",
        "started_on",
        "finished_on",
        "validated",
        "import_key",
    ),
    Team: ("name", "kind", "people", "availability"),
    Effort: (
        "team__name",
        "item__import_key",
        "item__title",
        "date",
        "minutes",
        "people",
        "import_key",
    ),
    Escalation: ("title", "customer__name", "state"),
}
PAIRS = {
    Usage: ("customer__name", "item__title", "last_used_on"),
    Waiting: ("customer__name", "item__title", "since", "weight", "promised"),
}


def stored(product):
    """Every object that an import can bring in, without its number."""
    rows = {
        model.__name__: model.objects.filter(product=product).values_list(*names)
        for model, names in STORED.items()
    } | {
        model.__name__: model.objects.filter(item__product=product).values_list(*names)
        for model, names in PAIRS.items()
    }
    return {name: sorted(map(repr, found)) for name, found in rows.items()}


@pytest.fixture
def shared(real_file, tmp_path):
    """The path of a public data set, unpacked, and its first lines where it has many."""

    def path(name):
        found = real_file(name)
        if not name.endswith((".csv", ".csv.xz")):
            return found
        cut = tmp_path / found.name.removesuffix(".xz")
        with (lzma.open if name.endswith(".xz") else open)(found, "rb") as file:
            cut.write_bytes(b"".join(islice(file, MOST_LINES)))
        return cut

    return path


def sent_untouched(product, path):
    """Send the file, press the button: the import, and its counts by kind."""
    client = signed_in(make_member(product, "product_manager"))
    here = f"/p/{product.slug}/imports/"
    page = client.post(f"{here}new/", {"file": upload(path.read_bytes(), path.name)}, follow=True)
    found = Import.objects.filter(product=product).latest("pk")
    client.post(f"{here}{found.pk}/map/", {**untouched(page), "do": "import"})
    run_tasks()
    found.refresh_from_db()
    names = ("created", "updated", "unchanged", "rejected")
    return found, {each["kind"]: tuple(each[n] for n in names) for each in found.results}


def by_command(product, path, found, mapping, capsys):
    """Import the file as the same kinds, by the preset's name or the mapping as a file."""
    sort, _, name = found.mapping_name.partition(":")
    mapping.write_text(found.mapping)
    how = ["--preset", name] if sort == "preset" else ["--mapping", str(mapping)]
    counted = {}
    for kind in found.kinds:
        try:
            call_command("import_data", kind, str(path), "--product", product.slug, *how)
        except CommandError as error:
            if error.returncode == 2:
                return {}
        lines = [line.split() for line in capsys.readouterr().out.splitlines()]
        counted[kind] = tuple(int(count) for _, count in lines)
    return counted


@pytest.mark.parametrize("name", [name for name in FILES if MORE or name not in WALKED])
def test_the_browser_gives_what_the_command_gives(db, shared, tmp_path, capsys, name):
    here, there = make_product("browser"), make_product("command")
    for path in map(shared, FILES[name]):
        found, counted = sent_untouched(here, path)

        commanded = by_command(there, path, found, tmp_path / "mapping.toml", capsys)

        assert counted == commanded
        assert stored(here) == stored(there)


def test_an_untouched_work_log_is_its_seconds(product, shared):
    """The preset holds seconds and points: a form with one unit for both once imported nothing."""
    path = shared("jira_exports/jira_en_labels_logwork.csv")
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    logs = [n for n, name in enumerate(header) if name == "Log Work"]
    seconds = [int(row[n].rsplit(";", 1)[1]) for row in rows for n in logs if row[n]]

    sent_untouched(product, path)

    assert sum(seconds) > 0
    assert all(each % 60 == 0 for each in seconds)
    logged = Effort.objects.filter(product=product).aggregate(n=Sum("minutes"))["n"]
    assert logged == sum(seconds) // 60
