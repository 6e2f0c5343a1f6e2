"""Draws: complete sets of parameters from their priors, addressed by seed and draw, the unstable ones replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.data.area_arrays import Areas
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.parameter_rows import LABELS
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.data.posterior import SHARE_OF, SWITCHES, nested_row, posterior_of
from fourcapitals.ensemble.feedbacks import is_stable
from fourcapitals.ensemble.prior_quantiles import in_prices_of, quantile, share_quantile
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, shown
from fourcapitals.scenario.policy import Policy
from fourcapitals.simulation.environment import Environment, Geography, environment_of, map_geography
from fourcapitals.simulation.noise import stream
from fourcapitals.vocabulary import BLOCK, RISKS, Letter

MOST_ATTEMPTS: Final = 1000
"""Replacements of one draw before the priors are held to allow no stable one."""
_CELL: Final = 2.0**-30
"""Sobol points are multiples of this."""


class Coordinate(NamedTuple):
    """One axis of the unit cube that a draw is a point of."""

    name: str
    """A parameter."""
    role: str
    """value or share."""
    element: int
    """Position in a vector, 0 for a number."""


MOST_DRAWN: Final = 10_000
"""Draws that questions without shocks may be asked of; ensembles take more."""


@cache
def _coordinates(names: tuple[tuple[str, int, bool], ...]) -> tuple[Coordinate, ...]:
    axes: list[Coordinate] = []
    for name, size, shared in names:
        axes += [Coordinate(name, "value", element) for element in range(size)]
        axes += [Coordinate(name, "share", 0)] if shared else []
    return tuple(axes)


def coordinates(table: ParameterTable) -> tuple[Coordinate, ...]:
    """The axes of the unit cube: one for each uncertain number and causal share.

    Examples
    --------
    >>> from fourcapitals.data.parameters import load_parameters
    >>> coordinates(load_parameters())[0]
    Coordinate(name='elasticity_set', role='value', element=0)
    """
    names = [
        (name, 0 if row.is_fixed else len(row.priors), row.causal_class is not None)
        for name, row in table.parameters.items()
    ]
    return _coordinates(tuple(names))


def letter_of(axis: Coordinate, table: ParameterTable) -> Letter:
    """Give the letter of the evidence behind an axis: a causal share counts with its class.

    Parameters
    ----------
    axis : Coordinate
    table : ParameterTable

    Examples
    --------
    >>> table = load_parameters()
    >>> [letter_of(axis, table) for axis in coordinates(table) if axis.name == "healthy_years_per_employment"]
    ['C', 'C']
    """
    share = table.causal_share(axis.name)
    return table[axis.name].letter if axis.role != "share" or share is None else share.letter


class Stated(NamedTuple):
    """Stated values and causal shares of some points of the unit cube."""

    values: dict[str, Array]
    """(draw,) or (draw, element), in the unit and price year of the row."""
    shares: dict[str, Array]
    """(draw,)"""


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

    Rows that are drawn by name (`parameter_rows.Parameter`) have points in one dimension each, shuffled within the
    block, from streams of their own, so that with or without them the points of all others are the same.

    Parameters
    ----------
    table : ParameterTable
    seed : int
    block : int, position of the block

    Returns
    -------
    (draw, coordinate)
    """
    together, apart = _how_drawn(table)
    points = np.empty((BLOCK, len(together) + len(apart)))
    points[:, together] = _sobol_block(len(together), seed, "", block)
    for column, name in apart.items():
        line = _sobol_block(1, seed, name, block)[:, 0]
        points[:, column] = stream(seed, block, f"order/{name}").permutation(line)
    return keep_off_faces(points)


def _sobol_block(size: int, seed: int, name: str, block: int) -> Array:
    """Scrambled Sobol points of one block, (draw, size); of a row that is drawn by name those of its name."""
    engine = copy(_scrambled(size, seed, name))
    engine.reset()
    if block:
        engine.fast_forward(block * BLOCK)
    return np.asarray(engine.random(BLOCK))


@lru_cache(256)
def _scrambled(size: int, seed: int, name: str) -> Any:
    """The sequence that copies begin anew: to scramble it takes longer than to give a block of points."""
    from scipy.stats.qmc import Sobol  # takes a third of a second to import, and who reads priors draws none

    return Sobol(size, scramble=True, rng=stream(seed, 0, f"parameter/{name}") if name else np.random.default_rng(seed))


def _how_drawn(table: ParameterTable) -> tuple[list[int], dict[int, str]]:
    """Coordinates that are drawn together, and those that are drawn each by its name."""
    axes = list(enumerate(coordinates(table)))
    apart = {at: f"{axis.name}/{axis.role}/{axis.element}" for at, axis in axes if table[axis.name].drawn_by_name}
    return [at for at, _ in axes if at not in apart], apart


def keep_off_faces(points: Array) -> Array:
    """Keep points off the faces of the cube, where a normal has no value: to the middle of a cell of 2^-30.

    Parameters
    ----------
    points : (draw, coordinate), from 0 to 1
    """
    inside: Array = points * (1 - _CELL) + _CELL / 2
    return inside


def replacement_point(table: ParameterTable, seed: int, draw: int, attempt: int) -> Array:
    """The point that replaces an unstable draw, by its own address.

    Parameters
    ----------
    table : ParameterTable
    seed : int
    draw : int, position of the draw
    attempt : int, counted from 1
    """
    together, apart = _how_drawn(table)
    point = np.empty((1, len(together) + len(apart)))
    point[0, together] = stream(seed, draw, f"attempt/{attempt}").random(len(together))
    for column, name in apart.items():
        point[0, column] = stream(seed, draw, f"attempt/{attempt}/{name}").random()
    return keep_off_faces(point)


