"""A strategy that places bid for, the ensemble that others are held against, and what it is to be the same."""

import functools

import numpy as np
from fourcapitals.ensemble import run as e
from fourcapitals.scenario.files import parse_scenario

FUND = """
[funds.{name}]
title = "A fund"
source = "Ours"
grade = "J"
money = "capital"
price_year = 2019
financing = "unfunded"
uses_source = "Ours"
uses_grade = "J"
gbp_m = {{ 2021 = 900.0, 2022 = 700.0 }}
uses = {{ premises = 0.5, public_health = 0.5 }}
allocation = {rule}
"""
COMPETITION = '{ rule = "competitive", need = { rule = "luf_priority" } }'
PER_HEAD = '{ rule = "per_head" }'
HEAD = "title = 'Ours'\ndescription = 'Ours.'\nsources = ['Ours']\n"
DRAWS = 130


def strategy(name, *funds):
    return parse_scenario(HEAD + "".join(FUND.format(name=fund, rule=rule) for fund, rule in funds), name=name)


@functools.cache
def bidding():
    return strategy("bidding", ("towns", COMPETITION))


@functools.cache
def whole():
    """One ensemble, in memory, that others are held against."""
    return e.run_ensemble(["baseline", bidding()], draws=DRAWS, workers=1)


def assert_same(ours, theirs, *, draws=None):
    """Every number equal, to the bit; those of the first draws alone where a number of draws is given."""
    one, other = ours.dataset, theirs.dataset
    assert set(one.data_vars) == set(other.data_vars)
    for name in one.data_vars:
        if draws is not None and "draw" not in one[name].dims:
            continue
        pick = {"draw": slice(draws)} if "draw" in one[name].dims else {}
        np.testing.assert_array_equal(
            one[name].isel(pick).to_numpy(), other[name].isel(pick).to_numpy(), err_msg=str(name)
        )
