"""Where stylised facts are from, and what counts as holding where that takes a number."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import Field

from fourcapitals.data.distributions import Closed
from fourcapitals.data.packaged_toml import read_packaged


class FactSource(Closed):
    """One statement of the literature."""

    source: Annotated[str, Field(min_length=1)]
    seen: bool
    """Whether the statement was read there, whole or as an excerpt."""
    criterion: Annotated[float, Field(gt=0)] | None = None
    """What is compared with what comes out; it enters no run."""
    meaning: str = ""
    """Of the criterion, with its unit."""


class FactSources(Closed):
    """All of them, by their names."""

    facts: dict[Annotated[str, Field(pattern=r"^F[1-9][0-9]?$")], FactSource]

    def criterion(self, fact: str) -> float:
        """Give the number of a fact that has one.

        Raises
        ------
        KeyError
            When it has none.
        """
        found = self.facts[fact].criterion
        if found is None:
            raise KeyError(f"no criterion of {fact}")
        return found


@cache
def load_fact_sources() -> FactSources:
    """Read and check the sources that the package carries.

    Raises
    ------
    DamagedPackage
        When they are missing or not as they were published.

    Examples
    --------
    >>> load_fact_sources().criterion("F3")
    0.25
    """
    return read_packaged("stylised_facts.toml", FactSources)
