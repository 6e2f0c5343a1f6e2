"""Allocation rules of the user's own on the command line: named by ``--rules`` alone, refused by name, recorded."""

import contextlib
import json
import subprocess
import sys

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.errors import BadInput
from fourcapitals.scenario.allocation import RULES
from fourcapitals.scenario.own_rules import rules_used, take_rules
from scenario_texts import WHOLE

RULE = """\
import numpy as np
import fourcapitals as fc

@fc.allocation_rule("by_jobs")
def by_jobs(baseline):
    return {gives}
"""
SCENARIO = WHOLE.replace('rule = "per_head"', 'rule = "by_jobs"')


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.toml").write_text(SCENARIO)
    (tmp_path / "rules.py").write_text(RULE.format(gives="baseline.arrays.jobs"))
    yield
    RULES.pop("by_jobs", None)


def test_a_rule_is_used_where_the_command_names_its_file(call, tmp_path):
    assert call("check", "s.toml")[0] == 2
    code, _, err = call("run", "s.toml", "--rules", "rules.py", "--out", "r.nc", "--quiet")
    assert (code, err) == (0, "")
    results = fc.open_results("r.nc")
    awards = results.awards().sum(["line", "year"]).to_numpy()
    jobs = fc.load_baseline().arrays.jobs
    assert awards / awards.sum() == pytest.approx(jobs / jobs.sum())
    (rule,) = json.loads(results.dataset.attrs["rules"]).items()
    assert rule[0] == "by_jobs"
    assert rule[1]["file"] == "rules.py"
    assert len(rule[1]["checksum"]) == 64


def test_a_scenario_file_names_no_code(call, tmp_path):
    (tmp_path / "s.toml").write_text('rules = "rules.py"\n' + SCENARIO)
    code, _, err = call("check", "s.toml")
    assert code == 2
    assert "no key 'rules'" in err
    assert "by_jobs" not in RULES


@pytest.mark.parametrize(
    ("gives", "fault"),
    [
        ("np.where(baseline.arrays.jobs > 0, np.nan, 1)", "the weight of Hartlepool (E06000001) is not a number"),
        ("np.full(307, np.inf)", "the weight of Hartlepool (E06000001) is not a number or not finite"),
        ("-baseline.arrays.jobs", "the weight of Hartlepool (E06000001) is negative"),
        ("np.full(307, 1e308)", "the weight of Hartlepool (E06000001) is beyond 1e+100"),
        ("np.ones(306)", "must give one weight for each of the 307 areas; it gave an array of shape (306,)"),
        ("1 / 0", "failed: ZeroDivisionError: division by zero"),
        ("exit(3)", "failed: SystemExit: 3"),
        ("np.random.default_rng().random(307)", "gives other weights when it is asked again"),
        ("np.zeros(307)", "gives nothing to any of the areas"),
    ],
)
def test_what_a_rule_cannot_give_is_refused_by_its_name(call, tmp_path, gives, fault):
    (tmp_path / "rules.py").write_text(RULE.format(gives=gives))
    code, out, err = call("check", "s.toml", "--rules", "rules.py")
    assert (code, out) == (2, "")
    assert "s: funds.f.allocation: allocation rule 'by_jobs'" in err
    assert fault in err


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("x = (", "rules.py: line 1: SyntaxError: '(' was never closed"),
        ("import fourcapitals\n\n1 / 0\n", "rules.py: line 3: ZeroDivisionError: division by zero"),
        ("raise SystemExit(0)", "rules.py: line 1: SystemExit: 0"),
        ("x = 1", "rules.py: registers no rule; mark a function with @fourcapitals.allocation_rule('its_name')"),
        (
            RULE.format(gives="baseline.arrays.jobs").replace("by_jobs", "per_head"),
            "rules.py: line 4: ValueError: allocation rule 'per_head' exists; choose another name",
        ),
    ],
)
def test_a_file_of_rules_that_cannot_be_taken_is_told_with_its_line(call, tmp_path, text, fault):
    (tmp_path / "rules.py").write_text(text)
    code, out, err = call("check", "s.toml", "--rules", "rules.py")
    assert (code, out, err.strip()) == (2, "", fault)


def hle_of(scenario="s.toml", **others):
    return fc.run_ensemble(scenario, draws=2, **others).dataset["place_hle"].to_numpy()


