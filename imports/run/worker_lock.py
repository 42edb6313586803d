"""One worker at a time executes an import, and another one when that is gone."""

import datetime as dt
import uuid

from django.db import transaction

from company import clock
from imports.models import Import

# A worker says how far it is after each chunk, which takes a second or two.
SILENT_AFTER = dt.timedelta(seconds=10)
# A file at which the worker was stopped as often may be what stops it.
MOST_TIMES = 5


class WorkerBusy(Exception):
    """Another worker has it, and was heard of only now."""


def acquire(pk: int, state: str) -> Import | None:
    """Return the import, held for this worker; None where it is not in that state any more.

    Whoever held it before can write nothing of it from now on (recording.recorder). Raises
    Held while that one shows signs of life: on a busy machine the queue may miss a worker
    that goes on well, and two that take it from each other would never end.
    """
    with transaction.atomic():
        found = Import.objects.locked().filter(pk=pk, state=state).first()
        if found is not None:
            if found.held_by and not waits(found, clock.now()):
                raise WorkerBusy(str(found))
            found.held_by, found.heard_at = uuid.uuid4().hex, clock.now()
            found.taken_up += 1
            found.save(update_fields=["held_by", "heard_at", "taken_up"])
    return found


def release(found: Import) -> None:
    """Let any worker take the import up. The caller saves it."""
    found.held_by, found.heard_at, found.taken_up = "", None, 0


def waits(found: Import, now: dt.datetime) -> bool:
    """Return whether it waits for a worker: none took it up, or that one fell silent."""
    if not found.is_working or not found.file:
        return False
    return found.heard_at is None or now - found.heard_at > SILENT_AFTER
