"""What each parameter can be: the support of its prior, within what its unit can mean."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from fourcapitals.data.distributions import Bernoulli, Beta, Fixed, Lognormal, Normal, Prior, Uniform, parts_of
from fourcapitals.data.parameter_rows import Parameter
from fourcapitals.vocabulary import EARLY_YEARS_NHS_STAGES, EARLY_YEARS_SKILL_STAGES, STAGES

LEAST: Final[dict[str, tuple[float, ...]]] = {
    "mean_delay": tuple(map(float, STAGES)),
    "early_years_to_skills_delay": (float(EARLY_YEARS_SKILL_STAGES),),
    "early_years_to_nhs_delay": (float(EARLY_YEARS_NHS_STAGES),),
}
"""A mean delay has no less than a year for each of its stages."""
SHARES: Final = frozenset(
    {
        "culture_as_community",
        "job_quality_pay_share",
        "premises_as_network",
        "agglomeration_in_public_capital",
        "council_tax_pooling",
        "public_health_in_council_spending",
        "covid_lasting_share",
        "estimate_is_net",
        "covid_life_lasting_share",
        "local_purchasing_share",
        "local_purchasing_achieved",
        "purchasing_displacement",
        "purchasing_taken_in_england",
        "hiring_displacement",
    }
)
"""Parts of a whole, and what is or is not: their priors say less than that."""
OF_ANY_SIGN: Final = frozenset({"price_growth_beyond_table"})
"""Rates of growth."""


class Possible(NamedTuple):
    """The values that a number can have."""

    low: float
    high: float
    above_low: bool
    """Whether it must be above `low`, not at it."""

    def holds(self, value: float) -> bool:
        """Whether a value can be."""
        return (value > self.low if self.above_low else value >= self.low) and value <= self.high

    def __str__(self) -> str:
        """Say it in words."""
        if math.isinf(self.low) and math.isinf(self.high):
            return "a finite number"
        if math.isinf(self.high):
            return f"above {self.low:g}" if self.above_low else f"{self.low:g} or more"
        if self.above_low:
            return f"above {self.low:g}, {self.high:g} at most"
        return f"{self.low:g} to {self.high:g}"


def possible_values(name: str, row: Parameter, element: int = 0) -> Possible:
    """Give what one element of a parameter can be, in the unit of its row.

    The support of the prior says what can be: shares lie from 0 to 1, costs and speeds above 0. An effect with a causal
    share may be 0, as that share may; so may noise. The ends of a uniform prior are judgements and no limits, save
    where the number is part of a whole.

    Parameters
    ----------
    name : str
    row : Parameter
    element : int
        Of a vector.

    Examples
    --------
    >>> from fourcapitals.data.parameters import load_parameters
    >>> table = load_parameters()
    >>> str(possible_values("job_displacement", table["job_displacement"]))
    '0 to 1'
    >>> str(possible_values("slow_health_speed", table["slow_health_speed"]))
    'above 0, 1 at most'
    >>> str(possible_values("need_gradient_nhs", table["need_gradient_nhs"]))
    '0 or more'
    """
    high = 1.0 if row.unit == "1 per year" else math.inf
    parts = list(parts_of(row.priors[element]))
    if name in LEAST:
        found = Possible(LEAST[name][element], math.inf, above_low=False)
    elif name in OF_ANY_SIGN:
        found = Possible(-1.0, 1.0, above_low=True)
    elif name in SHARES or all(isinstance(part, Beta | Bernoulli) for part in parts):
        found = Possible(0.0, 1.0, above_low=False)
    elif row.unit == "ratio" or all(_is_positive(part) for part in parts):
        may_be_none = (row.causal_class is not None and row.shaded_as == "product") or name.endswith("_noise")
        found = Possible(0.0, high, above_low=not may_be_none)
    elif any(isinstance(part, Normal) and part.kind == "normal" for part in parts):
        found = Possible(-math.inf, math.inf, above_low=False)
    else:
        found = Possible(0.0, high, above_low=False)
    return found


def _is_positive(part: Prior) -> bool:
    """Whether a part of a prior has no value at or below zero, as far as it says."""
    if isinstance(part, Uniform):
        return part.low > 0
    return isinstance(part, Lognormal) or (isinstance(part, Fixed) and (part.value is None or part.value > 0))
