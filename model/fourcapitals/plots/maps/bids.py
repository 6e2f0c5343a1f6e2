"""Hexagon maps of what councils win by bidding: how likely an award is, and the money per head."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.formatting import areas_of, share_of_draws
from fourcapitals.plots.maps.classes import BLUES, NONE, Class, colours_of
from fourcapitals.plots.maps.map_of import map_of_subject
from fourcapitals.plots.maps.subject import Ends, Subject, counted
from fourcapitals.plots.parts import asking, wording
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.results.bid_words import JUDGED, JUDGED_IN_WORDS
from fourcapitals.results.carried import carried
from fourcapitals.results.competition import bids_by_area
from fourcapitals.vocabulary import NOTHING

if TYPE_CHECKING:
    import pandas as pd

    from fourcapitals.equations.elementary import Array
    from fourcapitals.results.results import Results

SHOWN: Final = ("probability", "money_per_head")
LIMITS: Final = (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)
"""Limits of classes of the probability of an award, in %."""
LIKELY: Final = 80.0
UNLIKELY: Final = 20.0
"""Probabilities, in %, that a title counts areas by."""


@checked
def map_of_bids(results: Results, *, scenario: str, show: str = "probability") -> Chart:
    """Draw what each area's council wins by bidding, every area a hexagon of the same size.

    Parameters
    ----------
    results : Results
    scenario : str
    show : {"probability", "money_per_head"}
        The share of draws in which the council wins an award by the last year, or the mean over draws of the money
        that it wins, £ of 2019 a head.

    Returns
    -------
    Chart
        With data ``area, area_name, region_name, value, unit`` and the other columns of `results.bids_by_area`.

    Raises
    ------
    UnknownName
        When the results lack the scenario, or there is no such map.
    BadInput
        When they hold no bids of it.
    """
    import pandas as pd

    from fourcapitals.data.baseline import load_baseline

    asking.check_choice("map of bids:", show, SHOWN)
    table = bids_by_area(results, scenario=scenario)
    areas = load_baseline().areas.loc[[str(code) for code in results.dataset["area"].to_numpy()]]
    table = table.set_index("area").loc[areas.index]
    make = _of_probability if show == "probability" else _of_money
    command = asking.in_python("map_of_bids", results, scenario=scenario, show=show)
    return map_of_subject(make(results, scenario, pd.DataFrame(table)), areas, command)


def _of_probability(results: Results, scenario: str, table: pd.DataFrame) -> Subject:
    percent = 100 * table["probability_of_award"].to_numpy(np.float64)
    titled, when, draws = results.titles[scenario], results.period.end, results.draws
    does = f"makes {table['bids'].mean():.1f} bids and wins {table['awards'].mean():.1f} awards"
    return Subject(
        percent,
        "% of draws",
        f"Award by {when}, share of draws",
        lambda value: f"{share_of_draws(value / 100)} of draws",
        False,
        lambda ends: _title_of_probability(titled, when, ends.values, draws),
        f"Share of {draws:,} draws in which the council has won an award by {when} under ‘{titled}’, "
        f"{len(percent)} areas of England",
        (
            f"A council {does} on average, {results.period.first} to {when}. {JUDGED_IN_WORDS}",
            wording.source(results),
        ),
        fixed=tuple(_classes(percent)),
        breaks_ties=table["won_gbp_per_head"].to_numpy(np.float64),
        beside=_beside(table, "probability_of_award"),
    )


def _classes(percent: Array) -> list[Class]:
    """Fixed classes of a probability; those without an area are left out."""
    made = [Class(-NOTHING, NOTHING, NONE, "None")]
    made += [
        Class(low, high, colour, f"{low:.0f}% to {high:.0f}%" if low else f"Less than {high:.0f}%")
        for low, high, colour in zip(LIMITS[:-1], LIMITS[1:], BLUES, strict=True)
    ]
    found = colours_of(percent, made)
    return [each for each in made if each.colour in found]


def _title_of_probability(titled: str, when: int, percent: Array, draws: int) -> str:
    """Say in how many areas an award is likely, and in how many it is not.

    Examples
    --------
    >>> print(_title_of_probability("A contest", 2035, np.array([90.0, 50.0, 5.0]), 200).partition(" (200")[0])
    ‘A contest’: an award by 2035 has a probability of 80% or more in 1 of 3 areas and of less than 20% in 1
    """
    likely, unlikely = (percent >= LIKELY - NOTHING).sum(), (percent < UNLIKELY - NOTHING).sum()
    of_all = counted(int(likely), len(percent)) if likely else "no area"
    others = f"of less than {UNLIKELY:.0f}% in {int(unlikely) or 'none'}"
    return (
        f"‘{titled}’: an award by {when} has a probability of {LIKELY:.0f}% or more in {of_all} and {others} "
        f"({draws:,} draw{'s' * (draws > 1)}; {JUDGED})"
    )


def _of_money(results: Results, scenario: str, table: pd.DataFrame) -> Subject:
    per_head = table["won_gbp_per_head"].to_numpy(np.float64)
    titled, first, last, draws = results.titles[scenario], results.period.first, results.period.end, results.draws
    mean = float(np.average(per_head, weights=carried(results.dataset, "population")))
    return Subject(
        per_head,
        "£ per head, 2019 prices",
        "Won by bids, £ per head, 2019 prices",
        lambda value: f"£{value:,.0f}",
        False,
        lambda ends: _title_of_money(titled, (first, last), ends, draws),
        f"Money won by bids per head under ‘{titled}’, mean of {draws:,} draws, {first} to {last} together, 2019 "
        f"prices, {len(per_head)} areas of England",
        (
            f"England: £{mean:,.0f} per head. A grant of one size is more per head in a small area. People of "
            f"mid-2019. {JUDGED_IN_WORDS}",
            wording.source(results, "population, ONS, mid-2019 estimates"),
        ),
        exact=True,
        beside=_beside(table, "won_gbp_per_head"),
    )


def _title_of_money(titled: str, years: tuple[int, int], ends: Ends, draws: int) -> str:
    when = f"{years[0]} to {years[1]}"
    if not ends.rising:
        return f"‘{titled}’: nobody wins money by bidding, {when} ({draws:,} draws; {JUDGED})"
    most = ends.high.name if ends.high.same == 1 else areas_of(ends.high.same)
    least = ends.low.name if ends.low.same == 1 else areas_of(ends.low.same)
    counted_draws = f"mean of {draws:,} draws" if draws > 1 else "one draw"
    return (
        f"‘{titled}’: money won by bids, {when}, is from {ends.low.words} per head in {least} to {ends.high.words} in "
        f"{most} ({counted_draws}; {JUDGED})"
    )


def _beside(table: pd.DataFrame, shown: str) -> dict[str, Array]:
    """More columns of the data: what else is known of each area."""
    left_out = {shown, "area_name", "region_name", "population"}
    return {str(name): table[name].to_numpy() for name in table if name not in left_out}
