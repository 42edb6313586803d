"""One worker at a time carries an import out; when it is gone another goes on from there."""

import datetime as dt
from pathlib import Path

import pytest
from django.tasks import task_backends
from django.urls import reverse
from django_ox.models import OxTask
from django_ox.testing import run_tasks
from django_ox.worker import Worker

from company import clock
from imports.mapping.toml import mapping_of
from imports.models import Change, Import
from imports.run.execution import execute, run_import
from imports.run.importer import ROWS_PER_CHUNK
from imports.run.outcomes import fail
from imports.run.recording import Superseded, recorder
from imports.run.tasks import begin
from imports.run.worker_lock import MOST_TIMES, SILENT_AFTER, acquire
from portfolio.models import Customer
from tests.imports.makers import drafted
from tests.snapshots import nothing_changes

ROWS = 2 * ROWS_PER_CHUNK + 500
MANY = "Customer,ARR,Renewal\n" + "".join(f"Customer {n},{n},\n" for n in range(ROWS))
IMPORTING = Import.State.IMPORTING
LONG = SILENT_AFTER + dt.timedelta(seconds=1)


@pytest.fixture
def begun(cast) -> Import:
    """An import of three chunks, in the queue."""
    return begin(drafted(cast.product, cast.product_manager, MANY), dry_run=False)


def carried_by_hand(found: Import, after_each_chunk) -> None:
    """What a worker does, with something that happens beside it."""
    run_import(
        kind="customers",
        path=Path(found.file.path),
        product=found.product,
        mapping=mapping_of(found),
        on_changes=recorder(found),
        progress=after_each_chunk,
    )


def created_by_chunk(found: Import) -> list[int]:
    changes = Change.objects.filter(found=found, model="portfolio.customer").order_by("pk")
    return [len(change.created) for change in changes]


def test_what_a_silent_worker_still_does_is_refused(begun):
    first = acquire(begun.pk, IMPORTING)
    taken = []

    def another_takes_it_up(done, total):
        with clock.at(clock.now() + LONG):
            taken.append(acquire(begun.pk, IMPORTING))

    with pytest.raises(Superseded):
        carried_by_hand(first, another_takes_it_up)

    # The chunk that the first had finished stands; its second was taken back.
    assert created_by_chunk(begun) == [ROWS_PER_CHUNK]
    with nothing_changes(), pytest.raises(Superseded):
        fail(first, "It was too slow.")
    (second,) = taken
    ended = execute(second, dry_run=False)
    assert (ended.state, ended.taken_up) == ("done", 2)
    assert created_by_chunk(begun) == [ROWS_PER_CHUNK, ROWS_PER_CHUNK, 500]
    assert Customer.objects.count() == ROWS


def test_a_task_that_comes_twice_is_carried_out_once(begun):
    task = OxTask.objects.get()
    OxTask.objects.create(
        task_path=task.task_path, args=task.args, backend_name="default", enqueued_at=clock.now()
    )

    assert [result.status.value for result in run_tasks()] == ["SUCCESSFUL", "SUCCESSFUL"]

    begun.refresh_from_db()
    assert (begun.state, begun.taken_up) == ("done", 1)
    assert created_by_chunk(begun) == [ROWS_PER_CHUNK, ROWS_PER_CHUNK, 500]


def test_a_worker_that_is_heard_of_keeps_its_import(begun):
    """The queue gives the task to another, which looks again later instead of taking it."""
    first = acquire(begun.pk, IMPORTING)

    run_tasks()

    begun.refresh_from_db()
    assert (begun.held_by, begun.taken_up) == (first.held_by, 1)
    later = OxTask.objects.get(status="READY")
    assert later.args == [begun.pk, False]
    assert later.run_after - later.enqueued_at <= SILENT_AFTER
    with clock.at(clock.now() + LONG):
        OxTask.objects.filter(pk=later.pk).update(run_after=None)
        run_tasks()
    begun.refresh_from_db()
    assert (begun.state, begun.taken_up) == ("done", 2)
    assert Customer.objects.count() == ROWS


def test_a_file_that_stops_every_worker_is_given_up_and_may_be_begun_again(begun):
    for times in range(MOST_TIMES):
        with clock.at(clock.now() - LONG * (MOST_TIMES - times)):
            acquire(begun.pk, IMPORTING)

    run_tasks()

    begun.refresh_from_db()
    assert begun.state == "failed"
    assert begun.error.startswith("The worker was stopped 5 times while it had this file")
    assert Customer.objects.count() == 0
    begin(begun, dry_run=False)
    run_tasks()
    begun.refresh_from_db()
    assert (begun.state, begun.taken_up) == ("done", 1)
    assert Customer.objects.count() == ROWS


def test_work_of_a_killed_worker_is_taken_up_within_half_a_minute():
    worker = Worker()

    # It is silent for so long, then somebody looks, and then the next free worker asks.
    assert worker.lock_timeout + worker.reap_interval + worker.poll_interval <= 30
    assert worker.renew_interval * 2 < worker.lock_timeout
    # The import gives up, and says so, before the queue does without a word.
    assert task_backends["default"].max_attempts > MOST_TIMES


SILENT = "It waits: its worker has said nothing for some seconds."


@pytest.mark.parametrize(
    ("taken_up", "ago", "said", "not_said"),
    [
        (False, dt.timedelta(0), "It waits for a worker, and begins as soon as", SILENT),
        (True, dt.timedelta(0), "It begins.", "It waits"),
        (True, SILENT_AFTER, "It begins.", "It waits"),
        (True, LONG, SILENT, "It begins."),
    ],
)
def test_the_page_says_that_it_waits(client, begun, taken_up, ago, said, not_said):
    client.force_login(begun.person)
    now = clock.now()
    with clock.at(now):
        if taken_up:
            acquire(begun.pk, IMPORTING)
    with clock.at(now + ago):
        path = reverse("imports:import_detail", args=[begun.product.slug, begun.pk])
        page = client.get(path).content.decode()

    assert said in page
    assert not_said not in page


def test_each_chunk_is_a_sign_of_life(begun):
    found = acquire(begun.pk, IMPORTING)
    later = clock.now() + dt.timedelta(hours=1)

    with clock.at(later):
        execute(found, dry_run=False)

    assert Import.objects.get().heard_at == later
