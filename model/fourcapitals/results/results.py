"""Results: labelled arrays with units that trace what they came from, and the questions that all of them answer.

The results of one run, of an ensemble in one file and of an ensemble in a store are of one type. What an ensemble does
not hold, such as every area of every draw, is refused with the command that would hold it.
"""

from __future__ import annotations

import errno
import json
import shlex
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from fourcapitals.arguments import checked
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.results.content_checksum import CHECKSUM, content_checksum
from fourcapitals.results.files import written
from fourcapitals.text import plain, shortened, told_apart
from fourcapitals.vocabulary import OUTCOME_NAMES, OUTCOMES, PERIOD, Period

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

FORMAT: Final = "fourcapitals results 2"
"""Of one run."""
ENSEMBLE_FORMAT: Final = "fourcapitals ensemble 2"
NOISE_OFF: Final = "noise off"


@dataclass(frozen=True, eq=False)
class Results:
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

    dataset: xr.Dataset

    # What they are

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, in the order in which they were asked for."""
        return tuple(str(name) for name in self.dataset["scenario"].values)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Label of each scenario, by name: its title, with the name where two are equal, or where it is another's."""
        titles = [shortened(plain(str(title))) for title in self.dataset["title"].values]
        stated = dict(zip(self.scenarios, titles, strict=True))
        return told_apart(stated | {name: f"{stated[name]} (not the bundled {name})" for name in self.others_names})

    @cached_property
    def others_names(self) -> frozenset[str]:
        """Scenarios that bear the name of a bundled one and state something else."""
        from fourcapitals.scenario.files import is_another

        texts = self.scenario_files
        return frozenset(name for name in self.scenarios if is_another(name, texts.get(name, "")))

    @checked
    def called(self, name: str) -> str:
        """Call a scenario by its name, and say where it is not the bundled one of this name."""
        return f"{plain(name)}{' (not the bundled one)' if name in self.others_names else ''}"

    @property
    def scenario_files(self) -> Mapping[str, str]:
        """Text of each scenario's file, as it was run."""
        files: dict[str, str] = json.loads(self.dataset.attrs["scenario_files"])
        return files

    @checked
    def files_of(self, scenario: str) -> Mapping[str, str]:
        """Give the texts of the files that a scenario takes money from, by their names."""
        kept = json.loads(self.dataset.attrs.get("money_files", "{}"))
        return {file: each["text"] for file, each in kept.get(scenario, {}).items()}

    @property
    def years(self) -> tuple[int, ...]:
        """The years, the base year first."""
        return tuple(int(year) for year in self.dataset["year"].values)

    @property
    def period(self) -> Period:
        """The years of the baseline that they were made with."""
        first, *_, last = self.years
        attributes = self.dataset.attrs
        end = int(attributes.get("appraisal_end", last))
        return Period(first, end, int(attributes.get("appraisal_start", PERIOD.appraisal_start)), last - end)

    @property
    def draws(self) -> int:
        """How many draws they hold."""
        return int(self.dataset.sizes["draw"])

    @property
    def rejected(self) -> int:
        """How many unstable draws were replaced, among those that were run."""
        return int(self.dataset.attrs.get("rejected_draws", 0))

    @property
    def basis(self) -> str:
        """Whether outcomes are of places ("place") or of the people who lived there in the base year ("people")."""
        return str(self.dataset.attrs.get("basis", "place"))

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

    @property
    def seed(self) -> int | None:
        """What names the draws; None where noise is off."""
        seed = self.dataset.attrs.get("seed", NOISE_OFF)
        return None if seed == NOISE_OFF else int(seed)

    @property
    def reference(self) -> str:
        """The scenario that differences are taken from when no other is named."""
        return str(self.dataset.attrs.get("reference", "baseline"))

    @property
    def cautions(self) -> tuple[str, ...]:
        """Outcomes of a run that lie a little beyond what can be (`plausibility`), a line each."""
        return tuple(json.loads(self.dataset.attrs.get("cautions", "[]")))

    @property
    def changed_parameters(self) -> Mapping[str, Mapping[str, Any]]:
        """Parameters that were not the package's, as `data.changed_parameters` writes them down; empty for none."""
        changes: dict[str, dict[str, Any]] = json.loads(self.dataset.attrs.get("parameters_changed", "{}"))
        return changes

    @property
    def parameter_lines(self) -> tuple[str, ...]:
        """Say in words which parameters were not the package's, a line each."""
        from fourcapitals.data.changed_parameters import change_lines

        return tuple(change_lines(self.changed_parameters))

    @property
    def own_figures(self) -> Mapping[str, Any]:
        """What of the observed figures was not the package's, as `data.own_figures` writes it down; empty for none."""
        own: dict[str, Any] = json.loads(self.dataset.attrs.get("own_figures", "{}"))
        return own

    @property
    def input_lines(self) -> tuple[str, ...]:
        """Say in words which observed figures and which parameters were not the package's, a line each."""
        from fourcapitals.data.own_figures import own_figure_lines

        return (*own_figure_lines(self.own_figures), *self.parameter_lines)

    @property
    def version(self) -> str:
        """Version of the model that made them; empty where it is not known."""
        return str(self.dataset.attrs.get("fourcapitals_version", ""))

    @cached_property
    def header(self) -> Mapping[str, Any]:
        """What went into an ensemble: scenarios, seed, reference, checksums, versions; empty for a run."""
        header: dict[str, Any] = json.loads(self.dataset.attrs.get("header", "{}"))
        return header

    @property
    def is_ensemble(self) -> bool:
        """Whether they are draws of parameters and noise, run together."""
        return self.dataset.attrs.get("format") == ENSEMBLE_FORMAT

    @property
    def holds_areas(self) -> bool:
        """Whether every area of every year is held for every draw."""
        return OUTCOME_NAMES[0] in self.dataset

    @checked
    def base_levels(self, outcome: str) -> npt.NDArray[np.float64]:
        """Give the levels of the areas in the base year, (area,), in the unit of the outcome; the mean of the sexes."""
        known = self.header.get("base_levels", {})
        if outcome in known:
            return np.array(known[outcome])
        levels = self.areas(outcome, years=[self.years[0]]).isel(scenario=0, draw=0, year=0)
        return np.asarray(levels.to_numpy(), np.float64)

    @property
    def life_expectancy(self) -> float:
        """Life expectancy that healthy person-years are divided by, years (`life_expectancy_reference`)."""
        carried = self.dataset.attrs.get("life_expectancy_reference")
        if carried is not None:
            return float(carried)
        from fourcapitals.data.parameters import load_parameters

        return load_parameters().central().life_expectancy_reference

    @checked
    def published(self, outcome: str, *, sex: str | None = None) -> Mapping[str, float]:
        """Give the published levels of the base year, code of the place to level; those that there are.

        Parameters
        ----------
        outcome : str
        sex : {"male", "female"}, optional
            For outcomes held by sex; the mean of both if left out.
        """
        from fourcapitals.results.carried import bundled_levels

        carried = self.header.get("published") or json.loads(self.dataset.attrs.get("published", "null"))
        levels = (carried or bundled_levels())[f"{outcome}_{sex}" if sex else outcome]
        return {code: level for code, level in levels.items() if level is not None}

    @checked
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
            One of `aggregation.GROUPINGS` ("england", "region", "upper_tier", "combined_authority", "area", ...), or
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

    @property
    def evidence(self) -> dict[str, str]:
        """On which evidence the uncertainty of each scenario's results rests, by name, in a line."""
        from fourcapitals.results.evidence_shares import evidence_of

        return evidence_of(self)

    def quantiles(self) -> xr.Dataset:
        """Give what an ensemble holds of areas in the milestone years: quantiles, means and shares of draws."""
        return self.dataset[[name for name in self.dataset.data_vars if "milestone" in self.dataset[name].dims]]

    # How they are made again

    def scenario_arguments(self) -> list[str]:
        """Name the scenarios as a run takes them: a bundled one by its name, any other by its file.

        Results hold the text of a file and not the folder that it came from.
        """
        from fourcapitals.scenario.files import is_bundled

        texts = self.scenario_files
        return [name if is_bundled(name, texts.get(name)) else f"{name}.toml" for name in self.scenarios]

    def command_of_ensemble(self, *, keep_areas: bool = False) -> str:
        """Give the command that makes an ensemble like this again, with every area if told."""
        asked = [*self.scenario_arguments(), "--draws", str(self.draws), "--seed", str(self.seed or 0)]
        asked += [] if self.reference == "baseline" else ["--reference", self.reference]
        return shlex.join(
            ["fourcapitals", "run", *asked, *(["--keep", "areas"] if keep_areas else []), "--out", "FOLDER"]
        )

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
