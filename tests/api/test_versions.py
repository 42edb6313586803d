"""ETag and If-Match: what changed since it was read is not overwritten, and both are answered."""

import datetime as dt

import pytest

from company.versions import version_of
from portfolio.models import Customer
from tests.access.world import STATES
from tests.conftest import rewrite
from tests.snapshots import nothing_changes

# By kind: the attribute of the world, who may change it, and two ways to change it.
KINDS = {
    "items": ("item", "product_manager", {"title": "Newer"}, {"validated": True}),
    "customers": ("customer", "sales", {"segment": "Banks"}, {"arr": "7.00"}),
    "deals": ("deal", "sales", {"stage": "Late"}, {"amount": "9.00"}),
    "teams": ("team", "product_manager", {"people": "9.00"}, {"availability": "0.50"}),
    "waiting": ("waiting", "product_manager", {"weight": "blocker"}, {"promised": True}),
    "commitments": ("commitment", "sales", {"sla": "99%"}, {"what": "SAML"}),
    "escalations": ("draft", "sales", {"title": "Newer"}, {"problem": "They queue."}),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def edit(world):
    """Send by token with If-Match: `edit("sales", "PATCH", path, body, '"..."')`."""

    def send(role, method, path, body, if_match=None):
        headers = {} if if_match is None else {"HTTP_IF_MATCH": if_match}
        return world.send[role](method, f"/api/v1/{path}", body, **headers)

    return send


@pytest.fixture
def record(world):
    def path_of(kind):
        return f"{kind}/{getattr(world, KINDS[kind][0]).pk}/"

    return path_of


@every_kind
def test_an_object_answers_with_its_version_by_every_method(api, edit, record, kind):
    _, role, change, _ = KINDS[kind]
    path = record(kind)

    read = api(role, "get", path)
    changed = edit(role, "PATCH", path, change, read["ETag"])
    again = api(role, "get", path)

    assert read["ETag"].startswith('"')
    assert changed.status_code == 200
    assert changed["ETag"] == again["ETag"] != read["ETag"]
    assert changed.json() == again.json()
    assert "ETag" not in api(role, "get", f"{kind}/")


@every_kind
def test_a_stale_version_is_answered_with_both_and_changes_nothing(api, edit, record, kind):
    _, role, change, other = KINDS[kind]
    path = record(kind)
    stale = api(role, "get", path)["ETag"]
    edit(role, "PATCH", path, change)

    with nothing_changes():
        refused = edit(role, "PATCH", path, other, stale)

    said = refused.json()
    assert refused.status_code == 412
    assert refused["Content-Type"] == "application/problem+json"
    assert said["type"].endswith("stale-version")
    assert said["current"] == api(role, "get", path).json()
    assert said["yours"] == other
    retried = edit(role, "PATCH", path, other, refused["ETag"])
    assert (retried.status_code, retried.json()) == (200, {**said["current"], **retried.json()})
    for field, value in {**change, **other}.items():
        assert retried.json()[field] == value


def test_what_is_created_answers_with_the_version_it_is_read_with(api, world):
    bodies = {
        "items": ("product_manager", {"product": world.slug, "title": "New"}),
        "customers": ("sales", {"product": world.slug, "name": "New", "arr": "5"}),
        "deals": ("sales", {"product": world.slug, "name": "New", "close_date": "2027-01-31"}),
        "teams": ("product_manager", {"product": world.slug, "name": "New", "people": "3"}),
        "waiting": (
            "product_manager",
            {"customer": world.other_customer.pk, "item": world.items[1].pk},
        ),
        "commitments": (
            "sales",
            {
                "product": world.slug,
                "customer": world.customer.pk,
                "what": "SSO",
                "due": "2027-01-31",
                "weeks": "1",
            },
        ),
        "escalations": (
            "sales",
            {"product": world.slug, "title": "New", "claims": [{"kind": "few_lines"}]},
        ),
    }
    assert set(bodies) == set(KINDS)

    for kind, (role, body) in bodies.items():
        made = api(role, "post", f"{kind}/", body)
        read = api(role, "get", f"{kind}/{made.json()['id']}/")
        assert (made.status_code, kind, made["ETag"]) == (201, kind, read["ETag"])


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("{now}", 200),
        ("*", 200),
        ('"other", {now}', 200),
        ('"other" , , W/"x",{now} ', 200),
        ('"other"', 412),
        ("W/{now}", 412),
        ('"other", W/{now}', 412),
        ("{bare}", 400),
        ("", 400),
        ('"half', 400),
    ],
)
def test_if_match_is_read_as_rfc_9110_says(api, edit, record, header, status):
    path = record("customers")
    now = api("sales", "get", path)["ETag"]

    sent = header.format(now=now, bare=now.strip('"'))
    answer = edit("sales", "PATCH", path, {"segment": "Banks"}, sent)

    assert answer.status_code == status
    assert api("sales", "get", path).json()["segment"] == ("Banks" if status == 200 else "")


