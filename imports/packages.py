"""The inside of a workbook: a ZIP archive of XML parts that refer to each other."""

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers import expat

from imports.files import BLOCK, MOST_BYTES
from imports.problems import Unreadable

type Attributes = dict[str, str]

# Far more than any workbook has; expat keeps every name it meets, so that a flood of names
# would fill the memory, and it keeps a whole tag until the tag ends.
MOST_NAMES = 1000
LONGEST_TAG = 4 << 20
_MOST_PARTS = 100_000


class Damaged(Exception):
    """The workbook is not what the format says."""


class TooLarge(Exception):
    """The workbook says more than is read."""


class Enough(Exception):
    """A handler has what it wants of a part."""


class Local(dict[str, str]):
    """Names of elements without the prefix of their namespace."""

    def __missing__(self, name: str) -> str:
        if len(self) >= MOST_NAMES:
            raise Damaged
        self[name] = name.rpartition(":")[2]
        return self[name]


@contextmanager
def refusing(name: str) -> Iterator[None]:
    """Within this block whatever is wrong with the workbook `name` raises Unreadable."""
    try:
        yield
    except TooLarge:
        raise Unreadable(
            f"{name} unpacks to more than a workbook may hold here. Save the sheet as CSV."
        ) from None
    except (
        Damaged, expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, OSError,
        RuntimeError, NotImplementedError, ValueError, IndexError, KeyError, OverflowError,
    ):  # fmt: skip
        raise Unreadable(
            f"{name} is a damaged or locked workbook. Save it again as XLSX or CSV."
        ) from None


@dataclass(frozen=True)
class Relation:
    """One part that another refers to. `kind` is the last word of the relation's address."""

    kind: str
    part: str


class Package:
    """The parts of one archive, none of them read further than MOST_BYTES in all."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file)
        members = self._zip.infolist()
        if len(members) > _MOST_PARTS:
            raise TooLarge
        self._members = {_plain(member.filename): member for member in members}
        self._read = 0

    def has(self, part: str) -> bool:
        return _plain(part) in self._members

    def parse(self, part: str, prepare: Callable[[expat.XMLParserType], None]) -> None:
        """Walk through the part's XML with the handlers that `prepare` sets."""
        member = self._members[_plain(part)]
        # Python bounds the memory of these two only, and no workbook uses another one.
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Damaged
        parser = expat.ParserCreate(intern=None)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        prepare(parser)
        try:
            self._feed(parser, member)
        except Enough:
            return

    def _feed(self, parser: expat.XMLParserType, member: zipfile.ZipInfo) -> None:
        fed = 0
        with self._zip.open(member) as file:
            while block := file.read(BLOCK):
                fed += len(block)
                self._read += len(block)
                parser.Parse(block)
                if self._read > MOST_BYTES or fed - parser.CurrentByteIndex > LONGEST_TAG:
                    raise TooLarge
        parser.Parse(b"", True)

    def elements(self, part: str) -> list[tuple[str, Attributes]]:
        """Every element of a small part, in its order, with its attributes."""
        found: list[tuple[str, Attributes]] = []
        local = Local()

        def start(name: str, attributes: Attributes) -> None:
            if len(found) >= _MOST_PARTS:
                raise TooLarge
            found.append((local[name], {local[key]: text for key, text in attributes.items()}))

        self.parse(part, lambda parser: setattr(parser, "StartElementHandler", start))
        return found

    def relations(self, part: str = "") -> dict[str, Relation]:
        """What the part refers to, by id; the package itself where none is named."""
        folder, name = posixpath.split(part)
        listed = f"{folder}/_rels/{name}.rels"
        if not self.has(listed):
            return {}
        return {
            said["Id"]: Relation(
                said["Type"].rpartition("/")[2], posixpath.join("/", folder, said["Target"])
            )
            for element, said in self.elements(listed)
            if element == "Relationship" and said.get("TargetMode") != "External"
        }


def _plain(part: str) -> str:
    """How a part is looked up: some writers begin with a slash, use backslashes, or mix cases."""
    return posixpath.normpath(part.replace("\\", "/")).strip("/").casefold()


def _refuse_doctype(*_: object) -> None:
    # No workbook has one, and entities could blow it up.
    raise Damaged
