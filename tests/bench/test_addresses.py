"""Whatever the resolver knows is measured, or is other people's."""

import pytest
from django.urls import path

from bin.bench import addresses as bench
from bin.bench import inside
from company import clock
from tests.access.harness import url_names
from tests.conftest import make_product
from tests.sampling import is_one_in
from tests.scale import NOW, SMALL, make_scaled

# Which addresses there are; make bench-pages visits them on PostgreSQL.
pytestmark = pytest.mark.any_database

ANSWERS = (200, 302, 405)


def test_every_name_of_the_resolver_is_known():
    named = dict(bench._named(bench.get_resolver().url_patterns, "", ()))

    ours = {name for name in named if not name.startswith(bench.OTHERS)}
    assert ours == {name for name in url_names() if not name.startswith(bench.OTHERS)}


def test_names_carry_the_arguments_of_what_includes_them():
    patterns = [path("a/<int:pk>/<slug:slug>/", print, name="here")]

    assert list(bench._named(patterns, "plan:", ("above",))) == [
        ("plan:here", ("above", "pk", "slug"))
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "parameter"), [("plan:kite", "pk"), ("home", "flavour")])
def test_an_argument_that_nobody_knows_stops_the_measurement(name, parameter):
    with pytest.raises(SystemExit, match=f"{name} needs '{parameter}'"):
        bench._value(make_product(), name, parameter)


MOVED = {
    "governance:budget_running",
    "governance:report_running",
    "notice_open",
    "plan:plan_running",
    "together_running",
}
READ = {"home", "governance:report_detail (past)", "api:report", "plan:effort_new"}
SENT = {"demo_sign_in", "api:escalation-approve"}


@pytest.mark.django_db
def test_every_address_answers_somebody():
    """Each has its arguments; a part is visited, since the access matrix visits all."""
    product, known = make_scaled("tiny", SMALL), []

    def is_wanted(address):
        known.append(str(address))
        return str(address) in MOVED | READ | SENT or is_one_in(5, str(address))

    with clock.at(NOW):
        found = inside.look_at(product, is_wanted)["addresses"]

    assert {name.partition(" ")[0] for name in known} == {
        name for name in url_names() if not name.startswith(bench.OTHERS)
    }
    by_status = {status: {a["name"] for a in found if a["status"] == status} for status in ANSWERS}
    assert sum(map(len, by_status.values())) == len(found)
    assert by_status[302] == MOVED
    assert by_status[200] >= READ
    assert by_status[405] >= SENT
    assert {a["role"] for a in found if a["name"] == "plan:effort_new"} == {"engineering"}
