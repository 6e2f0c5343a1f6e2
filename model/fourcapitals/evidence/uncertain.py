"""The numbers that the priors leave open, one at a time: their range, their probability, the model at another value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.distributions import Bernoulli, Beta, Fixed, Lognormal, Mixture, Switched, Uniform
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.parameter_rows import LABELS
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.data.possible_values import LEAST
from fourcapitals.ensemble.draws import Stated, coordinates, letter_of, stated_at
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.vocabulary import Letter, how_read

PRIOR_POINTS: Final = 4096
"""Points at which each prior is read, one in each of as many equal parts of its probability."""


@dataclass(frozen=True, eq=False)
class Uncertain:
    """One uncertain number of the table: a value, one element of a vector, or a causal share.

    Parameters
    ----------
    name : str
        Of the parameter.
    element : str
        Of a vector; empty for a number.
    role : {"value", "causal share"}
    symbol, meaning, unit, source : str
    source_read : str
        How far its source was read (`vocabulary.how_read`).
    letter : {"A", "B", "C", "D"}
        How strong its evidence is; of a causal share, that of its class.
    central : float
        In the unit and price year of the row.
    prior : (point,), ascending
        The prior as it is drawn, or what history leaves of it, read at `PRIOR_POINTS` probabilities.
    lowest, highest : float
        How far it is searched: beyond the prior, within what the number can mean.
    """

    name: str
    element: str
    role: Literal["value", "causal share"]
    symbol: str
    meaning: str
    unit: str
    source: str
    source_read: str
    letter: Letter
    central: float
    prior: Array
    lowest: float
    highest: float

    @property
    def label(self) -> str:
        """Name to show.

        Examples
        --------
        >>> from fourcapitals.data.parameters import load_parameters
        >>> uncertain_numbers(load_parameters())[0].label
        'elasticity_set'
        """
        name = f"{self.name}[{self.element}]" if self.element else self.name
        return name if self.role == "value" else f"causal share of {name}"

    @property
    def range(self) -> tuple[float, float]:
        """The middle 95% of the prior."""
        low, high = np.quantile(self.prior, (0.025, 0.975))
        return float(low), float(high)

    def probability_beyond(self, value: float) -> float:
        """Share of the prior at least as far as a value, on its side of the central one.

        Parameters
        ----------
        value : float, in the unit of the number
        """
        beyond = self.prior >= value if value >= self.central else self.prior <= value
        return float(np.mean(beyond))

    def probability_at_least(self, value: float) -> float:
        """Share of the prior that is at least a value.

        Parameters
        ----------
        value : float, in the unit of the number
        """
        return float(np.mean(self.prior >= value))


_read: dict[str, tuple[Uncertain, ...]] = {}
"""Uncertain numbers by the checksum of their table."""


@checked
def uncertain_numbers(table: ParameterTable) -> tuple[Uncertain, ...]:
    """List every number that the priors leave open, causal shares included; read once for each table."""
    key = table.checksum
    if key not in _read:
        table.check_priors_follow()
        _read[key] = tuple(_uncertain_numbers(table))
    return _read[key]


@checked
def find_uncertain(table: ParameterTable, name: str) -> Uncertain:
    """Find an uncertain number by its label, such as ``deadweight[human]`` or ``causal share of early_years_return``.

    Raises
    ------
    UnknownName
        When there is none; fixed parameters are not uncertain.
    """
    numbers = {number.label: number for number in uncertain_numbers(table)}
    if name not in numbers:
        raise UnknownName(unknown("uncertain parameter", name, numbers))
    return numbers[name]


def with_value(table: ParameterTable, number: Uncertain, value: float) -> Parameters:
    """Central parameters with one uncertain number replaced by a value in its own unit and price year.

    Parameters
    ----------
    table : ParameterTable
    number : Uncertain
    value : float, in the unit and price year of the number

    Examples
    --------
    >>> from fourcapitals.data.parameters import load_parameters
    >>> table = load_parameters()
    >>> number = find_uncertain(table, "healthy_years_per_log_income")
    >>> round(with_value(table, number, 14.0).healthy_years_per_log_income, 3)
    4.9
    """
    return with_several(table, {number: value})


def with_several(table: ParameterTable, changed: Mapping[Uncertain, float]) -> Parameters:
    """Central parameters with some uncertain numbers replaced by values in their own units and price years.

    Parameters
    ----------
    table : ParameterTable
    changed : mapping of Uncertain to float, in the unit and price year of each
    """
    whole = {each.name: value for each, value in changed.items() if each.role == "value" and not each.element}
    values, shares = table.central_values(whole), table.mean_shares()
    for number, value in changed.items():
        if number.role == "causal share":
            shares[number.name] = value
        elif number.element:
            labels = LABELS[table[number.name].labels or "use"]
            values[number.name][labels.index(number.element)] = value
    return table.effective(values, shares=shares)


_drawn: dict[str, Stated] = {}
_effective: dict[str, list[Parameters]] = {}


def priors_as_drawn(table: ParameterTable) -> Stated:
    """Read all priors and causal shares at once, each in as many equal parts of its probability; once for a table."""
    key = table.checksum
    if key not in _drawn:
        order = np.random.default_rng(0)
        middle = (np.arange(PRIOR_POINTS) + 0.5) / PRIOR_POINTS
        _drawn[key] = stated_at(table, np.column_stack([order.permutation(middle) for _ in coordinates(table)]))
    return _drawn[key]


def effective_as_drawn(table: ParameterTable) -> list[Parameters]:
    """Give the effective parameters of `priors_as_drawn`, point by point; worked out once for a table."""
    key = table.checksum
    if key not in _effective:
        stated = priors_as_drawn(table)
        _effective[key] = table.effective_of_draws(stated.values, shares=stated.shares)
    return _effective[key]


def _uncertain_numbers(table: ParameterTable) -> Iterator[Uncertain]:
    drawn, central_values = priors_as_drawn(table), table.central_values()
    for axis in coordinates(table):
        row = table[axis.name]
        labels = LABELS[row.labels] if row.labels else ("",)
        common: dict[str, Any] = {"name": axis.name, "symbol": row.symbol, "source": row.source}
        common["source_read"] = how_read(row.grade)
        common["letter"] = letter_of(axis, table)
        share = table.causal_share(axis.name)
        if axis.role == "share" and share is not None:
            yield Uncertain(
                **{**common, "source": share.source, "source_read": how_read(share.grade)},
                element="",
                role="causal share",
                meaning=f"causal share of: {row.meaning}",
                unit="share",
                central=share.mean,
                prior=np.sort(drawn.shares[axis.name]),
                lowest=0.0,
                highest=1.0,
            )
            continue
        values = drawn.values[axis.name]
        prior = np.sort(values if values.ndim == 1 else values[:, axis.element])
        stated = row.priors[axis.element]
        if isinstance(stated, Fixed):
            continue
        central = float(np.atleast_1d(central_values[axis.name])[axis.element])
        unit = row.unit if row.price_year is None else f"{row.unit}, {row.price_year} prices"
        lowest, highest = _searched(stated, prior, central, row.unit, ratio=row.shaded_as.endswith("ratio"))
        lowest = max(lowest, *LEAST.get(axis.name, (lowest,)))
        yield Uncertain(
            **common,
            element=labels[axis.element],
            role="value",
            meaning=row.meaning,
            unit=unit,
            central=central,
            prior=prior,
            lowest=lowest,
            highest=highest,
        )


def _searched(stated: Any, prior: Array, central: float, unit: str, *, ratio: bool) -> tuple[float, float]:
    """How far a value is searched: ten times beyond a lognormal prior, as far again beyond others, within reason."""
    low, high = float(min(prior[0], central)), float(max(prior[-1], central))
    if isinstance(stated, Beta | Bernoulli):
        return 0.0, 1.0
    if low > 0 and isinstance(stated, Lognormal | Mixture | Switched):
        if ratio:
            return low * low / central, high * high / central
        low, high = low / 10, high * 10
    elif isinstance(stated, Mixture | Lognormal | Switched) and low == 0:
        high *= 10
    else:
        low, high = 2 * low - central, 2 * high - central
        if prior[0] >= 0 and (isinstance(stated, Uniform) or low < 0):
            low = max(low, 0.0) or float(prior[0]) / 10
    return low, min(high, 1.0) if unit == "1 per year" else high
