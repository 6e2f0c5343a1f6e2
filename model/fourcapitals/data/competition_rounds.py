"""What was published of the Levelling Up Fund's rounds as a whole, and who may bid (``competition_rounds.toml``)."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import Field

from fourcapitals.data.distributions import Closed, Prior
from fourcapitals.data.packaged_toml import read_packaged

Text = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(gt=0)]


class CompetitionRound(Closed):
    """One round: how many bids the kingdom made, how many won, and with how much money."""

    year: int
    """Of the awards."""
    announced: Text
    """Month and year."""
    bids: Count
    awards: Count
    budget_gbp_m: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    """Cash."""
    source: Text
    seen: bool
    """Whether the figures were read in the source."""


class Eligibility(Closed):
    """How often a council may bid."""

    people_per_member: Count
    """People of 2019 for each member of parliament."""
    source: Text
    seen: bool


class CompetitionRounds(Closed):
    """Both rounds, the rules that they shared, and what was believed of scores before the first."""

    round_1: CompetitionRound
    round_2: CompetitionRound
    eligibility: Eligibility
    before: dict[str, Prior]
    """By the name of a parameter."""


@cache
def load_competition_rounds() -> CompetitionRounds:
    """Read what the package carries of the rounds.

    Raises
    ------
    DamagedPackage
        When the file is missing or not as it was published.

    Examples
    --------
    >>> rounds = load_competition_rounds()
    >>> rounds.round_1.bids, rounds.round_2.bids
    (305, 529)
    """
    return read_packaged("competition_rounds.toml", CompetitionRounds)
