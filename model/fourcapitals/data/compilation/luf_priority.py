"""The Levelling Up Fund's priority list on its own 314 districts, with their health of 2009-13 and deprivation."""

import pandas as pd

from fourcapitals.data.compilation.sources import SourceError, Sources, Spine

PERIOD = "2009-2013"
SEXES = ("male", "female")
METHODS = {
    "official_utla": "published",
    "msoa_popweighted_calibrated_to_county": "small areas, shifted to the county",
    "msoa_popweighted_uncalibrated": "small areas, not shifted",
}
OF_FORMER_DISTRICTS = "mean of its districts of 2019 by population"

# ONS, Inequality in Health and Life Expectancies within Upper Tier Local Authorities, 2009 to 2013 (November 2015),
# main points. The published table of upper tiers has no row for England.
ENGLAND_HLE_2009_13_YEARS = {"male": 63.5, "female": 64.8}


def compile_luf_priority(sources: Sources, spine: Spine) -> pd.DataFrame:
    """Join the priority categories of March 2021, on districts of 2020, with health and deprivation of 2019 codes."""
    listed = sources.table("luf_round1_priority_lad20.csv").set_index("lad20_code").sort_index()
    lookup = sources.table("lad_lookup_2019_2024.csv")
    to_2020 = dict(zip(lookup["ltla19_code"], lookup["ltla20_code"], strict=True))
    people = spine.population_2019_by_2019_code
    health = sources.table("hle_le_ltla_2009_13_derived.csv")
    health = health[(health["vintage"] == 2019) & (health["period"] == PERIOD)]
    deprivation = sources.table("imd2019_lad19.csv").set_index("lad19_code")

    def onto_list(rates: "pd.Series[float]", name: str) -> "pd.Series[float]":
        found = spine.average(rates, to_2020, people, name).reindex(listed.index)
        absent = found.index[found.isna()].to_list()
        if absent:
            raise SourceError(f"{name}: no figure for the listed districts {', '.join(absent)}")
        return found

    by_sex = {sex: health[health["sex"].str.lower() == sex].set_index("ltla_code") for sex in SEXES}
    how = by_sex["male"]["method"].map(METHODS)
    score = onto_list(deprivation["imd_average_score"], "IMD 2019 score")
    average_rank = onto_list(deprivation["imd_average_rank"], "IMD 2019 average rank")
    table = pd.DataFrame(
        {
            "lad20_code": listed.index,
            "name": listed["lad20_name"].str.strip(),
            "code": listed.index.map(spine.from_2020),
            "category": listed["luf_round1_priority_category"],
            "population_2019": people.groupby(people.index.map(to_2020)).sum().reindex(listed.index).astype(int),
            **{
                f"hle_{sex}_2009_13_years": onto_list(rows["hle_years"], f"HLE 2009-13 {sex}").round(6)
                for sex, rows in by_sex.items()
            },
            "hle_method": how.reindex(listed.index).fillna(OF_FORMER_DISTRICTS),
            "imd_2019_score": score.round(3),
            "imd_2019_score_rank": score.round(3).rank(method="min", ascending=False).astype(int),
            "imd_2019_average_rank": average_rank.round(2),
            "imd_2019_average_rank_rank": average_rank.round(2).rank(method="min", ascending=False).astype(int),
        }
    )
    if table.isna().any(axis=None) or set(lookup["ltla20_code"]) != set(listed.index):
        raise SourceError("luf_round1_priority_lad20.csv: does not list each district of 2020 once, with all figures")
    return table.reset_index(drop=True)


def compile_england_2009_13() -> pd.DataFrame:
    """Give England's published healthy life expectancy of the years that the districts' figures cover."""
    return pd.DataFrame(
        {"sex": list(ENGLAND_HLE_2009_13_YEARS), "hle_2009_13_years": list(ENGLAND_HLE_2009_13_YEARS.values())}
    )
