"""lookback and monthly_report on the command line."""

import csv
import datetime as dt
import io
import json
import zipfile

import pytest
from django.core.management import call_command

from company import clock
from company.calendar import today
from portfolio.effort.actions import EffortInput, log_effort
from tests.conftest import make_cast, make_product, make_team, token_client
from tests.scenes import bring, make_scene

# Texts of the command line; their figures are proven in governance.
pytestmark = pytest.mark.any_database

SECTIONS = ["headline", "underway", "postponed", "slices", "interrupts", "decisions"]


@pytest.fixture
def scene(db):
    scene = make_scene(make_cast(make_product()))
    special = bring(scene, "in_progress")
    team, day = make_team(scene.product), today(scene.product)
    rows = [EffortInput(team, special.item, day, 600), EffortInput(team, scene.items[0], day, 1800)]
    log_effort(product=scene.product, rows=rows, actor=scene.cast.engineering)
    return scene


def month(scene) -> str:
    return f"{today(scene.product):%Y-%m}"


def test_lookback_says_the_same_as_the_api(run, scene):
    done = run("lookback", "--product", "skylark", "--quarters", "2", "--format", "json")

    client = token_client(scene.cast.executive)
    assert done.code == 0
    assert (
        json.loads(done.out) == client.get("/api/v1/products/skylark/lookback/?quarters=2").json()
    )
    last = json.loads(done.out)["quarters"][-1]
    assert (last["quarter"], last["share"]) == (str(scene.quarter), "25.00")
    assert (last["total_weeks"], last["special_weeks"]) == ("1.00", "0.25")
    deals = last["deals"]
    assert {name: deals[name] for name in ("known", "count", "weeks", "share", "open")} == {
        "known": True,
        "count": 1,
        "weeks": "0.25",
        "share": "25.00",
        "open": 1,
    }
    assert (deals["won"], deals["lost"], deals["won_amount"]) == (0, 0, "0.00")
    row = deals["rows"][0]
    assert (row["deal"], row["amount"], row["outcome"]) == ("Big one", "400000.00", "open")
    assert last["narrow"] == {
        "known": False,
        "count": None,
        "judged": None,
        "weeks": None,
        "share": None,
        "rows": [],
    }


def test_lookback_as_csv_and_as_a_table(run, scene):
    words = ["--product", "skylark", "--quarters", "1"]
    table = run("lookback", *words)
    rows = list(csv.DictReader(io.StringIO(run("lookback", *words, "--format", "csv").out)))

    assert [(row["quarter"], row["share"]) for row in rows] == [(str(scene.quarter), "25.00")]
    assert (rows[0]["unplanned_count"], rows[0]["narrow_weeks"]) == ("1", "not known")
    assert (rows[0]["deals_share"], rows[0]["deals_won"]) == ("25.00", "0")
    assert [line.split()[:4] for line in table.out.splitlines()[1:]] == [
        [str(scene.quarter), "1.00", "0.25", "25.00%"]
    ]


def test_lookback_tells_what_is_dated_after_the_running_quarter(run, scene):
    late = EffortInput(make_team(scene.product, "Late"), scene.items[0], dt.date(2062, 1, 5), 216)
    # It came in before such days were refused.
    with clock.at(dt.datetime(2062, 1, 6, tzinfo=dt.UTC)):
        log_effort(product=scene.product, rows=[late], actor=scene.cast.engineering)

    done = run("lookback", "--product", "skylark", "--quarters", "1")

    assert done.out.splitlines()[1].split()[:2] == [str(scene.quarter), "1.00"]
    assert done.err.splitlines()[-1] == (
        "0.09 wk is dated after the running quarter and is not shown."
    )


@pytest.mark.parametrize(
    "words",
    [
        ["--product", "kite"],
        ["--product", "skylark", "--quarters", "0"],
        ["--product", "skylark", "--quarters", "many"],
        ["--product", "skylark", "--until", "2026Q9"],
        ["--product", "skylark", "--format", "xml"],
    ],
)
def test_lookback_refuses_bad_arguments(run, scene, words):
    done = run("lookback", *words)

    assert done.out == ""
    assert done.code == 2


def test_the_report_as_json_is_the_apis(run, scene):
    done = run(
        "monthly_report", "--product", "skylark", "--month", month(scene), "--format", "json"
    )

    client = token_client(scene.cast.observer)
    answer = client.get(f"/api/v1/products/skylark/reports/{month(scene)}/")
    assert done.code == 0
    assert json.loads(done.out) == answer.json()
    assert [key for key in SECTIONS if key not in json.loads(done.out)] == []


@pytest.mark.parametrize("form", ["json", "csv", "html", "xlsx", "pptx"])
def test_the_report_can_be_written_to_a_file(run, scene, form, tmp_path):
    words = ["--product", "skylark", "--month", month(scene), "--format", form]
    file = tmp_path / f"report.{form}"

    done = run("monthly_report", *words, "--output", str(file))

    assert (done.code, done.out) == (0, "")
    written = file.read_bytes()
    assert written == run("monthly_report", *words).out.encode(errors="surrogateescape")
    assert len(written) > 1000


def test_bytes_of_the_report_go_to_standard_output(scene, tmp_path):
    """As a shell does it, where the stream has its buffer."""
    file = tmp_path / "out"
    words = ["--product", "skylark", "--month", month(scene), "--format", "csv"]

    with file.open("w", encoding="utf-8") as out:
        call_command("monthly_report", *words, stdout=out)

    names = zipfile.ZipFile(file).namelist()
    assert [name[3:] for name in names][:2] == ["about.csv", "headline.csv"]
    assert [key for key in SECTIONS if f"{key}.csv" not in {name[3:] for name in names}] == []


@pytest.mark.parametrize(
    "words",
    [
        ["--product", "kite", "--month", "2026-11", "--format", "json"],
        ["--product", "skylark", "--month", "2026-13", "--format", "json"],
        ["--product", "skylark", "--month", "November", "--format", "json"],
        ["--product", "skylark", "--month", "2026-11", "--format", "docx"],
        ["--product", "skylark", "--month", "2026-11"],
        ["--product", "skylark", "--month", "2026-11", "--format", "csv", "--output", "/no/where"],
    ],
)
def test_the_report_refuses_bad_arguments(run, scene, words):
    done = run("monthly_report", *words)

    assert done.out == ""
    assert done.code == 2


def test_publish_freezes_the_month_unsigned_and_writes_it(run, world):
    asked = ["--product", "skylark", "--month", "2026-10", "--format", "json", "--publish"]

    done = run("monthly_report", *asked)

    assert done.code == 0
    assert json.loads(done.out)["publication"]["is_signed"] is False
    again = run("monthly_report", *asked)
    assert (again.code, again.out) == (1, "")
    assert "October 2026, version 1 is published" in again.err
