"""Which parameters move what a strategy does: a tornado, or indices with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.errors import BadInput
from fourcapitals.formatting import decapitalised
from fourcapitals.plots.parts import amounts, wording
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.dot_axes import Field, limits_of
from fourcapitals.plots.parts.page import MARGIN, frame, open_page
from fourcapitals.plots.parts.rows import Row, draw_rows, measured, rows_in_words
from fourcapitals.plots.parts.spreads import Spread
from fourcapitals.results.difference_units import Scale, scale_of

if TYPE_CHECKING:
    import pandas as pd

SHOWN: Final = 15
"""Rows that a page has room for."""
LEAST: Final = 0.01
"""Of the largest movement, below which a parameter is not drawn."""
INDICES: Final = ("total", "mean_absolute_effect")


@checked
def sensitivity(table: pd.DataFrame) -> Chart:
    """Draw a table of sensitivity, the parameter that moves the effect most first.

    Parameters
    ----------
    table : DataFrame
        Of `evidence.one_at_a_time` or `evidence.global_sensitivity`.

    Returns
    -------
    Chart
        With the rows drawn as data.

    Raises
    ------
    BadInput
        When it is no such table.
    """
    index = next((each for each in INDICES if each in table), None)
    if table.empty or not ({"swing"} & set(table) or index):
        raise BadInput("a table of evidence.one_at_a_time or evidence.global_sensitivity expected")
    moves = index or "swing"
    rows, first = table[table[moves] >= LEAST * table[moves].max()].head(SHOWN), table.iloc[0]
    scale = _scale(table, index)
    ends = ("low", "high") if index else ("effect_low", "effect_high")
    spreads = [
        Spread(row[index or "central"] * scale.factor, band=_ordered(row[ends[0]], row[ends[1]], scale))
        for row in rows.to_dict("records")
    ]
    words = load_evidence_letters().letters
    evidence = [f"{letter} {words[letter].words}" for letter in rows["letter"]]
    heads = [f"{'Index' if index else 'Range'}, {scale.unit}", "Evidence"]
    lines = [
        Row(name, (spread,), (amounts.interval(*spread.ends, ""), said), hollow=said.startswith("D"))
        for name, spread, said in zip(rows["parameter"], spreads, evidence, strict=True)
    ]
    field = Field(_heading(index, scale), limits_of(spreads))
    caption = Caption(
        title=_title(table, first),
        subtitle=[f"{first['outcome']}, change against the baseline, England"],
        notes=[
            _reading(table, index),
            *table.attrs.get("turns", ()),
            "Source: Four Capitals model and the priors of parameters.toml. Hollow: judgement; the last column says "
            "how strong the evidence for each parameter is.",
            *wording.on_inputs(table.attrs.get("inputs", ())),
        ],
        kind="Tornado chart" if index is None else "Dot chart",
        described=[f"From the largest to the smallest: {rows_in_words(heads, lines)}."],
    )
    with open_page() as page:
        grid = measured(page, lines, [field], heads, page.extent[0] - 2 * MARGIN, widest_name=4.2)
        top, _ = frame(page, caption, room=grid.room + 0.3)
        draw_rows(page, grid, lines, [field], MARGIN, top - 0.2)
    command = f"fourcapitals sensitivity {table.attrs['scenario']} --out CHART"
    if index:
        command = command.replace(" --out", f" --method {table.attrs['method']} --size {table.attrs['size']} --out")
    return page.chart.carrying(caption, data=rows.reset_index(drop=True), command=command)


def _scale(table: pd.DataFrame, index: str | None) -> Scale:
    if index == "total":
        return Scale(100.0, "% of variance")
    of = [index] if index else ["effect_low", "effect_high"]
    return scale_of(str(table["unit"].iloc[0]), *table[of].to_numpy().ravel().tolist())


def _ordered(first: float, second: float, scale: Scale) -> tuple[float, float]:
    """The two ends, the lower first; an end that is missing (an unstable run) is the other's."""
    known = [each * scale.factor for each in (first, second) if not np.isnan(each)]
    return (min(known), max(known)) if known else (0.0, 0.0)


def _title(table: pd.DataFrame, first: pd.Series[Any]) -> str:
    """Say of what effect, in which year, and to what it is most sensitive, where that is settled."""
    effect = f"its effect on {decapitalised(str(first['outcome']))},"
    if table.attrs.get("converged", True):
        return f"‘{table.attrs['title']}’: {effect} is most sensitive to {first['parameter']}"
    return f"‘{table.attrs['title']}’: what {effect} is sensitive to (order not settled)"


def _heading(index: str | None, scale: Scale) -> str:
    if index == "total":
        return "Share of the variance, total, %"
    return f"Mean movement, {scale.unit}" if index else f"Effect, {scale.unit}"


def _reading(table: pd.DataFrame, index: str | None) -> str:
    if index is None:
        return "Bars: the effect with one number at 5% and at 95% of its prior, all others central; points: at central."
    settled = "settled" if table.attrs["converged"] else "not settled: the order of near ones may be chance"
    what = "Share of the variance with all interactions (Sobol)" if index == "total" else "Elementary effects (Morris)"
    return f"{what}; bars hold 95% of resamples; {table.attrs['runs']:,} runs; {settled}."
