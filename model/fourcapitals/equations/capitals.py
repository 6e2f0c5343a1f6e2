"""Stocks of the four capitals: what wears off in a year and what net investment adds.

Every stock is a deviation from 2019: the base flows that keep the 2019 level up are exactly its depreciation, so
that without new money each stays where it is (assumption A1 of ODD.md).
"""

from __future__ import annotations

from fourcapitals.equations.elementary import Array


def physical(stock: Array, net: Array, depreciation: float) -> Array:
    """One physical stock (transport, premises or housing) after a year.

    Parameters
    ----------
    stock : (area,), £ per head
        Deviation from 2019 at the end of last year.
    net : (area,), £ per head
        Effective new money of the year.
    depreciation : float, 1 per year

    Examples
    --------
    >>> import numpy as np
    >>> physical(np.array([100.0]), np.array([3.5]), 0.035)
    array([100.])
    """
    return (1 - depreciation) * stock + net


def skills(
    stock: Array,
    adult_skills: Array,
    matured_early_years: Array,
    income_change: Array,
    base_stock: Array,
    people_per_working_age: Array,
    depreciation: float,
    adult_return: float,
    early_return: float,
    renewal: float,
) -> Array:
    """Skills capital after a year, in lifetime earnings.

    Parameters
    ----------
    stock, base_stock : (area,), £ per person aged 16-64
        Deviation at the end of last year; level of 2019.
    adult_skills, matured_early_years : (area,), £ per head
        Net adult-skills money of the year; early-years money whose children now reach working age.
    income_change : (area,), log
        Of last year (the feedback of income on the renewal of skills).
    people_per_working_age : (area,)
    depreciation, adult_return, early_return, renewal : float
        1 per year; £ per £; £ per £; per log income.

    Examples
    --------
    >>> import numpy as np
    >>> one = np.ones(1)
    >>> skills(0 * one, 10 * one, 0 * one, 0 * one, 500000 * one, 1.5 * one, 0.025, 2.0, 1.15, 0.1)
    array([30.])
    """
    bought = (adult_return * adult_skills + early_return * matured_early_years) * people_per_working_age
    return (1 - depreciation) * stock + bought + depreciation * base_stock * renewal * income_change


def social(
    stock: Array, community: Array, culture: Array, reversion: float, culture_weight: float, cost: float
) -> Array:
    """Social capital after a year, in standard deviations between areas.

    Parameters
    ----------
    stock : (area,), SD
    community, culture : (area,), £ per head, net
    reversion : float, 1 per year
    culture_weight : float
        £1 of culture as £ of community.
    cost : float, £ per head per SD

    Examples
    --------
    >>> import numpy as np
    >>> social(np.array([0.0]), np.array([20.0]), np.array([0.0]), 0.1, 0.3, 2000.0)
    array([0.01])
    """
    return (1 - reversion) * stock + (community + culture_weight * culture) / cost


def green_space(stock: Array, net: Array, loss: float, cost_per_tenth: float) -> Array:
    """Vegetation index (NDVI) around homes after a year.

    Parameters
    ----------
    stock : (area,), NDVI
    net : (area,), £ per head
    loss : float, 1 per year
    cost_per_tenth : float, £ per head for 0.1 NDVI

    Examples
    --------
    >>> import numpy as np
    >>> green_space(np.array([0.0]), np.array([15.0]), 0.04, 1500.0)
    array([0.001])
    """
    return (1 - loss) * stock + 0.1 * net / cost_per_tenth


def particulates(log_change: Array, net: Array, catch_up: float, cost_per_tenth: float) -> Array:
    """Log change of fine particulate matter (PM2.5) after a year: a level cannot go negative.

    Parameters
    ----------
    log_change : (area,), log
    net : (area,), £ per head
    catch_up : float, 1 per year
        Rate at which the clean air would have come anyway.
    cost_per_tenth : float, £ per head for 10% less

    Examples
    --------
    >>> import numpy as np
    >>> particulates(np.array([0.0]), np.array([6.0]), 0.1, 600.0)
    array([-0.001])
    """
    return (1 - catch_up) * log_change - 0.1 * net / cost_per_tenth


def low_quality_jobs(share: Array, net: Array, people_per_job: Array, fading: float, cost_per_job: float) -> Array:
    """Change of the share of residents' jobs that are of low quality, after a year.

    Parameters
    ----------
    share : (area,)
    net : (area,), £ per head
    people_per_job : (area,)
        Residents per resident in work.
    fading : float, 1 per year
    cost_per_job : float, £ per job per year

    Examples
    --------
    >>> import numpy as np
    >>> low_quality_jobs(np.array([0.0]), np.array([6.0]), np.array([2.0]), 0.5, 6000.0)
    array([-0.001])
    """
    return (1 - fading) * share - fading * net * people_per_job / cost_per_job
