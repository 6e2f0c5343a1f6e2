"""A file of what has been published since a projection was made: its form, and everything that is wrong with one."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.places import find_place
from fourcapitals.equations.observation import INTERVAL_TO_STANDARD_ERROR
from fourcapitals.errors import BadInput, UnknownName, shown, unknown
from fourcapitals.input_files import read_input, size_of
from fourcapitals.results.plausibility import LIMITS
from fourcapitals.text import plain
from fourcapitals.vocabulary import OUTCOME_NAMES, SEXES, outcome_named

LARGEST: Final = 16 << 20
"""Bytes of a file of figures."""
MOST_ROWS: Final = 100_000
MOST_TOLD: Final = 20
"""Faults that are told one by one."""
PERSONS: Final = "persons"
BOTH: Final = "both"
ORIGINAL: Final = "original"
REBASED: Final = "rebased"
LAST_OF_ORIGINAL: Final = 2020
"""Last year of ONS's healthy life expectancy on its original method."""
CURRENT: Final = "current"
PRICES: Final = ("2019", CURRENT)
LONGEST_PERIOD: Final = 10
"""Years that a figure may be the mean of."""
ALIASES: Final = {"gdhi_per_head": "income"}
SEX_WORDS: Final = {
    "": "", "m": "male", "males": "male", "men": "male", "f": "female", "females": "female", "women": "female",
    "persons": "both", "all": "both", "mean": "both", "both": "both", "male": "male", "female": "female",
}  # fmt: skip


class Column(NamedTuple):
    """A column of the file."""

    name: str
    required: bool
    meaning: str


COLUMNS: Final = (
    Column("outcome", True, f"one of {', '.join(OUTCOME_NAMES)}"),
    Column("code", True, "GSS code, or name, of England, a region, an upper tier, an area or another place"),
    Column("period", True, "a year (2024), a financial year (2024/25), or pooled years (2022-24); year is taken too"),
    Column("value", True, "as published, in the unit of the outcome; shares 0 to 1; £ for money"),
    Column("sex", False, "male, female or both; of outcomes held by sex, else blank"),
    Column("standard_error", False, "of the value, in its unit"),
    Column("lower", False, "with upper: a 95% interval, in place of a standard error"),
    Column("upper", False, "with lower"),
    Column("prices", False, "of money, where it is required: 2019, or current for those of the year itself"),
    Column(
        "series", False,
        f"of healthy life expectancy: {ORIGINAL}, or {REBASED} (taken for years after {LAST_OF_ORIGINAL}); for "
        "rebased figures give that of 2017-19 in a row too, and the change since is scored",
    ),
)  # fmt: skip
HEADS: Final = tuple(column.name for column in COLUMNS)


@checked
def observed_schema() -> dict[str, Any]:
    """Describe a file of observed figures, as a Table Schema (frictionless data).

    Examples
    --------
    >>> [field["name"] for field in observed_schema()["fields"] if field["constraints"]["required"]]
    ['outcome', 'code', 'period', 'value']
    """
    numbers = {"value", "standard_error", "lower", "upper"}
    return {
        "name": "observed",
        "fields": [
            {
                "name": column.name,
                "type": "number" if column.name in numbers else "string",
                "description": column.meaning,
                "constraints": {"required": column.required},
            }
            for column in COLUMNS
        ],
        "primaryKey": ["outcome", "code", "period", "sex", "series"],
        "units": {name: outcome_named(name).unit for name in OUTCOME_NAMES},
    }


@checked
def read_observed(path: str | Path) -> pd.DataFrame:
    """Read a file of figures that were published, in CSV or parted by tabs, and check all of it.

    Parameters
    ----------
    path : str or Path
        `observed_schema` says what may stand in it.

    Returns
    -------
    pandas.DataFrame
        One row a figure: ``line`` of the file; ``outcome, code, name, by`` (how results group the place)``, sex`` (both
        where it is not held by sex or of both)``, period, first_year, last_year, value, standard_error`` (not a number
        where none is given)``, prices, series``.

    Raises
    ------
    BadInput
        With every fault of the file, each with its line.
    """
    text = read_input(path, what=f"table of up to {size_of(LARGEST)}", most_bytes=LARGEST)
    heads, lines = _lines(text, str(path))
    faults: list[str] = []
    rows: list[dict[str, Any]] = []
    seen: dict[tuple[Any, ...], int] = {}
    for number, cells in lines:
        found, wrong = _row(dict(zip(heads, cells, strict=True)))
        key = tuple(found.get(name) for name in ("outcome", "code", "first_year", "last_year", "sex", "series"))
        if not wrong and key in seen:
            wrong = [f"the same figure as line {seen[key]}; keep one"]
        seen.setdefault(key, number)
        faults += [f"{path}: line {number}: {fault}" for fault in wrong]
        rows.append({"line": number, **found})
    if faults:
        rest = len(faults) - MOST_TOLD
        more = [f"{path}: and {rest:,} more faults like these"] if rest > 0 else []
        raise BadInput(*faults[:MOST_TOLD], *more)
    return pd.DataFrame(rows)


