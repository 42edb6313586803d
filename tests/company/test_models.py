"""What is always true of products, people, roles, rates and tokens."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from company.models import Membership, Notice, NoticeMail, Person, Product, Rate, SavedList, Token
from tests.constraints import again, change, meets

BREAKS = {
    "person_email_any_case_unique": change(Person, email="SALES_VP@skylark.example"),
    "person_notify_by_known": change(Person, notify_by="bell"),
    "notice_once": again(Notice),
    "notice_kind_known": change(Notice, kind="shout"),
    "noticemail_state_known": change(NoticeMail, state="lost"),
    "noticemail_sent_is_dated": change(NoticeMail, state="sent"),
    "product_fiscal_year_starts_in_a_month": change(Product, fiscal_year_start=13),
    "one_rate_per_date": again(Rate),
    "rate_not_negative": change(Rate, per_week="-0.01"),
    "one_role_once": again(Membership),
    "membership_role_known": change(Membership, role="king"),
    "saved_list_name_once": again(SavedList),
    "saved_list_has_a_name": change(SavedList, name=""),
    "token_kept_as_digest": change(Token, digest="dl_plain_text"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(everything, name):
    meets(name, BREAKS[name])


def test_a_fiscal_year_starts_in_a_month_from_1(everything):
    meets("product_fiscal_year_starts_in_a_month", change(Product, fiscal_year_start=0))


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", dt.date(2026, 12, 31)),
        ("Asia/Tokyo", dt.date(2027, 1, 1)),
        ("America/New_York", dt.date(2026, 12, 31)),
    ],
)
def test_local_day_is_the_products_own(zone, day):
    product = Product(time_zone=zone)

    assert product.local_day(dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)) == day


def test_midnight_is_where_the_product_is():
    product = Product(time_zone="Asia/Tokyo")

    begins = product.midnight(dt.date(2026, 12, 1))

    assert begins == dt.datetime(2026, 11, 30, 15, tzinfo=dt.UTC)


def test_a_time_zone_that_is_none_is_refused():
    product = Product(slug="x", name="X", time_zone="Mars/Olympus")

    with pytest.raises(ValidationError) as caught:
        product.full_clean(validate_unique=False, validate_constraints=False)

    assert list(caught.value.message_dict) == ["time_zone"]


def test_a_token_is_live_until_it_expires_or_is_revoked():
    now = dt.datetime(2026, 11, 10, tzinfo=dt.UTC)
    hour = dt.timedelta(hours=1)

    assert Token().is_live(now)
    assert Token(expires_at=now + hour).is_live(now)
    assert not Token(expires_at=now).is_live(now)
    assert not Token(revoked_at=now - hour).is_live(now)
