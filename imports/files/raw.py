"""The bytes of a file: where it lies, or unpacked into a temporary file without a name."""

import io
import os
import tempfile
import weakref
from pathlib import Path
from typing import BinaryIO

from imports.problems import Unreadable

# So many bytes are read and written at a time.
BLOCK = 1 << 18
MOST_BYTES = 1 << 30


class StoredFile:
    """A file where it lies."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path

    def open(self) -> BinaryIO:
        return self._path.open("rb")


class TemporaryFile:
    """A file without a name on disk, which several may read at once.

    Nobody else sees it, and it is gone with this object, even when the process is killed.
    It takes MOST_BYTES; one more raises Unreadable.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.size = 0
        self._pending = bytearray()
        self._number, path = tempfile.mkstemp(prefix="daylight-")
        weakref.finalize(self, os.close, self._number)
        os.unlink(path)

    def write(self, block: bytes) -> None:
        self.size += len(block)
        if self.size > MOST_BYTES:
            raise Unreadable(
                f"{self.name} unpacks to more than {MOST_BYTES >> 20:,} MB."
                " Export fewer rows or columns at a time."
            )
        self._pending += block
        if len(self._pending) >= BLOCK:
            self._flush()

    def read(self, start: int, end: int) -> bytes:
        self._flush()
        return os.pread(self._number, end - start, start)

    def open(self) -> BinaryIO:
        return io.BufferedReader(_Reader(self), BLOCK)

    def _flush(self) -> None:
        try:
            while self._pending:
                del self._pending[: os.write(self._number, self._pending)]
        except OSError as error:
            raise Unreadable(f"{self.name} cannot be unpacked here: {error.strerror}.") from None


# Bytes under a name, which can be opened again and again.
type File = StoredFile | TemporaryFile


class _Reader(io.RawIOBase):
    """One reading position in a temporary file."""

    def __init__(self, file: TemporaryFile) -> None:
        self._file = file
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + (0, self._at, self._file.size)[whence]
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # RawIOBase's is wider
        block = self._file.read(self._at, self._at + len(buffer))
        buffer[: len(block)] = block
        self._at += len(block)
        return len(block)
