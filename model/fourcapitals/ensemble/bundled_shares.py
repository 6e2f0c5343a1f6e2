"""Work out the shares of the uncertainty by letter of all scenarios that come with the model, and write them down.

``python -m fourcapitals.ensemble.bundled_shares`` takes some minutes. A test says when it is needed: after any change
of parameters, tables, equations or scenario files.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.known_shares import ByLetter, KnownScenario, KnownShares, package_file
from fourcapitals.data.parameters import load_parameters
from fourcapitals.ensemble.counterfactual import counterfactuals_of
from fourcapitals.ensemble.run import recipe_of
from fourcapitals.ensemble.variance_by_letter import MOST_POINTS, RESULTS, variance_by_letter
from fourcapitals.ensemble.workers import WorkerPool
from fourcapitals.scenario.files import load_scenario, scenario_names
from fourcapitals.text import checksum_of
from fourcapitals.vocabulary import LETTERS, Say

DIGITS: Final = 4
"""Of a share."""


def bundled_shares(*, points: int = MOST_POINTS, seed: int = 0, say: Say | None = None) -> KnownShares:
    """Work out the shares of every scenario that comes with the model, against its baseline.

    Parameters
    ----------
    points : int
        Pairs of points of the priors, a power of 2.
    seed : int
    say : callable, optional
        Told when the model must first be compiled.
    """
    table, baseline = load_parameters(), load_baseline()
    names = [name for name in scenario_names() if name != "baseline"]
    effects = counterfactuals_of(names, parameters=table, say=say).effects(table.central())
    recipe = recipe_of(names, seed, "baseline", "summary", None, None)
    shares = variance_by_letter(WorkerPool(recipe, points, say=say), points)["shares"]
    return KnownShares(
        points=points,
        seed=seed,
        parameters_checksum=table.checksum,
        data_checksum=baseline.checksum,
        scenarios={
            name: KnownScenario(
                text_checksum=checksum_of(load_scenario(name).text),
                effects={result: effects[name].of(result) for result in RESULTS},
                shares={result: _rounded(found) for result, found in shares.get(name, {}).items()},
            )
            for name in names
        },
    )


def _rounded(shares: dict[str, list[float]]) -> ByLetter:
    made: ByLetter = {}
    for letter in LETTERS:
        share, low, high = (round(value, DIGITS) for value in shares[letter])
        made[letter] = share, low, high
    return made


def main() -> int:
    """Write the file of the package, which must be a checkout."""
    made = bundled_shares(say=lambda words: print(words, file=sys.stderr, flush=True))
    Path(str(package_file())).write_text(made.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
