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
from fourcapitals.plots.parts import amounts, asking, say
from fourcapitals.plots.parts.caption import Caption, in_sentences
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.pen import MARGIN, RESTS, SIZE, frame, minus, open_page
from fourcapitals.plots.parts.rows import (
    Field,
    Row,
    Spread,
    draw_rows,
    leaders,
    limits_of,
    measured,
    rows_in_words,
    said_of_axis,
    signed_log_field,
    spread_of,
)
from fourcapitals.results.comparison import (
    badges,
    find_outcome,
    healthy_person_years,
    spending,
    wilson_interval,
)
from fourcapitals.results.results import Results
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
    results: Results,
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
    asking.check_choice("measure", measure, MEASURES)
    asking.check_year(results, year)
    seen = _look_at(results, stated, reference=reference, year=year, measure=measure)
    rows, heads, fields = seen.rows(), seen.heads(), seen.fields()
    caption = Caption(
        title=seen.title(),
        subtitle=[seen.subtitle()],
        notes=seen.notes(fields[0]),
        kind="Dot chart",
        described=[f"From the best to the worst: {rows_in_words(heads, rows)}."],
    )
    with open_page(WIDER if seen.several else SIZE) as pen:
        width = pen.page[0] - 2 * MARGIN
        grid = measured(pen, rows, fields, heads, width, widest_name=2.6 if seen.several else 3.0)
        top, _ = frame(pen, caption, room=grid.room + 0.3)
        draw_rows(pen, grid, rows, fields, MARGIN, top - 0.2)
    command = asking.in_python("strategies", results, outcome=outcome, reference=reference, year=year, measure=measure)
    return pen.chart.carrying(caption, data=seen.data(), command=command)


@dataclass(frozen=True)
class _Effects:
    """Of each strategy: what it changes in each draw, and what it gains, so that rounding can be told from it."""

    unit: str
    values: dict[str, Array]
    gains: dict[str, Array]


def _effects(
    results: Results, outcome: Outcome, names: Sequence[str], reference: str, year: int, measure: Measure
) -> _Effects:
    if measure == "difference":
        found = results.differences(outcome.name, reference=reference).sel(year=year)
        unit, gains = say.unit_of_difference(outcome), outcome.better * found
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


def _look_at(results: Results, outcome: Outcome, *, reference: str, year: int, measure: Measure) -> _Compared:
    """Order the strategies that have the measure, the best first."""
    others = asking.others_than(results, reference)
    effects = _effects(results, outcome, others, reference, year, measure)
    values = {name: each for name, each in effects.values.items() if np.isfinite(each).all()}
    better = outcome.better if measure == "difference" else 1
    order = sorted(values, key=lambda name: -better * float(np.median(values[name])))
    plain = {name: spread_of(values[name]) for name in order}
    scale, told = Scale(1.0, effects.unit), badges(results)
    if measure == "difference":
        scale = scale_of(effects.unit, *(spread.middle for spread in plain.values()))
    return _Compared(
        results=results,
        outcome=outcome,
        reference=reference,
        year=year,
        of_value=measure != "difference",
        plain=plain,
        spreads={name: spread_of(values[name] * scale.factor) for name in order},
        chances={name: chance_of(effects.gains[name]) for name in order},
        scale=scale,
        table=spending(results),
        left_out=tuple(name for name in others if name not in values),
        levers=tuple(name for name in order if "levers" in told[name]),
    )


