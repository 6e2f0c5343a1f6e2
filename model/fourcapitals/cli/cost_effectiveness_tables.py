"""What further health costs by strategy, and what it is worth to know more before one is chosen, for the screen."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import fourcapitals as fc
from fourcapitals.cli.output import table_of
from fourcapitals.report.compact_numbers import compact, pounds, with_band

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.appraisal.settings import AppraisalSettings


def effectiveness_tables(
    table: pd.DataFrame, curves: pd.DataFrame | None, settings: AppraisalSettings, *, against: str
) -> list[str | Table]:
    """Lay out incremental ratios, and say which strategy is chosen at which price of health.

    Parameters
    ----------
    table : pandas.DataFrame
        From `appraisal.cost_effectiveness`.
    curves : pandas.DataFrame, optional
        From `appraisal.acceptability_curves`; none of one draw.
    settings : AppraisalSettings
    against : str
        The reference, as it is called.
    """
    from fourcapitals.appraisal.cost_effectiveness import DOES_AS_MUCH, ONE_CHOICE

    cells, many = [], "probability_best" in table
    for row in table.to_dict("records"):
        ratio = row["gbp_per_qaly_incremental"]
        before = f" v {row['against']}" if row["against"] else ""
        benefit = with_band(row, "net_benefit_gbp_m", compact)
        cells.append(
            [
                row["scenario"],
                compact(row["present_cost_gbp_m"]),
                compact(row["qalys"]),
                f"{pounds(ratio)}{before}" if isfinite(ratio) else row["standing"],
                benefit,
                *([fc.formatting.share_of_draws(row["probability_best"])] if many else []),
            ]
        )
    heads = ["Scenario", ">Cost, £m", ">QALYs", "£ a further QALY", ">Net benefit, £m", *([">Best"] if many else [])]
    horizon = str(table["horizon"].iloc[0])
    shown: list[str | Table] = [
        table_of(
            heads,
            cells,
            title=f"Cost-effectiveness, {horizon}, England, beyond {against}: expected values, one strategy to be "
            "chosen",
            caption=f"{DOES_AS_MUCH.capitalize()}. Net benefit{', and best in share of draws,' if many else ''} at "
            f"£{settings.qaly_gbp:,.0f} a QALY. {ONE_CHOICE}",
        )
    ]
    return shown if curves is None else [*shown, *choice_lines(curves, settings)]


def choice_lines(curves: pd.DataFrame, settings: AppraisalSettings) -> list[str]:
    """Say at which price of health the choice flips, and what perfect information is worth.

    Parameters
    ----------
    curves : pandas.DataFrame
        From `appraisal.acceptability_curves`.
    settings : AppraisalSettings
    """
    from fourcapitals.appraisal.cost_effectiveness import choices_by_price

    prices, horizon = curves["gbp_per_qaly"].unique(), curves["horizon"].iloc[0]
    choices = [f"from £{worth:,.0f} ‘{title}’" for title, worth in choices_by_price(curves)]
    apart = (curves["gbp_per_qaly"] - settings.qaly_gbp).abs()
    nearest = curves[apart == apart.min()].to_dict("records")[0]
    return [
        f"Best expected, {horizon}, by the price of a QALY in steps of £{prices[1] - prices[0]:,.0f} to "
        f"£{prices[-1]:,.0f}: {'; '.join(choices)}.",
        f"Knowing everything before the choice would be worth £{fc.formatting.plain(nearest['evpi_gbp_m'])}m at "
        f"£{nearest['gbp_per_qaly']:,.0f} a QALY. Single numbers: --table information.",
    ]


def information_tables(table: pd.DataFrame, settings: AppraisalSettings, *, against: str) -> list[str | Table]:
    """Lay out which numbers are worth knowing before the choice.

    Parameters
    ----------
    table : pandas.DataFrame
        From `appraisal.information`.
    settings : AppraisalSettings
    against : str
        The reference, as it is called.
    """
    everything, noise, horizon = (table.attrs[name] for name in ("evpi_gbp_m", "noise_gbp_m", "horizon"))
    beside = (
        f"Of everything £{fc.formatting.plain(everything)}m; a shuffled number seems to be worth up to "
        f"£{fc.formatting.plain(noise)}m, and less is left out. At £{settings.qaly_gbp:,.0f} a QALY."
    )
    chance = table.attrs["by_chance"]
    why = "Left out, since they move no strategy and only go together with others in these draws"
    lines = [f"{why}: {', '.join(chance)}."] if chance else []
    if table.empty:
        return [
            f"No single number is worth more than chance gives: it would not change the choice, {horizon}. {beside}",
            *lines,
        ]
    cells = [
        [row["parameter"], row["letter"], f"£{fc.formatting.plain(row['evppi_gbp_m'])}m", f"{row['share_of_evpi']:.0%}"]
        for row in table.to_dict("records")
    ]
    heads = ("Number", "Letter", ">Worth knowing", ">Share of everything")
    title = f"What single numbers are worth knowing before the choice, {horizon}, England, beyond {against}"
    return [table_of(heads, cells, title=title, caption=f"{beside} Parts do not add up."), *lines]
