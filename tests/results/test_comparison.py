"""What results say: sums over places, differences, healthy person-years and money, on three areas worked by hand."""

import json

import fourcapitals as fc
import numpy as np
import pytest
import xarray as xr
from fourcapitals.errors import UnknownName
from fourcapitals.formatting import readable_money
from fourcapitals.results import comparison, groupings, number_of_draws, person_years
from fourcapitals.results.carried import deprivation_fifths
from fourcapitals.results.difference_units import readable_years
from fourcapitals.results.groupings import GROUPINGS
from fourcapitals.results.money import spending, spending_by_use
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import OUTCOMES, SEXES

YEARS = np.arange(2019, 2036)
CODES = ["E06000001", "E06000002", "E06000014"]
NEW_MONEY = 10.0


def toy(draws=1):
    """Hartlepool, Middlesbrough, York with 100,000, 200,000 and 100,000 people; `strategy` helps the first and last.

    From 2021 it gives Hartlepool .081 years of health, and York 10% more output per hour, for £10m: £8m for
    connectivity (judgement) and £2m for public health, and runs on £1m a year from 2030. `twin` does nothing.
    """
    start = {
        "hle": [60.0, 64.0, 62.0],
        "le": [80.0, 81.0, 82.0],
        "gva_per_hour": [30.0, 40.0, 50.0],
        "employment": [0.7, 0.75, 0.8],
        "long_term_sick": [0.06, 0.05, 0.04],
        "income": [18_000.0, 20_000.0, 22_000.0],
        "life_satisfaction": [7.5, 7.6, 7.7],
        "pm25": [9.0, 10.0, 11.0],
    }
    names, after = ["baseline", "strategy", "twin"], YEARS >= 2021
    variables = {}
    for outcome in OUTCOMES:
        values = np.zeros((3, draws, 3, 17)) + np.array(start[outcome.name])[:, None]
        if outcome.name == "gva_per_hour":
            values[1, :, 2, after] *= 1.1
        if outcome.name == "hle":
            values[1, :, 0] += 0.081 * after * np.arange(1, draws + 1)[:, None]
        dims = ("scenario", "draw", "area", "year")
        attrs = {"units": outcome.unit, "long_name": outcome.label}
        if outcome.by_sex:
            values = np.stack([values - 1, values + 1], axis=2)
            dims = ("scenario", "draw", "sex", "area", "year")
        variables[outcome.name] = (dims, values, attrs)
    award = np.zeros((2, 3, 17))
    award[:, 0, 2] = [8.0, 2.0]
    running = np.zeros((3, 3, 17))
    running[1, 0, YEARS >= 2030] = 1.0
    variables |= {
        "award": (("line", "area", "year"), award),
        "announced": (("line", "year"), award.sum(axis=1) * 2),
        "running_cost": (("scenario", "area", "year"), running),
    }
    coordinates = {
        "scenario": names,
        "title": ("scenario", ["Continue as now", "A strategy", "The same again"]),
        "draw": np.arange(draws),
        "sex": list(SEXES),
        "area": CODES,
        "year": YEARS,
        "area_name": ("area", ["Hartlepool", "Middlesbrough", "York"]),
        "upper_tier": ("area", ["X1", "X1", "E06000014"]),
        "upper_tier_name": ("area", ["Both", "Both", "York"]),
        "region": ("area", ["E12000001", "E12000001", "E12000003"]),
        "region_name": ("area", ["North East", "North East", "Yorkshire and The Humber"]),
        "population": ("area", [1e5, 2e5, 1e5]),
        "population_16_64": ("area", [6e4, 12e4, 6e4]),
        "hours_worked": ("area", [1e6, 1e6, 2e6]),
        "line": ["a", "b"],
        "line_scenario": ("line", ["strategy", "strategy"]),
        "line_fund": ("line", ["fund", "fund"]),
        "line_use": ("line", ["connectivity", "public_health"]),
    }
    files = json.dumps(dict.fromkeys(names, ""))
    attrs = {"fourcapitals_version": "0", "seed": "noise off", "scenario_files": files}
    return Results(xr.Dataset(variables, coordinates, attrs))


@pytest.fixture(autouse=True)
def england_is_those_three(monkeypatch):
    """Of the toy's England no area is left out, though the bundled baseline knows 304 more."""
    monkeypatch.setattr(groupings, "areas_left_out", lambda dataset: ())


@pytest.fixture(scope="module")
def results():
    return toy()


def at(values, scenario, group, year=2035):
    return values.sel(scenario=scenario, group=group, year=year, draw=0).item()


def test_england_has_its_published_level_and_the_mean_change_of_its_areas(results):
    level = results.levels("hle")
    assert at(level, "baseline", "E92000001", 2019) == pytest.approx((63.18 + 63.52) / 2)
    assert at(level, "strategy", "E92000001") == pytest.approx(63.35 + 0.081 / 4)
    assert level["level_source"].values.tolist() == ["published"]


