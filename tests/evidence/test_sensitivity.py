"""Sensitivity: known answers of the methods, and what they say of a strategy."""

import json

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.ensemble.counterfactual import strategy_of
from fourcapitals.errors import BadInput
from fourcapitals.evidence.variance_shares import indices

pytest.importorskip("SALib", reason="the extra 'sensitivity' is not installed")


def ishigami(points):
    """Ishigami and Homma (1990), a = 7, b = 0.1, on the unit cube."""
    x, y, z = np.pi * (2 * points.T - 1)
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def morris_1991(points):
    """Morris (1991), the 20 inputs of his example; coefficients that he draws are drawn."""
    rng = np.random.default_rng(1)
    w = 2 * (points - 0.5)
    curved = [2, 4, 6]
    w[:, curved] = 2 * (1.1 * points[:, curved] / (points[:, curved] + 0.1) - 0.5)
    first = np.append(np.full(10, 20.0), rng.standard_normal(10))
    second = np.triu(rng.standard_normal((20, 20)), 1)
    second[:6, :6] = np.triu(np.full((6, 6), -15.0), 1)
    made = w @ first + np.einsum("pi,ij,pj->p", w, second, w)
    for i in range(5):
        for j in range(i + 1, 5):
            for k in range(j + 1, 5):
                made += -10 * w[:, i] * w[:, j] * w[:, k]
    return made + 5 * w[:, 0] * w[:, 1] * w[:, 2] * w[:, 3]


def test_sobol_indices_are_those_of_ishigami():
    made = indices(ishigami, ["x", "y", "z"], method="sobol", size=8192)
    np.testing.assert_allclose(made["alone"], [0.3139, 0.4424, 0.0], atol=0.02)
    np.testing.assert_allclose(made["total"], [0.5576, 0.4424, 0.2437], atol=0.02)
    assert made.attrs["converged"]
    assert ((made["low"] <= made["total"]) & (made["total"] <= made["high"])).all()


def test_few_points_are_not_called_settled():
    assert not indices(ishigami, ["x", "y", "z"], method="sobol", size=16).attrs["converged"]


@pytest.mark.parametrize("method", ["sobol", "morris"])
def test_the_same_seed_gives_the_same_indices_and_intervals(method):
    one, other = (indices(ishigami, ["x", "y", "z"], method=method, size=16) for _ in range(2))
    assert one.equals(other)


def test_elementary_effects_find_what_morris_found():
    made = indices(morris_1991, [f"x{i + 1}" for i in range(20)], method="morris", size=50)
    effect, spread = made["mean_absolute_effect"].to_numpy(), made["spread"].to_numpy()
    # His finding: the first ten matter; of them eight to ten act alone and straight, the first seven do not.
    assert effect[:10].min() > 2 * effect[10:].max()
    assert spread[7:10].max() < 0.5 * spread[:7].min()
    np.testing.assert_allclose(effect[7:10], 40, rtol=0.15)


def test_a_model_that_nothing_moves_is_told():
    with pytest.raises(BadInput, match="no parameter moves this result"):
        indices(lambda points: np.ones(len(points)), ["x", "y"], method="sobol", size=8)


@pytest.fixture(scope="module")
def table():
    return fc.evidence.one_at_a_time("public_health_restored")


@pytest.mark.thorough
def test_each_end_of_the_tornado_is_a_run_with_that_value(table):
    row = table[table["parameter"] == "healthy_years_per_qaly"].iloc[0]
    changed = fc.data.changed_table([f"healthy_years_per_qaly={float(row['tried_high'])!r}"])
    runs = fc.simulate(["baseline", "public_health_restored"], parameters=changed)
    effect = runs.differences("hle", years=[2035]).sel(scenario="public_health_restored").item()
    assert row["effect_high"] == pytest.approx(effect, rel=1e-3)
    assert row["effect_low"] < row["central"] < row["effect_high"]
    assert table["swing"].is_monotonic_decreasing
    # A quick answer of health fades as quickly once the money has ended: neither end has as much as the middle.
    turned = table.set_index("parameter").loc["fast_health_speed"]
    assert turned["central"] > max(turned["effect_low"], turned["effect_high"])
    said = "At its central value more than at either end, since the effect turns in between: fast_health_speed."
    assert said in fc.evidence.sensitivity_notes(table)
    assert said in fc.plots.sensitivity(table).alt_text


@pytest.mark.parametrize("utility", ["hle_years", "healthy_person_years", "gva_percent"])
def test_an_effect_of_another_year_is_that_of_a_run_to_it(utility):
    runs = fc.simulate(["baseline", "announced_2021"])
    strategy, name = strategy_of("announced_2021")
    found = strategy.at(fc.load_parameters().central()).effects(name, year=2030).of(utility)
    if utility == "healthy_person_years":
        change = runs.differences("hle", years=range(2021, 2031)).sel(scenario=name).sum().item()
        people = fc.load_baseline().arrays.population.sum()
        assert found == pytest.approx(change * people / runs.dataset.attrs["life_expectancy_reference"], rel=1e-6)
        return
    outcome = {"hle_years": "hle", "gva_percent": "gva_per_hour"}[utility]
    change = runs.differences(outcome, years=[2030]).sel(scenario=name).item()
    assert found == pytest.approx(change, rel=1e-6)


@pytest.mark.usefixtures("few_numbers")
def test_what_a_strategy_rests_on_is_listed_with_its_letter(call):
    code, out, _ = call("sensitivity", "public_health_restored", "--json", "--quiet")
    first = json.loads(out)[0]
    assert code == 0
    assert (first["parameter"], first["letter"]) == ("public_health_cost_per_qaly", "B")
    assert "2035" in first["outcome"]


def test_elementary_effects_of_a_strategy_name_the_same_first_parameter(call):
    code, out, _ = call("sensitivity", "public_health_restored", "--method", "morris", "--size", "2", "--quiet")
    assert code == 0
    assert "public_health_cost_per_qaly" in out
    assert "settled" in out.replace("\n", " ")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--size", "8"), "one at a time has no sample"),
        (("--method", "sobol", "--size", "100"), "a power of 2"),
        (("--outcome", "hle_year"), "did you mean 'hle_years'?"),
        (("--set", "job_displacement=nan"), "0 to 1 expected"),
        (("--method", "prim", "--below", "nan"), "below: a finite number expected (years), got nan"),
        (("--year", "2036"), "year: one from 2021 to 2035 expected, got 2036"),
        (("--outcome", "healthy_person_years_whole_life", "--year", "2030"), "leave the year out"),
    ],
)
def test_what_cannot_be_asked_is_refused(call, options, said):
    code, out, err = call("sensitivity", "public_health_restored", *options)
    assert (code, out) == (2, "")
    assert said in err


def test_the_tornado_is_drawn_with_its_data(table):
    chart = fc.plots.sensitivity(table)
    assert chart.data["parameter"].iloc[0] == "public_health_cost_per_qaly"
    assert "public_health_cost_per_qaly" in chart.alt_text
    with pytest.raises(BadInput, match="one_at_a_time"):
        fc.plots.sensitivity(chart.data[["parameter"]])


@pytest.mark.thorough
def test_shares_of_variance_of_a_strategy_have_intervals_and_letters(call):
    options = ("--method", "sobol", "--size", "2", "--json", "--quiet")
    code, out, _ = call("sensitivity", "balanced_four_capitals", *options)
    rows = json.loads(out)
    assert code == 0
    assert all(row["low"] <= row["total"] <= row["high"] and row["letter"] for row in rows)
    assert not any(row["settled"] for row in rows)
    assert rows[0]["total"] > rows[-1]["total"]
