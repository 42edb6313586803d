import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.mapping.toml import mapping_from, preset, read_mapping
from imports.problems import BadMapping

TEST = {"column": "Kind", "is": "Bug"}
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
    assert part.values == {"slice": {"Bug": "quality"}}
    assert part.named_columns() == ("Project", "Task", "Summary", "Kind", "Account")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "x.toml maps nothing"),
        ({"encode": "utf-8", "items": {}}, "x.toml: 'encode' is not known here. Known: encoding"),
        ({"delimiter": "::", "items": {}}, "delimiter is one character"),
        ({"decimal_sign": "!", "items": {}}, "decimal_sign = '!' is not known. Known: ., ,"),
        ({"other_names": [], "items": {}}, 'other_names must hold lines like "Column" = ["Col'),
        ({"other_names": {"A": 3}, "items": {}}, "other_names.A must be a text in quotes, or a"),
        ({"items": 3}, "x.toml [items] must be a table of keys"),
        ({"items": {"colums": {}}}, "x.toml [items]: 'colums' is not known here. Known: key, kno"),
        (
            {"items": {"columns": {"title": 3}}},
            "columns.title must be a column in quotes",
        ),
        ({"items": {"columns": {"title": []}}}, "columns.title must be a column in quotes"),
        ({"items": {"columns": {"title": {"join": ["A"]}}}}, "columns.title must be a column in q"),
        ({"items": {"columns": "Summary"}}, 'columns must hold lines like field = "column"'),
        ({"items": {"constants": {"slice": 3}}}, 'constants must hold lines like field = "text"'),
        ({"items": {"key": [""]}}, "x.toml [items]: key must be a column in quotes, or a list"),
        ({"items": {"units": {"Points": "hours"}}}, "units names 'Points', which no field is read"),
        ({"items": {"units": {"Points": "days "}}}, "units.Points = 'days ' is not known. Known"),
        (
            {"items": {"columns": {"estimate": "SP"}, "units": {"SP": "points"}}},
            'unit = "points" needs weeks_per_point',
        ),
        ({"items": {"unit": "fortnights"}}, "unit = 'fortnights' is not known. Known: seconds"),
        ({"items": {"unit": "points"}}, 'unit = "points" needs weeks_per_point'),
        ({"items": {"weeks_per_point": "-1"}}, "weeks_per_point is a number above 0"),
        ({"items": {"weeks_per_point": "1_0"}}, "weeks_per_point is a number above 0"),
        ({"items": {"weeks_per_point": "\u0661"}}, "weeks_per_point is a number above 0"),
        ({"items": {"date_form": "y-d-m"}}, "date_form = 'y-d-m' is not known. Known: iso"),
        ({"items": {"create_missing": "yes"}}, "create_missing is true or false"),
        ({"effort": {"rules": [RULE]}}, "rules sort items into slices and stand in [items] only"),
        (
            {"items": {"rules": [{"column": "Kind", "slice": "x"}]}},
            "give exactly one of is, is",
        ),
        ({"items": {"rules": [{**RULE, "special_for": "A"}]}}, "[items] rule 1: give exactly one"),
        ({"items": {"rules": [{**RULE, "column": ""}]}}, "a rule needs a column"),
        ({"items": {"rules": [{**RULE, "slice": ""}]}}, "[items] rule 1: slice is empty"),
        ({"items": {"rules": RULE}}, "[items]: write each of rules under a heading of its own"),
        (
            {"items": {"rules": [{**RULE, "special_for_prefix": "x"}]}},
            "'is' is not known here. Known: column, and, special_for_prefix",
        ),
        (
            {"items": {"rules": [{"column": "Labels", "special_for_prefix": " "}]}},
            "special_for_prefix is empty",
        ),
        ({"items": {"leave_out": [{"column": "A", "blank": 1}]}}, "leave_out 1: blank is true or"),
        (
            {"items": {"leave_out": [{"column": "A", "date": "gone"}]}},
            "leave_out 1: date = 'gone' is not known. Known: past, future",
        ),
        (
            {"items": {"leave_out": [{**TEST, "and": [{"column": "B"}]}]}},
            "[items] leave_out 1 and: give exactly one of is",
        ),
        (
            {"items": {"leave_out": [{**TEST, "slice": "x"}]}},
            "[items] leave_out 1: 'slice' is not known here. Known: column, is",
        ),
        ({"items": {"leave_blank": [TEST]}}, "leave_blank 1: fields must name the fields"),
        ({"items": {"work_logs": "Log"}}, "work_logs give effort and stand in [effort] only"),
        (
            {"items": {"combine": {"a": "sum"}}},
            "combine adds up what customers pay: in [customers]",
        ),
        ({"customers": {"combine": {"arr": "sum"}}}, "combine needs a key: the rows of one key"),
        (
            {"customers": {"key": "id", "combine": {"arr": "add"}}},
            "combine.arr = 'add' is not known. Known: sum, earliest, latest",
        ),
        (
            {"effort": {"work_logs": []}},
            "[effort]: work_logs must be a column in quotes, or a list",
        ),
        ({"items": {"key": "A", "known_by": "B"}}, "known_by tells rows without a key apart. Give"),
        ({"items": {"weekly": True}}, "weekly dates effort and stands in [effort] only"),
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
    with pytest.raises(BadMapping, match=r"There is no preset 'meven'. Presets: .*maven"):
        preset("meven")


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(
    str.strip
)
choices = texts | st.lists(texts, min_size=1, max_size=3)
joined = st.fixed_dictionaries({"joined": st.lists(choices, min_size=1, max_size=3)})
sources = texts | joined | st.lists(texts | joined, min_size=1, max_size=3)
one_or_more = texts | st.lists(texts, min_size=1, max_size=3)
tests = st.one_of(
    *(
        st.fixed_dictionaries({"column": choices, test: one_or_more})
        for test in ("is", "is_not", "contains", "has")
    ),
    st.fixed_dictionaries({"column": choices, "blank": st.booleans()}),
    st.fixed_dictionaries({"column": choices, "date": st.sampled_from(["past", "future"])}),
)
conditions = st.builds(
    lambda test, more: {**test, "and": more} if more else test, tests, st.lists(tests, max_size=2)
)
ends = st.one_of(
    st.fixed_dictionaries({"slice": texts}),
    st.fixed_dictionaries({"special_for": texts}),
    st.fixed_dictionaries({"special_for_column": choices}),
)
rules = st.builds(lambda condition, end: {**condition, **end}, conditions, ends) | (
    st.fixed_dictionaries({"column": choices, "special_for_prefix": one_or_more})
)
tables = st.dictionaries(texts, texts, max_size=3)
parts = st.fixed_dictionaries(
    {},
    optional={
        "recognised_by": st.lists(choices, max_size=3),
        "key": texts | st.lists(choices, max_size=3),
        "columns": st.dictionaries(texts, sources, max_size=3),
        "constants": tables,
        "values": st.dictionaries(texts, tables, max_size=2),
        "leave_out": st.lists(conditions, max_size=2),
        "leave_blank": st.lists(
            st.builds(
                lambda condition, fields: {**condition, "fields": fields},
                conditions,
                st.lists(texts, min_size=1, max_size=2),
            ),
            max_size=2,
        ),
        "next_anniversary": one_or_more,
        "unit": st.sampled_from(["hours", "weeks", ""]),
        "weeks_per_point": st.sampled_from([0.25, "0.5", 2]),
        "date_form": st.sampled_from(["iso", "m/d/y"]),
        "create_missing": st.booleans(),
    },
)


