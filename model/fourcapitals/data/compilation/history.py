"""Past years of each outcome, by area, for calibration and for charts."""

import pandas as pd

from fourcapitals.data.compilation.councils import spending_per_head
from fourcapitals.data.compilation.outcomes import gva_per_hour
from fourcapitals.data.compilation.sources import MERGED, Sources, Spine

OWN, SUCCESSOR = "own", "successor"


def compile_histories(sources: Sources, spine: Spine) -> dict[str, pd.DataFrame]:
    """Compile one table for each outcome with a past; a year without a published figure has no row."""
    labour = sources.table("employment_inactivity_sickness_lad23_2004_2019.csv")
    income = sources.table("gdhi_per_head_lad23_1997_2019.csv")
    pay = sources.table("median_weekly_pay_lad23_2008_2019.csv")
    return {
        "history_life_expectancy": _life_expectancy(sources, spine),
        "history_gva_per_hour": _long(gva_per_hour(sources, spine).round(2)),
        "history_gdhi_per_head": _income(income, spine),
        "history_employment": _employment(sources, labour, spine),
        "history_long_term_sick": _by_successor(
            labour, spine, ["approx_pct_16_64_inactive_long_term_sick"], per_cent=True
        ),
        "history_life_satisfaction": _life_satisfaction(sources, spine),
        "history_population": _population(sources, spine),
        "history_weekly_pay": _by_successor(pay, spine, ["median_gross_weekly_pay_gbp", "lci95", "uci95"]),
        "history_council_spending": _council_spending(sources, spine),
    }


def _long(wide: pd.DataFrame) -> pd.DataFrame:
    table = wide.rename_axis("code").reset_index().melt(id_vars="code", var_name="year", value_name="value")
    table["year"] = table["year"].astype(int)
    return table.sort_values(["code", "year"]).reset_index(drop=True)


def _life_expectancy(sources: Sources, spine: Spine) -> pd.DataFrame:
    earlier = sources.table("le_la_3yr_2001_03_to_2016_18.csv")
    earlier = earlier[(earlier["age"] == "birth") & earlier["area_code"].isin(list(spine.from_2019))]
    first_issue, issued_anew = [], []
    for (sex, year), rows in earlier.groupby(["sex", "year_start"]):
        values = spine.average_2019(rows.set_index("area_code")["le_years"], f"life expectancy {year}")
        first_issue.append(_one_window(values.round(2), str(sex), int(str(year))).assign(revised_by=0.0))
    later = sources.table("ohid_fingertips_series_long.csv.gz")
    later = later[(later["indicator"] == "Life expectancy at birth") & later["period"].isin(["2017 - 19", "2018 - 20"])]
    later = later[later["area_code"].isin(list(spine.from_2021))]
    for (sex, period), rows in later.groupby(["sex", "period"]):
        values = spine.average_2021(rows.set_index("area_code")["value"], f"life expectancy {period}")
        issued_anew.append(_one_window(values, str(sex), int(str(period)[:4])))
    table = pd.concat([*first_issue, _revised(sources, spine, pd.concat(issued_anew))])
    return table.sort_values(["code", "sex", "start_year"]).reset_index(drop=True)


def _revised(sources: Sources, spine: Spine, issued_anew: pd.DataFrame) -> pd.DataFrame:
    """Say of each figure by how much it lies above the one first issued, which is known as a mean of the sexes."""
    first = sources.table("le_ltla21_health_index_2015_2020.csv")
    differences = []
    for year, rows in issued_anew.groupby("start_year"):
        of_window = first[first["year"] == int(str(year)) + 2].set_index("ltla21_code")["le_years_mean_of_male_female"]
        before = spine.average_2021(of_window, f"life expectancy from {year}, as first issued")
        by = (rows.groupby("code")["value"].mean() - before).round(2)
        differences.append(pd.DataFrame({"code": by.index, "start_year": year, "revised_by": by.to_numpy()}))
    return issued_anew.merge(pd.concat(differences))


