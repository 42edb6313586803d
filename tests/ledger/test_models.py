"""What is always true of the chain's rows."""

import pytest

from ledger.models import Entry
from tests.constraints import again, meets

BREAKS = {
    "entry_number_once": again(Entry),
    "entry_numbers_start_at_one": again(Entry, number=0),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(everything, name):
    meets(name, BREAKS[name])
