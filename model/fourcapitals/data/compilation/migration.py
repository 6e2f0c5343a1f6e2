"""Moves of house in the year before the Census of 2011 by origin and destination, and who lives in each area."""

import numpy as np
import pandas as pd

from fourcapitals.data.compilation.sources import AREA_PREFIXES, SourceError, Sources, Spine
from fourcapitals.equations.gravity import constants, fit_gravity, share_within

MAIN_DESTINATIONS = 15
"""Areas to which each area's moves are followed one by one; the others are one sum."""
YEAR = 2011
YOUNG_BANDS = ("<1", "1-4", "5-9", "10-14", "15-19", "20-24", "25-29", "30-34", "35-39", "40-44")
TENTHS = 10
PUBLISHED_MOVES = 2_850_000
"""Between local authorities of England and Wales, July 2013 to June 2014 (ONS, 25 June 2015)."""
FACTOR = 2.0


def compile_migration(sources: Sources, spine: Spine, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Compile the moves between areas, what each area's moves come to, and how well gravity describes them.

    Parameters
    ----------
    sources : Sources
    spine : Spine
    tables : dict of str to DataFrame
        Compiled already: ``areas``, ``deprivation_tenths`` and ``history_population``.

    Returns
    -------
    dict
        The tables ``migration``, ``migration_areas`` and ``migration_fit``.
    """
    moves = sources.table("migration_od_2011_census_gb_lad11.csv.gz")
    moves["origin"] = moves["origin_code"].map(spine.from_2016)
    moves["destination"] = moves["destination_code"].map(spine.from_2016)
    for column in ("origin", "destination"):
        unknown = set(moves.loc[moves[column].isna(), f"{column}_code"].str[:3]) - {"W06", "S12"}
        if unknown:
            raise SourceError(f"migration: {column}s of no known kind: {sorted(unknown)}")
    inside = moves.dropna(subset=["origin", "destination"])
    pairs = inside.groupby(["origin", "destination"])["migrants"].sum().reset_index(name="movers")
    own = pairs["origin"] == pairs["destination"]
    between = pairs[~own].sort_values(["origin", "movers", "destination"], ascending=[True, False, True])
    main = between[between.groupby("origin").cumcount() < MAIN_DESTINATIONS]
    kept = pd.concat([pairs[own], main], ignore_index=True)
    kept = kept.sort_values(["origin", "movers", "destination"], ascending=[True, False, True])
    population = tables["history_population"]
    people = population[population["year"] == YEAR].set_index("code")["value"]
    areas = pd.DataFrame(
        {
            "population_2011": people,
            "moved_within": pairs[own].set_index("origin")["movers"],
            "moved_out": between.groupby("origin")["movers"].sum(),
            "moved_in": between.groupby("destination")["movers"].sum(),
            "main_destinations_share": (
                main.groupby("origin")["movers"].sum() / between.groupby("origin")["movers"].sum()
            ).round(4),
            "moved_to_wales_or_scotland": moves[moves["destination"].isna()].groupby("origin")["migrants"].sum(),
            "moved_from_wales_or_scotland": moves[moves["origin"].isna()].groupby("destination")["migrants"].sum(),
            "under_45_share": _young(sources, tables["deprivation_tenths"]).round(4),
            "degree_share_2011": _degree(sources, spine).round(4),
        }
    )
    names = [str(column) for column in areas.columns]
    for name in names:
        spine.complete(areas[name], f"migration {name}")
    whole = [name for name in names if not name.endswith(("_share", "_share_2011"))]
    areas[whole] = areas[whole].astype(int)
    districts = moves[moves["origin_code"] != moves["destination_code"]]
    england_wales = districts["origin_code"].str[0].isin(["E", "W"]) & districts["destination_code"].str[0].isin(
        ["E", "W"]
    )
    counted = int(districts.loc[england_wales, "migrants"].sum())
    return {
        "migration": kept.reset_index(drop=True),
        "migration_areas": areas.rename_axis("code").reset_index(),
        "migration_fit": _fit(pairs, main, tables["areas"], counted),
    }


def _fit(pairs: pd.DataFrame, main: pd.DataFrame, areas: pd.DataFrame, counted: int) -> pd.DataFrame:
    """How moves fall with distance, and how well two descriptions of them fit."""
    codes = areas["code"]
    flows = pairs.pivot_table("movers", "origin", "destination").reindex(index=codes, columns=codes)
    table = flows.fillna(0).to_numpy(float)
    place = areas[["easting_m", "northing_m"]].to_numpy(float) / 1000
    distance = np.sqrt(((place[:, None] - place[None]) ** 2).sum(axis=2))
    apart = ~np.eye(len(codes), dtype=bool)
    position = pd.Series(range(len(codes)), index=codes)
    listed = np.zeros_like(apart)
    listed[position[main["origin"]], position[main["destination"]]] = True
    rest = np.where(apart & ~listed, table, 0.0)
    rows, columns = constants((apart & ~listed).astype(float), rest.sum(axis=1), rest.sum(axis=0))
    described = np.where(listed, table, rows[:, None] * columns)
    gravity = fit_gravity(table, distance)
    found = {
        "moves_between_districts_of_england_and_wales": (counted, "people in a year"),
        "published_moves_of_england_and_wales": (PUBLISHED_MOVES, "people in a year"),
        "moves_between_areas": (int(table[apart].sum()), "people in a year"),
        "moves_within_areas": (int(table[~apart].sum()), "people in a year"),
        "distance_decay": (round(gravity.distance_decay, 4), "log moves per log km"),
        "deviance_explained_by_distance": (round(gravity.explained, 4), "share"),
        "gravity_within_factor_two": (round(gravity.within_factor_two, 4), "share of moves"),
        "main_destinations": (round(float(table[listed].sum() / table[apart].sum()), 4), "share of moves"),
        "rest_within_factor_two": (
            round(share_within(rest[apart & ~listed], described[apart & ~listed], FACTOR), 4),
            "share of the other moves",
        ),
        "model_within_factor_two": (round(share_within(table[apart], described[apart], FACTOR), 4), "share of moves"),
    }
    return pd.DataFrame([(name, *figure) for name, figure in found.items()], columns=["figure", "value", "unit"])


def _young(sources: Sources, tenths: pd.DataFrame) -> "pd.Series[float]":
    """Share of each area's people under 45: England's by tenth of deprivation, for no count by age and area is held."""
    counts = sources.table("deaths_pop_by_imd_decile_age_sex_england_2001_2015.csv")
    last = counts[counts["year"] == counts["year"].max()]
    missing = set(YOUNG_BANDS) - set(last["age_band"])
    if missing:
        raise SourceError(f"migration: no people of ages {sorted(missing)}")
    people = last.groupby("imd_decile")["population"].sum()
    young = last[last["age_band"].isin(YOUNG_BANDS)].groupby("imd_decile")["population"].sum()
    share = (young / people).sort_index().to_numpy()
    columns = [f"tenth_{tenth + 1}_share" for tenth in range(TENTHS)]
    shares = tenths.set_index("code")[columns]
    return pd.Series(shares.to_numpy(float) @ share, index=shares.index)


def _degree(sources: Sources, spine: Spine) -> "pd.Series[float]":
    """Share of people aged 16 and over with a qualification at level 4 or above."""
    source = sources.table("census2011_qualifications_lad.csv").set_index("lad11_code")
    source = source[source.index.str.startswith(AREA_PREFIXES)]
    return spine.average(source["level4plus_pct"] / 100, spine.from_2016, source["pop16plus"].astype(float), "degree")
