"""The arrays of an ensemble: which there are, what areas are counted into, and the labelled cube that they make."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, Self

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.elementary import Array
from fourcapitals.results.area_bins import (
    AREA_OUTCOMES,
    DIFFERENCE_BINS,
    GRIDS,
    LEVEL_BINS,
    MILESTONES,
    QUANTILES,
    ZERO_BIN,
    Counts,
    difference_edges,
    level_edges,
    quantiles_of,
)
from fourcapitals.results.axes import (
    AREA_WHOLE_LIFE,
    PEOPLE_BASED,
    PLACE_WHOLE_LIFE,
    SUMS_OVER_LIFE,
    WHOLE_LIFE_LABEL,
    WHOLE_LIFE_UNIT,
    coordinates,
    difference_attributes,
    named_axes,
    people_label,
    place_label,
)
from fourcapitals.results.bases import is_changed_by_moves
from fourcapitals.results.bid_sums import KEPT
from fourcapitals.results.results import ENSEMBLE_FORMAT
from fourcapitals.vocabulary import BLOCK, OUTCOMES, PERIOD, PRICE_YEAR, SEXES, Period, outcome_named

if TYPE_CHECKING:
    import xarray as xr

BY_SEX: Final = tuple(outcome.name for outcome in OUTCOMES if outcome.by_sex)

Labelled = tuple[tuple[str, ...], Array, dict[str, Any]]
"""Names of the axes, values, and attributes."""


# What is kept


class Series(NamedTuple):
    """A yearly quantity of the missions."""

    name: str
    label: str
    unit: str
    by_sex: bool = False


_ENDS: Final = "top less bottom tenth"
MISSION_SERIES: Final = (
    Series("hle_gap", f"Healthy life expectancy, {_ENDS} of upper tiers, ranked anew, mean of the sexes", "years"),
    Series("hle_gap_by_sex", f"Healthy life expectancy, {_ENDS} of upper tiers, ranked anew", "years", True),
    Series("hle_gap_fixed", f"Healthy life expectancy, {_ENDS} of upper tiers in 2019, mean of the sexes", "years"),
    Series("hle_gap_fixed_by_sex", f"Healthy life expectancy, {_ENDS} of upper tiers in 2019", "years", True),
    Series("gva_gap", f"GVA per hour worked, {_ENDS} of areas, ranked anew, mean logs", "log"),
    Series("gva_gap_gbp", f"GVA per hour worked, {_ENDS} of areas, ranked anew", "£, 2019 prices"),
    Series("life_satisfaction_gap", f"Life satisfaction, {_ENDS} of areas, ranked anew", "points, 0 to 10"),
    Series("areas_with_higher_gva", "Areas with higher GVA per hour worked than in 2019", "areas"),
    Series("areas_with_higher_life_satisfaction", "Areas with higher life satisfaction than in 2019", "areas"),
)


class Variable(NamedTuple):
    """One array of the cube, with axes scenario and draw before its own."""

    name: str
    axes: tuple[str, ...]
    label: str
    unit: str
    relative: bool = False
    """Whether its differences are in %."""


def variables_of(header: Mapping[str, Any]) -> tuple[Variable, ...]:
    """List the arrays that have a draw axis, of an ensemble with this header."""
    return variables(
        header["keep"],
        whole_life=bool(header.get("whole_life")),
        competition=bool(header.get("competition")),
        both_bases=bool(header.get("both_bases")),
    )


def variables(
    keep: str = "summary", *, whole_life: bool = True, competition: bool = False, both_bases: bool = False
) -> tuple[Variable, ...]:
    """List the arrays that have a draw axis.

    Parameters
    ----------
    keep : {"summary", "areas"}
        With areas, every outcome of every area beside the summary.
    whole_life : bool
        Whether effects are followed after the last year; ensembles of before lack it.
    competition : bool
        Whether bids are held: in some scenario councils compete or choose.
    both_bases : bool
        Whether outcomes are held of the people of the base year too: in some scenario households move.

    Examples
    --------
    >>> [variable.name for variable in variables()][:3]
    ['place_hle', 'place_le', 'place_gva_per_hour']
    """
    found = [
        Variable(
            f"place_{outcome.name}",
            ("place", "year"),
            place_label(outcome),
            outcome.unit,
            outcome.change == "relative",
        )
        for outcome in OUTCOMES
    ]
    found += [
        Variable(f"{name}_by_sex", ("sex", "year"), f"{outcome_named(name).label}, England", outcome_named(name).unit)
        for name in BY_SEX
    ]
    found += [
        Variable(series.name, ("sex", "year") if series.by_sex else ("year",), series.label, series.unit)
        for series in MISSION_SERIES
    ]
    people = [_of_people(each) for each in found if is_changed_by_moves(each.name)] if both_bases else []
    if whole_life:
        found.append(Variable(PLACE_WHOLE_LIFE, ("place", "sum_over_life"), WHOLE_LIFE_LABEL, WHOLE_LIFE_UNIT))
    if keep == "areas":
        of_areas = [
            Variable(
                outcome.name,
                ("sex", "area", "year") if outcome.by_sex else ("area", "year"),
                outcome.label,
                outcome.unit,
                outcome.change == "relative",
            )
            for outcome in OUTCOMES
        ]
        found += of_areas
        people += [_of_people(each) for each in of_areas if is_changed_by_moves(each.name)] if both_bases else []
        if whole_life:
            found.append(Variable(AREA_WHOLE_LIFE, ("area", "sum_over_life"), WHOLE_LIFE_LABEL, WHOLE_LIFE_UNIT))
    if competition:
        found += [Variable(*each) for each in KEPT]
    return (*found, *people)


def _of_people(variable: Variable) -> Variable:
    return variable._replace(name=f"{PEOPLE_BASED}{variable.name}", label=people_label(variable.label))


def period_of(header: Mapping[str, Any]) -> Period:
    """Read the years of an ensemble off its header; one that does not say has those of the bundled baseline.

    Examples
    --------
    >>> period_of({}).base
    2019
    """
    return Period(**header["period"]) if header.get("period") else PERIOD


class Sizes(NamedTuple):
    """How many an ensemble has of what differs between ensembles."""

    scenarios: int
    places: int
    areas: int
    years: int = len(PERIOD.years)
    """With the base year."""
    milestones: int = len(MILESTONES)

    @classmethod
    def of(cls, header: Mapping[str, Any]) -> Self:
        """Read them off the header of an ensemble."""
        return cls(
            len(header["scenarios"]),
            len(header["places"]),
            len(header["areas"]),
            len(period_of(header).years),
            len(header["milestones"]),
        )


def shape_of(variable: Variable, sizes: Sizes) -> tuple[int, ...]:
    """Shape of a block of a variable: (scenario, draw, ...).

    Examples
    --------
    >>> shape_of(variables()[0], Sizes(scenarios=2, places=10, areas=307))
    (2, 64, 10, 17)
    """
    length = {"place": sizes.places, "sex": len(SEXES), "year": sizes.years, "area": sizes.areas}
    length["sum_over_life"] = len(SUMS_OVER_LIFE)
    return (sizes.scenarios, BLOCK, *(length[axis] for axis in variable.axes))


@dataclass(eq=False)
class Totals:
    """Areas of all draws so far: how often each bin was met, and sums over the blocks in their order.

    Parameters
    ----------
    level_counts, difference_counts : (scenario, outcome, milestone, area, bin)
    level_sums, difference_sums : (scenario, outcome, milestone, area)
    draws : int
        How many are in.
    """

    level_counts: Counts
    difference_counts: Counts
    level_sums: Array
    difference_sums: Array
    draws: int = 0

    @classmethod
    def none(cls, scenarios: int, areas: int, milestones: int = len(MILESTONES)) -> Self:
        """Start with no draw.

        Parameters
        ----------
        scenarios, areas, milestones : int
            How many there are.
        """
        shape = (scenarios, len(AREA_OUTCOMES), milestones, areas)
        return cls(
            np.zeros((*shape, LEVEL_BINS), np.uint32),
            np.zeros((*shape, DIFFERENCE_BINS), np.uint32),
            np.zeros(shape),
            np.zeros(shape),
        )

    def by_scenario(self) -> Iterator[Self]:
        """Give the totals of each scenario alone, without a copy."""
        for row in range(len(self.level_sums)):
            yield type(self)(**{name: held[row : row + 1] for name, held in self.arrays().items()}, draws=self.draws)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Give the four arrays by name."""
        return {name: getattr(self, name) for name in TOTALS}