def test_without_if_match_nothing_is_compared(api, edit, record):
    path = record("customers")
    for segment in ("Banks", "Retail"):
        assert edit("sales", "PATCH", path, {"segment": segment}).status_code == 200

    assert api("sales", "get", path).json()["segment"] == "Retail"


def test_a_role_is_judged_before_the_version(edit, record):
    path = record("customers")

    assert edit("observer", "PATCH", path, {"segment": "X"}, '"old"').status_code == 403
    assert edit("outsider", "PATCH", path, {"segment": "X"}, '"old"').status_code == 404
    assert edit("sales", "PATCH", path, {"arr": "much"}, '"old"').status_code == 400


def test_a_version_says_what_the_row_says_and_counts_nothing(api, edit, record, world):
    path = record("customers")
    first = api("sales", "get", path)["ETag"]
    edit("sales", "PATCH", path, {"segment": "Banks"})
    rewrite(Customer.objects.filter(pk=world.customer.pk), segment="")  # a door without manners

    assert api("sales", "get", path)["ETag"] == first


def test_every_column_moves_the_version(world):
    customer = Customer.objects.get(pk=world.customer.pk)
    before, values = version_of(customer), {"arr": 7, "renewal_date": dt.date(2027, 5, 4)}

    for field in Customer._meta.concrete_fields:
        if field.name not in ("id", "product"):
            changed = Customer.objects.get(pk=customer.pk)
            setattr(changed, field.attname, values.get(field.name, "other"))
            assert version_of(changed) != before, field.name


