"""How an area is found by what people write, or all that a wider place holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from fourcapitals.arguments import checked
from fourcapitals.data.place_names import (
    BEYOND,
    GROUPS,
    KINDS,
    MERGED,
    NATIONS,
    Place,
    area_table,
    codes_by_name,
    nations_by_name,
    places_by_name,
    plain,
    without_articles,
)
from fourcapitals.errors import UnknownName, closest, shown

__all__ = [
    "GROUPS",
    "MERGED",
    "Place",
    "area_name",
    "area_table",
    "find_area",
    "find_areas",
    "find_place",
    "is_merged",
    "named_areas",
    "part_of_area",
]

MOST_LISTED: Final = 12
"""Areas of a wider place that are named one by one."""
ALIKE: Final = 0.8
"""How alike a name must be spelt to be suggested, 0 to 1."""

_OPENINGS: Final = re.compile(
    r"^(the |(borough |city |district |county |metropolitan |london |royal )*(council|corporation|borough|city|county|"
    r"district) of |(lb|rb) (of )?)+"
)
_ENDINGS: Final = re.compile(
    r"( (metropolitan|district|borough|city|county|london|royal|and|unitary|authority|ua|council|corporation|mayoral|"
    r"combined|mbc|mdc|lbc|rbc|bc|cc|dc))+$"
)
_COMBINED: Final = re.compile(r"\b(combined( county)? authority|mayoral)\b")
"""What only a combined authority is called."""


@checked
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
    raise UnknownName(f"no area {shown(text)}; {_advice(text, found, _EXPECTED)}")


@checked
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
    raise UnknownName(f"no area {shown(text)}; {_advice(text, found, _EXPECTED_OF_ALL)}")


@checked
def find_place(text: str) -> Place:
    """Find a place by its code or name: an area, or a wider place.

    Parameters
    ----------
    text : str
        As in `find_areas`.

    Raises
    ------
    UnknownName
        As `find_areas`.

    Examples
    --------
    >>> find_place("Hartlepool").kind, find_place("Greater Manchester").kind, find_place("England").by
    ('area', 'combined_authority', 'england')
    """
    found = _found(text)
    codes = find_areas(text)
    if isinstance(found, str):
        return Place(found, area_name(found), "area", codes)
    if len(codes) == 1 and found[0].kind == "district":
        return Place(codes[0], area_name(codes[0]), "area", codes)
    # Of several kinds with the same areas the one that parts all of them.
    return next((place for place in found if place.kind in GROUPS), found[0])


def part_of_area(text: str) -> Place | None:
    """Find a place that is only a part of an area, such as a district that was merged; None where it is none.

    Parameters
    ----------
    text : str
        As in `find_area`.

    Examples
    --------
    >>> part_of_area("Aylesbury Vale").areas, part_of_area("Hartlepool")
    (('E06000060',), None)
    """
    found = _found(text)
    if isinstance(found, str) or not found or any(place.whole or place.areas != found[0].areas for place in found):
        return None
    return found[0]


def is_merged(text: str) -> bool:
    """Whether a code or a name means a district that the model holds within another (`MERGED`).

    Examples
    --------
    >>> is_merged("Isles of Scilly"), is_merged("Cornwall")
    (True, False)
    """
    merged = {plain(each) for code, (name, _) in MERGED.items() for each in (code, name)}
    return any(form in merged for form in _forms(text))


@checked
def area_name(code: str) -> str:
    """Give the name of an area by its code.

    Examples
    --------
    >>> area_name("E06000001")
    'Hartlepool'
    """
    return str(area_table().loc[code, "name"])


@checked
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


def _found(text: str) -> str | tuple[Place, ...]:
    """The code of the area that a text means, or the other places that bear the name."""
    codes, others = codes_by_name(), places_by_name()
    combined = bool(_COMBINED.search(plain(text)))
    for name in () if combined else _forms(text):
        if name in codes:
            return codes[name]
    for name in _forms(text):
        found = others.get(name, ())
        if combined:
            found = tuple(place for place in found if place.kind == "combined_authority")
            # A mayoral authority is the one of today.
            found = found[-1:] if "mayoral" in plain(text) else found
        if found:
            return found
    return ()


def _forms(text: str) -> Iterator[str]:
    """A name as it is given, and without the words that make it the name of a council or a board."""
    whole = plain(text)
    yield whole
    bare = _ENDINGS.sub("", whole)
    forms = (bare, _OPENINGS.sub("", bare), _OPENINGS.sub("", whole), without_articles(whole), without_articles(bare))
    yield from dict.fromkeys(forms)


def _advice(text: str, found: tuple[Place, ...], expected: str) -> str:
    """What to write instead of a text that means no area: what is known is named, never what is spelt alike."""
    if found:
        return _what_it_is(found)
    nation = _nation(text)
    if nation:
        return f"it is {nation}, and the model holds England only"
    name = plain(text)
    if re.search(r"\b(fire|police)\b", name):
        return "fire and police authorities are no areas of the model; give districts or counties"
    if _COMBINED.search(name):
        return "no combined authority of that name is known; give its districts"
    return _of_another_form(text) or _suggestion(name) or expected


_EXPECTED: Final = "give the name or the code of a district of April 2021, such as 'Hartlepool' or 'E06000001'"
_EXPECTED_OF_ALL: Final = (
    f"{_EXPECTED}, or of a wider place: a region, a combined authority such as 'Tees Valley', a county, or a district "
    "made later"
)
_POSTCODE: Final = re.compile(r"[a-z]{1,2}\d[a-z\d]?( ?\d[a-z]{2})?")


def _of_another_form(text: str) -> str:
    """What to write instead of what is known by its form: several places in one text, a postcode, half a code."""
    parts = [part for part in re.split(r"[,;|\n]", text) if part.strip()]
    if len(parts) > 1 and all(_found(part) for part in parts):
        return f"it names {len(parts)} places; give each as a text of its own"
    if re.fullmatch(r"[ewsnk]\d+", plain(text)) and not _POSTCODE.fullmatch(plain(text)):
        return "a code has a letter and eight digits, as 'E06000001'" if len(plain(text)) != 9 else ""
    return "a postcode is no area; give the district it lies in" if _POSTCODE.fullmatch(plain(text)) else ""


def _suggestion(name: str) -> str:
    """The place that was probably meant; where several have the name in theirs, all of them and none above others."""
    names, words = _suggested(), set(name.split())
    holding = [each for each, its_words in _words_of_names() if words and words <= its_words]
    # A board is named after places that are more often meant.
    several = [each for each in holding if not each.startswith("NHS ")] or holding
    if len(several) > 1:
        if len(several) > MOST_LISTED:
            return ""
        return f"several places have it in their names: {', '.join(map(repr, sorted(several)))}; give one of them"
    near = several[0] if several else names.get(closest(name, names, alike=ALIKE) or "")
    return f"did you mean {near!r}?" if near else ""


@cache
def _suggested() -> dict[str, str]:
    """Names that may be suggested, by their plain forms."""
    known = {place for places in places_by_name().values() for place in places}
    wider = {plain(place.name): place.name for place in known if place.whole and not place.kind.startswith("itl")}
    return dict(sorted(wider.items())) | {plain(each): each for each in area_table()["name"]}


@cache
def _words_of_names() -> tuple[tuple[str, frozenset[str]], ...]:
    """Names that may be suggested, with their words: a file may hold thousands of wrong names."""
    return tuple((name, frozenset(form.split())) for form, name in _suggested().items())


def _what_it_is(found: tuple[Place, ...]) -> str:
    """Say what a known place is that is not one area: parts, wholes, or a name of two."""
    if len({place.areas for place in found}) > 1:
        apart = {place.areas: place for place in reversed(found)}
        kinds = [
            f"a {KINDS[each.kind]} of {len(each.areas)} areas" + (f" ({each.code})" if each.code else "")
            for each in reversed(apart.values())
        ]
        same = len({each.kind for each in found}) == 1
        return f"it is the name of {' and of '.join(kinds)}; give the code{'' if same else ', or the kind in brackets'}"
    names = [area_name(code) for code in found[0].areas]
    if not found[0].whole:
        return f"it is a part of {names[0]} ({found[0].areas[0]}), which the model holds as a whole"
    return f"it holds {named_areas(found[0].areas)}"


def _nation(text: str) -> str:
    """The nation that a name or a code belongs to, where it is not England; empty otherwise."""
    name = plain(text)
    if re.fullmatch(r"[swn]\d{8}", name):
        return f"in {NATIONS[name[0].upper()]}"
    if name in {plain(each) for each in BEYOND}:
        return "more than England"
    known = nations_by_name()
    for form in _forms(text):
        if form in known:
            return known[form] if form == plain(known[form]) else f"in {known[form]}"
    return ""
