"""The agents of the NHS: integrated care boards, which decide what they buy near by and whom they hire."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from fourcapitals.data.area_arrays import Areas
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.care_boards import board_label, care_boards, find_care_board
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.equations.anchor import spending_shares
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.nhs_plan import NhsPlan, plan_in_year
from fourcapitals.simulation.agents import Resident
from fourcapitals.simulation.behaviour.nhs import moved_by_nhs
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.own_agents import by_code


class Anchors(Protocol):
    """What a board reads of the model it stands in."""

    nhs_plan: NhsPlan
    """What all boards have decided up to this year, and plan for later ones."""
    numbers: Parameters
    baseline: Baseline

    @property
    def year(self) -> int:
        """The year that has been completed."""


class CareBoard(Resident):
    """One of the 42 integrated care boards of the NHS.

    A subclass can decide otherwise by giving `buy_near` or `hire` a body of its own: what it decides for a year brings
    its areas work and takes it from others, and dearer supplies take money from care.

    Examples
    --------
    >>> import fourcapitals as fc
    >>> class Preston(fc.CareBoard):
    ...     def buy_near(self, planned):
    ...         return planned + 0.13
    >>> model = fc.FourCapitals("baseline", care_boards={"Lancashire and South Cumbria": Preston})
    >>> model.step()
    >>> board = model.care_board("Lancashire and South Cumbria ICB")
    >>> round(board.local_share, 3), round(model.care_board("Sussex").local_share, 3)
    (0.365, 0.3)
    """

    model: Anchors

    def __init__(self, model: Any, row: int, code: str, name: str) -> None:
        super().__init__(model, row, name)
        self.code = code

    def __repr__(self) -> str:
        return f"CareBoard({self.code} {board_label(self.name)})"

    @property
    def areas(self) -> dict[str, float]:
        """The areas that lie in it, by code, each with the share of its people that does."""
        shares = care_boards().share[self.row]
        return {code: float(part) for code, part in zip(self.model.baseline.codes, shares, strict=True) if part > 0}

    @property
    def purchases(self) -> float:
        """What it buys in a year, pay apart, £m of 2019."""
        return float(self.model.numbers.nhs_purchases * self._share_of_nhs)

    @property
    def jobs(self) -> float:
        """How many people the NHS employs there."""
        return float(self.model.numbers.nhs_jobs * self._share_of_nhs)

    @property
    def local_share(self) -> float:
        """Share of its purchases that was made near by this year: today's, and what is achieved of its plan."""
        numbers, at = self.model.numbers, self._position
        today = float(numbers.local_purchasing_share)
        if at < 0:
            return today
        plan = self.model.nhs_plan
        rise = plan.planned[at, self.row] * (plan.local_share[at, self.row] - today)
        return today + float(numbers.local_purchasing_achieved * rise)

    @property
    def hired_share(self) -> float:
        """Share of its jobs that people hired from outside work hold this year."""
        at = self._position
        return float(self.model.nhs_plan.hired_share[at, self.row]) if at >= 0 else 0.0

    def buy_near(self, planned: float) -> float:
        """Decide which share of next year's purchases is to be made near by.

        Parameters
        ----------
        planned : float, share
            What the scenario plans; today's share where it plans nothing.

        Returns
        -------
        float, share
            From 0 to 1; `local_purchasing_achieved` of the change comes about.
        """
        return planned

    def hire(self, planned: float) -> float:
        """Decide which share of its jobs local people from outside work are to hold next year.

        Parameters
        ----------
        planned : float, share
            What the scenario plans; 0 where it plans nothing.

        Returns
        -------
        float, share
            From 0 to 1.
        """
        return planned

    @property
    def _position(self) -> int:
        """Of this year among the simulated ones; -1 in the base year."""
        return self.model.year - self.model.baseline.period.base - 1

    @property
    def _share_of_nhs(self) -> float:
        """Of what the NHS spends in England."""
        areas: Areas = self.model.baseline.arrays
        spent = spending_shares(areas.population, areas.deprivation, self.model.numbers.nhs_spending_per_deprivation)
        return float(care_boards().share[self.row] @ spent)


def boards_of(model: Any, own: Mapping[str, type[CareBoard]]) -> list[CareBoard]:
    """Make all boards of a model, in order of their codes.

    Parameters
    ----------
    model : FourCapitals
    own : mapping of str to subclass of CareBoard
        By name or code of the board.
    """
    classes = by_code(own, find_care_board)
    known = care_boards()
    places = zip(known.codes, known.names, strict=True)
    return [classes.get(code, CareBoard)(model, row, code, name) for row, (code, name) in enumerate(places)]


def decides(board: CareBoard) -> bool:
    """Whether a board decides in a way of its own."""
    kind = type(board)
    return kind.buy_near is not CareBoard.buy_near or kind.hire is not CareBoard.hire


def with_decisions(
    plan: NhsPlan, environment: Environment, boards: Sequence[CareBoard], baseline: Baseline, at: int
) -> tuple[NhsPlan, Environment]:
    """Ask boards what they do in a year, and put it into the plan and the environment of a run.

    Parameters
    ----------
    plan : NhsPlan
    environment : Environment
    boards : sequence of CareBoard
        Those that decide in a way of their own.
    baseline : Baseline
    at : int
        Position of the year.

    Raises
    ------
    ValueError
        When one answers with anything but a share.
    """
    year, today = plan_in_year(plan, at), float(environment.parameters.local_purchasing_share)
    for board in boards:
        row = board.row
        planned = float(year.local_share[0, row]) if year.planned[0, row] else today
        year.local_share[0, row] = _share(board, "buy_near", board.buy_near(planned))
        year.planned[0, row] = 1.0
        year.hired_share[0, row] = _share(board, "hire", board.hire(float(year.hired_share[0, row])))
    environment = with_nhs_in_year(environment, baseline.arrays, year, baseline.flows, at)
    plan = plan._replace(
        planned=_with_row(plan.planned, at, year.planned),
        local_share=_with_row(plan.local_share, at, year.local_share),
        hired_share=_with_row(plan.hired_share, at, year.hired_share),
    )
    return plan, environment


def with_nhs_in_year(environment: Environment, areas: Areas, plan: NhsPlan, flows: Array, at: int) -> Environment:
    """Put an environment under what the boards of the NHS have decided for a year; other years stay.

    Parameters
    ----------
    environment : Environment
    areas : Areas
        Those that it was made for.
    plan : NhsPlan
        Of that year alone.
    flows : (year, use, area), £m of 2019
        Of the baseline; empty for none.
    at : int
        Position of the year.
    """
    moved = moved_by_nhs(plan, flows[at : at + 1], areas, environment.parameters)

    def put(held: Array, values: Array) -> Array:
        changed = held.copy() if len(held) else np.zeros((len(environment.hired), *values.shape[1:]))
        changed[at] = values[0]
        return changed

    return environment._replace(
        flows=put(environment.flows, moved.flows),
        moved_jobs=put(environment.moved_jobs, moved.moved_jobs),
        moved_share=put(environment.moved_share, moved.moved_share),
        hired=put(environment.hired, moved.hired),
    )


def _with_row(values: Array, at: int, year: Array) -> Array:
    changed = values.copy()
    changed[at] = year[0]
    return changed


def _share(board: CareBoard, asked: str, answer: Any) -> float:
    """What a board answers, checked."""
    is_number = isinstance(answer, int | float | np.number) and not isinstance(answer, bool)
    if not is_number or not math.isfinite(answer) or not 0 <= answer <= 1:
        raise ValueError(f"{board!r} must answer {asked} with a share from 0 to 1; it answered {answer!r}")
    return float(answer)
