"""Whom the Levelling Up Fund's list leaves out: the briefing's two figures, counted again from the published lists.

Dixon & Everest 2021, Figures 1 and 2.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.results.agreement import LOWEST_SHARE, Mask, Overlap, lowest_places, overlap
from fourcapitals.vocabulary import SEXES

if TYPE_CHECKING:
    import pandas as pd


HALF: Final = 0.5
FIFTH: Final = 0.2
CATEGORIES: Final = ((3, HALF), (2, FIFTH))
"""Categories of Figure 1, and the fraction of England that their districts are more deprived than."""
SMALL_AREAS: Final = 32_844
"""Lower-layer areas ranked by the Indices of Deprivation 2019; the most deprived has this as its average rank."""
DEPRIVATION: Final = {
    "score": "rank of the district's average score (IMD 2019)",
    "rank": "rank of the district's average rank (IMD 2019)",
    "small_areas": "average rank of the district's small areas against England's (IMD 2019)",
}
"""The ways to say how deprived a district is; the first is used unless another is named."""


@dataclass(frozen=True)
class Finding:
    """One count of districts, with what was counted and which they are.

    Parameters
    ----------
    figure : str
        The figure of the briefing that it repeats, or "press" or "sensitivity".
    definition : str
        What was counted, in words.
    category : int
        Priority category of the districts counted.
    districts : tuple of str
        Their names, in order of healthy life expectancy, the lowest first.
    """

    figure: str
    definition: str
    category: int
    districts: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many districts."""
        return len(self.districts)


