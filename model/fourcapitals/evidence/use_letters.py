"""The letters of the uses of money as a table: a row for each use and respect, with sentence and source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fourcapitals.arguments import checked
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.vocabulary import USE_NAMES, USES

if TYPE_CHECKING:
    import pandas as pd


@checked
def use_letters(uses: Sequence[str] = ()) -> pd.DataFrame:
    """List how strong the evidence for each use of money is, in five respects.

    Parameters
    ----------
    uses : sequence of str
        Names; all if left out.

    Returns
    -------
    pandas.DataFrame
        ``use, label, respect, question, letter, mark`` (with a minus where the effect was looked for and not found),
        ``not_found, finding, source, seen`` (whether it was read in the source).

    Raises
    ------
    UnknownName
        With every name that is no use.

    Examples
    --------
    >>> use_letters(["housing"])[["respect", "mark"]].head(2).to_dict("records")
    [{'respect': 'effect_on_health', 'mark': 'C'}, {'respect': 'effect_on_output', 'mark': 'C'}]
    """
    import pandas as pd

    wrong = [unknown("use of money", name, USE_NAMES) for name in uses if name not in USE_NAMES]
    if wrong:
        raise UnknownName(*wrong)
    known = load_evidence_letters()
    return pd.DataFrame(
        [
            {
                "use": use.name,
                "label": use.label,
                "respect": name,
                "question": known.aspects[name],
                "letter": finding.letter,
                "mark": finding.mark,
                "not_found": finding.not_found,
                "finding": finding.finding,
                "source": finding.source,
                "seen": finding.seen,
            }
            for use in USES
            if not uses or use.name in uses
            for name, finding in known.uses[use.name].findings.items()
        ]
    )
