"""Verdicts on the order of strategies: does a lead hold with judged effects made equal, for each pair of neighbours.

The cheapest truthful thing that can stand beside a ranking: central values alone, a few dozen runs. What would reverse
a pair, and how often draws do, is what `reversals` adds.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd

from fourcapitals.appraisal.ranking import Ranking
from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.counterfactual import AnyScenario, Counterfactuals, counterfactuals_for
from fourcapitals.ensemble.utilities import UTILITIES, WHOLE_LIFE, unit_of
from fourcapitals.evidence.prior_effects import judged_uses
from fourcapitals.formatting import decapitalised, plain
from fourcapitals.results.chances import VERDICTS
from fourcapitals.results.difference_units import readable
from fourcapitals.results.measures import is_tie
from fourcapitals.results.whole_life import IN_WORDS, OVER, immature_line, order_lines
from fourcapitals.vocabulary import END_YEAR, Say

_WHOLE_LIFE: Final = ("whole_life", "whole_life_discounted")
"""Columns of what is ranked, over the whole life of what is bought, each with the side."""
RECOMPOSED_WELL: Final = 0.1
"""Largest miss of a recomposition by use that goes without a warning."""


MEANING: Final = (
    "Judged effects made equal: every use whose effect is judged has the same effect for each £. A lead that is lost "
    "by it rests on judgement; of one that holds, the size may."
)
"""What the words of a verdict mean."""


@checked
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
    """Rank strategies at central values, and say of each neighbouring pair what its lead rests on.

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
        ``advantage_percent`` at central values, ``per_gbp_m_better, per_gbp_m_worse`` for each £1m; of healthy
        person-years ``whole_life_better, whole_life_worse`` and ``whole_life_discounted_better, ..._worse``, of the
        whole life of what is bought; the badge and what it rests on, as `reversals.flips` gives them.

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
    named = decapitalised(UTILITIES[utility].label)
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
            f"per_gbp_m_{side}": ranking.effects[name].of(ranking.utility, per_gbp=True)
            for side, name in (("better", better), ("worse", worse))
        },
        "advantage_percent": advantage(first, second),
        **{
            f"{column}_{side}": value
            for side, name in (("better", better), ("worse", worse))
            for column, value in zip(_WHOLE_LIFE, ranking.whole_life[name], strict=False)
        },
    }


def over_the_whole_life(row: pd.Series[Any]) -> str:
    """What both strategies of a pair bring over the whole life of what they buy, and where their order is another."""
    if f"{_WHOLE_LIFE[0]}_better" not in row:
        return ""
    told = []
    for words, column in zip(OVER, _WHOLE_LIFE, strict=True):
        better, worse = row[f"{column}_better"], row[f"{column}_worse"]
        said = f"{words} {plain(better)} against {plain(worse)}"
        told.append(f"{said}, the other way round" if worse > better else said)
    return "; ".join(told)


def whole_life_of(ranking: Ranking) -> list[str]:
    """Say where strategies rank otherwise over the whole life of what they buy, and what is yet to come by 2035."""
    if not WHOLE_LIFE.get(ranking.utility):
        return []
    ended = {name: ranking.central[name] for name in ranking.names}
    wholes = [{name: ranking.whole_life[name][row] for name in ranking.names} for row in range(len(OVER))]
    per = " per £1m" if ranking.per_gbp else ""
    return [
        IN_WORDS,
        *immature_line({name: (value, wholes[0][name]) for name, value in ended.items()}, end=END_YEAR),
        *order_lines(ended, *zip(OVER, wholes, strict=True), end=END_YEAR, per=per),
    ]


@checked
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
        lines.append(f"  {row['better']} > {row['worse']}: {verdict_of(row)}{for_the_money(row)}")
    return [*lines, MEANING]


def verdict_of(row: pd.Series[Any]) -> str:
    """Say what becomes of a lead once judged effects are made equal, and the lenient badge where it differs."""
    badge, lenient = str(row["badge"]), str(row["badge_no_estimate"])
    if badge not in {"found", "assumed"}:
        return VERDICTS[badge]
    lead, left = f"its lead of {row['advantage_percent']:.0f}%", row["equalised_advantage_percent"]
    becomes = f"{-left:.0f}% for the other" if left <= -0.5 else f"{abs(left):.0f}%"
    told = {
        "found": f"{lead} holds with judged effects made equal; it is then {becomes}",
        "assumed": f"{lead} rests on judged effects; made equal, it is {becomes}",
    }[badge]
    if lenient == badge or lenient not in {"found", "assumed"}:
        return told
    otherwise = "holds" if lenient == "found" else "is lost"
    return f"{told}; it {otherwise} when only uses without any estimate of their own are made equal"


def for_the_money(row: pd.Series[Any]) -> str:
    """What each £1m brings, beside totals; nothing where they are ranked by it.

    Examples
    --------
    >>> brings = {"per_gbp_m_better": 3.5e-7, "per_gbp_m_worse": 2.3e-7}
    >>> for_the_money(pd.Series({"per_gbp": False, "utility": "hle_years", **brings}))
    '; for each £1m +0.18 minutes against +0.12 minutes'
    """
    if row["per_gbp"] or not np.isfinite([row["per_gbp_m_better"], row["per_gbp_m_worse"]]).all():
        return ""
    unit, values = unit_of(str(row["utility"]), per_gbp=False), (row["per_gbp_m_better"], row["per_gbp_m_worse"])
    first, second = (readable(each, unit, beside=max(values, key=abs)) for each in values)
    return f"; for each £1m {first} against {second}"


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
    """What the lead of one strategy over another rests on, as columns of `verdicts`."""
    tied = is_tie(ranking.central[better], ranking.central[worse])
    notes: list[str] = []
    found: dict[str, Any] = {}
    for column, strict in (("badge", True), ("badge_no_estimate", False)):
        judged = judged_uses(ranking.table, strict=strict)
        resting = [name for name in (better, worse) if judged & set(ranking.composition(name).effect)]
        first, second = ranking.equalised(better, worse, judged)
        holds = first > second and not is_tie(first, second)
        tested = "untested" if len(resting) == 1 else "found" if holds else "assumed"
        found[column] = "tie" if tied else tested
        if strict:
            if len(resting) == 1:
                notes.append(f"only {resting[0]} buys judged uses: that they are made equal tests it against nothing")
            found |= {
                "equalised_better": first,
                "equalised_worse": second,
                "equalised_advantage_percent": advantage(first, second),
            }
    for side, name in (("better", better), ("worse", worse)):
        composition = ranking.composition(name)
        found[f"residual_{side}"] = composition.residual
        if abs(composition.residual) > RECOMPOSED_WELL:
            notes.append(f"the sum of the uses of {name} misses it by {composition.residual:+.0%}")
        if composition.levers:
            notes.append(f"the levers of {name} are judgement and left out of the badge")
    return {**found, "note": "; ".join(notes)}
