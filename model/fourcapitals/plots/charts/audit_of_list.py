"""Who is left out by the priority list of the Levelling Up Fund: groups, counts and words of the picture."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fourcapitals.plots.charts.audit_shown import DEPRIVATION, Shown, edge
from fourcapitals.plots.maps.classes import BLUES, ORANGES
from fourcapitals.plots.maps.hexagon_map import Sign
from fourcapitals.plots.parts.scatter import Group
from fourcapitals.results.luf_audit import FIFTH, HALF, Audit


def shown_of_list(audit: Audit) -> Shown:
    """Show the districts with the poorest health that are not in the first group of the list."""
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
    return Shown(
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
            (edge(places), f"Poorest health: {audit.lowest} of {audit.districts} districts", False),
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
