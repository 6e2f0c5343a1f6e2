"""Charts of ensembles: fans, difference fans, intervals, maps of draws, and what priors and multiples of money say."""

import fourcapitals as fc
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from fourcapitals import plots
from fourcapitals.ensemble.run import run_ensemble
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.plots.maps.classes import NONE, ORANGES, classes_of_chances, colours_of
from fourcapitals.plots.maps.draws import how_sure, often_but_little, title_of_chances
from fourcapitals.plots.maps.subject import Subject
from fourcapitals.plots.parts.amounts import amount_with_unit
from fourcapitals.plots.parts.rows import Spread, signed_log_field
from fourcapitals.results.comparison import healthy_person_years, paired
from fourcapitals.results.results import Results
from pictures import assert_every_word_can_be_read, said_in

DAYS = 365.25
STRONG = "public_health_restored"
EIGHT = [
    "baseline",
    "announced_2021",
    "balanced_health_need",
    STRONG,
    "social_security",
    "early_years_and_skills",
    "housing_quality",
    "infrastructure_tilt",
    "eu_funds_end_no_replacement",
]


@pytest.fixture(scope="module")
def eight():
    return run_ensemble(EIGHT, draws=64, seed=1)


@pytest.fixture(scope="module")
def one():
    return run_ensemble(["baseline", "announced_2021"], draws=64, seed=1)


@pytest.fixture(scope="module")
def alone():
    return run_ensemble("baseline", draws=64, seed=1)


def priors_by_hand(draws=200):
    """Three uses: a strong one, a weak one of wide band and a spike at zero, and one that does harm."""
    return pd.DataFrame(
        {
            "use": ["nhs", "culture", "community"],
            "label": ["NHS", "Culture", "Community"],
            "capital": ["human", "physical", ""],
            "grade": ["J", "M", "S"],
            "outcome": "hle_years",
            "outcome_label": "Healthy life expectancy of England, 2035",
            "unit": "years",
            "pounds_per_head": 10.0,
            "central": [0.05, 0.0002, -0.001],
            "median": [0.06, 0.0001, -0.002],
            "mean": [0.06, 0.0002, -0.002],
            "low": [0.01, 0.0, -0.004],
            "high": [0.12, 0.004, 0.001],
            "share_zero": [0.0, 0.27, 0.001],
            "draws": draws,
            "seed": 0,
        }
    )


