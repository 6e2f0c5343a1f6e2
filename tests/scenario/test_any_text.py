"""Whatever a scenario file holds, it is a scenario or told as faults of one line each; nothing else ever comes out."""

import re

import pytest
from fourcapitals.errors import BadInput
from fourcapitals.scenario.files import parse_scenario, read_scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_texts import HEAD, WHOLE


def outcome_of(text):
    """Read a text; nothing but faults of one line each may come out."""
    try:
        found = parse_scenario(text, name="x").sources
    except BadInput as error:
        found = error.faults
        assert all(fault.startswith("x.toml: ") for fault in error.faults)  # noqa: PT017
    assert found
    assert not any("\n" in line for line in found)
    assert not re.search(r"[Ii]nput should|[Vv]alue error|pydantic|something else", " ".join(found))


keys = st.sampled_from(
    [
        "title",
        "sources",
        "funds",
        "f",
        "gbp_m",
        "2021",
        "2020",
        "uses",
        "premises",
        "nhs",
        "allocation",
        "rule",
        "areas",
        "weights",
        "slope",
        "awards",
        "replaces",
        "displaces",
        "financing",
        "price_year",
        "levers",
        "risk",
        "change",
        "places",
        "n",
        "statistic",
        "first",
        "second",
        "second_share",
        "need",
        "grant_gbp_m",
        "once",
        "options",
        "[key]",
        "per_head",
        "luf_priority",
        "a b",
        "",
    ]
)
values = st.recursive(
    st.sampled_from(
        [
            '""',
            '"x"',
            "5",
            "-1",
            "0.5",
            "nan",
            "-inf",
            "true",
            "1e400",
            "0x" + "f" * 5000,
            "2021-03-01",
            '"per_head"',
            '"luf_priority"',
            '"health_need"',
            '"as_awarded"',
            '"top_n"',
            '"blend"',
            '"competitive"',
            '"smoking"',
            '{ rule = "ukspf" }',
            '"displaces"',
            '"nhs"',
            '"cash"',
            '"Hartlepool"',
        ]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(keys, inner, max_size=5).map(
            lambda table: "{" + ", ".join(f'"{key}" = {value}' for key, value in table.items()) + "}"
        ),
    ),
    max_leaves=12,
)
lines_of_whole = st.integers(0, WHOLE.count("\n") - 1)


@given(st.text())
def test_any_text_is_a_scenario_or_faults(text):
    outcome_of(text)


@settings(max_examples=300)
@given(st.dictionaries(keys, values, max_size=5), st.dictionaries(keys, values, max_size=6))
def test_any_toml_is_a_scenario_or_faults(top, terms):
    lines = [f'"{key}" = {value}' for key, value in top.items() if key != "funds"]
    outcome_of("\n".join([*lines, "[funds.f]", *(f'"{key}" = {value}' for key, value in terms.items())]))


@settings(max_examples=300)
@given(st.sampled_from(["blend", "competitive", "top_n", "ukspf"]), st.dictionaries(keys, values, max_size=6))
def test_any_table_of_a_rule_is_taken_or_told(rule, options):
    table = {**options, "rule": f'"{rule}"'}
    lines = (f'"{key}" = {value}' for key, value in table.items())
    outcome_of(WHOLE.replace('rule = "per_head"', "\n".join(lines)))


@settings(max_examples=300)
@given(st.dictionaries(keys, values, max_size=6))
def test_any_table_of_a_lever_is_taken_or_told(terms):
    outcome_of("\n".join([HEAD, "[levers.l]", *(f'"{key}" = {value}' for key, value in terms.items())]))


@settings(max_examples=300)
@given(st.dictionaries(lines_of_whole, values, min_size=1, max_size=4))
def test_any_value_in_a_whole_scenario_is_taken_or_told(replaced):
    lines = WHOLE.splitlines()
    for number, value in replaced.items():
        if "=" in lines[number]:
            lines[number] = lines[number].split("=")[0] + "= " + value
    outcome_of("\n".join(lines))


@settings(max_examples=50)
@given(st.binary())
def test_random_bytes_are_told_as_faults(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "x.toml"
    path.write_bytes(content)
    with pytest.raises(BadInput):
        read_scenario(path)
