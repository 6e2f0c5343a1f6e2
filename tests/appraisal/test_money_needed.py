"""What it would take."""

import json
import re

import numpy as np
import pytest
from fourcapitals.appraisal.marginal_returns import marginal
from fourcapitals.appraisal.marginal_words import marginal_lines, marginal_plain, marginal_table
from fourcapitals.appraisal.money_needed import TARGETS, needed, needed_lines, smallest_multiple
from fourcapitals.appraisal.returns_to_scale import scale, scale_lines
from fourcapitals.appraisal.switching_values import breakeven, probability_at_least
from fourcapitals.appraisal.todays_spend import todays_spend
from fourcapitals.data.parameters import load_parameters
from fourcapitals.data.sampling_error import published_errors
from fourcapitals.ensemble.counterfactual import counterfactuals_of
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.ensemble.utilities import UTILITIES
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.evidence.detectability import (
    detectable,
    detectable_change,
    detectable_in,
    detectable_lines,
)
from fourcapitals.evidence.uncertain import find_uncertain
from fourcapitals.results.evidence_shares import CAUTION
from fourcapitals.scenario.extra_money import award
from fourcapitals.vocabulary import ENGLAND, USE_NAMES

TABLE = load_parameters()
EXPONENT = re.compile(r"\de[+-]\d")


@pytest.fixture(scope="module")
def counterfactuals():
    return counterfactuals_of(["announced_2021", "public_health_restored", "realigned_to_nhs", "cash_per_head"])


@pytest.fixture(scope="module")
def scaled(counterfactuals):
    return scale(counterfactuals).set_index(["scenario", "multiple"])


@pytest.fixture(scope="module")
def wanted(counterfactuals):
    return needed(counterfactuals).set_index(["scenario", "target"])


def test_estimates_on_actual_budgets_have_constant_returns(scaled):
    rows = scaled.loc["realigned_to_nhs"]
    said = rows[rows["beyond"] == ""]
    assert len(said) >= 2
    assert said["returns"].to_numpy() == pytest.approx(1, abs=0.03)
    assert said["constant_returns"].all()


def test_ten_times_the_announced_money_brings_much_less_than_ten_times_the_years(scaled):
    row = scaled.loc["announced_2021", 10.0]
    # £11.4bn a year is £200 a head, near the scale of £250 at which saturation halves the effect.
    assert row["returns"] == pytest.approx(0.56, abs=0.05)
    assert not row["constant_returns"]
    assert scaled.loc["announced_2021", "healthy_person_years"].is_monotonic_increasing
    assert scaled.loc["announced_2021", "returns"].is_monotonic_decreasing


def test_money_is_multiplied_and_its_years_stay(scaled):
    rows = scaled.loc["public_health_restored"]
    assert rows["gbp_m_a_year"].to_numpy() == pytest.approx(rows.loc[1.0, "gbp_m_a_year"] * rows.index.to_numpy())
    assert set(rows["money_years"]) == {14}
    assert rows.loc[1.0, "new_money_gbp_m"] == pytest.approx(14 * rows.loc[1.0, "gbp_m_a_year"])


def test_four_times_the_restored_grant_is_more_than_the_grant_of_today():
    # £1bn of 2022 is £0.91bn of 2019; public health has £3.6bn today, shared in the same way.
    rows = scale("public_health_restored", multiples=[3.0, 4.0]).set_index("multiple")
    assert rows.loc[3.0, "beyond_twice_today"] == ""
    assert rows.loc[4.0, "beyond_twice_today"] == "public_health"
    assert rows.loc[4.0, "areas_beyond"] == 307


def test_todays_spend_says_how_far_its_source_was_read(baseline):
    today = todays_spend(baseline)
    assert {spend.source_read for spend in today.values()} == {"seen"}
    assert today["nhs"].gbp_per_head * baseline.arrays.population.sum() == pytest.approx(130e9, rel=1e-3)


