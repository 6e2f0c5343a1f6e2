"""Money by area from a file: a CSV of places, years and amounts, brought onto the areas of the model and told.

Nothing is lost in silence: each row counts in some area or is a fault with its line, and what was summed or shared out
on the way is told.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from math import fsum
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from pydantic import BaseModel, ConfigDict

from fourcapitals.data.place_names import Place
from fourcapitals.data.places import area_name, area_table, named_areas
from fourcapitals.errors import BadInput, shown
from fourcapitals.input_files import read_input
from fourcapitals.scenario.checked_values import listed
from fourcapitals.scenario.money_table import Row, Table
from fourcapitals.text import checksum_of
from fourcapitals.vocabulary import USE_NAMES

MOST_BYTES: Final = 1 << 20
"""Of a table of money: 20,000 rows."""
WHAT: Final = "table of money"
MOST_FAULTS: Final = 40
"""Faults of one file that are told one by one."""
RECONCILED: Final = 1e-6
"""£1 in £ million: sums that differ by less agree."""

Amounts = dict[str, dict[int, dict[str, float]]]
"""Use to year to area, £ million."""


class MoneyByArea(BaseModel):
    """The money of one fund, as a file states it.

    Parameters
    ----------
    file : str
        As the scenario names it.
    checksum : str
        SHA-256 of its text.
    amounts : dict of use to year to area
        £ million, in the fund's prices; nothing where there is none.
    told : tuple of str
        What was read, summed and shared out.
    """

    model_config = ConfigDict(frozen=True)

    file: str
    checksum: str
    amounts: Amounts
    told: tuple[str, ...]

    def by_year(self) -> dict[int, float]:
        """Give the sum of each year, £ million, years ascending."""
        years = sorted({year for of_use in self.amounts.values() for year in of_use})
        return {
            year: fsum(fsum(of_use.get(year, {}).values()) for of_use in self.amounts.values()) or 0.0 for year in years
        }

    def by_use(self) -> dict[str, float]:
        """Give the share of each use in the whole, in the order of `vocabulary.USES`; they sum to 1."""
        total = fsum(self.by_year().values())
        sums = {
            use: fsum(fsum(areas.values()) for areas in self.amounts[use].values())
            for use in USE_NAMES
            if use in self.amounts
        }
        return {use: value / total for use, value in sums.items() if value > 0}


def text_of_file(file: str, folder: Path) -> str:
    """Read a file that a scenario names, from the scenario's own folder or one inside it.

    Parameters
    ----------
    file : str
        As the scenario names it: a path relative to the scenario, with ``/`` between folders.
    folder : Path
        That of the scenario.

    Raises
    ------
    BadInput
        When it is no such path, leads out of the folder, is no regular file, or is too large.
    """
    path, windows = PurePosixPath(file), PureWindowsPath(file)
    if not file.strip() or "\0" in file or "\\" in file or windows.drive or path.is_absolute() or ".." in path.parts:
        raise BadInput(
            f"{shown(file)}: no path inside the folder of the scenario; put the file beside it, as money.csv"
        )
    if path.suffix.lower() != ".csv":
        raise BadInput(f"{shown(file)}: a file that ends in .csv is expected")
    whole = folder / path
    inside, home = os.path.realpath(whole), os.path.realpath(folder)
    if os.path.commonpath([inside, home]) != home:
        raise BadInput(f"{shown(file)}: leads out of the folder of the scenario; put the file itself there")
    return read_input(whole, what=WHAT, most_bytes=MOST_BYTES)


def money_by_area(text: str, *, file: str, uses: Mapping[str, float] | None = None) -> MoneyByArea:
    """Read a table of money and bring it onto the areas.

    Places that were merged are summed into the area that holds them; what is given to a wider place, or to a district
    of a later year, is shared between its areas by their people of 2019.

    Parameters
    ----------
    text : str
        CSV with a heading: ``code`` or ``name``, ``year``, ``gbp_m`` and, unless the fund states its uses, ``use``.
    file : str
        Name that faults give.
    uses : mapping of use to share, optional
        The fund's own, where the file has no column ``use``.

    Raises
    ------
    BadInput
        With every fault, each with its line.

    Examples
    --------
    >>> rows = ("name,year,gbp_m", "Hartlepool,2022,3", "City of London,2022,1")
    >>> money = money_by_area(chr(10).join(rows), file="m.csv", uses={"nhs": 1.0})
    >>> money.amounts["nhs"][2022]
    {'E06000001': 3.0, 'E09000012': 1.0}
    """
    table = Table(text, file)
    rows = list(table.rows(with_uses=uses is None))
    if not table.faults and not any(row.gbp_m > 0 for row in rows):
        table.faults.append(f"{file}: no money in it; give at least one amount above 0")
    if table.faults:
        more = len(table.faults) - MOST_FAULTS
        told = table.faults[:MOST_FAULTS]
        raise BadInput(*told, *([f"{file}: and {more} more faults"] if more > 0 else []))
    unused = [f"{file}: the columns {', '.join(map(shown, table.unused))} are not used"] if table.unused else []
    parts: dict[tuple[str, int, str], list[float]] = {}
    for row in rows:
        shares = _shares(row.place)
        for use, part in (uses or {row.use: 1.0}).items():
            for code, share in shares.items():
                parts.setdefault((use, row.year, code), []).append(row.gbp_m * part * share)
    amounts: Amounts = {}
    for (use, year, code), each in sorted(parts.items()):
        if (amount := fsum(each)) > 0:
            amounts.setdefault(use, {}).setdefault(year, {})[code] = amount
    return MoneyByArea(
        file=file, checksum=checksum_of(text), amounts=amounts, told=(*_told(file, rows, amounts), *unused)
    )


def reconciled(money: MoneyByArea, stated: Mapping[int, float]) -> Iterator[str]:
    """Tell of each year in which what a fund states is not what its file sums to.

    Parameters
    ----------
    money : MoneyByArea
    stated : mapping of year to £ million
    """
    summed = money.by_year()
    for year in sorted({*summed, *stated}):
        ours, theirs = summed.get(year, 0.0), stated.get(year, 0.0)
        if abs(ours - theirs) > max(RECONCILED, 1e-9 * theirs):
            yield (
                f"gbp_m.{year} is {theirs:,.10g} and {money.file} sums to {ours:,.10g}, a difference of "
                f"{ours - theirs:+,.6g}; correct one, or leave gbp_m out"
            )


def _shares(place: Place) -> dict[str, float]:
    """Share what a place gets between its areas by their people of 2019."""
    if len(place.areas) == 1:
        return {place.areas[0]: 1.0}
    people = area_table()["population_2019"]
    total = fsum(float(people[code]) for code in place.areas)
    return {code: float(people[code]) / total for code in place.areas}


def _told(file: str, rows: list[Row], amounts: Amounts) -> Iterator[str]:
    """Say what was read, and what was summed and shared out on the way."""
    areas = sorted({code for of_use in amounts.values() for year in of_use.values() for code in year})
    years = sorted({year for of_use in amounts.values() for year in of_use})
    total = fsum(row.gbp_m for row in rows)
    number = f"{len(rows)} row{'' if len(rows) == 1 else 's'}"
    yield f"{file}: {number}, £{total:,.10g}m in {listed(years)}, to {named_areas(areas)}"
    by_place: dict[Place, list[Row]] = {}
    for row in rows:
        by_place.setdefault(row.place, []).append(row)
    for place, own in by_place.items():
        lines = f"line{'' if len(own) == 1 else 's'} {', '.join(str(row.line) for row in own[:5])}" + (
            f" and {len(own) - 5} more" if len(own) > 5 else ""
        )
        if not place.whole:
            yield f"{file}: {own[0].text} ({lines}) is counted in {area_name(place.areas[0])}, which holds it"
        elif len(place.areas) > 1:
            yield f"{file}: {own[0].text} ({lines}) is shared by people of 2019 between {named_areas(place.areas)}"
    again = len(rows) - len({(row.place, row.year, row.use) for row in rows})
    if again:
        yield f"{file}: {again} row{'' if again == 1 else 's'} of a place, year and use that had one were added to it"
