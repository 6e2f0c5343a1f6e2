"""Place-based and people-based outcomes on the screen, where households move."""

import json

import fourcapitals as fc
import pytest


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("moves")
    text = fc.load_scenario("balanced_health_need").text
    moving = folder / "moving.toml"
    moving.write_text(text.replace("[funds", "[behaviour]\nhouseholds_move = true\n\n[funds", 1), "utf-8")
    fc.simulate(["baseline", moving]).save(folder / "run.nc")
    return folder / "run.nc"


def test_compare_lays_both_bases_beside_each_other_and_says_which_is_which(call, file):
    code, printed, _ = call("compare", str(file), "--by", "region", "--outcome", "life_satisfaction")
    assert code == 0
    told = " ".join(printed.split())
    assert "Life satisfaction in 2035, place-based and people-based: differences from baseline" in told
    assert "Life satisfaction in 2035, of places: difference from baseline" in told
    assert "Place-based: outcomes of places" in " ".join(printed.split())
    code, answer, _ = call("compare", str(file), "--by", "region", "--json")
    rows = json.loads(answer)
    assert code == 0
    assert all(abs(row["difference"] - row["people_based_difference"]) < 0.1 * abs(row["difference"]) for row in rows)
    assert any(row["difference"] != row["people_based_difference"] for row in rows)


def test_people_based_alone_is_asked_for_by_its_name(call, file):
    code, answer, _ = call("compare", str(file), "--by", "region", "--json")
    beside = {row["group"]: row["people_based_difference"] for row in json.loads(answer)}
    code, answer, _ = call("compare", str(file), "--by", "region", "--basis", "people", "--json")
    alone = {row["group"]: row["difference"] for row in json.loads(answer)}
    assert code == 0
    assert alone == pytest.approx(beside)
    code, printed, _ = call("compare", str(file), "--basis", "people")
    told = " ".join(printed.split())
    assert "Healthy life expectancy at birth in 2035, England, of the people of 2019: difference from baseline" in told
    assert "whole life of what is bought, England, of the people of 2019: gained against baseline" in told
    _, printed, _ = call("compare", str(file), "--basis", "people", "--outcome", "gva_per_hour")
    assert "worked in 2035, England: difference from baseline" in " ".join(printed.split()), "of workplaces, on both"
    code, _, told = call("compare", str(file), "--basis", "nobody")
    assert code == 2
    assert "place" in told


def test_area_says_what_its_people_of_2019_get(call, file):
    code, printed, _ = call("area", "Hartlepool", "--results", str(file))
    assert code == 0
    assert "Difference of 2035 of the people who lived here in 2019: moving: Healthy life" in " ".join(printed.split())
