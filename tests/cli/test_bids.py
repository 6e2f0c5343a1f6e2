"""The command about bids: tables true alone, all in JSON, pictures and CSV, results and scenarios, clear refusals."""

import json

import fourcapitals as fc
import pandas as pd
import pytest
from bids import contest


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A competition in which councils choose, beside its twin and after a cut: where its results lie, and they."""
    path = tmp_path_factory.mktemp("bids") / "contest.nc"
    results = fc.ensemble.run_with_twin(contest(), draws=16, workers=1)
    results.save(path)
    return path, results


def test_a_scenario_is_run_beside_its_twin_and_after_a_cut(runs):
    _, results = runs
    assert results.scenarios == ("contest_twin", "contest", "contest_after_cut")
    assert results.reference == "contest_twin"
    found = fc.results.companions(results, scenario="contest")
    assert found == ("contest_twin", "contest_after_cut", 2027)
    assert [fc.results.is_companion(results, scenario=name) for name in results.scenarios] == [True, False, True]


def test_piped_tables_are_no_wider_than_80_letters_and_say_each_unit_once(runs, call):
    _, out, _ = call("bids", str(runs[0]))
    lines = out.splitlines()
    assert max(len(line) for line in lines if line.startswith(tuple("┏┃┡│└"))) <= 80
    first = next(line for line in lines if line.startswith("│ Years until"))
    assert first.count("years") == 1


def test_titles_say_scenario_horizon_draws_and_letter(runs, call):
    path, results = runs
    code, out, err = call("bids", str(path))
    assert (code, err) == (0, "")
    told = " ".join(out.split())
    measures = fc.results.measures_of_bids(results, scenario="contest", twin="contest_twin").set_index("measure")
    never = measures.loc["never_won_share"]
    share = fc.formatting.plain(100 * never["value"], 2)
    off = fc.formatting.plain(100 * never["twin_value"], 2)
    assert f"‘A contest’, 2020 to 2035: {share}% of councils never win, {off}% with behaviour off; bids cost " in told
    assert told.count("what councils do rests on judgement, letter D)") == 3
    assert "Areas most and least likely to win an award by 2035 under ‘A contest’ (16 draws; " in told
    assert "A cut of council services to 2026 under" in told
    assert "of the capacity lost still missing in 2035 (medians of 16 draws; " in told


def test_json_holds_every_measure_and_every_area(runs, call):
    path, results = runs
    answer = json.loads(call("bids", str(path), "--json")[1])
    assert (answer["scenario"], answer["twin"], answer["draws"], answer["evidence"]) == (
        "contest",
        "contest_twin",
        16,
        "D",
    )
    assert len(answer["measures"]) == 7
    assert len(answer["areas"]) == 307
    assert [row["year"] for row in answer["capacity_trap"]] == list(range(2026, 2036))
    rows = {row["measure"]: row for row in answer["measures"]}
    bids, cost = (results.dataset[name].sel(scenario="contest") for name in ("bids_made", "bid_cost"))
    assert sum(row["bids"] for row in answer["areas"]) == pytest.approx(float(bids.mean("draw").sum()))
    assert rows["bid_cost"]["value"] == pytest.approx(float(cost.median()))
    assert rows["bid_cost"]["twin_value"] == 0


def test_pictures_and_the_table_of_all_areas_are_written(runs, call, tmp_path):
    path, _ = runs
    names = {name: str(tmp_path / f"{name}.{end}") for name, end in (("c", "svg"), ("m", "svg"), ("a", "csv"))}
    options = ("--chart", names["c"], "--map", names["m"], "--show", "money_per_head", "--out", names["a"])
    code, _, err = call("bids", str(path), *options)
    assert code == 0
    assert err.count("Wrote ") == 3
    assert len(pd.read_csv(names["a"], encoding="utf-8-sig")) == 307
    assert "money won by bids" in (tmp_path / "m.txt").read_text(encoding="utf-8")
    assert "--show money_per_head --map m.svg" in (tmp_path / "m.txt").read_text(encoding="utf-8")


def test_a_scenario_file_is_run_as_it_is_read(runs, call, tmp_path):
    _, results = runs
    file = tmp_path / "contest.toml"
    file.write_text(contest().text, encoding="utf-8")
    answer = json.loads(call("bids", str(file), "--draws", "16", "--json", "--quiet")[1])
    table = fc.results.bids_by_area(results, scenario="contest")
    assert [row["area"] for row in answer["areas"]] == table["area"].tolist()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("announced_2021",),
            "announced_2021: no fund of it is competed for, so that nobody bids",
        ),
        (("settlement",), "settlement: no fund of it is competed for, so that nobody bids"),
        (("nowhere",), "nowhere"),
        (("single_pot", "--show", "probability"), "--show: says what a map shows; add --map"),
        (("single_pot", "--scenario", "single_pot"), "--scenario: a scenario is run by itself"),
        (("single_pot", "--chart", "a.png", "--map", "a.png"), "a.png: --chart and --map would write the same file"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_run(call, arguments, said):
    code, out, err = call("bids", *arguments)
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())


def test_options_of_a_run_are_refused_for_results(runs, call):
    path, _ = runs
    code, _, err = call("bids", str(path), "--draws", "10")
    assert code == 2
    assert "--draws: results keep what they were made with" in err
    code, _, err = call("bids", str(path), "--scenario", "contst")
    assert code == 2
    assert "contest" in err
