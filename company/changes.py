"""What changed, read from the histories of objects for people, newest first."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.text import capfirst

from company.histories import CHANGED, CREATED, FIRST_FOUND, REMOVED, Rows, Tracked, Unit
from company.models import Product
from company.templatetags.daylight import NOTHING, day, weeks_from_minutes

# A page shows 5 changes until all are asked for. It reads 25 rows of history to find them, since
# a row that changes no field shown is left out.
SHOWN, READ = 5, 25
BY_NOBODY = "The command line"


@dataclass(frozen=True)
class Source:
    """Rows of one history on a page.

    Of objects other than the page's own, each change says which: `called` as a heading, with
    the value of the field `named_by`. Fields that go without saying are `unsaid`.
    """

    rows: Rows
    called: str = ""
    named_by: str = ""
    unsaid: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldChange:
    """One field's value before and after, in words.

    `before` is empty for a first value and for a long text.
    """

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One thing that somebody did: the day in the product's zone, who, to what, and why."""

    day: dt.date
    by: str
    about: str
    is_entered: bool
    is_removed: bool
    is_first_found: bool
    reason: str
    fields: Sequence[FieldChange]


@dataclass(frozen=True)
class Changes:
    """The newest changes; `has_more` where there are older ones."""

    rows: Sequence[Change]
    has_more: bool


@dataclass(frozen=True)
class _Step:
    """A row of history and the one before it."""

    source: Source
    row: Any
    before: Any

    def changed(self) -> list["models.Field[Any, Any]"]:
        """The fields that changed and are shown.

        None of the page's own object as first entered: the page shows what it is.
        """
        if self.row.history_type == REMOVED or (self.before is None and self.naming is None):
            return []
        unsaid = {"id", "product", *self.source.unsaid}
        fields = self.model._meta.concrete_fields
        told = [field for field in fields if field.editable and field.name not in unsaid]
        if self.before is None:
            return [f for f in told if f != self.naming and self.now(f) not in (None, "")]
        return [f for f in told if self.now(f) != self.was(f)]

    def now(self, field: "models.Field[Any, Any]") -> Any:
        return getattr(self.row, field.attname)

    def was(self, field: "models.Field[Any, Any]") -> Any:
        return getattr(self.before, field.attname)

    @property
    def model(self) -> type[Tracked]:
        found: type[Tracked] = self.row.instance_type
        return found

    @property
    def naming(self) -> "models.Field[Any, Any] | None":
        name = self.source.named_by
        return self.model._meta.get_field(name) if name else None  # type: ignore[return-value]  # no relation from elsewhere


def what_changed(product: Product, *sources: Source, everything: bool = False) -> Changes:
    """The changes of all the sources together, newest first.

    At most two queries for each source, and two for each model that fields refer to.
    """
    # Each source is cut, so that a page costs the same however long the histories grow.
    most = None if everything else READ
    steps = [step for source in sources for step in _steps(source, most)]
    steps.sort(key=lambda step: step.row.history_date, reverse=True)
    is_cut = bool(most) and len(steps) > READ
    telling = [step for step in steps[:most] if step.row.history_type != CHANGED or step.changed()]
    shown = telling if everything else telling[:SHOWN]
    names = _names(shown)
    rows = [_change(product, step, names) for step in shown]
    return Changes(rows, has_more=is_cut or len(telling) > len(shown))


def _steps(source: Source, most: int | None) -> list[_Step]:
    model = source.rows.model
    # By number, not by date: two changes of one instant share a date.
    earlier = model._base_manager.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    last_earlier = Subquery(earlier.order_by("-history_id").values("history_id")[:1])
    rows = source.rows.select_related("history_user").annotate(earlier=last_earlier)
    # One more than are shown tells whether older ones exist.
    found = list(rows.order_by("-history_id")[: most and most + 1])
    before = model._base_manager.in_bulk([row.earlier for row in found if row.earlier])
    return [_Step(source, row, before.get(row.earlier)) for row in found]


type Names = Mapping[type[models.Model], Mapping[int, str]]


def _names(steps: Iterable[_Step]) -> Names:
    """The names of what changed foreign keys refer to, by model and key; of deleted objects too."""
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    for step in steps:
        for field in [*step.changed(), *filter(None, [step.naming])]:
            if isinstance(field, models.ForeignKey):
                keys = {step.now(field), step.was(field) if step.before else None}
                wanted[field.related_model] |= keys - {None}
    return {model: _names_of(model, keys) for model, keys in wanted.items()}


def _names_of(model: type[models.Model], keys: set[int]) -> dict[int, str]:
    found = {key: str(each) for key, each in model._base_manager.in_bulk(keys).items()}
    gone = keys - found.keys()
    if gone and issubclass(model, Tracked):
        last = model.history.filter(id__in=gone).latest_of_each()
        found |= {row.id: f"{row.history_object} (gone)" for row in last}
    return found


def _change(product: Product, step: _Step, names: Names) -> Change:
    row, source = step.row, step.source
    is_found = row.history_change_reason == FIRST_FOUND
    about = source.called
    if step.naming:
        name = _in_words(product, step, step.naming, step.now(step.naming), names)
        about = f"{about}: {name}" if about else name
    return Change(
        day=product.local_day(row.history_date),
        by="" if is_found else str(row.history_user or BY_NOBODY),
        about=about,
        is_entered=row.history_type == CREATED,
        is_removed=row.history_type == REMOVED,
        is_first_found=is_found,
        reason="" if is_found else row.history_change_reason,
        fields=[_field_change(product, step, field, names) for field in step.changed()],
    )


def _field_change(
    product: Product, step: _Step, field: "models.Field[Any, Any]", names: Names
) -> FieldChange:
    def written(value: Any) -> str:
        return _in_words(product, step, field, value, names)

    label = capfirst(str(field.verbose_name))
    if isinstance(field, models.TextField):
        return FieldChange(label, "", "rewritten")
    before = written(step.was(field)) if step.before else ""
    return FieldChange(label, before, written(step.now(field)))


def _in_words(
    product: Product, step: _Step, field: "models.Field[Any, Any]", value: Any, names: Names
) -> str:
    unit = step.model.units.get(field.name)
    if value is None or value == "":
        return NOTHING
    if isinstance(field, models.ForeignKey):
        return names[field.related_model].get(value, f"number {value}")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if unit is Unit.MINUTES:
        return f"{weeks_from_minutes(value)} wk"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return day(product.local_day(value))
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, Decimal):
        # In full: a change of a few hundred would vanish in "EUR 420k".
        text = f"{value:,.2f}".removesuffix(".00")
        return f"{product.currency} {text}" if unit is Unit.MONEY else text
    return str(value)
