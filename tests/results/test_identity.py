"""Scenarios are told apart: equal titles by their files, and one's own from the bundled one of the same name."""

import json

import fourcapitals as fc
import pytest
from fourcapitals.scenario.files import parse_scenario
from scenario_texts import WHOLE

LABELS = ["Continue as now", "T (first)", "T (second)"]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    for name in ("first", "second"):
        (folder / f"{name}.toml").write_text(WHOLE, encoding="utf-8")
    return [str(folder / "first.toml"), str(folder / "second.toml")]


def test_equal_titles_are_told_apart_in_a_run_its_file_and_its_headline(files, tmp_path):
    results = fc.simulate(["baseline", *files])
    assert list(results.titles.values()) == LABELS
    assert results.dataset["title"].to_numpy().tolist() == LABELS
    assert fc.results.headline(results)["title"].tolist() == LABELS
    results.save(tmp_path / "r.nc")
    opened = fc.open_results(tmp_path / "r.nc")
    assert list(opened.titles.values()) == LABELS
    assert opened.others_names == frozenset()


def test_equal_titles_are_told_apart_in_a_store(files, tmp_path):
    fc.run_ensemble(["baseline", *files], draws=2, out=tmp_path / "store")
    opened = fc.open_results(tmp_path / "store")
    assert list(opened.titles.values()) == LABELS
    assert opened.dataset["title"].to_numpy().tolist() == LABELS


def test_the_table_and_the_chart_tell_equal_titles_apart(files, call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, _ = call("run", *files, "--out", "r.nc")
    assert code == 0
    assert all(label in out for label in LABELS)
    rows = json.loads(call("run", *files, "--json", "--quiet")[1])
    assert [row["title"] for row in rows] == LABELS
    assert call("plot", "r.nc", "--out", "r.png")[0] == 0


def test_check_warns_of_equal_titles_and_of_those_of_bundled_scenarios(files, call, tmp_path):
    code, out, err = call("check", *files)
    assert (code, out.count("no fault")) == (0, 2)
    assert err == "first, second: have the same title, 'T'; results tell them apart by name; give each its own\n"
    copy = tmp_path / "copy.toml"
    copy.write_text(fc.load_scenario("announced_2021").text, encoding="utf-8")
    assert "announced_2021, copy: have the same title" in call("check", copy)[2]
    assert call("check", *files, "--quiet")[2] == ""
    assert call("check", "baseline", "announced_2021")[2] == ""


def test_a_scenario_of_ones_own_is_never_silently_the_bundled_reference(call, tmp_path):
    own = parse_scenario(WHOLE.replace('title = "T"', 'title = "Two towns"'), name="baseline")
    results = fc.simulate([own, "announced_2021"])
    assert results.others_names == {"baseline"}
    assert results.titles["baseline"] == "Two towns (not the bundled baseline)"
    assert results.called("baseline") == "baseline (not the bundled one)"
    assert results.called("announced_2021") == "announced_2021"
    results.save(tmp_path / "own.nc")
    for arguments in (["compare"], ["area", "Hartlepool", "--results"]):
        assert "ifference from baseline (not the bundled one)" in call(*arguments, tmp_path / "own.nc")[1]
    chart = fc.plots.projection(results, outcome="hle")
    assert "not the bundled baseline" in chart.alt_text.split(". ")[0]


def test_a_new_file_is_made_under_its_own_title_and_never_over_another(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = ["new", "mine", "--from", "announced_2021", "--title", "Mine"]
    code, out, err = call(*asked)
    assert (code, out) == (0, "")
    assert err == "Wrote mine.toml\nChange it, then check it: fourcapitals check mine.toml\n"
    assert "mine: Mine: 4 funds" in call("check", "mine.toml")[1]
    before = (tmp_path / "mine.toml").read_bytes()
    code, _, err = call("new", "mine.toml", "--from", "baseline", "--title", "Other")
    assert (code, "mine.toml: exists" in err) == (2, True)
    assert (tmp_path / "mine.toml").read_bytes() == before
    assert call(*asked[:-1], "Other", "--overwrite", "--quiet") == (0, "", "")
    for title in ("Mine", "continue as now"):
        code, _, err = call("new", "again", "--from", "mine.toml", "--title", "Levelling up  as announced in 2021")
        assert (code, "could not be told from the copy" in err) == (2, True), title
    assert call("new", "baseline", "--from", "mine.toml", "--title", "X")[0] == 2
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.toml"]
