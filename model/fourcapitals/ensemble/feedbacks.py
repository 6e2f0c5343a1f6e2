"""Whether the feedbacks of a draw die out: the loop from health and income back to themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.equations.stability import council_healthy_years, loop_response
from fourcapitals.simulation.environment import Environment

UNSTABLE: Final = 0.98
"""Loop radius from which a draw is rejected (ODD.md, 7.13)."""
MOST_PRODUCTS: Final = 500


def loop_radius(environment: Environment, *, limit: float = UNSTABLE, tolerance: float = 0.0) -> tuple[float, float]:
    """Bounds of the radius of the loop from health and income back to themselves.

    The loop matrix has no negative entry, so that the least and the greatest ratio of a product to its vector
    enclose the radius (Collatz and Wielandt); products are taken until the limit or the tolerance decides.

    Parameters
    ----------
    environment : Environment
        The areas under one set of parameters; no scenario enters.
    limit : float
        Stop as soon as the radius is known to lie on one side of it.
    tolerance : float
        Go on until the bounds are this close, whatever the limit; 0 to stop at the limit.

    Returns
    -------
    lower, upper : float, 1
        Below 1 the feedbacks die out.
    """
    respond = _response_in(environment)
    # The smallest positive start keeps the ratio defined where a feedback is switched off.
    health = np.ones_like(environment.place.population)
    income = np.full_like(health, 0.05)
    lower, upper = 0.0, np.inf
    for _ in range(MOST_PRODUCTS):
        health_out, income_out = respond(health, income)
        ratios = np.concatenate([health_out / health, income_out / income])
        lower, upper = max(lower, float(ratios.min())), min(upper, float(ratios.max()))
        settled = upper - lower <= tolerance if tolerance else upper < limit or lower >= limit
        if settled or upper == 0:
            break
        # A floor keeps every entry positive, and the bounds valid, where a feedback is switched off.
        scale = max(float(health_out.max()), float(income_out.max()))
        health = np.maximum(health_out / scale, 1e-9)
        income = np.maximum(income_out / scale, 1e-9)
    return lower, upper


def _response_in(environment: Environment) -> Callable[[Array, Array], tuple[Array, Array]]:
    """Give what health and income, (area,) each, come to in a year by way of themselves alone."""
    p, place = environment.parameters, environment.place
    council_years = council_healthy_years(
        np.array(environment.council_effect),
        place.weight_council,
        np.array([slopes.le_theta for slopes in environment.slopes]),
        np.array([slopes.hle_theta for slopes in environment.slopes]),
        p.life_year_per_healthy_year,
        p.council_effect_on_life_only,
    )
    return partial(
        loop_response,
        population=place.population,
        base_employment=place.employment,
        tax_per_log_income=place.tax_per_log_income,
        commuting=environment.geography.commute_of_residents,
        weight_income=place.weight_income,
        council_years=council_years,
        sickness_per_healthy_year=p.sickness_per_healthy_year,
        employment_per_sickness=p.employment_per_sickness,
        output_per_healthy_year=p.output_per_healthy_year,
        output_per_log_skills=p.private_capital_multiplier * p.output_per_log_skills,
        skills_renewal=p.skills_renewal_per_log_income,
        income_per_wage_pool=p.income_per_log_wage_pool,
        income_per_employment=p.income_per_log_employment,
        pooled=p.council_tax_pooling,
        healthy_years_per_income=p.healthy_years_per_log_income,
        healthy_years_per_employment=p.healthy_years_per_employment,
        healthy_years_per_skills=p.healthy_years_per_log_skills,
    )


def is_stable(environment: Environment) -> bool:
    """Whether a draw's feedbacks die out."""
    return loop_radius(environment)[1] < UNSTABLE
