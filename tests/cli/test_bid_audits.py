"""The command that audits bids."""

import json

import fourcapitals as fc
import pandas as pd
import pytest


def test_the_skill_at_the_first_round_is_printed_drawn_and_written(call, tmp_path):
    file, picture = tmp_path / "scores.csv", tmp_path / "bids.png"
    code, out, err = call("audit", "bids", "--draws", "8", "--csv", str(file), "--out", str(picture))
    said = " ".join(out.split())
    assert code == 0
    assert "priority group and deprivation" in said
    assert "both held out, more is better" in said
    assert "8 runs" in said
    who_won = "which districts of England won in the first round of the Levelling Up Fund, October 2021"
    assert f"Forecasts of {who_won}: scores" in said
    assert f"The model's held-out forecast of {who_won}, against what happened" in said
    assert picture.stat().st_size > 10_000
    assert "fourcapitals audit bids --draws 8 --seed 0 --out" in picture.with_suffix(".txt").read_text(encoding="utf-8")
    assert set(pd.read_csv(file)["fit"]) == {"held out", "fitted to it"}
    assert "Wrote" in err


def test_a_second_round_is_given_for_every_district(call, tmp_path):
    file = tmp_path / "second.csv"
    code, out, _ = call("audit", "bids", "--round", "2", "--draws", "8", "--json", "--csv", str(file), "--quiet")
    rows = json.loads(out)
    assert code == 0
    assert len(rows) == len(pd.read_csv(file)) == 314
    assert {"lad20_code", "name", "lad21_code", "probability", "probability_no_second_award"} <= set(rows[0])
    assert all(0 <= row["probability"] <= 1 for row in rows)
    code, out, _ = call("audit", "bids", "--round", "2", "--draws", "2", "--quiet")
    assert code == 0
    said = " ".join(out.split())
    assert "--json and --csv give all 314" in said
    assert "second round of the Levelling Up Fund, January 2023, by the model: share of 2 draws" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["audit", "bids", "--round", "3"], "--round: 1 or 2 expected, got 3"),
        (["audit", "bids", "--round", "2", "--out", "a.png"], "write its chances with --csv"),
        (["audit", "bids", "--sex", "male", "--kind", "map"], "--sex, --kind: bids are held against winners"),
        (["audit", "luf", "--round", "2"], "--round: is asked of bids"),
        (["audit", "health_need", "--draws", "5", "--csv", "a.csv"], "--draws, --csv: is asked of bids"),
        (["audit", "bids", "--csv", "a.png"], "a table is written as CSV"),
    ],
)
def test_what_bids_do_not_take_or_alone_take_is_refused(call, arguments, said):
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())


def test_a_scenario_with_a_competition_is_audited_over_draws(call):
    code, out, err = call("audit", "competition", "--draws", "4", "--seed", "3", "--json", "--quiet")
    assert code == 0, err
    audited = json.loads(out)
    assert (audited["draws"], audited["seed"]) == (4, 3)
    results = fc.run_ensemble(["baseline", "competition"], draws=4, seed=3)
    shares = results.dataset["money_won"].sel(scenario="competition").mean("draw").to_numpy()
    again = fc.results.audit_rule(shares / shares.sum(), name="competition", baseline=fc.load_baseline())
    assert audited["share_of_lowest"] == pytest.approx(again.share_of_lowest)
    assert (
        "Money that bids win: the mean of 4 draws, seed 3."
        in call("audit", "competition", "--draws", "4", "--seed", "3")[1]
    )
