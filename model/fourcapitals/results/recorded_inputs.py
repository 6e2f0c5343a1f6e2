"""What results record of what they came from: scenarios, years, draws, parameters and figures."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from fourcapitals.arguments import checked
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.text import plain, shortened, told_apart
from fourcapitals.vocabulary import PERIOD, Period

if TYPE_CHECKING:
    import xarray as xr

FORMAT: Final = "fourcapitals results 2"
"""Of one run."""
ENSEMBLE_FORMAT: Final = "fourcapitals ensemble 2"
NOISE_OFF: Final = "noise off"


@dataclass(frozen=True, eq=False)
class RecordedInputs:
    """What went into results, as they record it themselves, and the command that makes them again.

    Parameters
    ----------
    dataset : xarray.Dataset
        As that of `results.Results`.
    """

    dataset: xr.Dataset

    @cached_property
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

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years, the base year first."""
        return tuple(int(year) for year in self.dataset["year"].values)

    @cached_property
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
        """Parameters that were not the package's, as `data.recorded_changes` writes them down; empty for none."""
        changes: dict[str, dict[str, Any]] = json.loads(self.dataset.attrs.get("parameters_changed", "{}"))
        return changes

    @property
    def parameter_lines(self) -> tuple[str, ...]:
        """Say in words which parameters were not the package's, a line each."""
        from fourcapitals.data.recorded_changes import change_lines

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

    def scenario_arguments(self) -> list[str]:
        """Name the scenarios as a run takes them: a bundled one by its name, any other by its file.

        Results hold the text of a file and not the folder that it came from.
        """
        from fourcapitals.scenario.files import is_bundled

        texts = self.scenario_files
        return [name if is_bundled(name, texts.get(name)) else f"{name}.toml" for name in self.scenarios]

    def input_arguments(self) -> list[str]:
        """Name what a run has to be given where parameters or observed figures were not the package's.

        Results hold what was changed (`input_lines`), and not the files that it came from.
        """
        changes = self.changed_parameters
        alone = not changes.get("causal_shares") and all(
            set(parts) == {"posterior"} for parts in changes.get("parameters", {}).values()
        )
        changed = ["--prior"] if alone else ["--parameters", "PARAMETERS.toml"]
        return (changed if changes else []) + (["--baseline", "FIGURES"] if self.own_figures else [])

    def command_of_ensemble(self, *, keep_areas: bool = False) -> str:
        """Give the command that makes an ensemble like this again, with every area if told."""
        asked = [*self.scenario_arguments(), "--draws", str(self.draws), "--seed", str(self.seed or 0)]
        asked += self.input_arguments()
        asked += [] if self.reference == "baseline" else ["--reference", self.reference]
        return shlex.join(
            ["fourcapitals", "run", *asked, *(["--keep", "areas"] if keep_areas else []), "--out", "FOLDER"]
        )
