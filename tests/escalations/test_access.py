"""Which role may which verb; whoever filed a request keeps it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from escalations.access import can, load_escalation, require_verb
from escalations.models import Escalation

pytestmark = pytest.mark.any_database

ROLES = ["sales", "sales_vp", "product_manager", "engineering", "executive", "observer"]
# DESIGN section 2, written out.
MAY = {
    "amend": {"sales", "sales_vp"},
    "submit": {"sales", "sales_vp"},
    "withdraw": {"sales", "sales_vp"},
    "answer": {"sales", "sales_vp"},
    "size": {"engineering"},
    "confirm": {"product_manager", "engineering"},
    "propose": {"product_manager"},
    "send_back": {"product_manager"},
    "approve": {"sales_vp", "executive"},
    "decline": {"sales_vp", "executive"},
    "defer": {"sales_vp", "executive"},
    "redirect": {"sales_vp", "executive"},
    "reestimate": {"sales_vp", "executive", "engineering"},
    "continue": {"sales_vp", "executive"},
    "start": {"engineering"},
    "deliver": {"engineering"},
    "cancel": {"executive"},
    "rank": {"sales_vp"},
    "judge": {"sales", "sales_vp", "product_manager"},
    "review": {"sales", "sales_vp"},
}


@pytest.mark.parametrize("verb", MAY)
def test_a_verb_belongs_to_its_roles(world, verb):
    made = world.submitted(actor=world.cast.sales)

    assert {role for role in ROLES if can(world.cast.of(role), verb, made)} == MAY[verb]
    for role in {*ROLES} - MAY[verb]:
        with pytest.raises(PermissionDenied):
            require_verb(world.cast.of(role), verb, made)
    with pytest.raises(Http404):
        require_verb(world.cast.outsider, verb, made)


@pytest.mark.parametrize("verb", MAY)
def test_whoever_filed_it_may_amend_submit_withdraw_and_answer(world, verb):
    made = world.draft(actor=world.cast.engineering)

    assert can(world.cast.engineering, verb, made) == (
        verb in ("amend", "submit", "withdraw", "answer") or "engineering" in MAY[verb]
    )


def test_an_escalation_is_visible_in_its_product_only(world):
    made = world.submitted()

    for role in ROLES:
        assert load_escalation(world.cast.of(role), made.pk) == made
        assert list(Escalation.objects.visible_to(world.cast.of(role))) == [made]
    assert list(Escalation.objects.visible_to(world.cast.outsider)) == []
    with pytest.raises(Http404):
        load_escalation(world.cast.outsider, made.pk)
