"""Items as people type them: by title, whatever its letters and their case."""

import pytest

from portfolio.items.lookup import items_called
from tests.conftest import make_item

# What a database takes for a small letter differs: SQLite knows those of ASCII only.
pytestmark = pytest.mark.any_database


@pytest.mark.parametrize("title", ["Übersicht für Händler", "ÉTAT DES LIEUX", "Kernel upgrade II"])
def test_an_item_is_found_by_its_title_whatever_its_letters(world, title):
    item = make_item(world.product, title=title)

    assert items_called(world.product, [title]) == {title: item}


def test_the_case_of_plain_letters_does_not_matter(world):
    item = make_item(world.product, title="Übersicht für Händler")

    assert items_called(world.product, ["ÜBERSICHT FüR HäNDLER"])["ÜBERSICHT FüR HäNDLER"] == item
