"""What runs say: one kind of results for a run, a cube and a store, and all that is worked out from them alone.

Nothing here needs the model: results saved today can be read next year. `aggregation` makes wider places of areas,
`comparison` takes differences draw by draw, `spending` and `gaps` say where money went and how unequal places are,
`mission_targets` holds outcomes beside the government's missions, and the audits ask who a list or a rule leaves out.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
