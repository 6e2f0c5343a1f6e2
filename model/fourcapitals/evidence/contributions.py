"""What each use of a strategy's money contributes to its result, beside its share of the money and its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.data.own_figures import input_lines
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.counterfactual import AnyScenario, strategy_of
from fourcapitals.ensemble.counterfactual_runs import CounterfactualRuns
from fourcapitals.ensemble.utilities import WHOLE_LIFE_NAMES, Effects
from fourcapitals.scenario.policy import HABITS, WORK
from fourcapitals.vocabulary import POUND, USE_NAMES, USES, Say

if TYPE_CHECKING:
    import pandas as pd

CONTRIBUTED: Final = ("healthy_person_years", *WHOLE_LIFE_NAMES, "hle_years", "gva_percent")
"""The utilities that contributions are given of."""
TOGETHER: Final = "together"
LEVERS: Final = "levers"
WORDS: Final = {HABITS: "Levers", WORK: "Work of the NHS"}


class Part(NamedTuple):
    """One part of a strategy, run alone."""

    use: str
    """Of the money, or `LEVERS`."""
    taken: bool
    """Whether the money is taken from that use, as what the strategy displaces."""
    effects: Effects


def parts_of(runs: CounterfactualRuns, name: str, *, whole_life: bool = False) -> Iterator[Part]:
    """Run each use of a strategy alone, its places and years kept; what it takes from other budgets; and its levers.

    Parameters
    ----------
    runs : CounterfactualRuns
    name : str
        Of the strategy.
    whole_life : bool
        Whether what comes after the last year is asked for.
    """
    strategy, effects = runs.counterfactuals.strategy(name), partial(runs.effects, name, whole_life=whole_life)
    none = np.zeros_like(strategy.terms.split)
    for position in np.flatnonzero((strategy.terms.split > 0).any(axis=0)):
        split = none.copy()
        split[:, position] = strategy.terms.split[:, position]
        yield Part(USE_NAMES[position], False, effects(split=split, displaces=False, levers=False))
    for taken_from in sorted({int(use) for use in strategy.terms.displaced_use if use >= 0}):
        taking = strategy.terms.displaced_use == taken_from
        budget = {fund: float(taken) for fund, taken in zip(strategy.funds, taking, strict=True)}
        yield Part(USE_NAMES[taken_from], True, effects(scale=budget, split=none, levers=False))
    if strategy.policy.without_money:
        yield Part(LEVERS, False, effects(split=none, displaces=False))


@checked
def contributions(
    scenario: AnyScenario,
    *,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Part the result of a strategy by use of its money, at central values and without noise.

    Parameters
    ----------
    scenario : Scenario, name or path
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
        The bundled one by default.
    say : callable, optional
        Told when the model must first be compiled.

    Returns
    -------
    pandas.DataFrame
        A row a use, the one that contributes most healthy years first: ``use, label, taken`` (the money is taken from
        it), ``new_money_gbp_m, money_share`` (of the money given); of each of `CONTRIBUTED` its own unit's amount,
        England against the baseline, and ``..._share`` of the strategy's whole; and the use's letters, ``letters`` in
        the order of `evidence_letters.ASPECTS`. After them ``levers``, if it has any, and ``together``: what the parts
        do beyond their sum, so that amounts and shares add up to the whole. Shares are not a number where the whole is
        nothing.

    Examples
    --------
    >>> table = contributions("public_health_restored")
    >>> table["use"].tolist(), round(float(table["hle_years_share"].sum()), 9)
    (['public_health', 'together'], 1.0)
    """
    import pandas as pd

    table = parameters or load_parameters()
    counterfactuals, name = strategy_of(scenario, baseline=baseline, parameters=table, say=say)
    runs = counterfactuals.at(table.central())
    letters = load_evidence_letters().uses
    rows: list[dict[str, Any]] = []
    beside = " and ".join(WORDS[words] for words in counterfactuals.strategy(name).policy.without_money)
    for use, taken, effects in parts_of(runs, name, whole_life=True):
        of_use = letters.get(use)
        rows.append(
            {
                "use": use,
                "label": beside if of_use is None else USES[USE_NAMES.index(use)].label,
                "taken": taken,
                "new_money_gbp_m": 0.0 if of_use is None else effects.new_money_gbp_m,
                **{utility: effects.of(utility) for utility in CONTRIBUTED},
                "letters": "" if of_use is None else of_use.marks,
            }
        )
    rows.sort(key=lambda row: (row["use"] == LEVERS, -row["healthy_person_years"]))
    whole = runs.effects(name)
    beyond = {utility: whole.of(utility) - sum(row[utility] for row in rows) for utility in CONTRIBUTED}
    rows.append({"use": TOGETHER, "label": "Together", "taken": False, "new_money_gbp_m": 0.0, **beyond, "letters": ""})
    made = pd.DataFrame(rows)
    given = float(made["new_money_gbp_m"].clip(lower=0.0).sum())
    made["money_share"] = made["new_money_gbp_m"] / given if given >= POUND else np.nan
    for utility in CONTRIBUTED:
        total = whole.of(utility)
        made[f"{utility}_share"] = made[utility] / total if total else np.nan
    made.attrs = {
        "scenario": name,
        "title": counterfactuals.titles[name],
        "inputs": input_lines(baseline=baseline, parameters=table),
    }
    return made
