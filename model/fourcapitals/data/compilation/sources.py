"""Published source files, the spine of 307 areas and the arithmetic that moves figures onto it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

AREA_COUNT = 307
ENGLAND = "E92000001"
CITY_OF_LONDON, HACKNEY = "E09000001", "E09000012"
ISLES_OF_SCILLY, CORNWALL = "E06000053", "E06000052"
MERGED = {CITY_OF_LONDON: HACKNEY, ISLES_OF_SCILLY: CORNWALL}

# The same places under the codes of 2011, absent from the official lookup of code changes.
RECODED_SINCE_2011 = {
    "E06000048": "E06000057",
    "E07000097": "E07000242",
    "E07000100": "E07000240",
    "E07000101": "E07000243",
    "E07000104": "E07000241",
    "E08000020": "E08000037",
}
# Barnsley and Sheffield were recoded in 2024 and some current releases use the new codes only.
RECODED_IN_2024 = {"E08000038": "E08000016", "E08000039": "E08000019"}

AREA_PREFIXES = ("E06", "E07", "E08", "E09")

SOURCE_FILES = (
    "capitals_baseline_wide_lad21.csv",
    "census2011_qualifications_lad.csv",
    "community_needs_index_2019_lad19.csv",
    "commuting_od_2011_lad11_ew.csv.gz",
    "core_spending_power_2015_2020.csv",
    "deaths_pop_by_imd_decile_age_sex_england_2001_2015.csv",
    "deaths_total_ltla21_2015_2019.csv",
    "employment_inactivity_lad21_2004_2019.csv",
    "employment_inactivity_sickness_lad23_2004_2019.csv",
    "eu_referendum_2016_turnout_lad16.csv",
    "gdhi_per_head_lad23_1997_2019.csv",
    "gdp_deflator_england_1998_2023.csv",
    "gva_per_hour_lad21_2004_2019.csv",
    "hexmap_lad2021_england.csv",
    "hle_by_imd_decile_england_partial.csv",
    "hle_le_ltla_2009_13_derived.csv",
    "hle_utla_3yr.csv",
    "imd2019_lad19.csv",
    "imd_2004_2007_2010_2015_ltla21.csv",
    "itl_productivity_hours_jobs_2002_2019.csv",
    "la_revenue_outturn_services_2010_2018.csv",
    "lad21_adjacency.csv",
    "lad21_centroids.csv",
    "lad_lookup_2019_2024.csv",
    "le_la_3yr_2001_03_to_2016_18.csv",
    "le_ltla21_health_index_2015_2020.csv",
    "levelling_up_fund_awards_r1.csv",
    "loneliness_cls2020_modelled_lad24.csv",
    "lookup_lad21_icb22.csv",
    "lookup_ltla16_to_ltla24_code_changes.csv",
    "lookup_ltla21_itl21.csv",
    "lookup_ltla_utla_region.csv",
    "luf_round1_priority_lad20.csv",
    "median_weekly_pay_lad23_2008_2019.csv",
    "migration_od_2011_census_gb_lad11.csv.gz",
    "national_life_tables_england_1980_2020.csv.gz",
    "ohid_fingertips_series_long.csv.gz",
    "ons_local_indicators_long.csv.gz",
    "population_lad21_1991_2020.csv",
    "population_mye2019_2020_ltla19_20_21.csv",
    "sii_le_hle_dfle_england.csv",
    "towns_fund_fhsf_places.csv",
)


class SourceError(Exception):
    """A source file that is absent, or does not say what the tables need."""


@dataclass(frozen=True)
class Sources:
    """The folder of published files, each read once.

    Parameters
    ----------
    folder
        Where the files named in `SOURCE_FILES` lie.
    """

    folder: Path
    _read: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        absent = [name for name in SOURCE_FILES if not (self.folder / name).is_file()]
        if absent:
            raise SourceError(
                f"{self.folder}: {len(absent)} source files are missing: {', '.join(absent)}; "
                "data/README.md says who publishes them"
            )

    def table(self, name: str) -> pd.DataFrame:
        """Return a fresh copy of one source file."""
        if name not in self._read:
            self._read[name] = pd.read_csv(self.folder / name, low_memory=False)
        return self._read[name].copy()


@dataclass(frozen=True)
class Spine:
    """The 307 areas and the maps that lead to them from other vintages of codes.

    Attributes
    ----------
    codes : 307 codes of April 2021, in order
    from_2021, from_2020, from_2019, from_2016 : code of that vintage -> area; 2016 knows 2011
    successor : code of April 2021 -> code of April 2023
    population_2019, population_16_64_2019 : people of each area, mid-2019
    population_2019_by_2019_code, population_2019_by_2021_code : the weights of merged districts
    """

    codes: tuple[str, ...]
    from_2021: dict[str, str]
    from_2020: dict[str, str]
    from_2019: dict[str, str]
    from_2016: dict[str, str]
    successor: dict[str, str]
    population_2019: "pd.Series[float]"
    population_16_64_2019: "pd.Series[float]"
    population_2019_by_2019_code: "pd.Series[float]"
    population_2019_by_2021_code: "pd.Series[float]"

    @property
    def abolished(self) -> tuple[str, ...]:
        """Areas that were merged into a larger authority in April 2023."""
        return tuple(code for code in self.codes if self.successor[code] != code)

    def complete(self, values: "pd.Series[Any]", name: str) -> "pd.Series[Any]":
        """Return the values in the order of the spine; fail where any area has none."""
        absent = [code for code in self.codes if code not in values.index or pd.isna(values.loc[code])]
        if absent:
            raise SourceError(f"{name}: no figure for {len(absent)} of {AREA_COUNT} areas: {', '.join(absent)}")
        return values.reindex(list(self.codes))

    def add_up(self, counts: "pd.Series[float]", to_area: Mapping[str, str], name: str) -> "pd.Series[float]":
        """Sum counts of another vintage onto the areas.

        Parameters
        ----------
        counts : (district of the vintage,), people, jobs or another count
            Indexed by code.
        to_area : mapping of code to code of the area
        name : str
            Of the figure, for the message.
        """
        _refuse_unknown(counts.index, to_area, name)
        return self.complete(counts.groupby(counts.index.map(dict(to_area))).sum(min_count=1), name)

    def average(
        self, rates: "pd.Series[float]", to_area: Mapping[str, str], weights: "pd.Series[float]", name: str
    ) -> "pd.Series[float]":
        """Average rates of another vintage onto the areas, weighted; districts without a figure drop out.

        Parameters
        ----------
        rates : (district of the vintage,), any unit
            Indexed by code.
        to_area : mapping of code to code of the area
        weights : (district of the vintage,), people or hours
        name : str
            Of the figure, for the message.
        """
        _refuse_unknown(rates.index, to_area, name)
        known = rates.dropna().astype(float)
        absent = [code for code in known.index if code not in weights.index]
        if absent:
            raise SourceError(f"{name}: no weight for {', '.join(absent)}")
        weight = weights.reindex(known.index).astype(float)
        areas = known.index.map(dict(to_area))
        return (known * weight).groupby(areas).sum() / weight.groupby(areas).sum()

    def average_2021(self, rates: "pd.Series[float]", name: str) -> "pd.Series[float]":
        """Average rates of the 309 districts of 2021 onto the areas by population, all areas required.

        Parameters
        ----------
        rates : (district of 2021,), any unit
            Indexed by code.
        name : str
            Of the figure, for the message.
        """
        return self.complete(self.average(rates, self.from_2021, self.population_2019_by_2021_code, name), name)

    def average_2019(self, rates: "pd.Series[float]", name: str) -> "pd.Series[float]":
        """Average rates of the 317 districts of 2019 onto the areas by population, all areas required.

        Parameters
        ----------
        rates : (district of 2019,), any unit
            Indexed by code.
        name : str
            Of the figure, for the message.
        """
        return self.complete(self.average(rates, self.from_2019, self.population_2019_by_2019_code, name), name)


def local_only(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Keep the rows whose code is a district or a single-tier authority of England."""
    return frame[frame[column].astype(str).str.startswith(AREA_PREFIXES)]


