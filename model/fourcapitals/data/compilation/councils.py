"""What each area's councils spent on services and public health in 2017-18, and what they had cut since 2010-11."""

import pandas as pd

from fourcapitals.data.compilation.notes import Imputations
from fourcapitals.data.compilation.sources import MERGED, RECODED_SINCE_2011, SourceError, Sources, Spine

FIRST_YEAR, LAST_YEAR = 2010, 2017  # financial years by their first calendar year
SERVICES, PUBLIC_HEALTH = "services", "public_health_spending"
MEAN_CUT_GBP_PER_HEAD = 300.0
ENGLAND_CUT_SHARE = 0.23
COPELAND, CUMBRIA = "E07000029", "E10000006"
NORTH_YORKSHIRE_IN_OUTTURN, NORTH_YORKSHIRE = "E10000022", "E10000023"
# Districts abolished before 2019, which the lookup of 2019 does not place in a county.
COUNTY_OF_ABOLISHED_DISTRICT = {
    **{f"E070000{number}": "E10000009" for number in range(48, 54)},  # Dorset, Christchurch included
    **{f"E07000{number}": "E10000029" for number in (201, 204, 205, 206)},  # Suffolk
    **{f"E07000{number}": "E10000027" for number in (190, 191)},  # Somerset
}


def compile_councils(sources: Sources, spine: Spine) -> pd.DataFrame:
    """Compare real spending per head of each composite council in 2010-11 and 2017-18."""
    notes = Imputations()
    per_head = spending_per_head(sources, spine)
    before, after = per_head[FIRST_YEAR], per_head[LAST_YEAR].copy()
    own = _district_spending_per_head(sources, spine)
    in_cumbria = (_share_in_county(sources, spine)[CUMBRIA] > 0) & (own.index != COPELAND)
    typical = (own[LAST_YEAR] / own[FIRST_YEAR])[in_cumbria].mean()
    county = _county_spending_per_head(sources, spine)
    after[COPELAND] = own[FIRST_YEAR][COPELAND] * typical + county[LAST_YEAR][COPELAND]
    notes.note(
        [COPELAND],
        "spending_change",
        "the district's 2017-18 return is missing; its change is the mean of the other Cumbrian districts",
    )
    spine.complete(after, "council spending")
    public_health = spending_per_head(sources, spine, PUBLIC_HEALTH)[LAST_YEAR]
    spine.complete(public_health, "public health spending")
    weight = spine.population_2019 / spine.population_2019.sum()
    change, share = after - before, (after - before) / before
    cut = (-change).clip(lower=0)
    table = pd.DataFrame(
        {
            "spending_change_gbp_per_head_2010_to_2017": change.round(2),
            "spending_change_share": share.round(4),
            "cut_gbp_per_head": (MEAN_CUT_GBP_PER_HEAD * cut / (cut * weight).sum()).round(2),
            "cut_share": (-share * ENGLAND_CUT_SHARE / (-share * weight).sum()).round(4),
            "spending_gbp_per_head": after.round(2),
            "public_health_gbp_per_head": public_health.round(2),
            "imputed": [notes.text(code) for code in spine.codes],
        }
    )
    return table.rename_axis("code").reset_index()


def spending_per_head(sources: Sources, spine: Spine, service: str = SERVICES) -> pd.DataFrame:
    """Return real spending per head (2019 prices) by area and financial year, counties shared in.

    Services are total service expenditure less education and public health. A year in which the area's district made
    no return is blank; for public health, which counties spend, it counts as nothing.
    """
    return _district_spending_per_head(sources, spine, service) + _county_spending_per_head(sources, spine, service)


