"""The one set of numbers that a run takes: those of the table in 2019 prices, causal shares applied."""

from __future__ import annotations

import hashlib
import json
from typing import NamedTuple

import numpy as np

from fourcapitals.data.prices import Deflator, published_price_levels
from fourcapitals.equations.elementary import Array
from fourcapitals.vocabulary import SEXES


class Parameters(NamedTuple):
    """One complete set of effective numbers: in 2019 prices, causal shares applied.

    The fields are the tables of `data/parameters.toml`, in its order; meaning, unit and source stand there.
    """

    price_growth_beyond_table: float
    elasticity_set: float
    mean_delay: Array
    delay_factor: Array
    minimum_effective_scale: float
    absorptive_scale: float
    deadweight: Array
    estimate_is_net: Array
    physical_depreciation: float
    public_capital: float
    transport_capital: float
    travel_cost_elasticity: float
    skills_depreciation: float
    human_capital_value: float
    adult_skills_return: float
    early_years_return: float
    early_years_to_skills_delay: float
    early_years_to_nhs_delay: float
    early_years_nhs_saving: float
    skills_renewal_per_log_income: float
    social_capital_reversion: float
    social_capital_cost: float
    culture_as_community: float
    green_space_loss: float
    green_space_cost: float
    clean_air_catch_up: float
    clean_air_cost: float
    job_quality_fading: float
    job_quality_cost: float
    job_quality_pay_share: float
    running_cost_rate: float
    output_per_log_public_capital: float
    premises_as_network: float
    agglomeration_in_public_capital: float
    output_per_log_skills: float
    output_per_log_economic_mass: float
    economic_mass_decay: float
    output_per_social_capital: float
    output_per_healthy_year: float
    private_capital_multiplier: float
    productivity_speed: float
    complementarity_with_skills: float
    complementarity_with_capacity: float
    productivity_drift: float
    productivity_noise: float
    area_productivity_persistence: float
    area_productivity_noise: float
    area_productivity_side: float
    premises_cost_per_job: float
    job_displacement: float
    neighbour_reach: float
    neighbour_decay: float
    employment_share_of_jobs: float
    employment_per_log_economic_mass: float
    sickness_per_healthy_year: float
    employment_per_sickness: float
    employment_per_job_quality: float
    income_per_log_wage_pool: float
    income_per_log_employment: float
    council_tax_per_log_income: float
    council_tax_pooling: float
    capacity_per_cut: float
    life_years_per_council_spending: Array
    council_response_years: float
    council_effect_multiple: float
    council_effect_on_life_only: float
    public_health_in_council_spending: float
    public_health_cost_per_qaly: float
    nhs_cost_per_qaly: float
    healthy_years_per_qaly: float
    life_expectancy_reference: float
    health_discount_rate: float
    qalys_per_death_averted: float
    deaths_per_head: float
    nhs_budget: float
    budget_cut_followed: float
    life_year_per_healthy_year: float
    healthy_years_per_log_income: float
    healthy_years_per_log_income_of_recipients: float
    recipients_share_of_mean_income: float
    healthy_years_per_employment: float
    healthy_years_per_social_capital: float
    healthy_years_per_log_skills: float
    healthy_years_per_log_public_capital: float
    healthy_years_per_housing_stock: float
    healthy_years_per_low_quality_job: float
    slow_health_speed: float
    housing_health_speed: float
    fast_health_speed: float
    mortality_ratio_of_particulates: float
    mortality_ratio_of_greenness: float
    mortality_ratio_of_risk: Array
    good_health_odds_of_risk: Array
    risk_speed: float
    need_gradient_council: float
    need_gradient_public_health: float
    need_gradient_nhs: float
    need_gradient_social_capital: float
    need_gradient_income: float
    health_drift: float
    health_noise: float
    area_health_persistence: float
    area_health_noise: float
    region_health_noise: float
    area_health_sex_correlation: float
    area_good_health_persistence: float
    area_good_health_noise: float
    healthy_years_per_life_year: float
    sampling_variance_multiple: float
    covid_healthy_life_shock: Array
    covid_life_shock: Array
    covid_first_year: float
    covid_full_from: float
    covid_full_until: float
    covid_lasting_share: float
    covid_recovery_years: float
    covid_life_full_until: float
    covid_life_lasting_share: float
    covid_life_recovery_years: float
    covid_gradient: float
    satisfaction_per_log_income: float
    satisfaction_per_employment: float
    satisfaction_per_good_health: float
    satisfaction_per_social_capital: float
    satisfaction_drift: float
    satisfaction_persistence: float
    satisfaction_noise: float
    area_income_persistence: float
    area_income_noise: float
    area_employment_persistence: float
    area_employment_noise: float
    statistics_lag: float
    bid_cost: float
    bid_cost_grant: float
    bid_cost_elasticity: float
    award_worth: float
    bids_at_full_capacity: float
    initial_belief: float
    belief_spread: float
    capacity_spread: float
    need_in_score: float
    quality_in_score: float
    capacity_in_quality: float
    wins_in_quality: float
    chance_in_score: float
    learning_from_own_bids: float
    learning_from_neighbours: float
    capacity_speed: float
    capacity_per_win: float
    capacity_per_bid: float
    local_weight_of_value: float
    choice_noise_of_uses: float
    misjudgement_of_value: float
    visibility_spread: float
    migration_per_log_income: float
    migration_per_employment: float
    migration_per_social_capital: float
    moves_to_affluence_of_poor_health: float
    moves_at_45_and_over: float
    moves_with_degree: float
    good_health_odds_with_degree: float
    mortality_ratio_of_poor_health: float
    employment_gap_of_degree: float
    income_gap_of_degree: float
    satisfaction_gap_of_good_health: float
    nhs_purchases: float
    nhs_jobs: float
    nhs_spending_per_deprivation: float
    local_purchasing_share: float
    local_purchasing_achieved: float
    purchases_per_job: float
    purchasing_displacement: float
    purchasing_taken_in_england: float
    local_price_premium: float
    hiring_displacement: float
    subsidy_per_job_kept: float
    concentration_tolerated: float
    need_weight_rise: float

    @property
    def deflator(self) -> Deflator:
        """The deflator, with these numbers' growth of prices beyond the published years."""
        return Deflator(published_price_levels(), self.price_growth_beyond_table)

    @property
    def checksum(self) -> str:
        """Checksum of all numbers, to trace a result."""
        numbers = {name: np.asarray(value).tolist() for name, value in self._asdict().items()}
        return hashlib.sha256(json.dumps(numbers).encode("utf-8")).hexdigest()


def without_trends(parameters: Parameters) -> Parameters:
    """Switch off the national drifts of productivity, health and wellbeing."""
    return parameters._replace(productivity_drift=0.0, health_drift=0.0, satisfaction_drift=0.0)


def without_shocks(parameters: Parameters) -> Parameters:
    """Switch off COVID-19."""
    none = np.zeros(len(SEXES))
    return parameters._replace(covid_healthy_life_shock=none, covid_life_shock=none)
