"""The agents of the model: areas, councils and funds, as named rows of the arrays, and the choices they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import mesa
import numpy as np

from fourcapitals.equations.concentration import need_multiple
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.behaviour.centre import CAPS_WINNERS, RAISES_NEED, award_concentration, excess_of
from fourcapitals.simulation.behaviour.migration import CELLS
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.state import Capitals, State
from fourcapitals.vocabulary import OUTCOME_NAMES, OUTCOMES, USE_NAMES


class Rows(Protocol):
    """What an agent reads of the model it stands in: arrays, of which it shows its own row."""

    state: State
    awards: Array
    """(fund, area, use), £m of 2019: of this year."""
    terms: Terms
    environment: Environment

    @property
    def years(self) -> range:
        """The years that the model steps through."""

    @property
    def funds(self) -> list[Fund]:
        """The fund agents, in order of name."""


class Resident(mesa.Agent):
    """An agent that shows a row of the model's arrays, and stands in the model as long as it runs."""

    def __init__(self, model: Any, row: int, name: str) -> None:
        # Not by Mesa's own `__init__`, which until Mesa 3.5 keeps every model in memory for good.
        self.model = model
        self.pos = None
        self.unique_id = len(model.agents) + 1
        model.register_agent(self)
        self.row = row
        self.name = name

    def remove(self) -> None:
        """Refuse to leave: the rows of the arrays are fixed.

        Raises
        ------
        ValueError
            Always.
        """
        raise ValueError(f"{self!r} cannot be removed: the model's arrays hold a row for it")


class Area(Resident):
    """One local authority district: a window on its row of the state.

    Every outcome of `vocabulary.OUTCOMES` and every stock of `state.Capitals` is an attribute, the mean of the
    sexes where an outcome is held by sex.

    Examples
    --------
    >>> import fourcapitals as fc
    >>> model = fc.FourCapitals("baseline")
    >>> hartlepool = model.area("Hartlepool")
    >>> round(hartlepool.hle, 2), hartlepool.gva_per_hour
    (57.21, 28.96)
    """

    model: Rows

    def __init__(self, model: Any, row: int, code: str, name: str, *, upper_tier: str, region: str) -> None:
        super().__init__(model, row, name)
        self.code = code
        self.upper_tier = upper_tier
        self.region = region

    def __repr__(self) -> str:
        return f"Area({self.code} {self.name})"

    def __getattr__(self, name: str) -> float:
        # While an agent is copied or read back from a file it has no model yet.
        if "model" in self.__dict__ and name in OUTCOME_NAMES:
            return float(np.mean(getattr(self.model.state.outcomes, name)[..., self.row]))
        if "model" in self.__dict__ and name in Capitals._fields:
            return float(getattr(self.model.state.capitals, name)[self.row])
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        if name in OUTCOME_NAMES or name in Capitals._fields:
            raise AttributeError(
                f"{name} of {self!r} cannot be set: an area shows the model's state; give awards instead, by a fund, "
                "a decision or a council"
            )
        super().__setattr__(name, value)

    @property
    def outcomes(self) -> dict[str, float]:
        """All outcomes at the end of the year; the mean of the sexes where held by sex."""
        return {outcome.name: getattr(self, outcome.name) for outcome in OUTCOMES}

    @property
    def capitals(self) -> dict[str, float]:
        """All stocks as deviations from 2019; units stand in `state.Capitals`."""
        return {name: getattr(self, name) for name in self.model.state.capitals._fields}

    @property
    def cells(self) -> dict[str, float]:
        """Head-counts by health, age and degree at the end of the year; none where households stay."""
        return dict(zip(CELLS, self.model.state.people[..., self.row].ravel().tolist(), strict=False))

    @property
    def people(self) -> float:
        """People who live here at the end of the year; of the base year where households stay."""
        return sum(self.cells.values()) or float(self.model.environment.place.population[self.row])

    @property
    def money_received(self) -> float:
        """Awards of this year, £m of 2019."""
        return float(self.model.awards[:, self.row].sum())

    @property
    def money_received_by_use(self) -> dict[str, float]:
        """Awards of this year by use, £m of 2019; uses that got nothing are left out."""
        by_use = self.model.awards[:, self.row].sum(axis=0)
        return {name: float(money) for name, money in zip(USE_NAMES, by_use, strict=True) if money}


@dataclass(frozen=True)
class Round:
    """A round of a fund in which a council may bid."""

    fund: str
    """Name of the fund."""
    year: int
    grant: float
    """£m of 2019: size of a grant."""
    money: float
    """£m of 2019: what the fund puts up."""
    cost: float
    """£m of 2019: of a bid, to this council."""
    would_bid: bool
    """Whether the council would bid by the equations of the model (`councils.bid_or_not`)."""


