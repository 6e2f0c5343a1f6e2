"""Scenario discovery: boxes that are known are found, with their coverage and density, and a strategy's is told."""

import json
from pathlib import Path

import fourcapitals as fc
import numpy as np
import pandas as pd
import pytest
from fourcapitals.errors import BadInput
from fourcapitals.evidence.rule_induction import Box, best_box, chance_of, paste, peel
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats.qmc import Sobol

POINTS = np.asarray(Sobol(4, rng=np.random.default_rng(1)).random(2048))
IN_BOX = (POINTS[:, 0] > 0.6) & (POINTS[:, 2] < 0.5)


def test_a_box_that_is_there_is_found_whole():
    box = best_box(POINTS, IN_BOX)
    assert box.restricted == [0, 2]
    assert box.low[0] == pytest.approx(0.6, abs=0.02)
    assert box.high[2] == pytest.approx(0.5, abs=0.02)
    assert (box.coverage, box.density) == pytest.approx((1, 1), abs=0.03)
    assert box.mass == pytest.approx(0.2, abs=0.01)


def test_the_first_peels_take_a_twentieth_of_what_is_left():
    trajectory = peel(POINTS, IN_BOX)
    assert [box.mass for box in trajectory[:4]] == pytest.approx([0.95**k for k in range(4)], abs=0.002)
    # While cases are uniform in a box, each peel raises their density by 1 / 0.95.
    assert trajectory[1].density / trajectory[0].density == pytest.approx(1 / 0.95, abs=0.01)
    assert trajectory[0].coverage == 1


def test_a_restriction_that_tells_something_is_unlikely_by_chance_and_one_that_does_not_is_not():
    low, high = np.full(4, -np.inf), np.full(4, np.inf)
    low[0], high[3] = 0.6, 0.9
    box = Box(low, high, 0, 0, 0)
    assert chance_of(box, 0, POINTS, IN_BOX) < 1e-6
    assert chance_of(box, 3, POINTS, IN_BOX) > 0.05


def test_pasting_lets_out_what_was_cut_too_far():
    low, high = np.full(4, -np.inf), np.full(4, np.inf)
    low[0], high[2] = 0.75, 0.5
    inside = Box(low, high, 0, 0, 0).holds(POINTS)
    tight = Box(low, high, float(IN_BOX[inside].sum() / IN_BOX.sum()), 1.0, float(inside.mean()))
    assert paste(POINTS, IN_BOX, tight).low[0] == pytest.approx(0.6, abs=0.02)


@given(st.integers(0, 2**32), st.floats(0.05, 0.9))
@settings(max_examples=20, deadline=None)
def test_density_rises_along_the_trajectory_and_a_box_says_what_it_holds(seed, share):
    stream = np.random.default_rng(seed)
    points, cases = stream.random((200, 3)), stream.random(200) < share
    trajectory = peel(points, cases)
    densities = [box.density for box in trajectory]
    assert densities == sorted(densities)
    for box in trajectory:
        inside = box.holds(points)
        assert box.mass == pytest.approx(inside.mean())
        assert box.density == pytest.approx(cases[inside].mean())
        assert box.mass >= 0.05


# A published box: Bryant and Lempert's runs, and what the EMA workbench says of them on its page on scenario discovery.

RUNS = pd.read_csv(Path(__file__).with_name("renewable_energy_runs.csv"), comment="#")
INPUTS, COSTLY = RUNS.drop(columns="case"), RUNS["case"].to_numpy(bool)
PUBLISHED = {
    "total_biomass": (-np.inf, 755.8, 4.716968553178765e-06),
    "demand_elasticity": (-0.422, np.inf, 1.1849299115762218e-16),
    "biomass_backstop_price": (150.05, np.inf, 3.515112530263049e-11),
    "cellulosic_cost": (72.65, np.inf, 0.15741333528927348),
}
"""Restrictions of box 21, to four digits as the runs are, each with its quasi-p-value."""


def published_box(*, without=()):
    low, high = np.full(9, -np.inf), np.full(9, np.inf)
    for name in PUBLISHED.keys() - {*without}:
        low[INPUTS.columns.get_loc(name)], high[INPUTS.columns.get_loc(name)], _ = PUBLISHED[name]
    box = Box(low, high, 0, 0, 0)
    inside = box.holds(INPUTS.to_numpy())
    return box, (COSTLY[inside].sum() / COSTLY.sum(), COSTLY[inside].mean(), inside.mean())


def test_a_published_box_holds_what_is_published_of_it():
    assert (len(RUNS), COSTLY.sum()) == (882, 89)
    assert published_box()[1] == pytest.approx((0.752809, 0.770115, 0.0986395), abs=5e-7)
    assert published_box(without=["cellulosic_cost"])[1] == pytest.approx((0.764045, 0.715789, 0.10771), abs=5e-6)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_chance_of_each_restriction_is_the_published_one(name):
    found = chance_of(published_box()[0], INPUTS.columns.get_loc(name), INPUTS.to_numpy(), COSTLY)
    assert found == pytest.approx(PUBLISHED[name][2], rel=1e-12)


def test_peeling_takes_the_published_course():
    trajectory = peel(INPUTS.to_numpy(), COSTLY, share=0.1)
    smallest = trajectory[-1]
    assert (smallest.coverage, smallest.density, smallest.mass) == pytest.approx(
        (0.5056179775280899, 1.0, 0.05102040816326531), rel=1e-12
    )
    assert len(smallest.restricted) == 6
    # On the way ties fall otherwise: one more case, one more run.
    assert {INPUTS.columns[at] for at in trajectory[21].restricted} == PUBLISHED.keys()
    assert trajectory[21].coverage - 0.752809 == pytest.approx(1 / 89, abs=1e-6)
    assert trajectory[21].mass - 0.0986395 == pytest.approx(1 / 882, abs=1e-6)


def test_of_the_published_runs_the_three_restrictions_that_are_not_chance_are_kept():
    box = best_box(INPUTS.to_numpy(), COSTLY)
    assert {INPUTS.columns[at] for at in box.restricted} == PUBLISHED.keys() - {"cellulosic_cost"}


def test_where_all_or_no_draw_is_a_case_there_is_nothing_to_find():
    for cases, why in ((np.ones(2048, bool), "every draw"), (np.zeros(2048, bool), "no draw")):
        with pytest.raises(BadInput, match=why):
            best_box(POINTS, cases)


def test_what_makes_public_health_do_badly_is_its_cost_per_qaly(call):
    code, out, _ = call("sensitivity", "public_health_restored", "--method", "prim", "--size", "256", "--json", "-q")
    told = json.loads(out)
    assert code == 0
    assert "public_health_cost_per_qaly" in {row["parameter"] for row in told["box"]}
    assert told["density"] > 0.5 > told["mass"]
    code, out, err = call("sensitivity", "public_health_restored", "--below", "0.1")
    assert (code, out) == (2, "")
    assert "--below: says what is bad, for --method prim alone" in err


@pytest.mark.thorough
def test_the_box_of_a_strategy_is_told_in_words():
    table = fc.evidence.discover("public_health_restored", draws=256)
    said = " ".join(fc.evidence.discovery_lines(table))
    assert "in 64 of 256 draws" in said
    assert "against 25% of all" in said
    assert "not a test" in said
    with pytest.raises(BadInput, match=r"below: no draw lies below -5 years.*they run from"):
        fc.evidence.discover("public_health_restored", draws=8, below=-5)
