"""What is taken away from the live page is what was shown."""

import asyncio
import re
import shlex
import tomllib
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import fourcapitals as fc
import pytest
from fourcapitals.report.live_page.server import Page
from live_page_client import START, TOP, Client, ask, faults, view


def test_the_file_that_is_taken_away_passes_check_and_gives_the_numbers_that_were_shown(
    client, exploration, tmp_path, call
):
    asked = {**START, "funds": {"four_capitals_fund": {"gbp_m": {"housing": 3000.0, "public_health": 1000.0}}}}
    file = ask(client, "take", {"what": "toml", "view": view(asked)})
    path = tmp_path / file["name"]
    path.write_text(file["text"], encoding="utf-8")
    assert call("check", path)[0] == 0
    before, after = (tomllib.loads(text) for text in (fc.load_scenario(START["start"]).text, file["text"]))
    changed = "; ".join(ask(client, "run", view(asked))["changed"])
    assert after["description"].startswith(f"Changed from balanced_health_need: {changed}. Before: The money of")
    was, fund = (each["funds"]["four_capitals_fund"] for each in (before, after))
    assert "Housing quality +£" in fund["uses_source"].partition(". Before: An equal quarter")[0]
    assert fund["source"].endswith(f"in all, in place of £15.6bn. Before: {was['source']}")
    assert (fund["grade"], fund["uses_grade"]) == ("J", "J")
    command = ask(client, "take", {"what": "command", "view": view(asked)})["text"].split()
    assert command[:5] == ["fourcapitals", "run", "baseline", "my_strategy.toml", "--draws"]
    ensemble = fc.run_ensemble(path, draws=4, workers=1)
    table = ask(client, "take", {"what": "map", "view": view(asked)})["text"].splitlines()
    median = ensemble.dataset["area_hle_difference_quantile"].sel(scenario="my_strategy", quantile=0.5, milestone=2035)
    assert [float(line.split(",")[-3]) for line in table[1:]] == median.to_numpy().tolist()


def test_a_picture_that_is_taken_says_what_it_is_of(client):
    asked = view({**START, "title": TOP}, other=START)
    for what in ("difference", "level", "map"):
        taken = ask(client, "take", {"what": f"{what}_picture", "view": asked})
        assert taken["name"] == f"{what}.svg"
        root = ElementTree.fromstring(taken["text"])
        words = " ".join(each.text or "" for each in root.findall("{*}text"))
        shown = ask(client, "run", asked)
        assert shown["counts" if what == "map" else "status"] in words
        assert "4 draws: exploring" in words
        assert ("no difference" in words) == (what == "map")
        classes = [each.get("class") for each in root.findall(".//{*}polygon")]
        assert classes == ([f"hex c{letter}" for letter in shown["map"]] if what == "map" else [])


def test_every_table_can_be_taken_and_what_is_none_is_refused(client):
    for what in ("level", "difference", "map", "missions"):
        text = ask(client, "take", {"what": what, "view": view()})["text"]
        assert text.count("\n") > 10
        row = dict(zip(*(line.split(",")[:3] for line in text.splitlines()[:2]), strict=True))
        assert row["scenario"] in ("balanced_health_need", "baseline")
        assert row.get("reference", "baseline") == "baseline"
        assert ("reference" in row) == (what in ("difference", "map"))


def test_long_and_hostile_texts_of_a_file_that_is_changed_stay_within_bounds(client, tmp_path, call):
    text = fc.load_scenario("balanced_health_need").text
    stated = re.sub(r'(?s)description = """.*?"""', lambda _: f"description = {TOP + 'x' * 1950!r}", text)
    edit = {"gbp_m": {"housing": 1.0, "culture": 2.0}, "first": 2024, "last": 2025, "rule": "per_head"}
    asked = {"start": "", "text": stated, "funds": {"four_capitals_fund": edit}}
    file = ask(client, "take", {"what": "toml", "view": view(asked)})
    made = fc.parse_scenario(file["text"], name="mine")
    assert TOP in made.description
    assert len(made.description) == 2000
    assert "shared the same for every resident" in made.funds["four_capitals_fund"].source
    assert "<script" not in ask(client, "form", {"which": "one", "asked": asked})["html"]


def test_a_title_alone_leaves_what_a_file_says_of_itself(client):
    stated = tomllib.loads(ask(client, "take", {"what": "toml", "view": view({**START, "title": "Ours"})})["text"])
    assert stated == {**tomllib.loads(fc.load_scenario(START["start"]).text), "title": "Ours"}
    assert "what: no 'passwd'" in faults(client, "take", {"what": "passwd", "view": view()})[0]
    assert "no second strategy" in faults(client, "take", {"what": "toml_other", "view": view()})[0]


def test_a_page_with_changed_inputs_says_so_and_its_command_gives_its_numbers(exploration, tmp_path, call, monkeypatch):
    monkeypatch.chdir(tmp_path)
    health = fc.load_baseline().areas[["hle_male_years"]].assign(hle_male_years=lambda table: table - 0.1)
    (tmp_path / "my own").mkdir()
    health.to_csv("my own/outcomes.csv", index_label="code")
    Path("p.toml").write_text("[parameters.job_displacement]\nvalue = 0.3\n")
    options = ["--set", "deadweight[human]=0.1", "--parameters", "p.toml", "--baseline", "my own"]
    served = []
    monkeypatch.setattr("fourcapitals.report.live_page.server.serve", lambda made, **_: served.append(made))
    assert call("dashboard", "--draws", "2", *options)[0] == 0
    page = Page(served[0], ports=[8123])
    with asyncio.Runner() as loop:
        client = Client(page, loop)
        opened = unescape(client.get(f"/?key={page.keys.key}").text)
        shown = ask(client, "take", {"what": "difference", "view": view()})["text"]
        command = shlex.split(ask(client, "take", {"what": "command", "view": view()})["text"])
    for said in (
        "Changed parameter: job_displacement = 0.3, in all draws (instead of 0.33)",
        "Changed parameter: deadweight[human] = 0.1, in all draws (instead of 0.3)",
        "Own figures: outcomes (hle_male_years, upper_tier_hle_male_years), published (value) of my own",
    ):
        assert f'<p class="note">{said}' in opened
    assert exploration.input_lines == []
    assert call(*command[1:], "--quiet")[0] == 0
    change = fc.open_results("runs.nc").dataset["place_hle_difference"]
    median = change.sel(scenario="balanced_health_need", place="E92000001", year=2035).median()
    assert float(shown.splitlines()[-1].split(",")[-3]) == pytest.approx(float(median), rel=1e-12)
