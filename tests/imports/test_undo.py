"""Undoing a whole import: exactly what was before, or a refusal that names what stands on it."""

import pytest
from django.core.management import CommandError, call_command

from company import histories
from company.models import Product
from escalations.models import Escalation
from imports.actions import note, settle
from imports.mapping.schema import Mapping
from imports.models import Import
from imports.run.execution import run_import
from imports.run.recording import Superseded, digests, recorder
from imports.run.undo import undo
from portfolio.models import Customer, Effort, Item, Team, Usage
from tests.conftest import make_item, rewrite
from tests.imports.makers import CUSTOMERS, drafted, imported
from tests.snapshots import raises_and_changes_nothing, refuses, snapshot

ISSUES = (
    "Key,Summary,Client,Done,Hours\n"
    "T-1,Login,,2026-10-05,8\n"
    "T-2,Acme's badge,Acme,2026-10-06,4\n"
    "T-3,Bolt's door,Bolt,,2\n"
)
TRACKER = {
    "items": {
        "key": "Key",
        "columns": {"title": "Summary", "finished_on": "Done"},
        "rules": [
            {"column": "Client", "is": ["Acme", "Bolt"], "special_for_column": "Client"},
            {"column": "Key", "contains": "T-", "slice": "features"},
        ],
    },
    "effort": {
        "columns": {"item": "Key", "date": "Done", "amount": "Hours"},
        "constants": {"team": "Core", "date": "2026-10-07"},
        "unit": "hours",
    },
}


@pytest.fixture
def actor(cast):
    return cast.product_manager


def governed():
    """Every row of the house but the imports' own notes, and the histories, which tell of both."""
    assert [fault for each in Product.objects.all() for fault in histories.faults(each)] == []
    return {
        table: rows
        for table, rows in snapshot().items()
        if not table.startswith("imports_") and "_historical" not in table
    }


def test_what_was_created_and_updated_is_as_it_was(product, actor):
    Customer.objects.create(product=product, name="Acme", arr=7, segment="Retail")
    before = governed()

    found = imported(product, actor)
    assert Customer.objects.get(name="Acme").arr == 120000
    assert (found.created_rows, found.updated_rows) == (1, 1)
    undone = undo(found, actor=actor)

    assert governed() == before
    assert (undone.state, undone.undone_by) == (Import.State.UNDONE, actor)


def test_items_specials_customers_team_and_effort_go_together(product, actor):
    before = governed()

    found = imported(product, actor, ISSUES, TRACKER)
    assert (Item.objects.count(), Effort.objects.count()) == (3, 3)
    assert Customer.objects.count() == 2
    assert Escalation.objects.filter(is_imported=True).count() == 2
    undo(found, actor=actor)

    assert governed() == before


def test_usage_and_the_customers_it_brought_go_together(product, actor):
    login = Item.objects.create(product=product, title="Login")
    Usage.objects.create(customer=Customer.objects.create(product=product, name="Acme"), item=login)
    before = governed()

    mapping = {"usage": {"columns": {"customer": "Who", "item": "What", "last_used": "When"}}}
    rows = "Who,What,When\nAcme,Login,2026-10-05\nBolt,Login,2026-10-06\n"
    found = imported(product, actor, rows, mapping)
    assert (found.created_rows, found.updated_rows) == (1, 1)
    undo(found, actor=actor)

    assert governed() == before


def test_imports_are_undone_from_the_last_one_back(product, actor):
    before = governed()
    first = imported(product, actor)
    between = governed()
    second = imported(product, actor, CUSTOMERS.replace("120000", "130000"))

    with refuses("built-upon") as caught:
        undo(first, actor=actor)
    assert "Acme: changed since" in str(caught.value)
    undo(second, actor=actor)
    assert governed() == between
    undo(first, actor=actor)

    assert governed() == before


