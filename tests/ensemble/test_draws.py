"""Draws have the distributions that the table declares, and addresses of their own."""

import numpy as np
import pytest
from fourcapitals.data.distributions import Beta, Fixed, Lognormal, Mixture, Normal, Switched, Uniform
from fourcapitals.data.parameters import load_parameters
from fourcapitals.ensemble import draws as d
from fourcapitals.ensemble.feedbacks import is_stable
from fourcapitals.ensemble.prior_quantiles import quantile
from fourcapitals.errors import BadInput
from fourcapitals.simulation.noise import draw_bid_shocks, draw_shocks, stream
from scipy import stats

MANY = 64  # blocks


@pytest.fixture(scope="module")
def table():
    """The priors alone; what history leaves of them is in the tests of the posterior."""
    return load_parameters().from_priors()


@pytest.fixture(scope="module")
def many(table):
    points = np.concatenate([d.sobol_points(table, 7, block) for block in range(MANY)])
    return d.parameters_at(table, points)


def distribution_of(prior, deflate=1.0):
    """What scipy makes of a prior of one piece; None where it has more."""
    if isinstance(prior, Uniform):
        return stats.uniform(prior.low, prior.high - prior.low)
    if isinstance(prior, Beta):
        return stats.beta(*prior.shapes())
    if isinstance(prior, Normal):
        if prior.kind == "absolute_normal":
            return stats.foldnorm(abs(prior.mean) / prior.sd, scale=prior.sd)
        return stats.norm(prior.mean, prior.sd)
    return None


def elements(table, values):
    for name, row in table.parameters.items():
        drawn = values[name] if values[name].ndim > 1 else values[name][:, None]
        for element, prior in enumerate(row.priors):
            yield name, row, prior, drawn[:, element]


def test_values_of_one_piece_follow_their_declared_distribution(table, many):
    checked = 0
    for name, _, prior, drawn in elements(table, many.values):
        declared = distribution_of(prior)
        if declared is not None:
            # Sobol points fill a distribution more evenly than chance would: a distance of 1/1000.
            assert stats.kstest(drawn, declared.cdf).statistic < 2e-3, name
            checked += 1
    assert checked > 30


def test_lognormal_values_have_the_declared_median_and_95_percent_range(table, many):
    checked = 0
    for name, _, prior, drawn in elements(table, many.values):
        if isinstance(prior, Lognormal) and prior.price_year is None:
            low, median, high = np.quantile(drawn, [0.025, 0.5, 0.975])
            assert low == pytest.approx(prior.low, rel=0.02), name
            assert median == pytest.approx(prior.median, rel=0.01), name
            assert high == pytest.approx(prior.high, rel=0.02), name
            checked += 1
    assert checked > 40


def test_mixtures_and_causal_shares_have_the_declared_mass_at_zero(table, many):
    masses = 0
    for name, _, prior, drawn in elements(table, many.values):
        if isinstance(prior, Mixture):
            declared = sum(part.weight for part in prior.parts if isinstance(part, Fixed) and part.value == 0)
            assert np.mean(drawn == 0) == pytest.approx(declared, abs=1e-3), name
            masses += declared > 0
        share = table.causal_share(name)
        if share is not None:
            assert np.mean(many.shares[name] == 0) == pytest.approx(share.probability_zero, abs=1e-3), name
            assert many.shares[name].mean() == pytest.approx(share.mean, abs=2e-3), name
    assert masses >= 6


def test_what_is_fixed_does_not_move(table, many):
    fixed = [name for name, row in table.parameters.items() if isinstance(row.prior, Fixed) and row.prior.value is None]
    assert "economic_mass_decay" in fixed
    for name in fixed:
        np.testing.assert_array_equal(many.values[name] - many.values[name][0], 0)


