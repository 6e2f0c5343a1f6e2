"""What to do with money: where the next £ does most, what it takes to reach a target, what would reverse a ranking.

`marginal_returns` values the next £10m of every use and place; `returns_to_scale` and `money_needed` follow an effect
up to a target; `switching_values` asks how good a use must be, and `reversals` (with `ranking` and `composition`) what
would reverse a ranking.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