TOTALS: Final = ("level_counts", "difference_counts", "level_sums", "difference_sums")


# Labels


def label(
    header: Mapping[str, Any],
    series: Mapping[str, Array | Reader],
    totals: Iterable[Totals],
    carried: xr.Dataset | None = None,
) -> xr.Dataset:
    """Put names, units and the trace of the inputs on the arrays of an ensemble.

    Parameters
    ----------
    header : mapping
    series : mapping of variable to array or `Reader`
        (scenario, draw, ...); a reader is asked only when, and as far as, numbers are wanted.
    totals : iterable of Totals
        Of each scenario, in their order.
    carried : xarray.Dataset, optional
        What is known about areas and money whatever the draw (`record.carried_of`).
    """
    import xarray as xr

    reference = [scenario["name"] for scenario in header["scenarios"]].index(header["reference"])
    data: dict[str, Any] = {}
    for variable in variables_of(header):
        axes = ("scenario", "draw", *variable.axes)
        given = series[variable.name]
        levels = _Held(given) if isinstance(given, np.ndarray) else given
        held = given if isinstance(given, np.ndarray) else _lazily(levels)
        data[variable.name] = (axes, held, {"long_name": variable.label, "units": variable.unit})
        if "area" in variable.axes:
            continue
        data[f"{variable.name}_difference"] = (
            axes,
            _lazily(_Difference(levels, reference, variable.relative)),
            difference_attributes(variable.label, "%" if variable.relative else variable.unit, header["reference"]),
        )
    data |= area_statistics(header, totals)
    labelled = xr.Dataset(data, _coordinates(header), attrs_of(header))
    if carried is not None:
        labelled = labelled.assign(carried.data_vars).assign_coords(carried.coords)
    return named_axes(labelled)


