"""Scenario files: how they are found and read, and what they bring."""

import pickle
import re
from pathlib import Path

import pytest
from fourcapitals.data.prices import Deflator, published_price_levels
from fourcapitals.errors import BadInput
from fourcapitals.scenario.checked_values import FIRST_PRICE_YEAR
from fourcapitals.scenario.files import (
    load_scenario,
    load_scenarios,
    parse_scenario,
    read_scenario,
    scenario_names,
    schema,
)
from fourcapitals.vocabulary import SIMULATED_YEARS, USE_NAMES
from fourcapitals.vocabulary import USES as USES_OF_MONEY
from scenario_texts import FLAT, HEAD, MONEY, RULE, TERMS, USES, WHOLE, changed, fund

RISING = Deflator({year: 1.02 ** (year - 2019) for year in range(2010, 2036)}, 0.02)
README = Path(__file__).parents[2] / "scenarios" / "README.md"


def test_every_bundled_scenario_loads_and_names_its_sources_and_grades():
    assert {"baseline", "announced_2021", "balanced_health_need", "public_health_restored"} <= set(scenario_names())
    for name in scenario_names():
        scenario = load_scenario(name)
        assert scenario.name == name
        assert scenario.sources
        assert scenario.title in scenario.text


def test_the_baseline_has_no_fund_and_no_money():
    baseline = load_scenario("baseline")
    assert baseline.funds == {}
    assert set(baseline.gross_money(FLAT).values()) == {0.0}


def test_announced_money_in_cash_is_what_the_announcements_add_up_to():
    announced = load_scenario("announced_2021")
    gross = announced.gross_money(FLAT)
    assert [gross[year] for year in range(2020, 2027)] == [600, 1734, 1843, 2025, 2512, 1515, 915]
    assert sum(announced.new_money(FLAT).values()) == pytest.approx(4000 + 3600 + 134)


def test_the_shared_prosperity_fund_brings_no_new_money():
    assert set(load_scenario("announced_2021").funds["shared_prosperity_fund"].new_money(RISING).values()) == {0.0}


@pytest.mark.parametrize("deflator", [FLAT, RISING, Deflator(published_price_levels(), 0.02)])
def test_mix_and_targeting_are_compared_at_the_same_money_in_every_year(deflator):
    announced, balanced = load_scenarios(["announced_2021", "balanced_health_need"])
    for year in SIMULATED_YEARS:
        assert balanced.gross_money(deflator)[year] == pytest.approx(announced.gross_money(deflator)[year], abs=1e-9)
        assert balanced.new_money(deflator)[year] == pytest.approx(announced.new_money(deflator)[year], abs=1e-9)


def test_the_balanced_fund_gives_each_capital_a_quarter():
    uses = load_scenario("balanced_health_need").funds["four_capitals_fund"].uses
    capitals = {"physical": 0.0, "human": 0.0, "social": 0.0, "natural": 0.0}
    for use in USES_OF_MONEY:
        if use.capital is not None:
            capitals[use.capital] += uses.get(use.name, 0.0)
    assert set(capitals.values()) == {0.25}


def test_cash_is_deflated_by_its_own_year_and_a_price_year_by_that_year():
    assert fund(WHOLE).gross_money(RISING)[2022] == pytest.approx(50 / 1.02**3)
    in_2019_prices = fund(changed('price_year = "cash"', "price_year = 2019"))
    assert in_2019_prices.gross_money(RISING)[2022] == 50.0


def test_new_money_is_what_is_left_after_what_it_replaces():
    money = fund(WHOLE).new_money(FLAT)
    assert (money[2020], money[2021], money[2022], money[2023]) == (0.0, 70.0, 50.0, 0.0)
    assert list(money) == list(range(2020, 2036))


def test_a_fund_that_continues_keeps_the_real_amount_of_its_last_year():
    continuing = fund(changed('financing = "unfunded"', 'financing = "unfunded"\nafter_end = "continues"'))
    money = continuing.gross_money(RISING)
    assert money[2035] == money[2023] == money[2022] == pytest.approx(50 / 1.02**3)
    assert continuing.new_money(RISING)[2035] == pytest.approx(50 / 1.02**3)


@pytest.mark.parametrize("uses", ["premises = 0.5\ncommunity = 0.5", "public_health = 0.5\nnhs = 0.5"])
def test_a_fund_that_replaces_more_than_it_brings_takes_money_away(uses):
    text = changed("premises = 0.5\ncommunity = 0.5", uses).replace("2021 = 30.0", "2021 = 130.0\n2024 = 1.0")
    money = fund(text).new_money(FLAT)
    assert (money[2021], money[2022], money[2024]) == (-30.0, 50.0, -1.0)


def test_shares_stand_in_the_order_of_the_vocabulary():
    vector = fund(WHOLE).uses_vector()
    assert vector.shape == (len(USE_NAMES),)
    assert vector[USE_NAMES.index("premises")] == vector[USE_NAMES.index("community")] == 0.5
    assert vector.sum() == 1.0


def test_defaults_are_those_of_the_readme():
    assert parse_scenario(HEAD, name="x").running_costs == "centre"
    assert fund(WHOLE).after_end == "ends"
    assert fund(changed('"per_head"', '"luf_priority"')).allocation.weights == (1.0, 0.35, 0.1)
    assert fund(changed('"per_head"', '"health_need"')).allocation.slope == 0.25
    assert fund(changed('"per_head"', '"deprivation_need"')).allocation.slope == 0.5


