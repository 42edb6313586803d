"""What runs in the background: only Django's own task interface is used here."""

from django.tasks import task

from imports.carrying import carry_out, fail
from imports.models import Import
from imports.recording import Superseded

FAULT = (
    "Daylight itself failed on this file, which is no fault of yours. What was imported before"
    " stands and can be undone; importing again goes on from there."
)


@task()
def carry_out_later(pk: int, dry_run: bool) -> None:
    """Try or import. Safe to repeat after a kill: rows that are in already count as unchanged."""
    found = Import.objects.select_related("product").filter(pk=pk).first()
    asked = Import.State.TRYING if dry_run else Import.State.IMPORTING
    # A second delivery of the same task comes too late, and says nothing.
    if found is None or found.state != asked:
        return
    try:
        carry_out(found, dry_run=dry_run)
    except Superseded:
        return
    except Exception:
        # Nobody may wait for a bar that never moves again; the worker keeps the traceback.
        fail(found, FAULT)
        raise
