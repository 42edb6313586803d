import datetime as dt

import pytest

from portfolio.models import Item, Waiting
from tests.conftest import (
    make_customer,
    make_item,
    make_usage,
    make_waiting,
    rewrite,
)
from tests.makers import NEXT
from tests.portfolio.pages import queries, signed_in, words

# What a page says goes the same way everywhere; test_hostile reads every page on each database.
pytestmark = pytest.mark.any_database

ITEMS = "/p/skylark/items/"


@pytest.fixture
def pm(world):
    return signed_in(world.cast.product_manager)


def one(item: Item, rest: str = "") -> str:
    return f"{ITEMS}{item.pk}/{rest}"


class TestTheList:
    def test_it_names_slice_weeks_and_who_waits(self, world, pm):
        make_waiting(world.customer(), world.a)

        said = words(pm.get(ITEMS))

        assert "SSO audit log Customer-visible features 30.00 1" in said
        assert "Dark mode Customer-visible features - -" in said

    def test_filters_live_in_the_url(self, world, pm):
        assert "Kernel upgrade" not in words(pm.get(f"{ITEMS}?slice=quality"))
        assert "Flaky tests" in words(pm.get(f"{ITEMS}?slice=quality"))
        assert "1 piece of work" in words(pm.get(f"{ITEMS}?q=KERNEL"))
        assert "Nothing matches." in words(pm.get(f"{ITEMS}?q=nowhere"))

    def test_what_most_wait_for_comes_first_when_asked(self, world, pm):
        make_waiting(world.customer(), world.c)

        said = words(pm.get(f"{ITEMS}?order=-waiting"))

        assert said.index("Flaky tests") < said.index("Dark mode")

    def test_an_empty_product_offers_the_first_step(self, world, pm):
        elsewhere = signed_in(world.cast.outsider)

        assert "There is no item yet." in words(elsewhere.get("/p/skylark-other/items/"))

    def test_queries_do_not_depend_on_the_rows(self, world, pm):
        few = queries(pm, ITEMS)
        for n in range(300):
            make_waiting(world.customer(), make_item(world.product, f"Item {n}"))

        assert queries(pm, ITEMS) == few


class TestOneItem:
    def test_it_says_who_waits_and_what_was_spent_when(self, world, pm):
        make_waiting(make_customer(world.product, "Skyhook", "120000.00"), world.a)
        make_waiting(make_customer(world.product, "Borealis", "80000.00", None), world.a)
        world.plan(quarter=NEXT, lines=world.lines(a="5.00", reserve=None))
        world.spend(world.a, "4.25")

        said = words(pm.get(one(world.a)))

        assert "2 customers wait for it, EUR 200k a year between them." in said
        assert "Skyhook 1 Jan Nice to have" in said
        assert "Q4 2026 30.00 - 4.25" in said
        assert "Q1 2027 5.00 - 0.00" in said

    def test_it_says_who_uses_it(self, world, pm):
        assert "Used by nobody, as far as is recorded" in words(pm.get(one(world.a)))

        make_usage(make_customer(world.product, "Skyhook"), world.a)
        make_usage(make_customer(world.product, "Borealis"), world.a, dt.date(2026, 11, 3))
        assert "Used by Borealis and Skyhook, last on 3 Nov" in words(pm.get(one(world.a)))

        for n in range(6):
            make_usage(world.customer(), world.a, dt.date(2026, 10, 1 + n))
        said = words(pm.get(one(world.a)))
        assert "Used by Borealis, Customer 6, Customer 5 and 5 others, last on 3 Nov" in said

    def test_queries_do_not_depend_on_who_uses_it(self, world, pm):
        make_usage(world.customer(), world.a)
        few = queries(pm, one(world.a))
        for _ in range(300):
            make_usage(world.customer(), world.a)

        assert queries(pm, one(world.a)) == few

    def test_queries_do_not_depend_on_who_waits(self, world, pm):
        make_waiting(world.customer(), world.a)
        few = queries(pm, one(world.a))
        for _ in range(300):
            make_waiting(world.customer(), world.a)

        assert queries(pm, one(world.a)) == few

    def test_others_are_not_offered_to_change_it(self, world):
        said = words(signed_in(world.cast.sales).get(one(world.a)))

        assert "Change it" not in said
        assert "Add a customer who waits" not in said

    def test_an_item_of_another_product_is_not_found(self, world, pm):
        theirs = make_item(world.cast.outsider.memberships.get().product)

        assert pm.get(one(theirs)).status_code == 404


