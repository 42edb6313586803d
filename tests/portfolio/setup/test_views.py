"""The pages by which site administrators set products and people up."""

import re

import pytest
from django.core import mail
from django.test import Client

from company.models import Person, Product
from company.people import roles_held
from portfolio.models import Slice
from tests.browserforms import form_of
from tests.conftest import make_administrator, make_member, make_product
from tests.snapshots import nothing_changes

# Pages, forms and their refusals go the same way on every database.
pytestmark = pytest.mark.any_database

SKYLARK = "/setup/products/skylark/"
NEW = "A pigeon in the rain 9"


@pytest.fixture
def root(db):
    return make_administrator()


@pytest.fixture
def by_root(root, client):
    client.force_login(root)
    return client


def text(answer) -> str:
    return answer.content.decode()


def messages(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def send(by_root, path, **typed):
    """What a browser sends of the page's form, with some of it typed over."""
    return by_root.post(path, form_of(by_root.get(path), **typed), follow=True)


def test_without_a_product_the_pages_offer_the_first(by_root):
    assert '<a href="/setup/new/">Make the first</a>' in text(by_root.get("/setup/"))
    assert '<a href="/setup/new/">Make the first</a>' in text(by_root.get("/"))


def test_without_a_role_the_home_of_an_administrator_leads_to_the_set_up(by_root):
    make_product()

    page = text(by_root.get("/"))

    assert "You hold no role in any product." in page
    assert '<a href="/setup/">Set-up</a>' in page


def test_only_administrators_see_the_link(client, db):
    product = make_product()
    make_administrator("both@example.com")
    for email, sees in (("both@example.com", True), ("plain@example.com", False)):
        client.force_login(make_member(product, "sales", email))

        assert ('href="/setup/"' in text(client.get("/"))) is sees


def test_a_product_is_made_with_what_was_typed(by_root):
    answer = send(
        by_root,
        "/setup/new/",
        name="Kite",
        slug="kite",
        currency="usd",
        fiscal_year_start="4",
        time_zone="Europe/Madrid",
        rate="6500.50",
    )

    made = Product.objects.get()
    assert answer.redirect_chain == [("/setup/products/kite/", 302)]
    assert (made.name, made.currency, made.fiscal_year_start, made.time_zone) == (
        "Kite",
        "USD",
        4,
        "Europe/Madrid",
    )
    assert str(made.rates.get().per_week) == "6500.50"
    assert "Nobody has a role here yet." in text(answer)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"slug": "skylark"}, "already exists"),
        ({"slug": "two words"}, "valid"),
        ({"name": ""}, "required"),
        ({"currency": "EU1"}, "three letters"),
        ({"rate": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_refused_product_keeps_what_was_typed(by_root, wrong, said):
    make_product()
    typed = {"name": "Kite", "slug": "kite", **wrong}

    with nothing_changes():
        answer = send(by_root, "/setup/new/", **typed)

    assert answer.status_code == 422
    assert said in text(answer)
    assert form_of(answer)["slug"] == [typed["slug"]]


def test_a_product_is_renamed_and_its_untouched_form_changes_nothing(by_root):
    make_product()
    with nothing_changes():
        send(by_root, f"{SKYLARK}edit/")

    send(by_root, f"{SKYLARK}edit/", name="Lark", time_zone="Asia/Tokyo")

    made = Product.objects.get()
    assert (made.name, made.time_zone) == ("Lark", "Asia/Tokyo")


def test_slices_are_added_renamed_and_moved_up(by_root):
    make_product()

    send(by_root, f"{SKYLARK}slices/new/", key="compliance", name="Compliance")
    send(by_root, f"{SKYLARK}slices/specials/edit/", name="One-offs")
    for _ in range(7):
        page = by_root.post(f"{SKYLARK}slices/compliance/up/", follow=True)

    assert list(Slice.objects.order_by("position").values_list("key", "name"))[0::5] == [
        ("compliance", "Compliance"),
        ("specials", "One-offs"),
    ]
    # The first has no way up.
    assert f"{SKYLARK}slices/compliance/up/" not in text(page)
    assert f"{SKYLARK}slices/features/up/" in text(page)


def test_a_taken_slice_is_refused_at_its_field(by_root):
    make_product()

    with nothing_changes():
        answer = send(by_root, f"{SKYLARK}slices/new/", key="quality", name="Other")

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"key": ["skylark has a slice quality already."]}


def test_a_rate_is_set_from_a_day_on(by_root):
    product = make_product()

    page = send(by_root, f"{SKYLARK}rates/new/", from_date="2026-07-01", per_week="9000")

    assert [str(rate.per_week) for rate in product.rates.all()] == ["8000.00", "9000.00"]
    assert re.findall(r'data-label="EUR">([0-9,.]+)<', text(page)) == ["9,000.00", "8,000.00"]


def shown_link(answer) -> str:
    return re.search(r'readonly value="([^"]+)"', text(answer))[1]


def test_somebody_new_gets_a_link_that_is_shown_this_once(by_root):
    product = make_product()
    typed = {"email": "Ana@example.com", "name": "Ana", "roles": ["sales", "observer"]}

    answer = by_root.post(f"{SKYLARK}people/new/", typed)

    ana = Person.objects.get(email="ana@example.com")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert roles_held(ana, product) == ["observer", "sales"]
    assert "/password/reset/key/" not in text(by_root.get(SKYLARK))
    assert "has not chosen a password yet" in text(by_root.get(SKYLARK))
    theirs = Client()
    page = theirs.get(shown_link(answer), follow=True).redirect_chain[-1][0]
    theirs.post(page, {"password1": NEW, "password2": NEW})
    assert theirs.login(email="ana@example.com", password=NEW)


def test_the_link_is_mailed_where_that_was_asked(by_root):
    make_product()

    answer = send(
        by_root, f"{SKYLARK}people/new/", email="ana@example.com", roles=["sales"], mail="on"
    )

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["ana@example.com"], "Your sign-in to Daylight")
    assert "/accounts/password/reset/key/" in sent.body
    assert "/password/reset/key/" not in text(answer)
    assert messages(answer) == ["A link to choose a password was mailed to ana@example.com."]


