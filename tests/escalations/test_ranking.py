"""The sales VP's order of the queue."""

import pytest
from django.core.exceptions import PermissionDenied

from company.refusals import Malformed
from escalations import actions
from escalations.models import Escalation, Event
from escalations.ranking import rank
from governance.approvals.queue import queue
from ledger import chain
from tests.conftest import token_client
from tests.portfolio.pages import signed_in
from tests.snapshots import nothing_changes, raises_and_changes_nothing, refuses

QUEUE = "/p/skylark/queue/"


@pytest.fixture
def abc(agreed):
    """Three in the queue, none of them ranked."""
    return [agreed.proposed("1.00", title=title) for title in "ABC"]


def order(world) -> str:
    return "".join(str(row.escalation) for row in queue(world.product).rows)


def ranks(world) -> dict[str, int]:
    return dict(Escalation.objects.order_by("pk").values_list("title", "rank"))


def place(world, escalation, before=None):
    pk = before.pk if before else None
    return rank(escalation=escalation, before=pk, actor=world.cast.sales_vp)


def test_one_is_placed_before_another_or_last(agreed, abc):
    a, b, c = abc
    assert (order(agreed), ranks(agreed)) == ("ABC", {"A": 0, "B": 0, "C": 0})

    assert place(agreed, c, before=a).rank == 1
    assert (order(agreed), ranks(agreed)) == ("CAB", {"A": 2, "B": 3, "C": 1})
    assert place(agreed, c, before=b).rank == 2
    assert order(agreed) == "ACB"
    assert place(agreed, a).rank == 3
    assert order(agreed) == "CBA"
    agreed.proven()


def test_what_comes_new_stands_after_what_was_ranked(agreed, abc):
    place(agreed, abc[0])

    agreed.proposed("1.00", title="D")

    assert order(agreed) == "BCAD"
    assert ranks(agreed)["D"] == 0


def test_only_what_moved_is_told_of_and_who_moved_it(agreed, abc):
    a, b, c = abc
    place(agreed, a, before=b)
    before = Escalation.history.count()

    place(agreed, c, before=b)

    rows = Escalation.history.order_by("history_id")[before:]
    assert sorted((row.title, row.rank) for row in rows) == [("B", 3), ("C", 2)]
    assert {row.history_user for row in rows} == {agreed.cast.sales_vp}
    agreed.proven()


def test_the_place_it_stands_at_already_changes_nothing(agreed, abc):
    place(agreed, abc[2])

    with nothing_changes():
        place(agreed, abc[2])


def test_ranking_is_no_step_of_the_story(agreed, abc):
    steps = Event.objects.count()

    place(agreed, abc[0])

    assert Event.objects.count() == steps


@pytest.mark.parametrize("role", ["sales", "product_manager", "engineering", "executive"])
def test_nobody_else_ranks_it(agreed, abc, role):
    with raises_and_changes_nothing(PermissionDenied):
        rank(escalation=abc[0], before=None, actor=agreed.cast.of(role))


def test_only_the_queue_is_ranked(agreed, abc):
    sized = agreed.sized("1.00")

    with refuses("wrong-state"):
        place(agreed, sized)
    for other in (sized, abc[0]):
        with raises_and_changes_nothing(Malformed) as caught:
            place(agreed, abc[0], before=other)
        assert list(caught.value.errors) == ["before"]


def test_what_leaves_the_queue_loses_its_place(agreed, abc):
    a, b, _ = abc
    place(agreed, a, before=b)
    ask = {"question": "Which?", "actor": agreed.cast.product_manager}

    actions.send_back(escalation=a, **ask)
    a = agreed.propose(agreed.confirm(agreed.size(a, "1.00")), agreed.take(agreed.a, "1.00"))

    assert a.rank == 0
    assert order(agreed) == "BCA"


def test_it_is_ranked_under_the_products_lock(agreed, abc, monkeypatch):
    locked = []
    monkeypatch.setattr(chain, "lock", lambda product: locked.append(product))

    place(agreed, abc[0])

    assert locked == [agreed.product]


def test_by_api_and_by_the_buttons_of_the_queue(agreed, abc):
    a, _, c = abc
    api = token_client(agreed.cast.sales_vp)

    answer = api.post(f"/api/v1/escalations/{c.pk}/rank/", {"before": a.pk}, format="json")

    assert (answer.status_code, answer.json()["rank"]) == (200, 1)
    page = signed_in(agreed.cast.sales_vp)
    rows = page.get(QUEUE).context["queue"].with_moves
    assert [[move.label for move in moves] for _, moves in rows] == [
        ["Down", "Last"],
        ["First", "Up", "Down", "Last"],
        ["First", "Up"],
    ]
    for pressed, expected in [
        ("Down", "ACB"),
        ("Down", "ABC"),
        ("First", "CAB"),
        ("Last", "ABC"),
        ("Up", "ACB"),
        ("Up", "CAB"),
    ]:
        rows = page.get(QUEUE).context["queue"].with_moves
        moves = next(moves for row, moves in rows if row.escalation == c)
        move = next(move for move in moves if move.label == pressed)
        sent = page.post(f"{QUEUE}{c.pk}/", {move.field: move.value})
        assert (sent.status_code, sent["Location"]) == (302, f"{QUEUE}#request-{c.pk}")
        assert order(agreed) == expected


def test_only_the_sales_vp_is_offered_the_buttons(agreed, abc):
    pages = {
        role: signed_in(agreed.cast.of(role)).get(QUEUE).content.decode()
        for role in ("sales_vp", "executive", "observer")
    }

    assert {role: 'class="moves' in page for role, page in pages.items()} == {
        "sales_vp": True,
        "executive": False,
        "observer": False,
    }
