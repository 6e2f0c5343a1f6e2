"""Awards, the priority list that bids were judged by, and the rounds of the competition."""

import numpy as np
import pandas as pd
import pytest
from fourcapitals.data.competition_rounds import load_competition_rounds
from published_tables import read, readme_rows


def test_awards_add_up_to_the_totals_of_the_readme() -> None:
    awards = read("awards")
    totals = awards.groupby("fund")["award_gbp"].agg(["size", "sum"])
    stated = {row[0]: (int(row[1]), int(row[2])) for row in readme_rows(3) if row[0] in totals.index}
    assert stated == {
        "future_high_streets_fund": (72, 830_628_468),
        "levelling_up_fund_round_1": (97, 1_351_429_923),
        "town_deals": (100, 2_342_842_007),
    }
    assert {fund: (int(row["size"]), int(row["sum"])) for fund, row in totals.iterrows()} == stated


def test_a_joint_award_is_split_by_population(base: pd.DataFrame) -> None:
    awards = read("awards")
    derby = awards[awards["place"].str.startswith("South Derby Growth Zone")].set_index("code")["award_gbp"]
    people = base.set_index("code")["population_2019"]
    assert derby.sum() == 49_597_972
    assert derby["E06000015"] == pytest.approx(
        49_597_972 * people["E06000015"] / (people["E06000015"] + people["E07000039"]), abs=2
    )
    assert awards.loc[awards["joint"], "place"].nunique() == 5
    assert (awards.groupby(["fund", "place"])["code"].size() > 1).sum() == 5


def test_levelling_up_categories_share_out_every_area(base: pd.DataFrame) -> None:
    shares = base[[f"luf_category_{number}_share" for number in (1, 2, 3)]]
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=2e-6)
    named = base.set_index("name")["luf_category"]
    assert named["North Northamptonshire"] == "1;2"
    assert named["West Northamptonshire"] == "2;3"
    assert named["Hartlepool"] == "1"
    for _, row in base.iterrows():
        held = [str(number) for number in (1, 2, 3) if row[f"luf_category_{number}_share"] > 0]
        assert row["luf_category"] == ";".join(held)


def test_the_priority_list_has_each_district_of_2020_once_and_leads_to_every_area(base: pd.DataFrame) -> None:
    listed = read("luf_priority")
    assert listed["lad20_code"].tolist() == sorted(set(listed["lad20_code"]))
    assert listed["category"].value_counts().to_dict() == {1: 93, 2: 108, 3: 113}
    assert set(listed["code"]) == set(base["code"])
    people = listed.groupby("code")["population_2019"].sum()
    assert people.to_dict() == base.set_index("code")["population_2019"].to_dict()
    named = listed.set_index("name")
    assert named.loc["Hartlepool", ["category", "imd_2019_score"]].tolist() == [1, 35.037]
    assert named.loc["Hartlepool", "hle_male_2009_13_years"] == pytest.approx(58.51437)
    # Its four districts average to the county's published value.
    assert named.loc["Buckinghamshire", "hle_male_2009_13_years"] == pytest.approx(68.23771, abs=1e-5)


def test_the_priority_list_gives_the_categories_of_the_areas(base: pd.DataFrame) -> None:
    listed = read("luf_priority")
    for category in (1, 2, 3):
        held = listed["population_2019"].where(listed["category"] == category, 0).groupby(listed["code"]).sum()
        share = (held / listed.groupby("code")["population_2019"].sum()).reindex(base["code"])
        np.testing.assert_allclose(share, base[f"luf_category_{category}_share"], atol=1e-6)


def test_ranks_of_the_priority_list_put_the_most_deprived_first() -> None:
    listed = read("luf_priority")
    for measure in ("imd_2019_score", "imd_2019_average_rank"):
        worst_first = listed.sort_values([f"{measure}_rank", measure], ascending=[True, False])
        assert worst_first[measure].is_monotonic_decreasing
        assert worst_first[f"{measure}_rank"].iloc[0] == 1


def test_england_in_2009_13_is_near_the_mean_of_its_districts() -> None:
    listed, england = read("luf_priority"), read("england_2009_13").set_index("sex")["hle_2009_13_years"]
    assert england.to_dict() == {"male": 63.5, "female": 64.8}
    for sex in ("male", "female"):
        mean = np.average(listed[f"hle_{sex}_2009_13_years"], weights=listed["population_2019"])
        assert england[sex] - mean == pytest.approx(0.2, abs=0.06)


def test_the_winning_bids_of_the_first_round_are_those_of_the_awards_by_area() -> None:
    bids, awards = read("luf_round_1"), read("awards")
    awards = awards[awards["fund"] == "levelling_up_fund_round_1"]
    assert bids["bid"].nunique() == 76
    assert bids.drop_duplicates("bid")["award_gbp"].sum() == awards["award_gbp"].sum() == 1_351_429_923
    listed = read("luf_priority").set_index("lad20_code")
    areas = set(listed.loc[bids["lad20_code"], "code"])
    assert areas == set(awards["code"])
    assert bids["lad20_code"].nunique() == 77
    # A joint bid is its bidder's once.
    assert bids.groupby("bid")["bidder_code"].nunique().eq(1).all()
    assert sorted(bids[bids["bidder_name"] == "Derbyshire"]["lad20_code"]) == ["E06000015", "E07000039"]


def test_the_rounds_are_as_published() -> None:
    rounds = load_competition_rounds()
    assert rounds.round_1.awards / rounds.round_1.bids == pytest.approx(0.34, abs=0.005)
    assert rounds.round_2.awards / rounds.round_2.bids == pytest.approx(0.21, abs=0.005)
