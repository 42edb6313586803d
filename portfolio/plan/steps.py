"""One step of a line among its neighbours."""

from enum import StrEnum


class Step(StrEnum):
    """Where a line goes among its neighbours."""

    EARLIER = "earlier"
    LATER = "later"
