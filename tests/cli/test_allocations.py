"""The command that allocates a budget: what it writes, and what it says of options that cannot be taken."""

import json

import pytest

SMALL = ["--area", "Hartlepool", "--use", "housing", "--use", "public_health", "--years", "2030", "--budget", "3"]


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_plan_is_written_as_a_scenario_that_check_passes(call, tmp_path):
    asked = ["optimise", *SMALL, "--most", "housing=0.5", "--out", "mine.toml"]
    code, out, err = call(*asked)
    assert code == 0
    said = " ".join(out.split())
    for expected in ("£3m in 2030", "at most 50% on housing", "a gap of", "Flips below", "judged"):
        assert expected in said, expected
    assert "fourcapitals run baseline mine.toml" in err
    assert {entry.name for entry in tmp_path.iterdir()} == {"mine.toml", "mine.csv"}
    assert "Made by: fourcapitals optimise" in (tmp_path / "mine.toml").read_text(encoding="utf-8")
    code, out, _ = call("check", "mine.toml")
    assert (code, "no fault" in out) == (0, True)
    code, out, err = call(*asked)
    assert (code, out) == (2, "")
    assert "mine.toml" in err


def test_json_holds_the_answer_and_no_number_that_is_none(call):
    code, out, _ = call("optimise", *SMALL, "--outcome", "hle_years", "--json", "--quiet")
    found = json.loads(out, parse_constant=pytest.fail)
    assert code == 0
    assert found["outcome"] == {"hle_years": 1.0}
    assert sum(row["share"] for row in found["uses"]) == pytest.approx(1)
    assert found["areas"][0]["area_name"] == "Hartlepool"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--years", "2031-2022"], "2022 comes before 2031"),
        (["--years", "soon"], "FIRST-LAST expected"),
        (["--budget", "nan"], "an amount above 0 expected"),
        (["--budget", "-1"], "an amount above 0 expected"),
        (["--budget", "0"], "an amount above 0 expected"),
        (["--budget", "1e12"], "a head in a year"),
        (["--most", "hns=0.5"], "did you mean 'nhs'"),
        (["--most", "nhs"], "USE=SHARE"),
        (["--most", "nhs=0.1", "--most", "nhs=0.2"], "given twice"),
        (["--most-each", "0.05"], "they sum to 70% of the money"),
        (["--most-letter", "E=0.1"], "no letter 'E'"),
        (["--outcome", "hle_year"], "did you mean 'hle_years'"),
        (["--use", "hns"], "did you mean 'nhs'"),
        (["--area", "Hartlepol"], "Hartlepool"),
        (["--least-per-head", "100"], "at most £17.8 a head can be kept"),
        (["--most-per-head", "1"], "less than the £1bn of 2022"),
        (["--worst", "0.1"], "add --draws"),
        (["--year-gbp-m", "2025=5", "--budget", "3"], "leave it out"),
        (["--year-gbp-m", "2050=5"], "a year from 2020 to 2035 expected"),
        (["--no-area-worse-than", "basline"], "did you mean 'baseline'"),
        (["--within", "0"], "--within: a share above 0"),
        (["--out", "plan.csv"], "ends in .toml"),
        (["--out", "baseline.toml"], "is the name of a bundled scenario"),
    ],
)
def test_what_cannot_be_taken_is_told_before_anything_is_run(given, said, call, tmp_path):
    code, out, err = call("optimise", *given)
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())
    assert "Traceback" not in err
    assert not list(tmp_path.iterdir())


def test_all_faults_of_options_are_told_at_once(call):
    code, _, err = call("optimise", "--most", "nhs", "--years", "x", "--set", "nothing=1", "--outcome", "hle_years=a")
    assert code == 2
    assert len(err.strip().splitlines()) == 4


def test_the_frontier_is_printed_written_and_drawn(call, tmp_path):
    small = [
        "--area",
        "Hartlepool",
        "--area",
        "Surrey",
        "--use",
        "housing",
        "--use",
        "public_health",
        "--years",
        "2030",
    ]
    asked = ["per_head", *small, "--budget", "20", "--points", "3", "--csv", "all.csv", "--out", "f.png"]
    code, out, err = call("frontier", *asked)
    assert code == 0
    assert "Plan 1" in out
    assert "no caps on uses" in " ".join(out.split())
    assert {entry.name for entry in tmp_path.iterdir()} == {"all.csv", "f.csv", "f.png", "f.txt"}
    assert "all.csv" in err
    code, out, err = call("frontier", *asked)
    assert (code, out) == (2, "")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--outcome", "gap_narrowing_years"], "is the other axis"),
        (["per_hed"], "did you mean 'per_head'"),
        (["--points", "1"], "a whole number from 3 to 50 expected"),
        (["--budget", "0"], "an amount above 0 expected"),
        (["--out", "f.gif"], "a figure is written as .png, .svg or .pdf"),
    ],
)
def test_what_a_frontier_cannot_be_of_is_told_before_anything_is_run(given, said, call):
    code, out, err = call("frontier", *given)
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())
