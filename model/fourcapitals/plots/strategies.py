"""All strategies side by side: the effect of each, its money and what that rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.comparison import NOTHING, difference, find_outcome, healthy_person_years, spending, wilson_interval
from fourcapitals.plots.chart import Chart
from fourcapitals.plots.given import AnyResults
from fourcapitals.plots.pen import JUDGEMENT, MARGIN, fitted, minus, open_page
from fourcapitals.plots.rows import (
    Field,
    Row,
    Spread,
    draw_rows,
    limits_of,
    measured,
    said_of_axis,
    signed_log_field,
    spread_of,
)
from fourcapitals.plots.words import (
    against,
    check_choice,
    check_year,
    decapitalised,
    in_python,
    interval,
    measure_of,
    name_of,
    others_than,
    said_of_draws,
    share_of_draws,
    source,
    unit_of_difference,
    with_unit,
)
from fourcapitals.readable import Scale, readable_money, scale_of, signed
from fourcapitals.vocabulary import APPRAISAL_START, END_YEAR, Outcome

Array = npt.NDArray[np.float64]

Measure = Literal["difference", "healthy_person_years_per_gbp_m"]
MEASURES: Final = ("difference", "healthy_person_years_per_gbp_m")
CROWDED: Final = 0.06
"""Share of the largest effect below which points can hardly be told from nothing."""
ENOUGH: Final = 3
"""Such points that make a second panel worth its room."""
DRAWS: Final = "Points are medians; thick bars hold 50% of draws, thin bars 80%"
CHANCES: Final = ("80% of draws", "P(better)", "At zero")
"""Heads of the columns that speak of draws."""
CHANCES_READ: Final = (
    "P(better): share of draws; one in which nothing differs counts half. At zero: share of draws without effect."
)


def plot_strategies(
    results: AnyResults,
    *,
    outcome: str = "hle",
    reference: str = "baseline",
    year: int = END_YEAR,
    measure: Measure = "difference",
) -> Chart:
    """Draw what every strategy changes in England, the largest effect first, beside its money.

    Where most effects are too small to be seen beside the largest, a second panel magnifies them; with several draws
    the axis is logarithmic instead, and says so.

    Parameters
    ----------
    results : Results or ensemble
        With several draws points are medians, and bars hold 50% and 80% of draws; columns give
        P(better), in which a draw without any difference counts half, and the share of draws at exactly zero.
    outcome : str
        A name from `vocabulary.OUTCOME_NAMES`.
    reference : str
        The scenario that the others are compared with.
    year : int
    measure : {"difference", "healthy_person_years_per_gbp_m"}
        The second is over 2021 to 2035, whatever the outcome and year; strategies without new money have none.

    Returns
    -------
    Chart
        With data ``scenario, title, median, low_80, low_50, high_50, high_80, unit, probability_better, share_zero,
        new_money_gbp_m, judgement_share``.

    Raises
    ------
    UnknownName
        When there is no such outcome, scenario, year or measure.
    BadInput
        When the results hold the reference alone.
    """
    stated = find_outcome(outcome)
    check_choice("measure", measure, MEASURES)
    check_year(results, year)
    others = others_than(results, reference)
    effects = _effects(results, stated, others, reference, year, measure)
    values, unit = effects.values, effects.unit
    left_out = [name for name in others if not np.isfinite(values[name]).all()]
    order = sorted((name for name in others if name not in left_out), key=lambda name: -float(np.median(values[name])))
    plain = {name: spread_of(values[name]) for name in order}
    chances = {name: chance_of(effects.gains[name]) for name in order}
    several = results.draws > 1
    near = _near(list(plain.values()))
    largest = max((abs(spread.middle) for spread in plain.values()), default=0.0)
    scale = scale_of(unit, max(abs(end) for end in near) if near else largest)
    spreads = {name: spread_of(values[name] * scale.factor) for name in order}
    table = spending(results)
    money = {name: float(found) for name, found in table["new_money_gbp_m"].items()}
    shares = {name: float(found) for name, found in table["judgement_share"].items()}
    takes = [name for name in order if measure != "difference" and money[name] < money[reference]]
    magnified = near is not None and not several
    rows = [
        Row(
            results.titles[name],
            (spreads[name],) * (2 if magnified else 1),
            (
                minus(signed(spreads[name].middle)) if abs(plain[name].middle) >= NOTHING else "0",
                *(_columns(spreads[name], chances[name]) if several else ()),
                minus(readable_money(money[name])),
                _share(shares[name]),
            ),
            hollow=name in takes,
        )
        for name in order
    ]
    fields = _fields(list(spreads.values()), near, scale, several=several, of_value=measure != "difference")
    first = f"Median, {scale.unit}" if several else scale.unit.capitalize()
    if measure == "difference":
        title = _title(results, order, plain, name_of(stated), scale, reference, year)
        subtitle = f"{measure_of(stated)}, England, {year}: difference from ‘{results.titles[reference]}’, {scale.unit}"
    else:
        first = "Median per £1m" if several else "Per £1m"
        title = _title_of_value(results, order, plain)
        subtitle = (
            f"Healthy person-years gained for each £1m of new money, 2019 prices, England, {APPRAISAL_START} to "
            f"{END_YEAR}, against ‘{results.titles[reference]}’"
        )
    heads = (first, *(CHANCES if several else ()), "New money", "Of it on judgement")
    notes = _notes(results, [results.titles[name] for name in left_out], bool(takes), magnified)
    notes[0] = f"{notes[0]} {said_of_axis(fields[0], scale.unit)}".strip()
    if several:
        notes[0] += _unsure({results.titles[name]: chances[name] for name in order}, results.draws)
    notes += _judgement([shares[name] for name in order])
    with open_page() as (chart, pen):
        width = pen.page[0] - 2 * MARGIN
        grid = measured(pen, rows, fields, heads, width, widest_name=2.9 if several else 3.3)
        top, _ = fitted(pen, title, [subtitle], notes, grid.room + 0.3)
        draw_rows(pen, grid, rows, fields, MARGIN, top - 0.2)
    chart.data = _table(results, order, spreads, chances, scale, table)
    chart.alt_text = _alt_text(title, subtitle, heads, rows, notes)
    chart.command = in_python(
        "plot_strategies", results, outcome=outcome, reference=reference, year=year, measure=measure
    )
    return chart


@dataclass(frozen=True)
class _Effects:
    """Of each strategy: what it changes in each draw, and what it gains, so that rounding can be told from it."""

    unit: str
    values: dict[str, Array]
    gains: dict[str, Array]


def _effects(
    results: AnyResults, outcome: Outcome, names: Sequence[str], reference: str, year: int, measure: Measure
) -> _Effects:
    if measure == "difference":
        found = difference(results, outcome.name, reference=reference).sel(year=year)
        unit, gains = unit_of_difference(outcome), outcome.better * found
    else:
        found = healthy_person_years(results, reference=reference, per="gbp_m")
        # Rounding is told from an effect by the years of each person, not of all together.
        unit, gains = "healthy person-years", healthy_person_years(results, reference=reference, per="1000_residents")
        gains = gains / 1000
    first = {"group": 0}
    return _Effects(
        unit,
        {name: found.sel(scenario=name).isel(first).to_numpy() for name in names},
        {name: gains.sel(scenario=name).isel(first).to_numpy() for name in names},
    )


def _fields(
    spreads: Sequence[Spread], near: tuple[float, float] | None, scale: Scale, *, several: bool, of_value: bool
) -> list[Field]:
    """Choose a panel that shows all effects; of several draws their columns leave no room for a second."""
    heading = "Healthy person-years per £1m" if of_value else f"Difference, {scale.unit}"
    if near is not None and several:
        return [signed_log_field(f"{heading} (log scale)", spreads, with_sign=not of_value)]
    whole = Field(heading, limits_of(spreads), not of_value)
    if near is None:
        return [whole]
    low, high = (end * scale.factor for end in near)
    ends = (low - 0.08 * (high - low), high + 0.08 * (high - low))
    times = (whole.limits[1] - whole.limits[0]) / (ends[1] - ends[0])
    return [whole, Field(f"The same, magnified {times:.0f} times", ends, whole.with_sign)]


@dataclass(frozen=True)
class Chance:
    """How often a strategy does better than the reference, and how often nothing differs."""

    better: float
    zero: float


def chance_of(gains: Array) -> Chance:
    """Count the draws in which something is gained; one in which nothing differs counts half.

    Examples
    --------
    >>> chance_of(np.array([-1.0, 0.0, 0.0, 2.0]))
    Chance(better=0.5, zero=0.5)
    """
    zero = float(np.mean(np.abs(gains) < NOTHING))
    return Chance(float(np.mean(gains >= NOTHING)) + zero / 2, zero)


def _columns(spread: Spread, chance: Chance) -> tuple[str, str, str]:
    """What the draws say, in words: 80% of them, P(better) and the share at zero."""
    return interval(*spread.ends, ""), share_of_draws(chance.better), share_of_draws(chance.zero)


def _near(spreads: Sequence[Spread]) -> tuple[float, float] | None:
    """Ends of a panel that magnifies the small effects, where enough of them are lost beside the largest."""
    largest = max((abs(spread.middle) for spread in spreads), default=0.0)
    small = [spread for spread in spreads if abs(spread.middle) < CROWDED * largest]
    if len(small) < ENOUGH:
        return None
    low = min(0.0, *(spread.ends[0] for spread in small))
    high = max(0.0, *(spread.ends[1] for spread in small))
    return (low, high) if NOTHING < high - low < 0.4 * largest else None


def _title(
    results: AnyResults,
    order: Sequence[str],
    plain: dict[str, Spread],
    name: str,
    scale: Scale,
    reference: str,
    year: int,
) -> str:
    strongest = max(order, key=lambda each: abs(plain[each].middle))
    effect = plain[strongest].middle
    if abs(effect) < NOTHING:
        return f"By {year}, no strategy changes {name}{against(results, reference)}"
    verb = "raises" if effect > 0 else "lowers"
    size = with_unit(signed(abs(effect) * scale.factor)[1:], scale.unit)
    most = " most," if len(order) > 1 else ""
    return f"‘{results.titles[strongest]}’ {verb} {name}{most} by {size} by {year}{against(results, reference)}"


def _title_of_value(results: AnyResults, order: Sequence[str], plain: dict[str, Spread]) -> str:
    if not order:
        return "No strategy brings new money"
    best = signed(plain[order[0]].middle).removeprefix("+")
    most = " most" if len(order) > 1 else ""
    return f"‘{results.titles[order[0]]}’ brings{most} healthy person-years for its money: {minus(best)} per £1m"


def _share(share: float) -> str:
    if np.isnan(share):
        return "no money"
    return f"{100 * share:.0f}%"


def _notes(results: AnyResults, left_out: Sequence[str], takes: bool, near: bool) -> list[str]:
    said = [said_of_draws(results, DRAWS)]
    if results.draws > 1:
        said.append(CHANCES_READ)
    if near:
        said.append("An arrow points to an effect beyond the magnified panel.")
    said.append("New money: 2020 to 2035, 2019 prices, less what it displaces; negative where money ends.")
    if takes:
        said.append("Hollow: money is taken away, and the years are lost for each £1m.")
    if left_out:
        said.append(f"No new money: {'; '.join(left_out)}.")
    return [" ".join(said), source(results)]


def _unsure(chances: Mapping[str, Chance], draws: int) -> str:
    """Name the strategies of which the draws cannot tell whether they do better or worse."""
    ends = {name: wilson_interval(round(chance.better * draws), draws) for name, chance in chances.items()}
    open_ = [name for name, end in ends.items() if end.low < 0.5 < end.high and chances[name].zero < 1]
    return f" {draws:,} draws cannot tell better from worse for: {'; '.join(open_)}." if open_ else ""


def _judgement(shares: Sequence[float]) -> list[str]:
    known = [share for share in shares if not np.isnan(share)]
    if not known:
        return []
    mostly = sum(share > 0.5 for share in known)
    said = f"more than half of the £ of {mostly} of {len(known)} strategies; the last column gives each share."
    if len(known) == 1:
        said = f"{100 * known[0]:.0f}% of £."
    return [f"{JUDGEMENT}: {said}"]


def _table(
    results: AnyResults,
    order: Sequence[str],
    spreads: dict[str, Spread],
    chances: dict[str, Chance],
    scale: Scale,
    money: pd.DataFrame,
) -> pd.DataFrame:
    nothing = (np.nan, np.nan)
    return pd.DataFrame(
        [
            {
                "scenario": name,
                "title": results.titles[name],
                "median": spreads[name].middle,
                "low_80": (spreads[name].band or nothing)[0],
                "low_50": (spreads[name].half or nothing)[0],
                "high_50": (spreads[name].half or nothing)[1],
                "high_80": (spreads[name].band or nothing)[1],
                "unit": scale.unit,
                "probability_better": chances[name].better if results.draws > 1 else np.nan,
                "share_zero": chances[name].zero if results.draws > 1 else np.nan,
                "new_money_gbp_m": money.loc[name, "new_money_gbp_m"],
                "judgement_share": money.loc[name, "judgement_share"],
            }
            for name in order
        ]
    )


def _alt_text(title: str, subtitle: str, heads: Sequence[str], rows: Sequence[Row], notes: Sequence[str]) -> str:
    names = [decapitalised(head) if not head.startswith("P(") else head for head in heads[1:]]
    said = "; ".join(
        f"{row.name}, {row.columns[0]}, "
        + ", ".join(f"{name} {words}" for name, words in zip(names, row.columns[1:], strict=True))
        for row in rows
    )
    return " ".join([f"{title}.", f"Dot chart: {subtitle}.", f"From the largest to the smallest: {said}.", *notes])
