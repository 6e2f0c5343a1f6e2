"""When and where published healthy life expectancy could show what a strategy does.

An optimist's bound: the course without the strategy is never seen. Noise is off; values are central unless the
parameters of a draw are given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.data.sampling_error import detectable_change, published_errors
from fourcapitals.ensemble.counterfactual import AnyScenario, Counterfactuals, counterfactuals_for, runs_at
from fourcapitals.evidence.strategy_shares import rests_on
from fourcapitals.formatting import plain
from fourcapitals.results.difference_units import readable_years
from fourcapitals.results.evidence_shares import CAUTION, RESTS
from fourcapitals.vocabulary import END_YEAR, ENGLAND, NOTHING, Say

__all__ = ["detectable", "detectable_change", "detectable_in", "detectable_lines"]


@checked
def detectable(changes_by_year: Mapping[int, float], *, standard_error: float) -> int | None:
    """Give the first year in which published figures could show a change, None for never.

    An optimist's bound: the course without the strategy is never seen.

    Parameters
    ----------
    changes_by_year : mapping of year to change of healthy life expectancy, years
    standard_error : float, years
        Of one published figure.

    Examples
    --------
    >>> detectable({t: 0.01 * t for t in range(41)}, standard_error=0.09)
    25
    >>> detectable({t: 0.01 * t for t in range(16)}, standard_error=0.09) is None
    True
    """
    threshold = detectable_change(standard_error)
    return next((year for year in sorted(changes_by_year) if abs(changes_by_year[year]) > threshold), None)


@checked
def detectable_in(
    scenarios: AnyScenario | Sequence[AnyScenario] | Counterfactuals,
    *,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    numbers: Parameters | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Find where and when published healthy life expectancy could show what strategies do.

    Parameters
    ----------
    scenarios : Scenario, name, path, a sequence of them, or `Counterfactuals`
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
        The table of parameters, of which the central numbers are taken; the bundled one by default.
    numbers : Parameters, optional
        One set of numbers in place of the central ones, such as those of a draw.
    say : callable, optional

    Returns
    -------
    pandas.DataFrame
        One row a strategy and place, England and the upper tiers: ``scenario, code, name, level``;
        ``standard_error`` of the published figure of one sex; ``threshold``; ``largest_change``, of any year up to
        2035, and ``times_too_small``, how many times it would have to be; ``first_year``, missing for never;
        ``evidence``, on which letters its uncertainty rests; ``values``.
    """
    counterfactuals = counterfactuals_for(scenarios, parameters, say, baseline=baseline)
    runs, values = runs_at(counterfactuals, parameters, numbers)
    people = counterfactuals.baseline.arrays.population
    table = counterfactuals.baseline.areas.drop_duplicates("upper_tier_code").set_index("upper_tier_code")[
        "upper_tier_name"
    ]
    codes, years = [ENGLAND, *counterfactuals.upper_tiers], counterfactuals.baseline.period.years
    errors = published_errors(counterfactuals.baseline, codes)
    rows = []
    for name in counterfactuals.names:
        by_area = runs.healthy_years(name)
        changes = np.column_stack([by_area @ people / people.sum(), counterfactuals.of_upper_tiers(by_area)])
        for place, code in enumerate(codes):
            path, error = changes[:, place], float(errors[place])
            largest = float(path[np.argmax(np.abs(path))])
            found = detectable(dict(zip(years, path.tolist(), strict=True)), standard_error=error)
            rows.append(
                {
                    "scenario": name,
                    "code": code,
                    "name": "England" if code == ENGLAND else str(table[code]),
                    "level": "england" if code == ENGLAND else "upper_tier",
                    "standard_error": error,
                    "threshold": detectable_change(error),
                    "largest_change": largest,
                    "times_too_small": detectable_change(error) / abs(largest) if abs(largest) > NOTHING else np.inf,
                    "first_year": found,
                    "evidence": rests_on(counterfactuals, name=name, table=parameters),
                    "values": values,
                }
            )
    return pd.DataFrame(rows).astype({"first_year": "Int64"})


@checked
def detectable_lines(table: pd.DataFrame) -> list[str]:
    """Write the table of `detectable_in`, two lines a strategy."""
    lines = []
    for name, rows in table.groupby("scenario", sort=False):
        england = rows[rows["level"] == "england"].iloc[0]
        tiers = rows[rows["level"] == "upper_tier"]
        if not pd.isna(england["first_year"]):
            when = f"from {england['first_year']}"
        elif np.isinf(england["times_too_small"]):
            when = f"never up to {END_YEAR}: nothing changes"
        else:
            when = f"never up to {END_YEAR}: {plain(england['times_too_small'])} times too small"
        seen = tiers["first_year"].dropna()
        lines.append(
            f"{name} in England ({england['values']}): {when} (largest {readable_years(england['largest_change'])}, "
            f"needed {_size(england['threshold'])}, standard error {_size(england['standard_error'])})"
        )
        lines.append(
            f"  upper tiers: in {len(seen)} of {len(tiers)}"
            + (f", first in {int(seen.min())}" if len(seen) else "")
            + f" (standard error {_size(tiers['standard_error'].mean())} on average)"
        )
        lines.append(f"  {RESTS}: {england['evidence']}")
    lines.append("an optimist's bound: the course without the strategy is never seen")
    return [*lines, CAUTION]


def _size(years: float) -> str:
    """Write a length of time without a sign, in the unit that the change beside it has."""
    return readable_years(years).removeprefix("+")
