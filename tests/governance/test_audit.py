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
from ledger.proof import sealed_models
from portfolio.models import Movement, Plan
from tests import sharing
from tests.conftest import rewrite
from tests.makers import LATER, NEXT, NOW, Q4


def go_on(agreed):
    """Two quarters, a cap set, an override, a re-estimate, and effort."""
    agreed.plan(NEXT, lines=agreed.lines())
    agreed.cap(NEXT, percent=D("12.5"))
    first = agreed.approved(parts={Q4: D("2.00"), NEXT: D("1.00")})
    agreed.spend(first, "0.75")
    agreed.reestimate(first, "4.00", agreed.take(agreed.b, "1.00"))
    agreed.override(agreed.proposed("8.00", rows=[], title="Large"))


sharing.GO_ON["audited"] = go_on


@pytest.fixture
def audited(agreed, request):
    """That world, and nothing keeps anybody from tampering with it."""
    if not sharing.is_shared(request, "audited"):
        go_on(agreed)
    triggers.remove()
    yield agreed
    triggers.install()


def said(world) -> list[str]:
    return list(faults(world.product))


def newest(model) -> int:
    return model.objects.order_by("pk").last().pk


def verify(**options) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_ledger", stdout=out, stderr=err, **options)
    except CommandError as error:
        return error.returncode, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_an_untouched_ledger_is_proven(audited):
    head = Head.objects.get(product=audited.product)
    rows = sum(model._base_manager.count() for model in sealed_models())

    code, out, err = verify(product="skylark")

    assert (code, err) == (0, "")
    assert out == (
        f"skylark: {head.number} entries and {rows} sealed rows read;"
        f" head {head.number}:{head.hash}\nThe ledger is proven.\n"
    )


def test_a_head_that_was_sent_out_is_proven_as_long_as_the_chain_contains_it(audited):
    head = Head.objects.get(product=audited.product)
    sent_out = f"{head.number}:{head.hash}"
    audited.cap(NEXT, percent=D("11"))

    assert verify(product="skylark", head=sent_out)[0] == 0
    assert verify(product="skylark", head=f"{head.number}:{'0' * 64}") == (
        1,
        verify(product="skylark")[1].removesuffix("The ledger is proven.\n"),
        f"skylark: the chain does not contain the head {head.number}:{'0' * 64}:"
        " what was sent out is not what stands\n",
    )


@pytest.mark.parametrize("head", ["12", "x:y", ":", "٣:abc"])
def test_a_head_that_cannot_be_read_exits_2(audited, head):
    assert verify(product="skylark", head=head)[0] == 2


def test_a_head_needs_one_product(audited):
    assert verify(head="1:abc")[0] == 2


def test_every_product_is_read_unless_one_is_named(audited):
    _, out, _ = verify()

    assert [line.split(":")[0] for line in out.splitlines()][:-1] == ["skylark", "skylark-other"]


def test_an_unknown_product_exits_2(audited):
    assert verify(product="nowhere")[0] == 2


def test_a_changed_text_says_where_and_exits_1(audited):
    entry = Entry.objects.filter(kind="approved").order_by("number").first()
    text = entry.text.replace('"2026Q4":"2.00"', '"2026Q4":"1.00"')
    Entry.objects.filter(pk=entry.pk).update(text=text)

    code, _, err = verify()

    assert code == 1
    place = f"entry {entry.number} was changed: its text does not have its hash"
    assert err.splitlines() == [f"skylark: {place}"]


def test_a_cut_tail_says_where_and_what_it_hid(audited):
    last = Entry.objects.filter(product=audited.product).order_by("number").last()
    assert last.kind == "approved"
    Entry.objects.filter(pk=last.pk).delete()

    part = Part.objects.get(escalation__title="Large")
    pk, move, decision = part.escalation_id, newest(Movement), newest(Decision)
    assert said(audited) == [
        f"the head says {last.number} entries, the chain ends at {last.number - 1}:"
        " its tail was cut",
        f"movement {move} was written past the ledger: no entry seals it",
        f"part {part.pk} was written past the ledger: no entry seals it",
        f"decision {decision} was written past the ledger: no entry seals it",
        f"escalation {pk}, 2026Q4: the ledger approved 0.00 wk, the table says 8.00 wk",
        "the ledger has 2 decisions, the table 3",
        "2026Q4: the ledger holds 3.00 wk, the budget 11.00 wk",
    ]


