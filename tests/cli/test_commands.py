"""The command line: what it prints, and where."""

import json
import os
import re
import subprocess
import sys

import pytest
from fourcapitals.cli import app

FOUR = ["baseline", "announced_2021", "balanced_health_need", "public_health_restored"]
SCENARIO = """
title = "t"
description = "d"
sources = ["s"]
"""


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_run_compares_four_scenarios_and_says_where_their_evidence_is_told(call, tmp_path):
    code, out, err = call("run", *FOUR, "--out", "results.nc")
    assert code == 0
    assert "63.35" in out
    assert "fourcapitals evidence NAME" in out
    assert "not a forecast" in err
    assert (tmp_path / "results.nc").stat().st_size > 0
    assert [entry.name for entry in tmp_path.iterdir()] == ["results.nc"]


def test_help_lists_what_makes_results_before_what_goes_on_with_them_and_what_asks_them(call):
    _, out, _ = call("--help")
    commands = re.findall(r"^\W (\w+) ", out, re.MULTILINE)
    places = [commands.index(name) for name in ("check", "run", "resume", "extend", "verify", "compare", "flips")]
    assert places == sorted(places)


def test_run_gives_json_alone_on_stdout(call):
    code, out, _ = call("run", "announced_2021", "--json")
    rows = json.loads(out)
    assert code == 0
    assert [row["scenario"] for row in rows] == ["baseline", "announced_2021"]
    assert rows[0]["hle_difference"] == 0
    assert rows[1]["new_money_gbp_m"] == pytest.approx(6856.2, abs=0.1)


def test_quiet_says_nothing_on_stderr(call):
    assert call("run", "baseline", "--quiet")[2] == ""


def test_plot_draws_a_chart_with_its_data_and_alt_text(call, results_file, tmp_path):
    code, _, err = call("plot", results_file, "--outcome", "hle", "--out", "hle.png")
    assert code == 0
    assert {"hle.png", "hle.csv", "hle.txt"} <= {entry.name for entry in tmp_path.iterdir()}
    assert "hle.png" in err


def test_area_shows_what_a_place_holds(call):
    code, out, _ = call("area", "Hartlepool")
    assert "2010/11 to 2017/18: -£278 per head (-22.2%)" in " ".join(out.split())
    assert code == 0
    for told in ("57.03", "28.96", "Town Deal", "Natural"):
        assert told in out


def test_area_gives_json(call):
    profile = json.loads(call("area", "E06000001", "--json")[1])
    assert profile["area"]["name"] == "Hartlepool"
    by_capital = {row["capital"] for row in profile["capitals"]}
    assert by_capital == {"physical", "human", "social", "natural"}


def test_scenarios_lists_every_bundled_one(call):
    rows = json.loads(call("scenarios", "--json")[1])
    assert set(FOUR) <= {row["name"] for row in rows}
    assert "announced_2021" in call("scenarios")[1]


def test_check_passes_good_files_and_tells_all_faults_of_all_others(call, tmp_path):
    (tmp_path / "good.toml").write_text(SCENARIO)
    (tmp_path / "bad.toml").write_text(SCENARIO + "colour = 1\nrunning_costs = 'nobody'\n")
    (tmp_path / "empty.toml").write_text("")
    code, out, err = call("check", "good.toml", "baseline")
    assert (code, err) == (0, "")
    assert "good: t: 0 funds, no fault" in out
    code, out, err = call("check", "good.toml", "bad.toml", "empty.toml")
    assert code == 2
    assert out == ""
    assert "bad.toml: no key 'colour'" in err
    assert "bad.toml: running_costs" in err
    assert "empty.toml: the file is empty" in err


@pytest.mark.thorough
@pytest.mark.parametrize("left", ["stdout", "stderr"])
def test_when_the_reader_leaves_as_head_does_what_is_to_be_written_is_written(left, tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, left: writing}
    command = [sys.executable, "-m", "fourcapitals", "audit", "luf", "--out", "luf.png"]
    done = subprocess.run(command, **streams, text=True, check=False)
    os.close(writing)
    said = done.stderr if left == "stdout" else done.stdout
    assert (done.returncode, "Traceback" in said, "Broken" in said) == (0, False, False)
    assert len(list(tmp_path.iterdir())) == 3


