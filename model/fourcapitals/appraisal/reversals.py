"""Sensitivity of rankings: what would reverse them, pair by pair, and what each lead rests on.

Of badges, found means that a lead holds with judged effects made equal, assumed that judged effects alone decide it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from fourcapitals.appraisal.ranking import NO_FLIP, Ranking
from fourcapitals.appraisal.verdicts import (
    MEANING,
    badges_of,
    for_the_money,
    more_of,
    over_the_whole_life,
    ranked,
    said_of,
    values_of,
    verdict_of,
    whole_life_of,
)
from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.ensemble.counterfactual import AnyScenario, Counterfactuals
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.formatting import share_of_draws, written, written_in_full
from fourcapitals.results.chances import VERDICTS
from fourcapitals.results.measures import is_tie
from fourcapitals.results.number_of_draws import wilson_interval
from fourcapitals.vocabulary import NOTHING, Say


@checked
def flips(
    scenarios: AnyScenario | Sequence[AnyScenario] | Counterfactuals,
    *,
    utility: str = "healthy_person_years",
    per_gbp: bool = True,
    reference: AnyScenario = "baseline",
    pairs: Sequence[tuple[str, str]] | None = None,
    draws: int = 200,
    seed: int = 0,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Rank strategies at central values, and say for each neighbouring pair what would reverse it.

    **The flip** is the one uncertain number (a value, an element of a vector or a causal share) that reverses the
    pair and has the largest share of its prior beyond the value at which it does so, all others at central values.

    **The badge** is "assumed" when the order reverses, or becomes a tie (a contrast below 2% of the larger effect),
    once judged uses are made equal; "untested" where one of the two alone buys judged uses, which made equal are what
    they were; else "found"; a pair that is a tie as it stands is a "tie". Made equal: each
    strategy is taken as the sum of what each of its uses does alone, in its own places and years; the effect per £
    of every judged use of either strategy is replaced by the money-weighted mean of them all; levers are left out.
    Judged is a use with the letter D among the parameters between its £ and its effect; ``badge_no_estimate`` says
    the same with the conversion of a QALY into a healthy year set aside, which the uses on actual health budgets share
    (`judged_uses`). How far the sum of the parts misses each strategy is in ``residual_better`` and
    ``residual_worse``; a miss above 10% is named in ``note``.

    Parameters
    ----------
    scenarios : Scenario, name, path, a sequence of them, or `Counterfactuals`
    utility : str
        A name in `utilities.UTILITIES`.
    per_gbp : bool
        Rank by the utility of each £1m of new money, not by its sum.
    reference : Scenario, name or path
    pairs : sequence of pairs of names, optional
        Those instead of the neighbours in the ranking; each is put in its central order.
    draws, seed : int
        For the probability that the better one is better; 0 draws leaves it out.
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
        The bundled one by default: its central values, and its priors for draws and flips.
    say : callable, optional

    Returns
    -------
    pandas.DataFrame
        One row a pair, the best first: ``better, worse, utility, per_gbp, unit``; ``value_better, value_worse`` and
        ``advantage_percent`` at central values, ``per_gbp_m_better, per_gbp_m_worse``, and those over the whole life as
        `verdicts.verdicts` gives them; ``probability_better`` with
        ``probability_low, probability_high`` (95% Wilson) and ``share_tied`` over ``draws``; the columns of
        `Flip.to_dict`, empty where no single number reverses it; ``flips_inside``, how many numbers do so within the
        middle 95% of their priors; ``causal_better, causal_worse`` and ``holds_if_causal``, with all causal shares 1;
        ``badge, equalised_better, equalised_worse, equalised_advantage_percent`` (how much of ``advantage_percent`` is
        left: a small rest may only be the few £ on uses that are not judged), ``badge_no_estimate``; ``residual_better,
        residual_worse, note``.

    Raises
    ------
    UnknownName
        When there is no such utility, or a pair names what is not ranked.
    """
    ranking = ranked(scenarios, utility, per_gbp, reference, baseline, parameters, say)
    counterfactuals, rows = ranking.counterfactuals, ranking.table
    asked = list(pairwise(ranking.names)) if pairs is None else [_in_order(ranking, pair) for pair in pairs]
    causal = ranking.values(rows.central(causal=False))
    drawn = [
        ranking.values(numbers, ranking.names)
        for numbers in drawn_parameters(draws, seed, baseline=counterfactuals.baseline, parameters=rows)
    ]
    made = [
        {
            **values_of(ranking, better, worse),
            **_over_draws(drawn, better, worse),
            **_nearest(ranking, better, worse),
            **_if_causal(causal, better, worse),
            **badges_of(ranking, better, worse),
        }
        for better, worse in asked
    ]
    found = pd.DataFrame(made)
    found.attrs = {
        "ranking": list(ranking.names),
        "unranked": list(ranking.unranked),
        "by": said_of(utility, per_gbp),
        "seed": seed,
        "whole_life": whole_life_of(ranking),
    }
    return found


