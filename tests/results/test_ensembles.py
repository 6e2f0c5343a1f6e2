"""An ensemble answers as a run does: by every grouping, with its own people, its own life expectancy and its money."""

from dataclasses import replace

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.ensemble.draws import stable_block
from fourcapitals.errors import UnknownName
from fourcapitals.results import gaps
from fourcapitals.results.comparison import level_bands, paired
from fourcapitals.results.groupings import GROUPINGS
from fourcapitals.results.person_years import healthy_person_years
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import OUTCOME_NAMES

NAMES = ["baseline", "announced_2021", "public_health_restored"]
STRONG = "public_health_restored"


@pytest.fixture(scope="module")
def areas():
    """An ensemble that keeps every area."""
    return fc.run_ensemble(NAMES, draws=20, seed=1, keep="areas")


@pytest.fixture(scope="module")
def counts():
    """The same, with areas counted."""
    return fc.run_ensemble(NAMES, draws=20, seed=1)


@pytest.fixture(scope="module")
def first_draw(baseline):
    """One run on the numbers and the shocks of the first draw."""
    drawn = stable_block(fc.load_parameters(), baseline.arrays, 1, 0)
    return fc.simulate(NAMES, numbers=drawn.block.parameters[0], seed=1)


@pytest.mark.parametrize("by", GROUPINGS)
def test_a_draw_of_an_ensemble_says_what_the_run_of_that_draw_says(by, areas, first_draw):
    for outcome in OUTCOME_NAMES:
        ours, theirs = (each.levels(outcome, by=by).isel(draw=0) for each in (areas, first_draw))
        assert ours["group_name"].to_numpy().tolist() == theirs["group_name"].to_numpy().tolist()
        assert ours["level_source"].to_numpy().tolist() == theirs["level_source"].to_numpy().tolist()
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)
        ours, theirs = (each.differences(outcome, by=by).isel(draw=0) for each in (areas, first_draw))
        assert (ours.attrs["units"], ours.attrs["reference"]) == (theirs.attrs["units"], "baseline")
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-10)
    ours, theirs = (healthy_person_years(each, by=by, per="gbp_m").isel(draw=0) for each in (areas, first_draw))
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("by", GROUPINGS)
def test_bands_are_quantiles_of_the_differences_draw_by_draw(by, areas):
    table = paired(areas, "gva_per_hour", by=by, reference="announced_2021").set_index(["scenario", "group"])
    change = areas.differences("gva_per_hour", by=by, reference="announced_2021", years=[2035]).isel(year=0)
    for column, share in (("low_80", 0.1), ("difference", 0.5), ("high_80", 0.9)):
        found = change.sel(scenario=STRONG).quantile(share, "draw")
        np.testing.assert_allclose(table.loc[STRONG, column], found, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("by", [by for by in GROUPINGS if by != "combined_authority"])
def test_person_years_of_the_parts_of_an_ensemble_sum_to_england(by, areas):
    total = healthy_person_years(areas).isel(group=0)
    np.testing.assert_allclose(healthy_person_years(areas, by=by).sum("group"), total, rtol=1e-9, atol=1e-6)


def test_areas_that_are_counted_lie_within_a_bin_of_those_that_are_kept(areas, counts):
    ours, theirs = (paired(each, "hle", by="area", year=2030) for each in (counts, areas))
    assert ours["group"].tolist() == theirs["group"].tolist()
    np.testing.assert_allclose(ours["level"], theirs["level"], atol=0.06)
    np.testing.assert_allclose(ours["difference"], theirs["difference"], rtol=0.06, atol=1e-4)
    for chance in ("probability_better", "share_zero", "share_worse"):
        np.testing.assert_allclose(ours[chance], theirs[chance], atol=1e-12)
    assert ours[["low_95", "high_95", "standard_error"]].isna().all(axis=None)
    levels = level_bands(counts, "hle", by="area", year=2030, places=["E06000001"]).set_index("scenario")
    kept = level_bands(areas, "hle", by="area", year=2030, places=["E06000001"]).set_index("scenario")
    assert levels.index.tolist() == NAMES
    np.testing.assert_allclose(levels[["level", "low_80", "high_80"]], kept[["level", "low_80", "high_80"]], atol=0.06)


@pytest.mark.parametrize(
    "ask",
    [
        lambda r: r.levels("hle", by="upper_tier"),
        lambda r: r.levels("hle", by="region", sex="male"),
        lambda r: r.areas("hle"),
        lambda r: paired(r, "hle", by="area", year=2031),
        lambda r: paired(r, "income", by="area"),
        lambda r: paired(r, "hle", by="area", reference="announced_2021"),
        lambda r: gaps.inequality_over_time(r, "le"),
        lambda r: fc.results.missions(r, generator=np.random.default_rng(0)),
    ],
)
def test_what_is_not_held_is_refused_with_the_command_that_would_hold_it(ask, counts, areas):
    with pytest.raises(UnknownName) as caught:
        ask(counts)
    said = (
        "fourcapitals run baseline announced_2021 public_health_restored --draws 20 --seed 1 --keep areas --out FOLDER"
    )
    assert str(caught.value).endswith(said)
    ask(areas)


# What they were made with


def test_an_ensemble_divides_by_the_life_expectancy_of_its_own_parameters(baseline):
    """Healthy person-years of a table whose reference is 60 years, as a run of the same parameters has them."""
    table = fc.load_parameters().with_values(life_expectancy_reference=60.0)
    ensemble = fc.run_ensemble(["baseline", STRONG], draws=2, seed=1, parameters=table)
    drawn = stable_block(table, baseline.arrays, 1, 0).block.parameters[0]
    run = fc.simulate(["baseline", STRONG], numbers=drawn, seed=1)
    assert ensemble.life_expectancy == run.life_expectancy == 60
    ours, theirs = (healthy_person_years(each).sel(scenario=STRONG, draw=0).item() for each in (ensemble, run))
    assert ours == pytest.approx(theirs, rel=1e-9)
    bundled = fc.run_ensemble(["baseline", STRONG], draws=2, seed=1)
    # What a QALY does to a life is stated per reference life too, so that the reference hardly moves its person-years.
    assert ours == pytest.approx(healthy_person_years(bundled).sel(scenario=STRONG, draw=0).item(), rel=1e-3)


@pytest.mark.parametrize("keep", ["summary", pytest.param("areas", marks=pytest.mark.thorough)])
def test_an_ensemble_has_the_people_of_its_own_baseline(keep, baseline, tmp_path):
    areas = baseline.tables["areas"].copy()
    areas.loc[areas["code"] == "E06000001", "population_2019"] *= 3
    larger = replace(baseline, tables={**baseline.tables, "areas": areas})
    path = tmp_path / "runs"
    fc.run_ensemble(["baseline", STRONG], draws=2, seed=1, baseline=larger, keep=keep, out=path)
    ensemble = fc.open_results(path)
    drawn = stable_block(fc.load_parameters(), larger.arrays, 1, 0).block.parameters[0]
    run = fc.simulate(["baseline", STRONG], numbers=drawn, seed=1, baseline=larger)
    for by in ("england", "region"):
        for per in (None, "1000_residents", "gbp_m"):
            ours, theirs = (healthy_person_years(each, by=by, per=per) for each in (ensemble, run))
            np.testing.assert_allclose(ours.isel(draw=0), theirs.isel(draw=0), rtol=1e-9, atol=1e-9)


def test_results_from_before_they_carried_their_people_take_those_of_the_package(areas):
    dataset = areas.dataset.drop_vars(["population", "region", "deprivation_fifth", "luf_group", "upper_tier"])
    attributes = {name: value for name, value in dataset.attrs.items() if name != "life_expectancy_reference"}
    former = Results(dataset.drop_attrs(deep=False).assign_attrs(attributes))
    for by in GROUPINGS:
        np.testing.assert_array_equal(healthy_person_years(former, by=by), healthy_person_years(areas, by=by))


# Money and gaps


def test_the_money_of_areas_of_an_ensemble_is_that_of_a_run_at_central_values(counts):
    central = fc.simulate(NAMES)
    np.testing.assert_array_equal(gaps.money_by_area(counts), gaps.money_by_area(central))
    ours, theirs = gaps.concentration_of_money(counts), gaps.concentration_of_money(central)
    np.testing.assert_allclose(ours.iloc[:, 1:].to_numpy(float), theirs.iloc[:, 1:].to_numpy(float), rtol=1e-12)
    total = gaps.money_by_area(counts).sum("area").sel(scenario="announced_2021").item()
    spent = counts.spending.loc["announced_2021"]
    assert total == pytest.approx(spent["new_money_gbp_m"] + spent["displaced_gbp_m"], rel=1e-9)


def test_the_gaps_that_an_ensemble_holds_are_those_of_its_areas(areas, counts):
    for outcome in ("hle", "gva_per_hour", "life_satisfaction"):
        ours = gaps.inequality_over_time(counts, outcome).set_index(["measure", "scenario", "draw", "year"])
        theirs = gaps.inequality_over_time(areas, outcome).set_index(["measure", "scenario", "draw", "year"])
        assert {"mean", "gap"} <= set(ours.index.get_level_values("measure"))
        np.testing.assert_allclose(ours["value"], theirs["value"].reindex(ours.index), rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(ours["difference"], theirs["difference"].reindex(ours.index), atol=1e-9)
