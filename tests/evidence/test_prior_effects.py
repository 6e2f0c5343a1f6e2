"""What the priors say of each use, and what turns a ranking round."""

import re

import numpy as np
import pytest
from fourcapitals.appraisal.composition import Composition, compose
from fourcapitals.appraisal.ranking import Flip, Ranking
from fourcapitals.appraisal.reversals import flip_lines, flips
from fourcapitals.appraisal.verdicts import MEANING
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.data.parameters import load_parameters
from fourcapitals.ensemble.counterfactual import counterfactuals_of
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.evidence.prior_effects import OUTCOMES_OF_USES, judged_uses, one_use, prior_lines, priors
from fourcapitals.evidence.uncertain import find_uncertain, uncertain_numbers, with_value
from fourcapitals.formatting import plain
from fourcapitals.results.measures import is_tie
from fourcapitals.results.whole_life import IN_WORDS
from fourcapitals.scenario.files import parse_scenario
from fourcapitals.vocabulary import USE_NAMES

TABLE = load_parameters()
DRAWS = 64
EXPONENT = re.compile(r"\de[+-]\d")


@pytest.fixture(scope="module")
def table():
    return priors(draws=DRAWS, seed=1)


@pytest.fixture(scope="module")
def alone(baseline):
    """Each use alone, £10 per head."""
    return {use: one_use(use, pounds_per_head=10.0, baseline=baseline) for use in USE_NAMES}


@pytest.fixture(scope="module")
def ranking(alone):
    counterfactuals = counterfactuals_of([alone[use] for use in ("nhs", "public_health", "household_income")])
    return Ranking(counterfactuals, TABLE, "healthy_person_years", per_gbp=True)


@pytest.fixture(scope="module")
def found(ranking):
    return flips(ranking.counterfactuals, draws=8)


def row_of(table, use, outcome="hle_years"):
    return table[(table["use"] == use) & (table["outcome"] == outcome)].iloc[0]


def test_every_use_is_told_in_every_outcome(table):
    assert list(dict.fromkeys(table["use"])) == list(USE_NAMES)
    assert len(table) == len(USE_NAMES) * len(OUTCOMES_OF_USES)
    assert (table["low"] <= table["median"]).all()
    assert (table["median"] <= table["high"]).all()
    assert set(table["draws"]) == {DRAWS}


@pytest.mark.parametrize(("use", "spike"), [("nhs", 0.05), ("housing", 0.15), ("green_space", 0.45)])
def test_the_share_of_draws_without_effect_is_the_mass_of_the_causal_share_at_zero(table, use, spike):
    assert row_of(table, use)["share_zero"] == pytest.approx(spike, abs=1.5 / DRAWS)


def test_what_does_nothing_in_sum_does_nothing_for_each_pound(table):
    for use in USE_NAMES:
        total = row_of(table, use, "healthy_person_years")
        each = row_of(table, use, "healthy_person_years_per_gbp_m")
        assert each["share_zero"] == total["share_zero"]
        # £10 for 56.3m people in 15 years is £8.4bn.
        assert total["median"] == pytest.approx(each["median"] * 10 * 56.287 * 15, rel=1e-3, abs=1e-9)


def test_a_pound_of_public_health_brings_one_over_its_cost_of_a_healthy_year(table, central):
    per_gbp_m = row_of(table, "public_health", "healthy_person_years_per_gbp_m")["central"]
    # Money of the last years has not done its work by 2035: under four fifths of £15 has.
    assert 0.6 < per_gbp_m * central.public_health_cost_per_qaly / 1e6 < 0.85


@pytest.mark.parametrize("use", ["housing", "premises", "early_years"])
def test_what_lasts_comes_before_public_health_more_often_over_the_whole_life(table, use):
    ended, whole = (
        row_of(table, use, f"healthy_person_years{name}_per_gbp_m")["above_public_health"]
        for name in ("", "_whole_life")
    )
    assert whole >= ended
    assert row_of(table, "public_health", "healthy_person_years_whole_life_per_gbp_m")["above_public_health"] == 0


def test_without_draws_there_are_central_values_alone(table):
    central = priors(draws=0)
    assert "median" not in central.columns
    assert central["central"].to_numpy() == pytest.approx(table["central"].to_numpy())
    assert "central values, no draws" in prior_lines(central)[0]


