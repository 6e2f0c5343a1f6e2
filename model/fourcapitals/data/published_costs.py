"""Published cost-effectiveness: what a year of health costs by each use of money, in the publishers' own pounds."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import Field, RootModel, model_validator

from fourcapitals.data.distributions import Closed
from fourcapitals.data.packaged_toml import read_packaged
from fourcapitals.vocabulary import USE_NAMES, Letter

Sentence = Annotated[str, Field(min_length=1)]
Pounds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class PublishedCost(Closed):
    """One published figure, or the range of some."""

    low: Pounds
    high: Pounds
    per: Sentence
    """What the publisher counts as one."""
    letter: Letter
    finding: Sentence
    source: Sentence
    seen: bool
    """Whether the figures were read in the source, or follow from such."""

    @model_validator(mode="after")
    def _in_order(self) -> PublishedCost:
        if self.low > self.high:
            raise ValueError(f"low: {self.low} lies above high, {self.high}")
        if self.letter in "AB" and not self.seen:
            raise ValueError(f"letter {self.letter} needs a source that was seen")
        return self


class PublishedCosts(RootModel[dict[str, tuple[PublishedCost, ...]]]):
    """The published figures by use of money."""

    @model_validator(mode="after")
    def _of_uses(self) -> PublishedCosts:
        if unknown := [use for use in self.root if use not in USE_NAMES]:
            raise ValueError(f"no use of money: {', '.join(unknown)}")
        return self


@cache
def load_published_costs() -> dict[str, tuple[PublishedCost, ...]]:
    """Read and check the published figures, by use; uses without one are left out.

    Raises
    ------
    DamagedPackage
        When they are missing or not as they were published.

    Examples
    --------
    >>> [(each.low, each.high) for each in load_published_costs()["housing"]]
    [(9700.0, 19400.0)]
    """
    return read_packaged("published_costs.toml", PublishedCosts).root
