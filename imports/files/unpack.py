"""Opening a file as somebody sends it: unpacked from xz or gzip, refused if it is no table."""

import codecs
import gzip
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from imports.files.raw import BLOCK, File, StoredFile, TemporaryFile
from imports.problems import Unreadable

# What a file begins with tells what it is.
HEAD = 4096
# What xz -9 needs, doubled; a header may ask for gigabytes.
XZ_MEMORY = 128 << 20

_EMPTY = "is empty. Export it again with a header and its rows."
_NO_TABLE = "not a table. Save it as CSV or XLSX."
_PACKED = "compressed in a way that is not read. Unpack it first, or pack it with gzip or xz."
_TWICE = "compressed twice. Unpack it first."
_XZ, _GZIP = b"\xfd7zXZ\0", b"\x1f\x8b"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_SIGNATURES = (
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), f"an image, {_NO_TABLE}"),
    ((b"%PDF",), f"a PDF document, {_NO_TABLE}"),
    ((b"SQLite format 3",), f"a database, {_NO_TABLE}"),
    ((b"MIME-Version:",), "a web page kept as one file (MHTML). Save it as CSV or XLSX."),
    ((b"BZh", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd"), _PACKED),
    ((_GZIP, _XZ), _TWICE),
)
# Texts that are no tables, whatever they are called.
_STRUCTURED = (
    (re.compile(r"\{\s*[\"}]|\[\s*[\[{\"]"), f"JSON, {_NO_TABLE}"),
    (
        re.compile(r"<\?xml(?s:.){0,1000}<(\w+:)?Workbook\b"),
        "an XML spreadsheet, as Excel 2003 wrote them. Save it as CSV or XLSX.",
    ),
    (re.compile(r"<\?xml(?!(?s:.){0,1000}<(html|!doctype html)\b)", re.I), f"XML, {_NO_TABLE}"),
)


def open_file(path: Path) -> tuple[File, bytes]:
    """Return the file at `path`, unpacked, and its first bytes. Raises Unreadable with a sentence.

    What is empty, of a kind that holds no table, or packed too often is refused here.
    """
    file: File = StoredFile(path)
    start = _beginning(path)
    unpack = _gzip_blocks if start.startswith(_GZIP) else _xz_blocks
    if start.startswith((_GZIP, _XZ)):
        file = _unpacked(path, unpack)
        with file.open() as unpacked:
            start = unpacked.read(HEAD)
    if not start:
        raise Unreadable(f"{path.name} {_EMPTY}")
    _refuse_other_kinds(file, start)
    return file, start


def _beginning(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise Unreadable(f"{path} is no file. Name the file itself.")
        with path.open("rb") as file:
            return file.read(HEAD)
    except FileNotFoundError:
        raise Unreadable(f"There is no file {path}. Check its name.") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise Unreadable(f"{path} cannot be opened: {why}. Check its name and rights.") from None


def _refuse_other_kinds(file: File, start: bytes) -> None:
    for signatures, sentence in _SIGNATURES:
        if start.startswith(signatures):
            raise Unreadable(f"{file.name} is {sentence}")
    if start.startswith(_OLE):
        if _holds(file, _LOCKED):
            raise Unreadable(
                f"{file.name} is locked with a password. Save it again without one, or as CSV."
            )
        raise Unreadable(f"{file.name} is an old Excel workbook (.xls). Save it as CSV or XLSX.")
    text = text_of(start).lstrip()
    for pattern, sentence in _STRUCTURED:
        if pattern.match(text):
            raise Unreadable(f"{file.name} is {sentence}")


def text_of(start: bytes) -> str:
    """Return the first bytes as text; what cannot be decoded becomes U+FFFD."""
    encoding = "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    return start.decode(encoding, "replace").removeprefix("\ufeff")


def _holds(file: File, wanted: bytes) -> bool:
    rest = b""
    with file.open() as opened_file:
        while block := opened_file.read(BLOCK):
            if wanted in rest + block:
                return True
            rest = block[-len(wanted) :]
    return False


def _unpacked(path: Path, blocks: Callable[[BinaryIO], Iterator[bytes]]) -> TemporaryFile:
    unpacked = TemporaryFile(path.name)
    try:
        with path.open("rb") as packed:
            for block in blocks(packed):
                unpacked.write(block)
    except (EOFError, OSError, zlib.error, lzma.LZMAError):
        raise Unreadable(
            f"{path.name} is damaged or cut off: it cannot be unpacked. Pack it again."
        ) from None
    return unpacked


def _gzip_blocks(packed: BinaryIO) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=packed) as file:
        while block := file.read(BLOCK):
            yield block


def _xz_blocks(packed: BinaryIO) -> Iterator[bytes]:
    """Like lzma.open, which cannot be given a limit of memory."""
    rest = packed.read(BLOCK)
    while rest:
        stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)
        while not stream.eof:
            if stream.needs_input and not rest and not (rest := packed.read(BLOCK)):
                raise EOFError
            yield stream.decompress(rest, BLOCK)
            rest = b""
        # Streams may follow each other, with zeros in between.
        rest = stream.unused_data.lstrip(b"\0")
        while not rest and (more := packed.read(BLOCK)):
            rest = more.lstrip(b"\0")
