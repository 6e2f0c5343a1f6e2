"""Figures of the base year: true to what is published, plausible, and each imputed one noted."""

import re

import numpy as np
import pandas as pd
import pytest
from published_tables import ENGLAND, read, readme_rows


@pytest.mark.parametrize("sex", ["male", "female"])
def test_every_upper_tiers_healthy_life_expectancy_is_the_mean_of_its_areas(
    base: pd.DataFrame, published: "pd.Series[float]", sex: str
) -> None:
    people = base["population_2019"]
    upper = base["upper_tier_code"]
    means = (base[f"hle_{sex}_years"] * people).groupby(upper).sum() / people.groupby(upper).sum()
    assert len(means) == 150
    given = [published[code, "hle", sex, "2017-19"] for code in means.index]
    np.testing.assert_allclose(means.to_numpy(), given, rtol=0, atol=1e-6)


def test_areas_differ_within_counties(base: pd.DataFrame) -> None:
    spread = base.groupby("upper_tier_code")["hle_offset_male_years"].agg(["size", "std"])
    assert (spread.loc[spread["size"] > 1, "std"] > 0.1).all()
    assert (base.loc[base["code"] == base["upper_tier_code"], "hle_offset_male_years"] == 0).all()


def test_the_quoted_base_levels_are_the_published_ones(base: pd.DataFrame, published: "pd.Series[float]") -> None:
    area = base.set_index("name")
    assert area.loc["Hartlepool", "upper_tier_hle_male_years"] == 57.03
    assert area.loc["Richmond upon Thames", "upper_tier_hle_male_years"] == 71.44
    assert area.loc["Hartlepool", "gva_per_hour_2019_gbp"] == 28.96
    assert published[ENGLAND, "hle", "male", "2017-19"] == 63.18
    assert published[ENGLAND, "hle", "female", "2017-19"] == 63.52


def test_healthy_life_is_shorter_than_life(base: pd.DataFrame) -> None:
    for sex in ("male", "female"):
        ill = base[f"le_{sex}_years"] - base[f"hle_{sex}_years"]
        assert ill.between(8, 30).all()


def test_base_figures_are_of_a_plausible_size(base: pd.DataFrame) -> None:
    plausible = {
        "le_male_years": (73, 85),
        "gva_per_hour_2019_gbp": (20, 75),
        "gdhi_per_head_2019_gbp": (12_000, 90_000),
        "median_weekly_pay_2019_gbp": (330, 800),
        "employment_share_16_64": (0.55, 0.95),
        "long_term_sick_share_16_64": (0.005, 0.15),
        "life_satisfaction_2019": (6.5, 8.6),
        "council_tax_per_head_gbp": (250, 800),
        "pm25_2019_ugm3": (4, 14),
        "smoking_share": (0.02, 0.30),
        "obesity_share": (0.08, 0.45),
        "inactivity_share": (0.08, 0.40),
        "area_km2": (10, 5100),
    }
    for column, (low, high) in plausible.items():
        assert base[column].between(low, high).all(), column
    hours_a_job = base["hours_worked_per_week_2019"] / base["workplace_jobs"]
    assert hours_a_job.between(25, 40).all()


def test_jobs_and_hours_add_up_to_their_itl3_areas(base: pd.DataFrame) -> None:
    wider = read("itl3").set_index("itl3_code")
    # Hackney holds the City of London, whose jobs belong to "Camden and City of London".
    joined = base["itl3_code"].replace({"TLI31": "TLI41"})
    together = wider.groupby(wider.index.to_series().replace({"TLI31": "TLI41"})).sum(numeric_only=True)
    assert len(wider) == 133
    for ours, theirs in (
        ("workplace_jobs", "productivity_jobs_2019"),
        ("hours_worked_per_week_2019", "productivity_hours_per_week_2019"),
    ):
        sums = base[ours].groupby(joined).sum()
        np.testing.assert_allclose(sums, together[theirs].reindex(sums.index), rtol=0, atol=1.0)


def test_an_area_of_several_districts_shares_jobs_as_workers_were_shared(base: pd.DataFrame) -> None:
    workers = read("commuting_areas").set_index("code")["workplace_workers_2011"]
    jobs = base.set_index("code")["workplace_jobs"]
    cumbria_west = base.loc[base["itl3_code"] == "TLD11", "code"]
    assert len(cumbria_west) > 1
    ratio = jobs[cumbria_west] / workers[cumbria_west]
    np.testing.assert_allclose(ratio, ratio.iloc[0], rtol=1e-5)