def scale_by_hand(names=("a", "b"), falling=(1.0, 0.95, 0.8, 0.6, 0.3)):
    """Strategies whose returns fall in the same way, and whose outcome money is beyond twice today's from 30 times."""
    multiples = [1.0, 3.0, 10.0, 30.0, 100.0]
    parts = [
        pd.DataFrame(
            {
                "scenario": name,
                "multiple": multiples,
                "gbp_m_a_year": [100 * each for each in multiples],
                "hle_years": [sign * 0.01 * k * r for k, r in zip(multiples, falling, strict=True)],
                "healthy_person_years": [sign * 1000 * k * r for k, r in zip(multiples, falling, strict=True)],
                "gva_percent": 0.0,
                "returns": falling,
                "constant_returns": [each >= 0.9 for each in falling],
                "beyond": ["", "", "", "more than twice the grant", "more than twice the grant"],
                "grade": "J",
                "values": "central values, noise off",
            }
        )
        for name, sign in zip(names, [1, -1, 2, -2, 3, -3][: len(names)], strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


CHARTS = {
    "fans": plots.projection,
    "fans, females": lambda e: plots.projection(e, outcome="le", sex="female"),
    "fans, GVA in London": lambda e: plots.projection(e, outcome="gva_per_hour", region="London"),
    "fans, employment": lambda e: plots.projection(e, outcome="employment"),
    "strategies": plots.strategies,
    "strategies, £": lambda e: plots.strategies(e, measure="per_million"),
    "strategies, GVA": lambda e: plots.strategies(e, outcome="gva_per_hour", year=2030),
    "regions": lambda e: plots.regions(e, scenario="announced_2021"),
    "map, level": lambda e: plots.map_of(e, outcome="le", year=2025),
    "map, difference": lambda e: plots.map_of(e, scenario="announced_2021", show="difference", year=2030),
    "map, better": lambda e: plots.map_of(e, scenario="announced_2021", show="better", outcome="life_satisfaction"),
}


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_can_be_read_and_carries_its_data_alt_text_and_command(eight, one, name):
    for ensemble in (eight, one):
        chart = CHARTS[name](ensemble)
        assert_every_word_can_be_read(chart)
        assert len(chart.data)
        assert chart.alt_text.endswith(".")
        assert "run_ensemble(" in chart.command
        assert "draws=64, seed=1" in chart.command
        assert "certain" not in chart.alt_text.replace("uncertain", "")


@pytest.mark.parametrize("name", ["fans", "strategies", "regions"])
def test_bands_are_named_for_the_draws_that_they_hold(eight, name):
    assert "80% of draws" in said_in(CHARTS[name](eight))


def test_a_chart_of_an_ensemble_is_written_with_its_data_and_its_words(one, tmp_path):
    picture, data, text = plots.save(plots.projection(one), tmp_path / "fan.png")
    assert picture.stat().st_size > 10_000
    assert {"low_in_unit", "high_in_unit", "low_50_in_unit", "high_95_in_unit"} <= set(pd.read_csv(data).columns)
    assert "fan.png" in text.read_text(encoding="utf-8")


# Fans


def test_the_fan_of_the_level_holds_half_four_fifths_and_95_of_100_draws(eight):
    end = plots.projection(eight).data.query("panel == 'level' and kind == 'projection' and year == 2035").iloc[0]
    draws = eight.levels("hle").sel(scenario="baseline", year=2035).isel(group=0).to_numpy()
    asked = ["low_95", "low", "low_50", "value", "high_50", "high", "high_95"]
    by_hand = np.quantile(draws, [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])
    assert end[asked].to_numpy(float) == pytest.approx(by_hand)


def test_levels_and_differences_have_panels_of_their_own(eight):
    data = plots.projection(eight).data
    assert set(data.query("panel == 'level'")["series"]) == {"Observed", "Continue as now"}
    assert data.query("panel != 'level'")["panel"].nunique() == 4
    assert "Continue as now" not in set(data.query("panel != 'level'")["series"])


def test_a_difference_fan_holds_the_paired_differences(one):
    chart = plots.projection(one)
    end = chart.data.query("panel == 'difference, announced_2021' and year == 2035").iloc[0]
    by_hand = paired(one, "hle").iloc[0]
    assert end["unit"] == "days"
    assert end[["low", "value", "high"]].to_numpy(float) / DAYS == pytest.approx(
        by_hand[["low_80", "difference", "high_80"]].to_numpy(float)
    )


def test_effects_that_differ_much_have_their_own_scales_and_say_so(eight):
    assert "own scale" in said_in(plots.projection(eight))
    assert "their own scales" in plots.projection(eight).alt_text


def test_the_words_of_a_fan_say_covid_and_what_is_not_drawn(eight):
    said = said_in(plots.projection(eight))
    assert "assumed shock of COVID-19" in said
    assert "differences are free of it" in said
    assert "four largest differences of eight" in said
    assert "Evidence for the effect of each £" in said


def test_a_level_that_is_the_same_in_every_draw_says_that_no_uncertainty_of_it_is_modelled(eight):
    chart = plots.projection(eight, outcome="employment")
    assert "held at its value of 2019 in every draw: no uncertainty of it is modelled" in chart.alt_text
    assert "76.0% in every draw" in said_in(chart)
    assert "76.0% to 76.0%" not in chart.alt_text
    assert "Bands of the level" not in chart.alt_text


def test_all_differences_of_a_fan_have_one_unit_and_its_title_speaks_of_medians(eight):
    chart = plots.projection(eight, outcome="employment")
    assert set(chart.data.query("panel != 'level'")["unit"]) == {"people in 100,000"}
    assert "by a median of" in chart.alt_text.split(". ")[0]
    assert "people in 100,000, 80% of draws" in chart.alt_text


def test_a_scenario_without_any_effect_has_no_invented_axis(one):
    chart = plots.projection(one, outcome="pm25")
    assert "No difference in any draw" in said_in(chart)
    assert [tick.get_text() for tick in chart.axes[1].get_yticklabels()] == ["0"]


def test_few_draws_are_told(one):
    assert "64 draws: the ends of the 95% band are not resolved" in said_in(plots.projection(one))


def test_a_scenario_that_does_nothing_in_some_draws_says_in_how_many(eight):
    share = paired(eight, "hle").set_index("scenario").loc["housing_quality", "share_zero"]
    assert f"zero in {100 * share:.0f}%" in said_in(plots.projection(eight))


def test_the_reference_alone_is_a_fan_of_levels(alone):
    chart = plots.projection(alone)
    assert set(chart.data["panel"]) == {"level"}
    assert "80% of draws" in chart.alt_text
    assert_every_word_can_be_read(chart)


def test_an_area_is_not_held_draw_by_draw(eight):
    with pytest.raises(UnknownName, match=r"areas the quantiles of hle, .* --keep areas"):
        plots.projection(eight, area="Hartlepool")
    with pytest.raises(UnknownName, match="no area 'Hartlepol'"):
        plots.projection(eight, area="Hartlepol")


# Strategies and regions


def test_strategies_show_their_intervals_p_better_and_share_at_zero(eight):
    chart = plots.strategies(eight, measure="total")
    table = paired(eight, "hle").set_index("scenario")
    data = chart.data.set_index("scenario")
    assert len(data) == 8
    for name in data.index:
        assert data.loc[name, "probability_better"] == pytest.approx(table.loc[name, "probability_better"])
        assert data.loc[name, "share_zero"] == pytest.approx(table.loc[name, "share_zero"])
        ends = data.loc[name, ["low_80", "low_50", "median", "high_50", "high_80"]].to_numpy(float) / DAYS
        by_hand = table.loc[name, ["low_80", "low_50", "difference", "high_50", "high_80"]].to_numpy(float)
        assert ends == pytest.approx(by_hand)
    assert "P(HLE 2035 better)" in said_in(chart)
    assert "The axis is logarithmic" in chart.alt_text


def test_strategies_of_unequal_money_are_ranked_by_what_a_million_brings_and_say_what_is_assumed(eight):
    chart = plots.strategies(eight)
    assert set(chart.data["measure"]) == {"per_million"}
    assert "healthy person-years 2021-35 for each £1m: a median of" in chart.alt_text
    assert "sign assumed" in said_in(chart)
    assert "by more than a day" in said_in(chart)
    assert "fourcapitals flips" in said_in(chart)
    verdicts = fc.appraisal.verdicts(["announced_2021", "public_health_restored", "housing_quality"])
    told = plots.strategies(eight, verdicts=verdicts)
    assert "ranked by healthy person-years, 2021 to 2035, per £1m" in said_in(told)
    assert_every_word_can_be_read(told)


def test_the_csv_of_strategies_names_what_their_probabilities_are_of(eight, tmp_path):
    plots.save(plots.strategies(eight, outcome="gva_per_hour", year=2030), tmp_path / "s.png")
    first = (tmp_path / "s.csv").read_text(encoding="utf-8-sig").split("\n")[0]
    assert "probability_gva_per_hour_2030_better" in first
    assert "probability_better" not in first


def test_a_strategy_that_is_better_in_every_draw_is_so_per_pound_too(eight):
    data = plots.strategies(eight, measure="per_million").data.set_index("scenario")
    by_hand = healthy_person_years(eight, per="gbp_m").sel(scenario=STRONG).isel(group=0)
    assert data.loc[STRONG, "median"] == pytest.approx(float(by_hand.median("draw")))
    assert data.loc["announced_2021", "probability_better"] == 1
    # Money that ends loses years: worse in all, though the years lost for each £1m stand to the right.
    assert data.loc["eu_funds_end_no_replacement", "probability_better"] < 0.05
    assert data.loc["eu_funds_end_no_replacement", "median"] > 0


def test_regions_hold_the_bands_of_their_paired_differences(one):
    data = plots.regions(one, scenario="announced_2021").data.set_index("region_name")
    draws = one.differences("hle", by="region").sel(scenario="announced_2021", year=2035)
    london = draws.isel(group=list(draws["group_name"].to_numpy()).index("London")).to_numpy() * DAYS
    asked = data.loc["London", ["low_80", "median", "high_80"]].to_numpy(float)
    assert asked == pytest.approx(np.quantile(london, [0.1, 0.5, 0.9]))
    assert data.index[-1] == "England"


# Maps


def test_a_map_of_differences_holds_medians_and_shares_of_draws(eight):
    chart = plots.map_of(eight, scenario=STRONG, show="difference", year=2025)
    held = eight.quantiles().sel(scenario=STRONG, milestone=2025)
    medians = held["area_hle_difference_quantile"].sel(quantile=0.5).to_numpy()
    factor = {"days": DAYS, "months": 12.0}[chart.data["unit"].iloc[0]]
    assert chart.data["value"].to_numpy() == pytest.approx(factor * medians)
    assert (chart.data["low_80"] <= chart.data["value"]).all()
    assert chart.data["share_zero"].to_numpy() == pytest.approx(held["area_hle_unchanged"].to_numpy())


def test_a_map_of_p_better_counts_draws_without_a_difference_half(eight):
    chart = plots.map_of(eight, scenario="housing_quality", show="better")
    held = eight.quantiles().sel(scenario="housing_quality", milestone=2035)
    by_hand = 100 * (held["area_hle_higher"] + held["area_hle_unchanged"] / 2).to_numpy()
    assert chart.data["value"].to_numpy() == pytest.approx(by_hand)
    assert set(chart.data["unit"]) == {"% of draws"}
    assert "; ties count half. " in chart.alt_text
    assert "ties count half" in said_in(chart)


def test_the_title_of_p_better_counts_areas_by_the_shares_that_the_colours_show(eight):
    chart = plots.map_of(eight, scenario="early_years_and_skills", show="better")
    values = chart.data["value"]
    limit = 95 if (values >= 95).any() else 80
    count = int((values >= limit).sum())
    counted = "all 307 areas" if count == 307 else f"{count} of 307 areas"
    assert f"is at least {limit}% in {counted}" in chart.alt_text
    if limit == 95:
        assert f"95% or more, {count} areas" in chart.alt_text


def test_the_title_of_p_better_gives_both_directions():
    percent = np.r_[np.full(118, 90.0), np.full(189, 12.0)]
    assert title_of_chances("It", "income", 2035, percent) == (
        "P(better) of ‘It’ for income in 2035 is at most 20% in 189 areas, at least 80% in 118"
    )
    percent = np.r_[np.full(118, 70.0), np.full(189, 12.0)]
    assert title_of_chances("It", "income", 2035, percent) == (
        "P(better) of ‘It’ for income in 2035 is at most 20% in 189 of 307 areas; it is better more often than not in "
        "118"
    )
    # So few go without saying.
    assert "worse" not in title_of_chances("It", "income", 2035, np.r_[np.full(99, 97.0), 30.0])


def test_the_minus_sign_is_explained_where_one_is_drawn(eight):
    for name in EIGHT[1:]:
        chart = plots.map_of(eight, scenario=name, show="better")
        values = chart.data["value"]
        assert ("minus sign" in chart.alt_text) == bool((values < 50).any() and (values > 50).any())


def test_a_map_of_medians_says_so_and_how_sure_they_are(eight):
    chart = plots.map_of(eight, scenario="announced_2021", show="difference")
    assert chart.alt_text.startswith("At the median of 64 draws, ‘Levelling up as announced in 2021’ ")
    least = chart.data["least_kept"].iloc[0]
    sure = int(((chart.data["low_80"] > least) | (chart.data["high_80"] < -least)).sum())
    assert (
        f"The middle 80% of draws lie more than 0.01 days to one side of zero in {sure} of 307 areas" in chart.alt_text
    )
    assert "The store rounds area medians by up to 5.7%, or 0.01 days where small" in chart.alt_text
    assert "bins" not in chart.alt_text
    assert "Less than 0.01" in said_in(chart)


def test_a_map_says_where_no_draw_does_harm(eight):
    held = eight.quantiles().sel(scenario="housing_quality", milestone=2035)
    higher, same = held["area_hle_higher"].to_numpy(), held["area_hle_unchanged"].to_numpy()
    assert higher + same == pytest.approx(np.ones(307))
    said = plots.map_of(eight, scenario="housing_quality", show="difference").alt_text
    assert "No draw lowers it in any area; nothing differs in " in said
    assert f"{round(100 * same.max())}% of draws; " in said
    assert "one side of zero" not in said


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.0, 14.0, "0 to +14 days"),
        (0.0, 0.004, "from 0 to less than 0.01 days"),
        (0.004, 14.0, "from less than 0.01 days to +14 days"),
        (0.0, 0.0, "reach 0 days"),
    ],
)
def test_the_end_of_a_band_is_zero_where_it_is_exactly_that(low, high, words):
    subject = Subject(
        np.array([1.0, 3.0]),
        "days",
        "",
        lambda value: amount_with_unit(value, "days"),
        True,
        lambda _: "",
        "",
        (),
        near=0.01,
        beside={"low_80": np.full(2, low), "high_80": np.full(2, high)},
    )
    assert how_sure(subject).endswith(f"{words}.")


