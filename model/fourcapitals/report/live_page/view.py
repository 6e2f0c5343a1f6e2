"""What the live page shows: which strategies, and of what outcome, place and year."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fourcapitals.errors import BadInput
from fourcapitals.report.live_page.edits import Asked, fault_lines
from fourcapitals.report.live_page.pictures import SCALES
from fourcapitals.results.difference_units import DAYS_A_YEAR
from fourcapitals.vocabulary import ENGLAND, Outcome, outcome_named


class View(BaseModel):
    """What the page shows: one strategy or two, of which outcome, place, year and scale."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    one: Asked
    other: Asked | None = None
    outcome: Literal["hle", "le", "gva_per_hour", "life_satisfaction"] = "hle"
    place: str = Field(ENGLAND, max_length=20)
    """Code of England, a region or an area."""
    year: int = 2035
    zoom: Annotated[int, Field(ge=0, lt=len(SCALES))] | None = None
    """Position of the scale of differences; chosen for the strategy that is started with if left out."""


def view_of(stated: Any) -> View:
    """Read what the page asks to see.

    Raises
    ------
    BadInput
        With every fault, each with its place.
    """
    try:
        return View.model_validate(stated)
    except ValidationError as error:
        raise BadInput(*fault_lines(error, within=("one", "other"))) from None


class Shown(NamedTuple):
    """An outcome as it is shown."""

    outcome: Outcome
    unit: str
    """Of differences."""
    factor: float
    """From the unit of the model's differences to that one."""

    @classmethod
    def of(cls, name: str) -> Shown:
        """Say how an outcome is shown."""
        outcome = outcome_named(name)
        if outcome.unit == "years":
            return cls(outcome, "days", DAYS_A_YEAR)
        if outcome.change == "relative":
            return cls(outcome, "%", 1.0)
        return cls(outcome, "thousandths of a point", 1e3)
