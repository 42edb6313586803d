"""The next and the previous of the queue, without going back to it."""

import pytest

from escalations.ranking import place_of, rank
from tests.portfolio.pages import queries, signed_in

HERE = "/p/skylark/escalations"


@pytest.fixture
def abc(agreed):
    return [agreed.proposed("1.00", title=title) for title in "ABC"]


def test_a_place_is_that_of_the_queue_as_it_is_ranked(agreed, abc):
    a, b, c = abc
    rank(escalation=c, before=a.pk, actor=agreed.cast.sales_vp)

    found = [place_of(each) for each in abc]

    assert [(p.number, p.count, p.before, p.after) for p in found] == [
        (2, 3, c, b),
        (3, 3, a, None),
        (1, 3, None, a),
    ]
    assert place_of(agreed.sized("1.00")) is None


def test_pages_that_decide_lead_to_their_neighbours(agreed, abc):
    a, b, c = abc
    boss, product = signed_in(agreed.cast.executive), signed_in(agreed.cast.product_manager)

    approve = boss.get(f"{HERE}/{b.pk}/approve/").content.decode()
    propose = product.get(f"{HERE}/{b.pk}/propose/").content.decode()

    assert ">2 of 3</a>" in approve
    for verb, page in (("approve", approve), ("propose", propose)):
        for rel, other in (("prev", a), ("next", c)):
            assert f'<a rel="{rel}" href="{HERE}/{other.pk}/{verb}/"' in page


@pytest.mark.parametrize("verb", ["approve", "decline", "defer"])
def test_what_was_decided_names_the_next(agreed, abc, verb):
    a, b, _ = abc
    boss = signed_in(agreed.cast.executive)

    answer = boss.post(f"{HERE}/{a.pk}/{verb}/", {"reason": "It is worth it."}, follow=True)

    assert answer.redirect_chain == [(f"{HERE}/{a.pk}/?next={b.pk}", 302)]
    assert f'<a rel="next" href="{HERE}/{b.pk}/approve/"' in answer.content.decode()


@pytest.mark.parametrize("asked", ["", "x", "0", "9" * 30, "²"])
def test_what_is_no_next_shows_none(agreed, abc, asked):
    page = signed_in(agreed.cast.executive).get(f"{HERE}/{abc[0].pk}/?next={asked}")

    assert (page.status_code, 'rel="next"' in page.content.decode()) == (200, False)


def test_a_longer_queue_asks_no_more_queries(agreed, abc):
    boss = signed_in(agreed.cast.executive)
    path = f"{HERE}/{abc[0].pk}/approve/"
    few = queries(boss, path)

    for n in range(5):
        agreed.proposed("0.10", title=f"More {n}")

    assert queries(boss, path) == few
