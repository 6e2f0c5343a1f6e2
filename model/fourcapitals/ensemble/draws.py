"""Draws: complete sets of parameters from their priors, addressed by seed and draw, the unstable ones replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtr, ndtri
from scipy.stats.qmc import Sobol

from fourcapitals.data.baseline import Areas
from fourcapitals.data.distributions import (
    Bernoulli,
    Beta,
    CausalShare,
    Fixed,
    Lognormal,
    Mixture,
    Normal,
    Prior,
    Uniform,
)
from fourcapitals.data.parameters import Parameters, ParameterTable
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.stability import council_healthy_years, loop_response
from fourcapitals.errors import BadInput
from fourcapitals.scenario.terms import Policy
from fourcapitals.simulation.environment import Environment, Geography, environment_of, map_geography
from fourcapitals.simulation.noise import stream
from fourcapitals.vocabulary import BASE_YEAR, BLOCK, END_YEAR, RISKS

UNSTABLE: Final = 0.98
"""Loop radius from which a draw is rejected (ODD.md, 7.13)."""
MOST_ATTEMPTS: Final = 1000
"""Replacements of one draw before the priors are held to allow no stable one."""
_CELL: Final = 2.0**-30
"""Sobol points are multiples of this."""
_NORMAL_95: Final = float(ndtri(0.975))


class Coordinate(NamedTuple):
    """One axis of the unit cube that a draw is a point of."""

    name: str
    """A parameter, or an indicator that several mixtures share."""
    role: str
    """value, share or indicator."""
    element: int
    """Position in a vector, 0 for a number."""


@cache
def _coordinates(names: tuple[tuple[str, int, bool], ...], indicators: tuple[str, ...]) -> tuple[Coordinate, ...]:
    axes = [Coordinate(name, "indicator", 0) for name in indicators]
    for name, size, shared in names:
        axes += [Coordinate(name, "value", element) for element in range(size)]
        axes += [Coordinate(name, "share", 0)] if shared else []
    return tuple(axes)


def coordinates(table: ParameterTable) -> tuple[Coordinate, ...]:
    """The axes of the unit cube: one for each uncertain number, causal share and shared indicator.

    Examples
    --------
    >>> from fourcapitals.data.parameters import load_parameters
    >>> coordinates(load_parameters())[0]
    Coordinate(name='elasticity_set', role='indicator', element=0)
    """
    names, indicators = [], set()
    for name, row in table.parameters.items():
        names.append((name, 0 if row.is_fixed else len(row.priors), row.causal_class is not None))
        for prior in row.priors:
            indicators |= set(_indicators(prior))
    return _coordinates(tuple(names), tuple(sorted(indicators)))


def _indicators(prior: Prior) -> Iterator[str]:
    if isinstance(prior, Mixture):
        if prior.indicator:
            yield prior.indicator
        for part in prior.parts:
            yield from _indicators(part)


def quantile(prior: Prior, probability: Array, *, indicators: dict[str, Array] | None = None) -> Array:  # noqa: PLR0911
    """Value of a prior at a probability, element by element.

    Parameters
    ----------
    prior : Prior
    probability : (draw,), between 0 and 1
    indicators : dict of str to (draw,), optional
        Probabilities that choose the part of the mixtures that share them.

    Examples
    --------
    >>> quantile(Lognormal(kind="lognormal", median=2.0, low=1.0, high=4.0), np.array([0.025, 0.5])).round(6)
    array([1., 2.])
    """
    p = np.asarray(probability, dtype=np.float64)
    if isinstance(prior, Fixed):
        return np.full_like(p, np.nan if prior.value is None else prior.value)
    if isinstance(prior, Normal):
        if prior.kind == "absolute_normal":
            return _of_absolute_normal(abs(prior.mean) / prior.sd, p) * prior.sd
        return np.asarray(prior.mean + prior.sd * ndtri(p))
    if isinstance(prior, Lognormal):
        # A spread on each side of the median, so that all three stated quantiles hold.
        normal = ndtri(p)
        ratio: Array = np.where(normal < 0, prior.median / prior.low, prior.high / prior.median)
        spread = np.log(ratio) / _NORMAL_95
        return np.asarray(prior.median * np.exp(spread * normal))
    if isinstance(prior, Uniform):
        return prior.low + (prior.high - prior.low) * p
    if isinstance(prior, Beta):
        return np.asarray(betaincinv(*prior.shapes(), p))
    if isinstance(prior, Bernoulli):
        return (p >= 1 - prior.probability).astype(np.float64)
    return _of_mixture(prior, p, indicators or {})


def _of_absolute_normal(centre: float, probability: Array) -> Array:
    """Quantiles of the absolute value of a normal with standard deviation 1, by bisection."""
    low = np.zeros_like(probability)
    # At most twice as much lies in a tail of the absolute value as in one of the normal.
    high = centre + np.maximum(ndtri((1 + probability) / 2), 0.0)
    for _ in range(60):
        middle = (low + high) / 2
        beyond = ndtr(middle - centre) - ndtr(-middle - centre) > probability
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
    quantiles: Array = (low + high) / 2
    return quantiles


def _of_mixture(prior: Mixture, probability: Array, indicators: dict[str, Array]) -> Array:
    """A part is chosen by the shared indicator, or by the probability itself, whose rest then places the value."""
    shared = indicators.get(prior.indicator or "")
    choice = probability if shared is None else shared
    result = np.empty_like(probability)
    start = 0.0
    for index, part in enumerate(prior.parts):
        end = 1.0 if index == len(prior.parts) - 1 else start + part.weight
        chosen = (choice >= start) & (choice < end)
        within = probability if shared is not None else np.clip((probability - start) / (end - start), 0, 1 - 1e-16)
        of_part = {name: values[chosen] for name, values in indicators.items()}
        result[chosen] = quantile(part, within[chosen], indicators=of_part)
        start = end
    return result


def share_quantile(share: CausalShare, probability: Array) -> Array:
    """Causal share at a probability: zero below the spike's mass, else the share's own distribution.

    Examples
    --------
    >>> share = CausalShare(meaning="m", probability_zero=0.5,
    ...                     otherwise=Fixed(kind="fixed", value=1.0), source="s", grade="J")
    >>> share_quantile(share, np.array([0.4, 0.6]))
    array([0., 1.])
    """
    p = np.asarray(probability, dtype=np.float64)
    above = np.clip((p - share.probability_zero) / (1 - share.probability_zero), 0, 1 - 1e-16)
    return np.where(p < share.probability_zero, 0.0, quantile(share.otherwise, above))


@dataclass(frozen=True, eq=False)
class Block:
    """A block of draws: stated values, causal shares, and the effective parameters of each draw.

    Parameters
    ----------
    values : dict of str to array
        (draw,) or (draw, element), in the unit and price year of the row.
    shares : dict of str to (draw,)
    parameters : list of Parameters
    """

    values: dict[str, Array]
    shares: dict[str, Array]
    parameters: list[Parameters]


def sobol_points(table: ParameterTable, seed: int, block: int) -> Array:
    """Scrambled Sobol points of one block of draws; more blocks never change earlier ones.

    Returns
    -------
    (draw, coordinate)
    """
    engine = Sobol(len(coordinates(table)), scramble=True, rng=np.random.default_rng(seed))
    if block:
        engine.fast_forward(block * BLOCK)
    return _within(np.asarray(engine.random(BLOCK)))


def _within(points: Array) -> Array:
    """Keep points off the faces of the cube, where a normal has no value: to the middle of a cell of 2^-30."""
    inside: Array = points * (1 - _CELL) + _CELL / 2
    return inside


def replacement_point(table: ParameterTable, seed: int, draw: int, attempt: int) -> Array:
    """The point that replaces an unstable draw, by its own address."""
    return _within(stream(seed, draw, f"attempt/{attempt}").random((1, len(coordinates(table)))))


def parameters_at(table: ParameterTable, points: Array) -> Block:
    """Turn points of the unit cube into parameters.

    Parameters
    ----------
    table : ParameterTable
    points : (draw, coordinate), between 0 and 1
    """
    axes = coordinates(table)
    column = {axis: points[:, index] for index, axis in enumerate(axes)}
    indicators = {axis.name: column[axis] for axis in axes if axis.role == "indicator"}
    deflator = table.deflator
    values, shares = {}, {}
    count = len(points)
    for name, row in table.parameters.items():
        drawn = []
        central = np.atleast_1d(np.asarray(row.value, dtype=np.float64))
        for element, prior in enumerate(row.priors):
            axis = Coordinate(name, "value", element)
            if axis not in column:
                drawn.append(np.full(count, central[element]))
                continue
            priced = _in_prices_of(prior, row.price_year, deflator.level) if row.price_year else prior
            drawn.append(quantile(priced, column[axis], indicators=indicators))
        values[name] = np.stack(drawn, axis=1) if row.labels is not None else drawn[0]
        if row.causal_class is not None:
            shares[name] = share_quantile(table.causal_shares[row.causal_class], column[Coordinate(name, "share", 0)])
        else:
            shares[name] = np.ones(count)
    return Block(values, shares, table.effective_of_draws(values, shares))


def _in_prices_of(prior: Prior, year: int, level: Callable[[int], float]) -> Prior:
    """A prior whose parts state older or newer prices, in those of its row."""
    if isinstance(prior, Mixture):
        return prior.model_copy(update={"parts": [_in_prices_of(part, year, level) for part in prior.parts]})
    if isinstance(prior, Lognormal) and prior.price_year is not None:
        factor = level(year) / level(prior.price_year)
        return prior.model_copy(
            update={
                "median": prior.median * factor,
                "low": prior.low * factor,
                "high": prior.high * factor,
                "price_year": None,
            }
        )
    return prior


def loop_radius(setting: Environment, *, limit: float = UNSTABLE, tolerance: float = 0.0) -> tuple[float, float]:
    """Bounds of the radius of the loop from health and income back to themselves.

    The loop matrix has no negative entry, so that the least and the greatest ratio of a product to its vector
    enclose the radius (Collatz and Wielandt); products are taken until the limit or the tolerance decides.

    Parameters
    ----------
    setting : Environment
    limit : float
        Stop as soon as the radius is known to lie on one side of it.
    tolerance : float
        Go on until the bounds are this close, whatever the limit; 0 to stop at the limit.

    Returns
    -------
    lower, upper : float
    """
    p, place = setting.parameters, setting.place
    council = council_healthy_years(
        np.array(setting.council_effect),
        place.weight_council,
        np.array([slopes.le_theta for slopes in setting.slopes]),
        np.array([slopes.hle_theta for slopes in setting.slopes]),
        p.life_year_per_healthy_year,
        p.council_effect_on_life_only,
    )
    # The smallest positive start keeps the ratio defined where a feedback is switched off.
    health = np.ones_like(place.population)
    income = np.full_like(place.population, 0.05)
    lower, upper = 0.0, np.inf
    for _ in range(500):
        health_out, income_out = loop_response(
            health,
            income,
            place.population,
            place.employment,
            place.tax_per_log_income,
            setting.geography.commute_of_residents,
            place.weight_income,
            council,
            p.sickness_per_healthy_year,
            p.employment_per_sickness,
            p.output_per_healthy_year,
            p.private_capital_multiplier * p.output_per_log_skills,
            p.skills_renewal_per_log_income,
            p.income_per_log_wage_pool,
            p.income_per_log_employment,
            p.council_tax_pooling,
            p.healthy_years_per_log_income,
            p.healthy_years_per_employment,
            p.healthy_years_per_log_skills,
        )
        ratios = np.concatenate([health_out / health, income_out / income])
        lower, upper = max(lower, float(ratios.min())), min(upper, float(ratios.max()))
        settled = upper - lower <= tolerance if tolerance else upper < limit or lower >= limit
        if settled or upper == 0:
            break
        # A floor keeps every entry positive, and the bounds valid, where a feedback is switched off.
        scale = max(float(health_out.max()), float(income_out.max()))
        health = np.maximum(health_out / scale, 1e-9)
        income = np.maximum(income_out / scale, 1e-9)
    return lower, upper


def is_stable(setting: Environment) -> bool:
    """Whether a draw's feedbacks die out."""
    return loop_radius(setting)[1] < UNSTABLE


