"""The Mesa model: areas, councils and funds of one scenario, and a step that is one year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Final, TypeAlias

import mesa
import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.care_boards import find_care_board
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.parameters import ParameterTable, numbers_of_run
from fourcapitals.data.places import find_area
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.space import weighted_mean
from fourcapitals.results.plausibility import check_run, own_inputs_told
from fourcapitals.scenario.files import Scenario, load_scenario
from fourcapitals.scenario.fund_rows import fund_names
from fourcapitals.scenario.nhs_plan import NhsPlan, idle_plan
from fourcapitals.scenario.policy import terms_and_policy_of
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.agents import Area, Centre, Council, Fund
from fourcapitals.simulation.arrays import at_year
from fourcapitals.simulation.behaviour.funds import decide
from fourcapitals.simulation.care_board import CareBoard, boards_of, decides, with_decisions
from fourcapitals.simulation.composition import after_moves
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.noise import mesa_seed, seed_of
from fourcapitals.simulation.outcome_noise import in_year
from fourcapitals.simulation.own_agents import by_code
from fourcapitals.simulation.own_bids import bids_with
from fourcapitals.simulation.schedule import advance
from fourcapitals.simulation.start import start_of
from fourcapitals.simulation.state import Outcomes, State
from fourcapitals.vocabulary import OUTCOMES, USE_NAMES, outcome_named

PENNY: Final = 1e-8
"""£m: what rounding may make or lose."""

Decision: TypeAlias = Callable[["FourCapitals"], Array]


class FourCapitals(mesa.Model):
    """English local areas that hold the four capitals, and the funds of one scenario that invest in them.

    Parameters
    ----------
    scenario : Scenario, str or Path
        A scenario, the name of a bundled one, or a file.
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
        The table of parameters, of which the central numbers are taken; the bundled one by default.
    numbers : Parameters, optional
        One set of numbers in place of the central ones, such as those of a draw.
    seed : int, optional
        With a seed, shocks are on: area, national and survey noise of that seed and draw; so are Mesa's own random
        numbers (``model.random``, ``model.rng``, an agent's ``random``). Without one they are the same in every run.
    rng : int, numpy.random.Generator or sequence of int, optional
        Mesa's name for a seed; give one of the two.
    draw : int, optional
        Number of the draw, 0 if left out; goes with a seed.
    decision : callable, optional
        Replaces the funds' decision: takes the model, gives ``awards[fund, area, use]`` in £m of 2019.
    councils : mapping of str to subclass of Council, optional
        Areas, by name or code, whose council bids or answers awards in a way of its own.
    care_boards : mapping of str to subclass of CareBoard, optional
        Integrated care boards, by name or code, that buy and hire in a way of their own.
    centre : subclass of Centre
        One that answers what its funds have given in a way of its own.

    Raises
    ------
    BadInput
        A seed or a draw that is none, both a seed and an rng, a draw without a seed, or a place that is unknown or
        named twice.

    Notes
    -----
    A run ends through Mesa: at the end of 2035 ``running`` is False, and a step after that changes nothing. ``steps``
    then counts the rows of the data collector, the base year's among them, so that `mesa.batch_run` shows all of them.

    Examples
    --------
    >>> model = FourCapitals("announced_2021")
    >>> for _ in range(3):
    ...     model.step()
    >>> model.year, round(sum(fund.awarded for fund in model.funds))
    (2022, 1458)
    """

    @checked
    def __init__(
        self,
        scenario: Scenario | str | Path,
        *,
        baseline: Baseline | None = None,
        parameters: ParameterTable | None = None,
        numbers: Parameters | None = None,
        seed: int | None = None,
        rng: int | Sequence[int] | np.random.Generator | None = None,
        draw: int | None = None,
        decision: Decision | None = None,
        councils: Mapping[str, type[Council]] | None = None,
        care_boards: Mapping[str, type[CareBoard]] | None = None,
        centre: type[Centre] = Centre,
    ) -> None:
        seed = seed_of(seed, rng, draw)
        super().__init__(rng=0 if seed is None else mesa_seed(seed, draw or 0))
        self.strategy = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        self.baseline = baseline or load_baseline()
        self._table, self.numbers = parameters, numbers_of_run(parameters, numbers)
        self.seed = seed
        start = start_of(self.strategy, baseline=self.baseline, numbers=self.numbers, seed=seed, draw=draw or 0)
        self.terms, self.environment, self.shocks, self.state, self.noise, self.migration = start
        funds = self._rows = fund_names(self.strategy)
        self.awards: Array = np.zeros((len(funds), len(self.baseline.arrays.population), len(USE_NAMES)))
        self.decision = decision
        own = by_code(councils or {}, find_area)
        table = self.baseline.areas
        places = list(zip(table.index, table["name"], strict=True))
        around = list(zip(table["upper_tier_name"], table["region_name"], strict=True))
        self._areas = [
            Area(self, row, *place, upper_tier=tier, region=region)
            for row, (place, (tier, region)) in enumerate(zip(places, around, strict=True))
        ]
        self._councils = [own.get(code, Council)(self, row, code, name) for row, (code, name) in enumerate(places)]
        self._funds = [Fund(self, row, name, self.strategy.funds[name].title) for row, name in enumerate(funds)]
        self._care_boards = boards_of(self, care_boards or {})
        self._centre = centre(self)
        self._deciding = [board for board in self._care_boards if decides(board)]
        self._bidding = [council for council in self._councils if type(council).bids_for is not Council.bids_for]
        self._answering = [council for council in self._councils if type(council).respond is not Council.respond]
        self.datacollector = mesa.DataCollector(
            model_reporters={"year": "year"}
            | {outcome.name: partial(mean_over_areas, outcome=outcome.name) for outcome in OUTCOMES}
        )
        self.datacollector.collect(self)

    @property
    def year(self) -> int:
        """The year that has been completed."""
        return self.state.year

    @property
    def years(self) -> range:
        """The years that the model can step through."""
        return self.baseline.period.simulated

    @property
    def areas(self) -> list[Area]:
        """The area agents, in GSS order."""
        return self._areas

    @property
    def councils(self) -> list[Council]:
        """The council agents, in GSS order."""
        return self._councils

    @property
    def funds(self) -> list[Fund]:
        """The fund agents, in order of name."""
        return self._funds

    @property
    def centre(self) -> Centre:
        """The centre, which sets the rounds of funds that take bids."""
        return self._centre

    @property
    def care_boards(self) -> list[CareBoard]:
        """The integrated care boards of the NHS, in order of their codes."""
        return self._care_boards

    @cached_property
    def nhs_plan(self) -> NhsPlan:
        """What the boards have decided up to this year, and what the scenario plans for later ones."""
        _, policy = terms_and_policy_of(self.strategy, self.baseline, self.numbers.deflator)
        return policy.nhs or idle_plan(self.baseline)

    def care_board(self, name_or_code: str) -> CareBoard:
        """Find an integrated care board by name or code.

        Raises
        ------
        UnknownName
            When there is none; with the nearest name.
        """
        code = find_care_board(name_or_code)
        return next(board for board in self._care_boards if board.code == code)

    def area(self, name_or_code: str) -> Area:
        """Find an area by name or code.

        Raises
        ------
        UnknownName
            When there is none; with the nearest name.
        """
        return self._areas[self.baseline.codes.index(find_area(name_or_code))]

    def step(self) -> None:
        """Carry the model through one year: the funds decide, the state advances.

        After the end year it changes nothing.

        Raises
        ------
        ValueError
            When a decision or a council gives awards of the wrong shape, not finite, below 0 or of more money than
            there is.
        ImpossibleOutcome
            When an area would come to what cannot be (`results.plausibility`); the model then stands where it stood.
        """
        if self.year < self.baseline.period.end:
            self._one_year()
        if self.year >= self.baseline.period.end:
            self.running = False
            self.steps = len(self.baseline.period.years)

    def _one_year(self) -> None:
        position = self.year - self.baseline.period.base
        environment, plan = self.environment, None
        if self._deciding:
            held = self.nhs_plan, environment, self._deciding, self.baseline, position
            plan, environment = with_decisions(*held)
        shocks = at_year(self.shocks, position)
        terms, seen = round_of(self._centre, self._funds, self.terms, environment)
        bids = bids_with(self._bidding, self.state, terms, seen, self._rows)
        if self.decision is None:
            awards = decide(self.state, terms, seen, shocks, bids)
        else:
            awards = self._checked(self.decision(self))
        for council in self._answering:
            awards[:, council.row] = _answer(council, awards[:, council.row])
        with np.errstate(all="ignore"):
            state = advance(self.state, awards, environment, shocks, self.terms, bids)
            if self.migration is not None:
                state = after_moves(state, self.migration, environment)
            state = in_year(state, self.noise, position + 1)
        reached = Outcomes(*(values[None] for values in state.outcomes))
        with own_inputs_told(self.baseline, self._table):
            check_run(reached, who=self.strategy.name, years=[state.year], areas=self.baseline.areas)
        self.awards, self.state, self.environment = awards, state, environment
        if plan is not None:
            self.nhs_plan = plan
        self.datacollector.collect(self)

    def _checked(self, given: Array) -> Array:
        """Awards of a decision: one for each fund, area and use, none negative, no fund beyond its budget."""
        awards = _numbers(given)
        if awards is None or awards.shape != self.awards.shape or not np.isfinite(awards).all():
            got = f"shape {awards.shape}" if awards is not None else type(given).__name__
            raise ValueError(
                f"a decision must give finite awards of shape (fund, area, use) = {self.awards.shape}; got {got}"
            )
        awards = awards.copy()
        spent = self.state.money.awarded.sum(axis=1) + awards.sum(axis=(1, 2))
        budgets = np.maximum(self.terms.budget, 0.0).sum(axis=0)
        for fund, name in enumerate(self._rows):
            if (awards[fund] < 0).any():
                raise ValueError(f"a decision must give awards of 0 or more; fund {name!r} has {awards[fund].min():g}")
            if spent[fund] > budgets[fund] + PENNY:
                raise ValueError(
                    f"a decision cannot make money: fund {name!r} would have given £{spent[fund]:,.6g}m by "
                    f"{self.year + 1}, of a budget of £{budgets[fund]:,.6g}m"
                )
        return awards

    def run(self) -> list[tuple[State, Array]]:
        """Step to the end year; each year's state and awards, the year at hand first."""
        path = [(self.state, self.awards)]
        while self.year < self.baseline.period.end:
            self.step()
            path.append((self.state, self.awards))
        return path


def mean_over_areas(model: FourCapitals, *, outcome: str) -> float:
    """Give what the data collector asks each year: one outcome's mean over areas, under its own weights.

    It is the mean of the modelled areas, not the published level of England.

    Parameters
    ----------
    model : FourCapitals
    outcome : str
        One of `vocabulary.OUTCOMES`, in whose unit the mean is.
    """
    named = outcome_named(outcome)
    values: Array = getattr(model.state.outcomes, outcome)
    by_area = values.mean(axis=0) if named.by_sex else values
    return float(weighted_mean(by_area, model.baseline.arrays.weights(named.weight)))


def _answer(council: Council, awards: Array) -> Array:
    """What a council makes of its awards, checked: each fund's sum must stay."""
    answer = _numbers(council.respond(awards.copy()))
    if answer is None or answer.shape != awards.shape or not np.isfinite(answer).all():
        raise ValueError(f"{council!r} must answer with finite awards of shape (fund, use) = {awards.shape}")
    if (answer < np.minimum(awards, 0.0) - PENNY).any():
        raise ValueError(f"{council!r} must answer with awards of 0 or more; it answered {answer.min():g}")
    if np.abs(answer.sum(axis=1) - awards.sum(axis=1)).max(initial=0.0) > PENNY:
        raise ValueError(f"{council!r} may move money between uses, but each fund's sum must stay to the penny")
    return answer


def _numbers(answer: object) -> Array | None:
    """Give what someone's own method answered as numbers; None where it is none."""
    try:
        return np.asarray(answer, dtype=np.float64)
    except (TypeError, ValueError):
        return None


def round_of(
    centre: Centre, funds: Sequence[Fund], terms: Terms, environment: Environment
) -> tuple[Terms, Environment]:
    """Give the terms of the coming rounds as a centre of one's own sets them; the model's own is part of the rounds.

    Parameters
    ----------
    centre : Centre
    funds : sequence of Fund
    terms : Terms
    environment : Environment

    Raises
    ------
    ValueError
        When it gives a weight that is not a number of 0 or more, or not a truth for each area.
    """
    own = type(centre)
    if own.need_weight is Centre.need_weight and own.may_win is Centre.may_win:
        return terms, environment
    need, share, rescored = terms.need.copy(), terms.share.copy(), terms.rescored
    weights = None if rescored is None else rescored.weights.copy()
    for fund in funds:
        if terms.competitive[fund.row] == 0:
            continue
        weight, may = centre.need_weight(fund), np.asarray(centre.may_win(fund))
        number = _numbers(weight)
        if isinstance(weight, str) or number is None or number.ndim or not (np.isfinite(number) and number >= 0):
            raise ValueError(f"{own.__name__}.need_weight must give a number of 0 or more; it gave {weight!r}")
        if may.shape != share[fund.row].shape or may.dtype != np.bool_:
            raise ValueError(
                f"{own.__name__}.may_win must give True or False for each of {share.shape[1]} areas; it gave an array "
                f"of shape {may.shape} and type {may.dtype}"
            )
        need[fund.row] *= weight
        if weights is not None:
            weights[fund.row] *= weight
        share[fund.row] *= may
    blind = environment.behaviour._replace(centre=0.0)
    anew = rescored if rescored is None or weights is None else rescored._replace(weights=weights)
    return terms._replace(need=need, share=share, rescored=anew), environment._replace(behaviour=blind)
