"""Every chart of an ensemble: it can be read, names its bands, and says which ensemble holds what it lacks."""

import pandas as pd
import pytest
from fourcapitals import plots
from fourcapitals.errors import UnknownName
from pictures import assert_every_word_can_be_read, said_in

CHARTS = {
    "fans": plots.projection,
    "fans, females": lambda e: plots.projection(e, outcome="le", sex="female"),
    "fans, GVA in London": lambda e: plots.projection(e, outcome="gva_per_hour", region="London"),
    "fans, employment": lambda e: plots.projection(e, outcome="employment"),
    "strategies": plots.strategies,
    "strategies, £": lambda e: plots.strategies(e, measure="per_million"),
    "strategies, GVA": lambda e: plots.strategies(e, outcome="gva_per_hour", year=2030),
    "regions": lambda e: plots.regions(e, scenario="announced_2021"),
    "map, level": lambda e: plots.map_of(e, outcome="le", year=2025),
    "map, difference": lambda e: plots.map_of(e, scenario="announced_2021", show="difference", year=2030),
    "map, better": lambda e: plots.map_of(e, scenario="announced_2021", show="better", outcome="life_satisfaction"),
}


@pytest.mark.parametrize(
    "name",
    [
        name if name in ("fans", "strategies", "map, level") else pytest.param(name, marks=pytest.mark.thorough)
        for name in CHARTS
    ],
)
def test_every_chart_can_be_read_and_carries_its_data_alt_text_and_command(eight, one, name):
    for ensemble in (eight, one):
        chart = CHARTS[name](ensemble)
        assert_every_word_can_be_read(chart)
        assert len(chart.data)
        assert chart.alt_text.endswith(".")
        assert "run_ensemble(" in chart.command
        assert "draws=64, seed=1" in chart.command
        assert "certain" not in chart.alt_text.replace("uncertain", "")


@pytest.mark.parametrize("name", ["fans", "strategies", "regions"])
def test_bands_are_named_for_the_draws_that_they_hold(eight, name):
    assert "80% of draws" in said_in(CHARTS[name](eight))


def test_a_chart_of_an_ensemble_is_written_with_its_data_and_its_words(one, tmp_path):
    picture, data, text = plots.save(plots.projection(one), tmp_path / "fan.png")
    assert picture.stat().st_size > 10_000
    assert {"low_in_unit", "high_in_unit", "low_50_in_unit", "high_95_in_unit"} <= set(pd.read_csv(data).columns)
    assert "fan.png" in text.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "draw",
    [
        plots.inequality,
        lambda e: plots.area(e, "Hartlepool"),
    ],
)
def test_charts_of_every_area_say_what_ensemble_holds_them(one, draw):
    said = "needs every area in every year.*fourcapitals run baseline announced_2021 --draws 64 --seed 1 --keep areas"
    with pytest.raises(UnknownName, match=said):
        draw(one)
