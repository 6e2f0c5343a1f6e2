"""The twelve missions of the Levelling Up White Paper, and how far the model reaches each."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import Field, model_validator

from fourcapitals.data.distributions import Closed
from fourcapitals.data.packaged_toml import read_packaged
from fourcapitals.vocabulary import OUTCOME_NAMES, USE_NAMES

Sentence = Annotated[str, Field(min_length=1)]
Some = Annotated[tuple[str, ...], Field(strict=False)]
"""Lists of TOML, kept as tuples."""
Year = Annotated[int, Field(ge=2022, le=2100)]
Coverage = Literal["modelled", "in part", "acted on", "not modelled"]


class Mission(Closed):
    """One mission: what was promised, what it is measured by, and what of it is modelled."""

    number: Annotated[int, Field(ge=1, le=12)]
    name: Sentence
    goal: Sentence
    year: Year
    health_year: Year | None = None
    """A second date, of healthy life expectancy."""
    measure: Sentence
    measure_seen: bool
    """Whether the measure was read in the source, and not remembered."""
    coverage: Coverage
    tests: Some
    """Of `results.missions`."""
    outcomes: Some
    uses: Some
    """Of money, that act on what it asks for."""
    modelled: Sentence
    left_out: Sentence
    source: Sentence

    @model_validator(mode="after")
    def _of_the_model(self) -> Mission:
        strangers = [*(set(self.outcomes) - set(OUTCOME_NAMES)), *(set(self.uses) - set(USE_NAMES))]
        if strangers:
            raise ValueError(f"mission {self.number}: no outcome or use of money: {', '.join(sorted(strangers))}")
        if bool(self.tests) != (self.coverage in {"modelled", "in part"}):
            raise ValueError(f"mission {self.number}: tests are of missions that are modelled, and each has some")
        return self


class _Missions(Closed):
    mission: Annotated[tuple[Mission, ...], Field(strict=False)]

    @model_validator(mode="after")
    def _in_order(self) -> _Missions:
        if [each.number for each in self.mission] != list(range(1, 13)):
            raise ValueError("the twelve missions in their order expected")
        return self


@cache
def load_missions() -> tuple[Mission, ...]:
    """Read and check the twelve missions, in their order.

    Raises
    ------
    DamagedPackage
        When they are missing or not as they were published.

    Examples
    --------
    >>> [each.number for each in load_missions() if each.coverage == "modelled"]
    [7]
    >>> load_missions()[6].name, load_missions()[6].tests
    ('Health', ('M1', 'M2'))
    """
    return read_packaged("missions.toml", _Missions).mission
