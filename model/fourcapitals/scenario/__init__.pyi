from .allocation import RULES as RULES, allocation_rule as allocation_rule, share_out as share_out
from .copying import copy_scenario as copy_scenario
from .families import FAMILIES as FAMILIES, family_of as family_of
from .file_schema import schema as schema
from .files import (
    Scenario as Scenario,
    load_scenario as load_scenario,
    load_scenarios as load_scenarios,
    parse_scenario as parse_scenario,
    scenario_names as scenario_names,
)
from .late_money import late_money as late_money
from .own_rules import check_rules as check_rules, load_rules as load_rules
from .grid import scenario_grid as scenario_grid
