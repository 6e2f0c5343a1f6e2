"""A row of parameters.toml: one uncertain number or vector, with its prior, unit, source and letter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

import numpy as np
from pydantic import Field, model_validator

from fourcapitals.data.distributions import Closed, Fixed, Prior
from fourcapitals.vocabulary import CAPITALS, RISKS, SEXES, USE_NAMES, Letter

LABELS: Final[Mapping[str, tuple[str, ...]]] = {
    "use": USE_NAMES,
    "capital": CAPITALS,
    "sex": SEXES,
    "risk": RISKS,
}


Text = Annotated[str, Field(min_length=1)]


class Parameter(Closed):
    """One uncertain number (or vector), as parameters.toml states it."""

    symbol: Text
    letter: Letter
    meaning: Text
    unit: Text
    value: float | list[float]
    prior: Prior | list[Prior]
    source: Text
    estimated_on: Literal["programme", "budget"] | None = None
    grade: Annotated[str, Field(pattern=r"^[SMJ](/[SMJ])*$")]
    labels: Literal["use", "capital", "sex", "risk"] | None = None
    price_year: int | None = None
    price_power: Literal[1, -1] = 1
    causal_class: Literal["I", "W", "A", "J"] | None = None
    probability_zero: Annotated[float, Field(ge=0, lt=1)] | None = None
    shaded_as: Literal["product", "log_ratio", "excess_ratio", "inverse"] = "product"
    by_set: Annotated[tuple[float, float], Field(strict=False)] | None = None
    drawn_by_name: bool = False
    posterior: Literal["area_productivity", "area_life", "area_good_health", "council_services"] | None = None

    @model_validator(mode="after")
    def _one_value_per_label(self) -> Parameter:
        expected = None if self.labels is None else len(LABELS[self.labels])
        for name, given in (("value", self.value), ("prior", self.prior)):
            size = len(given) if isinstance(given, list) else None
            if name == "prior" and size is None:
                continue
            if size != expected:
                raise ValueError(
                    f"{name}: {expected or 'one'} expected for labels {self.labels!r}, got {size or 'one'}"
                )
        return self

    @model_validator(mode="after")
    def _share_to_change(self) -> Parameter:
        if self.estimated_on == "programme" and self.causal_class not in (None, "I"):
            raise ValueError(
                "an estimate on a real programme is causal and net already: no causal share but that of class I; "
                "leave estimated_on out if it is an association"
            )
        if self.probability_zero is not None and self.causal_class is None:
            raise ValueError("probability_zero: belongs to a causal share; give a causal_class, or leave it out")
        return self

    def weighed(self, weight: float) -> float:
        """Give the central value at a weight of the second of two sets of estimates: the mean of their effects.

        Parameters
        ----------
        weight : float, from 0 to 1

        Examples
        --------
        What costs £5,000 by one set and £20,000 by the other costs £8,000 when both are believed alike:

        >>> from fourcapitals.data.parameters import load_parameters
        >>> row = load_parameters()["public_health_cost_per_qaly"]
        >>> [round(row.weighed(weight)) for weight in (0.0, 0.5, 1.0)]
        [5000, 8000, 20000]
        """
        if self.by_set is None:
            raise ValueError("by_set: the row has one central value, whatever set is taken")
        first, second = self.by_set
        if self.shaded_as == "inverse":
            return 1 / ((1 - weight) / first + weight / second)
        return (1 - weight) * first + weight * second

    @property
    def priors(self) -> list[Prior]:
        """The prior of each element; one for a number."""
        size = len(self.value) if isinstance(self.value, list) else 1
        return self.prior if isinstance(self.prior, list) else [self.prior] * size

    @property
    def is_fixed(self) -> bool:
        """Whether every draw has the value, whatever it is."""
        return all(isinstance(prior, Fixed) and prior.value is None for prior in self.priors)

    def leaves_draws_as(self, usual: Parameter) -> bool:
        """Whether some value differs from that of another row, and draws of it do not."""
        values, others = np.atleast_1d(np.asarray(self.value)), np.atleast_1d(np.asarray(usual.value))
        return any(
            value != other and prior == unchanged and not (isinstance(prior, Fixed) and prior.value is None)
            for value, other, prior, unchanged in zip(values, others, self.priors, usual.priors, strict=True)
        )


_OF_DRAWS: Final = frozenset({"value", "by_set", "prior", "price_year", "causal_class", "probability_zero"})


def stated(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Give the parts of a row that change: a value that is given holds whatever set of estimates is taken."""
    return {"by_set": None, **parts} if "value" in parts else dict(parts)


def changed_row(usual: Parameter, parts: Mapping[str, Any]) -> Parameter:
    """Give a row of which some parts are others.

    What history says was said of the row's own prior: with another one it no longer holds.

    Parameters
    ----------
    usual : Parameter
    parts : mapping of str to what they become

    Raises
    ------
    ValidationError
        When the row cannot be so.
    """
    row = Parameter.model_validate(usual.model_dump() | stated(parts))
    same = all(getattr(row, part) == getattr(usual, part) for part in _OF_DRAWS)
    return row if same or "posterior" in parts else row.model_copy(update={"posterior": None})
