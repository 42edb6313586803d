"""A tracker without time or points, split over its issues: its look-back, computed here apart."""

import csv
import datetime as dt
import json
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.core.management import call_command

from imports.mapping.toml import mapping_from
from imports.run.execution import run_import
from portfolio.models import Team

CENT = Decimal("0.01")
pytestmark = pytest.mark.real_data

CYCLE_TIMES = {
    "items": {
        "key": "id",
        "columns": {"title": "id", "started_on": "created_date", "finished_on": "finished_date"},
        "rules": [{"column": "project", "is": "1", "special_for": "Acme"}],
        "create_missing": True,
    },
    "effort": {
        "key": "id",
        "split": True,
        "columns": {"item": "id", "started_on": "created_date", "finished_on": "finished_date"},
        "constants": {"team": "Core"},
    },
}


def computed(rows, a_day):
    """The figures once more: by quarter, minutes in all and those of project 1."""
    days = defaultdict(list)
    for row in rows:
        created, finished = map(dt.date.fromisoformat, (row["created_date"], row["finished_date"]))
        created = min(created, finished) if created <= finished else finished
        at = created
        while at <= finished:
            fresh = (at - created).days <= 30 or at == finished
            if fresh and at.weekday() < 5:
                days[at].append(row["project"])
            at += dt.timedelta(days=1)
    total, special = defaultdict(int), defaultdict(int)
    for at, projects in days.items():
        quarter = f"{at.year}Q{(at.month + 2) // 3}"
        for place, project in enumerate(projects):
            minutes = a_day // len(projects) + (place < a_day % len(projects))
            total[quarter] += minutes
            special[quarter] += minutes * (project == "1")
    return total, special


def weeks(minutes):
    return str((Decimal(minutes) / 2400).quantize(CENT, ROUND_HALF_UP))


def test_a_split_tracker_s_look_back_is_what_was_computed_apart(product, real_file, capsys):
    path = real_file("formats/jira_cycle_times.csv")
    Team.objects.create(
        product=product, name="Core", people=Decimal("7.50"), availability=Decimal("0.90")
    )
    mapping = mapping_from(CYCLE_TIMES, "cycle times")
    for kind in mapping.parts:
        result = run_import(kind=kind, path=path, product=product, mapping=mapping)
        assert result.rejected == 0

    call_command("lookback", product="skylark", quarters=32, format="json")
    told = json.loads(capsys.readouterr().out)["quarters"]

    with path.open(encoding="utf-8", newline="") as file:
        total, special = computed(list(csv.DictReader(file)), 3240)
    assert told[-1]["quarter"] == max(total)
    assert {row["quarter"] for row in told} >= total.keys()
    assert sum(special.values()) > 0
    for row in told:
        whole, alone = total[row["quarter"]], special[row["quarter"]]
        said = (row["total_weeks"], row["special_weeks"], row["split_weeks"])
        assert said == (weeks(whole), weeks(alone), weeks(whole))
        share = whole and (Decimal(alone) * 100 / whole).quantize(CENT, ROUND_HALF_UP)
        assert row["share"] == (str(share) if whole else None)
