"""A worker killed with SIGKILL between mails, and in one: each reader gets the report once."""

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager

from django.utils import timezone
from django_ox.models import OxTask

from company.calendar import today
from delivery.models import Sending
from delivery.subscribers import subscribe
from governance.publications.actions import publish
from tests.postbox import open_postbox
from tests.races.arena import ROOT, make_ring

READERS = [f"reader{n}@elsewhere.example" for n in range(6)]
PATIENCE = 120  # seconds, for a machine that has much else to do


@contextmanager
def worker(arena, box, uploads):
    process = subprocess.Popen(
        [sys.executable, "manage.py", "ox_worker", "--interval=0.1", "--verbosity=0"],
        env={**arena.environment, "EMAIL_URL": box.url, "UPLOADS_DIR": str(uploads)},
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=PATIENCE)


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)  # between two looks, not for something to happen


def test_a_killed_worker_leaves_its_mails_to_others_and_none_goes_out_twice(arena, settings):
    scene = make_ring()
    for email in READERS:
        subscribe(product=scene.product, email=email, actor=None)
    last_month = today(scene.product).replace(day=1) - dt.timedelta(days=1)
    publish(product=scene.product, month=last_month, actor=scene.cast.executive)
    arena.share()

    with open_postbox() as box:
        box.will[READERS[2]] = ["stall"]
        with worker(arena, box, settings.MEDIA_ROOT) as first:
            wait_until(lambda: READERS[2] in box.asked)
            first.kill()
            first.wait(timeout=PATIENCE)
        arena.come_back()
        assert box.counts == dict.fromkeys(READERS[:2], 1)
        assert [row.is_held for row in Sending.objects.order_by("pk")] == [
            *(False, False),
            True,
            *(False, False, False),
        ]
        an_hour_passes(arena)

        with worker(arena, box, settings.MEDIA_ROOT), worker(arena, box, settings.MEDIA_ROOT):
            wait_until(lambda: len(box.counts) == len(READERS) and not waiting(arena))

        assert box.counts == dict.fromkeys(READERS, 1)
        sent = {row.email: (row.state, row.tries) for row in Sending.objects.all()}
        assert sent == {email: ("sent", 2 if email == READERS[2] else 1) for email in READERS}


def an_hour_passes(arena) -> None:
    """What the killed worker held was its for ten minutes; no test waits for a clock."""
    ago = timezone.now() - dt.timedelta(hours=1)
    Sending.objects.filter(state=Sending.State.WAITING).update(next_try_at=ago)
    OxTask.objects.update(locked_at=ago, lease_expires_at=ago)
    OxTask.objects.filter(run_after__isnull=False).update(run_after=ago)
    arena.share()


def waiting(arena) -> bool:
    arena.come_back()
    return Sending.objects.filter(state=Sending.State.WAITING).exists()