def test_a_cut_tail_with_its_head_set_back_still_shows_in_the_tables(audited):
    rows = Entry.objects.filter(product=audited.product).order_by("number")
    last = rows.last()
    Head.objects.filter(product=audited.product).update(
        number=last.number - 1, hash=last.previous_hash
    )
    Entry.objects.filter(pk=last.pk).delete()

    assert len(said(audited)) == 6


def test_changed_approved_weeks_say_where(audited):
    part = Part.objects.get(quarter=NEXT)
    Part.objects.filter(pk=part.pk).update(weeks=D("0.50"))

    entry = Entry.objects.filter(kind="approved").order_by("number").first()
    assert said(audited) == [
        f"part {part.pk} was changed since entry {entry.number} sealed it",
        f"escalation {part.escalation_id}, 2027Q1: the ledger approved 1.00 wk,"
        " the table says 0.50 wk",
        "2027Q1: the ledger holds 1.00 wk, the budget 0.50 wk",
    ]


def test_a_part_nobody_approved_says_where(audited):
    stray = audited.draft(title="Stray")
    part = Part.objects.create(escalation=stray, quarter=Q4, weeks=D("1.00"), at=NOW)

    assert said(audited) == [
        f"part {part.pk} was written past the ledger: no entry seals it",
        f"escalation {stray.pk}, 2026Q4: the ledger approved 0.00 wk, the table says 1.00 wk",
    ]


def test_a_changed_cap_says_where(audited):
    Cap.objects.filter(plan__quarter=Q4).update(weeks=D("9.00"))

    agreed = Entry.objects.get(kind="baseline_agreed").number
    assert said(audited) == [
        f"cap {Cap.objects.get(plan__quarter=Q4).pk} was changed since entry {agreed} sealed it",
        "2026Q4: the ledger says a cap of 8.32 wk, the table 9.00 wk",
    ]


def test_a_changed_capacity_that_moves_a_cap_says_where(audited):
    rewrite(Plan.objects.filter(quarter=NEXT), capacity_weeks=D("100.00"))

    assert said(audited) == ["2027Q1: the ledger says a cap of 10.40 wk, the table 12.50 wk"]


def test_a_policy_changed_past_the_ledger_says_where(audited):
    audited.plan(NEXT.next, lines=[])
    stray = Policy.objects.create(
        product=audited.product, cap_percent=D("50"), from_quarter=NEXT, at=NOW
    )

    assert said(audited) == [
        f"policy {stray.pk} was written past the ledger: no entry seals it",
        "2027Q2: the ledger says a cap of 8.32 wk, the table 41.60 wk",
    ]


def test_a_decision_that_vanished_shows(audited):
    pk, entry = newest(Decision), Entry.objects.order_by("number").last()
    Decision.objects.filter(pk=pk).delete()

    assert said(audited) == [
        f"decision {pk}, which entry {entry.number} sealed, is gone",
        "the ledger has 3 decisions, the table 2",
    ]


@pytest.mark.parametrize("data", ["{}", "[]", '{"parts":3,"escalation":1}', '{"parts":{"x":"y"}}'])
def test_a_text_rewritten_to_nonsense_is_a_fault_and_no_crash(audited, data):
    entry = Entry.objects.filter(kind="approved").order_by("number").first()
    start = entry.text.index('"data":') + len('"data":')
    end = entry.text.index(',"kind":')
    Entry.objects.filter(pk=entry.pk).update(text=entry.text[:start] + data + entry.text[end:])

    assert said(audited)[:2] == [
        f"entry {entry.number} was changed: its text does not have its hash",
        f"entry {entry.number} does not say what was approved",
    ]


def test_a_plan_made_from_the_teams_has_its_capacity_in_the_ledger(audited):
    audited.plan(LATER, capacity=None, lines=[])

    assert said(audited) == []
