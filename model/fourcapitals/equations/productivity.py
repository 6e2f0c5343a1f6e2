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
        `transport_capital` of 2019.
    elasticity : float, log travel cost per log transport stock
        `travel_cost_elasticity`.

    Returns
    -------
    (area,), log travel cost
        Positive for a fall.

    Notes
    -----
    ``elasticity ln(1 + transport / base)``. Assumptions A12 and A15 of ODD.md; no estimate exists (judgement).

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
        Deviation from 2019.
    population : (area,), people
    cost_per_job : float, £ per job
        `premises_cost_per_job`.

    Returns
    -------
    (area,), jobs

    Notes
    -----
    ``premises population / cost_per_job``. Assumption A11 of ODD.md; programme cost per job (from memory).

    Examples
    --------
    >>> import numpy as np
    >>> jobs_in_premises(np.array([60.0]), np.array([1000.0]), 60000.0)
    array([1.])
    """
    return premises * population / cost_per_job


def economic_mass(travel_cut: Array, cut_of_others: Array, jobs_of_others: Array, mean_distance: Array) -> Array:
    """Log change of economic mass since 2019, to first order.

    Parameters
    ----------
    travel_cut : (area,), log travel cost
        From `travel_cost_cut`.
    cut_of_others : (area,), log travel cost
        Sum of the cuts of all areas, each by its share in the area's mass (`space.market_shares`) times its distance
        over decay.
    jobs_of_others : (area,), share of the jobs of 2019
        Sum of the new net jobs of all areas relative to those of 2019, each by its share in the area's mass.
    mean_distance : (area,), distances of decay
        Sum of shares times distance over decay.

    Returns
    -------
    (area,), log economic mass

    Notes
    -----
    ``(travel_cut mean_distance + cut_of_others) / 2 + jobs_of_others``: the derivative of the log of
    ``sum_j jobs_j exp(-distance_ij / decay)``; a trip gains half of the cut at each of its ends. The error is of second
    order, and effects of public funds are of some thousandths. Assumptions A11 and A15 of ODD.md; source: Graham,
    Gibbons and Martin 2009 (exponential form).

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
    relative_skills : (area,), ratio
        Pay of 2019 relative to its mean.
    capacity_gap : (area,), index from 0 to 1
        Council capacity (`investment.capacity`) less its mean.
    with_skills : float, log return per log skills
        `complementarity_with_skills`.
    with_capacity : float, log return per unit of capacity
        `complementarity_with_capacity`.

    Returns
    -------
    (area,), ratio

    Notes
    -----
    ``exp(with_skills ln(relative_skills) + with_capacity capacity_gap)``. Divided by its mean over areas it says who
    gains from the same capital, not how much an equal spread brings; the mean of capacity cancels then (D11 of ODD.md).
    Assumption A14 of ODD.md; source: Becker, Egger and von Ehrlich 2013.

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
    """Log change of GVA per hour that the capitals would support in the long run.

    Parameters
    ----------
    premises : (area,), £ per head
        Deviation from 2019.
    transport : (area,), £ per head
        Deviation from 2019.
    log_skills : (area,), log skills
        Skills stock over that of 2019.
    mass : (area,), log economic mass
        From `economic_mass`.
    social : (area,), SD
        Social capital, deviation from 2019.
    last_health : (area,), years
        Change of healthy life expectancy since 2019 at the end of last year.
    complement : (area,), ratio
        `complementarity` over its mean.
    public_capital : float, £ per head
        `public_capital` of 2019.
    premises_as_network : float, £ of network per £ of premises
        `premises_as_network`.
    agglomeration : float, share of the elasticity
        `agglomeration_in_public_capital`, which economic mass counts already.
    per_public_capital : float, log GVA per hour per log public capital
        `output_per_log_public_capital`.
    per_skills : float, log GVA per hour per log skills
        `output_per_log_skills`.
    per_mass : float, log GVA per hour per log economic mass
        `output_per_log_economic_mass`.
    per_social : float, log GVA per hour per SD
        `output_per_social_capital`.
    per_healthy_year : float, log GVA per hour per year
        `output_per_healthy_year`.
    private_multiplier : float, ratio
        `private_capital_multiplier`.

    Returns
    -------
    (area,), log GVA per hour

    Notes
    -----
    ``private_multiplier (complement per_public_capital ln(1 + network) + per_skills log_skills + per_mass mass
    + per_social social) + per_healthy_year last_health`` with
    ``network = (premises_as_network premises + (1 - agglomeration) transport) / public_capital``. Private capital
    follows the capitals; health is outside the multiplier, since its coefficient is already an outcome.

    Assumptions A12, A13 and A19 of ODD.md; sources: Bom and Ligthart 2014 and Ramey 2020 (public capital), Graham,
    Gibbons and Martin 2009 (mass), Bloom et al. 2004 and NHSA 2018 (health); labour share for skills (from memory).

    Examples
    --------
    A year of healthy life expectancy alone:

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
    # Health comes from outcomes, which private capital has already followed: no multiplier there.
    return private_multiplier * capitals + per_healthy_year * last_health