def test_the_module_is_the_command():
    help_of_module = subprocess.run(
        [sys.executable, "-m", "fourcapitals", "--help"], capture_output=True, text=True, check=True
    )
    assert "run" in help_of_module.stdout
    heavy = "import sys, fourcapitals.cli; print(sorted({'numpy', 'mesa', 'xarray', 'pandas'} & set(sys.modules)))"
    imported = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert imported.stdout.strip() == "[]"


def test_compare_gives_every_grouping_and_a_csv(call, results_file, tmp_path):
    for by, places in {"england": 1, "region": 9, "deprivation_fifth": 5, "upper_tier": 150, "area": 307}.items():
        code, out, _ = call("compare", results_file, "--by", by, "--json", "--quiet")
        assert code == 0
        assert len(json.loads(out)) == places
    assert call("compare", results_file, "--outcome", "gva_per_hour", "--csv", "c.csv")[0] == 0
    assert (
        (tmp_path / "c.csv")
        .read_text(encoding="utf-8-sig")
        .startswith("scenario,group,group_name,outcome,year,reference,level_gbp_2019_prices,")
    )
    assert "difference" in call("compare", results_file)[1].lower()


def test_a_column_of_a_comparison_has_one_unit_and_it_can_be_asked_for(call, results_file):
    shown = " ".join(call("compare", results_file, "--unit", "minutes", "--quiet")[1].split())
    assert "HLE 2035 difference, minutes" in shown
    assert "Healthy person-years 2021-35 per £1m" in shown
    code, out, err = call("compare", results_file, "--outcome", "gva_per_hour", "--unit", "days")
    assert (code, out) == (2, "")
    assert "no unit of differences in %: 'days'; choose from %" in err


def test_a_measure_that_adds_up_people_is_not_of_one_sex(call, results_file):
    code, _, err = call("compare", results_file, "--sex", "male", "--measure", "per_million")
    assert code == 2
    assert "leave --sex out" in err


def test_neighbours_in_a_ranking_carry_a_verdict_with_and_without_draws(call):
    shown = call("run", "public_health_restored", "nature_and_place", "--quiet")[1]
    assert "Order by healthy person-years, 2021 to 2035, per £1m" in shown
    told = ("holds with judged effects made equal", "rests on judged effects", "a tie within 2%")
    assert any(verdict in shown for verdict in told)
    assert "evidence-based" not in shown
    code, _, err = call("flips", "housing_quality", "nature_and_place", "--measure", "per_head")
    assert code == 2
    assert "ranks as total does" in err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--outcome", "hlee"], "did you mean 'hle'"),
        (["--by", "regoin"], "did you mean 'region'"),
        (["--reference", "basline"], "did you mean 'baseline'"),
        (["--year", "2050"], "no year 2050; these results hold 2019 to 2035"),
        (["--sex", "men"], "female, male"),
    ],
)
def test_bad_choices_of_a_comparison_are_told(options, told, call, results_file):
    code, out, err = call("compare", results_file, *options)
    assert (code, out) == (2, "")
    assert told in err


def test_missions_say_what_is_met_and_from_which_base(call, results_file):
    code, out, _ = call("missions", results_file)
    assert code == 0
    assert "M1" in out
    rows = json.loads(call("missions", results_file, "--json")[1])
    assert {row["scenario"] for row in rows} == {"baseline", "announced_2021"}


def test_the_audit_of_the_list_counts_from_the_list(call):
    code, out, _ = call("audit", "luf", "--json")
    listed = json.loads(out)
    assert code == 0
    agreement = listed["agreement"]
    assert listed["districts"] == 314
    assert agreement["both"] + agreement["first_only"] == listed["lowest"]
    assert "kappa" in call("audit", "luf")[1]


def test_any_rule_or_scenario_can_be_audited(call):
    for name in ("health_need", "announced_2021"):
        assert "Areas with poor health" in call("audit", name)[1]
    moved = json.loads(call("audit", "luf_index", "--against", "health_need", "--json")[1])
    assert 0 < moved["moved_share"] < 1
    code, _, err = call("audit", "lfu")
    assert code == 2
    assert "did you mean 'luf'" in err


