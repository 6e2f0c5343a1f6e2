"""The baseline: the observed areas in the base year, their links, their history and what they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.area_arrays import Areas, Indices, read_only
from fourcapitals.data.area_histories import AreaHistories, histories_until
from fourcapitals.data.area_noise import estimate_noise, noise_of
from fourcapitals.data.compiled_tables import published_tables, read_tables
from fourcapitals.data.earlier_years import price_of, tables_of
from fourcapitals.data.filtered_start import FilteredStart, filtered_start
from fourcapitals.data.movers import Movers, movers_of
from fourcapitals.data.table_checks import table_faults
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.relational import RelationalExpansion, relational_expansion
from fourcapitals.equations.relational_fit import calibrate_good_health, fit_relational
from fourcapitals.equations.space import own_distance, weighted_mean
from fourcapitals.equations.standard import Standard
from fourcapitals.errors import BadInput
from fourcapitals.vocabulary import PERIOD, PRICE_YEAR, RISKS, SEXES, USE_NAMES, Period

BASE_PERIOD = PERIOD.window
"""Three years that the bundled level of healthy life expectancy and life expectancy covers (ONS, original method)."""

MONEY = frozenset({"gva_per_hour", "gdhi_per_head"})
"""Published outcomes in pounds of their own year."""


@dataclass(frozen=True)
class Baseline:
    """The observed base year of the 307 areas of the spine.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        The compiled tables, by name; columns stand in the data README. Tables of one's own are checked when they are
        first read (`table_checks`).
    period : Period
        The years of its runs.
    folder : str
        That tables of one's own were read from, as it was named; empty for none.

    Examples
    --------
    >>> baseline = load_baseline()
    >>> baseline.areas.loc["E06000001", "name"], float(baseline.areas.loc["E06000001", "gva_per_hour_2019_gbp"])
    ('Hartlepool', 28.96)
    """

    tables: Mapping[str, pd.DataFrame]
    period: Period = PERIOD
    folder: str = ""

    def until(self, year: int) -> Baseline:
        """Give the same baseline with a later last year, to follow effects after the last money.

        Parameters
        ----------
        year : int

        Raises
        ------
        ValueError
            When it lies before the last year of money.

        Examples
        --------
        >>> load_baseline().until(2100).period.years[-1]
        2100
        """
        return self._with(period=replace(self.period, run_on=year - self.period.end))

    def starting(self, base_year: int) -> Baseline:
        """Give the baseline of an earlier year, made of the histories alone and run to 2019 (`earlier_years`).

        Parameters
        ----------
        base_year : int
            From 2013 on.

        Raises
        ------
        UnknownName
            When the histories do not reach back so far.
        """
        self._check()
        period = Period(base_year, PERIOD.base, base_year + 1)
        other = Baseline(tables_of(self.tables, period), period, self.folder)
        vars(other)["_is_sound"] = True
        return other

    def named(self, folder: str) -> Baseline:
        """Give the same baseline as one of another folder: that which a store remembers, where it has moved since."""
        return self._with(folder=folder)

    def _with(self, **changes: Any) -> Baseline:
        """The same tables otherwise called or run, with what is worked out of them already."""
        other = replace(self, **changes)
        kept = ("_is_sound", "areas", "arrays", "standard", "checksum", "histories", "start")
        vars(other).update({name: held for name, held in vars(self).items() if name in kept})
        return other

    @cached_property
    def checksum(self) -> str:
        """Of what all tables hold, to trace a result."""
        digest = hashlib.sha256()
        for name in sorted(self.tables):
            for column, values in self.tables[name].items():
                digest.update(f"{name} {column} {len(values)}\n".encode())
                if values.dtype.kind in "biuf":
                    digest.update(np.ascontiguousarray(values.to_numpy()).tobytes())
                else:
                    texts = [each if isinstance(each, str) else "" for each in values.tolist()]
                    digest.update("\x1f".join(texts).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def _check(self) -> None:
        """Refuse tables that cannot be read; the package's own have their checksums."""
        if not vars(self).get("_is_sound") and (faults := table_faults(self.tables, published_tables())):
            raise BadInput(*faults)

    @cached_property
    def areas(self) -> pd.DataFrame:
        """One row an area, in GSS order, indexed by code: identity, geography, outcomes of 2019, council history."""
        self._check()
        outcomes = self.tables["outcomes"].set_index("code").rename(columns={"imputed": "imputed_outcomes"})
        councils = self.tables["councils"].set_index("code").rename(columns={"imputed": "imputed_council"})
        return self.tables["areas"].set_index("code").join([outcomes, councils], validate="one_to_one")

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of the areas, in GSS order."""
        return tuple(self.areas.index)

    @cached_property
    def standard(self) -> Standard:
        """England's life tables of 2017-19 by sex, with good health calibrated to England's published HLE.

        The schedule of good health by age is a judgement (A4 of ODD.md); only its level is calibrated.
        """
        table = self.tables["life_tables"]
        widths = table.loc[table["sex"] == SEXES[0], "width_years"].fillna(np.inf).to_numpy(float)
        by_sex = [table[table["sex"] == sex] for sex in SEXES]
        rates = np.array([rows["mortality_rate"].to_numpy(float) for rows in by_sex])
        shares = np.array([rows["good_health_share"].to_numpy(float) for rows in by_sex])
        published = np.array([self.published("hle", sex=sex) for sex in SEXES])
        try:
            return Standard(widths, rates, calibrate_good_health(widths, rates, shares, published))
        except ValueError as error:
            raise BadInput(*(f"baseline: life_tables: {fault}" for fault in str(error).splitlines())) from None

    def published(self, outcome: str, *, code: str = "E92000001", sex: str = "persons", period: str = "") -> float:
        """Look up one published figure of a wider area, England's in the base period by default.

        Raises
        ------
        KeyError
            When it is not published.

        Examples
        --------
        >>> load_baseline().published("hle", sex="male")
        63.18
        """
        table = self.tables["published"]
        wanted = period or (self.period.window if outcome in {"hle", "le"} else str(self.period.base))
        found = table[
            (table["code"] == code)
            & (table["outcome"] == outcome)
            & (table["sex"] == sex)
            & (table["period"].astype(str) == wanted)
        ]
        if found.empty:
            raise KeyError(f"no published {outcome} of {sex} in {code} for {wanted}")
        value = float(found["value"].iloc[0])
        return value * self.price if outcome in MONEY and wanted == str(self.period.base) else value

    @property
    def price(self) -> float:
        """Pounds of 2019 in a pound of the base year."""
        return 1.0 if self.period.base == PRICE_YEAR else price_of(self.tables, self.period.base)

    def guarded(self) -> Baseline:
        """Give the same baseline to somebody else's function: arrays that it cannot change, tables of its own.

        Examples
        --------
        >>> load_baseline().guarded().arrays.population.flags.writeable
        False
        """
        other = replace(self, tables={name: table.copy() for name, table in self.tables.items()})
        # Worked out already, and slow to work out again.
        vars(other).update(
            _is_sound=True, areas=self.areas.copy(), arrays=read_only(self.arrays), standard=self.standard
        )
        return other

    @cached_property
    def histories(self) -> AreaHistories:
        """What was published of areas up to the base year, less England's."""
        return histories_until(self.tables, self.period.base)

    @cached_property
    def start(self) -> FilteredStart:
        """What all figures up to the base year say of where areas stand."""
        return filtered_start(self.histories, noise_of(self.tables, self.period.base))

    @cached_property
    def movers(self) -> Movers:
        """Who lives in each area and how often people move from where to where."""
        return movers_of(self)

    @property
    def _deprivation(self) -> str:
        """The column of the last Indices of Deprivation that measure no year after the base year."""
        editions = [int(name.split("_")[1]) for name in self.areas.columns if name.startswith("imd_")]
        return f"imd_{max(year for year in editions if year <= self.period.base + 1)}_score"

    @cached_property
    def flows(self) -> Array:
        """(year, use, area), £m of 2019: what areas are given more or less than in the base year in every scenario.

        Empty where none is dated; a baseline of an earlier year has what councils spent.
        """
        if "flows" not in self.tables:
            return np.zeros((0, 0, 0))
        table, years = self.tables["flows"], self.period.simulated
        place = {code: at for at, code in enumerate(self.codes)}
        given = np.zeros((len(years), len(USE_NAMES), len(place)))
        at = (
            table["year"].to_numpy() - self.period.first,
            table["use"].map(USE_NAMES.index).to_numpy(),
            table["code"].map(place).to_numpy(),
        )
        np.add.at(given, at, table["gbp_m"].to_numpy(np.float64))
        return given

    def without_flows(self) -> Baseline:
        """Give the same baseline without dated flows: what would have been had nothing changed since the base year."""
        other = replace(self, tables={name: table for name, table in self.tables.items() if name != "flows"})
        vars(other)["_is_sound"] = vars(self).get("_is_sound")
        return other

    def without_region(self, code: str) -> Baseline:
        """Give the same baseline whose noise and start are learned from the other regions.

        Parameters
        ----------
        code : str
            Of the region.
        """
        own = {**self.tables, "left_out": pd.DataFrame({"region_code": [code]})}
        other = replace(self, tables={**own, "area_noise": estimate_noise(own, self.period.base)})
        vars(other)["_is_sound"] = vars(self).get("_is_sound")
        return other

    @cached_property
    def arrays(self) -> Areas:
        """The arrays that the yearly equations take."""
        table = self.areas

        def column(name: str) -> Array:
            return table[name.format(self.period.base)].to_numpy(np.float64, copy=True)

        population = column("population_{}")
        hle = np.array([column(f"hle_{sex}_years") for sex in SEXES])
        le = np.array([column(f"le_{sex}_years") for sex in SEXES])
        expansion = self.expansion(le=le, hle=hle)
        score = table[self._deprivation].to_numpy(np.float64, copy=True)
        spread = score - weighted_mean(score, population)
        pay = column("median_weekly_pay_{}_gbp")
        home, work, of_residents, of_jobs = self._commuting()
        made = Areas(
            population=population,
            working_age=column("population_16_64_{}"),
            jobs=column("workplace_jobs"),
            hours=column("hours_worked_per_week_{}"),
            gva_per_hour=column("gva_per_hour_{}_gbp"),
            income=column("gdhi_per_head_{}_gbp"),
            employment=column("employment_share_16_64"),
            long_term_sick=column("long_term_sick_share_16_64"),
            life_satisfaction=column("life_satisfaction_{}"),
            hle=hle,
            le=le,
            expansion=expansion,
            good_health_eta=expansion.good_health_eta.mean(axis=0),
            deprivation=spread / np.sqrt(weighted_mean(spread**2, population)),
            cut_share=column("cut_share"),
            council_budget=column("spending_gbp_per_head"),
            public_health_budget=column("public_health_gbp_per_head"),
            council_tax=column("council_tax_per_head_gbp"),
            pm25=column("pm25_{}_ugm3"),
            risk_prevalence=np.array([column(f"{risk}_share") for risk in RISKS]),
            relative_pay=pay / weighted_mean(pay, population),
            distance=self._distance(),
            commute_home=home,
            commute_work=work,
            commute_of_residents=of_residents,
            commute_of_jobs=of_jobs,
            year=self.period.base,
        )
        if unsound := [name for name, values in made._asdict().items() if not np.isfinite(np.array(values)).all()]:
            raise BadInput(
                f"baseline: the tables give no finite {', '.join(unsound)}; compare them with the package's own"
            )
        return made

    def expansion(self, *, le: Array, hle: Array) -> RelationalExpansion:
        """Slopes of each area's own life table, which reproduces its LE and HLE exactly.

        Parameters
        ----------
        le, hle : (sex, area), years
        """
        by_sex = []
        for position in range(len(SEXES)):
            standard = self.standard_of(SEXES[position])
            theta, eta = fit_relational(standard, le[position], hle[position])
            by_sex.append(relational_expansion(standard, theta, eta))
        return RelationalExpansion(*(np.array(pair) for pair in zip(*by_sex, strict=True)))

    def standard_of(self, sex: str) -> Standard:
        """England's life table and good health of one sex."""
        position = SEXES.index(sex)
        both = self.standard
        return both._replace(
            mortality_rate=np.asarray(both.mortality_rate)[position],
            good_health_share=np.asarray(both.good_health_share)[position],
        )

    def _distance(self) -> Array:
        """Kilometres between centroids; within an area, the mean distance in a disc of its size."""
        place = self.areas[["easting_m", "northing_m"]].to_numpy(np.float64) / 1000
        distance: Array = np.sqrt(((place[:, None, :] - place[None, :, :]) ** 2).sum(axis=2))
        np.fill_diagonal(distance, own_distance(self.areas["area_km2"].to_numpy(np.float64)))
        return distance

    def _commuting(self) -> tuple[Indices, Indices, Array, Array]:
        """Positions of home and work, and shares by home and by work, of the links that the tables keep."""
        flows = self.tables["commuting"]
        position = {code: index for index, code in enumerate(self.areas.index)}
        home = flows["home"].map(position).to_numpy(np.int64, copy=True)
        work = flows["work"].map(position).to_numpy(np.int64, copy=True)
        people = flows["residents"].to_numpy(np.float64)
        count = len(position)
        of_residents = people / np.bincount(home, people, count)[home]
        of_jobs = people / np.bincount(work, people, count)[work]
        return home, work, of_residents, of_jobs

    def history(self, outcome: str) -> pd.DataFrame:
        """Give the observed past of the areas in one outcome: code, (sex,) year, value.

        Raises
        ------
        KeyError
            When no history of that outcome is compiled; the message lists those that are.

        Examples
        --------
        >>> load_baseline().history("gva_per_hour").query("code == 'E06000001' and year == 2004")["value"].tolist()
        [18.96]
        """
        name = f"history_{outcome}"
        if name not in self.tables:
            known = sorted(table[8:] for table in self.tables if table.startswith("history_"))
            raise KeyError(f"no history of {outcome!r}; choose from {', '.join(known)}")
        return self.tables[name]


@checked
def load_baseline(base_year: int = PERIOD.base) -> Baseline:
    """Read the compiled tables that the package carries, checked against their checksums.

    Parameters
    ----------
    base_year : int
        2019, or an earlier one back to 2013, made of the histories alone and run to 2019 (`earlier_years`).

    Raises
    ------
    UnknownName
        When the histories do not reach back so far.

    Examples
    --------
    >>> load_baseline(2014).period.window, round(load_baseline(2014).published("hle", sex="male"), 2)
    ('2012-14', 63.37)
    """
    return _loaded(base_year)


@cache
def _loaded(base_year: int) -> Baseline:
    if base_year != PERIOD.base:
        return _loaded(PERIOD.base).starting(base_year)
    made = Baseline(read_tables())
    vars(made)["_is_sound"] = True
    return made
