"""The tables of ODD.md on numbers: parameters with their priors, what history leaves of these, causal shares."""

from __future__ import annotations

from collections.abc import Sequence
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
from fourcapitals.data.parameter_rows import LABELS as ELEMENTS
from fourcapitals.data.parameter_rows import Parameter
from fourcapitals.data.parameters import load_parameters
from fourcapitals.data.posterior import BASE_YEARS, calibration_table
from fourcapitals.formatting import plain
from fourcapitals.report.markdown_tables import markdown_table, number
from fourcapitals.vocabulary import how_read


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
