"""Shocks: random numbers addressed by seed, draw and stream, never by scenario, worker or order."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, shown
from fourcapitals.scenario.need import STATISTICS
from fourcapitals.simulation.state import Shocks
from fourcapitals.vocabulary import SEXES


def stream(seed: int, draw: int, name: str) -> np.random.Generator:
    """Open the random stream of one name in one draw.

    A stream depends on its own address alone: adding a fund, a scenario or a draw changes no other stream.

    Parameters
    ----------
    seed, draw : int
        Not negative.
    name : str
        ``trend``, ``area``, ``good_health``, ``start``, ``survey``, ``regions``, ``work_and_income``, ``fund/`` and the
        name of a fund, ``councils``, or ``attempt/`` and a number or ``parameter/`` and its name (`draws`).

    Examples
    --------
    >>> first = stream(1, 0, "trend").standard_normal()
    >>> bool(first == stream(1, 0, "trend").standard_normal())
    True
    >>> bool(first == stream(1, 1, "trend").standard_normal())
    False
    """
    address = np.random.SeedSequence((seed, draw, zlib.crc32(name.encode("utf-8"))))
    return np.random.Generator(np.random.Philox(address))


def draw_shocks(seed: int, draw: int, *, areas: int, years: int, funds: Sequence[str] = ()) -> Shocks:
    """Draw the shocks of a whole run: a year axis before each axis of `Shocks`.

    Parameters
    ----------
    seed, draw : int
    areas, years : int
    funds : sequence of str
        Names of the funds, each with a stream of its own.

    Returns
    -------
    Shocks
        ``productivity`` and ``health`` (year,); ``area_productivity`` and ``life_satisfaction`` (year, area);
        ``area_health`` and ``area_good_health`` (year, sex, area); ``bids`` (year, fund, area).

    Examples
    --------
    >>> draw_shocks(1, 0, areas=3, years=16).area_health.shape
    (16, 2, 3)
    """
    trend = stream(seed, draw, "trend").standard_normal((2, years))
    area = stream(seed, draw, "area")
    return Shocks(
        productivity=trend[0],
        health=trend[1],
        area_productivity=area.standard_normal((years, areas)),
        area_health=area.standard_normal((years, len(SEXES), areas)),
        area_good_health=stream(seed, draw, "good_health").standard_normal((years, len(SEXES), areas)),
        life_satisfaction=stream(seed, draw, "survey").standard_normal((years, areas)),
        bids=draw_bid_shocks(seed, draw, areas=areas, years=years, funds=funds),
        statistics=np.zeros((years, 0, areas)),
    )


def mesa_seed(seed: int, draw: int) -> int:
    """Give the seed of Mesa's own random numbers in a draw, from 0 to 2**32 - 1.

    Parameters
    ----------
    seed : int
    draw : int, position of the draw

    Examples
    --------
    >>> mesa_seed(1, 0) == mesa_seed(1, 1)
    False
    """
    return int(stream(seed, draw, "mesa").integers(2**32))


def draw_bid_shocks(seed: int, draw: int, *, areas: int, years: int, funds: Sequence[str]) -> Array:
    """Draw the shock of each bid, (year, fund, area), standard Gumbel, a stream for each fund's name.

    Parameters
    ----------
    seed : int
    draw : int, position of the draw
    areas : int, areas
    years : int, years
    funds : sequence of str
        Names; a fund has the same shocks in every scenario.
    """
    bids = np.empty((years, len(funds), areas))
    for index, name in enumerate(funds):
        bids[:, index] = stream(seed, draw, f"fund/{name}").gumbel(size=(years, areas))
    return bids


def council_deviates(seed: int | None, draw: int, *, areas: int, drawn: bool = True) -> Array:
    """Draw how councils differ by what cuts do not explain, (3, area), standard normal: capacity, belief, taste.

    Parameters
    ----------
    seed : int or None
        None leaves them alike, as ``drawn=False`` does.
    draw : int, position of the draw
    areas : int, areas
    drawn : bool
    """
    if seed is None or not drawn:
        return np.zeros((3, areas))
    return stream(seed, draw, "councils").standard_normal((3, areas))


def draw_statistics_errors(
    seed: int, draw: int, errors: Mapping[str, Array], income: Array, employment: Array
) -> Array:
    """Draw the errors of published statistics, (year, statistic, area), with the noise of income and employment.

    Parameters
    ----------
    seed : int
    draw : int, position of the draw
    errors : mapping of statistic to (area,)
        Standard errors, of `statistics_errors`.
    income : (year, area)
        Factor on income.
    employment : (year, area), share
        Added to employment.

    Returns
    -------
    (year, statistic, area)
        In the order of `need.STATISTICS`, the higher the greater the need; of income a factor.
    """
    drawn = np.zeros((len(income), len(STATISTICS), income.shape[1]))
    chance = stream(seed, draw, "statistics")
    for position, name in enumerate(STATISTICS):
        normal = chance.standard_normal(income.shape)
        if name in errors:
            drawn[:, position] = errors[name] * normal
    names = list(STATISTICS)
    drawn[:, names.index("income")] = income
    drawn[:, names.index("employment")] -= employment
    return drawn


def no_shocks(*, areas: int, years: int, funds: int = 0) -> Shocks:
    """Give a whole run without shocks, in the shapes of `draw_shocks`.

    Parameters
    ----------
    areas : int, areas
    years : int, years
    funds : int, funds
    """
    return Shocks(
        np.zeros(years),
        np.zeros(years),
        np.zeros((years, areas)),
        np.zeros((years, len(SEXES), areas)),
        np.zeros((years, len(SEXES), areas)),
        np.zeros((years, areas)),
        np.zeros((years, funds, areas)),
        np.zeros((years, 0, areas)),
    )


def seed_of(seed: Any, rng: Any = None, draw: Any = None) -> int | None:
    """Give the seed of a run, from either of its names; None where shocks are off.

    Parameters
    ----------
    seed : int, optional
    rng : int, numpy.random.Generator or sequence of int, optional
        Mesa's name for a seed.
    draw : int, optional
        Number of the draw.

    Raises
    ------
    BadInput
        A seed or a draw that is none, both a seed and an rng, or a draw without a seed.
    """
    faults = []
    if seed is not None and rng is not None:
        faults.append("seed and rng are both given; give one of them")
    if seed is not None and not _is_count(seed):
        faults.append(f"seed: {shown(seed)} is no seed; give a whole number of 0 or more")
    if draw is not None and not _is_count(draw):
        faults.append(f"draw: {shown(draw)} is no number of a draw; give a whole number of 0 or more")
    if draw is not None and seed is None and rng is None:
        faults.append(f"draw: {shown(draw)} without a seed draws nothing; give a seed too")
    if isinstance(rng, np.random.Generator):
        seed = int(rng.integers(2**31))
    elif rng is not None:
        try:
            seed = rng if _is_count(rng) else int(np.random.SeedSequence(rng).generate_state(1)[0])
        except (TypeError, ValueError):
            faults.append(f"rng: {shown(rng)} is no seed; give whole numbers of 0 or more, or a numpy Generator")
    if faults:
        raise BadInput(*faults)
    return None if seed is None else int(seed)


def _is_count(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and int(value) >= 0
