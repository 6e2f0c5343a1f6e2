"""All strategies side by side: the effect of each, its money and what that rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final, Literal

import numpy as np
import pandas as pd

from fourcapitals.equations.elementary import Array
from fourcapitals.formatting import Scale, hardly, readable_money, scale_of
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.given import AnyResults, is_noise_off
from fourcapitals.plots.parts.pen import MARGIN, RESTS, SIZE, fitted, minus, open_page
from fourcapitals.plots.parts.rows import (
    Field,
    Row,
    Spread,
    by_how_much,
    draw_rows,
    leaders,
    limits_of,
    measured,
    said_of_axis,
    signed_log_field,
    size_of,
    spread_of,
)
from fourcapitals.plots.parts.words import (
    UNVERIFIED,
    against,
    changed,
    check_choice,
    check_year,
    decapitalised,
    end_of_band,
    in_python,
    interval,
    listed,
    measure_of,
    name_of,
    others_than,
    rests_on_judgement,
    said_of_draws,
    share_of_draws,
    source,
    unit_of_difference,
    without_effect,
)
from fourcapitals.results.comparison import (
    badges,
    difference,
    find_outcome,
    healthy_person_years,
    spending,
    wilson_interval,
)
from fourcapitals.vocabulary import APPRAISAL_START, END_YEAR, NOTHING, Outcome

Measure = Literal["difference", "healthy_person_years_per_gbp_m"]
MEASURES: Final = ("difference", "healthy_person_years_per_gbp_m")
CROWDED: Final = 0.06
"""Share of the largest effect below which points can hardly be told from nothing."""
ENOUGH: Final = 3
"""Such points that make a second panel worth its room."""
DRAWS: Final = "Points are medians; thick bars hold 50% of draws, thin bars 80%"
WIDER: Final = (13.6, SIZE[1])
"""Inches of a page with the columns of draws."""
EVIDENCE: Final = {"judgement_share": "Effect judged", "memory_share": "Effect unverified"}
"""Columns of the evidence for the effect of each £, and their heads."""
LEVERS: Final = "*"
"""Marks the money of strategies that also act without it."""
CHANCES: Final = ("80% of draws", "P(better), ties half", "At zero")
"""Heads of the columns that speak of draws."""
CHANCES_READ: Final = (
    "P(better), ties half: share of draws that do better, and half of those at zero. At zero: share of draws without "
    "effect."
)


def strategies(
    results: AnyResults,
    *,
    outcome: str = "hle",
    reference: str = "baseline",
    year: int = END_YEAR,
    measure: Measure = "difference",
) -> Chart:
    """Draw what every strategy changes in England, the best first, beside its money and what that rests on.

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
        new_money_gbp_m, judgement_share, memory_share, levers``.

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
    better = stated.better if measure == "difference" else 1
    order = sorted(
        (name for name in others if name not in left_out), key=lambda name: -better * float(np.median(values[name]))
    )
    plain = {name: spread_of(values[name]) for name in order}
    chances = {name: chance_of(effects.gains[name]) for name in order}
    several = results.draws > 1
    near = _near(list(plain.values()))
    scale = Scale(1.0, unit)
    if measure == "difference":
        scale = scale_of(unit, *(spread.middle for spread in plain.values()))
    spreads = {name: spread_of(values[name] * scale.factor) for name in order}
    table = spending(results)
    money = {name: float(found) for name, found in table["new_money_gbp_m"].items()}
    levers = [name for name, badge in badges(results).items() if "levers" in badge]
    takes = [name for name in order if measure != "difference" and money[name] < money[reference]]
    magnified = near is not None and not several
    rows = [
        Row(
            results.titles[name],
            (spreads[name],) * (2 if magnified else 1),
            (
                minus(end_of_band(spreads[name].middle)),
                *(_columns(spreads[name], chances[name]) if several else ()),
                f"{minus(in_three_figures(money[name]))}{LEVERS if name in levers and len(order) > 1 else ''}",
                *(_share(float(table[column][name])) for column in EVIDENCE),
            ),
            hollow=name in takes,
        )
        for name in order
    ]
    fields = _fields(list(spreads.values()), near, scale, several=several, of_value=measure != "difference")
    middle = "Median" if several else "Central" if is_noise_off(results) else "One draw"
    if measure == "difference":
        first = f"{middle}, {scale.unit}"
        title = _title(results, plain, chances, stated, scale, reference, year)
        subtitle = f"{measure_of(stated)}, England, {year}: difference from ‘{results.titles[reference]}’, {scale.unit}"
    else:
        first = f"{middle} per £1m"
        title = _title_of_value(results, plain, chances)
        subtitle = (
            f"Healthy person-years gained for each £1m of new money, 2019 prices, England, {APPRAISAL_START} to "
            f"{END_YEAR}, against ‘{results.titles[reference]}’"
        )
    heads = (first, *(CHANCES if several else ()), "New money", *EVIDENCE.values())
    notes = _notes(results, [results.titles[name] for name in left_out], bool(takes), magnified)
    notes[0] = f"{notes[0]} {said_of_axis(fields[0], scale.unit)}".strip()
    if any(chance.zero == 1 for chance in chances.values()) and several:
        notes[0] += " –: no effect in any draw, so neither better nor worse."
    if several:
        notes[0] += _unsure({results.titles[name]: chances[name] for name in order}, results.draws)
    notes += _rests(results, order, table, [name for name in order if name in levers])
    with open_page(WIDER if several else SIZE) as (chart, pen):
        width = pen.page[0] - 2 * MARGIN
        grid = measured(pen, rows, fields, heads, width, widest_name=2.6 if several else 3.0)
        top, _ = fitted(pen, title, [subtitle], notes, grid.room + 0.3)
        draw_rows(pen, grid, rows, fields, MARGIN, top - 0.2)
    chart.data = _table(results, spreads, chances, scale, table, levers)
    chart.alt_text = _alt_text(title, subtitle, heads, rows, notes)
    chart.command = in_python("strategies", results, outcome=outcome, reference=reference, year=year, measure=measure)
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
    if chance.zero == 1:
        return "–", "–", share_of_draws(chance.zero)
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
    plain: Mapping[str, Spread],
    chances: Mapping[str, Chance],
    outcome: Outcome,
    scale: Scale,
    reference: str,
    year: int,
) -> str:
    name, by = name_of(outcome), f"by {year}{against(results, reference)}"
    effects = {each: spread.middle for each, spread in plain.items()}
    strongest = max(effects, key=lambda each: abs(effects[each]))
    effect, several, unit = effects[strongest], results.draws > 1, unit_of_difference(outcome)
    little = hardly(effect, unit, scale)
    if len(plain) == 1 and little:
        return f"‘{results.titles[strongest]}’ {changed(name, effect, unit, of_several=several, scale=scale)} {by}"
    if little:
        changes_none = abs(effect) < NOTHING
        return f"No strategy changes {name} {by}" if changes_none else f"All strategies change {name} by {little} {by}"
    scaled = {each: effect * scale.factor for each, effect in effects.items()}
    first = leaders(scaled)
    verb = ("raise" if effect > 0 else "lower") + ("s" if len(first) == 1 else "")
    size = by_how_much(size_of([scaled[each] for each in first]), scale.unit, of_several=several, about=len(first) > 1)
    most = " most," if len(first) < len(plain) else ""
    nothing = _without_effect([chances[each] for each in first])
    return f"{_who(results, first)} {verb} {name}{most} {size} {by}{nothing}"