def test_the_readme_states_the_gaps_to_england(base: pd.DataFrame, published: "pd.Series[float]") -> None:
    rows = [row for row in readme_rows(6) if row[1] in base.columns and row[2] in base.columns]
    assert len(rows) == 9
    for outcome, column, weight, areas, england, gap in rows:
        name, sex, period = outcome.split()
        mean = np.average(base[column], weights=base[weight])
        given = published[ENGLAND, name, sex, period]
        decimals = len(areas.partition(".")[2])
        half = 0.5 * 10.0**-decimals + 1e-9
        assert abs(mean - float(areas)) <= half, outcome
        assert abs(given - float(england)) <= half, outcome
        assert abs(mean - given - float(gap)) <= half, outcome


def test_deprivation_ranks_follow_the_score(base: pd.DataFrame) -> None:
    worst_first = base.sort_values("imd_2019_score", ascending=False, kind="stable")
    assert worst_first["imd_2019_rank"].tolist() == list(range(1, 308))


def test_scaled_cuts_have_the_means_they_were_scaled_to(base: pd.DataFrame) -> None:
    councils = read("councils")
    people = base["population_2019"]
    assert np.average(councils["cut_gbp_per_head"], weights=people) == pytest.approx(300, abs=0.01)
    assert np.average(councils["cut_share"], weights=people) == pytest.approx(0.23, abs=1e-4)
    raised = councils["spending_change_gbp_per_head_2010_to_2017"] >= 0
    assert (councils.loc[raised, "cut_gbp_per_head"] == 0).all()
    assert (np.sign(councils["cut_share"]) == -np.sign(councils["spending_change_share"])).all()


def test_each_capital_has_five_indicators_for_every_area() -> None:
    described, measured = read("indicators"), read("capital_indicators")
    assert set(described["capital"]) == {"physical", "human", "social", "natural"}
    assert (described.groupby("capital").size() >= 5).all()
    assert measured.groupby("indicator")["code"].nunique().eq(307).all()
    assert set(measured["indicator"]) == set(described["indicator"])
    signs = described.set_index("indicator")["sign"]
    assert signs.isin([-1, 1]).all()
    for name, rows in measured.groupby("indicator"):
        assert rows["z_score"].mean() == pytest.approx(0, abs=1e-3)
        assert rows["z_score"].std(ddof=0) == pytest.approx(1, abs=1e-3)
        assert np.sign(np.corrcoef(rows["value"], rows["z_score"])[0, 1]) == signs[name]


def test_indicators_that_allocation_rules_need_are_there() -> None:
    needed = {"unemployment_share", "level_3_or_above_share", "public_transport_minutes_to_employment"}
    assert needed <= set(read("indicators")["indicator"])


def test_a_life_table_of_england_gives_back_its_published_life_expectancy(
    published: "pd.Series[float]",
) -> None:
    for sex, rows in read("life_tables").groupby("sex"):
        assert len(rows) == 20
        survivors, lived = 1.0, 0.0
        for rate, width in zip(rows["mortality_rate"], rows["width_years"].fillna(np.inf), strict=True):
            left = survivors * np.exp(-rate * width)
            lived += (survivors - left) / rate
            survivors = left
        assert lived == pytest.approx(published[ENGLAND, "le", str(sex), "2017-19"], abs=0.15)
        assert rows["good_health_share"].is_monotonic_decreasing


def test_every_imputed_figure_says_how_it_was_found() -> None:
    outcomes = read("outcomes")
    noted = [re.fullmatch(r"(\w+): .+", note) for text in outcomes["imputed"] for note in text.split("; ")]
    assert all(note is not None and note.group(1) in outcomes.columns for note in noted)
    counts = pd.Series([note.group(1) for note in noted if note]).value_counts().to_dict()
    assert counts == {
        "risky_alcohol_share": 307,
        "long_term_sick_share_16_64": 41,
        "median_weekly_pay_2019_gbp": 21,
        "gdhi_per_head_2019_gbp": 17,
        "employment_share_16_64": 17,
        "life_satisfaction_2019": 1,
    }
