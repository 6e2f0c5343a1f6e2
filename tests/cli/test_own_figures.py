"""The command line on figures of a user's own: recorded, said, asked for again by name, and others refused."""

import json
import shutil

import fourcapitals as fc
import pandas as pd
import pytest


@pytest.fixture(autouse=True)
def _in_a_folder_with_own_figures(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own_figures(tmp_path / "revised", 58.0)


def own_figures(folder, years):
    folder.mkdir()
    pd.DataFrame({"code": ["E06000001"], "hle_male_years": [years], "le_male_years": [75.0]}).to_csv(
        folder / "outcomes.csv", index=False
    )
    return folder


SAID = "Own figures: outcomes (hle_male_years, upper_tier_hle_male_years, le_male_years), published (value) of revised"
COMMANDS = [
    ("run", "announced_2021"),
    ("check", "announced_2021"),
    ("priors",),
    ("evidence", "announced_2021"),
    ("sensitivity", "announced_2021"),
    ("detectable", "announced_2021"),
    ("flips", "announced_2021", "per_head"),
    ("scale", "announced_2021"),
    ("needed", "announced_2021"),
    ("breakeven", "announced_2021", "per_head", "job_displacement"),
    ("marginal",),
    ("forecast",),
    ("hindcast",),
    ("facts",),
    ("places", "announced_2021"),
    ("area", "Hartlepool"),
    ("audit", "health_need"),
    ("map", "--out", "m.png"),
    ("resume", "s"),
    ("extend", "s", "--draws", "128"),
    ("verify", "s"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_every_command_that_runs_the_model_refuses_figures_that_cannot_be(call, command, tmp_path):
    own_figures(tmp_path / "wrong", 580.0)
    code, out, err = call(*command, "--baseline", "wrong", "--quiet")
    assert (code, out) == (2, "")
    assert err.startswith("wrong: outcomes: hle_male_years: 580 in E06000001; expected a number from 30 to 90")


def test_faults_of_figures_parameters_and_scenarios_are_told_together(call):
    code, _, err = call("flips", "anounced_2021", "--set", "slow_health_speed=nan", "--baseline", "none", "--quiet")
    assert code == 2
    assert err.splitlines() == [
        "--set 'slow_health_speed=nan': above 0, 1 at most expected (1 per year); got nan",
        "none: no such folder; give a folder of tables as CSV (fourcapitals data schema lists them)",
        "no scenario 'anounced_2021'; did you mean 'announced_2021'?",
    ]


def test_a_run_on_own_figures_says_so_wherever_it_is_opened(call):
    options = ("--baseline", "revised", "--out", "r.nc", "--quiet")
    code, out, _ = call("run", "announced_2021", "per_head", *options)
    assert code == 0
    assert SAID in out
    assert "could not be worked out" not in out
    results = fc.open_results("r.nc")
    assert results.own_figures["folder"] == "revised"
    assert results.own_figures["checksum"] == results.dataset.attrs["data_checksum"]
    assert results.base_levels("hle")[0] != fc.load_baseline().arrays.hle.mean(axis=0)[0]
    without = call("compare", "r.nc", "--quiet")[1]
    assert SAID in without
    assert "give them again: --baseline revised" in without
    beside = call("compare", "r.nc", "--baseline", "revised", "--quiet")[1]
    assert "Order by" in beside
    assert SAID in call("missions", "r.nc")[1]
    assert call("plot", "r.nc", "--out", "p.png", "--quiet")[0] == 0
    with open("p.txt", encoding="utf-8") as words:
        assert SAID in words.read()


def test_results_on_own_figures_are_read_with_the_same_alone(call, tmp_path):
    assert call("run", "announced_2021", "--baseline", "revised", "--out", "r.nc", "--quiet")[0] == 0
    assert call("run", "announced_2021", "--out", "u.nc", "--quiet")[0] == 0
    own_figures(tmp_path / "newer", 58.1)
    code, _, err = call("area", "Hartlepool", "--results", "r.nc")
    assert (code, "give them again: --baseline revised" in err) == (2, True)
    code, _, err = call("area", "Hartlepool", "--results", "r.nc", "--baseline", "newer")
    assert (code, "newer holds others" in err) == (2, True)
    code, _, err = call("area", "Hartlepool", "--results", "u.nc", "--baseline", "revised")
    assert (code, "made on the package's figures" in err) == (2, True)
    code, out, _ = call("area", "Hartlepool", "--results", "r.nc", "--baseline", "revised", "--json")
    assert code == 0
    shown = {row["outcome"]: row["value"] for row in json.loads(out)["outcomes"]}
    assert 58.0 in shown.values()


@pytest.mark.parametrize(
    "command", [("detectable", "announced_2021"), ("audit", "health_need"), ("area", "Hartlepool")]
)
def test_an_answer_on_own_figures_says_so(call, command):
    assert SAID in " ".join(call(*command, "--baseline", "revised", "--quiet")[1].split())
    assert SAID not in " ".join(call(*command, "--quiet")[1].split())


def test_a_map_of_own_figures_says_so(call):
    assert call("map", "--outcome", "le", "--baseline", "revised", "--out", "m.png", "--quiet")[0] == 0
    with open("m.txt", encoding="utf-8") as words:
        assert SAID in words.read()


@pytest.mark.thorough
def test_a_store_on_own_figures_asks_for_them_by_name_and_takes_no_others(call, tmp_path):
    options = ("--draws", "3", "--out", "s", "--quiet")
    assert call("run", "baseline", "--baseline", "revised", *options)[0] == 0
    assert SAID in fc.open_results("s").input_lines[0]
    own_figures(tmp_path / "newer", 58.1)
    for command in (("resume", "s"), ("extend", "s", "--draws", "64"), ("verify", "s")):
        code, _, err = call(*command, "--quiet")
        assert (code, "give them again: --baseline revised" in err) == (2, True), command
        code, _, err = call(*command, "--baseline", "newer", "--quiet")
        assert (code, "newer holds others" in err) == (2, True), command
    shutil.move("revised", "moved")
    code, out, err = call("verify", "s", "--baseline", "moved", "--quiet")
    assert (code, "equal bits" in out) == (0, True), err


@pytest.mark.thorough
def test_a_store_on_own_figures_is_extended_as_one_that_was_made_at_once(call):
    assert call("run", "announced_2021", "--baseline", "revised", "--draws", "64", "--out", "s", "--quiet")[0] == 0
    assert call("extend", "s", "--draws", "100", "--baseline", "revised", "--quiet")[0] == 0
    own = fc.data.read_baseline("revised").baseline
    whole = fc.run_ensemble("announced_2021", draws=100, baseline=own)
    assert fc.results.difference_of(fc.open_results("s"), whole).numbers == ()
    code, out, _ = call("verify", "s", "--baseline", "revised", "--quiet")
    assert (code, "equal bits" in out) == (0, True)


@pytest.mark.thorough
def test_a_store_on_the_packages_figures_takes_no_others(call):
    assert call("run", "baseline", "--draws", "1", "--out", "s", "--quiet")[0] == 0
    code, _, err = call("verify", "s", "--baseline", "revised")
    assert code == 2
    assert "made on the package's figures" in err


def test_a_check_of_own_figures_says_what_they_change(call):
    code, out, _ = call("data", "check", "revised", "--json")
    rows = {row["column"]: row for row in json.loads(out)}
    assert code == 0
    assert rows["le_male_years"]["cells"] == 1
    assert rows["le_male_years"]["mean"] < rows["le_male_years"]["mean_published"]
    assert SAID in call("data", "check", "revised")[1]