@pytest.mark.thorough
@pytest.mark.parametrize("kind", ["processes", "dask"])
def test_workers_in_other_processes_use_the_rules_of_the_command(kind):
    fc.scenario.load_rules("rules.py")
    with contextlib.ExitStack() as stack:
        executor = kind
        if kind == "dask":
            distributed = pytest.importorskip("distributed")
            cluster = distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None)
            executor = stack.enter_context(distributed.Client(stack.enter_context(cluster)))
        assert np.array_equal(hle_of(workers=1, executor=executor), hle_of(workers=1))


def test_another_process_takes_the_text_of_a_rule_and_no_other_rule_in_its_place(tmp_path):
    fc.scenario.load_rules("rules.py")
    sent = rules_used([fc.load_scenario("s.toml")])
    RULES.pop("by_jobs")
    take_rules(sent)
    assert RULES["by_jobs"](fc.load_baseline()) is fc.load_baseline().arrays.jobs
    (tmp_path / "other.py").write_text(RULE.format(gives="baseline.arrays.population"))
    fc.scenario.load_rules("other.py")
    take_rules(sent)
    assert RULES["by_jobs"](fc.load_baseline()) is fc.load_baseline().arrays.jobs


def test_a_rule_that_was_registered_in_python_alone_is_told_where_workers_lack_it():
    fc.allocation_rule("by_jobs")(lambda baseline: baseline.arrays.jobs)
    sent = rules_used([fc.load_scenario("s.toml")])
    RULES.pop("by_jobs")
    with pytest.raises(BadInput, match=r"'by_jobs' was registered in Python .*load_rules\(FILE\) or --rules FILE.py"):
        take_rules(sent)


def test_an_ensemble_is_of_the_rules_that_are_loaded_when_it_is_run(tmp_path):
    fc.scenario.load_rules("rules.py")
    by_jobs = hle_of(workers=1)
    (tmp_path / "rules.py").write_text(RULE.format(gives="baseline.arrays.population"))
    fc.scenario.load_rules("rules.py")
    (tmp_path / "heads.toml").write_text(WHOLE)
    assert np.array_equal(hle_of(workers=1), hle_of("heads.toml", workers=1))
    assert not np.array_equal(hle_of(workers=1), by_jobs)


def test_results_of_a_rule_are_drawn_without_it_and_name_the_file_that_their_verdict_needs(call):
    assert call("run", "s.toml", "announced_2021", "--rules", "rules.py", "--out", "r.nc", "--quiet")[0] == 0
    RULES.pop("by_jobs")
    code, out, err = call("plot", "r.nc", "--kind", "strategies", "--out", "r.png")
    assert (code, out) == (0, "")
    assert "the results: made with the rule 'by_jobs' of rules.py; add --rules rules.py: fourcapitals --rules" in err
    code, _, err = call("--rules", "rules.py", "plot", "r.nc", "--kind", "strategies", "--out", "r.png", "--overwrite")
    assert code == 0
    assert "by_jobs" not in err


@pytest.mark.parametrize("file", ["none.py", "s.toml", "."])
def test_only_a_file_of_python_is_run(call, file):
    code, out, err = call("check", "s.toml", "--rules", file)
    assert (code, out) == (2, "")
    assert err.startswith(f"{file}: ")


@pytest.mark.thorough
def test_a_store_goes_on_with_the_rules_that_it_was_made_with_alone(tmp_path):
    def command(*words):
        return subprocess.run(
            [sys.executable, "-m", "fourcapitals", *words], capture_output=True, text=True, check=False, cwd=tmp_path
        )

    fc.scenario.load_rules("rules.py")
    fc.run_ensemble("s.toml", draws=2, workers=1, out="store")
    RULES.pop("by_jobs")
    lacking = command("extend", "store", "--draws", "3", "-q")
    assert lacking.returncode == 2
    assert "made with the rule 'by_jobs' of rules.py; add --rules rules.py" in lacking.stderr
    (tmp_path / "rules.py").write_text(RULE.format(gives="baseline.arrays.population"))
    fc.scenario.load_rules("rules.py")
    with pytest.raises(BadInput, match=r"made with another rule 'by_jobs' \(rules.py, SHA-256 "):
        fc.ensemble.verify("store", workers=1)
