"""The observed areas as arrays: what the yearly equations take."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.elementary import Array
from fourcapitals.equations.relational import RelationalExpansion
from fourcapitals.vocabulary import PERIOD

Indices = npt.NDArray[np.int64]


class Areas(NamedTuple):
    """The observed areas as arrays, in GSS order; all of the base year unless said."""

    population: Array
    working_age: Array
    """People aged 16-64."""
    jobs: Array
    """Workplace jobs."""
    hours: Array
    """Hours worked per week."""
    gva_per_hour: Array
    income: Array
    """Disposable household income per head, £."""
    employment: Array
    long_term_sick: Array
    life_satisfaction: Array
    hle: Array
    """(sex, area), years, of the three years to the base year."""
    le: Array
    """(sex, area), years, of the three years to the base year."""
    expansion: RelationalExpansion
    """Slopes of LE and HLE by the two shifts of each area's own life table, each (sex, area)."""
    good_health_eta: Array
    """(area,): slope of the share of life in good health by eta, mean of the sexes."""
    deprivation: Array
    """Average score of the Indices of Deprivation, mean 0 and standard deviation 1 by population."""
    cut_share: Array
    """Share of council spending lost, 2010/11 to 2017/18, scaled to England's."""
    council_budget: Array
    """What councils spent on services, education and public health apart, £ of 2019 per head, 2017-18."""
    public_health_budget: Array
    """What councils spent on public health, £ of 2019 per head, 2017-18."""
    council_tax: Array
    """£ per head, all tiers."""
    pm25: Array
    """µg/m3."""
    risk_prevalence: Array
    """(risk, area), share of adults."""
    relative_pay: Array
    """Median weekly pay over its mean by population."""
    distance: Array
    """(area, area), km between centroids; own internal distance on the diagonal."""
    commute_home: Indices
    """(link,): position of the home area."""
    commute_work: Indices
    """(link,): position of the work area."""
    commute_of_residents: Array
    """(link,): share of the home area's residents in work; sums to 1 by home."""
    commute_of_jobs: Array
    """(link,): share of the work area's jobs; sums to 1 by work."""
    year: int = PERIOD.base
    """The base year."""

    def weights(self, name: str) -> Array:
        """Give the weights of a name in `vocabulary.WEIGHTS`."""
        named = {"population": self.population, "population_16_64": self.working_age, "hours_worked": self.hours}
        return named[name]


def read_only(values: Any) -> Any:
    """Give the same arrays, in the same tuples, as views that cannot be written to.

    Parameters
    ----------
    values : array, tuple of them, or whole number
    """
    if isinstance(values, tuple):
        return values._make(map(read_only, values)) if hasattr(values, "_make") else tuple(map(read_only, values))
    if isinstance(values, int):
        return values
    view = values.view()
    view.setflags(write=False)
    return view
