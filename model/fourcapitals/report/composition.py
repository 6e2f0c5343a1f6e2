"""Which sections a report has, in the order in which they are read."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from fourcapitals.arguments import checked
from fourcapitals.report.document import Report
from fourcapitals.report.sections.method import method
from fourcapitals.report.sections.strategies import strategies
from fourcapitals.report.subject import Subject

if TYPE_CHECKING:
    from fourcapitals.data.baseline import Baseline
    from fourcapitals.results.results import Results

OF_RESULTS = (strategies, method)


@checked
def compose(
    results: Results,
    *,
    reference: str = "baseline",
    area: str | None = None,
    baseline: Baseline | None = None,
    source: str = "RESULTS",
) -> Report:
    """Compose the report of some results, or of one place in them.

    Parameters
    ----------
    results : Results
    reference : str
        The scenario that others are compared with.
    area : str, optional
        A place, by name or code.
    baseline : Baseline, optional
        That the results were made on, where its figures are the user's own.
    source : str
        Path of the results, as commands in the report name it.

    Raises
    ------
    UnknownName
        When there is no such scenario or place.
    """
    subject = Subject(results, results.scenario(reference), source, baseline)
    return Report(
        title="What strategies do to healthy life and output in England by 2035",
        subtitle=f"{len(subject.others)} strategies against {results.called(reference)}",
        sections=tuple(section(subject) for section in OF_RESULTS),
        command=_command(source, reference, area),
    )


def _command(source: str, reference: str, area: str | None) -> str:
    asked = [] if reference == "baseline" else ["--reference", reference]
    asked += [] if area is None else ["--area", area]
    return shlex.join(["fourcapitals", "report", source, *asked, "--out", "report.html"])
