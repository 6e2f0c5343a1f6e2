"""Charts of strategies and of regions of an ensemble: medians, intervals and what the draws say."""

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals import plots
from fourcapitals.results.comparison import paired
from fourcapitals.results.person_years import healthy_person_years
from pictures import DAYS, assert_every_word_can_be_read, said_in

STRONG = "public_health_restored"


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


def test_a_title_that_ranks_by_an_outcome_without_verdicts_says_so(eight):
    chart = plots.strategies(eight, outcome="income")
    assert "most disposable household income" in chart.alt_text
    assert "what the order rests on is not judged)" in chart.alt_text.split(". ")[0]


def test_strategies_of_unequal_money_are_ranked_by_what_a_million_brings_and_say_what_is_assumed(eight):
    chart = plots.strategies(eight)
    assert set(chart.data["measure"]) == {"per_million"}
    assert "healthy person-years 2021-35 in England for each £1m: a median of" in chart.alt_text
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
