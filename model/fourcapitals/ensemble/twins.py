"""A scenario run beside its regression twin, and beside itself after a temporary cut where councils choose."""

from __future__ import annotations

from typing import Any

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.ensemble.run import run_ensemble
from fourcapitals.ensemble.workers import Watch
from fourcapitals.errors import BadInput
from fourcapitals.results.results import Results
from fourcapitals.scenario.files import Scenario
from fourcapitals.scenario.temporary_cut import with_temporary_cut
from fourcapitals.simulation.bids import takes_bids
from fourcapitals.vocabulary import Say


@checked
def run_with_twin(
    scenario: Scenario,
    *,
    draws: int,
    seed: int = 0,
    workers: int | None = None,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    progress: Watch | None = None,
    say: Say | None = None,
    executor: Any = "threads",
) -> Results:
    """Run a scenario in which councils bid on many draws, beside its twin and itself after a temporary cut.

    Parameters
    ----------
    scenario : Scenario
    draws, seed, workers, baseline, parameters, progress, say, executor
        As in `run_ensemble`.

    Returns
    -------
    Results
        Of the twin, from which differences are taken, the scenario and, where its councils choose, the scenario with
        the cut of ``data/temporary_cut.toml``; of a scenario without behaviour of itself alone.

    Raises
    ------
    BadInput
        When in the scenario no fund is competed for.
    """
    if not takes_bids(scenario):
        raise BadInput(
            f"{scenario.name}: no fund of it is competed for, so that nobody bids; give a fund "
            'allocation = { rule = "competitive", ... }'
        )
    asked = [scenario]
    if scenario.behaviour is not None and not scenario.is_twin:
        asked = [scenario.twin(), scenario]
        asked += [with_temporary_cut(scenario)] if scenario.behaviour.councils else []
    return run_ensemble(
        asked,
        draws=draws,
        seed=seed,
        workers=workers,
        reference=asked[0].name,
        baseline=baseline,
        parameters=parameters,
        progress=progress,
        say=say,
        executor=executor,
    )
