"""What time it is. One place, so that the demonstration company can live its past."""

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
    """Within this block it is `moment`. Only demonstration data and tests live in the past."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)
