"""Inequality between places in results, of outcomes and of money."""

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.errors import UnknownName
from fourcapitals.results import gaps
from fourcapitals.vocabulary import outcome_named


@pytest.fixture(scope="module")
def results():
    return fc.simulate(["baseline", "announced_2021", "cash_per_head"])


def test_upper_tiers_start_from_their_published_health(results, baseline):
    values, people, codes = gaps.place_values(results, outcome_named("hle"), by="upper_tier", sex="male")
    assert len(codes) == 150
    start = values.sel(year=2019).isel(scenario=0, draw=0).to_numpy()
    given_ = [baseline.published("hle", code=code, sex="male") for code in codes]
    np.testing.assert_allclose(start, given_, atol=1e-5)
    tiers = results.levels("hle", by="upper_tier", sex="male").isel(scenario=1, draw=0).sel(year=2035)
    np.testing.assert_allclose(
        values.sel(year=2035).isel(scenario=1, draw=0).to_numpy(), tiers.sel(group=codes).to_numpy(), atol=1e-5
    )
    assert people.sum() == pytest.approx(baseline.areas["population_2019"].sum())


def test_inequality_over_time_is_tidy_and_compares_within_the_draw(results):
    table = gaps.inequality_over_time(results, "hle", reference="baseline", sex="male")
    assert table.columns.to_list() == ["scenario", "draw", "year", "measure", "value", "difference"]
    assert not table.duplicated(["scenario", "draw", "year", "measure"]).any()
    assert (table.loc[table["scenario"] == "baseline", "difference"] == 0).all()
    wide = table.set_index(["scenario", "measure", "year"])["value"]
    ours = wide["announced_2021", "gap", 2035] - wide["baseline", "gap", 2035]
    chosen = table[(table["scenario"] == "announced_2021") & (table["measure"] == "gap") & (table["year"] == 2035)]
    assert chosen["difference"].item() == pytest.approx(ours, abs=1e-12)
    at_base = wide["baseline", :, 2019]
    assert at_base["gap"] == at_base["gap_of_base_year_places"]
    assert at_base["gap_noise_corrected"] < at_base["gap"]
    # Across whole places the slope is far below the 19.0 years over small areas (ODD.md, Errors and traps).
    assert 5 < at_base["slope_by_deprivation"] < 12


def test_every_outcome_can_be_measured_and_unknown_ones_are_refused(results):
    for outcome in ("gva_per_hour", "life_satisfaction", "income"):
        table = gaps.inequality_over_time(results, outcome, reference="baseline")
        assert np.isfinite(table["value"]).all()
    with pytest.raises(UnknownName, match=r"no outcome 'hel'; did you mean 'hle'\?"):
        gaps.inequality_over_time(results, "hel", reference="baseline")
    with pytest.raises(UnknownName, match="no kind of place"):
        gaps.inequality_over_time(results, "hle", reference="baseline", by="region")
    with pytest.raises(UnknownName, match="no sex 'men'"):
        gaps.inequality_over_time(results, "hle", reference="baseline", sex="men")


def test_money_per_head_is_not_concentrated_and_no_money_is_no_number(results):
    table = gaps.concentration_of_money(results).set_index("scenario")
    assert table.loc["baseline", "money_gbp_m"] == 0
    assert table.loc["baseline", ["top_tenth_share", "gini_per_head", "concentration_by_health"]].isna().all()
    level = table.loc["cash_per_head"]
    assert level["gini_per_head"] == pytest.approx(0, abs=1e-9)
    assert level["poorest_health_fifth_share"] == pytest.approx(level["poorest_health_fifth_population_share"])
    tilted = table.loc["announced_2021"]
    assert tilted["areas_with_money"] <= 307
    assert tilted["concentration_by_health"] < 0


def test_money_of_areas_is_what_the_ledger_awards(results):
    money = gaps.money_by_area(results).sel(scenario="announced_2021")
    award = results.dataset["award"]
    own = award.sel(line=(award["line_scenario"] == "announced_2021"))
    assert float(money.sum()) == pytest.approx(float(own.where(own > 0).sum()))