def test_p_better_says_where_the_median_is_next_to_nothing():
    percent, medians = np.array([97.0, 85.0, 60.0, 3.0]), np.array([1e-6, 0.3, 0.0, -1e-6])
    assert often_but_little(percent, medians, "years") == (
        " In 1 of the areas at 80% or more and 1 at 20% or less the median difference is less than 0.01 days."
    )
    assert not often_but_little(percent, np.full(4, 0.3), "years")


def test_p_better_is_mapped_from_single_runs_of_several_draws_too():
    results = fc.simulate(["baseline", "announced_2021"])
    with pytest.raises(BadInput, match="needs draws"):
        plots.map_of(results, show="better")
    first = results.dataset["hle"].isel(draw=0, drop=True)
    base = first.sel(scenario="baseline", drop=True)
    factors = xr.DataArray([-1.0, 0.0, 1.0, 1.0], dims="draw", coords={"draw": range(4)})
    drawn = (base + factors * (first - base)).transpose(*results.dataset["hle"].dims)
    many = results.dataset.isel(draw=[0] * 4).assign_coords(draw=range(4)).assign(hle=drawn)
    values = plots.map_of(Results(many), show="better").data["value"]
    assert set(values.round(3)) <= {62.5, 37.5, 50.0}
    assert (values == 62.5).sum() > 200


