"""From a scenario to arrays: the terms of its funds, and what else it sets for a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.data.baseline import Baseline
from fourcapitals.data.places import area_name
from fourcapitals.data.prices import Deflator
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.scenario.allocation import per_head_need, share_out
from fourcapitals.scenario.behaviour_table import ANSWERS_OF_CENTRE
from fourcapitals.scenario.bodies import bodies_of, shared_within
from fourcapitals.scenario.files import Allocation, Competitive, Fund, Lever, Scenario
from fourcapitals.scenario.fund_rows import rows_of
from fourcapitals.scenario.money_bounds import money_faults
from fourcapitals.scenario.need import STATISTICS, normal_scores, rank_normal, statistic, weights_of
from fourcapitals.scenario.nhs_plan import NhsPlan, nhs_plan_of, with_money
from fourcapitals.vocabulary import RISKS, USE_NAMES, Period

Indices = npt.NDArray[np.int64]
HABITS: Final = "changed habits"
"""What levers do, in words."""
WORK: Final = "work that the NHS moves and people whom it hires"
"""What the NHS does beside care, in words."""


class Rescored(NamedTuple):
    """How need is scored anew in each round."""

    weights: Array
    """(fund, statistic): what a point of each of `need.STATISTICS` adds; 0 for funds whose need stays."""
    normal_scores: Array
    """(place,): normal score by the place of an area among all, doubled."""


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


class Behaviour(NamedTuple):
    """Which actors choose: 1 for those that do, 0 for those that do not."""

    councils: float = 0.0
    """Councils bid or not, learn, and gain and lose capacity."""
    centre: float = 0.0
    """How the centre answers concentrated awards: the position among `behaviour_table.ANSWERS_OF_CENTRE`."""
    assessors: float = 0.0
    """What assessors weigh is not known beside the rule's weights: where the file has the table, and in its twin."""


class Policy(NamedTuple):
    """What a scenario sets beside the awards."""

    tax_financed: Array
    """(fund,)."""
    councils_pay: float
    """1 when councils carry the running costs of new physical stock."""
    prevalence_change: Array
    """(year, risk, area), share of adults: dated levers on habits, from the year after the base year to the last one of
    money."""
    flows: Array = np.zeros((0, 0, 0))
    """(year, use, area), £m of 2019: what every scenario of the baseline gives (`Baseline.flows`); empty for none."""
    nhs: NhsPlan | None = None
    """What the NHS does beside care, where the scenario says anything of it."""
    behaviour: Behaviour = Behaviour()

    @property
    def without_money(self) -> tuple[str, ...]:
        """What acts beside the uses of money, in words: changed habits, work that the NHS moves or gives."""
        found = {HABITS: bool(self.prevalence_change.any()), WORK: self.nhs is not None}
        return tuple(words for words, acts in found.items() if acts)


def terms_and_policy_of(scenario: Scenario, baseline: Baseline, deflator: Deflator) -> tuple[Terms, Policy]:
    """Turn a scenario into arrays: its funds, and what it sets beside them.

    Parameters
    ----------
    scenario, baseline, deflator
        As in `terms_of`.

    Raises
    ------
    BadInput
        With all that `terms_of` and `policy_of` refuse.
    """
    faults: list[str] = []
    try:
        terms = terms_of(scenario, baseline, deflator)
    except BadInput as error:
        faults += error.faults
    try:
        policy = policy_of(scenario, baseline)
    except BadInput as error:
        faults += error.faults
    if faults:
        # What is wrong with a baseline meets both.
        raise BadInput(*dict.fromkeys(faults))
    return terms, policy_with_money(policy, terms)


def policy_with_money(policy: Policy, terms: Terms) -> Policy:
    """Give a policy with the posts and the facilities that the money of its funds pays.

    Parameters
    ----------
    policy : Policy
    terms : Terms
        Of the same scenario, or a multiple of its money.
    """
    if policy.nhs is None:
        return policy
    to_nhs = terms.split[:, USE_NAMES.index("nhs")]
    return policy._replace(nhs=with_money(policy.nhs, terms.budget, terms.share, to_nhs))


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
        _tax_financed(scenario),
        np.array([-1 if fund.displaces is None else USE_NAMES.index(fund.displaces) for fund in funds], np.int64),
        competitive=np.array([float(bid is not None) for bid in bidding]),
        need=need,
        capacity_weight=np.array([bid.capacity_weight if bid else 0.0 for bid in bidding]),
        shock_weight=np.array([bid.noise if bid else 0.0 for bid in bidding]),
        grant=np.array([bid.grant_gbp_m if bid else 0.0 for bid in bidding]),
        rolls_over=np.array([float(bid is not None and bid.left_over == "rolls_over") for bid in bidding]),
        once=np.array([float(bid is not None and bid.once) for bid in bidding]),
        past_wins_weight=np.array([bid.past_wins_weight if bid else 0.0 for bid in bidding]),
        rounds=_rounds(scenario, bidding, baseline.period),
        rescored=_rescored(scenario, bidding, baseline),
        **_joint(bidding, share, baseline),
        **_spread(bidding, share, baseline),
    )
    if beyond := money_faults(scenario, terms, baseline):
        raise BadInput(*beyond)
    return terms


