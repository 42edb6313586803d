"""The first page of a fresh installation: asked once, by whoever has the code."""

import pytest

from company.models import Person, Product
from company.people import roles_held
from tests.browserforms import form_of
from tests.conftest import make_administrator
from tests.snapshots import nothing_changes

# Pages, forms and their refusals go the same way on every database.
pytestmark = pytest.mark.any_database

CODE = "0123456789abcdef"
PAGE = "/start/"
TYPED = {
    "code": f" {CODE} ",
    "email": "Ana@example.com",
    "person": "Ana Sol",
    "password": "A pigeon in the rain 9",
    "name": "Kite",
    "slug": "kite",
    "currency": "usd",
    "fiscal_year_start": "4",
    "time_zone": "Europe/Madrid",
    "rate": "6500.00",
    "roles": ["product_manager", "executive"],
}


@pytest.fixture
def fresh(db, settings):
    settings.START_CODE = CODE


def test_it_makes_administrator_and_product_and_signs_in(client, fresh):
    assert client.get("/", follow=True).redirect_chain == [
        ("/accounts/login/?next=/", 302),
        (PAGE, 302),
    ]

    answer = client.post(PAGE, form_of(client.get(PAGE), **TYPED))

    ana, product = Person.objects.get(), Product.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/setup/products/kite/")
    assert (ana.email, ana.name, ana.is_staff, ana.is_superuser) == (
        "ana@example.com",
        "Ana Sol",
        True,
        False,
    )
    assert ana.check_password("A pigeon in the rain 9")
    assert (product.name, product.currency, product.fiscal_year_start, product.time_zone) == (
        "Kite",
        "USD",
        4,
        "Europe/Madrid",
    )
    assert roles_held(ana, product) == ["executive", "product_manager"]
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "fedcba9876543210"}, "code"),
        ({"code": ""}, "code"),
        ({"email": "ana"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "password"}, "password"),
        ({"slug": "two words"}, "slug"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_wrong_makes_nobody_and_nothing(client, fresh, wrong, field):
    with nothing_changes():
        answer = client.post(PAGE, {**TYPED, **wrong})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "_auth_user_id" not in client.session


def test_once_somebody_administers_it_is_gone(client, fresh):
    make_administrator()

    with nothing_changes():
        assert client.get(PAGE).status_code == 404
        assert client.post(PAGE, TYPED).status_code == 404
    assert client.get("/accounts/login/").status_code == 200


def test_without_a_code_there_is_no_first_page(client, db):
    with nothing_changes():
        assert client.post(PAGE, {**TYPED, "code": ""}).status_code == 404
