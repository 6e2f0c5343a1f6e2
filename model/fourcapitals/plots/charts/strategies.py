"""All strategies side by side: the effect of each, its money and what that rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any, Final

import numpy as np
import pandas as pd

from fourcapitals.formatting import Scale, hardly, readable_money, scale_asked
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
from fourcapitals.results.chances import ASSUMED, ASSUMED_IN_WORDS, SIGNS_IN_WORDS, VERDICTS, only_adds
from fourcapitals.results.comparison import badges, find_outcome, paired, spending
from fourcapitals.results.measures import check_measure, label_of, usual_measure
from fourcapitals.results.measures import measured as measure_of
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import END_YEAR, NOTHING, Outcome

CROWDED: Final = 0.06
"""Share of the largest effect below which points can hardly be told from nothing."""
ENOUGH: Final = 3
"""Such points that make a second panel worth its room."""
DRAWS: Final = "Points are medians; thick bars hold 50% of draws, thin bars 80%"
WIDER: Final = (15.4, SIZE[1])
"""Inches of a page with the columns of draws."""
EVIDENCE: Final = {"judgement_share": "Effect judged", "memory_share": "Effect unverified"}
"""Columns of the evidence for the effect of each £, and their heads."""
OF_DRAWS: Final = (
    *("probability_better", "share_zero", "share_worse", "more_than", "probability_more"),
    *("probability_detectable", "sign_assumed"),
)
"""Columns of the data that speak of draws."""
SIGN: Final = "†"
"""Marks probabilities whose sign is assumed."""
LEVERS: Final = "*"
"""Marks the money of strategies that also act without it."""


def strategies(
    results: Results,
    *,
    outcome: str = "hle",
    reference: str = "baseline",
    year: int = END_YEAR,
    measure: str | None = None,
    unit: str | None = None,
    verdicts: pd.DataFrame | None = None,
) -> Chart:
    """Draw what every strategy changes in England, the best first, beside its money and what that rests on.

    Where most effects are too small to be seen beside the largest, a second panel magnifies them; with several draws
    the axis is logarithmic instead, and says so.

    Parameters
    ----------
    results : Results or ensemble
        With several draws points are medians, and bars hold 50% and 80% of draws; columns give how often the outcome
        is better in the year, by more than a small unit, by more than published figures could show, and not at all.
    outcome : str
        A name from `vocabulary.OUTCOME_NAMES`.
    reference : str
        The scenario that the others are compared with.
    year : int
    measure : {"total", "per_million", "per_head"}, optional
        The difference in the year, or what it adds up to over people for each £1m of new money or each 1,000 residents
        (`results.measured`). If left out, per £1m where the new money differs by more than 5%, else the difference;
        strategies without new money have nothing for each £1m.
    unit : str, optional
        In which differences are written (`formatting.units_of`); the one that suits their size if left out.
    verdicts : DataFrame, optional
        From `appraisal.verdicts`, ranked as the chart is: whether the order is evidence-based or assumption-driven.

    Returns
    -------
    Chart
        With data ``scenario, title, outcome, year, measure, median, low_80, low_50, high_50, high_80, unit``; of
        several draws the columns of `chances.chances_of`; ``new_money_gbp_m, judgement_share, memory_share, levers``.

    Raises
    ------
    UnknownName
        When there is no such outcome, scenario, year, measure or unit.
    BadInput
        When the results hold the reference alone.
    """
    stated = find_outcome(outcome)
    asking.check_year(results, year)
    chosen = usual_measure(results, reference=reference) if measure is None else check_measure(measure)
    seen = _look_at(results, stated, reference=reference, year=year, measure=chosen, unit=unit, verdicts=verdicts)
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
        grid = measured(pen, rows, fields, heads, width, widest_name=2.3 if seen.several else 3.0)
        top, _ = frame(pen, caption, room=grid.room + 0.3)
        draw_rows(pen, grid, rows, fields, MARGIN, top - 0.2)
    asked = {"outcome": outcome, "reference": reference, "year": year, "measure": chosen, "unit": unit}
    command = asking.in_python("strategies", results, **asked)
    return pen.chart.carrying(caption, data=seen.data(), command=command)


def _look_at(
    results: Results,
    outcome: Outcome,
    *,
    reference: str,
    year: int,
    measure: str,
    unit: str | None,
    verdicts: pd.DataFrame | None,
) -> _Compared:
    """Order the strategies that have the measure, the best first."""
    others = asking.others_than(results, reference)
    found = measure_of(results, outcome.name, measure=measure, reference=reference, year=year).isel(group=0)
    drawn = {name: np.asarray(found.sel(scenario=name).to_numpy(), np.float64) for name in others}
    values = {name: each for name, each in drawn.items() if np.isfinite(each).all()}
    order = sorted(values, key=lambda name: -outcome.better * float(np.median(values[name])))
    plain = {name: spread_of(values[name]) for name in order}
    scale, told = Scale(1.0, str(found.attrs["units"])), badges(results)
    if measure == "total":
        scale = scale_asked(scale.unit, unit, *(spread.middle for spread in plain.values()))
    compared = paired(results, outcome.name, reference=reference, year=year).set_index("scenario")
    return _Compared(
        results=results,
        outcome=outcome,
        reference=reference,
        year=year,
        measure=measure,
        plain=plain,
        spreads={name: spread_of(values[name] * scale.factor) for name in order},
        chances=compared,
        scale=scale,
        table=spending(results),
        left_out=tuple(name for name in others if name not in values),
        levers=tuple(name for name in order if "levers" in told[name]),
        verdicts=verdicts,
    )


@dataclass(frozen=True)
class _Compared:
    """The strategies side by side, the best first, and the words made from their numbers."""

    results: Results
    outcome: Outcome
    reference: str
    year: int
    measure: str
    plain: Mapping[str, Spread]
    """Effects in their own unit, and in that of the chart."""
    spreads: Mapping[str, Spread]
    chances: pd.DataFrame
    """What the draws say of the outcome in the year, a row a strategy (`comparison.paired`)."""
    scale: Scale
    table: pd.DataFrame
    """The money of each strategy and its evidence."""
    left_out: tuple[str, ...]
    levers: tuple[str, ...]
    """Strategies that also act without money."""
    verdicts: pd.DataFrame | None

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
        per_gbp = self.measure == "per_million"
        return [name for name in self.plain if per_gbp and money[name] < money[self.reference]]

    @property
    def of_value(self) -> bool:
        """Whether something added up over people is shown, and not the difference in the year."""
        return self.measure != "total"

    @property
    def label(self) -> str:
        """What is shown, with its years, within a sentence."""
        said = label_of(self.outcome, measure=self.measure, year=self.year)
        return said if said[:2].isupper() else say.decapitalised(said)

    def rows(self) -> list[Row]:
        """Give a row to each strategy."""
        return [
            Row(
                self.results.titles[name],
                (self.spreads[name],) * (2 if self.magnified else 1),
                (
                    minus(amounts.end_of_band(self.spreads[name].middle)),
                    *(_columns(self.spreads[name], self._chance(name)) if self.several else ()),
                    self._money(name),
                    *(_share(float(self.table[column][name])) for column in EVIDENCE),
                ),
                hollow=name in self.takes,
            )
            for name in self.plain
        ]

    def _chance(self, name: str) -> dict[str, Any]:
        """What the draws say of one strategy."""
        return {str(column): values[name] for column, values in self.chances.items()}

    def _money(self, name: str) -> str:
        marked = name in self.levers and len(self.plain) > 1
        return f"{minus(in_three_figures(float(self.table['new_money_gbp_m'][name])))}{LEVERS if marked else ''}"

    def heads(self) -> list[str]:
        """Head the columns of text."""
        middle = "Median" if self.several else "Central" if self.results.seed is None else "One draw"
        per = {"per_million": "per £1m", "per_head": "per 1,000 residents"}
        first = f"{middle} {per[self.measure]}" if self.of_value else f"{middle}, {self.scale.unit}"
        return [first, *(self._heads_of_draws() if self.several else ()), "New money", *EVIDENCE.values()]

    def _heads_of_draws(self) -> tuple[str, ...]:
        better = f"P({self.outcome.short} {self.year} better)"
        better += f" {SIGN} {ASSUMED}" if self.chances.loc[list(self.plain), "sign_assumed"].any() else ""
        more = f"… by more than {self.chances['more_than'].iloc[0]}"
        shown = ("… detectably",) if self.chances["detectable_from"].notna().any() else ()
        return ("80% of draws", better, more, *shown, "At zero")

    def fields(self) -> list[Field]:
        """Choose a panel that shows all effects, and where it helps a second that magnifies the small ones."""
        heading = (
            label_of(self.outcome, measure=self.measure, year=self.year)
            if self.of_value
            else f"Difference, {self.scale.unit}"
        )
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
        """Say which strategies do most, and whether that is evidence-based."""
        said = _title_of_value(self) if self.of_value else _title(self)
        verdict = self._verdict_on_the_first()
        if not verdict or " most" not in said:
            return said
        return f"{said[:-1]}; {verdict})" if said.endswith(")") else f"{said} ({verdict})"

    def _verdict_on_the_first(self) -> str:
        """The verdict on the first pair, where the chart ranks the same strategy first."""
        if self.verdicts is None or self.verdicts.empty or self.verdicts.loc[0, "better"] != next(iter(self.plain)):
            return ""
        return VERDICTS[str(self.verdicts.loc[0, "badge"])]

    def subtitle(self) -> str:
        """Say what is measured."""
        reference = f"‘{self.results.titles[self.reference]}’"
        if self.of_value:
            money = ", new money of 2020 to 2035 in 2019 prices" if self.measure == "per_million" else ""
            return f"{say.capitalised(self.label)}{money}, England: gained against {reference}"
        return f"{say.measure_of(self.outcome)}, England, {self.year}: difference from {reference}, {self.scale.unit}"

    def notes(self, field: Field) -> list[str]:
        """Give the lines under the chart: how to read it, source and what rests on judgement."""
        titles = self.results.titles
        said = [say.said_of_draws(self.results, DRAWS)]
        if self.several:
            said.append(self._chances_read())
        elif any(only_adds(self.results, reference=self.reference)[name] for name in self.plain):
            said.append(SIGNS_IN_WORDS)
        if self.magnified:
            said.append("An arrow points to an effect beyond the magnified panel.")
        said.append("New money: 2020 to 2035, 2019 prices, less what it displaces; negative where money ends.")
        if self.takes:
            said.append("Hollow: money is taken away, and what is shown is lost for each £1m.")
        if self.left_out:
            said.append(f"No new money: {say.listed([titles[name] for name in self.left_out])}.")
        said.append(said_of_axis(field, self.scale.unit))
        if self.several and (self.chances.loc[list(self.plain), "share_zero"] == 1).any():
            said.append("–: no effect in any draw, so neither better nor worse.")
        if self.several:
            said.append(_unsure(self.chances.loc[list(self.plain)], titles, self.results.draws))
        said.append(self._order())
        return [in_sentences(said), say.source(self.results), *self._rests()]

    def _chances_read(self) -> str:
        """Say how the columns of draws are to be read."""
        reference = f"‘{self.results.titles[self.reference]}’"
        said = (
            f"P({self.outcome.short} {self.year} better): share of draws in which {self.outcome.said} in {self.year} "
            f"is better than under {reference}, and half of those at zero, which have no effect."
        )
        if self.chances.loc[list(self.plain), "sign_assumed"].any():
            said += f" {SIGN} {ASSUMED_IN_WORDS}"
        seen = self.chances["detectable_from"].dropna()
        return f"{said} Detectably: by more than {seen.iloc[0]:.2f} years, as published figures." if len(seen) else said

    def _order(self) -> str:
        """Say what the order rests on, or where that is to be had."""
        if len(self.plain) < 2:
            return ""
        if self.verdicts is None or self.verdicts.empty:
            return "Whether this order is evidence-based or assumption-driven: fourcapitals flips."
        told = [VERDICTS[str(badge)] for badge in self.verdicts["badge"]]
        counts = ", ".join(f"{told.count(each)} {each}" for each in dict.fromkeys(told))
        return f"Of {len(told)} pairs of neighbours, ranked by {self.verdicts.attrs['by']}: {counts}."

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
                    "outcome": self.outcome.name,
                    "year": self.year,
                    "measure": self.measure,
                    **spread.columns(),
                    "unit": self.scale.unit,
                    **{column: self.chances.loc[name, column] for column in OF_DRAWS if self.several},
                    **{column: self.table.loc[name, column] for column in ("new_money_gbp_m", *EVIDENCE)},
                    "levers": name in self.levers,
                }
                for name, spread in self.spreads.items()
            ]
        )


def _columns(spread: Spread, row: Mapping[str, Any]) -> tuple[str, ...]:
    """What the draws say: 80% of them, how often the outcome is better, by how much, and the share at zero."""
    shown = [] if np.isnan(row["detectable_from"]) else [row["probability_detectable"]]
    shares = [amounts.share_of_draws(float(each)) for each in (row["probability_more"], *shown)]
    zero = amounts.share_of_draws(float(row["share_zero"]))
    if row["share_zero"] == 1:
        return ("–", "–", *("–" for _ in shares), zero)
    better = amounts.share_of_draws(float(row["probability_better"]))
    return (
        amounts.interval(*spread.ends, ""),
        f"{better} {SIGN}" if row["sign_assumed"] else better,
        *shares,
        zero,
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
    nothing = _without_effect(seen, first)
    return f"{_who(results, first)} {verb} {name}{most} {size} {by}{nothing}"


def _title_of_value(seen: _Compared) -> str:
    results, outcome = seen.results, seen.outcome
    if not seen.plain:
        return "No strategy brings new money"
    what = seen.label.removesuffix(" per £1m").removesuffix(" per 1,000 residents")
    values = {name: spread.middle for name, spread in seen.plain.items()}
    gains = {name: outcome.better * value for name, value in values.items()}
    best = next(iter(values))
    if max(gains.values()) < NOTHING:
        return f"No strategy brings {what} for its money"
    first = [name for name in leaders(gains) if gains[name] > 0] or [best]
    size = minus(amounts.size_of([values[name] for name in first])).removeprefix("+")
    most = " most" if len(first) < len(values) else ""
    verb = ("brings" if outcome.better > 0 else "takes away") if len(first) == 1 else "bring"
    among = "a median of " if results.draws > 1 else ""
    pounds = "£" if "£" in seen.scale.unit.split(" per ")[0] else ""
    per = "£1m" if seen.measure == "per_million" else "1,000 residents"
    nothing = _without_effect(seen, [best])
    return f"{_who(results, first)} {verb}{most} {what} for each {per}: {among}{pounds}{size}{nothing}"


def _who(results: Results, names: Sequence[str]) -> str:
    """Name one or two strategies, or count them."""
    if len(names) > 2:
        return f"{len(names)} strategies"
    return " and ".join(f"‘{results.titles[name]}’" for name in names)


def _without_effect(seen: _Compared, names: Sequence[str]) -> str:
    """Say in how many draws one strategy does nothing, where they are many."""
    if len(names) > 1 or not seen.several:
        return ""
    return say.without_effect(float(seen.chances["share_zero"][names[0]]))


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


def _unsure(chances: pd.DataFrame, titles: Mapping[str, str], draws: int) -> str:
    """Name the strategies of which the draws cannot tell whether they do better or worse."""
    unsure = (chances["probability_low"] < 0.5) & (chances["probability_high"] > 0.5) & (chances["share_zero"] < 1)
    told = say.listed([titles[str(name)] for name in chances.index[unsure]])
    return f"{draws:,} draws cannot tell better from worse for: {told}." if unsure.any() else ""
