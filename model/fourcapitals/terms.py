"""From a scenario to arrays: the terms of its funds, and what else it sets for a run."""

from __future__ import annotations

import numpy as np

from fourcapitals.allocation import share_out
from fourcapitals.baseline import Baseline
from fourcapitals.prices import Deflator
from fourcapitals.scenario import Scenario
from fourcapitals.schedule import Policy, Terms
from fourcapitals.vocabulary import END_YEAR, FIRST_YEAR, RISKS, USE_NAMES

YEARS = range(FIRST_YEAR, END_YEAR + 1)


def terms_of(scenario: Scenario, baseline: Baseline, deflator: Deflator) -> Terms:
    """Turn the funds of a scenario into budgets and shares.

    Parameters
    ----------
    scenario : Scenario
    baseline : Baseline
    deflator : Deflator
        Turns announced cash into 2019 pounds.

    Examples
    --------
    >>> from fourcapitals.baseline import load_baseline
    >>> from fourcapitals.parameters import load_parameters
    >>> from fourcapitals.scenario import load_scenario
    >>> terms = terms_of(load_scenario("announced_2021"), load_baseline(), load_parameters().deflator)
    >>> terms.share.sum(axis=1).round(12).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    funds = list(scenario.funds.values())
    count = len(funds)
    budget = np.zeros((len(YEARS), count))
    share = np.zeros((count, len(baseline.codes)))
    split = np.zeros((count, len(USE_NAMES)))
    for index, fund in enumerate(funds):
        budget[:, index] = list(fund.new_money(deflator).values())
        options = fund.allocation.model_dump(exclude={"rule", "areas"})
        share[index] = share_out(
            fund.allocation.rule, baseline, areas=fund.allocation.areas or (), options=options
        )
        split[index] = fund.uses_vector()
    return Terms(
        budget,
        share,
        split,
        np.array([float(fund.financing == "tax") for fund in funds]),
        np.array(
            [-1 if fund.displaces is None else USE_NAMES.index(fund.displaces) for fund in funds], np.int64
        ),
    )


def policy_of(scenario: Scenario, baseline: Baseline, terms: Terms) -> Policy:
    """Give what a scenario sets beside awards."""
    return Policy(
        terms.tax_financed,
        float(scenario.running_costs == "councils"),
        np.zeros((len(YEARS), len(RISKS), len(baseline.codes))),
    )
