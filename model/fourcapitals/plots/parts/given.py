"""What charts are drawn from, and how it is made again."""

from __future__ import annotations

from typing import TypeAlias

from fourcapitals.errors import UnknownName
from fourcapitals.results.results import Results

AnyResults: TypeAlias = Results
Ensemble: TypeAlias = Results


def with_every_area(given: Results, chart: str) -> Results:
    """Check that every area of every draw is at hand.

    Raises
    ------
    UnknownName
        When an ensemble does not hold them; with the command that makes one that does.
    """
    if not given.holds_areas:
        raise UnknownName(f"{chart} needs every area in every year; {given.without_areas()}")
    return given


def version_of(given: Results) -> str:
    """Version of the model that made them; empty where it is not known."""
    return given.version


def is_noise_off(given: Results) -> bool:
    """Whether they hold the central values alone."""
    return given.seed is None


def scenarios_of(given: Results) -> list[str]:
    """Name the scenarios as a run takes them: a bundled one by its name, any other by its file."""
    return given.scenario_arguments()


def opened_in_python(given: Results) -> str:
    """Give the commands that make them again; results of several draws are read from their file."""
    names, seed = given.scenario_arguments(), given.seed
    if given.is_ensemble:
        beside = "" if given.reference == "baseline" else f", reference={given.reference!r}"
        beside += ", keep='areas'" if given.holds_areas else ""
        return f"results = fourcapitals.run_ensemble({names!r}, draws={given.draws}, seed={seed}{beside})"
    if given.draws > 1:
        return 'results = fourcapitals.open_results("results.nc")'
    return f"results = fourcapitals.simulate({names!r}{'' if seed is None else f', seed={seed}'})"
