"""How often each strategy is the best at each price of health, and which is the best expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.axes import Axes

from fourcapitals.arguments import checked
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.formatting import of_draws, readable_money, share_of_draws
from fourcapitals.plots.parts import asking, wording
from fourcapitals.plots.parts.amounts import number
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.end_labels import THREAD, Label, in_lines, label_ends
from fourcapitals.plots.parts.lines import MOST_SERIES
from fourcapitals.plots.parts.page import COLOURS, DASHES, INK, MARGIN, MARKERS, Page, frame, open_page, style_ticks

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Final = ("gbp_per_qaly", "scenario", "title", "horizon", "probability_best", "on_frontier", "evpi_gbp_m")
HIGH: Final = 4.2
"""Inches of the panel."""
LABELS: Final = 2.9
"""Inches beside it for names."""
FRONTIER: Final = 5.0
"""Width of a line where its strategy is the best expected, points."""
EVERY: Final = 10
"""Prices between two markers."""


@dataclass(frozen=True)
class _Curve:
    title: str
    shares: Array
    frontier: Array
    """Whether the strategy is the best expected at each price."""


@checked
def acceptability(curves: pd.DataFrame, *, price: float | None = None) -> Chart:
    """Draw the share of draws in which each strategy has the highest net benefit, over the price of a QALY.

    Parameters
    ----------
    curves : pandas.DataFrame
        From `appraisal.acceptability_curves`.
    price : float, £ per QALY, optional
        Of which the title speaks; the highest that is drawn if left out.

    Returns
    -------
    Chart
        With the rows drawn as data; at most four strategies, those that are the best most often at some price.

    Raises
    ------
    BadInput
        When it is no such table, or holds no such price.
    """
    if not set(COLUMNS) <= set(curves) or curves.empty:
        raise BadInput("a table of appraisal.acceptability_curves expected")
    prices = np.sort(curves["gbp_per_qaly"].unique())
    if price is not None and not prices[0] <= price <= prices[-1]:
        raise BadInput(f"price: a number of pounds from {prices[0]:,.0f} to {prices[-1]:,.0f} expected, got {price:g}")
    told = prices[-1] if price is None else prices[np.abs(prices - price).argmin()]
    peaks = curves.groupby("scenario", sort=False)["probability_best"].max().sort_values(ascending=False, kind="stable")
    shown = curves[curves["scenario"].isin(peaks.index[:MOST_SERIES])]
    drawn = [_curve(own) for _, own in shown.groupby("scenario", sort=False)]
    left_out = curves.drop_duplicates("scenario").set_index("scenario")["title"][peaks.index[MOST_SERIES:]].tolist()
    caption = _caption(curves, drawn, left_out, told)
    with open_page() as page:
        top, bottom = frame(page, caption, room=HIGH + 1.3)
        _draw(page, drawn, prices, bottom, top)
    opened = (
        "results = fourcapitals.open_results('STORE')\ncurves = fourcapitals.appraisal.acceptability_curves(results)"
    )
    command = asking.saved_in_python("acceptability", "curves", opened)
    return page.chart.carrying(caption, data=shown[list(COLUMNS)].reset_index(drop=True), command=command)


def _curve(own: pd.DataFrame) -> _Curve:
    ordered = own.sort_values("gbp_per_qaly")
    shares = ordered["probability_best"].to_numpy(np.float64)
    return _Curve(str(ordered["title"].iloc[0]), shares, ordered["on_frontier"].to_numpy(bool))


def _caption(curves: pd.DataFrame, drawn: list[_Curve], left_out: list[str], price: float) -> Caption:
    here = curves[curves["gbp_per_qaly"] == price]
    best = here[here["on_frontier"]].to_dict("records")[0]
    most = max(here.to_dict("records"), key=lambda row: float(row["probability_best"]))
    horizon = "over the whole life of effects" if str(best["horizon"]) == "whole life" else f"by {best['horizon'][3:]}"
    count = number(len(here))
    title = (
        f"At £{price:,.0f} a QALY, ‘{best['title']}’ has the highest expected net benefit {horizon} of {count} "
        f"choices, and the highest in {of_draws(best['probability_best'])}"
    )
    others = "" if most["scenario"] == best["scenario"] else f" ‘{most['title']}’ has the highest more often."
    worth = readable_money(float(best["evpi_gbp_m"]))
    notes = [
        "Thick: best expected at that price (the frontier), which need not be the best most often. Net benefit: health "
        f"at that price less public cost, present values; output is not counted.{others} Knowing everything before the "
        f"choice would be worth {worth} at £{price:,.0f} a QALY.",
        f"Rests on the priors of every number. {load_evidence_letters().legend} Letters of each strategy's money: "
        "fourcapitals value STORE.",
        "Source: Four Capitals model; HM Treasury, The Green Book (2022).",
    ]
    if left_out:
        notes.insert(1, f"Not drawn, since they are seldom the best: {wording.listed(left_out)}.")
    return Caption(
        title=title,
        subtitle=["Share of draws in which each strategy is the best of all, England, by what a QALY is worth"],
        notes=notes,
        kind="Line chart",
        described=[
            f"‘{curve.title}’: {share_of_draws(float(curve.shares[0]))} at the lowest price, "
            f"{share_of_draws(float(curve.shares[-1]))} at the highest."
            for curve in drawn
        ],
    )


def _draw(page: Page, drawn: list[_Curve], prices: Array, bottom: float, top: float) -> None:
    left, floor = MARGIN + 0.55, bottom + 0.75
    thousands = prices / 1000
    axes = page.axes(left, floor, page.extent[0] - MARGIN - LABELS - THREAD - left, top - floor - 0.2)
    labels: list[Label] = []
    for at, curve in enumerate(drawn):
        _draw_curve(axes, curve, thousands, at)
        text = "\n".join([*in_lines(curve.title, 28), share_of_draws(float(curve.shares[-1]))])
        labels.append((float(curve.shares[-1]), text, COLOURS[at]))
    axes.set_xlim(thousands[0], thousands[-1])
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    axes.set_xlabel("Price of a QALY, £ thousand, 2019 prices", fontsize=11 * page.scale, color=INK)
    style_ticks(axes, page)
    label_ends(axes, page, sorted(labels), at_x=float(thousands[-1]))


def _draw_curve(axes: Axes, curve: _Curve, prices: Array, at: int) -> None:
    colour = COLOURS[at]
    axes.plot(prices, curve.shares, color=colour, linestyle=DASHES[at], linewidth=1.8, zorder=2, clip_on=False)
    on = np.where(curve.frontier, curve.shares, np.nan)
    axes.plot(prices, on, color=colour, linewidth=FRONTIER, solid_capstyle="butt", zorder=3, clip_on=False)
    axes.plot(
        prices[::EVERY], curve.shares[::EVERY], color=colour, marker=MARKERS[at], linestyle="none", zorder=4,
        clip_on=False, markersize=7,
    )  # fmt: skip
