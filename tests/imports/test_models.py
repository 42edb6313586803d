"""What is always true of imports and kept mappings."""

import pytest

from imports.models import Import, KeptMapping
from tests.constraints import again, change, meets

BREAKS = {
    "import_done_within_total": change(Import, rows_done=2, rows_total=1),
    "import_undone_has_a_time": change(Import, state="undone", undone_at=None),
    "import_fed_says_how": change(Import, feed="Jira hours", fed_by=""),
    "kept_mapping_name_once": again(KeptMapping),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(everything, name):
    meets(name, BREAKS[name])
