"""The results of an ensemble: levels, differences, areas and what went in, from memory or from one NetCDF file."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import OUTCOMES, SEXES, YEARS, Outcome, outcome_named

if TYPE_CHECKING:
    import xarray as xr


CUBE_FORMAT: Final = "fourcapitals ensemble 1"


class EnsembleResults(ABC):
    """The results of an ensemble: scenarios on common draws, for England, regions, missions and areas.

    The dataset holds levels with axes ``scenario, draw`` and then ``place, year``, ``sex, year`` or ``year``; beside
    each ``name`` a ``name_difference`` from the reference in the same draw (in % where the outcome's differences are
    relative); and areas in the milestone years as quantiles, means and shares of draws (``area_...``).
    """

    @abstractmethod
    def dataset(self) -> xr.Dataset:
        """Give everything as labelled arrays."""

    @property
    @abstractmethod
    def header(self) -> Mapping[str, Any]:
        """What went in: scenarios and their money, seed, reference, checksums, versions."""

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, in the order in which they were asked for."""
        return tuple(scenario["name"] for scenario in self.header["scenarios"])

    @property
    def titles(self) -> dict[str, str]:
        """Title of each scenario, by name."""
        return {scenario["name"]: scenario["title"] for scenario in self.header["scenarios"]}

    @property
    def scenario_files(self) -> dict[str, str]:
        """Text of each scenario's file, as it was run."""
        return {scenario["name"]: scenario["text"] for scenario in self.header["scenarios"]}

    @property
    def spending(self) -> list[dict[str, str | float | None]]:
        """The money of each scenario at central values, a row each with the columns of `comparison.spending`."""
        return [dict(row) for row in self.header["spending"]]

    @property
    def badges(self) -> dict[str, str]:
        """What the money and the levers of each scenario rest on, by name."""
        return dict(self.header["badges"])

    @property
    def places(self) -> dict[str, str]:
        """England and the regions, code to name."""
        return dict(self.header["places"])

    @property
    def years(self) -> tuple[int, ...]:
        """The years, the base year first."""
        return YEARS

    @property
    def reference(self) -> str:
        """The scenario that differences are taken from."""
        return str(self.header["reference"])

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return int(self.header["draws_done"])

    @property
    def rejected(self) -> int:
        """How many unstable draws were replaced, among those that were run."""
        return int(self.header["rejected"])

    def scenario(self, name: str) -> str:
        """Check that the results hold a scenario.

        Raises
        ------
        UnknownName
            When they do not; with those they hold.
        """
        if name not in self.scenarios:
            raise UnknownName(unknown("scenario in these results:", name, self.scenarios))
        return name

    def levels(self, outcome: str, *, sex: str | None = None, places: Sequence[str] | None = None) -> xr.DataArray:
        """Give the level of an outcome in England and the regions, as `comparison.aggregate` defines it.

        The level of the base year is the published one where there is one, and moves with the mean of the areas.

        Parameters
        ----------
        outcome : str
        sex : {"male", "female"}, optional
            For outcomes held by sex, of England; the mean of both if left out.
        places : sequence of str, optional
            Codes from `places`, given in the order of the results; all if left out. Of a store, only what is asked for
            is read into memory.

        Returns
        -------
        xarray.DataArray
            (scenario, draw, group, year), with ``group_name`` and ``level_source``.
        """
        stated, means = self._means(outcome, sex, places)
        published = self.header["published"][f"{outcome}_{sex}" if sex else outcome]
        codes = [str(code) for code in means["group"].to_numpy()]
        base = means.isel(year=0)
        start = base * 0 + np.array([np.nan if published[code] is None else published[code] for code in codes])
        start = start.fillna(base)
        level = start * (means / base) if stated.change == "relative" else start + (means - base)
        none = f"mean of the areas by {stated.weight}"
        sources = [none if published[code] is None else "published" for code in codes]
        return (
            level.transpose("scenario", "draw", "group", "year")
            .assign_coords(level_source=("group", sources))
            .rename(outcome)
            .assign_attrs(long_name=stated.label, units=stated.unit)
        )

    def differences(
        self,
        outcome: str,
        *,
        sex: str | None = None,
        reference: str | None = None,
        places: Sequence[str] | None = None,
    ) -> xr.DataArray:
        """Give what each scenario changes against the reference, draw by draw, as `comparison.difference` does.

        Parameters
        ----------
        outcome, sex, places
            As in `levels`.
        reference : str, optional
            A scenario of the results; the one that they were run against if left out.

        Returns
        -------
        xarray.DataArray
            (scenario, draw, group, year), in the unit of the outcome, or in % where its differences are relative.
        """
        stated, means = self._means(outcome, sex, places)
        name = self.scenario(reference or self.reference)
        against = means.sel(scenario=name, drop=True)
        relative = stated.change == "relative"
        change = 100 * (means / against - 1) if relative else means - against
        units = "%" if relative else stated.unit
        return (
            change.transpose("scenario", "draw", "group", "year")
            .rename(outcome)
            .assign_attrs(long_name=stated.label, units=units, reference=name)
        )

    def _means(self, outcome: str, sex: str | None, places: Sequence[str] | None) -> tuple[Outcome, xr.DataArray]:
        names = [each.name for each in OUTCOMES]
        if outcome not in names:
            raise UnknownName(unknown("outcome", outcome, names))
        stated, dataset = outcome_named(outcome), self.dataset()
        if sex is None:
            means = dataset[outcome].rename(place="group", place_name="group_name")
        elif stated.by_sex and sex in SEXES:
            one = dataset[f"{outcome}_by_sex"].sel(sex=sex, drop=True).expand_dims(group=[next(iter(self.places))])
            means = one.assign_coords(group_name=("group", ["England"]))
        else:
            fault = unknown("sex", sex, SEXES) if stated.by_sex else f"{outcome} is not held by sex; leave sex out"
            raise UnknownName(fault)
        if places is not None:
            for code in places:
                if code not in self.places:
                    raise UnknownName(unknown("place", code, self.places))
            chosen = np.flatnonzero(np.isin(means["group"].to_numpy().astype(str), list(places)))
            if sex is not None and len(chosen) < len(places):
                raise UnknownName("an ensemble keeps men and women apart for England only; leave sex out")
            means = means.isel(group=chosen)
        return stated, means.load()

    def quantiles(self) -> xr.Dataset:
        """Give what is known of areas: quantiles, means, shares of draws better and unchanged."""
        dataset = self.dataset()
        names = [name for name in dataset.data_vars if "milestone" in dataset[name].dims]
        return dataset[names]

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write one NetCDF cube, whole or not at all.

        Raises
        ------
        BadInput
            When the file exists (and `overwrite` is not set) or cannot be written.
        """
        return Results(self.dataset()).save(path, overwrite=overwrite)


@dataclass(frozen=True, eq=False)
class Cube(EnsembleResults):
    """An ensemble in memory, or read from one NetCDF file."""

    data: xr.Dataset

    def dataset(self) -> xr.Dataset:
        """Give everything as labelled arrays."""
        return self.data

    @property
    def header(self) -> Mapping[str, Any]:
        """What went in: scenarios, seed, reference, checksums, versions."""
        header: dict[str, Any] = json.loads(self.data.attrs["header"])
        return header


def load_cube(path: str | Path) -> Cube:
    """Read an ensemble that `EnsembleResults.save` wrote.

    Raises
    ------
    BadInput
        When the file is missing or holds something else.
    """
    import xarray as xr

    if not Path(path).is_file():
        raise BadInput(f"{path}: no such file; make it with: fourcapitals run baseline --draws 200 --out {path}")
    try:
        with xr.open_dataset(path, engine="netcdf4") as opened:
            dataset = opened.load()
    except Exception as error:
        raise BadInput(f"{path}: cannot be read as NetCDF ({type(error).__name__}); expected an ensemble") from None
    if dataset.attrs.get("format") != CUBE_FORMAT:
        found = dataset.attrs.get("format", "no format mark")
        raise BadInput(f"{path}: is not an ensemble: it has {found}; expected {CUBE_FORMAT}")
    return Cube(dataset)
