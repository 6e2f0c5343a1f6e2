"""Jobs that the NHS moves and people whom it hires from outside work, of runs, with names and units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fourcapitals.simulation.environment import Environment

if TYPE_CHECKING:
    import xarray as xr

VARIABLES: Final = {
    "nhs_jobs_moved": ("moved_jobs", "Workplace jobs that the NHS brings to the area, less those it takes", "jobs"),
    "nhs_people_hired": ("hired", "People in work since the NHS or a fund hires from outside work", "people"),
}
"""Of results, with the part of the environment that each is, its label and its unit."""


def with_nhs_jobs(dataset: xr.Dataset, environments: Mapping[str, Environment]) -> xr.Dataset:
    """Add to the results of a run the jobs that the NHS moves and whom it hires; nothing where it does neither.

    Parameters
    ----------
    dataset : xarray.Dataset
        Of all scenarios.
    environments : mapping of scenario to Environment
        Of all of them.

    Returns
    -------
    xarray.Dataset
        With ``nhs_jobs_moved`` and ``nhs_people_hired`` (scenario, area, year), 0 in the base year.
    """
    added: dict[str, Any] = {}
    for name, (part, label, unit) in VARIABLES.items():
        moved = np.array([np.pad(getattr(each, part), ((1, 0), (0, 0))).T for each in environments.values()])
        added[name] = ("scenario", "area", "year"), moved, {"long_name": label, "units": unit}
    acts = any(values.any() for _, values, _ in added.values())
    return dataset.assign(added) if acts else dataset