def test_what_somebody_changed_by_hand_is_not_thrown_away(product, actor):
    found = imported(product, actor)
    rewrite(Customer.objects.filter(name="Bolt"), segment="Rail")

    with refuses("built-upon") as caught:
        undo(found, actor=actor)

    assert "Bolt: changed since" in str(caught.value)


def test_what_somebody_built_on_it_is_not_thrown_away(world):
    actor = world.cast.product_manager
    found = imported(world.product, actor)
    customer = Customer.objects.get(name="Acme")
    world.submitted(customer=customer)

    with refuses("built-upon") as caught:
        undo(found, actor=actor)

    assert "Acme: used by escalations since" in str(caught.value)


def test_effort_on_an_imported_item_stands_in_the_way(world):
    actor = world.cast.product_manager
    found = imported(world.product, actor, ISSUES, TRACKER)
    world.spend(Item.objects.get(import_key="T-1"), "1.00")

    with refuses("built-upon") as caught:
        undo(found, actor=actor)

    assert "Login: used by effort since" in str(caught.value)


def test_a_row_that_somebody_removed_already_is_no_obstacle(product, actor):
    before = governed()
    found = imported(product, actor)
    Customer.objects.filter(name="Bolt").delete()

    undo(found, actor=actor)

    assert governed() == before


def test_only_what_is_imported_can_be_undone(product, actor):
    found = drafted(product, actor)

    with refuses("wrong-state"):
        undo(found, actor=actor)


def test_nothing_is_undone_twice(product, actor):
    found = imported(product, actor)
    undo(found, actor=actor)

    with refuses("wrong-state"):
        undo(found, actor=actor)


def test_the_command_line_leaves_an_import_that_can_be_undone(product, actor, table_file):
    before = governed()
    path = table_file(("name", "arr"), ("Acme", "5"))

    call_command("import_data", "customers", str(path), "--product", product.slug)
    found = Import.objects.get()
    assert (found.filename, found.person, found.created_rows) == (path.name, None, 1)
    undo(found, actor=actor)

    assert governed() == before


@pytest.mark.parametrize("option", ["--dry-run", "--all-or-nothing"])
def test_the_command_line_leaves_nothing_where_nothing_was_done(product, table_file, option):
    path = table_file(("name", "arr"), ("Acme", "5"), ("Bolt", "much"))

    with pytest.raises(CommandError, match="1 rejected"):
        call_command("import_data", "customers", str(path), "--product", product.slug, option)

    assert not Import.objects.exists()


def test_the_same_file_again_leaves_no_second_import(product, table_file):
    path = table_file(("name", "arr"), ("Acme", "5"))

    for _ in range(2):
        call_command("import_data", "customers", str(path), "--product", product.slug)

    assert Import.objects.count() == 1


def test_an_item_that_was_there_keeps_what_the_import_did_not_touch(product, actor):
    item = Item.objects.create(product=product, title="Old title", import_key="T-1")
    before = governed()

    found = imported(product, actor, ISSUES, {"items": TRACKER["items"]})
    item.refresh_from_db()
    assert item.title == "Login"
    undo(found, actor=actor)

    assert governed() == before


def test_an_object_updated_twice_by_one_file_is_as_it_was(product, actor):
    Customer.objects.create(product=product, name="Acme", arr=7)
    before = governed()
    said = {"customers": {"key": "Id", "columns": {"name": "Name", "arr": "ARR"}}}

    found = imported(product, actor, "Id,Name,ARR\nK1,Acme,100\nK2,ACME,200\n", said)
    undo(found, actor=actor)

    assert governed() == before


def test_a_name_that_was_taken_since_is_a_refusal(product, actor):
    Customer.objects.create(product=product, name="Acme", import_key="K1")
    said = {"customers": {"key": "Id", "columns": {"name": "Name"}}}
    found = imported(product, actor, "Id,Name\nK1,Acme Inc\n", said)
    Customer.objects.create(product=product, name="Acme")

    with refuses("built-upon") as caught:
        undo(found, actor=actor)

    assert "something took its name or its place since" in str(caught.value)


