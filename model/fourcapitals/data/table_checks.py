"""A user's own tables of the baseline are checked at the door: complete, finite, in range, the same areas in all.

What a table may hold follows from the one that the package carries, so that every column has a bound and none is
forgotten: its kind, whether cells may be blank, a range ten times as wide, and which areas stand in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from fourcapitals.errors import shown
from fourcapitals.text import LONGEST_NAME, fault_of
from fourcapitals.vocabulary import SEXES

_WIDER: Final = 10.0
"""How much further out than the published numbers a number may lie."""
_FEW: Final = 12
"""A whole number that takes no more values than these is a class, such as a category, and takes only those."""
_MOST_TOLD: Final = 3
RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "hle": (30.0, 90.0),
    "le": (50.0, 100.0),
    "life_satisfaction": (0.0, 10.0),
    "imd": (0.0, 100.0),
}
"""Of columns whose names begin so and that hold levels, in their units; what is beyond cannot be."""


class Range(NamedTuple):
    """What a column of numbers may hold."""

    least: float
    most: float
    least_published: float
    most_published: float
    may_be_blank: bool
    classes: tuple[float, ...] = ()
    """The only values, where there are few."""


def table_faults(tables: Mapping[str, pd.DataFrame], published: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """Say what is wrong with tables that are to take the place of the published ones.

    Parameters
    ----------
    tables : mapping of str to DataFrame
    published : mapping of str to DataFrame
        The package's own.

    Returns
    -------
    tuple of str
        A line for each column that has a fault; none where all is well.
    """
    faults = [f"baseline: the table {name!r} is missing" for name in published if name not in tables]
    others = {name: given for name, given in tables.items() if not isinstance(given, pd.DataFrame)}
    faults += [f"baseline: {name}: a DataFrame expected, got {shown(given)}" for name, given in others.items()]
    if "areas" in others:
        return tuple(faults)
    codes = tuple(tables["areas"]["code"]) if "areas" in tables and "code" in tables["areas"] else ()
    same_areas = codes == tuple(published["areas"]["code"])
    for name, known in published.items():
        if name in tables and name not in others and not (same_areas and tables[name].equals(known)):
            faults += (f"baseline: {name}: {fault}" for fault in _faults_of(tables[name], known, codes, published))
            faults += (f"baseline: {name}: {fault}" for fault in _healthy_longer_than_life(tables[name], known))
    if not faults:
        faults += (f"baseline: areas: {fault}" for fault in _places_without_figures(tables))
    return tuple(faults)


def _places_without_figures(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Regions and upper tiers start at figures of their own, so that areas lie in those that have some."""
    for level in ("region", "upper_tier"):
        column, published = f"{level}_code", tables["published"]
        given = tables["areas"][column]
        known = sorted(set(published.loc[published["level"] == level, "code"]))
        if (strange := ~given.isin(known)).any():
            where = _rows(tables["areas"], strange.to_numpy())
            yield (
                f"{column}: {_some(sorted(set(given[strange])))} in no row of the table published ({where}); give its "
                f"figures there, or take one of the {len(known)} codes that have some, such as {known[0]}"
            )


def _faults_of(
    table: pd.DataFrame, known: pd.DataFrame, codes: Sequence[str], published: Mapping[str, pd.DataFrame]
) -> Iterator[str]:
    if table.empty and len(known):
        yield "it has no rows"
        return
    missing = [str(column) for column in known.columns if column not in table.columns]
    if missing:
        several = len(missing) > 1
        yield f"the column{'s' * several} {', '.join(map(repr, missing))} {'are' if several else 'is'} missing"
    if not table.columns.is_unique:
        yield f"columns are given twice: {', '.join(map(repr, table.columns[table.columns.duplicated()]))}"
        return
    every_code = set(published["areas"]["code"])
    for column in known.columns.intersection(table.columns):
        if is_numeric_dtype(known[column]) and not is_bool_dtype(known[column]):
            yield from _numbers(table, column, range_of(known[column]))
        elif set(known[column].dropna().unique()) <= every_code and len(known):
            yield from _codes(table[column], known[column], codes, every_code)
        elif is_bool_dtype(known[column]):
            if not is_bool_dtype(table[column]):
                yield f"{column}: True or False expected in every row"
        elif not is_numeric_dtype(known[column]):
            yield from _texts(table, column, known[column])
    yield from _doubled(table, known)


