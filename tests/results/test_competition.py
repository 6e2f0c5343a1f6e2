"""What comes of competition: measures of bids worked out by hand, areas, twins, and what a cut leaves behind."""

import numpy as np
import pytest
from bids import bidding, results_of, sums_of
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.results.bid_sums import KEPT
from fourcapitals.results.competition import bids_by_area, capacity_trap, measures_of_bids

ONE = [[20.0, 0, 0], [20.0, 0, 0]]
EACH = [[20.0, 0, 0], [0, 20.0, 0]]
LAST = [[0, 0, 0], [0, 0, 20.0]]
NONE = [[0.0, 0, 0], [0, 0, 0]]


@pytest.fixture(scope="module")
def results():
    return results_of(
        {
            "baseline": [None] * 4,
            "contest": [
                bidding(won, bids=won_or_tried, cost=0.03)
                for won, won_or_tried in ((ONE, [[1, 1, 1], [1, 0, 0]]), (EACH, 1), (LAST, 1), (NONE, 0))
            ],
            "twin": [bidding(EACH)] * 4,
            "cut": [bidding(EACH, bids=[[1, 1, 1], [1, 0, 0]], capacity=(0.5, 0.3, 0.4, 0.2))] * 4,
        },
        draws=4,
    )


def sums(won, **options):
    return {name: values.tolist() for name, values in sums_of(bidding(won, **options)).items()}


def test_every_sum_that_is_declared_is_made_and_no_other():
    assert sorted(sums(ONE)) == sorted(each.name for each in KEPT)


def test_bids_and_awards_are_summed_by_council_and_by_year():
    made = sums(ONE, bids=[[1, 1, 0], [1, 0, 0]], cost=0.05)
    assert made["bids_made"] == [2, 1, 0]
    assert made["awards_won"] == [2, 0, 0]
    assert made["money_won"] == [40, 0, 0]
    np.testing.assert_array_equal(made["first_award_year"], [2021, np.nan, np.nan])
    assert made["bids_by_year"] == [0, 0, 2, 0, 1]
    assert made["awards_by_year"] == [0, 0, 1, 0, 1]
    assert made["bid_cost_by_year"] == pytest.approx([0, 0, 0.1, 0, 0.05])
    assert made["mean_capacity"] == pytest.approx([0.5] * 5)


def test_measures_of_one_run_are_those_worked_out_by_hand():
    made = sums(ONE, cost=0.05)
    # A sixth of the people have all of the money.
    assert made["award_gini"] == pytest.approx(5 / 6)
    assert made["never_won_share"] == pytest.approx(2 / 3)
    # Hartlepool at once, the others not in 2021, 2022, 2023.
    assert made["years_to_first_award"] == pytest.approx((0 + 3 + 3) / 3)
    assert made["persistence_of_winners"] == pytest.approx(3)
    assert made["bid_cost"] == pytest.approx(6 * 0.05)
    assert made["bid_cost_share"] == pytest.approx(6 * 0.05 / 40)
    # Ranks of money per head 3, 1.5, 1.5 with cuts 3, 2, 1 and need 1, 3, 2.
    x, y, z = np.array([1, -0.5, -0.5]), np.array([1, 0, -1.0]), np.array([-1, 1, 0.0])
    r = np.corrcoef([x, y, z])
    expected = (r[0, 1] - r[0, 2] * r[1, 2]) / np.sqrt((1 - r[0, 2] ** 2) * (1 - r[1, 2] ** 2))
    assert made["award_cut_correlation"] == pytest.approx(expected)


def test_rounds_that_nobody_wins_are_rounds_all_the_same():
    made = sums(NONE, bids=0)
    assert made["never_won_share"] == 1
    assert made["years_to_first_award"] == 3
    assert made["bid_cost"] == 0
    assert np.isnan([made[name] for name in ("award_gini", "bid_cost_share", "award_cut_correlation")]).all()


