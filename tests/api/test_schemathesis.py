"""What the schema says, sent and turned round: each operation, as somebody in every role.

Schemathesis makes up requests from the schema, the same ones each time. Every answer is one
that the schema documents, in its shape; what the schema forbids is refused.
"""

import functools

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from company.actions import create_token
from company.models import Membership
from tests.access.conftest import one_world, world
from tests.access.world import ROLES

# Shapes of bodies and answers; test_never_500 sends every database what it cannot hold.
pytestmark = pytest.mark.any_database

__all__ = ["one_world", "world"]

EXAMPLES = 5
# Text with a NUL is refused, and JSON Schema has no word for that.
# A parameter that no schema names is ignored, as everywhere on the web.
GENERATION = {"deterministic": True, "allow-x00": False, "allow-extra-parameters": False}
REFUSED = [400, 401, 403, 404, 405, 406, 409, 413, 414, 415]
CONFIG = SchemathesisConfig.from_dict(
    {
        "generation": GENERATION,
        "checks": {"negative_data_rejection": {"expected-statuses": REFUSED}},
    }
)


@functools.cache
def served():
    return get_wsgi_application()


def application(environ, start_response):
    """Made when it is first asked, since it keeps the settings that a test gives it."""
    return served()(environ, start_response)


schema = schemathesis.openapi.from_dict(
    SchemaGenerator().get_schema(request=None, public=True), config=CONFIG
)
schema.app = application


@pytest.fixture(autouse=True)
def _kept_connection():
    """A server closes its connection after a request; here it is the test's own transaction."""
    ends = (signals.request_started, signals.request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture
def headers(world):
    person = world.cast.executive
    for role in ROLES:
        Membership.objects.get_or_create(person=person, product=world.product, role=role)
    return {"Authorization": f"Bearer {create_token(person=person, name='schemathesis')}"}


def excused(case) -> list:
    """Checks that ask for more than a schema can say.

    What it allows may still be refused: who is named may not be there, and rules stand between
    fields. A filter that is left empty filters nothing, as browsers send it. A URL holds only
    text: true of a wrong type arrives as "true", which a filter may allow.
    """
    values = [str(value) for value in (case.query or {}).values()]
    is_right = not all(values) or set(values) <= {"true", "false"}
    return [positive_data_acceptance, *([negative_data_rejection] if is_right else [])]


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_the_schema_says(case, headers):
    with transaction.atomic():
        try:
            case.call_and_validate(headers=headers, excluded_checks=excused(case))
        finally:
            transaction.set_rollback(True)