def _in_order(ranking: Ranking, pair: tuple[str, str]) -> tuple[str, str]:
    missing = [name for name in pair if name not in ranking.names]
    if missing:
        raise UnknownName(*(unknown("ranked scenario", name, ranking.names) for name in missing))
    first, second = sorted(pair, key=ranking.names.index)
    return first, second


def _over_draws(drawn: list[dict[str, float]], better: str, worse: str) -> dict[str, Any]:
    """P(better) over draws; a draw in which the two are equal counts half."""
    if not drawn:
        nothing = dict.fromkeys(("probability_better", "probability_low", "probability_high", "share_tied"), np.nan)
        return {**nothing, "draws": 0}
    first, second = (np.array([values[name] for values in drawn]) for name in (better, worse))
    apart = first - second
    equal = np.abs(apart) <= NOTHING * np.maximum(np.abs(first), np.abs(second))
    share = float(np.mean((apart > 0) & ~equal) + np.mean(equal) / 2)
    low, high = wilson_interval(round(share * len(drawn)), len(drawn))
    tied = np.mean([is_tie(*pair) for pair in zip(first.tolist(), second.tolist(), strict=True)])
    return {
        "probability_better": share,
        "probability_low": low,
        "probability_high": high,
        "share_tied": float(tied),
        "draws": len(drawn),
    }


def _nearest(ranking: Ranking, better: str, worse: str) -> dict[str, Any]:
    if is_tie(ranking.central[better], ranking.central[worse]):
        return {**NO_FLIP, "flips_inside": 0}
    found = ranking.flips(better, worse)
    inside = sum(flip.is_inside for flip in found)
    return {**(found[0].to_dict() if found else NO_FLIP), "flips_inside": inside}


def _if_causal(causal: dict[str, float], better: str, worse: str) -> dict[str, Any]:
    if not causal:
        return {"causal_better": np.nan, "causal_worse": np.nan, "holds_if_causal": None}
    first, second = causal[better], causal[worse]
    return {
        "causal_better": first,
        "causal_worse": second,
        "holds_if_causal": bool(first > second and not is_tie(first, second)),
    }


@checked
def flip_lines(table: pd.DataFrame) -> list[str]:
    """Write the table of `flips` in sentences, one paragraph a pair, what the verdicts and letters mean at the end.

    A pair is led by its verdict; what making judged effects equal leaves of the lead follows, and the lenient verdict
    (``badge_no_estimate``) where it differs. What is more in how many draws is named with its years and money.
    """
    lines: list[str] = []
    for _, row in table.iterrows():
        by = said_of(str(row["utility"]), bool(row["per_gbp"]))
        value, other = (written(row[f"value_{side}"], row["unit"]) for side in ("better", "worse"))
        over = ""
        if row["draws"]:
            more = more_of(str(row["utility"]), bool(row["per_gbp"]))
            over = f"; {more} in {share_of_draws(row['probability_better'])} of {row['draws']} draws"
            over += f", within 2% in {share_of_draws(row['share_tied'])}"
        lines.append(
            f"{row['better']} > {row['worse']} ({VERDICTS[str(row['badge'])]}) by {by}: {value} against {other} at "
            f"central values{for_the_money(row)}{over}"
        )
        if row["badge"] in {"found", "assumed"}:
            lines.append(f"  {verdict_of(row)}")
        if row["badge"] != "tie":
            lines.append(f"  {_reversed_by(row)}")
            if row["holds_if_causal"] is not None and not row["holds_if_causal"]:
                lines.append("  with all causal shares 100% it does not hold")
        if whole := over_the_whole_life(row):
            lines.append(f"  {whole}")
        if row["note"]:
            lines.append(f"  {row['note']}")
    return [*lines, *table.attrs.get("whole_life", []), MEANING, load_evidence_letters().legend] if lines else []


def _reversed_by(row: pd.Series[Any]) -> str:
    """The nearest number that alone reverses the pair."""
    if not row["flip"]:
        return "no single number reverses it"
    where, unit = "inside" if row["flip_inside_range"] else "outside", str(row["flip_unit"])
    low, high = written(row["flip_low"], unit), written(row["flip_high"], unit)
    return (
        f"flips at {row['flip']} = {written_in_full(row['flip_value'], unit)} "
        f"(central {written(row['flip_central'], unit)}; {where} {low} to {high}, 95% of the prior; "
        f"{row['flip_probability_beyond']:.1%} of it beyond) [{row['flip_letter']}]: {row['flip_meaning']}"
    )
