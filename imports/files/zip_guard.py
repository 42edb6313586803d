"""The guard of ZIP archives: what a workbook may unpack to, judged before a library reads it."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from imports.files.raw import BLOCK, MOST_BYTES
from imports.problems import Damaged, TooLarge, Unreadable

MOST_ENTRIES = 10_000
# Workbooks unpack to 5 to 50 times their size; deflate can do a thousand.
MOST_RATIO = 400
RATIO_COUNTS_FROM = 16 << 20
# What is parsed as a whole, such as styles; and one row or one shared text with all its tags.
MOST_AT_ONCE = 32 << 20
LONGEST_TAG = 2 << 20
# Shared texts are held in memory while a workbook is read.
MOST_SHARED_TEXTS = 2_000_000
MOST_SHARED_BYTES = 128 << 20
MOST_NAMES = 1000

_XML = (".xml", ".rels", ".vml")
_END = b"PK\x05\x06"
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(worksheet|sst|document-content)[\s>]")
_NAMES = re.compile(rb"<([^\s/>?!]+)")
_ATTRIBUTES = re.compile(rb"\s([^\s\"'=<>/]+)=[\"']")
# By root, what is read piece by piece.
_PIECES = {b"worksheet": b"row", b"sst": b"si", b"document-content": b"table-row"}


@contextmanager
def refuse_damaged(name: str) -> Iterator[None]:
    """Turn whatever goes wrong with the workbook `name` within this block into Unreadable.

    The libraries that read workbooks raise nearly anything over a damaged one.
    """
    try:
        yield
    except TooLarge:
        raise Unreadable(
            f"{name} unpacks to more than a workbook may hold here. Save the sheet as CSV."
        ) from None
    except (
        Damaged,
        SyntaxError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        OverflowError,
    ):
        raise Unreadable(
            f"{name} is a damaged or locked workbook. Save it again as XLSX or CSV."
        ) from None


def open_guarded(file: BinaryIO) -> zipfile.ZipFile:
    """Return the archive, every part of whose XML was unpacked once and fits into memory.

    Raises Damaged, TooLarge and what zipfile raises.
    """
    size = _refuse_long_directory(file)
    archive = zipfile.ZipFile(file)
    members = archive.infolist()
    # No part is read beyond the size that it declares.
    whole = sum(member.file_size for member in members)
    if len(members) > MOST_ENTRIES or whole > MOST_BYTES:
        raise TooLarge
    if whole > RATIO_COUNTS_FROM and whole > MOST_RATIO * size:
        raise TooLarge
    for member in members:
        # Python bounds the memory of these two only, and no workbook uses another one.
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Damaged
        if member.filename.casefold().endswith(_XML):
            _Part(archive, member).check()
    return archive


def _refuse_long_directory(file: BinaryIO) -> int:
    """Python reads the whole list of entries before one can count them. Returns the file's size."""
    size = file.seek(0, 2)
    file.seek(max(0, size - (1 << 16) - 22))
    end = file.read()
    at = end.rfind(_END)
    if at >= 0 and len(end) >= at + 16:
        entries, length = struct.unpack("<HI", end[at + 10 : at + 16])
        if entries > MOST_ENTRIES or length > MOST_ENTRIES * 256:
            raise TooLarge
    file.seek(0)
    return size


class _Part:
    """One part of XML, looked at in pieces of whole tags."""

    def __init__(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        self._archive, self._member = archive, member
        self._root = b""
        self._names: set[bytes] = set()
        self._since = self._pieces = 0

    def check(self) -> None:
        for n, piece in enumerate(self._whole_tags()):
            if n == 0:
                found = _ROOT.search(piece[: 1 << 16])
                self._root = found[1] if found else b""
                if self._root == b"sst" and self._member.file_size > MOST_SHARED_BYTES:
                    raise TooLarge
            self._count_names(piece)
            self._count_pieces(piece)

    def _whole_tags(self) -> Iterator[bytes]:
        rest = b""
        with self._archive.open(self._member) as file:
            while block := file.read(BLOCK):
                rest += block
                cut = rest.rfind(b"<")
                if len(rest) - max(cut, 0) > LONGEST_TAG:
                    raise TooLarge
                if cut > 0:
                    yield rest[:cut]
                    rest = rest[cut:]
        yield rest

    def _count_names(self, piece: bytes) -> None:
        """Parsers keep every name that they meet: a flood of names would fill the memory."""
        # Nor does any workbook declare entities, or stand in an encoding that hides its tags.
        if b"<!DOCTYPE" in piece or b"\0" in piece:
            raise Damaged
        self._names.update(_NAMES.findall(piece))
        self._names.update(_ATTRIBUTES.findall(piece))
        if len(self._names) > MOST_NAMES:
            raise Damaged

    def _count_pieces(self, piece: bytes) -> None:
        tag = _PIECES.get(self._root, b"")
        last = max(piece.rfind(b"<" + tag), piece.rfind(b":" + tag)) if tag else -1
        if last >= 0:
            self._pieces += piece.count(b"<" + tag) + piece.count(b":" + tag)
            self._since = 0
        self._since += len(piece) - max(last, 0)
        too_many = self._root == b"sst" and self._pieces > MOST_SHARED_TEXTS
        if self._since > MOST_AT_ONCE or too_many:
            raise TooLarge
