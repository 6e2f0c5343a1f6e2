"""Many runs: draws of everything that is uncertain, all scenarios on each, in a store that grows.

`run` is where to start: run, resume, extend; `live` holds what is shared and runs one strategy anew in the time of its
own runs; `twins` runs a scenario beside its regression twin. `draws` gives complete sets of parameters, by
`prior_quantiles`, and replaces those whose `feedbacks` are unstable. A `recipe` makes scenarios ready to run,
`runs_of_draw` runs each on one draw and `block` all on 64 of them; `summary` reduces each run, `areas_of_block` counts
areas, `life_sums` follow effects after the last year, `moved_households` what moves change of places, and `workers`
share out the blocks, with linear algebra in `one_thread`. `variance_by_letter` shares the uncertainty of each
scenario's result among the letters of its evidence (`total_effects`), for the bundled ones beforehand
(`bundled_shares`). `destinations` are where blocks go: memory, or the disk, where `store_writer` puts them
(`store_place`, `store_layout`) beside a `record` of all inputs, and `verification` checks what lies there.
`counterfactual` sets strategies up to be run without noise (`counterfactual_runs`), with other money or other
parameters, and measured by `utilities`: what `evidence` and `appraisal` stand on.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
