"""Who lives in each area by age, health and degree, and how often people move from where to where, in the base year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from fourcapitals.equations.elementary import Array
from fourcapitals.equations.gravity import constants
from fourcapitals.equations.relational_fit import fit_relational
from fourcapitals.equations.standard import person_years
from fourcapitals.vocabulary import SEXES

if TYPE_CHECKING:
    from fourcapitals.data.baseline import Baseline

Indices = npt.NDArray[np.int64]

OLDER_FROM: Final = 45
"""Age at which people count among the older of two groups."""
FIFTH: Final = 0.2
_SMALL: Final = 1e-4
"""Change of log mortality by which the weight of an age is found."""


class Movers(NamedTuple):
    """The people of each area in the base year, and their moves of a year; ages are under 45, then 45 and over."""

    population: Array
    """(area,), people."""
    age: Array
    """(age, area), share of people."""
    good_health: Array
    """(age, area), share of people of that age."""
    degree: Array
    """(area,), share of people: at any age, children as the adults they live with."""
    origin: Indices
    """(link,): position of the area that is left, ascending; each area's moves within it are among the links."""
    destination: Indices
    """(link,): position of the area that is moved to."""
    first: Indices
    """(area + 1,): position of each origin's first link; the last entry counts the links."""
    listed: Array
    """(link,), people a year beside `unlisted`."""
    unlisted: Array
    """(area,), people a year who leave each area and are spread over all by `into`."""
    into: Array
    """(area,), share of them that each area receives."""
    deprivation: Array
    """(area,), SD."""
    span: float
    """SD: mean deprivation of the most deprived fifth of areas less that of the least."""
    weight_of_health: Array
    """(sex, age): part of the response of healthy life expectancy to log odds of good health that lies at that age."""
    weight_of_mortality: Array
    """(sex, age): part of the response of life expectancy to log mortality that lies at that age."""


def movers_of(baseline: Baseline) -> Movers:
    """Work out who lives in each area and how often people move.

    Moves of the census are taken per head of its people, times those of the base year. What the listed destinations
    leave of each area's moves is spread by constants of origin and destination, so that what leaves and what arrives
    in each area is as counted; health by age follows from the area's life table.

    Parameters
    ----------
    baseline : Baseline

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> movers = movers_of(load_baseline())
    >>> within = movers.origin == movers.destination
    >>> bool(abs(movers.into.sum() - 1) < 1e-9), len(movers.listed), int(within.sum())
    (True, 4912, 307)
    """
    areas, table = baseline.arrays, baseline.tables["migration_areas"].set_index("code").loc[list(baseline.codes)]
    place = {code: at for at, code in enumerate(baseline.codes)}
    moves = baseline.tables["migration"].sort_values(["origin", "destination"])
    ends = [np.array(moves[each].map(place), np.int64) for each in ("origin", "destination")]
    origin, destination = ends
    counted = moves["movers"].to_numpy(np.float64)
    rows, columns = _rest(origin, destination, counted, table["moved_out"], table["moved_in"])
    per_head = areas.population / table["population_2011"].to_numpy(np.float64)
    young = table["under_45_share"].to_numpy(np.float64)
    health_weight, mortality_weight = _weights_of_ages(baseline)
    ranked, fifth = np.sort(areas.deprivation), max(1, round(FIFTH * len(young)))
    return Movers(
        population=areas.population,
        age=np.array([young, 1 - young]),
        good_health=_good_health(baseline),
        degree=table["degree_share_2011"].to_numpy(np.float64, copy=True),
        origin=origin,
        destination=destination,
        first=np.searchsorted(origin, np.arange(len(young) + 1)).astype(np.int64),
        listed=np.maximum(counted - rows[origin] * columns[destination], 0.0) * per_head[origin],
        unlisted=rows * columns.sum() * per_head,
        into=columns / columns.sum(),
        deprivation=areas.deprivation,
        span=float(ranked[-fifth:].mean() - ranked[:fifth].mean()),
        weight_of_health=health_weight,
        weight_of_mortality=mortality_weight,
    )


def _rest(
    origin: Indices, destination: Indices, counted: Array, out: npt.ArrayLike, into: npt.ArrayLike
) -> tuple[Array, Array]:
    """Constants of origins and destinations whose products are the moves along pairs that are not listed."""
    out, into = np.array(out, np.float64), np.array(into, np.float64)
    between = origin != destination
    listed = np.zeros((len(out), len(out)))
    listed[origin, destination] = 1
    out -= np.bincount(origin[between], counted[between], len(out))
    into -= np.bincount(destination[between], counted[between], len(into))
    return constants(1 - listed, out, into)


def _ages(baseline: Baseline) -> tuple[npt.NDArray[np.bool_], Array]:
    """Which bands of the life table are of the older, and how long the bands are."""
    widths = np.asarray(baseline.standard.widths)
    starts = np.concatenate([[0.0], np.cumsum(widths[:-1])])
    return starts >= OLDER_FROM, widths


def _good_health(baseline: Baseline) -> Array:
    """(age, area): share in good health, by the shift of England's schedule that gives the area's expectancies."""
    older, widths = _ages(baseline)
    areas, shares = baseline.arrays, []
    for position, sex in enumerate(SEXES):
        standard = baseline.standard_of(sex)
        _, eta = fit_relational(standard, areas.le[position], areas.hle[position])
        lived = person_years(standard.mortality_rate, widths)
        healthy = lived * expit(logit(np.asarray(standard.good_health_share)) + eta[:, None])
        shares.append([healthy[:, of_age].sum(axis=1) / lived[of_age].sum() for of_age in (~older, older)])
    mean: Array = np.mean(shares, axis=0)
    return mean


def _weights_of_ages(baseline: Baseline) -> tuple[Array, Array]:
    """(sex, age) each: where the responses to log odds of good health and to log mortality lie, England's tables."""
    older, widths = _ages(baseline)
    of_health, of_mortality = [], []
    for sex in SEXES:
        standard = baseline.standard_of(sex)
        rate, share = np.asarray(standard.mortality_rate), np.asarray(standard.good_health_share)
        lived = person_years(rate, widths)
        response = lived * share * (1 - share)
        of_health.append([response[each].sum() / response.sum() for each in (~older, older)])
        gained = np.array(
            [(person_years(rate * np.exp(-_SMALL * each), widths) - lived).sum() for each in (~older, older)]
        )
        of_mortality.append(gained / gained.sum())
    return np.array(of_health), np.array(of_mortality)
