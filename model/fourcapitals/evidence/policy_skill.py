"""Whether the change of council spending predicts that of life expectancy, and what that leaves of the prior.

A regression over upper tiers with its placebo (the same spending against the change *before* it) and the difference of
the two changes; on history, and on any panel of simulated changes. The placebo shows that the cross-section is
confounded: the regression can cut the top off a prior, and cannot tell a small effect from none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.data.baseline import Baseline
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.data.posterior import AXES, SHARE_OF, SWITCHES
from fourcapitals.data.relative_history import life_expectancy_history, mean_by_upper_tier
from fourcapitals.ensemble.draws import Block, parameters_at, sobol_points
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.observation import NORMAL_95
from fourcapitals.equations.regression import robust_least_squares
from fourcapitals.equations.space import weighted_mean
from fourcapitals.simulation.environment import council_effects
from fourcapitals.vocabulary import BLOCK, SEXES

BEFORE: Final = 2010
"""First year of the window from which life expectancy changes, and the year from which spending does."""
UNTIL: Final = 2019
"""Last year whose figures enter; the window that ends with it begins two years before."""
LAST_BEFORE: Final = 2008
"""First year of the last window whose change is a placebo."""
FIRST: Final = 2001
EARLIER_LEVEL: Final = 2005
KNOWN: Final = 2010
"""Edition of the index of deprivation, from before the change."""
HUNDRED: Final = 100.0
CONTROLS: Final = ("none", "deprivation", "deprivation, region", "... county, earlier level", "... earlier trend")
"""Sets of controls, each with those before it."""


class CouncilPanel(NamedTuple):
    """Upper tiers before and after the cuts; each (upper tier,) unless said."""

    codes: npt.NDArray[np.str_]
    change: Array
    """Years: change of life expectancy relative to England, mean of the sexes."""
    change_before: Array
    """Years: the same over seven earlier years, which the cuts cannot have moved."""
    spending: Array
    """£100 of 2019 per head: change of council spending, negative where it was cut."""
    controls: tuple[Array, ...]
    """(upper tier, column) for each entry of `CONTROLS`."""
    people: Array


def council_panel(baseline: Baseline, *, until: int = UNTIL, placebo_from: int | None = None) -> CouncilPanel:
    """Lay out what was published of 150 upper tiers: life expectancy 2001-03 to 2017-19, spending 2010-11 to 2017-18.

    Copeland's change of spending is imputed (data README).

    Parameters
    ----------
    baseline : Baseline
    until : int
        Last year whose figures enter, 2019 or, between years with outturns, 2014 or before.
    placebo_from : int, optional
        First year of the window that the placebo begins with; it takes as long as the change. The last that ends
        before the cuts by default.

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> panel = council_panel(load_baseline())
    >>> len(panel.codes), round(float(np.average(panel.spending, weights=panel.people)) * 100)
    (150, -174)
    """
    history = life_expectancy_history(baseline, edition=KNOWN)
    tiers = len(history.codes) // len(SEXES)
    level = history.values.reshape(len(SEXES), tiers, -1).mean(axis=0)
    at = {int(year): column for column, year in enumerate(history.first_years)}
    after = until - 2
    placebo = last_placebo(until) if placebo_from is None else placebo_from
    spending = mean_by_upper_tier(baseline, _change_of_spending(baseline, after))
    codes, regions = history.codes[:tiers], history.regions[:tiers]
    region = np.column_stack([regions == each for each in np.unique(regions)[1:]]).astype(float)
    county = np.char.startswith(codes, "E10").astype(float)
    earlier = level[:, at[EARLIER_LEVEL]]
    trend = level[:, at[BEFORE]] - level[:, at[FIRST]]
    added = (
        np.zeros((tiers, 0)),
        history.deprivation[:tiers, None],
        region,
        np.column_stack([county, earlier]),
        trend[:, None],
    )
    return CouncilPanel(
        codes=codes,
        change=level[:, at[after]] - level[:, at[BEFORE]],
        change_before=level[:, at[placebo + after - BEFORE]] - level[:, at[placebo]],
        spending=np.asarray(spending / HUNDRED, np.float64),
        controls=tuple(np.column_stack(added[: count + 1]) for count in range(len(added))),
        people=baseline.areas.groupby("upper_tier_code")["population_2019"].sum().to_numpy(np.float64),
    )


_OTHERS: Final = (
    "fast_health_speed",
    "life_years_per_council_spending[male]",
    "life_years_per_council_spending[female]",
)
"""Numbers that the slope follows from beside those that it narrows."""


def last_placebo(until: int) -> int:
    """First year of the last window from which a change of the same length ends before the cuts."""
    return LAST_BEFORE - (until - 2 - BEFORE)


def _change_of_spending(baseline: Baseline, after: int) -> pd.Series[float]:
    """£ of 2019 per head and year by area, from the first year to another."""
    if after == UNTIL - 2:
        return baseline.areas["spending_change_gbp_per_head_2010_to_2017"]
    wide = baseline.history("council_spending").pivot_table(index="code", columns="year", values="value")
    return (wide[after] - wide[BEFORE]).reindex(list(baseline.codes))


def council_regression(panel: CouncilPanel) -> pd.DataFrame:
    """Regress each change on the change of spending, by people, with each set of controls and robust errors.

    Parameters
    ----------
    panel : CouncilPanel
        Of history, or with simulated values of ``change``.

    Returns
    -------
    DataFrame
        ``controls``, ``outcome`` (change, placebo, difference), ``estimate``, ``standard_error``, ``lower``, ``upper``:
        years of life per £100 per head.
    """
    outcomes = {
        "change": panel.change,
        "placebo": panel.change_before,
        "difference": panel.change - panel.change_before,
    }
    root = np.sqrt(panel.people / panel.people.mean())
    rows = []
    for name, columns in zip(CONTROLS, panel.controls, strict=True):
        design = np.column_stack([panel.spending, np.ones(len(root)), columns]) * root[:, None]
        for outcome, values in outcomes.items():
            fit = robust_least_squares(values * root, design)
            estimate, error = float(fit.coefficients[0]), float(fit.standard_errors[0])
            half = NORMAL_95 * error
            rows.append((name, outcome, estimate, error, estimate - half, estimate + half))
    return pd.DataFrame(rows, columns=["controls", "outcome", "estimate", "standard_error", "lower", "upper"])


class PriorSlopes(NamedTuple):
    """What the priors say of the slope that the regression estimates, each (draw,)."""

    slope: Array
    """Years of life per £100 per head."""
    other_multiple: npt.NDArray[np.bool_]
    """Whether the effect is not the one estimated on council spending but a multiple of it."""
    drawn: Mapping[str, Array] = MappingProxyType({})
    """The numbers that it follows from, by the names of `posterior.AXES`."""


def prior_slopes(
    baseline: Baseline,
    *,
    draws: int = 4096,
    seed: int = 0,
    parameters: ParameterTable | None = None,
    until: int = UNTIL,
) -> PriorSlopes:
    """Draw the slope that the priors would show over the cuts of history, of which effects follow with a delay.

    Parameters
    ----------
    baseline : Baseline
    draws : int
        Rounded up to whole blocks.
    seed : int
    parameters : ParameterTable, optional
    until : int
        As of `council_panel`.
    """
    table = (parameters or load_parameters()).from_priors()
    names = (*AXES["council_services"], SWITCHES["council_services"], *_OTHERS)
    slopes, drawn = [], []
    for block in range(-(-draws // BLOCK)):
        made = parameters_at(table, sobol_points(table, seed, block))
        slopes.append(slopes_of(made.parameters, baseline, until=until))
        drawn.append(np.column_stack([_numbers_of(made, name) for name in names]))
    values = dict(zip(names, np.concatenate(drawn).T, strict=True))
    return PriorSlopes(np.concatenate(slopes), values["council_effect_multiple"] != 1, values)


def slopes_of(numbers: Sequence[Parameters], baseline: Baseline, *, until: int = UNTIL) -> Array:
    """Give the slope that the model shows over the cuts of history, (draw,), years of life per £100 per head.

    Parameters
    ----------
    numbers : sequence of Parameters
        Of each draw.
    baseline : Baseline
    until : int
        As of `council_panel`.
    """
    path, le_theta = _path_of_spending(baseline, until), baseline.arrays.expansion.le_theta
    effects = [np.mean(council_effects(p, le_theta)) * _reached(path, p.fast_health_speed) for p in numbers]
    return np.array(effects, np.float64)


def _numbers_of(made: Block, name: str) -> Array:
    """(draw,): a value, an element of a vector or a causal share, by its label."""
    if name.startswith(SHARE_OF):
        return made.shares[name.removeprefix(SHARE_OF)]
    whole, _, label = name.partition("[")
    values = made.values[whole]
    return values[:, SEXES.index(label.removesuffix("]"))] if label else values


def _path_of_spending(baseline: Baseline, until: int) -> Array:
    """Share of the whole change that had come by each year from 2010 on: known years, straight lines between."""
    wide = baseline.history("council_spending").pivot_table(index="code", columns="year", values="value").dropna()
    wide = wide.loc[:, :until]
    people = baseline.areas["population_2019"].reindex(wide.index).to_numpy(np.float64)
    mean = np.array([weighted_mean(wide[year].to_numpy(np.float64), people) for year in wide.columns])
    years = np.arange(BEFORE, until + 1)
    whole = mean[wide.columns.get_loc(until - 2)] - mean[0]
    path: Array = np.interp(years, wide.columns.to_numpy(np.float64), (mean - mean[0]) / whole)
    return path


def _reached(path: Array, speed: float) -> float:
    """Share of the long-run effect of the whole change that lies between the first and the last window."""
    response = np.zeros(len(path))
    for year in range(1, len(path)):
        response[year] = response[year - 1] + speed * (path[year] - response[year - 1])
    return float(response[-3:].mean() - response[:3].mean())


def weights(prior: PriorSlopes, estimate: float, standard_error: float, *, bias_sd: float) -> Array:
    """Weigh each draw of the prior by a regression's estimate whose bias has mean zero and a stated spread; sum 1.

    Arguments are those of `updated`.
    """
    spread = np.hypot(standard_error, bias_sd)
    weight = np.exp(-0.5 * ((prior.slope - estimate) / spread) ** 2)
    whole: Array = weight / weight.sum()
    return whole


def updated(prior: PriorSlopes, estimate: float, standard_error: float, *, bias_sd: float) -> pd.Series[float]:
    """Weigh the prior by a regression's estimate whose bias is unknown, with mean zero and a stated spread.

    Parameters
    ----------
    prior : PriorSlopes
    estimate, standard_error : float, years of life per £100 per head
    bias_sd : float, years of life per £100 per head
        Standard deviation of what confounding may add; the placebo says how large it can be.

    Returns
    -------
    Series
        ``mean``, ``median``, ``lower``, ``upper`` (95%), ``other_multiple`` and ``none`` (probabilities), and
        ``width_over_prior``: the posterior's standard deviation over the prior's.

    Examples
    --------
    Two values of even prior weight, one nearer to the estimate:

    >>> prior = PriorSlopes(np.array([0.0, 0.2]), np.array([False, True]))
    >>> updated(prior, 0.0, 0.1, bias_sd=0.0)[["mean", "none"]].round(3).tolist()
    [0.024, 0.881]
    """
    weight = weights(prior, estimate, standard_error, bias_sd=bias_sd)
    order = np.argsort(prior.slope)
    reached = np.cumsum(weight[order])

    def quantile(level: float) -> float:
        return float(prior.slope[order][np.searchsorted(reached, level)])

    mean = float(weight @ prior.slope)
    sd = float(np.sqrt(weight @ (prior.slope - mean) ** 2))
    return pd.Series(
        {
            "mean": mean,
            "median": quantile(0.5),
            "lower": quantile(0.025),
            "upper": quantile(0.975),
            "other_multiple": float(weight @ prior.other_multiple),
            "none": float(weight @ (prior.slope <= 0)),
            "width_over_prior": sd / float(prior.slope.std()),
        }
    )


BIASES: Final = (0.0, 0.05, 0.1)
"""Standard deviations of the bias under which the prior is updated; the last is the size of the placebo."""


def updates(regression: pd.DataFrame, prior: PriorSlopes) -> pd.DataFrame:
    """Update the prior by the regression with deprivation and region, at each bias, and by the difference of changes.

    Parameters
    ----------
    regression : DataFrame
        From `council_regression`.
    prior : PriorSlopes
    """
    chosen = regression[regression["controls"] == CONTROLS[2]].set_index("outcome")[["estimate", "standard_error"]]
    found = {str(outcome): (float(row.iloc[0]), float(row.iloc[1])) for outcome, row in chosen.iterrows()}
    flat = updated(prior, 0.0, float("inf"), bias_sd=0.0)
    rows = {"prior": flat}
    for bias in BIASES:
        label = f"change, bias {bias:.2f}" if bias else "change, at face value"
        rows[label] = updated(prior, *found["change"], bias_sd=bias)
    rows["difference of changes"] = updated(prior, *found["difference"], bias_sd=0.0)
    return pd.DataFrame(rows).T.rename_axis("likelihood").reset_index()