class TestKeeping:
    def test_a_new_item(self, world, pm):
        answer = pm.post(f"{ITEMS}new/", {"title": "Kiosk mode", "slice": world.a.slice_id})

        made = Item.objects.get(title="Kiosk mode")
        assert answer.url == one(made)
        assert made.slice == world.a.slice
        assert "Kiosk mode is kept." in words(pm.get(answer.url))

    def test_a_refused_one_keeps_what_was_typed(self, world, pm):
        day = {"started_on": "2026-11-03", "finished_on": "2026-11-02"}

        answer = pm.post(one(world.a, "edit/"), {"title": "SSO log", **day})

        assert answer.status_code == 422
        assert "An item cannot finish before it starts." in words(answer)
        assert 'value="SSO log"' in answer.content.decode()
        assert 'value="2026-11-03"' in answer.content.decode()
        world.a.refresh_from_db()
        assert world.a.title == "SSO audit log"

    def test_the_form_comes_with_the_dates_as_browsers_take_them(self, world, pm):
        world.a.started_on = dt.date(2026, 11, 3)
        world.a.save()

        assert 'value="2026-11-03"' in pm.get(one(world.a, "edit/")).content.decode()

    @pytest.mark.parametrize(
        ("chosen", "kept", "said"),
        [
            ("true", True, "Yes"),
            ("false", False, "No; it skipped that"),
            ("unknown", None, "Nobody has said"),
        ],
    )
    def test_whether_it_was_validated(self, world, pm, chosen, kept, said):
        rewrite(Item.objects.filter(pk=world.a.pk), validated=None if chosen == "true" else True)

        page = pm.post(
            one(world.a, "edit/"), {"title": "SSO log", "validated": chosen}, follow=True
        )

        world.a.refresh_from_db()
        assert world.a.validated is kept
        assert f"Validated {said}" in words(page)
        form = pm.get(one(world.a, "edit/")).content.decode()
        assert f'<option value="{chosen}" selected>' in form

    def test_the_specials_slice_is_no_choice(self, world, pm):
        specials = world.product.slices.get(is_specials=True)

        answer = pm.post(f"{ITEMS}new/", {"title": "Sneaked in", "slice": specials.pk})

        assert answer.status_code == 422
        assert not Item.objects.filter(title="Sneaked in").exists()

    def test_nobody_else_may(self, world):
        sales = signed_in(world.cast.sales)

        assert sales.get(f"{ITEMS}new/").status_code == 403
        assert sales.post(f"{ITEMS}new/", {"title": "Mine"}).status_code == 403
        assert not Item.objects.filter(title="Mine").exists()


