"""Pictures write a user's text as it stands, and hold at the greatest length that a title may have."""

from xml.etree import ElementTree

import fourcapitals as fc
import matplotlib as mpl
import pytest
from fourcapitals import plots
from fourcapitals.scenario.files import parse_scenario
from fourcapitals.text import LONGEST_NAME, LONGEST_TITLE
from pictures import assert_every_word_can_be_read, said_in
from scenario_texts import WHOLE

SIGNS = r"Cost $$ and $x^2$ \frac [draft] <b>&amp;--]]> -- é"
LONG = f"{SIGNS} of the hundred places with the poorest health, paid by borrowing".ljust(LONGEST_TITLE, "y")
TITLES = {
    "signs": SIGNS,
    "f" * LONGEST_NAME: LONG[:LONGEST_TITLE],
    "g_" * (LONGEST_NAME // 2): LONG[:LONGEST_TITLE],
    "unbroken": "x" * LONGEST_TITLE,
}
CHARTS = {
    "projection": lambda one, _: plots.projection(one),
    "fans": lambda _, many: plots.projection(many),
    "strategies": lambda _, many: plots.strategies(many),
    "regions": lambda one, _: plots.regions(one),
    "inequality": lambda one, _: plots.inequality(one),
    "money": lambda one, _: plots.money_against_need(one, scenario="f" * LONGEST_NAME),
    "area": lambda one, _: plots.area(one, "Hartlepool"),
    "map of differences": lambda one, _: plots.map_of(one, show="difference", scenario="f" * LONGEST_NAME),
    "map of chances": lambda _, many: plots.map_of(many, show="better", scenario="signs"),
}


def own():
    made = []
    for at, (name, title) in enumerate(TITLES.items()):
        text = WHOLE.replace('title = "T"', f"title = '{title}'").replace("100.0", f"{100 * (at + 1)}.0")
        made.append(parse_scenario(text, name=name))
    return made


@pytest.fixture(scope="module")
def one():
    return fc.simulate(["baseline", *own()])


@pytest.fixture(scope="module")
def many():
    return fc.run_ensemble(["baseline", *own()], draws=8, workers=1, keep="areas")


@pytest.mark.parametrize(
    "name", [name if name == "strategies" else pytest.param(name, marks=pytest.mark.thorough) for name in CHARTS]
)
def test_every_chart_holds_any_title(name, one, many, tmp_path):
    chart = CHARTS[name](one, many)
    assert_every_word_can_be_read(chart)
    plots.save(chart, tmp_path / "chart.svg")
    ElementTree.parse(tmp_path / "chart.svg")


def test_returns_to_scale_hold_any_title():
    loaded = own()
    titles = fc.simulate(loaded).titles
    assert_every_word_can_be_read(plots.scale(fc.appraisal.scale(loaded), titles=titles))


def test_no_mathematics_is_read_whatever_the_user_has_set(one):
    with mpl.rc_context({"text.usetex": True, "text.parse_math": True}):
        chart = plots.map_of(one, show="difference", scenario="signs")
    assert SIGNS in said_in(chart)
    assert not any(text.get_parse_math() or text.get_usetex() for text in chart.findobj(mpl.text.Text))


def test_a_letter_that_no_font_has_is_a_box_in_the_picture_and_itself_in_the_data():
    scenario = parse_scenario(WHOLE.replace('title = "T"', 'title = "北京 \u4e2d"'), name="x")
    chart = plots.strategies(fc.simulate(["baseline", scenario]))
    assert "□" in said_in(chart) or "北京" in said_in(chart)
    assert "北京" in chart.alt_text
    assert chart.data["title"].tolist() == ["北京 \u4e2d"]


def test_a_chart_names_the_letters_that_boxes_stand_for():
    nobodys = "\U00100000"
    scenario = parse_scenario(WHOLE.replace('title = "T"', f'title = "Plan {nobodys}{nobodys}"'), name="x")
    chart = plots.strategies(fc.simulate(["baseline", scenario]))
    assert chart.boxed == nobodys
    assert "Plan □□" in said_in(chart)
    assert plots.strategies(fc.simulate(["baseline", "announced_2021"])).boxed == ""


def test_what_results_from_elsewhere_hold_acts_on_no_picture(one, tmp_path):
    title = "a\x1b]0;x\x07\u202eb\x00\ufffe" + "z" * 3000
    foreign = fc.simulate(["baseline", own()[0]]).dataset.assign_coords(title=("scenario", ["Continue as now", title]))
    results = fc.results.Results(foreign)
    assert len(results.titles["signs"]) <= LONGEST_TITLE
    chart = plots.strategies(results)
    assert_every_word_can_be_read(chart)
    for path in plots.save(chart, tmp_path / "c.svg"):
        assert not set(path.read_text(encoding="utf-8-sig")) & set("\x1b\x07\u202e\x00\ufffe")
    ElementTree.parse(tmp_path / "c.svg")
