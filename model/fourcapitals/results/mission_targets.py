"""The government's missions of 2022 on results: met or not, by how much, how often, and whether a scenario helps.

Within the model's reach are healthy life expectancy up five years by 2035 and its gap narrowed by 2030 (mission 7),
productivity, employment and income (1) and life satisfaction (8) up in every area with the gap closing by 2030; of all
twelve, `twelve_missions`. A probability is a share of draws; one draw has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import BASE_PERIOD, load_baseline
from fourcapitals.data.sampling_error import published_reliability, published_standard_errors, sampling_error_multiple
from fourcapitals.equations.disparity import absolute_gap
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import UnknownName
from fourcapitals.results.chances import SMALL, Small, is_assumed, only_adds
from fourcapitals.results.gaps import place_values
from fourcapitals.results.number_of_draws import Interval, wilson_interval
from fourcapitals.results.twelve_missions import mission_of_test
from fourcapitals.vocabulary import ENGLAND, NOTHING, SEXES, Outcome, outcome_named

if TYPE_CHECKING:
    import pandas as pd

    from fourcapitals.results.results import Results


YEARS_MORE: Final = 5.0
"""Years of healthy life expectancy to be gained (Levelling Up White Paper, mission 7)."""
HEALTH_YEAR: Final = 2035
"""By then."""
MISSION_YEAR: Final = 2030
"""The year of the other missions."""

MISSIONS: Final = {
    "M1": "Healthy life expectancy of England up 5 years",
    "M2": "Gap in healthy life expectancy between upper tiers narrower",
    "M3": "GVA per hour up in every area, gap closing",
    "M4": "Life satisfaction up in every area, gap closing",
    "M5": "Employment share up in every area, gap closing",
    "M6": "Disposable income per head up in every area, gap closing",
}
"""Tests by the letter and number of the table; the White Paper's own numbers are others (`mission_of_test`)."""
BOTH_SEXES: Final = "both"
BOTH_MET: Final = "both met"
OUTPUT_UNIT: Final = "£ an hour, 2019 prices"
INCOME_UNIT: Final = "£ a head, 2019 prices"
SMALL_CHANGES: Final = SMALL | {OUTPUT_UNIT: Small(0.01, "a penny an hour"), INCOME_UNIT: Small(1.0, "£1 a head")}
"""Beside the units of outcomes, those of gaps in money."""
UNITS_OF_GAPS: Final = {"gva_per_hour": OUTPUT_UNIT, "income": INCOME_UNIT}
HEALTH_METHOD: Final = (
    f"ONS original method (self-reported health, Annual Population Survey), base {BASE_PERIOD}; never to be set "
    "against the rebased series that replaced it"
)
OUTPUT_METHOD: Final = "ONS smoothed GVA per hour worked, £ of 2019; 307 areas, changes without sampling noise"
WELLBEING_METHOD: Final = "ONS personal wellbeing, April 2019 to March 2020; 307 areas, changes without sampling noise"
WORK_METHOD: Final = "ONS Annual Population Survey, share of ages 16-64; 307 areas, changes without sampling noise"
INCOME_METHOD: Final = (
    "ONS gross disposable household income per head, £ of 2019; 307 areas, changes without sampling noise; pay itself "
    "is not modelled"
)
PLACES: Final = "ranked anew"
FOLLOWED: Final = "places of the base year"
PEOPLE: Final = "tenths of the people ranked anew"
HOURS: Final = "tenths of the hours worked ranked anew"
ENDS: Final = {
    PLACES: "top less bottom tenth of places by number, weighted means, ranked anew",
    FOLLOWED: "top less bottom tenth of places by number in the base year, weighted means, the same places followed",
    PEOPLE: "top less bottom tenth of the people by their place, ranked anew",
    HOURS: "top less bottom tenth of the hours worked by their place, ranked anew",
}
"""By number, a weighted mean jumps when places that hardly differ change ranks; by people it does not."""


