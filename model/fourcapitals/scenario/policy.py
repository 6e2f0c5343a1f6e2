"""What a scenario sets beside its awards: who pays, changed habits, what the NHS does and which actors choose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from fourcapitals.data.baseline import Baseline
from fourcapitals.data.places import area_name
from fourcapitals.data.prices import Deflator
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.scenario.behaviour_table import ANSWERS_OF_CENTRE
from fourcapitals.scenario.files import Lever, Scenario
from fourcapitals.scenario.nhs_plan import NhsPlan, nhs_plan_of, with_money
from fourcapitals.scenario.terms import Terms, tax_financed_of, terms_of
from fourcapitals.vocabulary import RISKS, USE_NAMES

HABITS: Final = "changed habits"
"""What levers do, in words."""
WORK: Final = "work that the NHS moves and people whom it hires"
"""What the NHS does beside care, in words."""


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
        tax_financed_of(scenario),
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
