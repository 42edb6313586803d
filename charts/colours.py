"""The colours of the house, by name: static/css/daylight.css gives each its light and dark value.

Specials are vermilion and nothing else is. A slice that a product added keeps one colour of its
own, wherever and whenever it is drawn, without anybody having to choose it.
"""

from zlib import crc32

SPECIAL = "special"
EMPTY = "paper"
RULE = "rule"
INK = "ink"
QUIET = "quiet"
UNCATEGORISED = "uncategorised"
# A slice's colour, by its key; the four core slices of a new product come first.
SLICES = ("features", "infrastructure", "quality", "discovery", UNCATEGORISED)
# What slices that a product added are coloured with.
ADDED = ("added-1", "added-2", "added-3", "added-4")


def slice_colour(key: str | None) -> str:
    """The name of the colour of the slice with that key; None is uncategorised."""
    if key == "specials":
        return SPECIAL
    if key is None or key in SLICES:
        return f"slice-{key or UNCATEGORISED}"
    return f"slice-{ADDED[crc32(key.encode()) % len(ADDED)]}"
