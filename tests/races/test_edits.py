"""Two clients edit one object at the same instant: different fields lose nothing of each other."""

import datetime as dt

import pytest

from company.actions import create_token
from company.models import Membership
from escalations.models import Commitment
from portfolio.models import Waiting
from tests.conftest import make_team
from tests.races.arena import make_ring
from tests.races.server import serve
from tests.sampling import rounds
from tests.scenes import bring

ROUNDS = rounds(2, 12)


@pytest.fixture
def editor(arena):
    """A scene, and a token of somebody who may edit everything of it."""
    scene = make_ring()
    person = scene.cast.executive
    for role in ("product_manager", "sales"):
        Membership.objects.create(person=person, product=scene.product, role=role)
    scene.team = make_team(scene.product)
    scene.commitment = Commitment.objects.create(
        product=scene.product, customer=scene.customer, what="SSO", due=dt.date(2027, 1, 1)
    )
    return scene, create_token(person=person, name="race")


def fields(scene) -> dict[str, tuple]:
    """By path: what one client writes in round n, and what the other does."""
    day = dt.date(2026, 1, 1)
    return {
        f"items/{scene.items[0].pk}/": (
            lambda n: {"title": f"Item {n}"},
            lambda n: {"started_on": str(day + dt.timedelta(days=n))},
        ),
        f"customers/{scene.customer.pk}/": (
            lambda n: {"arr": f"{n}.00"},
            lambda n: {"segment": f"Segment {n}"},
        ),
        f"deals/{scene.deal.pk}/": (
            lambda n: {"amount": f"{n}.00"},
            lambda n: {"stage": f"Stage {n}"},
        ),
        f"teams/{scene.team.pk}/": (
            lambda n: {"people": f"{n}.00"},
            lambda n: {"name": f"Team {n}"},
        ),
        f"waiting/{Waiting.objects.get().pk}/": (
            lambda n: {"since": str(day + dt.timedelta(days=n))},
            lambda n: {"weight": ("blocker", "nice_to_have")[n % 2]},
        ),
        f"commitments/{scene.commitment.pk}/": (
            lambda n: {"what": f"Promise {n}"},
            lambda n: {"sla": f"{n}%"},
        ),
        f"escalations/{bring(scene, 'submitted').pk}/": (
            lambda n: {"title": f"Request {n}"},
            lambda n: {"problem": f"They queue {n}."},
        ),
    }


def lost_in(server, path: str, one, other, method="PATCH") -> list[str]:
    """Each round after which no answer shows what both clients wrote."""
    lost = []
    for n in range(1, ROUNDS + 1):
        bodies = [one(n), other(n)]
        answers = server.send_at_once(
            [{"method": method, "path": path, "body": body} for body in bodies]
        )
        # Whoever came second was answered with the work of both, if nothing was lost.
        wanted = {**bodies[0], **bodies[1]}
        if not any(wanted.items() <= answer.body.items() for answer in answers):
            lost.append(f"{path} round {n}: {[answer.body for answer in answers]}")
    now = server.send("GET", path).body
    return lost + ([] if wanted.items() <= now.items() else [f"{path} in the end: {now}"])


def test_different_fields_lose_nothing(arena, editor):
    scene, token = editor
    kinds = fields(scene)
    arena.share()

    with serve(arena, token) as server:
        lost = [said for path, both in kinds.items() for said in lost_in(server, path, *both)]

    assert len(kinds) == 7
    assert lost == []


def test_different_rules_of_a_policy_lose_nothing(arena, editor):
    _, token = editor
    arena.share()

    with serve(arena, token) as server:
        both = (lambda n: {"slots": n}, lambda n: {"support_years": n})
        lost = lost_in(server, "products/skylark/policy/", *both, method="PUT")

    assert lost == []


def test_of_two_with_the_same_version_one_is_told_that_it_is_stale(arena, editor):
    scene, token = editor
    plan = f"products/skylark/plans/{scene.quarter}/"
    bodies = {
        **{path: ("PATCH", one) for path, (one, _) in fields(scene).items()},
        plan: ("PUT", lambda n: {"capacity_weeks": f"{62 + n}.00", "lines": [], "reason": "More."}),
    }
    arena.share()

    told = []
    with serve(arena, token) as server:
        for path, (method, body) in bodies.items():
            for n in range(1, 2 * ROUNDS, 2):
                version = server.send("GET", path).tag
                request = {"method": method, "path": path, "If_Match": version}
                answers = server.send_at_once([{**request, "body": body(m)} for m in (n, n + 1)])
                kept, refused = sorted(answers, key=lambda answer: answer.status)
                told.append((kept.status, refused.status))
                assert refused.body["current"] == kept.body

    assert told == [(200, 412)] * ROUNDS * len(bodies)
