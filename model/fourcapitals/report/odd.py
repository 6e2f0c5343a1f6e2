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
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from fourcapitals.data.distributions import (
    Bernoulli,
    Beta,
    CausalShare,
    Fixed,
    Lognormal,
    Mixture,
    Normal,
    Switched,
    Uniform,
)
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.data.parameter_rows import LABELS as ELEMENTS
from fourcapitals.data.parameter_rows import Parameter
from fourcapitals.data.parameters import load_parameters
from fourcapitals.data.posterior import BASE_YEARS, calibration_table
from fourcapitals.errors import BadInput
from fourcapitals.formatting import plain
from fourcapitals.scenario.allocation import RULES
from fourcapitals.vocabulary import OUTCOMES, USES, WEIGHTS, how_read

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


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay rows out as a Markdown table.

    Examples
    --------
    >>> print(markdown_table(("use", "stages"), [("nhs", "0")]))
    | use | stages |
    |---|---|
    | nhs | 0 |
    """

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"

    return "\n".join([line(header), "|" + "---|" * len(header), *(line(row) for row in rows)])


def number(value: float) -> str:
    """Write a number short: up to four figures, thousands apart.

    Parameters
    ----------
    value : float, any unit

    Examples
    --------
    >>> [number(value) for value in (0.035, 20000.0, 10516.97, 0.0, 1 / 3)]
    ['0.035', '20,000', '10,517', '0', '0.3333']
    """
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 1e4 else f"{value:.4g}"


# The numbers


def parameter_table() -> str:
    """List every parameter: what it is, what the central run and the draws take, how well it is known."""
    table = load_parameters()
    central = table.central()._asdict()
    rows = []
    for name, row in table.parameters.items():
        unit = row.unit if row.price_year is None else f"{row.unit}, prices of {row.price_year}"
        share = "-" if row.causal_class is None else row.causal_class + _HOW_SHADED[row.shaded_as] + _own_chance(row)
        stated = _values(row, row.value)
        effective = _values(row, central[name])
        known = share, row.source, how_read(row.grade), row.letter
        rows.append((f"`{name}`", row.symbol, row.meaning, unit, stated, effective, _priors(row), *known))
    header = "name, symbol, meaning, unit, central, in the central run, prior, class, source, source read, letter"
    return markdown_table(header.split(", "), rows)


def history_table() -> str:
    """List what history leaves of the priors, and what says whether its draws can be trusted."""
    rows = []
    for _, row in calibration_table().iterrows():
        chains = f"{row['rhat']:.3f}" if np.isfinite(row["rhat"]) else "weights"
        rows.append(
            (
                f"`{row['name']}`" if row["name"] in load_parameters().parameters else row["name"],
                str(row["base_year"]),
                f"{plain(row['before_mean'])} ({plain(row['before_sd'])})",
                f"{plain(row['mean'])} ({plain(row['low'])} to {plain(row['high'])})",
                f"{row['sd_over_before']:.2f}",
                chains,
                f"{row['effective_size']:,.0f}",
                "yes" if row["drawn"] and row["base_year"] == BASE_YEARS[-1] else "-",
            )
        )
    header = (
        "quantity, figures to, before: mean (SD), after: mean (95%), SD after / before, R-hat, effective draws, drawn"
    )
    return markdown_table(header.split(", "), rows)


def _own_chance(row: Parameter) -> str:
    return "" if row.probability_zero is None else f", 0 with probability {number(row.probability_zero)}"


_HOW_SHADED: Final = {
    "product": "",
    "log_ratio": ", on the log",
    "excess_ratio": ", on the excess over 1",
    "inverse": ", on the inverse",
}


def _values(row: Parameter, value: Any) -> str:
    write = str if row.unit == "calendar year" else number
    if row.labels is None:
        return write(float(value)).removesuffix(".0")
    return _by_element(row, [write(float(one)) for one in value])


def _by_element(row: Parameter, texts: Sequence[str]) -> str:
    if len(set(texts)) == 1:
        return f"{texts[0]} each"
    assert row.labels is not None
    names = (element.replace("_", " ") for element in ELEMENTS[row.labels])
    return "; ".join(f"{name} {text}" for name, text in zip(names, texts, strict=True))


def _priors(row: Parameter) -> str:
    if isinstance(row.prior, list):
        return _by_element(row, [in_words(prior) for prior in row.prior])
    drawn = row.labels is not None and not isinstance(row.prior, Fixed)
    return in_words(row.prior) + (", drawn separately" if drawn else "")


def in_words(prior: Any) -> str:
    """Say a prior in words.

    Examples
    --------
    >>> in_words(Lognormal(kind="lognormal", median=6.0, low=1.5, high=20.0))
    'lognormal, median 6, 95% from 1.5 to 20'
    >>> in_words(Bernoulli(kind="bernoulli", probability=0.5))
    '1 with probability 0.5, else 0'
    """
    match prior:
        case Fixed(value=value):
            words = "fixed" if value is None else number(value)
        case Normal(kind=kind, mean=mean, sd=sd):
            size = "absolute value of a " if kind == "absolute_normal" else ""
            words = f"{size}normal, mean {number(mean)}, SD {number(sd)}"
        case Lognormal(median=median, low=low, high=high, price_year=year):
            prices = "" if year is None else f", prices of {year}"
            words = f"lognormal, median {number(median)}, 95% from {number(low)} to {number(high)}{prices}"
        case Uniform(low=low, high=high):
            words = f"uniform from {number(low)} to {number(high)}"
        case Beta(mean=float(mean), sd=float(sd)):
            words = f"beta, mean {number(mean)}, SD {number(sd)}"
        case Beta():
            words = "beta with shapes {} and {}".format(*(number(shape) for shape in prior.shapes()))
        case Bernoulli(probability=probability):
            words = f"1 with probability {number(probability)}, else 0"
        case Mixture(parts=parts):
            words = "; ".join(f"{100 * part.weight:.3g}%: [{in_words(part)}]" for part in parts)
        case Switched(by=by, first=first, second=second):
            words = f"`{by}` 0: [{in_words(first)}]; 1: [{in_words(second)}]"
        case _:
            raise TypeError(f"no words for a prior of kind {type(prior).__name__}; add them here")
    return words


def causal_share_table() -> str:
    """List the classes of evidence and the share of an association that each takes as causal."""
    rows = [(letter, *_causal_share(share)) for letter, share in load_parameters().causal_shares.items()]
    return markdown_table(("class", "evidence", "probability of 0", "otherwise", "mean", "letter"), rows)


def _causal_share(share: CausalShare) -> tuple[str, ...]:
    otherwise = in_words(share.otherwise)
    return share.meaning, number(share.probability_zero), otherwise, number(share.mean), share.letter


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
