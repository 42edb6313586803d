"""Histories: who changed what of an object and when, and how it stood at an instant.

A model that is Tracked has a row of history for each change, written in the transaction of the
change and dated by `company.clock`. A single object is saved with `save`, many with `create`,
`update` and `delete`; the default manager refuses what would write none. Read it with

    Customer.history.as_of(instant)          # instances, as a queryset: filter it, take values
    rows_of(Customer, product).as_of(instant)  # the same, of one product and faster

The last row written at or before the instant counts; what began later or was gone is absent.
What an instance refers to (`item.slice`) is read as it is now: read that as of the instant too,
and join by key.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from itertools import batched
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Max, Min
from simple_history.manager import HistoricalQuerySet, HistoryManager
from simple_history.models import HistoricalChanges, HistoricalRecords

from company import clock
from company.models import Person, Product

CREATED, CHANGED, REMOVED = "+", "~", "-"
# The reason on the first row of objects that are older than their table of history.
FIRST_FOUND = "As first found when histories began."
# Databases limit the parameters of one query.
AT_ONCE = 500


class Unit(Enum):
    """What a field counts: money in the product's currency, or minutes of work."""

    MONEY = auto()
    MINUTES = auto()


class Rows(HistoricalQuerySet):  # type: ignore[misc]  # it ships no types
    """Rows of history. The highest number was written last."""

    def as_of(self, instant: dt.datetime) -> "Rows":
        """Instances as they stood at the instant.

        Filter before this only by what never changes, such as the product; anything else would find
        an older row for the latest.
        """
        return self.filter(history_date__lte=instant).latest_of_each().as_instances()  # type: ignore[no-any-return]  # the same

    def first_of_each(self) -> "Rows":
        """Each object's first row: what was first known of it."""
        first = self.order_by().values(self._pk_attr).annotate(first=Min("history_id"))
        return self._numbered(first.values("first"))

    def latest_of_each(self) -> "Rows":
        """Each object's last row.

        By number: the library goes by date, and gives an object twice that was changed twice in one
        instant (as demonstration data is). Numbers also hold where a clock was set back.
        """
        last = self.order_by().values(self._pk_attr).annotate(last=Max("history_id"))
        return self._numbered(last.values("last"))

    def _numbered(self, numbers: "Rows") -> "Rows":
        """The rows of these numbers in the same order, without the query that found them."""
        rows: Rows = type(self)(self.model, using=self._db).filter(history_id__in=numbers)
        return rows if self.query.default_ordering else rows.order_by(*self.query.order_by)


class RowsManager(HistoryManager.from_queryset(Rows)):  # type: ignore[misc]  # the same
    """The manager behind `Customer.history`."""

    @classmethod
    def from_queryset(cls, *_: object) -> type["RowsManager"]:
        """This class itself.

        The library makes a new class at each access, which takes longer than most queries.
        """
        return cls


class Histories(HistoricalRecords):  # type: ignore[misc]  # it ships no types
    """The table of a model's history: every column of it, and when, by whom and why.

    The library is no installed app: all that would add are commands that delete histories.
    """

    def __init__(self) -> None:
        super().__init__(
            inherit=True,
            history_id_field=models.BigAutoField(),
            history_manager=RowsManager,
            historical_queryset=Rows,
        )

    def _get_history_change_reason_field(self) -> "models.TextField[str, str]":
        # A new field for each model: one that is given to the library is shared by all of them.
        return models.TextField(blank=True, default="")

    def _get_history_user_fields(self) -> dict[str, Any]:
        # The library would set NULL when a person is deleted, and who did it would be lost.
        who = models.ForeignKey(
            settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
        )
        return {"history_user": who}

    def copy_fields(self, model: type["Tracked"]) -> dict[str, Any]:
        """The model's columns; only those that histories are looked up by keep an index.

        Each index more would slow every import.
        """
        fields: dict[str, Any] = super().copy_fields(model)
        for name, field in fields.items():
            field.db_index = name in model.histories_found_by
        return fields

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        by_object = models.Index(fields=[model._meta.pk.attname, "history_date"])
        return {
            **super().get_meta_options(model),
            "ordering": ["-history_id"],
            "get_latest_by": "history_id",
            "indexes": [by_object],
        }

    def post_save(self, instance: "Tracked", created: bool, **kwargs: Any) -> None:
        """Write the row of history of what is stored.

        After a save of some fields only, the instance in memory may hold other values than the row.
        """
        if kwargs.get("update_fields") is not None and not created:
            stored = type(instance)._base_manager.get(pk=instance.pk)
            for name in ("_history_user", "_change_reason", "skip_history_when_saving"):
                if name in vars(instance):
                    setattr(stored, name, getattr(instance, name))
            instance = stored
        super().post_save(instance, created, **kwargs)


class TrackedRows[T: "Tracked"](models.QuerySet[T]):
    """Refuses bulk writes that would leave no history."""

    def _refuse(self) -> NoReturn:
        raise TypeError(
            f"{self.model.__name__} keeps its history: write with company.histories"
            " (create, update, delete), which names who did it."
        )

    def update(self, **values: Any) -> NoReturn:
        self._refuse()

    def bulk_create(self, *args: Any, **options: Any) -> NoReturn:
        self._refuse()

    def bulk_update(self, *args: Any, **options: Any) -> NoReturn:
        self._refuse()


