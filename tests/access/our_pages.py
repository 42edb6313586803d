"""The rows of Daylight's own pages."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from company import clock
from company.lists.saving import save_list
from company.roles import DECIDERS, ENGINEERING, EXECUTIVE, FILERS, PRODUCT, SALES, SALES_VP
from delivery.links import key_of
from delivery.subscribers import subscribe
from escalations import actions
from escalations.deals import keep_deal
from escalations.joining import join
from escalations.models import Escalation
from governance.approvals import actions as approvals
from governance.models import Publication
from governance.publications.actions import publish
from governance.publications.versions import newest
from portfolio.effort.actions import EffortInput, log_effort
from portfolio.effort.weeks import week_facts
from portfolio.models import Customer
from portfolio.models.stance import QUESTIONS
from portfolio.plan.actions import LineInput, put_plan
from portfolio.sorting.actions import sort_item
from portfolio.teams.actions import keep_team
from portfolio.teams.week_links import path_of_link
from tests.access.row import Row, managing, page, public
from tests.access.world import World
from tests.conftest import rewrite
from tests.scenes import TARGETS

COSTING = ENGINEERING | PRODUCT | SALES
USING = {"customers_using": "2"}
REASON = {"reason": "Worth what it displaces."}


def _slug(w: World) -> dict[str, Any]:
    return {"slug": w.slug}


def _quarter(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "quarter": w.quarter}


def _next_planned(w: World) -> dict[str, Any]:
    """The next quarter, planned and not agreed yet."""
    put_plan(
        product=w.product,
        quarter=w.quarter.next,
        capacity_weeks=Decimal(90),
        targets={key: Decimal(percent) for key, percent in TARGETS.items()},
        lines=[LineInput(w.items[0], Decimal(3))],
        actor=None,
    )
    return {"slug": w.slug, "quarter": w.quarter.next}


def _over_committed(w: World) -> dict[str, Any]:
    """The next quarter takes 3.00 wk and has room for 1.00."""
    at = _next_planned(w)
    put_plan(
        product=w.product,
        quarter=at["quarter"],
        capacity_weeks=Decimal(1),
        targets={key: Decimal(percent) for key, percent in TARGETS.items()},
        lines=[LineInput(w.items[0], Decimal(3))],
        actor=None,
    )
    return at


def _fit_body(w: World) -> dict[str, Any]:
    return {"items": [str(w.items[0].pk)], "seen": "2.00"}


def _overdrawn(w: World) -> dict[str, Any]:
    """The next quarter, planned, with more carried into it than half of its cap."""
    given = _next_planned(w)
    row = EffortInput(w.team, w.approved.item, w.today, 100_000)
    log_effort(product=w.product, rows=[row], actor=None)
    return given


def _policy_body(w: World) -> dict[str, Any]:
    return {
        "from_quarter": str(w.quarter),
        "cap_percent": "30",
        "straining_above": "35",
        "struggling_from": "40",
        "off_the_road_from": "50",
        "slots": "2",
        "slot_weeks": "2.00",
        "overdraft": "on",
        "support_years": "7",
        "minimum_return": "3.00",
        "quota_relief_percent": "20.00",
        **REASON,
    }


def _month(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "month": dt.date(2026, 10, 1)}


def _comment(side: str) -> Any:
    return lambda w: {**_month(w), "side": side}


def _file(w: World) -> dict[str, Any]:
    return {**_month(w), "kind": "csv"}


def _published(w: World) -> Publication:
    """October, published and on its way to an address."""
    product, month = w.product, _month(w)["month"]
    if found := newest(product, month):
        return found
    subscribe(product=product, email="board@investor.example", actor=None)
    return publish(product=product, month=month, actor=w.cast.executive)


def _saved_list(w: World) -> dict[str, Any]:
    saving = {"name": "customers", "called": "Largest", "query": "order=-arr"}
    kept = save_list(product=w.product, actor=w.cast.sales, **saving)
    return {"slug": w.slug, "pk": kept.pk}


def _notice(w: World) -> dict[str, Any]:
    return {"pk": w.cast.engineering.notices.first().pk}


def _sent(w: World) -> dict[str, Any]:
    _published(w)
    return _slug(w)


def _subscriber(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "pk": _published(w).sendings.get().subscriber_id}


def _version(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "pk": _published(w).pk}


def _report_link(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "pk": _published(w).sendings.get().link_id}


def _link(w: World) -> dict[str, Any]:
    return {"key": key_of(_published(w).sendings.get().link)}


def _deal(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "pk": w.deal.pk}


def _deal_body(w: World) -> dict[str, Any]:
    return {"name": "Gates", "amount": "1", "kind": "new", "outcome": "open"}


def _commitment_body(w: World) -> dict[str, Any]:
    return {"customer": w.customer.pk, "what": "An answer", "due": "2026-12-24", "source": "email"}


def _item(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "pk": w.items[0].pk}


def _sorted(w: World) -> dict[str, Any]:
    sort_item(item=w.items[0], answer="fault", actor=w.cast.product_manager)
    return _slug(w)


def _customer(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "pk": w.customer.pk}


def _came_up(w: World) -> dict[str, Any]:
    """A customer whose renewal has come."""
    rewrite(Customer.objects.filter(pk=w.customer.pk), renewal_date=w.today)
    return _customer(w)


def _renewal_body(w: World) -> dict[str, Any]:
    return {"passed_on": f"{w.today:%Y-%m-%d}", "outcome": "left"}


def _team(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "pk": w.team.pk}


def _in(state: str) -> Any:
    return lambda w: {"slug": w.slug, "pk": getattr(w, state).pk}


def both(name: str, allowed: Any, at: Any, body: Any, **more: Any) -> list[Row]:
    """A form: its page, and sending it filled in as it should be."""
    body = body if callable(body) else lambda w, body=body: body
    return [
        page(name, allowed=allowed, at=at, **more),
        page(name, "POST", allowed, at=at, body=body, **more),
    ]


def _plan_body(w: World) -> dict[str, Any]:
    return {
        "capacity_weeks": "90",
        "rows": "4",
        **{f"target_{key}": percent for key, percent in TARGETS.items()},
        "item_0": w.items[0].title,
        "weeks_0": "5",
    }


def _week(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "pk": w.team.pk, "week": w.today}


def _week_body(w: World) -> dict[str, Any]:
    return {"rows": "1", "item_0": w.items[0].title, "weeks_0": "0.5", "people_0": "2"}


def _week_link(w: World) -> dict[str, Any]:
    if w.team.lead is None:
        keep_team(w.team.pk, {"lead": w.cast.engineering}, actor=None)
    path = path_of_link(w.team, w.today, w.cast.engineering)
    return {"key": path.split("/")[2]}


def _week_offer(w: World) -> dict[str, Any]:
    return {"offer": week_facts(w.team, w.today).offer}


def _request_body(w: World) -> dict[str, Any]:
    return {
        "customer": w.customer.pk,
        "title": "A badge printer",
        "problem": "Visitors queue.",
        "needed_by": "2027-03-01",
        "origin": "sales",
    }


def _lost(w: World) -> dict[str, Any]:
    """An approved special whose deal was lost since."""
    keep_deal(w.deal.pk, {"outcome": "lost"}, actor=w.cast.sales)
    return {"slug": w.slug, "pk": w.approved.pk}


def _asked(w: World) -> dict[str, Any]:
    """What sales filed, sent back with a question."""
    question = {"question": "Which badge?", "actor": w.cast.product_manager}
    return {"slug": w.slug, "pk": actions.send_back(escalation=w.submitted, **question).pk}


def _other_customer(w: World) -> dict[str, Any]:
    return {"customer": w.other_customer.pk}


def _joined(w: World) -> dict[str, Any]:
    """A request that another customer has joined."""
    join(escalation=w.submitted, customer=w.other_customer, actor=w.cast.sales)
    return {"slug": w.slug, "pk": w.submitted.pk}


def _aged(w: World) -> dict[str, Any]:
    """What was delivered a month ago."""
    month_ago = clock.now() - dt.timedelta(days=31)
    rewrite(Escalation.objects.filter(pk=w.delivered.pk), closed_at=month_ago)
    return {"slug": w.slug, "pk": w.delivered.pk}


def _declined(w: World) -> dict[str, Any]:
    """A request that was declined, for a deal."""
    made = approvals.decline(escalation=w.proposed, reason="No.", actor=w.cast.executive)
    rewrite(Escalation.objects.filter(pk=made.pk), deal=w.deal)
    return {"slug": w.slug, "pk": made.pk}


def _size_body(w: World) -> dict[str, Any]:
    return {
        "quarter": str(w.quarter),
        "low_weeks": "1",
        "likely_weeks": "2",
        "high_weeks": "3",
        "approach": "core",
        "note": "A driver.",
    }


def _propose_body(w: World) -> dict[str, Any]:
    line = w.product.plans.get(quarter=w.quarter).lines.get(item=w.items[1])
    return {"position": "It costs.", f"weeks_{line.pk}": "0.5", f"outcome_{line.pk}": "slips"}


def _plan_fault_body(w: World) -> dict[str, Any]:
    documented = "A badge prints once, says the manual."
    where = {"quarter": str(w.quarter), "slice": "quality", "weeks": "0.50"}
    return {**_propose_body(w), **where, "documented": documented, **REASON}


EXTENSION_POINT = {"name": "Report interface", "kind": "report_interface", "state": "planned"}
NON_GOAL = {"title": "No clock", "since": "2026-01-05", "because": "Others do it better."}


def _stance_body(w: World) -> dict[str, Any]:
    return {"customisation": "none", **{f"{of}_state": "not_yet" for of in QUESTIONS}}


def _for_one(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "pk": w.for_one.pk}


def _waiting(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "pk": w.waiting.item_id, "waiting": w.waiting.pk}


READING = [
    page("home", outsider=200, administrator=200),
    page("plan:plan_running", at=_slug, ok=302),
    page("plan:plan_detail", at=_quarter),
    page("plan:item_list", at=_slug),
    page("plan:item_detail", at=_item),
    page("plan:customer_list", at=_slug),
    page("plan:customer_detail", at=_customer),
    page("plan:renewal_list", at=_slug),
    page("plan:team_list", at=_slug),
    page("plan:effort_list", at=_slug),
    page("plan:extension_point_list", at=_slug),
    page("plan:stance_detail", at=_slug),
    page("plan:search", at=_slug, query="?q=sso"),
    page("plan:sort", at=_slug),
    page("plan:what_we_built", at=_slug),
    page("escalations:escalation_list", at=_slug),
    page("escalations:escalation_board", at=_slug),
    page("escalations:escalation_detail", at=_in("approved")),
    page("escalations:commitment_list", at=_slug),
    page("escalations:deal_list", at=_slug),
    page("escalations:deal_detail", at=_deal),
    *both("escalations:deal_new", SALES, _slug, {"name": "Gates", "amount": "1", "kind": "new"}),
    *both("escalations:deal_edit", SALES, _deal, _deal_body),
    page("plan:item_names", at=_quarter),
    page("plan:plan_ahead", at=_slug),
    page("governance:queue", at=_slug),
    page("governance:queue_compare", at=_slug),
    page("governance:what_if", at=_slug),
    page("governance:budget_running", at=_slug, ok=302),
    page("governance:budget_detail", at=_quarter),
    page("governance:policy_detail", at=_slug),
    page("governance:quota_relief", allowed=SALES | EXECUTIVE, at=_slug),
    page("governance:report_running", at=_slug, ok=302),
    page("governance:report_detail", at=_month),
    page("governance:report_file", at=_file),
    # Everybody sees the products of their own.
    page("together_running", ok=302, outsider=302, administrator=404),
    page(
        "report_together",
        at=lambda w: {"month": dt.date(2026, 10, 1)},
        outsider=200,
        administrator=404,
    ),
    page("governance:report_archive", at=_slug),
    page("governance:lookback", at=_slug),
    page("governance:heading", at=_slug),
]
PLANNING = [
    *both("plan:plan_edit", PRODUCT, _next_planned, _plan_body),
    *both(
        "plan:line_edit",
        PRODUCT,
        lambda w: {**_next_planned(w), "pk": w.items[1].pk},
        {"weeks": "1.25"},
    ),
    *both(
        "plan:line_new",
        PRODUCT,
        _next_planned,
        {"item": "Kiosk mode", "weeks": "1.25", "slice": "features"},
    ),
    page(
        "plan:line_order",
        "POST",
        PRODUCT,
        at=lambda w: {**_next_planned(w), "pk": w.items[0].pk},
        body=lambda w: {"to": "last"},
    ),
    *both("plan:plan_fit", PRODUCT, _over_committed, _fit_body),
    *both("plan:plan_roll", PRODUCT, _next_planned, lambda w: {"items": [str(w.items[1].pk)]}),
    page("plan:line_undo", "POST", PRODUCT, at=_quarter, note="nothing to take back"),
    *both("plan:item_new", PRODUCT, _slug, {"title": "Kiosk mode"}),
    page("plan:sort_one", "POST", PRODUCT, at=_item, body=lambda w: {"answer": "fault"}),
    page("plan:sort_undo", "POST", PRODUCT, at=_sorted),
    *both("plan:item_edit", PRODUCT, _item, {"title": "SSO audit log, signed"}),
    *both(
        "plan:waiting_new",
        PRODUCT,
        lambda w: {"slug": w.slug, "pk": w.items[1].pk},
        lambda w: {"customer": w.customer.pk, "since": "2026-01-05", "weight": "blocker"},
    ),
    page("plan:waiting_stop", "POST", PRODUCT, at=_waiting),
    page("plan:waiting_still", "POST", PRODUCT, at=_waiting),
    page("plan:waiting_again", "POST", PRODUCT, at=_waiting, note="undo"),
    *both("plan:customer_new", SALES, _slug, {"name": "Acme", "arr": "0"}),
    *both("plan:customer_edit", SALES, _customer, {"name": "Skyhook", "arr": "5"}),
    *both("plan:renewal_say", SALES | PRODUCT, _came_up, _renewal_body),
    page(
        "escalations:promise_answer",
        "POST",
        DECIDERS,
        at=_slug,
        body=lambda w: {"nothing_else": "yes"},
    ),
    *both("escalations:commitment_new", FILERS, _slug, _commitment_body),
    *both(
        "escalations:commitment_edit",
        FILERS,
        lambda w: {"slug": w.slug, "pk": w.commitment.pk},
        _commitment_body,
    ),
    *both(
        "plan:team_new",
        PRODUCT,
        _slug,
        {"name": "Second", "kind": "core", "people": "2", "availability": "1"},
    ),
    *both(
        "plan:team_edit",
        PRODUCT,
        _team,
        {"name": "Core", "kind": "core", "people": "3", "availability": "1"},
    ),
    *both(
        "governance:report_comment",
        PRODUCT | EXECUTIVE,
        _comment("product"),
        {"text": "As planned."},
        note="product's",
    ),
    *both(
        "governance:report_comment",
        SALES_VP | EXECUTIVE,
        _comment("sales"),
        {"text": "Two deals."},
        note="sales'",
    ),
    *both("governance:report_publish", EXECUTIVE, _month, {}),
    *both("plan:extension_point_new", PRODUCT, _slug, EXTENSION_POINT),
    *both("plan:extension_point_edit", PRODUCT, _in("extension_point"), EXTENSION_POINT),
    *both("plan:non_goal_new", PRODUCT, _slug, NON_GOAL),
    *both("plan:non_goal_edit", PRODUCT, _in("non_goal"), NON_GOAL),
    *both("plan:partner_new", PRODUCT | SALES_VP, _slug, {"name": "Pilots"}),
    *both("plan:partner_edit", PRODUCT | SALES_VP, _in("partner"), {"name": "Pilots"}),
    *both("plan:stance_edit", PRODUCT | EXECUTIVE, _slug, _stance_body),
    page("plan:effort_new", allowed=ENGINEERING, at=_slug, ok=302),
    page("plan:week_edit", at=_week),
    page("plan:week_edit", "POST", ENGINEERING, at=_week, body=_week_body),
]
ASKING = [
    *both("escalations:escalation_new", FILERS, _slug, _request_body),
    # A draft is its author's alone.
    page(
        "escalations:escalation_detail",
        allowed=["sales"],
        at=_in("draft"),
        refused=404,
        note="a draft",
    ),
    *both("escalations:escalation_edit", ["sales"], _in("draft"), _request_body, refused=404),
    *both("escalations:escalation_edit", SALES, _in("submitted"), _request_body, note="sent"),
    page("escalations:file_for_item", "POST", FILERS, at=_for_one),
    *both("escalations:step_submit", ["sales"], _in("draft"), {}, refused=404),
    *both("escalations:step_size", ENGINEERING, _in("submitted"), _size_body),
    *both("governance:costing_edit", COSTING, _in("submitted"), {"installs": "1000"}),
    *both("escalations:step_confirm", PRODUCT | ENGINEERING, _in("sized"), {}),
    *both("escalations:step_propose", PRODUCT, _in("sized"), _propose_body),
    *both("escalations:step_take_into_plan", PRODUCT | EXECUTIVE, _in("fault"), _plan_fault_body),
    *both("escalations:step_start", ENGINEERING, _in("approved"), {}),
    *both("escalations:step_forecast", ENGINEERING, _in("in_progress"), {"left_weeks": "0.5"}),
    *both("escalations:step_deliver", ENGINEERING, _in("in_progress"), {}),
    *both("escalations:step_confirm_total", ENGINEERING, _in("untold"), {}),
    *both(
        "escalations:step_review",
        SALES,
        _in("delivered"),
        {"deal_outcome": "won", "customers_using": "1", "verdict": "keep"},
    ),
    *both("escalations:step_say_use", SALES | PRODUCT, _aged, {"after_days": "30", **USING}),
    *both("escalations:step_say_deal", SALES, _declined, {"outcome": "won"}),
    *both("escalations:step_judge", SALES | PRODUCT, _in("delivered"), {"position": "true"}),
    *both("escalations:step_join", FILERS, _in("submitted"), _other_customer),
    *both("escalations:step_leave", FILERS, _joined, _other_customer),
    *both("escalations:step_offload", PRODUCT, _in("approved"), {}),
    *both("escalations:step_send_back", PRODUCT, _in("submitted"), {"question": "How many?"}),
    *both("escalations:step_answer", SALES, _asked, {"text": "The blue one."}),
    *both("escalations:step_withdraw", SALES, _in("submitted"), REASON),
]
LIVE = [
    page(
        "governance:propose_preview", "POST", PRODUCT, ok=200, at=_in("sized"), body=_propose_body
    ),
    page(
        "escalations:draft_keep",
        "POST",
        FILERS,
        ok=200,
        at=_slug,
        body=lambda w: {"title": "Kiosk"},
    ),
    page("escalations:similar_requests", "POST", FILERS, ok=200, at=_slug),
    page("plan:customer_options", allowed=FILERS, at=_slug),
    page("escalations:deal_options", allowed=FILERS, at=_slug),
    page("theme_set", "POST", outsider=302, body=lambda w: {"theme": "dark"}),
    page("tour_done", "POST", outsider=302),
]
DECIDING = [
    *both("governance:step_approve", DECIDERS, _in("proposed"), REASON),
    page("governance:queue_rank", "POST", ["sales_vp"], at=_in("proposed"), body=lambda w: {}),
    *both("governance:step_decline", DECIDERS, _in("proposed"), REASON),
    *both("governance:step_defer", DECIDERS, _in("proposed"), REASON),
    *both("governance:step_redirect", DECIDERS, _in("proposed"), {**REASON, "to": "services"}),
    *both(
        "governance:step_reestimate",
        DECIDERS | ENGINEERING,
        _in("approved"),
        {**REASON, "weeks": "0.25"},
    ),
    *both("governance:step_continue", EXECUTIVE, _lost, REASON),
    *both("governance:step_retire", PRODUCT | EXECUTIVE, _in("delivered"), REASON),
    *both("governance:step_cancel", EXECUTIVE, _in("approved"), REASON),
    page(
        "governance:heading",
        "POST",
        EXECUTIVE,
        at=_slug,
        body=lambda w: {"kind": "both_on_purpose", "reason": "Both, and each on purpose."},
    ),
    *both("governance:cap_set", EXECUTIVE, _quarter, {"weeks": "25", **REASON}),
    *both("governance:policy_set", EXECUTIVE, _slug, _policy_body),
    *both("governance:overdraft_write_off", EXECUTIVE, _overdrawn, {"weeks": "0.01", **REASON}),
    *both("governance:baseline_agree", EXECUTIVE, _next_planned, REASON),
]
TELLING = [
    page("notice_list", outsider=200),
    page("notice_open", allowed=["engineering"], ok=302, refused=404, at=_notice),
    page("notices_read", "POST", outsider=302, body=lambda w: {"newest": "1"}),
    page("notices_choose", "POST", outsider=302, body=lambda w: {"notify_by": "mail"}),
]
KEEPERS = PRODUCT | EXECUTIVE
DELIVERING = [
    public("week_link", at=_week_link),
    replace(public("week_link", at=_week_link, body=_week_offer), method="POST"),
    public("delivery:link_open", at=_link),
    public("delivery:link_file", at=lambda w: {**_link(w), "kind": "xlsx"}),
    page("delivery:delivery_detail", at=_sent),
    *both("delivery:subscriber_new", KEEPERS, _slug, {"email": "board@investor.example"}),
    page("delivery:subscriber_remove", "POST", KEEPERS, at=_subscriber),
    *both("delivery:settings_set", KEEPERS, _slug, {"remind_on": "3", "freeze_on": "6"}),
    page("delivery:sending_again", "POST", KEEPERS, at=_version),
    *both("delivery:link_new", KEEPERS, _sent, {"name": "Berta", "month": "2026-10", "days": "30"}),
    page("delivery:link_revoke", "POST", KEEPERS, at=_report_link),
]


def managed(name: str, at: Any, body: Any, **more: Any) -> list[Row]:
    """A form of the set-up, which is for site administrators."""
    sent = {"ok": 302, **more}
    return [
        managing(page, name, "GET", at=at, **{**more, "ok": 200}),
        managing(page, name, at=at, body=lambda w: body, **sent),
    ]


def _key(w: World) -> dict[str, Any]:
    return {**_slug(w), "key": "quality"}


def _person(w: World) -> dict[str, Any]:
    return {"pk": w.cast.sales.pk}


def _nowhere(_: World) -> dict[str, Any]:
    return {}


def _token(w: World) -> dict[str, Any]:
    return {"pk": w.cast.sales.tokens.get().pk}


ANYWHERE = {"outsider": 403}
SET_UP = [
    managing(page, "setup:product_list", "GET", **ANYWHERE),
    *managed(
        "setup:product_new",
        _nowhere,
        {
            "name": "Kite",
            "slug": "kite",
            "currency": "EUR",
            "fiscal_year_start": "4",
            "time_zone": "Europe/Madrid",
            "rate": "8000.00",
        },
        **ANYWHERE,
    ),
    managing(page, "setup:product_detail", "GET", at=_slug),
    *managed("setup:product_edit", _slug, {"name": "Lark", "time_zone": "UTC"}),
    *managed("setup:slice_new", _slug, {"name": "Compliance", "key": "compliance"}),
    *managed("setup:slice_edit", _key, {"name": "Debt"}),
    # It names items, so an administrator needs a role here too; this one has none.
    managing(page, "setup:slice_split", "GET", at=_key, ok=404),
    managing(page, "setup:slice_split", at=_key, ok=404),
    managing(page, "setup:slice_up", at=_key),
    *managed("setup:rate_new", _slug, {"from_date": "2026-07-01", "per_week": "9000.00"}),
    *managed(
        "setup:member_new",
        _slug,
        {"email": "ana@example.com", "name": "Ana", "roles": "sales"},
        ok=200,
    ),
    *managed("setup:member_edit", lambda w: {**_slug(w), **_person(w)}, {"roles": "observer"}),
    managing(page, "setup:person_list", "GET", **ANYWHERE),
    managing(page, "setup:server_detail", "GET", **ANYWHERE),
    managing(page, "setup:mail_test", **ANYWHERE),
    *managed("setup:person_edit", _person, {"name": "Ana", "is_active": "on"}, **ANYWHERE),
    managing(page, "setup:person_link", at=_person, ok=200, **ANYWHERE),
]
OWN = [
    page("token_list", outsider=200, administrator=200),
    page(
        "token_list",
        "POST",
        ok=200,
        outsider=200,
        administrator=200,
        body=lambda w: {"name": "Tracker"},
    ),
    page(
        "list_save",
        "POST",
        at=_slug,
        body=lambda w: {"list": "customers", "name": "Largest", "query": "order=-arr"},
    ),
    # One's own alone.
    page("list_forget", "POST", ["sales"], at=_saved_list, refused=404),
    page("token_revoke", "POST", ["sales"], at=_token, refused=404),
]
ROWS = [*READING, *PLANNING, *ASKING, *LIVE, *DECIDING, *TELLING, *DELIVERING, *SET_UP, *OWN]
