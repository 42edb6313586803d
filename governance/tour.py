"""A short tour from the problem to the report: one sentence on each page that it visits."""

from dataclasses import dataclass

from django.urls import reverse

from company.calendar import running_quarter, today
from company.models import Product


@dataclass(frozen=True)
class Stop:
    """One page of the tour: its number, its sentence, and the page after it."""

    number: int
    of: int
    said: str
    next_name: str
    next_url: str


STOPS = [
    (
        "Home",
        "Small promises to single customers add up, and nobody sees the sum. Here it stands:"
        " the share of specials, and the renewals that wait behind them.",
    ),
    (
        "Escalations",
        "Every request for one customer is written down once, with its problem, its"
        " deal and who has it now.",
    ),
    ("Plan", "The quarter's weeks are a pie: a special grows only when something else shrinks."),
    ("Queue", "What is ready to decide shows what it pushes out and who waits longer, by name."),
    (
        "Budget",
        "The executive team set a cap. What specials hold of it, and what is left, is here.",
    ),
    ("Report", "Once a month this page says all of it in ninety seconds. That is the tour."),
]


def stop(product: Product, number: int) -> Stop:
    """The stop of that number; the first where there is no such number."""
    number = number if 1 <= number <= len(STOPS) else 1
    is_last = number == len(STOPS)
    name = "" if is_last else STOPS[number][0]
    url = "" if is_last else f"{_urls(product)[number]}?tour={number + 1}"
    return Stop(number, len(STOPS), STOPS[number - 1][1], name, url)


def _urls(product: Product) -> list[str]:
    """The pages' own addresses: one that redirects would lose the query."""
    slug, quarter = product.slug, running_quarter(product)
    return [
        reverse("home"),
        reverse("escalations:escalation_list", args=[slug]),
        reverse("plan:plan_detail", args=[slug, quarter]),
        reverse("governance:queue", args=[slug]),
        reverse("governance:budget_detail", args=[slug, quarter]),
        reverse("governance:report_detail", args=[slug, today(product)]),
    ]
