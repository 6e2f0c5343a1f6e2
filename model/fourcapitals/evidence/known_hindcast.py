"""The report card that comes with the model: a hindcast worked out beforehand, whose parts stand in the package.

``python -m fourcapitals.evidence.known_hindcast`` works it out anew, which takes a minute.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pandas as pd

from fourcapitals.errors import DamagedPackage
from fourcapitals.evidence.forecast_scores import ALL
from fourcapitals.evidence.hindcasting import DRAWS, END, Hindcast, hindcast
from fourcapitals.evidence.report_card import card_json

FILE: Final = "known_hindcast.json"
START: Final = 2014
MADE_BY: Final = f"fourcapitals hindcast --from {START} --to {END} --draws {DRAWS}"
"""The command that gives the same."""


@cache
def known_hindcast() -> Hindcast:
    """Read the hindcast that the package carries: scores of all periods together.

    Raises
    ------
    DamagedPackage
        When it is missing or not as it was written.

    Examples
    --------
    >>> found = known_hindcast()
    >>> found.start, found.end, found.draws
    (2014, 2019, 400)
    """
    try:
        held: dict[str, Any] = json.loads((files("fourcapitals.data") / FILE).read_text(encoding="utf-8"))
        tables: dict[str, Any] = {
            name: pd.DataFrame(held[name]) for name in ("scores", "regions", "spending", "panels")
        }
        return Hindcast(**tables, start=held["start"], end=held["end"], draws=held["draws"], seed=held["seed"])
    except (OSError, ValueError, KeyError) as error:
        raise DamagedPackage.because(f"{FILE} cannot be read ({type(error).__name__})") from None


def carried(found: Hindcast) -> str:
    """Write what of a hindcast the package carries.

    Parameters
    ----------
    found : Hindcast
    """
    told = card_json(found)
    told["scores"] = [
        {name: value for name, value in row.items() if name != "pit"} for row in told["scores"] if row["period"] == ALL
    ]
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    made = hindcast(start=START, end=END, draws=DRAWS, seed=0)
    Path(str(files("fourcapitals.data") / FILE)).write_text(carried(made), encoding="utf-8")
