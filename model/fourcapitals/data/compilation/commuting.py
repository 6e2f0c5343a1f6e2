"""Commuting of 2011 by home and workplace, and the jobs and hours that are shared out by it."""

import pandas as pd

from fourcapitals.data.compilation.sources import (
    AREA_PREFIXES,
    RECODED_SINCE_2011,
    SourceError,
    Sources,
    Spine,
)

# Places of work that are no district; offshore (OD0000002) and abroad (OD0000004) are left out.
AT_HOME, NO_FIXED_PLACE = "OD0000001", "OD0000003"
KEPT_SHARE = 0.95
JOBS_YEAR = 2019


def compile_commuting(sources: Sources, spine: Spine) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compile the largest flows of each home area, and what the flows left out amount to."""
    flows = _flows(sources)
    flows["home"] = flows["home_code"].map(spine.from_2016)
    residents = flows.groupby("home")["commuters"].sum()
    no_fixed_place = flows[flows["work_code"] == NO_FIXED_PLACE].groupby("home")["commuters"].sum()
    at_home = flows["work_code"].isin([AT_HOME, NO_FIXED_PLACE])
    flows["work"] = flows["work_code"].map(spine.from_2016).where(~at_home, flows["home"])
    inside = flows.dropna(subset=["work"])
    unknown = set(flows.loc[flows["work"].isna(), "work_code"].str[:3]) - {"W06", "S92", "N92", "OD0"}
    if unknown:
        raise SourceError(f"commuting: workplaces of no known kind: {sorted(unknown)}")
    pairs = inside.groupby(["home", "work"])["commuters"].sum().reset_index()
    pairs = pairs.sort_values(["home", "commuters", "work"], ascending=[True, False, True])
    total = pairs.groupby("home")["commuters"].transform("sum")
    before = pairs.groupby("home")["commuters"].cumsum() - pairs["commuters"]
    kept = pairs[before < KEPT_SHARE * total].rename(columns={"commuters": "residents"})
    within = pairs.groupby("home")["commuters"].sum()
    areas = pd.DataFrame(
        {
            "residents_in_work_2011": residents,
            "works_outside_england_share": (1 - within / residents).round(4),
            "no_fixed_place_share": (no_fixed_place / residents).round(4),
            "kept_share": (kept.groupby("home")["residents"].sum() / within).round(4),
            "workplace_workers_2011": pairs.groupby("work")["commuters"].sum(),
        }
    )
    for column in areas:
        spine.complete(areas[column], f"commuting {column}")
    return kept.reset_index(drop=True), areas.rename_axis("code").reset_index()


def compile_itl3(sources: Sources) -> pd.DataFrame:
    """List the published jobs, weekly hours and GVA per hour of the ITL3 areas of England."""
    wider = _itl3(sources)
    return pd.DataFrame(
        {
            "itl3_code": wider.index,
            "itl3_name": wider["region_name"].str.strip(),
            "productivity_jobs_2019": wider["productivity_jobs"],
            "productivity_hours_per_week_2019": wider["productivity_hours_per_week"],
            "gva_per_hour_2019_gbp": wider["gva_per_hour_gbp_current_smoothed"],
        }
    ).reset_index(drop=True)


def jobs_and_hours(sources: Sources, spine: Spine, *, by_district: bool = False) -> pd.DataFrame:
    """Share the jobs and weekly hours of each ITL3 area by the people who worked in its districts in 2011.

    Both are shared by the same people, so hours per job are equal within an ITL3 area. The sharing is
    done among the 309 districts of 2021; the City of London's share of "Camden and City of London"
    joins Hackney afterwards.
    """
    lookup = sources.table("lookup_ltla21_itl21.csv").set_index("ltla21_code")["itl321_code"]
    changes = sources.table("lookup_ltla16_to_ltla24_code_changes.csv")
    to_district = dict(zip(changes["ltla16_code"], changes["ltla21_code"], strict=True)) | RECODED_SINCE_2011
    flows = _flows(sources)
    at_home = flows["work_code"].isin([AT_HOME, NO_FIXED_PLACE])
    workplace = flows["work_code"].where(~at_home, flows["home_code"])
    workers = flows.groupby(workplace.map(to_district))["commuters"].sum().reindex(lookup.index)
    if workers.isna().any():
        raise SourceError(f"commuting: nobody works in {', '.join(workers.index[workers.isna()])}")
    share = workers / workers.groupby(lookup).transform("sum")
    wider = _itl3(sources)
    shared = pd.DataFrame(
        {
            "jobs": share * lookup.map(wider["productivity_jobs"]),
            "hours": share * lookup.map(wider["productivity_hours_per_week"]),
        }
    )
    if by_district:
        return shared
    return shared.groupby(shared.index.map(spine.from_2021)).sum().reindex(list(spine.codes))


def _flows(sources: Sources) -> pd.DataFrame:
    flows = sources.table("commuting_od_2011_lad11_ew.csv.gz")
    return flows[flows["home_code"].str.startswith(AREA_PREFIXES)].copy()


def _itl3(sources: Sources) -> pd.DataFrame:
    wider = sources.table("itl_productivity_hours_jobs_2002_2019.csv")
    england = wider["itl_code"].str.match("TL[C-K]")
    chosen = wider[(wider["itl_level"] == "ITL3") & (wider["year"] == JOBS_YEAR) & england]
    return chosen.set_index("itl_code").sort_index()
