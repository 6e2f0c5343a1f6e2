"""Effects over the whole life of what is bought: healthy person-years until it has worn out, beside those to 2035."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import xarray as xr

from fourcapitals.arguments import checked
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.formatting import plain
from fourcapitals.results.aggregation import positions_of, sum_over
from fourcapitals.results.axes import AREA_WHOLE_LIFE, FOLLOWED, PLACE_WHOLE_LIFE, SUMS_OVER_LIFE
from fourcapitals.results.carried import carried
from fourcapitals.results.groupings import grouping_and_places, groups_of, members_of, people_of
from fourcapitals.results.measures import is_tie
from fourcapitals.results.money import new_money_of
from fourcapitals.results.person_years import healthy_person_years
from fourcapitals.vocabulary import APPRAISAL_START, ENGLAND, POUND

if TYPE_CHECKING:
    from fourcapitals.results.results import Results

MATURED: Final = 0.5
"""Share of the effect over the whole life below which it is said that much of it has not come by the last year."""
IN_WORDS: Final = (
    "Whole life: effects of the same money followed until what it bought has worn out; discounted: to "
    f"{APPRAISAL_START} at the rate for health (1.5% a year unless changed)."
)
"""What the two sums over the whole life are."""


BY_END: Final = "healthy_person_years"
"""Column of the sum to the last year."""
OF_LIFE: Final = (f"{BY_END}_whole_life", f"{BY_END}_whole_life_discounted")
"""Columns of the two sums over the whole life, in the order of `axes.SUMS_OVER_LIFE`."""
ALL_TOLD: Final = 8
"""Strategies up to which an order is told whole."""
FIRST_TOLD: Final = 5
"""Strategies that are told of an order of more."""
NOT_FOLLOWED: Final = (
    "These results were made by a version that followed no effect after the last year: run them anew for the whole "
    "life."
)


@checked
def follows_whole_life(results: Results) -> bool:
    """Whether results hold what effects come to after the last year; those made before version 0.2 do not."""
    return PLACE_WHOLE_LIFE in results.dataset


@checked
def healthy_person_years_over_life(
    results: Results, *, reference: str = "baseline", by: str = "england"
) -> xr.DataArray:
    """Add up the healthy person-years that each scenario brings over the whole life of what it buys.

    As `person_years.healthy_person_years`, and on until what was bought has worn out; people as in the base year.

    Parameters
    ----------
    results : Results
    reference : str
        A scenario of the results.
    by : str
        One of `groupings.GROUPINGS` or one place: England and its regions of all results, any other of those that
        hold every area.

    Returns
    -------
    xarray.DataArray
        (scenario, draw, group, sum_over_life), years; the last axis ``undiscounted`` and ``discounted``, which is to
        the first appraised year at `health_discount_rate`. Of the draws those that are followed (`axes.FOLLOWED`).

    Raises
    ------
    UnknownName
        When there is no such scenario or grouping, or an ensemble does not hold it.
    BadInput
        When the results do not follow effects after the last year.
    """
    if not follows_whole_life(results):
        raise BadInput(NOT_FOLLOWED)
    results.scenario(reference)
    first = slice(min(results.draws, FOLLOWED))
    asked, places = grouping_and_places(by)
    if asked in ("england", "region"):
        held = results.dataset[PLACE_WHOLE_LIFE].isel(draw=first).rename(place="group", place_name="group_name")
        england = held["group"].to_numpy() == ENGLAND
        held = held.isel(group=np.flatnonzero(england == (asked == "england")))
        people = people_of(results, asked)
        # Regions of which results lack areas have no sums.
        held = held.isel(group=np.flatnonzero(np.isin(held["group"].to_numpy(), people["group"].to_numpy())))
        held = held if places is None else held.isel(group=positions_of(held["group"].to_numpy(), places))
        sums = held * people.sel(group=held["group"])
    else:
        if AREA_WHOLE_LIFE not in results.dataset:
            raise results.without_areas()
        codes, names = groups_of(results, by)
        people = xr.DataArray(carried(results.dataset, "population").astype(np.float64), dims="area")
        members = members_of(codes, list(names)) * people
        held = results.dataset[AREA_WHOLE_LIFE].isel(draw=first).reset_coords(drop=True)
        sums = sum_over(held, members, "area").assign_coords(group_name=("group", list(names.values())))
    sums = sums.drop_vars("title", errors="ignore")
    change = sums - sums.sel(scenario=reference, drop=True)
    return (
        (change / results.life_expectancy)
        .transpose("scenario", "draw", "group", "sum_over_life")
        .rename("healthy_person_years_over_life")
        .assign_attrs(
            long_name="Healthy person-years, whole life of what is bought", units="years", reference=reference
        )
    )


@checked
def over_life(results: Results, *, reference: str = "baseline", by: str = "england") -> pd.DataFrame:
    """Set the healthy person-years of the whole life beside those to the last year, in all and for each £1m.

    Parameters
    ----------
    results : Results
    reference, by : str
        As in `healthy_person_years_over_life`.

    Returns
    -------
    pandas.DataFrame
        One row a scenario (the reference left out) and group: ``scenario, group``; ``healthy_person_years`` to the
        last year, ``healthy_person_years_whole_life`` and ``healthy_person_years_whole_life_discounted``, medians of
        draws, of several draws with ``..._low_80`` and ``..._high_80``; each for £1m of new money of the group as
        ``..._per_gbp_m``, not a number without money; ``share_matured``, the share of the whole life that has come by
        the last year.

    Raises
    ------
    UnknownName, BadInput
        As `healthy_person_years_over_life`.
    """
    later = healthy_person_years_over_life(results, reference=reference, by=by)
    ended = healthy_person_years(results, reference=reference, by=by)
    money = new_money_of(results, by)
    groups = [str(group) for group in later["group"].to_numpy()]
    extra = money - money.sel(scenario=reference, drop=True)
    parts = []
    for name in results.scenarios:
        if name == reference:
            continue
        sums = {BY_END: ended.sel(scenario=name, group=groups)}
        sums |= {
            column: later.sel(scenario=name, sum_over_life=which)
            for column, which in zip(OF_LIFE, SUMS_OVER_LIFE, strict=True)
        }
        paid = extra.sel(scenario=name, group=groups).to_numpy()
        parts.append(pd.DataFrame({"scenario": name, "group": groups, **_columns(sums, paid)}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _columns(sums: Mapping[str, xr.DataArray], paid: Array) -> dict[str, Array]:
    """Columns of one scenario, a number a group."""
    per, found = np.where(np.abs(paid) >= POUND, paid, np.nan), {}
    for column, values in sums.items():
        draws = values.transpose("draw", "group").to_numpy()
        found[column] = np.median(draws, axis=0)
        if len(draws) > 1:
            found[f"{column}_low_80"], found[f"{column}_high_80"] = np.quantile(draws, (0.1, 0.9), axis=0)
        found[f"{column}_per_gbp_m"] = found[column] / per
    both = zip(found[BY_END].tolist(), found[OF_LIFE[0]].tolist(), strict=True)
    return {**found, "share_matured": np.array([share_matured(*each) for each in both])}


@checked
def whole_life_lines(table: pd.DataFrame, *, titles: Mapping[str, str], per_gbp: bool, end: int) -> list[str]:
    """Say of what much is yet to come by the last year, and where the order over the whole life is another.

    Parameters
    ----------
    table : pandas.DataFrame
        From `over_life`, of one group.
    titles : mapping of scenario to its label
    per_gbp : bool
        Whether the order is by what each £1m brings; of those with money.
    end : int
        The last year.
    """
    rows = table.set_index("scenario")
    ends = {titles[str(name)]: (row[BY_END], row[OF_LIFE[0]]) for name, row in rows.iterrows()}
    ending, per = ("_per_gbp_m", " per £1m") if per_gbp else ("", "")
    ranked = rows[rows[f"{BY_END}{ending}"].notna()]
    orders = [
        dict(zip([titles[name] for name in ranked.index], ranked[f"{column}{ending}"], strict=True))
        for column in (BY_END, *OF_LIFE)
    ]
    ordered = order_lines(orders[0], *zip(OVER, orders[1:], strict=True), end=end, per=per) if len(ranked) > 1 else []
    return [*immature_line(ends, end=end), *ordered]


def share_matured(by_end: float, whole: float) -> float:
    """Share of the effect over the whole life that has come by the last year; not a number where there is none.

    Parameters
    ----------
    by_end, whole : float, healthy person-years

    Examples
    --------
    >>> round(share_matured(2.8, 50.0), 3)
    0.056
    """
    return by_end / whole if whole else float("nan")


def is_immature(by_end: float, whole: float) -> bool:
    """Whether less than half of an effect has come by the last year.

    Parameters
    ----------
    by_end, whole : float, healthy person-years

    Examples
    --------
    >>> is_immature(2.8, 50.0), is_immature(56.0, 67.0), is_immature(0.0, 0.0)
    (True, False, False)
    """
    return share_matured(by_end, whole) < MATURED


def immature_line(named: Mapping[str, tuple[float, float]], *, end: int) -> list[str]:
    """Name those of whose effect less than half has come by the last year; no line where there are none.

    Parameters
    ----------
    named : mapping of name to healthy person-years by the last year and over the whole life
    end : int
        The last year.

    Examples
    --------
    >>> immature_line({"Housing": (2.8, 50.0), "NHS": (56.0, 67.0)}, end=2035)
    ['Less than half of the healthy person-years have come by 2035 of: Housing (5.6%).']
    """
    late = {name: share_matured(*both) for name, both in named.items() if is_immature(*both)}
    if not late:
        return []
    said = ", ".join(f"{name} ({plain(100 * share, 2)}%)" for name, share in late.items())
    return [f"Less than half of the healthy person-years have come by {end} of: {said}."]


def order_of(values: Mapping[str, float]) -> list[str]:
    """Give names by their values, the most first.

    Examples
    --------
    >>> order_of({"a": 1.0, "b": 2.0})
    ['b', 'a']
    """
    return sorted(values, key=lambda name: -values[name])


def order_lines(
    by_end: Mapping[str, float], *others: tuple[str, Mapping[str, float]], end: int, per: str = " per £1m"
) -> list[str]:
    """Say what orders over the whole life differ from that by the last year; no line where none does.

    Those within 2% of each other are equal: that they change places is no other order.

    Parameters
    ----------
    by_end : mapping of name to value
    *others : (words, mapping of name to value)
    end : int
        The last year.
    per : str
        For what the values are, in words.

    Examples
    --------
    >>> order_lines({"a": 1.0, "b": 2.0}, ("over the whole life", {"a": 3.0, "b": 2.0}), end=2035)
    ['The order by healthy person-years per £1m is another over the whole life than by 2035: a > b.']
    >>> order_lines({"a": 1.0, "b": 1.01}, ("over the whole life", {"a": 3.0, "b": 2.0}), end=2035)
    []
    """
    return [
        f"The order by healthy person-years{per} is another {words} than by {end}: {_told(by_end, values)}."
        for words, values in others
        if _reverses(by_end, values)
    ]


def _told(before: Mapping[str, float], values: Mapping[str, float]) -> str:
    """An order whole, or of many the first and who moves furthest.

    Examples
    --------
    >>> _told({"a": 1.0, "b": 2.0}, {"a": 3.0, "b": 2.0})
    'a > b'
    >>> many = {letter: 10.0 - place for place, letter in enumerate("abcdefghi")}
    >>> _told(many, {**many, "i": 8.5})
    'a > b > i > c > d and 4 more; furthest up i (from 9 to 3), furthest down c (from 3 to 4)'
    """
    if len(values) <= ALL_TOLD:
        return _in_order(values)
    first, second = ({name: place for place, name in enumerate(order_of(each), 1)} for each in (before, values))
    shown = {name: values[name] for name in order_of(values)[:FIRST_TOLD]}
    moved = {name: first[name] - second[name] for name in second}
    up, down = max(moved, key=lambda name: moved[name]), min(moved, key=lambda name: moved[name])
    return (
        f"{_in_order(shown)} and {len(values) - FIRST_TOLD} more; furthest up {up} (from {first[up]} to {second[up]}), "
        f"furthest down {down} (from {first[down]} to {second[down]})"
    )


def _reverses(first: Mapping[str, float], second: Mapping[str, float]) -> bool:
    """Whether two that one order clearly tells apart stand the other way round in another, and as clearly."""
    return any(
        first[a] > first[b]
        and second[a] < second[b]
        and not is_tie(first[a], first[b])
        and not is_tie(second[a], second[b])
        for a in second
        for b in second
    )


def _in_order(values: Mapping[str, float]) -> str:
    """The best first; those within a tie of the one before are not ranked.

    Examples
    --------
    >>> _in_order({"a": 1.0, "b": 3.0, "c": 2.99})
    'b = c > a'
    """
    names = order_of(values)
    signs = [" = " if is_tie(values[a], values[b]) else " > " for a, b in pairwise(names)]
    return names[0] + "".join(sign + name for sign, name in zip(signs, names[1:], strict=True))


OVER: Final[Sequence[str]] = ("over the whole life", "over the whole life (discounted)")
"""How the two sums over the whole life are called."""
