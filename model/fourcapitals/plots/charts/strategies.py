"""All strategies side by side: the effect of each, its money and what that rests on."""

from __future__ import annotations

from typing import Final

import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.plots.charts import strategies_notes, strategies_rows, strategies_title
from fourcapitals.plots.charts.strategies_compared import compare
from fourcapitals.plots.parts import asking
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.page import MARGIN, SIZE, frame, open_page
from fourcapitals.plots.parts.rows import draw_rows, measured, rows_in_words
from fourcapitals.results.aggregation import find_outcome
from fourcapitals.results.measures import check_measure, usual_measure
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import END_YEAR

WIDER: Final = (15.4, SIZE[1])
"""Inches of a page with the columns of draws."""
COLUMN: Final = 1.2
"""Inches more for what £1m brings beside totals, and for each sum over the whole life."""


@checked
def strategies(
    results: Results,
    *,
    outcome: str = "hle",
    reference: str = "baseline",
    year: int = END_YEAR,
    measure: str | None = None,
    unit: str | None = None,
    verdicts: pd.DataFrame | None = None,
) -> Chart:
    """Draw what every strategy changes in England, the best first, beside its money and what that rests on.

    Where most effects are too small to be seen beside the largest, a second panel magnifies them; with several draws
    the axis is logarithmic instead, and says so.

    Parameters
    ----------
    results : Results or ensemble
        With several draws points are medians, and bars hold 50% and 80% of draws; columns give how often the outcome
        is better in the year, by more than a small unit, by more than published figures could show, and not at all.
    outcome : str
        A name from `vocabulary.OUTCOME_NAMES`.
    reference : str
        The scenario that the others are compared with.
    year : int
    measure : {"total", "per_million", "per_head"}, optional
        The difference in the year, or what it adds up to over people for each £1m of new money or each 1,000 residents
        (`results.measured`). If left out, per £1m where the new money differs by more than 5%, else the difference;
        strategies without new money have nothing for each £1m.
    unit : str, optional
        In which differences are written (`difference_units.units_of`); the one that suits their size if left out.
    verdicts : DataFrame, optional
        From `appraisal.verdicts`, ranked as the chart is: what the order rests on.

    Returns
    -------
    Chart
        With data ``scenario, title, outcome, year, measure, median, low_80, low_50, high_50, high_80, unit``; of
        several draws the columns of `chances.chances_of`; ``new_money_gbp_m, levers``; of healthy life expectancy in
        the last year the columns of `results.over_life`; and where an ensemble
        holds shares of variance ``variance_studies, variance_judgement``.

    Raises
    ------
    UnknownName
        When there is no such outcome, scenario, year, measure or unit.
    BadInput
        When the results hold the reference alone.
    """
    stated = find_outcome(outcome)
    asking.check_year(results, year)
    chosen = usual_measure(results, reference=reference) if measure is None else check_measure(measure)
    seen = compare(results, stated, reference=reference, year=year, measure=chosen, unit=unit, verdicts=verdicts)
    rows, heads, fields = strategies_rows.rows(seen), strategies_rows.heads(seen), strategies_rows.fields(seen)
    caption = Caption(
        title=strategies_title.title(seen),
        subtitle=[strategies_title.subtitle(seen)],
        notes=strategies_notes.notes(seen, fields[0]),
        kind="Dot chart",
        described=[f"From the best to the worst: {rows_in_words(heads, rows)}."],
    )
    wide, high = WIDER if seen.several else SIZE
    columns = len(seen.life_columns) + bool(seen.per_million)
    with open_page((wide + COLUMN * columns, high)) as page:
        width = page.extent[0] - 2 * MARGIN
        grid = measured(page, rows, fields, heads, width, widest_name=2.3 if seen.several else 3.0)
        top, _ = frame(page, caption, room=grid.room + 0.3)
        draw_rows(page, grid, rows, fields, MARGIN, top - 0.2)
    asked = {"outcome": outcome, "reference": reference, "year": year, "measure": chosen, "unit": unit}
    command = asking.in_python("strategies", results, **asked)
    return page.chart.carrying(caption, data=seen.data(), command=command)
