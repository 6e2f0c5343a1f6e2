"""The best use of a little more money in each area, and how clear it is, as a map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.colors import to_hex, to_rgb

from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.equations.elementary import Array
from fourcapitals.formatting import areas_of, plain, readable_money, share_of_draws
from fourcapitals.plots.charts.returns_shown import (
    SOURCE,
    returned,
    said_of_values,
    scale_of_returns,
    subtitle,
)
from fourcapitals.plots.maps.hexagon_map import Category, HexagonMap, Sign, draw_map
from fourcapitals.plots.maps.map_of import first_columns
from fourcapitals.plots.maps.subject import EXTREMES, counted
from fourcapitals.plots.parts import wording
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.page import COLOURS, PAIR, frame, open_page
from fourcapitals.results.evidence_shares import RESTS
from fourcapitals.vocabulary import END_YEAR, TIE

if TYPE_CHECKING:
    import xarray as xr


Names = npt.NDArray[np.str_]
PAGE: Final = (12.0, 9.4)
"""Inches."""
LEADS: Final = (
    (TIE, "a tie within 2%"),
    (0.25, "ahead by under a quarter"),
    (0.5, "ahead by a quarter to half"),
    (np.inf, "ahead by half or more"),
)
"""Classes of the lead over the second best use."""
HEADINGS: Final = ("Best use, and its lead over the second best", "Use that is best most often, and how often")
"""Of a legend without draws, and with them."""
SHARES: Final = ((0.5, "in under half of draws"), (0.8, "in half to 80% of draws"), (np.inf, "in 80% or more of draws"))
"""Classes of the share of draws in which a use is the best."""
SIGNS: Final = ("", "dot", "diamond", "ring")
"""Of uses, the commonest first: not by colour alone."""
SHORT: Final = 19
"""Letters that one line beside the map has room for."""
DISCOUNTED: Final = "whole_life_discounted"


@dataclass(frozen=True)
class _Best:
    """The best use of each area and how clear it is: its lead, or the share of draws in which it is the best."""

    uses: Names
    clear: Array
    labels: Mapping[str, str]
    letters: Mapping[str, str]
    drawn: bool

    @property
    def common(self) -> list[str]:
        """The uses, that of most areas first."""
        found, counts = np.unique(self.uses, return_counts=True)
        return [str(found[at]) for at in np.argsort(-counts, kind="stable")]

    @property
    def classes(self) -> tuple[tuple[float, str], ...]:
        """Ends and words of the classes of clearness."""
        return SHARES if self.drawn else LEADS

    @property
    def tint(self) -> npt.NDArray[np.int64]:
        """The class of clearness of each area."""
        return np.searchsorted([end for end, _ in self.classes], self.clear, side="right").astype(np.int64)

    def count(self, use: str) -> int:
        """In how many areas it is the best."""
        return int((self.uses == use).sum())

    def said(self, at: int) -> str:
        """What is written below the name of an area."""
        label, share = self.labels[str(self.uses[at])], float(self.clear[at])
        said = f"{share_of_draws(share)} of draws" if self.drawn else f"by {plain(100 * share, 2)}%"
        return f"{label},{' ' if len(label) + len(said) <= SHORT else chr(10)}{said}"


def map_of_best_uses(made: xr.Dataset, areas: pd.DataFrame, command: str) -> Chart:
    """Draw the best use of each area, tinted by how clear it is.

    Parameters
    ----------
    made : Dataset
        As `marginal.marginal` takes it, of several uses.
    areas : DataFrame
        Of the baseline, in the order of the table.
    command : str
        That draws it again.
    """
    best = _best_of(made)
    categories, category = _categories(best)
    shown = HexagonMap(areas, np.arange(len(areas)), categories, category, _signs(best))
    names = areas["name"].to_numpy()
    named = {at: (str(names[at]), best.said(at)) for at in _notable(best)}
    sizes = "; ".join(each.words for at, each in enumerate(categories) if (category == at).any())
    ends = "; ".join(f"{name}: {words}" for name, words in named.values()).replace("\n", " ")
    caption = Caption(
        title=f"{_title_of_best(best, readable_money(float(made.attrs['gbp_m'])))}, by {returned(made)}",
        subtitle=[subtitle(made, "the best use of each area")],
        notes=_notes_of_best(made, best),
        kind="Map of equal hexagons",
        described=[f"Classes: {sizes}.", f"{ends}."],
    )
    with open_page(PAGE) as page:
        top, bottom = frame(page, caption)
        draw_map(page, shown, HEADINGS[best.drawn], named, bottom, top)
    return page.chart.carrying(caption, data=_data_of_best(made, best, areas), command=command)


def _best_of(made: xr.Dataset) -> _Best:
    drawn = "likeliest_use" in made
    uses = [str(use) for use in made["use"].to_numpy()]
    labels, letters = (
        dict(zip(uses, map(str, made[name].to_numpy()), strict=True)) for name in ("use_label", "letters")
    )
    clear = made["probability_best_use"].max("use") if drawn else made["lead"].fillna(0.0)
    found = made["likeliest_use" if drawn else "best_use"].to_numpy().astype(str)
    return _Best(found, clear.to_numpy().astype(np.float64), labels, letters, drawn)


def _data_of_best(made: xr.Dataset, best: _Best, areas: pd.DataFrame) -> pd.DataFrame:
    factor, unit = scale_of_returns(made)
    cell = made["median" if best.drawn else "return"].to_numpy() * factor
    row = [list(best.labels).index(use) for use in best.uses]
    data = first_columns(areas).assign(
        use=best.uses,
        letters=[best.letters[use] for use in best.uses],
        value=cell[row, np.arange(len(areas))],
        unit=unit,
        second_use=made["second_use"].to_numpy(),
        lead=made["lead"].to_numpy(),
    )
    if best.drawn:
        data["best_use_at_central_values"] = made["best_use"].to_numpy()
        data["probability_best_use"] = best.clear
    return data


def _categories(best: _Best) -> tuple[list[Category], npt.NDArray[np.int64]]:
    """Give each use a colour and each class of clearness a tint; uses beyond four are grey together."""
    common = best.common
    shown = common[: len(COLOURS)]
    colours = PAIR if len(shown) <= len(PAIR) else COLOURS
    tints = np.linspace(0.3, 1, len(best.classes))
    category = np.full(len(best.uses), len(shown) * len(tints))
    made: list[Category] = []
    for place, use in enumerate(shown):
        for tint in reversed(range(len(tints))):
            inside = (best.uses == use) & (best.tint == tint)
            category[inside] = len(made)
            count = areas_of(int(inside.sum()))
            words = f"{best.labels[use]} ({best.letters[use]}), {best.classes[tint][1]}: {count}"
            made.append(Category(words, _tinted(colours[place], float(tints[tint]))))
    others = ~np.isin(best.uses, shown)
    made.append(Category(f"Other uses: {areas_of(int(others.sum()))}", "#BFBFBF"))
    return made, category.astype(np.int64)


def _signs(best: _Best) -> list[Sign]:
    return [
        Sign(look, best.labels[use], best.uses == use)
        for look, use in zip(SIGNS, best.common[: len(SIGNS)], strict=False)
        if look
    ]


def _tinted(colour: str, part: float) -> str:
    red, green, blue = (1 - part * (1 - each) for each in to_rgb(colour))
    return to_hex((red, green, blue))


def _notable(best: _Best) -> list[int]:
    """Areas to name: where another use than the commonest is best, most clearly; and where the choice is closest."""
    order = np.argsort(best.clear, kind="stable")
    others = [int(at) for at in order[::-1] if best.uses[at] != best.common[0]][:EXTREMES]
    clearest = [] if others else [int(at) for at in order[-EXTREMES:]]
    return list(dict.fromkeys([*others, *clearest, *(int(at) for at in order[:EXTREMES])]))


def _title_of_best(best: _Best, money: str) -> str:
    first, *others = best.common
    often = "most often the best use" if best.drawn else "the best use"
    label = wording.use_within(best.labels[first])
    where = counted(best.count(first), len(best.uses))
    tail = ""
    if len(others) == 1:
        tail = f", {wording.use_within(best.labels[others[0]])} in {best.count(others[0])}"
    elif others:
        tail = f", one of {len(others)} others in {len(best.uses) - best.count(first)}"
    return f"{wording.capitalised(label)} is {often} of {money} more in {where}{tail}"


def _notes_of_best(made: xr.Dataset, best: _Best) -> list[str]:
    seconds, counts = np.unique(made["second_use"].to_numpy().astype(str), return_counts=True)
    second, count = best.labels[str(seconds[counts.argmax()])], int(counts.max())
    if best.drawn:
        draws = int(made.attrs["draws"])
        same = int((made["best_use"].to_numpy().astype(str) == best.uses).sum())
        said = (
            f"{draws} draws of the parameters, noise off: uses are compared draw by draw; those that are best equally "
            f"often stand by their medians. A share has a standard error of up to {50 / np.sqrt(draws):.0f} percentage "
            f"points. At central values the best use is the same in {counted(same, len(best.uses))}."
        )
    else:
        said = (
            f"{said_of_values(made)} The lead is the part of the best return that the second lacks; the second is "
            f"{wording.use_within(second)} in {counted(count, len(best.uses))}. It does not say how sure the lead is: "
            "draws do."
        )
    return [
        f"{said}{_over_the_whole_life(made)}",
        SOURCE,
        *wording.on_inputs(made.attrs.get("inputs", ())),
        f"{RESTS}. {load_evidence_letters().legend_of_uses}",
    ]


def _over_the_whole_life(made: xr.Dataset) -> str:
    """Say in how many areas another use is the best over the whole life; nothing where that is not known."""
    if "best_use_whole_life" not in made:
        return ""
    best = made["best_use"].to_numpy().astype(str)
    others = [
        int((made[f"best_use_{each}"].to_numpy().astype(str) != best).sum()) for each in ("whole_life", DISCOUNTED)
    ]
    whole, discounted = (counted(each, len(best)) for each in others)
    return (
        f" At central values another use than by {END_YEAR} is the best over the whole life of the money in {whole}, "
        f"discounted in {discounted}."
    )
