"""Tables as CSV, for all that writes one: units in the headings, and text that spreadsheets take for text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from fourcapitals.text import plain
from fourcapitals.vocabulary import OUTCOME_NAMES, outcome_named

if TYPE_CHECKING:
    import pandas as pd

OF_ROWS: Final = re.compile(
    r"((twin_)?value|effect|return(_whole_life(_discounted)?)?|central|median|(people_based_)?difference|standard_error|"
    r"detectable_from|((twin|difference)_)?(low|high)|((value|level|difference)_)?(low|high)_\d\d|"
    r"(expected|largest)_regret|target|margin|reference_value|base_level)"
)
"""Columns measured in what the column ``unit`` says."""
OF_CHANGES: Final = re.compile(r"(change|difference)(_(low|high)_80)?|standard_error|detectable_change|pace")
"""Columns measured in what the column ``unit_of_change`` says, where there is one."""
OF_LEVELS: Final = ("level", "reference_level")
"""Columns measured in the unit of the column ``outcome``, which that of its differences need not be."""
KNOWN: Final = {
    "population": "people",
    "hle_2019": "years",
    "hle_2035": "years",
    "hle_difference": "years",
    "gva_per_hour_2035": "gbp 2019 prices",
    "life_satisfaction_difference": "points 0 to 10",
    "deprivation_score": "points",
    "per_head_over_mean": "ratio",
    "returns": "ratio",
    "times_too_small": "ratio",
    "lead": "share",
    "share_matured": "share",
    "variance_removed": "share",
    "variance_studies": "share",
    "variance_judgement": "share",
    "variance_widest_interval_95": "share",
    "gbp_per_head": "2019 prices",
    "won_gbp_per_head": "2019 prices",
    "capacity_at_end": "index",
    "belief_at_end": "share",
    "capacity_lost": "index",
    "capacity_lost_low": "index",
    "capacity_lost_high": "index",
}
"""Units of columns whose names do not say them."""
OF_LIFE: Final = re.compile(r"healthy_person_years(?=_)(_whole_life(_discounted)?)?(_(low|high)_80)?")
"""Columns in years whose names end in something else."""
_BAND: Final = r"(_(low|high)_80)"
VALUED: Final = {
    rf"(output|benefits|npsv|net_benefit)_gbp_m{_BAND}": "gbp m",
    rf"at_par_gbp{_BAND}|gbp_per_(healthy_year|qaly)(_incremental)?{_BAND}?": "gbp",
    rf"(healthy|gained|net)_years{_BAND}|net_years_(most|least)_deprived{_BAND}?": "years",
    rf"worth_years_at_[\d.]+{_BAND}?|qalys{_BAND}?": "years",
    rf"wellbys{_BAND}?": "points",
    rf"slope_narrowing_days{_BAND}": "days",
    rf"bcr{_BAND}?|bcr_with_overrun|bcr_weighted|effect_at_par": "ratio",
    r"breaks_even_at": "index",
}
"""Columns of appraisals, and their units."""
ACTS: Final = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
"""How text begins that a spreadsheet takes for a formula, in whatever width its signs are written."""
FIGURES: Final = "%.10g"
"""Of a number in a table that a command writes."""


def as_csv(table: pd.DataFrame, *, figures: str | None = FIGURES, headed: bool = True) -> bytes:
    """Write a table as CSV: UTF-8 with a byte order mark, a heading line, a line a row, ten figures a number.

    The unit of a column stands in its heading, as ``median_days``; ``value_in_unit`` where the column ``unit`` says
    another unit in each row. Headings of probabilities name their outcome and year. Text that a spreadsheet would take
    for a formula gets an apostrophe before it.

    Parameters
    ----------
    table : pandas.DataFrame
    figures : str, optional
        How numbers are written; None for as many figures as give the same number again.
    headed : bool
        With the mark and the heading line; without where the table goes on.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"title": ["=1+1"], "median": [0.25], "unit": ["£ per head, 2019 prices"]})
    >>> print(as_csv(table).decode("utf-8-sig"), end="")
    title,median_gbp_per_head_2019_prices,unit
    '=1+1,0.25,"£ per head, 2019 prices"
    """
    named = headed_in_full(table)
    safe = named.apply(lambda column: column if column.dtype.kind in "biuf" else _all_guarded(column))
    safe.columns = [_guarded(heading) for heading in named.columns]
    written: str = safe.to_csv(index=False, header=headed, float_format=figures, lineterminator="\n")
    return written.encode("utf-8-sig" if headed else "utf-8")


def headed_in_full(table: pd.DataFrame) -> pd.DataFrame:
    """Give a table under the headings that it is written with: units, and of probabilities their outcome and year.

    Parameters
    ----------
    table : pandas.DataFrame

    Examples
    --------
    >>> import pandas as pd
    >>> list(headed_in_full(pd.DataFrame({"year": [2035], "median": [0.25], "unit": ["days"]})))
    ['year', 'median_days', 'unit']
    """
    from fourcapitals.results.chances import named_in_full

    named = named_in_full(table)
    return named.set_axis(headings(named), axis=1)


def headings(table: pd.DataFrame) -> list[str]:
    """Give the headings of a table with the units of its columns.

    Parameters
    ----------
    table : pandas.DataFrame

    Examples
    --------
    >>> import pandas as pd
    >>> headings(pd.DataFrame({"year": [2035, 2035], "value": [63.4, 12.0], "unit": ["years", "%"]}))
    ['year', 'value_in_unit', 'unit']
    >>> headings(pd.DataFrame({"outcome": ["gva_per_hour"], "level": [34.2], "difference": [0.1], "unit": ["%"]}))
    ['outcome', 'level_gbp_2019_prices', 'difference_percent', 'unit']
    """
    found = []
    for name in map(str, table.columns):
        unit = _unit_of(name, table)
        found.append(name if unit is None else f"{name}_{in_names(unit)}")
    return found


def in_names(unit: str) -> str:
    """Write a unit as part of a name.

    Examples
    --------
    >>> in_names("£m, 2019 prices"), in_names("µg/m3"), in_names("%"), in_names("points, 0 to 10")
    ('gbp_m_2019_prices', 'ug_m3', 'percent', 'points_0_to_10')
    """
    spelt = unit.lower().replace("£m", "gbp m ").replace("£1m", "gbp m ").replace("£", "gbp ")
    spelt = spelt.replace("%", " percent ").replace("µ", "u").replace("³", "3")
    return re.sub(r"[^a-z0-9]+", "_", spelt).strip("_")


def _unit_of(name: str, table: pd.DataFrame) -> str | None:
    """The unit of a column, as its heading says it; none where its name says what it is."""
    if name in KNOWN:
        return KNOWN[name]
    if OF_LIFE.fullmatch(name):
        return "years"
    if (valued := next((unit for pattern, unit in VALUED.items() if re.fullmatch(pattern, name)), None)) is not None:
        return valued
    if name in OF_LEVELS:
        outcomes = {each for each in set(table.get("outcome", ())) if each in OUTCOME_NAMES}
        units = {outcome_named(each).unit for each in outcomes}
    elif "unit_of_change" in table and OF_CHANGES.fullmatch(name):
        units = {str(each) for each in table["unit_of_change"].dropna().unique()}
        return units.pop() if len(units) == 1 else "in unit of change" if units else None
    elif "unit" in table and OF_ROWS.fullmatch(name):
        units = {str(each) for each in table["unit"].dropna().unique()}
    elif f"{name}_unit" in table:
        # What it is and, after the last comma, its unit.
        units = {str(each).rpartition(", ")[2] for each in table[f"{name}_unit"].dropna().unique()}
    else:
        return None
    return units.pop() if len(units) == 1 else "in unit" if units else None


def _all_guarded(column: pd.Series[Any]) -> pd.Series[Any]:
    """Guard the texts of a column; of long tables the same few stand in many rows, and most are written as they are."""
    cells = column.tolist()
    guarded = {text: _guarded(text) for text in dict.fromkeys(cell for cell in cells if isinstance(cell, str))}
    if all(text == safe for text, safe in guarded.items()) and all(isinstance(cell, str) for cell in cells):
        return column
    return column.map(lambda cell: guarded[cell] if isinstance(cell, str) else cell)


def _guarded(cell: str) -> str:
    return f"'{plain(cell, lines=True)}" if ACTS.match(cell) else plain(cell, lines=True)
