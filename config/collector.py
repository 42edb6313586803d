"""Settings of Python's garbage collector for servers."""

import gc

from django.urls import get_resolver

# Collect after so many new objects instead of 2,000 or less: a long page makes ten times as many.
YOUNG = 20_000


def spare_what_stays() -> None:
    """Load the code of all pages, and exclude it from garbage collection for good.

    Otherwise the collector looks at all of it again and again while a long page is made, which took
    a seventh of a report's time.
    """
    _ = get_resolver().url_patterns  # imports every view
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
