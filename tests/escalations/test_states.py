"""The life of an escalation: every verb from every state, by the real actions."""

from contextlib import nullcontext
from decimal import Decimal as D
from functools import partial

import pytest

from company.refusals import Refused
from escalations import actions
from escalations.deals import keep_deal
from escalations.joining import leave
from escalations.judgements import judge
from escalations.later_answers import say_deal, say_use
from escalations.models import Escalation
from escalations.ranking import rank
from escalations.states import OPEN, TRANSITIONS, UNDECIDED, UNDERWAY, State, after, is_possible
from governance.approvals import actions as approvals
from governance.approvals.continuing import continue_special
from governance.approvals.reestimate import reestimate
from governance.approvals.retiring import retire
from portfolio.models import Customer
from tests.conftest import rewrite
from tests.makers import Q4, noon
from tests.snapshots import refuses, taken_back

pytestmark = pytest.mark.any_database

S = State
# What DESIGN 4.10 allows, written out: verb -> {from: to}.
DECIDE = [S.SUBMITTED, S.SIZED, S.PROPOSED]
ALLOWED: dict[str, dict[str, str]] = {
    "amend": {s: s for s in (S.DRAFT, *DECIDE, S.DEFERRED)},
    "submit": dict.fromkeys((S.DRAFT, S.DEFERRED), S.SUBMITTED),
    "size": dict.fromkeys(DECIDE, S.SIZED),
    "confirm": {s: s for s in (S.SIZED, S.PROPOSED)},
    "propose": dict.fromkeys((S.SIZED, S.PROPOSED), S.PROPOSED),
    "send_back": dict.fromkeys(DECIDE, S.SUBMITTED),
    "answer": {S.SUBMITTED: S.SUBMITTED},
    "withdraw": dict.fromkeys((S.DRAFT, *DECIDE, S.DEFERRED), S.WITHDRAWN),
    "rank": {S.PROPOSED: S.PROPOSED},
    "approve": {S.PROPOSED: S.APPROVED},
    "decline": dict.fromkeys(DECIDE, S.DECLINED),
    "defer": dict.fromkeys(DECIDE, S.DEFERRED),
    "redirect": dict.fromkeys(DECIDE, S.REDIRECTED),
    "take_into_plan": dict.fromkeys((S.SIZED, S.PROPOSED), S.PLANNED),
    "join": {s: s for s in (*DECIDE, S.DEFERRED, S.PLANNED, S.APPROVED, S.IN_PROGRESS)},
    "leave": {s: s for s in (*DECIDE, S.DEFERRED, S.PLANNED, S.APPROVED, S.IN_PROGRESS)},
    "offload": {s: s for s in (S.APPROVED, S.IN_PROGRESS, S.DELIVERED, S.REVIEWED)},
    "reestimate": {s: s for s in (S.APPROVED, S.IN_PROGRESS)},
    "continue": {s: s for s in (S.APPROVED, S.IN_PROGRESS)},
    "forecast": {s: s for s in (S.APPROVED, S.IN_PROGRESS)},
    "start": {S.APPROVED: S.IN_PROGRESS},
    "deliver": {S.IN_PROGRESS: S.DELIVERED},
    "cancel": dict.fromkeys((S.APPROVED, S.IN_PROGRESS), S.CANCELLED),
    "confirm_total": {s: s for s in (S.DELIVERED, S.REVIEWED, S.CANCELLED)},
    "judge": {s: s for s in (S.DELIVERED, S.REVIEWED)},
    "retire": {s: s for s in (S.DELIVERED, S.REVIEWED)},
    "say_use": {s: s for s in (S.DELIVERED, S.REVIEWED)},
    "say_deal": {S.DECLINED: S.DECLINED},
    "review": {S.DELIVERED: S.REVIEWED},
}


def test_the_table_is_the_designs():
    table = {
        verb: {source: target or source for source in sources}
        for verb, (sources, target) in TRANSITIONS.items()
    }

    assert table == ALLOWED


@pytest.mark.parametrize("verb", ALLOWED)
@pytest.mark.parametrize("state", State.values)
def test_after_agrees_with_the_table(verb, state):
    target = ALLOWED[verb].get(state)

    assert is_possible(verb, state) == (target is not None)
    if target is not None:
        assert after(verb, state) == target
        return
    with pytest.raises(Refused) as caught:
        after(verb, state)
    assert (caught.value.name, caught.value.facts) == ("wrong-state", {"state": state})


def bring(world, state) -> Escalation:
    """An escalation that came to `state` by the actions themselves."""
    cast, e, _ = world.cast, world.draft(), world.customer("Borealis")
    if state == S.DRAFT:
        return e
    if state == S.WITHDRAWN:
        return actions.withdraw(escalation=e, reason="No.", actor=cast.sales)
    e = actions.submit(escalation=e, actor=cast.sales)
    decide = {"escalation": e, "reason": "No.", "actor": cast.executive}
    match state:
        case S.SUBMITTED:
            return e
        case S.DECLINED:
            return approvals.decline(**decide)
        case S.DEFERRED:
            return approvals.defer(**decide)
        case S.REDIRECTED:
            return approvals.redirect(to="services", **decide)
        case S.PLANNED:
            e = world.size(e, "0.50", approach="fault")
            return world.take_into_plan(e, slice_key="quality", documented="The manual says so.")
    e = world.confirm(world.size(e, "3.00"))
    if state == S.SIZED:
        return e
    e = world.propose(e, world.take(world.a, "3.00"))
    if state == S.PROPOSED:
        return e
    e = world.approve(e)
    untold = partial(world.deliver, total_confirmed=False)
    later = [(S.APPROVED, None), (S.IN_PROGRESS, world.start), (S.DELIVERED, untold)]
    if state == S.CANCELLED:
        return world.cancel(world.start(e))
    for reached, act in later:
        e = act(e) if act else e
        if reached == state:
            return e
    return review(world, e)