def _title_of_value(results: AnyResults, plain: Mapping[str, Spread], chances: Mapping[str, Chance]) -> str:
    if not plain:
        return "No strategy brings new money"
    values = {name: spread.middle for name, spread in plain.items()}
    best = next(iter(values))
    first = [name for name in leaders(values) if values[name] > 0] or [best]
    size = minus(size_of([values[name] for name in first])).removeprefix("+")
    most = " most" if len(first) < len(plain) else ""
    verb, whose = ("brings", "its") if len(first) == 1 else ("bring", "their")
    among = "a median of " if results.draws > 1 else ""
    return (
        f"{_who(results, first)} {verb}{most} healthy person-years for {whose} money: {among}{size} per £1m"
        f"{_without_effect([chances[best]])}"
    )


def _who(results: AnyResults, names: Sequence[str]) -> str:
    """Name one or two strategies, or count them."""
    if len(names) > 2:
        return f"{len(names)} strategies"
    return " and ".join(f"‘{results.titles[name]}’" for name in names)


def _without_effect(chances: Sequence[Chance]) -> str:
    """Say in how many draws one strategy does nothing, where they are many."""
    return "" if len(chances) > 1 else without_effect(chances[0].zero)


def in_three_figures(gbp_m: float) -> str:
    """Write an amount given in £m in three figures, so that those of a column have as many.

    Examples
    --------
    >>> in_three_figures(7500), in_three_figures(-10_686), in_three_figures(236_600), in_three_figures(0.34)
    ('£7.50bn', '-£10.7bn', '£237bn', '£340,000')
    """
    size = abs(gbp_m)
    if size < 1:
        return readable_money(gbp_m)
    size = round(size, 2 - floor(log10(size)))
    amount, unit = (size / 1000, "bn") if size >= 1000 else (size, "m")
    return f"{'-' if gbp_m < 0 else ''}£{amount:,.{max(0, 2 - floor(log10(amount)))}f}{unit}"


