"""What a strategy's result rests on: each parameter with its leverage, and all of one letter at the end that hurts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.counterfactual import AnyScenario, strategy_of
from fourcapitals.ensemble.utilities import WHOLE_LIFE_NAMES
from fourcapitals.evidence.sensitivity import one_at_a_time
from fourcapitals.evidence.uncertain import Uncertain, find_uncertain, with_several
from fourcapitals.vocabulary import LETTERS, Letter, Say

if TYPE_CHECKING:
    import pandas as pd


@checked
def parameters_behind(
    scenario: AnyScenario,
    *,
    utility: str = "hle_years",
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """List the uncertain numbers that move what a strategy does, with evidence and leverage, the largest first.

    Parameters
    ----------
    scenario, utility, baseline, parameters, say
        As in `sensitivity.one_at_a_time`.

    Returns
    -------
    pandas.DataFrame
        As `sensitivity.one_at_a_time` gives, with ``low, high`` (the middle 95% of the prior) and ``leverage`` (the
        swing between 5% and 95% of the prior, as a share of the central effect). ``attrs["at_worst"]`` has for each
        letter the effect with every number of that letter at the end of its prior, 5% or 95%, at which it does least;
        ``attrs["central"]`` the effect at central values.
    """
    table = parameters or load_parameters()
    found = one_at_a_time(scenario, utility=utility, baseline=baseline, parameters=table, say=say)
    numbers = {label: find_uncertain(table, label) for label in found["parameter"]}
    found["low"], found["high"] = zip(*(numbers[label].range for label in found["parameter"]), strict=True)
    central = float(found["central"].iloc[0])
    found["leverage"] = found["swing"] / abs(central)
    worst = _worst_ends(found.to_dict("records"), numbers)
    counterfactuals, name = strategy_of(scenario, baseline=baseline, parameters=table)

    def effect(at: Parameters) -> float:
        runs = counterfactuals.at(at)
        if not runs.is_stable:
            return float("nan")
        return runs.effects(name, whole_life=utility in WHOLE_LIFE_NAMES).of(utility)

    found.attrs["central"] = central
    found.attrs["at_worst"] = {letter: effect(with_several(table, ends)) for letter, ends in worst.items()}
    return found


def _worst_ends(
    rows: Iterable[Mapping[Any, Any]], numbers: Mapping[str, Uncertain]
) -> dict[Letter, dict[Uncertain, float]]:
    """For each letter its numbers at the ends that hurt; those that hurt at neither end stay central."""
    ends: dict[Letter, dict[Uncertain, float]] = {letter: {} for letter in LETTERS}
    for row in rows:
        effects = np.array([row["effect_low"], row["effect_high"]])
        if not np.isfinite(effects).any() or np.nanmin(effects) >= row["central"]:
            continue
        tried = ("tried_low", "tried_high")[int(np.nanargmin(effects))]
        ends[row["letter"]][numbers[row["parameter"]]] = float(row[tried])
    return {letter: found for letter, found in ends.items() if found}
