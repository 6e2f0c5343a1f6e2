"""The science: every equation once, as a pure function of arrays that can be read alone.

No function here knows an area, a file or a year by name: arrays and numbers go in, arrays come out, each with its unit,
its formula and its source. Start with `health` and `productivity`; `elementary` and `space` are what the others add up
with, `life_expectancy`, `relational` and `inequality` are measures that stand on their own.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
