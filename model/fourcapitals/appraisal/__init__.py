"""What to do with money: where the next £ does most, what a target takes, how sensitive a ranking is.

`channels` says why a place gains, `explanation` follows its result back to each fund. `marginal_returns` values the
next £10m of every use in every area (`marginal_words`, as lines to read); `returns_to_scale` follows a strategy to many
times its money, up to what goes beyond `todays_spend`, `money_needed` to a target, and `switching_values` a coefficient
to the value at which two strategies are even. `verdicts` says of each pair of a `ranking` whether its lead holds with
judged effects made equal (by the `composition` of each strategy), `reversals` also what reverses it,
`scenarios_of_results` asks them of results; `uselessness` says what would make one strategy useless. `stylised_facts`
holds statements of the literature against data and draws (`facts_of_figures`, `facts_of_strategies`, `facts_of_runs`,
`facts_of_moves`). These run on `ensemble.counterfactual`, without noise.

Value for money is asked of results: `public_cost` by year and payer, `present_values` of cost and gain under the
`settings` of official guidance or a user's, `value_for_money` as a table, `cost_effectiveness` of strategies of which
one is chosen with the `information` that would change it, `health_equity` of whose health is bought, and
`strategy_choice` for any outcome, horizon and weighting, with regret, gainers and losers (`outcome_weights`, where
several outcomes are weighed).

The best allocation of a budget is found by `optimisation`: `plan_questions` checks what is asked within `plan_limits`,
`plan_marginals` says what each £ more would bring and `plan_draws` what it brings in draws, of which `plan_curves` are
made; `plan_space` holds what the limits allow, `plan_programme` is the linear programme, `plan_search` draws its curves
and `successive_programmes` are its rounds. `near_optimal` says what else is nearly as good and what flips the plan,
`plan_words` writes it. `frontier` sets health against the gap between places, by programmes that know the gap
(`gap_programme`).
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
