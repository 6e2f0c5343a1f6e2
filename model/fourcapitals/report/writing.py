"""Writing a report of results to a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fourcapitals.arguments import checked
from fourcapitals.errors import BadInput
from fourcapitals.report.composition import compose
from fourcapitals.report.document import Report
from fourcapitals.report.html import as_html
from fourcapitals.report.pdf import as_pdf, check_pdf
from fourcapitals.report.tables_in_a_workbook import as_workbook
from fourcapitals.results.export.workbook import check_workbook
from fourcapitals.results.files import check_target, written

if TYPE_CHECKING:
    from fourcapitals.data.baseline import Baseline
    from fourcapitals.results.results import Results

WRITERS: Final[Mapping[str, Callable[[Report], bytes]]] = {
    ".html": lambda report: as_html(report).encode(),
    ".pdf": as_pdf,
    ".xlsx": as_workbook,
}
"""By ending of the file, how a report is written: as a page, on paper, and its tables alone."""
NEEDED: Final[Mapping[str, Callable[[], None]]] = {".pdf": check_pdf, ".xlsx": check_workbook}
"""By ending, what says that something has to be installed first."""


@checked
def check_report(path: str | Path, *, overwrite: bool = False) -> Path:
    """Check, before any work is done, that a report can be written: its ending and its place.

    Parameters
    ----------
    path : str or Path
    overwrite : bool
        Whether a file that exists may be replaced.

    Raises
    ------
    BadInput
        When the ending is another, what writes it is not installed, or the file exists or cannot be written.
    """
    target = Path(path)
    if target.suffix.lower() not in WRITERS:
        ending = f"not {target.suffix!r}" if target.suffix else "and this name has no ending"
        raise BadInput(f"{path}: a report is written as {' or '.join(WRITERS)}, {ending}")
    NEEDED.get(target.suffix.lower(), lambda: None)()
    check_target(target, overwrite=overwrite)
    return target


@checked
def write(
    results: Results,
    path: str | Path,
    *,
    reference: str | None = None,
    area: str | None = None,
    baseline: Baseline | None = None,
    source: str = "RESULTS",
    overwrite: bool = False,
) -> Path:
    """Write a report of results: the answer first, then strategies, places, missions, money, and how sure all is.

    Parameters
    ----------
    results : Results
    path : str or Path
        Ends in .html, .pdf or .xlsx, which holds every table of the report.
    reference : str, optional
        The scenario that others are compared with; if left out, that of the results, or the first that they hold.
    area : str, optional
        A place, by name or code, of which the report is then.
    baseline : Baseline, optional
        That the results were made on, where its figures are the user's own.
    source : str
        Path of the results, as commands in the report name it.
    overwrite : bool
        Whether a file that exists may be replaced.

    Raises
    ------
    BadInput
        When the file cannot be written, or there is no such scenario or place.
    """
    target = check_report(path, overwrite=overwrite)
    report = compose(results, reference=reference, area=area, baseline=baseline, source=source)
    return save(report, target, overwrite=overwrite)


@checked
def save(report: Report, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write a report that is composed, whole or not at all.

    Parameters
    ----------
    report : Report
    path : str or Path
        Ends in .html, .pdf or .xlsx.
    overwrite : bool
        Whether a file that exists may be replaced.

    Raises
    ------
    BadInput
        As `check_report`.
    """
    target = check_report(path, overwrite=overwrite)
    content = WRITERS[target.suffix.lower()](report)
    with written(target, overwrite=overwrite) as temporary:
        temporary.write_bytes(content)
    return target
