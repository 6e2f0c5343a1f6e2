"""A toy of three areas that can be worked by hand, the real baseline, and what all tests share of machine code."""

import gc
import os
import sys

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.appraisal import ranking
from fourcapitals.cli import main
from fourcapitals.cli.streams import STYLED
from fourcapitals.data.area_arrays import Areas
from fourcapitals.data.parameters import load_parameters
from fourcapitals.equations.relational import RelationalExpansion
from fourcapitals.evidence import sensitivity
from fourcapitals.evidence.uncertain import find_uncertain
from fourcapitals.scenario.policy import Policy
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.arrays import at_year
from fourcapitals.simulation.behaviour.councils import with_councils
from fourcapitals.simulation.behaviour.funds import bids_of, decide
from fourcapitals.simulation.compiled import compile_function
from fourcapitals.simulation.environment import environment_of, map_geography
from fourcapitals.simulation.noise import no_shocks
from fourcapitals.simulation.schedule import advance, project
from fourcapitals.simulation.start import start_of
from fourcapitals.simulation.state import base_state
from fourcapitals.vocabulary import RISKS, USE_NAMES
from hypothesis import settings
from pictures import FOUR

YEARS = 16
OF_THE_CALLER = (
    *STYLED,
    *("COLUMNS", "LINES", "NO_COLOR", "MPLBACKEND", "SOURCE_DATE_EPOCH", "PYTHONDONTWRITEBYTECODE", "PYTHONWARNINGS"),
)
"""Variables of the environment by which whoever runs the tests would change what programs write."""
settings.register_profile("patient", deadline=None)  # a machine that does other work besides is no fault
settings.load_profile("patient")


def pytest_configure():
    """Run tests in the same environment everywhere; have the collector of garbage come seldom.

    Collecting tests and compiling make much, and little of it garbage.
    """
    for name in OF_THE_CALLER:
        os.environ.pop(name, None)
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_finish(session):
    """Share out what must be compiled; spare the collector of garbage what is loaded for good, a tenth of the time."""
    gc.freeze()
    if session.config.args_source is pytest.Config.ArgsSource.TESTPATHS and not session.config.option.collectonly:
        compile_own_part(os.environ.get("PYTEST_XDIST_WORKER"))
    gc.collect()
    gc.freeze()


def compile_own_part(worker):
    """Where two workers run all tests, have each compile what the other need not, before both ask for the same."""
    if worker == "gw0":
        fc.run_ensemble("baseline", draws=1, workers=1)
    elif worker == "gw1":
        start = start_of(
            fc.load_scenario("competition"),
            baseline=fc.load_baseline(),
            numbers=load_parameters().central(),
            seed=0,
        )
        compile_function(project)(start.state, start.terms, start.environment, start.shocks)


@pytest.fixture(scope="session")
def baseline():
    return fc.load_baseline()


@pytest.fixture(scope="session")
def central():
    return load_parameters().central()


@pytest.fixture(scope="module")
def four():
    """Central runs of the README's four strategies."""
    return fc.simulate(FOUR)


