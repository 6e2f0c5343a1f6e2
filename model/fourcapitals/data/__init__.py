"""What was observed and what is assumed: official statistics of 307 districts, and every number of the model.

`baseline` gives the districts of 2019, `parameters` every assumption with its prior, source and grade
(``parameters.toml``), `places` names and codes, `prices` the deflator, `sampling_error` how exactly a published figure
is known, and `profile` the figures of one place. ``tables/`` is compiled from the sources by `compile_tables`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
