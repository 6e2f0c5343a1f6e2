"""The share of uncertainty by letter: where it must lie, the same however work is shared, kept with the ensemble."""

import json

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals import ensemble as e
from fourcapitals.data.known_shares import load_known_shares
from fourcapitals.data.parameters import load_parameters
from fourcapitals.ensemble.recipe import Recipe
from fourcapitals.ensemble.run import recipe_of
from fourcapitals.ensemble.variance_by_letter import (
    RESULTS,
    known_of_recipe,
    points_for,
    run_exchanges,
    shares_of,
    variance_by_letter,
)
from fourcapitals.ensemble.workers import WorkerPool
from fourcapitals.results.evidence_shares import read_shares
from fourcapitals.results.manifest import VARIANCE, read_manifest
from fourcapitals.scenario.files import parse_scenario
from fourcapitals.vocabulary import LETTERS

NAMES = ("baseline", "public_health_restored")


def recipe(table=None):
    texts = tuple((name, fc.load_scenario(name).text) for name in NAMES)
    return Recipe(texts, 0, "baseline", "summary", None, table)


@pytest.fixture(scope="module")
def levels():
    return run_exchanges(recipe(), 0, 24)["levels"]


def test_few_draws_are_given_no_shares():
    assert [points_for(draws) for draws in (1, 199, 200, 511, 512, 10**6)] == [0, 0, 128, 256, 512, 512]


def test_public_health_rests_on_contested_studies_and_judgement(levels):
    found = shares_of(levels, NAMES, 0, seed=0)
    assert found["points"] + found["left_out"] == 24
    assert set(found["shares"]) == {"public_health_restored"}
    health = found["shares"]["public_health_restored"]["hle_years"]
    assert list(health) == list(LETTERS)
    assert sum(share for share, _, _ in health.values()) == pytest.approx(1)
    assert health["B"][0] > 0.6
    assert health["A"][0] < 0.01
    assert all(low <= share <= high for share, low, high in health.values())


def test_the_first_points_stay_when_there_are_more(levels):
    again = run_exchanges(recipe(), 0, 3)["levels"]
    np.testing.assert_array_equal(again, levels[..., :3])


@pytest.mark.thorough
def test_shares_do_not_depend_on_workers():
    one, two = (variance_by_letter(WorkerPool(recipe(), 70, workers=workers), 70) for workers in (1, 2))
    assert one == two


def test_a_letter_whose_numbers_are_all_fixed_has_no_share():
    table = load_parameters()
    judged = {name: row.value for name, row in table.parameters.items() if row.letter == "D" and not row.is_fixed}
    levels = run_exchanges(recipe(table.with_values(**judged)), 0, 8)["levels"]
    # Judgement about causal shares is left; public health has no such share between money and years.
    health = shares_of(levels, NAMES, 0, seed=0)["shares"]["public_health_restored"]["hle_years"]
    assert health["D"][0] < 0.02


def own(name, text):
    return parse_scenario(text + "\n# of one's own", name=name)


@pytest.mark.thorough
def test_a_store_keeps_its_shares_and_an_extension_makes_those_of_more_points(tmp_path, monkeypatch):
    monkeypatch.setattr("fourcapitals.ensemble.run.points_for", lambda draws: draws // 2)
    store, mine = tmp_path / "store", own("mine", fc.load_scenario("public_health_restored").text)
    made = e.run_ensemble(mine, draws=4, out=store, workers=1)
    held = read_manifest(store)[VARIANCE]
    assert held["points"] + held["left_out"] == 2
    assert made.header[VARIANCE] == held == fc.open_results(store).header[VARIANCE]
    assert e.verify(store, sample=1, workers=1).sound
    e.extend(store, draws=8, workers=1)
    more = read_manifest(store)[VARIANCE]
    assert more["points"] + more["left_out"] == 4
    in_memory = e.run_ensemble(mine, draws=8, workers=1)
    assert json.loads(json.dumps(in_memory.header[VARIANCE])) == more
    assert set(RESULTS) == set(more["shares"]["mine"])


@pytest.mark.thorough
def test_shares_that_are_known_beforehand_are_not_worked_out_again(tmp_path, monkeypatch):
    monkeypatch.setattr("fourcapitals.ensemble.run.points_for", lambda draws: draws // 2)
    bundled = fc.load_scenario("public_health_restored")
    known = load_known_shares().scenarios["public_health_restored"].shares
    said = []
    alone = e.run_ensemble(bundled, draws=4, seed=5, workers=1, out=tmp_path / "store", say=said.append)
    assert alone.header[VARIANCE]["points"] == 512
    assert read_shares(alone.header[VARIANCE], scenario=bundled.name) == known
    assert not [line for line in said if line.startswith("Share")]
    assert e.resume(tmp_path / "store", workers=1).header[VARIANCE] == alone.header[VARIANCE]
    beside = e.run_ensemble([bundled, own("mine", bundled.text)], draws=8, workers=1).header[VARIANCE]
    assert beside["points"] + beside["left_out"] == 4
    assert read_shares(beside, scenario=bundled.name) == known
    assert read_shares(beside, scenario="mine")["hle_years"].keys() == known["hle_years"].keys()


def test_shares_are_known_beforehand_against_the_bundled_baseline_alone():
    bundled, other = fc.load_scenario("public_health_restored"), fc.load_scenario("announced_2021")
    of_another = parse_scenario(other.text, name="baseline")
    assert known_of_recipe(recipe())["shares"].keys() == {"public_health_restored"}
    for reference in (of_another, other):
        asked = recipe_of([reference, bundled], 0, reference.name, "summary", None, None)
        assert known_of_recipe(asked) == {}
