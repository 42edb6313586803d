"""Of what every run need not try in full, a part that is the same each time; `MORE` tries it all.

`make test-slow` sets it. Which part is chosen by what it is tried on, so that a sweep over many
rows tries every value on some of them.
"""

import os
import zlib
from collections.abc import Sequence

MORE = "MORE" in os.environ


def rounds(few: int, many: int) -> int:
    """How often a race is run, or an example is made up."""
    return many if MORE else few


def every_other[T](values: Sequence[T], of: object) -> Sequence[T]:
    """Half of the values, which half by what they are tried on."""
    return values if MORE else values[zlib.crc32(repr(of).encode()) % 2 :: 2]


def one_in[T](parts: int, values: Sequence[T], of: object) -> Sequence[T]:
    """One part of the values, which one by what they are tried on."""
    return values if MORE else values[zlib.crc32(repr(of).encode()) % parts :: parts]


def one[T](values: Sequence[T], of: object) -> Sequence[T]:
    """One of the values."""
    at = zlib.crc32(repr(of).encode()) % max(len(values), 1)
    return values if MORE else values[at : at + 1]


def is_one_in(parts: int, of: object) -> bool:
    """Whether it belongs to the part that every run tries."""
    return MORE or zlib.crc32(repr(of).encode()) % parts == 0


def a_fifth[T](values: Sequence[T], first: int) -> Sequence[T]:
    """Every fifth of the values, from that one on."""
    return values if MORE else values[first::5]