def _share(share: float) -> str:
    return "–" if np.isnan(share) else share_of_draws(share)


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
        said.append(f"No new money: {listed(left_out)}.")
    return [" ".join(said), source(results)]


def _unsure(chances: Mapping[str, Chance], draws: int) -> str:
    """Name the strategies of which the draws cannot tell whether they do better or worse."""
    ends = {name: wilson_interval(round(chance.better * draws), draws) for name, chance in chances.items()}
    open_ = [name for name, end in ends.items() if end.low < 0.5 < end.high and chances[name].zero < 1]
    return f" {draws:,} draws cannot tell better from worse for: {listed(open_)}." if open_ else ""


def _rests(results: AnyResults, order: Sequence[str], table: pd.DataFrame, levers: Sequence[str]) -> list[str]:
    """Say what the strategies rest on: one by its badge, many by count, beside the columns."""
    if len(order) == 1:
        return rests_on_judgement(results, order)
    known = table.loc[list(order), list(EVIDENCE)].dropna()
    if known.empty:
        return rests_on_judgement(results, levers)
    mostly = [int((known[column] > 0.5).sum()) for column in EVIDENCE]
    said = (
        f"{RESTS}. Of {len(known)} strategies, the effect of more than half of the money is judgement in {mostly[0]}, "
        f"unverified in {mostly[1]}; the last columns give the shares. {UNVERIFIED}"
    )
    if levers:
        titles = "; ".join(results.titles[name] for name in levers)
        said += f" {LEVERS} Beside its money, levers whose effect is judgement: {titles}."
    return [said]


def _table(
    results: AnyResults,
    spreads: Mapping[str, Spread],
    chances: Mapping[str, Chance],
    scale: Scale,
    money: pd.DataFrame,
    levers: Sequence[str],
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
                **{column: money.loc[name, column] for column in EVIDENCE},
                "levers": name in levers,
            }
            for name in spreads
        ]
    )


def _alt_text(title: str, subtitle: str, heads: Sequence[str], rows: Sequence[Row], notes: Sequence[str]) -> str:
    names = [decapitalised(head) if not head.startswith("P(") else head for head in heads[1:]]
    said = "; ".join(
        f"{row.name}, {row.columns[0]}, "
        + ", ".join(f"{name} {words}" for name, words in zip(names, row.columns[1:], strict=True))
        for row in rows
    )
    return " ".join([f"{title}.", f"Dot chart: {subtitle}.", f"From the best to the worst: {said}.", *notes])
