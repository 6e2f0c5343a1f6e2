"""The distributions that a prior of parameters.toml may be, and the causal share that multiplies an association."""

from __future__ import annotations

from collections.abc import Iterator
from math import nan
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fourcapitals.vocabulary import Letter

Weight = Annotated[float, Field(ge=0, le=1)]
"""Of a part of a mixture; 1 for a prior that is none."""


class Closed(BaseModel):
    """What a table may hold: known names alone, no text for a number, and no number that is infinite or none."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, strict=True)


class Fixed(Closed):
    """A value that is not drawn; without a value, the central one."""

    kind: Literal["fixed"]
    value: float | None = None
    weight: Weight = 1.0


class Normal(Closed):
    """A normal distribution; `absolute_normal` takes its absolute value."""

    kind: Literal["normal", "absolute_normal"]
    mean: float
    sd: Annotated[float, Field(gt=0)]
    weight: Weight = 1.0


class Lognormal(Closed):
    """A lognormal distribution by its median and its 95% range."""

    kind: Literal["lognormal"]
    median: Annotated[float, Field(gt=0)]
    low: Annotated[float, Field(gt=0)]
    high: float
    price_year: int | None = None
    weight: Weight = 1.0

    @model_validator(mode="after")
    def _ordered(self) -> Lognormal:
        if not self.low < self.median < self.high:
            raise ValueError(f"low < median < high expected, got {self.low}, {self.median}, {self.high}")
        return self


class Uniform(Closed):
    """A uniform distribution."""

    kind: Literal["uniform"]
    low: float
    high: float
    weight: Weight = 1.0

    @model_validator(mode="after")
    def _ordered(self) -> Uniform:
        if not self.low < self.high:
            raise ValueError(f"low < high expected, got {self.low}, {self.high}")
        return self


class Beta(Closed):
    """A beta distribution, by its mean and standard deviation or by its two shapes."""

    kind: Literal["beta"]
    mean: Annotated[float, Field(gt=0, lt=1)] | None = None
    sd: Annotated[float, Field(gt=0)] | None = None
    a: Annotated[float, Field(gt=0)] | None = None
    b: Annotated[float, Field(gt=0)] | None = None
    weight: Weight = 1.0

    @model_validator(mode="after")
    def _possible(self) -> Beta:
        given = [name for name in ("mean", "sd", "a", "b") if getattr(self, name) is not None]
        if given not in (["mean", "sd"], ["a", "b"]):
            raise ValueError("a beta prior needs mean and sd, or a and b, and not both")
        if self.mean is not None and self.sd is not None and self.sd**2 >= self.mean * (1 - self.mean):
            most = (self.mean * (1 - self.mean)) ** 0.5
            raise ValueError(f"no beta distribution has mean {self.mean} and sd {self.sd}; its sd is below {most:.4g}")
        return self

    def shapes(self) -> tuple[float, float]:
        """Give the two shapes.

        Examples
        --------
        >>> Beta(kind="beta", mean=0.5, sd=0.25).shapes()
        (1.5, 1.5)
        """
        if self.a is not None and self.b is not None:
            return self.a, self.b
        if self.mean is None or self.sd is None:
            raise ValueError("a beta prior needs mean and sd, or a and b")
        size = self.mean * (1 - self.mean) / self.sd**2 - 1
        return self.mean * size, (1 - self.mean) * size


class Bernoulli(Closed):
    """A discrete switch: 1 with the given probability, else 0."""

    kind: Literal["bernoulli"]
    probability: Annotated[float, Field(ge=0, le=1)]
    weight: Weight = 1.0


class Mixture(Closed):
    """A weighted mixture."""

    kind: Literal["mixture"]
    parts: list[Prior]
    weight: Weight = 1.0

    @model_validator(mode="after")
    def _whole(self) -> Mixture:
        total = sum(part.weight for part in self.parts)
        if abs(total - 1) > 1e-9:
            raise ValueError(f"the weights of a mixture must sum to 1, these sum to {total}")
        return self


class Switched(Closed):
    """One of two priors: which of them, another parameter of the table decides, for all that it switches alike."""

    kind: Literal["switched"]
    by: str
    first: Prior
    second: Prior
    weight: Weight = 1.0


Prior = Annotated[
    Fixed | Normal | Lognormal | Uniform | Beta | Bernoulli | Mixture | Switched,
    Field(discriminator="kind"),
]
Mixture.model_rebuild()
Switched.model_rebuild()


def parts_of(prior: Prior) -> Iterator[Prior]:
    """Give the parts of a mixture or a switched prior, and theirs; any other prior as it is.

    Parameters
    ----------
    prior : Prior

    Examples
    --------
    >>> one, other = Fixed(kind="fixed", value=1.0), Fixed(kind="fixed", value=2.0)
    >>> [part.value for part in parts_of(Switched(kind="switched", by="s", first=one, second=other))]
    [1.0, 2.0]
    """
    inner = (
        prior.parts
        if isinstance(prior, Mixture)
        else [prior.first, prior.second]
        if isinstance(prior, Switched)
        else []
    )
    if not inner:
        yield prior
    for part in inner:
        yield from parts_of(part)


def reach_of(prior: Prior) -> tuple[float, float]:
    """Give the ends of about the middle 95% of a prior; not numbers where it is fixed to the central value.

    Parameters
    ----------
    prior : Prior

    Examples
    --------
    >>> reach_of(Normal(kind="normal", mean=1.0, sd=0.25)), reach_of(Uniform(kind="uniform", low=0.1, high=0.4))
    ((0.5, 1.5), (0.1, 0.4))
    """
    ends: list[float] = []
    for part in parts_of(prior):
        if isinstance(part, Normal):
            middle = abs(part.mean) if part.kind == "absolute_normal" else part.mean
            low = middle - 2 * part.sd
            ends += [max(low, 0.0) if part.kind == "absolute_normal" else low, middle + 2 * part.sd]
        elif isinstance(part, Lognormal | Uniform):
            ends += [part.low, part.high]
        elif isinstance(part, Fixed):
            ends += [] if part.value is None else [part.value]
        else:
            ends += [0.0, 1.0]
    return (min(ends), max(ends)) if ends else (nan, nan)


def switches_of(prior: Prior) -> set[str]:
    """Name the parameters that decide between parts of a prior.

    Parameters
    ----------
    prior : Prior
    """
    if isinstance(prior, Mixture):
        return set().union(*(switches_of(part) for part in prior.parts))
    if isinstance(prior, Switched):
        return {prior.by} | switches_of(prior.first) | switches_of(prior.second)
    return set()


class CausalShare(Closed):
    """How much of an association of one class is taken as causal: a spike at zero, else a share."""

    meaning: str
    letter: Letter
    probability_zero: Annotated[float, Field(ge=0, le=1)]
    otherwise: Annotated[Fixed | Beta, Field(discriminator="kind")]
    source: str
    grade: str

    @property
    def mean(self) -> float:
        """Mean share, which the central run takes.

        Examples
        --------
        >>> share = CausalShare(meaning="m", letter="C", probability_zero=0.3,
        ...                     otherwise=Beta(kind="beta", a=2.0, b=2.0), source="s", grade="J")
        >>> share.mean
        0.35
        """
        if isinstance(self.otherwise, Beta):
            a, b = self.otherwise.shapes()
            return (1 - self.probability_zero) * a / (a + b)
        return (1 - self.probability_zero) * (1.0 if self.otherwise.value is None else self.otherwise.value)