def range_of(known: pd.Series) -> Range:
    """Give what a column may hold from what the published one holds.

    Parameters
    ----------
    known : Series of numbers

    Examples
    --------
    >>> range_of(pd.Series([20.0, 40.0], name="gva_per_hour"))[:2]
    (2.0, 400.0)
    >>> range_of(pd.Series([0.1, 0.4], name="smoking_share"))[:2]
    (0.01, 1.0)
    """
    least, most = float(known.min()), float(known.max())
    name, blank = str(known.name), bool(known.isna().any())
    held = next((bounds for start, bounds in RANGES.items() if name.startswith(f"{start}_")), None)
    if name == "year" or name.endswith(("_year", "age", "rank")):
        bounds = (least - 50.0, most + 50.0)
    elif held and held[0] <= least and most <= held[1]:
        bounds = held
    elif "share" in name.split("_"):
        # What no published area has none of is divided by.
        bounds = (least / _WIDER if least >= 0 else -1.0, 1.0)
    elif least > 0:
        bounds = (least / _WIDER, most * _WIDER)
    elif least == 0:
        bounds = (0.0, most * _WIDER)
    else:
        furthest = max(-least, most) * _WIDER
        bounds = (-furthest, furthest)
    values = known.dropna().unique()
    few = known.dtype.kind in "iu" and len(values) <= _FEW and not name.endswith("year")
    return Range(*bounds, least, most, blank, tuple(sorted(map(float, values))) if few else ())


def range_faults(table: pd.DataFrame, known: pd.DataFrame) -> Iterator[str]:
    """Say which numbers of a table lie out of range, whatever else stands in cells that are none.

    Parameters
    ----------
    table : DataFrame
        Some or all columns of the published one.
    known : DataFrame
        The published table.

    Examples
    --------
    >>> known = pd.DataFrame({"code": ["a", "b"], "gva_per_hour": [20.0, 40.0]})
    >>> given = pd.DataFrame({"code": ["a", "b"], "gva_per_hour": ["many", "4000"]})
    >>> [fault.split(";")[0] for fault in range_faults(given, known)]
    ['gva_per_hour: 4000 in b']
    """
    for column in [str(each) for each in table.columns if each in known.columns]:
        if is_numeric_dtype(known[column]) and not is_bool_dtype(known[column]):
            numbers = pd.to_numeric(table[column], errors="coerce")
            yield from _numbers(table.assign(**{column: numbers})[numbers.notna()], column, range_of(known[column]))


def _numbers(table: pd.DataFrame, column: str, held: Range) -> Iterator[str]:
    values = pd.to_numeric(table[column], errors="coerce").to_numpy(np.float64)
    blank = table[column].isna().to_numpy()
    inside = np.isfinite(values) & (values >= held.least) & (values <= held.most)
    if held.classes:
        inside &= np.isin(values, held.classes)
    if held.may_be_blank:
        inside |= blank
    if inside.all():
        return
    first = int(np.flatnonzero(~inside)[0])
    given = (
        shown(table[column].iloc[first]) if not isinstance(table[column].iloc[first], float) else f"{values[first]:g}"
    )
    expected = (
        f"expected one of {', '.join(f'{value:g}' for value in held.classes)}"
        if held.classes
        else f"expected a number from {held.least:,.6g} to {held.most:,.6g} (published: {held.least_published:,.6g} to "
        f"{held.most_published:,.6g})"
    )
    yield f"{column}: {given} in {_rows(table, ~inside)}; {expected}"