def test_priors_that_the_same_parameter_switches_take_the_same_side():
    low, high = (
        {"kind": "lognormal", "median": 1.0, "low": 0.9, "high": 1.1},
        {"kind": "lognormal", "median": 100.0, "low": 90.0, "high": 110.0},
    )
    switched = Switched.model_validate({"kind": "switched", "by": "set", "first": low, "second": high})
    generator = np.random.default_rng(3)
    second = generator.random(1000) < 0.3
    one, other = (quantile(switched, generator.random(1000), second={"set": second}) for _ in range(2))
    np.testing.assert_array_equal(one > 10, second)
    np.testing.assert_array_equal(other > 10, second)
    assert abs(np.corrcoef(one[~second], other[~second])[0, 1]) < 0.15


@pytest.mark.parametrize("probability", [0.0, 0.5, 1.0])
def test_a_mixture_with_a_spike_at_zero_has_a_finite_value_where_its_parts_meet(table, probability):
    for name, row in table.parameters.items():
        for prior in row.priors:
            if isinstance(prior, Mixture):
                second = {"elasticity_set": np.array([True])}
                assert np.isfinite(quantile(prior, np.array([probability]), second=second)).all(), name


def test_no_number_is_without_bound_where_all_are_at_their_medians(table):
    middle = d.parameters_at(table, np.full((1, len(d.coordinates(table))), 0.5))
    for name, values in middle.values.items():
        assert np.isfinite(values).all(), name


def test_public_health_the_nhs_and_councils_follow_one_set_of_estimates_in_a_draw(table, many):
    second = many.values["elasticity_set"] == 1
    assert second.mean() == pytest.approx(0.5, abs=1e-3)
    public_health, nhs = many.values["public_health_cost_per_qaly"], many.values["nhs_cost_per_qaly"]
    multiple = many.values["council_effect_multiple"]
    # Medians of 80% of 4,800 or 20,700 with a fifth of 6,000 that neither paper decides.
    assert np.median(public_health[~second]) == pytest.approx(4985, rel=0.03)
    assert np.median(public_health[second]) == pytest.approx(18200, rel=0.03)
    assert np.median(nhs[second]) > np.median(nhs[~second])
    assert set(multiple[~second]) == {1.0}
    assert np.mean(multiple[second] == 1) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(("weight", "share"), [(0.0, 0.0), (0.3, 0.3), (1.0, 1.0)])
def test_a_set_of_estimates_that_is_taken_leaves_all_other_draws_as_they_were(table, many, weight, share):
    points = np.concatenate([d.sobol_points(table, 7, block) for block in range(MANY)])
    taken = d.parameters_at(table.with_values(elasticity_set=weight), points)
    assert np.mean(taken.values["council_effect_multiple"] > 1) == pytest.approx(share / 2, abs=0.02)
    switched = {"elasticity_set", "public_health_cost_per_qaly", "nhs_cost_per_qaly", "council_effect_multiple"}
    for name in set(table.parameters) - switched:
        np.testing.assert_array_equal(taken.values[name], many.values[name])
        np.testing.assert_array_equal(taken.shares[name], many.shares[name])


def test_central_values_follow_the_set_that_is_taken():
    table = load_parameters()
    prices = [table.with_values(elasticity_set=each).central_values() for each in (0.0, 0.5, 1.0)]
    assert [round(float(each["public_health_cost_per_qaly"])) for each in prices] == [5000, 8000, 20000]
    assert [round(float(each["nhs_cost_per_qaly"])) for each in prices] == [11700, 13000, 14625]
    assert [float(each["council_effect_multiple"]) for each in prices] == [1.0, 1.5, 2.0]
    # What is stated is what both come to at the weight of the table.
    for name, values in table.central_values().items():
        assert values == pytest.approx(np.asarray(table[name].value), rel=1e-12), name
    # A price that somebody sets is theirs, whatever set is taken.
    own = table.with_values(elasticity_set=1.0, public_health_cost_per_qaly=9000.0)
    assert float(own.central_values()["public_health_cost_per_qaly"]) == 9000


