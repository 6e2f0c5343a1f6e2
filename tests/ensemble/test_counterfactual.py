"""Many runs that nobody keeps give the numbers of the runs that are kept."""

from itertools import islice

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.data.parameters import load_parameters
from fourcapitals.ensemble.counterfactual import counterfactuals_of
from fourcapitals.ensemble.draws import drawn_parameters, stable_block
from fourcapitals.ensemble.utilities import UTILITIES
from fourcapitals.equations.disparity import absolute_gap
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.results.comparison import headline
from fourcapitals.results.gaps import place_values
from fourcapitals.scenario.extra_money import Extra, award
from fourcapitals.vocabulary import END_YEAR, outcome_named

TABLE = load_parameters()
COMPETITION = fc.scenario_grid(mixes=["services"], places=["health"], deciders=["competition"])[0]


@pytest.fixture(scope="module")
def counterfactuals():
    return counterfactuals_of(["announced_2021", "realigned_to_nhs", "population_prevention", COMPETITION])


@pytest.fixture(scope="module")
def effects(counterfactuals, central):
    return counterfactuals.effects(central)


@pytest.fixture(scope="module")
def simulated():
    return fc.simulate(["baseline", "announced_2021", "realigned_to_nhs", "population_prevention", COMPETITION])


def paid_by(financing):
    return fc.parse_scenario(
        f"""
        title = "Council services"
        description = "£1bn a year."
        sources = ["a test"]
        [funds.councils]
        title = "Councils"
        source = "a test"
        grade = "J"
        money = "revenue"
        price_year = 2019
        {financing}
        uses = {{ council_services = 0.5, adult_skills = 0.5 }}
        uses_source = "a test"
        uses_grade = "J"
        allocation = {{ rule = "per_head" }}
        [funds.councils.gbp_m]
        2022 = 1000.0
        2023 = 1000.0
        """,
        name="councils",
    )


def test_the_bench_gives_what_a_simulation_gives(effects, simulated):
    table = headline(simulated).set_index("scenario")
    for name, found in effects.items():
        row = table.loc[name]
        assert found.hle_years == pytest.approx(row["hle_difference"], rel=1e-8, abs=1e-12)
        assert found.healthy_person_years == pytest.approx(row["healthy_person_years"], rel=1e-8, abs=1e-4)
        assert found.gva_percent == pytest.approx(row["gva_per_hour_difference_percent"], rel=1e-6, abs=1e-9)
        assert found.new_money_gbp_m == pytest.approx(row["new_money_gbp_m"], rel=1e-9)


def test_the_gap_is_that_of_the_missions(effects, simulated):
    sexes = [place_values(simulated, outcome_named("hle"), by="upper_tier", sex=sex) for sex in ("male", "female")]
    both, people = (sexes[0][0] + sexes[1][0]).sel(year=END_YEAR) / 2, sexes[0][1]
    gaps = absolute_gap(both.squeeze("draw").to_numpy(), people)
    position = simulated.scenarios.index("announced_2021")
    assert effects["announced_2021"].gap_narrowing_years == pytest.approx(gaps[0] - gaps[position], abs=1e-9)
    assert effects["announced_2021"].gap_narrowing_percent == pytest.approx(100 * (1 - gaps[position] / gaps[0]))


def test_what_money_does_to_healthy_years_does_not_depend_on_chance(effects):
    noisy = fc.simulate(["baseline", "realigned_to_nhs"], seed=3)
    change = noisy.differences("hle").sel(scenario="realigned_to_nhs", year=END_YEAR).item()
    assert effects["realigned_to_nhs"].hle_years == pytest.approx(change, rel=1e-8)


def test_a_pound_for_the_nhs_brings_one_over_its_cost_of_a_healthy_year(effects, central):
    gained = effects["realigned_to_nhs"].of("healthy_person_years", per_gbp=True)
    assert gained == pytest.approx(1e6 / central.nhs_cost_per_qaly, rel=0.05)


def test_each_more_pound_for_the_nhs_brings_a_little_less(counterfactuals, central, effects):
    """At constant elasticity, ``B ln(1 + x / B)``: of a hundredth more of a budget, a two-hundredth is lost."""
    name, once = "realigned_to_nhs", effects["realigned_to_nhs"]
    runs = counterfactuals.at(central)
    few, twice = (runs.effects(name, scale=multiple) for multiple in (0.001, 2.0))
    people = counterfactuals.baseline.arrays.population.sum()
    most = counterfactuals.money(name).sum(axis=(1, 2)).max() * 1e6 / people  # £29 a head, of £2,310
    assert twice.new_money_gbp_m == pytest.approx(2 * once.new_money_gbp_m)
    for many, multiple in ((once, 1), (twice, 2)):
        share = multiple * most / central.nhs_budget
        kept = many.healthy_person_years / (1000 * multiple * few.healthy_person_years)
        # In no year is more lost than in the one with most money.
        assert np.log1p(share) / share < kept < 1 - share / 8


def test_no_money_changes_nothing_but_levers_stay(counterfactuals, central):
    none = counterfactuals.effects(central, scale=0.0)
    assert none["announced_2021"].hle_years == 0
    assert none["announced_2021"].new_money_gbp_m == 0
    assert none["population_prevention"].hle_years > 0.1


