"""A process killed with SIGKILL in the middle of approvals leaves no half-made decision."""

import json

from django.core.management import call_command

from escalations.models import Escalation
from tests.races.arena import make_ring
from tests.races.crowd import make_crowd
from tests.sampling import rounds

ROUNDS = rounds(20, 50)


def test_fifty_kills_leave_no_half_made_decision(arena):
    scene = make_ring(cap="400.00", capacity="400")
    make_crowd(scene, 400)
    arena.share()

    done = arena.run("-m", "tests.races.killing", str(ROUNDS), str(scene.cast.executive.pk))

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["faults"] == []
    # Most kills must really have hit an approval, and some approvals must have got through.
    assert told["in_the_middle"] > ROUNDS // 2
    arena.prove()
    arena.come_back()
    assert 0 < Escalation.objects.filter(state="proposed").count() < 400 - 1
    call_command("check_books")
