"""Python's collector of unreachable objects, told what a server is made of."""

import gc

from django.urls import get_resolver

# Objects made before the youngest are gone through; a long page makes ten times as many.
YOUNG = 20_000


def spare_what_stays() -> None:
    """Load all pages' code, and keep what is loaded for good out of the collector's way.

    Else it goes through all of it again while a long page is made: a seventh of a report's time.
    """
    _ = get_resolver().url_patterns  # imports every view
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