def test_chances_have_fixed_classes_on_both_sides_of_a_half():
    values = np.array([0.0, 4.9, 30.0, 50.0, 60.0, 95.0, 100.0])
    classes = classes_of_chances(values)
    assert [each.words for each in classes] == ["Under 5%", "20% to 50%", "50%", "50% to 80%", "95% or more"]
    colours = colours_of(values, classes)
    assert colours[0] == colours[1] == ORANGES[-1]
    assert colours[3] == NONE
    assert colours[5] == colours[6]
    assert [each.is_below for each in classes] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"show": "difference", "year": 2026}, "this ensemble holds areas in 2025, 2030 and 2035 alone, not in 2026"),
        ({"show": "better", "outcome": "employment"}, "no outcome that this ensemble holds by area: 'employment'"),
        (
            {"show": "change"},
            "this ensemble has no map of 'change'; choose from level, difference, better, money_per_head",
        ),
        (
            {"show": "difference", "reference": STRONG},
            "this ensemble holds differences of areas from 'baseline' alone, not from 'public_health_restored'",
        ),
    ],
)
def test_a_map_that_an_ensemble_cannot_give_is_told(eight, asked, said):
    with pytest.raises(UnknownName) as caught:
        plots.map_of(eight, scenario="announced_2021", **asked)
    assert str(caught.value).startswith(said)
    assert "fourcapitals run baseline announced_2021" in str(caught.value)
    assert "--draws 64 --seed 1 --keep areas" in str(caught.value)


