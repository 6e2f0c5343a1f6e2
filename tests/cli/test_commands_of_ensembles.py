"""The command line of ensembles and evidence: draws, stores that grow, and what a ranking rests on."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time

import fourcapitals as fc
import pytest
from attacks import rarely
from fourcapitals.results.chances import VERDICTS


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A store of 64 draws, made once and copied by those that change it."""
    from fourcapitals.ensemble.run import run_ensemble

    path = tmp_path_factory.mktemp("made") / "store"
    run_ensemble(["baseline", "announced_2021", "public_health_restored"], draws=64, seed=5, out=path)
    return path


@pytest.fixture
def store(made, tmp_path):
    shutil.copytree(made, tmp_path / "store")
    return "store"


def test_a_run_over_draws_compares_in_pairs_and_warns_of_few_draws(call, tmp_path):
    code, out, err = call("run", "announced_2021", "--draws", "64", "--seed", "5", "--out", "e.nc")
    assert code == 0
    assert "80% of draws" in out
    assert "64 draws" in err
    assert "not resolved" in err
    titled = "How often healthy life expectancy, England, in 2035 is better than under baseline: share of 64 draws"
    assert titled in " ".join(out.split())
    code, out, _ = call("compare", "e.nc", "--by", "region", "--json", "--quiet")
    rows = json.loads(out)
    assert len(rows) == 9
    assert {"low_80", "probability_better", "variance_removed", "standard_error"} <= set(rows[0])
    # Common random numbers take nearly all of the noise out of a difference.
    assert rows[0]["variance_removed"] > 0.9


def test_a_store_is_extended_verified_and_compared(call, store, made):
    assert call("extend", store, "--draws", "100", "--quiet")[0] == 0
    code, out, _ = call("verify", store, "--sample", "1", "--quiet")
    assert code == 0
    assert "blocks sound, 1 run again with equal bits" in out
    code, out, _ = call("diff", store, made)
    assert code == 1
    assert "draws" in out
    assert call("diff", made, made)[1].strip() == "equal"
    assert call("resume", store, "--quiet")[0] == 0


def test_a_store_is_never_overwritten_silently(call, store):
    code, _, err = call("run", "announced_2021", "--draws", "64", "--out", store)
    assert code == 2
    assert "exists" in err


def interrupted(*arguments, when):
    """Call the command line, press Ctrl-C when something is so, and give its exit code and what it said."""
    # A test run in the background hands on that interrupts are ignored.
    heard = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from fourcapitals.cli import main; main()"
    )
    command = [sys.executable, "-c", heard, *arguments]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            deadline = time.monotonic() + 120
            while not when() and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.02)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()
    return process.returncode, said


@pytest.mark.thorough
def test_ctrl_c_leaves_with_130_and_says_what_is_kept_and_how_to_go_on(call, tmp_path):
    third_block = tmp_path / "runs" / "place_hle" / "c.0.2.0.0"
    code, err = interrupted("run", "announced_2021", "--draws", "100000", "--out", "runs", when=third_block.exists)
    found = re.search(r"stopped; runs keeps (\d+) draws; go on: fourcapitals resume runs\n", err)
    assert code == 130
    assert "Traceback" not in err
    assert int(found[1]) >= 128
    assert call("verify", "runs", "--sample", "1", "--quiet")[0] == 0
    code, err = interrupted("resume", "runs", when=(tmp_path / "runs/place_hle/c.0.8.0.0").exists)
    assert (code, "go on: fourcapitals resume runs" in err) == (130, True)


