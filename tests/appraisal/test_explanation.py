"""The chain from a fund to a place's healthy life and output: money is the ledger's, links sum to the whole."""

import json

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.appraisal.explanation import LINKS, explain
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.scenario.files import load_scenario, parse_scenario

EFFECTS = ("income_percent", "employment_points", "air_ug_m3", "hle_days", "gva_percent")


@pytest.fixture(scope="module")
def hartlepool():
    return explain(load_scenario("announced_2021"), place="Hartlepool")


@pytest.fixture(scope="module")
def results():
    return fc.simulate(["baseline", "announced_2021"])


def test_the_links_sum_to_the_whole(hartlepool):
    for name in EFFECTS:
        assert hartlepool[name].sum() == pytest.approx(hartlepool.attrs[name], abs=1e-9)
        # Most of it is told by the parts and not by what they do together.
        alone = hartlepool[name].iloc[:-1].sum()
        assert abs(alone - hartlepool.attrs[name]) <= 0.25 * abs(hartlepool.attrs[name])


def test_the_whole_is_what_a_run_says_of_the_place(hartlepool, results):
    days = 365.25 * results.differences("hle", by="area", places=["E06000001"], years=[2035])
    output = results.differences("gva_per_hour", by="area", places=["E06000001"], years=[2035])
    assert hartlepool.attrs["hle_days"] == pytest.approx(float(days.sel(scenario="announced_2021").item()), abs=1e-9)
    assert hartlepool.attrs["gva_percent"] == pytest.approx(
        float(output.sel(scenario="announced_2021").item()), abs=1e-9
    )


def test_an_award_is_the_sum_of_what_became_of_it_and_is_the_ledgers(hartlepool, results):
    parts = hartlepool[list(LINKS)].sum(axis=1)
    np.testing.assert_allclose(parts, hartlepool["awarded_gbp_m"], atol=1e-9)
    awarded = results.awards().sel(area="E06000001").sum("year")
    for row in hartlepool.to_dict("records"):
        if row["fund"]:
            line = awarded.sel(line=f"announced_2021/{row['fund']}/{row['use']}")
            assert row["awarded_gbp_m"] == pytest.approx(float(line), abs=1e-9)


def test_what_money_builds_is_named_with_its_unit(hartlepool):
    built = hartlepool.set_index(["fund", "use"]).loc[("towns_fund", "premises")]
    assert built["stock"] == "premises"
    assert built["stock_change"] > 0
    assert built["stock_change_unit"].startswith("£ per head")


@pytest.mark.parametrize("place", ["Greater Manchester", "England"])
def test_a_wider_place_is_followed_as_its_areas_together(place):
    scenario = load_scenario("public_health_restored")
    found = explain(scenario, place=place, year=2030)
    results = fc.simulate(["baseline", scenario])
    whole = results.differences("hle", by=place, years=[2030]).sel(scenario=scenario.name).item()
    assert found.attrs["hle_days"] == pytest.approx(365.25 * whole, rel=1e-9)
    assert found["use"].tolist() == ["public_health", "together"]


def test_money_that_is_taken_and_levers_have_rows_of_their_own():
    text = load_scenario("realigned_to_nhs").text
    moved = text.replace('financing = "unfunded"', 'financing = "displaces"\ndisplaces = "council_services"')
    found = explain(parse_scenario(moved, name="moved"), place="Leeds").set_index("use")
    assert found.loc["nhs", "hle_days"] > 0 > found.loc["displaced", "hle_days"]
    levers = explain(load_scenario("population_prevention"), place="Leeds").set_index("use")
    assert levers.loc["levers", "hle_days"] > levers.loc["public_health", "hle_days"] > 0


def test_a_scenario_against_itself_changes_nothing():
    scenario = load_scenario("public_health_restored")
    found = explain(scenario, place="Leeds", reference=scenario)
    assert [found.attrs[name] for name in ("hle_days", "gva_percent")] == [0.0, 0.0]


def test_what_there_is_not_is_refused():
    with pytest.raises(UnknownName):
        explain(load_scenario("baseline"), place="Atlantis")
    with pytest.raises(BadInput, match="one from 2020 to 2035 expected, got 1999"):
        explain(load_scenario("baseline"), place="Leeds", year=1999)


def test_the_command_shows_every_link(call):
    code, text, _ = call("explain", "Hartlepool", "--scenario", "public_health_restored")
    assert code == 0
    assert "where the money of ‘Public health grant restored’ is by 2035" in text
    assert "In all" in text
    # The title is copied alone.
    assert "what ‘Public health grant restored’ changes against ‘Continue as now’ in 2035" in text.replace("\n", " ")
    _, text, _ = call("explain", "Hartlepool", "--scenario", "public_health_restored", "--json")
    assert json.loads(text)[0]["use"] == "public_health"
