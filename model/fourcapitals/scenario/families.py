"""The bundled scenarios in families, by what their comparison shows; as `scenarios/README.md` has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fourcapitals.arguments import checked

FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "What happened, and what was announced": (
        "baseline",
        "announced_2021",
        "as_awarded",
        "eu_funds_end_no_replacement",
    ),
    "Mix: the same money buys something else": (
        "balanced_four_capitals",
        "infrastructure_tilt",
        "cash_per_head",
        "realigned_to_nhs",
        "early_years_and_skills",
        "nature_and_place",
        "housing_quality",
    ),
    "Place: the same money and the same mix go elsewhere": (
        "per_head",
        "health_need",
        "concentrated",
        "spread_thin",
        "balanced_health_need",
        "social_security",
    ),
    "Timing: one present value, other years": ("burst_3_years", "stream_10_years"),
    "Way of giving: the same money in the same years": (
        "settlement",
        "single_pot",
        "competition",
        "fragmented_pots",
        "capacity_grant",
        "competition_centre_adapts",
        "competition_households_move",
    ),
    "Services: far more money, so compare per pound": (
        "public_health_restored",
        "council_services_restored",
        "job_quality_in_care",
        "care_workforce",
    ),
    "Levers: rules and taxes, beside money for services": ("population_prevention", "whole_briefing"),
    "The NHS beside care: what it buys near by, whom it hires, what it keeps open": ("nhs_anchor",),
}
"""Names by family. Each bundled scenario is in one."""


@checked
def family_of(name: str) -> str | None:
    """Give the family of a bundled scenario; none for any other.

    Parameters
    ----------
    name : str

    Examples
    --------
    >>> family_of("burst_3_years")
    'Timing: one present value, other years'
    """
    return next((family for family, names in FAMILIES.items() if name in names), None)
