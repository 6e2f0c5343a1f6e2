"""The chart of forecasts of who won in a real competition."""

import fourcapitals as fc
import pandas as pd
import pytest
from fourcapitals.vocabulary import MODEL


def scores(over, *, model_auc=0.7):
    rows = []
    for name, auc in (("base rate", 0.5), (MODEL, model_auc), ("priority group", 0.72)):
        row = {"forecast": name, "fit": "held out", "districts": 314, "brier": 0.16, "log": 0.5}
        for measure, value in (("auc", auc), ("skill", 0.1)):
            row |= {measure: value, f"{measure}_lower": value - 0.05, f"{measure}_upper": value + 0.05}
        for measure in ("auc", "brier"):
            low, high = over[measure]
            row |= {f"{measure}_over_reference": (low + high) / 2}
            row |= {f"{measure}_over_reference_lower": low, f"{measure}_over_reference_upper": high}
        rows.append(row)
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("auc", "brier", "said"),
    [
        ((-0.1, 0.1), (-0.02, 0.02), "about as well as priority group and deprivation alone: no clear difference"),
        ((0.01, 0.1), (0.001, 0.02), "first winners better than"),
        ((-0.1, -0.01), (-0.02, -0.001), "first winners worse than"),
        ((0.01, 0.1), (-0.02, 0.02), "better and is not clearly otherwise by Brier score"),
        ((-0.1, -0.01), (-0.02, 0.02), "worse and is not clearly otherwise by Brier score"),
    ],
)
def test_the_title_says_what_the_intervals_decide(auc, brier, said):
    chart = fc.plots.bid_skill(scores({"auc": auc, "brier": brier}))
    title = chart.alt_text.split(". ")[0]
    assert said in title


def test_forecasts_stand_in_the_order_of_how_well_they_order_places():
    chart = fc.plots.bid_skill(scores({"auc": (-0.1, 0.1), "brier": (-0.1, 0.1)}))
    assert chart.data["forecast"].tolist() == ["priority group", MODEL, "base rate"]
    assert chart.data["pairs_in_order_percent"].tolist() == pytest.approx([72, 70, 50])


def test_a_table_of_something_else_is_refused():
    with pytest.raises(fc.BadInput, match="audit_bids"):
        fc.plots.bid_skill(pd.DataFrame({"forecast": []}))
    with pytest.raises(fc.BadInput, match="fit: one of"):
        fc.plots.bid_skill(scores({"auc": (-0.1, 0.1), "brier": (-0.1, 0.1)}), fit="guessed")


def test_every_number_of_its_data_has_its_unit_in_its_heading():
    data = fc.plots.bid_skill(scores({"auc": (-0.1, 0.1), "brier": (-0.1, 0.1)})).data
    numbers = list(data.select_dtypes("number"))
    assert len(numbers) == 8
    assert all(name.endswith(("_percent", "_points")) for name in numbers)
