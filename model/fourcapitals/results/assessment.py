"""The yearly assessment: a broad set of measures at a short and a long horizon, true and as published figures tell.

Healthy life expectancy alone moves slowly and is measured with error; so beside it stand length of life, work,
sickness, income, output, life satisfaction and air, and the gaps between places, each against the base year and against
the reference, with what the published figures of that year could show of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import load_baseline
from fourcapitals.equations.disparity import absolute_gap
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.observation import significant_changes
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.results.chances import is_assumed, only_adds
from fourcapitals.results.gaps import HELD_GAPS, place_values, usual_places
from fourcapitals.results.groupings import grouping_and_places
from fourcapitals.results.mission_tests import HEALTH_YEAR, MISSION_YEAR, UNITS_OF_GAPS, YEARS_MORE
from fourcapitals.vocabulary import ENGLAND, NOTHING, OUTCOMES, SEXES, Outcome

if TYPE_CHECKING:
    import pandas as pd

    from fourcapitals.results.results import Results

HORIZONS: Final = (2027, MISSION_YEAR, HEALTH_YEAR)
"""Years that are assessed: one soon, that of the missions, and the last."""
LEVEL: Final = "level"
GAP: Final = "gap between top and bottom tenth of places"
BOTH: Final = "both"


class _Series(NamedTuple):
    """One measure of a place: what it is in the base year and in the years assessed, and what a scenario changes."""

    outcome: Outcome
    measure: str
    sex: str
    code: str
    name: str
    unit: str
    unit_of_change: str
    better: int
    base: Array
    """(scenario, draw)"""
    levels: Array
    """(scenario, draw, year)"""
    change: Array
    """(scenario, draw, year), since the base year."""
    difference: Array
    """(scenario, draw, year), from the reference."""
    error: float
    """Standard error of the published figure; not a number where none is published."""


@checked
def assessment(
    results: Results,
    *,
    years: Sequence[int] | None = None,
    reference: str = "baseline",
    by: str = "england",
) -> pd.DataFrame:
    """Assess results in some years: every outcome and the gaps of the missions, true and as figures would tell.

    Parameters
    ----------
    results : Results
    years : sequence of int, optional
        After the base year; of 2027, 2030 and 2035 those that the results hold if left out.
    reference : str
        A scenario of the results, that what the others change is taken from.
    by : str
        "england", "region" or, where areas are kept, another of `groupings.GROUPINGS` or one place by its name.

    Returns
    -------
    pandas.DataFrame
        One row a scenario, place, measure and year: ``scenario, title, code, name, outcome, label, measure`` (level, or
        of England the gap between places)``, sex, unit, unit_of_change, baseline_year, year, horizon`` (short, before
        the year of the missions, or long)``, base_level, level, change`` (since the base year; % of money) and their
        ends ``_low_80, _high_80``; ``draws, probability_better, probability_worse`` (than in the base year);
        ``standard_error`` of the published figure, ``detectable_change``, ``probability_seen_better,
        probability_seen_worse``, with which two published figures would show the change at 5%; ``difference`` from the
        reference with its ends, ``probability_better_than_reference``, ``times_too_small``, by how much the difference
        falls short of what figures could show; ``sign_assumed`` as in `chances.chances_of`; ``pace`` and
        ``probability_on_pace``, of healthy life expectancy: what a straight way to five years more by 2035 asks by
        then. With one draw the ends and probabilities are not a number.

    Raises
    ------
    UnknownName
        When there is no such scenario, place or year, or an ensemble does not hold it.
    BadInput
        When no year is left to assess.
    """
    import pandas as pd

    results.scenario(reference)
    asked = _years(results, years)
    adds = only_adds(results, reference=reference)
    rows = [
        _row(results, each, scenario, at, years=asked, reference=reference)
        | {"sign_assumed": _assumed(each, scenario, at, only_adds=adds[results.scenarios[scenario]])}
        for each in _series(results, asked, reference, by)
        for scenario in range(len(results.scenarios))
        for at in range(len(asked))
    ]
    table = pd.DataFrame(rows)
    order = {name: at for at, name in enumerate(results.scenarios)}
    return table.sort_values("scenario", key=lambda names: names.map(order), kind="stable", ignore_index=True)


def _years(results: Results, years: Sequence[int] | None) -> list[int]:
    later = results.years[1:]
    asked: list[int] = [year for year in HORIZONS if year in later] if years is None else list(dict.fromkeys(years))
    if strangers := [year for year in asked if year not in later]:
        raise UnknownName(
            f"year {', '.join(map(str, strangers))}: these results can be assessed in {later[0]} to {later[-1]}, the "
            f"years after their base year {results.years[0]}"
        )
    if not asked:
        raise BadInput(f"no year to assess: these results end in {later[-1]}; name one with --year")
    return asked


# What is assessed


def _series(results: Results, years: list[int], reference: str, by: str) -> list[_Series]:
    kind = grouping_and_places(by)[0]
    found = []
    for outcome in OUTCOMES:
        by_sex = outcome.by_sex and (kind == "england" or results.holds_areas)
        for sex in (None, *(SEXES if by_sex else ())):
            found += _levels(results, outcome, sex, years, reference, by)
        if kind == "england" and (gap := _gap(results, outcome, years, reference)) is not None:
            found.append(gap)
    return found


def _levels(
    results: Results, outcome: Outcome, sex: str | None, years: list[int], reference: str, by: str
) -> list[_Series]:
    from fourcapitals.data.published_precision import published_precision

    asked: Any = {"by": by, "sex": sex}
    whole = results.levels(outcome.name, years=[results.years[0], *years], **asked)
    differences = results.differences(outcome.name, reference=reference, years=years, **asked)
    codes, names = whole["group"].to_numpy().astype(str), whole["group_name"].to_numpy().astype(str)
    errors = published_precision(load_baseline(), outcome.name, codes.tolist(), sex=sex)
    values, changed = whole.to_numpy(), differences.to_numpy()
    relative = outcome.change == "relative"
    found = []
    for at, (code, name) in enumerate(zip(codes, names, strict=True)):
        base, levels = values[:, :, at, :1], values[:, :, at, 1:]
        found.append(
            _Series(
                outcome=outcome,
                measure=LEVEL,
                sex=BOTH if outcome.by_sex and sex is None else sex or "persons",
                code=str(code),
                name=str(name),
                unit=outcome.unit,
                unit_of_change=outcome.unit_of_difference,
                better=outcome.better,
                base=base[..., 0],
                levels=levels,
                change=100 * (levels / base - 1) if relative else levels - base,
                difference=changed[:, :, at, :],
                error=float("nan") if relative else float(errors[at]),
            )
        )
    return found


def _gap(results: Results, outcome: Outcome, years: list[int], reference: str) -> _Series | None:
    """The gap between places, of the outcomes that a mission asks it of; None where it is not held."""
    whole = [results.years[0], *years]
    held = HELD_GAPS.get(outcome.name, {}).get("gap", "")
    if held in results.dataset:
        values = results.dataset[held].sel(year=whole).transpose("scenario", "draw", "year").to_numpy()
    elif results.holds_areas and outcome.name in HELD_GAPS:
        levels, weights, _ = place_values(results, outcome, by=usual_places(outcome), years=whole)
        values = absolute_gap(levels.to_numpy(), weights)
    else:
        return None
    unit = UNITS_OF_GAPS.get(outcome.name, outcome.unit)
    change = values[..., 1:] - values[..., :1]
    difference = change - change[[results.scenarios.index(reference)]]
    return _Series(
        outcome=outcome,
        measure=GAP,
        sex=BOTH if outcome.by_sex else "persons",
        code=ENGLAND,
        name="England",
        unit=unit,
        unit_of_change=unit,
        better=-1,
        base=values[..., 0],
        levels=values[..., 1:],
        change=change,
        difference=difference,
        error=float("nan"),
    )


# Rows


def _row(
    results: Results, series: _Series, scenario: int, at: int, *, years: list[int], reference: str
) -> dict[str, object]:
    name, year, outcome = results.scenarios[scenario], years[at], series.outcome
    change, difference = series.change[scenario, :, at], series.difference[scenario, :, at]
    seen = significant_changes(series.better * change, series.error)
    own = float(np.median(difference))
    return {
        "scenario": name,
        "title": results.titles[name],
        "code": series.code,
        "name": series.name,
        "outcome": outcome.name,
        "label": outcome.label,
        "measure": series.measure,
        "sex": series.sex,
        "unit": series.unit,
        "unit_of_change": series.unit_of_change,
        "baseline_year": results.years[0],
        "year": year,
        "horizon": "short" if year < MISSION_YEAR else "long",
        "base_level": float(np.median(series.base[scenario])),
        **_spread("level", series.levels[scenario, :, at]),
        **_spread("change", change),
        "draws": len(change),
        "probability_better": _share(series.better * change > NOTHING),
        "probability_worse": _share(series.better * change < -NOTHING),
        "standard_error": series.error,
        "detectable_change": seen.threshold,
        "probability_seen_better": seen.higher if len(change) > 1 else float("nan"),
        "probability_seen_worse": seen.lower if len(change) > 1 else float("nan"),
        "reference": reference,
        **_spread("difference", difference),
        "probability_better_than_reference": (
            float("nan") if name == reference else _share(series.better * difference > NOTHING)
        ),
        "times_too_small": seen.threshold / abs(own) if abs(own) > NOTHING and name != reference else float("nan"),
        **_pace(results, series, change, year),
    }


def _spread(what: str, values: Array) -> dict[str, float]:
    nan = float("nan")
    low, high = np.quantile(values, (0.1, 0.9)) if len(values) > 1 else (nan, nan)
    return {what: float(np.median(values)), f"{what}_low_80": float(low), f"{what}_high_80": float(high)}


def _share(of: Any) -> float:
    return float(np.mean(of)) if len(of) > 1 else float("nan")


def _assumed(series: _Series, scenario: int, at: int, *, only_adds: bool) -> bool:
    """Whether a scenario is better in all draws only because no prior lets money do harm."""
    gain = series.better * series.difference[scenario, :, at]
    zero, worse = float(np.mean(np.abs(gain) <= NOTHING)), float(np.mean(gain < -NOTHING))
    # That a gap narrows is a result: who gains more follows from where the money goes.
    return len(gain) > 1 and series.measure == LEVEL and is_assumed(only_adds=only_adds, zero=zero, worse=worse)


def _pace(results: Results, series: _Series, change: Array, year: int) -> dict[str, float]:
    """What a straight way to five years more by 2035 asks by a year, and how often it is reached."""
    nan, base = float("nan"), results.years[0]
    asked = series.outcome.name == "hle" and series.measure == LEVEL and base < HEALTH_YEAR
    pace = YEARS_MORE * min(year - base, HEALTH_YEAR - base) / (HEALTH_YEAR - base) if asked else nan
    return {"pace": pace, "probability_on_pace": _share(change >= pace - NOTHING) if asked else nan}


@checked
def assessment_lines(table: pd.DataFrame) -> list[str]:
    """Say what the assessment can and cannot tell, in lines that can be read out.

    Parameters
    ----------
    table : pandas.DataFrame
        From `assessment`.
    """
    lines = []
    pace = table[table["pace"].notna() & (table["sex"] == BOTH) & (table["scenario"] == table["reference"])]
    for row in pace.to_dict("records"):
        often = f"; reached in {row['probability_on_pace']:.0%} of {row['draws']:,} draws" if row["draws"] > 1 else ""
        lines.append(
            f"Mission 7 asks, on a straight way to {YEARS_MORE:g} years more by {HEALTH_YEAR}, {row['pace']:+.2g} "
            f"years by {row['year']} in {row['name']}; under ‘{row['title']}’ it is {row['change']:+.2g} years{often}."
        )
    told = table[table["difference"].abs() > NOTHING]
    seen = told[told["times_too_small"] <= 1]
    measured = told["times_too_small"].notna()
    if measured.any():
        lines.append(
            f"What strategies change is large enough for published figures to show in {len(seen)} of "
            f"{int(measured.sum())} comparisons here; an optimist's bound, since the course without a strategy is "
            "never seen."
        )
    lines.append(
        "Not assessed: pay, the other three scores of wellbeing and what missions 2 to 6 and 9 to 12 are measured by "
        "(fourcapitals missions, without results). Gaps have no published standard error; healthy life expectancy is "
        "of ONS's original method and never to be set against the rebased series."
    )
    return lines