class StableBlock(NamedTuple):
    """A block of draws whose feedbacks all die out."""

    block: Block
    """With the unstable draws replaced."""
    settings: list[Environment]
    """What each draw fixes for a run, with the policy of a scenario without funds and levers."""
    attempts: npt.NDArray[np.int64]
    """(draw,): replacements that each draw took, 0 for none."""


def stable_block(table: ParameterTable, areas: Areas, seed: int, block: int) -> StableBlock:
    """Make one block of draws, unstable ones replaced by points of their own address.

    Whether a draw is stable depends on no scenario, so that all scenarios share the replacements.

    Raises
    ------
    BadInput
        When a draw stays unstable however often it is replaced.
    """
    made = parameters_at(table, sobol_points(table, seed, block))
    none = Policy(np.zeros(0), 0.0, np.zeros((END_YEAR - BASE_YEAR, len(RISKS), len(areas.population))))
    maps: dict[tuple[float, float, float], Geography] = {}

    def settled(p: Parameters) -> Environment:
        reach = (p.economic_mass_decay, p.neighbour_reach, p.neighbour_decay)
        if reach not in maps:
            maps[reach] = map_geography(areas, p)
        return environment_of(areas, p, maps[reach], none)

    settings = [settled(parameters) for parameters in made.parameters]
    attempts = np.zeros(BLOCK, np.int64)
    for row in range(BLOCK):
        draw = block * BLOCK + row
        while not is_stable(settings[row]):
            attempts[row] += 1
            if attempts[row] > MOST_ATTEMPTS:
                raise BadInput(
                    f"draw {draw}: unstable after {MOST_ATTEMPTS} replacements; the priors of the feedbacks leave "
                    "no room for a stable draw"
                )
            other = parameters_at(table, replacement_point(table, seed, draw, int(attempts[row])))
            for given, taken in ((made.values, other.values), (made.shares, other.shares)):
                for name in given:
                    given[name][row] = taken[name][0]
            made.parameters[row] = other.parameters[0]
            settings[row] = settled(made.parameters[row])
    return StableBlock(made, settings, attempts)
