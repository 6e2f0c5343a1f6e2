"""What the missions are tested on: changes of health, of other outcomes and of gaps, of areas or of an ensemble."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.sampling_error import published_reliability, published_standard_errors, sampling_error_multiple
from fourcapitals.equations.disparity import absolute_gap
from fourcapitals.equations.elementary import Array
from fourcapitals.results.gaps import place_values
from fourcapitals.results.mission_tests import (
    FOLLOWED,
    HEALTH_YEAR,
    HOURS,
    MISSION_YEAR,
    OUTPUT_METHOD,
    PEOPLE,
    PLACES,
    WELLBEING_METHOD,
    MissionTest,
    Rise,
    gains_of_health,
    gaps_of_health,
    tests_of_rise,
)
from fourcapitals.vocabulary import ENGLAND, NOTHING, SEXES, outcome_named

if TYPE_CHECKING:
    from fourcapitals.results.results import Results


def tests_of_summary(results: Results) -> list[MissionTest]:
    """The tests that the series of an ensemble carry: every one but those on tenths of the people or of the hours."""
    held = results.dataset

    def change(name: str, year: int) -> Array:
        moved = held[name].sel(year=year) - held[name].isel(year=0)
        return np.asarray(moved.to_numpy(), np.float64)

    def by_sex(name: str, year: int) -> dict[str, Array]:
        return {sex: change(name, year)[:, :, at] for at, sex in enumerate(SEXES)}

    gaps = {PLACES: "hle_gap_by_sex", FOLLOWED: "hle_gap_fixed_by_sex"}
    tests = gains_of_health(by_sex("hle_by_sex", HEALTH_YEAR))
    tests += gaps_of_health({ends: by_sex(name, MISSION_YEAR) for ends, name in gaps.items()})
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
        rise = Rise(risen, held.sizes["area"], {PLACES: change(of_gap, MISSION_YEAR)}, ratios)
        tests += tests_of_rise(mission, outcome_named(name), rise, method)
    return tests


def _in_percent(logs: Array) -> Array:
    return np.asarray(100 * np.expm1(logs))


def health_up(results: Results, generator: np.random.Generator | None = None) -> list[MissionTest]:
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
    return gains_of_health(gains, "true" if generator is None else "measured")


def health_gap(results: Results, generator: np.random.Generator | None = None) -> list[MissionTest]:
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
    return gaps_of_health(changes, "true" if generator is None else "measured")


def rises_everywhere(results: Results, mission: str, name: str, method: str) -> list[MissionTest]:
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
    return tests_of_rise(mission, outcome, Rise(risen, len(codes), widening(first, last), ratios), method)
