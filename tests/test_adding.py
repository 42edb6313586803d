"""Adding a slice, a section or a kind of import touches the place docs/changing.md names."""

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest
from django.core.management import call_command

from charts.colours import slice_colour
from company.roles import MAY, PRODUCT
from company.units import weeks_of
from governance.report import sections
from governance.report.json_facts import as_json
from governance.report.period import ReportPeriod
from governance.report.sections import Report, build_report, section
from imports import kinds
from portfolio import products
from portfolio.effort.queries import total_minutes
from portfolio.importing.teams import TEAMS
from portfolio.models import Team
from tests.conftest import make_item, token_client
from tests.governance.formats.reading import csv_rows
from tests.makers import Q4, World, noon


@pytest.fixture
def with_compliance(db, monkeypatch):
    """A world whose product began with a sixth slice, which 6.00 wk were spent on."""
    *core, specials = products.FIVE_SLICES
    monkeypatch.setattr(products, "FIVE_SLICES", [*core, ("compliance", "Compliance"), specials])
    with noon(2026, 11, 10):
        world = World()
        world.spend(make_item(world.product, "Audit trail", "compliance"), "6.00")
        yield world


def test_a_slice_that_is_added_is_planned_reported_and_coloured(with_compliance, client):
    world = with_compliance
    client.force_login(world.cast.product_manager)

    api = token_client(world.cast.product_manager)
    plan = api.get(f"/api/v1/products/skylark/plans/{Q4}/").json()
    page = client.get(f"/p/skylark/plan/{Q4}/edit/").content.decode()
    report = build_report(world.product, dt.date(2026, 11, 1))

    assert list(plan["targets"]) == [
        "features",
        "infrastructure",
        "quality",
        "discovery",
        "compliance",
        "specials",
    ]
    assert f'data-slice="{slice_colour("compliance")}"></span>Compliance' in page
    rows = {row.slice: str(row.actual_weeks) for row in report.slices.rows}
    assert (rows["compliance"], rows["features"]) == ("6.00", "0.00")


def worked_in(period: ReportPeriod) -> Decimal:
    return weeks_of(total_minutes(period.core_effort(period.first)))


@dataclass(frozen=True)
class Rework:
    weeks: Decimal


@dataclass(frozen=True, kw_only=True)
class ReportWithRework(Report):
    rework: Rework = field(metadata=section(lambda b: Rework(worked_in(b.period))))


@pytest.fixture
def with_rework(monkeypatch, settings, tmp_path):
    """A section more: its field of the report, and its template."""
    monkeypatch.setattr(sections, "Report", ReportWithRework)
    template = tmp_path / "governance" / "report" / "_rework.html"
    template.parent.mkdir(parents=True)
    template.write_text("<h2>Rework</h2><p>{{ facts.weeks|wk }}</p>")
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]


def test_a_section_that_is_added_is_on_the_page_and_in_every_file(agreed, with_rework, client):
    agreed.spend(agreed.a, "2.50")
    client.force_login(agreed.cast.executive)

    report = build_report(agreed.product, dt.date(2026, 11, 1))
    page = client.get("/p/skylark/report/2026-11/").content.decode()

    assert as_json(report)["rework"] == {"weeks": "2.50"}
    assert csv_rows(report, "rework") == [{"Figure": "Weeks, wk", "Value": "2.50"}]
    assert '<h2>Rework</h2><p><span class="num">2.50<' in page


@pytest.fixture
def with_crews(monkeypatch):
    """A kind of import beside ours: teams under another name."""
    crews = replace(TEAMS, name="crews")
    monkeypatch.setitem(kinds._registered, "crews", crews)
    monkeypatch.setitem(MAY, "import crews", PRODUCT)


def test_a_kind_of_import_that_is_added_is_read_by_the_command(world, with_crews, tmp_path, capsys):
    file = tmp_path / "crews.csv"
    file.write_text("name,people\nNight shift,3\n")

    call_command("import_data", "crews", str(file), "--product", "skylark")

    found = Team.objects.get(product=world.product, name="Night shift")
    assert str(found.people) == "3.00"
    assert capsys.readouterr().out.splitlines() == [
        "created 1",
        "updated 0",
        "unchanged 0",
        "rejected 0",
    ]
