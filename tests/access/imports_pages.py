"""The rows of the pages of imports."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils import timezone

from company.roles import ENGINEERING, PRODUCT, SALES
from imports.models import KeptMapping
from imports.run.execution import run_import
from imports.run.recording import recorder
from imports.run.tasks import begin
from tests.access.row import page
from tests.access.world import World
from tests.imports.makers import CUSTOMERS, drafted, upload

ANY = SALES | PRODUCT | ENGINEERING
OWN = SALES | PRODUCT


def _slug(w: World) -> dict[str, Any]:
    return {"slug": w.slug}


def _draft(w: World) -> dict[str, Any]:
    """Customers, being mapped."""
    return {"slug": w.slug, "pk": drafted(w.product, w.cast.product_manager).pk}


def _imported(w: World) -> dict[str, Any]:
    found = begin(drafted(w.product, w.cast.product_manager), dry_run=False)
    run_import(
        kind="customers", path=Path(found.file.path), product=w.product, on_changes=recorder(found)
    )
    found.state, found.finished_at = "done", timezone.now()
    found.save()
    return {"slug": w.slug, "pk": found.pk}


def _kept(w: World) -> dict[str, Any]:
    kept = KeptMapping.objects.create(
        product=w.product,
        name="Tracker",
        text="[customers]",
        person=w.cast.product_manager,
        kept_at=dt.datetime(2026, 11, 21, tzinfo=dt.UTC),
    )
    return {"slug": w.slug, "pk": kept.pk}


MAPPED = {"kinds": ["customers"], "customers-name": "Customer", "do": "try"}
TEXT = {"text": '[customers.columns]\nname = "Customer"\n'}
ROWS = [
    page("imports:import_list", at=_slug),
    page("imports:feed_list", at=_slug),
    page("imports:import_new", allowed=ANY, at=_slug),
    page("imports:import_new", "POST", ANY, at=_slug, body=lambda w: {"file": upload(CUSTOMERS)}),
    page("imports:import_detail", at=_draft),
    page("imports:import_rejected", at=_draft),
    page("imports:import_map", allowed=OWN, at=_draft),
    page("imports:import_map", "POST", OWN, at=_draft, body=lambda w: MAPPED),
    page("imports:import_look", "POST", OWN, at=_draft, ok=200, body=lambda w: MAPPED),
    page("imports:import_text", allowed=OWN, at=_draft),
    page("imports:import_text", "POST", OWN, at=_draft, body=lambda w: TEXT),
    page("imports:import_begin", "POST", OWN, at=_draft),
    page("imports:import_undo", "POST", OWN, at=_imported),
    page("imports:import_discard", "POST", OWN, at=_draft),
    page("imports:mapping_keep", "POST", OWN, at=_draft, body=lambda w: {"name": "Tracker"}),
    page("imports:mapping_forget", "POST", OWN, at=_kept),
]
