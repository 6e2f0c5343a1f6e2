"""What scenarios bring over the whole life of what they buy, beside the years to 2035, as tables for the screen."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

import fourcapitals as fc
from fourcapitals.cli.output import table_of
from fourcapitals.vocabulary import OUTCOME_NAMES

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.results.results import Results


def with_whole_life(table: pd.DataFrame, results: Results, *, reference: str, by: str = "england") -> pd.DataFrame:
    """Add the sums over the whole life to a table with a row a scenario, and a group where there are several.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``scenario``, and ``group`` where it compares places.
    results : Results
    reference, by : str
        As in `results.over_life`.

    Returns
    -------
    pandas.DataFrame
        With the columns of `results.over_life` that it lacked; as it was where results do not follow effects so far.
    """
    if table.empty or not is_followed(results, by):
        return table
    found = fc.results.over_life(results, reference=reference, by=by)
    if found.empty:
        return table
    keys = [key for key in ("scenario", "group") if key in table]
    found = found[[*keys, *(column for column in found if column not in table)]]
    attributes = dict(table.attrs)
    table = table.merge(found, on=keys, how="left", validate="one_to_one")
    table.attrs = attributes
    return table


def is_followed(results: Results, by: str) -> bool:
    """Whether results hold the whole life of effects in such places: England and regions, or every area.

    Parameters
    ----------
    results : Results
    by : str
        As in `Results.levels`.
    """
    from fourcapitals.results.groupings import grouping_and_places

    wide = grouping_and_places(by)[0] in ("england", "region")
    return fc.results.follows_whole_life(results) and (wide or f"{OUTCOME_NAMES[0]}_whole_life" in results.dataset)


def whole_life_tables(
    table: pd.DataFrame, results: Results, *, reference: str, measure: str, by: str = "england"
) -> list[str | Table]:
    """Lay out healthy person-years to the last year and over the whole life, in all and for each £1m.

    Parameters
    ----------
    table : pandas.DataFrame
        From `with_whole_life`.
    results : Results
    reference : str
        The scenario that the others are compared with.
    measure : str
        By which they are ranked, one of `measures.MEASURES`.
    by : str
        As in `Results.levels`.

    Returns
    -------
    list of tables and lines
        Of results that do not follow effects so far, a line that says so.
    """
    from fourcapitals.results.whole_life import IN_WORDS, NOT_FOLLOWED, OF_LIFE

    if OF_LIFE[0] not in table:
        where = "The whole life of effects is held of England and its regions alone"
        return [f"{where}; {results.how_to_hold_areas()}"] if fc.results.follows_whole_life(results) else [NOT_FOLLOWED]
    table = table[table["scenario"] != reference]
    if table.empty:
        return []
    with_place, end = "group_name" in table and by != "england", results.period.end
    start = f"{results.period.appraisal_start}-{end % 100}"
    heads = [f">Healthy person-years {start}", *(f">Healthy person-years, {each}" for each in _CALLED)]
    where = f"{'by place' if with_place else 'England'}{fc.results.basis_in_title(results, outcome='hle')}"
    names = {name: name for name in results.scenarios}
    per_gbp = measure == "per_million"
    lines = [] if with_place else fc.results.whole_life_lines(table, titles=names, per_gbp=per_gbp, end=end)
    return [
        table_of(
            (
                *("Scenario", *(["Place"] if with_place else [])),
                *heads,
                *(f"{head} per £1m" for head in heads),
                f">Share of the whole life by {end}",
            ),
            [_cells(row, with_place=with_place) for row in table.to_dict("records")],
            title=f"Healthy person-years to {end} and over the whole life of what is bought, {where}: gained against "
            f"{results.called(reference)}",
            caption=f"{_made(results)}. {IN_WORDS} Money is not discounted.",
        ),
        *lines,
    ]


def _made(results: Results) -> str:
    """Say of how many draws the figures are."""
    from fourcapitals.results.axes import FOLLOWED

    if results.draws == 1:
        return "At central values" if results.seed is None else "One draw"
    followed = min(results.draws, FOLLOWED)
    return f"Medians of {'the first ' if followed < results.draws else ''}{followed:,} draws"


_CALLED = ("whole life", "whole life, discounted")


def _cells(row: Mapping[Hashable, Any], *, with_place: bool) -> list[str]:
    from fourcapitals.results.whole_life import BY_END, OF_LIFE

    plain, share = fc.formatting.plain, row["share_matured"]
    return [
        row["scenario"],
        *([row["group_name"]] if with_place else []),
        *(f"{row[column]:,.0f}" for column in (BY_END, *OF_LIFE)),
        *(plain(value) if isfinite(value := row[f"{column}_per_gbp_m"]) else "-" for column in (BY_END, *OF_LIFE)),
        f"{share:.0%}" if isfinite(share) else "-",
    ]