def _coordinates(header: Mapping[str, Any]) -> dict[str, Any]:
    titles, areas = {each["name"]: each["title"] for each in header["scenarios"]}, header["areas"]
    return {
        **coordinates(titles, header["draws_done"], header["places"], period_of(header).years),
        "milestone": header["milestones"],
        "quantile": list(QUANTILES),
        "area": list(areas),
        "area_name": ("area", list(areas.values())),
    }


def attrs_of(header: Mapping[str, Any]) -> dict[str, Any]:
    """Give the attributes that trace an ensemble to its inputs."""
    of_life = header.get("life_expectancy_reference")
    return {
        "format": ENSEMBLE_FORMAT,
        "title": "Four capitals: projected outcomes of English local areas, many draws",
        "fourcapitals_version": header["fourcapitals_version"],
        "scenario_files": json.dumps({each["name"]: each["text"] for each in header["scenarios"]}),
        **({"rules": json.dumps(header["rules"])} if header.get("rules") else {}),
        **files_record({each["name"]: each.get("files", {}) for each in header["scenarios"]}),
        "seed": header["seed"],
        "draws": header["draws_done"],
        "rejected_draws": header["rejected"],
        "reference": header["reference"],
        "parameters": "drawn from the priors, unstable draws replaced",
        "parameters_checksum": header["parameters_checksum"],
        "parameters_changed": json.dumps(header.get("parameters") or {}),
        "data_checksum": header["data_checksum"],
        **({"own_figures": json.dumps(header["own_figures"])} if header.get("own_figures") else {}),
        **({"life_expectancy_reference": of_life} if of_life else {}),
        "price_base": f"£ of {PRICE_YEAR}",
        "healthy_life_expectancy_series": f"ONS, original method; base {period_of(header).window}",
        "appraisal_start": period_of(header).appraisal_start,
        "appraisal_end": period_of(header).end,
        "header": json.dumps(header),
    }