def _lines(text: str, file: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Heads and cells of the table, with the numbers of their lines."""
    if not text.strip():
        raise BadInput(f"{file}: the file is empty; expected the columns {', '.join(HEADS)}")
    first = text.splitlines()[0]
    if ";" in first and "," not in first and "\t" not in first:
        raise BadInput(f"{file}: its columns are parted by semicolons; save it with commas or tabs, points as decimals")
    reader = csv.reader(StringIO(text), delimiter="\t" if "\t" in first else ",", strict=True)
    try:
        table = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise BadInput(f"{file}: no table in CSV: {str(error).lower()} (near line {reader.line_num})") from None
    heads = [head.lower().replace(" ", "_") for head in table[0][1]]
    heads = ["period" if head == "year" else head for head in heads]
    # Spreadsheets leave separators behind, with nothing between them.
    while heads and not heads[-1]:
        heads.pop()
    lines = [(number, _without_blank_ends(cells, len(heads))) for number, cells in table[1:] if any(cells)]
    faults = _faults_of_heads(heads)
    if not faults and not lines:
        faults = ["it has column names and no rows; expected a row a figure"]
    if not faults and len(lines) > MOST_ROWS:
        faults = [f"{len(lines):,} rows; at most {MOST_ROWS:,} are read"]
    wrong = [f"line {number}: {len(cells)} cells for {len(heads)} columns" for number, cells in lines]
    faults += [fault for fault, (_, cells) in zip(wrong, lines, strict=True) if len(cells) != len(heads)][:MOST_TOLD]
    if faults:
        raise BadInput(*(f"{file}: {fault}" for fault in faults))
    return heads, lines


def _without_blank_ends(cells: list[str], count: int) -> list[str]:
    return cells if any(cells[count:]) else cells[:count]


def _faults_of_heads(heads: Sequence[str]) -> list[str]:
    faults = [unknown("column", head, HEADS) for head in heads if head and head not in HEADS]
    faults += ["a column has no name; name it, or leave it out"] if "" in heads else []
    faults += [f"the column {name} is given twice; keep one" for name in HEADS if heads.count(name) > 1]
    missing = [column.name for column in COLUMNS if column.required and column.name not in heads]
    return faults + ([f"the column {', '.join(missing)} is missing"] if missing else [])


# One row


def _row(cells: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """A figure as it is kept, and what is wrong with it."""
    faults: list[str] = []
    made: dict[str, Any] = {"outcome": _outcome(cells["outcome"], faults)}
    made |= _place(cells["code"], faults) | _period(cells["period"], faults)
    made["sex"] = _sex(cells.get("sex", ""), made["outcome"], faults)
    made["prices"] = _prices(cells.get("prices", ""), made["outcome"], faults)
    made["series"] = _series(cells.get("series", ""), made, faults)
    made["value"] = _number("value", cells["value"], faults)
    made["standard_error"] = _error(cells, made["value"], faults)
    faults += _impossible(made)
    return made, faults


def _outcome(text: str, faults: list[str]) -> str:
    name = ALIASES.get(text.lower(), text.lower())
    if name not in OUTCOME_NAMES:
        faults.append(unknown("outcome", text, OUTCOME_NAMES) if text else "outcome: blank")
        return ""
    return name


def _place(text: str, faults: list[str]) -> dict[str, str]:
    if not text:
        faults.append("code: blank")
        return {"code": "", "name": "", "by": ""}
    try:
        place = find_place(text)
    except UnknownName as error:
        why = str(error).replace("no area", "no place", 1)
        faults.append(f"code: {why}")
        return {"code": text, "name": "", "by": ""}
    return {"code": place.code or place.name, "name": place.name, "by": place.by}


def _period(text: str, faults: list[str]) -> dict[str, Any]:
    found = re.fullmatch(r"(\d{4})(?:\s*(?:-|/|\u2013|to)\s*(\d{4}|\d{2}))?(?:\.0)?", text.lower())
    if found is None:
        faults.append(f"period: a year such as 2024, or years such as 2022-24, expected, got {shown(text)}")
        return {"period": text, "first_year": 0, "last_year": 0}
    first, end = int(found[1]), found[2]
    last = first if end is None else int(end) if len(end) == len("2024") else first // 100 * 100 + int(end)
    if "/" in text and last == first + 1:
        # A financial year, which statistics call by the year that it begins in.
        last = first
    if not first <= last < first + LONGEST_PERIOD:
        faults.append(f"period: {shown(text)}: the last year must follow the first within {LONGEST_PERIOD} years")
    written = str(first) if last == first else f"{first}-{last % 100:02d}"
    return {"period": written, "first_year": first, "last_year": last}


def _sex(text: str, outcome: str, faults: list[str]) -> str:
    sex = SEX_WORDS.get(text.lower())
    if sex is None:
        faults.append(unknown("sex", text, (*SEXES, BOTH)))
        return ""
    if outcome and not outcome_named(outcome).by_sex:
        if sex in SEXES:
            faults.append(f"sex: {outcome} is not projected by sex; give both, or leave it blank")
        return BOTH
    return sex or BOTH


def _prices(text: str, outcome: str, faults: list[str]) -> str:
    of_money = bool(outcome) and outcome_named(outcome).unit.startswith("£")
    prices = text.lower().removesuffix(" prices").removesuffix(".0")
    if of_money and prices not in PRICES:
        faults.append(
            f"prices: {outcome} is money; say of which prices it is, 2019 or current, got "
            f"{shown(text) if text else 'none'}"
        )
    if not of_money and text:
        faults.append(f"prices: {outcome or 'this outcome'} is no money; leave it blank")
    return prices if of_money else ""


def _series(text: str, made: Mapping[str, Any], faults: list[str]) -> str:
    if made["outcome"] != "hle":
        if text:
            faults.append("series: of healthy life expectancy alone; leave it blank")
        return ""
    if text and text.lower() not in (ORIGINAL, REBASED):
        faults.append(unknown("series", text, (ORIGINAL, REBASED)))
    return text.lower() or (REBASED if made["last_year"] > LAST_OF_ORIGINAL else ORIGINAL)


def _number(name: str, text: str, faults: list[str]) -> float:
    if not text:
        faults.append(f"{name}: blank")
        return float("nan")
    try:
        value = float(text.replace("£", ""))
    except ValueError:
        thousands = re.fullmatch(r"£?-?\d{1,3}(,\d{3})+(\.\d+)?", text)
        advice = f"; write {text.replace(',', '').replace('£', '')}" if thousands else ""
        faults.append(f"{name}: a number expected, got {shown(text)}{advice}")
        return float("nan")
    if not isfinite(value):
        faults.append(
            f"{name}: a finite number expected, got {shown(text)}; leave out the rows of what is not published"
        )
    return value


def _error(cells: Mapping[str, str], value: float, faults: list[str]) -> float:
    given = {name: cells.get(name, "") for name in ("standard_error", "lower", "upper")}
    ends = {name: _number(name, text, faults) for name, text in given.items() if text}
    if ("lower" in ends) != ("upper" in ends):
        faults.append("lower, upper: one end of an interval without the other")
        return float("nan")
    if "lower" in ends and not ends["lower"] <= value <= ends["upper"] and all(map(isfinite, (*ends.values(), value))):
        faults.append(f"lower, upper: {ends['lower']:g} to {ends['upper']:g} does not hold the value {value:g}")
    error = ends.get("standard_error", float("nan"))
    if error < 0:
        faults.append(f"standard_error: 0 or more expected, got {error:g}")
    if "standard_error" not in ends and "lower" in ends:
        return (ends["upper"] - ends["lower"]) / INTERVAL_TO_STANDARD_ERROR
    return error


def _impossible(made: Mapping[str, Any]) -> Iterator[str]:
    outcome, value = made["outcome"], made["value"]
    if not outcome or not isfinite(value):
        return
    limits = LIMITS[outcome]
    if not limits.least <= value <= limits.most:
        per_cent = limits.most == 1 and 1 < value <= 100
        advice = f"; a share is 0 to 1: write {value / 100:g}" if per_cent else f"; {limits.why}"
        yield f"value: {outcome} from {limits.least:g} to {limits.most:g} expected, got {value:g}{plain(advice)}"


def rebased_to_original(table: pd.DataFrame, published: Mapping[tuple[str, str], float], window: str) -> pd.DataFrame:
    """Move rebased figures of healthy life expectancy onto the original series, by their change since the base window.

    Parameters
    ----------
    table : DataFrame
        From `read_observed`.
    published : mapping of (code, sex) to years
        Figures of the original series in the base window.
    window : str
        Of the base year, such as 2017-19, in which both series must have a figure.

    Returns
    -------
    DataFrame
        With ``value`` moved where both are known; ``moved`` says where, and ``unmoved`` where it could not be.
    """
    rebased = (table["outcome"] == "hle") & (table["series"] == REBASED)
    base = table[rebased & (table["period"] == window)].set_index(["code", "sex"])["value"].to_dict()
    keys = list(zip(table["code"], table["sex"], strict=True))
    shift = [published.get(key, float("nan")) - base.get(key, float("nan")) for key in keys]
    moved = rebased & pd.Series([isfinite(each) for each in shift], index=table.index)
    values = table["value"].where(~moved, table["value"] + pd.Series(shift, index=table.index))
    return table.assign(value=values, moved=moved, unmoved=rebased & ~moved)
