"""The government's missions of 2022 on results: met or not, by how much, how often, and whether a scenario helps.

Within the model's reach are healthy life expectancy up five years by 2035 and its gap narrowed by 2030 (mission 7),
productivity, employment and income (1) and life satisfaction (8) up in every area with the gap closing by 2030; of all
twelve, `twelve_missions`. A probability is a share of draws; one draw has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.errors import UnknownName
from fourcapitals.results.chances import SMALL, Small, is_assumed, only_adds
from fourcapitals.results.mission_quantities import health_gap, health_up, rises_everywhere, tests_of_summary
from fourcapitals.results.mission_tests import (
    HEALTH_YEAR,
    INCOME_METHOD,
    INCOME_UNIT,
    MISSION_YEAR,
    OUTPUT_METHOD,
    OUTPUT_UNIT,
    WELLBEING_METHOD,
    WORK_METHOD,
    MissionTest,
)
from fourcapitals.results.number_of_draws import Interval, wilson_interval
from fourcapitals.results.twelve_missions import mission_of_test
from fourcapitals.vocabulary import NOTHING

if TYPE_CHECKING:
    import pandas as pd

    from fourcapitals.results.results import Results


SMALL_CHANGES: Final = SMALL | {OUTPUT_UNIT: Small(0.01, "a penny an hour"), INCOME_UNIT: Small(1.0, "£1 a head")}
"""Beside the units of outcomes, those of gaps in money."""


@checked
def missions(
    results: Results, *, reference: str = "baseline", generator: np.random.Generator | None = None
) -> pd.DataFrame:
    """Test the missions on every scenario, draw by draw.

    Parameters
    ----------
    results : Results
    reference : str
        A scenario of the results, to say whether another one helps.
    generator : numpy.random.Generator, optional
        Draws the sampling noise of the published figures, for the rows on *measured* quantities; that of the results'
        seed if left out. With one draw, or without noise and a generator, there are only rows on *true* ones. Output
        per hour has no published standard error, so that M3 to M6 are on true quantities alone; an ensemble without
        areas has M1 measured, and M2, M5 and M6 need ``--keep areas``.

    Returns
    -------
    pandas.DataFrame
        One row a scenario and test: ``scenario, mission, white_paper_mission`` (its number there)``, test, sex``;
        ``quantity``, true or measured;
        ``baseline_year, target_year, method, unit, target``; ``value``, the median of the draws, with several draws
        also ``value_low_80, value_high_80``; ``margin``, by how much it passes (negative: falls short); ``draws,
        draws_met``; ``met``, with one draw only; ``probability, probability_low, probability_high``, with more than
        one (95% Wilson, Monte Carlo error alone); ``reference_value``; ``difference``, the median of what the scenario
        changes in the quantity draw by draw, and ``difference_low_80, difference_high_80``; ``helps`` (one draw) or
        ``probability_helps``, the share of draws in which it moves the quantity towards the mission,
        ``probability_helps_more``, in which by more than ``more_than``; ``sign_assumed`` as in `chances.chances_of`.

        A test that both sexes, or two things at once, must meet has no quantity of its own: its value is whether it is
        met, 1 or 0, it has no difference, and a scenario helps where it moves each of the two towards the mission.

    Raises
    ------
    UnknownName
        When the results lack the reference, or a year of the missions.

    Notes
    -----
    An ensemble without its areas holds the tests on tenths of places by number; those on tenths of the people, or of
    the hours worked, need ``keep="areas"``. A test of one name is the same test in both.

    Measured: the base is the published figure, which holds noise of its own. Draws with noise begin at the true level
    that all figures let expect (`simulation.drawn_start`); without noise it is redrawn around the figure, shrunk
    towards the mean between places by its reliability. The change is the model's, and the later figure gets fresh
    noise, its variance `sampling_variance_multiple` times the published one. The two periods do not overlap, so that
    their noise is independent.
    """
    position = results.scenarios.index(results.scenario(reference))
    if missing := sorted({MISSION_YEAR, HEALTH_YEAR} - set(results.years[1:])):
        raise UnknownName(
            f"the missions are for {MISSION_YEAR} and {HEALTH_YEAR}; these results hold {results.years[0]} to "
            f"{results.years[-1]}, without {' and '.join(map(str, missing))}"
        )
    if not results.holds_areas and generator is not None:
        raise results.without_areas()
    if generator is None and results.seed is not None and results.draws > 1:
        generator = np.random.default_rng(results.seed)
    if not results.holds_areas:
        of_summary = tests_of_summary(results)
        if generator is not None:
            of_summary += health_up(results, generator)
            of_summary.sort(key=lambda test: test.mission)
        return _table_of(of_summary, results, position)
    tests = [*health_up(results), *health_gap(results)]
    if generator is not None and results.draws > 1:
        tests += [*health_up(results, generator), *health_gap(results, generator)]
        tests.sort(key=lambda test: test.mission)
    tests += [
        *rises_everywhere(results, "M3", "gva_per_hour", OUTPUT_METHOD),
        *rises_everywhere(results, "M4", "life_satisfaction", WELLBEING_METHOD),
        *rises_everywhere(results, "M5", "employment", WORK_METHOD),
        *rises_everywhere(results, "M6", "income", INCOME_METHOD),
    ]
    return _table_of(tests, results, position)


def _table_of(tests: Sequence[MissionTest], results: Results, position: int) -> pd.DataFrame:
    import pandas as pd

    adds = only_adds(results, reference=results.scenarios[position])
    rows = [
        _row(test, scenario, index, position, results.years[0])
        | _help_of(test, index, position, only_adds=adds[scenario])
        for index, scenario in enumerate(results.scenarios)
        for test in tests
    ]
    table = pd.DataFrame(rows)
    return table.astype({"met": "boolean", "helps": "boolean"})


def _row(test: MissionTest, scenario: str, index: int, position: int, base_year: int) -> dict[str, object]:
    values, met = test.value[index], test.met[index]
    draws, middle, nan = len(values), float(np.median(values)), float("nan")
    many = draws > 1
    ends = np.quantile(values, (0.1, 0.9)) if many else (nan, nan)
    probability = met.mean() if many else nan
    low, high = wilson_interval(int(met.sum()), draws) if many else Interval(nan, nan)
    return {
        "scenario": scenario,
        "mission": test.mission,
        "white_paper_mission": mission_of_test(test.mission),
        "test": test.test,
        "sex": test.sex,
        "quantity": test.quantity,
        "baseline_year": base_year,
        "target_year": test.target_year,
        "method": test.method,
        "unit": test.unit,
        "target": test.target,
        "value": middle,
        "value_low_80": float(ends[0]),
        "value_high_80": float(ends[1]),
        "margin": test.sign * (middle - test.target),
        "draws": draws,
        "draws_met": int(met.sum()),
        "met": None if many else bool(met[0]),
        "probability": float(probability),
        "probability_low": low,
        "probability_high": high,
        "reference_value": float(np.median(test.value[position])),
    }


def _help_of(test: MissionTest, index: int, position: int, *, only_adds: bool) -> dict[str, object]:
    """What a scenario changes in the quantity draw by draw, and whether that helps."""
    nan, small = float("nan"), SMALL_CHANGES.get(test.unit)
    changes = test.value[index] - test.value[position]
    gains = [part[index] - part[position] for part in test.parts] or [test.sign * changes]
    least = np.min(gains, axis=0)
    compared, many = index != position, len(changes) > 1
    sized = not test.parts
    ends = np.quantile(changes, (0.1, 0.9)) if many and sized else (nan, nan)
    worse = float(np.mean(least < -NOTHING))
    zero = float(np.mean(np.abs(least) <= NOTHING))
    return {
        "difference": float(np.median(changes)) if sized else nan,
        "difference_low_80": float(ends[0]),
        "difference_high_80": float(ends[1]),
        "helps": None if many or not compared else bool(least[0] > NOTHING),
        "probability_helps": float(np.mean(least > NOTHING)) if many and compared else nan,
        "more_than": small.words if small and sized else "",
        "probability_helps_more": (
            float(np.mean(least > small.size)) if many and compared and small and sized else nan
        ),
        # That a gap narrows is a result: who gains more follows from where the money goes.
        "sign_assumed": many and test.mission == "M1" and is_assumed(only_adds=only_adds, zero=zero, worse=worse),
    }
