"""Every body the API takes: what is wrong in it is named, with 400, and nothing changes."""

import pytest

from tests.snapshots import nothing_changes

# Serializers refuse what is wrong before anything is stored.
pytestmark = pytest.mark.any_database

WEEKS = {"low_weeks": "0.50", "likely_weeks": "1.00", "high_weeks": "2.00", "approach": "core"}
ROW = {"item": "{item}", "weeks": "0.50", "outcome": "slips"}
LINE = {"item": "{item}", "weeks": "5.00"}
EFFORT = {"team": "{team}", "date": "2026-11-02", "item": "{item}", "weeks": "0.50"}
SIZE, PROPOSE = "escalations/{submitted}/size/", "escalations/{sized}/propose/"
PLAN, CAP = "products/skylark/plans/2030Q1/", "products/skylark/plans/2030Q1/cap/"
APPROVE, REVIEW = "escalations/{proposed}/approve/", "escalations/{delivered}/review/"
REESTIMATE = "escalations/{approved}/reestimate/"
REDIRECT = "escalations/{proposed}/redirect/"
RANK = "escalations/{proposed}/rank/"
PM, ENG, EXEC, VP = "product_manager", "engineering", "executive", "sales_vp"


def sized(**given):
    return {"quarter": "2030Q1", **WEEKS, **given}


def proposing(**given):
    return {"position": "It costs.", "displacements": [{**ROW, **given}]}


def lines(**given):
    return {"lines": [{**LINE, **given}]}


def rows(**given):
    return {"rows": [{**EFFORT, **given}]}


