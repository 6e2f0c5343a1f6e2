"""Who could bid in the Levelling Up Fund, and for whom."""

import numpy as np
import pytest
from fourcapitals.data.baseline import load_baseline
from fourcapitals.evidence.bidders import COMBINED, COUNCIL, COUNTY, bidders_of, first_round, listed_districts


@pytest.fixture(scope="module")
def places():
    return listed_districts(load_baseline())


@pytest.fixture(scope="module")
def bidders(places):
    return bidders_of(places, load_baseline())


def test_every_district_of_the_list_has_one_council_that_bids_for_it(places, bidders):
    councils = bidders.named[bidders.kind == COUNCIL]
    assert np.array_equal(councils.sum(axis=0), np.ones(len(places)))
    assert len(councils) == 309
    # Seven districts were merged into the councils of Northamptonshire in April 2021.
    merged = councils.sum(axis=1)
    assert sorted(merged[merged > 1]) == [3, 4]


def test_the_city_and_scilly_bid_for_themselves(bidders):
    named = dict(zip(bidders.codes, bidders.names, strict=True))
    assert (named["E09000001"], named["E06000053"]) == ("City of London", "Isles of Scilly")
    assert bidders.awards[list(bidders.codes).index("E06000053")] == 1
    assert bidders.awards[list(bidders.codes).index("E06000052")] == 0


def test_counties_and_combined_authorities_bid_for_their_districts(places, bidders):
    at = {name: row for row, name in enumerate(bidders.names) if bidders.kind[row] != COUNCIL}
    assert [sum(bidders.kind == kind) for kind in (COUNTY, COMBINED)] == [24, 10]
    assert set(places["name"][bidders.named[at["East Sussex"]]]) == {
        "Eastbourne",
        "Hastings",
        "Lewes",
        "Rother",
        "Wealden",
    }
    assert bidders.named[at["Liverpool City Region"]].sum() == 6


def test_no_winning_bid_is_without_its_bidder(bidders):
    won = first_round().drop_duplicates("bid")
    assert bidders.awards.sum() == len(won) == 76
    by_kind = {kind: int(bidders.awards[bidders.kind == kind].sum()) for kind in (COUNCIL, COUNTY, COMBINED)}
    assert by_kind == {COUNCIL: 70, COUNTY: 5, COMBINED: 1}


def test_the_places_that_won_are_those_that_winning_bids_name(places):
    won = set(places["name"][places["won_round_1"]])
    assert {"Derby", "South Derbyshire", "Sedgemoor", "Isles of Scilly", "Thanet"} <= won
    assert not {"Cornwall", "Corby", "City of London"} & won
    assert places.groupby("group")["won_round_1"].sum().tolist() == [45, 21, 11]
