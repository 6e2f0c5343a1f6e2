"""The command line with parameters that a user sets: listed, recorded, said, and used again."""

import json

import fourcapitals as fc
import pandas as pd
import pytest
import typer
from fourcapitals.cli import app


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


SAID = "Changed parameter: job_displacement = 0.3, in all draws (instead of 0.33)"


def test_parameters_are_listed_with_all_that_is_known_within_80_columns(call):
    code, out, _ = call("parameters")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert all(f"{name} (" in out for name in fc.load_parameters().parameters)
    assert "nan" not in out.split()


def test_one_parameter_is_listed_as_json_and_as_csv(call):
    _, out, _ = call("parameters", "deadweight[human]", "job_displacement", "--json", "--out", "p.csv", "--quiet")
    first, second = json.loads(out)
    assert (first["name"], first["value"], first["unit"], first["letter"]) == ("deadweight[human]", 0.3, "1", "C")
    assert first["low"] < 0.3 < first["high"]
    assert second["possible"] == "0 to 1"
    assert pd.read_csv("p.csv")["name"].tolist() == ["deadweight[human]", "job_displacement"]


def test_parameters_that_are_none_are_refused_all_at_once(call):
    code, _, err = call("parameters", "job_displacment", "deadweight[humn]")
    assert code == 2
    assert err.splitlines() == [
        "no parameter 'job_displacment'; did you mean 'job_displacement'?",
        "deadweight[humn]: no capital 'humn'; did you mean 'human'?",
    ]


def test_a_run_with_a_changed_parameter_says_so_wherever_it_is_opened(call):
    usual = fc.simulate(["baseline", "announced_2021"])
    code, out, _ = call("run", "announced_2021", "--set", "job_displacement=0.3", "--out", "r.nc", "--quiet")
    assert code == 0
    assert SAID in out
    results = fc.open_results("r.nc")
    assert results.parameter_lines == (SAID,)
    assert results.levels("employment").to_numpy().max() != usual.levels("employment").to_numpy().max()
    assert usual.parameter_lines == ()
    assert SAID in call("compare", "r.nc", "--quiet")[1]
    assert SAID in call("missions", "r.nc")[1]
    assert results.input_arguments() == ["--parameters", "PARAMETERS.toml"]
    for name, drawn in (("p.png", ("plot", "r.nc")), ("m.png", ("map", "r.nc"))):
        assert call(*drawn, "--out", name, "--quiet")[0] == 0
        with open(name.replace("png", "txt"), encoding="utf-8") as file:
            again = file.read().split("To make it again:")[1]
        assert SAID in again
        assert "simulate" not in again


def test_json_names_the_changed_parameters_in_rows_and_tables_alike_and_says_nothing_of_the_packages(call):
    setting = ("--set", "job_displacement=0.3", "--json", "--quiet")
    rows = json.loads(call("run", "announced_2021", *setting, "--out", "r.nc")[1])
    rows += json.loads(call("compare", "r.nc", "--json", "--quiet")[1])
    rows += json.loads(call("scenarios", *setting[:-1])[1])
    assert {tuple(row["inputs"]) for row in rows} == {(SAID,)}
    assert json.loads(call("describe", "announced_2021", *setting[:-1])[1])["inputs"] == [SAID]
    assert not any("inputs" in row for row in json.loads(call("run", "announced_2021", "--json", "--quiet")[1]))


def test_where_a_changed_parameter_leads_to_what_cannot_be_it_is_named(call):
    setting = ("--set", "public_health_cost_per_qaly=1e-300")
    for command in (("run",), ("check",), ("flips",), ("run", "--draws", "2")):
        code, _, err = call(*command, "public_health_restored", *setting)
        assert code == 2
        assert "Changed parameter: public_health_cost_per_qaly = £1e-300 per QALY" in err.splitlines()[-1]
        assert "before changing the money, take this back" in err.splitlines()[-1]


@pytest.mark.thorough
def test_a_store_with_a_changed_parameter_is_verified_extended_and_resumed_with_it(call):
    options = ("--set", "job_displacement=0.3", "--draws", "64", "--out", "s", "--quiet")
    assert call("run", "announced_2021", *options)[0] == 0
    code, out, _ = call("verify", "s", "--quiet")
    assert (code, "equal bits" in out) == (0, True)
    assert call("extend", "s", "--draws", "100", "--quiet")[0] == 0
    assert call("resume", "s", "--quiet")[0] == 0
    changed = fc.data.changed_table(["job_displacement=0.3"])
    whole = fc.run_ensemble("announced_2021", draws=100, parameters=changed)
    assert fc.results.difference_of(fc.open_results("s"), whole).numbers == ()
    assert call("run", "announced_2021", "--draws", "64", "--out", "u", "--quiet")[0] == 0
    code, out, _ = call("diff", "s", "u")
    assert code == 1
    assert f"{SAID}: only in the first" in out


