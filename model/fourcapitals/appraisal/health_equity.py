"""Distributional cost-effectiveness: whose health a strategy adds to, less what its money would have done elsewhere."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from fourcapitals.appraisal.present_values import healthy_years_of_groups, present_values, prices_of_draws
from fourcapitals.appraisal.settings import AppraisalSettings, appraisal_settings
from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.equations.disparity import slope_index
from fourcapitals.equations.distribution_of_health import equity_weighted_gain, net_health
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.welfare import aversion_of_indifference
from fourcapitals.results.carried import carried
from fourcapitals.results.groupings import groups_of, members_of

if TYPE_CHECKING:
    from fourcapitals.results.results import Results

AVERSIONS: Final = (0.0, 1.0, 5.0)
"""Aversions beside that of the settings at which gains are given."""
HIGHEST_AVERSION: Final = 30.0
"""As far as a choice that flips is looked for."""
STEPS: Final = 301
"""Aversions that are tried for the best strategy."""
FORGONE: Final = (
    "Net: less what the same money would have brought in the NHS at the margin (nhs_cost_per_qaly of each draw), which "
    "is taken from all people alike; that share by group is judgement [D]."
)


class Distribution(NamedTuple):
    """Health of groups of places, and what each scenario changes of it."""

    by: str
    """The groups: fifths of people by the deprivation of their area, or regions."""
    names: tuple[str, ...]
    people: Array
    """(group,)."""
    health: Array
    """(group,), healthy years a person in the base year, from the most to the least deprived group."""
    gain: Array
    """(scenario, draw, group), healthy years."""
    net: Array
    """(scenario, draw, group), healthy years, less those that the money would have brought elsewhere."""
    cost: Array
    """(scenario,), present value of the public cost, £m of 2019."""

    @property
    def net_of_each(self) -> Array:
        """(scenario, draw, group), healthy years a person."""
        each: Array = self.net / self.people
        return each


def distribution_of(
    results: Results,
    settings: AppraisalSettings,
    *,
    reference: str,
    whole_life: bool = False,
    baseline: Baseline | None = None,
) -> Distribution:
    """Part the health that each scenario brings by groups of places, from the most to the least deprived.

    Parameters
    ----------
    results, settings, reference, whole_life, baseline
        As in `present_values.present_values`.
    """
    by = "deprivation_fifth" if results.holds_areas else "region"
    values = present_values(results, settings, reference=reference, whole_life=whole_life, baseline=baseline)
    gain = healthy_years_of_groups(results, settings, reference=reference, by=by, whole_life=whole_life)
    codes, names = groups_of(results, by)
    members = members_of(codes, list(names)).to_numpy()
    everyone = carried(results.dataset, "population").astype(np.float64)
    people = members @ everyone
    health, deprivation = (
        members @ (everyone * each) / people
        for each in (results.base_levels("hle"), carried(results.dataset, "imd_2019_score"))
    )
    order = np.argsort(-deprivation, kind="stable")
    draws = values.healthy_years.shape[1]
    gained = gain.to_numpy()[:, :draws, order]
    cost = 1e6 * values.cost[:, None] * np.ones(draws)
    prices = prices_of_draws(results, baseline=baseline)
    for_a_year = (prices.nhs_gbp_per_qaly / prices.years_per_qaly)[:draws]
    net = net_health(gained, cost, for_a_year, people[order] / people.sum())
    called = tuple(list(names.values())[at] for at in order)
    return Distribution(by, called, people[order], health[order], gained, net, values.cost)


@checked
def health_equity(
    results: Results,
    *,
    reference: str = "baseline",
    settings: AppraisalSettings | None = None,
    whole_life: bool = True,
    baseline: Baseline | None = None,
) -> pd.DataFrame:
    """Say whose health each strategy adds to, and what that is worth when inequality counts.

    Parameters
    ----------
    results, reference, settings, whole_life, baseline
        As in `cost_effectiveness.cost_effectiveness`.

    Returns
    -------
    pandas.DataFrame
        One row a scenario (the reference left out): ``scenario, title, horizon, groups``; ``present_cost_gbp_m``, the
        present value of its public cost, £m of 2019; healthy years of England, ``gained_years`` and ``net_years`` (less
        what the money would have brought elsewhere); ``net_years_most_deprived`` and ``net_years_least_deprived`` of
        the ends; ``slope_narrowing_days``, of the slope index of a person's healthy life over the groups, from net
        health; ``share_healthier, share_fairer, share_both``, of draws in which net health is more, the slope narrower,
        both; and ``worth_years_at_0`` and at other aversions to inequality, the equally distributed equivalent of the
        net change times people. Medians, of several draws with ``..._low_80`` and ``..._high_80``. ``breaks_even_at``,
        the aversion at which what it is worth changes its sign, not a number where it does not up to 30.
        ``attrs["choices"]``: the best expected strategy from which aversion on.

    Raises
    ------
    UnknownName, BadInput
        As `present_values.present_values`.
    """
    chosen = settings or appraisal_settings()
    found = distribution_of(results, chosen, reference=reference, whole_life=whole_life, baseline=baseline)
    horizon = "whole life" if whole_life else f"to {results.period.end}"
    rows: list[dict[str, Any]] = []
    for at, name in enumerate(results.scenarios):
        if name == reference:
            continue
        row = {"scenario": name, "title": results.titles[name], "horizon": horizon, "groups": found.by}
        rows.append(row | _figures(found, at, chosen.health_aversion))
    table = pd.DataFrame(rows)
    table.attrs["choices"] = [
        (results.titles[results.scenarios[at]], aversion) for at, aversion in best_by_aversion(found)
    ]
    return table


def _figures(found: Distribution, at: int, aversion: float) -> dict[str, Any]:
    gained, net, each = found.gain[at], found.net[at], found.net_of_each[at]
    everyone = found.people.sum()
    narrowing = slope_narrowing(found, at)
    healthier, fairer = net.sum(axis=1) > 0, narrowing > 0
    shares = {"share_healthier": healthier, "share_fairer": fairer, "share_both": healthier & fairer}
    worth = {
        f"worth_years_at_{level:g}": everyone * equity_weighted_gain(found.health, each, found.people, level)
        for level in dict.fromkeys((*AVERSIONS, aversion))
    }
    return {
        "present_cost_gbp_m": float(found.cost[at]),
        **_spread("gained_years", gained.sum(axis=1)),
        **_spread("net_years", net.sum(axis=1)),
        **_spread("net_years_most_deprived", net[:, 0]),
        **_spread("net_years_least_deprived", net[:, -1]),
        **_spread("slope_narrowing_days", 365.25 * narrowing),
        **({name: float(each.mean()) for name, each in shares.items()} if len(net) > 1 else {}),
        **{key: value for name, draws in worth.items() for key, value in _spread(name, draws).items()},
        "breaks_even_at": aversion_of_indifference(
            found.health + each.mean(axis=0), found.health, found.people, highest=HIGHEST_AVERSION
        ),
    }


def slope_narrowing(found: Distribution, at: int) -> Array:
    """(draw,), years: by how much a scenario narrows the slope index of a person's healthy life over the groups.

    Parameters
    ----------
    found : Distribution
    at : int
        Position of the scenario.
    """
    before = slope_index(found.health, found.people).sii
    after: Array = slope_index(found.health + found.net_of_each[at], found.people).sii
    return before - after


def best_by_aversion(found: Distribution) -> list[tuple[int, float]]:
    """Say from which aversion to inequality on each scenario is the best expected, the first from 0.

    Parameters
    ----------
    found : Distribution

    Returns
    -------
    list of (position of the scenario, aversion)
        The reference among them: it is the best where no other is worth its money.
    """
    expected = found.health + found.net_of_each.mean(axis=1)
    choices: list[tuple[int, float]] = []
    for aversion in np.linspace(0.0, HIGHEST_AVERSION, STEPS):
        worth = equity_weighted_gain(found.health, expected - found.health, found.people, float(aversion))
        best = int(worth.argmax())
        if not choices or choices[-1][0] != best:
            choices.append((best, float(aversion)))
    refined = choices[:1]
    for (before, _), (after, near) in pairwise(choices):
        flip = aversion_of_indifference(expected[before], expected[after], found.people, highest=HIGHEST_AVERSION)
        refined.append((after, near if np.isnan(flip) else flip))
    return refined


def _spread(name: str, draws: Array) -> dict[str, float]:
    if len(draws) == 1:
        return {name: float(draws[0])}
    low, middle, high = np.quantile(draws, (0.1, 0.5, 0.9))
    return {name: float(middle), f"{name}_low_80": float(low), f"{name}_high_80": float(high)}
