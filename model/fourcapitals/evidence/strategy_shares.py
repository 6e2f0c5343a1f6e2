"""On which letters of evidence the uncertainty of a strategy's results rests, asked for without an ensemble."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.ensemble.run import recipe_of
from fourcapitals.ensemble.variance_by_letter import variance_by_letter
from fourcapitals.ensemble.workers import Crew
from fourcapitals.errors import BadInput, shown
from fourcapitals.scenario.files import Scenario
from fourcapitals.vocabulary import Say

MOST_PAIRS: Final = 1 << 14


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
    return variance_by_letter(Crew(recipe, pairs, workers=workers, say=say), pairs)