@pytest.mark.parametrize(
    "command",
    [
        ("run", "announced_2021"),
        ("priors",),
        ("detectable", "announced_2021"),
        ("flips", "announced_2021", "per_head"),
        ("scale", "announced_2021"),
        ("needed", "announced_2021"),
        ("breakeven", "announced_2021", "per_head", "job_displacement"),
        ("marginal",),
        ("check", "announced_2021"),
        ("parameters",),
        ("evidence", "announced_2021"),
        ("sensitivity", "announced_2021"),
        ("facts",),
        ("forecast",),
        ("places", "announced_2021"),
        ("dashboard",),
        ("audit", "announced_2021"),
        ("scenarios", "--show", "announced_2021"),
    ],
    ids=lambda words: words[0],
)
def test_every_command_that_runs_the_model_refuses_what_cannot_be_before_it_runs(call, command):
    code, out, err = call(*command, "--set", "job_displacment=0.3", "--set", "slow_health_speed=nan")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "--set 'job_displacment=0.3': no parameter 'job_displacment'; did you mean 'job_displacement'?",
        "--set 'slow_health_speed=nan': above 0, 1 at most expected (1 per year); got nan",
    ]


@pytest.mark.parametrize(
    "command",
    [
        ("run", "anounced_2021"),
        ("detectable", "anounced_2021"),
        ("flips", "anounced_2021", "per_head"),
        ("scale", "anounced_2021"),
        ("needed", "anounced_2021"),
        ("breakeven", "anounced_2021", "per_head", "job_displacement"),
        ("marginal", "anounced_2021"),
        ("sensitivity", "anounced_2021"),
        ("check", "anounced_2021"),
    ],
    ids=lambda words: words[0],
)
def test_faults_of_parameters_and_of_scenarios_are_told_together(call, command):
    code, out, err = call(*command, "--set", "slow_health_speed=nan", "--quiet")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "--set 'slow_health_speed=nan': above 0, 1 at most expected (1 per year); got nan",
        "no scenario 'anounced_2021'; did you mean 'announced_2021'?",
    ]


def test_an_answer_with_a_changed_parameter_is_another_and_says_so(call):
    usual = call("detectable", "announced_2021", "--quiet")[1]
    changed = call("detectable", "announced_2021", "--set", "healthy_years_per_employment=0", "--quiet")[1]
    assert "Changed parameter: healthy_years_per_employment = 0 years per share" in changed
    assert changed.replace(changed.splitlines()[-1], "") != usual


READ_ALONE = {
    *(
        "area",
        "compare",
        "missions",
        "plot",
        "map",
        "diff",
        "export",
        "outturn",
        "report",
        "value",
    ),  # results, with the parameters that they were made with
    *("resume", "extend", "verify"),  # stores, that record theirs
    *("new", "schema", "data"),  # files, of which nothing is run
    "hindcast",  # what the years of the test had not shown when the model starts
}


def test_every_command_takes_parameters_but_those_that_run_nothing():
    commands = typer.main.get_command(app).commands
    without = {
        name
        for name, each in commands.items()
        if not {"--set", "--parameters"} <= {part for one in each.params for part in one.opts}
    }
    assert without <= READ_ALONE


def test_every_command_that_takes_parameters_and_draws_can_draw_from_the_priors_alone():
    commands = typer.main.get_command(app).commands
    options = {name: {part for one in each.params for part in one.opts} for name, each in commands.items()}
    both = {name for name, each in options.items() if {"--set", "--draws"} <= each}
    # A hindcast knows nothing else.
    assert both - {name for name in both if "--prior" in options[name]} == {"hindcast"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("job_displacement = 0.3", "job_displacement: a parameter stands in a table of its own: [parameters.job_disp"),
        ("[parameters.job_displacement]", "parameters.job_displacement: changes nothing; give its value, its prior"),
    ],
)
def test_a_file_that_would_change_nothing_says_what_would(call, tmp_path, text, said):
    (tmp_path / "p.toml").write_text(text)
    code, out, err = call("run", "announced_2021", "--parameters", "p.toml")
    assert (code, out) == (2, "")
    assert err.startswith(f"p.toml: {said}")


def test_what_a_number_can_be_stays_whatever_it_was_set_to(call, tmp_path):
    (listed,) = json.loads(call("parameters", "job_displacement", "--set", "job_displacement=0.3", "--json")[1])
    assert (listed["value"], listed["possible"]) == (0.3, "0 to 1")
    (tmp_path / "p.toml").write_text("[parameters.job_displacement]\nvalue = 0.3\n")
    code, _, err = call("run", "announced_2021", "--parameters", "p.toml", "--set", "job_displacement=5")
    assert (code, "0 to 1 expected (no unit); got 5" in err) == (2, True)


