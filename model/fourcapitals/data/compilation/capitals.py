"""Observed indicators of the four capitals, each documented and present for every area."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
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

TAIL_PER_CENT = 1.0
Reader = Callable[[Sources, Spine, Imputations, str], "pd.Series[float]"]


@dataclass(frozen=True)
class Indicator:
    """One observed indicator: what it measures, who publishes it, and how it is read."""

    capital: str
    name: str
    label: str
    unit: str
    sign: int
    publisher: str
    release: str
    decimals: int
    read: Reader


def compile_capitals(sources: Sources, spine: Spine) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compile the list of indicators, and the value and z-score of each for every area."""
    notes = Imputations()
    described, measured = [], []
    for indicator in INDICATORS:
        read = indicator.read(sources, spine, notes, indicator.name)
        values = spine.complete(read, indicator.name).astype(float).round(indicator.decimals)
        described.append(
            {
                "capital": indicator.capital,
                "indicator": indicator.name,
                "label": indicator.label,
                "unit": indicator.unit,
                "sign": indicator.sign,
                "publisher": indicator.publisher,
                "release": indicator.release,
            }
        )
        measured.append(
            pd.DataFrame(
                {
                    "code": spine.codes,
                    "capital": indicator.capital,
                    "indicator": indicator.name,
                    "value": values.to_numpy(),
                    "z_score": standardise(values, indicator.sign).round(4).to_numpy() + 0.0,
                    "imputed": [notes.how(code, indicator.name) for code in spine.codes],
                }
            )
        )
    return pd.DataFrame(described), pd.concat(measured, ignore_index=True)


def standardise(values: "pd.Series[float]", sign: int) -> "pd.Series[float]":
    """Pull the tails in to the 1st and 99th percentile, then count standard deviations from the mean.

    Parameters
    ----------
    values : (area,)
        In the indicator's own unit. Areas count equally, whatever their population.
    sign
        1 where more is better, -1 where less is better.
    """
    low, high = np.percentile(values, [TAIL_PER_CENT, 100 - TAIL_PER_CENT])
    pulled = values.clip(low, high)
    scores: pd.Series[float] = sign * (pulled - pulled.mean()) / pulled.std(ddof=0)
    return scores


def _wide(column: str, factor: float = 1.0, *, merge: bool = False) -> Reader:
    """Read a column of the wide table; `merge` averages in the City and Scilly by population."""

    def read(sources: Sources, spine: Spine, _notes: Imputations, name: str) -> "pd.Series[float]":
        wide = sources.table("capitals_baseline_wide_lad21.csv")
        if merge:
            return spine.average_2021(wide.set_index("lad21_code")[column], name) * factor
        return district_series(wide, spine, "lad21_code", column) * factor

    return read


def _local(label: str, year: int) -> Reader:
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


def _business_births(sources: Sources, spine: Spine, _notes: Imputations, name: str) -> "pd.Series[float]":
    active = _local_year(sources, "Active businesses", 2019)
    births = _local_year(sources, "Business births", 2019)
    return _own_or_former(births, spine, active, name) / 100


def _by_successor(label: str, year: int) -> Reader:
    def read(sources: Sources, spine: Spine, notes: Imputations, name: str) -> "pd.Series[float]":
        frame = _local_year(sources, label, year).rename("value").rename_axis("code").reset_index()
        notes.note(spine.abolished, name, TO_SUCCESSOR)
        return successor_series(frame, spine, "code", "value")

    return read


def _greenhouse_gas(sources: Sources, spine: Spine, notes: Imputations, name: str) -> "pd.Series[float]":
    notes.note(spine.abolished, name, TO_SUCCESSOR)
    return _wide("nat_ghg_tco2e_per_capita_2019", merge=True)(sources, spine, notes, name)


def _loneliness(sources: Sources, spine: Spine, notes: Imputations, name: str) -> "pd.Series[float]":
    frame = sources.table("loneliness_cls2020_modelled_lad24.csv")
    notes.note(spine.abolished, name, TO_SUCCESSOR)
    return successor_series(frame, spine, "ltla24_code", "loneliness_pct_mean") / 100


def _woodland(sources: Sources, spine: Spine, _notes: Imputations, name: str) -> "pd.Series[float]":
    wide = sources.table("capitals_baseline_wide_lad21.csv").set_index("lad21_code")
    land = sources.table("lad21_centroids.csv").set_index("lad21_code")["area_km2_generalised"]
    return spine.average(wide["nat_woodland_cover_pct_2021"], spine.from_2021, land, name) / 100


