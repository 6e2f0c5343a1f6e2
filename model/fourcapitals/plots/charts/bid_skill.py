"""Forecasts of who won in a real competition: how well each orders places, and how much of the error it saves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from fourcapitals.arguments import checked
from fourcapitals.errors import BadInput
from fourcapitals.plots.parts import wording
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.dot_axes import Field, limits_of
from fourcapitals.plots.parts.page import COLOURS, MARGIN, NEUTRAL, frame, minus, open_page
from fourcapitals.plots.parts.rows import Row, draw_rows, measured, rows_in_words
from fourcapitals.plots.parts.spreads import Spread
from fourcapitals.vocabulary import MODEL

if TYPE_CHECKING:
    import pandas as pd

PERCENT: Final = 100.0
HALF: Final = 0.5
FITS: Final = {"held out": "fitted to other upper tiers", "fitted to it": "fitted to the winners themselves"}


@checked
def bid_skill(scores: pd.DataFrame, *, fit: str = "held out", inputs: Sequence[str] = ()) -> Chart:
    """Draw how well forecasts order places, and what they save of the base rate's Brier score.

    Parameters
    ----------
    scores : DataFrame
        Of `evidence.audit_bids`.
    fit : {"held out", "fitted to it"}
        Which of the two fits of each forecast.
    inputs : sequence of str
        What of the figures that it was made with is not the package's (`data.input_lines`).

    Returns
    -------
    Chart
        With the rows drawn as data.

    Raises
    ------
    BadInput
        When it is no such table, or holds no such fit.
    """
    if not {"forecast", "fit", "auc", "skill", "brier_over_reference"} <= set(scores):
        raise BadInput("scores: the table of evidence.audit_bids expected")
    shown = scores[scores["fit"] == fit]
    if shown.empty:
        raise BadInput(f"fit: one of {', '.join(FITS)} expected, got {fit!r}")
    shown = shown.sort_values("auc", ascending=False, kind="stable").reset_index(drop=True)
    records = shown.to_dict("records")
    ordered = [_spread(row, "auc", HALF) for row in records]
    saved = [_spread(row, "skill", 0.0) for row in records]
    lines = [
        Row(
            str(row["forecast"]),
            spreads,
            (f"{row['auc']:.2f}", minus(f"{row['brier']:.3f}"), f"{row['log']:.3f}"),
            colour=COLOURS[0] if str(row["forecast"]).startswith(MODEL) else NEUTRAL,
            hollow=str(row["forecast"]) != MODEL,
        )
        for row, spreads in zip(records, zip(ordered, saved, strict=True), strict=True)
    ]
    heads = ["AUC", "Error (Brier)", "Log score"]
    fields = [
        Field("Pairs in the right order, above half, percentage points", limits_of(ordered)),
        Field("Share of the base rate’s Brier score saved, %", limits_of(saved)),
    ]
    caption = Caption(
        title=_title(records),
        subtitle=[
            f"Forecasts of which of {int(records[0]['districts'])} districts were part of a winning bid in round 1 of "
            f"the Levelling Up Fund, October 2021; each {FITS[fit]}"
        ],
        notes=[
            "Bars: 95% of resamples of upper tiers. Hollow: simple forecasts by logistic regression, and the model "
            "before it had seen any winner. AUC: chance that of two districts the winner has the higher forecast.",
            "What the model was fitted for was chosen with these winners in view. "
            "Source: Four Capitals model; DLUHC, HM Treasury, MHCLG, ONS. That places are ordered well says nothing of "
            "what an award does.",
            *wording.on_inputs(inputs),
        ],
        kind="Dot chart",
        described=[f"In order: {rows_in_words(heads, lines)}."],
    )
    with open_page() as page:
        grid = measured(page, lines, fields, heads, page.extent[0] - 2 * MARGIN, widest_name=2.6)
        top, _ = frame(page, caption, room=grid.room + 0.3)
        draw_rows(page, grid, lines, fields, MARGIN, top - 0.2)
    return page.chart.carrying(caption, data=_data(shown), command="fourcapitals audit bids --out CHART")


def _spread(row: dict[Any, Any], name: str, less: float) -> Spread:
    middle, low, high = (PERCENT * (float(row[f"{name}{end}"]) - less) for end in ("", "_lower", "_upper"))
    return Spread(middle, band=(low, high))


def _title(records: Sequence[dict[Any, Any]]) -> str:
    """Say how the model stands beside group and deprivation, which its intervals decide."""
    model = next(row for row in records if row["forecast"] == MODEL)
    verdicts = {
        measure: (model[f"{measure}_over_reference_lower"] > 0) - (model[f"{measure}_over_reference_upper"] < 0)
        for measure in ("auc", "brier")
    }
    beside, found = "priority group and deprivation alone", "finds the Levelling Up Fund’s first winners"
    if set(verdicts.values()) == {0}:
        return f"The model’s competition {found} about as well as {beside}: no clear difference"
    if min(verdicts.values()) > 0:
        return f"The model’s competition {found} better than {beside}"
    if max(verdicts.values()) < 0:
        return f"The model’s competition {found} worse than {beside}"
    said = {1: "better", 0: "not clearly otherwise", -1: "worse"}
    return (
        f"Against {beside} the model orders the Levelling Up Fund’s first winners {said[verdicts['auc']]} and is "
        f"{said[verdicts['brier']]} by Brier score"
    )


def _data(shown: pd.DataFrame) -> pd.DataFrame:
    """The rows as drawn, units in their names."""
    import pandas as pd

    ends = ("", "_lower", "_upper")
    drawn = {f"pairs_in_order{end}_percent": PERCENT * shown[f"auc{end}"] for end in ends}
    drawn |= {f"brier_saved{end}_percent": PERCENT * shown[f"skill{end}"] for end in ends}
    drawn |= {"brier_points": shown["brier"], "log_score_points": shown["log"]}
    return pd.DataFrame({"forecast": shown["forecast"], "fit": shown["fit"], **drawn})