class TestThePlan:
    @pytest.fixture
    def path(self, world):
        return f"products/skylark/plans/{world.quarter}/"

    @pytest.fixture
    def put(self, edit, path):
        def send(plan, if_match=None, **changes):
            names = ("capacity_weeks", "targets", "lines")
            body = {**{name: plan[name] for name in names}, "reason": "Fewer people.", **changes}
            return edit("product_manager", "PUT", path, body, if_match)

        return send

    def test_a_second_save_does_not_revert_the_first(self, api, put, path):
        read = api("product_manager", "get", path)
        first = put(read.json(), read["ETag"], capacity_weeks="97.00")

        with nothing_changes():
            second = put(read.json(), read["ETag"], capacity_weeks="99.00")

        now = api("product_manager", "get", path)
        assert (first.status_code, second.status_code) == (200, 412)
        assert first["ETag"] == second["ETag"] == now["ETag"] != read["ETag"]
        said = second.json()
        assert said["type"].endswith("stale-version")
        assert said["current"] == now.json()
        assert said["yours"]["capacity_weeks"] == "99.00"
        assert put(read.json(), second["ETag"], capacity_weeks="99.00").status_code == 200

    def test_any_version_will_do_for_a_star(self, api, put, path):
        plan = api("product_manager", "get", path).json()

        assert put(plan, "*").status_code == 200
        assert put(plan).status_code == 200

    def test_a_quarter_nobody_planned_has_a_version_too(self, api, edit, world):
        path = f"products/skylark/plans/{world.quarter.plus(5)}/"
        read = api("product_manager", "get", path)
        body = {name: read.json()[name] for name in ("targets", "lines")}

        first = edit("product_manager", "PUT", path, {**body, "capacity_weeks": "1"}, read["ETag"])
        second = edit("product_manager", "PUT", path, {**body, "capacity_weeks": "2"}, read["ETag"])

        assert (first.status_code, second.status_code) == (200, 412)
        assert second.json()["current"]["capacity_weeks"] == "1.00"

    def test_it_moves_with_lines_targets_and_what_is_kept_out(self, api, put, world, path):
        plan = api("observer", "get", path).json()
        seen = [put(plan)["ETag"]]
        less = [
            {**line, "weeks": "9.00"} if line["title"] == "Flaky tests" else line
            for line in plan["lines"]
        ]
        below = [{**line, "below_weeks": "1.00"} for line in plan["lines"]]
        reserve = {"reserve": True, "weeks": "1.00", "kept_out": [world.items[2].pk]}
        bare = {**reserve, "kept_out": []}

        for changes in (
            {"lines": less},
            {"lines": below},
            {"lines": [*less, reserve]},
            {"lines": [*less, bare]},
            {"targets": {**plan["targets"], "features": "49.50"}},
        ):
            seen.append(put(plan, **changes)["ETag"])

        assert len(set(seen)) == len(seen)
        assert put(plan)["ETag"] == seen[0]

    def test_it_moves_with_an_approval_and_not_with_effort(self, api, world, path):
        before = api("observer", "get", path)["ETag"]
        row = {"team": world.team.pk, "date": world.today, "item": world.item.pk, "weeks": "0.50"}

        api("engineering", "post", "effort/", {"rows": [row]})
        assert api("observer", "get", path)["ETag"] == before

        answer = api(
            "executive",
            "post",
            f"escalations/{world.proposed.pk}/approve/",
            {"reason": "Worth what it displaces."},
        )
        assert answer.status_code == 200
        assert api("observer", "get", path)["ETag"] != before

    def test_it_moves_with_the_baseline(self, api, edit, world):
        path = f"products/skylark/plans/{world.quarter.next}/"
        targets = {
            "features": "50",
            "infrastructure": "20",
            "quality": "13",
            "discovery": "10",
            "specials": "7",
        }
        body = {"capacity_weeks": "40", "targets": targets, "lines": []}
        before = edit("product_manager", "PUT", path, body)["ETag"]

        agreed = api("executive", "post", f"{path}baseline/", {"reason": "Agreed by all."})

        assert agreed.status_code == 200
        assert agreed["ETag"] == api("observer", "get", path)["ETag"] != before


class TestEscalations:
    def test_every_verb_answers_with_the_version_that_stands_then(self, api, world):
        weeks = {"low_weeks": "0.50", "likely_weeks": "1.00", "high_weeks": "2.00"}
        size = {"quarter": str(world.quarter), "approach": "core", **weeks}
        path, seen = f"escalations/{world.draft.pk}/", []

        for role, verb, body in [
            ("sales", "submit", {}),
            ("engineering", "size", size),
            ("engineering", "size", size),
            ("engineering", "confirm", {"as": "engineering"}),
            ("product_manager", "confirm", {"as": "product"}),
            ("product_manager", "propose", {"position": "It costs."}),
            ("executive", "decline", {"reason": "Not now."}),
        ]:
            answer = api(role, "post", f"{path}{verb}/", body)
            assert (answer.status_code, verb) == (200, verb)
            assert answer["ETag"] == api("observer", "get", path)["ETag"]
            seen.append(answer["ETag"])

        assert len(set(seen)) == len(seen)

    def test_claims_move_the_version(self, api, edit, world):
        path = f"escalations/{world.draft.pk}/"
        before = api("sales", "get", path)["ETag"]

        claim = {"claims": [{"kind": "few_lines", "note": "Ten."}]}

        assert edit("sales", "PATCH", path, claim, before)["ETag"] != before
        assert edit("sales", "PATCH", path, {"title": "Late"}, before).status_code == 412

    def test_stale_is_said_before_the_state_is_judged(self, api, edit, world):
        path = f"escalations/{world.approved.pk}/"

        assert edit("sales", "PATCH", path, {"title": "Late"}, '"old"').status_code == 412
        assert edit("sales", "PATCH", path, {"title": "Late"}).status_code == 409

    def test_all_states_have_one(self, api, world):
        found = {
            api("sales", "get", f"escalations/{getattr(world, s).pk}/")["ETag"] for s in STATES
        }

        assert len(found) == len(STATES)
