"""Inter in the two weights that a PDF is set in.

The package brings one variable font. WeasyPrint would take that as well, but leaves the time of
day in every copy, so that the same facts would not make the same file.
"""

import io
from base64 import b64encode
from importlib.resources import files

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FAMILY = "Report Inter"
# CSS weight -> where it is on the font's axes. The same drawing serves every size.
WEIGHTS = {400: {"wght": 400, "opsz": 14}, 600: {"wght": 600, "opsz": 14}}
PRINTABLE = set(range(0x20, 0x7F))
FEATURES = ["kern", "mark", "ccmp", "tnum"]


def faces(text: str) -> str:
    """The @font-face rules of the PDF, with the fonts inside, reduced to what `text` needs."""
    some = _subset(text)
    return "\n".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight};'
        f' src: url("data:font/ttf;base64,{_drawn(some, weight)}"); }}'
        for weight in WEIGHTS
    )


def _subset(text: str) -> bytes:
    """The font reduced to the characters in `text`, as drawing all of Inter takes seconds."""
    with (files("fontpkg_inter") / "files" / "Inter[opsz,wght].ttf").open("rb") as file:
        font = TTFont(file, recalcTimestamp=False, lazy=True)
        subsetter = Subsetter(Options(layout_features=FEATURES))
        subsetter.populate(unicodes={ord(c) for c in text} | PRINTABLE)
        subsetter.subset(font)
        out = io.BytesIO()
        font.save(out)
    return out.getvalue()


def _drawn(font: bytes, weight: int) -> str:
    """One weight of the variable font, in Base64."""
    out = io.BytesIO()
    font_of_weight = TTFont(io.BytesIO(font), recalcTimestamp=False)
    instantiateVariableFont(font_of_weight, WEIGHTS[weight], inplace=True)
    font_of_weight.save(out)
    return b64encode(out.getvalue()).decode()