CASES = [
    # role, method, path, body, the field that is named
    (ENG, "post", SIZE, {}, "low_weeks"),
    (ENG, "post", SIZE, sized(likely_weeks="1.005"), "likely_weeks"),
    (ENG, "post", SIZE, sized(likely_weeks="-1"), "likely_weeks"),
    (ENG, "post", SIZE, sized(likely_weeks="NaN"), "likely_weeks"),
    (ENG, "post", SIZE, sized(likely_weeks="Infinity"), "likely_weeks"),
    (ENG, "post", SIZE, sized(likely_weeks="99999999.00"), "likely_weeks"),
    (ENG, "post", SIZE, sized(likely_weeks=None), "likely_weeks"),
    (ENG, "post", SIZE, sized(low_weeks="3.00"), "non_field_errors"),
    (ENG, "post", SIZE, sized(approach="magic"), "approach"),
    (ENG, "post", SIZE, sized(quarter="2026Q5"), "quarter"),
    (ENG, "post", SIZE, sized(quarter=["2026Q4"]), "quarter"),
    (ENG, "post", SIZE, WEEKS, "quarter"),
    (ENG, "post", SIZE, sized(parts=[{"quarter": "2030Q1", "weeks": "1.00"}]), "quarter"),
    (ENG, "post", SIZE, {**WEEKS, "parts": []}, "parts"),
    (ENG, "post", SIZE, {**WEEKS, "parts": [{"quarter": "2030Q1", "weeks": "0.50"}]}, "parts"),
    (ENG, "post", SIZE, {**WEEKS, "parts": [{"quarter": "2030Q1", "weeks": "0.50"}] * 2}, "parts"),
    (PM, "post", "escalations/{sized}/confirm/", {}, "as"),
    (PM, "post", "escalations/{sized}/confirm/", {"as": "sales"}, "as"),
    (PM, "post", PROPOSE, proposing(weeks="0.125"), "displacements"),
    (PM, "post", PROPOSE, proposing(weeks="0"), "displacements"),
    (PM, "post", PROPOSE, proposing(item=999999), "displacements"),
    (PM, "post", PROPOSE, proposing(item=0), "displacements"),
    (PM, "post", PROPOSE, proposing(item="x"), "displacements"),
    (PM, "post", PROPOSE, proposing(item=10**30), "displacements"),
    (PM, "post", PROPOSE, proposing(item=None), "displacements"),
    (PM, "post", PROPOSE, proposing(reserve=True), "displacements"),
    (PM, "post", PROPOSE, proposing(outcome="vanishes"), "displacements"),
    (PM, "post", PROPOSE, proposing(quarter="2035Q1"), "displacements"),
    (PM, "post", PROPOSE, proposing(to_quarter="2001Q1"), "displacements"),
    (PM, "post", PROPOSE, {"displacements": [None]}, "displacements"),
    (PM, "post", PROPOSE, {"displacements": "all"}, "displacements"),
    (PM, "post", PROPOSE, {"displacements": [ROW, ROW]}, "displacements"),
    (PM, "post", "escalations/{sized}/send_back/", {}, "question"),
    (PM, "post", "escalations/{sized}/send_back/", {"question": " "}, "question"),
    ("sales", "post", "escalations/{submitted}/answer/", {}, "text"),
    ("sales", "post", "escalations/{submitted}/answer/", {"text": " "}, "text"),
    ("sales", "post", "escalations/{sized}/withdraw/", {}, "reason"),
    ("sales", "post", "escalations/", {"product": "skylark", "customer": 999999}, "customer"),
    ("sales", "post", "escalations/", {"product": "skylark", "deal": "big"}, "deal"),
    ("sales", "post", "escalations/", {"product": "skylark", "origin": "stars"}, "origin"),
    ("sales", "post", "escalations/", {"product": "skylark", "needed_by": "soon"}, "needed_by"),
    ("sales", "post", "escalations/", {"product": "skylark", "claims": [{"kind": "x"}]}, "claims"),
    ("sales", "post", "escalations/", {}, "product"),
    ("sales", "patch", "escalations/{draft}/", {"product": "skylark-other"}, "product"),
    (VP, "post", RANK, {}, "before"),
    (VP, "post", RANK, {"last": False}, "before"),
    (VP, "post", RANK, {"before": 999999}, "before"),
    (VP, "post", RANK, {"before": "{proposed}"}, "before"),
    (VP, "post", RANK, {"before": "{sized}"}, "before"),
    (VP, "post", RANK, {"before": "{proposed}", "last": True}, "before"),
    (EXEC, "post", APPROVE, {}, "reason"),
    (EXEC, "post", APPROVE, {"reason": " "}, "reason"),
    (EXEC, "post", APPROVE, {"reason": "", "override": True}, "reason"),
    (EXEC, "post", APPROVE, {"reason": "x", "override": "perhaps"}, "override"),
    (EXEC, "post", APPROVE, {"reason": "x", "swap_for": 999999}, "swap_for"),
    (EXEC, "post", APPROVE, {"reason": "x", "swap_for": "{proposed}"}, "swap_for"),
    (EXEC, "post", REESTIMATE, {"weeks": "0.25"}, "reason"),
    (EXEC, "post", REESTIMATE, {"weeks": "0.255", "reason": "x"}, "weeks"),
    (EXEC, "post", REESTIMATE, {"weeks": "-1", "reason": "x"}, "weeks"),
    (
        EXEC,
        "post",
        REESTIMATE,
        {"weeks": "0.25", "reason": "x", "displacements": [ROW]},
        "displacements",
    ),
    (EXEC, "post", "escalations/{proposed}/decline/", {}, "reason"),
    (
        EXEC,
        "post",
        "escalations/{proposed}/defer/",
        {"reason": "x", "until": "2026-02-30"},
        "until",
    ),
    (EXEC, "post", REDIRECT, {"reason": "x"}, "to"),
    (EXEC, "post", REDIRECT, {"reason": "x", "to": "nobody"}, "to"),
    (EXEC, "post", REDIRECT, {"reason": "x", "to": "partner", "price": "-1"}, "price"),
    (EXEC, "post", REDIRECT, {"reason": "x", "to": "partner", "weeks": "1.001"}, "weeks"),
    (EXEC, "post", "escalations/{approved}/cancel/", {}, "reason"),
    (EXEC, "post", "escalations/{approved}/continue/", {}, "reason"),
    ("sales", "post", REVIEW, {}, "verdict"),
    ("sales", "post", REVIEW, {"verdict": "keep", "customers_using": -1}, "customers_using"),
    ("sales", "post", REVIEW, {"verdict": "keep", "customers_using": 10**30}, "customers_using"),
    ("sales", "post", REVIEW, {"verdict": "keep", "deal_outcome": "open"}, "deal_outcome"),
    ("sales", "post", REVIEW, {"verdict": "keep", "claims": [{"id": 1}]}, "claims"),
    (
        "sales",
        "post",
        REVIEW,
        {"verdict": "keep", "claims": [{"id": 10**18, "verdict": True}]},
        "claims",
    ),
    ("sales", "post", REVIEW, {"verdict": "retire"}, "non_field_errors"),
    (PM, "post", "escalations/{delivered}/judge/", {}, "claims"),
    (PM, "post", "escalations/{delivered}/judge/", {"position": "perhaps"}, "position"),
    (
        PM,
        "post",
        "escalations/{delivered}/judge/",
        {"claims": [{"id": 10**18, "verdict": True}]},
        "claims",
    ),
    (PM, "put", PLAN, {"capacity_weeks": "1.001"}, "capacity_weeks"),
    (PM, "put", PLAN, {"capacity_weeks": "-1"}, "capacity_weeks"),
    (PM, "put", PLAN, {"targets": {"nonsense": "5"}}, "targets"),
    (PM, "put", PLAN, {"targets": {"features": "12.25"}}, "targets"),
    (PM, "put", PLAN, {"targets": {"features": "-1"}}, "targets"),
    (PM, "put", PLAN, {"targets": {"features": "101"}}, "targets"),
    (PM, "put", PLAN, {"targets": {"features": None}}, "targets"),
    (PM, "put", PLAN, {"targets": ["features"]}, "targets"),
    (PM, "put", PLAN, lines(weeks="0.001"), "lines"),
    (PM, "put", PLAN, lines(item=0), "lines"),
    (PM, "put", PLAN, lines(item=999999), "lines"),
    (PM, "put", PLAN, lines(item=None), "lines"),
    (PM, "put", PLAN, lines(reserve=True), "lines"),
    (PM, "put", PLAN, lines(kept_out=[10**30]), "lines"),
    (PM, "put", PLAN, {"lines": [LINE, LINE]}, "lines"),
    (PM, "put", PLAN, {"lines": None}, "lines"),
    (EXEC, "put", CAP, {"reason": "x"}, "percent"),
    (EXEC, "put", CAP, {"percent": "5", "weeks": "5.00", "reason": "x"}, "percent"),
    (EXEC, "put", CAP, {"percent": "101", "reason": "x"}, "percent"),
    (EXEC, "put", CAP, {"percent": "7.555", "reason": "x"}, "percent"),
    (EXEC, "put", CAP, {"weeks": "-0.01", "reason": "x"}, "weeks"),
    (ENG, "post", "effort/", {}, "rows"),
    (ENG, "post", "effort/", {"rows": []}, "rows"),
    (ENG, "post", "effort/", {"rows": [None]}, "rows"),
    (ENG, "post", "effort/", rows(weeks="0.001"), "rows"),
    (ENG, "post", "effort/", rows(weeks="-1.00"), "rows"),
    (ENG, "post", "effort/", rows(weeks="0"), "rows"),
    (ENG, "post", "effort/", rows(minutes=24), "rows"),
    (ENG, "post", "effort/", rows(week="2026-11-02"), "rows"),
    (ENG, "post", "effort/", rows(escalation="{approved}"), "rows"),
    (ENG, "post", "effort/", rows(item=999999), "rows"),
    (ENG, "post", "effort/", rows(item=10**30), "rows"),
    (ENG, "post", "effort/", rows(weeks="9999999.00"), "rows"),
    (ENG, "post", "effort/", rows(people=0), "rows"),
    (ENG, "post", "effort/", rows(people=40_000), "rows"),
    (ENG, "post", "effort/", rows(date="0001-01-01"), "rows"),
    (ENG, "post", "effort/", {"rows": [EFFORT, {**EFFORT, "team": 999999}]}, "rows"),
    (PM, "post", "items/", {"product": "skylark", "title": ""}, "title"),
    (PM, "post", "items/", {"product": "skylark", "title": "x", "slice": "nonsense"}, "slice"),
    (PM, "post", "items/", {"product": "skylark", "title": "x", "slice": "specials"}, "slice"),
    (PM, "post", "items/", {"product": "skylark", "title": "x", "slice": ["quality"]}, "slice"),
    ("sales", "post", "customers/", {"product": "skylark", "name": "x", "arr": "-1"}, "arr"),
    ("sales", "post", "customers/", {"product": "skylark", "name": "x", "arr": "1.005"}, "arr"),
    ("sales", "post", "deals/", {"product": "skylark", "name": "x", "amount": "1e30"}, "amount"),
    ("sales", "post", "deals/", {"product": "skylark", "name": "x", "kind": "gift"}, "kind"),
    ("sales", "post", "commitments/", {"product": "skylark", "what": "x"}, "customer"),
    (
        PM,
        "post",
        "teams/",
        {"product": "skylark", "name": "x", "availability": "2"},
        "non_field_errors",
    ),
    (PM, "patch", "teams/{team}/", {"people": "-1"}, "non_field_errors"),
    (PM, "patch", "waiting/{waiting}/", {"weight": "heavy"}, "weight"),
]


