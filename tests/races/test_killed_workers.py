"""Import workers killed with SIGKILL: another goes on, and every row comes in once."""

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager

from django.utils import timezone
from django_ox.models import OxTask

from imports.models import Change, Import
from imports.run.tasks import begin
from portfolio.models import Customer
from tests.imports.makers import drafted
from tests.races.arena import ROOT, make_ring

ROWS = 8_000
MANY = "Customer,ARR,Renewal\n" + "".join(f"Customer {n},{n},\n" for n in range(ROWS))
PATIENCE = 120  # seconds, for a machine that has much else to do


@contextmanager
def worker(arena, uploads):
    """A worker as it runs for real, but for how often it asks."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "ox_worker", "--interval=0.1", "--verbosity=0"],
        env={**arena.environment, "UPLOADS_DIR": str(uploads)},
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=PATIENCE)


def wait_until(arena, is_so: Callable[[Import], bool]) -> Import:
    """Look at the import, which other processes change, until it is so."""
    until = time.monotonic() + PATIENCE
    while True:
        arena.come_back()
        found = Import.objects.get()
        if is_so(found):
            return found
        assert time.monotonic() < until, f"{found.state}, {found.rows_done} rows"
        time.sleep(0.05)  # between two looks, not for something to happen


def an_hour_passes(arena) -> None:
    """What the killed worker said last is an hour old; no test waits for a clock."""
    ago = timezone.now() - dt.timedelta(hours=1)
    Import.objects.update(heard_at=ago)
    OxTask.objects.update(locked_at=ago, lease_expires_at=ago)
    arena.share()


def test_another_worker_goes_on_where_one_was_killed(arena, settings):
    scene = make_ring()
    found = drafted(scene.product, scene.cast.product_manager, MANY)
    begin(found, dry_run=False)
    arena.share()

    with worker(arena, settings.MEDIA_ROOT) as first:
        wait_until(arena, lambda it: it.rows_done > 0)
        first.kill()
        first.wait(timeout=PATIENCE)
        stopped = wait_until(arena, lambda it: True)
    assert (stopped.state, stopped.taken_up) == ("importing", 1)
    an_hour_passes(arena)
    assert 0 < Customer.objects.exclude(pk=scene.customer.pk).count() < ROWS

    with worker(arena, settings.MEDIA_ROOT), worker(arena, settings.MEDIA_ROOT):
        ended = wait_until(arena, lambda it: it.state != "importing")

    assert (ended.state, ended.taken_up, ended.rejected_row_count) == ("done", 2, 0)
    assert ended.held_by != stopped.held_by
    assert Customer.objects.exclude(pk=scene.customer.pk).count() == ROWS
    # Each row was created by one chunk of one worker, and undoing knows of all of them.
    created = [pk for change in Change.objects.all() for pk in change.created]
    assert (len(created), len(set(created))) == (ROWS, ROWS)
