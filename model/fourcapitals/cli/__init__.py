"""The command line: one module for each kind of command, all through the public names of the package.

What a command shows is laid out beside it, by what is shown. So of `valuation`, the command value:
`public_cost_table`, who pays; `strategy_choice_tables`, which strategy, and which places gain and lose;
`value_for_money_tables`, what a pound brings and on which evidence; `cost_effectiveness_tables`, further health for
further money, and what is worth knowing; and `health_equity_table`, whose health.
`mission_tables` lays out the missions of `comparisons`. Of `allocations`, `plan_options` reads what is asked of a plan
of money, and `plan_tables` lays the plans out.
"""

# In the order of the help.
# isort: off
from fourcapitals.cli import scenario_list as scenario_list, descriptions as descriptions, strategies as strategies
from fourcapitals.cli import runs as runs, ensembles as ensembles
from fourcapitals.cli import comparisons as comparisons, charts as charts, places as places, audits as audits
from fourcapitals.cli import bids as bids, dashboard as dashboard
from fourcapitals.cli import (
    evidence as evidence,
    sensitivity as sensitivity,
    appraisal as appraisal,
    allocations as allocations,
    valuation as valuation,
    track_record as track_record,
    outturns as outturns,
    own_data as own_data,
)
from fourcapitals.cli import reports as reports, exports as exports
from fourcapitals.cli.app import app as app, main as main
# isort: on