def _codes(given: pd.Series, known: pd.Series, codes: Sequence[str], every: set[Any]) -> Iterator[str]:
    """Areas are those of the table of areas: all of them where the published column has all, else some."""
    own, areas = set(given.dropna().unique()), set(codes)
    if known.is_unique and not given.is_unique:
        doubled = sorted(map(str, given[given.duplicated()].unique()))
        yield f"{given.name}: {_some(doubled)} given twice; keep one row an area"
    if given.isna().any() and known.notna().all():
        yield f"{given.name}: blank in {int(given.isna().sum())} rows; expected the code of an area"
    if strangers := sorted(map(str, own - areas)):
        yield f"{given.name}: {_some(strangers)} not in the table of areas; the same areas stand in all tables"
    if set(known.unique()) == every and (lacking := sorted(map(str, areas - own))):
        yield f"{given.name}: {_some(lacking)} missing; the same areas stand in all tables"


def _texts(table: pd.DataFrame, column: str, known: pd.Series) -> Iterator[str]:
    """Names are shown in tables and pictures: each is seen, acts on nothing, and is not much longer than published."""
    blank = table[column].isna()
    if known.notna().all() and blank.any():
        yield f"{column}: blank in {_rows(table, blank.to_numpy())}; expected text"
    longest = max(LONGEST_NAME, int(known.dropna().astype(str).str.len().max()) if known.notna().any() else 0)
    different = table[column].dropna().unique()
    wrong = {text: fault for text in different if (fault := fault_of(str(text), longest=longest))}
    if wrong:
        bad = table[column].isin(list(wrong)).to_numpy()
        yield f"{column}: {wrong[table[column][bad].iloc[0]]} (in {_rows(table, bad)})"


def _healthy_longer_than_life(table: pd.DataFrame, known: pd.DataFrame) -> Iterator[str]:
    """Nobody is healthy for longer than they live; a cell that is no such figure at all is told by itself."""
    for sex in SEXES:
        healthy, life = f"hle_{sex}_years", f"le_{sex}_years"
        if {healthy, life} <= set(table.columns) & set(known.columns) and table.columns.is_unique:
            held = [range_of(known[each]) for each in (healthy, life)]
            values = [pd.to_numeric(table[each], errors="coerce").to_numpy(np.float64) for each in (healthy, life)]
            inside = [(each >= of.least) & (each <= of.most) for each, of in zip(values, held, strict=True)]
            if (above := (values[0] >= values[1]) & inside[0] & inside[1]).any():
                first = int(np.flatnonzero(above)[0])
                yield (
                    f"{healthy}: {values[0][first]:g} in {_rows(table, above)} is not below life expectancy, {life} "
                    f"{values[1][first]:g}"
                )


def _doubled(table: pd.DataFrame, known: pd.DataFrame) -> Iterator[str]:
    """A row is told from others by its text and whole numbers, as in the published table."""
    keys = [
        column
        for column in known.columns
        if column in table.columns and (not is_numeric_dtype(known[column]) or str(column).endswith(("year", "age")))
    ]
    if keys and not known.duplicated(keys).any() and table.duplicated(keys).any():
        yield f"{_rows(table, table.duplicated(keys).to_numpy())} repeats another row's {', '.join(map(str, keys))}"


def _rows(table: pd.DataFrame, chosen: np.ndarray[Any, Any]) -> str:
    """Name the first row that is meant, and count the others."""
    first, others = int(np.flatnonzero(chosen)[0]), int(chosen.sum()) - 1
    row = table.iloc[first]
    told = [f"{row[name]}" for name in ("code", "home", "sex", "year", "age") if name in table.columns]
    who = " ".join(told) or f"row {first + 1}"
    return f"{who}{f' and {others:,} more' if others else ''}"


def _some(names: Sequence[str]) -> str:
    told = ", ".join(names[:_MOST_TOLD])
    rest = len(names) - _MOST_TOLD
    return f"{told}{f' and {rest:,} more' if rest > 0 else ''} {'are' if len(names) > 1 else 'is'}"
