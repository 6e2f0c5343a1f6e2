"""What would make one strategy useless: the value of a number at which it brings less than a day of healthy life."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from scipy.optimize import brentq

from fourcapitals.appraisal.ranking import Ranking
from fourcapitals.appraisal.verdicts import ranked
from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.ensemble.counterfactual import AnyScenario
from fourcapitals.evidence.uncertain import Uncertain, find_uncertain, with_value
from fourcapitals.formatting import written, written_in_full
from fourcapitals.results.difference_units import DAYS_A_YEAR, readable_years
from fourcapitals.vocabulary import END_YEAR, Say

if TYPE_CHECKING:
    import pandas as pd

DAY: Final = 1 / DAYS_A_YEAR
"""Years: below it no published figure could show an effect, and nobody would notice it."""


@checked
def useless(
    scenario: AnyScenario,
    *,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Find every number that alone takes a strategy's healthy life expectancy of England in 2035 below a day.

    Parameters
    ----------
    scenario : Scenario, name or path
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
        The bundled one by default.
    say : callable, optional

    Returns
    -------
    pandas.DataFrame
        ``scenario, central`` (years at central values), then of each number, the one with most of its prior beyond
        first: ``parameter, meaning, unit, letter, source, value, low, high`` (95% of its prior),
        ``probability_beyond``. One row without a parameter where none does, or where the effect is below a day as it
        is.
    """
    import pandas as pd

    ranking = ranked([scenario], "hle_years", False, "baseline", baseline, parameters, say)
    (name,) = ranking.names
    central = ranking.central[name]
    common = {"scenario": name, "central": central}
    found = []
    for label, points in ranking.reached.items() if central >= DAY else ():
        number = find_uncertain(ranking.table, label)
        values = [
            _crossing(ranking, name, number, left[0], right[0])
            for left, right in pairwise(points)
            if (left[1][name] < DAY) != (right[1][name] < DAY)
        ]
        if values:
            value = max(values, key=number.probability_beyond)
            low, high = number.range
            about: dict[str, Any] = {
                "parameter": label,
                "meaning": number.meaning,
                "unit": number.unit,
                "letter": number.letter,
            }
            about |= {"source": number.source, "value": value, "low": low, "high": high}
            found.append({**common, **about, "probability_beyond": number.probability_beyond(value)})
    if not found:
        return pd.DataFrame([{**common, "parameter": ""}])
    made = pd.DataFrame(found)
    return made.sort_values("probability_beyond", ascending=False, kind="stable").reset_index(drop=True)


def _crossing(ranking: Ranking, name: str, number: Uncertain, low: float, high: float) -> float:
    def beyond(value: float) -> float:
        return ranking.values(with_value(ranking.table, number, value), (name,))[name] - DAY

    return float(brentq(beyond, low, high, xtol=1e-6 * max(abs(low), abs(high)), rtol=1e-6))


@checked
def useless_lines(table: pd.DataFrame) -> list[str]:
    """Write the table of `useless` in sentences.

    Parameters
    ----------
    table : pandas.DataFrame
    """
    first = table.iloc[0]
    brings = f"{first['scenario']} changes healthy life expectancy in {END_YEAR} by {readable_years(first['central'])}"
    if first["central"] < DAY:
        return [f"{brings} at central values: below a day as it is, far less than published figures can show"]
    if not first["parameter"]:
        return [f"{brings} at central values; no single number takes it below a day"]
    lines = [f"{brings} at central values; useless (below a day) at:"]
    for row in table.to_dict("records"):
        low, high = (written(row[each], row["unit"]) for each in ("low", "high"))
        lines.append(
            f"  {row['parameter']} = {written_in_full(row['value'], row['unit'])} ({low} to {high}, 95% of the prior; "
            f"{row['probability_beyond']:.1%} of it beyond) [{row['letter']}]: {row['meaning']}"
        )
    return [*lines, load_evidence_letters().legend]
