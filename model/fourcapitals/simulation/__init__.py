"""One run: the world of 307 areas, and the order in which a year carries it on.

`state` is what one year hands to the next, `environment` what holds still during a run, `noise` the chance;
`behaviour` says what each actor does, one file an actor, and `schedule` is the year itself. `model` is the Mesa model
that steps it, and `compiled` the same functions as machine code.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
