"""Results with bids made by hand: three districts, four draws, a competition, its twin and one after a cut."""

import json

import fourcapitals as fc
import numpy as np
import xarray as xr
from fourcapitals.results.bid_sums import KEPT, Bidding, Councils, bid_sums, measures_of_money
from fourcapitals.results.recorded_inputs import FORMAT
from fourcapitals.results.results import Results

AREAS = {"E06000001": "Hartlepool", "E06000002": "Middlesbrough", "E06000003": "Redcar and Cleveland"}
PEOPLE = np.array([100.0, 200.0, 300.0])
YEARS = (2019, 2020, 2021, 2022, 2023)
COUNCILS = Councils(PEOPLE, np.array([0.3, 0.2, 0.1]), np.array([1.0, 3.0, 2.0]), np.array([0.4, 0.5, 0.6]))


def bidding(won, *, bids=None, cost=0.0, capacity=(0.5, 0.5, 0.5, 0.5), belief=0.3):
    """One fund, four years from 2020 with a round in 2021 and one in 2023; ``won`` of (round, area), £m."""
    awards = np.zeros((4, 1, 3))
    awards[[1, 3], 0] = won
    made, may = np.zeros_like(awards), np.zeros_like(awards)
    may[[1, 3]] = 1
    made[[1, 3], 0] = 1 if bids is None else bids
    each = np.ones((4, 3))
    return Bidding(
        made, awards, may, cost * made.sum(axis=1), each * np.array(capacity)[:, None], np.full((4, 3), belief)
    )


def sums_of(held):
    """All that is kept of one run."""
    made = bid_sums(held, COUNCILS, first_year=2020)
    return made | measures_of_money(made["money_won"], COUNCILS)


def results_of(runs, *, draws):
    """Results of scenarios: name to a list with one `Bidding` for each draw, or None where nobody bids."""
    kept = {name: [sums_of(each) if each else None for each in of_draws] for name, of_draws in runs.items()}
    lengths = {"area": len(AREAS), "year": len(YEARS)}
    data = {}
    for each in KEPT:
        nothing = np.full([lengths[axis] for axis in each.axes], np.nan)
        values = [[nothing if one is None else one[each.name] for one in of_draws] for of_draws in kept.values()]
        attributes = {"long_name": each.label, "units": each.unit}
        data[each.name] = (("scenario", "draw", *each.axes), np.array(values), attributes)
    coordinates = {
        "scenario": list(runs),
        "title": ("scenario", [name.capitalize() for name in runs]),
        "draw": np.arange(draws),
        "area": list(AREAS),
        "area_name": ("area", list(AREAS.values())),
        "region_name": ("area", ["North East"] * 3),
        "population": ("area", PEOPLE),
        "year": list(YEARS),
    }
    attributes = {"format": FORMAT, "scenario_files": json.dumps(dict.fromkeys(runs, "")), "seed": 0}
    return Results(xr.Dataset(data, coordinates, attributes))


CONTEST = """
title = "A contest"
description = "Councils bid for grants of £20m in four rounds."
sources = ["Judgement"]

[behaviour]
councils = true

[funds.rounds]
title = "Rounds"
source = "Judgement"
grade = "J"
money = "capital"
price_year = 2019
financing = "unfunded"
uses_source = "Judgement"
uses_grade = "J"
gbp_m = { 2021 = 1200.0, 2023 = 1200.0, 2027 = 1200.0, 2031 = 1200.0 }
uses = { premises = 0.5, connectivity = 0.5 }

[funds.rounds.allocation]
rule = "competitive"
need = { rule = "luf_index" }
grant_gbp_m = 20.0
"""


def contest():
    """A competition in which councils choose whether to bid."""
    return fc.parse_scenario(CONTEST, name="contest")
