"""Which parameters history is asked of, in groups that it tells something of together (``calibration.toml``)."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import Field

from fourcapitals.data.distributions import Closed, Prior
from fourcapitals.data.packaged_toml import read_packaged

Text = Annotated[str, Field(min_length=1)]


class CalibrationGroup(Closed):
    """Parameters that are held against the same figures."""

    meaning: Text
    """The figures, and what they cannot tell."""
    before: dict[str, Prior]
    """Priors that it starts from, where those of parameters.toml come from the same figures."""
    drawn: bool
    """Whether draws take the posterior."""
    source: Text
    """Of the priors before."""


class CalibrationGroups(Closed):
    """All groups, by name."""

    groups: dict[str, CalibrationGroup]


@cache
def load_calibration_groups() -> dict[str, CalibrationGroup]:
    """Read the groups that the package carries.

    Raises
    ------
    DamagedPackage
        When the file is missing or not as it was published.

    Examples
    --------
    >>> [name for name, group in load_calibration_groups().items() if not group.drawn]
    ['national_productivity', 'national_health']
    """
    return read_packaged("calibration.toml", CalibrationGroups).groups
