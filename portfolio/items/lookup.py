"""Items as people type them: by title, or title and number where several share a title.

A product has thousands of items, so rows have a text field with suggestions: a select of all items
in each row would be slow.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from company.models import Product
from portfolio.models import Item, Waiting

NUMBER = re.compile(r"#([0-9]{1,18})\s*$")
MOST = 500
LIKELY = 20


@dataclass(frozen=True)
class Suggestion:
    """One item to choose: the text that names it, and its slice's name."""

    name: str
    slice: str


def name_input() -> forms.TextInput:
    """A text field for an item's name, with the page's list of suggestions."""
    return forms.TextInput(attrs={"list": "items", "autocomplete": "off"})


def names_of(product: Product, items: Iterable[Item]) -> dict[int, str]:
    """By item id, the text that `items_called` finds it by."""
    items = list(items)
    rows = Item.objects.filter(product=product, title__in={item.title for item in items})
    counted = rows.values_list("title").annotate(n=Count("pk")).order_by()
    shared = {title for title, count in counted if count > 1}
    return {i.pk: f"{i.title} #{i.pk}" if i.title in shared else i.title for i in items}


def suggestions(product: Product, rows: QuerySet[Item]) -> list[Suggestion]:
    """The unfinished items among `rows`, in the order of their slices; at most `MOST`."""
    rows = rows.filter(product=product, finished_on__isnull=True).select_related("slice")
    items = list(rows.order_by("slice__position", "title", "pk")[:MOST])
    names = names_of(product, items)
    return [Suggestion(names[i.pk], i.slice.name if i.slice else "Uncategorised") for i in items]


def likely_suggestions(
    product: Product, planned: Iterable[int], text: str = ""
) -> list[Suggestion]:
    """At most `LIKELY` core items that `planned` does not name, whose titles hold the text.

    Those most customers wait for come first: without a text, what a plan most likely lacks.
    """
    waiting = Waiting.objects.open().filter(item=OuterRef("pk")).order_by().values("item")
    rows = Item.objects.filter(product=product, finished_on__isnull=True, closed_on__isnull=True)
    rows = rows.exclude(slice__is_specials=True).exclude(pk__among=planned).select_related("slice")
    if text:
        rows = rows.filter(title__icontains=text)
    counted = rows.annotate(n=Coalesce(Subquery(waiting.annotate(n=Count("pk")).values("n")), 0))
    items = list(counted.order_by("-n", "title", "pk")[:LIKELY])
    names = names_of(product, items)
    return [Suggestion(names[i.pk], i.slice.name if i.slice else "Uncategorised") for i in items]


def items_called(product: Product, texts: Iterable[str]) -> dict[str, Item | str]:
    """By text, its item, or a sentence on why there is none. Two queries."""
    wanted = {text for text in texts if text}
    numbers = {text: int(found[1]) for text in wanted if (found := NUMBER.search(text))}
    rows = Item.objects.filter(product=product).select_related("slice")
    by_number = rows.in_bulk(set(numbers.values())) if numbers else {}
    by_title: dict[str, list[Item]] = {}
    # SQLite lowers the letters A to Z only: an item "Über uns" is "Über uns" there.
    lowered = {form for text in wanted for form in (text.lower(), _ascii_lower(text))}
    for item in rows.annotate(lower=Lower("title")).filter(lower__in=lowered):
        by_title.setdefault(item.title.lower(), []).append(item)
    return {
        text: _chosen(text, by_title.get(text.lower(), []), by_number.get(numbers.get(text, 0)))
        for text in wanted
    }


def _ascii_lower(text: str) -> str:
    return text.encode().lower().decode()


def _chosen(text: str, same: list[Item], numbered: Item | None) -> Item | str:
    if len(same) == 1:
        return same[0]
    if numbered is not None:
        return numbered
    if same:
        known = " or ".join(f"{item.title} #{item.pk}" for item in same[:4])
        return f"{len(same)} items are called that. Write {known}."
    return unknown(text)


def unknown(text: str) -> str:
    """The sentence of `items_called` for a text that no item has."""
    return f"There is no item called “{text}”. Choose one from the list, or add it first."
