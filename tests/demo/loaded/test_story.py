"""The story the demonstration tells: specials creep up, discovery starves, the cap turns it."""

from decimal import Decimal as D

import pytest
from django.db.models import Sum

from company.calendar import bounds, running_quarter
from company.models import Product
from company.units import hundredths
from escalations.judgements import claims_come_true
from escalations.models import Escalation
from escalations.states import State
from governance.budget import budget_of
from governance.hold_list import held_of
from governance.lookback.build import look_back
from governance.lookback.page import story_of
from governance.models import Decision
from governance.report.sections import build_report
from portfolio.as_of import AsOf
from portfolio.effort.queries import CORE, effort_between
from portfolio.models import Effort, SortedItem
from portfolio.sorting.built import Built
from tests.demo.conftest import NOW
from tests.demo.truths import SHARES, check

pytestmark = pytest.mark.xdist_group("demo")


def quarters(product):
    return [running_quarter(product).plus(-n) for n in range(7, -1, -1)]


def discovery_share(product, quarter):
    effort = effort_between(product, *bounds(product, quarter)).filter(CORE)
    mine = effort.filter(item__slice__key="discovery").aggregate(n=Sum("minutes"))["n"]
    return round(100 * mine / effort.aggregate(n=Sum("minutes"))["n"], 1)


def test_the_four_questions_have_answers(wicket):
    story = story_of(wicket, 8)

    found = {
        name: (told.answer.count, told.answer.judged, told.known_in)
        for name in ("unplanned", "narrow", "unvalidated", "deals")
        if (told := getattr(story, name))
    }
    deals = story.deals.answer
    assert found == {
        "unplanned": (30, 96, 8),
        "narrow": (6, 19, 8),
        "unvalidated": (9, 25, 8),
        "deals": (21, 17, 8),
    }
    assert (deals.won, deals.lost, deals.open) == (12, 5, 4)
    assert ("Buildings with several tenants", ["Tallow Street Properties"]) in [
        (row.title, row.customers) for row, _ in story.narrow.rows
    ]


def by_title(product, title):
    return Escalation.objects.get(product=product, title=title)


def test_everything_holds(wicket):
    assert list(check(NOW)) == []


def test_specials_rise_and_fall(wicket):
    rows = look_back(wicket, 8)

    assert [row.quarter for row in rows] == quarters(wicket)
    assert [str(hundredths(row.share)) for row in rows[:7]] == SHARES
    assert 5 < rows[7].share < 7
    assert [row.band.value for row in rows] == [
        "within_cap",
        "within_cap",
        "within_cap",
        "straining",
        "struggling",
        "juggling",
        "juggling",
        "within_cap",
    ]


def test_discovery_starves_and_comes_back(wicket):
    found = [discovery_share(wicket, quarter) for quarter in quarters(wicket)]

    assert found[:7] == [10.0, 8.5, 6.0, 4.0, 2.5, 5.5, 8.0]
    assert 9 < found[7] < 10.5


def test_what_the_cap_decided(wicket):
    decisions = Decision.objects.filter(escalation__product=wicket)
    declined = [d.escalation for d in decisions.filter(kind="decline")]
    override = decisions.get(is_override=True)
    services = decisions.get(redirected_to="services")

    assert sorted(e.deal.outcome for e in declined) == ["lost", "won"]
    assert (override.is_own_request, override.weeks) == (True, D("3.50"))
    assert services.price == 3 * services.weeks * D("8000.00")


def test_the_cap_of_each_quarter(wicket):
    found = [budget_of(wicket, quarter) for quarter in quarters(wicket)]

    assert [b.cap_weeks for b in found[:5]] == [D("31.20")] * 5
    assert [(b.cap_weeks, b.held_weeks, b.overdraft_weeks) for b in found[5:7]] == [
        (D("14.56"), D("15.60"), D("0.00")),
        (D("10.40"), D("11.44"), D("1.04")),
    ]
    assert (found[7].cap_weeks, found[7].overdraft_weeks) == (D("10.40"), D("2.08"))
    assert (found[7].slots, found[7].slots_used) == (2, 1)


def test_before_the_cap_nobody_decided(wicket):
    before = Escalation.objects.filter(product=wicket, is_imported=True)

    assert before.count() == 14
    decided = Decision.objects.filter(escalation__in=before).exclude(kind="retire")
    assert not decided.exists()
    assert set(before.values_list("state", flat=True)) == {State.REVIEWED, State.DELIVERED}


def test_the_running_quarter_is_interesting(wicket):
    report = build_report(wicket, NOW.date())
    taken = {h.escalation.title: h for h in held_of(wicket, running_quarter(wicket)).holds}
    siren = report.underway[0]

    assert (siren.title, siren.started_without_decision) == (
        "The siren follows the depot doors",
        True,
    )
    assert taken["The depot gate opens for the night buses"].overrun > 0
    assert taken["Readers for the second cold store"].unpaid == D("0.70")
    soon = {c.name for row in report.postponed.rows for c in row.customers if c.renews_in_90_days}
    assert {"Harbour & Pine Coworking", "St. Brannoc Hospitals", "Meridian Freight"} <= soon


def test_everyone_wants_this_is_judged(wicket):
    """True 2 of 9 times, as product judged and sales did not deny."""
    assert claims_come_true(AsOf(wicket))["everyone_wants_this"] == (2, 9)


def test_services_effort_is_no_special(wicket):
    report = by_title(wicket, "The validation report, written by the system")

    kinds = set(Effort.objects.filter(item=report.item).values_list("team__kind", flat=True))

    assert kinds == {"services"}


@pytest.mark.parametrize("months_back", [0, 1])
def test_the_other_products_report_has_its_rows(wicket, months_back):
    foyer = type(wicket).objects.get(slug="foyer")
    month = NOW.date().replace(day=1, month=NOW.month - months_back)

    report = build_report(foyer, month)

    assert [row.title for row in report.underway] == [
        "Lab badges with the date of the hazard training"
    ]
    assert [row.title for row in report.postponed.rows] == ["Deliveries without a host"]


def test_where_custom_work_could_have_gone(wicket):
    ranked = build_report(wicket, NOW.date()).offload

    assert [(row.name, row.state, row.specials, row.weeks) for row in ranked.rows] == [
        ("Door rules that a customer writes", "missing", 3, D("18.90")),
        ("Report interface", "missing", 2, D("10.46")),
        ("Relay cabinet kit", "planned", 2, D("8.20")),
    ]
    assert (ranked.absorbed_weeks, ranked.judged_weeks) == (D("37.56"), D("37.56"))
    foyer = Product.objects.get(slug="foyer")
    (after_all,) = build_report(foyer, NOW.date()).decisions.after_all
    assert (after_all.title, after_all.used_by) == (
        "Ask visitors for their number plate",
        ["Maple & Moss Clinics"],
    )


def test_most_of_what_was_built_is_sorted(wicket):
    built = Built.load(wicket)
    said = SortedItem.objects.filter(product=wicket).select_related("item__slice", "slice_before")

    assert {one.answer for one in said} == {"planned", "fault"}
    # Nothing that was said moved an item, so that every slice has the weeks it had.
    assert all(one.item.slice == one.slice_before for one in said)
    assert (hundredths(built.lower), hundredths(built.upper)) == (D("14.88"), D("31.04"))