def test_a_place_without_a_published_level_has_the_mean_of_its_areas_and_says_so(results):
    level = results.levels("hle", by="upper_tier")
    assert at(level, "baseline", "X1", 2019) == pytest.approx((60 + 2 * 64) / 3)
    assert level["level_source"].sel(group="X1").item() == "mean of the areas by population"
    assert level["level_source"].sel(group="E06000014").item() == "published"


def test_output_of_england_grows_by_the_ratio_of_the_means_by_hours(results):
    level = results.levels("gva_per_hour")
    assert at(level, "strategy", "E92000001") == pytest.approx(37.25 * 45 / 42.5)
    change = results.differences("gva_per_hour")
    assert change.attrs["units"] == "%"
    assert at(change, "strategy", "E92000001") == pytest.approx(100 * (45 / 42.5 - 1))


def test_an_area_keeps_its_own_level(results):
    level = results.levels("hle", by="area")
    assert level["group_name"].values.tolist() == ["Hartlepool", "Middlesbrough", "York"]
    assert at(level, "strategy", "E06000001") == pytest.approx(60.081)


def test_one_sex_or_the_mean_of_both(results):
    male = results.levels("hle", by="area", sex="male")
    assert at(male, "baseline", "E06000001") == pytest.approx(59)
    assert at(results.levels("hle", sex="female"), "baseline", "E92000001") == pytest.approx(63.52)


def test_a_scenario_that_does_nothing_differs_by_exactly_nothing(results):
    for outcome in OUTCOMES:
        assert (results.differences(outcome.name).sel(scenario="twin") == 0).all()


def test_differences_are_taken_draw_by_draw():
    change = toy(draws=3).differences("hle", by="area").sel(scenario="strategy", group="E06000001", year=2035)
    assert change.values == pytest.approx([0.081, 0.162, 0.243])


def test_healthy_person_years_are_people_times_years_of_health_over_a_life(results):
    total = person_years.healthy_person_years(results)
    # 100,000 people x .081 years / 81 years = 100 a year, for the 15 years from 2021 to 2035.
    assert total.sel(scenario="strategy").item() == pytest.approx(1500)
    assert person_years.healthy_person_years(results, per="gbp_m").sel(scenario="strategy").item() == pytest.approx(150)
    per_resident = person_years.healthy_person_years(results, per="1000_residents")
    assert per_resident.sel(scenario="strategy").item() == pytest.approx(1500 / 400)


def test_healthy_person_years_are_taken_over_the_life_that_the_results_carry(results):
    other = Results(results.dataset.assign_attrs(life_expectancy_reference=40.5))
    assert person_years.healthy_person_years(other).sel(scenario="strategy").item() == pytest.approx(3000)


def test_healthy_person_years_per_pound_are_undefined_without_new_money(results):
    assert np.isnan(person_years.healthy_person_years(results, per="gbp_m").sel(scenario="twin").item())


@pytest.mark.parametrize("by", [by for by in GROUPINGS if by != "combined_authority"])
def test_healthy_person_years_of_the_parts_sum_to_england(results, by):
    parts = person_years.healthy_person_years(results, by=by).sel(scenario="strategy")
    assert parts.sum().item() == pytest.approx(1500)


def test_fifths_of_deprivation_hold_a_fifth_of_england_each():
    areas = fc.load_baseline().areas
    fifths = deprivation_fifths(areas)
    people = areas["population_2019"].groupby(fifths).sum() / areas["population_2019"].sum()
    assert people.to_list() == pytest.approx([0.2] * 5, abs=0.02)
    assert fifths["E06000002"] == 1
    worst = areas.loc[fifths[fifths == 1].index, "imd_2019_score"].min()
    assert worst >= areas.loc[fifths[fifths == 2].index, "imd_2019_score"].max()


def test_money_is_told_by_capital_and_by_use_with_its_letters(results):
    money = spending(results).loc["strategy"]
    assert money["new_money_gbp_m"] == pytest.approx(NEW_MONEY)
    assert money["announced_gbp_m"] == pytest.approx(2 * NEW_MONEY)
    assert money["running_costs_gbp_m"] == pytest.approx(6)
    assert (money["physical_gbp_m"], money["human_gbp_m"]) == pytest.approx((8, 2))
    letters = spending_by_use(results).set_index("use")["letters"]
    assert letters["connectivity"] == "D B C C- B"
    assert letters["public_health"].split()[:2] == ["B", "C"]


def test_money_taken_from_another_budget_is_not_new(results):
    dataset = results.dataset.copy(deep=True)
    dataset["award"][1] = -dataset["award"][0].values
    money = spending(Results(dataset)).loc["strategy"]
    assert money["new_money_gbp_m"] == pytest.approx(0)
    assert money["displaced_gbp_m"] == pytest.approx(8)


