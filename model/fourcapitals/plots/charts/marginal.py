"""What a little more money would do: the return of one use in each area, or the best use of each area, as a map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.formatting import readable_money
from fourcapitals.plots.charts.best_use import PAGE, map_of_best_uses
from fourcapitals.plots.charts.returns_shown import (
    SOURCE,
    number,
    opened,
    said_of_values,
    scale_of_returns,
    subtitle,
)
from fourcapitals.plots.maps.map_of import map_of_subject
from fourcapitals.plots.maps.subject import Ends, Subject
from fourcapitals.plots.parts import asking, wording
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.results.evidence_shares import RESTS
from fourcapitals.vocabulary import NOTHING

if TYPE_CHECKING:
    import xarray as xr


APART: Final = 0.05
"""The least difference between returns that is worth a colour, as a share."""
NEEDED: Final = ("return", "rank", "best_use")


@checked
def marginal(made: xr.Dataset, *, use: str | None = None) -> Chart:
    """Draw a hexagon map of what a little more money would do, each area given it in turn.

    Parameters
    ----------
    made : Dataset
        That `marginal.marginal` gave, of all areas.
    use : str, optional
        The use whose return is shown, with draws its median. Left out, the best use of each area, tinted by its lead
        over the second at central values; with draws the use that is the best in most of them, tinted by how often.

    Returns
    -------
    Chart
        With data ``area, area_name, region_name, use, letters, value, unit``, and what the table holds beside: of one
        use ``central, rank``, with draws ``median, probability_best_use, probability_top_tenth``; of the best uses
        ``second_use, lead``, with draws ``best_use_at_central_values, probability_best_use``.

    Raises
    ------
    UnknownName
        When the table has no such use.
    BadInput
        When it is no table of marginal returns, lacks areas, or has one use and none to compare it with.

    Examples
    --------
    >>> import fourcapitals as fc
    >>> chart = marginal(fc.appraisal.marginal(uses=["nhs"]), use="nhs")
    >>> chart.data.set_index("area_name")["value"].idxmax()
    'Blackpool'
    """
    missing = [name for name in NEEDED if name not in made]
    if missing:
        raise BadInput(f"a table of appraisal.marginal expected; this one lacks {', '.join(missing)}")
    areas = load_baseline().areas
    codes = [str(code) for code in made["area"].to_numpy()]
    if set(codes) != set(areas.index):
        raise BadInput(f"a map needs all {len(areas)} areas; this table has {len(codes)}: make it without areas")
    uses = [str(each) for each in made["use"].to_numpy()]
    if use is not None and use not in uses:
        raise UnknownName(unknown("use in this table:", use, uses))
    if use is None and "second_use" not in made:
        raise BadInput(f"a map of best uses needs several; this table has {uses[0]} alone: give use={uses[0]!r}")
    areas = areas.loc[codes]
    command = asking.saved_in_python("marginal", "made", opened(made, uses), use=use)
    if use is not None:
        return map_of_subject(_return_of_use(made, areas, use), areas, command, PAGE)
    return map_of_best_uses(made, areas, command)


# One use


def _return_of_use(made: xr.Dataset, areas: pd.DataFrame, use: str) -> Subject:
    own = made.sel(use=use)
    factor, unit = scale_of_returns(made)
    values: Array = own["median" if "median" in made else "return"].to_numpy() * factor
    label, letters = str(own["use_label"].item()), str(own["letters"].item())
    more = f"{readable_money(float(made.attrs['gbp_m']))} more on {wording.use_within(label)} does"
    held = {"return": "central", "median": "median"}
    shares = ("rank", "probability_best_use", "probability_top_tenth")

    def title(ends: Ends) -> str:
        if ends.even:
            return f"{more} about the same wherever it goes: {number(float(np.median(values)))} {unit}"
        return f"{more} most in {ends.high.name}: {ends.high.words} {unit}, against {ends.low.words} in {ends.low.name}"

    return Subject(
        values,
        unit,
        wording.capitalised(unit),
        number,
        bool((values < -NOTHING).any()),
        title,
        subtitle(made, label),
        (
            said_of_values(made),
            SOURCE,
            *wording.on_inputs(made.attrs.get("inputs", ())),
            f"{RESTS}: {label} {letters}. {load_evidence_letters().legend_of_uses}",
        ),
        apart=APART,
        exact=True,
        beside={
            "use": np.full(len(areas), use),
            "letters": np.full(len(areas), letters),
            **{column: own[name].to_numpy() * factor for name, column in held.items() if name in own},
            **{name: own[name].to_numpy() for name in shares if name in own},
        },
    )


# The best use of each area


# What both have
