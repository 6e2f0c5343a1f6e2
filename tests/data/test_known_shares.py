"""What is known beforehand of the bundled scenarios belongs to the parameters, tables, files and equations of today."""

import pytest
from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.known_shares import load_known_shares
from fourcapitals.data.parameters import load_parameters
from fourcapitals.ensemble.bundled_shares import bundled_shares
from fourcapitals.ensemble.variance_by_letter import RESULTS
from fourcapitals.results.comparison import headline
from fourcapitals.scenario.files import load_scenario, scenario_names
from fourcapitals.simulation.run import simulate
from fourcapitals.text import checksum_of

KNOWN = load_known_shares()
ANEW = "run python tasks.py evidence"


def test_shares_are_known_of_every_scenario_with_the_inputs_of_today():
    assert load_parameters().checksum == KNOWN.parameters_checksum, ANEW
    assert load_baseline().checksum == KNOWN.data_checksum, ANEW
    texts = {name: checksum_of(load_scenario(name).text) for name in scenario_names() if name != "baseline"}
    assert {name: each.text_checksum for name, each in KNOWN.scenarios.items()} == texts, ANEW


def test_shares_were_worked_out_with_the_equations_of_today():
    names = ["announced_2021", "public_health_restored", "whole_briefing"]
    rows = headline(simulate(["baseline", *names])).set_index("scenario")
    for name in names:
        found = dict(zip(RESULTS, rows.loc[name, ["hle_difference", "gva_per_hour_difference_percent"]], strict=True))
        assert found == pytest.approx(KNOWN.scenarios[name].effects, rel=1e-6), ANEW


def test_shares_of_a_result_sum_to_one():
    for name, known in KNOWN.scenarios.items():
        for result, shares in known.shares.items():
            assert sum(share for share, _, _ in shares.values()) == pytest.approx(1, abs=1e-3), (name, result)
            assert all(low <= share <= high for share, low, high in shares.values())


@pytest.mark.thorough
def test_the_recipe_gives_what_is_known():
    made = bundled_shares(points=8)
    assert made.scenarios.keys() == KNOWN.scenarios.keys()
    assert made.model_copy(update={"points": KNOWN.points}).parameters_checksum == KNOWN.parameters_checksum
