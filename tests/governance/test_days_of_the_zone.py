"""Pages say days of the product's time zone, as the report does."""

import datetime as dt

import pytest

from company import clock

# 30 November in London, 1 December in Tokyo.
LATE = dt.datetime(2026, 11, 30, 20, tzinfo=dt.UTC)


@pytest.fixture
def approved_late(agreed):
    agreed.product.time_zone = "Asia/Tokyo"
    agreed.product.save()
    with clock.at(LATE):
        return agreed.approved("3.00")


def test_the_story_and_the_decision_say_the_day_of_the_zone(agreed, approved_late, client):
    client.force_login(agreed.cast.observer)

    page = client.get(f"/p/{agreed.product.slug}/escalations/{approved_late.pk}/").content.decode()

    assert "1 Dec" in page
    assert "30 Nov" not in page


def test_no_zone_is_left_for_the_next_request(agreed, approved_late, client):
    client.force_login(agreed.cast.observer)
    client.get(f"/p/{agreed.product.slug}/escalations/{approved_late.pk}/")

    agreed.product.time_zone = "UTC"
    agreed.product.save()
    page = client.get(f"/p/{agreed.product.slug}/escalations/{approved_late.pk}/").content.decode()

    assert "30 Nov" in page
