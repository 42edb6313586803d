"""Races against a real server of four processes, by API token."""

from collections import Counter
from decimal import Decimal

from django.core.management import call_command

from company.actions import create_token
from company.calendar import today
from portfolio.models import Effort
from tests.conftest import make_team
from tests.races.arena import headroom, make_ring
from tests.races.crowd import make_crowd
from tests.races.server import serve


def test_twelve_requests_take_five_places(arena):
    scene = make_ring()
    crowd = make_crowd(scene, 12)
    token = create_token(person=scene.cast.executive, name="race")
    arena.share()

    with serve(arena, token) as server:
        answers = server.send_at_once(
            [{"path": f"escalations/{it.pk}/approve/", "body": {"reason": "Now."}} for it in crowd]
        )
        budget = server.send("GET", f"products/skylark/plans/{scene.quarter}/budget/")

    told = Counter((a.status, a.body.get("type", a.body.get("state"))) for a in answers)
    assert told == {(200, "approved"): 5, (409, "/problems/over-cap"): 7}
    assert budget.body["headroom_weeks"] == "0.00"
    arena.come_back()
    call_command("verify_ledger")
    call_command("check_books")
    assert headroom(scene) == Decimal("0.00")


def test_one_key_sent_four_times_at_once_adds_effort_once(arena):
    scene = make_ring()
    team = make_team(scene.product)
    token = create_token(person=scene.cast.engineering, name="race")
    day = today(scene.product).isoformat()
    row = {"team": team.pk, "date": day, "item": scene.items[0].pk, "weeks": "1.50"}
    arena.share()

    with serve(arena, token) as server:
        request = {"path": "effort/", "body": {"rows": [row]}, "Idempotency_Key": "monday"}
        answers = server.send_at_once([request] * 4)

    assert [answer.status for answer in answers] == [201] * 4
    assert [answer.body for answer in answers] == [answers[0].body] * 4
    arena.come_back()
    assert list(Effort.objects.values_list("minutes", flat=True)) == [3600]
