"""The report as mail, sent and read back."""

import email
import html
import re
import struct
import sys
from email.message import EmailMessage
from email.policy import default

import pytest

from governance.formats.mail import FIGURES_SAID, as_mail
from governance.formats.tables import tables_of
from tests.governance.formats.test_tables import published

pytestmark = pytest.mark.any_database

LINK = "https://daylight.example/p/skylark/report/2026-11/"


def sent(report) -> EmailMessage:
    """The mail as whoever gets it has it."""
    subject, text, page, pictures = as_mail(report, LINK)
    made = EmailMessage()
    made["Subject"] = subject
    made.set_content(text)
    made.add_alternative(page, subtype="html")
    for picture in pictures:
        cid = f"<{picture.name}>"
        made.get_payload()[1].add_related(picture.png, "image", "png", cid=cid)
    return email.message_from_bytes(bytes(made), policy=default)


def bodies(mail: EmailMessage) -> tuple[str, str, str]:
    """Its text, its HTML, and what one reads of that."""
    text = mail.get_body(["plain"]).get_content()
    page = mail.get_body(["html"]).get_content()
    return text, page, html.unescape(re.sub("<[^>]+>", " ", page))


def test_text_and_html_say_the_headlines_figures(report):
    mail = sent(report)
    text, page, flat = bodies(mail)
    tables = {t.section: t for t in tables_of(report) if t.is_figures}

    assert mail["Subject"] == "Skylark, November 2026: report on specials, draft"
    for section, keys in FIGURES_SAID.items():
        for key in keys:
            _, value = tables[section].figure(key)
            assert f": {value.said_with_unit}\n" in text
            assert value.said_with_unit in flat
    for part in (text, flat):
        assert report.headline.sentence in part
        assert "Draft, as at 10 Nov 2026" in part
    assert f"Read the report: {LINK}" in text
    assert f'href="{LINK}"' in page
    assert "<style" not in page


def test_a_version_says_the_ledgers_head(report):
    mail = sent(published(report))

    assert mail["Subject"] == "Skylark, November 2026: report on specials, version 2"
    for part in (bodies(mail)[0], bodies(mail)[2]):
        assert "Version 2, published on 2 Dec 2026, by Helen Okoye" in part
        assert f"verify_ledger --head 812:{'5f0c' * 16}" in part


def test_its_pictures_are_small_and_have_words(report):
    pytest.importorskip("cairosvg", reason="libcairo2 is not installed", exc_type=OSError)
    mail = sent(report)
    _, page, _ = bodies(mail)
    pictures = [part for part in mail.walk() if part.get_content_type() == "image/png"]

    assert [part["Content-ID"] for part in pictures] == ["<shares>", "<gauge>"]
    for part in pictures:
        png = part.get_content()
        assert struct.unpack(">I", png[16:20]) == (880,)
        assert len(png) < 100_000
        assert f'src="cid:{part["Content-ID"][1:-1]}"' in page
    assert len(re.findall(r'<img [^>]*alt="[^"]{20,}"', page)) == 2


def test_without_cairo_it_goes_without_pictures(report, monkeypatch):
    monkeypatch.setitem(sys.modules, "cairosvg", None)

    *_, page, pictures = as_mail(report, LINK)

    assert pictures == []
    assert "<img" not in page
    assert "cid:" not in page