def test_a_customer_that_is_gone_since_is_a_refusal(product, actor):
    gone = Customer.objects.create(product=product, name="Gone")
    Customer.objects.create(product=product, name="Acme")
    Item.objects.create(product=product, title="Badge", import_key="T-1", customer=gone)
    said = {"items": {"key": "Key", "columns": {"title": "Title", "customer": "Client"}}}
    found = imported(product, actor, "Key,Title,Client\nT-1,Badge,Acme\n", said)
    gone.delete()

    with refuses("built-upon"):
        undo(found, actor=actor)


def test_effort_that_settled_a_cap_stays(world):
    actor = world.cast.product_manager
    special = world.start(world.approved("3.00"))
    rewrite(Item.objects.filter(pk=special.item_id), import_key="S-1")
    said = {"effort": {**TRACKER["effort"], "constants": {"team": "Core"}}}
    found = imported(world.product, actor, "Key,Done,Hours\nS-1,2026-11-09,60\n", said)
    world.deliver(special)

    with refuses("built-upon") as caught:
        undo(found, actor=actor)

    assert "was closed on this effort since" in str(caught.value)


def test_a_command_that_was_killed_can_be_undone(product, actor, table_file):
    before = governed()
    path = table_file(("name", "arr"), ("Acme", "5"))
    found = note(product=product, kind="customers", filename=path.name, mapping=Mapping())
    run_import(kind="customers", path=path, product=product, on_changes=recorder(found))

    undo(found, actor=actor)

    assert governed() == before


def test_a_column_added_later_changes_no_digest(product, actor):
    found = imported(product, actor)
    change = found.changes.get()
    change.columns.remove("segment")
    keys = [int(key) for key in change.created]
    change.created = digests(Customer, keys, change.columns)
    change.save()

    undo(found, actor=actor)

    assert not Customer.objects.exists()


def test_a_command_whose_import_was_undone_meanwhile_leaves_it_undone(product, actor, table_file):
    path = table_file(("name", "arr"), ("Acme", "5"))
    found = note(product=product, kind="customers", filename=path.name, mapping=Mapping())
    result = run_import(kind="customers", path=path, product=product, on_changes=recorder(found))
    undo(found, actor=actor)

    with raises_and_changes_nothing(Superseded):
        settle(found, result)


def told(model, **where):
    rows = model.history.filter(**where).order_by("history_id")
    return list(rows.values_list("history_type", "history_user__email", "history_change_reason"))


def test_histories_tell_of_an_import_and_of_its_undo(product, actor):
    acme = histories.create(
        [Customer(product=product, name="Acme", arr=7, segment="Retail")], actor=None
    )[0]

    found = imported(product, actor)
    bolt = Customer.objects.get(name="Bolt")
    undo(found, actor=actor)

    brought, taken = f"Import of {found.filename}.", f"Undo of the import of {found.filename}."
    assert told(Customer, id=acme.pk) == [
        ("+", None, ""),
        ("~", actor.email, brought),
        ("~", actor.email, taken),
    ]
    assert told(Customer, id=bolt.pk) == [("+", actor.email, brought), ("-", actor.email, taken)]
    assert [str(row.arr) for row in acme.history.all()] == ["7.00", "120000.00", "7.00"]


def test_histories_tell_of_what_an_import_made_on_the_side(product, actor):
    found = imported(product, actor, ISSUES, TRACKER)

    for model in (Customer, Escalation, Item, Team):
        assert {row[1:] for row in told(model)} == {(actor.email, f"Import of {found.filename}.")}
        assert model.history.count() == model.objects.count()


def test_what_an_import_refers_to_is_no_obstacle_where_only_histories_tell_of_it(product, actor):
    item = make_item(product)
    found = imported(product, actor)
    for customer in (Customer.objects.get(name="Acme"), None):
        item.customer = customer
        histories.save(item, actor=actor)

    undo(found, actor=actor)

    assert not Customer.objects.exists()
