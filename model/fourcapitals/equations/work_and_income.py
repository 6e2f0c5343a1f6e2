"""Work, income and council money: how health, jobs and transfers reach the households of an area."""

from __future__ import annotations

from fourcapitals.equations.elementary import Array, log


def sickness(last_health: Array, per_healthy_year: float) -> Array:
    """Change of the long-term-sick share of 16-64.

    Parameters
    ----------
    last_health : (area,), years
        Change of healthy life expectancy at the end of last year.
    per_healthy_year : float, share per year

    Examples
    --------
    >>> import numpy as np
    >>> sickness(np.array([1.0]), 0.005)
    array([-0.005])
    """
    return -per_healthy_year * last_health


def employment(
    sickness_change: Array,
    jobs_for_residents: Array,
    mass: Array,
    low_quality: Array,
    working_age: Array,
    per_sickness: float,
    share_of_jobs: float,
    per_mass: float,
    per_job_quality: float,
) -> Array:
    """Change of the employment share of 16-64.

    Parameters
    ----------
    sickness_change : (area,), share
    jobs_for_residents : (area,)
        Net new workplace jobs, by where their holders live.
    mass : (area,), log
    low_quality : (area,), share
    working_age : (area,), people aged 16-64
    per_sickness, share_of_jobs, per_mass, per_job_quality : float

    Examples
    --------
    >>> import numpy as np
    >>> employment(np.array([-0.01]), np.zeros(1), np.zeros(1), np.zeros(1), np.ones(1), 0.6, 0.15, 0.02, 0.05)
    array([0.006])
    """
    return (
        -per_sickness * sickness_change
        + share_of_jobs * jobs_for_residents / working_age
        + per_mass * mass
        - per_job_quality * low_quality
    )


def income(
    wage_pool: Array,
    employment_change: Array,
    transfers: Array,
    base_employment: Array,
    base_income: Array,
    per_wage_pool: float,
    per_employment: float,
) -> Array:
    """Log change of disposable household income per head.

    Parameters
    ----------
    wage_pool : (area,), log
        Productivity of the places where residents work.
    employment_change, base_employment : (area,), share
    transfers : (area,), £ per head
        Transfers and pay received, less tax.
    base_income : (area,), £ per head
    per_wage_pool, per_employment : float

    Examples
    --------
    >>> import numpy as np
    >>> income(np.zeros(1), np.zeros(1), np.array([200.0]), np.array([0.75]), np.array([20000.0]), 0.55, 0.5).round(6)
    array([0.00995])
    """
    return (
        per_wage_pool * wage_pool
        + per_employment * log(1 + employment_change / base_employment)
        + log(1 + transfers / base_income)
    )


def council_money(
    services: Array,
    tax_yield: Array,
    mean_tax_yield: float,
    physical_stock: Array,
    pooled: float,
    running_cost_rate: float,
    councils_pay: float,
) -> Array:
    """Change of what councils can spend on services.

    Parameters
    ----------
    services : (area,), £ per head
        New money for council services delivered this year.
    tax_yield, mean_tax_yield : (area,) and float, £ per head
        Change of the council-tax yield and its mean by population.
    physical_stock : (area,), £ per head
        New physical stock that has to be run.
    pooled : float
        Share of the yield pooled nationally.
    running_cost_rate : float, 1 per year
    councils_pay : float
        1 when councils carry running costs, 0 when the centre does.

    Examples
    --------
    >>> import numpy as np
    >>> council_money(np.array([10.0]), np.array([4.0]), 2.0, np.array([100.0]), 0.5, 0.02, 1.0)
    array([11.])
    """
    shared_tax = (1 - pooled) * tax_yield + pooled * mean_tax_yield
    return services + shared_tax - councils_pay * running_cost_rate * physical_stock
