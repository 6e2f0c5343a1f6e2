"""How often a scenario is better in each area, as a share of draws; and where that is much of a small difference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.formatting import areas_of, share_of_draws
from fourcapitals.plots.maps.asked_of_map import Asked, Fineness, negligible
from fourcapitals.plots.maps.classes import EVEN, below_others, classes_of_chances
from fourcapitals.plots.maps.subject import Subject, counted, little
from fourcapitals.plots.parts import wording
from fourcapitals.results.chances import ASSUMED, ASSUMED_IN_WORDS, only_adds
from fourcapitals.results.difference_units import scale_of
from fourcapitals.vocabulary import NOTHING

SURE: Final = (95, 80)
"""P(better) that a title speaks of, in %, where some area has as much."""
TIES: Final = "ties count half"
MINORITY: Final = 0.1
"""Share of the areas from which a title speaks of those that lie on the other side of a half."""
LARGE: Final = 80
"""P(better), in %, that a title gives of both sides, and that a note holds against the size of the difference."""


def chance_subject(
    asked: Asked, shares: Mapping[str, Array], medians: Array, fineness: Fineness | None = None
) -> Subject:
    """Show the share of draws in which each area does better than under the reference.

    Parameters
    ----------
    asked : Asked
    shares : mapping of str to (area,)
        Of draws, ``share_higher`` and ``share_zero``.
    medians : (area,)
        Differences from the reference.
    fineness : Fineness, optional
        How finely those are kept.
    """
    higher, same = shares["share_higher"], shares["share_zero"]
    lower = 1 - higher - same
    percent = 100 * np.asarray((higher if asked.outcome.better > 0 else lower) + same / 2, np.float64)
    said = (
        f"P(better) is the share of {asked.results.draws:,} draws in which an area does better than under "
        f"‘{asked.beside}’ in the same draw; one in which nothing differs counts half"
    )
    nothing, most = int((same > 0).sum()), share_of_draws(float(same.max()))
    said += f", and there are such draws in {counted(nothing, len(same))} (up to {most})." if nothing else "."
    said += " It says how often, not by how much."
    assumed = only_adds(asked.results, reference=asked.reference)[asked.scenario] and bool((lower <= NOTHING).all())
    said += f" {ASSUMED_IN_WORDS}" if assumed else ""
    said += often_but_little(percent, medians, asked.unit, fineness)
    if below_others(percent, EVEN).any():
        said += " Below 50% a hexagon has a minus sign."
    tail = wording.against(asked.results, asked.reference)
    return Subject(
        percent,
        "% of draws",
        f"P(better), share of draws; {TIES}",
        lambda value: f"{share_of_draws(value / 100)} of draws",
        True,
        lambda ends: (
            title_of_chances(asked.title, asked.name, asked.year, ends.values, tail)
            + asked.assumed
            + (f" ({ASSUMED})" if assumed else "")
        ),
        asked.measured(f": share of draws in which ‘{asked.title}’ is better than ‘{asked.beside}’; {TIES}"),
        (said, *filter(None, [asked.pattern]), *asked.sources()),
        middle=EVEN,
        fixed=tuple(classes_of_chances(percent)),
        beside=dict(shares),
    )


def often_but_little(percent: Array, medians: Array, unit: str, fineness: Fineness | None = None) -> str:
    """Say in how many areas of a dark colour the median difference is negligible; nothing where in none.

    Examples
    --------
    >>> often_but_little(np.array([97.0, 82.0, 3.0]), np.array([1e-6, 0.3, -1e-6]), "years")
    ' In 1 of the areas at 80% or more and 1 at 20% or less the median difference is less than 0.01 days.'
    """
    near, scale = negligible(unit, fineness), scale_of(unit, float(np.abs(medians).max()))
    slight = np.abs(medians) <= near
    sides = (
        (percent >= LARGE - NOTHING, f"at {LARGE}% or more"),
        (percent <= 100 - LARGE + NOTHING, f"at {100 - LARGE}% or less"),
    )
    found = [(int((side & slight).sum()), words) for side, words in sides if (side & slight).any()]
    if not found:
        return ""
    told = [f"{count} {'of the areas ' if at == 0 else ''}{words}" for at, (count, words) in enumerate(found)]
    bound = little(near * scale.factor, scale.unit)
    return f" In {' and '.join(told)} the median difference is less than {bound}."


def title_of_chances(titled: str, name: str, year: int, percent: Array, tail: str = "") -> str:
    """Say in how many areas P(better) is high or low, by the shares that the colours show, and in how many it is not.

    Parameters
    ----------
    percent : (area,)
        P(better).
    tail : str
        Against what, where that does not go without saying.

    Examples
    --------
    >>> title_of_chances("Some", "income", 2035, np.array([97.5, 96.0]))
    'P(better) of ‘Some’ for income in 2035 is at least 95% in all 2 areas'
    >>> title_of_chances("Some", "income", 2035, np.array([97.5, 82.0, 30.0]))
    'P(better) of ‘Some’ for income in 2035 is at least 95% in 1 of 3 areas; it is worse more often than not in 1'
    >>> title_of_chances("Some", "income", 2035, np.array([97.5, 82.0, 10.0]))
    'P(better) of ‘Some’ for income in 2035 is at least 80% in 2 areas, at most 20% in 1'
    """
    above, below = int((percent > EVEN + NOTHING).sum()), int((percent < EVEN - NOTHING).sum())
    what = f"P(better) of ‘{titled}’{tail} for {name} in {year} is"
    if not above and not below:
        return f"{what} 50% in every area"
    sides = [
        (f"at least {LARGE}%", int((percent >= LARGE - NOTHING).sum())),
        (f"at most {100 - LARGE}%", int((percent <= 100 - LARGE + NOTHING).sum())),
    ]
    if all(count >= MINORITY * len(percent) for _, count in sides):
        (words, count), (other, others) = sorted(sides, key=lambda side: -side[1])
        return f"{what} {words} in {areas_of(count)}, {other} in {others}"
    limits = [(f"at least {each}%", percent >= each - NOTHING, f"at most {100 - each}%") for each in SURE]
    found = [(words, int(high.sum())) for words, high, _ in limits]
    if below > above:
        found = [(limits[at][2], int((percent <= 100 - each + NOTHING).sum())) for at, each in enumerate(SURE)]
    often = ("above", above) if above >= below else ("below", below)
    words, count = next(((words, count) for words, count in found if count), (f"{often[0]} 50%", often[1]))
    others, worse = (below, "worse") if above >= below else (above, "better")
    beside = f"; it is {worse} more often than not in {others}" if others > MINORITY * len(percent) else ""
    return f"{what} {words} in {counted(count, len(percent))}{beside}"
