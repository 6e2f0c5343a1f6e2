"""Whose health is bought, as a table for the screen."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import fourcapitals as fc
from fourcapitals.cli.output import table_of
from fourcapitals.report.compact_numbers import compact, two_figures, with_band

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.appraisal.settings import AppraisalSettings


def equity_tables(table: pd.DataFrame, settings: AppraisalSettings, *, against: str) -> list[str | Table]:
    """Lay out whose health is bought, net of what the money would have brought elsewhere.

    Parameters
    ----------
    table : pandas.DataFrame
        From `appraisal.health_equity`.
    settings : AppraisalSettings
    against : str
        The reference, as it is called.
    """
    from fourcapitals.appraisal.health_equity import FORGONE

    fifths = str(table["groups"].iloc[0]) == "deprivation_fifth"
    parts = "fifths of people" if fifths else "regions"
    levels = [name for name in map(str, table) if name.startswith("worth_years_at_") and not name.endswith("_80")]
    rows = table.to_dict("records")
    figures = [
        ("Healthy years gained", "gained_years"),
        ("- net of forgone", "net_years"),
        ("-- most deprived", "net_years_most_deprived"),
        ("-- least deprived", "net_years_least_deprived"),
        ("Slope narrower, days", "slope_narrowing_days"),
        *((f"Worth, aversion {name.rsplit('_', 1)[-1]}", name) for name in levels),
    ]
    cells = [[label, *(with_band(row, name, _gained) for row in rows)] for label, name in figures]
    shares = (("Healthier", "share_healthier"), ("Fairer", "share_fairer"), ("Both", "share_both"))
    for label, name in shares if "share_both" in table else ():
        cells.append([f"{label}, of draws", *(fc.formatting.share_of_draws(row[name]) for row in rows)])
    even = [two_figures(row["breaks_even_at"]) if isfinite(row["breaks_even_at"]) else "none to 30" for row in rows]
    cells.append(["- sign turns at", *even])
    choices = [f"from {aversion:.2g} ‘{title}’" for title, aversion in table.attrs["choices"]]
    return [
        table_of(
            ("Figure", *(f">{row['scenario']}" for row in rows)),
            cells,
            title=f"Whose health is bought, {table['horizon'].iloc[0]}, England, against {against}: {parts} by "
            "deprivation",
            caption=f"{FORGONE} Aversion: Atkinson's, {settings.health_aversion:g} the median answer of 244 people "
            "[B]; worth: net healthy years that, shared equally, would be as good.",
        ),
        f"Best expected by aversion to inequality, 0 to 30: {'; '.join(choices)}.",
    ]


def _gained(value: float) -> str:
    """A number with its sign; what is nothing but rounding is 0."""
    if abs(value) < 1e-6:
        return "0"
    return compact(value) if value < 0 else f"+{compact(value)}"
