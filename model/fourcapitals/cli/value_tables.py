"""Value for money as tables for the screen: who pays, what strategies bring, to whom, and what it is worth."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from math import isfinite, isnan
from typing import TYPE_CHECKING, Any, Final

import fourcapitals as fc
from fourcapitals.cli.output import table_of

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.appraisal.settings import AppraisalSettings
    from fourcapitals.data.baseline import Baseline
    from fourcapitals.results.results import Results

Row = Mapping[Hashable, Any]
PERIODS: Final = ((2020, 2024), (2025, 2029), (2030, 2035))
"""Years that public cost is shown for; every year is in --json and --csv."""


def cost_table(costs: pd.DataFrame, results: Results) -> list[str | Table]:
    """Lay out what each strategy costs the public, by payer and years.

    Parameters
    ----------
    costs : pandas.DataFrame
        From `appraisal.public_cost`.
    results : Results
    """
    from fourcapitals.appraisal.public_cost import COST_IN_WORDS, bids_in_words

    if costs.empty:
        return ["Nobody pays anything: these strategies bring no new money."]
    periods = [(first, min(last, results.period.end)) for first, last in PERIODS if first <= results.period.end]

    def paid(own: pd.DataFrame) -> list[str]:
        parts = [own.loc[own["year"].between(*years), "gbp_m"].sum() for years in periods]
        return [_money(part) for part in (*parts, own["gbp_m"].sum())]

    cells = []
    for name, own in costs.groupby("scenario", sort=False):
        cells.append([str(name), *paid(own[own["counts"]])])
        for (payer, counts), each in own.groupby(["payer", "counts"], sort=False):
            cells.append([f"- {payer}", *(amount if counts else f"({amount})" for amount in paid(each))])
    heads = ("Scenario and who pays", *(f">{first}-{last % 100}" for first, last in periods), ">In all")
    caption = f"{COST_IN_WORDS} In brackets: no new cost. At central values. {bids_in_words(results)}".rstrip()
    return [table_of(heads, cells, title="Public cost by payer, £ of 2019, not discounted", caption=caption)]


def _money(gbp_m: float) -> str:
    return fc.formatting.readable_money(float(gbp_m))


def choice_table(table: pd.DataFrame, results: Results, settings: AppraisalSettings) -> list[str | Table]:
    """Lay out the strategies with chances and regret.

    Parameters
    ----------
    table : pandas.DataFrame
        From `appraisal.strategy_choice`.
    results : Results
    settings : AppraisalSettings
    """
    from fourcapitals.appraisal.strategy_choice import WEIGHTED_BY

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
    what = choice_words(first["outcome"], first["year"])
    regret = (
        f"Best in: share of {results.draws:,} draws. Regret: what the best strategy of a draw brings beyond the chosen "
        "one, expected and largest; *: the least of the largest, minimax. "
        if many
        else "One draw: no chances and no regret. "
    )
    money = "" if first["per_gbp"] else "Money may differ between strategies; --measure per_million sets it equal. "
    caption = f"{regret}{money}Weighting: {WEIGHTED_BY[first['weighting']].format(exponent)}."
    title = f"Which strategy: {what}, England, against {results.called(first['reference'])}"
    return [table_of(heads, cells, title=title, caption=caption), *_choice_rests_on(table, results)]


def _choice_rests_on(table: pd.DataFrame, results: Results) -> list[str]:
    """Say on which letters the money of each choice rests, and how much more the second would have to do."""
    from fourcapitals.appraisal.value_for_money import letters_of_money

    output = str(table["outcome"].iloc[0]) == "gva_per_hour"
    respect, words = ("effect_on_output", "output") if output else ("effect_on_health", "health")
    letters = {str(name): letters_of_money(results, str(name), respect) for name in table["scenario"]}
    told = "; ".join(f"{name} {found}" for name, found in letters.items() if found)
    lines = [f"Money by strength of evidence for its effect on {words}: {told}."] if told else []
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
        label = outcome_named(outcome).label
        return f"{label if label[:2].isupper() else label[0].lower() + label[1:]} {year}"
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
    scale = fc.formatting.scale_asked(unit, None, *table["difference"].tolist())
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


def value_tables(table: pd.DataFrame, settings: AppraisalSettings) -> list[str | Table]:
    """Lay out the appraisal of each strategy: a row a figure, the last year and the whole life side by side.

    Parameters
    ----------
    table : pandas.DataFrame
        From `appraisal.value_for_money`.
    settings : AppraisalSettings
    """
    from fourcapitals.appraisal.value_for_money import NOT_VALUED

    shown: list[str | Table] = []
    for name, own in table.groupby("scenario", sort=False):
        rows = own.to_dict("records")
        cells = [
            [label, *(write(row) for row in rows)] for label, write in _figures(settings, many="bcr_low_80" in own)
        ]
        same = [(label, rows[0][f"letters_{what}"] or "no money") for label, what in _LETTERS]
        letters = "; ".join(f"{label} {found}" for label, found in same)
        shown.append(
            table_of(
                ("Figure", *(f">{row['horizon']}" for row in rows)),
                cells,
                title=f"Value for money of {name}",
                caption=f"Money by strength of evidence: {letters}.",
            )
        )
    bands = "Medians and, in brackets, 80% of draws. " if "bcr_low_80" in table else ""
    later = (
        "Whole life: health at its first rate throughout, output to the last year alone. "
        if len(set(table["horizon"])) > 1
        else ""
    )
    return [*shown, f"{bands}{later}{settings.line()}", NOT_VALUED, *table.attrs.get("notes", [])]


_LETTERS: Final = (("effect on health", "health"), ("effect on output", "output"), ("cost", "cost"))


def _figures(settings: AppraisalSettings, *, many: bool) -> list[tuple[str, Any]]:
    """Label and writer of each figure, in the order of the table."""

    def figure(name: str, write: Any) -> Any:
        return lambda row: _banded(row, name, write)

    by_qaly = settings.worth == "qaly"
    gains = ("QALYs", "qalys") if by_qaly else ("WELLBYs", "wellbys")
    priced = [("Output, £m", "output_gbp_m"), ("To households, £m", "transfers_gbp_m")] if by_qaly else []
    return [
        *(
            (label, figure(name, compact))
            for label, name in (
                ("Public cost, £m", "present_cost_gbp_m"),
                ("Healthy years", "healthy_years"),
                gains,
                *priced,
            )
        ),
        ("£ per healthy year", figure("gbp_per_healthy_year", compact)),
        ("£ per QALY", figure("gbp_per_qaly", compact)),
        ("Net present value, £m", figure("npsv_gbp_m", compact)),
        ("Benefits per £ spent", lambda row: f"{_banded(row, 'bcr', _ratio)} {row['bcr_band']}".strip()),
        ("- with optimism bias", lambda row: _ratio(row["bcr_with_overrun"])),
        *([("- weighed by income", lambda row: _ratio(row["bcr_weighted"]))] if by_qaly else []),
        *([("- over 1, of draws", lambda row: fc.formatting.share_of_draws(row["share_bcr_above_1"]))] if many else []),
        (f"- 1 if a {'QALY' if by_qaly else 'WELLBY'} is £", figure("at_par_gbp", compact)),
        ("- 1 if effect times", lambda row: _ratio(row["effect_at_par"])),
    ]


def compact(value: float) -> str:
    """Write a number in few letters, with k for thousands above ten and m for millions.

    Examples
    --------
    >>> compact(847_123.0), compact(2_710_000.0), compact(6750.6), compact(-4961.2), compact(0.0)
    ('847k', '2.71m', '6,750', '-4,960', '0')
    >>> compact(float("inf")), compact(float("nan"))
    ('unbounded', 'n/a')
    """
    if not isfinite(value):
        return "n/a" if isnan(value) else "unbounded" if value > 0 else "-unbounded"
    for size, letter in ((1e6, "m"), (1e4, "k")):
        if abs(value) >= size:
            return f"{fc.formatting.plain(value / (1e6 if letter == 'm' else 1e3))}{letter}"
    return fc.formatting.plain(value)


def _banded(row: Row, name: str, write: Any) -> str:
    middle = write(row[name])
    low, high = (row.get(f"{name}_{end}_80", float("nan")) for end in ("low", "high"))
    return str(middle) if isnan(low) else f"{middle} ({write(low)} to {write(high)})"


def _pounds(value: float) -> str:
    return compact(value) if not isfinite(value) else f"{'-' if value < 0 else ''}£{compact(abs(value))}"


def _ratio(value: float) -> str:
    return fc.formatting.plain(value, 2) if isfinite(value) else "n/a"


def effectiveness_tables(
    table: pd.DataFrame, curves: pd.DataFrame | None, settings: AppraisalSettings
) -> list[str | Table]:
    """Lay out incremental ratios, and say which strategy is chosen at which price of health.

    Parameters
    ----------
    table : pandas.DataFrame
        From `appraisal.cost_effectiveness`.
    curves : pandas.DataFrame, optional
        From `appraisal.acceptability_curves`; none of one draw.
    settings : AppraisalSettings
    """
    from fourcapitals.appraisal.cost_effectiveness import DOES_AS_MUCH, ONE_CHOICE

    cells, many = [], "probability_best" in table
    for row in table.to_dict("records"):
        ratio = row["gbp_per_qaly_incremental"]
        against = f" v {row['against']}" if row["against"] else ""
        benefit = _banded(row, "net_benefit_gbp_m", compact)
        cells.append(
            [
                row["scenario"],
                compact(row["present_cost_gbp_m"]),
                compact(row["qalys"]),
                f"{_pounds(ratio)}{against}" if isfinite(ratio) else row["standing"],
                benefit,
                *([fc.formatting.share_of_draws(row["probability_best"])] if many else []),
            ]
        )
    heads = ["Scenario", ">Cost, £m", ">QALYs", "£ a further QALY", ">Net benefit, £m", *([">Best"] if many else [])]
    horizon = str(table["horizon"].iloc[0])
    shown: list[str | Table] = [
        table_of(
            heads,
            cells,
            title=f"Cost-effectiveness, {horizon}: expected values, one strategy to be chosen",
            caption=f"{DOES_AS_MUCH.capitalize()}. Net benefit{', and best in share of draws,' if many else ''} at "
            f"£{settings.qaly_gbp:,.0f} a QALY. {ONE_CHOICE}",
        )
    ]
    return shown if curves is None else [*shown, *choice_lines(curves, settings)]


def choice_lines(curves: pd.DataFrame, settings: AppraisalSettings) -> list[str]:
    """Say at which price of health the choice flips, and what perfect information is worth.

    Parameters
    ----------
    curves : pandas.DataFrame
        From `appraisal.acceptability_curves`.
    settings : AppraisalSettings
    """
    from fourcapitals.appraisal.cost_effectiveness import choices_by_price

    most = curves["gbp_per_qaly"].max()
    choices = [f"from £{worth:,.0f} ‘{title}’" for title, worth in choices_by_price(curves)]
    apart = (curves["gbp_per_qaly"] - settings.qaly_gbp).abs()
    nearest = curves[apart == apart.min()].to_dict("records")[0]
    return [
        f"Best expected by the price of a QALY, up to £{most:,.0f}: {'; '.join(choices)}.",
        f"Knowing everything before the choice would be worth £{fc.formatting.plain(nearest['evpi_gbp_m'])}m at "
        f"£{nearest['gbp_per_qaly']:,.0f} a QALY. Single numbers: --table information.",
    ]


def information_tables(table: pd.DataFrame, settings: AppraisalSettings) -> list[str | Table]:
    """Lay out which numbers are worth knowing before the choice.

    Parameters
    ----------
    table : pandas.DataFrame
        From `appraisal.information`.
    settings : AppraisalSettings
    """
    everything, noise = table.attrs["evpi_gbp_m"], table.attrs["noise_gbp_m"]
    beside = (
        f"Of everything £{fc.formatting.plain(everything)}m; a shuffled number seems to be worth up to "
        f"£{fc.formatting.plain(noise)}m, and less is left out. At £{settings.qaly_gbp:,.0f} a QALY."
    )
    chance = table.attrs["by_chance"]
    why = "Left out, since they move no strategy and only go together with others in these draws"
    lines = [f"{why}: {', '.join(chance)}."] if chance else []
    if table.empty:
        return [f"No single number is worth more than chance gives: it would not change the choice. {beside}", *lines]
    cells = [
        [row["parameter"], row["letter"], f"£{fc.formatting.plain(row['evppi_gbp_m'])}m", f"{row['share_of_evpi']:.0%}"]
        for row in table.to_dict("records")
    ]
    heads = ("Number", "Letter", ">Worth knowing", ">Share of everything")
    title = "What single numbers are worth knowing before the choice, whole life"
    return [table_of(heads, cells, title=title, caption=f"{beside} Parts do not add up."), *lines]


def equity_tables(table: pd.DataFrame, settings: AppraisalSettings) -> list[str | Table]:
    """Lay out whose health is bought, net of what the money would have brought elsewhere.

    Parameters
    ----------
    table : pandas.DataFrame
        From `appraisal.health_equity`.
    settings : AppraisalSettings
    """
    from fourcapitals.appraisal.health_equity import FORGONE

    fifths = str(table["groups"].iloc[0]) == "deprivation_fifth"
    parts = "fifths of people" if fifths else "regions"
    levels = [name for name in map(str, table) if name.startswith("worth_years_at_") and not name.endswith("_80")]
    rows = table.to_dict("records")
    figures = [
        ("Healthy years gained", "gained_years"),
        ("- net of forgone", "net_years"),
        ("-- most deprived", "net_years_most_deprived"),
        ("-- least deprived", "net_years_least_deprived"),
        ("Slope narrower, days", "slope_narrowing_days"),
        *((f"Worth, aversion {name.rsplit('_', 1)[-1]}", name) for name in levels),
    ]
    cells = [[label, *(_banded(row, name, _gained) for row in rows)] for label, name in figures]
    shares = (("Healthier", "share_healthier"), ("Fairer", "share_fairer"), ("Both", "share_both"))
    for label, name in shares if "share_both" in table else ():
        cells.append([f"{label}, of draws", *(fc.formatting.share_of_draws(row[name]) for row in rows)])
    even = [_ratio(row["breaks_even_at"]) if isfinite(row["breaks_even_at"]) else "none to 30" for row in rows]
    cells.append(["- sign turns at", *even])
    choices = [f"from {aversion:.2g} ‘{title}’" for title, aversion in table.attrs["choices"]]
    return [
        table_of(
            ("Figure", *(f">{row['scenario']}" for row in rows)),
            cells,
            title=f"Whose health is bought, {table['horizon'].iloc[0]}: {parts} by deprivation",
            caption=f"{FORGONE} Aversion: Atkinson's, {settings.health_aversion:g} the median answer of 244 people "
            "[B]; worth: net healthy years that, shared equally, would be as good.",
        ),
        f"Best expected by aversion to inequality, 0 to 30: {'; '.join(choices)}.",
    ]


def _gained(value: float) -> str:
    """A number with its sign; what is nothing but rounding is 0."""
    if abs(value) < 1e-6:
        return "0"
    return compact(value) if value < 0 else f"+{compact(value)}"


def evidence_of_value(
    results: Results, names: Sequence[str], *, reference: str, baseline: Baseline | None, whole: bool
) -> list[str]:
    """Say on which evidence the spread of each strategy rests, what their order rests on, and what would reverse it.

    Parameters
    ----------
    results : Results
    names : sequence of str
    reference : str
    baseline : Baseline, optional
        That they were made on, where its figures are the user's own.
    whole : bool
        Whether the whole appraisal is told, and with it what the order rests on, which takes a while.
    """
    from fourcapitals.cli.comparison_tables import evidence_lines, verdict_lines

    measure = fc.results.usual_measure(results, reference=reference)
    asked = dict(zip(results.scenarios, results.scenario_arguments(), strict=True))
    turned = (
        f"What single number would reverse their order: fourcapitals flips {' '.join(asked[name] for name in names)}"
    )
    return [
        *evidence_lines(results, names),
        *(verdict_lines(results, "hle", measure, reference=reference, baseline=baseline) if whole else []),
        *([turned] if len(names) > 1 else []),
        fc.data.load_evidence_letters().legend,
    ]
