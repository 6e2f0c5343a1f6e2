from .channels import channels as channels
from .cost_effectiveness import (
    acceptability_curves as acceptability_curves,
    cost_effectiveness as cost_effectiveness,
)
from .explanation import explain as explain
from .frontier import STRATEGIES as STRATEGIES, frontier as frontier, frontier_lines as frontier_lines
from .health_equity import health_equity as health_equity
from .information import information as information
from .marginal_returns import marginal as marginal
from .marginal_words import (
    marginal_lines as marginal_lines,
    marginal_plain as marginal_plain,
    marginal_table as marginal_table,
)
from .money_needed import needed as needed, needed_lines as needed_lines
from .near_optimal import alternatives as alternatives
from .optimisation import Optimum as Optimum, optimise as optimise
from .plan_limits import PlanLimits as PlanLimits
from .plan_words import optimum_lines as optimum_lines, optimum_plain as optimum_plain
from .outcome_weights import outcome_weights as outcome_weights, weight_lines as weight_lines
from .public_cost import public_cost as public_cost
from .ranking import is_tie as is_tie
from .settings import AppraisalSettings as AppraisalSettings, appraisal_settings as appraisal_settings
from .scenarios_of_results import scenario_in as scenario_in, verdicts_of as verdicts_of
from .strategy_choice import gainers_and_losers as gainers_and_losers, strategy_choice as strategy_choice
from .stylised_facts import fact_lines as fact_lines, fact_rows as fact_rows, stylised_facts as stylised_facts
from .returns_to_scale import scale as scale, scale_lines as scale_lines
from .reversals import flip_lines as flip_lines, flips as flips
from .switching_values import Breakeven as Breakeven, breakeven as breakeven
from .todays_spend import todays_spend as todays_spend
from .uselessness import useless as useless, useless_lines as useless_lines
from .value_for_money import value_for_money as value_for_money
from .verdicts import verdict_lines as verdict_lines, verdicts as verdicts
