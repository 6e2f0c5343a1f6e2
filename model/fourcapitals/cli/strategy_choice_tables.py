"""Which strategy to choose, with chances and regret, and which places gain and lose by it, as tables for the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import fourcapitals as fc
from fourcapitals.cli.output import table_of
from fourcapitals.formatting import decapitalised
from fourcapitals.results.difference_units import scale_asked

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.appraisal.settings import AppraisalSettings
    from fourcapitals.results.results import Results


def choice_table(table: pd.DataFrame, results: Results, settings: AppraisalSettings) -> list[str | Table]:
    """Lay out the strategies with chances and regret.

    Parameters
    ----------
    table : pandas.DataFrame
        From `appraisal.strategy_choice`.
    results : Results
    settings : AppraisalSettings
    """
    from fourcapitals.appraisal.present_values import other_rate, rate_of_whole_life
    from fourcapitals.appraisal.strategy_choice import WEIGHTED_BY, WHOLE_LIFE

    first, many = table.iloc[0], "low_80" in table
    exponent = {"income": settings.income_aversion, "health": settings.health_aversion}.get(first["weighting"], 0.0)
    heads = ["Scenario", f">Median, {first['unit']}"]
    heads += [">80% of draws", ">Best in", ">Regret", ">Largest"] if many else []
    cells = []
    for row in table.to_dict("records"):
        cell = [row["scenario"], _signed(row["difference"])]
        if many:
            largest = _signed(row["largest_regret"], sign=False)
            cell += [
                f"{_signed(row['low_80'])} to {_signed(row['high_80'])}",
                fc.formatting.share_of_draws(row["probability_best"]),
                _signed(row["expected_regret"], sign=False),
                f"{largest}*" if row["minimax"] else largest,
            ]
        cells.append(cell)
    weights = "weights" in table.attrs
    what = (
        f"weighted {first['outcome']} in {first['year']}" if weights else choice_words(first["outcome"], first["year"])
    )
    regret = (
        f"Best in: share of {results.draws:,} draws. Regret: what the best strategy of a draw brings beyond the chosen "
        "one, expected and largest, in the unit of the median; *: the least of the largest, minimax. "
        if many
        else "One draw: no chances and no regret. "
    )
    over_life = first["outcome"] == WHOLE_LIFE
    if over_life:
        what = f"{what} at {100 * rate_of_whole_life(results):.3g}% a year"
    money = (
        "Money: £ of 2019, not discounted. "
        if first["per_gbp"]
        else "Money may differ between strategies; --measure per_million sets it equal. "
    )
    caption = f"{regret}{money}Weighting: {WEIGHTED_BY[first['weighting']].format(exponent)}."
    title = f"Which strategy: {what}, England, against {results.called(first['reference'])}"
    weighed = fc.appraisal.weight_lines(table) if weights else []
    other = [why] if over_life and (why := other_rate(results, settings)) else []
    return [table_of(heads, cells, title=title, caption=caption), *weighed, *other, *_choice_rests_on(table, results)]


def _choice_rests_on(table: pd.DataFrame, results: Results) -> list[str]:
    """Say on which letters the money of each choice rests, and how much more the second would have to do."""
    from fourcapitals.appraisal.value_for_money import letters_of_money

    outcomes = list(table.attrs.get("weights", [str(table["outcome"].iloc[0])]))
    respects = [("effect_on_health", "health")] if outcomes != ["gva_per_hour"] else []
    respects += [("effect_on_output", "output")] if "gva_per_hour" in outcomes else []
    lines = []
    for respect, words in respects:
        letters = {str(name): letters_of_money(results, str(name), respect) for name in table["scenario"]}
        told = "; ".join(f"{name} {found}" for name, found in letters.items() if found)
        lines += [f"Money by strength of evidence for its effect on {words}: {told}."] if told else []
    values = table["difference"].tolist()
    if len(values) > 1 and values[1] and values[0] / values[1] > 1:
        times = fc.formatting.plain(values[0] / values[1], 2)
        lines.append(f"The choice flips to {table['scenario'].iloc[1]} if it did {times} times what it does (medians).")
    return lines


def choice_words(outcome: str, year: int) -> str:
    """Name an outcome of `appraisal.strategy_choice` with its years.

    Examples
    --------
    >>> choice_words("healthy_person_years", 2035), choice_words("hle", 2030)
    ('healthy person-years 2021 to 2035', 'healthy life expectancy at birth 2030')
    """
    from fourcapitals.vocabulary import OUTCOME_NAMES, outcome_named

    if outcome in OUTCOME_NAMES:
        return f"{decapitalised(outcome_named(outcome).label)} {year}"
    sums = {
        "healthy_person_years": f"healthy person-years 2021 to {year}",
        "healthy_person_years_whole_life": "healthy person-years, whole life of what is bought, discounted",
    }
    return sums[outcome]


def _signed(value: float, *, sign: bool = True) -> str:
    if value == 0:
        return "0"
    if abs(value) < 0.001:
        mantissa, exponent = f"{value:+.2g}".partition("e")[::2]
        return f"{value:{'+' if sign else ''}.2e}" if exponent else (mantissa if sign else mantissa.lstrip("+"))
    text = fc.formatting.plain(value)
    return f"+{text}" if sign and value > 0 else text


def places_table(table: pd.DataFrame, results: Results, *, by: str, reference: str) -> list[str | Table]:
    """Lay out how many places gain and lose by each strategy, and which do most.

    Parameters
    ----------
    table : pandas.DataFrame
        From `appraisal.gainers_and_losers`.
    results : Results
    by, reference : str
    """
    from fourcapitals.vocabulary import outcome_named

    many, unit = "low_80" in table, str(table["unit"].iloc[0])
    outcome, year = outcome_named(str(table["outcome"].iloc[0])), int(table["year"].iloc[0])
    scale = scale_asked(unit, None, *table["difference"].tolist())
    cells = []
    for name, own in table.groupby("scenario", sort=False):
        ordered = own.sort_values("difference", ascending=outcome.better < 0, kind="stable")
        gains, loses = _sides(own, outcome.better)
        ends = []
        for row in (ordered.iloc[0], ordered.iloc[-1]):
            band = (
                f" ({fc.formatting.signed(row['low_80'] * scale.factor)} to "
                f"{fc.formatting.signed(row['high_80'] * scale.factor)})"
                if many
                else ""
            )
            ends.append(f"{row['group_name']} {fc.formatting.signed(row['difference'] * scale.factor)}{band}")
        cells.append([str(name), f"{gains}", f"{loses}", f"{len(own) - gains - loses}", *ends])
    sure = "Gains, loses: in more than 90% of draws; else open. Medians and 80% of draws." if many else "One draw."
    return [
        table_of(
            ("Scenario", ">Gain", ">Lose", ">Open", f"Gains most, {scale.unit}", f"Gains least, {scale.unit}"),
            cells,
            title=f"Who gains and who loses, by {by.replace('_', ' ')}: {outcome.said} {year} against "
            f"{results.called(reference)}",
            caption=f"{sure} All places: --table places --csv FILE; "
            "against a strategy of equal money: --reference NAME.",
        )
    ]


def _sides(own: pd.DataFrame, better: int) -> tuple[int, int]:
    if "share_gains" in own:
        return int((own["share_gains"] > 0.9).sum()), int((own["share_loses"] > 0.9).sum())
    gains = better * own["difference"]
    return int((gains > 0).sum()), int((gains < 0).sum())
