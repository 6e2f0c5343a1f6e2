"""What a chart can be asked of results, and the command that asks for it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.results.carried import areas_left_out
from fourcapitals.results.results import Results


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


def check_year(results: Results, year: int) -> int:
    """Check that the results hold a year.

    Raises
    ------
    UnknownName
        When they do not.
    """
    if year not in results.years:
        raise UnknownName(f"no year {year} in these results; choose from {results.years[0]} to {results.years[-1]}")
    return year


def check_choice(what: str, given: str, choices: Sequence[str]) -> str:
    """Check that a word is one of several.

    Raises
    ------
    UnknownName
        When it is not; with the nearest.
    """
    if given not in choices:
        raise UnknownName(unknown(what, given, choices))
    return given


def others_than(results: Results, reference: str) -> list[str]:
    """Give the scenarios that can be compared with the reference.

    Raises
    ------
    UnknownName
        When the results lack the reference.
    BadInput
        When they hold nothing else.
    """
    results.scenario(reference)
    others = [name for name in results.scenarios if name != reference]
    if not others:
        raise BadInput(f"these results hold {reference!r} alone; run it with another scenario to compare")
    return others


def in_python(function: str, given: Results | None, /, **asked: Any) -> str:
    """Give the commands that make a chart of results, or of the baseline, again."""
    name, opened = ("baseline", "baseline = fourcapitals.load_baseline()")
    if given is not None:
        name, opened = ("results", _opened(given))
        if areas_left_out(given.dataset):
            opened += f"\n# of the areas of which these {given.dataset.sizes['area']} were kept"
    return saved_in_python(function, name, opened, **asked)


def _opened(given: Results) -> str:
    """Give the commands that make results again; those of several draws are read from their file."""
    names, seed = given.scenario_arguments(), given.seed
    if given.input_lines:
        # No short call makes them again: their file is read, and these lines say what went into it.
        lines = "".join(f"\n# {line}" for line in given.input_lines)
        return f'results = fourcapitals.open_results("results.nc"){lines}'
    if given.is_ensemble:
        beside = "" if given.reference == "baseline" else f", reference={given.reference!r}"
        beside += ", keep='areas'" if given.holds_areas else ""
        return f"results = fourcapitals.run_ensemble({names!r}, draws={given.draws}, seed={seed}{beside})"
    if given.draws > 1:
        return 'results = fourcapitals.open_results("results.nc")'
    return f"results = fourcapitals.simulate({names!r}{'' if seed is None else f', seed={seed}'})"


def saved_in_python(function: str, name: str, opened: str, /, **asked: Any) -> str:
    """Give the commands that open something by a name, draw it and save the chart."""
    arguments = ", ".join([name, *(f"{key}={value!r}" for key, value in asked.items() if value is not None)])
    saved = f"fourcapitals.plots.save(fourcapitals.plots.{function}({arguments}), 'CHART')"
    return f"import fourcapitals\n{opened}\n{saved}"
