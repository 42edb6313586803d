"""verify_ledger: it proves the chain, and says where tables disagree with it."""

from decimal import Decimal as D
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from escalations.models import Part
from governance.audit import faults
from governance.models import Cap, Decision, Policy
from ledger import triggers
from ledger.models import Entry, Head
from portfolio.models import Plan
from tests.makers import NEXT, Q4


@pytest.fixture
def busy(agreed):
    """Two quarters, a cap set, an override, a re-estimate, and effort."""
    agreed.plan(NEXT, lines=agreed.lines())
    agreed.cap(NEXT, percent=D("12.5"))
    first = agreed.approved(parts={Q4: D("2.00"), NEXT: D("1.00")})
    agreed.spend(first, "0.75")
    agreed.reestimate(first, "4.00", agreed.take(agreed.b, "1.00"))
    agreed.override(agreed.proposed("8.00", rows=[], title="Large"))
    triggers.remove()
    yield agreed
    triggers.install()


def said(world) -> list[str]:
    return list(faults(world.product))


def verify(**options) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_ledger", stdout=out, stderr=err, **options)
    except CommandError as error:
        return error.returncode, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_an_untouched_ledger_is_proven(busy):
    count = Entry.objects.filter(product=busy.product).count()

    code, out, err = verify(product="skylark")

    assert (code, err) == (0, "")
    assert out == f"skylark: {count} entries read\nThe ledger is proven.\n"


def test_every_product_is_read_unless_one_is_named(busy):
    _, out, _ = verify()

    assert [line.split(":")[0] for line in out.splitlines()][:-1] == ["skylark", "skylark-other"]


def test_an_unknown_product_exits_2(busy):
    assert verify(product="nowhere")[0] == 2


def test_a_changed_text_says_where_and_exits_1(busy):
    entry = Entry.objects.filter(kind="approved").order_by("number").first()
    text = entry.text.replace('"2026Q4":"2.00"', '"2026Q4":"1.00"')
    Entry.objects.filter(pk=entry.pk).update(text=text)

    code, _, err = verify()

    assert code == 1
    place = f"entry {entry.number} was changed: its text does not have its hash"
    assert err.splitlines() == [f"skylark: {place}"]


def test_a_cut_tail_says_where_and_what_it_hid(busy):
    last = Entry.objects.filter(product=busy.product).order_by("number").last()
    assert last.kind == "approved"
    Entry.objects.filter(pk=last.pk).delete()

    pk = Part.objects.get(escalation__title="Large").escalation_id
    assert said(busy) == [
        f"the head says {last.number} entries, the chain ends at {last.number - 1}:"
        " its tail was cut",
        f"escalation {pk}, 2026Q4: the ledger approved 0.00 wk, the table says 8.00 wk",
        "the ledger has 2 decisions, the table 3",
        "2026Q4: the ledger holds 3.00 wk, the budget 11.00 wk",
    ]


def test_a_cut_tail_with_its_head_set_back_still_shows_in_the_tables(busy):
    rows = Entry.objects.filter(product=busy.product).order_by("number")
    last = rows.last()
    Head.objects.filter(product=busy.product).update(
        number=last.number - 1, hash=last.previous_hash
    )
    Entry.objects.filter(pk=last.pk).delete()

    assert len(said(busy)) == 3


def test_changed_approved_weeks_say_where(busy):
    part = Part.objects.get(quarter=NEXT)
    Part.objects.filter(pk=part.pk).update(weeks=D("0.50"))

    assert said(busy) == [
        f"escalation {part.escalation_id}, 2027Q1: the ledger approved 1.00 wk,"
        " the table says 0.50 wk",
        "2027Q1: the ledger holds 1.00 wk, the budget 0.50 wk",
    ]


def test_a_part_nobody_approved_says_where(busy):
    stray = busy.draft(title="Stray")
    Part.objects.create(escalation=stray, quarter=Q4, weeks=D("1.00"))

    assert said(busy) == [
        f"escalation {stray.pk}, 2026Q4: the ledger approved 0.00 wk, the table says 1.00 wk"
    ]


def test_a_changed_cap_says_where(busy):
    Cap.objects.filter(plan__quarter=Q4).update(weeks=D("9.00"))

    assert said(busy) == ["2026Q4: the ledger says a cap of 8.32 wk, the table 9.00 wk"]


def test_a_changed_capacity_that_moves_a_cap_says_where(busy):
    Plan.objects.filter(quarter=NEXT).update(capacity_weeks=D("100.00"))

    assert said(busy) == ["2027Q1: the ledger says a cap of 10.40 wk, the table 12.50 wk"]


def test_a_policy_changed_past_the_ledger_says_where(busy):
    busy.plan(NEXT.next, lines=[])
    Policy.objects.create(product=busy.product, cap_percent=D("50"))

    assert said(busy) == ["2027Q2: the ledger says a cap of 8.32 wk, the table 41.60 wk"]


def test_a_decision_that_vanished_shows(busy):
    Decision.objects.order_by("pk").last().delete()

    assert said(busy) == ["the ledger has 3 decisions, the table 2"]


@pytest.mark.parametrize("data", ["{}", "[]", '{"parts":3,"escalation":1}', '{"parts":{"x":"y"}}'])
def test_a_text_rewritten_to_nonsense_is_a_fault_and_no_crash(busy, data):
    entry = Entry.objects.filter(kind="approved").order_by("number").first()
    start = entry.text.index('"data":') + len('"data":')
    end = entry.text.index(',"kind":')
    Entry.objects.filter(pk=entry.pk).update(text=entry.text[:start] + data + entry.text[end:])

    assert said(busy)[:2] == [
        f"entry {entry.number} was changed: its text does not have its hash",
        f"entry {entry.number} does not say what was approved",
    ]


def test_a_plan_made_from_the_teams_has_its_capacity_in_the_ledger(world):
    world.plan(NEXT, capacity=None, lines=[])

    assert list(faults(world.product)) == []
