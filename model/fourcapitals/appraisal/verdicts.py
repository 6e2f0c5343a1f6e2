"""Verdicts on the order of strategies: evidence-based, assumption-driven, or a tie, for each pair of neighbours.

The cheapest truthful thing that can stand beside a ranking: central values alone, a few dozen runs. What would reverse
a pair, and how often draws do, is what `reversals` adds.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd

from fourcapitals.appraisal.ranking import Ranking, is_tie
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.counterfactual import AnyScenario, Counterfactuals, counterfactuals_for
from fourcapitals.ensemble.utilities import UTILITIES, unit_of
from fourcapitals.evidence.prior_effects import judged_uses
from fourcapitals.formatting import plain
from fourcapitals.results.chances import VERDICTS
from fourcapitals.vocabulary import Say

RECOMPOSED_WELL: Final = 0.1
"""Largest miss of a recomposition by use that goes without a warning."""


MEANING: Final = (
    "Evidence-based: the order holds when every use whose effect is judged is given the same effect for each £. "
    "Assumption-driven: it does not, so that judgement decides it. A tie: the two differ by less than 2%."
)
"""What the words of a verdict mean."""


def verdicts(
    scenarios: AnyScenario | Sequence[AnyScenario] | Counterfactuals,
    *,
    utility: str = "healthy_person_years",
    per_gbp: bool = True,
    reference: AnyScenario = "baseline",
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Rank strategies at central values, and say of each neighbouring pair whether its order is found or assumed.

    Parameters
    ----------
    scenarios : Scenario, name, path, a sequence of them, or `Counterfactuals`
    utility : str
        A name in `utilities.UTILITIES`.
    per_gbp : bool
        Rank by the utility of each £1m of new money, not by its sum.
    reference : Scenario, name or path
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
        The bundled one by default.
    say : callable, optional

    Returns
    -------
    pandas.DataFrame
        One row a pair, the best first: ``better, worse, utility, per_gbp, unit``; ``value_better, value_worse`` and
        ``advantage_percent`` at central values, ``per_gbp_m_better, per_gbp_m_worse`` for each £1m; the badge and what
        it rests on, as `reversals.flips` gives them.

    Raises
    ------
    UnknownName
        When there is no such utility.
    """
    ranking = ranked(scenarios, utility, per_gbp, reference, baseline, parameters, say)
    made = [
        {**values_of(ranking, better, worse), **badges_of(ranking, better, worse)}
        for better, worse in pairwise(ranking.names)
    ]
    found = pd.DataFrame(made)
    found.attrs = {"ranking": list(ranking.names), "unranked": list(ranking.unranked), "by": said_of(utility, per_gbp)}
    return found


def said_of(utility: str, per_gbp: bool) -> str:
    """Name what strategies are ranked by, with its years and money.

    Examples
    --------
    >>> said_of("healthy_person_years", True), said_of("hle_years", False)
    ('healthy person-years, 2021 to 2035, per £1m', 'healthy life expectancy of England, 2035')
    """
    label = UTILITIES[utility].label
    named = label if label[:2].isupper() else label[0].lower() + label[1:]
    return f"{named}, per £1m" if per_gbp else named


def more_of(utility: str, per_gbp: bool) -> str:
    """Say what better means, with its year and money, so that a share of draws can be copied alone.

    Examples
    --------
    >>> more_of("healthy_person_years", True), more_of("gva_percent", False)
    ('more healthy person-years 2021-35 per £1m', 'higher GVA per hour in 2035')
    """
    more = UTILITIES[utility].more
    return f"{more} per £1m" if per_gbp else more


def values_of(ranking: Ranking, better: str, worse: str) -> dict[str, Any]:
    """What two strategies are ranked by, and its values, as columns of `verdicts`."""
    first, second = ranking.central[better], ranking.central[worse]
    return {
        "better": better,
        "worse": worse,
        "utility": ranking.utility,
        "per_gbp": ranking.per_gbp,
        "unit": unit_of(ranking.utility, per_gbp=ranking.per_gbp),
        "value_better": first,
        "value_worse": second,
        **{
            f"per_gbp_m_{side}": ranking.runs.effects(name).of(ranking.utility, per_gbp=True)
            for side, name in (("better", better), ("worse", worse))
        },
        "advantage_percent": advantage(first, second),
    }


