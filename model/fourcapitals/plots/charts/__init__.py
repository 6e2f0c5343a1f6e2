"""One file a chart: what it shows, and what it says of it.

`projection` (of an ensemble, `fans`), `strategies`, `regions`, `inequality`, `money` against need and the page of an
`area` are drawn from results; `audit`, `contributions`, `frontier`, `marginal`, `priors`, `scale` and `sensitivity`
from the tables that bear those names, and `bid_skill` from that of the audit of bids.

The strategies are put side by side in `strategies_compared`; of that `strategies_rows` makes the dots, columns and
axes, `strategies_title` the title and `strategies_notes` the lines below.
"""
