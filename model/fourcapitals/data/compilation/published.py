"""Figures published for upper tiers, regions and England, to compare and to check against."""

import pandas as pd

from fourcapitals.data.compilation.sources import SourceError, Sources
from fourcapitals.vocabulary import ENGLAND

REGION_OF_ITL1 = {
    "TLC": "E12000001",
    "TLD": "E12000002",
    "TLE": "E12000003",
    "TLF": "E12000004",
    "TLG": "E12000005",
    "TLH": "E12000006",
    "TLI": "E12000007",
    "TLJ": "E12000008",
    "TLK": "E12000009",
}
COLUMNS = ["code", "name", "level", "outcome", "sex", "period", "value", "lower", "upper", "status"]
LEVEL_ORDER = ["upper_tier", "region", "england"]


def compile_published(sources: Sources) -> pd.DataFrame:
    """Stack every published comparison in one tidy table."""
    wider = sources.table("lookup_ltla_utla_region.csv")
    wider = wider[wider["vintage"] == 2021]
    names = {ENGLAND: "England"}
    names |= dict(zip(wider["region_code"], wider["region_name"].str.strip(), strict=True))
    upper = dict(zip(wider["utla_code"], wider["utla_name"].str.strip(), strict=True))
    parts = [
        _healthy_life_expectancy(sources, upper),
        _life_expectancy_of_regions(sources),
        _life_expectancy_of_england(sources),
        _output_per_hour(sources),
        *_surveys(sources),
    ]
    table = pd.concat(parts, ignore_index=True)
    table["level"] = [_level(str(code)) for code in table["code"]]
    table["name"] = table["code"].map(names | upper)
    table["status"] = table["status"].fillna("published")
    if table[["name", "value"]].isna().any(axis=None):
        raise SourceError("published figures: a wider area without a name or a figure")
    table["rank"] = table["level"].map(LEVEL_ORDER.index)
    order = ["outcome", "rank", "code", "sex", "period"]
    return table.sort_values(order).reset_index(drop=True)[COLUMNS]


def _level(code: str) -> str:
    if code == ENGLAND:
        return "england"
    return "region" if code.startswith("E12") else "upper_tier"


def _short(period: str) -> str:
    first, last = period.split("-")
    return f"{first.strip()}-{last.strip()[-2:]}"


def _wider(codes: "pd.Series[str]") -> "pd.Series[bool]":
    return (codes == ENGLAND) | codes.str.startswith("E12")


def _healthy_life_expectancy(sources: Sources, upper: dict[str, str]) -> pd.DataFrame:
    source = sources.table("hle_utla_3yr.csv")
    chosen = source[_wider(source["area_code"]) | source["area_code"].isin(list(upper))].dropna(subset=["hle_years"])
    return pd.DataFrame(
        {
            "code": chosen["area_code"],
            "outcome": "hle",
            "sex": chosen["sex"].str.lower(),
            "period": chosen["period"].map(_short),
            "value": chosen["hle_years"],
            "lower": chosen["lci95"],
            "upper": chosen["uci95"],
        }
    )


def _life_expectancy_of_regions(sources: Sources) -> pd.DataFrame:
    source = sources.table("le_la_3yr_2001_03_to_2016_18.csv")
    chosen = source[source["area_code"].str.startswith("E12") & (source["age"] == "birth")]
    return pd.DataFrame(
        {
            "code": chosen["area_code"],
            "outcome": "le",
            "sex": chosen["sex"].str.lower(),
            "period": chosen["period"].map(_short),
            "value": chosen["le_years"].round(2),
        }
    )


def _life_expectancy_of_england(sources: Sources) -> pd.DataFrame:
    source = sources.table("national_life_tables_england_1980_2020.csv.gz")
    chosen = source[(source["age"] == 0) & (source["period"].str[:4].astype(int) >= 2001)]
    return pd.DataFrame(
        {
            "code": ENGLAND,
            "outcome": "le",
            "sex": chosen["sex"].str.lower(),
            "period": chosen["period"].map(_short),
            "value": chosen["ex"],
        }
    )


def _output_per_hour(sources: Sources) -> pd.DataFrame:
    source = sources.table("itl_productivity_hours_jobs_2002_2019.csv")
    column, hours = "gva_per_hour_gbp_current_smoothed", "productivity_hours_per_week"
    regions = source[(source["itl_level"] == "ITL1") & source["itl_code"].isin(list(REGION_OF_ITL1))]
    regions = regions.dropna(subset=[column])
    by_region = pd.DataFrame(
        {
            "code": regions["itl_code"].map(REGION_OF_ITL1),
            "outcome": "gva_per_hour",
            "sex": "persons",
            "period": regions["year"].astype(str),
            "value": regions[column],
        }
    )
    output = (regions[column] * regions[hours]).groupby(regions["year"]).sum()
    england = (output / regions[hours].groupby(regions["year"]).sum()).round(2)
    derived = pd.DataFrame(
        {
            "code": ENGLAND,
            "outcome": "gva_per_hour",
            "sex": "persons",
            "period": england.index.astype(str),
            "value": england.to_numpy(),
            "status": "derived: mean of the regions, weighted by hours worked",
        }
    )
    return pd.concat([by_region, derived])


def _surveys(sources: Sources) -> list[pd.DataFrame]:
    labour = sources.table("employment_inactivity_sickness_lad23_2004_2019.csv")
    income = sources.table("gdhi_per_head_lad23_1997_2019.csv")
    pay = sources.table("median_weekly_pay_lad23_2008_2019.csv")
    wellbeing = sources.table("ons_local_indicators_long.csv.gz")
    wellbeing = wellbeing[wellbeing["indicator"] == "Satisfaction"].rename(columns={"areacd": "area_code"})

    def tidy(frame: pd.DataFrame, outcome: str, columns: list[str], *, per_cent: bool) -> pd.DataFrame:
        chosen = frame[_wider(frame["area_code"])].dropna(subset=columns[:1])
        figures = chosen[columns].astype(float)
        figures = (figures / 100).round(4) if per_cent else figures.round(2)
        figures.columns = pd.Index(["value", "lower", "upper"][: len(columns)])
        period = chosen["year"].astype(str)
        labels = {"code": chosen["area_code"], "outcome": outcome, "sex": "persons", "period": period}
        return pd.DataFrame(labels).join(figures)

    rate = ["employment_rate_pct_16_64", "emp_lci95", "emp_uci95"]
    sick = ["approx_pct_16_64_inactive_long_term_sick"]
    sickness = tidy(labour, "long_term_sick", sick, per_cent=True)
    sickness["status"] = "derived: inactivity rate x share of the inactive"
    return [
        tidy(labour, "employment", rate, per_cent=True),
        sickness,
        tidy(income, "gdhi_per_head", ["gdhi_per_head_gbp"], per_cent=False),
        tidy(pay, "median_weekly_pay", ["median_gross_weekly_pay_gbp", "lci95", "uci95"], per_cent=False),
        tidy(wellbeing, "life_satisfaction", ["value", "lci_95", "uci_95"], per_cent=False),
    ]
