"""The settings of one appraisal: those of official guidance, and what a user puts in their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.valuation_settings import load_valuation_settings
from fourcapitals.equations.discounting import discount_factors
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, UnknownName, unknown

Worth = Literal["qaly", "wellby"]
WORTHS: Final = get_args(Worth)
HIGHEST_RATE: Final = 0.2
"""Discount rate that nobody takes: above it a percentage was given for a share."""


@dataclass(frozen=True)
class AppraisalSettings:
    """What effects are worth and how years weigh in one appraisal.

    Parameters
    ----------
    rates, health_rates : tuple of float, 1 per year
        Of money and output, and of health; each counts to the year after the first that `until` gives.
    until : tuple of float, years
    worth : {"qaly", "wellby"}
        By what people's gains are valued: years of health beside output, or points of life satisfaction alone.
    qaly_gbp, wellby_gbp : float, £ of 2019
    income_aversion : float, 1 per log of income
        By which a £ weighs more in a poorer place.
    health_aversion : float, 1 per log of healthy years
        By which a healthy year weighs more where life is less healthy.
    """

    rates: tuple[float, ...]
    health_rates: tuple[float, ...]
    until: tuple[float, ...]
    worth: Worth
    qaly_gbp: float
    wellby_gbp: float
    income_aversion: float
    health_aversion: float

    def factors(self, years: Array, *, health: bool = False) -> Array:
        """Weights of years, counted from the one that weighs 1.

        Parameters
        ----------
        years : (year,)
        health : bool
            Whether effects on health are weighed, and not money.

        Examples
        --------
        >>> appraisal_settings().factors(np.array([0.0, 10.0])).round(6)
        array([1.      , 0.708919])
        """
        rates = self.health_rates if health else self.rates
        return discount_factors(years, np.array(rates), np.array(self.until[: len(rates)]))

    def line(self) -> str:
        """Say the settings in a line, for under a table."""
        money, health = (_in_words(rates) for rates in (self.rates, self.health_rates))
        worth = (
            f"a QALY £{self.qaly_gbp:,.0f}, output and transfers at their price"
            if self.worth == "qaly"
            else f"a WELLBY £{self.wellby_gbp:,.0f} and nothing else, since life satisfaction holds health and income"
        )
        return f"£ of 2019, present values of 2021; discounted at {money}, health at {health}; {worth}."


def _in_words(rates: tuple[float, ...]) -> str:
    first, *later = (f"{100 * rate:.3g}%" for rate in rates)
    return f"{first} ({later[0]} from year 31)" if later else first


@checked
def appraisal_settings(
    *,
    rate: float | None = None,
    health_rate: float | None = None,
    worth: str = "qaly",
    qaly_gbp: float | None = None,
    wellby_gbp: float | None = None,
    income_aversion: float | None = None,
    health_aversion: float | None = None,
) -> AppraisalSettings:
    """Take the settings of official guidance, and those of the user where they are given.

    Parameters
    ----------
    rate, health_rate : float, 1 per year, optional
        The same in all years; the declining rates of the Green Book if left out.
    worth : {"qaly", "wellby"}
        Never both: a WELLBY holds the health that a QALY is paid for.
    qaly_gbp, wellby_gbp : float, £ of 2019, optional
    income_aversion, health_aversion : float, optional

    Raises
    ------
    BadInput
        With every number that cannot be.
    UnknownName
        When effects are valued by anything else.

    Examples
    --------
    >>> appraisal_settings(rate=0.03).rates, appraisal_settings().income_aversion
    ((0.03,), 1.3)
    """
    if worth not in WORTHS:
        raise UnknownName(unknown("worth", worth, WORTHS))
    faults = [
        f"{name}: a share a year from 0 to {HIGHEST_RATE:g} expected, such as 0.035, got {given:g}"
        for name, given in (("rate", rate), ("health_rate", health_rate))
        if given is not None and not 0 <= given <= HIGHEST_RATE
    ]
    amounts = {"qaly_gbp": qaly_gbp, "wellby_gbp": wellby_gbp}
    aversions = {"income_aversion": income_aversion, "health_aversion": health_aversion}
    faults += [
        f"{name}: {what} expected, got {given:g}"
        for named, what, most in ((amounts, "0 or more pounds", np.inf), (aversions, "a number from 0 to 50", 50.0))
        for name, given in named.items()
        if given is not None and not (np.isfinite(given) and 0 <= given <= most)
    ]
    if faults:
        raise BadInput(*faults)
    known = load_valuation_settings().settings

    def taken(name: str, given: float | None) -> float:
        return known[name].in_2019_prices if given is None else given

    return AppraisalSettings(
        rates=known["discount_rate"].values if rate is None else (rate,),
        health_rates=known["health_discount_rate"].values if health_rate is None else (health_rate,),
        until=known["discount_rate"].until or (),
        worth="wellby" if worth == "wellby" else "qaly",
        qaly_gbp=taken("qaly", qaly_gbp),
        wellby_gbp=taken("wellby", wellby_gbp),
        income_aversion=taken("income_aversion", income_aversion),
        health_aversion=taken("health_aversion", health_aversion),
    )
