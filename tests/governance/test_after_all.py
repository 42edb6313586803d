"""Special after all: planned for several, and used by one or two 90 days after its delivery."""

import datetime as dt
from decimal import Decimal as D

import pytest

from governance.report.facts import SpecialAfterAll
from governance.report.json_facts import as_json
from governance.report.sections import build_report
from portfolio.items.actions import keep_item
from tests.conftest import make_usage
from tests.governance.formats.reading import csv_rows
from tests.makers import NEXT, noon
from tests.portfolio.pages import signed_in, words

APRIL, MAY = dt.date(2027, 4, 1), dt.date(2027, 5, 1)


@pytest.fixture
def wanted(agreed):
    """Taken into the plan for Skyhook and Borealis; delivered on 15 January 2027."""
    skyhook = agreed.customer("Skyhook")
    made = agreed.asked_as("planned_item", "3.00", NEXT, customer=skyhook)
    agreed.join(made, agreed.customer("Borealis"))
    agreed.plan(NEXT, lines=[])
    made = agreed.take_into_plan(made)
    with noon(2027, 1, 16):
        done = {"finished_on": dt.date(2027, 1, 15)}
        item = made.taken_into_plan.item
        keep_item(item.pk, done, actor=agreed.cast.product_manager)
    return made


def use(world, made, *names, day=(2027, 2, 1)) -> None:
    for name in names:
        with noon(*day):
            customer = world.product.customers.filter(name=name).first() or world.customer(name)
            make_usage(customer, made.taken_into_plan.item)


def section(world, month=APRIL) -> list[SpecialAfterAll]:
    return build_report(world.product, month).decisions.after_all


def test_one_or_two_who_use_it_make_it_special(agreed, wanted):
    use(agreed, wanted, "Skyhook", "Lumen")

    with noon(2027, 4, 15):
        assert section(agreed) == [
            SpecialAfterAll(
                wanted.pk,
                "Badge printing",
                "Skyhook",
                wanted.taken_into_plan.item_id,
                D("3.00"),
                dt.date(2027, 1, 15),
                2,
                ["Lumen", "Skyhook"],
            )
        ]
        use(agreed, wanted, "Ferry", day=(2027, 4, 15))
        assert section(agreed) == []


def test_it_is_asked_90_days_after_and_for_four_quarters(agreed, wanted):
    use(agreed, wanted, "Skyhook")

    with noon(2027, 4, 14):
        assert section(agreed) == []
    with noon(2028, 3, 20):
        assert len(section(agreed, dt.date(2028, 3, 1))) == 1
    with noon(2028, 4, 2):
        assert section(agreed, dt.date(2028, 4, 1)) == []


def test_what_nobody_is_known_to_use_is_not_judged(agreed, wanted):
    with noon(2027, 4, 20):
        assert section(agreed) == []


def test_a_fault_is_for_all_however_few_use_it(agreed):
    documented = "The manual says so."
    made = agreed.asked_as("fault", "1.00", NEXT, customer=agreed.customer("Skyhook"))
    agreed.plan(NEXT, lines=[])
    made = agreed.take_into_plan(made, slice_key="quality", documented=documented)
    with noon(2027, 1, 16):
        done = {"finished_on": dt.date(2027, 1, 15)}
        keep_item(made.taken_into_plan.item_id, done, actor=agreed.cast.product_manager)
    use(agreed, made, "Skyhook")

    with noon(2027, 4, 20):
        assert section(agreed) == []


def test_a_month_reads_as_it_was_known_when_it_ended(agreed, wanted):
    use(agreed, wanted, "Skyhook")
    with noon(2027, 4, 30):
        before = as_json(section(agreed))
    use(agreed, wanted, "Lumen", "Ferry", day=(2027, 5, 3))

    with noon(2027, 5, 4):
        assert as_json(section(agreed)) == before
        assert section(agreed, MAY) == []


def test_its_page_and_the_report_say_it(agreed, wanted):
    use(agreed, wanted, "Skyhook")

    with noon(2027, 4, 20):
        page = signed_in(agreed.cast.observer)
        said = words(page.get(f"/p/skylark/escalations/{wanted.pk}/"))
        report = words(page.get("/p/skylark/report/2027-04/"))
        (row,) = csv_rows(build_report(agreed.product, APRIL), "decisions-after_all")

    assert (
        "Special after all: Skyhook alone uses it, 90 days and more after its delivery on 15 Jan."
        in said
    )
    assert (
        "Badge printing was planned for several customers, at 3.00 wk. It was delivered on 15 Jan,"
        " and 1 customer uses it: Skyhook." in report
    )
    assert (row["Planned for several"], row["Used by"]) == ("Badge printing", "Skyhook")