@dataclass(frozen=True, kw_only=True)
class _Test:
    """One test of one mission: a quantity in every scenario and draw, and what it must exceed."""

    mission: str
    test: str
    sex: str = "persons"
    quantity: str = "true"
    target_year: int = MISSION_YEAR
    unit: str
    target: float
    sign: int
    """1 where the quantity must lie above the target, -1 where below."""
    value: Array
    """(scenario, draw)"""
    met: npt.NDArray[np.bool_]
    method: str
    parts: tuple[Array, ...] = ()
    """What must each move up for a scenario to help, where the value is only whether all of it is met."""


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
    that all figures let expect (`simulation.beginning`); without noise it is redrawn around the figure, shrunk towards
    the mean between places by its reliability. The change is the model's, and the later figure gets fresh noise, its
    variance `sampling_variance_multiple` times the published one. The two periods do not overlap, so that their noise
    is independent.
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
        of_summary = _of_summary(results)
        if generator is not None:
            of_summary += _health_up(results, generator)
            of_summary.sort(key=lambda test: test.mission)
        return _table_of(of_summary, results, position)
    tests = [*_health_up(results), *_health_gap(results)]
    if generator is not None and results.draws > 1:
        tests += [*_health_up(results, generator), *_health_gap(results, generator)]
        tests.sort(key=lambda test: test.mission)
    tests += [
        *_rises_everywhere(results, "M3", "gva_per_hour", OUTPUT_METHOD),
        *_rises_everywhere(results, "M4", "life_satisfaction", WELLBEING_METHOD),
        *_rises_everywhere(results, "M5", "employment", WORK_METHOD),
        *_rises_everywhere(results, "M6", "income", INCOME_METHOD),
    ]
    return _table_of(tests, results, position)


def _table_of(tests: Sequence[_Test], results: Results, position: int) -> pd.DataFrame:
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


def _row(test: _Test, scenario: str, index: int, position: int, base_year: int) -> dict[str, object]:
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


def _help_of(test: _Test, index: int, position: int, *, only_adds: bool) -> dict[str, object]:
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


# Quantities, from the series that an ensemble holds or from the areas


def _of_summary(results: Results) -> list[_Test]:
    """The tests that the series of an ensemble carry: every one but those on tenths of the people or of the hours."""
    held = results.dataset

    def change(name: str, year: int) -> Array:
        moved = held[name].sel(year=year) - held[name].isel(year=0)
        return np.asarray(moved.to_numpy(), np.float64)

    def by_sex(name: str, year: int) -> dict[str, Array]:
        return {sex: change(name, year)[:, :, at] for at, sex in enumerate(SEXES)}

    gaps = {PLACES: "hle_gap_by_sex", FOLLOWED: "hle_gap_fixed_by_sex"}
    tests = _gains_of_health(by_sex("hle_by_sex", HEALTH_YEAR))
    tests += _gaps_of_health({ends: by_sex(name, MISSION_YEAR) for ends, name in gaps.items()})
    for mission, of_areas, of_gap, of_logs, name, method in (
        ("M3", "areas_with_higher_gva", "gva_gap_gbp", "gva_gap", "gva_per_hour", OUTPUT_METHOD),
        (
            "M4",
            "areas_with_higher_life_satisfaction",
            "life_satisfaction_gap",
            "",
            "life_satisfaction",
            WELLBEING_METHOD,
        ),
    ):
        risen = np.asarray(held[of_areas].sel(year=MISSION_YEAR).to_numpy(), np.float64)
        ratios = {PLACES: _in_percent(change(of_logs, MISSION_YEAR))} if of_logs else {}
        rise = _Rise(risen, held.sizes["area"], {PLACES: change(of_gap, MISSION_YEAR)}, ratios)
        tests += _tests_of_rise(mission, outcome_named(name), rise, method)
    return tests


def _in_percent(logs: Array) -> Array:
    return np.asarray(100 * np.expm1(logs))


