"""The compiled tables: complete, true to what is published, and true to their own README."""

import hashlib
import re
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fourcapitals.data.competition_rounds import load_competition_rounds

DATA = Path(str(files("fourcapitals.data")))
TABLES = DATA / "tables"
NAMES = sorted(path.stem for path in TABLES.glob("*.csv") if path.stem != "checksums")
ONE_ROW_AN_AREA = ("areas", "outcomes", "councils", "commuting_areas", "deprivation_tenths", "migration_areas")
ENGLAND = "E92000001"
MAY_BE_BLANK = {
    "areas": {"combined_authority_code", "combined_authority_name"},
    "known_places": {"place", "areas"},
    "awards": {"revenue_gbp"},
    "calibration": {"rhat"},
    "capital_indicators": {"imputed"},
    "councils": {"imputed"},
    "life_tables": {"width_years"},
    "history_life_tables": {"width_years"},
    "published": {"lower", "upper"},
    "history_employment": {"lower", "upper"},
    "history_life_satisfaction": {"lower", "upper"},
    "history_weekly_pay": {"lower", "upper"},
}


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(TABLES / f"{name}.csv", dtype={"luf_category": str, "period": str})


@pytest.fixture(scope="module")
def base() -> pd.DataFrame:
    return read("areas").merge(read("outcomes"), on="code", validate="one_to_one")


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    return read("published").set_index(["code", "outcome", "sex", "period"])["value"].sort_index()


def readme_rows(columns: int) -> list[list[str]]:
    lines = (DATA / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in rows if len(row) == columns]


@pytest.mark.parametrize("name", ONE_ROW_AN_AREA)
def test_every_table_of_areas_has_the_307_areas_in_order_of_code(name: str) -> None:
    codes = read(name)["code"].tolist()
    assert len(codes) == 307
    assert codes == sorted(set(codes))
    assert not {"E09000001", "E06000053"} & set(codes)
    assert codes == read("areas")["code"].tolist()


@pytest.mark.parametrize("name", NAMES)
def test_codes_of_areas_are_of_the_spine(name: str) -> None:
    if name == "published":
        return
    table = read(name)
    spine = set(read("areas")["code"])
    for column in {"code", "home", "work", "neighbour", "origin", "destination"} & set(table.columns):
        assert set(table[column]) <= spine


@pytest.mark.parametrize("name", NAMES)
def test_no_figure_is_missing_where_none_may_be(name: str) -> None:
    table = read(name).drop(columns=list(MAY_BE_BLANK.get(name, ())))
    assert table.columns[table.isna().any()].tolist() == []


@pytest.mark.parametrize("name", NAMES)
def test_no_row_is_given_twice(name: str) -> None:
    table = read(name)
    keys = {
        "area_noise": ["base_year", "name"],
        "calibration": ["base_year", "name"],
        "posterior": ["base_year", "draw"],
        "awards": ["fund", "place", "code"],
        "capital_indicators": ["code", "indicator"],
        "care_boards": ["code", "board_code"],
        "commuting": ["home", "work"],
        "expectancy_by_tenth": ["period", "sex", "tenth"],
        "indicators": ["indicator"],
        "itl3": ["itl3_code"],
        "luf_round_1": ["bid", "lad20_code"],
        "luf_posterior": ["draw"],
        "known_places": ["place", "name", "first_year"],
        "life_tables": ["sex", "age"],
        "history_life_tables": ["sex", "start_year", "age"],
        "luf_priority": ["lad20_code"],
        "migration": ["origin", "destination"],
        "migration_fit": ["figure"],
        "neighbours": ["code", "neighbour"],
        "published": ["code", "outcome", "sex", "period"],
        "slope_indices": ["outcome", "sex", "period"],
    }
    usual = [column for column in ("code", "sex", "start_year", "year") if column in table]
    assert not table.duplicated(keys.get(name, usual)).any()


def test_checksums_and_rows_are_those_of_the_tables() -> None:
    checks = read("checksums").set_index("table")
    assert sorted(checks.index) == NAMES
    for name, row in checks.iterrows():
        content = (TABLES / f"{name}.csv").read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"], name
        assert len(read(str(name))) == row["rows"], name
        assert b"\r" not in content
        assert len(content) < 600_000, name


@pytest.mark.parametrize("name", NAMES)
def test_shares_lie_between_nothing_and_all(name: str) -> None:
    table = read(name)
    signed = {"spending_change_share", "cut_share"}
    shares = [c for c in table.columns if re.search("share(_|$)", c) and c not in signed]
    for column in shares:
        assert table[column].between(0, 1).all(), column


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


def test_commuting_keeps_95_per_cent_of_each_areas_flow() -> None:
    areas = read("commuting_areas").set_index("code")
    flows = read("commuting")
    assert (areas["kept_share"] >= 0.95).all()
    within = areas["residents_in_work_2011"] * (1 - areas["works_outside_england_share"])
    kept = flows.groupby("home")["residents"].sum()
    np.testing.assert_allclose(kept / within, areas["kept_share"], atol=2e-4)
    # Without its smallest destination no area would keep enough.
    short = (kept - flows.groupby("home")["residents"].min()) / within
    assert (short < 0.95 + 2e-4).all()
    assert flows.groupby("home")["residents"].apply(lambda counts: counts.is_monotonic_decreasing).all()


