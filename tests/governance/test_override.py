"""Overrides: an executive's approval beyond the headroom or without full displacement."""

from decimal import Decimal as D

from django.core.exceptions import PermissionDenied

from governance.models import Decision
from tests.makers import LONG_REASON
from tests.snapshots import raises_and_changes_nothing, refuses


def decision(escalation) -> Decision:
    return Decision.objects.get(escalation=escalation)


def test_an_override_waives_cap_and_displacement(agreed):
    made = agreed.proposed("9.00", rows=[])

    made = agreed.override(made)

    assert made.state == "approved"
    assert agreed.headroom() == "-0.68"
    assert str(agreed.line(made.item).unfunded_weeks) == "9.00"
    assert decision(made).is_override
    agreed.proven()


def test_an_override_needs_twenty_characters(agreed):
    made = agreed.proposed("9.00")

    for reason in ("", "nineteen characters", "   nineteen characters   "):
        with refuses("reason-too-short"):
            agreed.override(made, reason)
    assert agreed.override(made, "exactly twenty chars").state == "approved"


def test_only_an_executive_overrides(agreed):
    made = agreed.proposed("1.00", rows=[])

    with raises_and_changes_nothing(PermissionDenied):
        agreed.approve(made, LONG_REASON, override=True, actor=agreed.cast.sales_vp)
    agreed.override(made)


def test_asking_for_an_override_that_nothing_needs_is_an_ordinary_approval(agreed):
    made = agreed.approve(agreed.proposed("3.00"), "Fine.", override=True)

    assert not decision(made).is_override


def test_after_an_override_the_next_is_refused_until_there_is_room(agreed):
    agreed.override(agreed.proposed("9.00"))
    made = agreed.proposed("0.01", title="Tiny")

    with refuses("over-cap"):
        agreed.approve(made)
    agreed.cap(weeks=D("9.01"))
    assert agreed.approve(made).state == "approved"


def test_an_override_above_the_capacity_shows_and_then_only_reductions_pass(agreed):
    agreed.plan(lines=agreed.lines(a="45.20"), reason="Fill it.")
    agreed.override(agreed.proposed("5.00", rows=[]))

    with refuses("over-capacity"):
        agreed.plan(lines=agreed.lines(a="45.20", c="10.01"), reason="More.")
    agreed.plan(lines=agreed.lines(a="45.19"), reason="Less.")
    agreed.proven()
