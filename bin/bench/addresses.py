"""Every address there is, from the URL resolver, with arguments from a seeded product.

A new page is measured without being listed here. Where it needs an argument that nobody knows
yet, the measurement stops and says which: add it to `ARGUMENTS`.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from company import clock
from company.calendar import bounds, running_quarter, today
from company.models import Notice, Product, Role
from company.notices import notify
from delivery.links import key_of, link_in_mail
from governance.publications.actions import freeze_unsigned
from governance.publications.versions import newest
from portfolio.models import Waiting
from portfolio.teams.actions import keep_team
from portfolio.teams.leads import possible_leads
from portfolio.teams.week_links import path_of_link

# Other people's pages, allauth's sign-in; and the first page, which a seeded company is past.
OTHERS = ("account_", "start")
# The state in which an escalation shows a step's page.
STATES = {
    "submit": "deferred",
    "size": "submitted",
    "confirm": "sized",
    "propose": "sized",
    "propose_preview": "sized",
    "send_back": "submitted",
    "withdraw": "submitted",
    "approve": "proposed",
    "decline": "proposed",
    "defer": "proposed",
    "redirect": "proposed",
    "reestimate": "in_progress",
    "start": "approved",
    "deliver": "in_progress",
    "review": "delivered",
    "cancel": "in_progress",
    "escalation_edit": "submitted",
    "answer": "submitted",
    "judge": "delivered",
    "join": "submitted",
    "leave": "submitted",
    "offload": "in_progress",
    "confirm_total": "delivered",
    "forecast": "in_progress",
    "retire": "delivered",
    "say_use": "delivered",
    "say_deal": "declined",
    "take_into_plan": "sized",
    "continue": "in_progress",
    "rank": "proposed",
    "queue_rank": "proposed",
    "escalation_detail": "proposed",
    "costing_edit": "proposed",
    "costing": "proposed",
    "escalation-detail": "proposed",
    "decisions": "in_progress",
}


@dataclass(frozen=True)
class Address:
    """One address; `label` tells several of one name apart."""

    name: str
    path: str
    label: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.label})" if self.label else self.name


def addresses(product: Product) -> Iterator[Address]:
    """Each named address of ours once, and some of them with more than one question."""
    for name, parameters in sorted(dict(_named(get_resolver().url_patterns, "", ())).items()):
        if name.startswith(OTHERS):
            continue
        values = {parameter: _value(product, name, parameter) for parameter in parameters}
        path = reverse(name, kwargs=values)
        for label, query in [*MORE.get(name, {}).items()] or [("", lambda _: "")]:
            asked = query(product)
            if isinstance(asked, dict):
                yield Address(name, reverse(name, kwargs={**values, **asked}), label)
            else:
                yield Address(name, path + asked, label)


def _named(
    patterns: Iterable[URLPattern | URLResolver], space: str, above: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for found in patterns:
        parameters = (*above, *found.pattern.regex.groupindex)
        if isinstance(found, URLResolver):
            inner = f"{space}{found.namespace}:" if found.namespace else space
            yield from _named(found.url_patterns, inner, parameters)
        elif found.name:
            yield f"{space}{found.name}", parameters


def _value(product: Product, name: str, parameter: str) -> Any:
    if parameter in EVERYWHERE:
        return EVERYWHERE[parameter](product)
    for part, found in ARGUMENTS[parameter].items() if parameter in ARGUMENTS else ():
        if part in name:
            return found(product, name)
    raise SystemExit(f"{name} needs {parameter!r}: say in {__file__} which one to measure with.")


def _escalation(product: Product, name: str) -> int:
    """One in the state that the step is taken from, and of those the one that moves most."""
    step = name.split(":")[-1].removeprefix("step_").removeprefix("escalation-")
    state = STATES.get(step) or STATES[name.split(":")[-1]]
    rows = product.escalations.filter(state=state, is_imported=False)
    return rows.annotate(n=Count("displacements")).order_by("-n", "pk").first().pk


def _busiest(rows: str, most: str) -> Callable[[Product, str], int]:
    """The one that most hangs on, so that its page is the heaviest."""

    def find(product: Product, _: str) -> int:
        found = getattr(product, rows).annotate(n=Count(most)).order_by("-n", "pk")
        return int(found.first().pk)

    return find


def _core_line(product: Product, _: str) -> int:
    """The item of the largest core line of the running quarter."""
    lines = product.plans.get(quarter=running_quarter(product)).lines
    found = lines.filter(item__slice__is_specials=False).order_by("-weeks", "pk").first()
    return int(found.item_id)


def _first(rows: str) -> Callable[[Product, str], int]:
    def find(product: Product, _: str) -> int:
        return int(getattr(product, rows).order_by("pk").values_list("pk", flat=True)[0])

    return find


def _for_one(product: Product, _: str) -> int:
    """A core item that is marked as for one customer; any other where none is."""
    items = product.items.filter(slice__is_specials=False).order_by("customer", "pk")
    return int((items.filter(customer__isnull=False).first() or items.first()).pk)


def _waiting(product: Product, _: str) -> int:
    rows = Waiting.objects.open().filter(item__product=product).order_by("pk")
    return rows.values_list("pk", flat=True)[0]


def _person(product: Product, _: str) -> int:
    return int(product.memberships.order_by("pk").first().person_id)


def _import(product: Product, _: str) -> int:
    return int(product.imports.first().pk)


def _link_key(product: Product, _: str) -> str:
    """What opens the report of the month that ended last, which is published for this."""
    month = today(product).replace(day=1) - dt.timedelta(days=1)
    publication = newest(product, month) or freeze_unsigned(product=product, month=month)
    return key_of(link_in_mail(publication, "Whoever measures"))


def _week_key(product: Product, _: str) -> str:
    """What opens the busiest team's running week, for a lead whom this makes."""
    team = product.teams.get(pk=_busiest("teams", "effort")(product, ""))
    lead = possible_leads(product)[0]
    keep_team(team.pk, {"lead": lead}, actor=None)
    return path_of_link(team, today(product), lead).split("/")[2]


