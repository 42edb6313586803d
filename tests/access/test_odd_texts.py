"""Other scripts' digits, 1_000, and titles that cannot be seen or turn the direction of reading
are refused in every field of every form and every body, and nothing is changed."""

import copy
import re

import pytest

from tests.access.api_rows import ROWS as API
from tests.access.test_hostile import SENDING
from tests.access.world import by_session
from tests.snapshots import nothing_changes

# Forms and serializers refuse them before anything is stored.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

NUMBER = re.compile(r"-?[0-9][0-9.]*|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}Q[1-4]")
TITLES = {"title", "name", "what", "owner", "segment"}
ARABIC = str.maketrans("0123456789", "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669")
# Read by the form itself, which counts its own rows with it; what a mapping says is another's.
NOT_TYPED = {"rows", "kinds"}


def places(found, path=()):
    """Every value that is no list and no object, with its path."""
    children = found.items() if isinstance(found, dict) else enumerate(found)
    for key, value in children:
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))
        else:
            yield (*path, key), value


def odd(path, value) -> list[str]:
    """What looks like the value and is not, or cannot be read as what it is."""
    if path[-1] in TITLES:
        return ["\u200b\u3164", f"{value}\u202e"]
    if path[-1] in NOT_TYPED or isinstance(value, bool) or not NUMBER.fullmatch(str(value)):
        return []
    text = str(value)
    return [text.translate(ARABIC), f"{text[0]}_{text[1:]}" if text[1:2].isdigit() else f"0_{text}"]


def variants(body):
    for path, value in places(body):
        for text in odd(path, value):
            changed = copy.deepcopy(body)
            inner = changed
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = text
            yield (path, text), changed


def taken(send, method: str, path: str, body: dict, refused: set[int]) -> list:
    """The variants that were not refused as they should be."""
    found = []
    with nothing_changes():
        for what, changed in variants(body):
            status = send(method, path, changed).status_code
            if status not in refused:
                found.append((*what, status))
    return found


# A file that is sent is read by the import, which has tests of its own.
WRITING = [
    row
    for row in API
    if row.method in ("POST", "PUT", "PATCH") and str(row) != "POST api:import-list"
]


@pytest.mark.parametrize("row", WRITING, ids=str)
def test_the_api_refuses_them(world, row):
    send = world.send[sorted(row.allowed)[0]]

    assert taken(send, row.method, row.path(world), row.body(world), {400, 404}) == []


# A list's name is refused on the list, to which its form returns: see company/test_lists.py.
ELSEWHERE = ("imports:", "list_save")
FORMS = [row for row in SENDING if not row.name.startswith(ELSEWHERE) and row.ok == 302]


@pytest.mark.parametrize("row", FORMS, ids=str)
def test_forms_refuse_them(world, row):
    send = by_session(world, sorted(row.allowed)[0])

    assert taken(send, "POST", row.path(world), row.body(world), {422}) == []


def test_the_sweep_reaches_titles_and_numbers():
    said = dict(variants({"title": "SSO", "rows": [{"weeks": "5.00", "item": 7}]}))

    assert [path for path, _ in said] == [
        ("title",),
        ("title",),
        ("rows", 0, "weeks"),
        ("rows", 0, "weeks"),
        ("rows", 0, "item"),
        ("rows", 0, "item"),
    ]
