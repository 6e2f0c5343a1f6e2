"""The council regression: the published table again, a panel of a known effect, and what is left of a prior."""

import numpy as np
import pytest
from fourcapitals.data.baseline import load_baseline
from fourcapitals.evidence.policy_skill import (
    CONTROLS,
    PriorSlopes,
    council_panel,
    council_regression,
    prior_slopes,
    updated,
    updates,
)

# Years of life per £100 per head, first measured on the same history: change, placebo, difference of the two.
MEASURED = {
    CONTROLS[0]: (-0.031, -0.111, 0.080),
    CONTROLS[1]: (-0.071, -0.147, 0.076),
    CONTROLS[2]: (-0.044, -0.090, 0.046),
    CONTROLS[3]: (-0.039, -0.091, 0.052),
    CONTROLS[4]: (-0.050, -0.064, 0.014),
}


@pytest.fixture(scope="module")
def panel():
    return council_panel(load_baseline())


@pytest.fixture(scope="module")
def table(panel):
    return council_regression(panel)


@pytest.mark.parametrize("controls", CONTROLS)
def test_the_regression_gives_what_was_first_measured(table, controls):
    found = table[table["controls"] == controls].set_index("outcome")["estimate"]
    tolerance = 0.015 if controls == CONTROLS[4] else 0.004
    for outcome, measured in zip(("change", "placebo", "difference"), MEASURED[controls], strict=True):
        assert found[outcome] == pytest.approx(measured, abs=tolerance), outcome


def test_the_interval_of_the_change_holds_no_effect_and_that_of_the_placebo_does_not(table):
    rows = table[table["controls"] == CONTROLS[2]].set_index("outcome")
    assert rows.loc["change", ["lower", "upper"]].tolist() == pytest.approx([-0.116, 0.028], abs=0.004)
    assert rows.loc["placebo", "upper"] < 0
    assert rows.loc["difference", "lower"] < 0 < rows.loc["difference", "upper"]


def test_a_known_effect_is_found_again_in_simulated_panels(panel):
    generator = np.random.default_rng(4)
    noise = panel.change.std()
    found, covered = [], 0
    for _ in range(60):
        change = 0.2 * panel.spending - 0.1 * panel.controls[1][:, 0] + generator.normal(0, noise, len(panel.codes))
        row = council_regression(panel._replace(change=change)).query("outcome == 'change'").iloc[2]
        found.append(row["estimate"])
        covered += row["lower"] <= 0.2 <= row["upper"]
    assert np.mean(found) == pytest.approx(0.2, abs=3 * np.std(found) / np.sqrt(60))
    assert covered >= 51


def test_the_weight_of_a_prior_is_that_of_a_normal_likelihood():
    generator = np.random.default_rng(6)
    prior = PriorSlopes(generator.normal(0.1, 0.1, 200_000), np.zeros(200_000, bool))
    posterior = updated(prior, 0.0, 0.06, bias_sd=0.08)
    # Two normals of the same spread, 0.1 each: half way, and narrower by the root of two.
    assert posterior["mean"] == pytest.approx(0.05, abs=0.002)
    assert posterior["width_over_prior"] == pytest.approx(np.sqrt(0.5), abs=0.01)
    assert posterior[["lower", "upper"]].tolist() == pytest.approx([0.05 - 0.1386, 0.05 + 0.1386], abs=0.005)


def test_history_cuts_the_top_of_the_prior_and_no_bias_that_is_stated_undoes_it(table):
    prior = prior_slopes(load_baseline(), draws=1024)
    rows = updates(table, prior).set_index("likelihood")
    told = rows.drop(index="prior")
    assert (told["upper"] < rows.loc["prior", "upper"]).all()
    assert (told["other_multiple"] < rows.loc["prior", "other_multiple"]).all()
    assert told.loc["change, at face value", "upper"] < told.loc["change, bias 0.10", "upper"]
    assert (told["width_over_prior"] < 0.6).all()
