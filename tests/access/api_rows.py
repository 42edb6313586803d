"""The API's part of the access table."""

from datetime import timedelta
from typing import Any

from django.test.client import BOUNDARY, encode_multipart

from company import clock
from delivery.subscribers import subscribe
from escalations import actions
from escalations.deals import keep_deal
from escalations.joining import join
from escalations.models import Escalation
from governance.approvals import actions as approvals
from portfolio.models import Customer
from portfolio.sorting.actions import sort_item
from tests.access.row import Row, api, listing, managing, public
from tests.access.world import ROLES, World
from tests.conftest import rewrite
from tests.imports.makers import drafted, upload

FILERS = ["sales", "sales_vp", "product_manager", "engineering", "executive"]
SALES = ["sales", "sales_vp"]
DECIDERS = ["sales_vp", "executive"]
PM, ENG, EXEC = ["product_manager"], ["engineering"], ["executive"]
LATER = timedelta(days=30)


def slug(w: World) -> dict[str, Any]:
    return {"slug": w.slug}


def plan(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "quarter": w.quarter}


def board(_: World) -> dict[str, Any]:
    return {"email": "board@investor.example", "name": "Berta Board"}


def subscriber(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "pk": subscribe(product=w.product, actor=None, **board(w)).pk}


def next_plan(w: World) -> dict[str, Any]:
    return {"slug": w.slug, "quarter": w.quarter.next}


def of(name: str):
    """The path argument of that record or escalation of the world."""
    return lambda w: {"pk": getattr(w, name).pk}


def reason(_: World) -> dict[str, Any]:
    return {"reason": "Worth what it displaces."}


def in_product(**fields: Any):
    return lambda w: {"product": w.slug, **fields}


def records(name: str, writers: list[str], new: Any, change: Any, one: str = "") -> list[Row]:
    """List, create, read and PATCH of one kind of record."""
    at = of(one or name)
    return [
        listing(f"{name}-list"),
        api(f"{name}-list", "POST", writers, ok=201, body=new),
        api(f"{name}-detail", "GET", ROLES, at=at),
        api(f"{name}-detail", "PATCH", writers, at=at, body=lambda w: change),
    ]


def verb(name: str, state: str, who: list[str], body: Any = lambda w: {}, note: str = "") -> Row:
    return api(f"escalation-{name}", "POST", who, at=of(state), body=body, note=note)


def plan_body(w: World) -> dict[str, Any]:
    line = {"item": w.items[0].pk, "weeks": "5.00"}
    return {"capacity_weeks": "40.00", "targets": {"features": "50"}, "lines": [line]}


def effort_body(w: World) -> dict[str, Any]:
    row = {"team": w.team.pk, "date": w.today, "item": w.items[0].pk, "weeks": "0.50"}
    return {"rows": [row]}


def an_import(w: World) -> dict[str, Any]:
    return {"pk": drafted(w.product, w.cast.product_manager).pk}


def sent_file(w: World) -> bytes:
    form = {"product": w.slug, "kind": "customers", "file": upload("name,arr\nAcme,1\n")}
    return encode_multipart(BOUNDARY, form)


def week(w: World) -> dict[str, Any]:
    return {"pk": w.team.pk, "week": w.today}


def week_body(w: World) -> dict[str, Any]:
    return {"rows": [{"item": w.items[0].pk, "weeks": "0.50", "people": 2}]}


def sizing(w: World) -> dict[str, Any]:
    weeks = {"low_weeks": "0.50", "likely_weeks": "1.00", "high_weeks": "2.00"}
    return {"quarter": str(w.quarter), "approach": "core", **weeks}


def proposal(w: World) -> dict[str, Any]:
    row = {"item": w.items[0].pk, "weeks": "0.50", "outcome": "slips"}
    return {"position": "It costs.", "displacements": [row]}


def taken(w: World) -> dict[str, Any]:
    documented = "A badge prints once, says the manual."
    row = {"item": w.items[1].pk, "weeks": "0.50", "outcome": "slips"}
    given = {"quarter": str(w.quarter), "documented": documented, "displacements": [row]}
    return {**given, **reason(w)}


