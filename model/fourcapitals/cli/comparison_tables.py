"""Scenarios set side by side on the screen: how much, how often, for how much money, and what their order rests on."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

import fourcapitals as fc
from fourcapitals.cli.output import table_of
from fourcapitals.cli.whole_life_tables import whole_life_tables, with_whole_life
from fourcapitals.errors import BadInput
from fourcapitals.formatting import decapitalised
from fourcapitals.results.difference_units import scale_asked
from fourcapitals.vocabulary import BASE_YEAR, ENGLAND, NOTHING, outcome_named

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.data.baseline import Baseline
    from fourcapitals.results.difference_units import Scale
    from fourcapitals.results.results import Results
    from fourcapitals.vocabulary import Outcome

Row = Mapping[Hashable, Any]
_PER_MILLION: Final = {
    name: name.replace("amount", "per_gbp_m") for name in ("amount", "amount_unit", "amount_low_80", "amount_high_80")
}


def compared(
    results: Results,
    outcome: str,
    *,
    reference: str,
    year: int,
    by: str = "england",
    sex: str | None = None,
    measure: str | None = None,
) -> pd.DataFrame:
    """Compare scenarios with a reference, what money brings beside the differences; England's by that, the best first.

    Parameters
    ----------
    results : Results
    outcome, reference, year, by, sex
        As in `results.paired`.
    measure : str, optional
        One of `measures.MEASURES`; the one that is fair to their money if left out.

    Returns
    -------
    pandas.DataFrame
        The columns of `results.paired`; where they can be had those of `results.amounts_beside`, for each £1m as
        ``per_gbp_m`` and, if asked, for each 1,000 residents as ``amount``; ``title`` and ``evidence``. The
        measure is in ``attrs``.

    Raises
    ------
    BadInput
        When a measure is asked of one sex.
    """
    if sex is not None and measure not in (None, "total"):
        raise BadInput(f"--measure: {measure} adds up people of both sexes; leave --sex out, or give --measure total")
    asked: dict[str, Any] = {"reference": reference, "year": year, "by": by, "sex": sex}
    table = fc.results.paired(results, outcome, **asked)
    table = fc.results.with_people_based(table, results=results, outcome=outcome, **asked)
    chosen = measure or ("total" if sex else fc.results.usual_measure(results, reference=reference))
    counted = by == "area" and not results.holds_areas
    if len(table) and sex is None and not (counted and measure in (None, "total")):
        keys = ["scenario", "group"]
        beside = partial(fc.results.amounts_beside, results, outcome, reference=reference, year=year, by=by)
        if chosen == "per_head":
            amounts = beside(measure=chosen)
            table = table.merge(amounts.drop(columns="new_money_gbp_m"), on=keys, validate="one_to_one")
        amounts = beside(measure="per_million").drop(columns="measure")
        table = table.merge(amounts.rename(columns=_PER_MILLION), on=keys, validate="one_to_one")
    if len(table):
        table["title"] = table["scenario"].map(dict(results.titles))
        table["evidence"] = table["scenario"].map(results.evidence)
        if by == "england":
            better = outcome_named(outcome).better
            columns = {"per_million": "per_gbp_m", "per_head": "amount"}
            column = columns.get(chosen, "difference")
            best = (better * table[column]).sort_values(ascending=False, kind="stable", na_position="last")
            table = table.loc[best.index].reset_index(drop=True)
    table.attrs["measure"], table.attrs["over_life"] = chosen, outcome == "hle" and sex is None
    if table.attrs["over_life"]:
        return with_whole_life(table, results, reference=reference, by=by)
    return table


def comparison_tables(table: pd.DataFrame, results: Results, *, by: str, unit: str | None) -> list[str | Table]:
    """Lay out the table of `compared` for the screen.

    Parameters
    ----------
    table : pandas.DataFrame
        From `compared`.
    results : Results
        That it is of.
    by : str
        One of `groupings.GROUPINGS`.
    unit : str, optional
        In which differences are written; the one that suits them all if left out.

    Returns
    -------
    list of tables and lines
        Differences with the money; how often they are for the better, where there are draws; and the evidence.
    """
    if table.empty:
        return ["nothing to compare: these results hold the reference alone"]
    scale = scale_asked(str(table["unit"].iloc[0]), unit, *table["difference"].tolist())
    many = "low_80" in table
    parts: list[str | Table] = [_differences(table, results, scale, with_place=by != "england")]
    if many:
        parts.append(_chances(table, results, with_place=by != "england"))
    if table.attrs["over_life"]:
        reference, measure = str(table["reference"].iloc[0]), table.attrs["measure"]
        parts += whole_life_tables(table, results, reference=reference, measure=measure, by=by)
    names = table["scenario"].unique().tolist()
    return [*parts, *fc.results.lines_of_bids(results, scenarios=names), *evidence_lines(results, names)]


def evidence_lines(results: Results, names: Sequence[str]) -> list[str]:
    """Say what the uncertainty of the results of some scenarios rests on, with a word of caution.

    Parameters
    ----------
    results : Results
    names : sequence of str
        Of scenarios.
    """
    from fourcapitals.results.evidence_shares import ASKED, CAUTION, NO_MONEY

    told = results.evidence
    settled = fc.results.how_settled(results)
    if not settled:
        acts = any(told[name] != NO_MONEY for name in names)
        how = "Its share of the uncertainty: run with --draws 200 or more."
        return [f"How strong the evidence is: {ASKED} NAME. {how}"] if acts else []
    return [
        "Evidence that the uncertainty rests on, share of variance:",
        *(f"  {name}: {told[name]}" for name in names),
        f"  {CAUTION} {settled} Uses and numbers: {ASKED} NAME",
    ]


def basis_parts(table: pd.DataFrame, results: Results, *, unit: str | None) -> list[str | Table]:
    """Say on which basis a comparison is, and lay differences of the people of the base year beside those of places.

    Parameters
    ----------
    table : pandas.DataFrame
        From `compared`.
    results : Results
        That it is of.
    unit : str, optional
        As in `comparison_tables`.
    """
    line = fc.results.basis_line(results)
    parts: list[str | Table] = [line] if line else []
    column = "people_based_difference"
    if column in table and table[column].notna().any() and set(table["group"]) != {ENGLAND}:
        scale = scale_asked(str(table["unit"].iloc[0]), unit, *table["difference"].tolist())
        outcome, year = outcome_named(table["outcome"].iloc[0]), table["year"].iloc[0]
        moved = table["difference"] - table[column]
        some = moved.abs().groupby(table["scenario"]).transform("max") > NOTHING
        table, moved = table[some], moved[some]
        held = [table["difference"], table[column], moved]
        figures = [[fc.formatting.signed(value * scale.factor) for value in each] for each in held]
        heads = [f">{outcome.short} {year} difference {whose}, {scale.unit}" for whose in _WHOSE]
        rows = zip(table["scenario"], table["group_name"], *figures, strict=True)
        title = f"{outcome.label} in {year}, place-based and people-based: differences from "
        title += results.called(str(table["reference"].iloc[0]))
        parts.insert(0, table_of(("Scenario", "Place", *heads), [list(row) for row in rows], title=title))
    return parts


_WHOSE: Final = ("of the place", "of its people of 2019", "by who moved")


def _differences(table: pd.DataFrame, results: Results, scale: Scale, *, with_place: bool) -> Table:
    first = table.iloc[0]
    outcome, reference, year = outcome_named(first["outcome"]), results.called(first["reference"]), first["year"]
    many = "low_80" in table
    # Each heading is true alone: a narrow screen sets the columns apart.
    what = f"{outcome.short} {year}"
    heads = ["Scenario", *(["Place"] if with_place else []), f">{what}, {outcome.unit}"]
    heads += [f">{what} difference, {scale.unit}"]
    heads += [f">{what} difference, 80% of draws, {scale.unit}"] if many else []
    heads += [f">{fc.results.label_of(outcome, measure='per_head', year=year)}"] if "amount" in table else []
    heads += (
        [f">{fc.results.label_of(outcome, measure='per_million', year=year)}", f">New money 2020-{year % 100}"]
        if "per_gbp_m" in table
        else []
    )
    how = "medians of draws, and the range of the middle 80% of draws" if many else "one draw"
    caption = f"{how.capitalize()}. Levels carry COVID-19 and the trend; differences do not. £ of 2019."
    if not with_place:
        caption = f"{_ordered(table, outcome, year)}{caption}{level_note(results, outcome.name)}"
    where = _where(results, outcome, with_place=with_place)
    return table_of(
        heads,
        [_cells(row, scale, with_place=with_place) for row in table.to_dict("records")],
        title=f"{outcome.label} in {year}{where}: difference from {results.called(reference)}",
        caption=caption,
    )


def _where(results: Results, outcome: Outcome, *, with_place: bool) -> str:
    """Say in a title of which place and of whom, where rows do not."""
    return f"{'' if with_place else ', England'}{fc.results.basis_in_title(results, outcome=outcome.name)}"


def _ordered(table: pd.DataFrame, outcome: Outcome, year: int) -> str:
    """Say by what the rows are ordered, and what is unfair in it."""
    if len(table) == 1:
        return ""
    by = decapitalised(fc.results.label_of(outcome, measure=table.attrs["measure"], year=year))
    unequal = "new_money_gbp_m" in table and fc.results.is_unequal(table["new_money_gbp_m"].tolist())
    if unequal and table.attrs["measure"] != "per_million":
        return f"The best first by {by}: money is unequal, so that this ranks the money too; see what £1m brings. "
    return f"The best first by {by}. "


def _cells(row: Row, scale: Scale, *, with_place: bool) -> list[str]:
    written = fc.formatting
    cells = [row["scenario"], *([row["group_name"]] if with_place else []), fc.formatting.level(row["level"])]
    cells.append(written.signed(row["difference"] * scale.factor))
    if "low_80" in row:
        cells.append(
            f"{written.signed(row['low_80'] * scale.factor)} to {written.signed(row['high_80'] * scale.factor)}"
        )
    cells += [_amount(row[name]) for name in ("amount", "per_gbp_m") if name in row]
    if "per_gbp_m" in row:
        cells.append(written.readable_money(row["new_money_gbp_m"]))
    return cells


def _amount(value: float) -> str:
    return fc.formatting.plain(value, zeros=True) if isfinite(value) else "-"


def _chances(table: pd.DataFrame, results: Results, *, with_place: bool) -> Table:
    first = table.iloc[0]
    outcome, reference, year = outcome_named(first["outcome"]), results.called(first["reference"]), first["year"]
    better, where = f"{outcome.short} {year} better", _where(results, outcome, with_place=with_place)
    caption = "A draw without any difference counts half in the first column of figures."
    if table["sign_assumed"].any():
        caption += f" {fc.results.ASSUMED_IN_WORDS}"
    seen = table["detectable_from"].dropna()
    alike = len(seen) and seen.min() == seen.max()
    shown = f"{seen.min():.2f} {first['unit']}" if alike else "what their intervals allow"
    caption += (
        f" Detectably: by more than {shown}, by which two published figures of one place must differ to be told apart."
        if len(seen)
        else f" Detectable: n/a, no interval is published for {outcome.said} there."
    )
    heads = [
        "Scenario",
        *(["Place"] if with_place else []),
        f">{better}",
        f">{better} by more than {first['more_than']}",
    ]
    return table_of(
        [*heads, f">{better} detectably", f">{outcome.short} {year} without any difference"],
        [_cells_of_chances(row, with_place=with_place) for row in table.to_dict("records")],
        title=f"How often {outcome.said}{where}{',' if where else ''} in {year} is better than under "
        f"{results.called(reference)}: share of {results.draws:,} draws",
        caption=caption,
    )


def _cells_of_chances(row: Row, *, with_place: bool) -> list[str]:
    written = fc.formatting.share_of_draws
    better = written(row["probability_better"])
    return [
        row["scenario"],
        *([row["group_name"]] if with_place else []),
        f"{better}, {fc.results.ASSUMED}" if row["sign_assumed"] else better,
        written(row["probability_more"]),
        written(row["probability_detectable"]),
        written(row["share_zero"]),
    ]


def level_note(results: Results, outcome: str) -> str:
    """Say where England's level of the base year comes from; nothing where the areas have the same mean.

    Parameters
    ----------
    results : Results
    outcome : str
    """
    written = fc.formatting.level
    known, areas = results.published(outcome).get(ENGLAND), fc.results.mean_of_areas(results, outcome)
    if known is None or areas is None or written(known) == written(areas):
        return ""
    pounds = "£" if outcome_named(outcome).unit.startswith("£") else ""
    return (
        f" England starts in {BASE_YEAR} at its published level, {pounds}{written(known)}, and moves with the mean of "
        f"its areas, which was {pounds}{written(areas)}: the figure for England is worked out from all people "
        "together, not as a mean of places."
    )


def verdict_lines(
    results: Results, outcome: str, measure: str, *, reference: str, baseline: Baseline | None = None
) -> list[str]:
    """Say of each pair of neighbours in the ranking whether the lead holds with judged effects made equal.

    Parameters
    ----------
    results : Results
    outcome, measure, reference, baseline
        As in `verdicts_of`.

    Returns
    -------
    list of str
        Nothing where there is nothing to rank.
    """
    # One strategy beside `baseline`, which has no money, has no order; working one out takes a second of imports.
    if len(set(results.scenarios) - {"baseline"}) < 2:
        return []
    try:
        found = fc.appraisal.verdicts_of(results, outcome, measure=measure, reference=reference, baseline=baseline)
    except BadInput as error:
        return [f"What their order rests on could not be worked out: {error.faults[0]}"]
    if found is None:
        return [f"{fc.results.NO_VERDICT}. What moves a strategy: fourcapitals sensitivity."]
    if found.empty and measure == "per_million" and fc.results.lines_of_bids(results):
        return ["What their order rests on: not worked out; at central values no two of them bring money."]
    return fc.appraisal.verdict_lines(found)
