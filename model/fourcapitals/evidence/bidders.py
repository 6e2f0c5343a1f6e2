"""Who could bid in the Levelling Up Fund, for which districts of its list, and who won in its first round.

Councils of April 2021 bid for themselves, counties and combined authorities for their districts. Joint bids of
councils are told as their bidder's.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.data.baseline import Baseline
from fourcapitals.data.competition_rounds import load_competition_rounds
from fourcapitals.data.compiled_tables import tables_checked
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.allocation import share_out
from fourcapitals.scenario.need import rank_normal

COUNCIL: Final = "council"
COUNTY: Final = "county"
COMBINED: Final = "combined authority"
UNITARY: Final = "E06"
"""How codes of unitary councils begin, which hold powers over transport."""
COUNTIES: Final = "E10"
CATEGORY_WEIGHTS: Final = (1.0, 0.35, 0.1)
"""Of priority groups 1 to 3, as the rule ``luf_priority`` has them; of need only their order counts."""


class Bidders(NamedTuple):
    """Everybody who may bid; each (bidder,) unless said."""

    codes: npt.NDArray[np.str_]
    names: npt.NDArray[np.str_]
    kind: npt.NDArray[np.str_]
    """``COUNCIL``, ``COUNTY`` or ``COMBINED``."""
    most_bids: npt.NDArray[np.int64]
    """How often the fund's rules let it bid."""
    need: Array
    """Normal scores of the priority group."""
    cut_share: Array
    """Share of council spending lost since 2010/11."""
    area: npt.NDArray[np.int64]
    """Position of the area of the model that holds a council, -1 for others."""
    tier: npt.NDArray[np.str_]
    """Code of the upper tier of a council or county, of a combined authority its own."""
    named: npt.NDArray[np.bool_]
    """(bidder, district): districts of the list that it may bid for."""
    awards: npt.NDArray[np.int64]
    """Bids that won in the first round."""


def listed_districts(baseline: Baseline) -> pd.DataFrame:
    """Lay out the 314 districts of the fund's list with what a forecast may know, and who won in the first round.

    Parameters
    ----------
    baseline : Baseline

    Returns
    -------
    DataFrame
        ``lad20_code, name, lad21_code`` (its council of April 2021)``, area`` (of the model)``, upper_tier, group,
        deprivation, population, ukspf_per_head`` (over the mean)``, won_round_1``.

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> places = listed_districts(load_baseline())
    >>> len(places), int(places["won_round_1"].sum())
    (314, 77)
    """
    listed = baseline.tables["luf_priority"]
    known = set(listed["lad20_code"])
    # Districts merged in April 2021 have the code of their area alone; the two places that the model merges, their own.
    council = np.where(listed["code"].isin(known), listed["lad20_code"], listed["code"])
    people = baseline.arrays.population
    per_head = share_out("ukspf", baseline) / (people / people.sum())
    of_area = pd.DataFrame({"tier": baseline.areas["upper_tier_code"], "per_head": per_head}, baseline.areas.index)
    return pd.DataFrame(
        {
            "lad20_code": listed["lad20_code"],
            "name": listed["name"],
            "lad21_code": council,
            "area": listed["code"],
            "upper_tier": of_area["tier"].reindex(listed["code"]).to_numpy(),
            "group": listed["category"],
            "deprivation": listed["imd_2019_score"],
            "population": listed["population_2019"],
            "ukspf_per_head": of_area["per_head"].reindex(listed["code"]).to_numpy(),
            "won_round_1": listed["lad20_code"].isin(first_round()["lad20_code"]),
        }
    )


def first_round() -> pd.DataFrame:
    """Give the winning bids of the first round, a row for each district that a bid names.

    Examples
    --------
    >>> int(first_round()["bid"].nunique())
    76
    """
    return pd.read_csv(BytesIO(tables_checked()["luf_round_1"]))


def bidders_of(places: pd.DataFrame, baseline: Baseline) -> Bidders:
    """Say who may bid for the districts of the list.

    Parameters
    ----------
    places : DataFrame
        From `listed_districts`.
    baseline : Baseline

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> baseline = load_baseline()
    >>> who = bidders_of(listed_districts(baseline), baseline)
    >>> [int((who.kind == kind).sum()) for kind in (COUNCIL, COUNTY, COMBINED)], int(who.awards.sum())
    ([309, 24, 10], 76)
    """
    areas = baseline.areas
    groups = {
        COUNCIL: places["lad21_code"],
        COUNTY: places["upper_tier"].where(places["upper_tier"].str.startswith(COUNTIES)),
        COMBINED: areas["combined_authority_code"].reindex(places["area"]).set_axis(places.index),
    }
    names = _names(places, baseline)
    awards = first_round().drop_duplicates("bid")["bidder_code"].value_counts()
    rows, named = [], []
    for kind, group in groups.items():
        for code in sorted(group.dropna().unique()):
            held = (group == code).to_numpy()
            rows.append(_row(kind, str(code), places[held], areas))
            named.append(held)
    table = pd.DataFrame(rows)
    return Bidders(
        codes=table["code"].to_numpy(np.str_),
        names=np.array([names[code] for code in table["code"]], np.str_),
        kind=table["kind"].to_numpy(np.str_),
        most_bids=table["most_bids"].to_numpy(np.int64),
        need=rank_normal(table["weight"].to_numpy(np.float64)),
        cut_share=table["cut_share"].to_numpy(np.float64),
        area=table["area"].to_numpy(np.int64),
        tier=table["tier"].to_numpy(np.str_),
        named=np.array(named),
        awards=np.array(awards.reindex(table["code"], fill_value=0), np.int64),
    )


def _row(kind: str, code: str, held: pd.DataFrame, areas: pd.DataFrame) -> dict[str, object]:
    """One bidder, from the districts that it may bid for."""
    people = held["population"].to_numpy(np.float64)
    weight = np.asarray(CATEGORY_WEIGHTS)[held["group"].to_numpy(np.int64) - 1]
    for_members = max(1, round(people.sum() / load_competition_rounds().eligibility.people_per_member))
    return {
        "code": code,
        "kind": kind,
        "most_bids": for_members + code.startswith(UNITARY) if kind == COUNCIL else 1,
        "weight": float(np.average(weight, weights=people)),
        "cut_share": float(np.average(areas["cut_share"].reindex(held["area"]), weights=people)),
        "area": areas.index.get_loc(held["area"].iloc[0]) if kind == COUNCIL else -1,
        "tier": code if kind == COMBINED else held["upper_tier"].iloc[0],
    }


def _names(places: pd.DataFrame, baseline: Baseline) -> dict[str, str]:
    areas = baseline.areas
    named = dict(zip(areas["combined_authority_code"], areas["combined_authority_name"], strict=True))
    named |= dict(zip(areas["upper_tier_code"], areas["upper_tier_name"], strict=True))
    named |= areas["name"].to_dict()
    alone = places[places["lad20_code"] == places["lad21_code"]]
    return named | dict(zip(alone["lad21_code"], alone["name"], strict=True))
