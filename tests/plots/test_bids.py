"""The chart of bids and the maps of awards say alone what is true, and draw what the tables hold."""

import pytest
from bids import bidding, results_of
from fourcapitals.errors import UnknownName
from fourcapitals.plots.charts.bids import bids
from fourcapitals.plots.maps.bids import map_of_bids
from fourcapitals.results.competition import bids_by_area, measures_of_bids


def title_of(chart):
    return chart.alt_text.split("). ")[0] + ")"


ALL = [[20.0, 0, 0], [20.0, 0, 0]]
EACH = [[20.0, 0, 0], [0, 20.0, 0]]
NONE = [[0.0, 0, 0], [0, 0, 0]]


@pytest.fixture(scope="module")
def results():
    contest = [bidding(won, cost=0.05) for won in (ALL, ALL, EACH, NONE)]
    return results_of({"contest": contest, "twin": [bidding(EACH)] * 4, "nobody": [bidding(NONE)] * 4}, draws=4)


def test_the_chart_of_measures_says_how_many_never_win_and_what_bids_cost(results):
    chart = bids(results, scenario="contest", twin="twin")
    # Of 3 councils 1, 1, 2 and 0 win, at a median: 2/3 never; bids of £0.3m win £40m.
    assert title_of(chart) == (
        "‘Contest’, 2020 to 2023: 67% of councils never win, 33% with behaviour off; bids cost 0.75% of what is won "
        "(medians of 4 draws; what councils do rests on judgement, letter D)"
    )
    assert chart.data.equals(measures_of_bids(results, scenario="contest", twin="twin"))
    assert "Councils that never win: 67% (43% to 90%), twin 33%" in chart.alt_text
    assert "In 1 of 4 draws nothing is won; measures of what is won leave them out." in chart.alt_text


def test_without_a_twin_or_awards_the_chart_compares_nothing(results):
    chart = bids(results, scenario="nobody")
    assert title_of(chart).startswith("‘Nobody’, 2020 to 2023: 100% of councils never win (medians of 4 draws")
    assert "twin" not in chart.alt_text.lower()
    assert "Gini coefficient of money won per head: n/a" in chart.alt_text


def test_the_map_shows_the_share_of_draws_in_which_areas_win(results):
    chart = map_of_bids(results, scenario="contest")
    assert title_of(chart) == (
        "‘Contest’: an award by 2023 has a probability of 80% or more in no area and of less than 20% in 1 (4 draws; "
        "what councils do rests on judgement, letter D)"
    )
    table = bids_by_area(results, scenario="contest").set_index("area")
    drawn = chart.data.set_index("area")
    assert drawn["value"].to_dict() == {code: 100 * table.loc[code, "probability_of_award"] for code in drawn.index}
    assert drawn["value"].tolist() == [75, 25, 0]
    assert drawn["awards"].tolist() == [5 / 4, 1 / 4, 0]


def test_the_map_of_money_is_of_pounds_per_head(results):
    chart = map_of_bids(results, scenario="contest", show="money_per_head")
    assert chart.data["value"].tolist() == pytest.approx([1e6 * 25 / 100, 1e6 * 5 / 200, 0])
    assert "from £0 per head in Redcar and Cleveland to £250,000 in Hartlepool (mean of 4 draws;" in title_of(chart)
    none = map_of_bids(results, scenario="nobody", show="money_per_head")
    assert "nobody wins money by bidding, 2020 to 2023 (4 draws;" in title_of(none)


def test_a_map_that_there_is_not_is_refused(results):
    with pytest.raises(UnknownName, match="map of bids: 'money'"):
        map_of_bids(results, scenario="contest", show="money")
