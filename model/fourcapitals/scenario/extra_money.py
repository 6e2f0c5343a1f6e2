"""Other money for a strategy: a multiple of its budgets, or an award beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.scenario.terms import Terms
from fourcapitals.vocabulary import PERIOD, USE_NAMES, Period

Multiple = float | Mapping[str, float]
"""Of all funds, or by the name of the fund; funds that are not named keep their money."""


class Extra(NamedTuple):
    """An award beside a strategy's own."""

    gbp_m: Array
    """(year,), £m of 2019, from 2020."""
    share: Array
    """(area,): of each year's money; sums to 1."""
    split: Array
    """(use,): of each award; sums to 1."""


def multiplied(terms: Terms, funds: Sequence[str], scale: Multiple) -> Terms:
    """Multiply the budgets of a strategy.

    Parameters
    ----------
    terms : Terms
    funds : sequence of str
        Names of its funds, in their order.
    scale : float or mapping of fund to float
        Multiple of the money, of all funds or of those named; 0 or more.

    Raises
    ------
    UnknownName
        When a fund is named that the strategy does not have.
    BadInput
        When a multiple is less than 0 or not finite.
    """
    if isinstance(scale, Mapping):
        missing = [name for name in scale if name not in funds]
        if missing:
            raise UnknownName(*(unknown("fund", name, funds) for name in missing))
        factor = np.array([scale.get(fund, 1.0) for fund in funds])
    else:
        factor = np.full(len(funds), float(scale))
    if not np.isfinite(factor).all() or (factor < 0).any():
        raise BadInput("scale: multiples of 0 or more expected")
    return terms._replace(budget=terms.budget * factor)


def with_extra(terms: Terms, extra: Extra) -> Terms:
    """Add an award as one more fund, shared by formula."""
    rows: dict[str, Any] = {"share": extra.share, "split": extra.split, "need": np.zeros_like(extra.share)}
    added: dict[str, Any] = {}
    for name, held in terms._asdict().items():
        if name == "budget":
            added[name] = np.column_stack([held, extra.gbp_m])
        elif name == "local_split":
            own = np.broadcast_to(extra.split[None, :, None], (1, *held.shape[1:])) if len(held) else held[:0]
            added[name] = np.concatenate([held, own])
        elif name in ("lead", "part", "most_of_round"):
            # It is no competition, so that whatever stands there is not read.
            added[name] = np.concatenate([held, held[:1]])
        elif name == "region":
            added[name] = held
        elif name == "rescored":
            added[name] = held and held._replace(weights=np.pad(held.weights, ((0, 1), (0, 0))))
        elif name == "rounds":
            added[name] = None if held is None else np.column_stack([held, np.ones(len(held))])
        elif name in rows:
            added[name] = np.vstack([held, rows[name]])
        else:
            none = -1 if name == "displaced_use" else 0
            added[name] = np.append(held, np.array([none], dtype=held.dtype))
    return Terms(**added)


def award(use: str, area: int, gbp_m: float, *, years: Sequence[int], areas: int, period: Period = PERIOD) -> Extra:
    """An award to one area for one use, in equal parts over some years.

    Parameters
    ----------
    use : str
    area : int
        Position.
    gbp_m : float, £m of 2019
        Of all years together.
    years : sequence of int
    areas : int
        How many there are.
    period : Period
        Of the baseline.

    Examples
    --------
    >>> award("nhs", 0, 10.0, years=range(2022, 2027), areas=3).gbp_m.sum()
    np.float64(10.0)
    """
    money, share, split = np.zeros(len(period.simulated)), np.zeros(areas), np.zeros(len(USE_NAMES))
    money[[period.simulated.index(year) for year in years]] = gbp_m / len(years)
    share[area] = 1.0
    split[USE_NAMES.index(use)] = 1.0
    return Extra(money, share, split)
