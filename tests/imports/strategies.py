"""Tables as people export them, and the ways to write them as text."""

import itertools
from dataclasses import dataclass

from hypothesis import strategies as st

MARKS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
# A NUL is in no text, and XML cannot hold the other controls either.
_IN_UNICODE = st.characters(exclude_categories=("Cs", "Cc", "Cn"))
CHARACTERS = {
    "utf-8": _IN_UNICODE,
    "utf-16-le": _IN_UNICODE,
    "utf-16-be": _IN_UNICODE,
    "cp1252": st.characters(codec="cp1252", exclude_categories=("Cc",)),
    "latin-1": st.characters(codec="latin-1", exclude_categories=("Cc",)),
}
DELIMITERS = ",;\t|"
AWKWARD = st.sampled_from(['"', '""', "'", "\n", "\r\n", ",", ";", "\t", "|", "=1+1", " ", "é", ""])
NAMES = st.sampled_from(
    ["Key", "Summary", "Labels", "Labels 2", "Etiquetas", "Größe", "Σ Time", "sep", "1"]
)


@dataclass(frozen=True)
class Dialect:
    """How a table is written: a byte order mark or none, and which cells are quoted."""

    encoding: str
    marked: bool
    delimiter: str
    line_end: str
    quotes_all: bool
    ends_with_line_end: bool = True

    def write(self, table):
        text = self.line_end.join(self.delimiter.join(map(self._cell, row)) for row in table)
        text += self.line_end if self.ends_with_line_end else ""
        return (MARKS[self.encoding] if self.marked else b"") + text.encode(self.encoding)

    def _cell(self, cell):
        if self.quotes_all or any(sign in cell for sign in (self.delimiter, '"', "\n", "\r")):
            return '"{}"'.format(cell.replace('"', '""'))
        return cell


def cells(characters=_IN_UNICODE):
    plain = st.text(characters, max_size=12)
    return plain | st.lists(plain | AWKWARD, max_size=5).map("".join)


@st.composite
def tables(draw, characters=_IN_UNICODE, names=NAMES, least_columns=1):
    """A header of distinct or repeated names, and rows as wide of which none is blank."""
    header = draw(st.lists(names, min_size=least_columns, max_size=6))
    row = st.lists(cells(characters), min_size=len(header), max_size=len(header))
    filled = row.filter(lambda said: any(map(str.strip, said)))
    return [header, *draw(st.lists(filled, min_size=1, max_size=6))]


@st.composite
def dialects(draw, encodings=tuple(CHARACTERS)):
    encoding = draw(st.sampled_from(encodings))
    return Dialect(
        encoding=encoding,
        marked=encoding in MARKS and draw(st.booleans()),
        delimiter=draw(st.sampled_from(DELIMITERS)),
        line_end=draw(st.sampled_from(["\n", "\r\n", "\r"])),
        quotes_all=draw(st.booleans()),
        ends_with_line_end=draw(st.booleans()),
    )


def apart(header):
    """The names under which repeated columns are kept, told anew: the n-th of a name is `name n`
    unless a column of its own bears that name already."""
    kept = []
    for name in header:
        every = itertools.chain([name], (f"{name} {n}" for n in itertools.count(2)))
        kept.append(next(each for each in every if each not in kept))
    return tuple(kept)
