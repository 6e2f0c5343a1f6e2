"""What a body buys with money that it may spend as it chooses: value as it judges it, against what is seen.

A body is whoever decides, a council or several together. That it knows local value better than the centre is a
hypothesis: with no weight on value a body goes by visibility alone.
"""

from __future__ import annotations

import numpy as np

from fourcapitals.equations.elementary import Array

_ROUNDING = 1e-12


def standard_values(value: Array) -> Array:
    """Local value of each use on a scale without unit: what a £ does for one use beyond the mean of uses.

    Parameters
    ----------
    value : (use, area), of an outcome per £
        What one more £ on the use does in the area.

    Returns
    -------
    (use, area), standard deviations between uses
        Mean 0 over the uses of each area; its mean square over uses and areas is 1, or 0 where all uses are alike.

    Notes
    -----
    ``(value - mean over uses) / root mean square of that over uses and areas``. One scale for all areas: where uses
    differ more, a choice by value is the clearer. By definition of a standard score; differences within rounding are
    none.

    Examples
    --------
    >>> standard_values(np.array([[1.0, 2.0], [3.0, 8.0]])).round(3)
    array([[-0.447, -1.342],
           [ 0.447,  1.342]])
    """
    beyond = value - value.mean(axis=0)
    spread = np.sqrt(np.mean(beyond**2))
    scaled: Array = beyond / spread if spread > _ROUNDING * np.abs(value).max() else np.zeros_like(beyond)
    return scaled


def judged_value(value: Array, misjudgement: float, capacity: Array, error: Array) -> Array:
    """Value of each use as a body judges it: the more capacity, the nearer to what it is.

    Parameters
    ----------
    value : (use, body), standard deviations between uses
        From `standard_values`.
    misjudgement : float, standard deviations between uses
        `misjudgement_of_value`: standard deviation of the error at full capacity.
    capacity : (body,), index from 0 to 1
        Above 0.
    error : (use, body), standard normal
        Drawn once for each council.

    Returns
    -------
    (use, body), standard deviations between uses

    Notes
    -----
    ``value + misjudgement / capacity * error``. Assumption A52 of ODD.md: no study measures how well councils judge.

    Examples
    --------
    >>> judged_value(np.ones((1, 2)), 0.5, np.array([1.0, 0.5]), np.ones((1, 2)))
    array([[1.5, 2. ]])
    """
    return value + misjudgement / capacity * error


def valued_visibility(visibility: Array, spread: float, deviate: Array) -> Array:
    """Visibility of each use as a body values it: bodies differ in their taste for what is seen.

    Parameters
    ----------
    visibility : (use,), index from 0 to 1
        1 for what is built and seen, 0 for the rest.
    spread : float, log
        `visibility_spread`: standard deviation of the log of taste between councils.
    deviate : (body,), standard normal
        Drawn once for each council; 0 for the council in the middle.

    Returns
    -------
    (use, body), standard deviations between uses
        What is seen more of counts as much as so much more value.

    Notes
    -----
    ``visibility exp(spread deviate)``. Assumption A52 of ODD.md: no study measures how councils' tastes differ.

    Examples
    --------
    >>> valued_visibility(np.array([1.0, 0.0]), 0.5, np.array([0.0, 1.0])).round(3)
    array([[1.   , 1.649],
           [0.   , 0.   ]])
    """
    valued: Array = visibility[:, None] * np.exp(spread * deviate)
    return valued


def chosen_split(judged: Array, visibility: Array, weight_of_value: float, noise: float, open_to: Array) -> Array:
    """How a body splits its money between the uses that are open to it.

    Parameters
    ----------
    judged : (use, body), standard deviations between uses
        From `judged_value`.
    visibility : (use, body), standard deviations between uses
        From `valued_visibility`.
    weight_of_value : float, share from 0 to 1
        `local_weight_of_value`: of judged value, the rest of visibility; at 0 value does not count.
    noise : float, standard deviations between uses
        `choice_noise_of_uses`, above 0: the smaller, the more goes to the use that comes first.
    open_to : (use,), true where a use is open
        At least one.

    Returns
    -------
    (use, body), shares that sum to 1 over uses
        0 for uses that are not open.

    Notes
    -----
    Softmax over open uses of ``(weight judged + (1 - weight) visibility) / noise``, a logit choice. Assumption
    A52 of ODD.md; source of the form: McFadden 1974, Frontiers in Econometrics 105-142.

    Examples
    --------
    >>> seen, all_open = np.array([[1.0], [0.0]]), np.array([True, True])
    >>> chosen_split(np.array([[0.0], [1.0]]), seen, 0.5, 0.3, all_open).ravel().tolist()
    [0.5, 0.5]
    >>> chosen_split(np.array([[0.0], [1.0]]), seen, 0.0, 1.0, all_open).ravel().round(4)
    array([0.7311, 0.2689])
    """
    utility = (weight_of_value * judged + (1 - weight_of_value) * visibility) / noise
    utility = np.where(open_to[:, None], utility, -np.inf)
    odds = np.exp(utility - utility.max(axis=0))
    shares: Array = odds / odds.sum(axis=0)
    return shares


def pooled(values: Array, bodies: Array, population: Array) -> Array:
    """What areas have, as the body that decides for them has it: their mean by population, the same for each of them.

    Parameters
    ----------
    values : (..., area), any unit
    bodies : (area,), number of the body from 0
    population : (area,), people

    Returns
    -------
    (..., area), unit of the values

    Notes
    -----
    ``sum over areas of the body of population value / sum of population``. By definition.

    Examples
    --------
    >>> pooled(np.array([1.0, 4.0, 7.0]), np.array([0, 0, 1]), np.array([2.0, 1.0, 5.0]))
    array([2., 2., 7.])
    """
    together = bodies[:, None] == bodies
    people = together * population
    mean: Array = values @ (people / people.sum(axis=1, keepdims=True)).T
    return mean
