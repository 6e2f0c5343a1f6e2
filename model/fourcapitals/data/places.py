"""The 307 areas: their names and codes, and how to find one."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final

import pandas as pd

from fourcapitals.errors import UnknownName, closest, shown

MERGED: Final = {
    "E09000001": ("City of London", "E09000012"),
    "E06000053": ("Isles of Scilly", "E06000052"),
}
"""Districts too small to be modelled alone: code to name and the area that holds it (Hackney, Cornwall)."""


@cache
def area_table() -> pd.DataFrame:
    """Read the table of the areas, one row an area by its code, in GSS order.

    One table is shared by all who ask: copy it before changing it. Its columns are described in the README of
    the data.

    Examples
    --------
    >>> area_table().loc["E06000001", "name"]
    'Hartlepool'
    """
    with (files("fourcapitals.data") / "tables" / "areas.csv").open(encoding="utf-8") as file:
        table = pd.read_csv(file, index_col="code")
    for column in table.columns:
        if not pd.api.types.is_numeric_dtype(table[column]):
            table[column] = table[column].fillna("")
    return table.sort_index()


def find_area(text: str) -> str:
    """Give the code of the area that a code or a name means.

    Parameters
    ----------
    text : str
        Code or name in any case; "&" is "and", punctuation does not count, and what follows a comma in a
        name may be left out. City of London is found as Hackney, the Isles of Scilly as Cornwall.

    Raises
    ------
    UnknownName
        When no area is meant; the message says which may have been.

    Examples
    --------
    >>> find_area("hartlepool"), find_area("E06000001"), find_area("Bristol"), find_area("City of London")
    ('E06000001', 'E06000001', 'E06000023', 'E09000012')
    """
    code = _codes().get(_plain(text))
    if code is None:
        raise UnknownName(f"no area {shown(text)}; {_advice(text)}")
    return code


def area_name(code: str) -> str:
    """Give the name of an area by its code.

    Examples
    --------
    >>> area_name("E06000001")
    'Hartlepool'
    """
    return str(area_table().loc[code, "name"])


def _advice(text: str) -> str:
    table = area_table()
    for column in ("upper_tier", "region"):
        wider = table[f"{column}_name"].map(_plain) == _plain(text)
        parts = table.loc[wider | (table[f"{column}_code"].str.casefold() == text.strip().casefold()), "name"]
        if len(parts) > 12:
            return f"it holds {len(parts)} areas, such as {parts.iloc[0]!r}"
        if len(parts):
            return f"it holds the areas {', '.join(parts)}"
    names = {_plain(name): name for name in table["name"]}
    near = closest(_plain(text), names)
    if near:
        return f"did you mean {names[near]!r}?"
    return "give the name or the code of a district of April 2021, such as 'Hartlepool' or 'E06000001'"


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for code, name in area_table()["name"].items():
        codes[_plain(str(code))] = codes[_plain(name)] = str(code)
        if "," in name:
            codes.setdefault(_plain(name.split(",")[0]), str(code))
    for code, (name, home) in MERGED.items():
        codes[_plain(code)] = codes[_plain(name)] = home
    return codes


def _plain(text: str) -> str:
    """Reduce a name to what tells it from others: "St. Helen's & Co" to "st helens and co"."""
    text = text.casefold().replace("&", " and ").replace("-", " ")
    return " ".join(re.sub(r"[^\w\s]", "", text).split())
