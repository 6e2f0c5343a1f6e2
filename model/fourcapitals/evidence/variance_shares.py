"""Global sensitivity by SALib: elementary effects (Morris) and shares of variance (Sobol), with intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, how_to_install

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["morris", "sobol"]
CONVERGED: Final = 0.1
"""Widest 95% interval of an index, Morris's as a share of the largest, at which indices are taken as settled."""
LEVELS: Final = 4
"""Levels of a trajectory of Morris's."""
RESAMPLES: Final = 200


def salib(part: str) -> ModuleType:
    """Import a part of SALib, which only these two methods need.

    Raises
    ------
    BadInput
        When it is not installed; with what to do.
    """
    from importlib import import_module

    try:
        return import_module(f"SALib.{part}")
    except ImportError:
        raise BadInput(
            f"--method morris and sobol need SALib: {how_to_install('sensitivity')}; --method one_at_a_time needs "
            "nothing"
        ) from None


def indices(
    model: Callable[[Array], Array], names: Sequence[str], *, method: Method, size: int, seed: int = 0
) -> pd.DataFrame:
    """Run a model over the unit cube, and share what moves its result among the axes.

    Parameters
    ----------
    model : callable
        From points (point, axis) of the unit cube to results (point,).
    names : sequence of str
        Of the axes.
    method : {"morris", "sobol"}
    size : int
        Trajectories of Morris's, or base points of Sobol's, a power of 2.
    seed : int

    Returns
    -------
    pandas.DataFrame
        A row an axis. Morris: ``mean_absolute_effect`` (mu*) with ``low, high`` (95%), ``spread`` (sigma: what other
        numbers and curvature make of it). Sobol: ``total`` share of the variance with ``low, high`` (95%), and
        ``alone`` (first order). Of both, ``attrs["converged"]``, and ``attrs["widest"]``, the widest interval.

    Raises
    ------
    BadInput
        When SALib is missing, or nothing moves the result.
    """
    import pandas as pd

    problem: dict[str, Any] = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    if method == "morris":
        points = salib("sample.morris").sample(problem, size, num_levels=LEVELS, seed=seed)
    else:
        points = salib("sample.sobol").sample(problem, size, calc_second_order=False, seed=seed)
    results = model(points)
    if np.ptp(results) <= 1e-12 * max(float(np.abs(results).max()), 1e-300):
        raise BadInput("no parameter moves this result, so that there is nothing to share")
    if method == "morris":
        found = salib("analyze.morris").analyze(
            problem, points, results, num_resamples=RESAMPLES, num_levels=LEVELS, seed=seed
        )
        middle, half = np.asarray(found["mu_star"], np.float64), np.asarray(found["mu_star_conf"], np.float64)
        columns = {"mean_absolute_effect": middle, "spread": np.asarray(found["sigma"], np.float64)}
        widest = float(2 * half.max() / middle.max())
    else:
        # SALib takes a seed of 0 for none, and would then resample otherwise each time.
        found = salib("analyze.sobol").analyze(
            problem, results, calc_second_order=False, num_resamples=RESAMPLES, seed=seed + 1
        )
        middle, half = np.asarray(found["ST"], np.float64), np.asarray(found["ST_conf"], np.float64)
        columns = {"total": middle, "alone": np.asarray(found["S1"], np.float64)}
        widest = float(2 * half.max())
    made = pd.DataFrame({"axis": list(names), **columns, "low": np.maximum(middle - half, 0.0), "high": middle + half})
    made.attrs = {"widest": widest, "converged": widest <= CONVERGED, "runs": len(points)}
    return made
