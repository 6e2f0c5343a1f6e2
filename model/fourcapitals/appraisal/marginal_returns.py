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
from fourcapitals.formatting import areas_of, plain, readable_money
from fourcapitals.results.whole_life import IN_WORDS, OVER, immature_line, order_lines
from fourcapitals.scenario.extra_money import award
from fourcapitals.vocabulary import END_YEAR, USE_NAMES, USES, Say

if TYPE_CHECKING:
    import pandas as pd
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


@checked
def marginal_lines(made: xr.Dataset, *, top: int = 10) -> list[str]:
    """Write the best use of areas, the best cells of `marginal`, and the mean of each use over areas.

    Parameters
    ----------
    made : Dataset
        From `marginal`.
    top : int, cells
        How many of the best cells to name.
    """
    unit = made["return"].attrs["units"]
    label = made["return"].attrs["long_name"]
    lines = [
        f"One more {made.attrs['award']}, on one use in one area, on top of {made.attrs['plan']} "
        f"({made.attrs['values']}): {label}, England; {unit}"
    ]
    by_use = made["return"].mean("area").to_series().sort_values(ascending=False)
    letters = dict(zip(made["use"].to_numpy().tolist(), made["letters"].to_numpy().tolist(), strict=True))
    lines += [
        f"  {use}: mean of areas {_gain(float(value))}{_beside(made, str(use))} [{letters[str(use)]}]"
        for use, value in by_use.items()
    ]
    lines += _whole_life_lines(made)
    lines += _best_use_lines(made, letters)
    returns, names = made["return"].to_numpy(), made["area_name"].to_numpy()
    for cell in np.argsort(-returns, axis=None, kind="stable")[:top]:
        row, column = np.unravel_index(cell, returns.shape)
        use = str(made["use"].to_numpy()[row])
        line = f"  best: {use} in {names[column]}: {_gain(float(returns[row, column]))} [{letters[use]}]"
        if "median" in made:
            at = made.isel(use=row, area=column)
            often, among_best = (_percent(at[f"probability_{name}"]) for name in ("best_use", "top_tenth"))
            line += f"; median of draws {_gain(float(at['median']))}, best use there in {often} of draws"
            line += f", in the best tenth of all in {among_best}"
        lines.append(line)
    return [*lines, load_evidence_letters().legend_of_uses]


def _beside(made: xr.Dataset, use: str) -> str:
    """What a use brings over the whole life of what it buys, mean of areas."""
    if "return_whole_life" not in made:
        return ""
    whole, discounted = (
        float(made[f"return_{name}"].sel(use=use).mean()) for name in ("whole_life", "whole_life_discounted")
    )
    return f"; whole life {_gain(whole)}, discounted {_gain(discounted)}"


def _whole_life_lines(made: xr.Dataset) -> list[str]:
    """What has not come by the last year, where the order of uses is another, and areas whose best use is."""
    if "return_whole_life" not in made:
        return []
    ended, *wholes = (
        {str(use): float(value) for use, value in made[name].mean("area").to_series().items()}
        for name in ("return", "return_whole_life", "return_whole_life_discounted")
    )
    said = [
        IN_WORDS,
        *immature_line({use: (value, wholes[0][use]) for use, value in ended.items()}, end=END_YEAR),
        *order_lines(ended, *zip(OVER, wholes, strict=True), end=END_YEAR),
    ]
    for words, name in zip(OVER, ("whole_life", "whole_life_discounted"), strict=True):
        other = int((made[f"best_use_{name}"] != made["best_use"]).sum())
        if other:
            said.append(
                f"{words[0].upper()}{words[1:]} another use than by {END_YEAR} is the best in {areas_of(other)}."
            )
    return [f"  {line}" for line in said]


def _best_use_lines(made: xr.Dataset, letters: dict[str, str]) -> list[str]:
    """Count the areas by their best use at central values, and by the use that is the best in most draws."""
    if "second_use" not in made:
        return []
    lines = []
    best, lead = made["best_use"].to_numpy(), made["lead"].to_numpy()
    for use, count in _counts(best):
        ahead = lead[best == use]
        lines.append(
            f"  best use at central values: {use} in {areas_of(count)} [{letters[use]}], ahead of the second by "
            f"{_percent(ahead.min())} to {_percent(ahead.max())}"
        )
    if "likeliest_use" not in made:
        return lines
    likeliest, often = made["likeliest_use"].to_numpy(), made["probability_best_use"].max("use").to_numpy()
    for use, count in _counts(likeliest):
        shares = often[likeliest == use]
        lines.append(
            f"  best use in most draws: {use} in {areas_of(count)} [{letters[use]}], there in "
            f"{_percent(shares.min())} to {_percent(shares.max())} of {made.attrs['draws']} draws"
        )
    return lines


def _counts(uses: npt.NDArray[np.str_]) -> list[tuple[str, int]]:
    """Uses with the number of their areas, the commonest first."""
    found = [(str(use), int(count)) for use, count in zip(*np.unique(uses, return_counts=True), strict=True)]
    return sorted(found, key=lambda each: -each[1])


def _percent(share: Any) -> str:
    return f"{100 * float(share):.0f}%"


def _gain(value: float) -> str:
    return f"{'+' if value > 0 else ''}{plain(value, 2)}"


@checked
def marginal_table(made: xr.Dataset) -> pd.DataFrame:
    """Give every use in every area as a table, one row each, with the unit of the returns."""
    cells = [name for name, values in made.data_vars.items() if values.dims == ("use", "area")]
    return made[cells].to_dataframe().reset_index().assign(unit=made["return"].attrs["units"])


@checked
def marginal_plain(made: xr.Dataset) -> dict[str, Any]:
    """Give plain values, for JSON: what was asked, the best use of each area, and every use in every area."""
    import pandas as pd

    best = made["best_use"].to_numpy()
    columns: dict[str, Any] = {
        "area": made["area"].to_numpy(),
        "area_name": made["area_name"].to_numpy(),
        "best_use": best,
        "letters": made["letters"].sel(use=best).to_numpy(),
        "return": made["return"].max("use").to_numpy(),
    }
    columns |= {name: made[name].to_numpy() for name in ("second_use", "lead", "likeliest_use") if name in made}
    if "likeliest_use" in made:
        columns["likeliest_probability"] = made["probability_best_use"].max("use").to_numpy()
    return {
        **{name: made.attrs[name] for name in ("plan", "award", "values", "draws")},
        "unit": made["return"].attrs["units"],
        "areas": _records(pd.DataFrame(columns)),
        "returns": _records(marginal_table(made)),
    }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with nothing for what is not a number."""
    return [
        {str(name): None if value != value else value for name, value in row.items()}  # noqa: PLR0124
        for row in table.to_dict("records")
    ]
