"""Every parameter with its meaning, unit, value, range, letter and source, as a table and as lines to read."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.changed_parameters import unknown_parameter
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.data.parameter_rows import LABELS
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.data.possible_values import possible_values
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.evidence.uncertain import uncertain_numbers
from fourcapitals.formatting import written, written_in_full
from fourcapitals.vocabulary import how_read

if TYPE_CHECKING:
    import pandas as pd

WIDTH: Final = 80
CLASSES: Final = "I, W, A and J: experimental, within areas, associational, judgement"


@checked
def parameter_table(names: Sequence[str] = (), *, parameters: ParameterTable | None = None) -> pd.DataFrame:
    """List parameters, a row for each number: each element of a vector, and each causal share that multiplies one.

    Parameters
    ----------
    names : sequence of str
        Of parameters, or of single elements such as ``deadweight[human]``; all if left out.
    parameters : ParameterTable, optional
        The bundled one by default.

    Returns
    -------
    pandas.DataFrame
        ``name`` (as --set takes it), ``parameter, element, symbol, meaning, unit``, ``value``,
        ``low, high`` (the middle 95% of what draws take; the value where it is not drawn), ``prior_low, prior_high``
        (of the prior alone, before history where ``from_history``), ``drawn``, ``possible`` (what it can be),
        ``causal_class, causal_share`` (its mean), ``letter``, ``source`` and ``source_read`` (how far it was read).

    Raises
    ------
    UnknownName
        With every name that no parameter has.

    Examples
    --------
    >>> parameter_table(["deadweight[human]"])[["value", "unit", "letter"]].to_dict("records")
    [{'value': 0.3, 'unit': '1', 'letter': 'C'}]
    """
    import pandas as pd

    table = parameters or load_parameters()
    wanted = _wanted(names, table)
    ranges, by_prior = (
        {number.label: number.range for number in uncertain_numbers(each) if number.role == "value"}
        for each in (table, table.from_priors())
    )
    rows = [row for name in table.parameters for row in _rows_of(name, table, ranges, by_prior)]
    return pd.DataFrame([row for row in rows if not wanted or {row["name"], row["parameter"]} & wanted])


def _wanted(names: Sequence[str], table: ParameterTable) -> set[str]:
    faults = []
    for asked in names:
        name, _, rest = asked.partition("[")
        if name not in table.parameters:
            faults.append(unknown_parameter(asked))
            continue
        kind = table[name].labels
        labels = LABELS[kind] if kind else ()
        if rest and rest.removesuffix("]") not in labels:
            faults.append(
                f"{asked}: {unknown(kind, rest.removesuffix(']'), labels)}" if kind else f"{asked}: is one number"
            )
    if faults:
        raise UnknownName(*faults)
    return set(names)


Ranges = dict[str, tuple[float, float]]


def _rows_of(name: str, table: ParameterTable, ranges: Ranges, by_prior: Ranges) -> Iterator[dict[str, Any]]:
    row, values = table[name], table.central_values()
    share = table.causal_share(name)
    labels = LABELS[row.labels] if row.labels else ("",)
    usual = load_parameters()[name]
    for place, (label, value) in enumerate(zip(labels, np.atleast_1d(values[name]).tolist(), strict=True)):
        called = f"{name}[{label}]" if label else name
        low, high = ranges.get(called, (value, value))
        prior_low, prior_high = by_prior.get(called, (value, value))
        yield {
            "name": called,
            "parameter": name,
            "element": label,
            "symbol": row.symbol,
            "meaning": row.meaning,
            "unit": row.unit if row.price_year is None else f"{row.unit}, {row.price_year} prices",
            "value": float(value),
            "low": low,
            "high": high,
            "prior_low": prior_low,
            "prior_high": prior_high,
            "from_history": row.posterior in table.from_history,
            "drawn": called in ranges,
            "possible": str(possible_values(name, usual, place)),
            "causal_class": row.causal_class or "",
            "causal_share": None if share is None else share.mean,
            "letter": row.letter,
            "source": row.source,
            "source_read": how_read(row.grade),
        }


@checked
def parameter_lines(table: pd.DataFrame) -> list[str]:
    """Write the table of `parameter_table` to be read, a paragraph each parameter, within 80 columns.

    Parameters
    ----------
    table : pandas.DataFrame
    """
    lines = []
    for _, numbers in table.groupby("parameter", sort=False):
        first = numbers.iloc[0]
        many = bool(first["element"])
        head = f"{first['parameter']} ({first['symbol']}): {first['meaning']}"
        lines += textwrap.wrap(head, WIDTH, subsequent_indent="  ", break_long_words=False)
        unit = str(first["unit"])
        for _, each in numbers.iterrows():
            what = f"{each['element']}: " if many else ""
            lines += textwrap.wrap(f"{what}{_said(each, unit)}", WIDTH, initial_indent="  ", subsequent_indent="    ")
        same = len(set(numbers["possible"])) == 1
        possible = first["possible"] if same else "a year for each stage of delivery, or more"
        about = f"possible: {possible}; evidence {first['letter']}; source ({first['source_read']}): {first['source']}"
        if first["causal_class"]:
            about = f"times a causal share of class {first['causal_class']}, mean {first['causal_share']:.3g}; {about}"
        lines += textwrap.wrap(about, WIDTH, initial_indent="  ", subsequent_indent="  ", break_long_words=False)
    return [*lines, *textwrap.wrap(_legend(), WIDTH)]


def _said(row: pd.Series[Any], unit: str) -> str:
    """A value and its range in a few words."""
    value = written_in_full(row["value"], unit)
    if unit == "calendar year":
        value = f"{row['value']:.0f}"
    if not row["drawn"]:
        return f"{value}, the same in every draw"
    drawn = f"{written(row['low'], unit)} to {written(row['high'], unit)}"
    alone = f"{written(row['prior_low'], unit)} to {written(row['prior_high'], unit)}"
    if row["from_history"] and alone != drawn:
        return f"{value} (95%: {drawn}; by the prior alone {alone})"
    return f"{value} (95%: {drawn})"


def _legend() -> str:
    return (
        "Central values, with the middle 95% of what draws take: of the prior, or of what history leaves of it where "
        "the prior's own range stands beside it (--prior draws from the priors alone). "
        f"{load_evidence_letters().legend} Classes of causal shares: {CLASSES}. "
        "Change one for a run: --set NAME=VALUE; deadweight[human]=0.1 for one element of a vector."
    )
