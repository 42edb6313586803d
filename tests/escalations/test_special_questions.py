"""Special? Core items in no plan for which one customer waits are asked about once a month."""

import datetime as dt

from company.models import Notice
from escalations.special_questions import MOST_A_MONTH, ask_whether_special, items_to_ask
from tests.conftest import make_item, make_waiting, rewrite
from tests.makers import noon
from tests.snapshots import nothing_changes


def asked(world) -> list[str]:
    rows = Notice.objects.filter(kind=Notice.Kind.IS_SPECIAL).order_by("pk")
    assert {row.person for row in rows} <= {world.cast.product_manager}
    return [row.text for row in rows]


def test_they_are_asked_about_once_a_month(world):
    gatwick, orly = world.customer("Gatwick"), world.customer("Orly")
    make_waiting(gatwick, world.kept_out)
    # In a plan; waited for by two; finished; nobody waits any more.
    make_waiting(gatwick, world.a)
    two, done, over = (make_item(world.product, name) for name in ("Two", "Done", "Over"))
    for customer in (gatwick, orly):
        make_waiting(customer, two)
    make_waiting(orly, done)
    rewrite(type(done).objects.filter(pk=done.pk), finished_on=dt.date(2026, 11, 2))
    rewrite([make_waiting(orly, over)], until=dt.date(2026, 11, 1))
    assert list(items_to_ask(world.product)) == [world.kept_out]

    # November begins on a Sunday.
    with noon(2026, 11, 1), nothing_changes():
        ask_whether_special(world.product)
    for day in (2, 3, 20):
        with noon(2026, 11, day):
            ask_whether_special(world.product)

    said = "Dark mode is in no plan, and only Gatwick waits for it. Special?"
    assert asked(world) == [said]
    notice = Notice.objects.get(text=said)
    assert notice.path == f"/p/skylark/items/{world.kept_out.pk}/"
    with noon(2026, 12, 1):
        ask_whether_special(world.product)
    assert asked(world) == [said, said]


def test_it_asks_about_a_few_and_not_of_specials(world):
    customer = world.customer()
    world.size(world.submitted(customer=customer), "1.00")
    for n in range(MOST_A_MONTH + 2):
        make_waiting(customer, make_item(world.product, f"Item {n}"), dt.date(2026, 1, 20 - n))
    with noon(2026, 11, 3):
        ask_whether_special(world.product)

    assert [text.split(" is ")[0] for text in asked(world)] == [
        f"Item {n}" for n in (6, 5, 4, 3, 2)
    ]