class Tracked(models.Model):
    """A model that keeps a row of history for every change."""

    # The lookup from the model to its product; every step is tracked too (see `rows_of`).
    product_path: ClassVar[str] = "product"
    histories_found_by: ClassVar[tuple[str, ...]] = ("product",)
    # The units of number fields, for pages that show what changed.
    units: ClassVar[Mapping[str, Unit]] = {}

    if not TYPE_CHECKING:  # each model's manager is of its own type there
        objects = TrackedRows.as_manager()
    history = Histories()
    # Who changes it and why; the library reads them, `save` sets them while it saves.
    _history_user: Person | None = None
    _change_reason: str = ""

    class Meta:
        abstract = True

    @property
    def _history_date(self) -> dt.datetime:
        return clock.now()


def tracked_models() -> list[type[Tracked]]:
    return [model for model in apps.get_models() if issubclass(model, Tracked)]


def is_history(model: type[models.Model]) -> bool:
    """Whether the model is the table of another's history."""
    return issubclass(model, HistoricalChanges)


def save(record: models.Model, *, actor: Person | None, reason: str = "", **options: Any) -> None:
    """Save one object with its row of history; an object of an untracked model is just saved.

    No actor means the command line. `options` are those of Django's `save`.
    """
    with transaction.atomic():
        if not isinstance(record, Tracked):
            record.save(**options)
            return
        record._history_user, record._change_reason = actor, reason
        try:
            record.save(**options)
        finally:
            del record._history_user, record._change_reason


def save_unnoted(record: models.Model, **options: Any) -> None:
    """Save one of many objects without a row of history; the caller writes all with `note`."""
    if isinstance(record, Tracked):
        record.save_without_historical_record(**options)  # type: ignore[attr-defined]  # the library adds it
    else:
        record.save(**options)


def create[Record: models.Model](
    records: Iterable[Record], *, actor: Person | None, reason: str = ""
) -> list[Record]:
    """Insert new objects of one model at once, each with its first row of history."""
    made = list(records)
    if not made:
        return made
    with transaction.atomic():
        type(made[0])._base_manager.bulk_create(made)
        _write(made, CREATED, actor, reason)
    return made


def update(
    records: Collection[Tracked], fields: Sequence[str], *, actor: Person | None, reason: str = ""
) -> None:
    """Write these fields of many objects of one model, and a row of history of each."""
    if not records:
        return
    model = type(next(iter(records)))
    with transaction.atomic():
        model._base_manager.bulk_update(records, fields, batch_size=AT_ONCE)
        note(model, [record.pk for record in records], CHANGED, actor=actor, reason=reason)


def delete(
    model: type[models.Model], keys: Iterable[int], *, actor: Person | None, reason: str = ""
) -> None:
    """Delete objects that nothing refers to; their histories stay, with a last row that says so."""
    with transaction.atomic():
        for some in batched(keys, AT_ONCE):
            rows = model._base_manager.filter(pk__in=some)
            if issubclass(model, Tracked):
                _write(list(rows), REMOVED, actor, reason)
                # Deleting as usual would write each history again, row by row.
                rows._raw_delete(rows.db)
            else:
                rows.delete()


def note(
    model: type[models.Model], keys: Iterable[int], kind: str, *, actor: Person | None, reason: str
) -> None:
    """Write a row of history of each of these objects, as it is stored now."""
    if issubclass(model, Tracked):
        for some in batched(keys, AT_ONCE):
            _write(list(model._base_manager.filter(pk__in=some)), kind, actor, reason)


def _write(records: Sequence[models.Model], kind: str, actor: Person | None, reason: str) -> None:
    if not records or not isinstance(records[0], Tracked):
        return
    row, now = type(records[0]).history.model, clock.now()
    names = [field.attname for field in row.tracked_fields]
    row._base_manager.bulk_create(
        row(
            history_date=now,
            history_type=kind,
            history_user=actor,
            history_change_reason=reason,
            **{name: getattr(record, name) for name in names},
        )
        for record in records
    )


def rows_of(model: type[Tracked], product: Product) -> Rows:
    """The rows of history of one product's objects, also of deleted ones."""
    first, _, rest = model.product_path.partition("__")
    if not rest:
        return model.history.filter(**{first: product})  # type: ignore[no-any-return]  # it ships no types
    owner: Any = model._meta.get_field(first).related_model
    # By the histories of the owners, not their table: a deleted owner's objects belong here too.
    owners = rows_of(owner, product).order_by().values("id")
    return model.history.filter(**{f"{first}_id__in": owners})  # type: ignore[no-any-return]  # the same


def faults(product: Product) -> Iterator[str]:
    """A sentence for each object of the product whose last row of history is not what is stored."""
    for model in tracked_models():
        columns = [field.attname for field in model.history.model.tracked_fields]
        stored = model._base_manager.filter(**{model.product_path: product}).order_by("pk")
        latest = rows_of(model, product).latest_of_each().exclude(history_type=REMOVED)
        latest_by_id = {row[0]: row for row in latest.values_list("id", *columns)}
        name = str(model._meta.verbose_name)
        for now in stored.values_list("pk", *columns):
            was = latest_by_id.pop(now[0], None)
            if was is None:
                yield f"{name} {now[0]}: its history does not know it"
                continue
            yield from (
                f"{name} {now[0]}: its history ends with {column} {old!r}, and it is {new!r}"
                for column, old, new in zip(columns, was[1:], now[1:], strict=True)
                if old != new
            )
        yield from (f"{name} {key}: its history has it, and it is gone" for key in latest_by_id)
