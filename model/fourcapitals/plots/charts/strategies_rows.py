"""What stands in the chart of strategies: a row each of dots and columns, their heads, and the axes."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, log10
from typing import Any, Final

import numpy as np

from fourcapitals.formatting import plain, readable_money, share_of_draws
from fourcapitals.plots.charts.strategies_compared import Compared
from fourcapitals.plots.parts import amounts
from fourcapitals.plots.parts.dot_axes import Field, limits_of, signed_log_field
from fourcapitals.plots.parts.page import minus
from fourcapitals.plots.parts.rows import Row
from fourcapitals.plots.parts.spreads import Spread
from fourcapitals.results.chances import ASSUMED
from fourcapitals.results.measures import label_of

SIGN: Final = "†"
"""Marks probabilities whose sign is assumed."""
LEVERS: Final = "*"
"""Marks the money of strategies that also act without it."""


def rows(seen: Compared) -> list[Row]:
    """Give a row to each strategy."""
    brought = seen.per_million
    return [
        Row(
            seen.results.titles[name],
            (seen.spreads[name],) * (2 if seen.magnified else 1),
            (
                minus(amounts.end_of_band(seen.spreads[name].middle)),
                *([minus(seen.money.brought_in_words(brought[name], name))] if brought else []),
                *(_over_life(seen, column, name) for column in seen.life_columns),
                *(_columns(seen.spreads[name], _chance(seen, name)) if seen.several else ()),
                _money(seen, name),
                *(_share(float(seen.table[column][name])) for column in seen.evidence),
            ),
            hollow=name in seen.takes,
        )
        for name in seen.plain
    ]


def heads(seen: Compared) -> list[str]:
    """Head the columns of text."""
    middle = "Median" if seen.several else "Central" if seen.results.seed is None else "One draw"
    per = {"per_million": "per £1m", "per_head": "per 1,000 residents"}
    first = f"{middle} {per[seen.measure]}" if seen.of_value else f"{middle}, {seen.scale.unit}"
    beside = [label_of(seen.outcome, measure="per_million", year=seen.year)] if seen.per_million else []
    draws = _heads_of_draws(seen) if seen.several else ()
    return [first, *beside, *_heads_of_life(seen), *draws, f"New money 2020-{seen.year % 100}", *seen.evidence.values()]


def fields(seen: Compared) -> list[Field]:
    """Choose a panel that shows all effects, and where it helps a second that magnifies the small ones."""
    heading = (
        label_of(seen.outcome, measure=seen.measure, year=seen.year)
        if seen.of_value
        else f"Difference, {seen.scale.unit}"
    )
    spreads, with_sign = list(seen.spreads.values()), not seen.of_value
    if seen.near is not None and seen.several:
        return [signed_log_field(f"{heading} (log scale)", spreads, with_sign=with_sign)]
    whole = Field(heading, limits_of(spreads), with_sign)
    if seen.near is None:
        return [whole]
    low, high = (end * seen.scale.factor for end in seen.near)
    ends = (low - 0.08 * (high - low), high + 0.08 * (high - low))
    times = (whole.limits[1] - whole.limits[0]) / (ends[1] - ends[0])
    return [whole, Field(f"The same, magnified {times:.0f} times", ends, with_sign)]


def _heads_of_life(seen: Compared) -> tuple[str, ...]:
    """Head the columns of the whole life."""
    if not seen.life_columns:
        return ()
    pers = {"_per_gbp_m": " per £1m", "_per_1000": " per 1,000 residents"}
    per = next((words for end, words in pers.items() if seen.life_columns[0].endswith(end)), "")
    return (f"Healthy person-years, whole life{per}", f"… discounted{per}")


def _over_life(seen: Compared, column: str, name: str) -> str:
    """What a strategy brings over the whole life of what it buys."""
    value = np.nan if seen.over_life is None else float(seen.over_life[column][name])
    return "–" if np.isnan(value) else minus(plain(value, zeros=True))


def _chance(seen: Compared, name: str) -> dict[str, Any]:
    """What the draws say of one strategy."""
    return {str(column): values[name] for column, values in seen.chances.items()}


def _money(seen: Compared, name: str) -> str:
    marked = name in seen.levers and len(seen.plain) > 1
    return f"{minus(in_three_figures(float(seen.table['new_money_gbp_m'][name])))}{LEVERS if marked else ''}"


def _heads_of_draws(seen: Compared) -> tuple[str, ...]:
    better = f"P({seen.outcome.short} {seen.year} better)"
    better += f" {SIGN} {ASSUMED}" if seen.chances.loc[list(seen.plain), "sign_assumed"].any() else ""
    more = f"… by more than {seen.chances['more_than'].iloc[0]}"
    shown = ("… detectably",) if seen.chances["detectable_from"].notna().any() else ()
    return ("80% of draws", better, more, *shown, "At zero")


def _columns(spread: Spread, row: Mapping[str, Any]) -> tuple[str, ...]:
    """What the draws say: 80% of them, how often the outcome is better, by how much, and the share at zero."""
    shown = [] if np.isnan(row["detectable_from"]) else [row["probability_detectable"]]
    shares = [share_of_draws(float(each)) for each in (row["probability_more"], *shown)]
    zero = share_of_draws(float(row["share_zero"]))
    if row["share_zero"] == 1:
        return ("–", "–", *("–" for _ in shares), zero)
    better = share_of_draws(float(row["probability_better"]))
    return (
        amounts.interval(*spread.ends, ""),
        f"{better} {SIGN}" if row["sign_assumed"] else better,
        *shares,
        zero,
    )


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