def raised(w: World) -> dict[str, Any]:
    row = {"item": w.items[0].pk, "weeks": "0.50", "outcome": "slips"}
    return {"weeks": "1.00", "displacements": [row], "reason": "Grew."}


def newer(_: World) -> dict[str, Any]:
    return {"title": "Newer"}


def lost(w: World) -> dict[str, Any]:
    """An approved special whose deal was lost since."""
    keep_deal(w.deal.pk, {"outcome": "lost"}, actor=w.cast.sales)
    return {"pk": w.approved.pk}


def asked(w: World) -> dict[str, Any]:
    """What sales filed, sent back with a question."""
    question = {"question": "Which badge?", "actor": w.cast.product_manager}
    return {"pk": actions.send_back(escalation=w.submitted, **question).pk}


def joined(w: World) -> dict[str, Any]:
    """A request that another customer has joined."""
    join(escalation=w.submitted, customer=w.other_customer, actor=w.cast.sales)
    return {"pk": w.submitted.pk}


def came_up(w: World) -> dict[str, Any]:
    """A customer whose renewal has come."""
    rewrite(Customer.objects.filter(pk=w.customer.pk), renewal_date=w.today)
    return {"pk": w.customer.pk}


def aged(w: World) -> dict[str, Any]:
    """What was delivered a month ago."""
    month_ago = clock.now() - timedelta(days=31)
    rewrite(Escalation.objects.filter(pk=w.delivered.pk), closed_at=month_ago)
    return {"pk": w.delivered.pk}


def declined(w: World) -> dict[str, Any]:
    """A request that was declined, for a deal."""
    made = approvals.decline(escalation=w.proposed, reason="No.", actor=w.cast.executive)
    rewrite(Escalation.objects.filter(pk=made.pk), deal=w.deal)
    return {"pk": made.pk}


def sorted_one(w: World) -> dict[str, Any]:
    """The product manager sorted an item."""
    sort_item(item=w.items[0], answer="fault", actor=w.cast.product_manager)
    return slug(w)


def swap(w: World) -> dict[str, Any]:
    return {"reason": "Worth more.", "swap_for": w.approved.pk}


