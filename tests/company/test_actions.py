"""People, their roles and their tokens."""

import datetime as dt
import hashlib
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from company import actions
from company.models import Membership, Person, Token
from company.refusals import Malformed
from tests.conftest import make_member, make_product
from tests.snapshots import raises_and_changes_nothing


def roles(person) -> list[str]:
    return sorted(Membership.objects.filter(person=person).values_list("role", flat=True))


def test_a_new_person_is_created_once_whatever_the_case_of_the_address(product):
    first = make_member(product, "sales", "Ana@Example.com")
    again = make_member(product, "sales_vp", "ana@example.COM")

    assert first == again
    assert (first.email, roles(first)) == ("ana@example.com", ["sales", "sales_vp"])
    assert not first.has_usable_password()


def test_the_same_role_twice_is_one_role(product):
    for _ in range(2):
        person = make_member(product, "sales", "ana@example.com")

    assert roles(person) == ["sales"]


def test_a_person_has_roles_product_by_product(product):
    person = make_member(product, "sales", "ana@example.com")
    make_member(make_product("kite"), "executive", "ana@example.com")

    found = Membership.objects.filter(person=person).values_list("product__slug", "role")
    assert sorted(found) == [("kite", "executive"), ("skylark", "sales")]


@pytest.mark.parametrize(
    ("email", "given", "error"),
    [("ana@example.com", ["sales", "king"], Malformed), ("no address", ["sales"], ValidationError)],
)
def test_an_unknown_role_or_address_leaves_nobody(product, email, given, error):
    with raises_and_changes_nothing(error):
        actions.add_member(email=email, product=product, roles=given)


def test_a_token_is_kept_only_as_its_digest(cast):
    text = actions.create_token(person=cast.sales, name="laptop")

    token = Token.objects.get()
    assert token.digest == hashlib.sha256(text.encode()).hexdigest()
    assert text not in str(Token.objects.values_list())
    assert len(text) == len("dl_") + 43


def test_a_revoked_token_opens_nothing(cast):
    actions.create_token(person=cast.sales, name="laptop")
    token = Token.objects.get()

    actions.revoke_token(token=token)

    assert not Token.objects.get().is_live(dt.datetime.now(dt.UTC))


def test_a_token_remembers_its_use_once_an_hour(cast):
    actions.create_token(person=cast.sales, name="laptop")
    noon = dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC)
    seen = []

    for minutes in (0, 30, 60, 61):
        actions.note_token_use(Token.objects.get(), noon + dt.timedelta(minutes=minutes))
        seen.append((Token.objects.get().last_used_at - noon).seconds // 60)

    assert seen == [0, 0, 0, 61]


def run(*args, **options) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command(*args, stdout=out, **options)
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_people_and_tokens_by_command(product):
    asked = ["--product=skylark", "--role=sales", "--role=executive"]
    added = run("add_member", "ana@example.com", *asked)
    code, text = run("create_token", "ANA@example.com", name="laptop")

    assert added[0] == 0
    assert added[1].splitlines()[0] == "ana@example.com: sales, executive of skylark"
    assert roles(Person.objects.get(email="ana@example.com")) == ["executive", "sales"]
    assert (code, text.count("\n")) == (0, 1)
    assert Token.objects.get().digest == actions.token_digest(text.strip())


def test_a_command_with_bad_arguments_exits_2_and_changes_nothing(product):
    for args, options in [
        (("add_member", "ana@example.com", "--product=nowhere", "--role=sales"), {}),
        (("add_member", "no address", "--product=skylark", "--role=sales"), {}),
        (("create_token", "nobody@example.com"), {"name": "x"}),
        (("add_product", "Not a slug", "X"), {}),
        (("add_product", "kite", "Kite"), {"rate": "much"}),
        (("add_product", "kite", "Kite"), {"fiscal_year_start": 13}),
        (("add_product", "skylark", "Again"), {}),
    ]:
        with raises_and_changes_nothing(CommandError) as caught:
            call_command(*args, **options)
        assert caught.value.returncode == 2
