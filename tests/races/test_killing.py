"""A process killed with SIGKILL in the middle of approvals leaves no half-made decision."""

import json

from django.core.management import call_command

from escalations.models import Escalation
from tests.races.arena import make_ring
from tests.races.crowd import make_crowd
from tests.sampling import rounds

ROUNDS = rounds(10, 50)
# A round lasts as long as two approvals, or a few.
CROWD = 8 * ROUNDS


def test_kills_leave_no_half_made_decision(arena):
    scene = make_ring(cap=f"{CROWD}.00", capacity=f"{CROWD}")
    make_crowd(scene, CROWD)
    arena.share()

    done = arena.run("-m", "tests.races.killing", str(ROUNDS), str(scene.cast.executive.pk))

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["faults"] == []
    # Most kills must really have hit an approval, and some approvals must have got through.
    assert told["in_the_middle"] > ROUNDS // 2
    arena.come_back()
    assert 0 < Escalation.objects.filter(state="proposed").count() < CROWD - 1
    call_command("verify_ledger")
    call_command("check_books")
