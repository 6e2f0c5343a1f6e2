"""What a little more money would do, for every use in every area: the best place for the next £10m.

Noise is off.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.data.own_figures import input_lines
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.data.places import find_area
from fourcapitals.ensemble.counterfactual import AnyScenario, counterfactuals_of
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.ensemble.utilities import UTILITIES, WHOLE_LIFE, unit_of
from fourcapitals.ensemble.workers import Progress, Watch
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.formatting import readable_money
from fourcapitals.results.plausibility import own_inputs_told
from fourcapitals.scenario.extra_money import award
from fourcapitals.vocabulary import USE_NAMES, USES, Say

if TYPE_CHECKING:
    import xarray as xr

_CELLS: Final = ("use", "area")


@checked
def marginal(
    plan: AnyScenario = "baseline",
    *,
    gbp_m: float = 10.0,
    years: Sequence[int] = range(2022, 2027),
    utility: str = "healthy_person_years",
    uses: Sequence[str] = USE_NAMES,
    areas: Sequence[str] | None = None,
    draws: int = 0,
    seed: int = 0,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    progress: Watch | None = None,
    say: Say | None = None,
) -> xr.Dataset:
    """Find what a little more money would do, for every use in every area, on top of a plan.

    Utility of the plan with the award less utility of the plan, in all of England, for each £1m of the award.

    Parameters
    ----------
    plan : Scenario, name or path
        The baseline, nothing else, by default.
    gbp_m : float, £m of 2019
        Of each award in all; above 0.
    years : sequence of int
        Over which it is spread in equal parts; from 2020 to 2035, each once.
    utility : str
        A name in `utilities.UTILITIES`.
    uses : sequence of str
    areas : sequence of str, optional
        Names or codes; all by default.
    draws, seed : int
        With draws, probabilities over that many draws of the parameters; each takes as long as the whole table.
    baseline : Baseline, optional
    parameters : ParameterTable, optional
        The bundled one by default: its central values, and its priors for draws.
    progress : callable, optional
        Called with a `Progress` after each table of all cells, of which the central values are the first; a table
        counts as a draw.
    say : callable, optional

    Returns
    -------
    xarray.Dataset
        ``return`` (use, area) at central values, and ``rank``, 1 for the best of all cells; of healthy person-years
        also ``return_whole_life`` and ``return_whole_life_discounted``, until what was bought has worn out, and
        ``best_use_whole_life`` and ``best_use_whole_life_discounted`` of each area; with draws also
        ``median``, ``probability_best_use`` (this use is the best for this area) and ``probability_top_tenth``
        (the cell is among the best tenth of all). Of each area ``best_use`` and, where there are several uses,
        ``second_use`` and ``lead``, the part of the best return by which the second falls short; with draws also
        ``likeliest_use``, the best in most of them. Coordinates ``area_name``, ``use_label``, ``letters``.

    Raises
    ------
    UnknownName
        When there is no such use, area or utility, and nothing else is wrong.
    BadInput
        When an amount, year or number of draws cannot be taken, or something is given twice; all faults at once.
    """
    import xarray as xr

    base, table = baseline or load_baseline(), parameters or load_parameters()
    codes = _checked(base, gbp_m, years, utility, uses, areas, draws, seed)
    counterfactuals = counterfactuals_of(plan, baseline=base, parameters=table, say=say)
    name = counterfactuals.names[0] if counterfactuals.names else counterfactuals.reference
    positions = [base.codes.index(code) for code in codes]
    how: dict[str, Any] = {"years": years, "areas": len(base.codes), "period": base.period}
    awards = [[award(use, row, gbp_m, **how) for row in positions] for use in uses]
    tell = _teller(progress, 1 + draws)

    read = (utility, *WHOLE_LIFE.get(utility, ()))

    def returns(numbers: Parameters) -> Array:
        """(utility, use, area): by the last year, and where it is a sum over years over the whole life."""
        runs = counterfactuals.at(numbers)
        without = np.array([runs.effects(name).of(each) for each in read])
        effects = [runs.effects_beside(name, row) for row in awards]
        given = np.array([[[effect.of(each) for each in read] for effect in row] for row in effects])
        gained: Array = np.moveaxis(given - without, -1, 0) / gbp_m
        return gained

    unit = unit_of(utility, per_gbp=True)
    with own_inputs_told(base, table):
        central = returns(table.central())
    tell(1)
    variables = _at_central_values(central[0], np.array(list(uses)), UTILITIES[utility].label, unit)
    variables |= _over_the_whole_life(read[1:], central[1:], np.array(list(uses)), unit)
    if draws:
        drawn = np.empty((draws, *central[0].shape))
        for draw, numbers in enumerate(drawn_parameters(draws, seed, baseline=base, parameters=table)):
            drawn[draw] = returns(numbers)[0]
            tell(2 + draw)
        variables |= _over_draws(drawn, np.array(list(uses)), unit)
    return xr.Dataset(
        variables,
        _names_of_cells(uses, codes, base),
        {
            "plan": name,
            "award": f"{readable_money(gbp_m)} over {min(years)}-{max(years)}, 2019 prices",
            "values": "central values, noise off" + (f"; {draws} draws of parameters, seed {seed}" if draws else ""),
            "draws": draws,
            "seed": seed,
            "gbp_m": gbp_m,
            "years": [int(year) for year in years],
            "utility": utility,
            "inputs": input_lines(baseline=base, parameters=table),
        },
    )


def _names_of_cells(uses: Sequence[str], codes: Sequence[str], baseline: Baseline) -> dict[str, Any]:
    labels, names = {use.name: use.label for use in USES}, baseline.areas["name"]
    return {
        "use": list(uses),
        "area": list(codes),
        "use_label": ("use", [labels[use] for use in uses]),
        "letters": ("use", [load_evidence_letters().marks_of(use) for use in uses]),
        "area_name": ("area", [str(names[code]) for code in codes]),
    }


def _at_central_values(central: Array, uses: npt.NDArray[np.str_], label: str, unit: str) -> dict[str, Any]:
    """Label the returns of all cells, (use, area), their ranks, and the best use of each area."""
    order = np.argsort(-central, axis=None, kind="stable")
    rank = np.empty(central.size, np.int64)
    rank[order] = np.arange(1, central.size + 1)
    variables = {
        "return": (_CELLS, central, {"long_name": label, "units": unit}),
        "rank": (_CELLS, rank.reshape(central.shape), {"long_name": "Rank among all uses and areas", "units": "1"}),
        "best_use": ("area", uses[central.argmax(axis=0)], {"long_name": "Best use of the award"}),
    }
    return variables | _seconds(central, uses) if len(uses) > 1 else variables


def _over_the_whole_life(names: Sequence[str], returns: Array, uses: npt.NDArray[np.str_], unit: str) -> dict[str, Any]:
    """Label the returns over the whole life, (utility, use, area), and the best use of each area by them."""
    found: dict[str, Any] = {}
    for name, values in zip(names, returns, strict=True):
        ending = name.removeprefix("healthy_person_years_")
        found[f"return_{ending}"] = (_CELLS, values, {"long_name": UTILITIES[name].label, "units": unit})
        best = uses[values.argmax(axis=0)]
        found[f"best_use_{ending}"] = ("area", best, {"long_name": f"Best use of the award: {UTILITIES[name].label}"})
    return found


def _over_draws(drawn: Array, uses: npt.NDArray[np.str_], unit: str) -> dict[str, Any]:
    """Label the medians and the probabilities of all cells over draws, (draw, use, area), and the likeliest use."""
    median, often = np.median(drawn, axis=0), _share_of(drawn == drawn.max(axis=1, keepdims=True), axis=1)
    # Uses that are best equally often stand by their medians.
    likeliest = np.where(often == often.max(axis=0), median, -np.inf).argmax(axis=0)
    return {
        "median": (_CELLS, median, {"long_name": "Median of the draws", "units": unit}),
        "probability_best_use": (
            _CELLS,
            often,
            {"long_name": "Share of draws in which the use is the best for the area", "units": "share"},
        ),
        "probability_top_tenth": (
            _CELLS,
            np.mean(drawn >= np.quantile(drawn, 0.9, axis=(1, 2), keepdims=True), axis=0),
            {"long_name": "Share of draws in which the cell is in the best tenth", "units": "share"},
        ),
        "likeliest_use": ("area", uses[likeliest], {"long_name": "Use that is the best in most draws"}),
    }


def _teller(progress: Watch | None, tables: int) -> Callable[[int], None]:
    """Give what calls back with the tables that are done, their rate, and the time that is left."""
    begun = time.monotonic()

    def tell(done: int) -> None:
        if progress is not None:
            seconds = time.monotonic() - begun
            left = seconds / done * (tables - done)
            progress(Progress(done, tables, done, tables, seconds, done / seconds, left))

    return tell


def _checked(
    baseline: Baseline,
    gbp_m: float,
    years: Sequence[int],
    utility: str,
    uses: Sequence[str],
    areas: Sequence[str] | None,
    draws: int,
    seed: int,
) -> list[str]:
    """Codes of the areas, once everything that was asked has been found good."""
    names: list[str] = []
    period = baseline.period
    faults = [] if np.isfinite(gbp_m) and gbp_m > 0 else [f"gbp_m: an amount above 0 expected, got {gbp_m}"]
    faults += [
        f"years: no money can be awarded in {year}; choose from {period.first} to {period.end}"
        for year in dict.fromkeys(years)
        if not period.first <= year <= period.end
    ]
    faults += _none_or_twice("years", years)
    if utility not in UTILITIES:
        names.append(unknown("utility", utility, UTILITIES))
    names += [unknown("use", use, USE_NAMES) for use in dict.fromkeys(uses) if use not in USE_NAMES]
    faults += _none_or_twice("uses", uses)
    codes = list(baseline.codes) if areas is None else []
    for area in areas or ():
        try:
            codes.append(find_area(area))
        except UnknownName as error:
            names += error.faults
        else:
            if codes[-1] not in baseline.codes:
                names.append(unknown("area in the baseline", codes[-1], baseline.codes))
    if areas is not None:
        faults += _none_or_twice("areas", codes if len(codes) == len(areas) else areas)
    try:
        drawn_parameters(draws, seed, baseline=baseline)
    except BadInput as error:
        faults += error.faults
    if faults:
        raise BadInput(*names, *faults)
    if names:
        raise UnknownName(*names)
    return codes


def _none_or_twice(what: str, given: Sequence[Any]) -> list[str]:
    if not given:
        return [f"{what}: at least one expected, none given"]
    return [f"{what}: {each} is given twice; name it once" for each in dict.fromkeys(given) if given.count(each) > 1]


def _seconds(central: Array, uses: npt.NDArray[np.str_]) -> dict[str, Any]:
    """Find the second best use of each area, and how far it is behind."""
    order = np.argsort(-central, axis=0, kind="stable")[:2]
    best, second = np.take_along_axis(central, order, axis=0)
    lead = np.divide(best - second, best, out=np.full(len(best), np.nan), where=best > 0)
    return {
        "second_use": ("area", uses[order[1]], {"long_name": "Second best use of the award"}),
        "lead": ("area", lead, {"long_name": "Part of the best return that the second lacks", "units": "share"}),
    }


def _share_of(best: npt.NDArray[np.bool_], *, axis: int) -> Array:
    """Mean over draws of being the best; equals share it."""
    shared: Array = (best / best.sum(axis=axis, keepdims=True)).mean(axis=0)
    return shared