def test_ctrl_c_where_nothing_is_stored_promises_nothing(call, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("fourcapitals.simulate", stop)
    monkeypatch.setattr("fourcapitals.run_ensemble", stop)
    for arguments in ([], ["--draws", "64"], ["--draws", "64", "--out", "none"], ["--draws", "64", "--out", "e.nc"]):
        assert call("run", "baseline", *arguments) == (130, "", "stopped\n")


def test_missions_have_probabilities_over_draws(call, store):
    code, out, _ = call("missions", store)
    assert code == 0
    assert "of 64 draws" in out
    rows = json.loads(call("missions", store, "--json")[1])
    up = [row for row in rows if row["mission"] == "M1"]
    # Stylised fact F20: the trend will not reach five more years.
    assert max(row["probability"] for row in up) == 0


@pytest.mark.thorough
@pytest.mark.parametrize("kind", ["projection", "strategies", "regions"])
def test_charts_of_ensembles_are_drawn(kind, call, store, tmp_path):
    assert call("plot", store, "--kind", kind, "--out", f"{kind}.png")[0] == 0
    assert (tmp_path / f"{kind}.png").stat().st_size > 10_000


def test_what_an_ensemble_does_not_keep_is_told_with_the_command_that_would_keep_it(call, store):
    asked = (
        ["compare", store, "--by", "upper_tier"],
        ["compare", store, "--by", "area", "--year", "2031"],
        ["plot", store, "--kind", "inequality", "--out", "x.png"],
        ["plot", store, "--area", "Hartlepool", "--out", "x.png"],
        ["area", "Hartlepool", "--results", store, "--out", "x.png"],
        ["map", store, "--show", "difference", "--reference", "announced_2021", "--out", "x.png"],
    )
    again = "fourcapitals run baseline announced_2021 public_health_restored"
    for arguments in asked:
        code, _, err = call(*arguments)
        assert code == 2, arguments
        assert f"{again} --draws 64 --seed 5 --keep areas --out FOLDER" in err


def test_a_store_of_counts_answers_for_areas_in_2035(call, store):
    code, out, _ = call("compare", store, "--by", "area", "--json")
    assert code == 0
    rows = {row["group"]: row for row in json.loads(out) if row["scenario"] == "announced_2021"}
    assert len(rows) == 307
    own = rows["E06000001"]
    assert own["low_80"] <= own["low_50"] <= own["difference"] <= own["high_50"] <= own["high_80"]
    assert own["low_95"] is None
    code, out, _ = call("area", "Hartlepool", "--results", store, "--json")
    assert code == 0
    told = {(row["scenario"], row["outcome"]): row for row in json.loads(out)["projections"]}
    assert told["announced_2021", "hle"]["difference_2035"] == pytest.approx(own["difference"])
    assert told["announced_2021", "hle"]["probability_better_2035"] == pytest.approx(own["probability_better"])
    assert told["baseline", "hle"]["level_2035"] == pytest.approx(own["reference_level"])
    assert "Better in 2035" in call("area", "Hartlepool", "--results", store)[1]


@pytest.mark.thorough
def test_money_of_areas_is_drawn_of_an_ensemble(call, store, tmp_path):
    assert call("plot", store, "--kind", "money", "--out", "money.png")[0] == 0
    assert "at central values" in (tmp_path / "money.txt").read_text(encoding="utf-8")
    assert call("map", store, "--show", "money_per_head", "--out", "map.png")[0] == 0


@pytest.fixture(scope="module")
def of_areas(tmp_path_factory):
    """A store that keeps every area."""
    path = tmp_path_factory.mktemp("areas") / "runs"
    fc.run_ensemble(["baseline", "announced_2021", "health_need"], draws=20, keep="areas", out=path)
    return path


@pytest.mark.parametrize("by", ["area", "luf_group", *rarely("upper_tier", "region", "england", "deprivation_fifth")])
def test_a_store_of_areas_is_compared_by_every_grouping(by, call, of_areas):
    code, out, _ = call("compare", of_areas, "--by", by, "--reference", "health_need", "--json", "--quiet")
    rows = json.loads(out)
    assert code == 0
    assert {row["scenario"] for row in rows} == {"baseline", "announced_2021"}
    assert all(row["low_95"] <= row["difference"] <= row["high_95"] for row in rows)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "asked",
    [
        ["plot", "--area", "Hartlepool"],
        ["plot", "--kind", "inequality"],
        ["plot", "--kind", "inequality", "--outcome", "gva_per_hour"],
        ["map", "--scenario", "announced_2021", "--show", "difference", "--reference", "health_need"],
        ["map", "--scenario", "announced_2021", "--show", "change", "--year", "2031", "--outcome", "employment"],
    ],
)
def test_a_store_of_areas_is_drawn_by_area(asked, call, of_areas, tmp_path):
    command, *options = asked
    assert call(command, of_areas, *options, "--out", "x.png")[0] == 0
    assert (tmp_path / "x.png").stat().st_size > 10_000


@pytest.mark.thorough
def test_a_page_on_an_area_is_drawn_of_a_store_of_areas(call, of_areas, tmp_path):
    code, out, _ = call("area", "Hartlepool", "--results", of_areas, "--reference", "health_need", "--out", "page.png")
    assert code == 0
    assert "difference from health_need" in out
    assert "bands hold 80% of draws" in (tmp_path / "page.txt").read_text(encoding="utf-8")


