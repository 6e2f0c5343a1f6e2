"""Stocks of the four capitals: what depreciates in a year and what net investment adds.

Every stock is a deviation from 2019: the base flows that keep the 2019 level up are exactly its depreciation, so
that without new money each stays where it is (assumption A1 of ODD.md). Names such as `physical_depreciation` are rows
of ``parameters.toml``, each with its value, prior, source and letter.
"""

from __future__ import annotations

from fourcapitals.equations.elementary import Array


def physical(stock: Array, net: Array, depreciation: float) -> Array:
    """One physical stock (transport, premises or housing) after a year of depreciation and investment.

    Parameters
    ----------
    stock : (area,), £ per head
        Deviation from 2019 at the end of last year.
    net : (area,), £ per head
        Effective and additional investment of the year (`investment.net_of_deadweight`).
    depreciation : float, 1 per year
        `physical_depreciation`.

    Returns
    -------
    (area,), £ per head
        Deviation from 2019 at the end of the year.

    Notes
    -----
    ``(1 - depreciation) stock + net``, the perpetual inventory method. Assumption A1 of ODD.md; the rate after asset
    lives of ONS and OBR (from memory, to be verified).

    Examples
    --------
    At £100 per head, £3.50 a year make good a depreciation of 3.5%:

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
    """Skills capital after a year, valued as lifetime earnings.

    Parameters
    ----------
    stock : (area,), £ per person aged 16-64
        Deviation from 2019 at the end of last year.
    adult_skills : (area,), £ per head
        Net investment in adult skills of the year.
    matured_early_years : (area,), £ per head
        Net early-years money whose children reach working age this year.
    income_change : (area,), log income
        Change of income since 2019 at the end of last year: the feedback of income on the renewal of skills.
    base_stock : (area,), £ per person aged 16-64
        Level of 2019: `human_capital_value` times relative pay.
    people_per_working_age : (area,), people per person aged 16-64
    depreciation : float, 1 per year
        `skills_depreciation`.
    adult_return : float, £ of lifetime earnings per £
        `adult_skills_return`.
    early_return : float, £ of lifetime earnings per £
        `early_years_return`.
    renewal : float, log skills renewal per log income
        `skills_renewal_per_log_income`.

    Returns
    -------
    (area,), £ per person aged 16-64
        Deviation from 2019 at the end of the year.

    Notes
    -----
    ``(1 - depreciation) stock + (adult_return adult_skills + early_return matured_early_years) people_per_working_age
    + depreciation base_stock renewal income_change``. Assumptions A1, A23 and A24 of ODD.md; sources: Arrazola and de
    Hevia 2004 (depreciation), Institute for Fiscal Studies 2025 (Sure Start, return to early years), ONS 2020 (stock);
    the return to adult skills is contested (from memory), the renewal a switch without estimate (judgement).

    Examples
    --------
    £10 per head at a return of 2, where 1.5 people share each of working age:

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
        Deviation from 2019 at the end of last year.
    community : (area,), £ per head
        Net investment in community.
    culture : (area,), £ per head
        Net investment in culture.
    reversion : float, 1 per year
        `social_capital_reversion`.
    culture_weight : float, £ of community per £ of culture
        `culture_as_community`.
    cost : float, £ per head per SD
        `social_capital_cost`.

    Returns
    -------
    (area,), SD
        Deviation from 2019 at the end of the year.

    Notes
    -----
    ``(1 - reversion) stock + (community + culture_weight culture) / cost``. Assumption A20 of ODD.md: no causal
    estimate for areas exists (judgement).

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
        Deviation from 2019 at the end of last year.
    net : (area,), £ per head
        Net investment in green space.
    loss : float, 1 per year
        `green_space_loss`.
    cost_per_tenth : float, £ per head per 0.1 NDVI
        `green_space_cost`.

    Returns
    -------
    (area,), NDVI
        Deviation from 2019 at the end of the year.

    Notes
    -----
    ``(1 - loss) stock + 0.1 net / cost_per_tenth``. Assumption A21 of ODD.md (judgement for the loss, from memory or
    judgement for the cost).

    Examples
    --------
    >>> import numpy as np
    >>> green_space(np.array([0.0]), np.array([15.0]), 0.04, 1500.0)
    array([0.001])
    """
    return (1 - loss) * stock + 0.1 * net / cost_per_tenth


def particulates(log_change: Array, net: Array, catch_up: float, cost_per_tenth: float) -> Array:
    """Log change of fine particulate matter (PM2.5) after a year.

    Parameters
    ----------
    log_change : (area,), log PM2.5
        Change since 2019 at the end of last year.
    net : (area,), £ per head
        Net investment in clean air.
    catch_up : float, 1 per year
        Rate at which the bought clean air would have come anyway, `clean_air_catch_up`.
    cost_per_tenth : float, £ per head per 10% less PM2.5
        `clean_air_cost`.

    Returns
    -------
    (area,), log PM2.5
        Change since 2019 at the end of the year.

    Notes
    -----
    ``(1 - catch_up) log_change - 0.1 net / cost_per_tenth``. A logarithm, so that no investment makes a concentration
    negative. Assumption A21 of ODD.md (judgement for the catch-up, from memory or judgement for the cost).

    Examples
    --------
    £6 per head of the £600 that a tenth costs: a thousandth less.

    >>> import numpy as np
    >>> particulates(np.array([0.0]), np.array([6.0]), 0.1, 600.0)
    array([-0.001])
    """
    return (1 - catch_up) * log_change - 0.1 * net / cost_per_tenth


def low_quality_jobs(share: Array, net: Array, people_per_job: Array, fading: float, cost_per_job: float) -> Array:
    """Change of the share of residents' jobs that are of low quality, after a year.

    Parameters
    ----------
    share : (area,), share of residents' jobs
        Change since 2019 at the end of last year.
    net : (area,), £ per head per year
        Net money for job quality.
    people_per_job : (area,), people per resident in work
    fading : float, 1 per year
        `job_quality_fading`.
    cost_per_job : float, £ per job per year
        `job_quality_cost`.

    Returns
    -------
    (area,), share of residents' jobs
        Change since 2019 at the end of the year.

    Notes
    -----
    ``(1 - fading) share - fading net people_per_job / cost_per_job``: a lasting yearly flow of money upgrades
    ``net people_per_job / cost_per_job`` of all jobs in the long run, whatever the rate of fading. Assumption A25 of
    ODD.md (judgement).

    Examples
    --------
    >>> import numpy as np
    >>> low_quality_jobs(np.array([0.0]), np.array([6.0]), np.array([2.0]), 0.5, 6000.0)
    array([-0.001])
    """
    return (1 - fading) * share - fading * net * people_per_job / cost_per_job
