"""The charts of an appraisal: every word can be read, and titles say what, of what, at which price and horizon."""

import fourcapitals as fc
import numpy as np
import pandas as pd
import pytest
from fourcapitals import plots
from fourcapitals.errors import BadInput
from pictures import assert_every_word_can_be_read, said_in

TITLES = {
    "baseline": "Continue as now",
    "a": "The announced money, balanced over the capitals and by health need",
    "b": "Public health grant restored",
    "c": "A",
    "d": "Housing",
    "e": "Levelling up as announced in 2021",
}


def curves_by_hand(names, *, at=50):
    """Curves that cross: the first is chosen up to a price, the last beyond it."""
    prices = np.arange(0.0, 101_000.0, 1_000.0)
    tables = []
    for place, name in enumerate(names):
        share = np.linspace(1, 0, len(prices)) if not place else np.linspace(0, 1, len(prices)) / (len(names) - 1)
        on = (prices < 1000 * at) if not place else (prices >= 1000 * at) & (place == len(names) - 1)
        tables.append(
            pd.DataFrame(
                {
                    "gbp_per_qaly": prices,
                    "scenario": name,
                    "title": TITLES[name],
                    "horizon": "whole life",
                    "probability_best": share,
                    "on_frontier": on,
                    "evpi_gbp_m": 12.0,
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def plane_by_hand(points, *, many=True):
    rows = []
    for (name, title), (years, days) in zip(list(TITLES.items())[1:], points, strict=False):
        row = {"scenario": name, "title": title, "horizon": "to 2035", "groups": "region"}
        row |= {"net_years": years, "slope_narrowing_days": days}
        if many:
            row |= {f"net_years_{end}_80": years + shift for end, shift in (("low", -5e4), ("high", 9e4))}
            row |= {f"slope_narrowing_days_{end}_80": days + shift for end, shift in (("low", -1.0), ("high", 2.0))}
            row["share_both"] = float(years > 0 and days > 0)
        rows.append(row)
    return pd.DataFrame(rows)


@pytest.mark.parametrize("count", [2, 3, 4, 6])
def test_at_most_four_curves_are_drawn_and_can_be_read(count):
    names = list(TITLES)[:count]
    chart = plots.acceptability(curves_by_hand(names), price=20_000.0)
    assert_every_word_can_be_read(chart)
    assert chart.data["scenario"].nunique() == min(count, 4)
    assert ("Not drawn" in said_in(chart)) == (count > 4)


def test_the_title_says_the_price_the_horizon_and_the_share():
    chart = plots.acceptability(curves_by_hand(["baseline", "b"]), price=80_000.0)
    assert chart.alt_text.startswith(
        "At £80,000 a QALY, ‘Public health grant restored’ has the highest expected net benefit over the whole life of "
        "effects of two choices, and the highest in 80% of draws."
    )
    assert "has the highest more often" not in chart.alt_text
    early = plots.acceptability(curves_by_hand(["baseline", "b"], at=20), price=30_000.0)
    assert "‘Continue as now’ has the highest more often" in early.alt_text


def test_a_price_that_is_not_drawn_and_another_table_are_refused():
    with pytest.raises(BadInput, match="100,000 expected, got 200000"):
        plots.acceptability(curves_by_hand(["baseline", "b"]), price=2e5)
    for draw in (plots.acceptability, plots.equity_plane):
        with pytest.raises(BadInput, match="a table of appraisal"):
            draw(pd.DataFrame({"title": ["x"]}))


@pytest.mark.parametrize("many", [True, False])
@pytest.mark.parametrize(
    "points",
    [
        [(2e5, 5.0)],
        [(2e5, 5.0), (-1e5, 0.0)],
        [(2e5, 5.0), (-1e5, 0.01), (-1e5, 0.0), (-1.01e5, 0.02), (-9e4, 1.0)],
        [(0.0, 0.0), (0.0, 0.0)],
    ],
)
def test_names_on_the_plane_can_be_read_however_near_their_marks_are(points, many):
    assert_every_word_can_be_read(plots.equity_plane(plane_by_hand(points, many=many)))


def test_the_title_counts_who_is_healthier_and_fairer():
    def title(*points):
        return plots.equity_plane(plane_by_hand(points)).alt_text.split(". ")[0]

    assert title((1e5, 2.0), (-1e5, 1.0)).startswith("Of two strategies only ‘The announced money, balanced")
    assert title((1e5, 2.0), (1e5, 1.0)).startswith(
        "Two of two strategies add more health in England by 2035 than the NHS would"
    )
    assert title((-1e5, 2.0), (1e5, -1.0)).startswith("None of two strategies adds more health")
    assert title((-1e5, 2.0)).startswith("It does not hold that ‘The announced money")
    rows = plane_by_hand([(1e5, 2.0), (1e5, 1.0)]).assign(present_cost_gbp_m=[540, 8_700])
    assert plots.equity_plane(rows).alt_text.startswith(
        "Two of two strategies add more health in England by 2035 than the NHS would with their £540m to £8.7bn of "
        "public cost"
    )


@pytest.mark.thorough
def test_results_of_few_draws_are_drawn(eight):
    for chart in (
        plots.acceptability(fc.appraisal.acceptability_curves(eight)),
        plots.equity_plane(fc.appraisal.health_equity(eight)),
    ):
        assert_every_word_can_be_read(chart)


def test_of_many_strategies_those_that_matter_have_a_name_and_the_others_are_counted():
    crowd = [(-1e5 - 900 * at, 0.1 + 0.002 * at) for at in range(20)]
    points = [(4e5, 6.0), (3e5, 7.0), *crowd, (-9e5, -2.0)]
    rows = plane_by_hand(points[:5]).to_dict("records")
    table = pd.DataFrame(
        [
            {**rows[0], "scenario": f"s{at}", "title": f"Strategy {at}", "share_both": float(at < 2)}
            | {
                name: value
                for name, value in plane_by_hand([point]).iloc[0].items()
                if "years" in name or "days" in name
            }
            for at, point in enumerate(points)
        ]
    )
    chart = plots.equity_plane(table)
    assert_every_word_can_be_read(chart)
    written = said_in(chart)
    assert all(f"Strategy {at}" in written for at in (0, 1, 22))
    assert "15 other strategies, in grey" in written
    assert len(chart.data) == len(points)


def test_unequal_costs_are_set_against_what_each_pound_brings():
    table = plane_by_hand([(1e5, 2.0), (4e6, 3.0)]).assign(present_cost_gbp_m=[1e3, 1e5])
    said = plots.equity_plane(table).alt_text
    assert (
        "‘The announced money, balanced over the capitals and by health need’: +100 healthy years for each £1m" in said
    )
    assert (
        "‘Public health grant restored’: +40 healthy years for each £1m, slope narrower by +0.030 days for each" in said
    )
    same = plots.equity_plane(table.assign(present_cost_gbp_m=1e3)).alt_text
    assert "for each £1" not in same
    assert "+4,000,000 healthy years" in same