@dataclass(frozen=True)
class _Compared:
    """The strategies side by side, the best first, and the words made from their numbers."""

    results: Results
    outcome: Outcome
    reference: str
    year: int
    of_value: bool
    """Whether years gained for the money are shown, and not differences."""
    plain: Mapping[str, Spread]
    """Effects in their own unit, and in that of the chart."""
    spreads: Mapping[str, Spread]
    chances: Mapping[str, Chance]
    scale: Scale
    table: pd.DataFrame
    """The money of each strategy and its evidence."""
    left_out: tuple[str, ...]
    levers: tuple[str, ...]
    """Strategies that also act without money."""

    @property
    def several(self) -> bool:
        """Whether there are several draws."""
        return self.results.draws > 1

    @property
    def near(self) -> tuple[float, float] | None:
        """Ends of a panel that magnifies small effects, in their own unit; none where it would not help."""
        return _near(list(self.plain.values()))

    @property
    def magnified(self) -> bool:
        """Whether there is such a panel: of several draws their columns leave no room for it."""
        return self.near is not None and not self.several

    @property
    def takes(self) -> list[str]:
        """Strategies that take money away, where years are shown for the money."""
        money = self.table["new_money_gbp_m"]
        return [name for name in self.plain if self.of_value and money[name] < money[self.reference]]

    def rows(self) -> list[Row]:
        """Give a row to each strategy."""
        return [
            Row(
                self.results.titles[name],
                (self.spreads[name],) * (2 if self.magnified else 1),
                (
                    minus(amounts.end_of_band(self.spreads[name].middle)),
                    *(_columns(self.spreads[name], self.chances[name]) if self.several else ()),
                    self._money(name),
                    *(_share(float(self.table[column][name])) for column in EVIDENCE),
                ),
                hollow=name in self.takes,
            )
            for name in self.plain
        ]

    def _money(self, name: str) -> str:
        marked = name in self.levers and len(self.plain) > 1
        return f"{minus(in_three_figures(float(self.table['new_money_gbp_m'][name])))}{LEVERS if marked else ''}"

    def heads(self) -> list[str]:
        """Head the columns of text."""
        middle = "Median" if self.several else "Central" if self.results.seed is None else "One draw"
        first = f"{middle} per £1m" if self.of_value else f"{middle}, {self.scale.unit}"
        return [first, *(CHANCES if self.several else ()), "New money", *EVIDENCE.values()]

    def fields(self) -> list[Field]:
        """Choose a panel that shows all effects, and where it helps a second that magnifies the small ones."""
        heading = "Healthy person-years per £1m" if self.of_value else f"Difference, {self.scale.unit}"
        spreads, with_sign = list(self.spreads.values()), not self.of_value
        if self.near is not None and self.several:
            return [signed_log_field(f"{heading} (log scale)", spreads, with_sign=with_sign)]
        whole = Field(heading, limits_of(spreads), with_sign)
        if self.near is None:
            return [whole]
        low, high = (end * self.scale.factor for end in self.near)
        ends = (low - 0.08 * (high - low), high + 0.08 * (high - low))
        times = (whole.limits[1] - whole.limits[0]) / (ends[1] - ends[0])
        return [whole, Field(f"The same, magnified {times:.0f} times", ends, with_sign)]

    def title(self) -> str:
        """Say which strategies do most."""
        if self.of_value:
            return _title_of_value(self.results, self.plain, self.chances)
        return _title(self)

    def subtitle(self) -> str:
        """Say what is measured."""
        reference = f"‘{self.results.titles[self.reference]}’"
        if self.of_value:
            return (
                f"Healthy person-years gained for each £1m of new money, 2019 prices, England, {APPRAISAL_START} to "
                f"{END_YEAR}, against {reference}"
            )
        return f"{say.measure_of(self.outcome)}, England, {self.year}: difference from {reference}, {self.scale.unit}"

    def notes(self, field: Field) -> list[str]:
        """Give the lines under the chart: how to read it, source and what rests on judgement."""
        titles = self.results.titles
        said = [say.said_of_draws(self.results, DRAWS)]
        if self.several:
            said.append(CHANCES_READ)
        if self.magnified:
            said.append("An arrow points to an effect beyond the magnified panel.")
        said.append("New money: 2020 to 2035, 2019 prices, less what it displaces; negative where money ends.")
        if self.takes:
            said.append("Hollow: money is taken away, and the years are lost for each £1m.")
        if self.left_out:
            said.append(f"No new money: {say.listed([titles[name] for name in self.left_out])}.")
        said.append(said_of_axis(field, self.scale.unit))
        if self.several and any(chance.zero == 1 for chance in self.chances.values()):
            said.append("–: no effect in any draw, so neither better nor worse.")
        if self.several:
            said.append(_unsure({titles[name]: chance for name, chance in self.chances.items()}, self.results.draws))
        return [in_sentences(said), say.source(self.results), *self._rests()]

    def _rests(self) -> list[str]:
        """Say what the strategies rest on: one by its badge, many by count, beside the columns."""
        if len(self.plain) == 1:
            return say.rests_on_judgement(self.results, list(self.plain))
        known = self.table.loc[list(self.plain), list(EVIDENCE)].dropna()
        if known.empty:
            return say.rests_on_judgement(self.results, self.levers)
        mostly = [int((known[column] > 0.5).sum()) for column in EVIDENCE]
        said = (
            f"{RESTS}. Of {len(known)} strategies, the effect of more than half of the money is judgement in "
            f"{mostly[0]}, unverified in {mostly[1]}; the last columns give the shares. {say.UNVERIFIED}"
        )
        if self.levers:
            titles = "; ".join(self.results.titles[name] for name in self.levers)
            said += f" {LEVERS} Beside its money, levers whose effect is judgement: {titles}."
        return [said]

    def data(self) -> pd.DataFrame:
        """Give what is drawn."""
        return pd.DataFrame(
            [
                {
                    "scenario": name,
                    "title": self.results.titles[name],
                    **spread.columns(),
                    "unit": self.scale.unit,
                    "probability_better": self.chances[name].better if self.several else np.nan,
                    "share_zero": self.chances[name].zero if self.several else np.nan,
                    **{column: self.table.loc[name, column] for column in ("new_money_gbp_m", *EVIDENCE)},
                    "levers": name in self.levers,
                }
                for name, spread in self.spreads.items()
            ]
        )


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
        return "–", "–", amounts.share_of_draws(chance.zero)
    return (
        amounts.interval(*spread.ends, ""),
        amounts.share_of_draws(chance.better),
        amounts.share_of_draws(chance.zero),
    )


