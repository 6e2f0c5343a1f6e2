"""Who is left out by an allocation: money per head in classes, counts and words of the picture."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from fourcapitals.data.baseline import BASE_PERIOD
from fourcapitals.plots.charts.audit_shown import DEPRIVATION, Shown, edge
from fourcapitals.plots.maps.classes import BLUES, NONE, ORANGES
from fourcapitals.plots.maps.hexagon_map import Sign
from fourcapitals.plots.parts import wording
from fourcapitals.plots.parts.page import JUDGEMENT, minus
from fourcapitals.plots.parts.scatter import Group
from fourcapitals.results.audit import ALIKE, RuleAudit

MONEY: Final = (
    (ALIKE, "nothing", ORANGES[2], "v"),
    (0.5, "under half the mean", ORANGES[1], "v"),
    (1 - ALIKE, "half the mean up to it", ORANGES[0], "v"),
    (1 + ALIKE, "as much as the mean", NONE, "o"),
    (2.0, "the mean up to twice it", BLUES[1], "^"),
    (np.inf, "over twice the mean", BLUES[4], "^"),
)
"""Classes of money per head over the mean: their ends, words, colours and shapes."""


def _under(audit: RuleAudit, called: str | None) -> str:
    """Say under which allocation, as what a rule follows where it has no other name."""
    if called is None and audit.options is not None and audit.rule in wording.FOLLOWED:
        return f"if money {wording.FOLLOWED[audit.rule]}"
    return f"under ‘{called or audit.rule}’"


def shown_of_allocation(audit: RuleAudit, called: str | None) -> Shown:
    """Show the areas with the poorest health that an allocation gives less per head than the mean."""
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
    return Shown(
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
        across=((edge(places), f"Poorest health: {lowest} of {len(places)} areas", False),),
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
        rule = wording.FOLLOWED.get(audit.against) if isinstance(other, str) else None
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
