"""One file a chart: what it shows, and what it says of it.

`projection` (of an ensemble, `fans`), `strategies`, `regions`, `inequality`, `money` against need and the page of an
`area` are drawn from results; `audit`, `marginal`, `priors` and `scale` from the tables that bear those names.
"""
