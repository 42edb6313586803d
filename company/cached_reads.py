"""What was read from the database, kept in this process until anything there changes.

    @cached_until_changed
    def budgets_of(product: Product) -> BudgetSnapshot: ...

Only for functions whose arguments say all that their answer hangs on: no request, and no person
who is not an argument. Nobody changes what such a function answers: others get the same object.

Nothing is kept but while a page is read. Whoever changes something, or is inside a transaction,
reads the database, so no decision rests on what was kept.
"""

import datetime as dt
import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from django.db import connection, models

from company import clock
from company.data_version import data_version

# What was kept is forgotten so often in any case, at the full and the quarter hours: days begin
# at one of them in every time zone, and nothing that is kept says more of the time than the day.
FOR = dt.timedelta(minutes=15)
BEGINNING = dt.datetime.min.replace(tzinfo=dt.UTC)
# Answers of one moment, those asked for last. At ten years of one product a report takes a
# megabyte, a look-back of forty quarters seven, and most others a tenth.
MOST = 100
_MISSING = object()


class Moment(NamedTuple):
    """What everything that is kept was read at: the database, what it held, and the time."""

    database: str
    version: int
    quarter_hour: int


class _Kept:
    """The answers of one moment, those asked for last; those of any other are forgotten."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.moment: Moment | None = None
        self.answers: OrderedDict[Hashable, Any] = OrderedDict()

    def find(self, moment: Moment, key: Hashable) -> Any:
        with self.lock:
            if moment != self.moment or key not in self.answers:
                return _MISSING
            self.answers.move_to_end(key)
            return self.answers[key]

    def keep(self, moment: Moment, key: Hashable, answer: Any) -> None:
        with self.lock:
            # Also where the number fell: a backup was restored, and counts on from there.
            if moment != self.moment:
                self.moment, self.answers = moment, OrderedDict()
            self.answers[key] = answer
            if len(self.answers) > MOST:
                self.answers.popitem(last=False)

    def forget(self) -> None:
        with self.lock:
            self.moment, self.answers = None, OrderedDict()


_kept = _Kept()
forget_all = _kept.forget
_reading: ContextVar[Moment | None] = ContextVar("reading", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Within this block answers are kept. Nothing in it may change the database and read on.

    The version is read first. What changes later has another, so that whatever the block reads,
    its arguments too, is at least as new as what it is kept under.
    """
    token = _reading.set(_now())
    try:
        yield
    finally:
        _reading.reset(token)


def _now() -> Moment | None:
    """The present moment; None where nothing counts the changes, or some are not committed."""
    if connection.in_atomic_block or clock.is_pretended():
        return None
    version = data_version()
    if version is None:
        return None
    passed = (clock.now() - BEGINNING) // FOR
    return Moment(str(connection.settings_dict["NAME"]), version, passed)


def cached_until_changed[**P, R](read: Callable[P, R]) -> Callable[P, R]:
    """Answer what `read` answered to the same arguments, while the database holds the same.

    Models count by their number, anything else must be hashable.
    """

    @functools.wraps(read)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        moment = _reading.get()
        if moment is None or connection.in_atomic_block:
            return read(*args, **kwargs)
        key = (read, *map(_plain, args), *((k, _plain(v)) for k, v in sorted(kwargs.items())))
        found = _kept.find(moment, key)
        if found is _MISSING:
            found = read(*args, **kwargs)
            _kept.keep(moment, key, found)
        return found  # type: ignore[no-any-return]  # what `read` returned

    return answer


def _plain(value: Any) -> Hashable:
    if isinstance(value, models.Model):
        return type(value), value.pk
    return value  # type: ignore[no-any-return]  # or it cannot be a key, which says so itself