def test_an_element_that_is_set_twice_is_named(call):
    _, _, err = call("run", "announced_2021", "--set", "deadweight[human]=0.1", "--set", "deadweight[human]=0.2")
    assert "deadweight[human] is set twice; set it once" in err


@pytest.mark.parametrize("option", [("--set", "job_displacement=0.3"), ("--parameters", "p.toml")])
def test_where_parameters_would_change_nothing_they_are_refused(call, option):
    assert call("run", "announced_2021", "--out", "r.nc", "--quiet")[0] == 0
    for command in ("places", "dashboard"):
        code, out, err = call(command, "r.nc", *option)
        assert (code, out) == (2, "")
        assert err.startswith(f"{option[0]}: results keep the parameters that they were made with")
    for rule in (("luf",), ("health_need",), ("health_need", "--against", "per_head")):
        code, out, err = call("audit", *rule, *option)
        assert (code, out) == (2, "")
        assert err.startswith(f"{option[0]}: a list or rule takes none")


def test_a_scenario_is_shown_and_audited_with_changed_parameters(call):
    said = "Changed parameter: price_growth_beyond_table = "
    usual, changed = (
        json.loads(call("scenarios", "--show", "announced_2021", *option, "--json")[1])
        for option in ((), ("--set", "price_growth_beyond_table=0.05"))
    )
    assert changed["funds"]["shared_prosperity_fund"] != usual["funds"]["shared_prosperity_fund"]
    out = call("scenarios", "--show", "announced_2021", "--set", "price_growth_beyond_table=0.05")[1]
    assert said in " ".join(out.replace("# ", "").split())
    assert said in " ".join(call("audit", "announced_2021", "--set", "price_growth_beyond_table=0.05")[1].split())


@pytest.mark.thorough
def test_a_picture_of_an_answer_names_the_parameters_that_were_changed_and_how_it_is_made_again(call):
    option = ("--set", "job_displacement=0.3")
    assert call("priors", "--draws", "2", *option, "--out", "p.png", "--quiet")[0] == 0
    assert call("sensitivity", "public_health_restored", "--year", "2030", *option, "--out", "s.png", "--quiet")[0] == 0
    for name, asked in (("p", "fourcapitals priors"), ("s", "fourcapitals sensitivity public_health_restored")):
        with open(f"{name}.txt", encoding="utf-8") as file:
            told = file.read()
        assert SAID in told
        assert asked in told
        assert f"--set job_displacement=0.3 --out {name}.png" in told
    assert "--year 2030" in told


ALONE = "Draws come from the priors alone: what history says of them is left out"


def test_what_draws_take_is_listed_beside_the_prior(call):
    _, out, _ = call("parameters", "council_effect_multiple", "area_health_noise", "--quiet")
    assert out.count("by the prior alone") == 2
    _, out, _ = call("parameters", "council_effect_multiple", "area_health_noise", "--prior", "--quiet")
    assert "by the prior alone" not in out
    assert ALONE in " ".join(out.split())
    (row,) = json.loads(call("parameters", "council_effect_multiple", "--json", "--quiet")[1])
    assert row["from_history"]
    assert row["high"] < row["prior_high"]


@pytest.mark.thorough
def test_draws_from_the_priors_alone_are_others_are_said_and_gone_on_with(call):
    for name, options in (("usual", ()), ("alone", ("--prior",))):
        asked = ("run", "council_services_restored", "--draws", "64", "--out", name, "--quiet", *options)
        code, out, _ = call(*asked)
        assert code == 0
        assert (ALONE in " ".join(out.split())) == bool(options)
    usual, alone = fc.open_results("usual"), fc.open_results("alone")
    assert alone.parameter_lines == (ALONE,)
    assert usual.parameter_lines == ()
    assert float(alone.differences("hle").max()) > float(usual.differences("hle").max())
    assert call("verify", "alone")[0] == 0
    assert call("extend", "alone", "--draws", "128", "--quiet")[0] == 0
    assert fc.open_results("alone").draws == 128


@pytest.mark.thorough
def test_money_beside_the_strategy_that_leads_to_what_cannot_be_is_refused(call):
    code, _, err = call("marginal", "--set", "public_health_cost_per_qaly=1e-300")
    assert code == 2
    assert "with the money that is asked about: healthy life expectancy at birth of" in err
    assert "Changed parameter: public_health_cost_per_qaly" in err.splitlines()[-1]
