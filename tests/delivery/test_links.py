"""A link opens one month's newest published report, until it expires or is taken back."""

import datetime as dt
import io

import pytest
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.test import Client
from openpyxl import load_workbook

from company import clock
from company.refusals import Malformed, Refused
from delivery.links import SALT, address_of, key_of, links_of, make_link, revoke
from delivery.models import LinkOpening, ReportLink
from tests.makers import NOW, OCTOBER
from tests.snapshots import nothing_changes

# What pages and files say goes the same way on every database.
pytestmark = pytest.mark.any_database

NOVEMBER = dt.date(2026, 11, 1)


@pytest.fixture
def published(listed):
    listed.publish()
    return listed


@pytest.fixture
def link(published) -> ReportLink:
    return made(published)


def made(world, name="Berta Board", month=OCTOBER, **more) -> ReportLink:
    more = {"actor": world.cast.executive, **more}
    return make_link(product=world.product, month=month, name=name, **more)


def opened(link: ReportLink | str, method: str = "get"):
    key = link if isinstance(link, str) else key_of(link)
    return getattr(Client(), method)(f"/r/{key}/")


def test_a_link_opens_the_report_without_signing_in(published, link):
    page = opened(link)

    assert page.status_code == 200
    said = page.content.decode()
    assert "October 2026" in said
    assert "published by executive@skylark.example on 10 Nov" in said
    assert "For Berta Board, until 10 Dec" in said
    assert "One-offs took" in said


def test_each_opening_is_written_down(published, link):
    with clock.at(NOW + dt.timedelta(hours=1)):
        opened(link)
    published.spend(published.a, "1.00", day=dt.date(2026, 10, 8))
    published.publish(reason="Team North handed its week in late.")
    with clock.at(NOW + dt.timedelta(hours=2)):
        opened(link)

    assert list(LinkOpening.objects.values_list("link", "version", "format", "at")) == [
        (link.pk, 1, "html", NOW + dt.timedelta(hours=1)),
        (link.pk, 2, "html", NOW + dt.timedelta(hours=2)),
    ]
    found = links_of(published.product).get(pk=link.pk)
    assert (found.times, found.last_at) == (2, NOW + dt.timedelta(hours=2))


def test_the_same_version_comes_as_a_file_and_that_is_written_down_too(published, link):
    answer = Client().get(f"/r/{key_of(link)}/xlsx/")

    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="skylark-2026-10-v1.xlsx"'
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[0] == "Summary"
    assert [row.format for row in LinkOpening.objects.all()] == ["xlsx"]


def test_a_file_is_as_closed_as_its_page(published, link):
    with nothing_changes():
        for kind in ("json", "html", "csv", "x", "\u0663"):
            assert Client().get(f"/r/{key_of(link)}/{kind}/").status_code == 404
        assert Client().get("/r/x:y/xlsx/").status_code == 404
    revoke(link, actor=published.cast.executive)
    with nothing_changes():
        assert Client().get(f"/r/{key_of(link)}/xlsx/").status_code == 410


def test_looking_whether_it_is_there_opens_nothing(link):
    with nothing_changes():
        assert opened(link, "head").status_code == 200


def test_no_search_engine_and_no_other_site_learns_of_it(link):
    page = opened(link)

    assert page["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["Cache-Control"] == "private, no-store"
    assert "'unsafe-inline'" not in page["Content-Security-Policy"]


def test_it_leads_nowhere_else_in_daylight(published, link):
    said = opened(link).content.decode()

    assert 'href="/p/' not in said
    assert 'Specials this month</dt><dd class="special"><span class="num">25.0<' in said


def test_only_its_own_month_and_product_is_opened(published, link):
    with clock.at(NOW + dt.timedelta(days=25)):
        published.publish(NOVEMBER)
        said = opened(link).content.decode()

    assert "<h1>October 2026</h1>" in said


@pytest.mark.parametrize("key", ["x", "x:y", "%00", "\u0663", "a" * 500, ":"])
def test_a_key_that_nobody_made_opens_nothing(link, key):
    with nothing_changes():
        assert opened(key).status_code == 404


def test_a_key_that_was_changed_opens_nothing(published, link):
    other, key = made(published, "Otto"), key_of(link)
    nonce, _, signature = key.partition(":")

    with nothing_changes():
        for wrong in (
            f"{other.nonce}:{signature}",
            f"{nonce}:{signature[:-1]}",
            nonce,
            key.swapcase(),
            f"{key}=",
        ):
            assert opened(wrong).status_code == 404, wrong


def test_a_key_signed_for_another_purpose_opens_nothing(link):
    with nothing_changes():
        assert opened(signing.Signer(salt="other").sign(link.nonce)).status_code == 404
        assert opened(signing.Signer(salt=SALT).sign("x")).status_code == 404


def test_whoever_reads_the_table_cannot_open_it(link, settings):
    key = key_of(link)
    settings.SECRET_KEY = "of another installation"

    with nothing_changes():
        assert opened(key).status_code == 404


def test_an_expired_link_says_until_when_it_worked(published):
    link = made(published, days=7)
    with clock.at(NOW + dt.timedelta(days=7, seconds=-1)):
        assert opened(link).status_code == 200

    with clock.at(NOW + dt.timedelta(days=7)), nothing_changes():
        page = opened(link)

    assert page.status_code == 410
    assert "This link worked until 17 November 2026." in page.content.decode()
    assert "One-offs took" not in page.content.decode()


def test_a_link_that_was_taken_back_says_so(published, link):
    revoke(link, actor=published.cast.product_manager)

    with nothing_changes():
        page = opened(link)

    assert page.status_code == 410
    assert "This link was taken back." in page.content.decode()
    assert ReportLink.objects.get(pk=link.pk).revoked_by == published.cast.product_manager


def test_taking_it_back_twice_keeps_who_did_it_first(published, link):
    revoke(link, actor=published.cast.product_manager)

    with nothing_changes(), clock.at(NOW + dt.timedelta(days=1)):
        revoke(link, actor=published.cast.executive)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_link_works_for_a_while(published, days):
    with nothing_changes(), pytest.raises(Malformed, match="1 to 365"):
        made(published, days=days)


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 201])
def test_a_link_is_for_somebody(published, name):
    with nothing_changes(), pytest.raises(Malformed) as refused:
        made(published, name)
    assert set(refused.value.errors) == {"name"}


def test_a_month_that_nobody_published_has_no_link(listed):
    with nothing_changes(), pytest.raises(Refused, match="Nothing is published"):
        made(listed)


@pytest.mark.parametrize("role", ["sales", "sales_vp", "engineering", "observer"])
def test_only_product_and_executives_make_and_take_back(published, link, role):
    with nothing_changes():
        with pytest.raises(PermissionDenied):
            made(published, actor=published.cast.of(role))
        with pytest.raises(PermissionDenied):
            revoke(link, actor=published.cast.of(role))


def test_its_address_is_of_this_site(link, settings):
    settings.SITE_URL = "https://daylight.example.com"

    assert address_of(link) == f"https://daylight.example.com/r/{key_of(link)}/"
