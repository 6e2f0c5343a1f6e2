"""The rows of a CSV of money by place and year, and what is wrong with each, by its line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import StringIO
from math import isfinite
from typing import Final, NamedTuple

from fourcapitals.data.place_names import Place
from fourcapitals.data.places import find_place, part_of_area
from fourcapitals.errors import UnknownName, closest, shown, unknown
from fourcapitals.scenario.checked_values import MOST_GBP_M
from fourcapitals.vocabulary import END_YEAR, FIRST_YEAR, SIMULATED_YEARS, USE_NAMES

PLACES: Final = ("code", "name")
AMOUNTS: Final = {"gbp_m": 1.0, "amount_gbp_m": 1.0, "amount": 1.0, "gbp": 1e-6, "amount_gbp": 1e-6}
"""Columns of amounts, and £ million that one is; a bare amount is in £ million."""
KNOWN: Final = (*PLACES, *AMOUNTS, "year", "use")
MEANT: Final = 0.7
"""How alike a column must be spelt to one that is missing to be taken for it, 0 to 1; others are left out and told."""


class Row(NamedTuple):
    """A row of a file that can be read."""

    line: int
    text: str
    """How it names its place."""
    place: Place
    year: int
    gbp_m: float
    use: str
    """Empty where the fund's own shares divide it."""


@dataclass
class Table:
    """A CSV of money and what is wrong with it.

    Parameters
    ----------
    text : str
    file : str
        Name that faults give.
    faults : list of str
        Filled by `rows`.
    """

    text: str
    file: str
    faults: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    """Columns that mean nothing here."""

    def rows(self, *, with_uses: bool) -> Iterator[Row]:
        """Read row by row; faults are kept for the end.

        Parameters
        ----------
        with_uses : bool
            Whether each row names its use.
        """
        if "\0" in self.text:
            self.faults.append(f"{self.file}: holds null characters; save it as CSV in UTF-8")
            return
        first = self.text.partition("\n")[0]
        marks = {mark: first.count(mark) for mark in (",", ";", "\t")}
        reader = csv.reader(
            StringIO(self.text, newline=""), delimiter=max(marks, key=lambda mark: marks[mark]), strict=True
        )
        try:
            heading = [re.sub(r"\s+", "_", cell.strip().casefold()) for cell in next(reader, [])]
            if not self._takes(heading, with_uses=with_uses):
                return
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    row = self._row(reader.line_num, heading, [cell.strip() for cell in cells])
                    if row is not None:
                        yield row
        except csv.Error as error:
            self.faults.append(f"{self.file}: line {reader.line_num}: not CSV: {error}")

    def _takes(self, heading: list[str], *, with_uses: bool) -> bool:
        """Whether a heading has the columns that are needed, each once, and no other that means something."""
        before = len(self.faults)
        where = f"{self.file}: line 1"
        if not any(heading):
            self.faults.append(f"{self.file}: the file is empty; give a heading, as code,year,gbp_m")
            return False
        for name in dict.fromkeys(heading):
            if name and heading.count(name) > 1:
                self.faults.append(f"{where}: the column {shown(name)} is given twice; keep one")
            if name in KNOWN:
                continue
            meant = closest(name, [one for one in KNOWN if one not in heading], alike=MEANT)
            if meant:
                self.faults.append(f"{where}: no column {shown(name)}; did you mean {meant!r}?")
            else:
                self.unused.append(name)
        if not set(PLACES) & set(heading):
            self.faults.append(f"{where}: no column of places; give code or name")
        if "year" not in heading:
            self.faults.append(f"{where}: the column 'year' is missing")
        money = [name for name in AMOUNTS if name in heading]
        if len(money) != 1:
            given = f"{len(money)} columns of amounts ({', '.join(money)})" if money else "no column of amounts"
            self.faults.append(f"{where}: {given}; give one, gbp_m in £ million or gbp in £")
        if with_uses and "use" not in heading:
            self.faults.append(f"{where}: the column 'use' is missing; give it, or the table uses of the fund")
        if not with_uses and "use" in heading:
            self.faults.append(f"{where}: has the column 'use', and the fund has the table uses; keep one")
        return len(self.faults) == before

    def _row(self, line: int, heading: list[str], cells: list[str]) -> Row | None:
        where, before = f"{self.file}: line {line}", len(self.faults)
        if len(cells) != len(heading):
            self.faults.append(f"{where}: expected {len(heading)} cells, got {len(cells)}")
            return None
        given = dict(zip(heading, cells, strict=True))
        text, place = self._place(where, given)
        year = self._year(where, given["year"])
        amount = self._amount(where, next((name, given[name]) for name in AMOUNTS if name in given))
        use = given.get("use", "")
        if "use" in given and use not in USE_NAMES:
            self.faults.append(f"{where}: {unknown('use', use, USE_NAMES)}")
        if len(self.faults) > before or place is None:
            return None
        return Row(line, text, place, year, amount, use)

    def _place(self, where: str, given: Mapping[str, str]) -> tuple[str, Place | None]:
        """The place of a row by its code, else its name; a code and a name that are two places are a fault."""
        texts = [given[column] for column in PLACES if given.get(column)]
        if not texts:
            self.faults.append(f"{where}: no place; give its code or its name")
            return "", None
        found = []
        for text in texts[:1] if len(texts) > 1 and not _is_known(texts[1]) else texts:
            place = _place_or_fault(text)
            if isinstance(place, str):
                self.faults.append(f"{where}: {place}")
                return text, None
            found.append(place)
        if found[0].kind == "england":
            self.faults.append(f"{where}: England is the whole; leave totals out")
        if len({place.areas for place in found}) > 1:
            self.faults.append(f"{where}: {shown(texts[0])} and {shown(texts[1])} are two places; keep one")
        return texts[-1], found[0]

    def _year(self, where: str, text: str) -> int:
        if not re.fullmatch("[0-9]{4}", text):
            self.faults.append(f"{where}: {shown(text)} is not a year; write a calendar year, as 2022")
            return 0
        if int(text) not in SIMULATED_YEARS:
            self.faults.append(f"{where}: {text} lies outside the years of the model, {FIRST_YEAR} to {END_YEAR}")
        return int(text)

    def _amount(self, where: str, named: tuple[str, str]) -> float:
        column, text = named
        if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", text):
            special = text.casefold().lstrip("+-") in ("nan", "inf", "infinity")
            advice = "give a finite number" if special else "write it as 1234.5"
            self.faults.append(f"{where}: {column}: {shown(text) if text else 'empty'}: not an amount; {advice}")
            return 0.0
        amount = float(text) * AMOUNTS[column]
        if not isfinite(amount) or amount > MOST_GBP_M:
            self.faults.append(
                f"{where}: {column}: {shown(text)} is more than £{MOST_GBP_M:,.0f}m; amounts are in £ million"
            )
        elif amount < 0:
            self.faults.append(f"{where}: {column}: must not be below 0, got {shown(text)}")
        return amount


def _is_known(text: str) -> bool:
    """Whether a name means a place; one that stands beside a code may be of a list's own."""
    return not isinstance(_place_or_fault(text), str)


@lru_cache(maxsize=4096)
def _place_or_fault(text: str) -> Place | str:
    """Find a place by code or name, also one that is only a part of an area; a list names each in many rows."""
    try:
        part = part_of_area(text)
        return part if part is not None else find_place(text)
    except UnknownName as error:
        return str(error)
