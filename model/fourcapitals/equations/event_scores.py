"""How good the probabilities of events were: proper scores, how well they order, and whether they come true as often.

An event is 1 where it happened and 0 where it did not. Less is better for the two scores, more for the area under the
curve.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import stats

from fourcapitals.equations.checks import fault, numbers, refuse
from fourcapitals.equations.elementary import Array


def brier_score(probability: Array, event: Array) -> Array:
    """Score the probability of each event by its squared distance from what happened.

    Parameters
    ----------
    probability : (event,), probability
    event : (event,), 0 or 1

    Returns
    -------
    (event,), between 0 and 1
        Their mean is the score of the forecast.

    Notes
    -----
    ``(p - o)^2``. Source: Brier 1950, Monthly Weather Review 78:1-3, halved as is usual for two outcomes.

    Examples
    --------
    >>> float(brier_score(np.array([0.1, 0.9, 0.8, 0.3]), np.array([0, 1, 1, 0])).mean().round(4))
    0.0375
    """
    probability, event = _of_events("brier_score", probability, event)
    score: Array = (probability - event) ** 2
    return score


def log_score(probability: Array, event: Array) -> Array:
    """Score the probability of each event by the surprise at what happened.

    Parameters
    ----------
    probability : (event,), probability
    event : (event,), 0 or 1

    Returns
    -------
    (event,), natural units of information
        Their mean is the score of the forecast; infinite where what was called impossible happened.

    Notes
    -----
    ``-ln p`` where it happened, ``-ln (1 - p)`` where not. Source: Good 1952, Journal of the Royal Statistical
    Society B 14:107-114.

    Examples
    --------
    >>> float(log_score(np.array([0.9, 0.1, 0.2, 0.65]), np.array([1, 0, 0, 1])).mean().round(5))
    0.21616
    """
    probability, event = _of_events("log_score", probability, event)
    given = np.where(event > 0, probability, 1 - probability)
    with np.errstate(divide="ignore"):
        score: Array = -np.log(given)
    return score


def area_under_curve(score: Array, event: Array) -> float:
    """Give the chance that an event has a higher score than what was none; equal scores count half.

    Parameters
    ----------
    score : (event,), any unit
        A probability, or anything that orders.
    event : (event,), 0 or 1

    Returns
    -------
    float, share of pairs
        Half where the score says nothing.

    Raises
    ------
    ValueError
        When all are events, or none.

    Notes
    -----
    The area under the receiver operating characteristic is the statistic of Mann and Whitney over its greatest value,
    ties at their mean rank. Source: Hanley and McNeil 1982, Radiology 143:29-36.

    Examples
    --------
    >>> area_under_curve(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0, 0, 1, 1]))
    0.75
    """
    where = "area_under_curve"
    score, event = numbers(where, "score", score), numbers(where, "event", event)
    _refuse_shapes(where, "score", score, event)
    events = float(event.sum())
    others = event.size - events
    refuse(where, [f"{events:g} events among {event.size}; expected some, and not all"] if not events * others else [])
    above = float(stats.rankdata(score)[event > 0].sum()) - events * (events + 1) / 2
    return above / (events * others)


class CalibrationRow(NamedTuple):
    """What a forecast gave a group of events, and what came of it."""

    events: int
    """How many could happen."""
    forecast: float
    """Mean probability."""
    happened: float
    """Share that happened."""


def calibration_by_group(
    probability: Array, event: Array, group: npt.NDArray[np.int64] | list[int]
) -> dict[int, CalibrationRow]:
    """Set the mean probability of each group beside the share that happened.

    Parameters
    ----------
    probability : (event,), probability
    event : (event,), 0 or 1
    group : (event,), number of the group

    Returns
    -------
    dict of int to CalibrationRow
        By definition the two agree in every group of a calibrated forecast, but for chance.

    Examples
    --------
    >>> calibration_by_group(np.array([0.2, 0.4, 0.9]), np.array([0, 1, 1]), [1, 1, 2])[1]
    CalibrationRow(events=2, forecast=0.3, happened=0.5)
    """
    probability, event = _of_events("calibration_by_group", probability, event)
    groups = np.asarray(group)
    rows = {}
    for each in np.unique(groups):
        chosen = groups == each
        mean = round(float(probability[chosen].mean()), 12)
        rows[int(each)] = CalibrationRow(int(chosen.sum()), mean, float(event[chosen].mean()))
    return rows


def _of_events(where: str, probability: Array, event: Array) -> tuple[Array, Array]:
    probability, event = numbers(where, "probability", probability), numbers(where, "event", event)
    _refuse_shapes(where, "probability", probability, event)
    refuse(where, fault("probability", probability, ~((probability >= 0) & (probability <= 1)), "between 0 and 1"))
    return probability, event


def _refuse_shapes(where: str, name: str, values: Array, event: Array) -> None:
    if values.shape != event.shape or not values.size:
        refuse(where, [f"{name} {values.shape}, event {event.shape}; expected one of each for every event"])
    faults = fault(name, values, ~np.isfinite(values), "a finite number")
    refuse(where, faults + fault("event", event, ~np.isin(event, (0, 1)), "0 or 1"))
