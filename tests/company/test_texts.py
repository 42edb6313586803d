"""What a text and a number may be made of: one validator, whoever asks."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from company.actions import create_token
from company.fields import TitleField
from company.models import Product
from company.texts import TURNING, is_seen, validate_digits, validate_title
from tests.snapshots import house_models, nothing_changes, raises_and_changes_nothing

TITLES = [
    "SSO",
    "1",
    "\u00c9t\u00e9",
    "\u6f22\u5b57",
    "\u0645\u0631\u062d\u0628\u0627",
    "\u05e9",
    "e\u0301",
    "\u20ac",
    "\U0001f680",
    "a\u200db",
    "\u200b.\u200b",
]
UNSEEN = [
    "",
    " ",
    "\u200b",
    "\ufeff",
    "\u00a0\u2003",
    "\u3164",
    "\u2800",
    "\u115f\u1160",
    "\u034f",
    "\u0301",
    "\ufe0f",
    "\U000e0041",
    "\x07",
    "\u2028",
    "\u00ad\u2060",
    "\n",
]
NUMBERS = ["1", "1234.50", "-1", "+1", "1e3", "2026-11-30", " 7 ", ""]
ODD_NUMBERS = ["1_000", "\u0661\u0662", "\uff11", "\u09e7", "1\u00a0000", "\u22121", "\u00b2"]


@pytest.mark.parametrize("text", TITLES)
def test_a_title_that_can_be_seen_is_taken(text):
    validate_title(text)


@pytest.mark.parametrize("text", UNSEEN)
def test_a_title_of_which_nothing_is_seen_is_refused(text):
    assert not is_seen(text)
    with pytest.raises(ValidationError, match="Nothing of this can be seen"):
        validate_title(text)


@pytest.mark.parametrize("character", sorted(TURNING), ids=lambda c: f"U+{ord(c):04X}")
def test_a_title_that_turns_the_direction_is_refused(character):
    with pytest.raises(ValidationError, match=f"turns the direction.*U\\+{ord(character):04X}"):
        validate_title(f"Pay {character}gnp.exe")


@pytest.mark.parametrize("text", NUMBERS)
def test_plain_digits_are_taken(text):
    validate_digits(text)


@pytest.mark.parametrize("text", ODD_NUMBERS)
def test_other_digits_are_refused(text):
    with pytest.raises(ValidationError, match="digits 0 to 9"):
        validate_digits(text)


# What people name, and programs (keys, files) or nobody but the house writes.
TITLED = {
    "company.Person.name",
    "company.Product.name",
    "company.SavedList.name",
    "company.Token.name",
    "delivery.ReportLink.name",
    "delivery.Subscriber.name",
    "portfolio.Customer.name",
    "portfolio.Customer.segment",
    "portfolio.ExtensionPoint.name",
    "portfolio.Item.title",
    "portfolio.NonGoal.title",
    "portfolio.Partner.name",
    "portfolio.Slice.name",
    "portfolio.Team.name",
    "escalations.Commitment.what",
    "escalations.Deal.name",
    "escalations.Deal.owner",
    "escalations.Escalation.title",
}
COPIES = {"portfolio.BaselineLine.title", "imports.KeptMapping.name"}


def test_every_title_and_name_is_one():
    models = [model for model in house_models() if not hasattr(model, "history_date")]
    fields = [field for model in models for field in model._meta.concrete_fields]
    named = {str(field) for field in fields if field.name in ("title", "name")}

    assert {str(field) for field in fields if isinstance(field, TitleField)} == TITLED
    assert named - TITLED - COPIES == set()


def test_a_token_needs_a_name_that_is_seen(cast):
    with raises_and_changes_nothing(ValidationError):
        create_token(person=cast.sales, name="\u200b")


def test_the_command_line_asks_the_same(product, capsys):
    with nothing_changes():
        for words in (["kite", "\u202eKite"], ["kite", "Kite", "--rate", "1_000"]):
            with pytest.raises(CommandError) as refused:
                call_command("add_product", *words)
            assert refused.value.returncode == 2
    assert list(Product.objects.values_list("slug", flat=True)) == [product.slug]
