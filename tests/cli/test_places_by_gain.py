"""Which areas gain most and least, and why: bands, shares of draws, and channels that sum to the whole."""

import json

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.errors import BadInput, UnknownName
from scenario_texts import ruled


@pytest.fixture(scope="module")
def ensemble():
    return fc.run_ensemble("announced_2021", draws=16, keep="areas", workers=1)


@pytest.mark.parametrize("top", [1, 20, 307])
def test_shares_of_draws_in_the_top_add_up_to_its_size(ensemble, top):
    table = fc.results.gains(ensemble, scenario="announced_2021", top=top)
    assert len(table) == 307
    for share in ("share_in_top", "share_in_top_total"):
        assert table[share].sum() == pytest.approx(top)
        assert table[share].between(0, 1).all()


def test_gains_are_medians_and_bands_of_the_differences_draw_by_draw(ensemble):
    table = fc.results.gains(ensemble, scenario="announced_2021").set_index("area")
    days = 365.25 * ensemble.differences("hle", by="area", years=[2035]).sel(scenario="announced_2021").isel(year=0)
    own = days.sel(group="E06000001")
    row = table.loc["E06000001"]
    assert row["gain_days"] == pytest.approx(float(own.median()))
    assert row["gain_days_low_80"] == pytest.approx(float(own.quantile(0.1)))
    assert row["gain_days_high_80"] == pytest.approx(float(own.quantile(0.9)))
    assert (np.diff(fc.results.gains(ensemble, scenario="announced_2021")["gain_days"]) <= 0).all()


def test_areas_that_gain_alike_share_what_is_left_of_the_top():
    results = fc.simulate(["baseline", "announced_2021"])
    none = fc.results.gains(results, scenario="baseline", reference="announced_2021", top=10)
    assert none["share_in_top"].sum() == pytest.approx(10)
    twin = fc.scenario.parse_scenario(fc.load_scenario("baseline").text, name="twin")
    same = fc.results.gains(fc.simulate(["baseline", twin]), scenario="twin", top=10)
    assert same["share_in_top"].to_numpy() == pytest.approx(np.full(307, 10 / 307))


@pytest.mark.parametrize("place", ["Hartlepool", "Greater Manchester", "England"])
def test_channels_sum_to_the_gain_that_the_places_table_tells(place):
    scenario = fc.load_scenario("balanced_health_need")
    parts = fc.appraisal.channels(scenario, place=place)
    found = fc.data.find_place(place)
    results = fc.simulate(["baseline", scenario])
    whole = results.differences("hle", by=found.by, places=[found.code], years=[2035])
    assert parts["gain_days"].sum() == pytest.approx(365.25 * whole.sel(scenario=scenario.name).item(), rel=1e-6)
    england = results.differences("hle", years=[2035]).sel(scenario=scenario.name).item()
    assert parts["england_days"].sum() == pytest.approx(365.25 * england, rel=1e-6)
    assert parts["share"].sum() == pytest.approx(1)
    assert parts["channel"].iloc[-1] == "together"


def test_an_area_without_draws_or_a_top_that_cannot_be_is_refused(ensemble):
    with pytest.raises(BadInput, match=r"^top: a number from 1 to 307 expected, got 308$"):
        fc.results.gains(ensemble, scenario="announced_2021", top=308)
    with pytest.raises(BadInput, match=r"^baseline: is the reference itself"):
        fc.results.gains(ensemble, scenario="baseline")
    summary = fc.run_ensemble("announced_2021", draws=2, workers=1)
    with pytest.raises(UnknownName, match=r"--keep areas"):
        fc.results.gains(summary, scenario="announced_2021")


def test_the_command_lists_both_ends_and_parts_a_gain(call, ensemble, tmp_path):
    ensemble.save(tmp_path / "e.nc")
    path = str(tmp_path / "e.nc")
    code, out, err = call("places", path, "--by", "gain", "--top", "3")
    assert (code, err) == (0, "")
    assert "that gain most" in out
    assert "that gain least" in out
    assert "In top 3" in out
    rows = json.loads(call("places", path, "--json")[1])
    assert len(rows) == 307
    code, out, err = call("places", path, "--why", "Hartlepool", "--quiet")
    assert (code, err) == (0, "")
    assert "together" in out
    told = " ".join(out.split())
    hartlepool = next(row for row in rows if row["area_name"] == "Hartlepool")
    assert "days at central values, England's by " in told
    assert (
        f"draws: {hartlepool['gain_days']:+,.2f} days (80% of them {hartlepool['gain_days_low_80']:+,.2f} to " in told
    )
    assert f"£{hartlepool['new_money_gbp_per_head']:,.0f} a head here, £" in told
    assert call("places", path, "--why", "Glasgow")[0] == 2


def test_one_award_has_one_gain_in_its_place_whichever_command_tells_it(tmp_path):
    """£100m to Hartlepool for early years: the page, the comparison, the list and the channels agree."""
    text = ruled('rule = "per_head"\nareas = ["Hartlepool"]').replace(
        "premises = 0.5\ncommunity = 0.5", "early_years = 1.0"
    )
    scenario = fc.scenario.parse_scenario(text, name="h")
    results = fc.simulate(["baseline", scenario])
    page = fc.results.paired(results, "hle", by="area", places=["E06000001"])["difference"].item()
    compared = fc.results.paired(results, "hle", by="Hartlepool")["difference"].item()
    listed = fc.results.gains(results, scenario="h").set_index("area").loc["E06000001"]
    parts = fc.appraisal.channels(scenario, place="Hartlepool")
    assert compared == pytest.approx(page, rel=1e-12)
    assert listed["gain_days"] == pytest.approx(365.25 * page, rel=1e-12)
    assert parts["gain_days"].sum() == pytest.approx(365.25 * page, rel=1e-6)
    england = fc.results.paired(results, "hle")["difference"].item()
    people = results.dataset["population"]
    others = results.differences("hle", by="area", years=[2035]).sel(scenario="h").squeeze()
    assert england == pytest.approx(float((others.to_numpy() @ people.to_numpy()) / people.sum()), rel=1e-9)
    years = fc.results.healthy_person_years(results, by="area").sel(scenario="h").sum()
    assert fc.results.headline(results)["healthy_person_years"].iloc[1] == pytest.approx(float(years), rel=1e-9)


def test_why_a_place_gains_rests_on_the_parameters_of_the_results(call, tmp_path):
    """At a dearer QALY the gain is smaller: the parts sum to what the results say; each answer names the change."""
    path = str(tmp_path / "changed.nc")
    setting = ("--set", "public_health_cost_per_qaly=20000")
    assert call("run", "public_health_restored", *setting, "--out", path, "--quiet")[0] == 0
    listed = {row["area_name"]: row["gain_days"] for row in json.loads(call("places", path, "--json")[1])}
    parts = json.loads(call("places", path, "--why", "Hartlepool", "--json", "--quiet")[1])
    assert sum(row["gain_days"] for row in parts) == pytest.approx(listed["Hartlepool"], rel=1e-6)
    asked = (("places", path), ("places", path, "--why", "Hartlepool"), ("area", "Hartlepool", "--results", path))
    for command in asked:
        assert "Changed parameter: public_health_cost_per_qaly" in call(*command, "--quiet")[1]
