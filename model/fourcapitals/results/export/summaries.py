"""Tables that answer a question for all outcomes or places at once: comparison, whole life of effects, inequality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from fourcapitals.errors import BadInput
from fourcapitals.results.assessment import assessment
from fourcapitals.results.comparison import paired
from fourcapitals.results.gaps import HELD_GAPS, inequality_over_time
from fourcapitals.results.groupings import groups_of
from fourcapitals.results.results import Results
from fourcapitals.results.whole_life import over_life
from fourcapitals.vocabulary import outcome_named

if TYPE_CHECKING:
    from collections.abc import Callable

GROUPINGS: Final = ("england", "region", "area")
INDICES: Final = ("gini", "theil", "mean_log_deviation", "atkinson")
"""Measures of inequality without a unit; all others are in that of the outcome."""


def comparison_table(results: Results, outcome: str, *, reference: str) -> pd.DataFrame:
    """Compare an outcome of the last year of appraisal, in England, its regions and, where they are held, areas.

    Parameters
    ----------
    results : Results
    outcome : str
        A name from `vocabulary.OUTCOME_NAMES`.
    reference : str

    Returns
    -------
    pandas.DataFrame
        As `comparison.paired`, with the grouping as ``by``.
    """
    end = results.period.end
    return _stacked(lambda by: paired(results, outcome, reference=reference, year=end, by=by))


def assessment_table(results: Results, *, reference: str) -> pd.DataFrame:
    """Assess England and its regions in the years of the yearly assessment, as `assessment.assessment`, with ``by``.

    Parameters
    ----------
    results : Results
    reference : str

    Raises
    ------
    BadInput
        When the results hold no such year.
    """
    parts = [assessment(results, reference=reference, by=by).assign(by=by) for by in ("england", "region")]
    return pd.concat(parts, ignore_index=True)


def whole_life_table(results: Results, *, reference: str) -> pd.DataFrame:
    """Give healthy person-years to the last year and over the whole life, as `whole_life.over_life`, with ``by``.

    Parameters
    ----------
    results : Results
    reference : str

    Raises
    ------
    BadInput
        When the results follow no effect after the last year.
    """
    # The first is of all results that have any, so that its fault is that of all.
    over_life(results, reference=reference)
    table = _stacked(lambda by: over_life(results, reference=reference, by=by))
    if len(table):
        names = {code: name for by in GROUPINGS for code, name in groups_of(results, by)[1].items()}
        table.insert(list(table).index("group") + 1, "group_name", table["group"].map(names))
    return table


def inequality_table(results: Results, *, reference: str) -> pd.DataFrame:
    """Give the inequality of the outcomes of the missions between places, as `gaps.inequality_over_time`, over draws.

    Parameters
    ----------
    results : Results
    reference : str

    Returns
    -------
    pandas.DataFrame
        ``scenario, outcome, measure, year, unit``; ``value`` and ``difference`` from the reference, medians of draws;
        of several draws ``low_80, high_80, difference_low, difference_high``, the middle 80% of each.
    """
    parts = []
    for name in HELD_GAPS:
        of_draws = inequality_over_time(results, name, reference=reference)
        groups = of_draws.groupby(["scenario", "measure", "year"], sort=False)
        columns = {"value": groups["value"].median(), "difference": groups["difference"].median()}
        if results.draws > 1:
            ends = {"low_80": ("value", 0.1), "high_80": ("value", 0.9)}
            ends |= {"difference_low": ("difference", 0.1), "difference_high": ("difference", 0.9)}
            columns |= {column: groups[of].quantile(share) for column, (of, share) in ends.items()}
        table = pd.DataFrame(columns).reset_index()
        table.insert(1, "outcome", name)
        table["unit"] = np.where(table["measure"].isin(INDICES), "index", outcome_named(name).unit)
        parts.append(table)
    return pd.concat(parts, ignore_index=True)


def _stacked(made: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """Put the tables of several groupings below each other; what is not held of areas is left out."""
    parts = []
    for by in GROUPINGS:
        try:
            table = made(by)
        except BadInput:
            if by != "area":
                raise
            continue
        if len(table):
            table.insert(list(table).index("group"), "by", by)
            parts.append(table)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