def read_spine(sources: Sources) -> Spine:
    """Build the spine from the official lookups and the mid-2019 population estimates."""
    changes = sources.table("lookup_ltla16_to_ltla24_code_changes.csv")
    lookup = sources.table("lad_lookup_2019_2024.csv")
    districts = sorted(set(lookup["ltla21_code"]))
    from_2021 = {code: MERGED.get(code, code) for code in districts}
    codes = tuple(sorted(set(from_2021.values())))
    if len(codes) != AREA_COUNT:
        raise SourceError(f"lad_lookup_2019_2024.csv: {len(codes)} areas, expected {AREA_COUNT}")

    def onto_areas(frame: pd.DataFrame, column: str) -> dict[str, str]:
        return {str(old): from_2021[str(new)] for old, new in zip(frame[column], frame["ltla21_code"], strict=True)}

    from_2016 = onto_areas(changes, "ltla16_code")
    from_2016 |= {old: from_2016.get(new, from_2021[new]) for old, new in RECODED_SINCE_2011.items()}
    people = sources.table("population_mye2019_2020_ltla19_20_21.csv")
    people = people[(people["vintage"] == 2019) & (people["year"] == 2019)].set_index("ltla_code")
    by_2019_code = people["population"].astype(float)
    from_2019 = onto_areas(lookup, "ltla19_code")
    to_2021 = dict(zip(lookup["ltla19_code"], lookup["ltla21_code"], strict=True))
    area_of = by_2019_code.index.map(from_2019)
    return Spine(
        codes=codes,
        from_2021=from_2021,
        from_2020=onto_areas(lookup, "ltla20_code"),
        from_2019=from_2019,
        from_2016=from_2016,
        successor=dict(zip(lookup["ltla21_code"], lookup["ltla23_code"], strict=True)),
        population_2019=by_2019_code.groupby(area_of).sum().reindex(list(codes)),
        population_16_64_2019=people["pop_16_64"].astype(float).groupby(area_of).sum().reindex(list(codes)),
        population_2019_by_2019_code=by_2019_code,
        population_2019_by_2021_code=by_2019_code.groupby(by_2019_code.index.map(to_2021)).sum(),
    )


def _refuse_unknown(codes: Iterable[Any], to_area: Mapping[str, str], name: str) -> None:
    unknown = sorted({str(code) for code in codes} - set(to_area))
    if unknown:
        raise SourceError(f"{name}: codes that lead to no area: {', '.join(unknown)}")
