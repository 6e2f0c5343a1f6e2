"""Noise of areas in outcomes that no equation reads, income and employment: added where they are read out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.simulation.state import Outcomes, State


class OutcomeNoise(NamedTuple):
    """Of one year, or (with a year axis before the areas, the base year first) of a run."""

    income: Array
    """(area,): factor on disposable income; England's income is what it is without."""
    employment: Array
    """(area,), share of people aged 16 to 64: added; England's share is what it is without."""


def no_outcome_noise(*, areas: int, years: int) -> OutcomeNoise:
    """Give a run without noise, and its base year.

    Parameters
    ----------
    areas, years : int
    """
    return OutcomeNoise(np.ones((years + 1, areas)), np.zeros((years + 1, areas)))


def with_noise(outcomes: Outcomes, noise: OutcomeNoise) -> Outcomes:
    """Add the noise to outcomes of the same years.

    Parameters
    ----------
    outcomes : Outcomes
    noise : OutcomeNoise

    Examples
    --------
    >>> outcomes = Outcomes(*(np.array([8.0]) for _ in Outcomes._fields))
    >>> noisy = with_noise(outcomes, OutcomeNoise(np.array([1.25]), np.array([0.5])))
    >>> noisy.income.tolist(), noisy.employment.tolist(), noisy.le.tolist()
    ([10.0], [8.5], [8.0])
    """
    return outcomes._replace(income=outcomes.income * noise.income, employment=outcomes.employment + noise.employment)


def in_year(state: State, noise: OutcomeNoise, position: int) -> State:
    """Give the state with the noise of its year.

    Parameters
    ----------
    state : State
        As the equations leave it.
    noise : OutcomeNoise
        Of a run.
    position : int
        Of the year, 0 the base year.
    """
    own = OutcomeNoise(noise.income[position], noise.employment[position])
    return state._replace(outcomes=with_noise(state.outcomes, own))
