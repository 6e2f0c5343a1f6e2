"""The twelve missions of the White Paper: which of them the model reaches, and what results say of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fourcapitals.arguments import checked
from fourcapitals.data.missions import Mission, load_missions

if TYPE_CHECKING:
    import pandas as pd

    from fourcapitals.results.results import Results

NEEDS_AREAS: Final = frozenset({"M5", "M6"})
"""Tests that need every area of every draw."""


@checked
def twelve_missions(results: Results | None = None) -> pd.DataFrame:
    """List the twelve missions with what of each is modelled, and what results can say of it.

    Parameters
    ----------
    results : Results, optional

    Returns
    -------
    pandas.DataFrame
        One row a mission, in their order: ``number, name, goal, target_year`` (``health_year``, a second date of
        healthy life expectancy), ``measure, measure_seen, coverage`` (modelled, in part, acted on, not modelled),
        ``tests`` (of `missions`), ``outcomes, uses, modelled, left_out, source``; with results also ``answered``, in
        words.

    Examples
    --------
    >>> table = twelve_missions()
    >>> table.loc[table["coverage"] == "not modelled", "number"].tolist()
    [2, 4, 11]
    """
    import pandas as pd

    rows = [
        {
            "number": each.number,
            "name": each.name,
            "goal": each.goal,
            "target_year": each.year,
            "health_year": each.health_year,
            "measure": each.measure,
            "measure_seen": each.measure_seen,
            "coverage": each.coverage,
            "tests": ", ".join(each.tests),
            "outcomes": ", ".join(each.outcomes),
            "uses": ", ".join(each.uses),
            "modelled": each.modelled,
            "left_out": each.left_out,
            **({} if results is None else {"answered": _answered(each, results)}),
            "source": each.source,
        }
        for each in load_missions()
    ]
    return pd.DataFrame(rows).astype({"health_year": "Int64"})


def _answered(mission: Mission, results: Results) -> str:
    """Say what of a mission these results answer."""
    if not mission.tests:
        return "not by these results, nor by any: its measure is not modelled"
    lacking = [year for year in (mission.year, mission.health_year) if year is not None and year not in results.years]
    if lacking:
        return f"not for {' and '.join(map(str, lacking))}: these results end in {results.years[-1]}"
    held = [test for test in mission.tests if results.holds_areas or test not in NEEDS_AREAS]
    rest = [test for test in mission.tests if test not in held]
    missing = f"; {', '.join(rest)} need --keep areas" if rest else ""
    chances = "with chances" if results.draws > 1 else "of one draw, without chances"
    return f"{', '.join(held)} {chances}{missing}"


def mission_of_test(test: str) -> int | None:
    """Give the number of the mission that a test of `missions` belongs to.

    Examples
    --------
    >>> [mission_of_test(test) for test in ("M1", "M2", "M3", "M4")]
    [7, 7, 1, 8]
    """
    return next((each.number for each in load_missions() if test in each.tests), None)


@checked
def coverage_lines() -> list[str]:
    """Say in short which of the twelve missions are modelled."""
    by: dict[str, list[str]] = {"modelled": [], "in part": [], "acted on": [], "not modelled": []}
    for each in load_missions():
        tested = " ".join(each.tests)
        by[each.coverage].append(f"{each.number} {each.name.lower()}{f' ({tested})' if tested else ''}")
    return [
        f"Of the White Paper's twelve missions these tests cover {', '.join(by['modelled'])}; in part "
        f"{', '.join(by['in part'])}. Money or rules act on {', '.join(by['acted on'])} without their own measures. "
        f"Not modelled: {', '.join(by['not modelled'])}. fourcapitals missions, without results, says more of each."
    ]