def test_without_a_round_there_is_nothing_to_measure():
    held = bidding(NONE, bids=0)
    made = sums_of(held._replace(may_bid=np.zeros_like(held.may_bid)))
    assert np.isnan([made[name] for name in ("never_won_share", "years_to_first_award", "bid_cost")]).all()
    assert made["bids_made"].tolist() == [0, 0, 0]


def test_measures_are_medians_of_the_draws_that_have_them(results):
    table = measures_of_bids(results, scenario="contest").set_index("measure")
    gini = table.loc["award_gini"]
    # Of three draws: 5/6, a third of the way between, and the largest district alone, with half of the people.
    assert gini["value"] == pytest.approx(np.median([5 / 6, 0.5, results.dataset["award_gini"].values[1, 1]]))
    assert (gini["draws"], gini["draws_without"]) == (4, 1)
    assert table.loc["never_won_share", "draws_without"] == 0
    assert table.loc["never_won_share", "value"] == pytest.approx(2 / 3)
    assert "twin_value" not in table


def test_differences_from_the_twin_are_paired_by_draw(results):
    table = measures_of_bids(results, scenario="contest", twin="twin").set_index("measure")
    never = table.loc["never_won_share"]
    assert never["twin_value"] == pytest.approx(1 / 3)
    # 2/3, 1/3, 2/3 and 1, each less 1/3.
    assert never["difference"] == pytest.approx(1 / 3)
    assert (never["difference_low"], never["difference_high"]) == pytest.approx((0.1, 1.7 / 3))
    assert never["standard_error"] == pytest.approx(np.std([1 / 3, 0, 1 / 3, 2 / 3], ddof=1) / 2)
    assert table.loc["bid_cost", "twin_value"] == 0


def test_areas_have_the_share_of_draws_in_which_they_win(results):
    table = bids_by_area(results, scenario="contest")
    assert table["area_name"].tolist() == ["Hartlepool", "Middlesbrough", "Redcar and Cleveland"]
    assert table["probability_of_award"].tolist() == [0.5, 0.25, 0.25]
    assert table["bids"].tolist() == [(2 + 2 + 2 + 0) / 4, (1 + 2 + 2 + 0) / 4, (1 + 2 + 2 + 0) / 4]
    assert table["won_gbp_per_head"].tolist() == pytest.approx([1e6 * 15 / 100, 1e6 * 5 / 200, 1e6 * 5 / 300])
    # Hartlepool wins in just half of the draws, the others in fewer.
    np.testing.assert_array_equal(table["first_award_year"], [2021, np.nan, np.nan])
    assert (table["probability_low"] < table["probability_of_award"]).all()


def test_a_cut_that_is_restored_can_leave_a_trap(results):
    table = capacity_trap(results, cut="cut", uncut="twin", restored=2022).set_index("year")
    assert table["capacity_lost"].to_dict() == pytest.approx({2021: 0.2, 2022: 0.1, 2023: 0.3})
    assert table["share_left"].to_dict() == pytest.approx({2021: 1, 2022: 0.5, 2023: 1.5})
    assert table["bids_lost"].to_dict() == {2021: 0, 2022: 0, 2023: 2}


def test_a_year_of_restoring_that_cannot_be_is_refused(results):
    for year in (2019, 2020, 2024):
        with pytest.raises(BadInput, match=f"restored: a year from 2021 to 2023 expected, got {year}"):
            capacity_trap(results, cut="cut", uncut="twin", restored=year)


def test_what_holds_no_bids_is_told_so(results):
    with pytest.raises(BadInput, match=r"baseline: no fund of it is competed for, .* choose from contest, twin, cut"):
        measures_of_bids(results, scenario="baseline")
    with pytest.raises(UnknownName, match=r"contst.*contest"):
        bids_by_area(results, scenario="contst")
    alone = results_of({"baseline": [None]}, draws=1)
    with pytest.raises(
        BadInput, match=r'hold no bids: in baseline no fund .* run a scenario with rule = "competitive"'
    ):
        measures_of_bids(alone, scenario="baseline")
