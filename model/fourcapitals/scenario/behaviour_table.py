"""The table of a scenario file that says which actors choose: councils, the centre, households."""

from __future__ import annotations

from typing import Final, Literal, get_args

from pydantic import Field

from fourcapitals.scenario.checked_values import Closed

AnswerOfCentre = Literal["blind", "caps_winners", "raises_need"]
ANSWERS_OF_CENTRE: Final[tuple[str, ...]] = get_args(AnswerOfCentre)
"""In the order of the numbers that stand for them."""


class BehaviourTable(Closed):
    """Which actors choose; what the file leaves out stays fixed."""

    councils: bool = Field(
        False,
        description="Whether councils differ, bid or not, learn from results, and gain and lose capacity.",
    )
    need_updates: bool = Field(
        False, description="Whether need is scored anew in each round, from statistics of the simulated world."
    )
    centre: AnswerOfCentre = Field(
        "blind",
        description="How the centre answers where a fund's awards are more concentrated than it tolerates: not at all, "
        "by keeping winners out of the next round, or by giving need more weight.",
    )
    households_move: bool = Field(False, description="Whether households move between areas.")


NOBODY: Final = BehaviourTable.model_validate({})
"""The table that leaves everybody as they are."""
