"""The NHS as an anchor: what it gives an area it takes elsewhere, but for people hired from outside work."""

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.data.care_boards import care_boards
from fourcapitals.data.parameters import load_parameters
from fourcapitals.scenario.files import load_scenario, parse_scenario
from fourcapitals.scenario.policy import terms_and_policy_of
from fourcapitals.simulation.behaviour.nhs import anchored
from fourcapitals.simulation.start import start_of, years_of
from fourcapitals.vocabulary import USE_NAMES
from hypothesis import given, settings
from hypothesis import strategies as st

HEAD = 'title = "T"\ndescription = "D"\nsources = ["S"]\n[nhs_anchor]\nsource = "S"\ngrade = "J"\n'
SHARE = HEAD + "local_share = { 2022 = 0.5 }\n"
HIRES = HEAD + "hired_from_outside_work = { 2022 = 0.01 }\n"
FACILITIES = """title = "T"
description = "D"
sources = ["S"]
[funds.f]
title = "F"
source = "S"
grade = "J"
money = "revenue"
price_year = 2019
financing = "unfunded"
keeps_facilities = true
uses_source = "S"
uses_grade = "J"
gbp_m = { 2022 = 10.0 }
uses = { nhs = 1.0 }
allocation = { rule = "per_head", areas = ["Blackpool"] }
"""
AT_2025 = 5
"""Position of 2025 among the simulated years."""


@pytest.fixture(scope="module")
def central():
    return load_parameters().central()


@pytest.fixture(scope="module")
def brought(baseline, central):
    """What a scenario's text brings, at the central numbers or others."""

    def bring(text, **numbers):
        scenario = load_scenario(text) if text in ("nhs_anchor", "care_workforce") else parse_scenario(text, name="s")
        _, policy = terms_and_policy_of(scenario, baseline, central.deflator)
        return anchored(policy.nhs, baseline.arrays, central._replace(**numbers))

    return bring


def run(text, baseline, numbers):
    scenario = parse_scenario(text, name="s")
    return years_of(start_of(scenario, baseline=baseline, numbers=numbers))[-1][0].outcomes


@settings(max_examples=20, deadline=None)
@given(taken=st.floats(0.0, 1.0), displaced=st.floats(0.0, 1.0))
def test_local_purchasing_moves_work_and_makes_what_is_taken_beyond_england(brought, taken, displaced):
    moved = brought(SHARE, purchasing_taken_in_england=taken, purchasing_displacement=displaced)
    whole = brought(SHARE, purchasing_taken_in_england=0.0, purchasing_displacement=0.0).jobs.sum(axis=1)
    np.testing.assert_allclose(moved.jobs.sum(axis=1), (1 - taken) * (1 - displaced) * whole, rtol=1e-9, atol=1e-6)
    assert whole[-1] == pytest.approx(0.5 * 0.2 * 27000e6 * 1.0218 / 110000, rel=0.01)


def test_at_full_displacement_nothing_is_gained_nationally(brought):
    none = brought("nhs_anchor", purchasing_taken_in_england=1.0, hiring_displacement=1.0)
    np.testing.assert_allclose(none.jobs.sum(axis=1), 0.0, rtol=0, atol=1e-6)
    assert (none.hired == 0).all()
    assert np.abs(none.jobs).max() > 10


def test_hiring_puts_into_work_whom_it_does_not_displace_and_moves_no_work(brought, central):
    hires = brought(HIRES)
    assert (hires.jobs == 0).all()
    assert (hires.care == 0).all()
    np.testing.assert_allclose(hires.hired[-1].sum(), 14000 * (1 - central.hiring_displacement), rtol=1e-9)


def test_facilities_keep_work_in_place_that_others_of_the_board_would_have_and_buy_no_care(brought, baseline, central):
    kept = brought(FACILITIES)
    blackpool = baseline.codes.index("E06000009")
    of_year = kept.jobs[2]
    assert of_year[blackpool] > 0
    assert (np.delete(of_year, blackpool) <= 0).all()
    np.testing.assert_allclose(of_year.sum(), 0.0, atol=1e-9)
    boards = care_boards().share
    near = boards[boards[:, blackpool] > 0].sum(axis=0) > 0
    assert (of_year[~near] == 0).all()
    start = start_of(parse_scenario(FACILITIES, name="s"), baseline=baseline, numbers=central)
    nhs = USE_NAMES.index("nhs")
    given = start.terms.budget @ start.terms.share
    np.testing.assert_allclose(start.environment.flows[:, nhs], -given, atol=1e-12)