def parameters_at(table: ParameterTable, points: Array) -> Block:
    """Turn points of the unit cube into parameters.

    Parameters
    ----------
    table : ParameterTable
    points : (draw, coordinate), between 0 and 1
    """
    stated = stated_at(table, points)
    return Block(stated.values, stated.shares, table.effective_of_draws(stated.values, shares=stated.shares))


def stated_at(table: ParameterTable, points: Array) -> Stated:
    """Turn points of the unit cube into stated values and causal shares.

    Parameters
    ----------
    table : ParameterTable
    points : (draw, coordinate), between 0 and 1
    """
    axes = coordinates(table)
    column, count = {axis: points[:, index] for index, axis in enumerate(axes)}, len(points)
    second = {name: _takes_second(table, name, column, count) for name in table.switches}
    learned = _from_history(table, column, second)
    deflator, central_values = table.deflator, table.central_values()
    values, shares = {}, {}
    for name, row in table.parameters.items():
        drawn = []
        central = np.atleast_1d(central_values[name])
        for element, prior in enumerate(row.priors):
            axis = Coordinate(name, "value", element)
            if axis in learned:
                drawn.append(learned[axis])
                continue
            if axis not in column:
                drawn.append(np.full(count, central[element]))
                continue
            priced = in_prices_of(prior, row.price_year, deflator.level) if row.price_year else prior
            drawn.append(quantile(priced, column[axis], second=second))
        values[name] = np.stack(drawn, axis=1) if row.labels is not None else drawn[0]
        share, axis = table.causal_share(name), Coordinate(name, "share", 0)
        if axis in learned:
            shares[name] = learned[axis]
            continue
        shares[name] = np.ones(count) if share is None or axis not in column else share_quantile(share, column[axis])
    return Stated(values, shares)


def _from_history(
    table: ParameterTable, column: Mapping[Coordinate, Array], second: Mapping[str, npt.NDArray[np.bool_]]
) -> dict[Coordinate, Array]:
    """What groups that history has a say in take: joint draws of their posteriors, found by the group's own axes."""
    found: dict[Coordinate, Array] = {}
    for group in table.from_history:
        names, sets = posterior_of(group)
        axes = [_axis_of(name, table) for name in names]
        rows = nested_row(np.array([column[axis] for axis in axes]), sets.shape[1])
        of_set = second[SWITCHES[group]].astype(np.int64) if group in SWITCHES else 0
        found |= dict(zip(axes, sets[of_set, rows].T, strict=True))
    return found


def _axis_of(name: str, table: ParameterTable) -> Coordinate:
    """The axis of a column of the posterior: a number, an element of a vector, or a causal share."""
    if name.startswith(SHARE_OF):
        return Coordinate(name.removeprefix(SHARE_OF), "share", 0)
    whole, _, label = name.partition("[")
    labels = table[whole].labels
    return Coordinate(whole, "value", LABELS[labels].index(label.removesuffix("]")) if labels else 0)


def _takes_second(
    table: ParameterTable, name: str, column: Mapping[Coordinate, Array], count: int
) -> npt.NDArray[np.bool_]:
    """Whether each draw takes the second of the priors that a parameter switches: as often as its weight says."""
    at = column.get(Coordinate(name, "value", 0), np.full(count, 0.5))
    prior, value = table[name].priors[0], np.full(count, float(table.central_values()[name]))
    weight = value if table[name].is_fixed else quantile(prior, at)
    # A weight that is drawn is 0 or 1, and one that is set decides in so many draws.
    return np.asarray(at >= 1 - weight)


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

    Parameters
    ----------
    table : ParameterTable
    areas : Areas
    seed : int
    block : int, position of the block

    Raises
    ------
    BadInput
        When a draw stays unstable however often it is replaced.
    """
    made = parameters_at(table, sobol_points(table, seed, block))
    # Stability depends on no policy; a run sets its own (`environment.with_policy`).
    none = Policy(np.zeros(0), 0.0, np.zeros((1, len(RISKS), len(areas.population))))
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


def drawn_parameters(
    draws: int, seed: int = 0, *, baseline: Baseline | None = None, parameters: ParameterTable | None = None
) -> Iterator[Parameters]:
    """Give the parameters of the first draws of a seed: those that an ensemble of that seed runs.

    Unstable draws are replaced as there (ODD.md, 7.13).

    Parameters
    ----------
    draws : int, draws
        At most `MOST_DRAWN`: what is asked of each is kept in memory.
    seed : int
    baseline : Baseline, optional
    parameters : ParameterTable, optional

    Raises
    ------
    BadInput
        When there cannot be so many.

    Examples
    --------
    >>> first, second = drawn_parameters(2, seed=1)
    >>> first.healthy_years_per_log_income != second.healthy_years_per_log_income
    True
    """
    if isinstance(draws, bool) or not isinstance(draws, int) or not 0 <= draws <= MOST_DRAWN:
        raise BadInput(f"draws: a whole number from 0 to {MOST_DRAWN:,} expected, got {shown(draws)}")
    table, areas = parameters or load_parameters(), (baseline or load_baseline()).arrays

    table.check_priors_follow()

    def every() -> Iterator[Parameters]:
        block = 0
        while True:
            yield from stable_block(table, areas, seed, block).block.parameters
            block += 1

    return islice(every(), draws)
