"""What runs in the background: only Django's own task interface is used here."""

from django.tasks import task

from company import clock
from imports.models import Import
from imports.run.execution import carry_out, fail
from imports.run.recording import Superseded
from imports.run.worker_lock import MOST_TIMES, SILENT_AFTER, Held, take_up

FAULT = (
    "Daylight itself failed on this file, which is no fault of yours. What was imported before"
    " stands and can be undone; importing again goes on from there."
)

GAVE_UP = (
    f"The worker was stopped {MOST_TIMES} times while it had this file, so it is not tried again"
    " by itself. What was imported before stands and can be undone. Try a part of the file, or"
    " ask the administrator what stopped the worker; importing again goes on from there."
)


@task()
def carry_out_later(pk: int, dry_run: bool) -> None:
    """Try or import. Safe to repeat after a kill: rows that are in already count as unchanged.

    A task whose worker was killed comes again (TASKS in config/settings.py says how soon).
    """
    try:
        found = take_up(pk, Import.State.TRYING if dry_run else Import.State.IMPORTING)
    except Held:
        # Not given up: if that worker is killed after all, this finds its work lying there.
        carry_out_later.using(run_after=clock.now() + SILENT_AFTER).enqueue(pk, dry_run)
        return
    # A second delivery of the same task comes too late, and says nothing.
    if found is None:
        return
    try:
        if found.taken_up > MOST_TIMES:
            fail(found, GAVE_UP)
            return
        carry_out(found, dry_run=dry_run)
    except Superseded:
        return
    except Exception:
        # Nobody may wait for a bar that never moves again; the worker keeps the traceback.
        fail(found, FAULT)
        raise
