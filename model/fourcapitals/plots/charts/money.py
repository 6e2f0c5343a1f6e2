"""Who gets the money: new money per head against the need of each area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import BASE_PERIOD, load_baseline
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.formatting import decapitalised, readable_money
from fourcapitals.plots.parts import asking, wording
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.naming import write_names
from fourcapitals.plots.parts.page import (
    INK,
    MARGIN,
    NEUTRAL,
    PAIR,
    Page,
    frame,
    minus,
    open_page,
    round_ticks,
    style_ticks,
)
from fourcapitals.results.awarded import lines_of_bids, won_by_bids
from fourcapitals.results.carried import carried
from fourcapitals.results.groupings import check_whole
from fourcapitals.results.money import new_money as new_money_of_areas
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import BASE_YEAR, END_YEAR, POUND

Need = Literal["hle", "deprivation"]

NEEDS: Final = ("hle", "deprivation")
UNITS: Final = {
    "hle": f"Healthy life expectancy at birth, {BASE_PERIOD}, years",
    "deprivation": "Average score of deprivation, IMD 2019, points",
}
"""What each need is measured by."""
FIFTH: Final = 0.2
"""Of the number of areas."""
PAGE: Final = (12.0, 8.4)
"""Inches."""
GUTTER: Final = 1.55
"""Inches to the right of the panel, for the average and the sizes of circles."""
POINTS_PER_PERSON: Final = 1 / 2500
"""Area of a circle, in square points, for each person."""
SHARE: Final[dict[str, Any]] = {"size": 10.5, "weight": "bold", "linespacing": 1.2}
DARK: Final = "#8A3206"
"""The orange of the fifth, dark enough to be read."""


def new_money(results: Results, scenario: str) -> Array:
    """Add up the new money of a scenario in each area, 2020 to 2035, less what it displaces: £m, mean of the draws."""
    return np.asarray(new_money_of_areas(results).sel(scenario=scenario).to_numpy(), np.float64)


@dataclass(frozen=True)
class _Money:
    """Money and need of the areas, and what part of the money the neediest fifth get."""

    title: str
    need: Need
    areas: pd.DataFrame
    gbp_m: Array
    people: Array
    needs: Array
    """In the unit of the need; more deprivation is more need, more healthy life less."""

    def data(self) -> pd.DataFrame:
        """Give what is drawn."""
        return pd.DataFrame(
            {
                "area": self.areas.index,
                "area_name": self.names,
                "region_name": self.areas["region_name"].to_numpy(),
                "need": self.needs,
                "need_unit": UNITS[self.need],
                "money_gbp_m": self.gbp_m,
                "gbp_per_head": self.per_head,
                "population": self.people,
                "neediest_fifth": self.neediest,
            }
        )

    @property
    def names(self) -> list[str]:
        """Of the areas."""
        return [str(name) for name in self.areas["name"]]

    @property
    def per_head(self) -> Array:
        """£."""
        found: Array = self.gbp_m * 1e6 / self.people
        return found

    @property
    def neediest(self) -> npt.NDArray[np.bool_]:
        """Whether an area is among the fifth of areas in most need."""
        most_first = self.needs if self.need == "hle" else -self.needs
        chosen = np.argsort(most_first, kind="stable")[: max(1, round(FIFTH * len(self.needs)))]
        return np.isin(np.arange(len(self.needs)), chosen)

    @property
    def share(self) -> float:
        """Of the money that goes to the neediest fifth."""
        return float(self.gbp_m[self.neediest].sum() / self.gbp_m.sum())

    @property
    def share_of_people(self) -> float:
        """Of the people who live in the neediest fifth."""
        return float(self.people[self.neediest].sum() / self.people.sum())

    @property
    def average(self) -> float:
        """£ per head of all."""
        return float(self.gbp_m.sum() * 1e6 / self.people.sum())

    @property
    def same_for_all(self) -> bool:
        """Whether the money of all areas reads the same; the least and the most of them differ by rounding alone."""
        return _pounds(float(self.per_head.min())) == _pounds(float(self.per_head.max()))

    @property
    def sign(self) -> int:
        """1 where money is brought everywhere, -1 where it is taken, 0 where some gain and some lose."""
        if (self.gbp_m >= -POUND).all():
            return 1
        return -1 if (self.gbp_m <= POUND).all() else 0

    @property
    def who(self) -> str:
        """The neediest fifth, in words."""
        if self.need == "hle":
            return "the fifth of areas with the poorest health"
        return "the most deprived fifth of areas"


@checked
def money_against_need(results: Results, *, scenario: str, need: Need = "hle") -> Chart:
    """Draw the new money per head of each area against its need, and say what part the neediest fifth get.

    Parameters
    ----------
    results : Results
        Of single runs: an ensemble does not hold every area. With several draws the money is the mean of the draws.
    scenario : str
        A scenario of the results.
    need : {"hle", "deprivation"}
        Healthy life expectancy of 2017-19, mean of the sexes, or the average score of deprivation of 2019.

    Returns
    -------
    Chart
        With data ``area, area_name, region_name, need, need_unit, money_gbp_m, gbp_per_head, population,
        neediest_fifth``.

    Raises
    ------
    UnknownName
        When there is no such scenario or need, or an ensemble is given, which lacks areas draw by draw.
    BadInput
        When the scenario brings no new money.
    """
    results.scenario(scenario)
    asking.check_choice("need", need, NEEDS)
    money = _money_of(results, scenario, need)
    if np.abs(money.gbp_m).sum() < POUND:
        raise BadInput(f"{scenario!r} brings no new money; choose a scenario that does")
    caption = Caption(
        title=_title(money),
        subtitle=[
            f"New money per head, 307 areas of England, 2020 to {END_YEAR} together, 2019 prices, less what it "
            f"displaces, against {decapitalised(UNITS[need])}",
            f"A circle’s area shows population; {money.who} has {100 * money.share_of_people:.0f}% of people",
        ],
        notes=_notes(results, scenario, need),
        kind="Scatter chart of 307 areas",
        described=_described(money),
    )
    with open_page(PAGE) as page:
        top, bottom = frame(page, caption)
        _draw(page, money, UNITS[need], bottom, top)
    command = asking.in_python("money_against_need", results, scenario=scenario, need=need)
    return page.chart.carrying(caption, data=money.data(), command=command)


def _money_of(results: Results, scenario: str, need: Need) -> _Money:
    check_whole(results)
    codes = [str(code) for code in results.dataset["area"].to_numpy()]
    table = load_baseline().areas.loc[codes]
    needs = table["imd_2019_score"].to_numpy(np.float64)
    if need == "hle":
        needs = results.base_levels("hle")
    return _Money(
        title=results.titles[scenario],
        need=need,
        areas=table,
        gbp_m=new_money(results, scenario),
        people=carried(results.dataset, "population").astype(np.float64),
        needs=np.asarray(needs, np.float64),
    )


def _title(money: _Money) -> str:
    title, share = f"‘{money.title}’", f"{100 * money.share:.0f}%"
    proportional = share == f"{100 * money.share_of_people:.0f}%"
    if money.same_for_all:
        verb = "gives every area" if money.sign >= 0 else "takes from every area"
        return f"{title} {verb} the same, {_pounds(abs(money.average))} per head"
    people = f"{100 * money.share_of_people:.0f}% of people live"
    beside = ", their share of people" if proportional else f", where {people}"
    total = f"{readable_money(abs(float(money.gbp_m.sum())))} of new money {BASE_YEAR + 1}-{END_YEAR % 100}"
    if money.sign > 0:
        return f"{title} gives {share} of its {total} to {money.who}{beside}"
    if money.sign < 0:
        lost = total.replace(" of new money", " lost")
        return f"{title}: {share} of the {lost} falls on {money.who}{beside}"
    own = float(money.gbp_m[money.neediest].sum() * 1e6 / money.people[money.neediest].sum())
    return minus(f"{title} brings {_pounds(own)} per head in {money.who}, {_pounds(money.average)} in all")


def _pounds(value: float) -> str:
    return minus(f"{'-' if value < 0 else ''}£{abs(value):,.{0 if abs(value) >= 10 else 2}f}")


def said_of_money(results: Results, scenario: str) -> str:
    """Say where new money comes from."""
    if scenario in won_by_bids(results):
        return (
            " ".join(lines_of_bids(results, scenarios=[scenario], titled=True))
            or "New money, won by bids: the mean of draws."
        )
    if results.is_ensemble:
        return "New money at central values: by assumption, it follows from the scenario’s funds and their rules."
    return "New money follows, by assumption, from the scenario’s funds and their rules; it is no outcome of the run."


def _notes(results: Results, scenario: str, need: Need) -> list[str]:
    said = [said_of_money(results, scenario), f"People of mid-{BASE_YEAR}."]
    if need == "hle":
        said.append("Districts within counties: the county's published figure + the district's offset of 2009-13.")
        other = "healthy life expectancy, ONS, release of 4 March 2022"
    else:
        other = "deprivation, MHCLG, English Indices of Deprivation 2019"
    return [
        " ".join(said),
        wording.source(results, f"{other}; population, ONS, mid-2019 estimates"),
    ]


def _draw(page: Page, money: _Money, unit: str, bottom: float, top: float) -> None:
    left, below = MARGIN + 0.75, bottom + 0.75
    said = wording.capitalised(money.who)
    if money.sign:
        said += f": {100 * money.share:.0f}% of the {'money' if money.sign > 0 else 'loss'}"
    words = page.wrapped(said, 3.4, **SHARE)
    words_width, words_height = page.size(words, **SHARE)
    width, height = page.extent[0] - MARGIN - GUTTER - left, top - 0.6 - words_height - below
    axes = page.axes(left, below, width, height)
    _set_limits(axes, money)
    edge, ends = _edge(money), axes.get_xlim()
    shaded = (ends[0], edge) if money.need == "hle" else (edge, ends[1])
    _draw_marks(axes, money, edge, shaded)
    ticks = round_ticks(*axes.get_ylim())[0]
    axes.set_yticks(ticks, [_pounds(tick) if tick else "£0" for tick in ticks])
    axes.set_xticks(*round_ticks(*ends, most=8))
    style_ticks(axes, page)
    page.write("New money per head, 2019 prices", MARGIN, top - 0.16, width, size=11, weight="bold")
    wide, high = page.extent
    page.chart.text((left + width / 2) / wide, (below - 0.36) / high, unit, ha="center", va="top", size=11)
    inside = [(end - ends[0]) / (ends[1] - ends[0]) * width + left for end in shaded]
    middle = float(np.clip(sum(inside) / 2, left + words_width / 2, left + width - words_width / 2))
    page.chart.text(middle / wide, (below + height + 0.08) / high, words, ha="center", va="bottom", color=DARK, **SHARE)
    _gutter(page, money, axes, left + width, below, height)
    _name_areas(page, axes, money, edge)


def _set_limits(axes: Axes, money: _Money) -> None:
    """Hold all money and need; equal money is a line in the middle, so that names have room on both sides."""
    y, x = money.per_head, money.needs
    low, high = min(float(y.min()), 0.0), max(float(y.max()), 0.0)
    span = max(high - low, 1.0)
    beyond = 0.9 * span if money.same_for_all else 0.1 * span
    room_below, room_above = (0.03 * span, beyond) if money.average >= 0 else (beyond, 0.03 * span)
    if low < 0 < high:
        room_below = room_above = 0.1 * span
    axes.set_ylim(low - room_below, high + room_above)
    room = 0.04 * (x.max() - x.min())
    axes.set_xlim(x.min() - room, x.max() + room)


def _draw_marks(axes: Axes, money: _Money, edge: float, shaded: tuple[float, float]) -> None:
    """Draw a circle an area, the small in front; the neediest fifth shaded, and the average of all."""
    axes.axvspan(*shaded, color=PAIR[1], alpha=0.09, linewidth=0, zorder=0)
    axes.axvline(edge, color="0.5", linewidth=1, zorder=1)
    axes.axhline(0, color=NEUTRAL, linewidth=1.2, zorder=1)
    axes.axhline(money.average, color=NEUTRAL, linewidth=1.2, linestyle=(0, (5, 3)), zorder=1)
    size = money.people * POINTS_PER_PERSON
    order = np.argsort(-size)
    look: dict[str, Any] = {"alpha": 0.65, "marker": "o", "edgecolor": "white", "lw": 0.6, "zorder": 2}
    for own, colour in ((money.neediest, PAIR[1]), (~money.neediest, PAIR[0])):
        chosen = order[own[order]]
        axes.scatter(money.needs[chosen], money.per_head[chosen], s=size[chosen], color=colour, clip_on=False, **look)


def _edge(money: _Money) -> float:
    """The need at which the neediest fifth ends."""
    inside, outside = money.needs[money.neediest], money.needs[~money.neediest]
    if money.need == "hle":
        return float((inside.max() + outside.min()) / 2)
    return float((inside.min() + outside.max()) / 2)


def _gutter(page: Page, money: _Money, axes: Axes, right: float, below: float, height: float) -> None:
    """Name the average at the end of its line, and show two circles with the people they stand for."""
    wide, high = page.extent
    low, top = axes.get_ylim()
    at = below + height * (money.average - low) / (top - low)
    page.chart.text((right + 0.08) / wide, at / high, f"England:\n{_pounds(money.average)}", va="center", size=10.5)
    x = right + 0.28
    y = below + height - 0.25
    if abs(y - at) < 1.2:
        y = below + height * 0.35
    for people, words in ((1_000_000, "1 million\npeople"), (100_000, "100,000")):
        span = 2 * np.sqrt(people * POINTS_PER_PERSON / np.pi) / 72
        page.chart.add_artist(
            Line2D(
                [x / wide], [y / high], marker="o", markersize=span * 72, color=PAIR[0], alpha=0.65, markeredgewidth=0
            )
        )
        page.chart.text((x + 0.28) / wide, y / high, words, va="center", size=10)
        y -= 0.5


# Names of notable areas


def _most(money: _Money, count: int = 3) -> list[int]:
    """Areas of the most money gained or lost per head, largest first; fewer where those left out read the same."""
    by_size = np.argsort(-np.abs(money.per_head), kind="stable")
    words = [_pounds(float(money.per_head[at])) for at in by_size[: count + 1]]
    return [int(at) for at, said in zip(by_size[:count], words, strict=False) if said != words[-1]]


def _notable(money: _Money) -> list[int]:
    """Areas to name: neediest, least needy, largest; unless all get the same, those of most money and of least."""
    per_head, inside = np.abs(money.per_head), money.neediest
    most_need = np.argsort(money.needs if money.need == "hle" else -money.needs, kind="stable")
    chosen = [*most_need[:1], *most_need[-1:], int(money.people.argmax())]
    if not money.same_for_all:
        least = min(np.flatnonzero(inside), key=lambda at: per_head[at])
        most = max(np.flatnonzero(~inside), key=lambda at: per_head[at])
        apart = [at for at, own in ((least, inside), (most, ~inside)) if _stands_alone(money, int(at), own)]
        chosen = [*_most(money), *chosen, *most_need[1:2], *apart]
    return list(dict.fromkeys(int(at) for at in chosen))


def _stands_alone(money: _Money, at: int, among: npt.NDArray[np.bool_]) -> bool:
    """Whether no other area of a group gets money that reads the same."""
    words = [_pounds(float(each)) for each in money.per_head[among]]
    return words.count(_pounds(float(money.per_head[at]))) == 1


def _name_areas(page: Page, axes: Axes, money: _Money, edge: float) -> None:
    """Write the names of notable areas near their circles, and ring those."""
    points = np.column_stack([money.needs, money.per_head])
    size = money.people * POINTS_PER_PERSON
    names = {at: money.names[at] for at in _notable(money)}
    named = write_names(page, axes, points, np.sqrt(size / np.pi), names, border=edge, level=money.average)
    x, y = points[named].T
    axes.scatter(x, y, s=size[named], facecolor="none", edgecolor=INK, lw=1.1, zorder=4, clip_on=False)


def _described(money: _Money) -> list[str]:
    named = "; ".join(f"{money.names[at]}, {_pounds(float(money.per_head[at]))}" for at in _most(money))
    if money.same_for_all:
        said = "Every area gets the same per head." if money.sign >= 0 else "Every area loses the same per head."
    else:
        said = f"{'Largest' if money.sign <= 0 else 'Most'} per head: {named}." if named else ""
    total = minus(readable_money(float(money.gbp_m.sum())))
    return [said, f"England: {_pounds(money.average)} per head, {total} in all."]
