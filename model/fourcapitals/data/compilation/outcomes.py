"""The base-year outcomes of each area, and how each unpublished figure was found."""

import pandas as pd

from fourcapitals.data.compilation.commuting import jobs_and_hours
from fourcapitals.data.compilation.council_tax import council_tax_per_head
from fourcapitals.data.compilation.notes import Imputations
from fourcapitals.data.compilation.sources import MERGED, SourceError, Sources, Spine, local_only

BASE_PERIOD, CHECK_PERIOD = "2017-2019", "2018-2020"
SEXES = ("male", "female")
# Health Survey for England, about 2019: no prevalence by area is among the sources.
ASSUMED_RISKY_ALCOHOL_SHARE = 0.23
TO_SUCCESSOR = "figure of the authority that replaced it in 2023"


def compile_outcomes(sources: Sources, spine: Spine) -> pd.DataFrame:
    """Gather health, income, work, wellbeing and health risks of each area in the base year."""
    notes = Imputations()
    table = _health(sources, spine)
    jobs = jobs_and_hours(sources, spine)
    table["gva_per_hour_2019_gbp"] = gva_per_hour(sources, spine)[2019].round(2)
    table["gdhi_per_head_2019_gbp"] = _income(sources, spine, notes).round(0).astype(int)
    table["median_weekly_pay_2019_gbp"] = _weekly_pay(sources, spine, notes).round(1)
    table["employment_share_16_64"] = _employment(sources, spine, notes).round(3)
    table["long_term_sick_share_16_64"] = _long_term_sick(sources, spine, notes).round(4)
    table["life_satisfaction_2019"] = _life_satisfaction(sources, spine, notes).round(2)
    table["workplace_jobs"] = jobs["jobs"].round(1)
    table["hours_worked_per_week_2019"] = jobs["hours"].round(1)
    table["council_tax_per_head_gbp"] = council_tax_per_head(sources, spine).round(2)
    table = table.join(_health_risks(sources, spine, notes))
    table["imputed"] = [notes.text(code) for code in spine.codes]
    return table.rename_axis("code").reset_index()


def district_series(frame: pd.DataFrame, spine: Spine, code: str, value: str) -> "pd.Series[float]":
    """Take the published figures of districts that are areas as they stand, the merged partners left out."""
    local = local_only(frame, code).dropna(subset=[value])
    local = local[~local[code].isin(list(MERGED))]
    return local.set_index(code)[value].astype(float).reindex(list(spine.codes))


def successor_series(frame: pd.DataFrame, spine: Spine, code: str, value: str) -> "pd.Series[float]":
    """Give each area the figure published for it, or for the authority that replaced it in 2023."""
    published = frame.dropna(subset=[value]).set_index(code)[value].astype(float)
    found = [published.get(spine.successor[area], float("nan")) for area in spine.codes]
    return pd.Series(found, index=list(spine.codes), dtype=float)


def gva_per_hour(sources: Sources, spine: Spine) -> pd.DataFrame:
    """Return smoothed current-price GVA per hour by area (rows) and year (columns).

    Hackney and the City of London are joined by their hours worked, because output per hour is a
    workplace figure and nearly all of the City's hours are worked by people who live elsewhere.
    """
    published = sources.table("gva_per_hour_lad21_2004_2019.csv").pivot_table(
        index="lad21_code", columns="year", values="gva_per_hour_gbp_current_smoothed"
    )
    hours = jobs_and_hours(sources, spine, by_district=True)["hours"]
    weighted = {
        year: spine.average(published[year], spine.from_2021, hours, f"GVA per hour {year}")
        for year in published.columns
    }
    return pd.DataFrame({year: spine.complete(values, "GVA per hour") for year, values in weighted.items()})


def long_term_sick_by_year(sources: Sources, spine: Spine) -> dict[int, "pd.Series[float]"]:
    """Return the long-term sick share of people aged 16 to 64 by year, successors' figures included."""
    survey = sources.table("employment_inactivity_sickness_lad23_2004_2019.csv")
    column = "approx_pct_16_64_inactive_long_term_sick"
    return {
        year: successor_series(survey[survey["year"] == year], spine, "area_code", column) / 100
        for year in sorted(set(survey["year"].astype(int)))
    }


