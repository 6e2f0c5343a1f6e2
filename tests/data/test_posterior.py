"""The joint draws that history leaves: how they lie, how a draw takes one, and what they say of themselves."""

import numpy as np
import pytest
from fourcapitals.data.changed_parameters import changed_table, table_of
from fourcapitals.data.parameters import load_parameters
from fourcapitals.data.posterior import (
    AXES,
    BASE_YEARS,
    SHARE_OF,
    bits_of,
    calibration_table,
    nested_order,
    nested_row,
    posterior_of,
)
from fourcapitals.data.recorded_changes import change_lines, changes_of
from hypothesis import given
from hypothesis import strategies as st

MIDDLES = (np.arange(64) + 0.5) / 64


@given(st.integers(1, 6), st.integers(0, 1000))
def test_every_row_is_found_as_often_as_any_other(axes, seed):
    points = np.random.default_rng(seed).permuted(np.tile(MIDDLES, (axes, 1)), axis=1)
    bits = bits_of(axes, 64)
    assert sum(bits) == 6
    grid = np.meshgrid(*[(np.arange(1 << each) + 0.5) / (1 << each) for each in bits], indexing="ij")
    cells = np.array([each.ravel() for each in grid])
    assert sorted(nested_row(cells, 64)) == list(range(64))
    assert ((nested_row(points, 64) >= 0) & (nested_row(points, 64) < 64)).all()


@given(st.integers(2, 5), st.integers(0, 1000))
def test_a_higher_probability_on_the_first_axis_gives_no_lower_value(axes, seed):
    chance = np.random.default_rng(seed)
    values = chance.standard_normal((64, axes))
    ordered = values[nested_order(values)]
    probabilities = np.tile(chance.random(axes)[:, None], (1, 64))
    probabilities[0] = MIDDLES
    found = ordered[nested_row(probabilities, 64)]
    parts = 1 << bits_of(axes, 64)[0]
    means = ordered[:, 0].reshape(parts, -1)
    assert (np.diff(means.max(axis=1)) >= 0).all()
    first = found[:, 0].reshape(parts, -1)
    assert (first[1:].min(axis=1) >= first[:-1].max(axis=1)).all()


def test_faces_of_the_cube_are_inside():
    assert nested_row(np.array([[0.0, 1.0], [0.0, 1.0]]), 16).tolist() == [0, 15]


@pytest.mark.parametrize("group", AXES)
@pytest.mark.parametrize("year", BASE_YEARS)
def test_the_rows_of_the_table_lie_in_their_order(group, year):
    sets = posterior_of(group, year).values
    _, rows, axes = sets.shape
    assert rows & (rows - 1) == 0
    bits = bits_of(axes, rows)
    for values in sets:
        # All by the first axis, and each of its parts by the second.
        parts = values[:, 0].reshape(1 << bits[0], -1)
        assert (parts.max(axis=1)[:-1] <= parts.min(axis=1)[1:]).all()
        within = values[:, 1].reshape(1 << bits[0], 1 << bits[1], -1)
        assert (within.max(axis=2)[:, :-1] <= within.min(axis=2)[:, 1:]).all()


def test_chains_have_settled_and_nothing_is_narrowed_that_history_cannot_tell():
    told = calibration_table().set_index(["base_year", "name"])
    chains = told[told["rhat"].notna()]
    assert (chains["rhat"] < 1.01).all()
    assert (told["effective_size"] > 2000).all()
    assert (told["low"] <= told["middle"]).all()
    assert (told["middle"] <= told["high"]).all()
    for year in BASE_YEARS:
        for name in ("fast_health_speed", "elasticity_set"):
            assert told.loc[(year, name), "sd_over_before"] == pytest.approx(1.0, abs=0.05), name
        assert told.loc[(year, "area_good_health_persistence"), "sd_over_before"] > 0.7
        for name in ("area_productivity_noise", "area_health_noise", "sampling_variance_multiple"):
            assert told.loc[(year, name), "sd_over_before"] < 0.2, name
        assert told.loc[(year, "slope of the regression"), "sd_over_before"] < 0.5
    assert told.loc[(2019, "council_effect_multiple"), "high"] < 5


def test_the_noise_that_is_drawn_is_near_the_greatest_likelihood(baseline):
    told = calibration_table().set_index(["base_year", "name"])
    found = baseline.tables["area_noise"].set_index(["base_year", "name"])
    for name, of_noise in (("area_productivity_noise", "productivity_noise"), ("area_health_noise", "life_noise")):
        for year in BASE_YEARS:
            row = told.loc[(year, name)]
            assert row["low"] < found.loc[(year, of_noise), "value"] < row["high"], (year, name)


def test_central_values_are_those_of_the_priors():
    table = load_parameters()
    assert str(table.central()) == str(table.from_priors().central())


def test_a_group_of_which_one_is_changed_is_drawn_from_its_priors():
    table = load_parameters()
    assert set(table.from_history) == set(AXES)
    one = table.with_values(council_effect_multiple=1.0)
    assert set(one.from_history) == set(AXES) - {"council_services"}
    share = table.causal_shares["W"].model_copy(update={"probability_zero": 0.2})
    other = table.model_copy(update={"causal_shares": {**table.causal_shares, "W": share}})
    assert "council_services" not in other.from_history
    assert table.with_values(job_displacement=0.3).from_history == table.from_history
    assert change_lines(changes_of(one))[-1] == (
        "Drawn from their priors, since one that history ties them to is changed: life_years_per_council_spending"
    )


def test_priors_alone_are_written_down_and_read_back():
    alone = load_parameters().from_priors()
    assert alone.from_history == ()
    assert table_of(changes_of(alone)) == alone
    assert alone.checksum != load_parameters().checksum
    assert change_lines(changes_of(alone)) == [
        "Draws come from the priors alone: what history says of them is left out"
    ]
    both = changed_table(["job_displacement=0.3"]).from_priors()
    assert table_of(changes_of(both)) == both
    assert len(change_lines(changes_of(both))) == 2


def test_every_column_is_a_number_of_the_table():
    table = load_parameters()
    for names in AXES.values():
        for name in names:
            whole = name.removeprefix(SHARE_OF).partition("[")[0]
            assert table[whole].posterior
