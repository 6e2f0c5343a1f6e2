"""What competitions add to the terms of funds: need, and its scoring anew; rounds, joint bids, spread over regions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from fourcapitals.data.baseline import Baseline
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.allocation import per_head_need
from fourcapitals.scenario.bodies import bodies_of
from fourcapitals.scenario.files import Competitive, Scenario
from fourcapitals.scenario.need import STATISTICS, normal_scores, rank_normal, statistic, weights_of
from fourcapitals.vocabulary import Period


class Rescored(NamedTuple):
    """How need is scored anew in each round."""

    weights: Array
    """(fund, statistic): what a point of each of `need.STATISTICS` adds; 0 for funds whose need stays."""
    normal_scores: Array
    """(place,): normal score by the place of an area among all, doubled."""


def need_stated(rule: Competitive, baseline: Baseline) -> Array:
    """Need of each area by a competition, on figures of the base year, (area,), normal scores.

    Parameters
    ----------
    rule : Competitive
    baseline : Baseline
    """
    if rule.need is not None:
        return per_head_need(rule.need.rule, baseline, rule.need.keywords())
    weights = weights_of(rule.statistics or {})
    scores = [rank_normal(sign * statistic(baseline, name)) for name, sign in STATISTICS.items()]
    need: Array = weights @ np.array(scores)
    return need


def rounds_of(scenario: Scenario, bidding: Sequence[Competitive | None], period: Period) -> Array | None:
    """Give in which years each fund takes bids, (year, fund), 1 or 0: in every year where its rule names none.

    Parameters
    ----------
    scenario : Scenario
    bidding : sequence of Competitive or None
        The competition of each fund, in order of the terms; None where a formula shares its money.
    period : Period

    Returns
    -------
    Array or None
        None where no fund takes bids and no council acts.
    """
    councils_act = scenario.behaviour is not None and scenario.behaviour.councils
    if not councils_act and not any(bidding):
        return None
    years = np.array(period.simulated)
    rounds = np.ones((len(years), len(bidding)))
    for index, bid in enumerate(bidding):
        if bid is not None and bid.rounds is not None:
            rounds[:, index] = np.isin(years, bid.rounds)
    return rounds


def rescored_of(scenario: Scenario, bidding: Sequence[Competitive | None], baseline: Baseline) -> Rescored | None:
    """Give how need is scored anew in each round; None where the scenario does not ask for it.

    Parameters
    ----------
    scenario : Scenario
    bidding : sequence of Competitive or None
        As in `rounds_of`.
    baseline : Baseline
    """
    if scenario.behaviour is None or not scenario.behaviour.need_updates:
        return None
    weights = np.zeros((len(bidding), len(STATISTICS)))
    for index, bid in enumerate(bidding):
        if bid is not None and bid.statistics is not None:
            weights[index] = bid.need_weight * weights_of(bid.statistics)
    return Rescored(weights, normal_scores(len(baseline.codes)))


def joint_of(bidding: Sequence[Competitive | None], share: Array, baseline: Baseline) -> dict[str, Any]:
    """Give with whom areas bid, by fund: with those of their upper tier that may win too.

    Parameters
    ----------
    bidding : sequence of Competitive or None
        As in `rounds_of`.
    share : (fund, area)
        Of the year's budget; above 0 where an area may win.
    baseline : Baseline

    Returns
    -------
    dict
        `Terms.lead` and `Terms.part`; empty where all bid alone.
    """
    if not any(bid is not None and bid.joint for bid in bidding):
        return {}
    alone = np.arange(share.shape[1])
    tiers, people = bodies_of("upper_tier", baseline), baseline.arrays.population
    lead, part = np.tile(alone, (len(share), 1)), np.ones(share.shape)
    for fund, bid in enumerate(bidding):
        if bid is None or not bid.joint:
            continue
        for tier in np.unique(tiers):
            together = (tiers == tier) & (share[fund] > 0)
            if together.any():
                lead[fund, together] = alone[together][0]
                part[fund, together] = people[together] / people[together].sum()
    return {"lead": lead.astype(np.int64), "part": part}


def spread_of(bidding: Sequence[Competitive | None], share: Array, baseline: Baseline) -> dict[str, Any]:
    """Give how much of a round a region may win, by fund: a multiple of its share of people in areas that may win.

    Parameters
    ----------
    bidding, share, baseline
        As in `joint_of`.

    Returns
    -------
    dict
        `Terms.region` and `Terms.most_of_round`; empty where no fund spreads its rounds over regions.
    """
    if not any(bid is not None and bid.regional_spread is not None for bid in bidding):
        return {}
    names, region = np.unique(baseline.areas["region_code"].fillna("").to_numpy(str), return_inverse=True)
    most = np.full((len(bidding), len(names)), np.inf)
    for fund, bid in enumerate(bidding):
        if bid is not None and bid.regional_spread is not None:
            most[fund] = bid.regional_spread * np.bincount(region, share[fund], minlength=len(names))
    return {"region": region.astype(np.int64), "most_of_round": most}
