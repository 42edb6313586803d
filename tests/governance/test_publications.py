"""Publishing a month freezes what its report says; a correction is a new version."""

import datetime as dt
import hashlib
import json
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from company.refusals import Malformed, Refused
from governance.audit import faults as ledger_faults
from governance.models import Commentary, Publication
from governance.publications.actions import freeze_unsigned
from governance.publications.queries import report_of, shown_report
from governance.publications.versions import facts_of
from governance.report.json_facts import as_json
from governance.report.sections import build_report
from ledger import triggers
from ledger.models import Entry, Head
from tests.conftest import rewrite
from tests.makers import LONG_REASON, OCTOBER, noon
from tests.snapshots import nothing_changes

NOVEMBER = dt.date(2026, 11, 1)


@pytest.fixture
def october(agreed):
    """Core teams logged 4.00 in October, of which 1.00 on a special."""
    special = agreed.approved("3.00", customer=agreed.customer("Skyhook", arr=100_000))
    agreed.special = special
    agreed.spend(special, "1.00", day=dt.date(2026, 10, 6))
    agreed.spend(agreed.a, "3.00", day=dt.date(2026, 10, 7))
    return agreed


def test_a_published_month_is_the_facts_with_the_version_and_the_ledgers_head(october):
    draft = as_json(build_report(october.product, OCTOBER))
    head = Head.objects.get(product=october.product)

    made = october.publish()

    facts = json.loads(made.text)
    assert facts.pop("publication") == {
        "version": 1,
        "published_on": "2026-11-10",
        "published_by": str(october.cast.executive),
        "is_signed": True,
        "reason": "",
        "ledger_number": head.number,
        "ledger_hash": head.hash,
        "changes": [],
    }
    assert facts | {"publication": None} == draft
    assert made.sha256 == hashlib.sha256(made.text.encode()).hexdigest()
    entry = Entry.objects.filter(product=october.product).latest("number")
    assert (entry.kind, json.loads(entry.text)["data"]) == (
        "report_published",
        {
            "month": "2026-10",
            "version": 1,
            "sha256": made.sha256,
            "is_signed": True,
            "reason": "",
        },
    )
    october.proven()


def test_what_was_published_is_shown_for_ever(october):
    made = october.publish()
    before = report_of(made)

    october.spend(october.a, "2.00", day=dt.date(2026, 10, 8))
    october.product.name = "Renamed"
    october.product.save()

    assert shown_report(october.product, OCTOBER).report == before
    assert shown_report(october.product, OCTOBER, "1").report == before
    draft = shown_report(october.product, OCTOBER, "draft")
    assert draft.publication is None
    assert draft.report.headline.month.total_weeks == D("6.00")


def test_a_version_that_is_not_there_is_not_found(october):
    october.publish()

    for asked in ("2", "0", "99999", "newest", "²"):
        with pytest.raises(Http404):
            shown_report(october.product, OCTOBER, asked)


def test_a_month_that_runs_is_not_published(october):
    with nothing_changes(), pytest.raises(Refused, match="from 1 December 2026 on") as refused:
        october.publish(NOVEMBER)
    assert refused.value.name == "wrong-state"


@pytest.mark.parametrize("role", ["sales_vp", "product_manager", "observer"])
def test_only_an_executive_publishes(october, role):
    with nothing_changes(), pytest.raises(PermissionDenied, match="executive"):
        october.publish(actor=getattr(october.cast, role))


def test_a_correction_says_what_changed_and_why(october):
    october.publish()
    october.spend(october.a, "1.00", day=dt.date(2026, 10, 8))

    made = october.publish(reason="Team North handed its week in late.")

    said = report_of(made).publication
    assert (said.version, said.reason) == (2, "Team North handed its week in late.")
    changed = {(row.section, row.row, row.figure): (row.before, row.after) for row in said.changes}
    assert changed["headline", "", "month.share"] == ("25.00", "20.00")
    assert changed["headline", "", "month.total_weeks"] == ("4.00", "5.00")
    assert changed["slices", "Customer-visible features", "rows.actual_weeks"] == ("3.00", "4.00")
    assert not {section for section, *_ in changed} & {"underway", "postponed", "decisions"}
    assert next(row.section for row in said.changes) == "headline"
    assert shown_report(october.product, OCTOBER).report.publication.version == 2
    assert facts_of(Publication.objects.get(version=1))["headline"]["month"]["share"] == "25.00"


@pytest.mark.parametrize(
    ("reason", "name"), [("", "reason-missing"), ("Nineteen characters", "reason-too-short")]
)
def test_a_correction_without_a_reason_is_refused(october, reason, name):
    october.publish()
    october.spend(october.a, "1.00", day=dt.date(2026, 10, 8))

    with nothing_changes(), pytest.raises(Refused) as refused:
        october.publish(reason=reason)
    assert refused.value.name == name