def _notice(product: Product, _: str) -> int:
    """A notice of whoever is asked first: the executive who is so the longest."""
    members = product.memberships.filter(role=Role.EXECUTIVE).order_by("person")
    person = members.select_related("person")[0].person
    said = {"kind": Notice.Kind.DECIDED, "text": "Measured.", "path": "/", "key": "bench"}
    notify([person], product=product, at=clock.now(), **said)
    return person.notices.get(key="bench").pk


EVERYWHERE: dict[str, Callable[[Product], Any]] = {
    "slug": lambda product: product.slug,
    "quarter": running_quarter,
    "month": lambda product: today(product).replace(day=1),
    "week": today,
}
# parameter -> part of the name -> the value; the first part that fits.
ARGUMENTS: dict[str, dict[str, Callable[[Product, str], Any]]] = {
    "side": {"report_comment": lambda _product, _name: "product"},
    "pk": {
        "setup:": _person,
        "api:person": _person,
        "token_revoke": lambda product, _: 1,
        "list_forget": lambda product, _: 1,
        "imports:mapping": lambda product, _: 1,
        "imports:": _import,
        "api:import": _import,
        "file_for_item": _for_one,
        "plan:line": _core_line,
        "plan:sort": _busiest("items", "waiting"),
        "plan:item": _busiest("items", "waiting"),
        "plan:waiting": _busiest("items", "waiting"),
        "plan:customer": _busiest("customers", "escalations"),
        "plan:extension_point": _first("extension_points"),
        "plan:non_goal": _first("non_goals"),
        "plan:partner": _first("partners"),
        "plan:renewal": _busiest("customers", "escalations"),
        "plan:team": _busiest("teams", "effort"),
        "plan:week": _busiest("teams", "effort"),
        "escalations:deal": _busiest("deals", "escalations"),
        "escalations:commitment": _busiest("commitments", "escalation"),
        "api:extension_point": _first("extension_points"),
        "api:non_goal": _first("non_goals"),
        "api:partner": _first("partners"),
        "api:item": _busiest("items", "waiting"),
        "api:customer": _busiest("customers", "escalations"),
        "api:team": _busiest("teams", "effort"),
        "api:deal": _busiest("deals", "escalations"),
        "api:commitment": _busiest("commitments", "escalation"),
        "api:waiting": _waiting,
        "api:escalation": _escalation,
        "api:decisions": _escalation,
        "escalations:": _escalation,
        "governance:": _escalation,
        "delivery:": lambda product, _: 1,
        "notice": _notice,
        "api:subscriber": lambda product, _: 1,
    },
    "waiting": {"plan:waiting": _waiting},
    "kind": {
        "governance:report_file": lambda *_: "csv",
        "delivery:link_file": lambda *_: "xlsx",
    },
    "key": {
        "delivery:": _link_key,
        "week_link": _week_key,
        "slice": lambda _product, _name: "quality",
    },
}


def _past_month(product: Product) -> dict[str, dt.date]:
    first, _ = bounds(product, running_quarter(product).plus(-6))
    return {"month": first}


def _in_state(state: str) -> Callable[[Product], dict[str, int]]:
    def find(product: Product) -> dict[str, int]:
        rows = product.escalations.filter(state=state, is_imported=False)
        return {"pk": rows.annotate(n=Count("displacements")).order_by("-n", "pk").first().pk}

    return find


def _all_years(product: Product) -> str:
    first = product.plans.order_by("quarter").first()
    return f"?from={bounds(product, first.quarter)[0]}" if first else ""


def _nothing(_: Product) -> str:
    return ""


# What else is asked of an address: a query, or other arguments.
MORE: dict[str, dict[str, Callable[[Product], Any]]] = {
    "governance:report_detail": {"running": _nothing, "past": _past_month},
    "governance:report_file": {"running": _nothing, "past": _past_month},
    "governance:lookback": {"8": _nothing, "40": lambda _: "?quarters=40"},
    "api:lookback": {"4": _nothing, "40": lambda _: "?quarters=40"},
    "plan:effort_list": {"quarter": _nothing, "all years": _all_years},
    "plan:search": {"words": lambda _: "?q=badges"},
    "escalations:escalation_list": {"all": _nothing, "open": lambda _: "?state=open"},
    "escalations:escalation_detail": {
        state: _in_state(state) for state in ("proposed", "in_progress", "reviewed")
    },
    "api:escalation-list": {"50": _nothing, "100": lambda _: "?page_size=100"},
}
