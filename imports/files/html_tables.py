"""Tables of a web page: what many programs send under the name of .xls."""

import codecs
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import BinaryIO

from imports.files.cell_types import MOST_COLUMNS
from imports.files.raw import BLOCK
from imports.problems import TooLarge

# What stands between two tags at most, and in a row.
MOST_AT_ONCE = 4 << 20
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_UNSEEN = frozenset(["style", "script", "title"])
_BREAKS = frozenset(["br", "p", "div", "li"])


def rows_of(file: BinaryIO, start: bytes) -> Iterator[list[str] | None]:
    """The rows of all tables of the page; None where another table begins.

    A table that holds another one is there for its looks: its rows end where that begins.
    """
    page = _Page()
    decoder = codecs.getincrementaldecoder(_encoding(start))("replace")
    while block := file.read(BLOCK):
        page.feed(decoder.decode(block).removeprefix("\ufeff"))
        if len(page.rawdata) > MOST_AT_ONCE:
            raise TooLarge
        yield from page.found()
    page.end_row()
    yield from page.found()


def _encoding(start: bytes) -> str:
    """As its byte order mark says, else as it says itself, else as browsers guess."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8"
    charset = _CHARSET.search(start)
    try:
        name = codecs.lookup(charset[1].decode()).name if charset else "utf-8"
        "".encode(name)
    except (LookupError, ValueError):
        return "utf-8"
    # Browsers read Latin-1 as the code page that really is meant.
    return "cp1252" if name == "iso8859-1" else name


class _Page(HTMLParser):
    """Gathers the rows of the innermost table."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[list[str] | None] = []
        # For each open table whether its rows count: not once another began in it.
        self._counts: list[bool] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._columns = self._lines = 1
        # For each column, how many further rows a cell from above reaches into.
        self._reaching: dict[int, int] = {}
        self._unseen = self._length = 0

    def found(self) -> list[list[str] | None]:
        found, self._found = self._found, []
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._row = self._cell = None
            self._counts = [False] * len(self._counts) + [True]
            self._reaching = {}
            self._found.append(None)
        elif tag == "tr":
            self.end_row()
            if self._counts and self._counts[-1]:
                self._row, self._length = [], 0
        elif tag in ("td", "th"):
            self._begin_cell(dict(attrs))
        elif tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BREAKS and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self.end_row()
        elif tag == "table" and self._counts:
            self.end_row()
            self._counts.pop()
        elif tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._unseen:
            # A line break of the page's own text is a blank.
            self._cell.append(data.replace("\n", " "))
            self._length += len(data)
            if self._length > MOST_AT_ONCE:
                raise TooLarge

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        self._end_cell()
        if self._row is None:
            return
        self._columns = _times(attributes.get("colspan"))
        self._lines = _times(attributes.get("rowspan"))
        self._cell = []

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        self._reach_down()
        lines = ("".join(self._cell)).split("\n")
        text = "\n".join(" ".join(line.split()) for line in lines).strip()
        self._cell = None
        for n in range(self._columns):
            if self._lines > 1:
                self._reaching[len(self._row)] = self._lines - 1
            self._row.append("" if n else text)
        if len(self._row) > MOST_COLUMNS:
            raise TooLarge

    def _reach_down(self) -> None:
        """Leave the columns blank into which a cell from above reaches."""
        row = self._row
        while row is not None and self._reaching.get(len(row)):
            self._reaching[len(row)] -= 1
            row.append("")

    def end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self._reach_down()
            self._found.append(self._row)
        self._row = None


def _times(times: str | None) -> int:
    return min(max(int(times), 1), MOST_COLUMNS) if times and times.strip().isdecimal() else 1