def _health(sources: Sources, spine: Spine) -> pd.DataFrame:
    codes = list(spine.codes)
    wider = sources.table("lookup_ltla_utla_region.csv")
    upper = wider[wider["vintage"] == 2021].set_index("ltla_code")["utla_code"].reindex(codes)
    published = sources.table("hle_utla_3yr.csv")
    published["sex"] = published["sex"].str.lower()
    census = sources.table("hle_le_ltla_2009_13_derived.csv")
    census = census[census["vintage"] == 2021].assign(sex=census["sex"].str.lower())
    expectancy = sources.table("ohid_fingertips_series_long.csv.gz")
    expectancy = expectancy[
        (expectancy["indicator"] == "Life expectancy at birth") & (expectancy["period"] == "2017 - 19")
    ]
    people = spine.population_2019
    table = pd.DataFrame(index=codes)
    for sex in SEXES:
        of_sex = published[published["sex"] == sex]
        base = of_sex[of_sex["period"] == BASE_PERIOD].set_index("area_code")["hle_years"]
        check = of_sex[of_sex["period"] == CHECK_PERIOD].set_index("area_code")["hle_years"]
        earlier = spine.average_2021(
            census[census["sex"] == sex].set_index("ltla_code")["hle_years"], f"HLE 2009-13 {sex}"
        )
        upper_mean = (earlier * people).groupby(upper).sum() / people.groupby(upper).sum()
        offset = (earlier - upper.map(upper_mean)).round(6) + 0.0
        of_upper = spine.complete(upper.map(base), f"HLE 2017-19 {sex}")
        table[f"hle_{sex}_years"] = (of_upper + offset).round(6)
        table[f"hle_offset_{sex}_years"] = offset
        table[f"upper_tier_hle_{sex}_years"] = of_upper
        table[f"upper_tier_hle_{sex}_2018_20_years"] = upper.map(check)
        own = expectancy[expectancy["sex"].str.lower() == sex]
        table[f"le_{sex}_years"] = spine.complete(
            district_series(own, spine, "area_code", "value"), f"life expectancy {sex}"
        )
    heads = (
        "hle_{}_years",
        "hle_offset_{}_years",
        "upper_tier_hle_{}_years",
        "upper_tier_hle_{}_2018_20_years",
    )
    return table[[head.format(sex) for head in (*heads, "le_{}_years") for sex in SEXES]]


def _income(sources: Sources, spine: Spine, notes: Imputations) -> "pd.Series[float]":
    income = sources.table("gdhi_per_head_lad23_1997_2019.csv")
    current = income[income["year"] == 2019].set_index("area_code")["gdhi_per_head_gbp"].astype(float)
    earlier = sources.table("capitals_baseline_wide_lad21.csv").set_index("lad21_code")["fin_gdhi_per_head_2019_gbp"]
    people = spine.population_2019_by_2021_code
    # Districts abolished in 2023 keep the pattern of the last release that published them.
    successor = pd.Series(spine.successor)
    weighted = (earlier * people).groupby(successor).sum() / people.groupby(successor).sum()
    ratio = (earlier / successor.map(weighted)).where(successor.index != successor, 1.0)
    districts = successor.map(current) * ratio
    notes.note(
        spine.abolished,
        "gdhi_per_head_2019_gbp",
        "figure of the authority that replaced it in 2023 x the district's ratio to it in an earlier release",
    )
    return spine.average_2021(districts, "GDHI per head")


def _weekly_pay(sources: Sources, spine: Spine, notes: Imputations) -> "pd.Series[float]":
    pay = sources.table("median_weekly_pay_lad23_2008_2019.csv")
    own = district_series(pay[pay["year"] == 2019], spine, "area_code", "median_gross_weekly_pay_gbp")
    later = (
        sources.table("capitals_baseline_wide_lad21.csv")
        .set_index("lad21_code")["fin_median_weekly_pay_2021_gbp"]
        .reindex(list(spine.codes))
    )
    back_to_2019 = float((own / later).median())
    absent = own.index[own.isna()]
    notes.note(
        absent,
        "median_weekly_pay_2019_gbp",
        f"its 2021 figure x {back_to_2019:.4f}, the median ratio of 2019 to 2021 in other areas",
    )
    return spine.complete(own.fillna(later * back_to_2019), "median weekly pay")


