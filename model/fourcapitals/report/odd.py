"""The tables of ODD.md, generated from the code.

Each table stands in ODD.md between the comments ``<!-- generated: NAME -->`` and ``<!-- end -->``. In a
source checkout ``python -m fourcapitals.report.odd`` writes them anew; with ``--check`` it only says which
are stale.
"""

from __future__ import annotations

import argparse
import inspect
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.data.parameters import load_parameters
from fourcapitals.errors import BadInput
from fourcapitals.formatting import plain
from fourcapitals.report.markdown_tables import markdown_table, number
from fourcapitals.report.odd_parameters import causal_share_table, history_table, parameter_table
from fourcapitals.scenario.allocation import RULES
from fourcapitals.vocabulary import OUTCOMES, USES, WEIGHTS

Rows = Sequence[Mapping[str, Any]]

BLOCK: Final = re.compile(r"(<!-- generated: (?P<name>\w+) -->\n)(?P<body>.*?)(<!-- end -->)", re.DOTALL)
PRIORS: Final = "priors"
"""The block that an experiment fills with what each use does; without its rows it stays as it is."""


def odd_path() -> Path:
    """Where ODD.md stands in a source checkout.

    Raises
    ------
    BadInput
        When the package does not run from a source checkout.
    """
    path = Path(__file__).resolve().parents[2] / "ODD.md"
    if not path.is_file():
        raise BadInput(f"{path}: no such file; ODD.md is only in a source checkout")
    return path


def blocks() -> dict[str, str]:
    """Make every table that the code alone determines, by the name of its block.

    Examples
    --------
    >>> sorted(blocks())
    ['allocation', 'causal_shares', 'history', 'outcomes', 'parameters', 'uses']
    """
    return {name: make() for name, make in _TABLES.items()}


def fill(text: str, tables: Mapping[str, str]) -> str:
    r"""Put tables into their blocks; a block without a table stays as it is.

    Parameters
    ----------
    text : str
        Markdown with pairs of markers.
    tables : mapping of block name to Markdown

    Raises
    ------
    BadInput
        When a table has no block, a block stands twice, or its markers do not pair.

    Examples
    --------
    >>> print(fill("<!-- generated: uses -->\nold\n<!-- end -->", {"uses": "| new |"}))
    <!-- generated: uses -->
    | new |
    <!-- end -->
    """
    names = [found["name"] for found in BLOCK.finditer(text)]
    faults = [f"ODD.md: block {name!r} stands twice; keep one" for name in names if names.count(name) > 1]
    faults += [f"ODD.md: no block for the table {name!r}; add its markers" for name in tables if name not in names]
    if not text.count("<!-- generated: ") == text.count("<!-- end -->") == len(names):
        faults.append("ODD.md: markers do not pair; each <!-- generated: NAME --> needs its <!-- end -->")
    if faults:
        raise BadInput(*dict.fromkeys(faults))

    def filled(found: re.Match[str]) -> str:
        body = f"{tables[found['name']]}\n" if found["name"] in tables else found["body"]
        return f"<!-- generated: {found['name']} -->\n{body}<!-- end -->"

    return BLOCK.sub(filled, text)


def stale(text: str, tables: Mapping[str, str]) -> list[str]:
    r"""Name the blocks of a text that differ from their tables.

    Examples
    --------
    >>> stale("<!-- generated: uses -->\nold\n<!-- end -->", {"uses": "| new |"})
    ['uses']
    """
    fill(text, tables)
    return [
        found["name"]
        for found in BLOCK.finditer(text)
        if found["name"] in tables and found["body"] != f"{tables[found['name']]}\n"
    ]


# The words, the year, the rules


def use_table() -> str:
    """List the uses of money."""
    table = load_parameters()
    delays = table["mean_delay"].value
    assert isinstance(delays, list)
    letters = load_evidence_letters().uses
    rows = [
        (
            f"`{use.name}`",
            use.label,
            "none" if use.capital is None else use.capital.value,
            str(use.stages),
            number(delay),
            use.route,
            use.mechanism,
            letters[use.name].marks,
        )
        for use, delay in zip(USES, delays, strict=True)
    ]
    header = ("use", "label", "capital", "stages", "mean delay, years", "route", "mechanism", "letters")
    return markdown_table(header, rows)


