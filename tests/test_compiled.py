"""The compiled year gives the numbers of the interpreted one."""

import numpy as np
import pytest
from fourcapitals.chance import draw_noise
from fourcapitals.compiled import compile_function
from fourcapitals.schedule import project
from fourcapitals.setting import Policy, map_geography, settle
from fourcapitals.state import base_state
from fourcapitals.vocabulary import OUTCOME_NAMES, RISKS, USE_NAMES


@pytest.mark.parametrize(("size", "keep"), [(3, 1.0), (307, 1.0), (307, 0.999)])
def test_compiled_and_interpreted_years_are_the_same(size, keep, toy, baseline, central, make_terms):
    areas = toy if size == 3 else baseline.arrays
    funds = [
        (1000.0, {use: 1 / len(USE_NAMES) for use in USE_NAMES}, None),
        (250.0, {"public_health": 1.0}, None),
    ]
    money = make_terms(areas, *funds)._replace(
        tax_financed=np.array([0.0, 1.0]), displaced_use=np.array([-1, USE_NAMES.index("nhs")])
    )
    habits = np.full((16, len(RISKS), size), -0.01)
    setting = settle(areas, central, map_geography(areas, central, keep=keep), Policy(money.tax_financed, 1.0, habits))
    noise = draw_noise(11, 2, areas=size, years=16, funds=["a", "b"])
    start = base_state(areas, funds=2)
    interpreted = project(start, money, setting, noise)
    compiled = compile_function(project)(start, money, setting, noise)
    for name in OUTCOME_NAMES:
        ours, theirs = getattr(interpreted, name), getattr(compiled, name)
        np.testing.assert_allclose(theirs, ours, rtol=1e-12, atol=1e-15, err_msg=name)
    assert np.abs(interpreted.hle[-1] - interpreted.hle[0]).min() > 0