def _employment(sources: Sources, spine: Spine, notes: Imputations) -> "pd.Series[float]":
    calendar = sources.table("employment_inactivity_sickness_lad23_2004_2019.csv")
    own = district_series(calendar[calendar["year"] == 2019], spine, "area_code", "employment_rate_pct_16_64")
    windows = sources.table("employment_inactivity_lad21_2004_2019.csv")
    nearest = windows[windows["period_iso"].str.startswith("2018-10")]
    district = district_series(nearest, spine, "area_code", "employment_rate_pct_16_64")
    notes.note(
        own.index[own.isna()],
        "employment_share_16_64",
        "its own figure of October 2018 to September 2019, no calendar year being published",
    )
    return spine.complete(own.fillna(district), "employment") / 100


def _long_term_sick(sources: Sources, spine: Spine, notes: Imputations) -> "pd.Series[float]":
    by_year = long_term_sick_by_year(sources, spine)
    found = by_year[2019].copy()
    notes.note(
        [code for code in spine.abolished if pd.notna(found[code])],
        "long_term_sick_share_16_64",
        TO_SUCCESSOR,
    )
    for year in range(2018, 2003, -1):
        fills = [code for code in found.index[found.isna()] if pd.notna(by_year[year][code])]
        for code in fills:
            found[code] = by_year[year][code]
            how = f"published for {year}, not for 2019"
            if code in spine.abolished:
                how = f"{TO_SUCCESSOR}, of {year}"
            notes.note([code], "long_term_sick_share_16_64", how)
    return spine.complete(found, "long-term sick share")


def _life_satisfaction(sources: Sources, spine: Spine, notes: Imputations) -> "pd.Series[float]":
    local = sources.table("ons_local_indicators_long.csv.gz")
    local = local[local["indicator"] == "Satisfaction"]
    found = district_series(local[local["year"] == 2019], spine, "areacd", "value")
    for year in range(2018, 2010, -1):
        earlier = district_series(local[local["year"] == year], spine, "areacd", "value")
        fills = [code for code in found.index[found.isna()] if pd.notna(earlier[code])]
        found = found.fillna(earlier)
        notes.note(fills, "life_satisfaction_2019", f"published for {year}, not for 2019")
    return spine.complete(found, "life satisfaction")


def _health_risks(sources: Sources, spine: Spine, notes: Imputations) -> pd.DataFrame:
    wide = sources.table("capitals_baseline_wide_lad21.csv")
    local = sources.table("ons_local_indicators_long.csv.gz")
    obese = local[(local["indicator"] == "Adult obesity prevalence") & (local["year"] == 2019)]
    obese = obese[obese["areacd"].isin(list(spine.from_2021))]
    inactive = sources.table("ohid_fingertips_series_long.csv.gz")
    inactive = inactive[
        (inactive["indicator"] == "Percentage of physically inactive adults") & (inactive["period"] == "2019/20")
    ]
    risks = pd.DataFrame(
        {
            "pm25_2019_ugm3": district_series(wide, spine, "lad21_code", "nat_pm25_ugm3_2019").round(4),
            "smoking_share": (district_series(wide, spine, "lad21_code", "hum_smoking_pct_2019") / 100).round(3),
            "obesity_share": (spine.average_2021(obese.set_index("areacd")["value"], "adult obesity") / 100).round(4),
            "inactivity_share": (district_series(inactive, spine, "area_code", "value") / 100).round(3),
            "risky_alcohol_share": ASSUMED_RISKY_ALCOHOL_SHARE,
        },
        index=list(spine.codes),
    )
    notes.note(
        spine.codes,
        "risky_alcohol_share",
        "one assumed value for England (Health Survey for England, about 2019, to be verified)",
    )
    absent = risks.columns[risks.isna().any()]
    if len(absent):
        raise SourceError(f"health risks: areas without a figure in {', '.join(absent)}")
    return risks