def test_no_store_is_told(call, tmp_path):
    (tmp_path / "folder").mkdir()
    for command in (["resume", "folder"], ["verify", "folder"], ["extend", "nowhere", "--draws", "64"]):
        code, _, err = call(*command)
        assert code == 2
        assert "Traceback" not in err


def test_a_scheduler_that_does_not_answer_is_told(call, monkeypatch):
    import distributed

    def silent(*_, **__):
        raise OSError("timed out")

    monkeypatch.setattr(distributed, "Client", silent)
    code, _, err = call("run", "baseline", "--draws", "64", "--dask", "tcp://127.0.0.1:1")
    assert code == 2
    assert "no Dask scheduler answers" in err


def test_the_priors_are_told_before_any_strategy(call):
    code, out, _ = call("priors", "--draws", "16", "--quiet")
    assert code == 0
    assert "Public health" in out
    assert "[B C A B D]" in out


@pytest.mark.thorough
def test_a_store_without_areas_says_that_it_holds_no_whole_life_of_them(call, store):
    said = "The whole life of effects is held of England and its regions alone"
    assert said in " ".join(call("compare", store, "--by", "area")[1].split())
    assert said not in call("compare", store, "--by", "area", "--outcome", "gva_per_hour")[1]
    assert said not in call("compare", store, "--by", "region")[1]


MEASURED = ["return", "return_whole_life", "return_whole_life_discounted", "median"]


@pytest.fixture
def two_uses(monkeypatch):
    """The next £10m on two uses alone, which takes a seventh of the time."""
    from functools import partial

    monkeypatch.setattr(fc.appraisal, "marginal", partial(fc.appraisal.marginal, uses=["nhs", "public_health"]))


@pytest.mark.thorough
@pytest.mark.usefixtures("two_uses")
def test_the_best_use_of_each_area_is_mapped_with_its_probabilities(call, tmp_path):
    asked = ["--draws", "1", "--seed", "3", "--map", "best.png", "--out", "all.csv"]
    code, out, err = call("marginal", *asked)
    assert code == 0
    assert "best use in most draws: " in out
    assert "in the best tenth of all in " in out
    assert "best.png" in err
    assert {entry.name for entry in tmp_path.iterdir()} == {"best.png", "best.csv", "best.txt", "all.csv"}
    heading = (tmp_path / "all.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    each = [f"{name}_years_per_gbp_m_2019_prices" for name in MEASURED]
    assert heading[:7] == ["use", "area", each[0], "rank", *each[1:]]
    assert heading[7].startswith("probability_best")
    said = (tmp_path / "best.txt").read_text(encoding="utf-8")
    assert said.endswith("fourcapitals marginal baseline --draws 1 --seed 3 --map best.png\n")
    code, _, err = call("marginal", "--map", "best.png")
    assert (code, "best.png: exists" in err) == (2, True)


@pytest.mark.usefixtures("two_uses")
def test_the_next_ten_million_is_json_alone_on_stdout_and_one_use_is_mapped(call, tmp_path):
    code, out, err = call("marginal", "announced_2021", "--use", "nhs", "--map", "nhs.svg", "--json", "--quiet")
    assert (code, err) == (0, "")
    made = json.loads(out)
    assert made["plan"] == "announced_2021"
    assert len(made["areas"]) == 307
    assert {row["use"] for row in made["returns"]} == {"nhs", "public_health"}
    assert "£10m more on the NHS does most in " in (tmp_path / "nhs.txt").read_text(encoding="utf-8")


@pytest.mark.usefixtures("few_numbers")
def test_a_ranking_says_what_would_flip_it(call):
    code, out, _ = call("flips", "announced_2021", "public_health_restored", "--draws", "8", "--quiet")
    assert code == 0
    assert "flips at" in out
    assert any(verdict in out for verdict in VERDICTS.values())


def test_what_it_would_take(call):
    assert "a year" in call("needed", "public_health_restored", "--draws", "16", "--quiet")[1]
    assert "100" in call("scale", "announced_2021", "--draws", "16", "--quiet")[1]
    even = ["breakeven", "public_health_restored", "realigned_to_nhs", "public_health_cost_per_qaly", "--quiet"]
    said = call(*even)[1]
    assert "By 2035: public_health_restored and realigned_to_nhs are even at " in said
    assert "Over the whole life: public_health_restored and realigned_to_nhs are even at " in said
    assert "Over the whole life (discounted): " in said
    assert "never" in call("detectable", "announced_2021", "--quiet")[1]
    code, _, err = call("breakeven", "announced_2021", "per_head", "public_helth_cost", "--quiet")
    assert code == 2
    assert "did you mean" in err
