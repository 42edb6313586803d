"""What takes longer than a second is made by a worker, once, and kept."""

import datetime as dt
import os

import pytest
from django.core.files.storage import default_storage
from django_ox.testing import run_tasks

from governance.formats import kept_files
from governance.formats.kept_files import KeptFile
from governance.formats.registry import FORMATS
from governance.publications.queries import shown_report
from tests.makers import OCTOBER
from tests.portfolio.pages import signed_in, words

# What pages and files say goes the same way on every database.
pytestmark = pytest.mark.any_database

PDF = "/p/skylark/report/2026-10/as/pdf/"


@pytest.fixture(autouse=True)
def quick(monkeypatch, settings, tmp_path):
    """A PDF takes seconds to set: here it is what it is made from."""
    settings.MEDIA_ROOT = tmp_path
    made = []

    def write(report, paper):
        made.append(paper)
        return f"%PDF {report.month} {report.headline.month.total_weeks}".encode()

    monkeypatch.setitem(vars(FORMATS["pdf"]), "write", write)
    return made


def test_it_is_asked_for_once_made_by_a_worker_and_kept(agreed, quick):
    reader = signed_in(agreed.cast.observer)

    first, second = reader.get(PDF), reader.get(PDF)

    assert (first.status_code, first["Refresh"]) == (202, "2")
    assert "It is being made" in words(first)
    assert (second.status_code, quick) == (202, [])
    assert [result.status.value for result in run_tasks()] == ["SUCCESSFUL"]
    for _ in range(2):
        done = reader.get(PDF)
        assert (done.status_code, done.content) == (200, b"%PDF 2026-10 0.00")
        assert done["Content-Type"] == "application/pdf"
        assert 'filename="skylark-2026-10.pdf"' in done["Content-Disposition"]
    assert quick == ["a4"]


def test_other_figures_are_another_file_and_a_published_one_stays(agreed, quick):
    reader = signed_in(agreed.cast.observer)
    agreed.publish()
    reader.get(PDF)
    run_tasks()
    agreed.spend(agreed.a, "2.00", day=dt.date(2026, 10, 8))

    assert reader.get(PDF).content == b"%PDF 2026-10 0.00"
    assert reader.get(f"{PDF}?version=draft").status_code == 202
    run_tasks()
    assert reader.get(f"{PDF}?version=draft").content == b"%PDF 2026-10 2.00"
    assert reader.get(f"{PDF}?paper=letter").status_code == 202


def test_what_this_machine_cannot_make_says_so(agreed, monkeypatch):
    def refuse(report, paper):
        raise kept_files.FormatUnavailable("A PDF is set with Pango, which this machine lacks.")

    monkeypatch.setitem(vars(FORMATS["pdf"]), "write", refuse)
    reader = signed_in(agreed.cast.observer)
    reader.get(PDF)
    run_tasks()

    answer = reader.get(PDF)

    assert answer.status_code == 503
    assert "It cannot be made here A PDF is set with Pango" in words(answer)


def test_it_is_asked_for_again_where_no_worker_took_it_up(agreed):
    reader = signed_in(agreed.cast.observer)
    reader.get(PDF)
    file = KeptFile(shown_report(agreed.product, OCTOBER).report, "pdf", "a4")
    assert file.is_asked_for

    os.utime(default_storage.path(f"{file.path}.asked"), (0, 0))

    assert not file.is_asked_for
    reader.get(PDF)
    assert len(run_tasks()) == 2


def test_drafts_of_yesterday_are_forgotten_and_published_files_are_not(agreed):
    draft = KeptFile(shown_report(agreed.product, OCTOBER).report, "pdf", "a4")
    agreed.publish()
    published = KeptFile(shown_report(agreed.product, OCTOBER).report, "pdf", "a4")
    for file in (draft, published):
        file.keep(b"%PDF")
        os.utime(default_storage.path(file.path), (0, 0))

    kept_files.forget_old_drafts()

    assert (draft.is_there, published.is_there) == (False, True)
