"""Each scenario of an ensemble runs under its own policy."""

import numpy as np
from ensembles import HEAD
from fourcapitals.ensemble import run as e
from fourcapitals.scenario.files import parse_scenario
from fourcapitals.scenario.policy import Policy
from fourcapitals.simulation.environment import environment_of, map_geography, with_policy
from fourcapitals.vocabulary import RISKS


def test_a_setting_put_under_another_policy_is_one_settled_for_it(baseline, central):
    areas, change = baseline.arrays, np.zeros((16, len(RISKS), 307))
    geography = map_geography(areas, central)
    none = Policy(np.zeros(0), 0.0, change)
    levers = Policy(np.array([1.0, 0.0]), 1.0, change - 0.01)
    settled = {policy.councils_pay: environment_of(areas, central, geography, policy) for policy in (none, levers)}
    for before, after in ((none, levers), (levers, none)):
        moved = with_policy(settled[before.councils_pay], areas, after)
        for name, ours, theirs in zip(moved._fields, moved, settled[after.councils_pay], strict=True):
            assert ours is theirs or repr(ours) == repr(theirs), name
        np.testing.assert_array_equal(moved.risk_mortality, settled[after.councils_pay].risk_mortality)
        np.testing.assert_array_equal(moved.risk_good_health, settled[after.councils_pay].risk_good_health)
    # A hundredth of adults fewer at each risk lowers mortality everywhere; with nobody moved nothing moves.
    assert (settled[1.0].risk_mortality < 0).all()
    assert not settled[0.0].risk_mortality.any()


def test_a_scenario_with_levers_runs_under_its_own_policy():
    text = HEAD + (
        '[levers.less_smoking]\ntitle = "Less"\nsource = "Ours"\ngrade = "J"\nrisk = "smoking"\n'
        "change = { 2022 = -0.02 }\n"
    )
    lever = parse_scenario(text, name="lever")
    made = e.run_ensemble(lever, draws=64, workers=1)
    assert (made.differences("hle").sel(scenario="lever", year=2035) > 0).mean() > 0.5