def filled(found, world):
    """The case with the world's ids in place of `{item}` and the like."""
    if isinstance(found, dict):
        return {key: filled(value, world) for key, value in found.items()}
    if isinstance(found, list):
        return [filled(one, world) for one in found]
    if isinstance(found, str) and found.startswith("{") and found.endswith("}"):
        return getattr(world, found[1:-1]).pk
    return found


def path_in(path, world):
    for part in path.split("/"):
        if part.startswith("{"):
            path = path.replace(part, str(getattr(world, part[1:-1]).pk))
    return path


@pytest.mark.parametrize(
    ("role", "method", "path", "body", "field"),
    CASES,
    ids=[f"{n} {case[2]} {case[4]}" for n, case in enumerate(CASES)],
)
def test_what_is_wrong_is_named_and_nothing_changes(api, world, role, method, path, body, field):
    with nothing_changes():
        answer = api(role, method, path_in(path, world), filled(body, world))

    assert answer.status_code == 400, answer.content
    assert answer.json()["type"] == "/problems/malformed"
    assert field in answer.json()["errors"]


@pytest.mark.parametrize("body", [[], "text", 5, None, True])
def test_a_body_that_is_no_object_is_malformed(api, world, body):
    for verb, role, state in [("size", ENG, "submitted"), ("approve", EXEC, "proposed")]:
        path = f"escalations/{getattr(world, state).pk}/{verb}/"
        with nothing_changes():
            answer = api(role, "post", path, body)

        assert answer.status_code == 400
