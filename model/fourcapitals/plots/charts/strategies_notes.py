"""The lines under the chart of strategies: how it is read, what its order rests on, and its evidence."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from fourcapitals.plots.charts.strategies_compared import Compared
from fourcapitals.plots.charts.strategies_rows import LEVERS, SIGN
from fourcapitals.plots.parts import wording
from fourcapitals.plots.parts.caption import in_sentences
from fourcapitals.plots.parts.dot_axes import Field, said_of_axis
from fourcapitals.plots.parts.spreads import MARKS_OF_DRAWS
from fourcapitals.results.awarded import lines_of_bids
from fourcapitals.results.chances import (
    ASSUMED_IN_WORDS,
    NO_VERDICT,
    SIGNS_IN_WORDS,
    UTILITY_OF_OUTCOME,
    VERDICTS,
    only_adds,
)
from fourcapitals.results.evidence_shares import (
    ASKED,
    CAUTION,
    CHANGE,
    RESTS,
    RESULTS_SHARED,
    shares_of_variance,
    unsettled,
)
from fourcapitals.results.whole_life import IN_WORDS, whole_life_lines


def notes(seen: Compared, field: Field) -> list[str]:
    """Give the lines under the chart: how to read it, source and what rests on judgement."""
    titles = seen.results.titles
    said = [wording.said_of_draws(seen.results, MARKS_OF_DRAWS)]
    if seen.several:
        said.append(_chances_read(seen))
    elif any(only_adds(seen.results, reference=seen.reference)[name] for name in seen.plain):
        said.append(SIGNS_IN_WORDS)
    if seen.magnified:
        said.append("An arrow points to an effect beyond the magnified panel.")
    said.append(f"New money: 2020 to {seen.year}, 2019 prices, less what it displaces; negative where money ends.")
    said += lines_of_bids(seen.results, scenarios=list(seen.plain), titled=True)
    if seen.takes:
        said.append("Hollow: money is taken away, and what is shown is lost for each £1m.")
    if seen.left_out:
        said.append(f"No new money: {wording.listed([titles[name] for name in seen.left_out])}.")
    said.append(said_of_axis(field, seen.scale.unit))
    if seen.several and (seen.chances.loc[list(seen.plain), "share_zero"] == 1).any():
        said.append("–: no effect in any draw, so neither better nor worse.")
    if seen.several:
        said.append(_unsure(seen.chances.loc[list(seen.plain)], titles, seen.results.draws))
    said.append(_order(seen))
    said += _whole_life(seen)
    return [in_sentences(said), wording.source(seen.results), *_rests(seen)]


def _chances_read(seen: Compared) -> str:
    """Say how the columns of draws are to be read."""
    reference = f"‘{seen.results.titles[seen.reference]}’"
    said = (
        f"P({seen.outcome.short} {seen.year} better): share of draws in which {seen.outcome.said} in {seen.year} "
        f"is better than under {reference}, and half of those at zero, which have no effect."
    )
    if seen.chances.loc[list(seen.plain), "sign_assumed"].any():
        said += f" {SIGN} {ASSUMED_IN_WORDS}"
    detectable = seen.chances["detectable_from"].dropna()
    if detectable.empty:
        return said
    return f"{said} Detectably: by more than {detectable.iloc[0]:.2f} years, as published figures."


def _order(seen: Compared) -> str:
    """Say what the order rests on, or where that is to be had."""
    if len(seen.plain) < 2:
        return ""
    if seen.outcome.name not in UTILITY_OF_OUTCOME:
        return f"{NO_VERDICT}."
    if seen.verdicts is None or seen.verdicts.empty:
        return "What this order rests on: fourcapitals flips."
    told = [f"{'' if badge == 'tie' else 'the '}{VERDICTS[badge]}" for badge in map(str, seen.verdicts["badge"])]
    counts = "; ".join(f"in {told.count(each)} {each}" for each in dict.fromkeys(told))
    pairs = f"{len(told)} pairs of neighbours" if len(told) > 1 else "one pair"
    return f"Of {pairs}, ranked by {seen.verdicts.attrs['by']} at central values: {counts}."


def _whole_life(seen: Compared) -> list[str]:
    """Say what the columns of the whole life are, of what much is yet to come, and where the order is another."""
    if seen.over_life is None:
        return []
    table, ended = seen.over_life.loc[list(seen.plain)].reset_index(), seen.results.period.end
    per_gbp = seen.life_columns[0].endswith("_per_gbp_m")
    return [IN_WORDS, *whole_life_lines(table, titles=seen.results.titles, per_gbp=per_gbp, end=ended)]


def _rests(seen: Compared) -> list[str]:
    """Say what the strategies rest on: one in words, many by count, beside the columns."""
    if len(seen.plain) == 1 or not seen.evidence:
        said = wording.rests_on(seen.results, list(seen.plain)[:1], outcome=seen.outcome.name)
        known = [f"{RESTS}: {ASKED} NAME."] if said and len(seen.plain) > 1 else said
    else:
        shares = seen.table.loc[list(seen.plain), list(seen.evidence)].dropna()
        mostly = [int((shares[column] > 0.5).sum()) for column in seen.evidence]
        result = "gva_percent" if seen.outcome.name == "gva_per_hour" else "hle_years"
        shown = [shares_of_variance(seen.results, name, result=result) for name in shares.index]
        told = (
            f"{RESTS}. Of {len(shares)} strategies, more than half of the variance of "
            f"{CHANGE.format(RESULTS_SHARED[result])} rests on studies in {mostly[0]}, on judgement in {mostly[1]}; "
            "the last columns give the shares, the rest are associations and models."
        )
        known = [in_sentences([told, unsettled(shown), CAUTION])]
    if seen.levers and known:
        titles = "; ".join(seen.results.titles[name] for name in seen.levers)
        told = f"levers whose sizes are assumed and whose cost is not counted: {titles}"
        known = [f"{known[0]} {LEVERS} Beside its money, {told}."]
    return known


def _unsure(chances: pd.DataFrame, titles: Mapping[str, str], draws: int) -> str:
    """Name the strategies of which the draws cannot tell whether they do better or worse."""
    unsure = (chances["probability_low"] < 0.5) & (chances["probability_high"] > 0.5) & (chances["share_zero"] < 1)
    told = wording.listed([titles[str(name)] for name in chances.index[unsure]])
    return f"{draws:,} draws cannot tell better from worse for: {told}." if unsure.any() else ""
