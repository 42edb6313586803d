"""Sorting on its page, with and without what the browser adds, and by the API."""

import pytest

from portfolio.models import Item, SortedItem
from tests.conftest import make_item, token_client
from tests.portfolio.pages import queries, signed_in, words
from tests.snapshots import nothing_changes

pytestmark = pytest.mark.any_database

SORT, BUILT = "/p/skylark/sort/", "/p/skylark/built/"
IN_PLACE = {"HX-Request": "true"}


@pytest.fixture
def pm(world):
    world.spend(world.a, "6.00")
    world.spend(world.b, "3.00")
    world.spend(world.c, "1.00")
    return signed_in(world.cast.product_manager)


def answer(client, item, answer, customer="", **more):
    return client.post(f"{SORT}{item.pk}/", {"answer": answer, "customer": customer}, **more)


def test_without_scripts_each_answer_leads_to_the_next_item(world, pm):
    assert "Between 0.0% and 100.0% of what you built was for one customer." in words(pm.get(SORT))
    assert "0 of 3 sorted; they are 0.0% of the weeks" in words(pm.get(SORT))

    sent = pm.post(f"{SORT}{world.a.pk}/?quarters=2", {"answer": "customer", "customer": "Skyhook"})

    assert (sent.status_code, sent.url) == (302, f"{SORT}?quarters=2")
    said = words(pm.get(sent.url))
    assert "Between 60.0% and 100.0% of what you built was for one customer." in said
    assert "1 of 3 sorted; they are 60.0% of the weeks" in said
    assert "Kernel upgrade 3.00 wk" in said
    assert "SSO audit log: for Skyhook, who is new among your customers." in said
    undone = pm.post(f"{SORT}undo/")
    assert undone.url == SORT
    assert "SSO audit log 6.00 wk" in words(pm.get(SORT))


def test_in_place_the_answer_is_the_next_item_alone(world, pm):
    sent = answer(pm, world.a, "planned", headers=IN_PLACE)

    said = words(sent)
    assert sent.status_code == 200
    assert said.startswith("Between 0.0% and 40.0% of what you built was for one customer.")
    assert "Kernel upgrade" in said
    assert "<html" not in sent.content.decode()


def test_sorted_to_the_end_it_says_one_figure(world, pm):
    for item, said in ((world.a, "customer"), (world.b, "planned"), (world.c, "fault")):
        answer(pm, item, said, "Skyhook" if said == "customer" else "")

    assert "60.0% of what you built was for one customer. 3 of 3 sorted" in words(pm.get(SORT))
    assert "Everything is sorted." in words(pm.get(SORT))
    said = words(pm.get(BUILT))
    assert "SSO audit log Skyhook 6.00 wk 60.0%" in said
    assert "Together 1 6.00 wk 60.0%" in said
    assert "Nobody has sorted" not in said


def test_a_refused_answer_keeps_what_was_typed_and_changes_nothing(world, pm):
    pm.get(SORT)
    with nothing_changes():
        empty = answer(pm, world.b, "customer", headers=IN_PLACE)
        unseen = answer(pm, world.b, "customer", "\u2800")
        unknown = answer(pm, world.b, "later")
        undone = pm.post(f"{SORT}undo/")

    assert {r.status_code for r in (empty, unseen, unknown, undone)} == {422}
    assert "For one customer: Say which customer it was for." in words(empty)
    # The item that was refused is still the one that is asked about.
    assert "Kernel upgrade" in words(empty)
    assert "Nothing of this can be seen." in words(unseen)
    assert "Say what it was." in words(unknown)
    assert "You have sorted nothing that could be taken back." in words(undone)


def test_suggestions_are_offered_as_buttons(world, pm):
    world.customer("Skyhook")
    made = make_item(world.product, "Badges for Skyhook")
    world.spend(made, "9.00")

    assert "For Skyhook 1 named in the title" in words(pm.get(SORT))
    assert not SortedItem.objects.exists()


def test_others_see_how_far_it_is_and_no_buttons(world, pm):
    page = signed_in(world.cast.sales).get(SORT)

    assert "A product manager sorts." in words(page)
    assert "data-key=" not in page.content.decode()


def test_an_empty_product_offers_the_file_itself(world):
    elsewhere = signed_in(world.cast.outsider)

    said = words(elsewhere.get("/p/skylark-other/sort/"))

    assert "How much of what you built was for one customer?" in said
    assert "Nothing was brought in yet." in words(elsewhere.get("/p/skylark-other/built/"))


@pytest.mark.parametrize("asked", ["", "0", "x", "\u0664", "9999"])
def test_a_span_that_is_none_asks_for_the_usual_or_the_nearest(world, pm, asked):
    assert pm.get(f"{SORT}?quarters={asked}").status_code == 200
    assert pm.get(f"{BUILT}?quarters={asked}").status_code == 200


def test_queries_do_not_depend_on_the_items(world, pm):
    few = queries(pm, SORT), queries(pm, BUILT)
    for n in range(60):
        world.spend(make_item(world.product, f"Item {n}"), minutes=10 + n)
        if n % 2:
            answer(pm, Item.objects.get(title=f"Item {n}"), "customer", f"Customer {n}")

    assert (queries(pm, SORT), queries(pm, BUILT)) == few


def test_by_the_api(world, pm):
    api, path = token_client(world.cast.product_manager), "/api/v1/products/skylark/sorting/"

    sent = api.post(
        path, {"item": world.a.pk, "answer": "customer", "customer": "Skyhook"}, format="json"
    )

    assert sent.status_code == 200
    assert sent.json() == {
        "is_by_weeks": True,
        "items": 3,
        "sorted": 1,
        "skipped": 0,
        "sorted_share": "60.00",
        "lower_share": "60.00",
        "upper_share": "100.00",
        "next": world.b.pk,
    }
    assert api.get(path).json() == sent.json()
    assert api.delete(path).status_code == 204
    assert api.get(path).json()["lower_share"] == "0.00"
    with nothing_changes():
        again = api.delete(path)
        theirs = api.post(path, {"item": 10**9, "answer": "planned"}, format="json")
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (409, "wrong-state")
    assert theirs.status_code == 400
