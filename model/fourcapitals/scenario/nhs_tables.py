"""The tables of a scenario file by which the NHS acts beside care: what it buys near by, whom it hires, its posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from fourcapitals.data.care_boards import board_label, boards_of_areas, care_boards, find_care_board
from fourcapitals.errors import UnknownName, shown
from fourcapitals.scenario.checked_values import (
    Areas,
    Closed,
    Grade,
    Share,
    SharesByYear,
    Text,
    beside,
    fault,
)

LEAST_COST: Final = 5_000.0
MOST_COST: Final = 500_000.0
"""A post that costs less than £5,000 a year, or more than £500,000, is a slip of units."""
DOES: Final = ("local_share", "hired_from_outside_work")
"""What an anchor can do: keys, of which a table has at least one."""


def _code_of_board(text: str) -> str:
    try:
        return find_care_board(text)
    except UnknownName as error:
        raise fault(str(error)) from None


def _boards_once(value: Any) -> Iterator[str]:
    seen: set[str] = set()
    for text in value if isinstance(value, list | tuple) else ():
        try:
            code = find_care_board(text) if isinstance(text, str) else ""
        except UnknownName:
            continue
        if code and code in seen:
            yield f"{shown(text)} is given twice; keep one"
        seen.add(code)


Boards = Annotated[
    tuple[Annotated[str, AfterValidator(_code_of_board)], ...],
    Field(strict=False, min_length=1, max_length=2 * len(care_boards().codes)),
    beside(_boards_once),
]
NumberOfBoards = Annotated[int, Field(ge=1, le=len(care_boards().codes))]


class NhsAnchor(Closed):
    """The NHS as an anchor institution: what its integrated care boards do beside care."""

    source: Text = Field(description="The document or reasoning that the plan is taken from.")
    grade: Grade = Field(description="The grade of the source of the plan: S seen, M from memory, J judgement.")
    boards: Boards | None = Field(
        None, description="The integrated care boards that do it, by name or code. Without it all 42."
    )
    neediest_boards: NumberOfBoards | None = Field(
        None,
        description="The number of boards that do it, those with the lowest healthy life expectancy. In place of "
        "boards.",
    )
    areas: Areas | None = Field(
        None, description="The areas for whose people the boards do it, by name or code. Without it all 307."
    )
    near: Literal["care_board", "upper_tier"] = Field(
        "care_board",
        description='Which suppliers are near: those of the same integrated care board, "care_board", or of the same '
        'county or unitary council, "upper_tier".',
    )
    local_share: SharesByYear | None = Field(
        None,
        description="The share of purchases that is to be made near by, as 2028 = 0.4. Linear between the years given, "
        "as today before the first; the last one stays.",
    )
    hired_from_outside_work: SharesByYear | None = Field(
        None,
        description="The share of NHS jobs that is to be held by local people hired from outside work, as 2028 = 0.01. "
        "Linear between the years given, from 0 in the year before the first; the last one stays.",
    )

    @model_validator(mode="after")
    def _does_something_somewhere(self) -> Self:
        if not any(getattr(self, key) for key in DOES):
            raise fault(f"does nothing; give {' or '.join(DOES)}, or both")
        if self.boards is not None and self.neediest_boards is not None:
            raise fault("names boards and neediest_boards; give one of them")
        if self.boards is not None and self.areas is not None:
            known = care_boards()
            acting = {
                board_label(name) for code, name in zip(known.codes, known.names, strict=True) if code in self.boards
            }
            if acting.isdisjoint(lie_in := boards_of_areas(self.areas)):
                raise fault(
                    f"no area lies in one of these boards, but in {'; '.join(lie_in)}; give boards and areas that meet"
                )
        return self

    def years_stated(self) -> dict[str, Iterable[int]]:
        """Give the years that it names, by the place where it does."""
        return {f"nhs_anchor.{key}": getattr(self, key) or {} for key in DOES}


class Posts(Closed):
    """Posts of health or care workers that a fund pays; what they do for health is in the fund's uses alone."""

    cost_gbp: Annotated[float, Field(ge=LEAST_COST, le=MOST_COST)] = Field(
        description="What a post costs a year, pay and what goes with it, in £ of 2019. Money over it gives the posts."
    )
    hired_from_outside_work: Share = Field(
        description="The share of the posts that people from outside work take, 0 to 1. Others leave jobs near by."
    )
    source: Text = Field(description="The document or reasoning that both are taken from.")
    grade: Grade = Field(description="The grade of the source of the posts: S seen, M from memory, J judgement.")
