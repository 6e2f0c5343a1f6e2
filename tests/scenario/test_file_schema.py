"""The JSON Schema of a scenario file says what `check` says, as far as a schema can say it."""

import os
import re
import tomllib

import pytest
from fourcapitals.errors import BadInput
from fourcapitals.input_files import explain_integers, first_too_deep
from fourcapitals.scenario.files import load_scenario, parse_scenario, scenario_names, schema
from jsonschema import Draft202012Validator
from scenario_mutants import mutant
from scenario_texts import HEAD, LEVER, MONEY, RULE, TERMS, USES, WHOLE

HOW_MANY = 5 * int(os.environ.get("FOURCAPITALS_MUTANTS", "60"))
MONEY_FILE = "name,year,gbp_m,use\nHartlepool,2022,3.5,housing\n"
NO_SOURCE = TERMS.replace('uses_source = "S"\nuses_grade = "J"\n', "")
FROM_FILE = '[funds.f.allocation]\nrule = "from_file"\nfile = "m.csv"\n'
DISPLACES = 'financing = "displaces"\ndisplaces = "nhs"'
BLEND = 'rule = "blend"\nsecond_share = 0.5\nfirst = {{ rule = "per_head"{} }}\nsecond = {{ rule = "health_need" }}'
COMPETITIVE = 'rule = "competitive"\nneed = {{ rule = "{}" }}\n{}'

# What no schema can say of a table: what there is, sums, order, and letters of which nothing is seen.
BEYOND_A_SCHEMA = re.compile(
    "must sum to 1|in ascending order|is given twice|did you mean|choose from|England only|is a part of|no area|"
    "after the fund's last year|take it out|take some out|a finite number|expected a whole number|no file|empty; give"
)


@pytest.fixture(scope="module")
def says():
    """Whether the schema takes a text of TOML."""
    Draft202012Validator.check_schema(schema())
    return lambda text: Draft202012Validator(schema()).is_valid(tomllib.loads(text))


def told(text):
    try:
        parse_scenario(text, name="x", files={"m.csv": MONEY_FILE})
    except BadInput as error:
        return error.faults
    return ()


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_of_the_package_is_sound_by_the_schema(name, says):
    assert says(load_scenario(name).text)


def in_fund(old, new):
    assert old in WHOLE
    return WHOLE.replace(old, new, 1)


SOUND = {
    "a head alone": HEAD,
    "a fund": WHOLE,
    "money from a file": HEAD + NO_SOURCE + FROM_FILE,
    "money from a file, and its sum": HEAD + NO_SOURCE + "[funds.f.gbp_m]\n2022 = 3.5\n" + FROM_FILE,
    "money from a file, and where its uses are from": HEAD + TERMS + FROM_FILE,
    "money that another budget pays": in_fund('financing = "unfunded"', DISPLACES),
    "a lever": HEAD + LEVER,
    "a relative lever": HEAD + LEVER.replace("change]", "relative_change]"),
    "a blend": in_fund('rule = "per_head"', BLEND.format("")),
    "a competition": in_fund('rule = "per_head"', COMPETITIVE.format("luf_priority", "")),
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_what_a_run_takes_the_schema_takes(text, says):
    assert not told(text)
    assert says(text)


WRONG = {
    "no money": HEAD + TERMS + USES + RULE,
    "no uses": HEAD + TERMS + MONEY + RULE,
    "no source of the uses": HEAD + NO_SOURCE + MONEY + USES + RULE,
    "no allocation": HEAD + TERMS + MONEY + USES,
    "money from a file that stands in for other money": WHOLE.replace('rule = "per_head"', FROM_FILE.split("\n", 1)[1]),
    "money from no file": HEAD + NO_SOURCE + '[funds.f.allocation]\nrule = "from_file"\n',
    "money from a picture": HEAD + NO_SOURCE + FROM_FILE.replace(".csv", ".png"),
    "a budget that pays, unnamed": in_fund('financing = "unfunded"', 'financing = "displaces"'),
    "a budget that pays for what is unfunded": in_fund('"unfunded"', '"unfunded"\ndisplaces = "nhs"'),
    "a budget that is none": in_fund('financing = "unfunded"', 'financing = "displaces"\ndisplaces = "premises"'),
    "a budget that gets what it pays": in_fund('"unfunded"', '"displaces"\ndisplaces = "nhs"').replace(
        "premises = 0.5", "nhs = 0.5"
    ),
    "a rule without what it needs": in_fund('rule = "per_head"', 'rule = "top_n"'),
    "an option of another rule": in_fund('rule = "per_head"', 'rule = "per_head"\nslope = 0.1'),
    "no weight at all": in_fund('rule = "per_head"', 'rule = "luf_priority"\nweights = [0, 0, 0]'),
    "awards twice": in_fund('rule = "per_head"', 'rule = "as_awarded"\nawards = ["town_deals", "town_deals"]'),
    "a part of a blend kept to an area": in_fund('rule = "per_head"', BLEND.format(', areas = ["Rutland"]')),
    "a competition by a competition": in_fund('rule = "per_head"', COMPETITIVE.format("competitive", "")),
    "a competition that nothing decides": in_fund(
        'rule = "per_head"', COMPETITIVE.format("per_head", "need_weight = 0\ncapacity_weight = 0\nnoise = 0.0")
    ),
    "two kinds of change": HEAD + LEVER + "[levers.l.relative_change]\n2022 = -0.1\n",
    "no change": HEAD + LEVER.split("[levers.l.change]")[0],
    "a name with a capital": WHOLE.replace("funds.f", "funds.F"),
    "a blank title": WHOLE.replace('"T"', '"  "'),
    "a title on two lines": WHOLE.replace('"T"', '"a\\nb"'),
    "a title with an escape": WHOLE.replace('"T"', '"a\\u001b[2J"'),
    "a year of the past": WHOLE.replace("2021 = 100.0", "2012 = 100.0"),
    "money below 0": WHOLE.replace("2021 = 100.0", "2021 = -100.0"),
    "true for money": WHOLE.replace("2021 = 100.0", "2021 = true"),
    "a key that is none": "colour = 1\n" + WHOLE,
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_what_a_run_refuses_by_its_form_the_schema_refuses(text, says):
    assert told(text)
    assert not says(text)


def test_of_mutants_the_schema_refuses_those_that_a_run_refuses_by_their_form(says):
    texts = [load_scenario(name).text for name in scenario_names()] + list(SOUND.values())
    seen = {True: 0, False: 0}
    for number in range(HOW_MANY):
        text = mutant(texts[number % len(texts)], number)
        if first_too_deep(text) or len(text) > 60_000:
            continue
        try:
            raw = tomllib.loads(text)
        except ValueError:
            continue
        if explain_integers(raw):
            continue
        found, sound = told(text), says(text)
        seen[sound] += 1
        if not sound:
            assert found, text
        else:
            assert all(BEYOND_A_SCHEMA.search(fault) for fault in found), found
    assert min(seen.values()) > HOW_MANY / 20
