"""The files that the funds of a scenario take their money from, read with the scenario and kept with its results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fourcapitals.errors import BadInput, shown
from fourcapitals.scenario.checked_values import MOST_GBP_M
from fourcapitals.scenario.file_schema import FROM_FILE
from fourcapitals.scenario.money_from_file import MoneyByArea, money_by_area, reconciled, text_of_file
from fourcapitals.vocabulary import END_YEAR, SIMULATED_YEARS, USE_NAMES

_YEARS = frozenset(map(str, SIMULATED_YEARS))


class NamedFiles:
    """What the files say that a scenario names; funds that state no sums are given those of their file.

    Parameters
    ----------
    raw : mapping
        A scenario file as read; changed in place.
    folder : Path or None
        Of the scenario, where its files lie.
    known : mapping of name to text
        Files that need not be read.
    """

    def __init__(self, raw: Mapping[str, Any], folder: Path | None, known: Mapping[str, str]) -> None:
        self.folder, self.known = folder, known
        self.texts: dict[str, str] = {}
        """By name."""
        self.money: dict[str, MoneyByArea] = {}
        """By fund."""
        self.faults: list[str] = []
        """Each with its place in the scenario."""
        funds = raw.get("funds")
        for name, fund in sorted(funds.items()) if isinstance(funds, dict) else ():
            allocation = fund.get("allocation") if isinstance(fund, dict) else None
            if isinstance(allocation, dict) and allocation.get("rule") == FROM_FILE:
                if isinstance(allocation.get("file"), str):
                    self._take(name, fund, allocation["file"])
                _fill(fund, self.money.get(name))

    def _take(self, name: str, fund: Mapping[str, Any], file: str) -> None:
        uses, stated = (_numbers(fund.get(key)) for key in ("uses", "gbp_m"))
        try:
            text = self._text(file)
            self.money[name] = money_by_area(text, file=file, uses=uses if "uses" in fund else None)
        except BadInput as error:
            self.faults += [f"funds.{name}.allocation.file: {fault}" for fault in error.faults]
            return
        self.texts[file] = text
        by_year = {int(year): money for year, money in stated.items() if year in _YEARS}
        # What is no year or no amount is told by the schema.
        given = fund.get("gbp_m")
        if isinstance(given, dict) and len(by_year) == len(given):
            self.faults += [f"funds.{name}: {fault}" for fault in reconciled(self.money[name], by_year)]

    def _text(self, file: str) -> str:
        if file in self.known:
            return self.known[file]
        if self.folder is None:
            raise BadInput(f"{shown(file)}: read the scenario from its own file, beside which this one lies")
        return text_of_file(file, self.folder)


def _numbers(table: Any) -> dict[str, float]:
    """The numbers of a raw table; whatever else stands there is told by the schema."""
    found = table.items() if isinstance(table, dict) else ()
    return {str(key): float(each) for key, each in found if isinstance(each, int | float) and abs(each) <= MOST_GBP_M}


def _fill(fund: dict[str, Any], money: MoneyByArea | None) -> None:
    """Give a raw fund the sums of its file where it states none.

    Where the file cannot be read, others stand in their place that lead to no fault of their own.
    """
    by_year, by_use = (money.by_year(), money.by_use()) if money else ({END_YEAR: 0.0}, {USE_NAMES[0]: 1.0})
    fund.setdefault("gbp_m", {str(year): amount for year, amount in by_year.items()})
    fund.setdefault("uses", by_use)
    for key in ("source", "grade"):
        if key in fund:
            fund.setdefault(f"uses_{key}", fund[key])
