"""Tables of earlier years: they meet the base year, and no window is left out."""

import pandas as pd
from published_tables import read


def test_district_and_county_are_both_in_a_composite_council() -> None:
    spending = read("history_council_spending")
    in_2010 = spending[spending["year"] == 2010].set_index("code")["value"]
    # A county district alone spends about £150 a head; with its county, several hundred.
    assert in_2010[in_2010.index.str.startswith("E07")].min() > 450


def test_history_ends_where_the_base_year_begins(base: pd.DataFrame) -> None:
    area = base.set_index("code")
    output = read("history_gva_per_hour")
    last = output[output["year"] == 2019].set_index("code")["value"]
    pd.testing.assert_series_equal(last, area["gva_per_hour_2019_gbp"], check_names=False)
    life = read("history_life_expectancy")
    assert sorted(life["start_year"].unique()) == list(range(2001, 2019))
    males = life[(life["sex"] == "male") & (life["start_year"] == 2017)].set_index("code")["value"]
    pd.testing.assert_series_equal(males, area["le_male_years"], check_names=False)


def test_the_published_table_has_every_window_of_healthy_life_expectancy() -> None:
    table = read("published")
    hle = table[table["outcome"] == "hle"]
    windows = [f"{year}-{year + 2 - 2000}" for year in range(2011, 2019)]
    assert sorted(hle["period"].unique()) == windows
    assert hle.groupby("level")["code"].nunique().to_dict() == {"england": 1, "region": 9, "upper_tier": 150}
    assert len(hle) == 160 * 2 * 8
    assert ((hle["lower"] < hle["value"]) & (hle["value"] < hle["upper"])).all()


def test_prices_of_2019_are_the_base_of_the_deflator() -> None:
    index = read("deflator").set_index("year")["index_2019"]
    assert index[2019] == 100
    assert index.loc[:2019].is_monotonic_increasing
