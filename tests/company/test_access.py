"""Who may: one definition of visible, 404 for outsiders, 403 for the wrong role."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from company.access import holds, load_product, require, roles_of, visible_products
from company.models import Membership, Person
from company.roles import MAY
from escalations.access import doing
from escalations.states import TRANSITIONS
from imports import kinds
from tests.conftest import make_cast, make_product


def fresh(person) -> Person:
    """As the next request reads them."""
    return Person.objects.get(pk=person.pk)


def test_everyone_in_a_product_sees_it_and_nobody_else(cast, product):
    for role in ("sales", "sales_vp", "product_manager", "engineering", "executive", "observer"):
        assert load_product(cast.of(role), "skylark") == product
    for person in (cast.outsider, AnonymousUser()):
        with pytest.raises(Http404):
            load_product(person, "skylark")


def test_roles_are_held_product_by_product(product):
    one, other = make_cast(product), make_cast(make_product("kite"))

    assert roles_of(one.sales, product.pk) == {"sales"}
    assert roles_of(one.sales, other.product.pk) == frozenset()
    assert list(visible_products(one.sales)) == [product]


def test_whoever_left_sees_and_may_nothing(cast, product):
    Person.objects.filter(pk=cast.executive.pk).update(is_active=False)
    gone = fresh(cast.executive)

    assert roles_of(gone, product.pk) == frozenset()
    assert list(visible_products(gone)) == []
    with pytest.raises(Http404):
        require(gone, product.pk, "set the cap")


def test_a_role_taken_away_is_gone_at_the_next_request(cast, product):
    Membership.objects.filter(person=cast.sales).delete()

    assert not holds(fresh(cast.sales), product.pk, {"sales"})


def test_being_a_site_administrator_gives_no_role(cast, product):
    Person.objects.filter(pk=cast.outsider.pk).update(is_staff=True, is_superuser=True)

    assert roles_of(fresh(cast.outsider), product.pk) == frozenset()


def test_the_wrong_role_is_told_whose_it_is(cast, product):
    with pytest.raises(
        PermissionDenied, match=r"^Only the sales VP or an executive may decline it\.$"
    ):
        require(cast.sales, product.pk, "decline it")
    with pytest.raises(Http404):
        require(cast.outsider, product.pk, "decline it")
    require(cast.executive, product.pk, "decline it")


def test_every_verb_of_an_escalation_stands_in_the_table_of_roles():
    assert {doing(verb) for verb in ["file", *TRANSITIONS]} <= MAY.keys()


def test_every_kind_of_import_stands_in_the_table_of_roles():
    assert {f"import {kind}" for kind in kinds.names()} <= MAY.keys()