def test_a_picture_of_an_audit_is_drawn_beside_its_table(call, tmp_path):
    code, out, err = call("audit", "luf", "--sex", "female", "--kind", "map", "--out", "luf.png", "--json")
    assert code == 0
    assert json.loads(out)["sex"] == "female"
    assert {"luf.png", "luf.csv", "luf.txt"} == {entry.name for entry in tmp_path.iterdir()}
    assert "luf.png" in err
    said = (tmp_path / "luf.txt").read_text(encoding="utf-8")
    assert said.endswith("fourcapitals audit luf --sex female --kind map --out luf.png\n")
    code, _, err = call("audit", "luf", "--out", "luf.png")
    assert (code, "luf.png: exists" in err, "luf.csv: exists" in err) == (2, True, True)
    code, out, err = call("audit", "announced_2021", "--out", "luf.png", "--overwrite", "--quiet")
    assert (code, err) == (0, "")
    assert "Areas with poor health" in out
    assert "Levelling up as announced in 2021" in (tmp_path / "luf.txt").read_text(encoding="utf-8")


def test_a_rule_that_needs_options_is_audited_as_the_scenario_of_its_name_or_told(call):
    assert "Areas with poor health" in call("audit", "as_awarded")[1]
    code, _, err = call("audit", "top_n")
    assert (code, err) == (
        2,
        "top_n: this rule needs n, which this command cannot give; audit a scenario that uses it\n",
    )


def test_a_scenario_file_can_be_shown_changed_and_run(call, tmp_path):
    text = call("scenarios", "--show", "public_health_restored")[1]
    (tmp_path / "mine.toml").write_text(text.replace("2022 = 1000.0", "2022 = 2000.0"), encoding="utf-8")
    rows = json.loads(call("run", "public_health_restored", "mine.toml", "--json", "--quiet")[1])
    effects = {row["scenario"]: row["healthy_person_years"] for row in rows}
    assert effects["mine"] > effects["public_health_restored"]


def test_the_schema_is_json_with_a_description_of_each_key(call):
    schema = json.loads(call("schema")[1])
    assert schema["properties"]["title"]["description"]


@pytest.mark.parametrize(
    "command", sorted(command.name or command.callback.__name__ for command in app.registered_commands)
)
def test_every_command_has_an_example_in_its_help(command, call):
    code, out, _ = call(command, "--help")
    assert code == 0
    assert f"fourcapitals {command}" in out


@pytest.mark.thorough
@pytest.mark.parametrize("kind", ["strategies", "regions", "inequality", "money"])
def test_every_kind_of_chart_is_drawn(kind, call, results_file, tmp_path):
    code, _, err = call("plot", results_file, "--kind", kind, "--out", f"{kind}.svg")
    assert (code, f"{kind}.svg" in err) == (0, True)
    assert {f"{kind}.svg", f"{kind}.csv", f"{kind}.txt"} <= {entry.name for entry in tmp_path.iterdir()}


@pytest.mark.thorough
def test_maps_show_results_the_base_year_and_indicators(call, results_file, tmp_path):
    for name, arguments in {
        "money": [results_file, "--show", "money_per_head"],
        "base": ["--outcome", "gva_per_hour"],
        "smoking": ["--indicator", "smoking_share"],
    }.items():
        assert call("map", *arguments, "--out", f"{name}.png")[0] == 0
        assert (tmp_path / f"{name}.png").stat().st_size > 10_000
    code, _, err = call("map", results_file, "--scenario", "anounced_2021", "--out", "x.png")
    assert code == 2
    assert "did you mean 'announced_2021'" in err


def test_an_area_has_a_page(call, results_file, tmp_path):
    code, out, _ = call("area", "Hartlepool", "--results", results_file, "--out", "page.pdf")
    assert code == 0
    assert "Projected to 2035" in out
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    code, _, err = call("area", "Hartlepool", "--out", "alone.png")
    assert code == 2
    assert "add --results" in err


def test_a_chart_of_regions_needs_a_scenario_beside_the_reference(call):
    call("run", "baseline", "--out", "alone.nc", "--quiet")
    code, _, err = call("plot", "alone.nc", "--kind", "regions", "--out", "r.png")
    assert code == 2
    assert "holds no scenario beside baseline" in err
