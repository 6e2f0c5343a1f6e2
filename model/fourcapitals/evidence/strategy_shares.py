"""On which letters of evidence the uncertainty of a strategy's results rests, without an ensemble."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.known_shares import load_known_shares
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.counterfactual import Counterfactuals
from fourcapitals.ensemble.run import recipe_of
from fourcapitals.ensemble.variance_by_letter import variance_by_letter
from fourcapitals.ensemble.workers import WorkerPool
from fourcapitals.errors import BadInput, shown
from fourcapitals.results.evidence_shares import ASKED, ASSUMED_LEVERS, NO_MONEY, in_a_line, read_shares
from fourcapitals.scenario.files import Scenario, is_another, is_bundled, load_scenario
from fourcapitals.vocabulary import Say

MOST_PAIRS: Final = 1 << 14


@checked
def known_shares(
    scenario: Scenario | str | Path, *, baseline: Baseline | None = None, parameters: ParameterTable | None = None
) -> dict[str, Any]:
    """Give the shares of a strategy that were worked out beforehand, as `shares_of_strategy` gives them.

    They are known of the scenarios that come with the model, with its own parameters and tables, against its baseline.

    Parameters
    ----------
    scenario : Scenario, name or path
    baseline, parameters : optional
        The bundled ones by default.

    Returns
    -------
    dict
        Empty where they are not known.

    Examples
    --------
    >>> known_shares("baseline")
    {}
    """
    strategy = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    return load_known_shares().held(
        {strategy.name: strategy.text},
        parameters=(parameters or load_parameters()).checksum,
        data=(baseline or load_baseline()).checksum,
    )


@checked
def rests_on(counterfactuals: Counterfactuals, *, name: str, table: ParameterTable | None = None) -> str:
    """Say in a line what the uncertainty of a strategy's results rests on, or which command says it.

    Parameters
    ----------
    counterfactuals : Counterfactuals
    name : str
    table : ParameterTable, optional
        The bundled one by default.
    """
    strategy = counterfactuals.strategy(name)
    levers = bool(strategy.policy.without_money)
    if not strategy.terms.split.any() and not levers:
        return NO_MONEY
    known: dict[str, Any] = {}
    texts = counterfactuals.texts
    if counterfactuals.reference == "baseline" and not is_another("baseline", texts["baseline"]):
        known = load_known_shares().held(
            {name: texts[name]},
            parameters=(table or load_parameters()).checksum,
            data=counterfactuals.baseline.checksum,
        )
    line = in_a_line(read_shares(known, scenario=name))
    if line:
        return f"{line} {ASSUMED_LEVERS}" if levers else line
    return f"{ASKED} {name if is_bundled(name, texts[name]) else f'{name}.toml'}"


@checked
def shares_of_strategy(
    scenario: Scenario | str | Path,
    *,
    pairs: int = 128,
    seed: int = 0,
    workers: int | None = None,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> dict[str, Any]:
    """Share the uncertainty of a strategy's health and output results among the letters of evidence.

    Parameters
    ----------
    scenario : Scenario, name or path
    pairs : int
        Pairs of points of the priors, a power of 2; ensembles of 1,000 draws take 512.
    seed : int
    workers : int, optional
        As many as there are processors; changes no number.
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
        The bundled one by default.
    say : callable, optional
        Told when the model must first be compiled.

    Returns
    -------
    dict
        As `variance_by_letter.shares_of` gives; of the one strategy, against the baseline.

    Raises
    ------
    BadInput
        When there cannot be so many pairs.
    """
    if not 2 <= pairs <= MOST_PAIRS or pairs & (pairs - 1):
        raise BadInput(f"pairs: a power of 2 from 2 to {MOST_PAIRS:,} expected, got {shown(pairs)}")
    recipe = recipe_of(scenario, seed, "baseline", "summary", baseline, parameters)
    return variance_by_letter(WorkerPool(recipe, pairs, workers=workers, say=say), pairs)
