"""What to do with money: where the next £ does most, what it takes to reach a target, what would reverse a ranking.

`marginal` values the next £10m of every use and place, `scale` and `needed` follow an effect up to a target,
`breakeven` asks how good a use must be, and `flips` (with `ranking` and `composition`) what would turn a ranking round.
"""
