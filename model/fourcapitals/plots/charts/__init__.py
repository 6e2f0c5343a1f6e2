"""One file a chart: what it shows, and what it says of it.

`projection` (of an ensemble, `fans`), `strategies`, `regions`, `inequality`, `money` against need and the page of an
`area` are drawn from results, `bids` from those of competitions; `acceptability`, `assessment`, `audit`,
`contributions`, `equity_plane`, `frontier`, `marginal`, `outturn`, `priors`, `report_card`, `scale` and `sensitivity`
from the tables that bear those names, and `bid_skill` from that of the audit of bids.

The strategies are put side by side in `strategies_compared`; of that `strategies_rows` makes the dots, columns and
axes, `strategies_title` the title and `strategies_notes` the lines below. Of `audit`, `audit_of_list` and
`audit_of_allocation` say who is left out by a list of districts and by money, in the form of `audit_shown`. Of the page
of an `area`, `area_profile` draws what it holds and `area_figures` writes its figures; of `marginal`, `best_use` is the
map of the best use of each area, and `returns_shown` the words of that and of the map of one use.
"""