@pytest.mark.parametrize(
    "draw",
    [
        plots.inequality,
        lambda e: plots.area(e, "Hartlepool"),
    ],
)
def test_charts_of_every_area_say_what_ensemble_holds_them(one, draw):
    said = "needs every area in every year.*fourcapitals run baseline announced_2021 --draws 64 --seed 1 --keep areas"
    with pytest.raises(UnknownName, match=said):
        draw(one)


# Priors


@pytest.mark.parametrize("draws", [0, 200])
def test_priors_stand_by_what_they_give_with_their_grade(draws):
    chart = plots.priors(priors_by_hand(draws))
    assert_every_word_can_be_read(chart)
    assert chart.data["use"].tolist() == ["nhs", "culture", "community"]
    said = said_in(chart)
    assert ("90% of draws" in said) == (draws > 0)
    assert "from memory" in said
    assert "1 of 3 uses" in said
    assert "table = fourcapitals.evidence.priors(" in chart.command


def test_priors_show_their_band_and_share_at_zero():
    row = plots.priors(priors_by_hand()).data.set_index("use").loc["culture"]
    assert row["unit"] == "days"
    assert row[["low_90", "median", "high_90"]].to_numpy(float) == pytest.approx([0, 0.0001 * DAYS, 0.004 * DAYS])
    assert row["share_zero"] == 0.27


