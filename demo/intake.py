"""Imports who uses which item from a file, as a customer's system would send it."""

import csv
import io

from django.core.files.base import ContentFile

from demo.world import World
from imports import actions
from imports.mapping.toml import mapping_from
from imports.models import Import
from imports.run.execution import execute
from imports.run.tasks import begin

FEED = "Feature use"
FILENAME = "feature-use.csv"
HEADER = ("Customer", "Feature", "Last used")
MAPPING = {
    "usage": {
        "date_form": "iso",
        "columns": {"customer": "Customer", "item": "Feature", "last_used": "Last used"},
    }
}


def import_usage(world: World) -> None:
    """Import an export of who uses which feature, as the product manager would."""
    found = actions.receive(
        product=world.product,
        file=ContentFile(_export(world).encode(), name=FILENAME),
        actor=world.actor("product_manager"),
        feed=FEED,
        fed_by=Import.FedBy.API,
    )
    reading = actions.Reading(("usage",), mapping_from(MAPPING, FEED), kept_name=FEED)
    mapped = actions.map_as(found, reading)
    actions.keep_mapping(mapped, name=FEED, actor=world.actor("product_manager"))
    execute(begin(mapped, dry_run=False), dry_run=False)


def _export(world: World) -> str:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEADER)
    for item in world.facts.items:
        for when, names in item.used.items():
            rows.writerows([name, item.title, world.dates.day(when)] for name in names)
    return text.getvalue()
