"""A published version as a file. What takes long to make is made once, and kept."""

from governance.formats.kept_files import KeptFile
from governance.formats.registry import FORMATS
from governance.report.sections import Report

PAPER = "a4"


def file_of(report: Report, kind: str) -> bytes:
    """The version in that format, A4 where it is on paper. Raises FormatUnavailable."""
    wanted = FORMATS[kind]
    if not wanted.is_slow:
        return wanted.bytes_of(report, PAPER)
    kept = KeptFile(report, kind, PAPER)
    if kept.is_there:
        return kept.read()
    content = wanted.bytes_of(report, PAPER)
    kept.keep(content)
    return content
