"""From a scenario to arrays: the terms of its funds, which say what money goes where, when and to which uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.data.baseline import Baseline
from fourcapitals.data.places import area_name
from fourcapitals.data.prices import Deflator
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.scenario.allocation import share_out
from fourcapitals.scenario.bodies import bodies_of, shared_within
from fourcapitals.scenario.competition_terms import Rescored, joint_of, need_stated, rescored_of, rounds_of, spread_of
from fourcapitals.scenario.files import Allocation, Competitive, Fund, Scenario
from fourcapitals.scenario.fund_rows import rows_of
from fourcapitals.scenario.money_bounds import money_faults
from fourcapitals.vocabulary import USE_NAMES, Period

Indices = npt.NDArray[np.int64]


class Terms(NamedTuple):
    """The funds of a scenario, in order of their names; one with money from a file has several rows (`rows_of`)."""

    budget: Array
    """(year, fund), £m of 2019: new money, from the year after the base year."""
    share: Array
    """(fund, area): of the year's budget; sums to 1 over areas."""
    split: Array
    """(fund, use): of each award; sums to 1 over uses."""
    tax_financed: Array
    """(fund,): 1 when households pay the budget as a flat share of income."""
    displaced_use: Indices
    """(fund,): the use whose budget is displaced, -1 for none."""
    competitive: Array
    """(fund,): 1 when bids are ranked and the best win a grant of fixed size, 0 when a formula shares."""
    need: Array
    """(fund, area): what need adds to the score of a bid."""
    capacity_weight: Array
    """(fund,): what council capacity adds to the score of a bid."""
    shock_weight: Array
    """(fund,): weight of the random term in the score of a bid."""
    grant: Array
    """(fund,), £m of 2019: size of a grant."""
    rolls_over: Array
    """(fund,): 1 when what no bid took is added to the next budget, 0 when it lapses."""
    once: Array
    """(fund,): 1 when an area wins at most once."""
    past_wins_weight: Array
    """(fund,): what each award won before adds to the score of a bid, where councils act."""
    rounds: Array | None
    """(year, fund): 1 in years in which bids are taken, 0 when the year's budget waits for the next; None where no fund
    takes bids and no council acts. Machine code of a run without rounds then knows nothing of them."""
    rescored: Rescored | None = None
    """None where no fund scores need anew."""
    local_split: Array = np.zeros((0, 0, 0))
    """(fund, use, area): of each award in the area, as whoever decides there splits it in one draw; empty where the
    centre decides for all funds."""
    lead: Indices = np.zeros((0, 0), np.int64)
    """(fund, area): position of the first area of those with which it bids; empty where none bid together."""
    part: Array = np.zeros((0, 0))
    """(fund, area): share of the people of those who bid together."""
    region: Indices = np.zeros(0, np.int64)
    """(area,): number of its region; empty where no fund spreads a round over regions."""
    most_of_round: Array = np.zeros((0, 0))
    """(fund, region): of a round's money, from which on a region wins no more; infinite where it may win all."""


