"""Which sections a report has, in the order in which they are read."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from fourcapitals.arguments import checked
from fourcapitals.data.place_names import KINDS
from fourcapitals.data.places import find_place
from fourcapitals.errors import BadInput
from fourcapitals.plots.parts.page import bare
from fourcapitals.report.document import Report
from fourcapitals.report.place_subject import PlaceSubject
from fourcapitals.report.sections.answer import answer
from fourcapitals.report.sections.efficiency_and_equity import efficiency_and_equity
from fourcapitals.report.sections.evidence import evidence
from fourcapitals.report.sections.method import method
from fourcapitals.report.sections.missions import missions
from fourcapitals.report.sections.money import money
from fourcapitals.report.sections.place_answer import place_answer
from fourcapitals.report.sections.place_money import place_money
from fourcapitals.report.sections.place_profile import place_profile
from fourcapitals.report.sections.place_results import place_results
from fourcapitals.report.sections.places import places
from fourcapitals.report.sections.strategies import strategies
from fourcapitals.report.sections.track_record import track_record
from fourcapitals.report.sections.uncertainty import uncertainty
from fourcapitals.report.subject import Subject
from fourcapitals.report.wording import alone, quoted
from fourcapitals.results.carried import areas_left_out
from fourcapitals.results.groupings import in_part
from fourcapitals.vocabulary import END_YEAR

if TYPE_CHECKING:
    from fourcapitals.data.baseline import Baseline
    from fourcapitals.results.results import Results

READ_ONCE: Final = (
    *("place_hle", "place_gva", "place_life_satisfaction", "hle_", "gva_gap", "life_satisfaction_gap", "areas_with"),
    *("area_hle", "area_gva", "award", "money_won", "announced", "net", "running_cost"),
)
"""How the names of arrays begin that several sections ask for."""
MOST_BYTES: Final = 100_000_000
"""Of an array that is held."""
OF_A_PLACE: Final = (place_answer, place_results, place_money, place_profile)
"""Of a place alone; then those that are of all results."""
OF_RESULTS: Final = (
    answer,
    strategies,
    places,
    efficiency_and_equity,
    missions,
    money,
    uncertainty,
    evidence,
    track_record,
    method,
)


@checked
def compose(
    results: Results,
    *,
    reference: str | None = None,
    area: str | None = None,
    baseline: Baseline | None = None,
    source: str = "RESULTS",
    reversals: bool = True,
) -> Report:
    """Compose the report of some results, or of one place in them.

    Parameters
    ----------
    results : Results
    reference : str, optional
        The scenario that others are compared with; if left out, that of the results, or the first that they hold.
    area : str, optional
        A place, by name or code.
    baseline : Baseline, optional
        That the results were made on, where its figures are the user's own.
    source : str
        Path of the results, as commands in the report name it.
    reversals : bool
        Whether it is worked out what single number would reverse the lead, which takes ten seconds.

    Returns
    -------
    Report

    Raises
    ------
    UnknownName
        When there is no such scenario or place.
    BadInput
        When no place is named, and the results hold some areas of England and not all.
    """
    against = results.scenario(reference) if reference is not None else _reference_of(results)
    area = _told_of(results, source) if area is None else area
    subject = Subject(_at_hand(results), against, source, baseline, reversals, area)
    # The words around pictures stand on the page.
    with bare():
        return _of_results(subject) if area is None else _of_place(PlaceSubject(subject, find_place(area)))


def _told_of(results: Results, source: str) -> str | None:
    """Give the one area that results hold, whose report is theirs; nothing where they hold all of England.

    Raises
    ------
    BadInput
        When they hold several and not all: people and money of England can't be added up then.
    """
    if not areas_left_out(results.dataset):
        return None
    if results.dataset.sizes["area"] == 1:
        return str(results.dataset["area"].item())
    name = str(results.dataset["area_name"].to_numpy()[0])
    raise BadInput(f"{source}: {in_part(results, such_as=f'--area {shlex.quote(name)}')}")


def _of_results(subject: Subject) -> Report:
    """Compose the report of all that results hold."""
    results = subject.results
    count = len(subject.others)
    what = "strategy" if count == 1 else "strategies"
    compared = f"{count} {what} against {quoted(subject.against)}" if count else f"{quoted(subject.against)} alone"
    many = f"{results.draws:,} draws of everything that is uncertain" if subject.several else alone(results)
    return Report(
        title=f"What strategies of investment do to healthy life and output in England by {END_YEAR}",
        subtitle=f"{compared}; {many}; Four Capitals {results.version}",
        sections=tuple(section(subject) for section in OF_RESULTS),
        command=subject.command,
    )


def _at_hand(results: Results) -> Results:
    """Read from disk once what the sections ask for again and again, where it is not too large to be held."""
    held = results.dataset
    asked = {
        str(name): held[name]
        for name, array in held.data_vars.items()
        if str(name).startswith(READ_ONCE) and array.nbytes <= MOST_BYTES
    }
    return replace(results, dataset=held.assign({name: array.load() for name, array in asked.items()}))


def _of_place(subject: PlaceSubject) -> Report:
    """Compose the report of one place."""
    whole = subject.whole
    return Report(
        title=f"What strategies of investment do in {subject.place.name} by {END_YEAR}",
        subtitle=f"{KINDS[subject.place.kind].capitalize()}; strategies against {quoted(whole.against)}; Four Capitals "
        f"{whole.results.version}",
        sections=(
            *(section(subject) for section in OF_A_PLACE),
            evidence(whole),
            track_record(whole),
            method(whole),
        ),
        command=whole.command,
    )


def _reference_of(results: Results) -> str:
    """Give the scenario that others are compared with when none is named."""
    return results.reference if results.reference in results.scenarios else results.scenarios[0]
