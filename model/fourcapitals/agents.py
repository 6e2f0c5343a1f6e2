"""The agents of the model: areas and funds, as named rows of the arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np
import numpy.typing as npt

from fourcapitals.vocabulary import OUTCOME_NAMES, OUTCOMES, USE_NAMES

if TYPE_CHECKING:
    from fourcapitals.simulation import FourCapitals

Array = npt.NDArray[np.float64]


class Area(mesa.Agent):
    """One local authority district: a window on its row of the state.

    Every outcome of `vocabulary.OUTCOMES` and every stock of `state.Capitals` is an attribute, the mean of the
    sexes where an outcome is held by sex.

    Examples
    --------
    >>> import fourcapitals as fc
    >>> model = fc.FourCapitals("baseline")
    >>> hartlepool = model.area("Hartlepool")
    >>> round(hartlepool.hle, 2), hartlepool.gva_per_hour
    (57.21, 28.96)
    """

    model: FourCapitals

    def __init__(self, model: FourCapitals, row: int, code: str, name: str) -> None:
        super().__init__(model)
        self.row = row
        self.code = code
        self.name = name
        self.upper_tier = str(model.baseline.areas["upper_tier_name"].iloc[row])
        self.region = str(model.baseline.areas["region_name"].iloc[row])

    def __repr__(self) -> str:
        return f"Area({self.code} {self.name})"

    def __getattr__(self, name: str) -> float:
        if name in OUTCOME_NAMES:
            return float(np.mean(getattr(self.model.state.outcomes, name)[..., self.row]))
        stocks = self.model.state.capitals if "model" in self.__dict__ else None
        if stocks is not None and name in stocks._fields:
            return float(getattr(stocks, name)[self.row])
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    @property
    def outcomes(self) -> dict[str, float]:
        """All outcomes at the end of the year; the mean of the sexes where held by sex."""
        return {outcome.name: getattr(self, outcome.name) for outcome in OUTCOMES}

    @property
    def capitals(self) -> dict[str, float]:
        """All stocks as deviations from 2019; units stand in `state.Capitals`."""
        return {name: getattr(self, name) for name in self.model.state.capitals._fields}

    @property
    def money_received(self) -> float:
        """Awards of this year, £m of 2019."""
        return float(self.model.awards[:, self.row].sum())

    @property
    def money_received_by_use(self) -> dict[str, float]:
        """Awards of this year by use, £m of 2019; uses that got nothing are left out."""
        by_use = self.model.awards[:, self.row].sum(axis=0)
        return {name: float(money) for name, money in zip(USE_NAMES, by_use, strict=True) if money}


class Fund(mesa.Agent):
    """One fund: its terms, and what it awarded this year."""

    model: FourCapitals

    def __init__(self, model: FourCapitals, row: int, name: str, title: str) -> None:
        super().__init__(model)
        self.row = row
        self.name = name
        self.title = title

    def __repr__(self) -> str:
        return f"Fund({self.name})"

    @property
    def awards(self) -> Array:
        """Awards of this year, (area, use), £m of 2019."""
        return self.model.awards[self.row]

    @property
    def awarded(self) -> float:
        """Sum of this year's awards, £m of 2019."""
        return float(self.awards.sum())

    @property
    def budget(self) -> dict[int, float]:
        """New money by year, £m of 2019."""
        return dict(zip(self.model.years, self.model.terms.budget[:, self.row].tolist(), strict=True))