@pytest.fixture
def toy():
    """Three areas of 100,000 people: a job core whose jobs are half held by commuters, a suburb and an island."""
    three = np.ones(3)
    slope = np.ones((2, 3))
    return Areas(
        population=1e5 * three,
        working_age=6e4 * three,
        jobs=np.array([8e4, 1e4, 3e4]),
        hours=np.array([2.4e6, 3e5, 9e5]),
        gva_per_hour=np.array([40.0, 30.0, 20.0]),
        income=2e4 * three,
        employment=0.75 * three,
        long_term_sick=np.array([0.03, 0.05, 0.10]),
        life_satisfaction=7.5 * three,
        hle=np.array([[66.0, 63.0, 57.0], [67.0, 63.0, 58.0]]),
        le=np.array([[81.0, 79.0, 77.0], [84.0, 83.0, 81.0]]),
        expansion=RelationalExpansion(
            -11 * slope,
            3 * slope,
            -5.5 * slope,
            10 * slope,
            0 * slope,
            -2.5 * slope,
            -4.5 * slope,
            0.13 * slope,
        ),
        good_health_eta=0.13 * three,
        deprivation=np.array([-1.0, 0.0, 1.0]),
        cut_share=np.array([0.1, 0.2, 0.3]),
        council_budget=700 * three,
        public_health_budget=60 * three,
        council_tax=500 * three,
        pm25=np.array([12.0, 10.0, 8.0]),
        risk_prevalence=np.array([[0.1, 0.15, 0.2]] * len(RISKS)),
        relative_pay=np.array([1.2, 1.0, 0.8]),
        distance=np.array([[5.0, 20.0, 100.0], [20.0, 5.0, 100.0], [100.0, 100.0, 5.0]]),
        commute_home=np.array([0, 1, 1, 2]),
        commute_work=np.array([0, 0, 1, 2]),
        commute_of_residents=np.array([1.0, 0.8, 0.2, 1.0]),
        commute_of_jobs=np.array([0.5, 0.5, 1.0, 1.0]),
    )


def terms(areas, *funds):
    """Terms of funds given as (yearly £m or 16 of them, {use: share}, area shares or None for per head)."""
    count = len(areas.population)
    budget = np.zeros((YEARS, len(funds)))
    share = np.zeros((len(funds), count))
    split = np.zeros((len(funds), len(USE_NAMES)))
    for row, (money, uses, places) in enumerate(funds):
        budget[:, row] = money
        share[row] = areas.population / areas.population.sum() if places is None else places
        for use, part in uses.items():
            split[row, USE_NAMES.index(use)] = part
    none = np.zeros(len(funds))
    return Terms(
        budget,
        share,
        split,
        tax_financed=none,
        displaced_use=np.full(len(funds), -1, dtype=np.int64),
        competitive=none,
        need=np.zeros_like(share),
        capacity_weight=none,
        shock_weight=none,
        grant=none,
        rolls_over=none,
        once=none,
        past_wins_weight=none,
        rounds=np.ones_like(budget),
    )


def run(areas, parameters, money, *, noise=None, policy=None):
    """Step through all years; the states and the awards."""
    count = len(areas.population)
    funds = money.budget.shape[1]
    noise = no_shocks(areas=count, years=YEARS, funds=funds) if noise is None else noise
    if noise.bids.shape[1] != funds:
        noise = noise._replace(bids=np.zeros((YEARS, funds, count)))
    policy = policy or Policy(money.tax_financed, 0.0, np.zeros((YEARS, len(RISKS), count)))
    environment = environment_of(areas, parameters, map_geography(areas, parameters), policy)
    state, states, awarded = with_councils(base_state(areas, funds=funds), environment, np.zeros((3, count))), [], []
    states.append(state)
    for year in range(YEARS):
        chance = at_year(noise, year)
        bids = bids_of(state, money, environment)
        awards = decide(state, money, environment, chance, bids)
        state = advance(state, awards, environment, chance, money, bids)
        states.append(state)
        awarded.append(awards)
    return states, np.array(awarded), environment


@pytest.fixture(scope="session")
def make_terms():
    return terms


@pytest.fixture(scope="session")
def run_years():
    return run


@pytest.fixture
def few_numbers(monkeypatch):
    """Search three uncertain numbers of the table for what reverses a ranking or moves an effect, not all hundred."""
    names = ("public_health_cost_per_qaly", "healthy_years_per_qaly", "elasticity_set")
    for searched in (ranking, sensitivity):
        monkeypatch.setattr(
            searched, "uncertain_numbers", lambda table: [find_uncertain(table, each) for each in names]
        )


@pytest.fixture
def call(monkeypatch, capsys):
    """Call the command line; gives its exit code, stdout and stderr."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["fourcapitals", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        streams = capsys.readouterr()
        return left.value.code or 0, streams.out, streams.err

    return call
