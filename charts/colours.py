"""The colours of charts by name; static/css/daylight.css has the values for light and dark.

Specials are vermilion and nothing else is. A slice that a product added gets a colour from its key:
the same wherever it is drawn, without anybody having to choose it.
"""

from zlib import crc32

SPECIAL = "special"
EMPTY = "paper"
RULE = "rule"
INK = "ink"
QUIET = "quiet"
UNCATEGORISED = "uncategorised"
# The slices with a colour of their own: those that a new product begins with.
SLICES = ("features", "infrastructure", "quality", "discovery", UNCATEGORISED)
# The colours of slices that a product added.
ADDED = ("added-1", "added-2", "added-3", "added-4")


def slice_colour(key: str | None) -> str:
    """The name of the colour of the slice with that key; None is uncategorised."""
    if key == "specials":
        return SPECIAL
    if key is None or key in SLICES:
        return f"slice-{key or UNCATEGORISED}"
    # Not hash(), which gives the same text another number in each process.
    return f"slice-{ADDED[crc32(key.encode()) % len(ADDED)]}"