def test_a_block_of_draws_holds_the_numbers_of_the_table_draw_by_draw(table):
    block = d.parameters_at(table, d.sobol_points(table, 1, 2))
    for draw in (0, 17, 63):
        alone = table.effective(
            {name: value[draw] for name, value in block.values.items()},
            shares={name: float(share[draw]) for name, share in block.shares.items()},
        )
        for name, ours, theirs in zip(alone._fields, block.parameters[draw], alone, strict=True):
            np.testing.assert_array_equal(ours, theirs, err_msg=name)


def test_more_blocks_never_change_earlier_ones(table):
    from scipy.stats.qmc import Sobol

    together = [at for at, axis in enumerate(d.coordinates(table)) if not table[axis.name].drawn_by_name]
    whole = Sobol(len(together), scramble=True, rng=np.random.default_rng(5)).random(4 * d.BLOCK)
    for block in (3, 0, 2, 1):
        points = d.sobol_points(table, 5, block)
        np.testing.assert_allclose(points[:, together], whole[block * d.BLOCK :][: d.BLOCK], atol=2.0**-30)
    assert (d.sobol_points(table, 6, 0) != d.sobol_points(table, 5, 0)).all()


def test_a_row_that_is_drawn_by_name_moves_no_other_number(table):
    named = [name for name, row in table.parameters.items() if row.drawn_by_name]
    assert named
    fewer = table.with_values(**{name: table[name].value for name in named}).with_rows(
        **{name: {"prior": {"kind": "fixed"}} for name in named[1:]}
    )
    with_all, with_one = (d.parameters_at(each, d.sobol_points(each, 3, 1)).values for each in (table, fewer))
    for name in set(table.parameters) - set(named):
        np.testing.assert_array_equal(with_all[name], with_one[name])
    again = d.parameters_at(table, d.replacement_point(table, 3, 7, 1)).values
    other = d.parameters_at(fewer, d.replacement_point(fewer, 3, 7, 1)).values
    assert all((again[name] == other[name]).all() for name in set(table.parameters) - set(named))


def test_rows_drawn_by_name_do_not_go_together(table):
    axes = [at for at, axis in enumerate(d.coordinates(table)) if table[axis.name].drawn_by_name]
    points = np.concatenate([d.sobol_points(table, 7, block) for block in range(16)])[:, axes]
    together = np.corrcoef(points.T) - np.eye(len(axes))
    assert np.abs(together).max() < 0.15


def test_points_stay_off_the_faces_of_the_cube():
    inside = d.keep_off_faces(np.array([0.0, 0.5, 1 - 2.0**-30]))
    assert inside.min() > 0
    assert inside.max() < 1
    assert np.isfinite(quantile(Normal(kind="normal", mean=0.0, sd=1.0), inside)).all()


@pytest.mark.parametrize("centre", [0.0, 0.5, 4.0])
def test_quantiles_of_an_absolute_normal_are_those_of_scipy(centre):
    p = np.array([1e-9, 1e-3, 0.1, 0.5, 0.9, 0.999, 1 - 1e-9])
    ours = quantile(Normal(kind="absolute_normal", mean=-2 * centre, sd=2.0), p)
    np.testing.assert_allclose(ours, stats.foldnorm.ppf(p, centre, scale=2.0), rtol=1e-7, atol=1e-12)


def raised(table, factor):
    """The table with stronger feedbacks, so that some draws are unstable."""
    strong = ("healthy_years_per_log_income", "healthy_years_per_employment", "sickness_per_healthy_year")
    rows = dict(table.parameters)
    for name in strong:
        prior = rows[name].prior
        scaled = {key: getattr(prior, key) * factor for key in ("median", "low", "high")}
        rows[name] = rows[name].model_copy(update={"prior": prior.model_copy(update=scaled)})
    return table.model_copy(update={"parameters": rows})


