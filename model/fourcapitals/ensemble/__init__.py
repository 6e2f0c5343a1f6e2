"""Many runs: draws of everything that is uncertain, in blocks, by several workers, kept in a store that grows.

`run` is the door (run, resume, extend); `draws` draws parameters, `block` runs all scenarios on 64 of them, `summary`
says what is kept of each run, and `workers` share the blocks out. `store`, `store_writer`, `record` and `verification`
keep them on disk; `counterfactual` runs without noise, for the questions of `evidence` and `appraisal`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
