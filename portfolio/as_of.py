"""A product's facts as Daylight knew them at an instant (DESIGN section 5, Dates).

Rows that are never edited are read up to the instant; tracked ones from their histories. Before
histories knew the product all is a reconstruction: each object as it was first known.
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
# For so few objects it is quicker to read their histories by index than to ask what changed.
FEW = 100


@cache
def _row(fields: tuple[str, ...]) -> type[Any]:
    return namedtuple("Row", fields)


@dataclass(frozen=True)
class AsOf:
    """The facts of one product just before an instant; as they stand now where there is none."""

    product: Product
    instant: dt.datetime | None = None
    # Effort is read as it is logged now, of days before this one; all of it for None.
    before: dt.date | None = None

    def at(self, instant: dt.datetime) -> "AsOf":
        """The product at another instant, with effort of all days."""
        return AsOf(self.product, instant)

    @property
    def is_now(self) -> bool:
        return self.instant is None

    @property
    def last(self) -> dt.datetime | None:
        """The last instant that counts; None where facts are read as they stand now."""
        return None if self.instant is None else self.instant - JUST_BEFORE

    @cached_property
    def day(self) -> dt.date:
        """The day of that instant, in the product's time zone."""
        if self.instant is None:
            return today(self.product)
        return self.product.local_day(self.instant - JUST_BEFORE)

    @cached_property
    def quarter(self) -> Quarter:
        """The quarter that was running."""
        return quarter_of(self.product, self.day)

    @cached_property
    def is_reconstruction(self) -> bool:
        """Whether the instant lies before histories knew the product."""
        return self.instant is not None and self.instant <= history_began(self.product)

    def has_seen(self, moment: dt.datetime | None) -> bool:
        """Whether a moment lies before the instant; False for None."""
        return moment is not None and (self.instant is None or moment < self.instant)

    def until(self, field: str = "at") -> Q:
        """The filter for rows that are never edited: those written by then, by their `field`."""
        return Q() if self.instant is None else Q(**{f"{field}__lt": self.instant})

    def values(
        self,
        model: type[Tracked],
        *fields: str,
        keys: Collection[int] | None = None,
        **wanted: Any,
    ) -> Known:
        """By id, these columns of each object, as a named tuple.

        `keys` limits the objects, `wanted` filters by what they said then. Objects that were not
        there then are absent; a reconstruction has all that are there now.
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
        """These aggregates over all objects, computed by the database."""
        if self.last is None or self.is_reconstruction:
            return self.rows(model).aggregate(**counts)
        now = self._stored(model).aggregate(**counts)
        since = self._stored(model, self.changed_since(model)).aggregate(**counts)
        then = self._then(model).aggregate(**counts)
        # Counts of what changed are replaced, so that unchanged objects are only counted once, as
        # stored.
        return {name: now[name] - since[name] + then[name] for name in counts}

    def rows(
        self, model: type[Tracked], keys: Collection[int] | None = None
    ) -> "QuerySet[Any, Any]":
        """What `values` reads, as one queryset."""
        last = self.last
        if last is not None and not self.is_reconstruction:
            return self._rows(model, keys).as_of(last)
        if last is None:
            return self._stored(model, keys)
        asked = set(self._stored(model).values_list("pk", flat=True))
        first = self._rows(model, asked & set(keys) if keys is not None else asked)
        return first.first_of_each().as_instances()  # type: ignore[no-any-return]  # it ships no types

    def changed_since(self, model: type[Tracked]) -> Set[int]:
        """The ids of the objects that changed since, came or went; read once.

        All others are as they are stored, so that a past month takes as long to read as much
        happened since, however long the product's history is.
        """
        return self._rows_then(model).keys()

    def _rows_then(self, model: type[Tracked]) -> dict[int, int | None]:
        """By object id, the id of its last row of history by then; None where it had none."""
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
        """The objects that changed since, as they were."""
        numbers = self._rows_then(model)
        asked = numbers.values() if keys is None else [numbers.get(pk) for pk in keys]
        return model.history.filter(history_id__among=asked).order_by().as_instances()  # type: ignore[no-any-return]  # the same

    def needed(self, model: type[Tracked], *fields: str, keys: Collection[int]) -> Known:
        """As `values`, for objects that must be there: one not known by then is as it first was."""
        found = self.values(model, *fields, keys=keys)
        missing = set(keys) - found.keys()
        if missing and self.instant is not None:
            found |= _values(self._rows(model, missing).first_of_each().as_instances(), fields)
        return found

    @cached_property
    def core_teams(self) -> list[int]:
        """The ids of the core teams by then; a team that came later counts as it first was."""
        teams = Team.objects.filter(product=self.product).values_list("pk", flat=True).order_by()
        kinds = self.needed(Team, "kind", keys=list(teams))
        return sorted(pk for pk, team in kinds.items() if team.kind == Team.Kind.CORE)

    @cached_property
    def specials(self) -> int:
        """The id of the specials slice, which never changes."""
        return specials_slice(self.product).pk

    @cached_property
    def first_agreed(self) -> Quarter | None:
        """The first quarter whose baseline was agreed by then; None without any."""
        agreed = Baseline.objects.filter(plan__product=self.product).order_by("plan__quarter")
        if not self.is_reconstruction:
            agreed = agreed.filter(self.until("agreed_at"))
        return agreed.values_list("plan__quarter", flat=True).first()

    @property
    def by_core_teams(self) -> Q:
        """The filter for rows of a team that was a core team by then."""
        return CORE if self.is_now else Q(team__among=self.core_teams)

    @property
    def core_effort(self) -> "QuerySet[Effort]":
        """The core teams' effort, as it is logged now."""
        effort = Effort.objects.filter(self.by_core_teams, product=self.product)
        return effort if self.before is None else effort.filter(date__lt=self.before)

    def core_effort_on(self, items: Collection[int]) -> "QuerySet[Effort]":
        """The core teams' effort on these items."""
        return self.core_effort.filter(item__among=items)

    def _rows(self, model: type[Tracked], keys: Collection[int] | None) -> Rows:
        rows: Rows = rows_of(model, self.product).order_by()
        return rows if keys is None else rows.filter(id__among=keys)


def _values(rows: QuerySet[Any], fields: tuple[str, ...]) -> Known:
    make = _row(fields)
    return {row[0]: make(*row[1:]) for row in rows.values_list("id", *fields)}