def _health_up(results: Results, generator: np.random.Generator | None = None) -> list[_Test]:
    """M1 from England's healthy life expectancy, with sampling noise redrawn where there is a generator."""
    gains = {}
    for sex in SEXES:
        level = results.levels("hle", sex=sex, years=[results.years[0], HEALTH_YEAR]).isel(group=0)
        gain = (level.isel(year=1) - level.isel(year=0)).to_numpy()
        if generator is not None:
            error = published_standard_errors(load_baseline(), [ENGLAND], sex=sex)[0] * sampling_error_multiple()
            # One error of the base figure and one of the later; scenarios share them, as they share their draws.
            gain = gain + generator.normal(0.0, error * sqrt(2), size=gain.shape[1])
        gains[sex] = gain
    return _gains_of_health(gains, "true" if generator is None else "measured")


def _health_gap(results: Results, generator: np.random.Generator | None = None) -> list[_Test]:
    """M2 from the upper tiers, with sampling noise redrawn where there is a generator."""
    changes: dict[str, dict[str, Array]] = {ends: {} for ends in (PLACES, FOLLOWED, PEOPLE)}
    for sex in SEXES:
        values, people, codes = place_values(
            results, outcome_named("hle"), by="upper_tier", sex=sex, years=[results.years[0], MISSION_YEAR]
        )
        first, last = values.isel(year=0).to_numpy(), values.isel(year=1).to_numpy()
        if generator is not None:
            error = published_standard_errors(load_baseline(), codes, sex=sex) * sampling_error_multiple()
            size = (first.shape[1], len(codes))
            if results.seed is None:
                kept = published_reliability(load_baseline(), codes, sex=sex)
                middle = np.average(first, weights=people, axis=-1)[..., None]
                true = middle + kept * (first - middle) + generator.normal(0.0, error * np.sqrt(kept), size=size)
                last = true + (last - first)
            else:
                # Draws with noise begin at latent levels; what was measured in the base year is the published figure.
                figures = results.published("hle", sex=sex)
                first = np.broadcast_to([figures[code] for code in codes], first.shape)
            last = last + generator.normal(0.0, error, size=size)
        order = np.argsort(first, axis=-1, kind="stable")
        base = absolute_gap(first, people)
        changes[PLACES][sex] = absolute_gap(last, people) - base
        changes[FOLLOWED][sex] = absolute_gap(last, people, fixed_order=order) - base
        by_people = [absolute_gap(level, people, ends="weight") for level in (first, last)]
        changes[PEOPLE][sex] = by_people[1] - by_people[0]
    return _gaps_of_health(changes, "true" if generator is None else "measured")


def _rises_everywhere(results: Results, mission: str, name: str, method: str) -> list[_Test]:
    """M3 to M6 from the areas."""
    outcome = outcome_named(name)
    values, weights, codes = place_values(results, outcome, years=[results.years[0], MISSION_YEAR])
    first, last = values.isel(year=0).to_numpy(), values.isel(year=1).to_numpy()
    risen = (last - first > NOTHING).sum(axis=-1).astype(np.float64)

    def widening(start: Array, end: Array) -> dict[str, Array]:
        # By weight too: figures published to a hundredth tie, and ties that part must not move the gap.
        of_weight = HOURS if outcome.weight == "hours_worked" else PEOPLE
        return {
            PLACES: absolute_gap(end, weights) - absolute_gap(start, weights),
            of_weight: absolute_gap(end, weights, ends="weight") - absolute_gap(start, weights, ends="weight"),
        }

    ratios = {}
    if outcome.change == "relative":
        # When all grow at one rate the gap in £ widens and the ratio of the ends does not: both are shown.
        ratios = {ends: _in_percent(each) for ends, each in widening(np.log(first), np.log(last)).items()}
    return _tests_of_rise(mission, outcome, _Rise(risen, len(codes), widening(first, last), ratios), method)


# Tests of quantities


def _gains_of_health(gains: dict[str, Array], quantity: str = "true") -> list[_Test]:
    """M1 by sex and for both, from gains in years, (scenario, draw) each."""
    common: dict[str, Any] = {"test": f"up {YEARS_MORE:g} years by {HEALTH_YEAR}", "target_year": HEALTH_YEAR}
    met = {sex: gain >= YEARS_MORE - NOTHING for sex, gain in gains.items()}
    asked = {**common, "target": YEARS_MORE, "unit": "years", "sign": 1, "method": HEALTH_METHOD}
    tests = [
        _Test(mission="M1", sex=sex, quantity=quantity, value=gain, met=met[sex], **asked)
        for sex, gain in gains.items()
    ]
    return [*tests, _of_both_sexes("M1", quantity, common, HEALTH_METHOD, met, tuple(gains.values()))]


