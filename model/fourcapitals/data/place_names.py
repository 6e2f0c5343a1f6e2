"""The names and codes by which places are known: the 307 areas, those of other years, wider places, other nations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import pandas as pd

from fourcapitals.vocabulary import ENGLAND

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
"""Kinds of wider places that part the areas among them, and how each is called."""
KINDS: Final = GROUPS | {
    "area": "area",
    "district": "district",
    "county": "county",
    "itl2": "ITL 2 area",
    "itl3": "ITL 3 area",
    "england": "nation",
}
NATIONS: Final = {"S": "Scotland", "W": "Wales", "N": "Northern Ireland"}
BEYOND: Final = ("Great Britain", "United Kingdom", "UK")
"""Places that hold more than England."""
_AREAS: Final = {
    "hull city council": "E06000010",
    "newcastle city council": "E08000021",
    "durham county council": "E06000047",
    "hackney and city of london": "E09000012",
    "cornwall and isles of scilly": "E06000052",
    "cornwall and the isles of scilly": "E06000052",
    "bcp": "E06000058",
}
"""Names of areas that do not follow from those of districts: some councils, and areas with what is merged into them."""
_ALSO: Final = {
    "E12000007": ("Greater London", "Greater London Authority"),
    "E47000001": ("GMCA",),
    "E47000002": ("SYMCA",),
    "E47000003": ("WYCA",),
    "E47000004": ("LCR", "LCRCA"),
    "E47000006": ("TVCA",),
    "E47000007": ("WMCA",),
    "E47000008": ("CPCA",),
    "E47000009": ("WECA",),
}
"""Other names of wider places."""
_ARTICLES: Final = re.compile(r"\b(the|of the)\b ?")


class Place(NamedTuple):
    """A place that people name: one of the areas, a district of another year, or a wider place."""

    code: str
    """Empty where it has none that is known."""
    name: str
    kind: str
    """One of `KINDS`."""
    areas: tuple[str, ...]
    """Codes of the areas that it is, holds, or lies in."""
    whole: bool = True
    """False for what is only a part of its area."""

    @property
    def by(self) -> str:
        """How results are grouped so that it is one of the groups: a kind that parts all areas, or its own code."""
        kinds = ("area", "england", *GROUPS)
        return self.kind if self.kind in kinds and _is_of_2021(self) else self.code or self.name


def _is_of_2021(place: Place) -> bool:
    """Whether the table of areas knows it by its code."""
    if place.kind in ("area", "england"):
        return True
    return bool((area_table()[f"{place.kind}_code"] == place.code).any())


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
    table = packaged_table("areas").set_index("code")
    for column in table.columns:
        if not pd.api.types.is_numeric_dtype(table[column]):
            table[column] = table[column].fillna("")
    return table.sort_index()


def packaged_table(name: str) -> pd.DataFrame:
    """Read a table that the package carries, whatever baseline is run; its columns stand in the README of the data."""
    with (files("fourcapitals.data") / "tables" / f"{name}.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file)


def plain(text: str) -> str:
    """Reduce a name to what tells it from others.

    Examples
    --------
    >>> plain("St. Helen's & Co")
    'st helens and co'
    """
    text = text.casefold().replace("&", " and ").replace("-", " ")
    return " ".join(re.sub(r"[^\w\s]", "", text).split())


@cache
def codes_by_name() -> dict[str, str]:
    """Give the code of each area by every plain form of its names and codes."""
    codes: dict[str, str] = {}
    for code, name in area_table()["name"].items():
        codes[plain(str(code))] = codes[plain(name)] = str(code)
        # "Bristol, City of", but not "Bournemouth, Christchurch and Poole".
        if name.endswith((", City of", ", County of")):
            codes.setdefault(plain(name.split(",")[0]), str(code))
    for code, (name, home) in MERGED.items():
        codes[plain(code)] = codes[plain(name)] = home
    return codes | _AREAS


@cache
def places_by_name() -> dict[str, tuple[Place, ...]]:
    """Give the places that are no area by every plain form of their names and codes."""
    found: dict[str, list[Place]] = {}
    later = []
    for place in _places():
        if place.kind.startswith("itl") or (place.kind == "combined_authority" and not _is_of_2021(place)):
            later.append(place)
            continue
        for name in dict.fromkeys(plain(each) for each in _names_of(place)):
            found.setdefault(name, []).append(place)
    taken = set(found) | set(codes_by_name())
    for place in later:
        # Statistical areas, and authorities of other years, are called by their bare name only where no other place is.
        for name in dict.fromkeys(plain(each) for each in _names_of(place)):
            if name not in taken or (name != plain(place.name) and place.kind == "combined_authority"):
                found.setdefault(name, []).append(place)
    return {name: tuple(places) for name, places in found.items()}


@cache
def nations_by_name() -> dict[str, str]:
    """Give the nation of each council outside England, by the plain forms of its name."""
    table = packaged_table("known_places")
    known = {plain(nation): nation for nation in NATIONS.values()}
    for nation, name in table.loc[table["kind"].isin(NATIONS.values()), ["kind", "name"]].itertuples(index=False):
        whole = plain(name)
        bare = whole.removeprefix("city of ").removeprefix("isle of ").removesuffix(" city").removesuffix(" islands")
        known |= {whole: nation, bare: nation}
    return known


def without_articles(name: str) -> str:
    """Leave "the" out of a plain name.

    Examples
    --------
    >>> without_articles("yorkshire and the humber")
    'yorkshire and humber'
    """
    return _ARTICLES.sub("", name)


def _names_of(place: Place) -> tuple[str, ...]:
    """What a place is called; a board never by the bare name, which is a county's or a city's."""
    kind, name = KINDS[place.kind], place.name
    codes = (place.code,) if place.code else ()
    if place.kind == "integrated_care_board":
        bare = name.removeprefix("NHS ").removesuffix(" Integrated Care Board")
        return *codes, name, f"{bare} {kind}", f"NHS {bare}", f"{bare} ICB", f"NHS {bare} ICB", f"{bare} (ICB)"
    also = _ALSO.get(place.code, ())
    if place.kind == "combined_authority":
        also += tuple(f"{name} {way}" for way in ("Mayoral Combined Authority", "Combined County Authority"))
    if place.kind.startswith("itl"):
        also = (f"{name} ITL",)
    every = (*codes, name, f"{name} {kind}", *also)
    return (*every, *(without_articles(plain(each)) for each in every))


def _places() -> Iterator[Place]:
    table = area_table()
    yield Place(ENGLAND, "England", "england", tuple(table.index))
    for kind in GROUPS:
        for (code, name), members in table.groupby([f"{kind}_code", f"{kind}_name"]):
            if code and code not in table.index:
                yield Place(str(code), str(name), kind, tuple(members.index))
    known = packaged_table("known_places").fillna({"place": "", "areas": ""})
    for row in known[~known["kind"].isin(NATIONS.values())].itertuples():
        areas = tuple(str(row.areas).split(";"))
        yield Place(str(row.place), str(row.name), str(row.kind), areas, whole=bool(row.whole))
