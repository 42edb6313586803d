"""Everything the access table's rows stand on: people, sign-ins, and one object of each kind."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.utils import timezone

from company.calendar import today
from company.models import Person, Token
from escalations.models import Commitment
from portfolio.models import ExtensionPoint, Item, NonGoal, Partner, Waiting
from tests.conftest import (
    make_administrator,
    make_cast,
    make_customer,
    make_product,
    make_team,
    rewrite,
    token_client,
)
from tests.scenes import Scene, bring, make_scene, report_fault

ROLES = ["sales", "sales_vp", "product_manager", "engineering", "executive", "observer"]
# An executive of another product, a site administrator without a role in any, and somebody who
# did not sign in.
VISITORS = ["outsider", "administrator", "anonymous"]
SIGNED_IN = [*ROLES, "outsider", "administrator"]
EVERYONE = ROLES + VISITORS
STATES = [
    "draft",
    "submitted",
    "sized",
    "proposed",
    "approved",
    "in_progress",
    "delivered",
    "untold",
]
JSON = "application/json"


@dataclass
class World:
    """`w.proposed.pk` and the like: an escalation for each state, and the scene's records."""

    scene: Scene
    send: dict[str, Callable[..., Any]]
    team: Any
    waiting: Any
    commitment: Any
    other_customer: Any
    administrator: Person
    sessions: dict[str, str]
    extension_point: ExtensionPoint
    non_goal: NonGoal
    partner: Partner

    def __getattr__(self, name: str) -> Any:
        if name in [*STATES, "fault"]:
            return self.scene.made[name]
        return getattr(self.scene, name)

    def person(self, role: str) -> Person:
        """Who that is, of the cast or beside it."""
        return self.administrator if role == "administrator" else self.scene.cast.of(role)

    @property
    def item(self) -> Any:
        return self.scene.items[0]

    @property
    def for_one(self) -> Any:
        """Core work for one customer."""
        return self.items[2]

    @property
    def slug(self) -> str:
        return self.product.slug

    @property
    def today(self) -> dt.date:
        return today(self.product)


def make_world() -> World:
    """Call it inside a transaction that is rolled back at the end."""
    cast = make_cast(make_product())
    scene = make_scene(cast)
    for state in STATES:
        bring(scene, state)
    report_fault(scene)
    rewrite(Item.objects.filter(pk=scene.items[2].pk), customer=scene.customer)
    of = {"product": scene.product}
    world = World(
        scene=scene,
        send={},
        team=make_team(scene.product),
        waiting=Waiting.objects.get(),
        commitment=Commitment.objects.create(
            product=scene.product, customer=scene.customer, what="SSO", due=dt.date(2027, 1, 1)
        ),
        other_customer=make_customer(scene.product, "Borealis", str(Decimal(9))),
        administrator=make_administrator(),
        sessions={},
        extension_point=ExtensionPoint.objects.create(**of, name="Webhooks"),
        non_goal=NonGoal.objects.create(
            **of, title="No payroll", since=dt.date(2025, 1, 7), because="It is law."
        ),
        partner=Partner.objects.create(**of, name="Ferrymen"),
    )
    world.sessions.update({role: _signed_in(world.person(role)) for role in SIGNED_IN})
    tokens = {role: token_client(world.person(role)) for role in SIGNED_IN}
    Token.objects.update(last_used_at=timezone.now())  # so that a refused request writes nothing
    world.send = {role: _by_token(client) for role, client in tokens.items()}
    world.send["anonymous"] = _by_token(Client())
    return world


def _signed_in(person: Person) -> str:
    """The key of a session, which any number of clients may show."""
    client = Client()
    client.force_login(person)
    return client.session.session_key


def _by_token(client: Any) -> Callable[..., Any]:
    def send(method: str, path: str, body: Any, **headers: str) -> Any:
        # generic() takes the text itself: both test clients then send the same bytes.
        text = body if isinstance(body, bytes) else json.dumps(body, default=str)
        text = "" if body is None else text
        is_form = isinstance(body, bytes) and body.startswith(b"--")
        kind = MULTIPART_CONTENT if is_form else JSON
        return client.generic(method, path, text, content_type=kind, **headers)

    return send


def by_session(world: World, role: str) -> Callable[..., Any]:
    """Requests as a browser sends them: signed in by session, forms posted as forms."""
    client = Client()
    if role != "anonymous":
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]

    def send(method: str, path: str, body: Any) -> Any:
        call = getattr(client, method.lower())
        return call(path, body or {}) if method in ("GET", "POST") else call(path)

    return send
