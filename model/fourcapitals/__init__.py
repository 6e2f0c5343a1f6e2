"""Four capitals: what investment does to healthy life expectancy and productivity in English local areas.

Start with `simulate`, or step a `FourCapitals` model year by year:

>>> import fourcapitals as fc
>>> results = fc.simulate(["baseline", "announced_2021"])
>>> results.scenarios
('baseline', 'announced_2021')

What most users need is here; the rest is in packages of one idea each, as ``fc.results.missions(results)``:

- `equations`, the science as pure functions; `data`, what was observed and what is assumed
- `scenario`, what is asked; `simulation`, one run; `ensemble`, many; `results`, what they say
- `evidence`, how far that can be believed; `appraisal`, what to do with money
- `plots`, charts and maps; `report`, documents; `cli`, the command line

Nothing is imported before it is first used.
"""

from time import time_ns as _time_ns

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

__version__ = "0.1.0"
LOADED_AT_NS = _time_ns()  # Before any other module: a source file that is younger is not what runs.
