"""The 307 areas: their names and codes, and how one is found, or all that a wider place holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import pandas as pd

from fourcapitals.errors import UnknownName, closest, shown

MERGED: Final = {
    "E09000001": ("City of London", "E09000012"),
    "E06000053": ("Isles of Scilly", "E06000052"),
}
"""Districts too small to be modelled alone: code to name and the area that holds it (Hackney, Cornwall)."""
GROUPS: Final = {
    "upper_tier": "county",
    "region": "region",
    "combined_authority": "combined authority",
    "integrated_care_board": "integrated care board",
}
"""Kinds of wider places, and how each is called."""
OFFICIAL: Final = {
    "hull city council": "E06000010",
    "newcastle city council": "E08000021",
    "durham county council": "E06000047",
}
"""Councils whose official name, without the words that all share, is no name of a district."""
NATIONS: Final = {"S": "Scotland", "W": "Wales", "N": "Northern Ireland"}
MOST_LISTED: Final = 12
"""Areas of a wider place that are named one by one."""

_OPENINGS: Final = re.compile(
    r"^(the |council of |corporation of |borough of |london borough of |royal borough of |city of |county of )+"
)
_ENDINGS: Final = re.compile(
    r"( (metropolitan|district|borough|city|county|london|royal|and|unitary|authority|ua|council|corporation|mayoral|"
    r"combined))+$"
)


class Place(NamedTuple):
    """A place that people name and that is not one of the areas: a district of another year, or a wider place."""

    code: str
    name: str
    kind: str
    """``district``, or one of `GROUPS`."""
    areas: tuple[str, ...]
    """Codes of the areas that it is, holds, or lies in."""
    whole: bool
    """False for what is only a part of its area."""


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
    table = _read("areas").set_index("code")
    for column in table.columns:
        if not pd.api.types.is_numeric_dtype(table[column]):
            table[column] = table[column].fillna("")
    return table.sort_index()


def find_area(text: str) -> str:
    """Give the code of the one area that a code or a name means.

    Parameters
    ----------
    text : str
        Code or name in any case, of any year from 2011 on where the place is the same; "&" is "and", punctuation does
        not count, ", City of" may be left out, and so may what makes it the name of a council ("Adur
        District Council"). City of London is found as Hackney, the Isles of Scilly as Cornwall.

    Raises
    ------
    UnknownName
        When no area is meant; the message says what the place is, where it is known, or which may have been meant.

    Examples
    --------
    >>> find_area("hartlepool"), find_area("E06000001"), find_area("Bristol"), find_area("City of London")
    ('E06000001', 'E06000001', 'E06000023', 'E09000012')
    >>> find_area("London Borough of Hackney"), find_area("E08000038")
    ('E09000012', 'E08000016')
    """
    found = _found(text)
    if isinstance(found, str):
        return found
    if len(found) == 1 and found[0].whole and len(found[0].areas) == 1 and found[0].kind == "district":
        return found[0].areas[0]
    raise UnknownName(f"no area {shown(text)}; {_advice(text, found)}")


def find_areas(text: str) -> tuple[str, ...]:
    """Give the codes of all areas that a code or a name means: one, or those of a wider place.

    Parameters
    ----------
    text : str
        As in `find_area`, or the code or name of a county, a region, a combined authority, an integrated care board or
        a district of a later year. A name of two places is told apart by its kind in brackets, "West Midlands
        (region)".

    Raises
    ------
    UnknownName
        When nothing is meant, a part of an area is, or two places bear the name.

    Examples
    --------
    >>> find_areas("Hartlepool"), len(find_areas("Greater Manchester")), find_areas("Cumberland")
    (('E06000001',), 10, ('E07000026', 'E07000028', 'E07000029'))
    """
    found = _found(text)
    if isinstance(found, str):
        return (found,)
    if len({place.areas for place in found if place.whole}) == 1 and all(place.whole for place in found):
        return found[0].areas
    raise UnknownName(f"no area {shown(text)}; {_advice(text, found)}")


def is_merged(text: str) -> bool:
    """Whether a code or a name means a district that the model holds within another (`MERGED`).

    Examples
    --------
    >>> is_merged("Isles of Scilly"), is_merged("Cornwall")
    (True, False)
    """
    merged = {_plain(each) for code, (name, _) in MERGED.items() for each in (code, name)}
    return any(form in merged for form in _forms(text))


def area_name(code: str) -> str:
    """Give the name of an area by its code.

    Examples
    --------
    >>> area_name("E06000001")
    'Hartlepool'
    """
    return str(area_table().loc[code, "name"])


def named_areas(codes: Sequence[str]) -> str:
    """Name areas in a line: all of a few, else how many and the first.

    Examples
    --------
    >>> named_areas(["E06000001", "E06000002"])
    '2 areas: Hartlepool, Middlesbrough'
    """
    names = [area_name(code) for code in codes]
    number = f"{len(names)} area{'' if len(names) == 1 else 's'}"
    return f"{number}, such as {names[0]!r}" if len(names) > MOST_LISTED else f"{number}: {', '.join(names)}"


def _read(name: str) -> pd.DataFrame:
    with (files("fourcapitals.data") / "tables" / f"{name}.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file)


def _found(text: str) -> str | tuple[Place, ...]:
    """The code of the area that a text means, or the other places that bear the name."""
    codes = _codes()
    for name in _forms(text):
        if name in codes:
            return codes[name]
    others = _others()
    return next((others[name] for name in _forms(text) if name in others), ())


def _forms(text: str) -> Iterator[str]:
    """A name as it is given, and without the words that make it the name of a council or a board."""
    plain = _plain(text)
    yield plain
    bare = _ENDINGS.sub("", plain)
    yield from dict.fromkeys((bare, _OPENINGS.sub("", bare), _OPENINGS.sub("", plain)))


def _advice(text: str, found: tuple[Place, ...]) -> str:
    """What to write instead of a text that means no area: what is known is named, never what is spelt alike."""
    if found:
        return _what_it_is(found)
    nation = _nation(text)
    if nation:
        return f"it is {nation}, and the model holds England only"
    if re.search(r"\b(fire|police)\b", _plain(text)):
        return "fire and police authorities are no areas of the model; give districts or counties"
    wider = {_plain(place.name): place.name for places in _others().values() for place in places if place.whole}
    names = wider | {_plain(name): name for name in area_table()["name"]}
    near = closest(_plain(text), names)
    if near:
        return f"did you mean {names[near]!r}?"
    return "give the name or the code of a district of April 2021, such as 'Hartlepool' or 'E06000001'"


def _what_it_is(found: tuple[Place, ...]) -> str:
    """Say what a known place is that is not one area: parts, wholes, or a name of two."""
    if len({place.areas for place in found}) > 1:
        kinds = [f"a {GROUPS.get(each.kind, each.kind)} of {len(each.areas)} areas ({each.code})" for each in found]
        return f"it is the name of {' and of '.join(kinds)}; give the code"
    names = [area_name(code) for code in found[0].areas]
    if not found[0].whole:
        return f"it is a part of {names[0]} ({found[0].areas[0]}), which the model holds as a whole"
    return f"it holds {named_areas(found[0].areas)}"


def _nation(text: str) -> str:
    """The nation that a name or a code belongs to, where it is not England; empty otherwise."""
    plain = _plain(text)
    if re.fullmatch(r"[swn]\d{8}", plain):
        return f"in {NATIONS[plain[0].upper()]}"
    return next((name for name in NATIONS.values() if plain == name.casefold()), "")


@cache
def _codes() -> dict[str, str]:
    """The areas by every plain form of their names and codes."""
    codes: dict[str, str] = {}
    for code, name in area_table()["name"].items():
        codes[_plain(str(code))] = codes[_plain(name)] = str(code)
        # "Bristol, City of", but not "Bournemouth, Christchurch and Poole".
        if name.endswith((", City of", ", County of")):
            codes.setdefault(_plain(name.split(",")[0]), str(code))
    for code, (name, home) in MERGED.items():
        codes[_plain(code)] = codes[_plain(name)] = home
    return codes | OFFICIAL


@cache
def _others() -> dict[str, tuple[Place, ...]]:
    """Places that are no area by every plain form of their names and codes."""
    found: dict[str, list[Place]] = {}
    for place in _places():
        for name in dict.fromkeys(_plain(each) for each in _names_of(place)):
            found.setdefault(name, []).append(place)
    return {name: tuple(places) for name, places in found.items()}


def _names_of(place: Place) -> tuple[str, ...]:
    """What a place is called; a board never by the bare name, which is a county's or a city's."""
    kind = GROUPS.get(place.kind, place.kind)
    if place.kind == "integrated_care_board":
        bare = place.name.removeprefix("NHS ").removesuffix(" Integrated Care Board")
        return place.code, place.name, f"{bare} {kind}", f"NHS {bare}", f"{bare} ICB", f"NHS {bare} ICB"
    also = ("Greater London",) if place.code == "E12000007" else ()
    return place.code, place.name, f"{place.name} {kind}", *also


def _places() -> Iterator[Place]:
    table = area_table()
    for kind in GROUPS:
        if f"{kind}_code" in table:
            for (code, name), members in table.groupby([f"{kind}_code", f"{kind}_name"]):
                if code and code not in table.index:
                    yield Place(str(code), str(name), kind, tuple(members.index), whole=True)
    for row in _read("known_places").itertuples():
        areas = tuple(str(row.areas).split(";"))
        if set(areas) <= set(table.index):
            yield Place(str(row.place), str(row.name), str(row.kind), areas, whole=bool(row.whole))


def _plain(text: str) -> str:
    """Reduce a name to what tells it from others: "St. Helen's & Co" to "st helens and co"."""
    text = text.casefold().replace("&", " and ").replace("-", " ")
    return " ".join(re.sub(r"[^\w\s]", "", text).split())
