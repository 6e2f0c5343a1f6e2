"""Mesa's own page draws the model with every behaviour on, and its buttons step it and make it anew."""

import warnings

import fourcapitals as fc
import pytest
from behaviours import scenario

pytestmark = pytest.mark.thorough
WANTED = "Mesa's page is NOT drawn, what it steps is tried elsewhere: pip install -e '.[mesa-viz]'"


@pytest.fixture
def page():
    """Draw a page of a model: where its buttons are found, and the model that it shows."""
    # Mesa, Solara and what draws for them warn of themselves.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        solara = pytest.importorskip("solara", reason=WANTED)
        pytest.importorskip("altair", reason=WANTED)
        widgets = pytest.importorskip("ipyvuetify", reason=WANTED)
        if int(widgets.__version__.partition(".")[0]) > 2:
            pytest.skip(WANTED)
        visualization = pytest.importorskip("mesa.visualization", reason=WANTED)
        everybody = scenario("all_raises")
        shown = solara.reactive(fc.FourCapitals(everybody, seed=1))

        @solara.component
        def whole_page():
            with solara.AppLayout(navigation=False):
                visualization.SolaraViz(
                    shown,
                    components=[visualization.make_plot_component("hle")],
                    model_params={"scenario": everybody, "seed": {"type": "InputText", "value": 1, "label": "Seed"}},
                )

        _, drawn = solara.render(whole_page(), handle_error=False)
        yield drawn, widgets, shown
        drawn.close()


def press(page, label):
    drawn, widgets, _ = page
    (button,) = (each for each in drawn.find(widgets.Btn).widgets if each.children == [label])
    button.click()


def test_a_step_of_the_page_is_a_year_and_its_reset_begins_anew(page):
    shown = page[2]
    first = shown.value
    for _ in range(3):
        press(page, "Step")
    assert shown.value.year == 2022
    press(page, "Reset")
    assert shown.value is not first
    assert shown.value.year == 2019
    assert shown.value.strategy.name == "all_raises"
