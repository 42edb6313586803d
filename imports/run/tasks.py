"""What runs in the background: only Django's own task interface is used here."""

from django.db import transaction
from django.tasks import task

from company import clock
from company.refusals import Refused
from imports.models import Import
from imports.run.execution import execute
from imports.run.outcomes import fail
from imports.run.recording import Superseded
from imports.run.worker_lock import MOST_TIMES, SILENT_AFTER, WorkerBusy, acquire, release

State = Import.State

FAULT = (
    "Daylight itself failed on this file, which is no fault of yours. What was imported before"
    " stands and can be undone; importing again goes on from there."
)

GAVE_UP = (
    f"The worker was stopped {MOST_TIMES} times while it had this file, so it is not tried again"
    " by itself. What was imported before stands and can be undone. Try a part of the file, or"
    " ask the administrator what stopped the worker; importing again goes on from there."
)


def begin(found: Import, *, dry_run: bool) -> Import:
    """Queue the import, to be tried or done. Raises Refused wrong-state if it is already."""
    with transaction.atomic():
        found = Import.objects.locked().get(pk=found.pk)
        if not (found.is_open if dry_run else found.may_begin):
            status = found.get_state_display().lower()
            raise Refused("wrong-state", f"{found.filename} is {status}. Look at it again.")
        found.state = State.TRYING if dry_run else State.IMPORTING
        found.results, found.error, found.rows_done, found.rows_total = [], "", 0, 0
        release(found)
        found.save()
        found.rejected_rows.all().delete()
        # In the same database: the task is there when this is, and not otherwise.
        execute_import.enqueue(found.pk, dry_run)
    return found


@task()
def execute_import(pk: int, dry_run: bool) -> None:
    """Try or import. Safe to repeat after a kill: rows that are in already count as unchanged.

    A task whose worker was killed comes again (TASKS in config/settings.py says how soon).
    """
    try:
        found = acquire(pk, Import.State.TRYING if dry_run else Import.State.IMPORTING)
    except WorkerBusy:
        # Not given up: if that worker is killed after all, this finds its work lying there.
        execute_import.using(run_after=clock.now() + SILENT_AFTER).enqueue(pk, dry_run)
        return
    # A second delivery of the same task comes too late, and says nothing.
    if found is None:
        return
    try:
        if found.taken_up > MOST_TIMES:
            fail(found, GAVE_UP)
            return
        execute(found, dry_run=dry_run)
    except Superseded:
        return
    except Exception:
        # Nobody may wait for a bar that never moves again; the worker keeps the traceback.
        fail(found, FAULT)
        raise
