"""What effects are worth in money and how later years weigh: the settings of an appraisal, each with its source."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import isnan
from typing import Annotated

from pydantic import Field, model_validator

from fourcapitals.data.distributions import Closed
from fourcapitals.data.packaged_toml import read_packaged
from fourcapitals.data.prices import published_price_levels
from fourcapitals.vocabulary import USE_NAMES, Letter

Sentence = Annotated[str, Field(min_length=1)]
# A list of TOML is a tuple here.
Several = Annotated[tuple[float, ...], Field(strict=False)]


class Setting(Closed):
    """One number of an appraisal, or several that step with time."""

    value: float | Several
    low: float
    high: float
    unit: Sentence
    meaning: Sentence
    source: Sentence
    letter: Letter
    seen: bool
    """Whether the figure was read in the source."""
    price_year: int | None = None
    until: Several | None = None
    """Years after the first up to which each of several values counts."""

    @model_validator(mode="after")
    def _sound(self) -> Setting:
        if self.letter in "AB" and not self.seen:
            raise ValueError(f"letter {self.letter} needs a source that was seen")
        several = isinstance(self.value, tuple)
        if several != (self.until is not None) or (self.until is not None and len(self.until) != len(self.values)):
            raise ValueError("until: one end for each of several values expected, and none for one")
        if not all(self.low <= each <= self.high for each in self.values):
            raise ValueError(f"value: {self.value} lies outside {self.low} to {self.high}")
        return self

    @property
    def values(self) -> tuple[float, ...]:
        """Its values, one where it does not step with time."""
        return self.value if isinstance(self.value, tuple) else (self.value,)

    @property
    def in_2019_prices(self) -> float:
        """Its first value; an amount of money in pounds of 2019."""
        return self.values[0] / (published_price_levels()[self.price_year] if self.price_year else 1.0)


class Band(Closed):
    """What a benefit-cost ratio is called from some value on; the first one also below it."""

    words: Sentence
    start: float = Field(alias="from")


class ValuationSettings(Closed):
    """All settings, by name."""

    settings: dict[str, Setting]
    bands: Annotated[tuple[Band, ...], Field(strict=False)]
    """Ascending."""
    overruns: dict[str, str]
    """Name of the setting that holds the overrun of a use's capital money."""

    @model_validator(mode="after")
    def _complete(self) -> ValuationSettings:
        if unknown := sorted(set(self.overruns) - set(USE_NAMES)):
            raise ValueError(f"overruns: no use of money: {', '.join(unknown)}")
        if missing := sorted(set(self.overruns.values()) - set(self.settings)):
            raise ValueError(f"overruns: no setting: {', '.join(missing)}")
        if any(first.start >= second.start for first, second in pairwise(self.bands)):
            raise ValueError("bands: they must ascend")
        return self

    def overrun_of(self, use: str) -> float:
        """By which share of its approved cost a use's capital money has overrun; 0 for services.

        Parameters
        ----------
        use : str

        Examples
        --------
        >>> load_valuation_settings().overrun_of("housing"), load_valuation_settings().overrun_of("nhs")
        (0.24, 0.0)
        """
        return self.settings[self.overruns[use]].in_2019_prices if use in self.overruns else 0.0

    def band_of(self, ratio: float) -> str:
        """Call a benefit-cost ratio poor, low, medium or high; nothing where it is not a number.

        Parameters
        ----------
        ratio : float, ratio

        Examples
        --------
        >>> [load_valuation_settings().band_of(ratio) for ratio in (0.99, 1.2, 1.5, 2.1, float("nan"))]
        ['poor', 'low', 'medium', 'high', '']
        """
        if isnan(ratio):
            return ""
        return next((band.words for band in reversed(self.bands) if ratio >= band.start), self.bands[0].words)


@cache
def load_valuation_settings() -> ValuationSettings:
    """Read and check the settings that the package carries.

    Raises
    ------
    DamagedPackage
        When they are missing or not as they were published.

    Examples
    --------
    >>> settings = load_valuation_settings().settings
    >>> settings["discount_rate"].values, round(settings["wellby"].in_2019_prices)
    ((0.035, 0.03), 13000)
    """
    return read_packaged("valuation.toml", ValuationSettings)
