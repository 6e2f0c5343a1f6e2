"""Four capitals: what investment does to healthy life expectancy and productivity in English local areas.

Start with `simulate`, or step a `FourCapitals` model year by year:

>>> import fourcapitals as fc
>>> results = fc.simulate(["baseline", "announced_2021"])
>>> results.scenarios
('baseline', 'announced_2021')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fourcapitals.data.baseline import Baseline, load_baseline
    from fourcapitals.data.parameters import Parameters, load_parameters
    from fourcapitals.ensemble.run import run_ensemble
    from fourcapitals.equations.life_expectancy import healthy_life_expectancy, life_table
    from fourcapitals.errors import BadInput
    from fourcapitals.plots import (
        plot_area,
        plot_audit,
        plot_inequality,
        plot_map,
        plot_marginal,
        plot_money_against_need,
        plot_priors,
        plot_projection,
        plot_regions,
        plot_scale,
        plot_strategies,
        save_figure,
    )
    from fourcapitals.results.results import Results, load_results
    from fourcapitals.scenario.allocation import allocation_rule
    from fourcapitals.scenario.files import Scenario, load_scenario, parse_scenario, scenario_names
    from fourcapitals.scenario.grid import scenario_grid
    from fourcapitals.simulation.agents import Area, Council, Fund
    from fourcapitals.simulation.model import FourCapitals
    from fourcapitals.simulation.run import simulate
    from fourcapitals.vocabulary import OUTCOME_NAMES, USE_NAMES

_ROOMS = {
    "simulation.agents": ("Area", "Council", "Fund"),
    "scenario.allocation": ("allocation_rule",),
    "data.baseline": ("Baseline", "load_baseline"),
    "ensemble.run": ("run_ensemble",),
    "equations.life_expectancy": ("healthy_life_expectancy", "life_table"),
    "errors": ("BadInput",),
    "scenario.grid": ("scenario_grid",),
    "data.parameters": ("Parameters", "load_parameters"),
    "plots": (
        "plot_area",
        "plot_audit",
        "plot_inequality",
        "plot_map",
        "plot_marginal",
        "plot_money_against_need",
        "plot_priors",
        "plot_projection",
        "plot_regions",
        "plot_scale",
        "plot_strategies",
        "save_figure",
    ),
    "results.results": ("Results", "load_results"),
    "scenario.files": ("Scenario", "load_scenario", "parse_scenario", "scenario_names"),
    "simulation.model": ("FourCapitals",),
    "simulation.run": ("simulate",),
    "vocabulary": ("OUTCOME_NAMES", "USE_NAMES"),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "OUTCOME_NAMES",
    "USE_NAMES",
    "Area",
    "BadInput",
    "Baseline",
    "Council",
    "FourCapitals",
    "Fund",
    "Parameters",
    "Results",
    "Scenario",
    "allocation_rule",
    "healthy_life_expectancy",
    "life_table",
    "load_baseline",
    "load_parameters",
    "load_results",
    "load_scenario",
    "parse_scenario",
    "plot_area",
    "plot_audit",
    "plot_inequality",
    "plot_map",
    "plot_marginal",
    "plot_money_against_need",
    "plot_priors",
    "plot_projection",
    "plot_regions",
    "plot_scale",
    "plot_strategies",
    "run_ensemble",
    "save_figure",
    "scenario_grid",
    "scenario_names",
    "simulate",
]


def __getattr__(name: str) -> Any:
    # Rooms open on first use, so that the command line and small scripts start at once.
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
