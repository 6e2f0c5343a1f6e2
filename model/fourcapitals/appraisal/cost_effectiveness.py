"""Cost-effectiveness of strategies of which one is chosen: incremental ratios, net benefit, how sure the choice is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from fourcapitals.appraisal.present_values import PresentValues, present_values
from fourcapitals.appraisal.settings import AppraisalSettings, appraisal_settings
from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.equations.cost_effectiveness import (
    DOMINATED,
    EXTENDEDLY,
    ON_FRONTIER,
    acceptability,
    best_expected,
    incremental_ratios,
    net_benefit,
)
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.value_of_information import value_of_perfect_information
from fourcapitals.errors import BadInput

if TYPE_CHECKING:
    from fourcapitals.results.results import Results

STANDINGS: Final = {ON_FRONTIER: "on the frontier", DOMINATED: "dominated", EXTENDEDLY: "extendedly dominated"}
DOES_AS_MUCH: Final = "dominated: another does as much for no more; extendedly dominated: two others do so between them"
WORTHS: Final = tuple(float(worth) for worth in range(0, 101_000, 1_000))
"""£ of 2019 for a QALY at which curves of acceptability are drawn."""
ONE_CHOICE: Final = (
    "One of the strategies is chosen and none combined, and money that is not spent is worth its amount: a strategy of "
    "more money can only win by more health."
)


@checked
def cost_effectiveness(
    results: Results,
    *,
    reference: str = "baseline",
    settings: AppraisalSettings | None = None,
    whole_life: bool = True,
    baseline: Baseline | None = None,
) -> pd.DataFrame:
    """Order strategies by cost and effect, and say which may be worth their money at what price of health.

    Parameters
    ----------
    results : Results
    reference : str
        The scenario that does nothing more; it is one of the options.
    settings : AppraisalSettings, optional
        Those of official guidance if left out; its worth of a QALY is what net benefit is taken at.
    whole_life : bool
        Over the whole life of what is bought, or to the last year.
    baseline : Baseline, optional
        As in `value_for_money`.

    Returns
    -------
    pandas.DataFrame
        One row a scenario, the cheapest first: ``scenario, title, horizon``; ``present_cost_gbp_m`` and ``qalys``
        (expected) beyond the reference; ``standing``, ``gbp_per_qaly_incremental`` against ``against``, the
        strategy before it on the frontier; ``net_benefit_gbp_m``, expected, of several draws with ``..._low_80,
        ..._high_80`` and ``probability_best``; and ``best_expected``, whether no other has a higher expected net
        benefit.

    Raises
    ------
    UnknownName, BadInput
        As `present_values.present_values`.

    Notes
    -----
    Ratios are of expected values, as decision theory asks; other tables give medians.
    """
    chosen = settings or appraisal_settings()
    values = present_values(results, chosen, reference=reference, whole_life=whole_life, baseline=baseline)
    order = in_order_of_cost(values)
    cost, effect = values.cost[order], values.qalys[order]
    found = incremental_ratios(cost, effect.mean(axis=1))
    benefit = net_benefits(values, order, chosen.qaly_gbp)
    best, names = acceptability(benefit), [values.scenarios[at] for at in order]
    low, high = np.quantile(benefit, (0.1, 0.9), axis=0)
    bands = {"net_benefit_gbp_m_low_80": low, "net_benefit_gbp_m_high_80": high, "probability_best": best}
    return pd.DataFrame(
        {
            "scenario": names,
            "title": [results.titles[name] for name in names],
            "horizon": values.horizon,
            "present_cost_gbp_m": cost,
            "qalys": effect.mean(axis=1),
            "standing": [STANDINGS[int(each)] for each in found.standing],
            "gbp_per_qaly_incremental": 1e6 * found.ratio,
            "against": [names[at] if at >= 0 else "" for at in found.previous],
            "net_benefit_gbp_m": benefit.mean(axis=0),
            **(bands if len(benefit) > 1 else {}),
            "best_expected": np.arange(len(names)) == best_expected(benefit),
        }
    )


def in_order_of_cost(values: PresentValues) -> list[int]:
    """Positions of the scenarios, the cheapest first; of equals in the order of the results.

    Parameters
    ----------
    values : PresentValues
    """
    return [int(at) for at in np.argsort(values.cost, kind="stable")]


def net_benefits(values: PresentValues, order: list[int], worth: float) -> Array:
    """(draw, option), £m: what the health of each strategy is worth beyond its cost.

    Parameters
    ----------
    values : PresentValues
    order : list of int
        Positions of the scenarios.
    worth : float, £ per QALY
    """
    return net_benefit(values.qalys[order].T, values.cost[order], worth / 1e6)


@checked
def acceptability_curves(
    results: Results,
    *,
    reference: str = "baseline",
    settings: AppraisalSettings | None = None,
    whole_life: bool = True,
    baseline: Baseline | None = None,
) -> pd.DataFrame:
    """Say at each price of health how often each strategy is the best, and what it would be worth to know.

    Parameters
    ----------
    results, reference, settings, whole_life, baseline
        As in `cost_effectiveness`.

    Returns
    -------
    pandas.DataFrame
        One row a price and scenario: ``gbp_per_qaly, scenario, title, horizon, probability_best, on_frontier`` (the
        best expected at this price, the frontier of the curves), ``evpi_gbp_m`` (of the price: what perfect information
        would add to the expected net benefit).

    Raises
    ------
    BadInput
        When there is one draw, of which no share can be taken; and as `cost_effectiveness`.
    """
    if results.draws < 2:
        raise BadInput("one draw says nothing of how sure a choice is; make the results with --draws 200 or more")
    chosen = settings or appraisal_settings()
    values = present_values(results, chosen, reference=reference, whole_life=whole_life, baseline=baseline)
    order, tables = in_order_of_cost(values), []
    names = [values.scenarios[at] for at in order]
    for worth in WORTHS:
        benefit = net_benefits(values, order, worth)
        tables.append(
            pd.DataFrame(
                {
                    "gbp_per_qaly": worth,
                    "scenario": names,
                    "title": [results.titles[name] for name in names],
                    "horizon": values.horizon,
                    "probability_best": acceptability(benefit),
                    "on_frontier": np.arange(len(names)) == best_expected(benefit),
                    "evpi_gbp_m": value_of_perfect_information(benefit),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def choices_by_price(curves: pd.DataFrame) -> list[tuple[str, float]]:
    """Say from what price of health on each strategy is the best expected, the first from 0.

    Parameters
    ----------
    curves : pandas.DataFrame
        From `acceptability_curves`.

    Returns
    -------
    list of (title, £ per QALY)
    """
    on_frontier = curves[curves["on_frontier"]].sort_values("gbp_per_qaly")
    found: list[tuple[str, float]] = []
    for title, worth in zip(on_frontier["title"], on_frontier["gbp_per_qaly"], strict=True):
        if not found or found[-1][0] != title:
            found.append((str(title), float(worth)))
    return found
