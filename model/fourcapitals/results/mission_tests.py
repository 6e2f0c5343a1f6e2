"""What each mission asks of a quantity: by when, what it must exceed, by which method, and which draws meet it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.data.baseline import BASE_PERIOD
from fourcapitals.equations.elementary import Array
from fourcapitals.vocabulary import NOTHING, Outcome

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
MISSION_OUTCOMES: Final = ("hle", "gva_per_hour", "life_satisfaction", "employment", "income")
"""What the tests ask of areas."""
BOTH_SEXES: Final = "both"
BOTH_MET: Final = "both met"
OUTPUT_UNIT: Final = "£ an hour, 2019 prices"
INCOME_UNIT: Final = "£ a head, 2019 prices"
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
class MissionTest:
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


def gains_of_health(gains: dict[str, Array], quantity: str = "true") -> list[MissionTest]:
    """M1 by sex and for both, from gains in years, (scenario, draw) each."""
    common: dict[str, Any] = {"test": f"up {YEARS_MORE:g} years by {HEALTH_YEAR}", "target_year": HEALTH_YEAR}
    met = {sex: gain >= YEARS_MORE - NOTHING for sex, gain in gains.items()}
    asked = {**common, "target": YEARS_MORE, "unit": "years", "sign": 1, "method": HEALTH_METHOD}
    tests = [
        MissionTest(mission="M1", sex=sex, quantity=quantity, value=gain, met=met[sex], **asked)
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
) -> MissionTest:
    """The test that both sexes meet it in the same draw: no quantity of its own, since the sexes have two."""
    both = np.logical_and(*met.values())
    value = both.astype(np.float64)
    how: dict[str, Any] = {"target": 1.0, "unit": BOTH_MET, "sign": 1, "method": f"{method}; each sex must meet it"}
    return MissionTest(
        mission=mission, sex=BOTH_SEXES, quantity=quantity, value=value, met=both, parts=parts, **how, **common
    )


def gaps_of_health(changes: dict[str, dict[str, Array]], quantity: str = "true") -> list[MissionTest]:
    """M2 by sex and for both, from changes of the gap by the way of ranking and sex, years, (scenario, draw) each."""
    tests = []
    for ends, by_sex in changes.items():
        common: dict[str, Any] = {"test": f"gap narrower in {MISSION_YEAR}, {ends}"}
        method = f"{HEALTH_METHOD}; upper tiers, {ENDS[ends]}"
        met = {sex: change < -NOTHING for sex, change in by_sex.items()}
        asked = {**common, "target": 0.0, "unit": "years", "sign": -1, "method": method}
        tests += [
            MissionTest(mission="M2", sex=sex, quantity=quantity, value=change, met=met[sex], **asked)
            for sex, change in by_sex.items()
        ]
        parts = tuple(-change for change in by_sex.values())
        tests.append(_of_both_sexes("M2", quantity, common, method, met, parts))
    return tests


class Rise(NamedTuple):
    """What M3 to M6 ask of an outcome."""

    risen: Array
    """(scenario, draw): how many areas are above their level of the base year."""
    areas: int
    gaps: dict[str, Array]
    """By the way of ranking, (scenario, draw): change of the gap, in the unit of the outcome."""
    ratios: dict[str, Array]
    """By the way of ranking, (scenario, draw): change of the ratio of the ends, %."""


def tests_of_rise(mission: str, outcome: Outcome, rise: Rise, method: str) -> list[MissionTest]:
    """M3 to M6: how many areas rise, what becomes of the gap, and both together."""
    everywhere = rise.risen == rise.areas
    tests = [
        MissionTest(
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
        tests.append(MissionTest(test=f"gap narrower in {when}", unit=unit, value=gap, met=narrower, **asked))
        if ends in rise.ratios:
            words, ratio = f"ratio of the ends narrower in {when}", rise.ratios[ends]
            tests.append(MissionTest(test=words, unit="%", value=ratio, met=ratio < -NOTHING, **asked))
        # How much is missing has no one unit here; the row carries whether both are met, 1 or 0.
        words, both = f"up in every area and gap narrower in {when}", everywhere & narrower
        of_both = {**asked, "target": 1.0, "sign": 1, "parts": (rise.risen, -gap)}
        tests.append(MissionTest(test=words, unit=BOTH_MET, value=both.astype(np.float64), met=both, **of_both))
    return tests
