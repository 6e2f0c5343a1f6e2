"""Prices: cash and older price bases turned into 2019 pounds by the GDP deflator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from fourcapitals.vocabulary import PRICE_YEAR


@dataclass(frozen=True)
class Deflator:
    """The price level of each year, 2019 = 1.

    Parameters
    ----------
    published : dict of int to float
        Year to price level, consecutive years.
    growth_beyond : float, 1 per year
        Growth of prices after the last published year (an assumption).

    Examples
    --------
    >>> deflator = Deflator({2019: 1.0, 2020: 1.05}, 0.02)
    >>> deflator.level(2020), round(deflator.level(2022), 4)
    (1.05, 1.0924)
    """

    published: dict[int, float]
    growth_beyond: float

    def level(self, year: int) -> float:
        """Price level of a year over that of 2019.

        Parameters
        ----------
        year : int, calendar year

        Returns
        -------
        float, ratio

        Raises
        ------
        ValueError
            When the year lies before the first published one.
        """
        last = max(self.published)
        if year > last:
            return float(self.published[last] * (1 + self.growth_beyond) ** (year - last))
        if year not in self.published:
            raise ValueError(f"the price level of {year} is not known; the deflator begins in {min(self.published)}")
        return self.published[year]

    def to_base(self, amount: float, *, year: int) -> float:
        """Money of a year in 2019 pounds.

        Parameters
        ----------
        amount : float, £ or £m in prices of `year`
        year : int, calendar year

        Returns
        -------
        float, £ or £m of 2019

        Examples
        --------
        >>> Deflator({2019: 1.0, 2020: 1.05}, 0.02).to_base(105.0, year=2020)
        100.0
        """
        return amount / self.level(year)


@cache
def published_price_levels() -> dict[int, float]:
    """Read the published deflator of England, 2019 = 1 (ONS regional GDP; see the data README)."""
    with (files("fourcapitals.data") / "tables" / "deflator.csv").open(encoding="utf-8") as file:
        table = pd.read_csv(file)
    base = float(table.loc[table["year"] == PRICE_YEAR, "index_2019"].iloc[0])
    return dict(zip(table["year"].astype(int).tolist(), np.round(table["index_2019"] / base, 6).tolist(), strict=True))
