"""The table of a scenario file that says which actors choose: councils, the centre, households."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, get_args

from pydantic import Field

from fourcapitals.scenario.checked_values import Closed
from fourcapitals.scenario.rule_tables import Competitive

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


def choices_without_effect(stated: BehaviourTable | None, rules: Iterable[Any]) -> Iterator[str]:
    """Tell of choices that no fund of a scenario lets anybody make, as the key and what to do.

    Councils and households choose whatever rules there are: councils deliver, households move.

    Parameters
    ----------
    stated : BehaviourTable or None
    rules : iterable of the allocation rules of the scenario's funds
    """
    if stated is None:
        return
    competitions = [rule for rule in rules if isinstance(rule, Competitive)]
    # Deprivation is published once.
    if stated.need_updates and not any(
        bid.need_weight and set(bid.statistics or ()) - {"deprivation"} for bid in competitions
    ):
        yield (
            "behaviour.need_updates: no fund has need to score anew; leave this key out, or give a fund with "
            'rule = "competitive" and need_weight above 0 a statistic that changes, as statistics = { hle = 1.0 }'
        )
    if stated.centre == "caps_winners" and not any(not bid.once for bid in competitions):
        yield (
            "behaviour.centre: no fund has winners to keep out; leave this key out, or give a fund "
            'rule = "competitive" without once = true'
        )
    if stated.centre == "raises_need" and not any(bid.need_weight for bid in competitions):
        yield (
            "behaviour.centre: no fund has bids in which need could weigh more; leave this key out, or give a fund "
            'rule = "competitive" with need_weight above 0'
        )
