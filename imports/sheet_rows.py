"""The XML of a workbook's texts and of one sheet, walked with one row in memory at a time."""

import re
from array import array
from collections.abc import Callable, Sequence
from functools import lru_cache
from xml.parsers import expat

from imports.files import Scratch
from imports.number_formats import Shown, text_of
from imports.packages import Attributes, Damaged, Enough, Local, TooLarge

LONGEST_CELL = 131_072
LONGEST_ROW = 2 << 20
MOST_CELLS = 10_000_000
MOST_TEXTS = 10_000_000
MOST_ELEMENTS = 4 * MOST_CELLS
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
_OF_A_CELL = frozenset(["r", "s", "t", "cm", "vm", "ph"])
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

type Keep = Callable[[list[str]], None]


class _Texts:
    """A walk that gathers the characters of `v` and `t`, but not how Japanese is pronounced."""

    def __init__(self) -> None:
        self._local = Local()
        self._pieces: list[str] = []
        self._gathers = self._phonetic = False
        self._length = self._elements = 0

    def prepare(self, parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters

    def _begins(self, element: str, said: Attributes) -> None:
        raise NotImplementedError

    def _ends(self, element: str) -> None:
        raise NotImplementedError

    def _gathered(self) -> str:
        """What was gathered since the last time."""
        if not self._pieces:
            return ""
        text = "".join(self._pieces)
        self._pieces.clear()
        self._length = 0
        return text

    def _start(self, name: str, said: Attributes) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise TooLarge
        element = self._local[name]
        if element in ("v", "t"):
            self._gathers = not self._phonetic
        elif element == "rPh":
            self._phonetic = True
        else:
            self._begins(element, said)
        if said and not said.keys() <= _OF_A_CELL:
            for key in said:
                self._local[key]

    def _end(self, name: str) -> None:
        element = self._local[name]
        if element in ("v", "t"):
            self._gathers = False
        elif element == "rPh":
            self._phonetic = False
        else:
            self._ends(element)

    def _characters(self, text: str) -> None:
        if self._gathers:
            self._pieces.append(text)
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise TooLarge


class SharedTexts(_Texts):
    """The texts that cells share, on disk: they may be millions."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._scratch = Scratch(name)
        self._bounds = array("Q", [0])
        self._bytes = lru_cache(maxsize=128)(self._scratch.read)

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self._bounds) - 1:
            raise Damaged
        return self._bytes(self._bounds[index], self._bounds[index + 1]).decode()

    def _begins(self, element: str, said: Attributes) -> None:
        if element == "si":
            self._gathered()

    def _ends(self, element: str) -> None:
        if element == "si":
            self._scratch.write(unescaped(self._gathered()).encode())
            self._bounds.append(self._scratch.size)
            if len(self._bounds) > MOST_TEXTS:
                raise TooLarge


class SheetRows(_Texts):
    """Hands each row of a sheet to `keep`, rows that the file leaves out as empty ones."""

    def __init__(
        self, texts: SharedTexts, styles: Sequence[Shown], keep: Keep, *, from_1904: bool
    ) -> None:
        super().__init__()
        self._shared, self._styles, self._keep = texts, styles, keep
        self._from_1904 = from_1904
        self._row: list[str] = []
        self._number = self._cells = self._characters_of_row = 0
        self._in_row = False
        self._type = self._style = ""

    def _begins(self, element: str, said: Attributes) -> None:
        if element == "c" and self._in_row:
            self._move_to(said.get("r", ""))
            self._type, self._style = said.get("t", "n"), said.get("s", "0")
            self._gathered()
        elif element == "row":
            self._begin_row(said.get("r", ""))

    def _ends(self, element: str) -> None:
        if element == "c" and self._in_row:
            self._add(self._said())
        elif element == "row":
            self._end_row()
        elif element == "sheetData":
            raise Enough

    def _begin_row(self, number: str) -> None:
        found = int(number) if number else self._number + 1
        if not self._number < found <= MOST_ROWS:
            raise Damaged
        for _ in range(self._number + 1, found):
            self._keep([])
        self._number, self._row, self._in_row = found, [], True
        self._characters_of_row = 0

    def _move_to(self, place: str) -> None:
        """Fill the row with blanks up to the cell's column."""
        gap = column_of(place.rstrip("0123456789")) - len(self._row) if place else 0
        if gap < 0 or len(self._row) >= MOST_COLUMNS:
            raise Damaged
        if gap:
            self._row += [""] * gap

    def _add(self, text: str) -> None:
        self._row.append(text)
        self._characters_of_row += len(text)
        if self._characters_of_row > LONGEST_ROW:
            raise TooLarge

    def _end_row(self) -> None:
        row, self._in_row = self._row, False
        while row and not row[-1]:
            row.pop()
        self._cells += len(row)
        if self._cells > MOST_CELLS:
            raise TooLarge
        self._keep(row)

    def _said(self) -> str:
        """The cell's text; an error is said as it shows, so that it is not taken for a blank."""
        value = self._gathered()
        if not value:
            return ""
        if self._type == "s":
            return self._shared[int(value)]
        if self._type == "n":
            return text_of(value, self._styles[int(self._style)], from_1904=self._from_1904)
        if self._type == "b":
            return "True" if value.strip() == "1" else "False"
        return unescaped(value)


@lru_cache(maxsize=MOST_COLUMNS)
def column_of(letters: str) -> int:
    """0 for A, 26 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    if not (1 <= number <= MOST_COLUMNS and letters.isascii() and letters.isupper()):
        raise Damaged
    return number - 1


def unescaped(text: str) -> str:
    """The text with its `_x000D_` as characters; what no text can hold stays as it is."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if code == 0 or 0xD800 <= code <= 0xDFFF else chr(code)
