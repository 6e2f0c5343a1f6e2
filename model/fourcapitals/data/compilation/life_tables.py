"""England's mortality by age and sex, the assumed share in good health, and the price deflator."""

from itertools import pairwise

import pandas as pd

from fourcapitals.data.compilation.sources import SourceError, Sources

PERIOD = "2017-2019"
BAND_STARTS = (0, 1, *range(5, 95, 5))
# Judgement: no prevalence by age is published among the sources. The model shifts the schedule on the
# logit scale until it reproduces England's published healthy life expectancy.
ASSUMED_GOOD_HEALTH_SHARE = (
    *(0.97, 0.97, 0.97, 0.96, 0.94, 0.92, 0.91, 0.90, 0.88, 0.86),
    *(0.83, 0.79, 0.74, 0.69, 0.65, 0.61, 0.55, 0.48, 0.41, 0.35),
)


FIRST_START = 2011


def compile_life_tables(sources: Sources) -> pd.DataFrame:
    """Compute the central death rate of each of 20 age bands: deaths over person-years lived."""
    return _of_period(sources, PERIOD)


def compile_earlier_life_tables(sources: Sources) -> pd.DataFrame:
    """Compute the same for the three-year windows before, without shares in good health."""
    starts = range(FIRST_START, int(PERIOD[:4]))
    parts = [_of_period(sources, f"{start}-{start + 2}").assign(start_year=start) for start in starts]
    table = pd.concat(parts, ignore_index=True)
    return table[["sex", "start_year", "age", "width_years", "mortality_rate"]]


def _of_period(sources: Sources, period: str) -> pd.DataFrame:
    source = sources.table("national_life_tables_england_1980_2020.csv.gz")
    source = source[source["period"] == period]
    parts = []
    for sex in ("male", "female"):
        single = source[source["sex"].str.lower() == sex].set_index("age")
        if len(single) != 101:
            raise SourceError(f"national life tables: {len(single)} ages for {sex} {period}, expected 101")
        survivors = single["lx"].reindex(list(BAND_STARTS))
        years_ahead = (single["lx"] * single["ex"]).reindex(list(BAND_STARTS))
        deaths = survivors - survivors.shift(-1, fill_value=0.0)
        lived = years_ahead - years_ahead.shift(-1, fill_value=0.0)
        widths = [b - a for a, b in pairwise(BAND_STARTS)]
        parts.append(
            pd.DataFrame(
                {
                    "sex": sex,
                    "age": BAND_STARTS,
                    "width_years": pd.array([*widths, None], dtype="Int64"),
                    "mortality_rate": (deaths / lived).round(7).to_numpy(),
                    "good_health_share": ASSUMED_GOOD_HEALTH_SHARE,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def compile_deflator(sources: Sources) -> pd.DataFrame:
    """Return the GDP deflator as published, 2019 = 100."""
    source = sources.table("gdp_deflator_england_1998_2023.csv")
    return source.rename(columns={"england_gdp_deflator_2019eq100": "index_2019"})[["year", "index_2019"]]
