"""What came by itself, and where figures come from that rest on files."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from company import clock
from company.models import Product
from imports.models import Import

# What is read of an import to say where figures come from.
ORIGIN_COLUMNS = (
    "kinds",
    "mapping_name",
    "kept_name",
    "filename",
    "feed",
    "finished_at",
    "results",
)


@dataclass(frozen=True)
class Feed:
    """One feed of a product: its last run, and the last that went in."""

    name: str
    last: Import
    last_done: Import | None

    @property
    def age(self) -> dt.timedelta:
        """How old what it says is; of one that never went in, since its first try."""
        found = self.last_done or self.last
        return clock.now() - (found.finished_at or found.created_at)


def feeds_of(product: Product) -> Sequence[Feed]:
    """Every feed by name. Two queries."""
    fed = Import.objects.filter(product=product).exclude(feed="")
    last = dict(fed.order_by().values_list("feed").annotate(Max("pk")))
    done = fed.filter(state=Import.State.DONE).order_by()
    last_done = dict(done.values_list("feed").annotate(Max("pk")))
    rows = Import.objects.select_related("person").in_bulk({*last.values(), *last_done.values()})
    return [
        Feed(name, rows[pk], rows.get(last_done.get(name, 0))) for name, pk in sorted(last.items())
    ]


@dataclass(frozen=True)
class Origin:
    """What figures of one kind were read from last."""

    kind: str
    found: Import
    day: dt.date

    @property
    def name(self) -> str:
        return origin_name(self.found)

    @property
    def rejected(self) -> int:
        return rejected_of(self.found, self.kind)


def origin_of(product: Product, kind: str) -> Origin | None:
    """The last import that brought in such objects and stands; None where all is by hand."""
    rows = Import.objects.filter(product=product, state=Import.State.DONE)
    rows = (
        rows.filter(finished_at__isnull=False).only(*ORIGIN_COLUMNS).order_by("-finished_at", "-pk")
    )
    for found in rows.iterator(chunk_size=50):
        if kind in found.kinds and found.finished_at:
            return Origin(kind, found, product.local_day(found.finished_at))
    return None


def origin_name(found: Import) -> str:
    """Salesforce export, by a preset; else the name of the mapping, or of the file."""
    sort, _, name = found.mapping_name.partition(":")
    if sort == "preset":
        return f"{name.capitalize()} export"
    return found.kept_name or found.feed or found.filename


def rejected_of(found: Import, kind: str) -> int:
    """How many of its rows were rejected as that kind."""
    return sum(result["rejected"] for result in found.results if result["kind"] == kind)
