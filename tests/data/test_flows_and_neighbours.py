"""Who lives, works and moves where, and who borders on whom."""

import numpy as np
import pandas as pd
import pytest
from published_tables import DATA, read


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
