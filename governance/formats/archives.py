"""Office files are zips that note when they were made: the same facts make the same file."""

import datetime as dt
import io
import re
import zipfile

_WHEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def entry_of(name: str) -> zipfile.ZipInfo:
    """An entry for a zip, dated with the first day that zips know."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def undated(made: bytes, day: dt.date) -> bytes:
    """The same archive, and those inside it, dated at the beginning of `day`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            new.writestr(entry_of(entry.filename), _of_day(entry.filename, old.read(entry), day))
    return out.getvalue()


def _of_day(name: str, content: bytes, day: dt.date) -> bytes:
    # The data of a slide's chart is a workbook of its own, dated as well.
    if name.endswith(".xlsx"):
        return undated(content, day)
    if name == "docProps/core.xml":
        return _WHEN.sub(rb"\g<1>" + f"{day.isoformat()}T00:00:00Z".encode(), content)
    return content