def test_areas_are_taken_by_name_or_code_and_kept_as_codes_in_order():
    text = changed('rule = "per_head"', 'rule = "per_head"\nareas = ["E06000002", "hartlepool", "City of London"]')
    assert fund(text).allocation.areas == ("E06000001", "E06000002", "E09000012")


def test_funds_stand_in_the_order_of_their_names():
    other = TERMS + MONEY + USES + RULE
    text = WHOLE + other.replace("funds.f", "funds.a")
    assert list(parse_scenario(text, name="x").funds) == ["a", "f"]


def test_a_scenario_travels_to_another_process():
    scenario = load_scenario("announced_2021")
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_prices_are_published_for_every_price_year_that_a_file_may_name():
    assert min(published_price_levels()) <= FIRST_PRICE_YEAR


def test_a_scenario_is_read_from_a_path_and_bears_the_name_of_its_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("\ufeff" + WHOLE.replace("\n", "\r\n"), encoding="utf-8")
    for one in (path, str(path)):
        assert load_scenario(one).name == "mine"
    assert load_scenario(path).funds == parse_scenario(WHOLE, name="x").funds


def test_a_bundled_name_comes_before_a_folder_of_that_name(tmp_path, monkeypatch):
    (tmp_path / "baseline").mkdir()
    monkeypatch.chdir(tmp_path)
    assert load_scenario("baseline").funds == {}


def told(read, *given):
    with pytest.raises(BadInput) as caught:
        read(*given)
    return caught.value.faults


def test_a_file_that_is_not_there_is_told(tmp_path):
    expected = f"{tmp_path}/x.toml: no such file; bundled scenarios are {', '.join(scenario_names())}"
    assert told(load_scenario, f"{tmp_path}/x.toml") == (expected,)


def test_a_folder_is_told(tmp_path):
    assert told(read_scenario, tmp_path) == (f"{tmp_path}: a folder, not a file; name one scenario file in it",)


def test_a_path_that_cannot_be_is_told():
    (fault,) = told(load_scenario, "a\0b.toml")
    assert fault.startswith("'a\\x00b.toml': cannot be read: ")
    (fault,) = told(load_scenario, "a" * 5000 + ".toml")
    assert fault.endswith("cannot be read: file name too long")


def test_bytes_that_are_not_text_are_told_with_their_line(tmp_path):
    path = tmp_path / "x.toml"
    path.write_bytes(b'title = "T"\ndescription = "\xff"')
    assert told(read_scenario, path) == (f"{path}: line 2: not text in UTF-8; save the file as UTF-8",)


def test_a_file_above_64_kb_is_told(tmp_path):
    path = tmp_path / "x.toml"
    path.write_bytes(b"#" * (65_536 + 1))
    assert told(read_scenario, path) == (
        f"{path}: larger than 64 kB, which no scenario file is; is it the right file?",
    )


def test_an_unknown_scenario_is_told_with_advice():
    assert told(load_scenario, "announced") == ("no scenario 'announced'; did you mean 'announced_2021'?",)
    assert told(load_scenario, "zzz") == (f"no scenario 'zzz'; choose from {', '.join(scenario_names())}",)
    assert told(load_scenario, "") == (f"no scenario ''; choose from {', '.join(scenario_names())}",)


def test_the_faults_of_all_files_are_told_at_once(tmp_path):
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    first.write_text(HEAD + "a = 1\nb = 2", encoding="utf-8")
    second.write_text("", encoding="utf-8")
    keys = "behaviour, description, funds, levers, nhs_anchor, running_costs, sources, title, twin"
    assert told(load_scenarios, [first, "announced", "baseline", second]) == (
        f"{first}: no key 'a'; choose from {keys}",
        f"{first}: no key 'b'; choose from {keys}",
        "no scenario 'announced'; did you mean 'announced_2021'?",
        f"{second}: the file is empty; give at least title, description and sources",
    )


def test_two_scenarios_of_one_name_are_told(tmp_path):
    first, second = tmp_path / "a.toml", tmp_path / "other" / "a.toml"
    second.parent.mkdir()
    for path in (first, second):
        path.write_text(HEAD, encoding="utf-8")
    assert told(load_scenarios, [first, second]) == (
        f"{second}: a scenario 'a' is already given by {first}; rename or drop one",
    )
    assert told(load_scenarios, ["baseline", "baseline"]) == (
        "baseline: a scenario 'baseline' is already given by baseline; rename or drop one",
    )


def every_key(node, definitions):
    yield from node.get("properties", {}).items()
    for definition in definitions.values():
        yield from every_key(definition, {})


def test_every_key_of_the_schema_is_described_there_and_in_the_readme():
    text = README.read_text(encoding="utf-8")
    for key, inner in every_key(schema(), schema()["$defs"]):
        assert inner.get("description"), key
        assert re.search(rf"`[\w.]*\b{key}`", text), key
    for name in scenario_names():
        assert f"`{name}`" in text


def test_the_readme_example_is_a_scenario():
    (example,) = re.findall(r"```toml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert parse_scenario(example, name="example").funds


@pytest.mark.parametrize("given", [3, None, [], b"baseline", {"baseline": 1}])
def test_what_is_no_name_of_a_scenario_is_told(given):
    (fault,) = told(load_scenario, given)
    assert fault.startswith("load_scenario: name_or_path: a text or a path expected, got ")
