"""The rows of a scenario's terms: its funds, each in as many parts as share their money differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import fsum
from typing import NamedTuple

from fourcapitals.scenario.files import Fund, Scenario
from fourcapitals.scenario.money_from_file import MoneyByArea
from fourcapitals.vocabulary import USE_NAMES


class FundRow(NamedTuple):
    """A fund, or a part of one, that shares its money in the same way in all years: a row of the terms."""

    name: str
    """Of the fund."""
    fund: Fund
    share: Mapping[str, float] | None = None
    """Code of the area to its share, where a file says it."""


def rows_of(scenario: Scenario) -> tuple[FundRow, ...]:
    """Part the funds of a scenario into rows of its terms, in the order of their names.

    A fund whose money comes from a file has a row for each use and each pattern over areas; any other has one row.
    """
    rows: list[FundRow] = []
    for name, fund in scenario.funds.items():
        if name in scenario.money:
            rows += _rows_of_file(name, fund, scenario.money[name])
        else:
            rows.append(FundRow(name, fund))
    return tuple(rows)


def fund_names(scenario: Scenario) -> tuple[str, ...]:
    """Name the fund of each row of a scenario's terms, a fund with several rows once for each."""
    return tuple(row.name for row in rows_of(scenario))


def _rows_of_file(name: str, fund: Fund, money: MoneyByArea) -> Iterator[FundRow]:
    last = max(money.by_year())
    for use in (use for use in USE_NAMES if use in money.amounts):
        alike: dict[tuple[tuple[str, float], ...], dict[int, float]] = {}
        for year, of_areas in money.amounts[use].items():
            total = fsum(of_areas.values())
            pattern = tuple((code, round(amount / total, 12)) for code, amount in sorted(of_areas.items()))
            alike.setdefault(pattern, {})[year] = total
        for years in alike.values():
            first = money.amounts[use][min(years)]
            total = fsum(first.values())
            stated = {
                "gbp_m": dict(sorted(years.items())),
                "uses": {use: 1.0},
                "after_end": fund.after_end if last in years else "ends",
            }
            share = {code: amount / total for code, amount in first.items()}
            yield FundRow(name, fund.model_copy(update=stated), share)
