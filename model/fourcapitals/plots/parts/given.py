"""What charts are drawn from: results that hold every area, or an ensemble, which holds less of many draws."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from fourcapitals.errors import UnknownName
from fourcapitals.results.results import Results, Summarised

if TYPE_CHECKING:
    import xarray as xr


class Ensemble(Summarised, Protocol):
    """What charts ask of an ensemble beside its summary."""

    @property
    def reference(self) -> str: ...  # noqa: D102
    @property
    def header(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def scenario_files(self) -> Mapping[str, str]: ...  # noqa: D102
    def quantiles(self) -> xr.Dataset: ...  # noqa: D102


AnyResults = Results | Ensemble


def with_every_area(given: AnyResults, chart: str, instead: str) -> Results:
    """Check that every area of every draw is at hand.

    Raises
    ------
    UnknownName
        When an ensemble is given; with what can be drawn of it instead.
    """
    if isinstance(given, Results):
        return given
    names = ", ".join(given.scenarios)
    raise UnknownName(
        f"{chart} needs every area in every year; an ensemble keeps England and the regions draw by draw, and areas as "
        f"quantiles in 2025, 2030 and 2035. Give it results of one run (fourcapitals.simulate of {names}), or draw "
        f"{instead} of the ensemble"
    )


def version_of(given: AnyResults) -> str:
    """Version of the model that made them; empty where it is not known."""
    held = given.dataset.attrs if isinstance(given, Results) else given.header
    return str(held.get("fourcapitals_version", ""))


def is_noise_off(given: AnyResults) -> bool:
    """Whether they hold the central values alone."""
    return isinstance(given, Results) and given.dataset.attrs.get("seed", "noise off") == "noise off"


def scenarios_of(given: AnyResults) -> list[str]:
    """Name the scenarios as a run takes them: a bundled one by its name, any other by its file.

    Results hold the text of a file and not the folder that it came from.
    """
    texts = given.scenario_files
    return [name if _is_bundled(name, texts.get(name)) else f"{name}.toml" for name in given.scenarios]


def _is_bundled(name: str, text: str | None) -> bool:
    inside = files("fourcapitals").joinpath("scenarios")
    folder = inside if inside.is_dir() else Path(__file__).resolve().parents[4] / "scenarios"
    file = folder.joinpath(f"{name}.toml")
    return file.is_file() and text in (None, file.read_bytes().decode("utf-8-sig"))


def opened_in_python(given: AnyResults) -> str:
    """Give the commands that make them again; results of several draws are read from their file."""
    names, header = scenarios_of(given), given.dataset.attrs if isinstance(given, Results) else given.header
    seed = header.get("seed", "noise off")
    if not isinstance(given, Results):
        beside = "" if given.reference == "baseline" else f", reference={given.reference!r}"
        return f"results = fourcapitals.run_ensemble({names!r}, draws={given.draws}, seed={seed}{beside})"
    if given.draws > 1:
        return 'results = fourcapitals.load_results("results.nc")'
    return f"results = fourcapitals.simulate({names!r}{'' if seed == 'noise off' else f', seed={seed}'})"