def test_the_lines_of_scale_say_where_constant_returns_end(counterfactuals, scaled):
    text = "\n".join(scale_lines(scaled.reset_index()))
    assert "announced_2021, multiples of its money (central values, noise off, no band)" in text
    assert "no longer constant" in text
    assert "x10: £8bn a year for 14 years: beyond what the model can say" in text
    assert "more than twice £3.6bn a year on public health today" in text
    assert "Not in the data: today's spend on connectivity, premises" in text
    assert "  How strong the evidence is: " in text
    assert text.endswith(CAUTION)
    assert "x100: " in text
    assert not EXPONENT.search(text)
    with pytest.raises(BadInput, match="above 0"):
        scale(counterfactuals, multiples=[0.0])


def test_the_money_needed_for_a_tenth_of_a_year_reaches_it(counterfactuals, wanted, central):
    row = wanted.loc["public_health_restored", "+0.1 years"]
    # Its own £0.77bn a year brings .1007 years, and each further £ a little less.
    assert row["multiple"] == pytest.approx(0.1 / 0.1007, rel=5e-3)
    assert counterfactuals.at(central).effects(
        "public_health_restored", scale=row["multiple"]
    ).hle_years == pytest.approx(0.1)
    less = counterfactuals.at(central).effects("public_health_restored", scale=0.999 * row["multiple"])
    assert less.hle_years < 0.1


def test_five_more_years_are_out_of_range_of_the_announced_funds(wanted):
    row = wanted.loc["announced_2021", "+5 years"]
    assert not row["reached"]
    assert np.isnan(row["multiple"])
    assert row["note"] == "out of range: not with 100 times the money"
    assert row["at_most"] < 0.1


def test_five_more_years_by_public_health_are_beyond_what_the_model_can_say(wanted):
    row = wanted.loc["public_health_restored", "+5 years"]
    assert not row["reached"]
    assert row["beyond"].startswith("more than twice £3.6bn a year on public health today")
    # No money is named, and the most that can be said of is the grant of today once more, in the year of most money.
    assert row[["multiple", "gbp_m_a_year", "new_money_gbp_m"]].isna().all()
    assert 2500 < row["at_most_gbp_m_a_year"] < 3600
    assert 0.3 < row["at_most"] < 0.6


@pytest.mark.parametrize("name", ["realigned_to_nhs", "council_services_restored"])
def test_no_budget_is_more_than_doubled_however_it_is_called(name):
    found = scale(name, multiples=[1.0, 1e4]).set_index("multiple").loc[1e4]
    assert found["beyond"]
    assert found[[*UTILITIES, "returns", "healthy_person_years_per_gbp_m"]].isna().all()
    lines = "\n".join(scale_lines(scale(name, multiples=[1e4])))
    assert "beyond what the model can say" in lines
    assert "of HLE in 2035" not in lines


def test_bands_come_from_the_draws_and_hold_what_each_draw_needs():
    counterfactuals = counterfactuals_of("public_health_restored")
    row = needed(counterfactuals, targets=["+0.1 years"], draws=8, seed=5).iloc[0]
    numbers = list(drawn_parameters(8, 5))
    each = [needed(counterfactuals, targets=["+0.1 years"], numbers=one).iloc[0] for one in numbers]
    money = sorted(one["gbp_m_a_year"] if one["reached"] else np.inf for one in each)
    assert row["share_reached"] == np.mean(np.isfinite(money))
    assert row["gbp_m_a_year_low_80"] == pytest.approx(money[0], rel=0.02)
    assert row["gbp_m_a_year_median"] == pytest.approx(money[3], rel=0.02)
    assert row["gbp_m_a_year_low_80"] <= row["gbp_m_a_year_median"] <= row["gbp_m_a_year_high_80"]
    line = needed_lines(needed(counterfactuals, targets=["+0.1 years"], draws=8, seed=5))[0]
    assert re.search(r"about £\d(\.\d)?(bn|00m|0m) a year \(80% of draws: £", line)
    assert f"reached in {row['share_reached']:.0%} of draws" in line


