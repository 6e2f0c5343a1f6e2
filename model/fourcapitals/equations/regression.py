"""Regressions: least squares with errors that hold where the spread of residuals differs, and the logistic one."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from scipy.special import expit

from fourcapitals.equations.checks import fault, numbers, refuse
from fourcapitals.equations.elementary import Array

STEPS: Final = 100
"""Of Newton's method; a regression that has an answer takes fewer than twenty."""


class Regression(NamedTuple):
    """Coefficients of a linear regression and their robust standard errors, each (column,), outcome per column."""

    coefficients: Array
    standard_errors: Array


def robust_least_squares(outcome: Array, columns: Array) -> Regression:
    """Regress an outcome on columns by ordinary least squares, with heteroskedasticity-robust standard errors.

    Parameters
    ----------
    outcome : (area,), any unit
    columns : (area, column), any units
        A constant among them where one is wanted; no column may follow from the others.

    Returns
    -------
    Regression
        In the unit of the outcome per unit of each column.

    Raises
    ------
    ValueError
        Fewer areas than columns and one more, columns that follow from others, or values that are not finite.

    Notes
    -----
    ``(X'X)^-1 X' diag(e^2) X (X'X)^-1 n / (n - k)`` (HC1). Sources: White 1980, Econometrica 48:817-838; MacKinnon and
    White 1985, Journal of Econometrics 29:305-325.

    Examples
    --------
    >>> fit = robust_least_squares(np.array([1.0, 3.0, 4.0, 8.0]), np.array([[1.0, 0], [1, 1], [1, 2], [1, 3]]))
    >>> fit.coefficients.round(2).tolist(), fit.standard_errors.round(4).tolist()
    ([0.7, 2.2], [0.3934, 0.3589])
    """
    where = "robust_least_squares"
    outcome, columns = numbers(where, "outcome", outcome), numbers(where, "columns", columns)
    if columns.ndim != 2 or outcome.shape != columns.shape[:1] or len(columns) <= columns.shape[-1]:
        refuse(where, [f"outcome {outcome.shape}, columns {columns.shape}; expected more areas than columns"])
    faults = fault("outcome", outcome, ~np.isfinite(outcome), "a finite number")
    refuse(where, faults + fault("columns", columns, ~np.isfinite(columns), "a finite number"))
    if np.linalg.matrix_rank(columns) < columns.shape[1]:
        refuse(where, ["a column follows from the others; leave one out"])
    inverse = np.linalg.inv(columns.T @ columns)
    coefficients = inverse @ columns.T @ outcome
    residuals = outcome - columns @ coefficients
    middle = (columns * residuals[:, None] ** 2).T @ columns
    variance = inverse @ middle @ inverse * len(columns) / (len(columns) - columns.shape[1])
    return Regression(coefficients, np.sqrt(np.diagonal(variance)))


def logistic_regression(event: Array, columns: Array) -> Regression:
    """Regress the log odds of an event on columns by maximum likelihood.

    Parameters
    ----------
    event : (area,), 0 or 1
    columns : (area, column), any units
        A constant among them where one is wanted; no column may follow from the others.

    Returns
    -------
    Regression
        Log odds per unit of each column, with the errors of the information matrix.

    Raises
    ------
    ValueError
        Fewer areas than columns and one more, values that are not finite or no events, columns that follow from others,
        or columns that part the events from the others, so that no coefficients are the likeliest.

    Notes
    -----
    Newton's method: ``b += (X'WX)^-1 X'(o - p)``, ``W = diag(p (1 - p))``. Source: Cox 1958, Journal of the Royal
    Statistical Society B 20:215-242.

    Examples
    --------
    >>> fit = logistic_regression(np.array([0, 0, 1, 0, 1, 1]), np.column_stack([np.ones(6), np.arange(6)]))
    >>> fit.coefficients.round(3).tolist()
    [-3.035, 1.214]
    """
    where = "logistic_regression"
    event, columns = numbers(where, "event", event), numbers(where, "columns", columns)
    if columns.ndim != 2 or event.shape != columns.shape[:1] or len(columns) <= columns.shape[-1]:
        refuse(where, [f"event {event.shape}, columns {columns.shape}; expected more areas than columns"])
    faults = fault("event", event, ~np.isin(event, (0, 1)), "0 or 1")
    refuse(where, faults + fault("columns", columns, ~np.isfinite(columns), "a finite number"))
    if np.linalg.matrix_rank(columns) < columns.shape[1]:
        refuse(where, ["a column follows from the others; leave one out"])
    coefficients = np.zeros(columns.shape[1])
    for _ in range(STEPS):
        chance = expit(columns @ coefficients)
        information = (columns * (chance * (1 - chance))[:, None]).T @ columns
        if np.linalg.cond(information) > 1 / np.finfo(float).eps:
            break
        step = np.linalg.solve(information, columns.T @ (event - chance))
        coefficients += step
        if np.abs(step).max() < 1e-10 * (1 + np.abs(coefficients).max()):
            return Regression(coefficients, np.sqrt(np.diagonal(np.linalg.inv(information))))
    raise ValueError(f"{where}: the columns part events from the others; expected both among areas that are alike")