def test_what_no_mail_server_took_is_shown(by_root, settings):
    make_product()
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 1},
        }
    }

    answer = by_root.post(
        f"{SKYLARK}people/new/",
        {"email": "ana@example.com", "roles": ["sales"], "mail": "on"},
    )

    assert "No mail server took it" in text(answer)
    assert "/accounts/password/reset/key/" in shown_link(answer)


def test_somebody_known_gets_no_link(by_root):
    product = make_product()
    ana = make_member(make_product("kite"), "sales", "ana@example.com")

    answer = send(by_root, f"{SKYLARK}people/new/", email="ANA@example.com", roles=["executive"])

    assert roles_held(ana, product) == ["executive"]
    assert messages(answer) == ["ana@example.com has these roles now, and signs in as before."]


def test_no_role_is_no_member(by_root):
    make_product()

    with nothing_changes():
        answer = send(by_root, f"{SKYLARK}people/new/", email="ana@example.com")

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"roles": ["Choose at least one role."]}


def test_roles_are_changed_and_none_leaves_the_product(by_root):
    product = make_product()
    ana = make_member(product, "sales")
    path = f"{SKYLARK}people/{ana.pk}/"
    assert re.findall(r'value="(\w+)"[^>]*checked', text(by_root.get(path))) == ["sales"]

    by_root.post(path, {"roles": ["executive", "observer"]})
    assert roles_held(ana, product) == ["executive", "observer"]

    by_root.post(path, {})
    assert roles_held(ana, product) == []
    assert by_root.get(path).status_code == 404


def test_who_left_may_not_sign_in(by_root):
    ana = make_member(make_product(), "sales")
    theirs = Client()
    theirs.force_login(ana)

    answer = by_root.post(f"/setup/people/{ana.pk}/", {"name": "Ana"}, follow=True)

    assert "may not sign in" in text(answer)
    assert theirs.get("/").status_code == 302
    assert by_root.post(f"/setup/people/{ana.pk}/link/").status_code == 404


def test_the_last_administrator_is_told_so(by_root, root):
    with nothing_changes():
        answer = by_root.post(f"/setup/people/{root.pk}/", {"is_active": "on"})

    assert answer.status_code == 422
    assert "is the only site administrator" in text(answer)


def test_a_new_link_is_made_for_who_forgot(by_root):
    ana = make_member(make_product(), "sales")

    answer = by_root.post(f"/setup/people/{ana.pk}/link/")

    assert "/accounts/password/reset/key/" in shown_link(answer)
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/setup/", "/setup/people/", SKYLARK])
def test_pages_ask_as_often_however_many_there_are(by_root, django_assert_max_num_queries, path):
    product = make_product()
    for n in range(3):
        make_member(product, "sales", f"s{n}@example.com")
        make_product(f"kite-{n}")

    with django_assert_max_num_queries(8):
        by_root.get(path)
