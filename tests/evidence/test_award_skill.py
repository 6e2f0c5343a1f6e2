"""Scores of forecasts of the winners of the first round, and of simple ones."""

import numpy as np
import pytest
from fourcapitals.data.baseline import load_baseline
from fourcapitals.equations.event_scores import area_under_curve, brier_score, log_score
from fourcapitals.evidence.award_forecasts import (
    BASE_RATE,
    GROUP,
    GROUP_AND_DEPRIVATION,
    AwardForecast,
    folds_of,
    simple_award_forecasts,
)
from fourcapitals.evidence.award_skill import FITTED, HELD_OUT, calibration_table, skill_table
from fourcapitals.evidence.bidders import listed_districts


@pytest.fixture(scope="module")
def places():
    return listed_districts(load_baseline())


@pytest.fixture(scope="module")
def won(places):
    return places["won_round_1"].to_numpy(float)


@pytest.fixture(scope="module")
def simple(places):
    return simple_award_forecasts(places, folds_of(places))


@pytest.fixture(scope="module")
def scored(places, won, simple):
    known = AwardForecast(won, won)
    table = skill_table(places, {**simple, "the winners themselves": known}, folds_of(places), resamples=200)
    return table.set_index(["fit", "forecast"])


def test_a_district_is_held_out_with_the_others_of_its_upper_tier(places):
    folds = folds_of(places)
    assert places.assign(fold=folds).groupby("upper_tier")["fold"].nunique().eq(1).all()
    assert np.bincount(folds).min() > 10


def test_the_shares_of_groups_are_the_forecast_by_group(places, won, simple):
    shares = places.assign(won=won).groupby("group")["won"].transform("mean")
    assert simple[GROUP].fitted == pytest.approx(shares.to_numpy())
    assert simple[BASE_RATE].fitted == pytest.approx(np.full(314, 77 / 314))


def test_a_held_out_forecast_does_not_see_its_own_fold(places, won, simple):
    folds = folds_of(places)
    changed = places.assign(won_round_1=np.where(folds == 3, ~places["won_round_1"], places["won_round_1"]))
    other = simple_award_forecasts(changed, folds)[GROUP_AND_DEPRIVATION]
    inside = folds == 3
    np.testing.assert_array_equal(other.held_out[inside], simple[GROUP_AND_DEPRIVATION].held_out[inside])
    assert not np.allclose(other.fitted[inside], simple[GROUP_AND_DEPRIVATION].fitted[inside])


def test_the_table_holds_the_scores_of_the_forecasts(scored, simple, won):
    row = scored.loc[(FITTED, GROUP_AND_DEPRIVATION)]
    chance = simple[GROUP_AND_DEPRIVATION].fitted
    assert row["brier"] == pytest.approx(brier_score(chance, won).mean())
    assert row["log"] == pytest.approx(log_score(chance, won).mean())
    assert row["auc"] == pytest.approx(area_under_curve(chance, won))
    assert row["brier_lower"] < row["brier"] < row["brier_upper"]


def test_what_was_not_seen_is_forecast_worse_than_what_was(scored):
    for name in (BASE_RATE, GROUP, GROUP_AND_DEPRIVATION):
        assert scored.loc[(HELD_OUT, name), "brier"] > scored.loc[(FITTED, name), "brier"]


def test_the_base_rate_orders_nothing_and_the_winners_order_all(scored):
    assert scored.loc[(FITTED, BASE_RATE), "auc"] == scored.loc[(HELD_OUT, BASE_RATE), "auc"] == 0.5
    best = scored.loc[(HELD_OUT, "the winners themselves")]
    assert (best["auc"], best["brier"], best["skill"]) == (1.0, 0.0, 1.0)
    assert best["brier_over_reference_lower"] > 0
    assert scored.loc[(FITTED, BASE_RATE), "auc_over_reference_upper"] < 0


def test_calibration_counts_every_district_once_each_way(places, won, simple):
    table = calibration_table(places, simple[GROUP].fitted)
    for _, rows in table.groupby("by"):
        assert rows["districts"].sum() == 314
        assert (rows["districts"] * rows["happened"]).sum() == pytest.approx(77)
    groups = table[table["by"] == "priority group"]
    assert groups["forecast"].tolist() == pytest.approx(groups["happened"].tolist())
    wrong = calibration_table(places, np.full(314, 0.9))
    assert (wrong["happened"] < wrong["lower"]).all()
