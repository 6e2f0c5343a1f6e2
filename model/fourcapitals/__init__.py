"""Four capitals: what investment does to healthy life expectancy and productivity in English local areas.

Start with `simulate`, or step a `FourCapitals` model year by year:

>>> import fourcapitals as fc
>>> results = fc.simulate(["baseline", "announced_2021"])
>>> results.scenarios
('baseline', 'announced_2021')

What most users need is here; each room of the package (`results`, `plots`, `evidence`, `appraisal` and the others)
offers the rest, as ``fc.results.missions(results)``. Nothing is imported before it is first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

__version__ = "0.1.0"
