"""The report card of a hindcast: what each forecast saves of the score of persistence, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fourcapitals.arguments import checked
from fourcapitals.errors import BadInput
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.dot_axes import Field, limits_of
from fourcapitals.plots.parts.page import MARGIN, frame, minus, open_page
from fourcapitals.plots.parts.rows import Row, draw_rows, measured, rows_in_words
from fourcapitals.plots.parts.spreads import Spread
from fourcapitals.vocabulary import CLEAR_SKILL, FORM_WAS_SEEN, MODEL, SCORED_OUTCOMES

if TYPE_CHECKING:
    import pandas as pd


@checked
def report_card(table: pd.DataFrame, *, start: int, end: int) -> Chart:
    """Draw the model and the best simple forecast of each outcome, against persistence.

    Parameters
    ----------
    table : DataFrame
        Of `evidence.card`: the scores of all periods together.
    start, end : int
        First year of the model, last year that was forecast.

    Returns
    -------
    Chart
        With the rows drawn as data.

    Raises
    ------
    BadInput
        When it is no such table.
    """
    if table.empty or not {"skill", "best_simple", "coverage_90"} <= set(table):
        raise BadInput("a table of evidence.card expected")
    shown = table[(table["forecast"] == MODEL) | (table["forecast"] == table["best_simple"])].reset_index(drop=True)
    spreads = [
        Spread(100 * row["skill"], band=(100 * row["skill_lower"], 100 * row["skill_upper"]))
        for row in shown.to_dict("records")
    ]
    lines = [
        Row(
            f"{SCORED_OUTCOMES[row['outcome']].label}: {row['forecast']}",
            (spread,),
            (f"{100 * row['coverage_90']:.0f}%", _over(row)),
            hollow=row["forecast"] != MODEL,
        )
        for row, spread in zip(shown.to_dict("records"), spreads, strict=True)
    ]
    model = shown[shown["forecast"] == MODEL]
    better = int((model["skill_over_best_lower"] > CLEAR_SKILL).sum())
    worse = int((model["skill_over_best_upper"] < -CLEAR_SKILL).sum())
    heads = ["90% hold", "Over best simple"]
    caption = Caption(
        title=f"From {start} to {end} the model clearly beats the best simple forecast of {better} of {len(model)} "
        f"outcomes and is clearly beaten in {worse}",
        subtitle=["Share of the score (CRPS) of persistence that a forecast saves; places relative to England"],
        notes=[
            "Bars: 95% of resamples of places. Hollow: the best simple forecast, chosen with the figures in hand. "
            "90% hold: share of published figures within the middle 90% of the forecast.",
            FORM_WAS_SEEN,
            "Source: Four Capitals model; ONS, OHID. Skill at forecasting levels is no evidence on effects of money.",
        ],
        kind="Dot chart",
        described=[f"In order: {rows_in_words(heads, lines)}."],
    )
    field = Field("Share of the score of persistence saved, %", limits_of(spreads))
    with open_page() as page:
        grid = measured(page, lines, [field], heads, page.extent[0] - 2 * MARGIN, widest_name=4.6)
        top, _ = frame(page, caption, room=grid.room + 0.3)
        draw_rows(page, grid, lines, [field], MARGIN, top - 0.2)
    return page.chart.carrying(
        caption, data=shown, command=f"fourcapitals hindcast --from {start} --to {end} --out CHART"
    )


def _over(row: dict[Any, Any]) -> str:
    """What the model saves of the best simple forecast's score, %; nothing beside that forecast itself."""
    return minus(f"{100 * row['skill_over_best']:+.0f}%") if row["forecast"] == MODEL else ""
