"""What outcomes can be: limits that no place has come near to, and a run that leaves them is refused or warned of.

The equations are made for moderate changes, and some go on in a straight line beyond them. The limits are generous, so
that they only catch what cannot be believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from fourcapitals.data.baseline import Baseline
from fourcapitals.data.own_figures import input_lines
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.formatting import decapitalised
from fourcapitals.vocabulary import SEXES, outcome_named


class Limits(NamedTuple):
    """What an outcome of an area can be, in its unit; both ends included."""

    least: float
    most: float
    slack: float
    """Beyond a limit by up to this, a run is warned of; further out, or where it is no number, it is refused."""
    why: str


LIMITS: Final[Mapping[str, Limits]] = {
    "hle": Limits(30.0, 90.0, 0.0, "England's areas had 53.7 to 71.5 years in 2017-19"),
    "le": Limits(50.0, 100.0, 5.0, "England's areas had 74.7 to 87.0 years in 2017-19"),
    "gva_per_hour": Limits(1.0, 1000.0, 0.0, "England's areas had £23 to £71 in 2019"),
    "employment": Limits(0.0, 1.0, 0.05, "it is a share of people"),
    "long_term_sick": Limits(0.0, 1.0, 0.0, "it is a share of people"),
    "income": Limits(1_000.0, 1_000_000.0, 0.0, "England's areas had £13,500 to £88,800 in 2019"),
    "life_satisfaction": Limits(0.0, 10.0, 0.5, "it is an answer from 0 to 10"),
    "pm25": Limits(0.0, 200.0, 0.0, "England's areas had 4.8 to 13.0 in 2019"),
}
"""Of each outcome. The slack lets draws pass in which a straight line runs a little beyond what can be."""
YEARS_IN_POOR_HEALTH: Final = Limits(0.0, 100.0, 2.0, "healthy life is a part of life")
"""Life expectancy less healthy life expectancy."""
REMEDY: Final = "the equations hold for moderate changes: give less money, or share it among more areas and years"


class ImpossibleOutcome(BadInput, ValueError):  # noqa: N818
    """A run that gives what cannot be."""


@contextmanager
def own_inputs_told(baseline: Baseline | None, parameters: ParameterTable | None) -> Iterator[None]:
    """Where a run within gives what cannot be, tell also which of its inputs are the user's own: they may be why.

    Parameters
    ----------
    baseline : Baseline or None
    parameters : ParameterTable or None

    Raises
    ------
    ImpossibleOutcome
        As within, with a line for each input that is not the package's.

    Examples
    --------
    >>> from fourcapitals.data.changed_parameters import changed_table
    >>> with own_inputs_told(None, changed_table(["job_displacement=0.3"])):
    ...     raise ImpossibleOutcome("new: no number")
    Traceback (most recent call last):
    fourcapitals.results.plausibility.ImpossibleOutcome: new: no number
    Changed parameter: job_displacement = 0.3, in all draws (instead of 0.33): before changing the money, take this \
