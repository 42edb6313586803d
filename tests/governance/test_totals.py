"""What nobody confirmed the total of: it waits for engineering, and the budget says so."""

from governance.inbox import waiting_for_me
from tests.portfolio.pages import signed_in, words


def untold(world):
    made = world.start(world.approved("3.00"))
    world.spend(made, "1.00")
    return world.deliver(made, total_confirmed=False)


def test_it_waits_for_engineering_until_it_is_confirmed(agreed):
    made = untold(agreed)
    engineer, sales = agreed.cast.engineering, agreed.cast.sales

    owed = [(row.pk, owes) for row, owes in waiting_for_me(engineer, agreed.product)]
    assert owed == [(made.pk, "confirm what was spent on it in all")]
    assert "confirm" not in "".join(o for _, o in waiting_for_me(sales, agreed.product))
    agreed.confirm_total(made)

    assert waiting_for_me(engineer, agreed.product) == []


def test_the_budget_says_why_it_still_holds(agreed):
    made = untold(agreed)
    reader = signed_in(agreed.cast.observer)
    budget = f"/p/{agreed.product.slug}/budget/2026Q4/"

    assert "total not confirmed yet" in words(reader.get(budget))
    agreed.confirm_total(made)

    assert "total not confirmed yet" not in words(reader.get(budget))


def test_the_page_asks_and_untouched_it_confirms(agreed):
    made = agreed.start(agreed.approved("3.00"))
    agreed.spend(made, "1.00")
    page = f"/p/{agreed.product.slug}/escalations/{made.pk}/deliver/"
    engineer = signed_in(agreed.cast.engineering)

    asked = engineer.get(page).content.decode()
    engineer.post(page, {"total_confirmed": "on"})

    assert "1.00 wk are logged on it" in asked
    assert 'name="total_confirmed"' in asked
    assert "checked" in asked
    assert agreed.headroom() == "7.32"
