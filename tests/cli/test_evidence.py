"""The command evidence: letters of uses, what each use contributes, and the parameters behind a result."""

import json

import pytest


def test_all_uses_are_listed_with_their_letters_and_a_legend(call):
    code, out, _ = call("evidence")
    said = " ".join(out.split())
    assert code == 0
    assert "Household income" in said
    assert "D judgement; a minus: looked for and not found" in said


def test_one_use_is_told_in_sentences_with_sources(call):
    code, out, _ = call("evidence", "public_health")
    said = " ".join(out.split())
    assert code == 0
    assert "Health B: Two papers of one team" in said
    assert "BMJ Open 11:e046417" in said
    assert "Green space" not in said


@pytest.mark.usefixtures("few_numbers")
def test_a_strategy_is_told_by_use_and_by_parameter(call, tmp_path):
    file, picture = tmp_path / "behind.csv", tmp_path / "uses.png"
    code, out, err = call(
        "evidence", "public_health_restored", "--pairs", "8", "--csv", str(file), "--out", str(picture)
    )
    said = " ".join(out.split())
    assert code == 0
    assert "public_health_cost_per_qaly" in said
    assert "Of the uncertainty of the change in England's healthy life expectancy by 2035: contested or single" in said
    assert "These shares are NOT settled" in said
    assert "These shares are NOT settled" in " ".join(picture.with_suffix(".txt").read_text(encoding="utf-8").split())
    assert "not whether its middle is right" in said
    assert picture.stat().st_size > 10_000
    assert "If every number that is judgement (D) stood at the end of its prior that hurts" in said
    assert "Wrote" in err
    assert file.read_text(encoding="utf-8").count("public_health_cost_per_qaly") >= 1


@pytest.mark.usefixtures("few_numbers")
def test_a_strategy_as_json_holds_letters_sources_and_leverage(call):
    code, out, _ = call("evidence", "public_health_restored", "--pairs", "8", "--json", "--quiet")
    told = json.loads(out)
    assert code == 0
    assert {"letter", "source", "leverage", "value", "low", "high"} <= set(told["parameters"][0])
    assert told["contributions"][0]["use"] == "public_health"
    assert told["effect_at_worst_by_letter"]["D"] < told["effect"]
    assert told["variance_by_letter"]["shares"]["public_health_restored"]["hle_years"]["B"][0] > 0.5
    assert "8 pairs of points" in told["variance_by_letter_told"]
    assert "NOT settled" in told["variance_by_letter_told"]
    assert {row["respect"] for row in told["letters"]} >= {"cost", "timing"}


def test_options_that_would_change_nothing_are_refused(call):
    code, out, err = call("evidence", "housing", "--outcome", "gva_percent")
    assert (code, out) == (2, "")
    assert "--outcome: is asked of a strategy; name one" in err


def test_a_name_that_is_neither_strategy_nor_use_is_refused(call):
    code, out, err = call("evidence", "housng_quality")
    assert (code, out) == (2, "")
    assert "housing_quality" in err
