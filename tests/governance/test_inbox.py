"""What waits for one person on home."""

import datetime as dt
import re

from escalations import actions
from governance.approvals import actions as approvals
from governance.inbox import waiting_for_me
from tests.makers import noon
from tests.portfolio.pages import signed_in, words

ROLES = ["sales", "sales_vp", "product_manager", "engineering", "executive", "observer"]


def waits(world) -> dict[str, list[str]]:
    """By role, what its one person owes; roles who owe nothing are left out."""
    found = {
        role: [step for _, step in waiting_for_me(world.cast.of(role), world.product)]
        for role in ROLES
    }
    return {role: steps for role, steps in found.items() if steps}


def test_a_question_waits_for_whoever_filed_it_alone(agreed):
    made = agreed.submitted(actor=agreed.cast.sales_vp)
    assert waits(agreed) == {"engineering": ["size it"]}

    ask = {"question": "Which?", "actor": agreed.cast.product_manager}
    made = actions.send_back(escalation=made, **ask)
    assert waits(agreed) == {"sales_vp": ["answer the question"]}

    actions.answer(escalation=made, text="This.", actor=agreed.cast.sales_vp)
    assert waits(agreed) == {
        "product_manager": ["read the answer and have it sized"],
        "engineering": ["size it"],
    }


def test_the_question_of_one_who_left_waits_for_sales(agreed):
    made = agreed.submitted(actor=agreed.cast.executive)
    ask = {"question": "Which?", "actor": agreed.cast.product_manager}
    actions.send_back(escalation=made, **ask)

    agreed.cast.executive.memberships.all().delete()

    assert waits(agreed)["sales"] == ["answer the question"]


def test_a_draft_waits_for_its_author_alone(agreed):
    agreed.draft(actor=agreed.cast.engineering)

    assert waits(agreed) == {"engineering": ["complete and submit it"]}


def test_what_was_deferred_stands_from_its_day_on(agreed):
    made = agreed.submitted(actor=agreed.cast.engineering)
    later = agreed.submitted(title="Later")
    never = agreed.submitted(title="Never")
    turn = {"reason": "Not now.", "actor": agreed.cast.executive}
    approvals.defer(escalation=made, until=dt.date(2026, 12, 1), **turn)
    approvals.defer(escalation=later, until=dt.date(2027, 2, 1), **turn)
    approvals.defer(escalation=never, **turn)

    with noon(2026, 11, 30):
        assert waits(agreed) == {}
    with noon(2026, 12, 1):
        said = ["deferred until 1 Dec: submit it again or withdraw it"]
        assert waits(agreed) == {"sales_vp": said, "engineering": said}
        page = words(signed_in(agreed.cast.sales_vp).get("/"))
    assert "Customer 1: deferred until 1 Dec: submit it again or withdraw it" in page
    made.refresh_from_db()
    assert made.state == "deferred"


def test_what_was_deferred_again_stands_from_its_later_day(agreed):
    made = agreed.submitted()
    turn = {"reason": "Not now.", "actor": agreed.cast.executive}
    approvals.defer(escalation=made, until=dt.date(2026, 11, 10), **turn)
    assert list(waits(agreed)) == ["sales", "sales_vp"]

    made = actions.submit(escalation=made, actor=agreed.cast.sales)
    approvals.defer(escalation=made, until=dt.date(2026, 12, 1), **turn)

    assert waits(agreed) == {}


def test_late_is_said_where_it_waits(agreed):
    agreed.submitted()

    with noon(2026, 11, 17):
        on_the_day = words(signed_in(agreed.cast.engineering).get("/"))
    with noon(2026, 11, 19):
        after = words(signed_in(agreed.cast.engineering).get("/"))

    assert "due 17 Nov" in on_the_day
    assert "late" not in on_the_day
    assert re.search("due 17 Nov ?2 working days late", after)


def test_an_executive_may_confirm_what_nobody_confirmed_in_time(agreed):
    made = agreed.size(agreed.submitted(), "2.00")
    agreed.confirm(made, "engineering")

    with noon(2026, 11, 23):
        assert "executive" not in waits(agreed)
    with noon(2026, 11, 24):
        assert waits(agreed)["executive"] == ["confirm its sizing in the place of product"]
    agreed.propose(made)
    with noon(2026, 11, 24):
        assert waits(agreed)["executive"] == ["confirm its sizing in the place of product"]
    agreed.confirm(made, "product")
    with noon(2026, 11, 24):
        assert waits(agreed)["executive"] == ["decide"]
