"""What history leaves of the priors: joint draws of groups of parameters (``posterior.csv``), and how a draw takes one.

Rows lie in a nested order: all by the first axis of a group, equal parts of them by the second, and so on. So each axis
of the unit cube still chooses its own parameter, low values at low probabilities, and the joint distribution is that of
the rows.
"""

from __future__ import annotations

import hashlib
from functools import cache
from io import BytesIO
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.data.compiled_tables import tables_checked
from fourcapitals.equations.elementary import Array

TABLE: Final = "posterior"
CALIBRATION: Final = "calibration"
BASE_YEARS: Final = (2014, 2019)
"""Figures up to the first are for a hindcast, up to the last for draws from the present."""
SHARE_OF: Final = "causal share of "
AXES: Final = {
    "area_productivity": ("area_productivity_persistence", "area_productivity_noise"),
    "area_life": ("area_health_persistence", "area_health_noise", "area_health_sex_correlation"),
    "area_good_health": ("area_good_health_noise", "healthy_years_per_life_year", "area_good_health_persistence"),
    "council_services": (f"{SHARE_OF}life_years_per_council_spending", "council_effect_multiple"),
}
"""Columns of each group that is drawn, in the order of their nesting."""
SWITCHES: Final = {"council_services": "elasticity_set"}
"""Parameters of which a group has joint draws for each value, since history leaves their weights."""


class Posterior(NamedTuple):
    """Joint draws of a group."""

    names: tuple[str, ...]
    values: Array
    """(set, row, axis), in the units of the rows of parameters; rows in nested order. One set where none switches."""


@cache
def posterior_of(group: str, base_year: int = BASE_YEARS[-1]) -> Posterior:
    """Read the joint draws of a group.

    Parameters
    ----------
    group : str
    base_year : int
        2014 or 2019: no later figure has entered.

    Raises
    ------
    DamagedPackage
        When the table is missing or not as it was published.

    Examples
    --------
    >>> posterior_of("area_productivity").names
    ('area_productivity_persistence', 'area_productivity_noise')
    >>> posterior_of("council_services").values.shape
    (2, 512, 2)
    """
    table = _table(TABLE)
    rows = table[table["base_year"] == base_year]
    switch = SWITCHES.get(group)
    sets = [rows] if switch is None else [rows[rows[switch] == value] for value in (0, 1)]
    return Posterior(AXES[group], np.array([each[list(AXES[group])].to_numpy(np.float64) for each in sets]))


@cache
def posterior_checksum() -> str:
    """SHA-256 of the table of joint draws."""
    return hashlib.sha256(tables_checked()[TABLE]).hexdigest()


def calibration_table() -> pd.DataFrame:
    """Give prior and posterior of every parameter that history was asked of, with the diagnostics of its chains.

    Examples
    --------
    >>> list(calibration_table().columns[:4])
    ['base_year', 'group', 'name', 'before_mean']
    """
    return _table(CALIBRATION).copy()


@cache
def _table(name: str) -> pd.DataFrame:
    return pd.read_csv(BytesIO(tables_checked()[name]))


def bits_of(axes: int, rows: int) -> tuple[int, ...]:
    """Share the halvings of so many rows among axes, the first ones taking one more where they do not go up.

    Parameters
    ----------
    axes : int
    rows : int
        A power of two.

    Examples
    --------
    >>> bits_of(3, 1024)
    (4, 3, 3)
    """
    whole = rows.bit_length() - 1
    return tuple(whole // axes + (axis < whole % axes) for axis in range(axes))


def nested_order(values: Array) -> npt.NDArray[np.int64]:
    """Order rows by the first axis, equal parts of them by the second, and so on.

    Parameters
    ----------
    values : (row, axis)
        A power of two rows.

    Examples
    --------
    Halves by the first axis, then each by the second:

    >>> nested_order(np.array([[4.0, 1.0], [1.0, 2.0], [3.0, 0.0], [2.0, 1.0]])).tolist()
    [3, 1, 2, 0]
    """
    order, part = np.arange(len(values)), len(values)
    for axis, bits in enumerate(bits_of(values.shape[1], len(values))):
        parts = order.reshape(-1, part)
        within = np.argsort(values[parts, axis], axis=1, kind="stable")
        order = np.take_along_axis(parts, within, axis=1).ravel()
        part >>= bits
    return order


def nested_row(probabilities: Array, rows: int) -> npt.NDArray[np.int64]:
    """Find the row that each draw takes, by its probability on each axis.

    Parameters
    ----------
    probabilities : (axis, draw), from 0 to 1
    rows : int
        A power of two.

    Examples
    --------
    >>> nested_row(np.array([[0.1, 0.6], [0.9, 0.2]]), 4).tolist()
    [1, 2]
    """
    found = np.zeros(probabilities.shape[1], np.int64)
    for probability, bits in zip(probabilities, bits_of(len(probabilities), rows), strict=True):
        parts = 1 << bits
        found = found * parts + np.minimum((probability * parts).astype(np.int64), parts - 1)
    return found