def _of_both_sexes(
    mission: str,
    quantity: str,
    common: dict[str, Any],
    method: str,
    met: dict[str, npt.NDArray[np.bool_]],
    parts: tuple[Array, ...],
) -> _Test:
    """The test that both sexes meet it in the same draw: no quantity of its own, since the sexes have two."""
    both = np.logical_and(*met.values())
    value = both.astype(np.float64)
    how: dict[str, Any] = {"target": 1.0, "unit": BOTH_MET, "sign": 1, "method": f"{method}; each sex must meet it"}
    return _Test(
        mission=mission, sex=BOTH_SEXES, quantity=quantity, value=value, met=both, parts=parts, **how, **common
    )


def _gaps_of_health(changes: dict[str, dict[str, Array]], quantity: str = "true") -> list[_Test]:
    """M2 by sex and for both, from changes of the gap by the way of ranking and sex, years, (scenario, draw) each."""
    tests = []
    for ends, by_sex in changes.items():
        common: dict[str, Any] = {"test": f"gap narrower in {MISSION_YEAR}, {ends}"}
        method = f"{HEALTH_METHOD}; upper tiers, {ENDS[ends]}"
        met = {sex: change < -NOTHING for sex, change in by_sex.items()}
        asked = {**common, "target": 0.0, "unit": "years", "sign": -1, "method": method}
        tests += [
            _Test(mission="M2", sex=sex, quantity=quantity, value=change, met=met[sex], **asked)
            for sex, change in by_sex.items()
        ]
        parts = tuple(-change for change in by_sex.values())
        tests.append(_of_both_sexes("M2", quantity, common, method, met, parts))
    return tests


class _Rise(NamedTuple):
    """What M3 to M6 ask of an outcome."""

    risen: Array
    """(scenario, draw): how many areas are above their level of the base year."""
    areas: int
    gaps: dict[str, Array]
    """By the way of ranking, (scenario, draw): change of the gap, in the unit of the outcome."""
    ratios: dict[str, Array]
    """By the way of ranking, (scenario, draw): change of the ratio of the ends, %."""


def _tests_of_rise(mission: str, outcome: Outcome, rise: _Rise, method: str) -> list[_Test]:
    """M3 to M6: how many areas rise, what becomes of the gap, and both together."""
    everywhere = rise.risen == rise.areas
    tests = [
        _Test(
            mission=mission,
            test=f"up in every area by {MISSION_YEAR}",
            unit="areas",
            target=float(rise.areas),
            sign=1,
            value=rise.risen,
            met=everywhere,
            method=method,
        )
    ]
    unit = UNITS_OF_GAPS.get(outcome.name, outcome.unit)
    for ends, gap in rise.gaps.items():
        narrower, when = gap < -NOTHING, f"{MISSION_YEAR}, {ends}"
        asked: dict[str, Any] = {"mission": mission, "target": 0.0, "sign": -1, "method": f"{method}; {ENDS[ends]}"}
        tests.append(_Test(test=f"gap narrower in {when}", unit=unit, value=gap, met=narrower, **asked))
        if ends in rise.ratios:
            words, ratio = f"ratio of the ends narrower in {when}", rise.ratios[ends]
            tests.append(_Test(test=words, unit="%", value=ratio, met=ratio < -NOTHING, **asked))
        # How much is missing has no one unit here; the row carries whether both are met, 1 or 0.
        words, both = f"up in every area and gap narrower in {when}", everywhere & narrower
        of_both = {**asked, "target": 1.0, "sign": 1, "parts": (rise.risen, -gap)}
        tests.append(_Test(test=words, unit=BOTH_MET, value=both.astype(np.float64), met=both, **of_both))
    return tests
