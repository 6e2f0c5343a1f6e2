"""Work, income and council money: how health, jobs and transfers reach the households of an area."""

from __future__ import annotations

import numpy as np

from fourcapitals.equations.elementary import Array, log


def sickness(last_health: Array, base: Array, per_healthy_year: float) -> Array:
    """Change of the long-term-sick share since 2019, which ends where nobody is left sick.

    Parameters
    ----------
    last_health : (area,), years
        Change of healthy life expectancy since 2019 at the end of last year.
    base : (area,), share of people aged 16-64
        Long-term sick in 2019.
    per_healthy_year : float, share of people aged 16-64 per year
        `sickness_per_healthy_year`.

    Returns
    -------
    (area,), share of people aged 16-64

    Notes
    -----
    ``max(-base, -per_healthy_year last_health)``. Assumption A19 of ODD.md; sources: NHSA 2018 (10% fewer limiting
    conditions go with 3 points less inactivity, about .02), Murray 2022 (ILC, about .003).

    Examples
    --------
    >>> sickness(np.array([1.0, 20.0]), np.array([0.04, 0.04]), 0.005)
    array([-0.005, -0.04 ])
    """
    sick: Array = np.maximum(-base, -per_healthy_year * last_health)
    return sick


def employment(
    sickness_change: Array,
    jobs_for_residents: Array,
    mass: Array,
    low_quality: Array,
    hired: Array,
    working_age: Array,
    per_sickness: float,
    share_of_jobs: float,
    per_mass: float,
    per_job_quality: float,
) -> Array:
    """Change of the employment share since 2019.

    Parameters
    ----------
    sickness_change : (area,), share of people aged 16-64
        From `sickness`.
    jobs_for_residents : (area,), jobs
        Net new workplace jobs, by where their holders live.
    mass : (area,), log economic mass
        From `productivity.economic_mass`.
    low_quality : (area,), share of residents' jobs
        From `capitals.low_quality_jobs`.
    hired : (area,), people
        In work who would not be, from `anchor.newly_in_work`.
    working_age : (area,), people aged 16-64
    per_sickness : float, share employed per share sick
        `employment_per_sickness`.
    share_of_jobs : float, residents newly in work per job
        `employment_share_of_jobs`.
    per_mass : float, share per log economic mass
        `employment_per_log_economic_mass`.
    per_job_quality : float, share per share of jobs
        `employment_per_job_quality`.

    Returns
    -------
    (area,), share of people aged 16-64

    Notes
    -----
    ``-per_sickness sickness_change + share_of_jobs jobs_for_residents / working_age + per_mass mass
    - per_job_quality low_quality + hired / working_age``. Assumptions A19, A25 and A55 of ODD.md; source: Gibbons,
    Overman and Sarvimäki 2021 (Single Regeneration Budget: new local jobs raise residents' employment little), the rest
    judgement.

    Examples
    --------
    A point less sickness, of which six in ten return to work:

    >>> import numpy as np
    >>> none = np.zeros(1)
    >>> employment(np.array([-0.01]), none, none, none, none, np.ones(1), 0.6, 0.15, 0.02, 0.05)
    array([0.006])
    """
    return (
        -per_sickness * sickness_change
        + share_of_jobs * jobs_for_residents / working_age
        + per_mass * mass
        - per_job_quality * low_quality
        + hired / working_age
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
    """Log change of disposable household income per head since 2019.

    Parameters
    ----------
    wage_pool : (area,), log GVA per hour
        Change of productivity in the places where residents work, by commuting.
    employment_change : (area,), share of people aged 16-64
        From `employment`.
    transfers : (area,), £ per head per year
        Transfers and pay received, less tax.
    base_employment : (area,), share of people aged 16-64
        Level of 2019.
    base_income : (area,), £ per head per year
        Level of 2019.
    per_wage_pool : float, log income per log GVA per hour
        `income_per_log_wage_pool`.
    per_employment : float, log income per log employment
        `income_per_log_employment`.

    Returns
    -------
    (area,), log income

    Notes
    -----
    ``per_wage_pool wage_pool + per_employment ln(1 + employment_change / base_employment)
    + ln(1 + transfers / base_income)``: logs, so that changes of a share of income add up. Assumption A17 of ODD.md
    (labour shares net of tax and benefit, from memory or judged).

    Examples
    --------
    A transfer of 1% of income:

    >>> import numpy as np
    >>> income(np.zeros(1), np.zeros(1), np.array([200.0]), np.array([0.75]), np.array([20000.0]), 0.55, 0.5).round(6)
    array([0.00995])
    """
    return (
        per_wage_pool * wage_pool
        + per_employment * log(1 + employment_change / base_employment)
        + log(1 + transfers / base_income)
    )


def gain_by_transfers(transfers: Array, income: Array) -> Array:
    """Log change that transfers bring to an income.

    Parameters
    ----------
    transfers : (area,), £ per head per year
        To households, over all residents.
    income : (area,), £ per head per year
        Of all residents, or of those who receive the transfers: `recipients_share_of_mean_income` of the mean.

    Returns
    -------
    (area,), log income

    Notes
    -----
    ``ln(1 + transfers / income)``: what each £ adds is the more, the poorer its recipient. For the mean over all
    residents of what recipients gain it does not matter how many they are, as long as the money is small against their
    income. Assumption A47 of ODD.md.

    Examples
    --------
    £80 a head, 1% of the income of people on two fifths of a mean of £20,000:

    >>> import numpy as np
    >>> gain_by_transfers(np.array([80.0]), np.array([8000.0])).round(6)
    array([0.00995])
    """
    change: Array = log(1 + transfers / income)
    return change


def council_money(
    services: Array,
    tax_yield: Array,
    mean_tax_yield: float,
    physical_stock: Array,
    pooled: float,
    running_cost_rate: float,
    councils_pay: float,
) -> Array:
    """Change since 2019 of what councils can spend on services.

    Parameters
    ----------
    services : (area,), £ per head per year
        New money for council services delivered this year.
    tax_yield : (area,), £ per head per year
        Change of the council-tax yield.
    mean_tax_yield : float, £ per head per year
        Its mean over areas, by population.
    physical_stock : (area,), £ per head
        New physical stock that has to be run.
    pooled : float, share of the yield
        `council_tax_pooling`.
    running_cost_rate : float, 1 per year
        `running_cost_rate`.
    councils_pay : float, 0 or 1
        1 when councils carry running costs, 0 when the centre does.

    Returns
    -------
    (area,), £ per head per year

    Notes
    -----
    ``services + (1 - pooled) tax_yield + pooled mean_tax_yield - councils_pay running_cost_rate physical_stock``.
    Assumptions A18 and A41 of ODD.md.

    Examples
    --------
    £10 of services and £3 of shared tax, less £2 to run the new stock:

    >>> import numpy as np
    >>> council_money(np.array([10.0]), np.array([4.0]), 2.0, np.array([100.0]), 0.5, 0.02, 1.0)
    array([11.])
    """
    shared_tax = (1 - pooled) * tax_yield + pooled * mean_tax_yield
    return services + shared_tax - councils_pay * running_cost_rate * physical_stock
