"""The ledger of a seeded product says what that of one led by the actions themselves does."""

import json

import pytest

from company.models import Product
from ledger.models import Entry
from tests.scale import make_scaled

# A seeded product writes by the same rows on every database.
pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.any_database]


def test_entries_say_what_the_actions_say(wicket):
    """Kind by kind, the same facts."""
    said, meant = facts_by_kind(make_scaled("tiny")), facts_by_kind(wicket)
    both = said.keys() & meant.keys()

    assert {kind: said[kind] for kind in both} == {kind: meant[kind] for kind in both}
    # The demonstration has none of it.
    assert said.keys() - meant.keys() == {"plan_changed"}


def facts_by_kind(product: Product) -> dict[str, list[str]]:
    rows = Entry.objects.filter(product=product).values_list("kind", "text")
    return {kind: sorted(json.loads(text)["data"]) for kind, text in rows}
