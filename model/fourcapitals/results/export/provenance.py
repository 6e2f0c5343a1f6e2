"""What exported tables came from: the commands that make them again, versions, seed, checksums and notes."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any, Final

from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.results.awarded import lines_of_bids
from fourcapitals.results.bases import basis_line
from fourcapitals.results.evidence_shares import CAUTION, how_settled
from fourcapitals.results.groupings import areas_in_part
from fourcapitals.results.results import Results
from fourcapitals.text import checksum_of

if TYPE_CHECKING:
    import pandas as pd

OF_RESULTS: Final = (
    *("parameters", "parameters_checksum", "data_checksum", "price_base", "healthy_life_expectancy_series"),
)
"""Attributes that results carry under these names."""
LEVELS_AND_DIFFERENCES: Final = (
    "Levels carry the trend, noise and COVID-19; differences between scenarios in the same draw do not. The two are "
    "never to be mixed in one band."
)


def provenance(results: Results, *, reference: str, command: str = "") -> dict[str, str]:
    """Say what results came from, item by item.

    Parameters
    ----------
    results : Results
    reference : str
        The scenario that differences are taken from.
    command : str
        That exports them.
    """
    import fourcapitals

    about, header = results.dataset.attrs, results.header
    found = {
        "made_by": f"fourcapitals {results.version or 'of an unknown version'}",
        "made_with": ", ".join(f"{name} {version}" for name, version in header.get("made_with", {}).items()),
        "exported_by": f"fourcapitals {fourcapitals.__version__}",
        "command_of_results": _command_of(results),
        "command_of_export": command,
        "scenarios": ", ".join(results.scenarios),
        "reference": reference,
        "basis": results.basis,
        "years": f"{results.years[0]} to {results.years[-1]}; appraised {results.period.appraised[0]} to "
        f"{results.period.appraised[-1]}",
        "draws": f"{results.draws}",
        "areas": areas_in_part(results),
        "unstable_draws_replaced": f"{results.rejected}",
        "seed": "noise off" if results.seed is None else f"{results.seed}",
        "every_area_in_every_draw": "yes" if results.holds_areas else f"no; {results.how_to_hold_areas()}",
        **{name: str(about[name]) for name in OF_RESULTS if name in about},
        "code_checksum": str(header.get("code_checksum", "")),
    }
    found |= {f"scenario_file_sha256_{name}": checksum_of(text) for name, text in results.scenario_files.items()}
    notes = [
        LEVELS_AND_DIFFERENCES,
        load_evidence_letters().legend_of_uses,
        CAUTION,
        *filter(None, (how_settled(results), basis_line(results))),
        *results.input_lines,
        *results.cautions,
        *lines_of_bids(results),
    ]
    return {name: value for name, value in found.items() if value} | {
        f"note_{number}": note for number, note in enumerate(notes, start=1)
    }


def provenance_table(found: dict[str, str]) -> pd.DataFrame:
    """Lay provenance out as rows.

    Parameters
    ----------
    found : dict

    Examples
    --------
    >>> provenance_table({"seed": "0"}).to_dict("records")
    [{'item': 'seed', 'value': '0'}]
    """
    import pandas as pd

    return pd.DataFrame({"item": list(found), "value": list(found.values())}, dtype=object)


def _command_of(results: Results) -> str:
    """The command that makes results like these again; scenarios of one's own by the names of their files."""
    if results.is_ensemble:
        return results.command_of_ensemble(keep_areas=results.holds_areas)
    words: list[Any] = [*results.scenario_arguments(), *results.input_arguments(), "--out", "FILE.nc"]
    return shlex.join(["fourcapitals", "run", *words]) if results.seed is None and results.draws == 1 else ""