def test_priors_that_span_orders_of_magnitude_have_a_logarithmic_axis_and_say_so():
    chart = plots.priors(priors_by_hand())
    assert chart.axes[0].get_xscale() == "symlog"
    assert "log scale" in said_in(chart)
    assert "The axis is logarithmic" in chart.alt_text
    alike = priors_by_hand().assign(median=[0.06, 0.05, 0.04])
    assert plots.priors(alike).axes[0].get_xscale() == "linear"


def test_a_logarithmic_axis_is_linear_next_to_zero_only():
    field = signed_log_field("Days", [Spread(5.0, band=(-1.0, 70.0)), Spread(0.2)])
    assert field.linear_to == pytest.approx(0.1)
    assert field.limits[0] < -1
    assert field.limits[1] > 70


def test_an_unknown_measure_of_priors_is_told():
    with pytest.raises(UnknownName, match="did you mean 'hle_years'"):
        plots.priors(priors_by_hand(), measure="hle_year")
    with pytest.raises(BadInput, match=r"evidence\.priors expected; this one lacks use"):
        plots.priors(pd.DataFrame({"outcome": ["hle_years"]}))


# Scale


@pytest.mark.parametrize("count", [1, 2, 4, 6])
@pytest.mark.parametrize("measure", ["hle_years", "healthy_person_years"])
def test_scale_draws_at_most_four_strategies_that_can_be_read(count, measure):
    names = [f"strategy_{letter}" for letter in "abcdef"[:count]]
    titles = dict.fromkeys(names[:2], "The announced money, balanced over the capitals and by health need")
    chart = plots.scale(scale_by_hand(names), measure=measure, titles=titles)
    assert_every_word_can_be_read(chart)
    assert chart.data["scenario"].nunique() == min(4, count)
    assert ("not drawn" in said_in(chart)) == (count > 4)
    assert "table = fourcapitals.appraisal.scale(" in chart.command


def test_scale_marks_where_returns_fall_and_ends_where_the_model_can_say_no_more():
    chart = plots.scale(scale_by_hand(("a",)))
    assert "At 10 times the money, the return per £ of ‘a’ is down by a tenth or more" in chart.alt_text
    said = said_in(chart)
    assert "Beyond what the model can say: a from 30× (more than twice the grant)" in said
    # Of what lies beyond nothing is drawn, written or claimed in the title.
    assert chart.data["multiple"].tolist() == [1, 3, 10]
    assert max(float(np.max(line.get_xdata())) for line in chart.axes[1].get_lines()) == 10
    assert "+0.08 years at 10×" in said
    assert "100 times the money" not in said


def test_scale_says_when_returns_stay_constant():
    chart = plots.scale(scale_by_hand(("a", "b"), falling=(1.0, 0.99, 0.98, 0.97, 0.96)))
    assert "Up to 10 times the money" in chart.alt_text
    assert "stay within a tenth" in chart.alt_text
    assert "Losses are drawn by their size" in chart.alt_text


def test_scale_draws_the_bands_of_the_draws_and_says_what_they_hold():
    table = scale_by_hand(("a",))
    bands = {"hle_years_low_80": 0.1 * table["hle_years"], "hle_years_high_80": 5 * table["hle_years"]}
    chart = plots.scale(table.assign(**bands, draws=64))
    assert "Bands hold 80% of draws" in said_in(chart)
    assert chart.data["high_80"].tolist() == pytest.approx((5 * chart.data["effect"]).tolist())
    assert "draws=64" in chart.command
    assert_every_word_can_be_read(chart)


def test_strategies_without_money_have_no_scale():
    table = scale_by_hand()
    table.loc[table["scenario"] == "b", "returns"] = np.nan
    assert "No money to multiply: b" in said_in(plots.scale(table))
    with pytest.raises(BadInput, match="no strategy of this table has money"):
        plots.scale(table.assign(returns=np.nan))
    with pytest.raises(UnknownName, match="did you mean 'hle_years'"):
        plots.scale(table, measure="hle_year")
    with pytest.raises(BadInput, match="no strategy of this table changes gva_percent"):
        plots.scale(table, measure="gva_percent")