@dataclass(frozen=True)
class Audit:
    """What the Levelling Up Fund's priority list does with the districts in the poorest health.

    Parameters
    ----------
    sex : str
        Whose healthy life expectancy.
    districts : int
        How many districts the list holds.
    england_years : float
        England's published healthy life expectancy of the same years.
    lowest : int
        How many districts are taken as the lowest.
    threshold_years : float
        Healthy life expectancy of the highest of them.
    agreement : Overlap
        Of the lowest (first list) with category 1 (second list).
    findings : tuple of Finding
        Figure 2, Figure 1, the press analysis; then the same under other readings.
    places : DataFrame
        Every district, the lowest health first: ``code, name, area`` (of the 307 that holds it)``, category, hle_years,
        deprivation_score, deprivation_rank``; whether it is among the lowest (``poorest_health``), is so and not in
        category 1 (``left_out``), or stands in a headline finding of Figure 1 (``deprived_left_out``).
    """

    sex: str
    districts: int
    england_years: float
    lowest: int
    threshold_years: float
    agreement: Overlap
    findings: tuple[Finding, ...]
    places: pd.DataFrame = field(repr=False, compare=False)

    def counts(self, figure: str) -> dict[tuple[str, int], int]:
        """Give the counts of one figure by definition and category."""
        chosen = (each for each in self.findings if each.figure == figure)
        return {(each.definition, each.category): each.count for each in chosen}

    def to_dict(self) -> dict[str, Any]:
        """Give plain values, for JSON."""
        plain = {name: getattr(self, name) for name in ("sex", "districts", "england_years", "lowest")}
        return {
            **plain,
            "threshold_years": self.threshold_years,
            "agreement": self.agreement.to_dict(),
            "findings": [{**asdict(each), "count": each.count} for each in self.findings],
        }

    def table(self) -> pd.DataFrame:
        """Give the findings, one row each: ``figure, definition, category, count, districts``."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "figure": each.figure,
                    "definition": each.definition,
                    "category": each.category,
                    "count": each.count,
                    "districts": "; ".join(each.districts),
                }
                for each in self.findings
            ]
        )


@checked
def audit_luf(baseline: Baseline, *, sex: str = "male", lowest_share: float = LOWEST_SHARE) -> Audit:
    """Set the Levelling Up Fund's priority list beside health and deprivation, district by district.

    Parameters
    ----------
    baseline : Baseline
        Carries the list on its own 314 districts of 2020, with healthy life expectancy of 2009-13 (ONS, Census
        health question; small-area values shifted to the county where a district is no upper tier).
    sex : {"male", "female"}
        The briefing shows males.
    lowest_share : float
        Share of the districts that count as the lowest; their number is rounded to the nearest.

    Raises
    ------
    UnknownName
        When there is no such sex.
    BadInput
        When the lowest would be none or all of the districts.

    Notes
    -----
    "More deprived than half (a fifth) of England" is read three ways (`DEPRIVATION`): among the most deprived half
    (fifth) of districts by either of the two published summaries, or with small areas that are on average more deprived
    than half (four fifths) of England's small areas. The first is the headline; the others stand as sensitivity, beside
    England's value as the mean of the districts by population, and one district more or fewer among the lowest.
    "More deprived than a fifth" is taken as the most deprived fifth; its literal reading stands as sensitivity.
    """
    if sex not in SEXES:
        raise UnknownName(unknown("sex", sex, SEXES))
    table = baseline.tables["luf_priority"]
    table = table.sort_values([f"hle_{sex}_2009_13_years", "lad20_code"], ignore_index=True)
    england = float(baseline.tables["england_2009_13"].set_index("sex")["hle_2009_13_years"][sex])
    listed = _List(table, table[f"hle_{sex}_2009_13_years"].to_numpy(np.float64), england)
    lowest = lowest_places(lowest_share, len(table))
    is_lowest = np.arange(len(table)) < lowest
    figure_1 = [(number, listed.deprived("score", fraction, england)) for number, fraction in CATEGORIES]
    findings = [
        *listed.lowest("2", lowest),
        *(
            listed.finding("1", _deprived_words("score", fraction, england), number, chosen)
            for (number, chosen), (_, fraction) in zip(figure_1, CATEGORIES, strict=True)
        ),
        *(
            listed.finding("press", f"less deprived than {words}", 1, chosen)
            for words, chosen in _better_off(table).items()
        ),
        *_under_other_readings(listed, lowest),
    ]
    deprived = np.logical_or.reduce([chosen & (listed.category == number) for number, chosen in figure_1])
    return Audit(
        sex=sex,
        districts=len(table),
        england_years=england,
        lowest=lowest,
        threshold_years=float(listed.health[lowest - 1]),
        agreement=overlap(is_lowest, listed.category == 1),
        findings=tuple(findings),
        places=_districts(table, listed.health, is_lowest, deprived),
    )


@dataclass(frozen=True)
class _List:
    """The published list, the district of the lowest healthy life expectancy first."""

    table: pd.DataFrame
    health: Array
    """(district,), years."""
    england: float
    """Years."""

    @property
    def category(self) -> Array:
        """(district,): 1 to 3."""
        return self.table["category"].to_numpy()

    def finding(self, figure: str, definition: str, number: int, chosen: Mask) -> Finding:
        """Count the districts of a category among those chosen."""
        names = self.table["name"][chosen & (self.category == number)]
        return Finding(figure, definition, number, tuple(str(name) for name in names))

    def lowest(self, figure: str, count: int) -> list[Finding]:
        """Count the categories among the districts of the lowest health."""
        districts = len(self.table)
        words, chosen = _lowest_words(count, districts), np.arange(districts) < count
        return [self.finding(figure, words, number, chosen) for number in (1, 2, 3)]

    def deprived(self, measure: str, fraction: float, level: float) -> Mask:
        """Find districts among the most deprived fraction whose health lies below a level, years."""
        return _more_deprived(self.table, measure, fraction) & (self.health < level)


def _under_other_readings(listed: _List, lowest: int) -> list[Finding]:
    """The counts of both figures when what is counted is read otherwise."""
    districts, england = len(listed.table), listed.england
    mean = float(np.average(listed.health, weights=listed.table["population_2019"]))
    findings = []
    for other in (count for count in (lowest - 1, lowest + 1) if 0 < count < districts):
        findings += listed.lowest("2, sensitivity", other)
    readings = [
        (number, measure, fraction, level)
        for number, fraction in CATEGORIES
        for measure in DEPRIVATION
        for level in (england, round(mean, 2))
        if (measure, level) != ("score", england)
    ]
    # Read to the letter, "more deprived than a fifth" leaves out the least deprived fifth only.
    for number, measure, fraction, level in (*readings, (2, "score", 1 - FIFTH, england)):
        words = _deprived_words(measure, fraction, level)
        findings.append(listed.finding("1, sensitivity", words, number, listed.deprived(measure, fraction, level)))
    return findings


def _districts(table: pd.DataFrame, health: Array, lowest: Mask, deprived: Mask) -> pd.DataFrame:
    held = {
        "lad20_code": "code",
        "name": "name",
        "code": "area",
        "category": "category",
        "imd_2019_score": "deprivation_score",
        "imd_2019_score_rank": "deprivation_rank",
    }
    return (
        table[list(held)]
        .rename(columns=held)
        .assign(
            hle_years=health,
            poorest_health=lowest,
            left_out=lowest & (table["category"].to_numpy() != 1),
            deprived_left_out=deprived,
        )
    )


def _more_deprived(table: pd.DataFrame, measure: str, fraction: float) -> Mask:
    """Districts among the most deprived fraction, under one reading of it."""
    if measure == "small_areas":
        line = (1 - fraction) * SMALL_AREAS
        return np.asarray(table["imd_2019_average_rank"] > line, bool)
    column = {"score": "imd_2019_score_rank", "rank": "imd_2019_average_rank_rank"}[measure]
    return np.asarray(table[column] <= fraction * len(table), bool)


def _better_off(table: pd.DataFrame) -> dict[str, Mask]:
    """Districts less deprived than the average, under four readings of it."""
    mean = np.average(table["imd_2019_score"], weights=table["population_2019"])
    return {
        "half of the districts by average score": ~_more_deprived(table, "score", HALF),
        "half of the districts by average rank": ~_more_deprived(table, "rank", HALF),
        "half of England's small areas": ~_more_deprived(table, "small_areas", HALF),
        "England's mean score by population": np.asarray(table["imd_2019_score"] < mean, bool),
    }


def _lowest_words(lowest: int, districts: int) -> str:
    return f"lowest {lowest} of {districts} districts by healthy life expectancy"


def _deprived_words(measure: str, fraction: float, level: float) -> str:
    part = {HALF: "half", FIFTH: "fifth", 1 - FIFTH: "four fifths"}[fraction]
    return f"most deprived {part}, {DEPRIVATION[measure]}; healthy life expectancy below {level:g} years"
