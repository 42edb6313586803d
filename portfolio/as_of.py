"""A product's facts as Daylight knew them at an instant (DESIGN section 5, Dates).

Rows that are never edited are read up to the instant; tracked ones from their histories. Before
histories knew the product everything is a reconstruction: each object as it was first known.
"""

import datetime as dt
from collections import namedtuple
from collections.abc import Collection, Set
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.db.models import Aggregate, Max, Q, QuerySet

from company.calendar import Quarter, quarter_of, today
from company.histories import Rows, Tracked, rows_of
from company.models import Product
from portfolio.effort.queries import CORE
from portfolio.items.queries import specials_slice
from portfolio.models import Baseline, Effort, Team
from portfolio.products import history_began

type Known = dict[int, Any]

JUST_BEFORE = dt.timedelta(microseconds=1)
# Of so few objects the histories are read, by their index, without asking first what changed.
FEW = 100


@cache
def _row(fields: tuple[str, ...]) -> type[Any]:
    return namedtuple("Row", fields)


@dataclass(frozen=True)
class AsOf:
    """The facts of one product just before an instant; as they stand now where there is none."""

    product: Product
    instant: dt.datetime | None = None
    # Effort counts to its date, of days before this one; all of it where there is none.
    before: dt.date | None = None

    def at(self, instant: dt.datetime) -> "AsOf":
        """The same product at another instant, without a cut in effort."""
        return AsOf(self.product, instant)

    @property
    def is_now(self) -> bool:
        return self.instant is None

    @property
    def last(self) -> dt.datetime | None:
        """The last instant that is known of; None now."""
        return None if self.instant is None else self.instant - JUST_BEFORE

    @cached_property
    def day(self) -> dt.date:
        """The day that it was, in the product's time zone."""
        if self.instant is None:
            return today(self.product)
        return self.product.local_day(self.instant - JUST_BEFORE)

    @cached_property
    def quarter(self) -> Quarter:
        """The quarter that was running."""
        return quarter_of(self.product, self.day)

    @cached_property
    def is_reconstruction(self) -> bool:
        """Whether histories did not know the product yet."""
        return self.instant is not None and self.instant <= history_began(self.product)

    def has_seen(self, moment: dt.datetime | None) -> bool:
        """Whether what is dated so had happened by then."""
        return moment is not None and (self.instant is None or moment < self.instant)

    def until(self, field: str = "at") -> Q:
        """What had been written by then, of rows that are never edited."""
        return Q() if self.instant is None else Q(**{f"{field}__lt": self.instant})

    def values(
        self,
        model: type[Tracked],
        *fields: str,
        keys: Collection[int] | None = None,
        **wanted: Any,
    ) -> Known:
        """By its number, these columns of each object as a named tuple.

        `keys` limits the objects, `wanted` what they say. What was not there then is absent; in
        a reconstruction only what is not there now is.
        """
        is_few = keys is not None and len(keys) <= FEW and model not in self._read
        if self.last is None or self.is_reconstruction or is_few:
            return _values(self.rows(model, keys).filter(**wanted), fields)
        changed = self.changed_since(model)
        unchanged = None if keys is None else set(keys) - changed
        stored = _values(self._stored(model, unchanged).filter(**wanted), fields)
        found = {pk: row for pk, row in stored.items() if pk not in changed}
        return found | _values(self._then(model, keys).filter(**wanted), fields)

    def counted(self, model: type[Tracked], **counts: Aggregate) -> dict[str, int]:
        """These counts of all objects, as the database makes them."""
        if self.last is None or self.is_reconstruction:
            return self.rows(model).aggregate(**counts)
        now = self._stored(model).aggregate(**counts)
        since = self._stored(model, self.changed_since(model)).aggregate(**counts)
        then = self._then(model).aggregate(**counts)
        return {name: now[name] - since[name] + then[name] for name in counts}

    def rows(
        self, model: type[Tracked], keys: Collection[int] | None = None
    ) -> "QuerySet[Any, Any]":
        """What `values` reads, of all objects or of these, in one queryset."""
        last = self.last
        if last is not None and not self.is_reconstruction:
            return self._rows(model, keys).as_of(last)
        if last is None:
            return self._stored(model, keys)
        asked = set(self._stored(model).values_list("pk", flat=True))
        first = self._rows(model, asked & set(keys) if keys is not None else asked)
        return first.first_of_each().as_instances()  # type: ignore[no-any-return]  # it ships no types

    def changed_since(self, model: type[Tracked]) -> Set[int]:
        """The numbers of the objects that changed since, came or went; read once.

        The others are as they stand now, so that what a past month takes to read hangs on what
        happened since, and not on how long the product's history is.
        """
        return self._rows_then(model).keys()

    def _rows_then(self, model: type[Tracked]) -> dict[int, int | None]:
        """By their numbers, that of the last row of history by then; None before the first."""
        if model not in self._read:
            rows = self._rows(model, None).filter(history_date__gt=self.last)
            changed = set(rows.values_list("id", flat=True))
            known = model.history.filter(id__among=changed, history_date__lte=self.last).order_by()
            last = dict(known.values_list("id").annotate(n=Max("history_id")))
            self._read[model] = {pk: last.get(pk) for pk in changed}
        return self._read[model]

    @cached_property
    def _read(self) -> dict[type[Tracked], dict[int, int | None]]:
        return {}

    def _stored(
        self, model: type[Tracked], keys: Collection[int] | None = None
    ) -> "QuerySet[Any, Any]":
        rows = model._base_manager.filter(**{model.product_path: self.product}).order_by()
        return rows if keys is None else rows.filter(pk__among=keys)

    def _then(self, model: type[Tracked], keys: Collection[int] | None = None) -> Rows:
        """Those that changed since, as they stood."""
        numbers = self._rows_then(model)
        asked = numbers.values() if keys is None else [numbers.get(pk) for pk in keys]
        return model.history.filter(history_id__among=asked).order_by().as_instances()  # type: ignore[no-any-return]  # the same

    def needed(self, model: type[Tracked], *fields: str, keys: Collection[int]) -> Known:
        """As `values`, of objects that must be there: one not known by then as it first was."""
        found = self.values(model, *fields, keys=keys)
        missing = set(keys) - found.keys()
        if missing and self.instant is not None:
            found |= _values(self._rows(model, missing).first_of_each().as_instances(), fields)
        return found

    @cached_property
    def core_teams(self) -> list[int]:
        """The numbers of the core teams; one that came later as it was when it came."""
        teams = Team.objects.filter(product=self.product).values_list("pk", flat=True).order_by()
        kinds = self.needed(Team, "kind", keys=list(teams))
        return sorted(pk for pk, team in kinds.items() if team.kind == Team.Kind.CORE)

    @cached_property
    def specials(self) -> int:
        """The number of the specials slice, which stays the same for good."""
        return specials_slice(self.product).pk

    @cached_property
    def first_agreed(self) -> Quarter | None:
        """The first quarter whose baseline the executive team had agreed."""
        agreed = Baseline.objects.filter(plan__product=self.product).order_by("plan__quarter")
        if not self.is_reconstruction:
            agreed = agreed.filter(self.until("agreed_at"))
        return agreed.values_list("plan__quarter", flat=True).first()

    @property
    def by_core_teams(self) -> Q:
        """What has a team that was a core team."""
        return CORE if self.is_now else Q(team__among=self.core_teams)

    @property
    def core_effort(self) -> "QuerySet[Effort]":
        """What the core teams did, as it is logged now."""
        effort = Effort.objects.filter(self.by_core_teams, product=self.product)
        return effort if self.before is None else effort.filter(date__lt=self.before)

    def core_effort_on(self, items: Collection[int]) -> "QuerySet[Effort]":
        """The same on these items."""
        return self.core_effort.filter(item__among=items)

    def _rows(self, model: type[Tracked], keys: Collection[int] | None) -> Rows:
        rows: Rows = rows_of(model, self.product).order_by()
        return rows if keys is None else rows.filter(id__among=keys)


def _values(rows: QuerySet[Any], fields: tuple[str, ...]) -> Known:
    make = _row(fields)
    return {row[0]: make(*row[1:]) for row in rows.values_list("id", *fields)}
