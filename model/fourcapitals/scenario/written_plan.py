"""A plan of money by use, area and year, written as a scenario: its TOML and the table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.file_schema import FROM_FILE
from fourcapitals.scenario.files import Scenario, parse_scenario
from fourcapitals.scenario.toml_text import toml_text
from fourcapitals.vocabulary import PRICE_YEAR, USES, Capital

LEAST_GBP_M: Final = 1e-6
"""£1: smaller amounts are rounded away."""
_BUILT = (Capital.PHYSICAL, Capital.NATURAL)


def scenario_of_plan(
    money: Array,
    *,
    uses: Sequence[str],
    codes: Sequence[str],
    years: Sequence[int],
    name: str,
    title: str,
    description: str,
    source: str,
) -> Scenario:
    """Write a plan of money as a scenario of one fund, whose money stands in a table beside it.

    Parameters
    ----------
    money : (use, area, year), £m of 2019
    uses, codes, years : sequences
        Of its axes.
    name : str
        Of the scenario, and of both its files.
    title, description, source : str

    Returns
    -------
    Scenario
        Its ``text`` is the TOML that is to be written, and ``files`` the table.

    Examples
    --------
    >>> made = scenario_of_plan(
    ...     np.array([[[2.0]]]), uses=["nhs"], codes=["E06000001"], years=[2025], name="plan", title="A plan",
    ...     description="£2m for Hartlepool.", source="Own proposal",
    ... )
    >>> made.money["fund"].by_year(), list(made.files)
    ({2025: 2.0}, ['plan.csv'])
    """
    rounded = np.round(money, 6)
    file = f"{name}.csv"
    rows = ["code,year,gbp_m,use"]
    for use, area, year in np.argwhere(rounded >= LEAST_GBP_M):
        amount = f"{rounded[use, area, year]:.6f}".rstrip("0").rstrip(".")
        rows.append(f"{codes[area]},{years[year]},{amount},{uses[use]}")
    built = {use.name for use in USES if use.capital in _BUILT}
    of_use = dict(zip(uses, rounded.sum(axis=(1, 2)), strict=True))
    capital = sum(amount for use, amount in of_use.items() if use in built) > rounded.sum() / 2

    stated: dict[str, Any] = {
        "title": title,
        "description": description,
        "sources": [source],
        "funds": {
            "fund": {
                "title": title,
                "source": source,
                "grade": "J",
                # The kind of the greater part.
                "money": "capital" if capital else "revenue",
                "price_year": PRICE_YEAR,
                "financing": "unfunded",
                "allocation": {"rule": FROM_FILE, "file": file},
            }
        },
    }
    return parse_scenario(toml_text(stated), name=name, files={file: "\n".join([*rows, ""])})
