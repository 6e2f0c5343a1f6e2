"""Who is left out: places with poor health that a priority list or an allocation passes by, as a scatter or a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import load_baseline
from fourcapitals.errors import BadInput
from fourcapitals.formatting import decapitalised
from fourcapitals.plots.charts.audit_of_allocation import MONEY, shown_of_allocation
from fourcapitals.plots.charts.audit_of_list import shown_of_list
from fourcapitals.plots.charts.audit_shown import Shown
from fourcapitals.plots.maps.hexagon_map import Category, HexagonMap, draw_map
from fourcapitals.plots.parts import asking, wording
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.page import Page, frame, open_page
from fourcapitals.plots.parts.scatter import Scatter, draw_scatter
from fourcapitals.results.agreement import LOWEST_SHARE
from fourcapitals.results.audit import RuleAudit
from fourcapitals.results.luf_audit import Audit

Kind = Literal["scatter", "map"]

KINDS: Final = ("scatter", "map")
PAGES: Final[Mapping[str, tuple[float, float]]] = {"scatter": (12.0, 8.8), "map": (12.0, 9.4)}
"""Inches."""
NAMED: Final = 6
"""Places left out that are named, those with the poorest health; on the map none near another."""
APART: Final = 5.0
"""Sides of a hexagon between places named on the map."""
LISTED: Final = 12
"""Places left out that the alt text names."""
SCORE: Final = "Average score of deprivation, IMD 2019"


@checked
def audit(
    audit: Audit | RuleAudit, *, kind: Kind = "scatter", called: str | None = None, inputs: Sequence[str] = ()
) -> Chart:
    """Draw who is left out by a priority list or an allocation: places in poor health that it passes by.

    Parameters
    ----------
    audit : Audit or RuleAudit
        That `audit.audit_luf` or `audit.audit_rule` gave. The counts in the words are its own.
    kind : {"scatter", "map"}
        Health against deprivation, every place a mark; or a map of equal hexagons. On the map, areas of the model
        that hold several districts of the list are divided.
    called : str, optional
        What to call the allocation; its name if left out, of a rule what it follows.
    inputs : sequence of str
        What of the figures that it was made with is not the package's (`data.input_lines`).

    Returns
    -------
    Chart
        With data ``area, area_name, region_name, hle_years, deprivation_score, poorest_health, left_out``; of the list
        also ``district, district_name, group, deprivation_rank, deprived_left_out``, of an allocation
        ``per_head_over_mean, money, population``.

    Raises
    ------
    UnknownName
        When there is no such kind.
    BadInput
        When the audit is of other areas than those of the package.

    Examples
    --------
    >>> from fourcapitals.results.audit import audit_rule
    >>> made = audit_rule("health_need", baseline=load_baseline())
    >>> chart = audit(made, kind="map")
    >>> int(chart.data["left_out"].sum()) == len(made.left_out)
    True
    """
    asking.check_choice("kind of picture:", kind, KINDS)
    seen = shown_of_list(audit) if isinstance(audit, Audit) else shown_of_allocation(audit, called)
    areas = load_baseline().areas
    within = areas.index.get_indexer(pd.Index(seen.places["area"]))
    if (within < 0).any():
        first = seen.places["area"].iloc[int(np.argmax(within < 0))]
        raise BadInput(
            f"audit: area {first} is none of the {len(areas)} areas of the package, which alone can be drawn"
        )
    notes = list(seen.notes)
    divided = int((np.bincount(within) > 1).sum())
    if kind == "map" and divided:
        notes[0] += f" The hexagons of {divided} areas hold several districts and are divided."
    what = "Map of equal hexagons" if kind == "map" else f"Scatter of {decapitalised(seen.health)} against deprivation"
    notes += wording.on_inputs(inputs)
    caption = Caption(seen.title, [seen.subtitle], notes, what, _described(seen))
    with open_page(PAGES[kind]) as page:
        top, bottom = frame(page, caption)
        if kind == "map":
            categories = [Category(each.words, each.colour) for each in seen.groups]
            shown = HexagonMap(areas, within, categories, seen.group, seen.signs)
            draw_map(page, shown, seen.heading, _named(seen, shown.parts()[1]), bottom, top)
        else:
            _draw_scatter(page, seen, bottom, top)
    command = asking.saved_in_python("audit", "audit", _opened(audit), kind=kind, called=called)
    return page.chart.carrying(caption, data=_data(seen, areas, within), command=command)


def _draw_scatter(page: Page, seen: Shown, bottom: float, top: float) -> None:
    names = seen.places["name"]
    shown = Scatter(
        points=seen.places[["deprivation_score", "hle_years"]].to_numpy(np.float64),
        groups=seen.groups,
        group=seen.group,
        strong=seen.left_out,
        ringed=seen.ringed,
        labels=(SCORE, seen.health),
        keys=seen.keys,
        across=seen.across,
        upright=seen.upright,
        names={int(at): str(names.iloc[at]) for each in seen.worst for at in each[: NAMED // len(seen.worst)]},
    )
    draw_scatter(page, shown, bottom, top)


def _named(seen: Shown, spots: npt.NDArray[np.float64]) -> dict[int, tuple[str, str]]:
    """Choose places to name on the map: those left out with the poorest health, apart from each other."""
    chosen: list[int] = []
    for group in seen.worst:
        most = len(chosen) + NAMED // len(seen.worst)
        for at in map(int, group):
            if len(chosen) < most and all(np.hypot(*(spots[at] - spots[other])) >= APART for other in chosen):
                chosen.append(at)
    rows = {at: seen.places.iloc[at] for at in chosen}
    return {at: (str(row["name"]), seen.said(row)) for at, row in rows.items()}


def _data(seen: Shown, areas: pd.DataFrame, within: npt.NDArray[np.int64]) -> pd.DataFrame:
    places = seen.places
    made = pd.DataFrame(
        {
            "area": areas.index[within],
            "area_name": areas["name"].to_numpy()[within],
            "region_name": areas["region_name"].to_numpy()[within],
        }
    )
    if "category" in places:
        made["district"], made["district_name"], made["group"] = (
            places[name].to_numpy() for name in ("code", "name", "category")
        )
    kept = (
        "hle_years",
        "deprivation_score",
        "deprivation_rank",
        "per_head_over_mean",
        "population",
        "poorest_health",
        "left_out",
        "deprived_left_out",
    )
    for name in kept:
        if name in places:
            made[name] = places[name].to_numpy()
    if "per_head_over_mean" in places:
        made["money"] = [MONEY[at][1] for at in seen.group]
    return made


def _described(seen: Shown) -> list[str]:
    names = seen.places.loc[seen.left_out, "name"].tolist()
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    out = f"Left out, the poorest health first: {'; '.join(names[:LISTED])}{more}." if names else "Nobody is left out."
    sizes = [group.words for at, group in enumerate(seen.groups) if (seen.group == at).any()]
    return [f"Groups: {'; '.join(sizes)}.", out]


def _opened(audit: Audit | RuleAudit) -> str:
    """Give the commands that make an audit again; shares are written out, as nothing else says them."""
    asked: dict[str, Any] = {}
    if isinstance(audit, Audit):
        call, asked["sex"] = "audit_luf(baseline", audit.sex
    else:
        given = {"given": audit.rule, "options": audit.options, "against": audit.against, **audit.asked}
        call = f"audit_rule({_written(given.pop('given'))}, baseline=baseline"
        asked = {
            name: value
            for name, value in given.items()
            if value is not None and not (isinstance(value, str | Mapping) and not value)
        }
        asked["sex"] = None if audit.sex.startswith("mean") else audit.sex
    if audit.lowest != round(LOWEST_SHARE * len(audit.places)):
        asked["lowest_share"] = round(audit.lowest / len(audit.places), 4)
    arguments = ", ".join([call, *(f"{key}={_written(value)}" for key, value in asked.items() if value is not None)])
    return f"baseline = fourcapitals.load_baseline()\naudit = fourcapitals.results.{arguments})"


def _written(value: Any) -> str:
    """Write what was asked as a literal.

    Examples
    --------
    >>> _written("per_head"), _written(np.array([0.25, 0.75])), _written({"weights": (1.0, np.float64(0.5))})
    ("'per_head'", '[0.25, 0.75]', "{'weights': [1.0, 0.5]}")
    """
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{name!r}: {_written(each)}' for name, each in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    return repr(value.tolist() if isinstance(value, np.ndarray | np.generic) else value)
