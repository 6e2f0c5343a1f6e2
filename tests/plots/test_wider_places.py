"""Maps, pages and projections of wider places."""

import fourcapitals as fc
import pytest
from fourcapitals.data.places import area_name, find_areas
from fourcapitals.errors import BadInput


@pytest.fixture(scope="module")
def results():
    return fc.simulate(["baseline", "announced_2021"])


@pytest.fixture(scope="module", params=["difference", "money_per_head", "level", "change"])
def whole(request, results):
    """What a map of England shows, and the map."""
    return request.param, fc.plots.map_of(results, scenario="announced_2021", show=request.param)


@pytest.mark.parametrize(
    "within",
    [
        "Kent",
        *(pytest.param(each, marks=pytest.mark.thorough) for each in ("Greater Manchester", "NHS Devon", "Cumberland")),
    ],
)
def test_a_map_of_a_place_holds_its_areas_alone_and_says_so(results, within, whole):
    show, of_england = whole
    chart = fc.plots.map_of(results, scenario="announced_2021", show=show, within=within)
    assert tuple(chart.data["area"]) == find_areas(within)
    assert f"{fc.data.find_place(within).name}: " in chart.alt_text
    assert "307 areas" not in chart.alt_text
    held = of_england.data.set_index("area")["value"].reindex(chart.data["area"])
    factor = chart.data["value"].abs().sum() / held.abs().sum()
    assert chart.data["value"].to_numpy() == pytest.approx(factor * held.to_numpy(), rel=1e-9)


def test_the_title_of_an_indicator_names_the_ends_of_the_place_that_is_drawn():
    chart = fc.plots.map_of(fc.load_baseline(), indicator="smoking_share", within="Cumberland")
    table = chart.data.set_index("area_name")["raw_value"]
    assert f"best in {table.idxmin()} ({table.min():.1%})" in chart.alt_text
    assert f"worst in {table.idxmax()} ({table.max():.1%})" in chart.alt_text


def test_a_map_within_one_area_is_refused(results):
    with pytest.raises(BadInput, match=r"^within: Hartlepool is not several areas of this map"):
        fc.plots.map_of(results, scenario="announced_2021", within="Hartlepool")


def test_a_page_of_a_place_gives_the_money_per_head_of_all_its_areas(results):
    chart = fc.plots.area(results, "Tees Valley")
    given = chart.data.query("outcome == 'money' and panel == 'new money per head'")["value"].item()
    codes = find_areas("Tees Valley")
    people = results.dataset["population"].sel(area=list(codes)).sum().item()
    money = results.awards().sel(area=list(codes)).sum().item()
    assert given == pytest.approx(1e6 * money / people, rel=1e-9)
    assert "Tees Valley" in chart.alt_text


def test_a_projection_is_drawn_of_a_place_by_name(results):
    chart = fc.plots.projection(results, area="NHS Devon")
    change = results.differences("hle", by="NHS Devon").sel(scenario="announced_2021", year=2035).item()
    assert change > 0
    assert "NHS Devon" in chart.alt_text
    assert area_name(find_areas("NHS Devon")[0]) == "Plymouth"