back or nearer to the package's own; fourcapitals parameters gives the range of each
    """
    try:
        yield
    except ImpossibleOutcome as error:
        own = [f"{line}: {_TAKE_BACK}" for line in input_lines(baseline=baseline, parameters=parameters)]
        raise ImpossibleOutcome(*dict.fromkeys((*error.faults, *own))) from None


_TAKE_BACK: Final = (
    "before changing the money, take this back or nearer to the package's own; fourcapitals parameters gives the range "
    "of each"
)


class Beyond(NamedTuple):
    """Where an outcome leaves its limits most, in one run."""

    outcome: str
    """One of `vocabulary.OUTCOMES`, or ``years_in_poor_health``."""
    value: float
    limit: float
    year: int
    """Position in time."""
    sex: int | None
    area: int
    is_refused: bool


def beyond(outcomes: Any) -> tuple[Beyond, ...]:
    """Find the outcomes of a run that cannot be, each where it is furthest out.

    Parameters
    ----------
    outcomes : object with an attribute for each of `vocabulary.OUTCOMES`
        (year, [sex,] area) each, in its unit.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> made = SimpleNamespace(
    ...     hle=np.full((1, 2, 3), 63.0), le=np.full((1, 2, 3), 80.0), gva_per_hour=np.full((1, 3), 30.0),
    ...     employment=np.full((1, 3), 0.75), long_term_sick=np.array([[0.05, -0.2, 0.04]]),
    ...     income=np.full((1, 3), 2e4), life_satisfaction=np.full((1, 3), 7.5), pm25=np.full((1, 3), 9.0))
    >>> [(found.outcome, found.value, found.area, found.is_refused) for found in beyond(made)]
    [('long_term_sick', -0.2, 1, True)]
    """
    found = [
        _furthest(name, values, limits)
        for name, limits in LIMITS.items()
        if not _all_within(values := getattr(outcomes, name), limits)
    ]
    poor_health = outcomes.le - outcomes.hle
    if not found and not _all_within(poor_health, YEARS_IN_POOR_HEALTH):
        found.append(_furthest("years_in_poor_health", poor_health, YEARS_IN_POOR_HEALTH))
    return tuple(found)


def _all_within(values: Array, limits: Limits) -> bool:
    # What is no number is neither the least nor the most that compares, so that it lies within no limits.
    return bool(values.min() >= limits.least and values.max() <= limits.most)


def ends_of_limits() -> Array:
    """Give the least and the most that each outcome can be, (outcome, 2), in its unit; years in poor health last."""
    return np.array([(each.least, each.most) for each in (*LIMITS.values(), YEARS_IN_POOR_HEALTH)])


def is_nowhere_beyond(outcomes: Any, ends: Array) -> bool:
    """Whether `beyond` finds nothing: plain loops, which run as they are and, much faster, through Numba.

    Parameters
    ----------
    outcomes : tuple of arrays
        In the order of `LIMITS`: the first two (year, sex, area), years; all others (year, area).
    ends : (outcome, 2)
        From `ends_of_limits`.

    Examples
    --------
    >>> years, ends = (np.full((1, 2, 3), 63.0), np.full((1, 2, 3), 80.0)), ends_of_limits()[[0, 1, 2, -1]]
    >>> [is_nowhere_beyond((*years, np.full((1, 3), pounds)), ends) for pounds in (30.0, np.nan)]
    [True, False]
    """
    years, sexes, areas = outcomes[0].shape
    within = 0
    for year in range(years):
        for position, values in enumerate(outcomes[2:]):
            within += count_within(values[year], ends[position + 2])
        for sex in range(sexes):
            health, life = outcomes[0][year, sex], outcomes[1][year, sex]
            within += count_within(health, ends[0]) + count_within(life, ends[1])
            within += count_within(life - health, ends[-1])
    return bool(within == years * areas * (len(outcomes) - 2 + 3 * sexes))


def count_within(values: Array, ends: Array) -> int:
    """Count the values from the first of two ends to the second; what is no number lies between none.

    Parameters
    ----------
    values : (area,), any unit
    ends : (2,)

    Examples
    --------
    >>> count_within(np.array([0.0, 0.5, 1.5, np.nan]), np.array([0.0, 1.0]))
    2
    """
    within = 0
    for area in range(len(values)):
        within += int(values[area] >= ends[0]) & int(values[area] <= ends[1])
    return within


def _furthest(name: str, values: Array, limits: Limits) -> Beyond:
    distance = np.maximum(limits.least - values, values - limits.most)
    distance = np.where(np.isfinite(values), distance, np.inf)
    place = np.unravel_index(int(np.argmax(distance)), values.shape)
    value = float(values[place])
    limit = limits.least if value < limits.least else limits.most
    sex = int(place[1]) if values.ndim > 2 else None
    return Beyond(name, value, limit, int(place[0]), sex, int(place[-1]), bool(distance[place] > limits.slack))


def beyond_in_words(found: Beyond, *, who: str, years: Sequence[int], areas: pd.DataFrame) -> str:
    """Say in one line where a run leaves what can be.

    Parameters
    ----------
    found : Beyond
    who : str
        The scenario, and the draw where there is one.
    years : sequence of int, calendar years
    areas : DataFrame
        By code, with ``name``; `Baseline.areas`.

    Examples
    --------
    >>> areas = pd.DataFrame({"name": ["Rutland"]}, index=["E06000017"])
    >>> print(beyond_in_words(Beyond("hle", 159.6, 90.0, 0, 1, 0, True), who="rutland", years=[2035], areas=areas))
    rutland: healthy life expectancy at birth of Rutland (E06000017), female, would be 159.6 years in 2035; it cannot \
