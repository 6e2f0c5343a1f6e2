"""The worked appraisal has its net present value, its ratio and its distributional weights."""

import numpy as np
import pytest
from fourcapitals.equations.cost_benefit import benefit_cost_ratio, net_present_value, value_at_par
from fourcapitals.equations.discounting import discount_factors, present_value
from fourcapitals.equations.welfare import equity_weights

YEARS = np.arange(5.0)
PRICED = discount_factors(YEARS, np.array([0.035, 0.03]), np.array([30.0, 75.0]))
HEALTH = discount_factors(YEARS, np.array([0.015, 0.0129]), np.array([30.0, 75.0]))
COST = present_value(np.array([100.0, 100.0, 0.0, 0.0, 0.0]), PRICED)
OUTPUT = present_value(np.array([0.0, 20.0, 40.0, 40.0, 40.0]), PRICED)
QALYS = present_value(np.array([0.0, 500.0, 1000.0, 1000.0, 1000.0]), HEALTH)
WORTH = 0.07


def test_the_worked_appraisal_has_its_value():
    assert float(WORTH * QALYS) == pytest.approx(235.324167, abs=5e-7)
    assert net_present_value(OUTPUT + WORTH * QALYS, COST) == pytest.approx(166.305306, abs=1e-6)
    assert benefit_cost_ratio(OUTPUT + WORTH * QALYS, COST) == pytest.approx(1.845828, abs=5e-7)


def test_a_poorer_place_weighs_more():
    weight = float(equity_weights(np.array([22.5]), 1.3, reference=30.0)[0])
    assert benefit_cost_ratio(weight * OUTPUT + WORTH * QALYS, COST) == pytest.approx(2.140148, abs=5e-7)
    found = equity_weights(np.array([15e3, 30e3, 45e3]), 1.3, reference=30e3)
    assert found == pytest.approx([2.462289, 1.0, 0.590312], abs=5e-7)


def test_at_par_benefits_equal_costs():
    worth = value_at_par(COST, OUTPUT, QALYS)
    assert benefit_cost_ratio(OUTPUT + worth * QALYS, COST) == pytest.approx(1.0)
    none = np.zeros(3)
    assert value_at_par(np.array([1.0, -1.0, 0.0]), none, none).tolist() == pytest.approx(
        [np.inf, -np.inf, np.nan], nan_ok=True
    )


def test_a_ratio_over_a_saving_says_nothing():
    assert np.isnan(benefit_cost_ratio(np.array([1.0, 1.0]), np.array([-5.0, 0.0]))).all()
