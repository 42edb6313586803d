"""A published version as a file. A format that is slow to make is made once and stored."""

from governance.formats.kept_files import KeptFile
from governance.formats.registry import FORMATS
from governance.report.sections import Report

PAPER = "a4"


def file_of(report: Report, kind: str) -> bytes:
    """The version in that format, on A4 where it has pages. Raises FormatUnavailable."""
    report_format = FORMATS[kind]
    if not report_format.is_slow:
        return report_format.bytes_of(report, PAPER)
    kept = KeptFile(report, kind, PAPER)
    if kept.is_there:
        return kept.read()
    content = report_format.bytes_of(report, PAPER)
    kept.keep(content)
    return content
