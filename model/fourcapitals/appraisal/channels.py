"""Why a place gains: the gain parted into what the money of each use does there alone, and what they do together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.data.places import find_place
from fourcapitals.ensemble.counterfactual import counterfactuals_of
from fourcapitals.equations.elementary import Array
from fourcapitals.results.difference_units import DAYS_A_YEAR
from fourcapitals.scenario.files import Scenario
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, USE_NAMES, USES, Say


@checked
def channels(
    scenario: Scenario,
    *,
    place: str,
    reference: Scenario | str = "baseline",
    year: int = END_YEAR,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Part the gain of a place in healthy life expectancy by use of the money, at central values and without noise.

    Each use is run alone, with its places and years kept; so are the money that is taken from other budgets, and the
    levers. What all do together beyond the sum of these is the last row, so that the rows sum to the whole.

    Parameters
    ----------
    scenario : Scenario
    place : str
        An area or a wider place, by name or code.
    reference : Scenario or str
    year : int
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
        Of which the central numbers are taken; the bundled one by default.
    say : callable, optional
        Told when the model must first be compiled.

    Returns
    -------
    pandas.DataFrame
        ``channel, capital, mechanism, letters, gain_days, england_days, share``: days of healthy life expectancy at
        birth (mean of the sexes, mean of the areas by people) in the place and in England, and the share of the whole
        there.

    Examples
    --------
    >>> from fourcapitals.scenario.files import load_scenario
    >>> table = channels(load_scenario("public_health_restored"), place="Hartlepool")
    >>> table["channel"].tolist(), round(float(table["share"].sum()), 9)
    (['Public health', 'together'], 1.0)
    """
    assumed = parameters or load_parameters()
    runs = counterfactuals_of(scenario, reference=reference, baseline=baseline, parameters=assumed, say=say)
    at = runs.at(assumed.central())
    own = runs.strategy(scenario.name)
    terms, policy = own.terms, own.policy
    inside = np.isin(runs.baseline.codes, find_place(place).areas)
    everyone = runs.baseline.arrays.population
    people = everyone * inside
    none = np.zeros_like(terms.split)

    def gain(split: Array | None = None, *, displaces: bool, levers: bool) -> dict[str, float]:
        with_it = at.outcomes(scenario.name, split=split, displaces=displaces, levers=levers).hle[year - BASE_YEAR]
        change = (with_it - at.reference.hle[year - BASE_YEAR]).mean(axis=0)
        of_all = {"gain_days": people, "england_days": everyone}
        return {name: float(DAYS_A_YEAR * (change @ each) / each.sum()) for name, each in of_all.items()}

    rows: list[dict[str, Any]] = []
    letters = load_evidence_letters()
    for position in map(int, np.flatnonzero((terms.split > 0).any(axis=0))):
        split = none.copy()
        split[:, position] = terms.split[:, position]
        use = USES[position]
        rows.append(
            {
                "channel": use.label,
                "capital": use.capital.label if use.capital else "Household income",
                "mechanism": use.mechanism,
                "letters": letters.marks_of(use.name),
                **gain(split, displaces=False, levers=False),
            }
        )
    empty = {"capital": "", "letters": ""}
    if (terms.displaced_use >= 0).any():
        taken = ", ".join(USE_NAMES[use] for use in sorted({int(use) for use in terms.displaced_use if use >= 0}))
        lost = gain(none, displaces=True, levers=False)
        rows.append({**empty, "channel": "displaced", "mechanism": f"taken from {taken}", **lost})
    if policy.without_money:
        found = gain(none, displaces=False, levers=True)
        rows.append(
            {**empty, "channel": "levers", "mechanism": f"{', '.join(policy.without_money)}; sizes assumed", **found}
        )
    whole = gain(displaces=True, levers=True)
    rest = {name: value - sum(row[name] for row in rows) for name, value in whole.items()}
    words = "what they do beyond the sum: thresholds, saturation, spillovers"
    rows.append({**empty, "channel": "together", "mechanism": words, **rest})
    table, moved = pd.DataFrame(rows), whole["gain_days"]
    return table.assign(share=table["gain_days"] / moved if abs(moved) > 0 else np.nan)