def outcome_table() -> str:
    """List the outcomes."""
    rows = [
        (
            f"`{outcome.name}`",
            outcome.label,
            outcome.unit,
            "yes" if outcome.by_sex else "no",
            WEIGHTS[outcome.weight],
            outcome.change,
        )
        for outcome in OUTCOMES
    ]
    return markdown_table(("outcome", "label", "unit", "by sex", "changes add up by", "differences"), rows)


def _name(function: Callable[..., Any]) -> str:
    """Module and name of a function, as ODD.md gives them."""
    return f"{function.__module__.rpartition('.')[2]}.{function.__qualname__}"


def _first_line(function: Callable[..., Any]) -> str:
    """Give the first line of a docstring."""
    return (inspect.getdoc(function) or "").partition("\n")[0]


def allocation_table() -> str:
    """List the allocation rules that come with the package, and their options."""
    rows = []
    for name, rule in RULES.items():
        if not rule.__module__.startswith("fourcapitals."):
            continue
        options = [
            option.name if option.default is option.empty else f"{option.name} = {option.default}"
            for option in inspect.signature(rule).parameters.values()
            if option.kind is option.KEYWORD_ONLY
        ]
        rows.append((f"`{name}`", _first_line(rule), "; ".join(options) or "-", f"`{_name(rule)}`"))
    return markdown_table(("rule", "share of the budget", "options", "function"), rows)


_HEADINGS: Final = {
    "hle_years": "HLE 2035, years",
    "healthy_person_years": "healthy person-years 2021-35",
    "healthy_person_years_per_gbp_m": "healthy person-years per £1m",
    "le_years": "LE 2035, years",
    "gva_per_hour_percent": "GVA per hour 2035, %",
    "life_satisfaction_points": "life satisfaction 2035, points",
}
"""How the columns of the experiment on the priors are told."""


def priors_table(rows: Rows) -> str:
    """Lay out rows that an experiment worked out; their keys are the columns.

    Examples
    --------
    >>> print(priors_table([{"use": "nhs", "hle_years": 0.053261}]))
    | use | HLE 2035, years |
    |---|---|
    | nhs | 0.0533 |
    """
    columns = list(rows[0])
    cells = [
        [plain(row[column]) if isinstance(row[column], float) else str(row[column]) for column in columns]
        for row in rows
    ]
    return markdown_table([_HEADINGS.get(column, column.replace("_", " ")) for column in columns], cells)


_TABLES: Final[Mapping[str, Callable[[], str]]] = {
    "outcomes": outcome_table,
    "uses": use_table,
    "allocation": allocation_table,
    "causal_shares": causal_share_table,
    "parameters": parameter_table,
    "history": history_table,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the tables of ODD.md: 0 when fresh, 1 when a check finds stale ones, 2 for bad input."""
    parser = argparse.ArgumentParser(
        prog="python -m fourcapitals.report.odd", description="Write the tables of ODD.md from the code."
    )
    parser.add_argument("--check", action="store_true", help="change nothing; say which tables are stale")
    parser.add_argument("--priors", type=Path, metavar="FILE", help="JSON rows for the table of the priors")
    asked = parser.parse_args(arguments)
    try:
        tables = blocks()
        if asked.priors is not None:
            tables[PRIORS] = priors_table(json.loads(asked.priors.read_text(encoding="utf-8")))
        path = odd_path()
        text = path.read_text(encoding="utf-8")
        old = stale(text, tables)
        if not asked.check:
            path.write_text(fill(text, tables), encoding="utf-8")
    except (BadInput, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    if old and asked.check:
        print(f"ODD.md: stale: {', '.join(old)}; run python -m fourcapitals.report.odd", file=sys.stderr)
    return int(bool(old) and asked.check)


if __name__ == "__main__":
    sys.exit(main())
