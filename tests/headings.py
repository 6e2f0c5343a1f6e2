"""What a heading must say of the numbers below it."""

import re

UNITS = re.compile(
    r"(^|_)(years|months|days|minutes|percent|per_mille|share|ratio|people|points|gbp(_2019_prices)?|gbp_m(_a_year)?|"
    r"gbp_per_head_2019_prices|percent_of_draws|pence_2019_prices|in_unit(_of_change)?|years_per_gbp_m_2019_prices|"
    r"healthy_person_years_per_gbp_m|index|points_0_to_10|ug_m3|(years|correlation)_per_gbp_m|hours_a_week|log|ndvi|"
    r"gbp_per_person_aged_16_64_2019_prices|share_of_residents_jobs|(years.*|healthy_person_years.*)_per_gbp_m)$"
)
NO_UNIT = re.compile(
    r"(share_.*|probability.*|(milestone_|target_|baseline_|health_)?year|draws?(_met)?|rank|.*_rank|multiple|group|"
    r"standard_deviations|.*_standard_deviations_between_areas|quantile|period|draws_without|first_award_year|"
    r"bids(_lost.*)?|awards|deprivation_fifth|luf_group|rows|columns|.*_years_per_gbp_m|variance_removed_share|number|white_paper_mission)"
)
"""Shares, probabilities, calendar years, what counts or orders, and what is in standard deviations by its name."""


def without_units(table):
    """Headings of numbers that say no unit."""
    numbers = [column for column in table.select_dtypes("number") if table[column].notna().any()]
    return [column for column in numbers if not (UNITS.search(column) or NO_UNIT.fullmatch(column))]