class Council(Resident):
    """The composite council of one area: the district with its part of the county.

    Under central control, as here, a council takes what a fund gives for the fund's own uses. A subclass can
    decide otherwise by giving `respond` a body of its own; it may move money between uses, not make or lose it.
    Where the scenario lets councils act, a subclass can also say by `bids_for` in which rounds it bids.

    Examples
    --------
    >>> import numpy as np
    >>> import fourcapitals as fc
    >>> class SkillsFirst(fc.Council):
    ...     def respond(self, awards):
    ...         answer = np.zeros_like(awards)
    ...         answer[:, fc.USE_NAMES.index("adult_skills")] = awards.sum(axis=1)
    ...         return answer
    >>> model = fc.FourCapitals("announced_2021", councils={"Hartlepool": SkillsFirst})
    >>> for _ in range(2):
    ...     model.step()
    >>> list(model.area("Hartlepool").money_received_by_use)
    ['adult_skills']
    >>> class NeverBids(fc.Council):
    ...     def bids_for(self, round):
    ...         return False
    >>> model = fc.FourCapitals("competition", councils={"Hartlepool": NeverBids})
    >>> for _ in range(2):
    ...     model.step()
    >>> model.councils[0].bids
    {'single_pot': False}
    """

    model: Rows

    def __init__(self, model: Any, row: int, code: str, name: str) -> None:
        super().__init__(model, row, name)
        self.code = code

    def __repr__(self) -> str:
        return f"Council({self.code} {self.name})"

    @property
    def capacity(self) -> float:
        """Capacity to bid and to deliver, between 0 and 1; that of 2019 unless the scenario lets councils act."""
        return float(self.model.state.councils.capacity[self.row])

    @property
    def belief(self) -> float:
        """Chance that a bid wins, as the council believes, between 0 and 1."""
        return float(self.model.state.councils.belief[self.row])

    @property
    def bids(self) -> dict[str, bool]:
        """Whether it bid this year, by each fund that takes bids."""
        taking = [fund for fund in self.model.funds if self.model.terms.competitive[fund.row]]
        return {fund.name: bool(self.model.state.bids[fund.row, self.row]) for fund in taking}

    @property
    def wins(self) -> float:
        """Awards won from funds that take bids, so far; of an award to a joint bid its part by people."""
        return float(self.model.state.councils.wins[self.row])

    @property
    def bid_cost(self) -> float:
        """What its bids have cost so far, £m of 2019."""
        return float(self.model.state.councils.bid_cost[self.row])

    def bids_for(self, round: Round) -> bool:
        """Say whether to bid in a round of this year, asked where the scenario lets councils act and the area may win.

        Parameters
        ----------
        round : Round
        """
        return round.would_bid

    def respond(self, awards: Array) -> Array:
        """Answer this year's awards.

        Parameters
        ----------
        awards : (fund, use), £m of 2019

        Returns
        -------
        (fund, use), £m of 2019
            The same sum for each fund.
        """
        return awards


class Fund(Resident):
    """One fund: its terms, and what it awarded this year."""

    model: Rows

    def __init__(self, model: Any, row: int, name: str, title: str) -> None:
        super().__init__(model, row, name)
        self.title = title

    def __repr__(self) -> str:
        return f"Fund({self.name})"

    @property
    def awards(self) -> Array:
        """Awards of this year, (area, use), £m of 2019."""
        own: Array = self.model.awards[self.row]
        return own

    @property
    def awarded(self) -> float:
        """Sum of this year's awards, £m of 2019."""
        return float(self.awards.sum())

    @property
    def budget(self) -> dict[int, float]:
        """New money by year, £m of 2019."""
        return dict(zip(self.model.years, self.model.terms.budget[:, self.row].tolist(), strict=True))


class Centre(Resident):
    """The centre, which may answer what its funds have given before they take bids again.

    A subclass can answer in another way: by `need_weight`, by `may_win`, or by both.

    Examples
    --------
    >>> import fourcapitals as fc
    >>> class NeedDoubled(fc.Centre):
    ...     def need_weight(self, fund):
    ...         return 2.0
    >>> model = fc.FourCapitals("single_pot", centre=NeedDoubled)
    >>> for _ in range(2):
    ...     model.step()
    >>> round(model.centre.concentration(model.funds[0]), 2) < 1
    True
    """

    model: Rows

    def __init__(self, model: Any) -> None:
        super().__init__(model, 0, "centre")

    def __repr__(self) -> str:
        return "Centre()"

    def concentration(self, fund: Fund) -> float:
        """Gini's coefficient of what areas have had per head from a fund so far, 0 to 1; 0 before its first award."""
        people = self.model.environment.place.population
        return float(award_concentration(self.model.state.money.awarded[fund.row], people))

    def excess(self, fund: Fund) -> float:
        """How far that lies beyond `concentration_tolerated`, 0 to 1."""
        p, people = self.model.environment.parameters, self.model.environment.place.population
        return float(excess_of(self.model.state.money.awarded[fund.row], people, p.concentration_tolerated))

    def need_weight(self, fund: Fund) -> float:
        """What need counts in the fund's next round, times what its rule says; as the scenario has it.

        Parameters
        ----------
        fund : Fund
            One that takes bids.
        """
        environment = self.model.environment
        if environment.behaviour.centre != RAISES_NEED:
            return 1.0
        return need_multiple(self.excess(fund), float(environment.parameters.need_weight_rise))

    def may_win(self, fund: Fund) -> Array:
        """Which areas may win in the fund's next round, (area,) of bool; as the scenario has it.

        Parameters
        ----------
        fund : Fund
            One that takes bids.
        """
        barred = self.model.environment.behaviour.centre == CAPS_WINNERS and self.excess(fund) > 0
        may: Array = ~(barred & (self.model.state.money.awarded[fund.row] > 0))
        return may