def _rounds(scenario: Scenario, bidding: Sequence[Competitive | None], period: Period) -> Array | None:
    """(year, fund): whether bids are taken; in every year where the rule names none."""
    councils_act = scenario.behaviour is not None and scenario.behaviour.councils
    if not councils_act and not any(bidding):
        return None
    years = np.array(period.simulated)
    rounds = np.ones((len(years), len(bidding)))
    for index, bid in enumerate(bidding):
        if bid is not None and bid.rounds is not None:
            rounds[:, index] = np.isin(years, bid.rounds)
    return rounds


def _rescored(scenario: Scenario, bidding: Sequence[Competitive | None], baseline: Baseline) -> Rescored | None:
    """Give how need is scored anew, where the scenario says so."""
    if scenario.behaviour is None or not scenario.behaviour.need_updates:
        return None
    weights = np.zeros((len(bidding), len(STATISTICS)))
    for index, bid in enumerate(bidding):
        if bid is not None and bid.statistics is not None:
            weights[index] = bid.need_weight * weights_of(bid.statistics)
    return Rescored(weights, normal_scores(len(baseline.codes)))


def with_rounds_alike(terms: Sequence[Terms]) -> list[Terms]:
    """Give the terms of scenarios that are run beside each other, with rounds in all of them or in none.

    One machine code then serves all.
    """
    if all(each.rounds is None for each in terms):
        return list(terms)
    return [each._replace(rounds=np.ones_like(each.budget)) if each.rounds is None else each for each in terms]


def _joint(bidding: Sequence[Competitive | None], share: Array, baseline: Baseline) -> dict[str, Any]:
    """With whom areas bid, by fund: the areas of one upper tier that may win; nothing where all bid alone."""
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


def _spread(bidding: Sequence[Competitive | None], share: Array, baseline: Baseline) -> dict[str, Any]:
    """How much of a round a region may win, by fund: a multiple of its people among those of areas that may."""
    if not any(bid is not None and bid.regional_spread is not None for bid in bidding):
        return {}
    names, region = np.unique(baseline.areas["region_code"].fillna("").to_numpy(str), return_inverse=True)
    most = np.full((len(bidding), len(names)), np.inf)
    for fund, bid in enumerate(bidding):
        if bid is not None and bid.regional_spread is not None:
            most[fund] = bid.regional_spread * np.bincount(region, share[fund], minlength=len(names))
    return {"region": region.astype(np.int64), "most_of_round": most}


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


def policy_of(scenario: Scenario, baseline: Baseline) -> Policy:
    """Give what a scenario sets beside awards: who pays, and how its levers change habits.

    Raises
    ------
    BadInput
        When levers would leave less than nobody or more than everybody at risk in an area.
    """
    change = np.zeros((len(baseline.period.simulated), len(RISKS), len(baseline.codes)))
    for lever in scenario.levers.values():
        risk, where = RISKS.index(lever.risk), _where(lever, baseline)
        if lever.is_relative:
            where = where * baseline.arrays.risk_prevalence[risk]
        change[:, risk] += np.outer(list(lever.path(baseline.period).values()), where)
    # Levers end with the money, as in the whole life of effects.
    change[baseline.period.end - baseline.period.base :] = 0.0
    if faults := list(_impossible_shares(scenario, baseline, change)):
        raise BadInput(*faults)
    return Policy(
        _tax_financed(scenario),
        float(scenario.running_costs == "councils"),
        change,
        baseline.flows,
        nhs_plan_of(scenario, baseline),
        behaviour_of(scenario),
    )


def behaviour_of(scenario: Scenario) -> Behaviour:
    """Give which actors choose in a scenario."""
    stated = scenario.behaviour
    if stated is None:
        return Behaviour()
    centre = float(ANSWERS_OF_CENTRE.index(stated.centre))
    return Behaviour(councils=float(stated.councils), centre=centre, assessors=1.0)


def _tax_financed(scenario: Scenario) -> Array:
    return np.array([float(fund.financing == "tax") for _, fund, _ in rows_of(scenario)])


def _where(lever: Lever, baseline: Baseline) -> Array:
    every = np.ones(len(baseline.codes))
    return every if lever.areas is None else every * np.isin(baseline.codes, lever.areas)


def _impossible_shares(scenario: Scenario, baseline: Baseline, change: Array) -> Iterator[str]:
    """Tell of each risk the worst area in which its share leaves 0 to 1, in the first such year that a lever names.

    Between the years that are named its path is straight, so that it leaves them in one of those if at all.
    """
    share = baseline.arrays.risk_prevalence + change
    for index, risk in enumerate(RISKS):
        beyond = np.maximum(-share[:, index], share[:, index] - 1)
        # A share of exactly nobody is sound, whatever rounding has made of it.
        years = np.flatnonzero((beyond > 1e-12).any(axis=1))
        if not len(years):
            continue
        named = {year for lever in scenario.levers.values() if lever.risk == risk for year in lever.stated}
        year = next((year for year in years if baseline.period.simulated[year] in named), years[0])
        area = int(np.argmax(beyond[year]))
        names = [
            f"levers.{name}"
            for name, lever in scenario.levers.items()
            if lever.risk == risk and _where(lever, baseline)[area]
        ]
        code, others = baseline.codes[area], int((beyond[year] > 1e-12).sum()) - 1
        yield (
            f"{scenario.name}: {', '.join(names)}: {risk} in {area_name(code)} ({code}) would be "
            f"{share[year, index, area]:.3g} of adults in {baseline.period.simulated[year]}"
            + (f", and beyond 0 to 1 in {others} more" if others else "")
            + "; give a smaller change, or fewer areas"
        )
