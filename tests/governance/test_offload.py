"""Section 10: which missing extension points would have absorbed most special weeks."""

import datetime as dt
from decimal import Decimal as D

from governance.formats.sentences import sentence_of
from governance.report.json_facts import as_json, from_json
from governance.report.offload_facts import OffloadRanking, OffloadRow
from governance.report.sections import Report, build_report
from portfolio.routing.actions import keep_extension_point
from tests.governance.formats.reading import csv_rows
from tests.makers import noon
from tests.portfolio.pages import signed_in, words

NOVEMBER, DECEMBER = dt.date(2026, 11, 1), dt.date(2026, 12, 1)
PAGE = "/p/skylark/report/2026-11/"


def section(world, month=NOVEMBER) -> OffloadRanking:
    return build_report(world.product, month).offload


def spent(world, weeks, customer=None, day=None):
    """A special on which so many weeks were spent."""
    made = world.approved("0.50", customer=customer)
    world.spend(made, weeks, day=day)
    return made


def test_the_missing_and_the_planned_by_the_weeks_they_would_have_absorbed(agreed):
    skyhook = agreed.customer("Skyhook")
    report = agreed.extension_point(
        "Report interface", kind="report_interface", layer="cloud_platform"
    )
    hooks = agreed.extension_point("Event webhooks", "planned")
    there = agreed.extension_point("Open API", "documented")
    for weeks, customer, point in [
        ("1.25", skyhook, report),
        ("0.75", skyhook, report),
        ("1.50", None, hooks),
        ("0.40", None, there),
        ("0.30", None, None),
    ]:
        agreed.offload(spent(agreed, weeks, customer), point)
    spent(agreed, "0.80")

    assert section(agreed) == OffloadRanking(
        special_weeks=D("5.00"),
        judged_weeks=D("4.20"),
        absorbed_weeks=D("3.50"),
        rows=[
            OffloadRow(
                report.pk,
                "Report interface",
                "report_interface",
                "cloud_platform",
                "missing",
                specials=2,
                customers=1,
                weeks=D("2.00"),
            ),
            OffloadRow(hooks.pk, "Event webhooks", "webhook", "", "planned", 1, 1, D("1.50")),
        ],
    )


def test_only_weeks_of_the_last_four_quarters_count(agreed):
    report = agreed.extension_point("Report interface")
    made = spent(agreed, "1.00")
    for day in (dt.date(2025, 12, 31), dt.date(2026, 1, 1)):
        agreed.spend(made, "0.25", day=day)
    agreed.offload(made, report)

    (row,) = section(agreed).rows

    assert (row.specials, row.weeks) == (1, D("1.25"))


def test_a_month_reads_as_it_was_known_when_it_ended(agreed):
    report = agreed.extension_point("Report interface")
    agreed.offload(first := spent(agreed, "1.00"), report)
    other = spent(agreed, "2.00")
    before = as_json(section(agreed))

    with noon(2026, 12, 3):
        agreed.offload(other, report)
        agreed.offload(first, None)
        manager = agreed.cast.product_manager
        keep_extension_point(report.pk, {"name": "Reports", "state": "planned"}, actor=manager)

        assert as_json(section(agreed)) == before
        (row,) = section(agreed, DECEMBER).rows
        assert (row.name, row.state, row.weeks) == ("Reports", "planned", D("2.00"))
        keep_extension_point(report.pk, {"state": "documented"}, actor=manager)
        assert section(agreed, DECEMBER).rows == []


def test_page_files_and_sentence_say_it(agreed):
    page = signed_in(agreed.cast.observer)
    assert "Nothing to rank yet." in words(page.get(PAGE))
    agreed.offload(spent(agreed, "1.25"), agreed.extension_point("Report interface"))
    report = build_report(agreed.product, NOVEMBER)

    said = words(page.get(PAGE))

    assert (
        "In four quarters 1.25 wk of 1.25 wk on specials would have gone through extension points"
        " that are not there yet. Product has looked at 1.25 wk of them." in said
    )
    assert "Report interface Missing 1 1 1.25" in said
    assert sentence_of(report, "offload") == (
        "Report interface, missing, would have absorbed 1.25 of 1.25 wk on specials in four"
        " quarters."
    )
    (row,) = csv_rows(report, "offload")
    assert (row["Extension point"], row["State"]) == ("Report interface", "Missing")
    assert row["Would have absorbed, wk"] == "1.25"


def test_what_was_published_before_says_that_it_was_not_ranked(agreed):
    kept = as_json(build_report(agreed.product, NOVEMBER))
    del kept["offload"]

    report = from_json(Report, kept)

    assert report.offload == OffloadRanking()
    assert sentence_of(report, "offload") == (
        "Which extension points are missing was not ranked yet."
    )