def review(world, e):
    return actions.review(
        escalation=e, verdict="keep", customers_using=1, claims={}, actor=world.cast.sales
    )


def answer(world, e):
    if e.state == S.SUBMITTED:
        ask = {"question": "Which?", "actor": world.cast.product_manager}
        e = actions.send_back(escalation=e, **ask)
    return actions.answer(escalation=e, text="This.", actor=world.cast.sales)


def as_fault(world, e):
    """Sized as one, where its state still allows sizing."""
    return world.size(e, "0.50", approach="fault") if e.state in (S.SIZED, S.PROPOSED) else e


def go_on_without_the_deal(world, reason):
    if reason["escalation"].state not in UNDERWAY:
        return continue_special(**reason)
    deal = world.deal()
    rewrite(Escalation.objects.filter(pk=reason["escalation"].pk), deal=deal)
    with noon(2026, 11, 11):
        keep_deal(deal.pk, {"outcome": "lost"}, actor=world.cast.sales)
        return continue_special(**reason)


def join_and_leave(world, e):
    customer = Customer.objects.get(name="Borealis")
    if is_possible("join", e.state):
        world.join(e, customer)
    return leave(escalation=e, customer=customer, actor=world.cast.sales)


def use(world, e):
    closed = e.state in (S.DELIVERED, S.REVIEWED)
    with noon(2026, 12, 12) if closed else nullcontext():
        return say_use(escalation=e, after_days=30, customers_using=1, actor=world.cast.sales)


def deal_ended(world, e):
    if e.state == S.DECLINED:
        rewrite(Escalation.objects.filter(pk=e.pk), deal=world.deal())
    return say_deal(escalation=e, outcome="won", actor=world.cast.sales)


def do(world, verb, e):
    cast, reason = (
        world.cast,
        {"escalation": e, "reason": "Because.", "actor": world.cast.executive},
    )
    acts = {
        "amend": lambda: actions.amend_escalation(e.pk, {"title": "New"}, actor=cast.sales),
        "submit": lambda: actions.submit(escalation=e, actor=cast.sales),
        "size": lambda: world.size(e, "2.00"),
        "confirm": lambda: world.confirm(e, "product"),
        "propose": lambda: world.propose(e, world.take(world.b, "3.00", quarter=Q4)),
        "send_back": lambda: actions.send_back(
            escalation=e, question="Which?", actor=cast.product_manager
        ),
        "answer": lambda: answer(world, e),
        "rank": lambda: rank(escalation=e, before=None, actor=cast.sales_vp),
        "judge": lambda: judge(escalation=e, claims={}, position=True, actor=cast.sales),
        "withdraw": lambda: actions.withdraw(escalation=e, reason="No.", actor=cast.sales),
        "approve": lambda: approvals.approve(**reason),
        "decline": lambda: approvals.decline(**reason),
        "defer": lambda: approvals.defer(**reason),
        "redirect": lambda: approvals.redirect(to="partner", **reason),
        "join": lambda: world.join(e, Customer.objects.get(name="Borealis")),
        "leave": lambda: join_and_leave(world, e),
        "offload": lambda: world.offload(e, None),
        "reestimate": lambda: reestimate(weeks=D("1.00"), **reason),
        "continue": lambda: go_on_without_the_deal(world, reason),
        "retire": lambda: retire(**reason),
        "say_use": lambda: use(world, e),
        "say_deal": lambda: deal_ended(world, e),
        "forecast": lambda: world.forecast(e, "2.00"),
        "start": lambda: world.start(e),
        "deliver": lambda: world.deliver(e),
        "cancel": lambda: approvals.cancel(**reason),
        "confirm_total": lambda: world.confirm_total(e),
        "take_into_plan": lambda: world.take_into_plan(
            as_fault(world, e), slice_key="quality", documented="The manual says so."
        ),
        "review": lambda: review(world, e),
    }
    return acts[verb]()


@pytest.mark.parametrize("state", State.values)
def test_every_verb_does_what_the_table_says_or_is_refused_and_changes_nothing(agreed, state):
    brought = bring(agreed, state)
    assert brought.state == state
    for verb, targets in ALLOWED.items():
        e = Escalation.objects.get(pk=brought.pk)
        with taken_back():
            if state not in targets:
                with refuses("wrong-state"):
                    do(agreed, verb, e)
                continue
            do(agreed, verb, e)
            assert Escalation.objects.get(pk=e.pk).state == targets[state], verb
            agreed.proven()


def test_the_groups_of_states():
    assert set(UNDECIDED) == {S.SUBMITTED, S.SIZED, S.PROPOSED}
    assert set(UNDERWAY) == {S.APPROVED, S.IN_PROGRESS}
    assert set(OPEN) == {S.DRAFT, *UNDECIDED, *UNDERWAY, S.DELIVERED}