def test_the_lines_of_the_priors_begin_with_the_best_use_and_end_with_letters(table):
    lines = prior_lines(table, outcome="hle_years")
    assert f"{DRAWS} draws" in lines[0]
    assert lines[1].startswith(("Public health", "NHS"))
    marks = load_evidence_letters().uses
    assert {line.rpartition("[")[2] for line in lines[1:-3]} == {f"{marks[use].marks}]" for use in USE_NAMES}
    assert lines[-1] == load_evidence_letters().legend_of_uses
    # One unit for all, of the last too.
    assert len({line.split(" (")[0].rsplit(" ", 1)[-1] for line in lines[1:-3]}) == 1
    with pytest.raises(UnknownName, match="outcome"):
        prior_lines(table, outcome="hle")


@pytest.mark.parametrize("pounds", [0.0, -1.0, float("inf")])
def test_an_amount_that_is_none_is_refused(pounds):
    with pytest.raises(BadInput, match="above 0"):
        priors(draws=0, pounds_per_head=pounds)


def test_the_range_of_a_lognormal_is_the_one_it_states():
    number = find_uncertain(TABLE, "healthy_years_per_log_income")
    assert number.range == pytest.approx((2, 18), rel=2e-3)
    assert number.probability_at_least(7.0) == pytest.approx(0.5, abs=1e-3)
    assert number.probability_beyond(18.0) == pytest.approx(0.025, abs=1e-3)
    assert number.probability_beyond(2.0) == pytest.approx(0.025, abs=1e-3)


def test_a_causal_share_keeps_its_spike_at_zero():
    number = find_uncertain(TABLE, "causal share of healthy_years_per_social_capital")
    assert number.central == pytest.approx(0.5 / 3)
    assert number.probability_beyond(0.0) == pytest.approx(0.5, abs=1e-3)


def test_a_number_at_its_central_value_gives_the_central_parameters(central):
    for number in uncertain_numbers(TABLE):
        same = with_value(TABLE, number, number.central)
        assert all(np.array_equal(a, b) for a, b in zip(same, central, strict=True)), number.label
        assert number.lowest <= number.range[0] <= number.range[1] <= number.highest


def test_one_element_of_a_vector_can_be_replaced_alone(central):
    changed = with_value(TABLE, find_uncertain(TABLE, "deadweight[social]"), 0.9)
    assert changed.deadweight.tolist() == [0.3, 0.3, 0.9, 0.25]
    with pytest.raises(UnknownName, match="did you mean"):
        find_uncertain(TABLE, "deadweight[socail]")


def test_below_two_per_cent_is_a_tie():
    assert is_tie(100.0, 98.5)
    assert not is_tie(100.0, 97.5)
    assert is_tie(-100.0, -98.5)


@pytest.mark.thorough
def test_at_the_flip_the_two_are_even(ranking, found):
    for _, row in found[found["flip"] != ""].iterrows():
        number = find_uncertain(TABLE, row["flip"])
        values = ranking.values(with_value(TABLE, number, row["flip_value"]))
        assert values[row["better"]] == pytest.approx(values[row["worse"]], rel=1e-3)


def test_public_health_and_the_nhs_change_places_with_the_set_of_estimates_that_is_believed(found):
    row = found.iloc[0]
    assert {row["better"], row["worse"]} == {"public_health", "nhs"}
    assert row["flip"] == "elasticity_set"
    assert row["flip_inside_range"]
    assert 0.7 < row["flip_value"] < 1
    assert row["flip_probability_beyond"] == pytest.approx(0.5, abs=0.05)


def test_how_often_the_nhs_and_councils_beat_public_health_is_told_under_each_set_of_estimates(table):
    nhs, councils = (row_of(table, use) for use in ("nhs", "council_services"))
    for row in (nhs, councils):
        first, second = row["above_public_health_first_set"], row["above_public_health_second_set"]
        assert first < row["above_public_health"] < second
        assert row["above_public_health"] == pytest.approx((first + second) / 2, abs=0.02)
    told = next(
        line
        for line in prior_lines(table)
        if line.startswith("More healthy person-years by 2035 than public health for each £")
    )
    assert f"NHS in {nhs['above_public_health']:.0%} of draws" in told
    assert f"{nhs['above_public_health_second_set']:.0%} by the second" in told
    assert np.isnan(
        row_of(priors(draws=8, parameters=TABLE.with_values(elasticity_set=1.0)), "nhs")[
            "above_public_health_first_set"
        ]
    )


def test_of_two_flips_the_one_with_more_of_its_prior_beyond_it_is_nearer():
    number = find_uncertain(TABLE, "healthy_years_per_log_income")
    near, far = Flip(number, 9.0), Flip(number, 30.0)
    assert near.probability > far.probability
    assert near.is_inside
    assert not far.is_inside