def _one_window(values: "pd.Series[float]", sex: str, year: int) -> pd.DataFrame:
    codes = values.index
    return pd.DataFrame({"code": codes, "sex": sex.lower(), "start_year": year, "value": values.to_numpy()})


def _by_successor(frame: pd.DataFrame, spine: Spine, columns: list[str], *, per_cent: bool = False) -> pd.DataFrame:
    """Give each area its own published series, or its successor's, and say which."""
    published = frame.dropna(subset=columns[:1])
    homes = pd.DataFrame({"code": spine.codes})
    homes["area_code"] = homes["code"].map(spine.successor)
    homes["boundary"] = [SUCCESSOR if code in spine.abolished else OWN for code in spine.codes]
    table = homes.merge(published[["area_code", "year", *columns]], on="area_code")
    names = dict(zip(columns, ["value", "lower", "upper"], strict=False))
    table = table.rename(columns=names).drop(columns="area_code")
    figures = list(names.values())
    table[figures] = (table[figures] / 100).round(4) if per_cent else table[figures].round(2)
    return table.sort_values(["code", "year"]).reset_index(drop=True)[["code", "year", *figures, "boundary"]]


def _income(income: pd.DataFrame, spine: Spine) -> pd.DataFrame:
    wide = income.pivot_table(index="area_code", columns="year", values="gdhi_per_head_gbp")
    district = pd.Series(spine.successor)
    values = wide.reindex(district.to_numpy()).set_axis(district.index)
    table = _long(
        pd.DataFrame({year: spine.average_2021(values[year], f"GDHI {year}") for year in wide.columns}).round(0)
    )
    table["value"] = table["value"].astype(int)
    table["boundary"] = [SUCCESSOR if code in spine.abolished else OWN for code in table["code"]]
    return table


def _employment(sources: Sources, labour: pd.DataFrame, spine: Spine) -> pd.DataFrame:
    rate = ["employment_rate_pct_16_64", "emp_lci95", "emp_uci95"]
    table = _by_successor(labour, spine, rate, per_cent=True)
    table = table[table["boundary"] == OWN]
    windows = sources.table("employment_inactivity_lad21_2004_2019.csv")
    windows = windows[windows["area_code"].isin(list(spine.abolished))].dropna(subset=rate[:1])
    # Nine of the twelve months from October belong to the next calendar year.
    windows["year"] = windows["period_iso"].str[:4].astype(int) + 1
    windows = windows[windows["year"] <= 2019]
    own = windows.rename(columns={"area_code": "code"})[["code", "year"]]
    own[["value", "lower", "upper"]] = (windows[rate] / 100).round(4)
    own["boundary"] = "own, year to September"
    return pd.concat([table, own]).sort_values(["code", "year"]).reset_index(drop=True)


def _life_satisfaction(sources: Sources, spine: Spine) -> pd.DataFrame:
    local = sources.table("ons_local_indicators_long.csv.gz")
    local = local[(local["indicator"] == "Satisfaction") & local["areacd"].isin(list(spine.codes))]
    local = local.dropna(subset=["value"])
    table = local.rename(columns={"areacd": "code", "lci_95": "lower", "uci_95": "upper"})
    table = table[["code", "year", "value", "lower", "upper"]]
    return table.sort_values(["code", "year"]).reset_index(drop=True)


def _population(sources: Sources, spine: Spine) -> pd.DataFrame:
    people = sources.table("population_lad21_1991_2020.csv")
    wide = people.pivot_table(index="lad21_code", columns="year", values="population")
    table = _long(wide.groupby(wide.index.map(lambda code: MERGED.get(code, code))).sum())
    table["value"] = table["value"].astype(int)
    return table


def _council_spending(sources: Sources, spine: Spine) -> pd.DataFrame:
    return _long(spending_per_head(sources, spine).round(2)).dropna(subset=["value"]).reset_index(drop=True)
