"""Site administrators give roles, change people and never lose the last of themselves."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from company import actions
from company.models import Person
from company.people import members, roles_held
from company.refusals import Malformed
from ledger.chain import data_of
from ledger.models import Entry
from tests.conftest import make_administrator, make_member, make_product
from tests.snapshots import raises_and_changes_nothing, refuses


@pytest.fixture
def root(product):
    return make_administrator()


def roles_set(product):
    """What the ledger says of roles: who did it, to whom, before and after."""
    rows = Entry.objects.filter(product=product, kind="roles_set").order_by("number")
    return [(d["person"], d["before"], d["after"]) for d in map(data_of, rows)]


def test_an_administrator_adds_somebody_and_the_ledger_says_so(product, root):
    made = actions.add_member(
        email="Ana@Example.com", name="Ana", product=product, roles=["sales"], actor=root
    )

    assert (made.email, made.name, roles_held(made, product)) == (
        "ana@example.com",
        "Ana",
        ["sales"],
    )
    assert roles_set(product) == [(made.pk, [], ["sales"])]


def test_roles_given_by_the_command_line_stand_in_no_entry(product):
    make_member(product, "sales")

    assert roles_set(product) == []


def test_roles_are_replaced_and_the_same_again_is_no_change(product, root):
    ana = make_member(product, "sales")

    for _ in range(2):
        actions.set_roles(
            person_id=ana.pk, product=product, roles=["observer", "executive"], actor=root
        )

    assert members(product) == [(ana, ["executive", "observer"])]
    assert roles_set(product) == [(ana.pk, ["sales"], ["executive", "observer"])]


def test_who_has_no_role_left_leaves_that_product_only(product, root):
    ana, kite = make_member(product, "sales", "ana@example.com"), make_product("kite")
    make_member(kite, "observer", "ana@example.com")

    actions.set_roles(person_id=ana.pk, product=product, roles=[], actor=root)

    assert (members(product), members(kite)) == ([], [(ana, ["observer"])])


@pytest.mark.parametrize("who", ["executive", "outsider"])
def test_no_role_of_a_product_manages_people(product, root, cast, who):
    told = {"product": product, "actor": cast.of(who)}
    for do in (
        lambda: actions.add_member(email="b@example.com", roles=["sales"], **told),
        lambda: actions.set_roles(person_id=cast.sales.pk, roles=["executive"], **told),
        lambda: actions.change_person(
            person_id=cast.of(who).pk, changes={"is_staff": True}, actor=cast.of(who)
        ),
    ):
        with raises_and_changes_nothing(PermissionDenied):
            do()


def test_a_deactivated_administrator_manages_nothing(product, root):
    make_administrator("second@example.com")
    actions.change_person(person_id=root.pk, changes={"is_active": False}, actor=root)
    gone = Person.objects.get(pk=root.pk)

    with raises_and_changes_nothing(PermissionDenied):
        actions.add_member(email="b@example.com", product=product, roles=["sales"], actor=gone)


@pytest.mark.parametrize("roles", [[], ["king"]])
def test_no_role_and_no_known_role_is_malformed(product, root, roles):
    with raises_and_changes_nothing(Malformed) as caught:
        actions.add_member(email="b@example.com", product=product, roles=roles, actor=root)
    assert list(caught.value.errors) == ["roles"]


def test_who_is_no_member_is_not_there(product, root):
    ana = make_member(make_product("kite"), "sales")

    with raises_and_changes_nothing(Http404):
        actions.set_roles(person_id=ana.pk, product=product, roles=["sales"], actor=root)


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_nobody_takes_the_last_administrator_away(product, root, change):
    gone = make_administrator("gone@example.com")
    Person.objects.filter(pk=gone.pk).update(is_active=False)

    with refuses("last-administrator") as caught:
        actions.change_person(person_id=root.pk, changes=change, actor=root)
    assert caught.value.detail == (
        "root@example.com is the only site administrator: make somebody else one first."
    )

    second = make_administrator("second@example.com")
    actions.change_person(person_id=root.pk, changes=change, actor=root)
    with refuses("last-administrator"):
        actions.change_person(person_id=second.pk, changes=change, actor=second)


def test_who_is_deactivated_keeps_roles_and_what_they_wrote(world):
    sales, root = world.cast.sales, make_administrator()
    filed = world.submitted()

    actions.change_member(
        person_id=sales.pk, product=world.product, roles=None, is_active=False, actor=root
    )

    filed.refresh_from_db()
    assert (filed.filed_by, filed.filed_by.is_active) == (sales, False)
    assert roles_held(sales, world.product) == ["sales"]


def test_a_member_changes_as_a_whole_or_not_at_all(product, root):
    make_member(product, "sales", root.email)

    with refuses("last-administrator"):
        actions.change_member(
            person_id=root.pk, product=product, roles=["observer"], is_active=False, actor=root
        )
