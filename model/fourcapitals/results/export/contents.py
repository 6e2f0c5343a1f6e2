"""All tables that some results can give, and of each that they can't why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from fourcapitals.errors import BadInput, unknown
from fourcapitals.results.comparison import headline
from fourcapitals.results.export.money import (
    areas_table,
    bid_tables,
    capitals_table,
    letters_table,
    money_tables,
    scenarios_table,
    variance_table,
)
from fourcapitals.results.export.named_table import Absent, NamedTable
from fourcapitals.results.export.outcomes import outcome_tables
from fourcapitals.results.export.summaries import (
    assessment_table,
    comparison_table,
    inequality_table,
    whole_life_table,
)
from fourcapitals.results.mission_targets import missions
from fourcapitals.results.results import Results
from fourcapitals.results.twelve_missions import twelve_missions
from fourcapitals.vocabulary import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd


def exported_tables(
    results: Results, *, reference: str, draws: bool = False, names: Sequence[str] | None = None
) -> tuple[list[NamedTable], list[Absent]]:
    """Give the tables of some results in the order in which they are read, and those that they lack.

    Parameters
    ----------
    results : Results
    reference : str
        The scenario that differences are taken from.
    draws : bool
        With each draw, beside medians and bands.
    names : sequence of str, optional
        Those that are wanted; all if left out.

    Raises
    ------
    UnknownName
        When there is no such scenario.
    BadInput
        When a table that is wanted is none, or can't be had; with the reason.
    """
    results.scenario(reference)
    found, absent = list[NamedTable](), list[Absent]()
    for each in _all(results, reference, draws, names):
        (found if isinstance(each, NamedTable) else absent).append(each)  # type: ignore[arg-type]
    if names is None:
        return found, absent
    known = {each.name: each for each in found}
    why = {each.name: each.why for each in absent}
    faults = [
        f"--table {name}: {why[name]}" if name in why else unknown("table", name, [*known, *why])
        for name in names
        if name not in known
    ]
    if faults:
        raise BadInput(*faults)
    return [known[name] for name in dict.fromkeys(names)], []


def _all(results: Results, reference: str, draws: bool, names: Sequence[str] | None) -> Iterator[NamedTable | Absent]:
    """Give all tables; of those that take long and are not wanted the name alone."""

    def if_held(name: str, says: str, made: Callable[[], pd.DataFrame]) -> NamedTable | Absent:
        return _made(name, says, made) if names is None or name in names else NamedTable(name, says, tuple)

    yield NamedTable.of(
        "scenarios", "The scenarios, and on which evidence the uncertainty rests", scenarios_table(results)
    )
    yield NamedTable.of("areas", "The areas, and what is known of them in the base year", areas_table(results))
    end = results.period.end
    yield if_held(
        "headline",
        f"England in {end}: what each scenario changes against {reference}, medians of draws",
        lambda: headline(results, reference=reference),
    )
    for outcome in OUTCOMES:
        yield if_held(
            f"comparison_{outcome.name}",
            f"{outcome.label}: difference from {reference} in {end}, how often for the better, and whether that shows",
            lambda name=outcome.name: comparison_table(results, name, reference=reference),  # type: ignore[misc]
        )
    yield if_held(
        "missions",
        "The government's missions on health, productivity and wellbeing: what is met, and how often",
        lambda: missions(results, reference=reference),
    )
    yield NamedTable.of(
        "twelve_missions",
        "The White Paper's twelve missions: which are modelled, and what these results say of each",
        twelve_missions(results),
    )
    yield if_held(
        "assessment",
        "Yearly assessment of England and its regions: change since the base year, true and as figures would tell",
        lambda: assessment_table(results, reference=reference),
    )
    yield from outcome_tables(results, reference=reference, draws=draws)
    yield if_held(
        "whole_life",
        f"Healthy person-years against {reference}: to {end}, and over the whole life of what is bought",
        lambda: whole_life_table(results, reference=reference),
    )
    yield if_held(
        "inequality",
        "Inequality between places by year: middle of draws, and what each scenario changes in it",
        lambda: inequality_table(results, reference=reference),
    )
    yield from money_tables(results)
    yield from bid_tables(results)
    capitals = capitals_table(results)
    if capitals is not None:
        yield NamedTable.of("capitals", "The capitals of every area in every year", capitals)
    yield NamedTable.of("letters", "Letters of evidence, by use of money and question", letters_table())
    yield if_held(
        "variance_by_letter",
        "On which letters of evidence the uncertainty of each scenario's result rests",
        lambda: variance_table(results),
    )


def _made(name: str, says: str, made: Callable[[], pd.DataFrame]) -> NamedTable | Absent:
    """Make a small table, or say why these results don't hold it."""
    try:
        table = made()
    except BadInput as error:
        return Absent(name, "; ".join(error.faults))
    if not len(table):
        return Absent(name, "these results hold nothing of it")
    return NamedTable.of(name, says, table)
