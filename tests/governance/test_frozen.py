"""Publish, then change everything that can be changed: every format of the month stays."""

import datetime as dt
from decimal import Decimal as D

import pytest

from company.models import Person, Rate
from escalations.models import Deal
from governance.formats.registry import FORMATS
from governance.publications.queries import shown_report
from portfolio.models import Customer, Item, Slice, Team, Waiting
from tests.conftest import make_waiting, rewrite
from tests.governance.formats.reading import needs_pango
from tests.makers import LONG_REASON, OCTOBER, noon
from tests.portfolio.pages import signed_in, words

# What pages and files say goes the same way on every database.
pytestmark = pytest.mark.any_database


def write_all(world, *but):
    report = shown_report(world.product, OCTOBER).report
    return {key: form.bytes_of(report) for key, form in FORMATS.items() if key not in but}


def publish_october(world):
    """A month with something in each section."""
    with noon(2026, 10, 20):
        customer = world.customer("Skyhook", arr="120000")
        make_waiting(customer, world.a)
        deal = world.deal(customer, "400000.00")
        special = world.approved("2.00", customer=customer, deal=deal, title="Badge printer")
        world.spend(world.start(special), "1.00")
        world.spend(world.b, "3.00")
    world.comment("We kept to the plan.")
    world.publish()
    return special


def change_everything(world, special):
    world.spend(special, "0.75", day=dt.date(2026, 10, 21))
    world.spend(world.a, "5.00", day=dt.date(2026, 10, 22))
    world.comment("We did not keep to the plan.")
    world.cap(weeks=D("3.00"), reason=LONG_REASON)
    world.reestimate(special, "1.80")
    world.deliver(special)
    rewrite(Customer.objects.all(), name="Renamed", arr=D(1), renewal_date=None)
    rewrite(Item.objects.all(), title="Renamed")
    rewrite(Deal.objects.all(), name="Renamed", amount=D(1))
    rewrite(Slice.objects.filter(is_specials=False), name="Renamed")
    rewrite(Team.objects.all(), name="Renamed", people=D(1))
    rewrite(Waiting.objects.all(), promised=True)
    Person.objects.update(name="Renamed")
    Rate.objects.update(per_week=D(1))
    world.product.name, world.product.currency = "Renamed", "USD"
    world.product.save()


def test_every_format_and_the_page_stay_as_they_were(agreed):
    special = publish_october(agreed)
    reader = signed_in(agreed.cast.observer)
    page, files = "/p/skylark/report/2026-10/", write_all(agreed, "pdf")
    said = words(reader.get(page)).split("Published 10 Nov")[1]
    answered = reader.get(f"{page}as/json/").content

    change_everything(agreed, special)

    assert write_all(agreed, "pdf") == files
    assert words(reader.get(page)).split("Published 10 Nov")[1] == said
    assert reader.get(f"{page}as/json/").content == answered
    draft = words(reader.get(f"{page}?version=draft"))
    assert "We did not keep to the plan." in draft
    assert "Renamed" in draft
    with noon(2028, 2, 1):
        assert write_all(agreed, "pdf") == files


@needs_pango
def test_a_pdf_made_later_has_the_same_bytes(agreed):
    special = publish_october(agreed)
    before = FORMATS["pdf"].bytes_of(shown_report(agreed.product, OCTOBER).report)

    change_everything(agreed, special)

    with noon(2028, 2, 1):
        assert FORMATS["pdf"].bytes_of(shown_report(agreed.product, OCTOBER).report) == before