class TestWhoWaits:
    def test_a_customer_is_added(self, world, pm):
        skyhook = make_customer(world.product)
        form = {"customer": skyhook.pk, "since": "2026-02-03", "weight": "blocker"}

        answer = pm.post(one(world.a, "waiting/"), form)

        made = Waiting.objects.get()
        assert (made.item, made.since, made.weight) == (world.a, dt.date(2026, 2, 3), "blocker")
        assert "Skyhook waits for SSO audit log." in words(pm.get(answer.url))

    def test_nobody_waits_twice(self, world, pm):
        skyhook = make_customer(world.product)
        make_waiting(skyhook, world.a)
        form = {"customer": skyhook.pk, "since": "2026-02-03", "weight": "blocker"}

        answer = pm.post(one(world.a, "waiting/"), form)

        assert answer.status_code == 422
        assert "This customer already waits for that item." in words(answer)
        assert Waiting.objects.count() == 1

    def test_stopping_can_be_undone(self, world, pm):
        was = make_waiting(make_customer(world.product), world.a)
        rewrite(Waiting.objects.all(), weight="blocker", promised=True)

        page = pm.post(one(world.a, f"waiting/{was.pk}/stop/"), follow=True)
        assert "Skyhook no longer waits for SSO audit log." in words(page)
        assert list(Waiting.objects.open()) == []

        undo = next(iter(page.context["messages"])).extra_tags
        page = pm.post(undo, follow=True)
        again = Waiting.objects.open().get()
        assert "Skyhook waits again." in words(page)
        assert (again.customer, again.since) == (was.customer, was.since)
        assert (again.weight, again.promised) == ("blocker", True)

    def test_undoing_twice_adds_nobody_twice(self, world, pm):
        was = make_waiting(make_customer(world.product), world.a)
        page = pm.post(one(world.a, f"waiting/{was.pk}/stop/"), follow=True)
        undo = next(iter(page.context["messages"])).extra_tags

        pm.post(undo)
        page = pm.post(undo, follow=True)

        assert "They wait for it already." in words(page)
        assert Waiting.objects.count() == 1

    def test_nobody_else_may_stop_it(self, world):
        was = make_waiting(make_customer(world.product), world.a)
        sales = signed_in(world.cast.sales)

        assert sales.post(one(world.a, f"waiting/{was.pk}/stop/")).status_code == 403
        assert Waiting.objects.count() == 1


class TestSearch:
    def test_it_finds_items_and_customers_by_part_of_their_name(self, world, pm):
        make_customer(world.product, "Kernhill")

        said = words(pm.get("/p/skylark/search/?q=kern"))

        assert "Kernel upgrade" in said
        assert "Kernhill EUR 120k" in said
        assert "Flaky tests" not in said

    def test_no_words_find_nothing(self, world, pm):
        said = words(pm.get("/p/skylark/search/"))

        assert "Kernel upgrade" not in said
        assert "Words of a title or a name, whole or in part." in said

    def test_a_wrong_letter_leads_to_what_was_meant(self, world, pm):
        make_customer(world.product, "Kernhill")
        make_item(world.cast.outsider.memberships.get().product, "Kernel upgrades")
        world.submitted(title="Kernel panic button")
        world.draft(title="Kernel secrets")

        said = words(pm.get("/p/skylark/search/?q=kernnel"))

        assert "No item is called “kernnel”. Did you mean: Kernel upgrade Customers" in said
        assert "No escalation is called “kernnel”. Did you mean: Kernel panic button" in said
        # Neither another product's nor another's draft; and what is exact is enough.
        assert "Kernel upgrades" not in said
        assert "Kernel secrets" not in said
        assert "Did you mean" not in words(pm.get("/p/skylark/search/?q=kern"))

    def test_near_names_ask_as_often_for_many_as_for_few(self, world, pm):
        few = queries(pm, "/p/skylark/search/?q=kernnel")
        for n in range(20):
            make_item(world.product, f"Kernel {n}")

        assert queries(pm, "/p/skylark/search/?q=kernnel") == few

    def test_other_products_are_not_searched(self, world, pm):
        make_item(world.cast.outsider.memberships.get().product, "Kernel of theirs")

        assert "Kernel of theirs" not in words(pm.get("/p/skylark/search/?q=kern"))


class TestWhatChanged:
    def test_the_page_tells_who_changed_what(self, world, pm):
        pm.post(one(world.a, "edit/"), {"title": "SSO log", "slice": world.a.slice_id})

        page = words(pm.get(one(world.a)))

        told = f"What changed Title: SSO audit log → became SSO log {world.cast.product_manager}"
        assert told in page
        assert "10 Nov Entered The command line, 10 Nov" in page

    def test_the_rest_is_shown_on_request(self, world, pm):
        for n in range(7):
            rewrite(Item.objects.filter(pk=world.a.pk), title=f"Title {n}")

        page, whole = (words(pm.get(one(world.a, query))) for query in ("", "?changes=all"))

        assert "became Title 6" in page
        assert "became Title 0" not in page
        assert "Show everything that changed" in page
        assert "became Title 0" in whole
        assert "Show everything that changed" not in whole
