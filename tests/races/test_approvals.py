"""Twelve decisions at the same instant, against a headroom or a line for exactly five."""

import json
import threading
from collections import Counter
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection, connections

from company.models import Person
from company.refusals import Refused
from escalations.models import Escalation, TakenIntoPlan
from governance.approvals.actions import approve
from governance.models import Decision
from portfolio.models import Line
from tests.conftest import make_cast, make_product
from tests.races.arena import headroom, make_ring
from tests.races.crowd import make_crowd
from tests.scenes import make_scene

FIVE_AND_SEVEN = Counter({"approved": 5, "over-cap": 7})


def assert_exactly_five(scene) -> None:
    assert headroom(scene) == Decimal("0.00")
    assert Decision.objects.count() == 5
    assert Escalation.objects.filter(state="approved").count() == 5
    call_command("verify_ledger")
    call_command("check_books")


def test_twelve_processes_take_five_places(arena):
    scene = make_ring()
    crowd = make_crowd(scene, 12)
    arena.share()

    ids = [str(it.pk) for it in crowd]
    done = arena.run("-m", "tests.races.racer", str(scene.cast.executive.pk), *ids)

    assert done.returncode == 0, done.stderr
    assert Counter(json.loads(done.stdout)) == FIVE_AND_SEVEN, done.stderr[-2000:]
    arena.come_back()
    assert_exactly_five(scene)


def test_twelve_connections_take_five_places(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("one process's threads share SQLite's test database: see the processes above")
    scene = make_ring()
    crowd = make_crowd(scene, 12)
    barrier, told = threading.Barrier(12), []

    def race(pk: int) -> None:
        try:
            actor = Person.objects.get(pk=scene.cast.executive.pk)
            escalation = Escalation.objects.select_related("product").get(pk=pk)
            barrier.wait(timeout=30)
            approve(escalation=escalation, reason="First come.", actor=actor)
            told.append("approved")
        except Refused as refused:
            told.append(refused.name)
        finally:
            connections.close_all()

    racers = [threading.Thread(target=race, args=(it.pk,)) for it in crowd]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert Counter(told) == FIVE_AND_SEVEN
    assert_exactly_five(scene)


def test_a_lines_weeks_are_given_once_to_specials_and_planned_items_alike(arena):
    """Five weeks are left of the line that twelve decisions take one each from."""
    scene = make_scene(make_cast(make_product()), lines=("5.00", "20", "10"))
    crowd = make_crowd(scene, 12, faults=6)
    arena.share()

    ids = [str(it.pk) for it in crowd]
    done = arena.run("-m", "tests.races.racer", str(scene.cast.executive.pk), *ids)

    assert done.returncode == 0, done.stderr
    told = Counter(json.loads(done.stdout))
    assert told["displacement-incomplete"] == 7, done.stderr[-2000:]
    assert told["approved"] + told["planned"] == 5
    arena.come_back()
    line = Line.objects.get(plan__quarter=scene.quarter, item=scene.items[0])
    assert line.weeks == Decimal("0.00")
    assert TakenIntoPlan.objects.count() == told["planned"]
    call_command("verify_ledger")
    call_command("check_books")
