"""The colours' values, read from the style sheet that defines them.

For files that have no style sheet beside them: pictures, slides, spreadsheets.
"""

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

_TOKEN = re.compile(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
_USED = re.compile(r"var\(--([a-z0-9-]+)\)")


@cache
def palette() -> dict[str, tuple[str, str]]:
    """Each name's colour on light paper and on dark: {"special": ("#bd3110", "#ff8562")}."""
    sheet = Path(str(finders.find("css/daylight.css"))).read_text(encoding="utf-8")
    return {name: (light, dark) for name, light, dark in _TOKEN.findall(sheet)}


def colour(name: str) -> str:
    """The colour of that name on light paper, as #bd3110."""
    return palette()[name][0]


def tinted(name: str, strength: float) -> str:
    """The colour mixed with white; `strength` from 0 (white) to 1.

    For files whose fills cannot be transparent.
    """
    parts = (int(colour(name)[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * strength):02x}" for part in parts)


def with_colours(text: str) -> str:
    """The SVG with every `var(--name)` replaced by its value on light paper."""
    return _USED.sub(lambda found: colour(found[1]), text)


def as_variables() -> str:
    """The colours as CSS variables, for light and for dark screens."""
    light, dark = (
        "".join(f"--{name}:{both[n]};" for name, both in palette().items()) for n in (0, 1)
    )
    return f":root{{{light}}}@media (prefers-color-scheme: dark){{:root{{{dark}}}}}"