def _near(spreads: Sequence[Spread]) -> tuple[float, float] | None:
    """Ends of a panel that magnifies the small effects, where enough of them are lost beside the largest."""
    largest = max((abs(spread.middle) for spread in spreads), default=0.0)
    small = [spread for spread in spreads if abs(spread.middle) < CROWDED * largest]
    if len(small) < ENOUGH:
        return None
    low = min(0.0, *(spread.ends[0] for spread in small))
    high = max(0.0, *(spread.ends[1] for spread in small))
    return (low, high) if NOTHING < high - low < 0.4 * largest else None


def _title(seen: _Compared) -> str:
    results, scale, several = seen.results, seen.scale, seen.several
    name, by = seen.outcome.said, f"by {seen.year}{say.against(results, seen.reference)}"
    effects = {each: spread.middle for each, spread in seen.plain.items()}
    strongest = max(effects, key=lambda each: abs(effects[each]))
    effect, unit = effects[strongest], say.unit_of_difference(seen.outcome)
    little = hardly(effect, unit, scale)
    if len(effects) == 1 and little:
        return f"‘{results.titles[strongest]}’ {say.changed(name, effect, unit, of_several=several, scale=scale)} {by}"
    if little:
        changes_none = abs(effect) < NOTHING
        return f"No strategy changes {name} {by}" if changes_none else f"All strategies change {name} by {little} {by}"
    scaled = {each: effect * scale.factor for each, effect in effects.items()}
    first = leaders(scaled)
    verb = ("raise" if effect > 0 else "lower") + ("s" if len(first) == 1 else "")
    size = amounts.by_how_much(
        amounts.size_of([scaled[each] for each in first]), scale.unit, of_several=several, about=len(first) > 1
    )
    most = " most," if len(first) < len(effects) else ""
    nothing = _without_effect([seen.chances[each] for each in first])
    return f"{_who(results, first)} {verb} {name}{most} {size} {by}{nothing}"


def _title_of_value(results: Results, plain: Mapping[str, Spread], chances: Mapping[str, Chance]) -> str:
    if not plain:
        return "No strategy brings new money"
    values = {name: spread.middle for name, spread in plain.items()}
    best = next(iter(values))
    first = [name for name in leaders(values) if values[name] > 0] or [best]
    size = minus(amounts.size_of([values[name] for name in first])).removeprefix("+")
    most = " most" if len(first) < len(plain) else ""
    verb, whose = ("brings", "its") if len(first) == 1 else ("bring", "their")
    among = "a median of " if results.draws > 1 else ""
    return (
        f"{_who(results, first)} {verb}{most} healthy person-years for {whose} money: {among}{size} per £1m"
        f"{_without_effect([chances[best]])}"
    )


def _who(results: Results, names: Sequence[str]) -> str:
    """Name one or two strategies, or count them."""
    if len(names) > 2:
        return f"{len(names)} strategies"
    return " and ".join(f"‘{results.titles[name]}’" for name in names)


def _without_effect(chances: Sequence[Chance]) -> str:
    """Say in how many draws one strategy does nothing, where they are many."""
    return "" if len(chances) > 1 else say.without_effect(chances[0].zero)


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
    return "–" if np.isnan(share) else amounts.share_of_draws(share)


def _unsure(chances: Mapping[str, Chance], draws: int) -> str:
    """Name the strategies of which the draws cannot tell whether they do better or worse."""
    ends = {name: wilson_interval(round(chance.better * draws), draws) for name, chance in chances.items()}
    open_ = [name for name, end in ends.items() if end.low < 0.5 < end.high and chances[name].zero < 1]
    return f"{draws:,} draws cannot tell better from worse for: {say.listed(open_)}." if open_ else ""