def test_every_worker_works_somewhere() -> None:
    areas = read("commuting_areas")
    within = (areas["residents_in_work_2011"] * (1 - areas["works_outside_england_share"])).sum()
    assert areas["workplace_workers_2011"].sum() == pytest.approx(within, rel=1e-4)


def test_moves_are_listed_to_fifteen_destinations_and_all_are_counted() -> None:
    moves, areas = read("migration"), read("migration_areas").set_index("code")
    within = moves["origin"] == moves["destination"]
    between = moves[~within]
    assert (moves["origin"].value_counts() == 16).all()
    pd.testing.assert_series_equal(
        moves[within].set_index("origin")["movers"].sort_index(), areas["moved_within"], check_names=False
    )
    listed = between.groupby("origin")["movers"].sum()
    np.testing.assert_allclose(listed / areas["moved_out"], areas["main_destinations_share"], atol=5e-5)
    assert (between.groupby("destination")["movers"].sum() <= areas["moved_in"]).all()
    assert areas["moved_out"].sum() == areas["moved_in"].sum() == 2_336_481


def test_the_readme_states_how_well_moves_are_described() -> None:
    fit = read("migration_fit").set_index("figure")["value"]
    areas = read("migration_areas")
    told = (DATA / "README.md").read_text(encoding="utf-8")
    assert fit["moves_between_areas"] == areas["moved_out"].sum()
    assert fit["moves_within_areas"] == areas["moved_within"].sum()
    for figure, words in {
        "distance_decay": f"the power -{fit['distance_decay']:.2f} ",
        "deviance_explained_by_distance": f"explains {fit['deviance_explained_by_distance']:.0%} of",
        "gravity_within_factor_two": f"and {fit['gravity_within_factor_two']:.0%} of moves go",
        "main_destinations": f"as counted ({fit['main_destinations']:.0%} of moves",
        "model_within_factor_two": f"as counted; {fit['model_within_factor_two']:.0%} of moves then",
        "moves_between_districts_of_england_and_wales": "2.51 million between districts",
        "published_moves_of_england_and_wales": "against 2.85 million",
    }.items():
        assert words in " ".join(told.split()).replace("`", ""), figure


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


def test_deprivation_ranks_follow_the_score(base: pd.DataFrame) -> None:
    worst_first = base.sort_values("imd_2019_score", ascending=False, kind="stable")
    assert worst_first["imd_2019_rank"].tolist() == list(range(1, 308))


def test_neighbours_are_mutual_and_nobody_is_alone() -> None:
    table = read("neighbours")
    pairs = set(zip(table["code"], table["neighbour"], strict=True))
    assert all((there, here) in pairs and there != here for here, there in pairs)
    assert table["code"].nunique() == 307
    assert ("E09000008", "E09000028") not in pairs
    ferries = table[table["ferry"]]
    assert set(ferries.loc[ferries["code"] == "E06000046", "neighbour"]) == {
        "E06000044",
        "E06000045",
        "E07000091",
    }
    assert len(ferries) == 6
    assert (table.loc[~table["ferry"], "shared_border_km"] > 0).all()


def test_scaled_cuts_have_the_means_they_were_scaled_to(base: pd.DataFrame) -> None:
    councils = read("councils")
    people = base["population_2019"]
    assert np.average(councils["cut_gbp_per_head"], weights=people) == pytest.approx(300, abs=0.01)
    assert np.average(councils["cut_share"], weights=people) == pytest.approx(0.23, abs=1e-4)
    raised = councils["spending_change_gbp_per_head_2010_to_2017"] >= 0
    assert (councils.loc[raised, "cut_gbp_per_head"] == 0).all()
    assert (np.sign(councils["cut_share"]) == -np.sign(councils["spending_change_share"])).all()


def test_district_and_county_are_both_in_a_composite_council() -> None:
    spending = read("history_council_spending")
    in_2010 = spending[spending["year"] == 2010].set_index("code")["value"]
    # A county district alone spends about £150 a head; with its county, several hundred.
    assert in_2010[in_2010.index.str.startswith("E07")].min() > 450


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


def test_the_readme_names_every_table_and_every_column_of_outcomes() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if name not in text] == []
    assert [column for column in read("outcomes").columns.drop("code") if column not in text] == []
    assert [column for column in read("areas").columns if column not in text and "luf" not in column] == []
    assert [column for column in read("luf_priority").columns if column not in text] == []


def test_prices_of_2019_are_the_base_of_the_deflator() -> None:
    index = read("deflator").set_index("year")["index_2019"]
    assert index[2019] == 100
    assert index.loc[:2019].is_monotonic_increasing


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