def test_one_fund_can_be_multiplied_alone(counterfactuals, central, effects):
    runs = counterfactuals.at(central)
    more = runs.effects("announced_2021", scale={"towns_fund": 2.0}).new_money_gbp_m
    towns = counterfactuals.money(
        "announced_2021", scale={"levelling_up_fund": 0.0, "community_renewal_fund": 0.0}
    ).sum()
    assert more - effects["announced_2021"].new_money_gbp_m == pytest.approx(towns)
    with pytest.raises(UnknownName, match="did you mean 'towns_fund'"):
        runs.effects("announced_2021", scale={"town_fund": 2.0})


@pytest.mark.parametrize("multiple", [-1.0, float("nan")])
def test_a_multiple_below_nothing_is_refused(counterfactuals, central, multiple):
    with pytest.raises(BadInput, match="multiples of 0 or more"):
        counterfactuals.effects(central, scale=multiple)


def test_ten_times_the_money_of_a_competition_gives_ten_times_the_grants(counterfactuals, central, effects):
    more = counterfactuals.effects(central, scale=10.0)[COMPETITION.name].new_money_gbp_m
    once = effects[COMPETITION.name].new_money_gbp_m
    # Grants of £20m: what is left over is less than one grant.
    assert once % 20 == pytest.approx(0, abs=1e-6) or once % 20 == pytest.approx(20, abs=1e-6)
    assert 10 * once <= more <= 10 * once + 200


def test_an_award_beside_adds_its_money_and_its_years(counterfactuals, central, effects):
    extra = award("nhs", 0, 10.0, years=range(2022, 2027), areas=307)
    more = counterfactuals.effects(central, extra=extra)["announced_2021"]
    own = effects["announced_2021"]
    assert more.new_money_gbp_m - own.new_money_gbp_m == pytest.approx(10)
    alone = counterfactuals_of([]).at(central).effects("baseline", extra=extra)
    assert more.healthy_person_years - own.healthy_person_years == pytest.approx(alone.healthy_person_years, rel=0.01)


def test_an_award_of_nothing_changes_nothing(counterfactuals, central, effects):
    nothing = Extra(np.zeros(16), np.full(307, 1 / 307), np.eye(14)[0])
    assert counterfactuals.effects(central, extra=nothing)["announced_2021"] == pytest.approx(effects["announced_2021"])


def test_money_taken_from_another_budget_is_no_new_money(central):
    counterfactuals = counterfactuals_of(paid_by('financing = "displaces"\ndisplaces = "nhs"'))
    found = counterfactuals.effects(central)["councils"]
    assert found.new_money_gbp_m == pytest.approx(0, abs=1e-9)
    assert np.isnan(found.of("healthy_person_years", per_gbp=True))
    assert found.healthy_person_years < 0
    assert counterfactuals.money("councils").sum() == pytest.approx(0, abs=1e-9)
    assert counterfactuals.money("councils").sum(axis=(0, 2)).min() == pytest.approx(-2000)


def test_taxed_money_does_less_than_money_from_nowhere(central):
    free, taxed = (
        counterfactuals_of(paid_by(f'financing = "{way}"')).effects(central)["councils"] for way in ("unfunded", "tax")
    )
    assert taxed.new_money_gbp_m == free.new_money_gbp_m
    assert taxed.hle_years < free.hle_years


def test_the_first_draws_of_more_are_those_of_few(baseline):
    few, more = list(drawn_parameters(3, seed=5)), list(drawn_parameters(70, seed=5))
    block = stable_block(TABLE, baseline.arrays, 5, 0).block.parameters
    for first, second, third in islice(zip(few, more, block, strict=False), 3):
        assert all(np.array_equal(a, b) and np.array_equal(a, c) for a, b, c in zip(first, second, third, strict=True))
    assert len(more) == 70


def test_feedbacks_that_grow_are_told(counterfactuals, central):
    wild = central._replace(output_per_healthy_year=1.0, healthy_years_per_log_income=50.0)
    assert counterfactuals.at(central).is_stable
    assert not counterfactuals.at(wild).is_stable


def test_names_that_do_not_exist_are_told(counterfactuals, central, effects):
    with pytest.raises(UnknownName, match="utility"):
        effects["announced_2021"].of("happiness")
    with pytest.raises(UnknownName, match="did you mean 'announced_2021'"):
        counterfactuals.at(central).effects("announced_2022")
    assert set(UTILITIES) <= set(effects["announced_2021"]._fields)


def test_posts_follow_a_multiple_of_the_money_of_their_fund(central):
    strategies = counterfactuals_of(["care_workforce"])
    runs = strategies.at(central)
    none = runs.outcomes("care_workforce", scale=0.0)
    assert np.abs(none.employment - runs.reference.employment).max() == 0
    one, two = (runs.outcomes("care_workforce", scale=scale).employment.mean() for scale in (1.0, 2.0))
    assert 1.9 < (two - none.employment.mean()) / (one - none.employment.mean()) < 2.1


def test_what_the_nhs_does_beside_care_is_a_part_of_a_strategy():
    from fourcapitals.evidence.contributions import contributions

    table = contributions("nhs_anchor").set_index("use")
    assert table.loc["nhs", "hle_years"] == pytest.approx(0.0, abs=1e-12)
    assert table.loc["levers", "label"] == "Work of the NHS"
    assert table.loc["levers", "hle_years"] != 0