def test_bands_of_a_scale_are_the_middle_of_its_draws():
    counterfactuals = counterfactuals_of("housing_quality")
    row = scale(counterfactuals, multiples=[3.0], draws=8).iloc[0]
    runs = [counterfactuals.at(one).effects("housing_quality", scale=3.0).hle_years for one in drawn_parameters(8, 0)]
    assert row["hle_years_low_80"] == pytest.approx(np.quantile(runs, 0.1))
    assert row["hle_years_high_80"] == pytest.approx(np.quantile(runs, 0.9))


def test_a_target_can_be_reached_by_levers_alone():
    row = needed("population_prevention", targets=["+0.1 years"]).iloc[0]
    assert row["multiple"] == 0
    assert row["note"] == "reached by its levers, without money"


def test_the_lines_of_needed_name_every_target(counterfactuals, wanted):
    lines = needed_lines(wanted.reset_index())
    assert sum(", +" in line or ", gap" in line for line in lines) == len(counterfactuals.names) * len(TARGETS)
    assert "public_health_restored, +0.1 years: about £800m a year" in lines
    assert lines[-1] == CAUTION
    assert not any(EXPONENT.search(line) for line in lines)
    with pytest.raises(UnknownName, match="target"):
        needed(counterfactuals, targets=["+2 years"])


@pytest.mark.parametrize("level", [0.0005, 0.02, 0.7, 3.0, 90.0])
def test_the_smallest_multiple_is_where_a_saturating_response_meets_its_target(level):
    def response(multiple):
        return 100 * multiple / (1 + multiple)

    # 100 k / (1 + k) = u at k = u / (100 - u).
    assert smallest_multiple(response, level) == pytest.approx(max(level / (100 - level), 1e-3), rel=1e-5)


def test_public_health_and_the_nhs_are_even_at_a_cost_within_its_range(counterfactuals):
    found = breakeven(
        "public_health_restored",
        "realigned_to_nhs",
        parameter="public_health_cost_per_qaly",
        counterfactuals=counterfactuals,
    )
    assert found.multiplier == pytest.approx(found.value_first / found.value_second, rel=5e-3)
    assert found.inside_range
    assert found.coefficient == pytest.approx(8000 * found.multiplier)
    assert 0.4 < found.probability_at_least < 0.55
    assert "are even at 1.15 times public_health_cost_per_qaly [B]: £9,170 per QALY, 2013 prices" in found.line()
    assert "(central £8,000; inside £2,060 to £85,000, 95% of the prior)" in found.line()
    assert not EXPONENT.search(found.line())
    assert found.to_dict()["multiplier"] == found.multiplier


def test_some_strategies_stay_ahead_whatever_a_coefficient_is(counterfactuals):
    found = breakeven(
        "announced_2021",
        "realigned_to_nhs",
        parameter="healthy_years_per_log_public_capital",
        counterfactuals=counterfactuals,
    )
    assert found.multiplier is None
    assert found.line().startswith("realigned_to_nhs stays ahead of announced_2021")


def test_a_causal_share_is_never_multiplied_beyond_one(counterfactuals):
    found = breakeven(
        "public_health_restored",
        "realigned_to_nhs",
        parameter="causal share of nhs_cost_per_qaly",
        counterfactuals=counterfactuals,
    )
    assert found.multiplier is None


def test_a_coefficient_of_central_value_0_has_no_multiplier(counterfactuals):
    with pytest.raises(BadInput, match="central value is 0"):
        breakeven(
            "announced_2021", "cash_per_head", parameter="minimum_effective_scale", counterfactuals=counterfactuals
        )


def test_the_probability_of_a_coefficient_counts_draws_in_which_it_is_not_causal():
    number = find_uncertain(TABLE, "healthy_years_per_social_capital")
    # Half of the draws have a causal share of 0; all others have some effect.
    assert probability_at_least(TABLE, number, 1e-9) == pytest.approx(0.5, abs=1e-3)
    assert probability_at_least(TABLE, number, 0.0) == 1
    greenness = find_uncertain(TABLE, "mortality_ratio_of_greenness")
    assert probability_at_least(TABLE, greenness, 1e-9) == pytest.approx(0.55, abs=1e-3)