PUBLIC = [
    public("api:schema"),
    public("api:docs"),
]
PLANNING = [
    listing("product-list"),
    api("product-detail", "GET", ROLES, at=slug, administrator=200),
    api("plan", "GET", ROLES, at=plan),
    api("plan", "PUT", PM, at=next_plan, body=plan_body),
    api("baseline", "POST", EXEC, at=next_plan, body=reason, ok=409, note="targets not 100"),
    api("budget", "GET", ROLES, at=plan),
    api("cap", "PUT", EXEC, at=plan, body=lambda w: {"weeks": "9.00", **reason(w)}),
    api("sorting", "GET", ROLES, at=slug),
    api(
        "sorting",
        "POST",
        PM,
        at=slug,
        body=lambda w: {"item": w.items[0].pk, "answer": "fault"},
    ),
    api("sorting", "DELETE", PM, at=sorted_one, ok=204),
    api("policy", "GET", ROLES, at=slug),
    api("policy", "PUT", EXEC, at=slug, body=lambda w: {"slots": 3, **reason(w)}),
    api("stance", "GET", ROLES, at=slug),
    api("stance", "PUT", [*PM, *EXEC], at=slug, body=lambda w: {"customisation": "platform"}),
    api(
        "promise-answers",
        "POST",
        DECIDERS,
        at=slug,
        body=lambda w: {"nothing_else": True},
        ok=201,
    ),
    api("report", "GET", ROLES, at=lambda w: {"slug": w.slug, "month": f"{w.today:%Y-%m}"}),
    api("whatif", "POST", ROLES, at=slug, body=lambda w: {"escalations": [w.proposed.pk]}),
    api("quota-relief", "GET", [*SALES, *EXEC], at=slug),
    api("heading", "GET", ROLES, at=slug),
    api(
        "direction",
        "POST",
        EXEC,
        at=slug,
        ok=201,
        body=lambda w: {"kind": "both_on_purpose", "reason": "Both, and each on purpose."},
    ),
    api("report-list", "GET", ROLES, at=slug),
    api(
        "report-publish",
        "POST",
        EXEC,
        ok=201,
        at=lambda w: {"slug": w.slug, "month": "2026-10"},
        body=lambda w: {"commentary": {"product": "As planned."}},
    ),
    api("subscriber-list", "GET", ROLES, at=slug),
    api("subscriber-list", "POST", [*PM, *EXEC], at=slug, ok=201, body=board),
    api("subscriber-detail", "DELETE", [*PM, *EXEC], at=subscriber, ok=204),
    api("lookback", "GET", ROLES, at=slug, query="?quarters=2"),
    listing("effort"),
    api("effort", "POST", ENG, ok=201, body=effort_body),
    listing("import-list"),
    api("import-list", "POST", SALES + PM, ok=202, body=sent_file),
    api("import-detail", "GET", ROLES, at=an_import),
    api("team-week", "GET", ROLES, at=week),
    api("team-week", "PUT", ENG, at=week, body=week_body),
]
SET_UP = [
    managing(
        api,
        "product-list",
        ok=201,
        outsider=403,
        body=lambda w: {
            "slug": "kite",
            "name": "Kite",
            "rate": "6500.00",
            "currency": "USD",
            "fiscal_year_start": 2,
            "time_zone": "Europe/Madrid",
        },
    ),
    managing(api, "product-detail", "PATCH", at=slug, body=lambda w: {"name": "Skylark 2"}),
    api("slice-list", "GET", ROLES, at=slug, administrator=200),
    managing(
        api,
        "slice-list",
        ok=201,
        at=slug,
        body=lambda w: {"key": "compliance", "name": "Compliance"},
    ),
    managing(
        api,
        "slice-detail",
        "PATCH",
        at=lambda w: {"slug": w.slug, "key": "quality"},
        body=lambda w: {"name": "Quality", "position": 0},
    ),
    api("rate-list", "GET", ROLES, at=slug, administrator=200),
    managing(
        api,
        "rate-list",
        ok=201,
        at=slug,
        body=lambda w: {"from_date": "2026-07-01", "per_week": "9000.00"},
    ),
    api("person-list", "GET", ROLES, at=slug, administrator=200),
    managing(
        api,
        "person-list",
        ok=201,
        at=slug,
        body=lambda w: {"email": "ana@example.com", "name": "Ana", "roles": ["sales"]},
    ),
    managing(
        api,
        "person-detail",
        "PATCH",
        at=lambda w: {"slug": w.slug, "pk": w.cast.sales.pk},
        body=lambda w: {"roles": ["observer"], "is_active": False},
    ),
]
RECORDS = [
    *records("item", PM, in_product(title="New", slice="quality"), {"title": "Newer"}, "item"),
    *records("customer", SALES, in_product(name="New", arr="1.00"), {"segment": "SMB"}),
    api("passed-renewals", "GET", ROLES, at=slug),
    api(
        "customer-renewal",
        "POST",
        [*SALES, *PM],
        at=came_up,
        body=lambda w: {"passed_on": w.today, "outcome": "left"},
    ),
    *records("deal", SALES, in_product(name="New", amount="1.00"), {"stage": "Won over"}),
    *records("team", PM, in_product(name="New"), {"people": "9.00"}),
    *records(
        "waiting",
        PM,
        lambda w: {"customer": w.other_customer.pk, "item": w.items[1].pk},
        {"weight": "blocker"},
    ),
    api("waiting-detail", "DELETE", PM, at=of("waiting"), ok=204),
    *records(
        "commitment",
        FILERS,
        lambda w: {"product": w.slug, "customer": w.customer.pk, "what": "SSO", "due": w.today},
        {"sla": "99.9%"},
    ),
    *records("extension_point", PM, in_product(name="New"), {"state": "planned"}),
    *records("non_goal", PM, in_product(title="New", because="So."), {"because": "Others do."}),
    *records("partner", [*PM, "sales_vp"], in_product(name="New"), {"does": "Rollouts"}),
]
ESCALATIONS = [
    listing("escalation-list"),
    api("escalation-list", "POST", FILERS, ok=201, body=in_product(title="New")),
    api("escalation-detail", "GET", ROLES, at=of("proposed")),
    # A draft is its author's alone.
    api("escalation-detail", "GET", ["sales"], at=of("draft"), refused=404, note="a draft"),
    api(
        "escalation-detail",
        "PATCH",
        ["sales"],
        at=of("draft"),
        refused=404,
        body=newer,
        note="a draft",
    ),
    api("escalation-detail", "PATCH", SALES, at=of("submitted"), body=newer),
    api("decisions", "GET", ROLES, at=of("approved")),
    api("escalation-costing", "GET", ROLES, at=of("proposed")),
    api("escalation-costing", "GET", ["sales"], at=of("draft"), refused=404, note="a draft"),
    api(
        "escalation-costing",
        "PUT",
        [*SALES, *PM, *ENG],
        at=of("proposed"),
        body=lambda w: {"installs": 1000, "payment_once": "9000.00"},
    ),
    api("escalation-submit", "POST", ["sales"], at=of("draft"), refused=404),
    verb("size", "submitted", ENG, sizing),
    verb("confirm", "sized", PM, lambda w: {"as": "product"}, "product"),
    verb("confirm", "sized", ENG, lambda w: {"as": "engineering"}, "engineering"),
    verb("propose", "sized", PM, proposal),
    verb("take_into_plan", "fault", [*PM, *EXEC], taken),
    verb("join", "submitted", FILERS, lambda w: {"customer": w.other_customer.pk}),
    api(
        "escalation-leave",
        "POST",
        FILERS,
        at=joined,
        body=lambda w: {"customer": w.other_customer.pk},
    ),
    verb("offload", "approved", PM, lambda w: {"extension_point": w.extension_point.pk}),
    verb("send_back", "submitted", PM, lambda w: {"question": "Which badge?"}),
    api("escalation-answer", "POST", SALES, at=asked, body=lambda w: {"text": "The blue one."}),
    verb("withdraw", "submitted", SALES, reason),
    verb("rank", "proposed", ["sales_vp"], lambda w: {"last": True}),
    verb("approve", "proposed", DECIDERS, reason),
    verb("approve", "proposed", EXEC, lambda w: {**reason(w), "override": True}, "override"),
    verb("approve", "proposed", EXEC, swap, "swap for what stands in no slot"),
    verb("decline", "proposed", DECIDERS, reason),
    verb("defer", "proposed", DECIDERS, lambda w: {**reason(w), "until": w.today + LATER}),
    verb("redirect", "proposed", DECIDERS, lambda w: {**reason(w), "to": "services"}),
    verb("reestimate", "approved", [*DECIDERS, *ENG], lambda w: {"weeks": "0.25", **reason(w)}),
    verb("reestimate", "approved", DECIDERS, raised, "raised"),
    api("escalation-continue", "POST", EXEC, at=lost, body=reason, note="in no slot"),
    verb("start", "approved", ENG),
    verb("forecast", "in_progress", ENG, lambda w: {"left_weeks": "0.50"}),
    verb("deliver", "in_progress", ENG),
    verb("confirm_total", "untold", ENG),
    verb("cancel", "approved", EXEC, reason),
    verb("judge", "delivered", [*SALES, *PM], lambda w: {"position": True}),
    api(
        "escalation-say_use",
        "POST",
        [*SALES, *PM],
        at=aged,
        body=lambda w: {"after_days": 30, "customers_using": 2},
    ),
    api("escalation-say_deal", "POST", SALES, at=declined, body=lambda w: {"outcome": "won"}),
    verb("retire", "delivered", [*PM, *EXEC], reason),
    verb("review", "delivered", SALES, lambda w: {"verdict": "keep", "customers_using": 1}),
]
ROWS = [*PUBLIC, *PLANNING, *SET_UP, *RECORDS, *ESCALATIONS]