def test_neighbours_are_ranked_and_each_pair_has_a_probability(found, ranking):
    assert found["better"].tolist() == list(ranking.names[:-1])
    assert found["worse"].tolist() == list(ranking.names[1:])
    assert (found["value_better"] >= found["value_worse"]).all()
    assert found["probability_better"].between(0, 1).all()
    assert (found["probability_low"] <= found["probability_better"]).all()
    assert set(found["draws"]) == {8}


def test_two_judged_uses_are_even_once_they_are_made_equal(found):
    row = found.iloc[0]
    assert row["badge"] == "assumed"
    assert row["equalised_better"] == pytest.approx(row["equalised_worse"])
    # Both have an estimate of their own.
    assert row["badge_no_estimate"] == "found"


@pytest.mark.thorough
def test_a_ranking_of_uses_that_are_not_judged_is_found(alone):
    table = flips([alone["adult_skills"], alone["housing"]], draws=0)
    assert table.loc[0, "badge"] == "found"
    assert table.loc[0, "equalised_better"] == pytest.approx(table.loc[0, "value_better"])
    assert table.loc[0, "equalised_advantage_percent"] == pytest.approx(table.loc[0, "advantage_percent"])
    lead = f"{table.loc[0, 'advantage_percent']:.0f}%"
    words = f"its lead of {lead} holds with judged effects made equal; it is then {lead}"
    assert flip_lines(table)[1].strip() == words
    assert table.loc[0, "draws"] == 0
    assert flip_lines(table)[0].endswith("at central values")


def test_a_pair_is_led_by_its_badge_and_the_lenient_one_follows_in_words(found):
    lines = flip_lines(found)
    row = found.iloc[0]
    by = "healthy person-years, 2021 to 2035, per £1m"
    assert lines[0].startswith(f"{row['better']} > {row['worse']} (lead rests on judged effects) by {by}: ")
    # The share of draws can be copied alone: it says of what, in which years, for which money.
    assert "; more healthy person-years 2021-35 per £1m in " in lines[0]
    # Both are judged uses: made equal, nothing is left of the lead.
    lead = f"{row['advantage_percent']:.0f}%"
    told = f"its lead of {lead} rests on judged effects; made equal, it is 0%; it holds when only uses without any"
    assert lines[1].strip().startswith(told)
    assert lines[-2:] == [MEANING, load_evidence_letters().legend]
    # Nor does 2035 stand alone.
    whole = f"over the whole life {plain(row['whole_life_better'])} against {plain(row['whole_life_worse'])}; "
    assert sum(line.strip().startswith(whole) for line in lines) == 1
    assert IN_WORDS in lines


def test_an_order_that_turns_over_the_whole_life_is_said_of_the_pair(found):
    row = found.iloc[[0]].assign(whole_life_better=1.0, whole_life_worse=2.0)
    assert any("over the whole life 1 against 2, the other way round; " in line for line in flip_lines(row))


def test_a_lead_that_passes_to_the_other_is_told(found):
    row = found.iloc[[0]].assign(equalised_advantage_percent=-12.0)
    assert "made equal, it is 12% for the other" in flip_lines(row)[1]


@pytest.mark.usefixtures("few_numbers")
def test_a_lead_that_only_one_side_could_lose_is_not_tested(alone):
    table = flips([alone["public_health"], alone["adult_skills"]], draws=0)
    assert table.loc[0, "badge"] == "untested"
    said = "\n".join(flip_lines(table))
    assert "(lead not tested: one side alone has judged effects)" in said
    assert "holds" not in said.replace(MEANING, "")


def test_a_flip_is_told_in_pounds_as_they_are_written(found):
    number = {"flip": "public_health_cost_per_qaly", "flip_unit": "£ per QALY, 2013 prices"}
    values = {"flip_value": 10_123.4, "flip_central": 9000.0, "flip_low": 2894.6, "flip_high": 63_706.1}
    row = found.iloc[[0]].assign(**number, **values)
    words = "public_health_cost_per_qaly = £10,100 per QALY, 2013 prices (central £9,000; inside £2,890 to £63,700, "
    assert words in flip_lines(row)[2]


def test_shares_are_told_as_per_cent_and_large_totals_in_full(found):
    share = {"flip_unit": "share", "flip_value": 0.0077, "flip_central": 0.95, "flip_low": 0.0, "flip_high": 1.0}
    row = found.iloc[[0]].assign(unit="years", value_better=1_516_234.0, value_worse=769_512.0, **share)
    lines = flip_lines(row)
    assert "1,520,000 against 770,000 at central values" in lines[0]
    assert "= 0.77% (central 95%; inside 0% to 100%, 95% of the prior; " in lines[2]


