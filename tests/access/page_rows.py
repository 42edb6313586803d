"""The pages' part of the access table. Add a row for each URL name and method of a page:

    page("plan:item_detail", at=of("item")),                    a page to read
    *form("plan:item_new", PM, here, lambda w: {"title": "x"}),  a page with a form: GET and POST
    *step("submit", "draft", SALES),                             a step of an escalation

`at` gives the path's arguments and `body` the form's fields, both from the world
(tests/access/world.py): `w.slug`, `w.quarter`, `w.items`, `w.customer`, `w.deal`, `w.team`,
and an escalation for each state, such as `w.proposed`. Somebody signed out is sent to
sign-in (302), an outsider gets 404, a member without the role 403.
"""

from tests.access import our_pages
from typing import Any

from tests.access.api_rows import DECIDERS, ENG, EXEC, FILERS, PM, SALES
from tests.access.row import FromWorld, Row, page, public
from tests.access.world import ROLES, World

# Signing in is allauth's, the site's administration Django's; nobody signs up.
OTHERS = [
    public(name, ok=ok, signed_in=signed_in, is_ours=False, at=lambda w, at=at: at)
    for name, ok, signed_in, at in [
        ("account_login", 200, 302, {}),
        ("account_logout", 302, 200, {}),
        ("account_inactive", 200, 200, {}),
        ("account_signup", 200, 302, {}),
        ("account_change_password", 302, 302, {}),
        ("account_set_password", 302, 200, {}),
        ("account_reset_password", 200, 200, {}),
        ("account_reset_password_from_key_done", 200, 200, {}),
        ("account_reset_password_from_key", 200, 200, {"uidb36": "1", "key": "2-3"}),
        ("account_reset_password_done", 200, 200, {}),
        ("admin:index", 302, 302, {}),  # no role in a product opens it
    ]
]


def here(w: World) -> dict[str, Any]:
    return {"slug": w.slug}


def of(name: str) -> FromWorld:
    return lambda w: {"slug": w.slug, "pk": getattr(w, name).pk}


def plan(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "quarter": w.quarter}


def next_plan(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "quarter": w.quarter.next}


def month(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "month": f"{w.today:%Y-%m}"}


def form(name: str, who: list[str], at: FromWorld, body: FromWorld, **more: Any) -> list[Row]:
    """A page with a form: looking at it, and sending it, are for the same roles."""
    return [page(name, "GET", who, at=at), page(name, "POST", who, at=at, body=body, **more)]


def step(verb: str, state: str, who: list[str], floor: str = "escalations", **fields: Any):
    return form(f"{floor}:step_{verb}", who, of(state), lambda w: fields)


def sizing(w: World) -> dict[str, Any]:
    weeks = {"low_weeks": "0.50", "likely_weeks": "1.00", "high_weeks": "2.00"}
    return {"quarter": str(w.quarter), "approach": "core", "note": "A driver.", **weeks}


def effort(w: World) -> dict[str, Any]:
    row = {"team": w.team.pk, "week": w.today, "item": w.item.pk, "weeks": "0.50", "people": "1"}
    filled = {f"form-0-{name}": value for name, value in row.items()}
    return {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", **filled}


PLAN = [
    page("plan:plan_running", at=here, ok=302),
    page("plan:plan_detail", at=plan),
    *form("plan:plan_edit", PM, next_plan, lambda w: {"capacity_weeks": "40.00"}),
    page("plan:item_list", at=here),
    page("plan:item_detail", at=of("item")),
    *form("plan:item_new", PM, here, lambda w: {"title": "New"}),
    *form("plan:item_edit", PM, of("item"), lambda w: {"title": "Newer"}),
    *form(
        "plan:waiting_new",
        PM,
        of("item"),
        lambda w: {"customer": w.other_customer.pk, "since": w.today, "weight": "blocker"},
    ),
    page(
        "plan:waiting_stop",
        "POST",
        PM,
        at=lambda w: {"slug": w.slug, "pk": w.item.pk, "waiting": w.waiting.pk},
    ),
    page("plan:customer_list", at=here),
    page("plan:customer_detail", at=of("customer")),
    *form("plan:customer_new", SALES, here, lambda w: {"name": "New", "arr": "1"}),
    *form("plan:customer_edit", SALES, of("customer"), lambda w: {"name": "Newer", "arr": "1"}),
    page("plan:team_list", at=here),
    *form("plan:team_new", PM, here, lambda w: team("New")),
    *form("plan:team_edit", PM, of("team"), lambda w: team("Newer")),
    *form("plan:effort_new", ENG, here, effort),
]


def team(name: str) -> dict[str, Any]:
    return {"name": name, "kind": "core", "people": "8", "availability": "1"}


REQUESTS = [
    page("escalations:escalation_list", at=here),
    page("escalations:escalation_detail", at=of("proposed")),
    *form("escalations:escalation_new", FILERS, here, lambda w: {"origin": "sales"}),
    *form("escalations:escalation_edit", SALES, of("draft"), lambda w: {"origin": "sales"}),
    *step("submit", "draft", SALES),
    *form("escalations:step_size", ENG, of("submitted"), sizing),
    *step("confirm", "sized", [*PM, *ENG]),
    *step("propose", "sized", PM, position="It costs."),
    *step("start", "approved", ENG),
    *step("deliver", "in_progress", ENG),
    *step("review", "delivered", SALES, verdict="keep", customers_using="1"),
    *step("send_back", "submitted", PM, question="Which badge?"),
    *step("withdraw", "submitted", SALES, reason="No longer asked."),
]
DECIDING = [
    page("governance:queue", at=here),
    *step("approve", "proposed", DECIDERS, "governance", reason="Worth it."),
    *step("decline", "proposed", DECIDERS, "governance", reason="Not worth it."),
    *step("defer", "proposed", DECIDERS, "governance", reason="Later."),
    *step("redirect", "proposed", DECIDERS, "governance", reason="Theirs.", to="services"),
    *step("reestimate", "approved", [*DECIDERS, *ENG], "governance", reason="Less.", weeks="0.25"),
    *step("cancel", "approved", EXEC, "governance", reason="Lost."),
    page("governance:budget_running", at=here, ok=302),
    page("governance:budget_detail", at=plan),
    *form("governance:cap_set", EXEC, plan, lambda w: {"weeks": "9.00", "reason": "Agreed."}),
    # Its targets do not sum to 100, so the form comes back with the refusal.
    *form("governance:baseline_agree", EXEC, next_plan, lambda w: {}, ok=422),
    page("governance:report_running", at=here, ok=302),
    page("governance:report_detail", at=month),
    page("governance:report_csv", at=month),
    page("governance:lookback", at=here),
]
HOME = [
    page("home", outsider=200),
    # Outside demonstration mode it does not exist for anybody.
    page("demo_sign_in", "POST", ROLES, ok=404, anonymous=404),
]
ROWS = [*OTHERS, *HOME, *PLAN, *REQUESTS, *DECIDING]
