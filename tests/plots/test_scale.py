"""The chart of scale: what multiples of the money do, where returns fall and where the model ends."""

import numpy as np
import pandas as pd
import pytest
from fourcapitals import plots
from fourcapitals.errors import BadInput, UnknownName
from pictures import assert_every_word_can_be_read, said_in


def scale_by_hand(names=("a", "b"), falling=(1.0, 0.95, 0.8, 0.6, 0.3)):
    """Strategies whose returns fall in the same way, and whose outcome money is beyond twice today's from 30 times."""
    multiples = [1.0, 3.0, 10.0, 30.0, 100.0]
    parts = [
        pd.DataFrame(
            {
                "scenario": name,
                "multiple": multiples,
                "gbp_m_a_year": [100 * each for each in multiples],
                "hle_years": [sign * 0.01 * k * r for k, r in zip(multiples, falling, strict=True)],
                "healthy_person_years": [sign * 1000 * k * r for k, r in zip(multiples, falling, strict=True)],
                "gva_percent": 0.0,
                "returns": falling,
                "constant_returns": [each >= 0.9 for each in falling],
                "beyond": ["", "", "", "more than twice the grant", "more than twice the grant"],
                "evidence": "fourcapitals evidence a.toml",
                "values": "central values, noise off",
            }
        )
        for name, sign in zip(names, [1, -1, 2, -2, 3, -3][: len(names)], strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize("count", [1, 2, 4, 6])
@pytest.mark.parametrize("measure", ["hle_years", "healthy_person_years"])
def test_scale_draws_at_most_four_strategies_that_can_be_read(count, measure):
    names = [f"strategy_{letter}" for letter in "abcdef"[:count]]
    titles = dict.fromkeys(names[:2], "The announced money, balanced over the capitals and by health need")
    chart = plots.scale(scale_by_hand(names), measure=measure, titles=titles)
    assert_every_word_can_be_read(chart)
    assert chart.data["scenario"].nunique() == min(4, count)
    assert ("not drawn" in said_in(chart)) == (count > 4)
    assert "table = fourcapitals.appraisal.scale(" in chart.command


def test_scale_marks_where_returns_fall_and_ends_where_the_model_can_say_no_more():
    chart = plots.scale(scale_by_hand(("a",)))
    assert "At 10 times the money, the return per £ of ‘a’ is down by a tenth or more" in chart.alt_text
    said = said_in(chart)
    assert "Beyond what the model can say: a from 30× (more than twice the grant)" in said
    # Of what lies beyond nothing is drawn, written or claimed in the title.
    assert chart.data["multiple"].tolist() == [1, 3, 10]
    assert max(float(np.max(line.get_xdata())) for line in chart.axes[1].get_lines()) == 10
    assert "+0.08 years at 10×" in said
    assert "100 times the money" not in said


def test_scale_says_when_returns_stay_constant():
    chart = plots.scale(scale_by_hand(("a", "b"), falling=(1.0, 0.99, 0.98, 0.97, 0.96)))
    assert "Up to 10 times the money" in chart.alt_text
    assert "stay within a tenth" in chart.alt_text
    assert "Losses are drawn by their size" in chart.alt_text


def test_scale_draws_the_bands_of_the_draws_and_says_what_they_hold():
    table = scale_by_hand(("a",))
    bands = {"hle_years_low_80": 0.1 * table["hle_years"], "hle_years_high_80": 5 * table["hle_years"]}
    chart = plots.scale(table.assign(**bands, draws=64))
    assert "Bands hold 80% of draws" in said_in(chart)
    assert chart.data["high_80"].tolist() == pytest.approx((5 * chart.data["effect"]).tolist())
    assert "draws=64" in chart.command
    assert_every_word_can_be_read(chart)


def test_strategies_without_money_have_no_scale():
    table = scale_by_hand()
    table.loc[table["scenario"] == "b", "returns"] = np.nan
    assert "No money to multiply: b" in said_in(plots.scale(table))
    with pytest.raises(BadInput, match="no strategy of this table has money"):
        plots.scale(table.assign(returns=np.nan))
    with pytest.raises(UnknownName, match="did you mean 'hle_years'"):
        plots.scale(table, measure="hle_year")
    with pytest.raises(BadInput, match="no strategy of this table changes gva_percent"):
        plots.scale(table, measure="gva_percent")
