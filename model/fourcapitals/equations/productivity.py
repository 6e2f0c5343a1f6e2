"""Productivity and jobs: public capital, skills, economic mass, social capital and health in GVA per hour."""

from __future__ import annotations

from fourcapitals.equations.elementary import Array, exp, log


def travel_cost_cut(transport: Array, base: float, elasticity: float) -> Array:
    """Log cut of generalised travel cost that new transport stock brings.

    Parameters
    ----------
    transport : (area,), £ per head
        Deviation from 2019.
    base : float, £ per head
        Transport capital of 2019.
    elasticity : float

    Examples
    --------
    >>> import numpy as np
    >>> travel_cost_cut(np.array([100.0]), 10000.0, 0.1).round(6)
    array([0.000995])
    """
    return elasticity * log(1 + transport / base)


def jobs_in_premises(premises: Array, population: Array, cost_per_job: float) -> Array:
    """Workplace jobs that new premises house, before displacement.

    Parameters
    ----------
    premises : (area,), £ per head
    population : (area,)
    cost_per_job : float, £ per job

    Examples
    --------
    >>> import numpy as np
    >>> jobs_in_premises(np.array([60.0]), np.array([1000.0]), 60000.0)
    array([1.])
    """
    return premises * population / cost_per_job


def economic_mass(travel_cut: Array, cut_of_others: Array, jobs_of_others: Array, mean_distance: Array) -> Array:
    """Log change of economic mass (first-order; error of second order).

    Parameters
    ----------
    travel_cut : (area,), log
    cut_of_others : (area,), log
        Sum of the cuts of all areas, each by its share in the area's mass (`space.market_shares`) times its distance
        over decay.
    jobs_of_others : (area,)
        Sum of the new net jobs of all areas relative to those of 2019, each by its share in the area's mass.
    mean_distance : (area,)
        Sum of shares times distance over decay.

    Examples
    --------
    >>> import numpy as np
    >>> shares = np.array([[0.75, 0.25], [0.25, 0.75]])
    >>> scaled = shares * np.array([[0.1, 1.0], [1.0, 0.1]])
    >>> cut, none = np.array([0.01, 0.01]), np.zeros(2)
    >>> economic_mass(cut, scaled @ cut, shares @ none, scaled.sum(axis=1))
    array([0.00325, 0.00325])
    """
    return (travel_cut * mean_distance + cut_of_others) / 2 + jobs_of_others


def complementarity(relative_skills: Array, capacity_gap: Array, with_skills: float, with_capacity: float) -> Array:
    """How much more an area makes of physical capital, before division by its mean.

    Parameters
    ----------
    relative_skills : (area,)
        Base-year pay relative to its mean.
    capacity_gap : (area,)
        Council capacity less its mean.
    with_skills, with_capacity : float

    Examples
    --------
    >>> import numpy as np
    >>> complementarity(np.array([1.0]), np.array([0.0]), 0.6, 0.5)
    array([1.])
    """
    return exp(with_skills * log(relative_skills) + with_capacity * capacity_gap)


def potential(
    premises: Array,
    transport: Array,
    log_skills: Array,
    mass: Array,
    social: Array,
    last_health: Array,
    complement: Array,
    public_capital: float,
    premises_as_network: float,
    agglomeration: float,
    per_public_capital: float,
    per_skills: float,
    per_mass: float,
    per_social: float,
    per_healthy_year: float,
    private_multiplier: float,
) -> Array:
    """Log GVA per hour that the capitals would support in the long run.

    Parameters
    ----------
    premises, transport : (area,), £ per head
    log_skills : (area,), log
        Skills stock over that of the base year.
    mass : (area,), log
    social : (area,), SD
    last_health : (area,), years
        Change of healthy life expectancy at the end of last year.
    complement : (area,)
        `complementarity` over its mean.
    public_capital : float, £ per head
    premises_as_network, agglomeration, per_public_capital, per_skills, per_mass, per_social, per_healthy_year,
    private_multiplier : float

    Examples
    --------
    >>> import numpy as np
    >>> zero, one = np.zeros(1), np.ones(1)
    >>> potential(zero, zero, zero, zero, zero, one, one, 2e4, 0.4, 0.2, 0.09, 0.55, 0.04, 0.005, 0.01, 1.2)
    array([0.01])
    """
    network = (premises_as_network * premises + (1 - agglomeration) * transport) / public_capital
    capitals = (
        complement * per_public_capital * log(1 + network)
        + per_skills * log_skills
        + per_mass * mass
        + per_social * social
    )
    return private_multiplier * capitals + per_healthy_year * last_health
