"""Tables of the areas themselves: names, wider areas, people, position, deprivation, neighbours."""

import pandas as pd

from fourcapitals.data.compilation.sources import MERGED, SourceError, Sources, Spine

ISLE_OF_WIGHT = "E06000046"
FERRY_PORTS = ("E06000044", "E06000045", "E07000091")  # Portsmouth, Southampton, New Forest (Lymington)
DOUBTFUL_GAP_M = 80.0


def compile_areas(sources: Sources, spine: Spine) -> pd.DataFrame:
    """Describe each area: where it lies, to what it belongs, how many live there, how deprived it is."""
    codes = list(spine.codes)
    wider = sources.table("lookup_ltla_utla_region.csv")
    wider = wider[wider["vintage"] == 2021].set_index("ltla_code").reindex(codes)
    itl = sources.table("lookup_ltla21_itl21.csv").set_index("ltla21_code").reindex(codes)
    # A district that two boards share goes to the one with more of its small areas.
    boards = sources.table("lookup_lad21_icb22.csv").sort_values("share_of_lsoas", ascending=False, kind="stable")
    board = boards.drop_duplicates("lad21_code").set_index("lad21_code").reindex(codes)
    position = sources.table("lad21_centroids.csv").set_index("lad21_code")
    hexagon = sources.table("hexmap_lad2021_england.csv").set_index("lad_code").reindex(codes)
    deprivation = sources.table("imd2019_lad19.csv").set_index("lad19_code")["imd_average_score"]
    score = spine.average_2019(deprivation, "imd_2019_score").round(3)
    areas = pd.DataFrame(
        {
            "code": codes,
            "name": wider["ltla_name"].str.strip(),
            "upper_tier_code": wider["utla_code"],
            "upper_tier_name": wider["utla_name"].str.strip(),
            "region_code": wider["region_code"],
            "region_name": wider["region_name"].str.strip(),
            "combined_authority_code": wider["cauth_code"].fillna(""),
            "combined_authority_name": wider["cauth_name"].fillna("").str.strip(),
            "integrated_care_board_code": board["icb22_code"],
            "integrated_care_board_name": board["icb22_name"].str.strip(),
            "itl3_code": itl["itl321_code"],
            "itl3_name": itl["itl321_name"].str.strip(),
            "population_2019": spine.population_2019.astype(int),
            "population_16_64_2019": spine.population_16_64_2019.astype(int),
            "easting_m": position["bng_e"].reindex(codes),
            "northing_m": position["bng_n"].reindex(codes),
            "area_km2": spine.add_up(position["area_km2_generalised"], spine.from_2021, "area_km2").round(2),
            "hexagon_q": hexagon["q"],
            "hexagon_r": hexagon["r"],
            "imd_2019_score": score,
            # A stable sort leaves equal scores in the order of their codes.
            "imd_2019_rank": score.rank(method="first", ascending=False).astype(int),
        },
        index=codes,
    )
    return areas.join(_levelling_up_categories(sources, spine)).reset_index(drop=True)


def compile_neighbours(sources: Sources, spine: Spine) -> pd.DataFrame:
    """List the areas that share a border, both ways round, and the ferry links of the Isle of Wight."""
    borders = sources.table("lad21_adjacency.csv")
    borders = borders[borders["gap_m"] < DOUBTFUL_GAP_M]
    one_way = pd.DataFrame(
        {
            "code": borders["lad_a"].replace(MERGED),
            "neighbour": borders["lad_b"].replace(MERGED),
            "shared_border_km": borders["shared_border_km_approx"],
            "ferry": "false",
        }
    )
    ferries = pd.DataFrame({"code": ISLE_OF_WIGHT, "neighbour": FERRY_PORTS, "shared_border_km": 0.0, "ferry": "true"})
    one_way = pd.concat([one_way, ferries])
    other_way = one_way.rename(columns={"code": "neighbour", "neighbour": "code"})
    both = pd.concat([one_way, other_way[one_way.columns]])
    both = both[both["code"] != both["neighbour"]]
    # The City of London and Hackney border the same areas: their borders add up.
    table = both.groupby(["code", "neighbour", "ferry"])["shared_border_km"].sum().reset_index()
    table["shared_border_km"] = table["shared_border_km"].round(2)
    alone = sorted(set(spine.codes) - set(table["code"]))
    if alone or not set(table["code"]) <= set(spine.codes):
        raise SourceError(f"lad21_adjacency.csv: areas without a neighbour or outside the spine: {alone}")
    return table[["code", "neighbour", "shared_border_km", "ferry"]]


def _levelling_up_categories(sources: Sources, spine: Spine) -> pd.DataFrame:
    listed = sources.table("luf_round1_priority_lad20.csv")
    lookup = sources.table("lad_lookup_2019_2024.csv")
    to_2020 = dict(zip(lookup["ltla19_code"], lookup["ltla20_code"], strict=True))
    people = spine.population_2019_by_2019_code
    listed["people"] = listed["lad20_code"].map(people.groupby(people.index.map(to_2020)).sum())
    listed["area"] = listed["lad20_code"].map(spine.from_2020)
    if listed[["people", "area"]].isna().any(axis=None):
        raise SourceError("luf_round1_priority_lad20.csv: a listed district leads to no area")
    by_category = listed.pivot_table(
        index="area", columns="luf_round1_priority_category", values="people", aggfunc="sum", fill_value=0.0
    ).reindex(list(spine.codes))
    shares = by_category.div(by_category.sum(axis=1), axis=0)
    table = pd.DataFrame(
        {f"luf_category_{number}_share": shares[number].round(6) for number in (1, 2, 3)}, index=shares.index
    )
    table["luf_category"] = [
        ";".join(str(number) for number in (1, 2, 3) if row[number] > 0) for _, row in shares.iterrows()
    ]
    return table
