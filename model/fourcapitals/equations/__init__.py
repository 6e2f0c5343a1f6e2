"""The science: every equation once, as a pure function of arrays that can be read alone.

No function here knows an area, a file or a year by name: arrays and numbers go in, arrays come out, each with its unit,
its formula, its source and a number to check. Names in backticks are rows of ``parameters.toml``.

Before money is awarded stands `bidding`: competitions, with the `council_capacity` that they take; beside care
`anchor`: what the NHS buys and whom it hires.

In the order of a year: `concentration` of awards and how the centre answers it, `choice_of_uses` by whoever decides,
`investment` and `delays` (from award to effect), `capitals` (the stocks), `productivity`, `work_and_income`, `health`
with what money does for it (`health_spending`) and what people are exposed to (`exposures`), `wellbeing`, `migration`
of households, `trends`, `stability` of the whole loop, and `whole_life`, what is still to come when the money has
ended; `space` and `elementary` are what they add up with. Life tables stand beside them: `life_expectancy` (Chiang,
Sullivan) on `age_bands`, `relational` (a `standard` life table moved by two numbers) and `relational_fit`; so do the
measures of `disparity`, `inequality` and `welfare`, what comes of a `competition` for money, the tenths of small areas
`within_areas`, the `scores` of forecasts and of events (`event_scores`), the `observation` of latent paths,
`likelihoods` with the `convergence` of chains, the `gravity` of flows, and `regression`. What a choice is made by:
`discounting`, `cost_benefit`, `cost_effectiveness`, `value_of_information`, `regret` and `distribution_of_health`; and
what allocates money best, `linear_programmes`. `checks` words what is wrong with an argument.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
