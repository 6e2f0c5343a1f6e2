"""The 42 integrated care boards of the NHS in England: what they are called, and what of each area is theirs."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.place_names import area_table, packaged_table, plain
from fourcapitals.data.places import find_areas
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import UnknownName, shown, unknown

MOST_NAMED: Final = 3
"""Boards of a place that are named one by one."""


class CareBoards(NamedTuple):
    """All boards, in the order of their codes."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    share: Array
    """(board, area): share of the area's people that lies in the board; sums to 1 over boards."""


@cache
def care_boards() -> CareBoards:
    """Read the boards of the package.

    Examples
    --------
    >>> boards = care_boards()
    >>> len(boards.codes), boards.share.shape, float(boards.share.sum())
    (42, (42, 307), 307.0)
    """
    table = packaged_table("care_boards")
    names = dict(sorted(zip(table["board_code"], table["board_name"], strict=True)))
    wide = table.pivot_table(index="board_code", columns="code", values="small_areas", fill_value=0.0)
    people = wide.reindex(index=list(names), columns=area_table().index).to_numpy(np.float64)
    return CareBoards(tuple(names), tuple(names.values()), people / people.sum(axis=0))


@checked
def find_care_board(text: str) -> str:
    """Give the code of the integrated care board that a code or a name means.

    Parameters
    ----------
    text : str
        In any case; "NHS" and "Integrated Care Board" (or "ICB") may be left out.

    Raises
    ------
    UnknownName
        When no board is meant; with the nearest name.

    Examples
    --------
    >>> find_care_board("Black Country ICB"), find_care_board("NHS Kent and Medway Integrated Care Board")
    ('E54000062', 'E54000032')
    """
    found = _codes_by_name().get(_bare(text))
    if found is None:
        raise UnknownName(_advice(text))
    return found


def boards_of_areas(areas: Collection[str]) -> tuple[str, ...]:
    """Name the boards that some areas lie in, wholly or in part.

    Parameters
    ----------
    areas : collection of str
        By code.

    Examples
    --------
    >>> boards_of_areas(["E07000244"])
    ('Norfolk and Waveney', 'Suffolk and North East Essex')
    """
    boards = care_boards()
    inside = boards.share[:, np.isin(area_table().index, list(areas))].sum(axis=1) > 0
    return tuple(board_label(name) for name, holds in zip(boards.names, inside, strict=True) if holds)


def _advice(text: str) -> str:
    """Say that no board bears a name, and what to write instead: of a place, the boards that it lies in."""
    try:
        places = find_areas(text)
    except UnknownName:
        return unknown("integrated care board", text, map(board_label, care_boards().names))
    names = boards_of_areas(places)
    said = " and ".join(map(repr, names)) if len(names) <= MOST_NAMED else f"{len(names)} boards"
    return f"no integrated care board {shown(text)}; the place lies in {said}; give the board, or the place among areas"


@checked
def board_label(name: str) -> str:
    """Give the short name of a board: without "NHS" and "Integrated Care Board".

    Examples
    --------
    >>> board_label("NHS Sussex Integrated Care Board")
    'Sussex'
    """
    return name.removeprefix("NHS ").removesuffix(" Integrated Care Board")


@cache
def _codes_by_name() -> dict[str, str]:
    boards = care_boards()
    codes = {plain(code): code for code in boards.codes}
    return codes | {_bare(name): code for code, name in zip(boards.codes, boards.names, strict=True)}


def _bare(text: str) -> str:
    """A name without what all boards are called."""
    bare = plain(text).removeprefix("nhs ")
    for ending in (" integrated care board", " integrated care system", " icb", " ics"):
        bare = bare.removesuffix(ending)
    return bare