def _living_environment(sources: Sources, spine: Spine, _notes: Imputations, name: str) -> "pd.Series[float]":
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


HEALTH_INDEX = "ONS Health Index for England, underlying indicators"
LOCAL_STATISTICS = "ONS Explore Local Statistics"

INDICATORS = (
    Indicator(
        capital="physical",
        name="gigabit_share",
        label="Premises that can have gigabit broadband",
        unit="share of premises",
        sign=1,
        publisher="Ofcom Connected Nations",
        release="2021",
        decimals=4,
        read=_wide("fin_gigabit_pct_2021", 0.01, merge=True),
    ),
    Indicator(
        capital="physical",
        name="public_transport_minutes_to_employment",
        label="Travel time to the nearest large workplace by public transport or on foot",
        unit="minutes",
        sign=-1,
        publisher=f"DfT Journey time statistics, via {LOCAL_STATISTICS}",
        release="2019",
        decimals=2,
        read=_local("Public transport or walk to work", 2019),
    ),
    Indicator(
        capital="physical",
        name="house_price_to_earnings",
        label="Median house price over median residence-based earnings",
        unit="ratio",
        sign=-1,
        publisher=f"ONS Housing affordability, via {LOCAL_STATISTICS}",
        release="2019",
        decimals=2,
        read=_by_successor("Housing affordability ratio (residence-based)", 2019),
    ),
    Indicator(
        capital="physical",
        name="net_additional_dwellings_per_1000",
        label="Net additional dwellings",
        unit="per 1,000 dwellings",
        sign=1,
        publisher=f"DLUHC Housing supply, via {LOCAL_STATISTICS}",
        release="2019-20",
        decimals=2,
        read=_local("Net additions to the housing stock (England)", 2019),
    ),
    Indicator(
        capital="physical",
        name="business_birth_share",
        label="Businesses born in the year",
        unit="share of active businesses",
        sign=1,
        publisher=f"ONS Business demography, via {LOCAL_STATISTICS}",
        release="2019",
        decimals=4,
        read=_business_births,
    ),
    Indicator(
        capital="physical",
        name="unemployment_share",
        label="Unemployment (modelled)",
        unit="share of the economically active",
        sign=-1,
        publisher=f"ONS Annual Population Survey, via {HEALTH_INDEX}",
        release="2019",
        decimals=4,
        read=_wide("fin_unemployment_pct_2019", 0.01),
    ),
    Indicator(
        capital="physical",
        name="living_environment_deprivation_score",
        label="Deprivation of housing condition, air and road safety (IMD living environment)",
        unit="score",
        sign=-1,
        publisher="MHCLG English Indices of Deprivation",
        release="2019",
        decimals=3,
        read=_living_environment,
    ),
    Indicator(
        capital="human",
        name="level_3_or_above_share",
        label="Qualified to level 3 or above",
        unit="share of people aged 16-64",
        sign=1,
        publisher="ONS Annual Population Survey",
        release="2021",
        decimals=3,
        read=_wide("hum_level3plus_pct_2021", 0.01),
    ),
    Indicator(
        capital="human",
        name="gcse_english_maths_share",
        label="GCSE English and maths by age 19",
        unit="share of young people",
        sign=1,
        publisher="DfE",
        release="2020/21",
        decimals=4,
        read=_wide("hum_gcse_engmaths_by19_pct_2020_21", 0.01),
    ),
    Indicator(
        capital="human",
        name="primary_expected_standard_share",
        label="Expected standard in reading, writing and maths at the end of primary school",
        unit="share of pupils",
        sign=1,
        publisher=f"DfE, via {HEALTH_INDEX}",
        release="2019",
        decimals=4,
        read=_wide("hum_ks2_expected_standard_pct_2019", 0.01),
    ),
    Indicator(
        capital="human",
        name="smoking_share",
        label="Adults who smoke",
        unit="share of adults",
        sign=-1,
        publisher=f"OHID, Annual Population Survey, via {HEALTH_INDEX}",
        release="2019",
        decimals=3,
        read=_wide("hum_smoking_pct_2019", 0.01),
    ),
    Indicator(
        capital="human",
        name="physically_active_share",
        label="Physically active adults",
        unit="share of adults",
        sign=1,
        publisher=f"Sport England Active Lives, via {HEALTH_INDEX}",
        release="2019",
        decimals=4,
        read=_wide("hum_physically_active_pct_2019", 0.01),
    ),
    Indicator(
        capital="human",
        name="preventable_cardiovascular_mortality",
        label="Preventable cardiovascular deaths under 75",
        unit="per 100,000 people",
        sign=-1,
        publisher="OHID Public Health Outcomes Framework",
        release="2016-18",
        decimals=1,
        read=_wide("hum_preventable_cvd_u75_2016_18_per100k"),
    ),
    Indicator(
        capital="social",
        name="community_needs_index",
        label="Community needs: few places to meet, little activity, isolation",
        unit="index",
        sign=-1,
        publisher="OCSI and Local Trust",
        release="2019",
        decimals=2,
        read=_wide("soc_community_needs_index_2019"),
    ),
    Indicator(
        capital="social",
        name="turnout_share",
        label="Turnout in the referendum of 2016",
        unit="share of the electorate",
        sign=1,
        publisher="Electoral Commission",
        release="2016",
        decimals=4,
        read=_wide("soc_turnout_euref_2016_pct", 0.01, merge=True),
    ),
    Indicator(
        capital="social",
        name="personal_crime_per_1000",
        label="Crime against the person",
        unit="per 1,000 people",
        sign=-1,
        publisher=f"Home Office police recorded crime, via {HEALTH_INDEX}",
        release="2019",
        decimals=2,
        read=_wide("soc_personal_crime_per1000_2019"),
    ),
    Indicator(
        capital="social",
        name="loneliness_share",
        label="Lonely often, always or some of the time (modelled)",
        unit="share of adults",
        sign=-1,
        publisher="British Red Cross, model of the DCMS Community Life Survey",
        release="2020-21",
        decimals=4,
        read=_loneliness,
    ),
    Indicator(
        capital="social",
        name="life_worthwhile",
        label="Things done in life are worthwhile",
        unit="mean on a scale of 0 to 10",
        sign=1,
        publisher=f"ONS Annual Population Survey, via {HEALTH_INDEX}",
        release="2019",
        decimals=2,
        read=_wide("soc_worthwhile_2019"),
    ),
    Indicator(
        capital="natural",
        name="pm25_ugm3",
        label="Fine particles in the air (PM2.5)",
        unit="micrograms per cubic metre",
        sign=-1,
        publisher=f"Defra modelled background pollution, via {HEALTH_INDEX}",
        release="2019",
        decimals=4,
        read=_wide("nat_pm25_ugm3_2019"),
    ),
    Indicator(
        capital="natural",
        name="woodland_share",
        label="Woodland cover",
        unit="share of land",
        sign=1,
        publisher="Forest Research, National Forest Inventory",
        release="2021",
        decimals=4,
        read=_woodland,
    ),
    Indicator(
        capital="natural",
        name="distance_to_park_m",
        label="Average distance to the nearest park or garden",
        unit="metres",
        sign=-1,
        publisher="ONS Access to green space, Ordnance Survey",
        release="2020",
        decimals=1,
        read=_wide("nat_avg_distance_to_park_m_2020", merge=True),
    ),
    Indicator(
        capital="natural",
        name="private_outdoor_space_share",
        label="Homes with private outdoor space",
        unit="share of homes",
        sign=1,
        publisher=f"ONS and Ordnance Survey, via {HEALTH_INDEX}",
        release="2019",
        decimals=4,
        read=_wide("nat_private_outdoor_space_pct_2019", 0.01),
    ),
    Indicator(
        capital="natural",
        name="noise_complaints_per_1000",
        label="Complaints about noise",
        unit="per 1,000 people",
        sign=-1,
        publisher=f"OHID, via {HEALTH_INDEX}",
        release="2019",
        decimals=2,
        read=_wide("nat_noise_complaints_per1000_2019"),
    ),
    Indicator(
        capital="natural",
        name="greenhouse_gas_tco2e_per_head",
        label="Greenhouse gas emissions",
        unit="tonnes CO2e per head",
        sign=-1,
        publisher=f"DESNZ, via {LOCAL_STATISTICS}",
        release="2019",
        decimals=2,
        read=_greenhouse_gas,
    ),
)
