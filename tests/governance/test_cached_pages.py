"""What pages show after a change is what they show when nothing was kept."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client

from company import cached_reads, data_version
from company.actions import create_token
from company.calendar import today
from escalations.models import Deal
from governance.caps import set_cap
from governance.models import Policy
from governance.policies import set_policy
from portfolio.effort.actions import EffortInput, log_effort
from portfolio.models import Waiting
from tests.conftest import make_customer, make_team
from tests.races.arena import make_ring
from tests.scenes import WHY, bring

pytestmark = pytest.mark.django_db(transaction=True)
FORGERY = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def scene():
    made = make_ring()
    made.team = make_team(made.product)
    for state in ("proposed", "approved", "in_progress", "delivered"):
        made.made[state] = bring(made, state)
    return made


def pages_of(scene) -> list[str]:
    here, month = f"/p/{scene.product.slug}", f"{today(scene.product):%Y-%m}"
    proposed = scene.made["proposed"].pk
    return [
        "/",
        f"{here}/budget/{scene.quarter}/",
        f"{here}/queue/",
        f"{here}/plan/{scene.quarter}/",
        f"{here}/escalations/{proposed}/",
        f"{here}/escalations/{proposed}/approve/",
        f"{here}/report/{month}/",
        f"{here}/lookback/",
        f"{here}/effort/",
        f"/api/v1/products/{scene.product.slug}/plans/{scene.quarter}/budget/",
        f"/api/v1/products/{scene.product.slug}/reports/{month}/",
    ]


@pytest.fixture
def client(scene):
    """An executive, in a browser and with a token."""
    found = Client(
        headers={
            "Authorization": f"Bearer {create_token(person=scene.cast.executive, name='reads')}"
        }
    )
    found.force_login(scene.cast.executive)
    return found


def read(client: Client, paths: list[str]) -> dict[str, str]:
    found = {}
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        found[path] = FORGERY.sub("", answer.text)
    return found


def changes(scene) -> list[tuple[str, object]]:
    """What people do, and last what nobody's action does."""
    cast, product = scene.cast, scene.product
    effort = EffortInput(scene.team, scene.made["in_progress"].item, today(product), 2400, 1)
    deal = Deal.objects.get(pk=scene.deal.pk)

    def sign() -> None:
        deal.outcome, deal.amount = Deal.Outcome.WON, Decimal("123456.00")
        deal.save()

    def rename() -> None:
        scene.items[0].title = "Renamed by its owner"
        scene.items[0].save()

    def wait() -> None:
        customer = make_customer(product, "Patient Ltd")
        Waiting.objects.create(customer=customer, item=scene.items[0], since=today(product))

    def at_the_prompt() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE portfolio_item SET title = 'Renamed at the prompt'")

    return [
        ("effort", lambda: log_effort(product=product, rows=[effort], actor=cast.engineering)),
        (
            "a cap",
            lambda: set_cap(
                product=product,
                quarter=scene.quarter,
                weeks=Decimal("7.00"),
                reason=WHY,
                actor=cast.executive,
            ),
        ),
        (
            "a policy",
            lambda: set_policy(
                policy=Policy(product=product, slots=1), reason=WHY, actor=cast.executive
            ),
        ),
        ("an approval", lambda: bring(scene, "approved", title="One more")),
        ("a signed deal", sign),
        ("a name", rename),
        ("somebody who waits", wait),
        ("a statement at the database's prompt", at_the_prompt),
    ]


def test_no_page_shows_what_was_before_a_change(scene, client):
    paths = pages_of(scene)

    for name, change in changes(scene):
        before = read(client, paths)
        assert read(client, paths) == before, name
        change()
        after = read(client, paths)
        cached_reads.forget_all()
        assert after == read(client, paths), name
        assert after != before, name


def test_without_the_triggers_pages_would_show_it(scene, client):
    """The test above can fail."""
    before = read(client, paths := pages_of(scene))
    data_version.remove()

    changes(scene)[-1][1]()

    stale = read(client, paths)
    data_version.install()
    report = next(path for path in paths if "/reports/" in path)
    assert stale[report] == before[report]
    cached_reads.forget_all()
    assert read(client, paths)[report] != before[report]


def test_a_second_look_asks_little_of_the_database(scene, client, django_assert_max_num_queries):
    read(client, paths := pages_of(scene))

    for path in paths:
        with django_assert_max_num_queries(35):
            client.get(path)