def files_record(files: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Give the attribute that keeps the files which scenarios take money from; nothing where there is none.

    Parameters
    ----------
    files : mapping of scenario to file to its ``checksum`` and ``text``
    """
    kept = {name: dict(each) for name, each in files.items() if each}
    return {"money_files": json.dumps(kept)} if kept else {}


def area_statistics(header: Mapping[str, Any], totals: Iterable[Totals]) -> dict[str, Labelled]:
    """Give quantiles, means and shares of draws of the areas, from counts and sums.

    Parameters
    ----------
    header : mapping
    totals : iterable of Totals
        Of each scenario, in their order: counts are large, and no more than one scenario's need be in memory.
    """
    found = [_statistics_of_scenario(header, each) for each in totals]
    return {
        name: (axes, np.concatenate([one[name][1] for one in found]), words)
        for name, (axes, _, words) in found[0].items()
    }


def _statistics_of_scenario(header: Mapping[str, Any], totals: Totals) -> dict[str, Labelled]:
    base = {name: np.array(values) for name, values in header["base_levels"].items()}
    draws = totals.draws or np.nan
    data: dict[str, Labelled] = {}
    for index, name in enumerate(AREA_OUTCOMES):
        grid, outcome = GRIDS[name], outcome_named(name)
        words = outcome.label + (", mean of the sexes" if outcome.by_sex else "")
        change = "%" if grid.relative else outcome.unit
        resolution = header["area_bins"][name]
        counts, changes = totals.level_counts[:, index], totals.difference_counts[:, index]
        away = np.moveaxis(quantiles_of(counts, level_edges(grid)), -1, 1)
        level = base[name] * (1 + away) if grid.relative else base[name] + away
        moved = np.moveaxis(quantiles_of(changes, difference_edges(grid)), -1, 1)
        spread, flat = ("scenario", "quantile", "milestone", "area"), ("scenario", "milestone", "area")
        better = changes[..., ZERO_BIN + 1 :].sum(axis=-1) / draws
        same = changes[..., ZERO_BIN] / draws
        against = f"difference from {header['reference']} in the same draw"
        data |= {
            f"area_{name}_quantile": (spread, level, _words(words, outcome.unit, resolution["levels"])),
            f"area_{name}_difference_quantile": (
                spread,
                moved,
                _words(f"{words}: {against}", change, resolution["differences"]),
            ),
            f"area_{name}_mean": (flat, totals.level_sums[:, index] / draws, _words(words, outcome.unit)),
            f"area_{name}_difference_mean": (
                flat,
                totals.difference_sums[:, index] / draws,
                _words(f"{words}: {against}", change),
            ),
            f"area_{name}_higher": (flat, better, _words(f"{words}: share of draws with a higher level", "share")),
            f"area_{name}_unchanged": (flat, same, _words(f"{words}: share of draws at zero", "share")),
        }
    return data


def _words(label: str, unit: str, resolution: str | None = None) -> dict[str, Any]:
    return {"long_name": label, "units": unit} | ({"resolution": resolution} if resolution else {})


# Read on demand


class Reader(Protocol):
    """An array that is read only where it is asked for."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape."""
        ...

    def read(self, key: tuple[Any, ...]) -> Array:
        """Give part of it: a whole number, a slice or positions for each axis."""
        ...


def _lazily(reader: Reader) -> Any:
    """Have xarray read an array only when, and as far as, it is asked for."""
    from xarray.backends import BackendArray
    from xarray.core.indexing import IndexingSupport, LazilyIndexedArray, explicit_indexing_adapter

    class OnDemand(BackendArray):
        def __init__(self) -> None:
            self.shape, self.dtype = reader.shape, np.dtype(np.float64)

        def __getitem__(self, key: Any) -> Any:
            return explicit_indexing_adapter(key, self.shape, IndexingSupport.OUTER, reader.read)

    return LazilyIndexedArray(OnDemand())


class _Held:
    """An array in memory."""

    def __init__(self, array: Array) -> None:
        self.array, self.shape = array, array.shape

    def read(self, key: tuple[Any, ...]) -> Array:
        taken = self.array
        for axis in reversed(range(len(key))):
            taken = taken[(slice(None),) * axis + (key[axis],)]
        return taken


class _Difference:
    """An array less its reference scenario, worked out on reading."""

    def __init__(self, levels: Reader, reference: int, relative: bool) -> None:
        self.levels, self.reference, self.relative = levels, reference, relative
        self.shape = levels.shape

    def read(self, key: tuple[Any, ...]) -> Array:
        ours = self.levels.read(key)
        one = isinstance(key[0], int | np.integer)
        against = self.levels.read((self.reference if one else slice(self.reference, self.reference + 1), *key[1:]))
        return 100 * (ours / against - 1) if self.relative else ours - against
