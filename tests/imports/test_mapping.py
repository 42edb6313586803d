from decimal import Decimal

import pytest

from imports.mapping import mapping_from, preset, read_mapping
from imports.problems import BadMapping

RULE = {"column": "Kind", "is": "Bug", "slice": "quality"}


def test_mapping_file_is_read_whole(tmp_path):
    path = tmp_path / "tasks.toml"
    path.write_text(
        """
        encoding = "cp1252"
        delimiter = ";"
        decimal_sign = ","
        [items]
        key = ["Project", "Task"]
        unit = "points"
        weeks_per_point = 0.25
        date_form = "d/m/y"
        create_missing = true
        columns.title = "Summary"
        constants.slice = "features"
        values.slice = { Bug = "quality" }
        [[items.rules]]
        column = "Kind"
        contains = ["Client", "Custom"]
        special_for_column = "Account"
        """
    )

    mapping = read_mapping(path)
    part = mapping.part("items")

    assert (mapping.encoding, mapping.delimiter, mapping.decimal_sign) == ("cp1252", ";", ",")
    assert part.key == ("Project", "Task")
    assert (part.unit, part.weeks_per_point, part.date_form) == ("points", Decimal("0.25"), "d/m/y")
    assert part.create_missing
    assert part.values == {"slice": {"bug": "quality"}}
    assert part.named_columns() == ("Project", "Task", "Summary", "Kind", "Account")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "x.toml maps nothing"),
        ({"encode": "utf-8", "items": {}}, "x.toml: 'encode' is not known here. Known: encoding"),
        ({"delimiter": "::", "items": {}}, "delimiter is one character"),
        ({"decimal_sign": "!", "items": {}}, "decimal_sign = '!' is not known. Known: ., ,"),
        ({"items": 3}, "x.toml [items] must be a table of keys"),
        ({"items": {"colums": {}}}, "x.toml [items]: 'colums' is not known here. Known: key, col"),
        ({"items": {"columns": {"title": 3}}}, 'columns must hold lines like field = "text"'),
        ({"items": {"unit": "fortnights"}}, "unit = 'fortnights' is not known. Known: seconds"),
        ({"items": {"unit": "points"}}, 'unit = "points" needs weeks_per_point'),
        ({"items": {"weeks_per_point": "-1"}}, "weeks_per_point is a number above 0"),
        ({"items": {"date_form": "y-d-m"}}, "date_form = 'y-d-m' is not known. Known: iso"),
        ({"items": {"create_missing": "yes"}}, "create_missing is true or false"),
        ({"effort": {"rules": [RULE]}}, "rules sort items into slices and stand in [items] only"),
        ({"items": {"rules": [{"column": "Kind", "slice": "x"}]}}, "exactly one of is, contains"),
        ({"items": {"rules": [{**RULE, "special_for": "A"}]}}, "[items] rule 1: give exactly one"),
        ({"items": {"rules": [{**RULE, "column": ""}]}}, "a rule needs a column"),
    ],
)
def test_bad_mapping_names_part_and_key(said, sentence):
    with pytest.raises(BadMapping) as refused:
        mapping_from(said, "x.toml")

    assert sentence in str(refused.value)


def test_part_that_is_missing_says_which_are_there():
    mapping = mapping_from({"items": {}}, "x.toml")

    with pytest.raises(BadMapping, match=r"x.toml has no part \[effort\]. Its parts: items."):
        mapping.part("effort")


def test_unreadable_mapping_file_says_why(tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text("key = ")

    with pytest.raises(BadMapping, match=r"broken.toml is not a TOML file"):
        read_mapping(broken)
    with pytest.raises(BadMapping, match="There is no mapping file"):
        read_mapping(tmp_path / "none.toml")


def test_presets_are_mapping_files_of_the_package():
    assert list(preset("maven").parts) == ["customers", "deals"]
    with pytest.raises(BadMapping, match=r"There is no preset 'meven'. Presets: maven."):
        preset("meven")
