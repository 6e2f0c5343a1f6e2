"""The audit of bids as a whole: what it hands out, and what it says."""

import json
from pathlib import Path

import fourcapitals as fc
import numpy as np
import pandas as pd
import pytest
from fourcapitals.vocabulary import MODEL

DRAWS = 24
ON_FILE = Path(__file__).parents[2] / "experiments" / "second_round_of_the_levelling_up_fund.csv"


@pytest.fixture(scope="module")
def audit():
    return fc.evidence.audit_bids(draws=DRAWS)


@pytest.fixture(scope="module")
def second():
    return fc.evidence.forecast_second_round(draws=DRAWS)


def test_the_model_stands_beside_every_simple_forecast_fitted_and_held_out(audit):
    counts = audit.scores.groupby("forecast")["fit"].nunique()
    assert (counts == 2).all()
    assert {
        MODEL,
        "base rate",
        "priority group",
        "deprivation",
        "priority group and deprivation",
        "ukspf allocation per head",
    } <= set(counts.index)
    assert (audit.scores["auc_lower"] <= audit.scores["auc"]).all()


def test_the_words_hold_the_verdict_that_the_intervals_give(audit):
    row = audit.scores[(audit.scores["fit"] == "held out") & (audit.scores["forecast"] == MODEL)].iloc[0]
    said = " ".join(fc.evidence.bid_audit_lines(audit))
    clear = row["auc_over_reference_lower"] > 0 or row["auc_over_reference_upper"] < 0
    assert ("AUC no clear difference" in said) == (not clear)
    assert "221 bids, 76 awards" in said


def test_the_rows_hold_each_forecast_once_and_each_class(audit):
    assert len(fc.evidence.skill_rows(audit)) == audit.scores["forecast"].nunique()
    assert len(fc.evidence.calibration_rows(audit)) == len(audit.calibration)
    assert set(audit.to_dict()) == {"round", "england", "draws", "seed", "scores", "calibration", "fit", "places"}


def test_a_second_round_has_a_chance_for_every_district_of_the_list(second):
    listed = fc.load_baseline().tables["luf_priority"]
    assert second["lad20_code"].tolist() == listed["lad20_code"].tolist()
    assert second["lad20_code"].nunique() == 314
    for name in ("probability", "probability_no_second_award"):
        assert second[name].between(0, 1).all()
        # As many districts as awards, and a few more for the bids of counties.
        assert 60 < second[name].sum() < 140


def test_the_same_seed_forecasts_the_same_and_groups_stand_in_order(second):
    again = fc.evidence.forecast_second_round(draws=DRAWS)
    np.testing.assert_array_equal(second["probability"], again["probability"])
    means = second.groupby("group")["probability"].mean()
    assert means.is_monotonic_decreasing


def test_who_has_won_is_the_first_rounds_winners(second):
    assert int(second["won_round_1"].sum()) == 77
    won = second["won_round_1"]
    assert second.loc[won, "probability_no_second_award"].mean() < second.loc[won, "probability"].mean()


def test_the_words_of_a_second_round_count_its_districts(second):
    rows, lines = fc.evidence.second_round_rows(second), fc.evidence.second_round_lines(second)
    best = second.sort_values(["probability", "lad20_code"], ascending=[False, True]).iloc[0]
    assert rows[0][0] == best["name"]
    assert f"{second['probability'].sum():.0f}" in lines[-1]


def test_the_forecast_on_file_is_what_its_recipe_gives(second):
    on_file = pd.read_csv(ON_FILE, encoding="utf-8-sig")
    assert on_file["lad20_code"].tolist() == second["lad20_code"].tolist()
    for name in ("probability", "probability_no_second_award"):
        apart = second[name] - on_file[name]
        assert apart.abs().max() < 5 * 0.5 / np.sqrt(DRAWS)
        assert abs(apart.mean()) < 0.02


def test_an_audit_is_plain_json(audit):
    told = json.loads(json.dumps(audit.to_dict(), allow_nan=False))
    ratio = told["fit"][-1]
    assert (ratio["name"], ratio["before_mean"]) == ("bid_cost_over_award_worth", None)
    assert sum(row["won_round_1"] for row in told["places"]) == 77


@pytest.mark.parametrize("asked", [fc.evidence.audit_bids, fc.evidence.forecast_second_round])
def test_runs_that_cannot_be_made_are_refused_with_all_faults(asked):
    with pytest.raises(fc.BadInput) as error:
        asked(draws=0, seed=-1)
    assert error.value.faults == ("draws: 1 or more expected, got 0", "seed: 0 or more expected, got -1")
