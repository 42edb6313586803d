"""A list as the URL asks for it: filtered by its view, sorted, and cut into pages.

Every list of the site is shown by this, so that each can be sorted by its headings, saved by name
and downloaded in the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict

from company.access import person_of
from company.calendar import today
from company.lists.columns import Column, Rows, ordered
from company.lists.files import file_of
from company.models import Product, SavedList

PER_PAGE = 50
FORMS = ("csv", "xlsx")
# Parameters of a URL that are neither a filter nor the order: the page, and the form of a file.
BESIDE = ("page", "as")


@dataclass(frozen=True)
class Head:
    """A column's heading: the query of its link, and how the rows are sorted by it now."""

    label: str
    query: str
    # A value of the HTML attribute aria-sort; empty where the rows are not sorted by this column.
    sorted: str
    is_number: bool


@dataclass
class Shown:
    """A list for its page; `file` is the response where a download was asked for."""

    name: str
    product: Product
    page: Page[Any]
    heads: list[Head]
    query: str
    # The query without the order.
    filters: str
    order: str
    saved: list[SavedList]
    file: HttpResponse | None = None

    @property
    def files(self) -> list[tuple[str, str]]:
        """Each download of this list: its format's name, and the query that gives it."""
        before = f"{self.query}&" if self.query else ""
        return [(form.upper(), f"{before}as={form}") for form in FORMS]

    @property
    def is_saved(self) -> bool:
        """Whether the person has saved this very query."""
        return any(saved.query == self.query for saved in self.saved)


def shown(
    request: HttpRequest,
    product: Product,
    name: str,
    columns: Sequence[Column],
    rows: Rows,
    last: str = "pk",
) -> Shown:
    """The rows by `?order=`, as a page or as the file of `?as=csv` or `?as=xlsx`."""
    asked = request.GET.get("order", "")
    rows = ordered(rows, columns, asked, last)
    found = Shown(
        name=name,
        product=product,
        page=Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        heads=[_head(column, request.GET, asked) for column in columns],
        query=without(request.GET, *BESIDE),
        filters=without(request.GET, *BESIDE, "order"),
        order=asked,
        saved=list(SavedList.objects.filter(person=person_of(request), product=product, list=name)),
    )
    if (form := request.GET.get("as", "")) in FORMS:
        called = f"{product.slug}-{name}-{today(product):%Y-%m-%d}"
        found.file = file_of(form, called, columns, rows)
    return found


def without(query: QueryDict, *names: str) -> str:
    """The query without the parameters of these names, encoded."""
    kept = query.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()


def _head(column: Column, query: QueryDict, asked: str) -> Head:
    """The heading of a column; a click sorts by it, a second one turns the order round.

    Numbers begin with the largest, texts and days with the first.
    """
    down, up = f"-{column.key}", column.key
    if not column.by:
        return Head(column.label, "", "", column.is_number)
    first, second = (down, up) if column.is_number else (up, down)
    kept = query.copy()
    for name in BESIDE:
        kept.pop(name, None)
    kept["order"] = second if asked == first else first
    stands = {up: "ascending", down: "descending"}.get(asked, "")
    return Head(column.label, kept.urlencode(), stands, column.is_number)