def verdict_lines(table: pd.DataFrame) -> list[str]:
    """Write the table of `verdicts`: what is ranked, a line a pair, and what the words mean.

    Parameters
    ----------
    table : pandas.DataFrame
        From `verdicts`; nothing is written of one without a pair.
    """
    if table.empty:
        return []
    lines = [f"Order by {table.attrs['by']} (central values, noise off), and what it rests on:"]
    for _, row in table.iterrows():
        told = VERDICTS[str(row["badge"])]
        told += "" if row["badge"] == "tie" else f"; {left_of_lead(row)}"
        told += for_the_money(row)
        lines.append(f"  {row['better']} > {row['worse']}: {told}")
    return [*lines, MEANING]


def left_of_lead(row: pd.Series[Any]) -> str:
    """What making judged uses equal leaves of the lead, and the lenient badge where it differs."""
    lead, left = f"{row['advantage_percent']:.0f}%", row["equalised_advantage_percent"]
    becomes = f"turns into one of {-left:.0f}% for the other" if left <= -0.5 else f"becomes {abs(left):.0f}%"
    told = f"with judged uses made equal its lead of {lead} {becomes}"
    if row["badge"] == row["badge_no_estimate"]:
        return told
    lenient = VERDICTS[str(row["badge_no_estimate"])]
    return f"{told}; {lenient} when only uses without any estimate of their own are made equal"


def for_the_money(row: pd.Series[Any]) -> str:
    """What each £1m brings, beside totals; nothing where they are ranked by it."""
    if row["per_gbp"] or not np.isfinite([row["per_gbp_m_better"], row["per_gbp_m_worse"]]).all():
        return ""
    first, second = (plain(row[f"per_gbp_m_{side}"]) for side in ("better", "worse"))
    return f"; for each £1m {first} against {second} {unit_of(str(row['utility']), per_gbp=False)}"


def ranked(
    scenarios: AnyScenario | Sequence[AnyScenario] | Counterfactuals,
    utility: str,
    per_gbp: bool,
    reference: AnyScenario,
    baseline: Baseline | None,
    parameters: ParameterTable | None,
    say: Say | None,
) -> Ranking:
    """Rank scenarios, or those that counterfactual runs are set up of; arguments as in `verdicts`."""
    rows = parameters or load_parameters()
    counterfactuals = counterfactuals_for(scenarios, rows, say, baseline=baseline, reference=reference)
    return Ranking(counterfactuals, rows, utility, per_gbp=per_gbp)


def advantage(better: float, worse: float) -> float:
    """By how much the better of two values leads, in % of the larger one."""
    size = max(abs(better), abs(worse))
    return 100 * (better - worse) / size if size else 0.0


def badges_of(ranking: Ranking, better: str, worse: str) -> dict[str, Any]:
    """Whether the order of two strategies is found or assumed, and what that rests on, as columns of `verdicts`."""
    tied = is_tie(ranking.central[better], ranking.central[worse])
    notes: list[str] = []
    found: dict[str, Any] = {}
    for column, strict in (("badge", True), ("badge_no_estimate", False)):
        first, second = ranking.equalised(better, worse, judged_uses(ranking.table, strict=strict))
        holds = first > second and not is_tie(first, second)
        found[column] = "tie" if tied else "found" if holds else "assumed"
        if strict:
            found |= {
                "equalised_better": first,
                "equalised_worse": second,
                "equalised_advantage_percent": advantage(first, second),
            }
    judged = judged_uses(ranking.table)
    resting = [name for name in (better, worse) if judged & set(ranking.composition(name).effect)]
    if len(resting) == 1:
        notes.append(f"only {resting[0]} buys judged uses: that they are made equal tests it against nothing")
    for side, name in (("better", better), ("worse", worse)):
        composition = ranking.composition(name)
        found[f"residual_{side}"] = composition.residual
        if abs(composition.residual) > RECOMPOSED_WELL:
            notes.append(f"the sum of the uses of {name} misses it by {composition.residual:+.0%}")
        if composition.levers:
            notes.append(f"the levers of {name} are judgement and left out of the badge")
    return {**found, "note": "; ".join(notes)}
