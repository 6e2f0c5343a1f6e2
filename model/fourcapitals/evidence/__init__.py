"""How far the numbers can be believed, before any strategy is preferred.

`use_letters`: how strong is the evidence for each use of money? `contributions`: what does each use of a strategy's
money bring? `strategy_evidence`: on which numbers, of which letter, does that rest? `strategy_shares`: how much of its
uncertainty is of each letter? `scenario_discovery`: where does it do badly (by `rule_induction`)? `parameter_list`:
which numbers does the model assume? `prior_effects`: what does each use of money do by the priors alone, and which are
judged? `cost_of_health`: what does a healthy year cost by them, and what have others published? `uncertain`: which
numbers do the priors leave open, and what does the model give at another value? `sensitivity`: which of them move the
effect of a strategy, one at a time or all at once (`variance_shares`; `sensitivity_words`)? `simple_forecasts`: what
would history alone have forecast, and how good was it (`forecast_scores`)? `policy_skill`: did council spending predict
life expectancy? `hindcasting`: how good were the model's own forecasts of years that have passed (`report_card`, of
`published_draws`; `known_hindcast`, as it comes with the model), what would regressions on money find in them
(`simulated_panels`), and what does it say of years to come (`forecasting`)? What has been published since
(`observed_figures`, a file of it), and how near did a projection come (`outturn`, beside the `last_figures` that were
out; `relative_outturn`, of a forecast on file; `outturn_words`)? What does history leave of the priors (`calibration`,
held against `calibration_targets`, sampled by `posterior_sampling`), and would it find what simulated histories were
made with (`parameter_recovery`)? `deprivation_profile`: what do areas say of tenths of small areas? `detectability`:
when could published statistics show the effect of a strategy at all? Who could bid in the Levelling Up Fund, and who
won (`bidders`); what the list and deprivation alone say of that (`award_forecasts`), and how good such forecasts were
(`award_skill`); what do the model's own councils make of the round (`real_round`), what do its winners leave of the
priors (`bidding_fit`, by their likelihood in `winners_likelihood`), and who would win a second one (`second_round`; all
in `bid_audit`, in words in `bid_card`)?
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
