"""What happens when: lives that each go on until their next moment."""

import datetime as dt
import heapq
from collections.abc import Iterator
from itertools import count

# Yields the moment at which it goes on; ends when nothing more happens.
type Life = Iterator[dt.datetime]


class Timeline:
    """Every life's next step, in the order of time, up to `until`; what is later waits."""

    def __init__(self, begin: dt.datetime, until: dt.datetime) -> None:
        self.now = begin
        self.until = until
        self._order = count()
        self._waiting: list[tuple[dt.datetime, int, Life]] = []

    def begin(self, at: dt.datetime, life: Life) -> None:
        heapq.heappush(self._waiting, (at, next(self._order), life))

    def run(self) -> Iterator[dt.datetime]:
        """Live, yielding each moment after it happened."""
        while self._waiting and self._waiting[0][0] <= self.until:
            self.now, _, life = heapq.heappop(self._waiting)
            following = next(life, None)
            if following is not None:
                self.begin(max(following, self.now), life)
            yield self.now
