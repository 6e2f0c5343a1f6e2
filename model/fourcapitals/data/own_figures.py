"""Figures of one's own in a baseline: what of its tables is not the package's, written down and said in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.data.recorded_changes import change_lines, changes_of
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.vocabulary import ENGLAND, PERIOD

DIGITS: Final = 12
"""Hexadecimal digits of a checksum that are said."""
TOLD: Final = 4
"""Columns that are named; of more the first ones are, and how many there are."""
WIDER: Final = "published"
"""The table of the published levels of England, regions and upper tiers."""

OwnFigures = dict[str, Any]
"""``folder``, ``checksum`` of all tables, ``changed``: table to column to number of cells that differ, and whether the
levels of England are the user's own too (``england``)."""


@checked
def own_figures_of(baseline: Baseline | None) -> OwnFigures:
    """Write down what of a baseline is not the package's; empty for the package's own.

    Parameters
    ----------
    baseline : Baseline or None

    Examples
    --------
    >>> own_figures_of(load_baseline())
    {}
    """
    if baseline is None or not (changed := _changed(baseline)):
        return {}
    return {
        "folder": baseline.folder,
        "checksum": baseline.checksum,
        "changed": changed,
        "england": _of_england(baseline) != _of_england(load_baseline()),
    }


def _of_england(baseline: Baseline) -> list[float]:
    """The published figures of England, in their order."""
    table = baseline.tables[WIDER]
    figures: list[float] = table.loc[table["code"] == ENGLAND, "value"].tolist()
    return figures


def _changed(baseline: Baseline) -> dict[str, dict[str, int]]:
    try:
        known = load_baseline(baseline.period.base).tables
    except UnknownName:
        known = load_baseline().tables
    found = {
        name: changed_cells(table, known[name])
        for name, table in baseline.tables.items()
        if name in known and table is not known[name] and not table.equals(known[name])
    }
    return {name: cells for name, cells in found.items() if cells}


def changed_cells(table: pd.DataFrame, known: pd.DataFrame) -> dict[str, int]:
    """Count the cells of each column that differ from the package's; all of them where there are more or fewer rows.

    Parameters
    ----------
    table, known : DataFrame

    Examples
    --------
    >>> known = pd.DataFrame({"code": ["a", "b"], "value": [1.0, None]})
    >>> changed_cells(known.assign(value=[2.0, None]), known)
    {'value': 1}
    """
    cells = {}
    for column in known.columns.intersection(table.columns):
        own, other = table[column].reset_index(drop=True), known[column].reset_index(drop=True)
        if len(own) == len(other):
            cells[str(column)] = int((~((own == other) | (own.isna() & other.isna()))).sum())
        else:
            cells[str(column)] = len(own)
    return {column: count for column, count in cells.items() if count}


def own_figure_lines(own: Mapping[str, Any]) -> list[str]:
    """Say in words which figures are not the package's: a line, and another of what stays where it was.

    Parameters
    ----------
    own : mapping
        As `own_figures_of` gives it.

    Examples
    --------
    >>> made = {"folder": "new", "checksum": "0123456789abcdef", "changed": {"outcomes": {"le_male_years": 307}}}
    >>> print(own_figure_lines({**made, "england": True})[0])
    Own figures: outcomes (le_male_years) of new in place of the package's, checksum 0123456789ab
    """
    if not own:
        return []
    lines = [f"Own figures: {in_words(own)} in place of the package's, checksum {own['checksum'][:DIGITS]}"]
    taken = f"Every figure is taken as one of {PERIOD.base}, of healthy life and life expectancy {PERIOD.window}"
    if "outcomes" not in own["changed"]:
        return lines
    if own["england"]:
        return [*lines, f"{taken}."]
    return [*lines, f"{taken}; levels of England and regions start at the package's published ones ({WIDER}.csv)."]


def in_words(own: Mapping[str, Any]) -> str:
    """Name the tables and columns that are not the package's, and the folder that they are from.

    Parameters
    ----------
    own : mapping
        As `own_figures_of` gives it.
    """
    parts = []
    for table, columns in own["changed"].items():
        names = list(columns)
        more = f" and {len(names) - TOLD} more columns" if len(names) > TOLD else ""
        parts.append(f"{table} ({', '.join(names[:TOLD])}{more})")
    folder = own["folder"]
    return f"{', '.join(parts)}{f' of {folder}' if folder else ''}"


@checked
def input_lines(*, baseline: Baseline | None = None, parameters: ParameterTable | None = None) -> list[str]:
    """Say which figures and which parameters are not the package's; nothing where all are.

    Parameters
    ----------
    baseline : Baseline or None
    parameters : ParameterTable or None
    """
    return [*own_figure_lines(own_figures_of(baseline)), *change_lines(changes_of(parameters))]


@checked
def check_same_figures(recorded: Mapping[str, Any], *, baseline: Baseline | None, who: str) -> Baseline | None:
    """Give the baseline of results that are gone on with, called as they remember it, if it is the one they had.

    Parameters
    ----------
    recorded : mapping
        As `own_figures_of` gave it when the results were made; empty where they were made on the package's.
    baseline : Baseline or None
        That is given now.
    who : str
        Whose results.

    Raises
    ------
    BadInput
        When own figures were used and none are given, or others; or some are given and none were used.
    """
    if not recorded:
        given = own_figures_of(baseline)
        if given:
            raise BadInput(f"{who}: made on the package's figures, not on {in_words(given)}; leave --baseline out")
        return baseline
    had = f"{who}: made on figures of your own, {in_words(recorded)}, checksum {recorded['checksum'][:DIGITS]}"
    folder = recorded["folder"]
    option = f"--baseline {folder}" if folder else "the same baseline=, as there was no folder"
    if baseline is None:
        raise BadInput(f"{had}; give them again: {option}")
    if baseline.checksum != recorded["checksum"]:
        raise BadInput(
            f"{had}; {baseline.folder or 'the baseline given'} holds others, checksum {baseline.checksum[:DIGITS]}; "
            f"give {option} as it was then, or run it anew"
        )
    return baseline.named(folder)