def test_the_next_ten_million_is_the_plan_with_it_less_the_plan_without(central):
    made = marginal("announced_2021", uses=["nhs", "culture"], areas=["Blackpool", "E06000001"])
    assert made["return"].dims == ("use", "area")
    assert made["area_name"].to_numpy().tolist() == ["Blackpool", "Hartlepool"]
    counterfactuals = counterfactuals_of("announced_2021")
    extra = award("nhs", counterfactuals.baseline.codes.index("E06000009"), 10.0, years=range(2022, 2027), areas=307)
    runs = counterfactuals.at(central)
    gained = (
        runs.effects("announced_2021", extra=extra).healthy_person_years
        - runs.effects("announced_2021").healthy_person_years
    )
    assert made["return"].sel(use="nhs", area="E06000009").item() == pytest.approx(gained / 10)
    assert sorted(made["rank"].to_numpy().ravel().tolist()) == [1, 2, 3, 4]
    assert made["rank"].sel(use="nhs", area="E06000009").item() == 1


def test_ten_million_for_the_nhs_returns_its_cost_per_qaly_on_average_over_people(baseline, central):
    made = marginal(uses=["nhs"])["return"].squeeze("use").to_numpy()
    # Need moves returns between areas by weights whose mean by population is 1.
    people = baseline.arrays.population
    assert made @ people / people.sum() == pytest.approx(1e6 / central.nhs_cost_per_qaly, rel=0.05)


def test_over_draws_the_best_use_of_an_area_is_one_of_the_uses():
    made = marginal(uses=["nhs", "public_health", "culture"], areas=["Leeds", "Luton"], draws=3)
    assert made["probability_best_use"].sum("use").to_numpy() == pytest.approx(1)
    assert made["probability_top_tenth"].to_numpy().max() <= 1
    assert "3 draws of parameters" in made.attrs["values"]
    lines = marginal_lines(made, top=2)
    assert lines[0].startswith("One more £10m over 2022-2026")
    assert "Healthy person-years, 2021 to 2035, England" in lines[0]
    assert sum("best:" in line for line in lines) == 2
    # £10m is far too little for a year of England's life: small numbers are told in full.
    small = marginal_lines(marginal(utility="hle_years", uses=["nhs"], areas=["Leeds"], gbp_m=1500.0))
    assert small[0].startswith("One more £1.5bn over 2022-2026")
    assert small[1].startswith("  nhs: mean of areas +0.0000")
    with pytest.raises(UnknownName, match="no use"):
        marginal(uses=["roads"])
    assert set(made["use"].to_numpy().tolist()) <= set(USE_NAMES)


def test_all_that_is_wrong_with_an_award_is_told_at_once():
    with pytest.raises(BadInput) as told:
        marginal(
            uses=["roads", "nhs", "nhs"], years=[2019], gbp_m=0, areas=["Leeds", "E08000035"], utility="joy", draws=-1
        )
    assert told.value.faults[:2] == (unknown("utility", "joy", UTILITIES), unknown("use", "roads", USE_NAMES))
    assert told.value.faults[2:] == (
        "gbp_m: an amount above 0 expected, got 0",
        "years: no money can be awarded in 2019; choose from 2020 to 2035",
        "uses: nhs is given twice; name it once",
        "areas: E08000035 is given twice; name it once",
        "draws: a whole number from 0 to 10,000 expected, got -1",
    )


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"years": []}, "years: at least one expected, none given"),
        ({"years": [2022, 2022]}, "years: 2022 is given twice; name it once"),
        ({"uses": []}, "uses: at least one expected, none given"),
        ({"areas": []}, "areas: at least one expected, none given"),
        ({"areas": ["Hartlepol"]}, "did you mean 'Hartlepool'"),
        ({"gbp_m": float("nan")}, "gbp_m: an amount above 0 expected, got nan"),
        ({"gbp_m": -1.0}, "gbp_m: an amount above 0 expected, got -1.0"),
    ],
)
def test_an_award_that_cannot_be_made_is_refused(asked, fault):
    with pytest.raises(BadInput, match=fault):
        marginal(**{"uses": ["nhs"], "areas": ["Hart"], **asked})