def _district_spending_per_head(sources: Sources, spine: Spine, service: str = SERVICES) -> pd.DataFrame:
    real = _real_spending(sources, service)
    local = real[~real.index.str.startswith("E10")]
    area = local.index.map(spine.from_2016)
    if area.isna().any():
        raise SourceError(f"revenue outturn: codes that lead to no area: {list(local.index[area.isna()])}")
    # An absent return makes its area blank instead of small.
    total = local.groupby(area).sum().mask(local.isna().groupby(area).any())
    return total.reindex(list(spine.codes)) / _people(sources, spine)


def _county_spending_per_head(sources: Sources, spine: Spine, service: str = SERVICES) -> pd.DataFrame:
    real = _real_spending(sources, service)
    counties = real[real.index.str.startswith("E10")]
    people = _people(sources, spine)
    inside = _share_in_county(sources, spine)
    if set(counties.index) != set(inside.columns):
        raise SourceError(f"revenue outturn: counties differ: {set(counties.index) ^ set(inside.columns)}")
    per_head = pd.DataFrame(0.0, index=people.index, columns=people.columns)
    for county in counties.index:
        residents = people.mul(inside[county], axis=0)
        per_head += residents.div(people).mul(counties.loc[county] / residents.sum(), axis=1)
    return per_head


def _real_spending(sources: Sources, service: str = SERVICES) -> pd.DataFrame:
    outturn = sources.table("la_revenue_outturn_services_2010_2018.csv")
    outturn = outturn[outturn["class"] != "O"]
    outturn["year"] = outturn["year"].str[:4].astype(int)
    # Public health came to councils in 2013: no figure before means none was spent.
    outturn[PUBLIC_HEALTH] = outturn["public_health"].fillna(0) * 1000
    outturn[SERVICES] = (outturn["total_service_expenditure"] - outturn["education"]) * 1000 - outturn[PUBLIC_HEALTH]
    outturn["ons_code"] = outturn["ons_code"].replace({NORTH_YORKSHIRE_IN_OUTTURN: NORTH_YORKSHIRE})
    if outturn.duplicated(["ons_code", "year"]).any():
        raise SourceError("revenue outturn: a council with two returns in one year")
    wide = outturn.pivot_table(index="ons_code", columns="year", values=service, aggfunc="first")
    deflator = sources.table("gdp_deflator_england_1998_2023.csv").set_index("year")
    index = deflator["england_gdp_deflator_2019eq100"].reindex(wide.columns)
    return wide.div(index / 100, axis=1)


def _people(sources: Sources, spine: Spine) -> pd.DataFrame:
    people = sources.table("population_lad21_1991_2020.csv")
    people["area"] = people["lad21_code"].replace(MERGED)
    wide = people.pivot_table(index="area", columns="year", values="population", aggfunc="sum")
    years = sorted(_real_spending(sources).columns)
    return wide.reindex(list(spine.codes))[years].astype(float)


def _share_in_county(sources: Sources, spine: Spine) -> pd.DataFrame:
    """Share of each area's people who lived in each county of 2010 (Christchurch makes it a fraction)."""
    wider = sources.table("lookup_ltla_utla_region.csv")
    wider = wider[wider["vintage"] == 2019]
    county = dict(zip(wider["ltla_code"], wider["utla_code"], strict=True)) | COUNTY_OF_ABOLISHED_DISTRICT
    census = sources.table("census2011_qualifications_lad.csv").set_index("lad11_code")["pop16plus"]
    census = census.groupby(census.index.map(lambda code: RECODED_SINCE_2011.get(code, code))).sum()
    places = pd.DataFrame({"people": census})
    places["area"] = [spine.from_2016.get(str(code)) for code in places.index]
    places["county"] = [county.get(str(code), str(code)) for code in places.index]
    inside = places.pivot_table(index="area", columns="county", values="people", aggfunc="sum", fill_value=0.0)
    inside = inside.div(inside.sum(axis=1), axis=0).reindex(list(spine.codes))
    if inside.isna().any(axis=None):
        raise SourceError("census2011_qualifications_lad.csv: an area without people")
    return inside[[column for column in inside.columns if str(column).startswith("E10")]]