def test_nothing_to_correct_is_refused(october):
    october.publish()

    with nothing_changes(), pytest.raises(Refused, match="nothing to correct") as refused:
        october.publish(reason=LONG_REASON)
    assert refused.value.name == "wrong-state"


def test_a_row_that_came_or_went_is_a_change_of_its_figures(october):
    october.publish()
    october.spend(october.special, "0.50", day=dt.date(2026, 10, 13))

    changes = report_of(october.publish(reason=LONG_REASON)).publication.changes

    rows = [
        (c.section, c.figure, c.before, c.after) for c in changes if c.row == "Core, 2026-10-12"
    ]
    assert rows == [
        ("interrupts", "rows.week", "", "2026-10-12"),
        ("interrupts", "rows.team", "", "Core"),
        ("interrupts", "rows.people", "", "1"),
        ("interrupts", "rows.weeks", "", "0.50"),
    ]


def test_what_nobody_published_in_time_is_frozen_unsigned_and_may_be_signed(october):
    frozen = freeze_unsigned(product=october.product, month=OCTOBER)

    assert freeze_unsigned(product=october.product, month=OCTOBER) is None
    assert report_of(frozen).publication.is_signed is False
    signed = october.publish()
    assert (signed.version, report_of(signed).publication.changes) == (2, [])


def test_the_command_line_signs_no_correction(october):
    october.publish(actor=None)
    october.spend(october.a, "1.00", day=dt.date(2026, 10, 8))

    with nothing_changes(), pytest.raises(Refused, match="an executive signs"):
        october.publish(reason=LONG_REASON, actor=None)


def test_late_effort_is_a_correction_in_the_next_months_report_and_told_once(october):
    october.publish()
    with noon(2026, 11, 12):
        october.spend(october.a, "1.00", day=dt.date(2026, 10, 8))

    (told,) = build_report(october.product, NOVEMBER).corrections

    assert (told.month, told.special_weeks_before, told.special_weeks) == (
        "2026-10",
        D("1.00"),
        D("1.00"),
    )
    assert (told.total_weeks_before, told.total_weeks) == (D("4.00"), D("5.00"))
    assert (told.share_before, told.share) == (D("25.00"), D("20.00"))
    with noon(2026, 12, 2):
        october.publish(NOVEMBER)
        assert build_report(october.product, dt.date(2026, 12, 1)).corrections == []
        assert len(build_report(october.product, NOVEMBER).corrections) == 1


def test_a_text_that_was_tampered_with_is_found(october):
    made = october.publish()
    assert list(ledger_faults(october.product)) == []

    triggers.remove()
    rewrite(Publication.objects.all(), text=made.text.replace("25.00", "5.00"))

    (fault,) = ledger_faults(october.product)
    assert fault.startswith(f"publication {made.pk} was changed since entry")


# --- Commentary ---------------------------------------------------------------


def test_each_side_says_its_own_and_publishing_freezes_it(october):
    october.comment("We kept to the plan.")
    october.comment("Two deals stood on this.", side="sales", actor=october.cast.sales_vp)

    october.publish(comments={"product": "We nearly kept to the plan."})

    said = shown_report(october.product, OCTOBER).report.commentary
    assert [(c.side, c.text, c.by) for c in said] == [
        ("product", "We nearly kept to the plan.", str(october.cast.executive)),
        ("sales", "Two deals stood on this.", str(october.cast.sales_vp)),
    ]
    october.comment("")
    assert shown_report(october.product, OCTOBER).report.commentary == said
    assert [c.side for c in shown_report(october.product, OCTOBER, "draft").report.commentary] == [
        "sales"
    ]


@pytest.mark.parametrize(
    ("side", "role"), [("product", "sales_vp"), ("sales", "product_manager"), ("sales", "sales")]
)
def test_nobody_comments_for_the_other_side(october, side, role):
    with nothing_changes(), pytest.raises(PermissionDenied):
        october.comment("Not mine to say.", side=side, actor=getattr(october.cast, role))


def test_600_characters_are_kept_and_one_more_is_refused(october):
    october.comment("x" * 600)

    with nothing_changes(), pytest.raises(Malformed, match="at most 600 characters; this has 601"):
        october.comment("y" * 601)
    assert Commentary.objects.get().text == "x" * 600


def test_what_is_refused_keeps_no_comment(october):
    with nothing_changes(), pytest.raises(Refused):
        october.publish(NOVEMBER, comments={"product": "Too early."})
