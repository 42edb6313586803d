import gc
import gzip
import lzma
import os
import tempfile

import pytest

from imports.files.reader import open_table
from imports.files.unpack import HEAD, open_file
from tests.imports.workbooks import cell, workbook

ROWS = b"Key,Hours\n" + b"T-1,8\n" * 100_000


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """The folder that takes temporary files."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


PACKED = {
    "gzip": gzip.compress(ROWS),
    "gzip in two pieces": gzip.compress(ROWS[:1000]) + gzip.compress(ROWS[1000:]),
    "xz": lzma.compress(ROWS),
    "xz in two pieces": lzma.compress(ROWS[:1000]) + bytes(8) + lzma.compress(ROWS[1000:]),
    "xz with zeros behind": lzma.compress(ROWS) + bytes(4 << 18),
    "neither": ROWS,
}


@pytest.mark.parametrize("how", PACKED)
def test_packed_file_is_unpacked_whole(tmp_path, scratch, how):
    path = tmp_path / "table"
    path.write_bytes(PACKED[how])

    file, start = open_file(path)

    with file.open() as unpacked:
        assert unpacked.read() == ROWS
    assert start == ROWS[:HEAD]
    assert file.name == "table"


def test_packed_workbook_is_read(tmp_path):
    path = tmp_path / "table.xlsx.gz"
    path.write_bytes(
        gzip.compress(workbook(f"<row>{cell('A1', 'Key')}</row><row>{cell('A2', 'x')}</row>"))
    )

    assert [row.cells for row in open_table(path).rows()] == [{"Key": "x"}]


def test_what_was_unpacked_is_gone_with_the_table(tmp_path, scratch):
    path = tmp_path / "table.csv.gz"
    path.write_bytes(PACKED["gzip"])
    gc.disable()
    before = os.listdir("/dev/fd")

    try:
        table = open_table(path)
        while_open = os.listdir("/dev/fd")
        first = next(table.rows())
        del table
    finally:
        gc.enable()

    assert first.cells == {"Key": "T-1", "Hours": "8"}
    assert len(while_open) == len(before) + 1
    assert list(scratch.iterdir()) == []
    assert len(os.listdir("/dev/fd")) == len(before)