@st.composite
def documents(draw):
    others = st.dictionaries(texts, st.lists(texts, min_size=1, max_size=2), max_size=2)
    file = {
        "encoding": texts,
        "sheet": texts,
        "decimal_sign": st.just(","),
        "other_names": others,
    }
    said = draw(st.fixed_dictionaries({}, optional=file))
    said["items"] = {**draw(parts), "rules": draw(st.lists(rules, max_size=2))}
    effort = draw(parts) | draw(
        st.fixed_dictionaries(
            {},
            optional={
                "weekly": st.booleans(),
                "leave_out_no_time": st.booleans(),
                "work_logs": choices,
            },
        )
    )
    column = draw(texts)
    effort["columns"] = {**effort.get("columns", {}), "amount": column}
    effort["units"] = {column: draw(st.sampled_from(["seconds", "days"]))}
    combine = draw(st.dictionaries(texts, st.sampled_from(["sum", "latest"]), max_size=2))
    customers = {**draw(parts), "key": draw(texts), "combine": combine}
    teams = {**draw(parts), "key": [], "known_by": draw(choices)}
    return {**said, "effort": effort, "customers": customers, "teams": teams}


@settings(deadline=None)
@given(documents())
def test_mapping_comes_back_equal_from_its_plain_data_and_its_text(said):
    mapping = mapping_from(said, "x.toml")

    assert mapping_from(mapping.as_data(), "x.toml") == mapping
    assert mapping_from(tomllib.loads(mapping.as_toml()), "x.toml") == mapping


def test_plain_data_says_what_the_file_said():
    said = {
        "delimiter": ";",
        "items": {
            "key": ["Task"],
            "weeks_per_point": "0.25",
            "columns": {"title": ["Summary", "Resumen"], "slice": {"joined": ["A", "B"]}},
            "leave_out": [{**TEST, "and": [{"column": "Time", "blank": True}]}],
            "leave_blank": [{"fields": ["estimate"], "column": "Day", "date": "past"}],
            "rules": [
                {"column": ["Labels"], "special_for_prefix": "customer:"},
                {"column": "Labels", "has": ["Bug", "Defect"], "slice": "quality"},
            ],
        },
    }

    assert mapping_from(said, "x.toml").as_data() == said


def test_mappings_of_the_reference_and_the_examples_are_whole():
    docs = Path(__file__).parents[2] / "docs"
    shown = (docs / "importing.md").read_text().split("```toml\n")[1].split("```")[0]

    assert list(mapping_from(tomllib.loads(shown), "importing.md").parts) == ["items", "effort"]
    assert [list(read_mapping(path).parts) for path in (docs / "examples").glob("*.toml")] == [
        ["items", "effort"]
    ]
