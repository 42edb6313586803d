"""Files of reports that take longer than a second: made by a worker, and kept.

A file is named by what it is made from, so that the same facts are made once, and those of a
published version for good.
"""

import datetime as dt
import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.tasks import task
from django.utils import timezone

from company.models import Product
from governance.formats.registry import FORMATS
from governance.formats.unavailable import FormatUnavailable
from governance.publications.queries import shown_report
from governance.report.json_facts import as_json
from governance.report.sections import Report
from ledger.seals import exact

FOLDER = "reports"
# A worker that did not begin within so long has not been started, or has much to do.
PATIENCE = dt.timedelta(seconds=60)
# A draft's file is of no use once its figures moved on.
DRAFTS_LAST = dt.timedelta(days=1)


class KeptFile:
    """Where one format of these facts is kept: under the hash of facts, format and paper."""

    def __init__(self, report: Report, kind: str, paper: str) -> None:
        facts = exact([as_json(report), kind, paper])
        kept = "published" if report.publication else "drafts"
        self.path = f"{FOLDER}/{kept}/{hashlib.sha256(facts.encode()).hexdigest()}.{kind}"

    @property
    def is_there(self) -> bool:
        return default_storage.exists(self.path)

    def read(self) -> bytes:
        with default_storage.open(self.path) as file:
            return bytes(file.read())

    @property
    def refusal(self) -> str:
        """Why the worker could not make it; empty if it did, or has not tried."""
        path = f"{self.path}.refused"
        if not default_storage.exists(path):
            return ""
        with default_storage.open(path) as file:
            return bytes(file.read()).decode()

    @property
    def is_asked_for(self) -> bool:
        """Whether a worker was asked for it within `PATIENCE`."""
        path = f"{self.path}.asked"
        if not default_storage.exists(path):
            return False
        return timezone.now() - default_storage.get_modified_time(path) < PATIENCE

    def ask(self, product: Product, month: dt.date, version: str, kind: str, paper: str) -> None:
        """Queue a worker's task that makes it, and mark it as asked for."""
        for mark in (".asked", ".refused"):
            default_storage.delete(f"{self.path}{mark}")
        default_storage.save(f"{self.path}.asked", ContentFile(b""))
        make_file.enqueue(product.pk, month.isoformat(), version, kind, paper)

    def keep(self, content: bytes, mark: str = "") -> None:
        # Two workers may make the same file, and the storage would keep the second under another
        # name.
        if not default_storage.exists(f"{self.path}{mark}"):
            default_storage.save(f"{self.path}{mark}", ContentFile(content))


@task()
def make_file(product: int, month: str, version: str, kind: str, paper: str) -> None:
    """Make and keep one file. Safe to repeat: the same facts have the same path."""
    wanted = Product.objects.get(pk=product)
    report = shown_report(wanted, dt.date.fromisoformat(month), version).report
    file = KeptFile(report, kind, paper)
    if not file.is_there:
        try:
            file.keep(FORMATS[kind].bytes_of(report, paper))
        except FormatUnavailable as error:
            file.keep(str(error).encode(), ".refused")
    forget_old_drafts()


def forget_old_drafts() -> None:
    """Delete the files of drafts that are older than a day."""
    folder = f"{FOLDER}/drafts"
    if not default_storage.exists(folder):
        return
    _, names = default_storage.listdir(folder)
    for name in names:
        path = f"{folder}/{name}"
        if timezone.now() - default_storage.get_modified_time(path) > DRAFTS_LAST:
            default_storage.delete(path)
