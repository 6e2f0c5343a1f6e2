from . import (
    appraisal as appraisal,
    data as data,
    ensemble as ensemble,
    equations as equations,
    evidence as evidence,
    formatting as formatting,
    plots as plots,
    report as report,
    results as results,
    scenario as scenario,
    simulation as simulation,
    vocabulary as vocabulary,
)
from .data.baseline import Baseline as Baseline, load_baseline as load_baseline
from .data.effective_numbers import Parameters as Parameters
from .data.parameters import ParameterTable as ParameterTable, load_parameters as load_parameters
from .ensemble.live import live as live
from .ensemble.run import run_ensemble as run_ensemble
from .equations.life_expectancy import healthy_life_expectancy as healthy_life_expectancy, life_table as life_table
from .errors import BadInput as BadInput
from .results.opening import open_results as open_results
from .results.results import Results as Results
from .scenario.allocation import allocation_rule as allocation_rule
from .scenario.files import (
    Scenario as Scenario,
    load_scenario as load_scenario,
    parse_scenario as parse_scenario,
    scenario_names as scenario_names,
)
from .scenario.grid import scenario_grid as scenario_grid
from .simulation.agents import Area as Area, Centre as Centre, Council as Council, Fund as Fund
from .simulation.care_board import CareBoard as CareBoard
from .simulation.model import FourCapitals as FourCapitals
from .simulation.run import simulate as simulate
from .vocabulary import OUTCOME_NAMES as OUTCOME_NAMES, USE_NAMES as USE_NAMES

LOADED_AT_NS: int
__version__: str