def terms_of(scenario: Scenario, baseline: Baseline, deflator: Deflator) -> Terms:
    """Turn the funds of a scenario into budgets and shares.

    Parameters
    ----------
    scenario : Scenario
    baseline : Baseline
    deflator : Deflator
        Turns announced cash into 2019 pounds.

    Raises
    ------
    BadInput
        When a rule cannot share a fund's money, as one that gives nothing to any of its areas, or there is more money
        than can be (`money_bounds`).

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> from fourcapitals.data.parameters import load_parameters
    >>> from fourcapitals.scenario.files import load_scenario
    >>> terms = terms_of(load_scenario("announced_2021"), load_baseline(), load_parameters().deflator)
    >>> terms.share.sum(axis=1).round(12).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    rows = rows_of(scenario)
    funds = [row.fund for row in rows]
    count = len(funds)
    budget = np.zeros((len(baseline.period.simulated), count))
    share = np.zeros((count, len(baseline.codes)))
    split = np.zeros((count, len(USE_NAMES)))
    need = np.zeros((count, len(baseline.codes)))
    bidding = [fund.allocation if isinstance(fund.allocation, Competitive) else None for fund in funds]
    faults: list[str] = []
    for index, (name, fund, stated) in enumerate(rows):
        budget[:, index] = list(fund.new_money(deflator, baseline.period).values())
        split[index] = fund.uses_vector()
        try:
            if stated is None:
                share[index], need[index] = _shares_and_need(fund.allocation, baseline)
                if fund.shared_within is not None:
                    share[index] = _shared_by_bodies(share[index], fund, baseline)
            else:
                share[index] = _in_order(stated, baseline)
        except ValueError as error:
            faults.append(f"{scenario.name}: funds.{name}.allocation: {error}")
    faults += _years_beyond(scenario, baseline.period)
    if faults:
        raise BadInput(*faults)
    terms = Terms(
        budget,
        share,
        split,
        tax_financed_of(scenario),
        np.array([-1 if fund.displaces is None else USE_NAMES.index(fund.displaces) for fund in funds], np.int64),
        competitive=np.array([float(bid is not None) for bid in bidding]),
        need=need,
        capacity_weight=np.array([bid.capacity_weight if bid else 0.0 for bid in bidding]),
        shock_weight=np.array([bid.noise if bid else 0.0 for bid in bidding]),
        grant=np.array([bid.grant_gbp_m if bid else 0.0 for bid in bidding]),
        rolls_over=np.array([float(bid is not None and bid.left_over == "rolls_over") for bid in bidding]),
        once=np.array([float(bid is not None and bid.once) for bid in bidding]),
        past_wins_weight=np.array([bid.past_wins_weight if bid else 0.0 for bid in bidding]),
        rounds=rounds_of(scenario, bidding, baseline.period),
        rescored=rescored_of(scenario, bidding, baseline),
        **joint_of(bidding, share, baseline),
        **spread_of(bidding, share, baseline),
    )
    if beyond := money_faults(scenario, terms, baseline):
        raise BadInput(*beyond)
    return terms


def tax_financed_of(scenario: Scenario) -> Array:
    """Give which funds households pay as a flat share of income, (fund,), 1 or 0.

    Parameters
    ----------
    scenario : Scenario
    """
    return np.array([float(fund.financing == "tax") for _, fund, _ in rows_of(scenario)])


def with_rounds_alike(terms: Sequence[Terms]) -> list[Terms]:
    """Give the terms of scenarios that are run beside each other, with rounds in all of them or in none.

    One machine code then serves all.
    """
    if all(each.rounds is None for each in terms):
        return list(terms)
    return [each._replace(rounds=np.ones_like(each.budget)) if each.rounds is None else each for each in terms]


def _years_beyond(scenario: Scenario, period: Period) -> Iterator[str]:
    """Tell of money and levers in years that the baseline is not run for."""
    stated: dict[str, Iterable[int]] = {f"funds.{name}.gbp_m": fund.gbp_m for name, fund in scenario.funds.items()}
    stated |= {
        f"funds.{name}.replaces.gbp_m": fund.replaces.gbp_m
        for name, fund in scenario.funds.items()
        if fund.replaces is not None
    }
    stated |= {f"levers.{name}": lever.change or lever.relative_change or {} for name, lever in scenario.levers.items()}
    if scenario.nhs_anchor is not None:
        stated |= scenario.nhs_anchor.years_stated()
    for where, years in stated.items():
        if beyond := [year for year in years if not period.first <= year <= period.end]:
            yield (
                f"{scenario.name}: {where}: {beyond[0]} lies outside the years of the baseline, {period.first} to "
                f"{period.end}; leave out what lies outside, or run another baseline"
            )


def _shares_and_need(rule: Allocation, baseline: Baseline) -> tuple[Array, Array]:
    """Give a fund's shares over areas and what need adds to the score of a bid.

    Where councils bid, the shares only say which of them may.
    """
    areas = rule.areas or ()
    if isinstance(rule, Competitive):
        return share_out("per_head", baseline, areas=areas), rule.need_weight * need_stated(rule, baseline)
    shares = share_out(rule.rule, baseline, areas=areas, options=rule.keywords())
    return shares, np.zeros_like(shares)


def _shared_by_bodies(share: Array, fund: Fund, baseline: Baseline) -> Array:
    """Give each body what its areas have by the fund's rule, to share between them by its own."""
    rule = fund.shared_within
    if rule is None:
        return share
    own = share_out(rule.rule, baseline, options=rule.keywords())
    return shared_within(share, own, bodies_of(fund.decided_by, baseline))


def _in_order(share: Mapping[str, float], baseline: Baseline) -> Array:
    """Put the shares of areas in the order of the baseline."""
    missing = [code for code in share if code not in baseline.codes]
    if missing:
        raise ValueError(f"the file gives money to {area_name(missing[0])} ({missing[0]}), which the baseline lacks")
    return np.array([share.get(code, 0.0) for code in baseline.codes])
