"""The present time, from one place, so that demonstration data can be made in the past."""

import contextvars
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

_pretended: contextvars.ContextVar[dt.datetime | None] = contextvars.ContextVar(
    "pretended", default=None
)


def now() -> dt.datetime:
    """The present instant, in UTC, unless `at` says otherwise."""
    return _pretended.get() or timezone.now()


def is_pretended() -> bool:
    """Whether `at` says what time it is."""
    return _pretended.get() is not None


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Within this block `now` gives `moment`. For demonstration data and tests only."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)
