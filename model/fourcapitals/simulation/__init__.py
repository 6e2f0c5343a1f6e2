"""One run: 307 areas from 2019 to 2035, and the order of a year.

`state` is the model state at the end of a year, `environment` the exogenous inputs that are constant in a run, `noise`
the shocks, `drawn_start` the latent levels that a draw starts from, `outcome_noise` what is added to income and work.
`behaviour` has the decisions of funds and the within-area processes, one file an actor. `schedule` is the order of a
year: `construction`, what money builds by way of `delivery`, then `responses`, what people and firms make of it;
`arrays` is how a function of one area is called for all. `whole_life` follows effects until what was bought has worn
out. `devolution` is what bodies other than the centre buy. `composition` says what other people change of a place where
households move, `both_bases` labels it. `start` is where a run starts and what follows from it; `run` simulates
scenarios and labels their results; `bids` says what is kept of councils' bids, and `labelled_bids` names them,
as `labelled_jobs` names work that the NHS moves; `model`
is the same year as a Mesa model with its `agents`; `money` and `ledger` follow every £; `compiled` runs the same
functions as machine code.

The boards of the NHS, which can be replaced, are `care_board`; `own_bids` asks councils that have been, and
`own_agents` says which place each agent of one's own stands for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
