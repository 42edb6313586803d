"""Facts are read back from their JSON as they were written, to the hundredth."""

import datetime as dt

import pytest

from governance.report.json_facts import as_json, from_json
from governance.report.sections import Report, build_report


def test_facts_read_back_are_written_alike(agreed):
    agreed.approved("3.00", customer=agreed.customer("Skyhook", arr=1000))
    report = build_report(agreed.product, dt.date(2026, 11, 1))

    again = from_json(Report, as_json(report))

    assert again.underway == report.underway
    assert as_json(again) == as_json(report)


def test_what_a_file_of_an_older_version_leaves_out_has_its_default(agreed):
    facts = as_json(build_report(agreed.product, dt.date(2026, 11, 1)))
    del facts["publication"]

    assert from_json(Report, facts).publication is None


def test_a_fact_that_is_needed_is_missed(agreed):
    facts = as_json(build_report(agreed.product, dt.date(2026, 11, 1)))
    del facts["headline"]["month"]

    with pytest.raises(KeyError):
        from_json(Report, facts)