def test_no_number_of_the_table_is_written_with_an_exponent(found):
    rows = [
        (number.unit, value)
        for number in uncertain_numbers(TABLE)
        for value in (number.lowest, number.range[0], number.central, number.range[1], number.highest)
    ]
    units, values = (list(each) for each in zip(*rows, strict=True))
    flips_at = {"flip_value": values, "flip_central": values, "flip_low": values}
    lines = flip_lines(found.iloc[[0] * len(rows)].assign(flip_unit=units, **flips_at))
    assert len(lines) >= len(rows)
    assert not [line for line in lines if EXPONENT.search(line)]


def test_no_table_has_no_lines(found):
    assert flip_lines(found.iloc[:0]) == []


def test_a_strategy_and_its_twin_are_a_tie(alone):
    twin = parse_scenario(alone["nhs"].text, name="twin")
    row = flips([alone["nhs"], twin], draws=2).iloc[0]
    assert row["badge"] == row["badge_no_estimate"] == "tie"
    assert row["flip"] == ""
    assert row["probability_better"] == 0.5
    assert row["share_tied"] == 1


def test_with_all_causal_shares_1_income_counts_for_nearly_twice_as_much(ranking, central):
    causal = ranking.values(TABLE.central(causal=False))
    # 1 / .567 = 1.76; other coefficients that income works through rise too.
    assert 1.7 < causal["household_income"] / ranking.central["household_income"] < 2.1


def test_a_strategy_of_one_use_is_the_sum_of_its_parts(ranking):
    parts = ranking.composition("nhs")
    assert parts.residual == pytest.approx(0, abs=1e-9)
    assert parts.money == pytest.approx({"nhs": 10 * 56.287 * 15}, rel=1e-3)


def test_uses_that_share_a_saturating_area_add_up_to_a_little_more_than_the_whole(central):
    counterfactuals = counterfactuals_of(["announced_2021", "nature_and_place"])
    for name in counterfactuals.names:
        parts = compose(counterfactuals.at(central), name, "healthy_person_years")
        assert 0 < parts.residual < 0.1
        assert sum(parts.money.values()) == pytest.approx(counterfactuals.effects(central)[name].new_money_gbp_m)


def test_what_is_taken_from_a_budget_is_a_part_of_its_own(alone, central):
    text = alone["community"].text.replace('"unfunded"', '"displaces"\n        displaces = "nhs"')
    counterfactuals = counterfactuals_of(parse_scenario(text, name="moved"))
    parts = compose(counterfactuals.at(central), "moved", "healthy_person_years")
    assert parts.money["nhs"] == pytest.approx(-parts.money["community"])
    assert parts.effect["nhs"] < 0 < parts.effect["community"]
    assert parts.residual == pytest.approx(0, abs=0.02)


def test_levers_are_a_part_of_their_own_and_left_out_of_the_badge(central):
    counterfactuals = counterfactuals_of(["population_prevention", "public_health_restored"])
    parts = compose(counterfactuals.at(central), "population_prevention", "healthy_person_years")
    assert parts.levers > 0
    assert abs(parts.residual) < 0.02
    ranking = Ranking(counterfactuals, TABLE, "healthy_person_years", per_gbp=True)
    assert ranking.central["population_prevention"] > ranking.central["public_health_restored"]
    first, second = ranking.equalised("population_prevention", "public_health_restored", judged_uses(TABLE))
    assert is_tie(first, second)


def test_a_miss_of_the_recomposition_is_told():
    assert Composition({"nhs": 1.2}, {"nhs": 1.0}, 0.0, 1.0).residual == pytest.approx(0.2)


def test_a_strategy_that_takes_money_away_has_no_place_in_a_ranking_per_pound(central):
    counterfactuals = counterfactuals_of(["eu_funds_end_no_replacement", "cash_per_head", "announced_2021"])
    per_gbp = Ranking(counterfactuals, TABLE, "healthy_person_years", per_gbp=True)
    assert per_gbp.unranked == ("eu_funds_end_no_replacement",)
    in_sum = Ranking(counterfactuals, TABLE, "healthy_person_years", per_gbp=False)
    assert in_sum.names[-1] == "eu_funds_end_no_replacement"


def test_names_that_are_not_ranked_are_told(ranking):
    with pytest.raises(UnknownName, match="ranked scenario"):
        flips(ranking.counterfactuals, pairs=[("nhs", "culture")], draws=0)
    with pytest.raises(UnknownName, match="utility"):
        flips(ranking.counterfactuals, utility="happiness", draws=0)
