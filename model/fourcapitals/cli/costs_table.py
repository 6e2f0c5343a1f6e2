"""What a healthy year costs beside published cost-effectiveness, as a table for the screen."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

import fourcapitals as fc
from fourcapitals.cli.output import table_of

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table


def costs_tables(costs: pd.DataFrame) -> list[str | Table]:
    """Lay out what a healthy year costs, the cheapest use first, and say what misses what is published.

    Parameters
    ----------
    costs : pandas.DataFrame
        From `evidence.cost_of_health`.
    """
    from fourcapitals.evidence.cost_of_health import READ_AS, WITHIN

    missed = [row["label"] for row in costs.to_dict("records") if row["misses"]]
    said = ", ".join(missed) if missed else "none"
    return [
        table_of(
            (
                *("Use", ">£ per healthy year, whole life", ">£ per healthy year, whole life, discounted"),
                *(">Published, £ per QALY or year of life", ">Factor apart", "Letters of what is published"),
            ),
            [_cells(row) for row in costs.to_dict("records")],
            title="What a healthy year costs over the whole life of the money, at central values, £ of 2019",
            caption=f"{READ_AS} Sources: --json.",
        ),
        f"Uses that miss what is published by more than a factor of {WITHIN:g}: {said}.",
        *_disputed(costs, WITHIN),
    ]


def _disputed(costs: pd.DataFrame, within: float) -> list[str]:
    """Name the uses of which published figures themselves lie further apart than counts as a miss."""
    apart = (costs["published_high_gbp"] / costs["published_low_gbp"]).to_numpy()
    wide = [
        f"{label} ({fc.formatting.plain(span, 2)} times)"
        for label, span in zip(costs["label"], apart, strict=True)
        if span > within
    ]
    return [f"Published figures themselves lie further apart for: {', '.join(wide)}."] if wide else []


def _cells(row: Mapping[Hashable, Any]) -> list[str]:
    def pounds(value: float) -> str:
        return f"£{fc.formatting.plain(value)}" if isfinite(value) else "unbounded"

    low, high, factor = row["published_low_gbp"], row["published_high_gbp"], row["factor"]
    known = isfinite(low)
    ends = pounds(low) if low == high else f"{pounds(low)} to {pounds(high)}"
    return [
        row["label"],
        pounds(row["gbp_per_healthy_year"]),
        pounds(row["gbp_per_healthy_year_discounted"]),
        ends if known else "none found",
        ("within" if factor == 1 else fc.formatting.plain(factor)) if known else "-",
        row["letters"] if known else "-",
    ]
