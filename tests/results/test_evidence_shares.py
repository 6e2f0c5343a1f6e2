"""On which evidence the uncertainty of results rests: read from an ensemble, and in words that are true alone."""

import json

import fourcapitals as fc
import pytest
from fourcapitals import plots
from fourcapitals.data.known_shares import load_known_shares
from fourcapitals.errors import UnknownName
from fourcapitals.results.evidence_shares import (
    evidence_line,
    evidence_of,
    how_settled,
    in_a_line,
    in_words,
    shares_of_variance,
)
from fourcapitals.results.results import Results

HEALTH = {"A": [0.0, 0.0, 0.0], "B": [0.88, 0.85, 0.9], "C": [0.001, 0.0, 0.01], "D": [0.119, 0.1, 0.14]}
OUTPUT = {"A": [0.0, 0.0, 0.0], "B": [0.24, 0.2, 0.29], "C": [0.7, 0.65, 0.75], "D": [0.06, 0.05, 0.07]}
LINE = (
    "Of the uncertainty of the change in England's healthy life expectancy by 2035: contested or single studies 88%, "
    "judgement 12%; of GVA per hour: associations and models 70%, contested or single studies 24%, judgement 6%."
)


@pytest.fixture(scope="module")
def central():
    return fc.simulate(["baseline", "public_health_restored", "population_prevention"])


@pytest.fixture(scope="module")
def shared(central):
    shares = {"public_health_restored": {"hle_years": HEALTH, "gva_percent": OUTPUT}}
    shares["population_prevention"] = {"hle_years": HEALTH}
    header = {"variance_by_letter": {"points": 512, "left_out": 0, "shares": shares}}
    return Results(central.dataset.assign_attrs(header=json.dumps(header)))


def test_shares_are_read_with_their_intervals(shared):
    read = shares_of_variance(shared, "public_health_restored")
    assert read["B"] == (0.88, 0.85, 0.9)
    assert sum(share for share, _, _ in read.values()) == pytest.approx(1)
    assert shares_of_variance(shared, "population_prevention", result="gva_percent") == {}
    with pytest.raises(UnknownName):
        shares_of_variance(shared, "public_helth_restored")


def test_a_line_tells_both_results(shared):
    assert evidence_line(shared, "public_health_restored") == LINE


def test_levers_and_scenarios_without_money_are_told(shared):
    told = evidence_of(shared)
    assert told["baseline"] == "no new money"
    assert told["public_health_restored"] == LINE
    assert told["population_prevention"].endswith("The sizes of its levers are assumed.")
    assert shared.evidence == told


KNOWN = load_known_shares()


@pytest.fixture(scope="module")
def known(central):
    """A run of what the shares that are known beforehand are of, whether or not they are those of today."""
    inputs = {"parameters_checksum": KNOWN.parameters_checksum, "data_checksum": KNOWN.data_checksum}
    return Results(central.dataset.assign_attrs(inputs))


def test_one_run_of_a_scenario_that_comes_with_the_model_has_the_shares_known_of_it(known):
    shares = KNOWN.scenarios["public_health_restored"].shares
    assert shares_of_variance(known, "public_health_restored") == shares["hle_years"]
    assert known.evidence["public_health_restored"].startswith("Of the uncertainty of the change in England's")
    assert known.evidence["baseline"] == "no new money"
    assert how_settled(known).startswith("512 pairs of points")


@pytest.mark.parametrize(
    "differs", ["its text", "a parameter", "the tables", "the reference", "what the reference says"]
)
def test_one_run_of_anything_else_has_none_and_names_the_command_that_says_more(known, differs):
    about = dict(known.dataset.attrs)
    texts = {name: f"{text}# changed" for name, text in known.scenario_files.items()}
    of_another = known.scenario_files["population_prevention"]
    about |= {
        "its text": {"scenario_files": json.dumps(texts)},
        "a parameter": {"parameters_checksum": "another"},
        "the tables": {"data_checksum": "another"},
        "the reference": {"reference": "population_prevention"},
        "what the reference says": {"scenario_files": json.dumps(known.scenario_files | {"baseline": of_another})},
    }[differs]
    other = Results(known.dataset.assign_attrs(about))
    assert other.evidence["public_health_restored"].startswith("fourcapitals evidence public_health_restored")
    assert how_settled(other) == ""
    assert evidence_line(other, "public_health_restored") == ""


def test_how_far_shares_are_known_is_told(shared):
    assert how_settled(shared) == "512 pairs of points, widest 95% interval 10 points: settled."
    assert "NOT settled" not in evidence_line(shared, "public_health_restored")


@pytest.fixture(scope="module")
def unsettled(central):
    loose = {**HEALTH, "B": [0.88, 0.7, 0.95]}
    shares = {name: {"hle_years": loose} for name in ("public_health_restored", "population_prevention")}
    header = {"variance_by_letter": {"points": 128, "left_out": 0, "shares": shares}}
    return Results(central.dataset.assign_attrs(header=json.dumps(header)))


def test_shares_that_are_not_settled_say_so_wherever_they_stand(unsettled):
    said = "These shares are NOT settled: 95% intervals up to 25 points wide."
    assert "NOT settled" in how_settled(unsettled)
    assert said in evidence_line(unsettled, "public_health_restored")
    assert said in unsettled.evidence["population_prevention"]
    told = plots.strategies(unsettled)
    assert said in told.alt_text
    assert told.data["variance_widest_interval_95"].tolist() == pytest.approx([0.25, 0.25])
    assert said in plots.projection(unsettled).alt_text
    assert said in plots.regions(unsettled, scenario="public_health_restored").alt_text


def test_a_share_never_rounds_to_all():
    assert in_words({"B": (0.999, 0.99, 1.0), "D": (0.001, 0.0, 0.01)}) == "contested or single studies over 99%"
    assert in_words({"D": (1.0, 1.0, 1.0)}) == "judgement 100%"
    assert in_a_line({}) == ""
