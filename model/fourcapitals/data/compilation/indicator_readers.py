"""How indicators are read from their sources: own figures, those of former districts or successors, and averages."""

from collections.abc import Callable

import pandas as pd

from fourcapitals.data.compilation.notes import Imputations
from fourcapitals.data.compilation.outcomes import TO_SUCCESSOR, district_series, successor_series
from fourcapitals.data.compilation.sources import (
    MERGED,
    RECODED_IN_2024,
    RECODED_SINCE_2011,
    SourceError,
    Sources,
    Spine,
    local_only,
)

Reader = Callable[[Sources, Spine, Imputations, str], "pd.Series[float]"]
"""Reads one figure for each area of the spine; by its name it notes what is imputed."""


def from_wide_table(column: str, factor: float = 1.0, *, merge: bool = False) -> Reader:
    """Read a column of the wide table; `merge` averages in the City and Scilly by population."""

    def read(sources: Sources, spine: Spine, _notes: Imputations, name: str) -> "pd.Series[float]":
        wide = sources.table("capitals_baseline_wide_lad21.csv")
        if merge:
            return spine.average_2021(wide.set_index("lad21_code")[column], name) * factor
        return district_series(wide, spine, "lad21_code", column) * factor

    return read


def from_local_statistics(label: str, year: int) -> Reader:
    """Read an indicator published under codes that changed: its own figure, or its former districts'."""

    def read(sources: Sources, spine: Spine, notes: Imputations, name: str) -> "pd.Series[float]":
        weights = _adults_2011(sources, spine)
        found = _own_or_former(_local_year(sources, label, year), spine, weights, name)
        for earlier in range(year - 1, year - 8, -1):
            absent = found.index[found.isna()]
            if absent.empty:
                break
            values = _own_or_former(_local_year(sources, label, earlier), spine, weights, name)
            fills = [code for code in absent if pd.notna(values[code])]
            notes.note(fills, name, f"published for {earlier}, not for {year}")
            found = found.fillna(values)
        return found

    return read


def business_births(sources: Sources, spine: Spine, _notes: Imputations, name: str) -> "pd.Series[float]":
    """Read new businesses per active one; of former districts by their active businesses."""
    active = _local_year(sources, "Active businesses", 2019)
    births = _local_year(sources, "Business births", 2019)
    return _own_or_former(births, spine, active, name) / 100


def by_successor(label: str, year: int) -> Reader:
    """Read an indicator that abolished districts have from their successor alone."""

    def read(sources: Sources, spine: Spine, notes: Imputations, name: str) -> "pd.Series[float]":
        frame = _local_year(sources, label, year).rename("value").rename_axis("code").reset_index()
        notes.note(spine.abolished, name, TO_SUCCESSOR)
        return successor_series(frame, spine, "code", "value")

    return read


def greenhouse_gas(sources: Sources, spine: Spine, notes: Imputations, name: str) -> "pd.Series[float]":
    """Read emissions per head; abolished districts have their successor's."""
    notes.note(spine.abolished, name, TO_SUCCESSOR)
    return from_wide_table("nat_ghg_tco2e_per_capita_2019", merge=True)(sources, spine, notes, name)


def loneliness(sources: Sources, spine: Spine, notes: Imputations, name: str) -> "pd.Series[float]":
    """Read the modelled share of lonely adults; abolished districts have their successor's."""
    frame = sources.table("loneliness_cls2020_modelled_lad24.csv")
    notes.note(spine.abolished, name, TO_SUCCESSOR)
    return successor_series(frame, spine, "ltla24_code", "loneliness_pct_mean") / 100


def woodland(sources: Sources, spine: Spine, _notes: Imputations, name: str) -> "pd.Series[float]":
    """Read the share of land under trees, joined by land."""
    wide = sources.table("capitals_baseline_wide_lad21.csv").set_index("lad21_code")
    land = sources.table("lad21_centroids.csv").set_index("lad21_code")["area_km2_generalised"]
    return spine.average(wide["nat_woodland_cover_pct_2021"], spine.from_2021, land, name) / 100


def living_environment(sources: Sources, spine: Spine, _notes: Imputations, name: str) -> "pd.Series[float]":
    """Read the score of the living environment of the Indices of Deprivation."""
    deprivation = sources.table("imd2019_lad19.csv").set_index("lad19_code")
    return spine.average_2019(deprivation["living_average_score"], name)


def _local_year(sources: Sources, label: str, year: int) -> "pd.Series[float]":
    local = sources.table("ons_local_indicators_long.csv.gz")
    local = local_only(local[(local["indicator"] == label) & (local["year"] == year)], "areacd")
    recoded = RECODED_SINCE_2011 | RECODED_IN_2024
    return local.assign(areacd=local["areacd"].replace(recoded)).set_index("areacd")["value"].dropna()


def _adults_2011(sources: Sources, spine: Spine) -> "pd.Series[float]":
    census = sources.table("census2011_qualifications_lad.csv").set_index("lad11_code")["pop16plus"]
    later = spine.population_2019_by_2019_code
    weights: pd.Series[float] = pd.concat([census, later[~later.index.isin(list(census.index))]]).astype(float)
    return weights


def _own_or_former(
    rates: "pd.Series[float]", spine: Spine, weights: "pd.Series[float]", name: str
) -> "pd.Series[float]":
    own = rates.reindex(list(spine.codes))
    former = rates[[code for code in rates.index if code in spine.from_2016 and code not in spine.codes]]
    # The City of London and Scilly are former districts only in the sense of this spine: not averaged in.
    former = former.drop(labels=list(MERGED), errors="ignore")
    absent = [code for code in former.index if code not in weights.index]
    if absent:
        raise SourceError(f"{name}: no weight for {', '.join(absent)}")
    return own.fillna(spine.average(former, spine.from_2016, weights, name).reindex(list(spine.codes)))
