"""The chart of priors: what £ of each use give, with their bands, spikes at zero and letters."""

import pandas as pd
import pytest
from fourcapitals import plots
from fourcapitals.errors import BadInput, UnknownName
from pictures import DAYS, assert_every_word_can_be_read, said_in


def priors_by_hand(draws=200):
    """Three uses: a strong one, a weak one of wide band and a spike at zero, and one that does harm."""
    return pd.DataFrame(
        {
            "use": ["nhs", "culture", "community"],
            "label": ["NHS", "Culture", "Community"],
            "capital": ["human", "physical", ""],
            "letters": ["B C A A C", "D D D D C", "C- D C B C"],
            "outcome": "hle_years",
            "outcome_label": "Healthy life expectancy of England, 2035",
            "unit": "years",
            "pounds_per_head": 10.0,
            "central": [0.05, 0.0002, -0.001],
            "median": [0.06, 0.0001, -0.002],
            "mean": [0.06, 0.0002, -0.002],
            "low": [0.01, 0.0, -0.004],
            "high": [0.12, 0.004, 0.001],
            "share_zero": [0.0, 0.27, 0.001],
            "draws": draws,
            "seed": 0,
        }
    )


@pytest.mark.parametrize("draws", [0, 200])
def test_priors_stand_by_what_they_give_with_their_letters(draws):
    chart = plots.priors(priors_by_hand(draws))
    assert_every_word_can_be_read(chart)
    assert chart.data["use"].tolist() == ["nhs", "culture", "community"]
    said = said_in(chart)
    assert ("90% of draws" in said) == (draws > 0)
    assert "C- D C B C" in said
    assert "no study of this effect was found (1 of 3 uses)" in said
    assert "Evidence: A agreeing studies" in said
    assert "table = fourcapitals.evidence.priors(" in chart.command


def test_priors_show_their_band_and_share_at_zero():
    row = plots.priors(priors_by_hand()).data.set_index("use").loc["culture"]
    assert row["unit"] == "days"
    assert row[["low_90", "median", "high_90"]].to_numpy(float) == pytest.approx([0, 0.0001 * DAYS, 0.004 * DAYS])
    assert row["share_zero"] == 0.27


def test_priors_that_span_orders_of_magnitude_have_a_logarithmic_axis_and_say_so():
    chart = plots.priors(priors_by_hand())
    assert chart.axes[0].get_xscale() == "symlog"
    assert "log scale" in said_in(chart)
    assert "The axis is logarithmic" in chart.alt_text
    alike = priors_by_hand().assign(median=[0.06, 0.05, 0.04])
    assert plots.priors(alike).axes[0].get_xscale() == "linear"


def test_an_unknown_measure_of_priors_is_told():
    with pytest.raises(UnknownName, match="did you mean 'hle_years'"):
        plots.priors(priors_by_hand(), measure="hle_year")
    with pytest.raises(BadInput, match=r"evidence\.priors expected; this one lacks use"):
        plots.priors(pd.DataFrame({"outcome": ["hle_years"]}))


def test_the_whole_life_stands_beside_2035_where_the_table_has_it():
    medians = {
        "healthy_person_years": [50.0, 1.0, -0.5],
        "healthy_person_years_whole_life": [60.0, 70.0, -0.7],
        "healthy_person_years_whole_life_discounted": [55.0, 40.0, -0.6],
    }
    parts = [priors_by_hand().assign(outcome=f"{name}_per_gbp_m", median=each) for name, each in medians.items()]
    chart = plots.priors(pd.concat([priors_by_hand(), *parts], ignore_index=True))
    assert_every_word_can_be_read(chart)
    row = chart.data.set_index("use").loc["culture"]
    assert row[[f"{name}_per_gbp_m" for name in medians]].tolist() == [1.0, 70.0, 40.0]
    said = said_in(chart)
    assert "whole life per £1m" in said
    assert "Less than half of the healthy person-years have come by 2035 of: Culture (1.4%)." in said
    assert "another over the whole life than by 2035: Culture > NHS > Community." in said
    assert "(discounted) than" not in said  # NHS is first there too