def test_unstable_draws_are_replaced_by_their_own_address_and_counted(table, baseline):
    strong = raised(table, 4.0)
    block = d.stable_block(strong, baseline.arrays, 2, 0)
    replaced = np.flatnonzero(block.attempts)
    assert 0 < len(replaced) < d.BLOCK
    assert all(is_stable(setting) for setting in block.settings)
    plain = d.parameters_at(strong, d.sobol_points(strong, 2, 0))
    row, attempts = int(replaced[0]), int(block.attempts[replaced[0]])
    own = d.parameters_at(strong, d.replacement_point(strong, 2, row, attempts)).parameters[0]
    for ours, theirs in zip(block.block.parameters[row], own, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    kept = int(np.flatnonzero(block.attempts == 0)[0])
    for ours, theirs in zip(block.block.parameters[kept], plain.parameters[kept], strict=True):
        np.testing.assert_array_equal(ours, theirs)
    name = "healthy_years_per_log_income"
    assert block.block.values[name][row] != plain.values[name][row]
    again = d.stable_block(strong, baseline.arrays, 2, 0)
    np.testing.assert_array_equal(again.attempts, block.attempts)


@pytest.mark.thorough
def test_the_priors_of_the_package_leave_every_draw_of_a_thousand_stable(table, baseline):
    assert sum(d.stable_block(table, baseline.arrays, 0, block).attempts.sum() for block in range(16)) == 0


def test_priors_without_a_stable_draw_are_told(table, baseline, monkeypatch):
    monkeypatch.setattr(d, "MOST_ATTEMPTS", 3)
    with pytest.raises(BadInput, match="draw 0: unstable after 3 replacements"):
        d.stable_block(raised(table, 1e4), baseline.arrays, 0, 0)


def test_chance_depends_on_its_own_address_alone():
    one = draw_shocks(3, 5, areas=4, years=2, funds=["b"])
    other = draw_shocks(3, 5, areas=4, years=2, funds=["a", "b", "c"])
    for name in ("productivity", "health", "area_productivity", "area_health", "area_good_health", "life_satisfaction"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    np.testing.assert_array_equal(one.bids[:, 0], other.bids[:, 1])
    assert (draw_shocks(3, 6, areas=4, years=2).area_health != one.area_health).all()
    assert (draw_shocks(4, 5, areas=4, years=2).area_health != one.area_health).all()
    assert (draw_bid_shocks(3, 5, areas=4, years=2, funds=["a"]) != one.bids).all()


def test_chance_is_standard_normal_and_luck_is_gumbel():
    noise = [draw_shocks(1, draw, areas=50, years=4, funds=["a"]) for draw in range(100)]
    for name in ("productivity", "health", "area_productivity", "area_health", "area_good_health", "life_satisfaction"):
        values = np.concatenate([getattr(each, name).ravel() for each in noise])
        assert stats.kstest(values, stats.norm.cdf).pvalue > 1e-3, name
    luck = np.concatenate([each.bids.ravel() for each in noise])
    assert stats.kstest(luck, stats.gumbel_r.cdf).pvalue > 1e-3


def test_streams_of_different_names_and_draws_are_unrelated():
    first = np.array([stream(0, draw, "area").standard_normal(50) for draw in range(40)])
    correlations = np.corrcoef(first)[np.triu_indices(40, 1)]
    assert np.abs(correlations).max() < 0.65
    assert abs(correlations.mean()) < 0.02


def test_more_draws_than_memory_holds_are_refused_before_it_is_taken(call):
    for command in (
        ["marginal", "--draws", 10**12],
        ["flips", "announced_2021", "per_head", "--draws", 10**12],
        ["needed", "public_health_restored", "--draws", 10**12],
        ["scale", "public_health_restored", "--draws", 10**12],
    ):
        code, out, err = call(*command)
        assert (code, out) == (2, "")
        assert "draws: a whole number from 0 to 10,000 expected, got 1000000000000" in err
