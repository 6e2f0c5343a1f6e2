"""Life tables: life expectancy and healthy life expectancy from counts, with their standard errors.

`life_table` is Chiang's abridged table, `healthy_life_expectancy` Sullivan's method. Arrays have age on their last
axis; their other axes are free. How a life table answers to shifts stands in `relational`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.age_bands import (
    closed_band_widths,
    fraction_lived_by_the_dying,
    probability_of_dying,
    share_surviving,
    years_lived,
)
from fourcapitals.equations.checks import fault, numbers, refuse, same_shape
from fourcapitals.equations.elementary import Array

ABRIDGED_WIDTHS: tuple[float, ...] = (1.0, 4.0, *(5.0,) * 17, np.inf)
"""Years in each age band of the abridged table of England: 0, 1-4, 5-9, ..., 85-89, 90 and over."""

RADIX = 100_000.0
"""Newborns a life table starts with, by convention."""


@dataclass(frozen=True, eq=False, slots=True)
class LifeTable:
    """An abridged life table, every array by age (…, age).

    A table taken as known, without sampling error, carries ``np.inf`` as its deaths.

    Attributes
    ----------
    widths : (age,), years
        Length n of each band; ``np.inf`` for the open one.
    fraction_lived : (age,), share
        Part a of the band lived by those who die in it; NaN in the open band.
    deaths : (…, age), people
        Deaths behind the table, which set its sampling error.
    mortality_rate : (…, age), deaths per person-year
        Central rate M.
    probability_of_dying : (…, age), share
        q: of those who enter the band, the part that dies in it; 1 in the open band.
    survivors : (…, age), people
        l: of 100,000 newborns, those who reach the band.
    person_years : (…, age), years
        L: years lived in the band by the 100,000.
    life_expectancy : (…, age), years
        e: mean years still to be lived on entering the band.
    standard_error : (…, age), years
        Standard error of `life_expectancy`.
    """

    widths: Array
    fraction_lived: Array
    deaths: Array
    mortality_rate: Array
    probability_of_dying: Array
    survivors: Array
    person_years: Array
    life_expectancy: Array
    standard_error: Array


@dataclass(frozen=True, eq=False, slots=True)
class HealthyLifeExpectancy:
    """Sullivan's healthy life expectancy by age.

    Attributes
    ----------
    value : (…, age), years
        Mean years in good health still to be lived on entering the band.
    standard_error : (…, age), years
        From the deaths and the health survey together.
    prevalence_standard_error : (…, age), years
        From the health survey alone, the figure most published intervals rest on; 0 without a survey.
    """

    value: Array
    standard_error: Array
    prevalence_standard_error: Array


def life_table(
    deaths: npt.ArrayLike,
    population: npt.ArrayLike,
    *,
    widths: npt.ArrayLike | None = None,
    infant_fraction: npt.ArrayLike | None = None,
    ages: npt.ArrayLike | None = None,
    first_death_probability: npt.ArrayLike | None = None,
) -> LifeTable:
    """Build abridged life tables from deaths and populations by age.

    Chiang's second method: with M = D / P and a the part of a band of n years lived by those who die in it,
    q = n M / (1 + n (1 - a) M), L = n (l_next + a d), and L = l / M in the open band. The variance of q is
    q^2 (1 - q) / D, carried to every earlier age by the delta method; the open band adds Silcocks's term
    l^2 / (D M^2).

    Parameters
    ----------
    deaths : (…, age), people
        Deaths in the band, not necessarily whole; 0 or more, above 0 in the open band.
    population : (…, age), person-years
        People at risk: mid-year populations summed over the years of the deaths. Above 0.
    widths : (age,) or (age - 1,), years, optional
        Length of each band, the last ``np.inf`` or left out. Default `ABRIDGED_WIDTHS`.
    infant_fraction : share or (age - 1,), share, optional
        Part of the first band lived by those who die in it, or of every closed band. Left out, it is 0.1 where the
        first band is one year, and 0.5 in all other bands.
    ages : (age,), years, optional
        Age at which each band begins, where bands are labelled; they must ascend. The widths follow from them.
    first_death_probability : (…), share, optional
        q of the first band where it is known better than from its population, as infant mortality is from
        births. The mortality rate of that band is then the one that this q implies; its sampling error still
        rests on the deaths given, and is 0 if they are 0.

    Returns
    -------
    LifeTable
        With the common leading axes of `deaths` and `population`.

    Raises
    ------
    ValueError
        Shapes that do not match; a negative or missing count; an empty population; no deaths in the open band
        (life expectancy would be infinite); more deaths than people in a closed band, or one in which everyone would
        die; ages that do not ascend. All faults at once.

    References
    ----------
    Chiang CL (1968), Introduction to stochastic processes in biostatistics. Silcocks PBS, Jenner DA, Reza R
    (2001), J Epidemiol Community Health 55:38-43. UKHSA, R package PHEindicatormethods, phe_life_expectancy:
    its published test case is reproduced to eight decimals.

    Examples
    --------
    One person in a hundred dies before the first birthday, and after the fifth one in fifty each year:

    >>> table = life_table([10, 0, 200], [1000, 4000, 10000], widths=[1, 4], infant_fraction=0.5)
    >>> table.probability_of_dying.round(6).tolist()
    [0.00995, 0.0, 1.0]
    >>> table.life_expectancy.round(3).tolist()
    [54.458, 54.0, 50.0]
    >>> table.standard_error.round(3).tolist()
    [3.505, 3.536, 3.536]
    """
    where = "life_table"
    deaths, population = _counts(where, deaths, population)
    closed = closed_band_widths(where, _widths(where, widths, ages), deaths.shape[-1])
    fraction = fraction_lived_by_the_dying(where, infant_fraction, closed)
    rate = deaths / population
    if first_death_probability is not None:
        # Published q0 and the rest of the table must tell one story, also when the rates become a Standard.
        first = _first_deaths(where, first_death_probability, rate.shape[:-1])
        rate[..., 0] = first / (closed[0] * (1 - (1 - fraction[0]) * first))
    closed_death = _dying_before_the_last_band(where, rate, closed, fraction)
    survivors = RADIX * share_surviving(closed_death)
    lived = years_lived(survivors, rate[..., -1], closed, fraction)
    variance = _variance(
        survivors,
        lived,
        np.ones_like(rate),
        deaths=deaths,
        rate=rate,
        closed_death=closed_death,
        closed_widths=closed,
        fraction=fraction,
    )
    return LifeTable(
        widths=np.append(closed, np.inf),
        fraction_lived=np.append(fraction, np.nan),
        deaths=deaths.copy(),
        mortality_rate=rate,
        probability_of_dying=np.concatenate([closed_death, np.ones_like(rate[..., -1:])], axis=-1),
        survivors=survivors,
        person_years=lived,
        life_expectancy=_from_age_on(lived) / survivors,
        standard_error=np.sqrt(variance),
    )


def healthy_life_expectancy(
    table: LifeTable,
    good_health_share: npt.ArrayLike,
    survey_size: npt.ArrayLike | None = None,
) -> HealthyLifeExpectancy:
    """Split life expectancy into years in good health and the rest by Sullivan's method.

    HLE_x is the sum of L pi from age x on, over l_x. Its variance adds that of the surveyed shares,
    sum of L^2 pi (1 - pi) / survey size, over l_x^2, to that of the deaths, sum of
    l^2 ((1 - a) n pi + HLE_next)^2 Var(q), with pi^2 l^2 / (D M^2) in the open band, over l_x^2.

    Parameters
    ----------
    table : LifeTable
        Of the same people.
    good_health_share : (…, age), share
        Part pi of the band in good or very good health.
    survey_size : (…, age), people, optional
        Respondents behind each share; for a complex survey divide by the design effect. Without it the shares
        are taken as known.

    Returns
    -------
    HealthyLifeExpectancy
        With the common leading axes of the table and the shares.

    Raises
    ------
    ValueError
        Shapes that do not match; a share outside 0 to 1; a survey size that is not above 0.

    References
    ----------
    Sullivan DF (1971), HSMHA Health Reports 86:347-354. Jagger C et al., Health expectancy calculation by the
    Sullivan method (EHEMU); EUROREVES, Calculation of health expectancies.

    Examples
    --------
    >>> table = life_table([10, 0, 200], [1000, 4000, 10000], widths=[1, 4], infant_fraction=0.5)
    >>> health = healthy_life_expectancy(table, [1.0, 1.0, 0.6], [100, 100, 100])
    >>> health.value.round(3).tolist()
    [34.657, 34.0, 30.0]
    >>> health.prevalence_standard_error.round(3).tolist()
    [2.425, 2.449, 2.449]
    >>> health.standard_error.round(3).tolist()
    [3.21, 3.24, 3.24]
    """
    where = "healthy_life_expectancy"
    share = numbers(where, "good_health_share", good_health_share)
    # Without a survey the shares are taken as known: infinitely many respondents.
    size = numbers(where, "survey_size", np.inf if survey_size is None else survey_size)
    if size.ndim == 0:
        size = np.full(share.shape[-1:], float(size))
    lived, share, size = same_shape(where, person_years=table.person_years, good_health_share=share, survey_size=size)
    refuse(
        where,
        fault("good_health_share", share, ~((share >= 0) & (share <= 1)), "0 to 1")
        + fault("survey_size", size, ~(size > 0), "more than 0"),
    )
    prevalence_variance = _from_age_on(lived**2 * share * (1 - share) / size) / table.survivors**2
    mortality_variance = _variance(
        table.survivors,
        lived,
        share,
        deaths=table.deaths,
        rate=table.mortality_rate,
        closed_death=table.probability_of_dying[..., :-1],
        closed_widths=table.widths[:-1],
        fraction=table.fraction_lived[:-1],
    )
    return HealthyLifeExpectancy(
        value=_from_age_on(lived * share) / table.survivors,
        standard_error=np.sqrt(mortality_variance + prevalence_variance),
        prevalence_standard_error=np.sqrt(prevalence_variance),
    )


def _widths(where: str, widths: npt.ArrayLike | None, ages: npt.ArrayLike | None) -> npt.ArrayLike:
    """Widths as given, or those between labelled ages."""
    if ages is None:
        return ABRIDGED_WIDTHS if widths is None else widths
    starts = numbers(where, "ages", ages)
    if widths is not None:
        refuse(where, ["widths and ages are both given; expected one of them"])
    if starts.ndim != 1 or not np.isfinite(starts).all() or (np.diff(starts) <= 0).any():
        refuse(where, ["ages do not ascend; expected the age at which each band begins, the youngest first"])
    return np.diff(starts)


def _counts(where: str, deaths: npt.ArrayLike, population: npt.ArrayLike) -> tuple[Array, ...]:
    """Deaths and populations in one shape, refused where no life table can be made of them."""
    deaths, population = numbers(where, "deaths", deaths), numbers(where, "population", population)
    deaths, population = same_shape(where, deaths=deaths, population=population)
    refuse(
        where,
        fault("deaths", deaths, ~(np.isfinite(deaths) & (deaths >= 0)), "0 or more")
        + fault("population", population, ~(np.isfinite(population) & (population > 0)), "more than 0")
        + fault(
            "deaths in the open band",
            deaths[..., -1],
            deaths[..., -1] == 0,
            "more than 0, or life expectancy is infinite: pool years or areas",
        )
        + fault("deaths", deaths[..., :-1], deaths[..., :-1] > population[..., :-1], "no more than the people at risk"),
    )
    return deaths, population


def _first_deaths(where: str, given: npt.ArrayLike, shape: tuple[int, ...]) -> Array:
    """Probabilities of dying in the first band in the shape of the leading axes."""
    first = np.asarray(given, dtype=np.float64)
    refuse(where, fault("first_death_probability", first, ~((first >= 0) & (first < 1)), "0 or more, below 1"))
    try:
        return np.broadcast_to(first, shape)
    except ValueError:
        message = f"{where}: first_death_probability has shape {first.shape}; expected {shape}"
        raise ValueError(message) from None


def _dying_before_the_last_band(where: str, rate: Array, closed_widths: Array, fraction: Array) -> Array:
    """Probability of dying in each closed band, refused where nobody would survive it."""
    closed_death = probability_of_dying(rate[..., :-1], closed_widths, fraction)
    refuse(
        where,
        fault(
            "probability of dying",
            closed_death,
            closed_death >= 1,
            "below 1 in a closed band: too many deaths for the population; widen the bands or pool years",
        ),
    )
    return closed_death


def _from_age_on(values: Array) -> Array:
    """Sum over each band and all later ones."""
    return np.cumsum(values[..., ::-1], axis=-1)[..., ::-1]


def _variance(
    survivors: Array,
    lived: Array,
    share: Array,
    *,
    deaths: Array,
    rate: Array,
    closed_death: Array,
    closed_widths: Array,
    fraction: Array,
) -> Array:
    """Variance, from the deaths alone, of the years lived in a state held by `share` of each band."""
    expectancy = _from_age_on(lived * share) / survivors
    # q^2 / D goes to 0 with D: a band without deaths adds no variance.
    counted = np.where(deaths[..., :-1] > 0, deaths[..., :-1], np.inf)
    death_variance = closed_death**2 * (1 - closed_death) / counted
    loss = (1 - fraction) * closed_widths * share[..., :-1] + expectancy[..., 1:]
    closed = survivors[..., :-1] ** 2 * loss**2 * death_variance
    last = (share[..., -1:] * survivors[..., -1:] / rate[..., -1:]) ** 2 / deaths[..., -1:]
    last = np.broadcast_to(last, (*closed.shape[:-1], 1))
    return _from_age_on(np.concatenate([closed, last], axis=-1)) / survivors**2
