"""Which arrays an ensemble keeps, with their shapes, and what areas of many draws are counted into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.elementary import Array
from fourcapitals.results.area_bins import AREA_OUTCOMES, DIFFERENCE_BINS, LEVEL_BINS, MILESTONES, Counts
from fourcapitals.results.axes import (
    AREA_WHOLE_LIFE,
    PEOPLE_BASED,
    PLACE_WHOLE_LIFE,
    SUMS_OVER_LIFE,
    WHOLE_LIFE_LABEL,
    WHOLE_LIFE_UNIT,
    people_label,
    place_label,
)
from fourcapitals.results.bases import is_changed_by_moves
from fourcapitals.results.bid_sums import KEPT
from fourcapitals.vocabulary import BLOCK, OUTCOMES, PERIOD, SEXES, Period, outcome_named

BY_SEX: Final = tuple(outcome.name for outcome in OUTCOMES if outcome.by_sex)


class Series(NamedTuple):
    """A yearly quantity of the missions."""

    name: str
    label: str
    unit: str
    by_sex: bool = False


_ENDS: Final = "top less bottom tenth"
MISSION_SERIES: Final = (
    Series("hle_gap", f"Healthy life expectancy, {_ENDS} of upper tiers, ranked anew, mean of the sexes", "years"),
    Series("hle_gap_by_sex", f"Healthy life expectancy, {_ENDS} of upper tiers, ranked anew", "years", True),
    Series("hle_gap_fixed", f"Healthy life expectancy, {_ENDS} of upper tiers in 2019, mean of the sexes", "years"),
    Series("hle_gap_fixed_by_sex", f"Healthy life expectancy, {_ENDS} of upper tiers in 2019", "years", True),
    Series("gva_gap", f"GVA per hour worked, {_ENDS} of areas, ranked anew, mean logs", "log"),
    Series("gva_gap_gbp", f"GVA per hour worked, {_ENDS} of areas, ranked anew", "£, 2019 prices"),
    Series("life_satisfaction_gap", f"Life satisfaction, {_ENDS} of areas, ranked anew", "points, 0 to 10"),
    Series("areas_with_higher_gva", "Areas with higher GVA per hour worked than in 2019", "areas"),
    Series("areas_with_higher_life_satisfaction", "Areas with higher life satisfaction than in 2019", "areas"),
)


class Variable(NamedTuple):
    """One array of the cube, with axes scenario and draw before its own."""

    name: str
    axes: tuple[str, ...]
    label: str
    unit: str
    relative: bool = False
    """Whether its differences are in %."""


def variables_of(header: Mapping[str, Any]) -> tuple[Variable, ...]:
    """List the arrays that have a draw axis, of an ensemble with this header."""
    return variables(
        header["keep"],
        whole_life=bool(header.get("whole_life")),
        competition=bool(header.get("competition")),
        both_bases=bool(header.get("both_bases")),
    )


def variables(
    keep: str = "summary", *, whole_life: bool = True, competition: bool = False, both_bases: bool = False
) -> tuple[Variable, ...]:
    """List the arrays that have a draw axis.

    Parameters
    ----------
    keep : {"summary", "areas"}
        With areas, every outcome of every area beside the summary.
    whole_life : bool
        Whether effects are followed after the last year; ensembles of before lack it.
    competition : bool
        Whether bids are held: in some scenario councils compete or choose.
    both_bases : bool
        Whether outcomes are held of the people of the base year too: in some scenario households move.

    Examples
    --------
    >>> [variable.name for variable in variables()][:3]
    ['place_hle', 'place_le', 'place_gva_per_hour']
    """
    found = [
        Variable(
            f"place_{outcome.name}",
            ("place", "year"),
            place_label(outcome),
            outcome.unit,
            outcome.change == "relative",
        )
        for outcome in OUTCOMES
    ]
    found += [
        Variable(f"{name}_by_sex", ("sex", "year"), f"{outcome_named(name).label}, England", outcome_named(name).unit)
        for name in BY_SEX
    ]
    found += [
        Variable(series.name, ("sex", "year") if series.by_sex else ("year",), series.label, series.unit)
        for series in MISSION_SERIES
    ]
    people = [_of_people(each) for each in found if is_changed_by_moves(each.name)] if both_bases else []
    if whole_life:
        found.append(Variable(PLACE_WHOLE_LIFE, ("place", "sum_over_life"), WHOLE_LIFE_LABEL, WHOLE_LIFE_UNIT))
    if keep == "areas":
        of_areas = [
            Variable(
                outcome.name,
                ("sex", "area", "year") if outcome.by_sex else ("area", "year"),
                outcome.label,
                outcome.unit,
                outcome.change == "relative",
            )
            for outcome in OUTCOMES
        ]
        found += of_areas
        people += [_of_people(each) for each in of_areas if is_changed_by_moves(each.name)] if both_bases else []
        if whole_life:
            found.append(Variable(AREA_WHOLE_LIFE, ("area", "sum_over_life"), WHOLE_LIFE_LABEL, WHOLE_LIFE_UNIT))
    if competition:
        found += [Variable(*each) for each in KEPT]
    return (*found, *people)


def _of_people(variable: Variable) -> Variable:
    return variable._replace(name=f"{PEOPLE_BASED}{variable.name}", label=people_label(variable.label))


def period_of(header: Mapping[str, Any]) -> Period:
    """Read the years of an ensemble off its header; one that does not say has those of the bundled baseline.

    Examples
    --------
    >>> period_of({}).base
    2019
    """
    return Period(**header["period"]) if header.get("period") else PERIOD


class Sizes(NamedTuple):
    """How many an ensemble has of what differs between ensembles."""

    scenarios: int
    places: int
    areas: int
    years: int = len(PERIOD.years)
    """With the base year."""
    milestones: int = len(MILESTONES)

    @classmethod
    def of(cls, header: Mapping[str, Any]) -> Self:
        """Read them off the header of an ensemble."""
        return cls(
            len(header["scenarios"]),
            len(header["places"]),
            len(header["areas"]),
            len(period_of(header).years),
            len(header["milestones"]),
        )


def shape_of(variable: Variable, sizes: Sizes) -> tuple[int, ...]:
    """Shape of a block of a variable: (scenario, draw, ...).

    Examples
    --------
    >>> shape_of(variables()[0], Sizes(scenarios=2, places=10, areas=307))
    (2, 64, 10, 17)
    """
    length = {"place": sizes.places, "sex": len(SEXES), "year": sizes.years, "area": sizes.areas}
    length["sum_over_life"] = len(SUMS_OVER_LIFE)
    return (sizes.scenarios, BLOCK, *(length[axis] for axis in variable.axes))


@dataclass(eq=False)
class Totals:
    """Areas of all draws so far: how often each bin was met, and sums over the blocks in their order.

    Parameters
    ----------
    level_counts, difference_counts : (scenario, outcome, milestone, area, bin)
    level_sums, difference_sums : (scenario, outcome, milestone, area)
    draws : int
        How many are in.
    """

    level_counts: Counts
    difference_counts: Counts
    level_sums: Array
    difference_sums: Array
    draws: int = 0

    @classmethod
    def none(cls, scenarios: int, areas: int, milestones: int = len(MILESTONES)) -> Self:
        """Start with no draw.

        Parameters
        ----------
        scenarios, areas, milestones : int
            How many there are.
        """
        shape = (scenarios, len(AREA_OUTCOMES), milestones, areas)
        return cls(
            np.zeros((*shape, LEVEL_BINS), np.uint32),
            np.zeros((*shape, DIFFERENCE_BINS), np.uint32),
            np.zeros(shape),
            np.zeros(shape),
        )

    def narrowed(self, draws: int) -> Self:
        """Give the same totals, their counts in no more memory than a number of draws asks for.

        Parameters
        ----------
        draws : int
            That will be in.
        """
        kind: type[np.unsignedinteger[Any]] = np.uint16 if draws <= np.iinfo(np.uint16).max else np.uint32
        return replace(
            self,
            level_counts=self.level_counts.astype(kind, copy=False),
            difference_counts=self.difference_counts.astype(kind, copy=False),
        )

    def by_scenario(self) -> Iterator[Self]:
        """Give the totals of each scenario alone, without a copy."""
        for row in range(len(self.level_sums)):
            yield type(self)(**{name: held[row : row + 1] for name, held in self.arrays().items()}, draws=self.draws)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Give the four arrays by name."""
        return {name: getattr(self, name) for name in TOTALS}


TOTALS: Final = ("level_counts", "difference_counts", "level_sums", "difference_sums")