@pytest.fixture(scope="module")
def drawn():
    return marginal(uses=["nhs", "public_health", "culture"], areas=["Blackpool", "Hart"], draws=3, seed=1)


def test_the_best_use_of_an_area_leads_the_second_by_the_part_that_it_lacks(drawn):
    for area, (best, second) in {"E06000009": ("nhs", "public_health"), "E07000089": ("public_health", "nhs")}.items():
        at = drawn.sel(area=area)
        assert (at["best_use"].item(), at["second_use"].item()) == (best, second)
        returns = at["return"].to_series()
        assert at["lead"].item() == pytest.approx(1 - returns[second] / returns[best])
        # The use that is best in most draws has the largest share of them.
        likeliest = at["likeliest_use"].item()
        assert at["probability_best_use"].sel(use=likeliest) == at["probability_best_use"].max()
    assert "second_use" not in marginal(uses=["nhs"], areas=["Hart"])


def test_the_lines_say_where_a_use_is_best_and_in_how_many_draws(drawn):
    lines = marginal_lines(drawn, top=2)
    best = [line for line in lines if line.startswith("  best use at central values: ")]
    assert len(best) == 2
    assert re.search(r"in 1 area \[B C A . .\], ahead of the second by ", best[0])
    assert any(line.startswith("  best use in most draws: ") and line.endswith(" of 3 draws") for line in lines)
    assert all("best use there in " in line for line in lines if line.startswith("  best: "))


def test_the_table_of_the_next_ten_million_has_a_row_for_each_use_in_each_area(drawn):
    table = marginal_table(drawn)
    assert len(table) == 6
    assert table.columns.tolist()[:4] == ["use", "area", "return", "rank"]
    plain = json.loads(json.dumps(marginal_plain(drawn)))
    assert [row["best_use"] for row in plain["areas"]] == ["nhs", "public_health"]
    assert len(plain["returns"]) == 6
    assert plain["draws"] == 3


def test_a_hundredth_of_a_year_more_each_year_shows_after_twenty_five_years():
    assert detectable_change(0.09) == pytest.approx(0.24947, abs=5e-6)
    assert detectable({year: 0.01 * year for year in range(30)}, standard_error=0.09) == 25
    assert detectable({year: -0.01 * year for year in range(30)}, standard_error=0.09) == 25
    assert detectable({year: 0.01 * year for year in range(25)}, standard_error=0.09) is None


def test_published_figures_have_the_errors_of_their_intervals(baseline):
    england = published_errors(baseline, [ENGLAND])[0]
    # 2017-19: .0893 for males, .0969 for females.
    assert england == pytest.approx(0.0931, abs=5e-4)
    upper_tiers = published_errors(baseline, counterfactuals_of([]).upper_tiers)
    assert upper_tiers.mean() == pytest.approx(1.1, abs=0.05)


def test_the_announced_funds_never_show_in_published_figures():
    counterfactuals = counterfactuals_of(["announced_2021", "cash_per_head"])
    table = detectable_in(counterfactuals)
    england = table[(table["level"] == "england") & (table["scenario"] == "announced_2021")].iloc[0]
    assert england[["first_year"]].isna().all()
    assert england["times_too_small"] > 100
    assert len(table) == len(counterfactuals.names) * 151
    assert "never up to 2035" in detectable_lines(table)[0]
    assert not any(EXPONENT.search(line) for line in detectable_lines(table))
    far = table.assign(times_too_small=12_345.6)
    assert "never up to 2035: 12,300 times too small" in detectable_lines(far)[0]
    still = table.assign(times_too_small=np.inf)
    assert "never up to 2035: nothing changes" in detectable_lines(still)[0]
