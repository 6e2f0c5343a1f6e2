"""The government's missions of 2022 on results: met or not, by how much, how often, and whether a scenario helps.

Four are within the model's reach: healthy life expectancy up five years by 2035 and its gap narrowed by 2030
(mission 7), productivity (1) and life satisfaction (8) up in every area with the gap closing by 2030. A probability
is a share of draws; one draw has none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.data.baseline import BASE_PERIOD, load_baseline
from fourcapitals.data.sampling_error import published_reliability, published_standard_errors
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.inequality import absolute_gap
from fourcapitals.formatting import readable
from fourcapitals.results.comparison import Interval, wilson_interval
from fourcapitals.results.gaps import place_values
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, ENGLAND, NOTHING, SEXES, outcome_named

if TYPE_CHECKING:
    import pandas as pd

    from fourcapitals.results.results import Results


YEARS_MORE: Final = 5.0
"""Years of healthy life expectancy to be gained (Levelling Up White Paper, mission 7)."""
MISSION_YEAR: Final = 2030
"""The year of the other missions."""

MISSIONS: Final = {
    "M1": "Healthy life expectancy of England up 5 years",
    "M2": "Gap in healthy life expectancy between upper tiers narrower",
    "M3": "GVA per hour up in every area, gap closing",
    "M4": "Life satisfaction up in every area, gap closing",
}
BOTH_SEXES: Final = "both"
BOTH_MET: Final = "both met"
OUTPUT_UNIT: Final = "£ an hour, 2019 prices"
HEALTH_METHOD: Final = (
    f"ONS original method (self-reported health, Annual Population Survey), base {BASE_PERIOD}; never to be set "
    "against the rebased series that replaced it"
)
OUTPUT_METHOD: Final = "ONS smoothed GVA per hour worked, £ of 2019; 307 areas, changes without sampling noise"
WELLBEING_METHOD: Final = "ONS personal wellbeing, April 2019 to March 2020; 307 areas, changes without sampling noise"
PLACES: Final = "ranked anew"
FOLLOWED: Final = "places of the base year"
PEOPLE: Final = "tenths of the people ranked anew"
ENDS: Final = {
    PLACES: "top less bottom tenth of places by number, weighted means, ranked anew",
    FOLLOWED: "top less bottom tenth of places by number in the base year, weighted means, the same places followed",
    PEOPLE: "top less bottom tenth of the people by their place, ranked anew",
}
"""By number, a weighted mean jumps when places that hardly differ change ranks; by people it does not."""


class _Test(NamedTuple):
    """One test of one mission: a quantity in every scenario and draw, and what it must exceed."""

    mission: str
    test: str
    sex: str
    quantity: str
    target_year: int
    unit: str
    target: float
    sign: int
    """1 where the quantity must lie above the target, -1 where below."""
    value: Array
    """(scenario, draw)"""
    met: npt.NDArray[np.bool_]
    method: str


def missions(
    results: Results, reference: str = "baseline", *, generator: np.random.Generator | None = None
) -> pd.DataFrame:
    """Test the missions on every scenario, draw by draw.

    Parameters
    ----------
    results : Results
    reference : str
        A scenario of the results, to say whether another one helps.
    generator : numpy.random.Generator, optional
        Redraws the sampling noise of the published figures, for the rows on *measured* quantities; without it, or
        with one draw, there are only those on *true* ones. Output per hour has no published standard error, so that
        M3 and M4 are on true quantities alone.

    Returns
    -------
    pandas.DataFrame
        One row a scenario and test: ``scenario, mission, test, sex``; ``quantity``, true or measured;
        ``baseline_year, target_year, method, unit, target``; ``value``, the median of the draws; ``margin``, by how
        much it passes (negative: falls short); ``draws, draws_met``; ``met``, with one draw only; ``probability,
        probability_low, probability_high``, with more than one (95% Wilson, Monte Carlo error alone);
        ``reference_value``; ``difference``, the median over draws of what the scenario changes in the quantity;
        ``helps`` (one draw) or ``probability_helps``, the share of draws in which it moves the quantity towards the
        mission.

    Raises
    ------
    UnknownName
        When the results lack the reference.

    Notes
    -----
    Measured: the base is the published figure, which holds noise of its own. The true level is redrawn around the
    figure, shrunk towards the mean between places by its reliability, the change is the model's, and the later
    figure gets fresh noise of the same size. The two periods do not overlap, so that their noise is independent.
    """
    position = results.scenarios.index(results.scenario(reference))
    if not results.holds_areas:
        if generator is not None:
            raise results.without_areas()
        return _table_of(_of_summary(results), results, position)
    tests = [*_health_up(results, None), *_health_gap(results, None)]
    if generator is not None and results.dataset.sizes["draw"] > 1:
        tests += [*_health_up(results, generator), *_health_gap(results, generator)]
        tests.sort(key=lambda test: test.mission)
    tests += [
        *_rises_everywhere(results, "M3", "gva_per_hour", OUTPUT_METHOD),
        *_rises_everywhere(results, "M4", "life_satisfaction", WELLBEING_METHOD),
    ]
    return _table_of(tests, results, position)


def _table_of(tests: Sequence[_Test], results: Results, position: int) -> pd.DataFrame:
    import pandas as pd

    rows = [_row(test, scenario, index, position) for index, scenario in enumerate(results.scenarios) for test in tests]
    table = pd.DataFrame(rows)
    return table.astype({"met": "boolean", "helps": "boolean"})


def _of_summary(results: Results) -> list[_Test]:
    """The tests that the series of an ensemble carry: every one but the gap by tenths of the people."""
    kept = results.dataset
    tests = []

    def change(name: str, year: int) -> Array:
        series = kept[name]
        moved: Array = (series.sel(year=year) - series.sel(year=BASE_YEAR)).to_numpy()
        return moved

    def with_both(by_sex: Array, worse: Callable[[Array, Array], Array]) -> dict[str, Array]:
        found = {sex: by_sex[:, :, index] for index, sex in enumerate(SEXES)}
        return {**found, BOTH_SEXES: worse(*found.values())}

    for sex, gain in with_both(change("hle_by_sex", END_YEAR), np.minimum).items():
        words = f"up {YEARS_MORE:g} years by {END_YEAR}"
        met = gain >= YEARS_MORE - NOTHING
        tests.append(_Test("M1", words, sex, "true", END_YEAR, "years", YEARS_MORE, 1, gain, met, HEALTH_METHOD))
    for ends, name in ((PLACES, "hle_gap_by_sex"), (FOLLOWED, "hle_gap_fixed_by_sex")):
        for sex, gap in with_both(change(name, MISSION_YEAR), np.maximum).items():
            words, how = f"gap narrower in {MISSION_YEAR}, {ends}", f"{HEALTH_METHOD}; upper tiers, {ENDS[ends]}"
            tests.append(_Test("M2", words, sex, "true", MISSION_YEAR, "years", 0.0, -1, gap, gap < -NOTHING, how))
    count = float(kept.sizes["area"])
    for mission, of, gap_of, unit, how in (
        ("M3", "areas_with_higher_gva", "gva_gap_gbp", OUTPUT_UNIT, OUTPUT_METHOD),
        (
            "M4",
            "areas_with_higher_life_satisfaction",
            "life_satisfaction_gap",
            outcome_named("life_satisfaction").unit,
            WELLBEING_METHOD,
        ),
    ):
        risen = kept[of].sel(year=MISSION_YEAR).to_numpy().astype(np.float64)
        gap = change(gap_of, MISSION_YEAR)
        everywhere, narrower = risen == count, gap < -NOTHING
        both = everywhere & narrower
        for words, of_what, target, sign, value, met in (
            (f"up in every area by {MISSION_YEAR}", "areas", count, 1, risen, everywhere),
            (f"gap narrower in {MISSION_YEAR}", unit, 0.0, -1, gap, narrower),
            (f"up in every area and gap narrower in {MISSION_YEAR}", BOTH_MET, 1.0, 1, both.astype(np.float64), both),
        ):
            tests.append(_Test(mission, words, "persons", "true", MISSION_YEAR, of_what, target, sign, value, met, how))
    return tests


def _row(test: _Test, scenario: str, index: int, position: int) -> dict[str, object]:
    values, met = test.value[index], test.met[index]
    changes = values - test.value[position]
    draws, middle, nan = len(values), float(np.median(values)), float("nan")
    helped = test.sign * changes > NOTHING
    many = draws > 1
    probability = met.mean() if many else nan
    low, high = wilson_interval(int(met.sum()), draws) if many else Interval(nan, nan)
    return {
        "scenario": scenario,
        "mission": test.mission,
        "test": test.test,
        "sex": test.sex,
        "quantity": test.quantity,
        "baseline_year": BASE_YEAR,
        "target_year": test.target_year,
        "method": test.method,
        "unit": test.unit,
        "target": test.target,
        "value": middle,
        "margin": test.sign * (middle - test.target),
        "draws": draws,
        "draws_met": int(met.sum()),
        "met": None if many else bool(met[0]),
        "probability": float(probability),
        "probability_low": low,
        "probability_high": high,
        "reference_value": float(np.median(test.value[position])),
        "difference": float(np.median(changes)),
        "helps": None if many or index == position else bool(helped[0]),
        "probability_helps": float(helped.mean()) if many and index != position else nan,
    }


def _health_up(results: Results, generator: np.random.Generator | None) -> list[_Test]:
    """M1 by sex and for both."""
    gains = {}
    for sex in SEXES:
        level = results.levels("hle", sex=sex, years=[BASE_YEAR, END_YEAR]).isel(group=0)
        gain = (level.sel(year=END_YEAR) - level.sel(year=BASE_YEAR)).to_numpy()
        if generator is not None:
            error = published_standard_errors(load_baseline(), [ENGLAND], sex=sex)[0]
            # One error of the base figure and one of the later; scenarios share them, as they share their draws.
            gain = gain + generator.normal(0.0, error * sqrt(2), size=gain.shape[1])
        gains[sex] = gain
    gains[BOTH_SEXES] = np.minimum(*gains.values())
    return [
        _Test(
            "M1",
            f"up {YEARS_MORE:g} years by {END_YEAR}",
            sex,
            "true" if generator is None else "measured",
            END_YEAR,
            "years",
            YEARS_MORE,
            1,
            gain,
            gain >= YEARS_MORE - NOTHING,
            HEALTH_METHOD + ("; the smaller gain of the two sexes" if sex == BOTH_SEXES else ""),
        )
        for sex, gain in gains.items()
    ]


def _health_gap(results: Results, generator: np.random.Generator | None) -> list[_Test]:
    """M2 by sex and for both, on places ranked anew, on those of the base year, and on tenths of the people."""
    changes: dict[tuple[str, str], Array] = {}
    for sex in SEXES:
        values, people, codes = place_values(results, outcome_named("hle"), by="upper_tier", sex=sex)
        first, last = values.sel(year=BASE_YEAR).to_numpy(), values.sel(year=MISSION_YEAR).to_numpy()
        if generator is not None:
            error = published_standard_errors(load_baseline(), codes, sex=sex)
            kept = published_reliability(load_baseline(), codes, sex=sex)
            middle = np.average(first, weights=people, axis=-1)[..., None]
            size = (first.shape[1], len(codes))
            true = middle + kept * (first - middle) + generator.normal(0.0, error * np.sqrt(kept), size=size)
            last = true + (last - first) + generator.normal(0.0, error, size=size)
        order = np.argsort(first, axis=-1, kind="stable")
        base = absolute_gap(first, people)
        changes[PLACES, sex] = absolute_gap(last, people) - base
        changes[FOLLOWED, sex] = absolute_gap(last, people, fixed_order=order) - base
        by_people = [absolute_gap(level, people, ends="weight") for level in (first, last)]
        changes[PEOPLE, sex] = by_people[1] - by_people[0]
    for ends in ENDS:
        changes[ends, BOTH_SEXES] = np.maximum(*(changes[ends, sex] for sex in SEXES))
    return [
        _Test(
            "M2",
            f"gap narrower in {MISSION_YEAR}, {ends}",
            sex,
            "true" if generator is None else "measured",
            MISSION_YEAR,
            "years",
            0.0,
            -1,
            change,
            change < -NOTHING,
            f"{HEALTH_METHOD}; upper tiers, {ENDS[ends]}"
            + ("; the less narrowed gap of the two sexes" if sex == BOTH_SEXES else ""),
        )
        for (ends, sex), change in changes.items()
    ]


def _rises_everywhere(results: Results, mission: str, name: str, method: str) -> list[_Test]:
    """M3 and M4: how many areas rise, what becomes of the gap, and both together."""
    outcome = outcome_named(name)
    values, weights, codes = place_values(results, outcome)
    first, last = values.sel(year=BASE_YEAR).to_numpy(), values.sel(year=MISSION_YEAR).to_numpy()
    risen = (last - first > NOTHING).sum(axis=-1).astype(np.float64)
    everywhere = risen == len(codes)

    def widening(start: Array, end: Array) -> Array:
        # By weight: figures published to a hundredth tie, and ties that part must not move the gap.
        return absolute_gap(end, weights, ends="weight") - absolute_gap(start, weights, ends="weight")

    gap = widening(first, last)
    unit = OUTPUT_UNIT if name == "gva_per_hour" else outcome.unit
    of_what = "hours worked" if outcome.weight == "hours_worked" else "people"
    with_ends = f"{method}; top less bottom tenth of the {of_what} by their place, ranked anew"

    def test(words: str, of: str, target: float, sign: int, value: Array, met: npt.NDArray[np.bool_]) -> _Test:
        how = method if of == "areas" else with_ends
        return _Test(mission, words, "persons", "true", MISSION_YEAR, of, target, sign, value, met, how)

    tests = [
        test(f"up in every area by {MISSION_YEAR}", "areas", float(len(codes)), 1, risen, everywhere),
        test(f"gap narrower in {MISSION_YEAR}", unit, 0.0, -1, gap, gap < -NOTHING),
    ]
    if outcome.change == "relative":
        # When all grow at one rate the gap in £ widens and the ratio of the ends does not: both are told.
        closing = 100 * (np.exp(widening(np.log(first), np.log(last))) - 1)
        words = f"ratio of the ends narrower in {MISSION_YEAR}"
        tests.append(test(words, "%", 0.0, -1, closing, closing < -NOTHING))
    combined = everywhere & (gap < -NOTHING)
    # How much is missing has no one unit here; the row carries whether both are met, 1 or 0.
    both = f"up in every area and gap narrower in {MISSION_YEAR}"
    tests.append(test(both, BOTH_MET, 1.0, 1, combined.astype(np.float64), combined)._replace(method=with_ends))
    return tests


# Words


def mission_lines(table: pd.DataFrame) -> list[str]:
    """Write the table of `missions` as lines that can be read out.

    Parameters
    ----------
    table : pandas.DataFrame
        From `missions`.

    Returns
    -------
    list of str
        For each scenario a heading and one line a test; at the end the baseline year and methods.
    """
    lines = []
    for scenario, rows in table.groupby("scenario", sort=False):
        lines.append(f"{scenario}")
        lines += [f"  {_line(dict(row.items()))}" for _, row in rows.iterrows()]
    for mission, rows in table.groupby("mission", sort=False):
        methods = [str(method).split("; ") for method in rows["method"]]
        shared = [part for part in methods[0] if all(part in other for other in methods)]
        lines.append(f"{mission} {MISSIONS[str(mission)]}: against {BASE_YEAR}; {'; '.join(shared)}.")
    quantities = set(table["quantity"])
    if (table["draws"] == 1).any():
        lines.append(
            "One draw is one path and has no probability. Where noise is off every area follows one trend, so that the "
            "number of areas that rise is no forecast: over 2004-21 only 135 of 179 ITL3 areas rose in productivity."
        )
    lines.append(
        "True: the quantity itself, without sampling noise. Measured: as published figures with their noise would say."
        if "measured" in quantities
        else "All quantities are true ones, without the sampling noise of published figures."
    )
    return lines


def _line(row: dict[Any, Any]) -> str:
    who = "" if row["sex"] == "persons" else f", {row['sex']}{' sexes' if row['sex'] == BOTH_SEXES else ''}"
    name = f"{row['mission']} {row['test']}{who} ({row['quantity']})"
    if row["draws"] > 1:
        said = (
            f"{row['probability']:.0%} of {row['draws']} draws (95% Monte Carlo interval "
            f"{row['probability_low']:.1%} to {row['probability_high']:.1%})"
        )
    else:
        said = "met" if row["met"] else "not met"
    if row["unit"] != BOTH_MET:
        said += f"{', median' if row['draws'] > 1 else ':'} {_amount(row)}"
    if row["draws"] > 1 and not np.isnan(row["probability_helps"]):
        said += f"; helps in {row['probability_helps']:.0%} of draws"
    elif row["helps"] in {True, False}:
        said += _against(row)
    return f"{name}: {said}"


def _amount(row: dict[Any, Any]) -> str:
    if row["unit"] == "areas":
        return f"{row['value']:g} of {row['target']:g} areas"
    if row["mission"] == "M1":
        return f"{row['value']:+.2f} of {row['target']:+g} years"
    if abs(row["value"]) < NOTHING:
        return "gap unchanged"
    return f"gap {_size(row['value'], row['unit'])}"


def _against(row: dict[Any, Any]) -> str:
    if row["unit"] == BOTH_MET:
        return ""
    if abs(row["difference"]) < NOTHING:
        return "; no difference from the reference"
    changed = f"{row['difference']:+g} areas" if row["unit"] == "areas" else _size(row["difference"], row["unit"])
    return f"; {'helps' if row['helps'] else 'does not help'}, {changed} against the reference"


def _size(value: float, unit: str) -> str:
    if unit == OUTPUT_UNIT:
        pence = 100 * abs(value)
        return f"{'+' if value > 0 else '-'}{f'£{pence / 100:.2f}' if pence >= 100 else f'{pence:.2g}p'} an hour"
    return readable(value, unit)