be above 90: England's areas had 53.7 to 71.5 years in 2017-19; the equations hold for moderate changes: give less \
money, or share it among more areas and years
    """
    is_outcome = found.outcome in LIMITS
    what = outcome_named(found.outcome).label if is_outcome else "Life expectancy less healthy life expectancy"
    unit = outcome_named(found.outcome).unit.split(",")[0] if is_outcome else "years"
    sex = "" if found.sex is None else f", {SEXES[found.sex]},"
    code, name = areas.index[found.area], areas["name"].iloc[found.area]
    value = f"£{found.value:,.6g}" if unit == "£" else f"{found.value:,.4g}{'' if unit == 'share' else f' {unit}'}"
    if not np.isfinite(found.value):
        value = "no number" if np.isnan(found.value) else "without bound"
    side = "below" if found.value < found.limit else "above"
    why = (LIMITS[found.outcome] if is_outcome else YEARS_IN_POOR_HEALTH).why
    limit = f"; it cannot be {side} {found.limit:,.6g}: {why}" if np.isfinite(found.value) else ""
    advice = REMEDY if found.is_refused else f"read it as {found.limit:,.6g}"
    return (
        f"{who}: {decapitalised(what)} of {name} ({code}){sex} would be {value} in {years[found.year]}{limit}; {advice}"
    )


class Caution(NamedTuple):
    """An outcome of a scenario that is a little beyond what can be in some draws."""

    distance: float
    """From the limit, where it is furthest out."""
    line: str
    """That place, told."""
    draws: int
    """How many draws have it."""


Cautions = dict[tuple[str, str], Caution]
"""By the name of the scenario and the outcome."""


def note(cautions: Cautions, more: Mapping[tuple[str, str], Caution]) -> None:
    """Add what other draws give.

    Examples
    --------
    >>> noted = {("a", "le"): Caution(1.0, "a: draw 1: ...", 2)}
    >>> note(noted, {("a", "le"): Caution(2.0, "a: draw 70: ...", 1)})
    >>> noted
    {('a', 'le'): Caution(distance=2.0, line='a: draw 70: ...', draws=3)}
    """
    for key, new in more.items():
        old = cautions.get(key, Caution(-1.0, "", 0))
        furthest = max(old, new, key=lambda each: each.distance)
        cautions[key] = furthest._replace(draws=old.draws + new.draws)


def caution_lines(cautions: Cautions, draws: int) -> tuple[str, ...]:
    """Say of each outcome where it is furthest out, and in how many draws it is out at all.

    Examples
    --------
    >>> caution_lines({("a", "le"): Caution(2.0, "a: draw 70: ...", 3)}, 100)
    ('a: draw 70: ...; beyond it in 3 of 100 draws',)
    """
    return tuple(f"{each.line}; beyond it in {each.draws:,} of {draws:,} draws" for each in cautions.values())


def check_run(outcomes: Any, *, who: str, years: Sequence[int], areas: pd.DataFrame) -> tuple[tuple[Beyond, str], ...]:
    """Refuse a run that gives what cannot be, and say of one where it is barely so.

    Parameters
    ----------
    outcomes : as `beyond` takes it
    who, years, areas
        As `told` takes them.

    Returns
    -------
    tuple of (Beyond, str)
        Each outcome that is beyond a limit by no more than the slack, with a line that tells it.

    Raises
    ------
    ImpossibleOutcome
        With a line for each outcome that is further out, or no number.
    """
    found = tuple((each, beyond_in_words(each, who=who, years=years, areas=areas)) for each in beyond(outcomes))
    if refused := [line for each, line in found if each.is_refused]:
        raise ImpossibleOutcome(*refused)
    return found
