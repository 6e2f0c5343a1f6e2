"""A copy of a scenario under a title of its own."""

from itertools import cycle, product

import pytest
from attacks import FULL
from fourcapitals.errors import BadInput
from fourcapitals.scenario.copying import copy_scenario
from fourcapitals.scenario.files import load_scenario, parse_scenario, scenario_names
from fourcapitals.text import fault_of
from hypothesis import given
from hypothesis import strategies as st
from scenario_texts import HEAD, WHOLE

TITLES = ["Mine", 'A "quoted" \\ title', "a title = 'b'", "£5 – “café” $x$ [b]", "x" * 120]


def test_only_the_title_changes():
    names = scenario_names()
    for name, title in product(names, TITLES) if FULL else zip(names, cycle(TITLES), strict=False):
        scenario = load_scenario(name)
        made = copy_scenario(scenario, name="mine", title=title)
        assert (made.name, made.title) == ("mine", title)
        assert (made.funds, made.levers, made.sources) == (scenario.funds, scenario.levers, scenario.sources)
        before, after = scenario.text.splitlines(), made.text.splitlines()
        assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
        assert parse_scenario(made.text, name="mine") == made


@pytest.mark.parametrize(
    "text",
    [
        WHOLE.replace('title = "T"', '"title"   =   "T"  # ours'),
        WHOLE.replace('title = "T"', "title = '''\nT'''"),
        WHOLE.replace('title = "T"', '"t\\u0069tle" = "T"').replace('"t\\u0069tle"', "title", 1),
        'description = """\ntitle = "no"\n[not.a.table]\n"""\nsources = ["S"]\ntitle = "T"\n',
        'sources = [\n"a",\n"title = b"]\ndescription = "D"\ntitle = "T"',
    ],
)
def test_the_title_is_found_wherever_it_stands(text):
    scenario = parse_scenario(text, name="x")
    made = copy_scenario(scenario, name="y", title="New")
    assert made.title == "New"
    assert made.description == scenario.description
    assert made.funds == scenario.funds


@given(st.text(min_size=1, max_size=20))
def test_any_title_is_kept_as_it_is_or_refused(title):
    scenario = parse_scenario(HEAD, name="x")
    if fault_of(title, longest=120):
        with pytest.raises(BadInput, match="title: "):
            copy_scenario(scenario, name="y", title=title)
    elif title not in "tT":
        made = copy_scenario(scenario, name="y", title=title)
        assert parse_scenario(made.text, name="y").title == title


def test_a_copy_has_a_name_and_a_title_of_its_own():
    scenario = load_scenario("announced_2021")
    for title in (scenario.title, scenario.title.upper(), "Continue  as now"):
        with pytest.raises(BadInput, match="which could not be told from the copy; give another"):
            copy_scenario(scenario, name="mine", title=title)
    for name in ("announced_2021", "baseline"):
        with pytest.raises(BadInput, match="give another"):
            copy_scenario(scenario, name=name, title="Mine")
    with pytest.raises(BadInput) as told:
        copy_scenario(scenario, name="baseline", title="\x1b")
    assert len(told.value.faults) == 2