def test_posts_take_their_workers_from_near_by_or_from_outside_work(brought, central):
    posts = brought("care_workforce")
    np.testing.assert_allclose(posts.jobs.sum(axis=1), 0.0, rtol=0, atol=1e-6)
    number = 2000e6 / 40000
    np.testing.assert_allclose(posts.hired[-1].sum(), 0.3 * number * (1 - central.hiring_displacement), rtol=1e-9)


def test_what_the_nhs_pays_is_taken_from_care_and_nothing_else(baseline, central):
    scenario = parse_scenario(SHARE, name="s")
    environment = start_of(scenario, baseline=baseline, numbers=central).environment
    nhs = USE_NAMES.index("nhs")
    cost = 0.5 * 0.2 * central.local_price_premium * central.nhs_purchases
    np.testing.assert_allclose(environment.flows[AT_2025, nhs].sum(), -cost, rtol=1e-9)
    assert (np.delete(environment.flows, nhs, axis=1) == 0).all()


def test_health_gained_by_posts_is_that_of_the_same_money_and_work_beside_it(baseline, central):
    scenario = load_scenario("care_workforce")
    posts = scenario.text[scenario.text.index("[funds.care_workforce.posts]") :]
    without = scenario.text.replace(posts, "")
    nobody = scenario.text.replace("hired_from_outside_work = 0.3", "hired_from_outside_work = 0.0")
    money, idle, full = (run(text, baseline, central) for text in (without, nobody, scenario.text))
    none = run(SHARE.replace("0.5", "0.3"), baseline, central)
    of_money, of_full = (each.hle.mean() - none.hle.mean() for each in (money, full))
    assert of_full > of_money > 0
    assert of_full < 1.05 * of_money
    np.testing.assert_allclose(idle.hle.mean(), money.hle.mean(), rtol=0, atol=2e-4)
    assert full.employment.mean() > money.employment.mean()


def test_a_plan_of_todays_share_is_today(baseline, central):
    today, none = (run(text, baseline, central) for text in (SHARE.replace("0.5", "0.3"), HEAD[: HEAD.index("[nhs")]))
    for mine, other in zip(today, none, strict=True):
        np.testing.assert_array_equal(mine, other)


def test_compiled_and_stepped_runs_agree(baseline, central):
    from fourcapitals.simulation import compiled, schedule

    start = start_of(load_scenario("nhs_anchor"), baseline=baseline, numbers=central, seed=3)
    stepped = years_of(start_of(load_scenario("nhs_anchor"), baseline=baseline, numbers=central))[-1][0].outcomes
    quiet = start_of(load_scenario("nhs_anchor"), baseline=baseline, numbers=central)
    fast = compiled.compile_function(schedule.project)(quiet.state, quiet.terms, quiet.environment, quiet.shocks)[0]
    assert start.environment.hired.sum() > 0
    for one, other in zip(stepped, fast, strict=True):
        np.testing.assert_allclose(other[-1], one, rtol=1e-9)


def test_effects_end_with_the_money(baseline, central):
    later = baseline.until(2040)
    _, policy = terms_and_policy_of(load_scenario("nhs_anchor"), later, central.deflator)
    moved = anchored(policy.nhs, later.arrays, central)
    assert np.abs(moved.jobs[15]).max() > 0
    assert (moved.hired[16:] == 0).all()
    assert (moved.care[16:] == 0).all()


def test_results_of_a_run_hold_an_anchor(baseline):
    results = fc.simulate(["baseline", "nhs_anchor"])
    assert float(abs(results.differences("employment", reference="baseline")).max()) > 0


def test_results_of_a_run_hold_the_jobs_that_boards_move_and_whom_they_hire():
    held = fc.simulate(["baseline", "nhs_anchor", "care_workforce"]).dataset
    moved, hired = held["nhs_jobs_moved"], held["nhs_people_hired"]
    assert moved.dims == hired.dims == ("scenario", "area", "year")
    assert not moved.sel(scenario="baseline").any()
    assert not hired.sel(scenario="baseline").any()
    anchor = moved.sel(scenario="nhs_anchor", year=2035)
    assert float(anchor.max()) > 0 > float(anchor.min())
    assert abs(float(anchor.sum())) < 0.2 * float(abs(anchor).sum())
    assert float(hired.sel(scenario="care_workforce", year=2035).sum()) > 1000
    model = fc.FourCapitals("nhs_anchor")
    np.testing.assert_allclose(anchor, model.environment.moved_jobs[15])
    assert "nhs_jobs_moved" not in fc.simulate("baseline").dataset
