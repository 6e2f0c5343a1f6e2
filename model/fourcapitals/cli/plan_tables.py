"""Plans of money for the screen: the best one by use, and those of a frontier with strategies beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourcapitals.cli.output import table_of
from fourcapitals.vocabulary import END_YEAR

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.appraisal.optimisation import Optimum


def frontier_laid_out(table: pd.DataFrame) -> list[str | Table]:
    """The frontier for the screen: a table between sentences."""
    from fourcapitals.appraisal.frontier import amount, frontier_notes, frontier_opening
    from fourcapitals.results.difference_units import readable

    unit = str(table.attrs["unit"])
    rows = [
        (
            row["title"],
            amount(row["efficiency"], unit),
            readable(-row["narrowing_years"], "years"),
            f"{row['times_its_money']:.2g}" if row["kind"] == "strategy" else "",
            f"{100 * row['judged_share']:.0f}%",
            "dominated" if row["dominated"] else "",
            row["uses"],
        )
        for row in table.to_dict("records")
    ]
    title = f"What {table.attrs['money']} brings, and what it does to the gap in healthy life expectancy in {END_YEAR}"
    headings = ("Plan or strategy", ">Brings", ">Gap", ">Times its money", ">Judged", "", "Uses and their letters")
    return [frontier_opening(table), table_of(headings, rows, title=title), *frontier_notes(table)]


def plan_laid_out(best: Optimum, table: pd.DataFrame) -> list[str | Table]:
    """The answer for the screen: sentences around a table of uses."""
    from fourcapitals.appraisal.plan_words import closing_lines, opening_lines

    return [*opening_lines(best), _table_of_uses(best, table), *closing_lines(best, table)]


def _table_of_uses(best: Optimum, table: pd.DataFrame) -> Table:
    from fourcapitals.formatting import readable_money

    question, slack = best.question, f"{100 * table.attrs['slack']:g}%"
    rows = []
    for row in table[table["share"] >= 0.0005].to_dict("records"):
        flips = row["flip"] == row["flip"]
        rows.append(
            (
                row["use"],
                row["letters"],
                "judged" if row["judged"] else "",
                readable_money(row["gbp_m"]),
                f"{100 * row['share']:.0f}%",
                f"{row['areas']}",
                f"{100 * row['least']:.0f}-{100 * row['most']:.0f}%",
                ("never" if row["flip"] <= 0 else f"{100 * row['flip']:.0f}%") if flips else "",
                f"{100 * row['probability_below']:.0f}%"
                if row["probability_below"] == row["probability_below"]
                else "",
            )
        )
    return table_of(
        (
            "Use",
            "Letters",
            "Effect",
            ">£, 2019",
            ">Share",
            ">Areas",
            f">Within {slack}",
            ">Flips below",
            ">Draws below",
        ),
        rows,
        title=f"Best plan found within limits for {question.outcomes_in_words}: {question.money_in_words} by use",
        caption=f"Within {slack}: shares of the use in plans within {slack} of the best. Flips below: share of its "
        f"central effect below which another plan is better by more than {slack}. Draws below: share of "
        f"{int(table['draws'].iloc[0])} draws of the parameters in which its effect for each £ is below that.",
    )
