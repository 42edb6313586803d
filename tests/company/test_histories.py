"""Histories: a row for every change, by whom and when, and reading how things stood."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from company import clock, histories
from company.histories import rows_of
from escalations.models import Deal
from portfolio.models import Customer, Effort, Item, Line, Team, Waiting
from tests.conftest import make_cast, make_customer, make_item, make_product, make_waiting
from tests.snapshots import raises_and_changes_nothing

FIRST = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)


def day(n: int) -> dt.datetime:
    return FIRST + dt.timedelta(days=n)


def told(record: models.Model) -> list[tuple]:
    rows = record.history.order_by("history_id")
    return list(rows.values_list("history_type", "history_user", "history_date"))


@pytest.fixture
def acme(product) -> Customer:
    with clock.at(day(0)):
        return make_customer(product, "Acme", "100.00")


def set_arr(customer: Customer, arr: str, n: int, actor=None) -> None:
    customer.arr = arr
    with clock.at(day(n)):
        histories.save(customer, actor=actor)


class TestWhatIsTracked:
    def test_these_models_and_no_others(self):
        assert sorted(model._meta.label for model in histories.tracked_models()) == [
            "escalations.Commitment",
            "escalations.Costing",
            "escalations.Deal",
            "escalations.Escalation",
            "escalations.Join",
            "escalations.Judgement",
            "escalations.Offload",
            "portfolio.Customer",
            "portfolio.ExtensionPoint",
            "portfolio.Item",
            "portfolio.NonGoal",
            "portfolio.Partner",
            "portfolio.Plan",
            "portfolio.Renewal",
            "portfolio.Slice",
            "portfolio.SortedItem",
            "portfolio.Stance",
            "portfolio.Target",
            "portfolio.Team",
            "portfolio.Usage",
            "portfolio.Waiting",
        ]

    @pytest.mark.parametrize("model", histories.tracked_models(), ids=lambda m: m.__name__)
    def test_a_history_has_every_column(self, model):
        columns = {field.attname for field in model._meta.concrete_fields}

        kept = model.history.model._meta.concrete_fields
        assert columns <= {field.attname for field in kept}
        # A field that models share writes into the table of the last.
        assert {field.model for field in kept} == {model.history.model}

    @pytest.mark.parametrize("model", histories.tracked_models(), ids=lambda m: m.__name__)
    def test_the_database_changes_none_when_what_it_refers_to_goes(self, model):
        keys = [f for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey)]

        ways = {key.remote_field.on_delete for key in keys}

        assert ways <= {models.PROTECT, models.CASCADE}


class TestWriting:
    def test_one_object_by_a_person_at_the_time_it_is(self, cast, acme):
        set_arr(acme, "200.00", 1, cast.sales)

        assert told(acme) == [("+", None, day(0)), ("~", cast.sales.pk, day(1))]

    def test_a_person_stands_for_one_change_only(self, cast, acme):
        set_arr(acme, "200.00", 1, cast.sales)
        with clock.at(day(2)):
            acme.save()

        assert told(acme)[-1] == ("~", None, day(2))

    def test_an_object_saved_in_part_is_told_as_it_is_stored(self, acme):
        stale = Customer.objects.get(pk=acme.pk)
        set_arr(acme, "200.00", 1)

        stale.segment = "Retail"
        histories.save(stale, actor=None, update_fields=["segment"])

        last = acme.history.first()
        assert (str(last.arr), last.segment) == ("200.00", "Retail")
        assert list(histories.faults(acme.product)) == []

    def test_many_at_once(self, product, cast):
        with clock.at(day(0)):
            made = histories.create(
                [Team(product=product, name=name) for name in "AB"], actor=cast.executive
            )
        for team in made:
            team.people = 3
        with clock.at(day(1)):
            histories.update(made, ["people"], actor=cast.product_manager, reason="Two joined.")
        with clock.at(day(2)):
            histories.delete(Team, [made[1].pk], actor=None)

        entered = ("+", cast.executive.pk, day(0))
        joined = ("~", cast.product_manager.pk, day(1))
        assert told(made[0]) == [entered, joined]
        assert told(made[1]) == [entered, joined, ("-", None, day(2))]
        assert made[0].history.first().history_change_reason == "Two joined."
        assert list(Team.objects.values_list("name", "people")) == [("A", 3)]
        assert list(histories.faults(product)) == []

    def test_many_at_once_take_no_more_queries_than_few(self, product):
        def made(names: str) -> int:
            with CaptureQueriesContext(connection) as queries:
                histories.create([Team(product=product, name=n) for n in names], actor=None)
            return len(queries)

        assert made("ABC") == made("D") == 4

    def test_models_without_history_are_saved_all_the_same(self, world):
        line = Line.objects.first()

        histories.save(line, actor=None)
        histories.delete(Effort, [], actor=None)

        assert not hasattr(line, "history")

    @pytest.mark.parametrize(
        "write",
        [
            lambda acme: Customer.objects.update(arr=5),
            lambda acme: Customer.objects.filter(pk=acme.pk).update(arr=5),
            lambda acme: Customer.objects.bulk_update([acme], ["arr"]),
            lambda acme: Customer.objects.bulk_create([Customer(product=acme.product, name="B")]),
            lambda acme: acme.product.customers.update(arr=5),
            lambda acme: Waiting.objects.open().update(promised=True),
            lambda acme: acme.escalations.update(title="X"),
        ],
    )
    def test_bulk_writes_that_would_leave_none_are_refused(self, acme, write):
        acme.arr = 9

        with raises_and_changes_nothing(TypeError) as caught:
            write(acme)

        assert "keeps its history" in str(caught.value)

    def test_what_is_deleted_one_by_one_says_so(self, acme):
        key = acme.pk

        acme.delete()

        assert Customer.history.filter(id=key).first().history_type == "-"


class TestAsOf:
    def arr(self, product, n: int) -> dict[str, str]:
        rows = rows_of(Customer, product).as_of(day(n))
        return {each.name: str(each.arr) for each in rows}

    def test_the_last_row_at_or_before_the_instant_counts(self, product, acme):
        set_arr(acme, "200.00", 2)
        set_arr(acme, "300.00", 4)

        assert [self.arr(product, n) for n in (0, 1, 2, 3, 4, 9)] == [
            {"Acme": "100.00"},
            {"Acme": "100.00"},
            {"Acme": "200.00"},
            {"Acme": "200.00"},
            {"Acme": "300.00"},
            {"Acme": "300.00"},
        ]

    def test_what_began_later_or_was_gone_is_not_there(self, product, acme):
        with clock.at(day(2)):
            make_customer(product, "Bolt", "7.00")
        with clock.at(day(4)):
            histories.delete(Customer, [acme.pk], actor=None)

        assert self.arr(product, -1) == {}
        assert self.arr(product, 1) == {"Acme": "100.00"}
        assert self.arr(product, 3) == {"Acme": "100.00", "Bolt": "7.00"}
        assert self.arr(product, 4) == {"Bolt": "7.00"}

    def test_of_two_changes_in_one_instant_the_later_counts_once(self, product, acme):
        set_arr(acme, "200.00", 0)

        assert Customer.history.as_of(day(0)).count() == 1
        assert self.arr(product, 0) == {"Acme": "200.00"}

    def test_a_clock_that_was_set_back_does_not_bring_back_what_was_before(self, product, acme):
        set_arr(acme, "200.00", 5)
        set_arr(acme, "300.00", 4)

        assert self.arr(product, 9) == {"Acme": "300.00"}
        assert list(histories.faults(product)) == []

    def test_filters_look_at_how_it_was_then(self, acme):
        set_arr(acme, "200.00", 2)

        then = Customer.history.as_of(day(1))
        assert [then.filter(arr=100).count(), then.filter(arr=200).count()] == [1, 0]
        assert list(then.values_list("name", "arr")) == [("Acme", 100)]

    def test_it_takes_one_query_and_knows_products_apart(self, acme):
        other = make_product("kite")
        with clock.at(day(0)):
            make_customer(other, "Bolt", "1.00")

        with CaptureQueriesContext(connection) as queries:
            assert self.arr(other, 1) == {"Bolt": "1.00"}
        assert len(queries) == 1

    def test_who_waited_is_found_over_its_customer_also_when_that_is_gone(self, product, acme):
        with clock.at(day(1)):
            waiting = make_waiting(acme, make_item(product))
        with clock.at(day(3)):
            histories.delete(Waiting, [waiting.pk], actor=None)
            histories.delete(Customer, [acme.pk], actor=None)

        found = [rows_of(Waiting, product).as_of(day(n)).filter(until=None) for n in (0, 2, 3)]

        assert [[each.customer_id for each in rows] for rows in found] == [[], [acme.pk], []]

    def test_one_object_as_it_was(self, acme):
        set_arr(acme, "200.00", 2)

        assert str(acme.history.as_of(day(1)).arr) == "100.00"
        with pytest.raises(Customer.DoesNotExist):
            acme.history.as_of(day(-1))


class TestFaults:
    def test_a_row_that_was_changed_without_its_history(self, acme):
        Customer._base_manager.filter(pk=acme.pk).update(segment="Rail")

        assert list(histories.faults(acme.product)) == [
            f"customer {acme.pk}: its history ends with segment '', and it is 'Rail'"
        ]

    def test_a_row_that_its_history_does_not_know(self, product):
        Item._base_manager.bulk_create([Item(product=product, title="Kiosk")])
        key = Item.objects.get().pk

        assert list(histories.faults(product)) == [f"item {key}: its history does not know it"]

    def test_a_row_that_went_without_saying_so(self, acme):
        waiting = make_waiting(acme, make_item(acme.product))
        Waiting._base_manager.filter(pk=waiting.pk)._raw_delete("default")

        assert list(histories.faults(acme.product)) == [
            f"waiting {waiting.pk}: its history has it, and it is gone"
        ]

    def test_other_products_have_their_own(self, acme):
        Customer._base_manager.filter(pk=acme.pk).update(segment="Rail")
        other = make_cast(make_product("kite")).product

        assert list(histories.faults(other)) == []

    def test_every_flow_leaves_none(self, everything):
        assert Deal.history.count() > Deal.objects.count()
        assert list(histories.faults(everything.product)) == []


def test_nobody_goes_around_the_managers_but_those_who_note_it_themselves():
    house = Path(histories.__file__).parent.parent
    writes = re.compile(r"_base_manager\b[^\n]*\.(update|bulk_\w+|delete|_raw_delete)\(")

    found = {
        str(file.relative_to(house))
        for app in ("company", "imports", "portfolio", "escalations", "governance", "demo")
        for file in (house / app).rglob("*.py")
        if "migrations" not in file.parts and writes.search(file.read_text())
    }

    assert found == {
        "company/histories.py",
        "demo/scale/records.py",
        "imports/run/persistence.py",
        "imports/run/undo.py",
    }
