"""Who is left out: places with poor health that a priority list or an allocation passes by, as a scatter or a map."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import BASE_PERIOD, load_baseline
from fourcapitals.errors import BadInput
from fourcapitals.plots.maps.classes import BLUES, NONE, ORANGES
from fourcapitals.plots.maps.hexagon_map import Category, HexagonMap, Sign, draw_map
from fourcapitals.plots.parts import asking, say
from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import Chart
from fourcapitals.plots.parts.pen import JUDGEMENT, Pen, frame, minus, open_page
from fourcapitals.plots.parts.scatter import Group, Scatter, draw_scatter
from fourcapitals.results.agreement import LOWEST_SHARE
from fourcapitals.results.audit import ALIKE, RuleAudit
from fourcapitals.results.luf_audit import FIFTH, HALF, Audit

Mask = npt.NDArray[np.bool_]
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
MONEY: Final = (
    (ALIKE, "nothing", ORANGES[2], "v"),
    (0.5, "under half the mean", ORANGES[1], "v"),
    (1 - ALIKE, "half the mean up to it", ORANGES[0], "v"),
    (1 + ALIKE, "as much as the mean", NONE, "o"),
    (2.0, "the mean up to twice it", BLUES[1], "^"),
    (np.inf, "over twice the mean", BLUES[4], "^"),
)
"""Classes of money per head over the mean: their ends, words, colours and shapes."""
DEPRIVATION: Final = "deprivation, MHCLG, English Indices of Deprivation 2019"
FOLLOWED: Final[Mapping[str, str]] = {
    "per_head": "went equally to every head",
    "per_area": "went in equal sums to every area",
    "luf_priority": "followed the priority list of March 2021",
    "health_need": "followed health need",
    "deprivation_need": "followed deprivation",
    "luf_index": "followed the recomputed Levelling Up Fund index",
    "as_awarded": "followed the published awards",
    "as_spent": "followed what councils spent",
    "ukspf": "followed the UK Shared Prosperity Fund",
    "economic_resilience": "went to the places of least economic resilience",
}
"""What money does under a rule, within a sentence that begins with if."""
SCORE: Final = "Average score of deprivation, IMD 2019"


@dataclass(frozen=True)
class _Seen:
    """What both kinds of picture show of an audit."""

    places: pd.DataFrame
    groups: tuple[Group, ...]
    group: npt.NDArray[np.int64]
    ringed: Mask
    title: str
    subtitle: str
    notes: tuple[str, ...]
    heading: str
    health: str
    keys: tuple[str, str]
    signs: tuple[Sign, ...]
    across: tuple[tuple[float, str, bool], ...]
    upright: tuple[tuple[float, str], ...]
    worst: tuple[npt.NDArray[np.intp], ...]
    """Positions of places left out, in each group that has a turn of its own to be named, the poorest health first."""
    said: Callable[[pd.Series[Any]], str]
    """What stands below the name of a place on the map."""

    @property
    def left_out(self) -> Mask:
        return self.places["left_out"].to_numpy(bool)


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
    seen = _of_list(audit) if isinstance(audit, Audit) else _of_allocation(audit, called)
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
    what = (
        "Map of equal hexagons" if kind == "map" else f"Scatter of {say.decapitalised(seen.health)} against deprivation"
    )
    notes += say.on_inputs(inputs)
    caption = Caption(seen.title, [seen.subtitle], notes, what, _described(seen))
    with open_page(PAGES[kind]) as pen:
        top, bottom = frame(pen, caption)
        if kind == "map":
            categories = [Category(each.words, each.colour) for each in seen.groups]
            shown = HexagonMap(areas, within, categories, seen.group, seen.signs)
            draw_map(pen, shown, seen.heading, _named(seen, shown.parts()[1]), bottom, top)
        else:
            _draw_scatter(pen, seen, bottom, top)
    command = asking.saved_in_python("audit", "audit", _opened(audit), kind=kind, called=called)
    return pen.chart.carrying(caption, data=_data(seen, areas, within), command=command)


def _draw_scatter(pen: Pen, seen: _Seen, bottom: float, top: float) -> None:
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
    draw_scatter(pen, shown, bottom, top)


def _edge(places: pd.DataFrame) -> float:
    """Healthy life expectancy between the lowest and the others."""
    health, lowest = places["hle_years"], places["poorest_health"]
    return float(health[lowest].max() + health[~lowest].min()) / 2


# The Levelling Up Fund


def _of_list(audit: Audit) -> _Seen:
    places, agreed = audit.places, audit.agreement
    category, out = places["category"].to_numpy(), places["left_out"].to_numpy(bool)
    poorest, ringed = (places[name].to_numpy(bool) for name in ("poorest_health", "deprived_left_out"))
    deprived = audit.counts("1")
    (half, _), (fifth, _) = sorted(deprived, key=lambda each: -each[1])
    of_third, of_second = deprived[half, 3], deprived[fifth, 2]
    whose = {"male": "males", "female": "females"}[audit.sex]
    ring = (
        f"Deprived and below England’s health: {of_third} of group 3 (deprived half), {of_second} of group 2 "
        "(deprived fifth)"
    )
    return _Seen(
        places=places,
        groups=_groups_of_list(audit),
        group=np.where(out, category + 1, category - 1).astype(np.int64),
        ringed=ringed,
        title=f"{agreed.first_only} of the {audit.lowest} districts with the poorest {audit.sex} health are not in "
        "priority group 1 of the Levelling Up Fund",
        subtitle="Levelling Up Fund priority groups of March 2021, healthy life expectancy at birth of "
        f"{whose}, 2009-13, and deprivation, {audit.districts} districts of England",
        notes=_notes_of_list(audit, of_third, of_second),
        heading=f"Priority group and health of {whose}",
        health=f"Healthy life expectancy at birth, {whose}, 2009-13, years",
        keys=("", ring),
        signs=(
            Sign("diamond", f"Poorest health, not in group 1: {agreed.first_only}", out),
            Sign("dot", f"Poorest health, in group 1: {agreed.both}", poorest & ~out),
            Sign("ring", ring, ringed),
        ),
        across=(
            (_edge(places), f"Poorest health: {audit.lowest} of {audit.districts} districts", False),
            (audit.england_years, f"England: {audit.england_years:.1f} years", True),
        ),
        upright=(
            (_score_at(places, HALF), "most deprived half →"),
            (_score_at(places, FIFTH), "most deprived fifth →"),
        ),
        worst=tuple(np.flatnonzero(out & (category == number)) for number in (3, 2)),
        said=lambda row: f"group {row['category']}, {row['hle_years']:.1f} years",
    )


def _groups_of_list(audit: Audit) -> tuple[Group, ...]:
    category, out = audit.places["category"].to_numpy(), audit.places["left_out"].to_numpy(bool)
    in_group = {number: count for (_, number), count in audit.counts("2").items()}
    return (
        Group(f"Group 1, the first priority: {(category == 1).sum()} districts", BLUES[4], "o"),
        Group(f"Group 2: {((category == 2) & ~out).sum()}", BLUES[2], "s"),
        Group(f"Group 3: {((category == 3) & ~out).sum()}", BLUES[0], "^"),
        Group(f"Group 2, poorest health: left out, {in_group[2]}", ORANGES[1], "s"),
        Group(f"Group 3, poorest health: left out, {in_group[3]}", ORANGES[3], "^"),
    )


def _score_at(places: pd.DataFrame, part: float) -> float:
    """Score of deprivation between the most deprived part of the districts and the others."""
    inside = places["deprivation_rank"] <= part * len(places)
    score = places["deprivation_score"]
    return float(score[inside].min() + score[~inside].max()) / 2


def _notes_of_list(audit: Audit, of_third: int, of_second: int) -> tuple[str, ...]:
    agreed = audit.agreement
    other = audit.counts("1, sensitivity")
    ranges = {
        number: _range(start, [count for (_, each), count in other.items() if each == number])
        for number, start in ((3, of_third), (2, of_second))
    }
    return (
        f"Of the {audit.lowest}, {agreed.both} are in group 1; {agreed.expected_by_chance:.0f} would be by chance "
        f"(kappa {agreed.kappa:.2f}). Ringed districts are in the most deprived half or fifth by rank of the average "
        f"score, with health below {audit.england_years:g} years; other readings of that give {ranges[3]} of group 3 "
        f"and {ranges[2]} of group 2.",
        "Health of 2009-13 is by the Census question: not to be set beside later series. Districts within counties: "
        "small areas, shifted to the county’s published figure.",
        f"Source: priority list, HMT, MHCLG and DfT, March 2021; healthy life expectancy, ONS, 2009-13; {DEPRIVATION}.",
    )


def _range(own: int, others: list[int]) -> str:
    low, high = min([own, *others]), max([own, *others])
    return f"{low} to {high}" if low < high else f"{low}"


# An allocation


def _under(audit: RuleAudit, called: str | None) -> str:
    """Say under which allocation, as what a rule follows where it has no other name."""
    if called is None and audit.options is not None and audit.rule in FOLLOWED:
        return f"if money {FOLLOWED[audit.rule]}"
    return f"under ‘{called or audit.rule}’"


def _of_allocation(audit: RuleAudit, called: str | None) -> _Seen:
    places = audit.places.assign(area=audit.places["code"])
    ratio = places["per_head_over_mean"].to_numpy(np.float64)
    ends = np.array([end for end, *_ in MONEY])
    # What lies on a limit belongs above it, nothing and the mean aside.
    found = np.searchsorted(ends, ratio, side="right")
    found[ratio <= ALIKE] = 0
    groups = tuple(
        Group(f"{words[0].upper()}{words[1:]}: {(found == at).sum()} areas", colour, marker)
        for at, (_, words, colour, marker) in enumerate(MONEY)
    )
    out, poorest = places["left_out"].to_numpy(bool), places["poorest_health"].to_numpy(bool)
    left, lowest = len(audit.left_out), audit.lowest
    count = "None" if not left else f"{left}" if left < lowest else "All"
    own = "" if audit.sex.startswith("mean") else f"{audit.sex} "
    whose = audit.sex if audit.sex.startswith("mean") else f"{audit.sex}s"
    under = _under(audit, called)
    get = "would get" if under.startswith("if") else "get"
    key = f"Poorest health and below the mean: left out, {left}"
    return _Seen(
        places=places,
        groups=groups,
        group=found.astype(np.int64),
        ringed=np.zeros(len(places), bool),
        title=f"{count} of the {lowest} areas with the poorest {own}health {get} less per head than the mean {under}",
        subtitle=f"Money per head, healthy life expectancy at birth of {BASE_PERIOD} ({whose}) and deprivation, "
        f"{len(places)} areas of England",
        notes=_notes_of_allocation(audit, called or audit.rule.replace("_", " ")),
        heading="Money per head",
        health=f"Healthy life expectancy at birth, {whose}, {BASE_PERIOD}, years",
        keys=(key, ""),
        signs=(
            Sign("diamond", key, out),
            Sign("dot", f"Poorest health, the mean or more: {lowest - left}", poorest & ~out),
        ),
        across=((_edge(places), f"Poorest health: {lowest} of {len(places)} areas", False),),
        upright=(),
        worst=(np.flatnonzero(out),),
        said=_said_of_money,
    )


def _said_of_money(row: pd.Series[Any]) -> str:
    ratio = float(row["per_head_over_mean"])
    if ratio <= ALIKE:
        return "nothing"
    return "almost the mean" if ratio >= 0.995 else f"{ratio:.2f} of the mean"


def _notes_of_allocation(audit: RuleAudit, called: str) -> tuple[str, ...]:
    said = (
        f"The {audit.lowest} areas get {100 * audit.share_of_lowest:.0f}% of the money and have "
        f"{100 * audit.population_share_of_lowest:.0f}% of the people."
    )
    health, deprived = audit.correlation_with_hle_shortfall, audit.correlation_with_deprivation
    if health is None or deprived is None:
        said += " All heads get the same."
    else:
        said += minus(
            f" Rank correlation of money per head with poor health {health:.2f}, with deprivation {deprived:.2f}."
        )
    if audit.against is not None and audit.moved_share is not None:
        other = audit.asked.get("against", audit.against)
        rule = FOLLOWED.get(audit.against) if isinstance(other, str) else None
        under = f"If money {rule}" if rule else f"Under ‘{audit.against}’"
        said += f" {under}, {100 * audit.moved_share:.0f}% of the money would go elsewhere."
    own = "Districts within counties: the county's published figure + the district's offset of 2009-13."
    source = (
        f"Source: money, Four Capitals model, central values; healthy life expectancy, ONS, release of 4 March 2022; "
        f"{DEPRIVATION}; population, ONS, mid-2019 estimates."
    )
    if audit.options is None or health is None:
        return said, own, source
    return said, own, source, f"{JUDGEMENT}: how strongly ‘{called}’ follows need (its weights and slopes)."


# What both have


def _named(seen: _Seen, spots: npt.NDArray[np.float64]) -> dict[int, tuple[str, str]]:
    """Choose places to name on the map: those left out with the poorest health, apart from each other."""
    chosen: list[int] = []
    for group in seen.worst:
        most = len(chosen) + NAMED // len(seen.worst)
        for at in map(int, group):
            if len(chosen) < most and all(np.hypot(*(spots[at] - spots[other])) >= APART for other in chosen):
                chosen.append(at)
    rows = {at: seen.places.iloc[at] for at in chosen}
    return {at: (str(row["name"]), seen.said(row)) for at, row in rows.items()}


def _data(seen: _Seen, areas: pd.DataFrame, within: npt.NDArray[np.int64]) -> pd.DataFrame:
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


def _described(seen: _Seen) -> list[str]:
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
