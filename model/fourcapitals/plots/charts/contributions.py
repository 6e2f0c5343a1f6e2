"""What each use of a strategy's money contributes to its result, beside its share of the money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.errors import BadInput
from fourcapitals.formatting import decapitalised
from fourcapitals.plots.parts import wording
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.dot_axes import Field, limits_of
from fourcapitals.plots.parts.page import MARGIN, SIZE, frame, minus, open_page
from fourcapitals.plots.parts.rows import Row, draw_rows, measured, rows_in_words
from fourcapitals.plots.parts.spreads import Spread
from fourcapitals.results.evidence_shares import CAUTION, RESTS, in_a_line, read_shares
from fourcapitals.results.whole_life import OF_LIFE

if TYPE_CHECKING:
    import pandas as pd


WHOLE_LIFE: Final = 2.4
"""Inches more for the shares of the sums over the whole life."""


@checked
def contributions(table: pd.DataFrame, *, shares: Mapping[str, Any] | None = None) -> Chart:
    """Draw each use's share of a strategy's money beside its share of the healthy years that the strategy brings.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `evidence.contributions`.
    shares : mapping, optional
        Of `evidence.shares_of_strategy`: what the uncertainty of the results rests on is then told under the chart.

    Returns
    -------
    Chart
        With the table as data.

    Raises
    ------
    BadInput
        When it is no such table, or the strategy has no money or brings no healthy years.
    """
    needed = {"label", "money_share", "healthy_person_years_share", "letters"}
    if not needed <= set(table):
        raise BadInput("a table of evidence.contributions expected")
    drawn = table[table["money_share"].notna() & table["healthy_person_years_share"].notna()]
    if drawn.empty:
        raise BadInput(f"{table.attrs['title']}: without money or without healthy years there are no shares to draw")
    columns = ("money_share", "healthy_person_years_share")
    whole_life = [f"{each}_share" for each in OF_LIFE if f"{each}_share" in drawn]
    rows = [
        Row(
            f"taken from {row['label']}" if row["taken"] else str(row["label"]),
            tuple(Spread(100 * row[column]) for column in columns),
            (*(minus(f"{100 * row[column]:.0f}%") for column in (*columns, *whole_life)), str(row["letters"])),
        )
        for row in drawn.to_dict("records")
    ]
    limits = limits_of([spread for row in rows for spread in row.spreads])
    fields = [Field("Of the money, %", limits, False), Field("Of the healthy years, %", limits, False)]
    later = ["Healthy years, whole life", "… discounted"] if whole_life else []
    heads = ["Money", "Healthy years 2021-35", *later, "Letters"]
    first = drawn.iloc[int(np.argmax(drawn["healthy_person_years_share"].to_numpy()))]
    caption = Caption(
        title=f"{table.attrs['title']}: {decapitalised(str(first['label']))} takes {first['money_share']:.0%} of "
        f"the money and brings {first['healthy_person_years_share']:.0%} of its healthy years to 2035",
        subtitle=["Healthy person-years, 2021 to 2035, England, against the baseline, by use of the money"],
        notes=[
            "At central values, noise off, each use run alone; together: what they do beyond the sum. Whole life: "
            "until what was bought has worn out; discounted: to 2021 at the rate for health. Letters: effect "
            f"on health, effect on output, cost, transfer, timing. {load_evidence_letters().legend}",
            "Source: Four Capitals model and its letters of evidence (fourcapitals evidence USE).",
            *wording.on_inputs(table.attrs.get("inputs", ())),
            *_rests(table, shares),
        ],
        kind="Dot chart",
        described=[f"From the largest to the smallest: {rows_in_words(heads, rows)}."],
    )
    wide, high = SIZE
    with open_page((wide + WHOLE_LIFE * bool(whole_life), high)) as page:
        grid = measured(page, rows, fields, heads, page.extent[0] - 2 * MARGIN, widest_name=3.2)
        top, _ = frame(page, caption, room=grid.room + 0.3)
        draw_rows(page, grid, rows, fields, MARGIN, top - 0.2)
    command = f"fourcapitals evidence {table.attrs['scenario']} --out CHART"
    return page.chart.carrying(caption, data=drawn.reset_index(drop=True), command=command)


def _rests(table: pd.DataFrame, shares: Mapping[str, Any] | None) -> list[str]:
    line = in_a_line(read_shares(shares or {}, scenario=str(table.attrs["scenario"])))
    return [f"{RESTS}. {line} {CAUTION}"] if line else []