def test_the_headline_has_one_row_a_scenario(results):
    table = comparison.headline(results).set_index("scenario")
    assert table.index.tolist() == ["baseline", "strategy", "twin"]
    row = table.loc["strategy"]
    assert row["title"] == "A strategy"
    assert row["hle_2019"] == pytest.approx(63.35)
    assert row["hle_2035"] == pytest.approx(63.35 + 0.02025)
    assert row["hle_difference"] == pytest.approx(0.02025)
    assert row["healthy_person_years"] == pytest.approx(1500)
    assert row["healthy_person_years_per_gbp_m"] == pytest.approx(150)
    assert row["gva_per_hour_difference_percent"] == pytest.approx(100 * (45 / 42.5 - 1))
    assert row["new_money_gbp_m"] == pytest.approx(10)
    assert row["evidence"].startswith("fourcapitals evidence strategy")
    assert table.loc["baseline", "evidence"] == "no new money"


def test_the_headline_gives_the_median_of_the_draws():
    table = comparison.headline(toy(draws=3)).set_index("scenario")
    assert table.loc["strategy", "hle_difference"] == pytest.approx(2 * 0.02025)


def test_results_of_the_baseline_alone_have_a_headline():
    table = comparison.headline(fc.simulate("baseline"))
    assert table["hle_difference"].tolist() == [0]
    assert table["new_money_gbp_m"].tolist() == [0]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda r: r.levels("hel"), "no outcome 'hel'; did you mean 'hle'?"),
        (lambda r: r.levels("hle", by="regions"), "no grouping 'regions'; did you mean 'region'?"),
        (lambda r: r.levels("hle", sex="men"), "no sex 'men'; "),
        (lambda r: r.levels("pm25", sex="male"), "pm25 is not held by sex; leave sex out"),
        (
            lambda r: r.differences("hle", reference="strategie"),
            "no scenario in these results: 'strategie'; did you mean 'strategy'?",
        ),
        (lambda r: person_years.healthy_person_years(r, per="head"), "no measure 'head'; "),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(results, ask, said):
    with pytest.raises(UnknownName) as caught:
        ask(results)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("years", "words"),
    [
        (0, "no difference"),
        (1e-15, "no difference"),
        (0.001 / 365.25, "+1.4 minutes"),
        (-0.00088, "-0.32 days"),
        (0.0052, "+1.9 days"),
        (0.16, "+58 days"),
        (0.19, "+69 days"),
        (0.42, "+153 days"),
        (1.0, "+12 months"),
        (-12.34, "-12 years"),
    ],
)
def test_a_small_difference_in_years_is_told_in_days_or_months(years, words):
    assert readable_years(years) == words


@pytest.mark.parametrize(
    ("gbp_m", "words"),
    [
        (19_400, "£19.4bn"),
        (6856.16, "£6.86bn"),
        (999.96, "£1bn"),
        (134.2, "£134m"),
        (0.5, "£500,000"),
        (0, "£0"),
        (-8, "-£8m"),
    ],
)
def test_money_is_told_in_three_figures(gbp_m, words):
    assert readable_money(gbp_m) == words


def test_draws_are_compared_in_pairs():
    # Draw k gains .081 k / 4 years: with four draws .02025 to .081.
    table = comparison.paired(toy(draws=4), "hle").set_index("scenario")
    row = table.loc["strategy"]
    assert row["difference"] == pytest.approx(0.081 / 4 * 2.5)
    assert row["low_50"] == pytest.approx(0.081 / 4 * 1.75)
    assert row["probability_better"] == 1
    assert row["standard_error"] == pytest.approx(0.081 / 4 * np.std([1, 2, 3, 4], ddof=1) / 2)
    twin = table.loc["twin"]
    assert (twin["share_zero"], twin["probability_better"], twin["difference"]) == (1, 0.5, 0)


def test_less_is_better_where_it_is():
    results = toy(draws=3)
    results.dataset["long_term_sick"].loc[{"scenario": "strategy", "year": slice(2021, None)}] -= 0.01
    table = comparison.paired(results, "long_term_sick").set_index("scenario")
    assert table.loc["strategy", "difference"] == pytest.approx(-0.01)
    assert table.loc["strategy", "probability_better"] == 1


def test_one_draw_is_compared_without_bands():
    table = comparison.paired(toy(), "hle", by="region")
    assert "low_95" not in table
    assert len(table) == 4
    assert number_of_draws.too_few_draws(table, draws=1) == [
        "one draw: central values or a single path, no uncertainty is shown"
    ]


def test_too_few_draws_are_told():
    results = toy(draws=2)
    results.dataset["hle"].loc[{"scenario": "strategy", "draw": 0, "year": slice(2021, None)}] -= 1
    told = number_of_draws.too_few_draws(comparison.paired(results, "hle"), draws=2)
    assert "2 draws: the ends of the 95% band are not resolved" in told[0]
    assert told[1] == (
        "strategy: 2 draws cannot tell whether healthy life expectancy in 2035 is better or worse than under baseline"
    )


def test_a_year_beyond_the_results_is_told():
    with pytest.raises(UnknownName, match="these results hold 2019 to 2035"):
        comparison.paired(toy(), "hle", year=2050)
