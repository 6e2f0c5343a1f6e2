"""Regressions of changes on money, on history and on panels that the model simulates with and without its spending.

What a regression finds where the effect is known to be there, and where it is known to be absent, says what its
estimate on history can tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from fourcapitals.data.baseline import Baseline
from fourcapitals.data.relative_history import RelativeHistory
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.observation import NORMAL_95
from fourcapitals.equations.regression import robust_least_squares
from fourcapitals.vocabulary import MODEL, SEXES

HISTORY: Final = "history"
COUNCIL: Final = "council spending"
LATER_FUNDS: Final = "funds announced later"
LAST_OUTTURN: Final = 2017
"""First calendar year of the last outturn of council spending."""
_TAIL: Final = 0.025
"""Of the estimates on simulated panels, left out on either side."""


class MoneyRegression(NamedTuple):
    """A regression on money, beside what else it holds equal."""

    name: str
    """As the table calls it."""
    outcome: str
    money: Array
    """(series,), £100 per head."""
    controls: Array
    """(series, column), a constant among them."""
    weights: Array
    """(series,), mean 1."""


def panel_rows(regression: MoneyRegression, changes: Array, simulated: Mapping[str, Array]) -> pd.DataFrame:
    """Run one regression on history and on every simulated panel.

    Parameters
    ----------
    regression : MoneyRegression
    changes : (series,), unit of the outcome
        What was published.
    simulated : mapping of str to (draw, series)
        What the model says would have been, by the name of its run.

    Returns
    -------
    DataFrame
        ``regression``, ``outcome``, ``panel``, ``estimate``, ``lower``, ``upper``, ``significant``, ``below``. On
        history the estimate, its robust 95% interval and whether that leaves zero out; on simulated panels the mean of
        the estimates, the middle 95% of them, and the share of panels whose own interval leaves zero out; ``below`` is
        the share of panels with an estimate below history's. Units of the outcome per £100 per head.

    Examples
    --------
    >>> money = np.array([0.0, 1.0, 2.0, 3.0])
    >>> regression = MoneyRegression("money", "le", money, np.ones((4, 1)), np.ones(4))
    >>> noise = np.array([[0.1, -0.1, -0.1, 0.1], [-0.1, 0.1, 0.1, -0.1]])
    >>> panel_rows(regression, 2 * money, {"model": money + noise})["estimate"].round(9).tolist()
    [2.0, 1.0]
    """
    found = _estimate(regression, changes)
    rows = [_row(regression, HISTORY, found[0], _interval(*found), (float(_significant(*found)), np.nan))]
    for name, panels in simulated.items():
        estimates, errors = np.array([_estimate(regression, panel) for panel in panels]).T
        lower, upper = map(float, np.quantile(estimates, (_TAIL, 1 - _TAIL)))
        shares = float(np.mean(_significant(estimates, errors))), float(np.mean(estimates < found[0]))
        rows.append(_row(regression, name, float(estimates.mean()), (lower, upper), shares))
    return pd.DataFrame(rows)


def _estimate(regression: MoneyRegression, changes: Array) -> tuple[float, float]:
    root = np.sqrt(regression.weights)
    design = np.column_stack([regression.money, regression.controls]) * root[:, None]
    fit = robust_least_squares(changes * root, design)
    return float(fit.coefficients[0]), float(fit.standard_errors[0])


def _interval(estimate: float, error: float) -> tuple[float, float]:
    return estimate - NORMAL_95 * error, estimate + NORMAL_95 * error


def _significant(estimate: Array | float, error: Array | float) -> Array:
    return np.asarray(np.abs(estimate) > NORMAL_95 * np.asarray(error))


def _row(
    regression: MoneyRegression, panel: str, estimate: float, ends: tuple[float, float], shares: tuple[float, float]
) -> dict[str, object]:
    return {
        "regression": regression.name,
        "outcome": regression.outcome,
        "panel": panel,
        "estimate": estimate,
        "lower": ends[0],
        "upper": ends[1],
        "significant": shares[0],
        "below": shares[1],
    }


def later_funds(baseline: Baseline, targets: RelativeHistory, members: Array) -> pd.DataFrame:
    """Regress the errors of the last period on the money of funds that were announced after it: a placebo.

    Parameters
    ----------
    baseline : Baseline
        The bundled one, with the awards of the funds.
    targets : RelativeHistory
        What was published.
    members : (draw, series, period), unit of the targets
        What the model says would have been.

    Returns
    -------
    DataFrame
        Of `panel_rows`; on simulated panels the errors are those that the model itself would make.
    """
    money = baseline.tables["awards"].groupby("code")["award_gbp"].sum().reindex(list(baseline.codes)).fillna(0.0)
    people = baseline.areas["population_2019"]
    if targets.span > 1:
        tier = baseline.areas["upper_tier_code"]
        money, people = money.groupby(tier).sum(), people.groupby(tier).sum()
    hundreds = pd.Series(money / people / 100).reindex(targets.codes.tolist()).to_numpy(np.float64)
    regression = MoneyRegression(
        LATER_FUNDS,
        targets.outcome,
        hundreds,
        np.column_stack([targets.deprivation, *_regions(targets)]),
        np.ones(len(hundreds)),
    )
    last = members[..., -1]
    middle = last.mean(axis=0)
    return panel_rows(regression, targets.values[:, -1] - middle, {MODEL: last - middle})


def council_spending(
    baseline: Baseline, known: RelativeHistory, wanted: RelativeHistory, members: Mapping[str, Array]
) -> pd.DataFrame:
    """Regress the change of life expectancy since the start on that of council spending, in history and draws.

    Parameters
    ----------
    baseline : Baseline
        Of the start, with its flows of spending.
    known, wanted : RelativeHistory
        Life expectancy of upper tiers up to the start, and after it.
    members : mapping of str to (draw, series, period), years
        What the model says would have been published, by the name of its run.

    Returns
    -------
    DataFrame
        Of `panel_rows`; upper tiers by their people, mean of the sexes, deprivation and region held equal.
    """
    tiers = len(wanted.codes) // len(SEXES)
    spent = baseline.flows[min(LAST_OUTTURN - baseline.period.base, len(baseline.flows)) - 1].sum(axis=0)
    tier = baseline.areas["upper_tier_code"].to_numpy()
    people = pd.Series(baseline.arrays.population).groupby(tier).sum()
    per_head = 1e6 * pd.Series(spent).groupby(tier).sum() / people / 100
    codes = wanted.codes[:tiers].tolist()
    weights = people.reindex(codes).to_numpy(np.float64)
    regression = MoneyRegression(
        COUNCIL,
        wanted.outcome,
        per_head.reindex(codes).to_numpy(np.float64),
        np.column_stack([wanted.deprivation[:tiers], *(each[:tiers] for each in _regions(wanted))]),
        weights / weights.mean(),
    )

    def change(last: Array) -> Array:
        since = last - known.values[:, -1]
        mean: Array = since.reshape(*since.shape[:-1], len(SEXES), tiers).mean(axis=-2)
        return mean

    simulated = {name: change(values[..., -1]) for name, values in members.items()}
    return panel_rows(regression, change(wanted.values[:, -1]), simulated)


def _regions(history: RelativeHistory) -> list[Array]:
    return [np.asarray(history.regions == each, np.float64) for each in np.unique(history.regions)]
