"""The order of events in the simulation: each life waits for its next moment."""

import datetime as dt
import heapq
from collections.abc import Iterator
from itertools import count

# A generator that runs one step, then yields the moment of its next one.
type Life = Iterator[dt.datetime]


class Timeline:
    """Runs every life's next step in the order of time, up to `until`; later steps never run."""

    def __init__(self, begin: dt.datetime, until: dt.datetime) -> None:
        self.now = begin
        self.until = until
        # Of two steps at one moment the one put in first runs first; generators cannot be compared.
        self._order = count()
        self._waiting: list[tuple[dt.datetime, int, Life]] = []

    def begin(self, at: dt.datetime, life: Life) -> None:
        heapq.heappush(self._waiting, (at, next(self._order), life))

    def run(self) -> Iterator[dt.datetime]:
        """Run the steps, yielding the moment of each after it has happened."""
        while self._waiting and self._waiting[0][0] <= self.until:
            self.now, _, life = heapq.heappop(self._waiting)
            following = next(life, None)
            if following is not None:
                self.begin(max(following, self.now), life)
            yield self.now
