"""Finding out the encoding of a text file, of which some rows may be in another."""

import codecs

from imports.files.raw import BLOCK, File
from imports.problems import Unreadable

# Stands before each character that was read from a byte that is no UTF-8. No text holds it.
STRAY = "\ufdd0"
READ_STRAYS = "read-stray-bytes-as-cp1252"
_LONGEST_LINE = 4 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _read_stray_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return "".join(f"{STRAY}{_western(stray[n : n + 1])}" for n in range(len(stray))), error.end


def _western(byte: bytes) -> str:
    try:
        return byte.decode("cp1252")
    except UnicodeDecodeError:
        return byte.decode("latin-1")


codecs.register_error(READ_STRAYS, _read_stray_bytes)


def encoding_of(file: File, declared: str = "") -> tuple[str, bool]:
    """Return the encoding that the file is in, and whether some rows are in cp1252 instead.

    A byte order mark goes before what the mapping declares; without either, UTF-8 if every
    byte fits, or every byte of most rows beyond ASCII; else cp1252, else Latin-1, in which every
    byte means something. Raises Unreadable.
    """
    with file.open() as opened:
        start = opened.read(4096)
    marked = next((encoding for mark, encoding in _BOMS if start.startswith(mark)), "")
    if wanted := marked or _known(declared) or _utf_16_without_mark(start):
        fits = _fits(file, wanted)
        if not fits and marked != "utf-8-sig":
            raise Unreadable(
                f"{file.name} is not in {wanted.removesuffix('-sig')} as declared."
                " Leave encoding out of the mapping, or declare the right one."
            )
        return wanted, not fits
    if _fits(file, "utf-8"):
        return "utf-8", False
    if _is_mostly_utf_8(file):
        return "utf-8", True
    return ("cp1252" if _fits(file, "cp1252") else "latin-1"), False


def _is_mostly_utf_8(file: File) -> bool:
    """Whether no more lines beyond ASCII are something else than are UTF-8."""
    lines = {True: 0, False: 0}
    with file.open() as opened:
        while line := opened.readline(_LONGEST_LINE):
            _refuse_nul(file, b"\0" in line)
            if not line.isascii():
                lines[_is_utf_8(line)] += 1
    return lines[True] >= lines[False]


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _refuse_nul(file: File, found: bool) -> None:
    if found:
        raise Unreadable(
            f"{file.name} holds NUL bytes: it is not a text file. Export it as CSV or XLSX."
        )


def _known(declared: str) -> str:
    if not declared:
        return ""
    try:
        # Some codecs are no encodings of text: rot13, zip.
        "".encode(declared)
        return codecs.lookup(declared).name
    except (LookupError, ValueError):
        raise Unreadable(
            f"{declared!r} is no encoding. Try utf-8, cp1252, latin-1 or utf-16."
        ) from None


def _utf_16_without_mark(start: bytes) -> str:
    """UTF-16 of mostly Western text has a NUL in nearly every second byte."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > len(start) // 4 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(start) // 4 and not odd else ""


def _fits(file: File, encoding: str) -> bool:
    """Whether the file decodes. Raises Unreadable for a NUL, or where it ends inside a character.

    A file that is UTF-8 but for its cut last character is not taken for cp1252.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    beyond_ascii = False
    with file.open() as opened:
        try:
            while block := opened.read(BLOCK):
                text = decoder.decode(block)
                beyond_ascii = beyond_ascii or not text.isascii()
                _refuse_nul(file, "\0" in text)
        except UnicodeDecodeError:
            return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        if beyond_ascii or encoding.startswith("utf-16"):
            raise Unreadable(
                f"{file.name} ends in the middle of a character: it was cut off. Export it again."
            ) from None
        return False
    return True
