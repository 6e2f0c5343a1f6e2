"""Results: labelled arrays with units that trace what they came from, and the questions that all of them answer.

The results of one run, of an ensemble in one file and of an ensemble in a store are of one type. What an ensemble does
not hold, such as every area of every draw, is refused with the command that would hold it.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fourcapitals.arguments import checked
from fourcapitals.errors import UnknownName
from fourcapitals.results.content_checksum import CHECKSUM, content_checksum
from fourcapitals.results.files import written
from fourcapitals.results.recorded_inputs import RecordedInputs
from fourcapitals.vocabulary import OUTCOME_NAMES, OUTCOMES

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


@dataclass(frozen=True, eq=False)
class Results(RecordedInputs):
    """The results of one or more scenarios on the same draws.

    Parameters
    ----------
    dataset : xarray.Dataset
        With ``units`` and ``long_name`` on every variable, and attributes that carry the inputs. A name means one
        thing in a run and in an ensemble:

        ``hle`` and the other outcomes (scenario, draw, [sex,] area, year)
            Every area. An ensemble holds them with ``--keep areas``.
        ``place_hle``, ... (scenario, draw, place, year), ``hle_by_sex`` and ``le_by_sex`` (scenario, draw, sex, year)
            Means of the areas of England and of its regions; of England. Not the published levels, from which
            `levels` starts.
        ``place_hle_difference``, ... (as the above)
            From the reference in the same draw; a run has them when it holds its reference.
        ``people_based_hle``, ``people_based_place_hle``, ... (as without ``people_based_``)
            Where in some scenario households move: of the people who lived there in the base year; the others are of
            places, whoever lives there (`on_basis`). ``people`` of a run (scenario, draw, cell, area, year): who lives
            where.
        ``place_hle_whole_life``, ``hle_whole_life`` (scenario, draw, place or area, sum_over_life)
            Change of healthy life expectancy since the base year, summed over the years that are appraised and all
            later ones until what was bought has worn out, undiscounted and discounted: of use as a difference. Of an
            ensemble its first 1,024 draws, the second with ``--keep areas``. Results made before version 0.2 lack them.
        ``award`` (line, area, year) and ``announced, net, deadweight, ineffective, in_delivery`` (line, year)
            The ledger, a line for each scenario, fund and use; of an ensemble at central values.
        ``running_cost`` (scenario, area, year)
            Of new physical stock, as the ledger.

        A run alone holds the capitals of every area (``transport``, ..., ``particulates``). An ensemble alone holds the
        series of the missions (``hle_gap``, ...: scenario, draw, year), and areas in the milestone years as quantiles,
        means and shares of draws (``area_hle_quantile``: scenario, quantile, milestone, area; ...). A store is read
        from disk as far as is asked for.
    """

    # What they hold

    @property
    def holds_areas(self) -> bool:
        """Whether every area of every year is held for every draw."""
        return OUTCOME_NAMES[0] in self.dataset

    @checked
    def on_basis(self, basis: str) -> Results:
        """Give the same results on another basis; where no household moves both bases are the same.

        Parameters
        ----------
        basis : {"place", "people"}
            Outcomes of places, whoever lives there, or of the people who lived there in the base year.

        Raises
        ------
        UnknownName
            When there is no such basis.
        """
        from fourcapitals.results.bases import on_basis

        return on_basis(self, basis)

    @checked
    def base_levels(self, outcome: str) -> npt.NDArray[np.float64]:
        """Give the levels of the areas in the base year, (area,), in the unit of the outcome; the mean of the sexes."""
        known = self.header.get("base_levels", {})
        if outcome in known:
            return np.array(known[outcome])
        levels = self.areas(outcome, years=[self.years[0]]).isel(scenario=0, draw=0, year=0)
        return np.asarray(levels.to_numpy(), np.float64)

    def how_to_hold_areas(self) -> str:
        """Say how an ensemble is made that holds every area, for who asks this one for what it does not hold."""
        command = self.command_of_ensemble(keep_areas=True)
        return f"to hold every area in every year of every draw, make it with: {command}"

    def without_areas(self) -> UnknownName:
        """Give the fault for who asks an ensemble for areas that it does not hold."""
        held = self.quantiles()
        milestones = [str(year) for year in held["milestone"].to_numpy()]
        names = [each.name for each in OUTCOMES if f"area_{each.name}_quantile" in held]
        return UnknownName(
            "this ensemble holds England and the regions draw by draw, and of areas the quantiles of "
            f"{', '.join(names)} in {', '.join(milestones[:-1])} and {milestones[-1]}; {self.how_to_hold_areas()}"
        )

    # What they say

    @checked
    def levels(
        self,
        outcome: str,
        *,
        by: str = "england",
        sex: str | None = None,
        places: Sequence[str] | None = None,
        years: Sequence[int] | None = None,
    ) -> xr.DataArray:
        """Give the level of an outcome in each area or wider place.

        A wider place has its published level in the base year, where there is one, and moves with the weighted mean of
        its areas (D6 of ODD.md).

        Parameters
        ----------
        outcome : str
            A name from `vocabulary.OUTCOME_NAMES`.
        by : str
            One of `groupings.GROUPINGS` ("england", "region", "upper_tier", "combined_authority", "area", ...), or
            the name or code of one place, such as "Greater Manchester".
        sex : {"male", "female"}, optional
            For outcomes held by sex; the mean of both if left out.
        places : sequence of str, optional
            Codes, given in the order of the results; all if left out. No more is read into memory than is asked for.
        years : sequence of int, optional
            All if left out.

        Returns
        -------
        xarray.DataArray
            (scenario, draw, group, year), in the unit of the outcome. The coordinate ``group_name`` names the groups;
            ``level_source`` says whether a level starts from the published figure or, where none is published, from the
            weighted mean of the areas; an area's level is its own.

        Raises
        ------
        UnknownName
            When there is no such outcome, grouping, sex or place, or an ensemble does not hold it; with the command
            that would hold it.
        """
        from fourcapitals.results.aggregation import levels_of

        return levels_of(self, outcome, by=by, sex=sex, places=places, years=years)

    @checked
    def differences(
        self,
        outcome: str,
        *,
        by: str = "england",
        sex: str | None = None,
        reference: str | None = None,
        places: Sequence[str] | None = None,
        years: Sequence[int] | None = None,
    ) -> xr.DataArray:
        """Give what each scenario changes against the reference, draw by draw.

        Parameters
        ----------
        outcome, by, sex, places, years
            As in `levels`.
        reference : str, optional
            A scenario of the results; their own reference if left out.

        Returns
        -------
        xarray.DataArray
            (scenario, draw, group, year), in the unit of the outcome, or in % where its differences are relative.

        Raises
        ------
        UnknownName
            As `levels`, and when there is no such scenario.
        """
        from fourcapitals.results.aggregation import differences_of

        against = reference or self.reference
        return differences_of(self, outcome, by=by, sex=sex, reference=against, places=places, years=years)

    @checked
    def over_life(self, *, by: str = "england", reference: str | None = None) -> xr.DataArray:
        """Give the healthy person-years that each scenario brings over the whole life of what it buys, draw by draw.

        Parameters
        ----------
        by : str
            As in `levels`.
        reference : str, optional
            As in `differences`.

        Returns
        -------
        xarray.DataArray
            (scenario, draw, group, sum_over_life), years: undiscounted, and discounted to the first appraised year.

        Raises
        ------
        UnknownName
            As `levels`, and when there is no such scenario.
        BadInput
            When the results were made by a version that followed no effect after the last year.
        """
        from fourcapitals.results.whole_life import healthy_person_years_over_life

        return healthy_person_years_over_life(self, by=by, reference=reference or self.reference)

    @checked
    def areas(self, outcome: str, *, sex: str | None = None, years: Sequence[int] | None = None) -> xr.DataArray:
        """Give an outcome of every area in every draw.

        Parameters
        ----------
        outcome, sex, years
            As in `levels`.

        Returns
        -------
        xarray.DataArray
            (scenario, draw, area, year), in the unit of the outcome.

        Raises
        ------
        UnknownName
            As `levels`.
        """
        from fourcapitals.results.aggregation import check_sex, find_outcome, over_draws

        stated = find_outcome(outcome)
        check_sex(stated, sex)
        found = over_draws(self, stated, lambda values: values, sex=sex, years=years)
        return found.transpose("scenario", "draw", "area", "year")

    @checked
    def area_variable(self, outcome: str) -> xr.DataArray:
        """Give the variable that holds an outcome of every area.

        Raises
        ------
        UnknownName
            When an ensemble does not hold every area.
        """
        if outcome not in self.dataset:
            raise self.without_areas()
        return self.dataset[outcome]

    def awards(self) -> xr.DataArray:
        """Give the money awarded, by line of the ledger (a scenario's fund and use).

        Returns
        -------
        xarray.DataArray
            (line, area, year), £m of 2019; of an ensemble at central values.
        """
        return self.dataset["award"]

    @property
    def spending(self) -> pd.DataFrame:
        """The money of each scenario, as `money.spending` gives it."""
        from fourcapitals.results.money import spending

        return spending(self)

    @cached_property
    def evidence(self) -> dict[str, str]:
        """On which evidence the uncertainty of each scenario's results rests, by name, in a line."""
        from fourcapitals.results.evidence_shares import evidence_of

        return evidence_of(self)

    def quantiles(self) -> xr.Dataset:
        """Give what an ensemble holds of areas in the milestone years: quantiles, means and shares of draws."""
        return self.dataset[[name for name in self.dataset.data_vars if "milestone" in self.dataset[name].dims]]

    # Tables and files

    @checked
    def tidy(self, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
        """One row a scenario, draw, place, sex, year and outcome.

        Parameters
        ----------
        outcomes : sequence of str, optional
            All outcomes by default.
        """
        import pandas as pd

        columns = ("scenario", "draw", "sex", "area", "area_name", "place", "place_name", "year", "value")
        parts = []
        for name in outcomes or OUTCOME_NAMES:
            held = self.dataset[name if self.holds_areas else f"place_{name}"]
            table = held.to_dataframe(name="value").reset_index()
            kept = [column for column in columns if column in table]
            parts.append(table[kept].assign(outcome=name, unit=held.attrs["units"]))
        return pd.concat(parts, ignore_index=True)

    @checked
    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write one NetCDF file, whole or not at all, with a checksum of its content that is compared on opening.

        Raises
        ------
        BadInput
            When the file exists (and `overwrite` is not set) or cannot be written.
        """
        encoding: dict[str, Any] = {
            str(name): {"zlib": True, "complevel": 4}
            for name, variable in self.dataset.data_vars.items()
            if variable.dtype.kind == "f" and variable.ndim > 1
        }
        with written(path, overwrite=overwrite) as temporary:
            try:
                marked = self.dataset.assign_attrs({CHECKSUM: content_checksum(self.dataset)})
                marked.to_netcdf(temporary, engine="netcdf4", encoding=encoding)
            except RuntimeError as error:
                # The NetCDF library does not say that a disk is full.
                full = shutil.disk_usage(temporary.parent).free < self.dataset.nbytes
                raise OSError(errno.ENOSPC if full else errno.EIO, str(error)) from None
        return Path(path)
