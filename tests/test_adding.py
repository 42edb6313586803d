"""Adding a slice or a kind of import touches the one place that docs/changing.md names."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.management import call_command

from charts.colours import slice_colour
from company.roles import MAY, PRODUCT
from governance.report.build import build_report
from imports import kinds
from portfolio import products
from portfolio.importing.teams import TEAMS
from portfolio.models import Team
from tests.conftest import make_item, token_client
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
        "features", "infrastructure", "quality", "discovery", "compliance", "specials",
    ]  # fmt: skip
    assert f'data-slice="{slice_colour("compliance")}"></span>Compliance' in page
    rows = {row.slice: str(row.actual_weeks) for row in report.slices.rows}
    assert (rows["compliance"], rows["features"]) == ("6.00", "0.00")


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
        "created 1", "updated 0", "unchanged 0", "rejected 0",
    ]  # fmt: skip
