"""add_product, add_member and create_token."""

import re

import pytest

from company.models import Membership, Person, Product, Token
from portfolio.models import Slice
from tests.conftest import make_product
from tests.snapshots import nothing_changes

pytestmark = pytest.mark.any_database


def test_add_product_creates_it_with_its_five_slices(run):
    done = run("add_product", "skylark", "Skylark")

    assert (done.code, done.out) == (0, "skylark: Skylark\n")
    product = Product.objects.get()
    assert (product.slug, product.currency, product.fiscal_year_start) == ("skylark", "EUR", 1)
    assert str(product.rates.get().per_week) == "8000.00"
    assert list(Slice.objects.values_list("key", "is_specials")) == [
        ("features", False),
        ("infrastructure", False),
        ("quality", False),
        ("discovery", False),
        ("specials", True),
    ]


def test_add_product_takes_rate_currency_and_fiscal_year(run):
    options = ["--rate", "6500.50", "--currency", "usd", "--fiscal-year-start", "2"]

    assert run("add_product", "kite", "Kite", *options).code == 0

    product = Product.objects.get()
    assert (product.currency, product.fiscal_year_start) == ("USD", 2)
    assert str(product.rates.get().per_week) == "6500.50"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sky lark", "Skylark"], "slug"),
        (["skylark", ""], "blank"),
        (["kite", "Kite", "--rate", "much"], "8000.00"),
        (["kite", "Kite", "--rate", "-1"], "negative"),
        (["kite", "Kite", "--rate", "NaN"], "number"),
        (["kite", "Kite", "--rate", "Infinity"], "number"),
        (["kite", "Kite", "--rate", "1.005"], "decimal"),
        (["kite", "Kite", "--currency", "euro"], "Three capital letters"),
        (["kite", "Kite", "--fiscal-year-start", "13"], "12"),
        (["skylark", "Again"], "already exists"),
    ],
)
def test_add_product_refuses_what_is_malformed(run, words, said):
    make_product("skylark")

    with nothing_changes():
        done = run("add_product", *words)

    assert done.code == 2
    assert said in done.err
    assert done.out == ""


def test_add_member_creates_the_person_once(run):
    product = make_product("skylark")
    words = ["Vera@Example.com", "--product", "skylark", "--role", "sales"]

    first = run("add_member", *words, "--role", "sales_vp", "--name", "Vera")
    again = run("add_member", *words)

    said, what, link = first.out.splitlines()
    assert (first.code, said) == (0, "vera@example.com: sales, sales_vp of skylark")
    assert what == "Choose a password, once and within three days:"
    assert "/accounts/password/reset/key/" in link
    # Somebody who is there already has a password, or a link that was handed over.
    assert (again.code, again.out) == (0, "vera@example.com: sales of skylark\n")
    person = Person.objects.get()
    assert (person.email, person.name) == ("vera@example.com", "Vera")
    assert not person.has_usable_password()
    roles = Membership.objects.filter(person=person, product=product)
    assert set(roles.values_list("role", flat=True)) == {"sales", "sales_vp"}


@pytest.mark.parametrize(
    "words",
    [
        ["vera", "--product", "skylark", "--role", "sales"],
        ["vera@example.com", "--product", "skylark", "--role", "boss"],
        ["vera@example.com", "--product", "kite", "--role", "sales"],
    ],
)
def test_add_member_refuses_what_is_malformed(run, words):
    make_product("skylark")

    with nothing_changes():
        done = run("add_member", *words)

    assert (done.code, done.out) == (2, "")


def test_password_link_prints_a_link_and_nothing_else(run):
    make_product("skylark")
    run("add_member", "vera@example.com", "--product", "skylark", "--role", "sales")

    done = run("password_link", "VERA@example.com")

    assert (done.code, done.err) == (0, "")
    assert re.fullmatch(r"https?://\S+/accounts/password/reset/key/[0-9a-z]+-\S+/\n", done.out)


@pytest.mark.parametrize("active", [True, False])
def test_password_link_is_for_people_who_may_sign_in(run, active):
    Person.objects.create_user("gone@example.com", is_active=False)
    email = "nobody@example.com" if active else "gone@example.com"

    with nothing_changes():
        done = run("password_link", email)

    assert (done.code, done.out) == (2, "")
    assert email in done.err


def test_create_token_prints_the_token_and_nothing_else(run):
    make_product("skylark")
    run("add_member", "vera@example.com", "--product", "skylark", "--role", "sales")

    done = run("create_token", "VERA@example.com", "--name", "laptop")

    assert done.code == 0
    assert re.fullmatch(r"dl_[\w-]{43}\n", done.out)
    assert done.err == ""
    assert Token.objects.get().name == "laptop"


@pytest.mark.parametrize(
    "words", [["nobody@example.com", "--name", "x"], ["vera@example.com", "--name", "x" * 101]]
)
def test_create_token_refuses_what_is_malformed(run, words):
    make_product("skylark")
    run("add_member", "vera@example.com", "--product", "skylark", "--role", "sales")

    with nothing_changes():
        done = run("create_token", *words)

    assert (done.code, done.out) == (2, "")
