"""Who is left out by an allocation: the places with poor health that a priority list or a rule passes by.

`audit_luf` repeats the briefing's two figures on the Levelling Up Fund from the published lists (Dixon & Everest 2021,
Figures 1 and 2); `audit_rule` asks the same of any allocation rule, or of the money of a scenario.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from fourcapitals.allocation import share_out
from fourcapitals.baseline import Baseline
from fourcapitals.disparities import money_by_area
from fourcapitals.faults import BadInput, UnknownName, unknown
from fourcapitals.results import Results
from fourcapitals.vocabulary import SEXES

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

LOWEST_SHARE: Final = 0.3
"""The lowest 30% by healthy life expectancy, as in the briefing's Figure 2."""
HALF: Final = 0.5
FIFTH: Final = 0.2
ALIKE: Final = 1e-9
"""Relative differences smaller than this are rounding."""
SMALL_AREAS: Final = 32_844
"""Lower-layer areas ranked by the Indices of Deprivation 2019; the most deprived has this as its average rank."""
DEPRIVATION: Final = {
    "score": "rank of the district's average score (IMD 2019)",
    "rank": "rank of the district's average rank (IMD 2019)",
    "small_areas": "average rank of the district's small areas against England's (IMD 2019)",
}
"""The ways to say how deprived a district is; the first is used unless another is named."""


# Overlap of two lists


@dataclass(frozen=True)
class Overlap:
    """How two lists of places agree.

    Parameters
    ----------
    both, first_only, second_only, neither : int
        Numbers of places.

    Examples
    --------
    >>> agreement = Overlap(both=20, first_only=10, second_only=5, neither=15)
    >>> agreement.expected_by_chance, round(agreement.lift, 3), round(agreement.kappa, 3), round(agreement.jaccard, 3)
    (15.0, 1.333, 0.4, 0.571)
    """

    both: int
    first_only: int
    second_only: int
    neither: int

    @property
    def places(self) -> int:
        """Number of all places."""
        return self.both + self.first_only + self.second_only + self.neither

    @property
    def expected_by_chance(self) -> float:
        """Number on both lists if the second had been drawn by lot."""
        return (self.both + self.first_only) * (self.both + self.second_only) / self.places

    @property
    def lift(self) -> float:
        """The overlap over that by chance; 1 is no better than a lot."""
        return self.both / self.expected_by_chance if self.expected_by_chance else float("nan")

    @property
    def kappa(self) -> float:
        """Cohen's kappa: agreement beyond chance, 1 when the lists are the same."""
        first, second, count = self.both + self.first_only, self.both + self.second_only, self.places
        seen = (self.both + self.neither) / count
        chance = (first * second + (count - first) * (count - second)) / count**2
        return (seen - chance) / (1 - chance) if chance < 1 else float("nan")

    @property
    def jaccard(self) -> float:
        """Places on both lists over places on either."""
        either = self.both + self.first_only + self.second_only
        return self.both / either if either else float("nan")

    def to_dict(self) -> dict[str, float]:
        """Give the counts and the measures of agreement."""
        measures = ("places", "expected_by_chance", "lift", "kappa", "jaccard")
        return {**asdict(self), **{name: getattr(self, name) for name in measures}}


def overlap(first: Mask, second: Mask) -> Overlap:
    """Compare two lists of places, each given as one truth value a place.

    Examples
    --------
    >>> overlap(np.array([True, True, False]), np.array([True, False, False])).both
    1
    """
    first, second = np.asarray(first, bool), np.asarray(second, bool)
    return Overlap(
        both=int((first & second).sum()),
        first_only=int((first & ~second).sum()),
        second_only=int((~first & second).sum()),
        neither=int((~first & ~second).sum()),
    )


# The Levelling Up Fund


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
    column = f"hle_{sex}_2009_13_years"
    table = table.sort_values([column, "lad20_code"], ignore_index=True)
    health = table[column].to_numpy(np.float64)
    category = table["category"].to_numpy()
    england = float(baseline.tables["england_2009_13"].set_index("sex")["hle_2009_13_years"][sex])
    mean = float(np.average(health, weights=table["population_2019"]))
    lowest = _lowest(lowest_share, len(table))

    def finding(figure: str, definition: str, number: int, chosen: Mask) -> Finding:
        names = table["name"][chosen & (category == number)]
        return Finding(figure, definition, number, tuple(str(name) for name in names))

    place = np.arange(len(table))
    findings = [finding("2", _lowest_words(lowest, len(table)), number, place < lowest) for number in (1, 2, 3)]
    deprived = np.zeros(len(table), bool)
    for number, fraction in ((3, HALF), (2, FIFTH)):
        chosen = _more_deprived(table, "score", fraction) & (health < england)
        findings.append(finding("1", _deprived_words("score", fraction, england), number, chosen))
        deprived |= chosen & (category == number)
    findings += [
        finding("press", f"less deprived than {words}", 1, chosen) for words, chosen in _better_off(table).items()
    ]
    for other in (count for count in (lowest - 1, lowest + 1) if 0 < count < len(table)):
        findings += [
            finding("2, sensitivity", _lowest_words(other, len(table)), number, place < other) for number in (1, 2, 3)
        ]
    for number, fraction in ((3, HALF), (2, FIFTH)):
        for measure in DEPRIVATION:
            for level in (england, round(mean, 2)):
                if (measure, level) != ("score", england):
                    chosen = _more_deprived(table, measure, fraction) & (health < level)
                    definition = _deprived_words(measure, fraction, level)
                    findings.append(finding("1, sensitivity", definition, number, chosen))
    # Read to the letter, "more deprived than a fifth" leaves out the least deprived fifth only.
    literal = _more_deprived(table, "score", 1 - FIFTH) & (health < england)
    findings.append(finding("1, sensitivity", _deprived_words("score", 1 - FIFTH, england), 2, literal))
    return Audit(
        sex=sex,
        districts=len(table),
        england_years=england,
        lowest=lowest,
        threshold_years=float(health[lowest - 1]),
        agreement=overlap(place < lowest, category == 1),
        findings=tuple(findings),
        places=_districts(table, health, place < lowest, deprived),
    )


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


def _lowest(share: float, places: int) -> int:
    """How many places a share of them is: some, and not all."""
    count = round(share * places) if np.isfinite(share) else 0
    if not 0 < count < places:
        raise BadInput(
            f"lowest share: {share} of {places} places is none or all of them; give a share between 0 and 1, as 0.3"
        )
    return count


def _lowest_words(lowest: int, districts: int) -> str:
    return f"lowest {lowest} of {districts} districts by healthy life expectancy"


def _deprived_words(measure: str, fraction: float, level: float) -> str:
    part = {HALF: "half", FIFTH: "fifth", 1 - FIFTH: "four fifths"}[fraction]
    return f"most deprived {part}, {DEPRIVATION[measure]}; healthy life expectancy below {level:g} years"


# Any rule


@dataclass(frozen=True)
class LeftOut:
    """One of the areas in the poorest health that gets less than the mean per head."""

    code: str
    name: str
    hle_years: float
    per_head_over_mean: float
    """Money per head over the mean of all areas."""
    population: int


@dataclass(frozen=True)
class RuleAudit:
    """Whom an allocation leaves out.

    Parameters
    ----------
    rule : str
        What shares the money.
    sex : str
        Whose healthy life expectancy of 2017-19: male, female or the mean of both.
    lowest : int
        How many areas count as the lowest.
    left_out : tuple of LeftOut
        Those of the lowest that get less than the mean per head, the lowest health first.
    share_of_lowest, population_share_of_lowest : float
        What the lowest get of the money, and what they are of the people.
    correlation_with_hle_shortfall, correlation_with_deprivation : float or None
        Spearman's, of money per head; None where all heads get the same.
    against : str or None
        The other allocation.
    moved_share : float or None
        Share of the pot that would change hands, half the sum of absolute differences.
    correlation_with_other : float or None
        Spearman's, of money per head under both.
    gaining_population_share : float or None
        Share of the people in areas that get more than under the other.
    moved_gbp_m : float or None
        `moved_share` in £m, where a pot is given.
    options : mapping or None
        Of the rule; None where shares were given.
    asked : mapping
        What `audit_rule` was given that the picture shows: ``given, options, against, against_options, name,
        against_name``.
    places : DataFrame
        Every area, the lowest health first: ``code, name, hle_years, deprivation_score, per_head_over_mean,
        population``, and whether it is among the lowest (``poorest_health``) and left out (``left_out``).
    """

    rule: str
    sex: str
    lowest: int
    left_out: tuple[LeftOut, ...]
    share_of_lowest: float
    population_share_of_lowest: float
    correlation_with_hle_shortfall: float | None
    correlation_with_deprivation: float | None
    against: str | None = None
    moved_share: float | None = None
    correlation_with_other: float | None = None
    gaining_population_share: float | None = None
    moved_gbp_m: float | None = None
    options: Mapping[str, Any] | None = field(default=None, repr=False)
    asked: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    places: pd.DataFrame = field(kw_only=True, repr=False, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """Give plain values, for JSON."""
        names = [each.name for each in fields(self) if each.name not in ("places", "options", "asked")]
        plain = {name: getattr(self, name) for name in names}
        left_out = [asdict(each) for each in self.left_out]
        return {**plain, "left_out_count": len(self.left_out), "left_out": left_out}

    def table(self) -> pd.DataFrame:
        """Give the areas left out, one row each."""
        import pandas as pd

        columns = ["code", "name", "hle_years", "per_head_over_mean", "population"]
        return pd.DataFrame([asdict(each) for each in self.left_out], columns=columns)


def audit_rule(
    given: str | Array,
    baseline: Baseline,
    *,
    options: Mapping[str, Any] | None = None,
    against: str | Array | None = None,
    against_options: Mapping[str, Any] | None = None,
    name: str = "",
    against_name: str = "",
    pot_gbp_m: float | None = None,
    sex: str | None = None,
    lowest_share: float = LOWEST_SHARE,
) -> RuleAudit:
    """Say whom an allocation leaves out, and how much money another one would move.

    Parameters
    ----------
    given : str or (area,)
        An allocation rule, or shares of the money in the order of the baseline (`shares_of_scenario` gives those of
        a scenario).
    baseline : Baseline
    options : mapping, optional
        Of the rule.
    against : str or (area,), optional
        Another allocation to compare with.
    against_options : mapping, optional
        Of the other rule.
    name, against_name : str
        What to call allocations given as shares.
    pot_gbp_m : float, optional
        To say how many £m would move.
    sex : {"male", "female"}, optional
        Whose healthy life expectancy; the mean of both if left out.
    lowest_share : float
        Share of the areas that count as the lowest by health; their number is rounded to the nearest.

    Raises
    ------
    UnknownName
        When there is no such rule or sex.
    BadInput
        When shares do not fit the areas, or the lowest would be none or all of them.

    Examples
    --------
    >>> from fourcapitals.baseline import load_baseline
    >>> audit = audit_rule("health_need", load_baseline(), against="per_head")
    >>> len(audit.left_out), audit.correlation_with_hle_shortfall, audit.correlation_with_other
    (2, 1.0, None)
    """
    if sex is not None and sex not in SEXES:
        raise UnknownName(unknown("sex", sex, SEXES))
    arrays = baseline.arrays
    people = arrays.population
    health: Array = arrays.hle.mean(axis=0) if sex is None else arrays.hle[SEXES.index(sex)]
    shares = _shares(given, baseline, options)
    per_head = shares / (people / people.sum())
    lowest = _lowest(lowest_share, len(people))
    order = np.argsort(health, kind="stable")
    names = baseline.areas["name"].to_list()
    left_out = tuple(
        LeftOut(baseline.codes[i], str(names[i]), float(health[i]), float(per_head[i]), int(people[i]))
        for i in order[:lowest]
        if per_head[i] < 1 - ALIKE
    )
    audit = RuleAudit(
        rule=given if isinstance(given, str) else name or "given shares",
        sex=sex or "mean of males and females",
        lowest=lowest,
        left_out=left_out,
        share_of_lowest=float(shares[order[:lowest]].sum()),
        population_share_of_lowest=float(people[order[:lowest]].sum() / people.sum()),
        correlation_with_hle_shortfall=rank_correlation(per_head, -health),
        correlation_with_deprivation=rank_correlation(per_head, arrays.deprivation),
        options=dict(options or {}) if isinstance(given, str) else None,
        asked={
            "given": given,
            "options": options,
            "against": against,
            "against_options": against_options,
            "name": name,
            "against_name": against_name,
        },
        places=_areas(baseline, health, per_head, order, lowest, left_out),
    )
    if against is None:
        return audit
    other = _shares(against, baseline, against_options)
    other_per_head = other / (people / people.sum())
    moved = money_moved(shares, other)
    return replace(
        audit,
        against=against if isinstance(against, str) else against_name or "given shares",
        moved_share=moved,
        correlation_with_other=rank_correlation(per_head, other_per_head),
        gaining_population_share=float(people[per_head > other_per_head + ALIKE].sum() / people.sum()),
        moved_gbp_m=None if pot_gbp_m is None else moved * pot_gbp_m,
    )


def _areas(
    baseline: Baseline,
    health: Array,
    per_head: Array,
    order: npt.NDArray[np.intp],
    lowest: int,
    left_out: tuple[LeftOut, ...],
) -> pd.DataFrame:
    import pandas as pd

    areas, codes = baseline.areas.iloc[order], np.asarray(baseline.codes)[order]
    return pd.DataFrame(
        {
            "code": codes,
            "name": areas["name"].to_numpy(),
            "hle_years": health[order],
            "deprivation_score": areas["imd_2019_score"].to_numpy(np.float64),
            "per_head_over_mean": per_head[order],
            "population": baseline.arrays.population[order].astype(np.int64),
            "poorest_health": np.arange(len(order)) < lowest,
            "left_out": np.isin(codes, [each.code for each in left_out]),
        }
    )


def money_moved(first: Array, second: Array) -> float:
    """Give the share of a pot that changes hands between two allocations, half the sum of absolute differences.

    Examples
    --------
    >>> money_moved(np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.3, 0.5]))
    0.3
    """
    return float(np.abs(np.asarray(first) - np.asarray(second)).sum() / 2)


def rank_correlation(first: Array, second: Array) -> float | None:
    """Spearman's rank correlation, ties at their mean rank; None where either is the same everywhere.

    Examples
    --------
    >>> rank_correlation(np.array([1.0, 2.0, 3.0]), np.array([10.0, 30.0, 20.0]))
    0.5
    >>> rank_correlation(np.ones(3), np.array([10.0, 30.0, 20.0])) is None
    True
    """
    ranks = []
    for values in (np.asarray(first, np.float64), np.asarray(second, np.float64)):
        # Rounding must not order what is the same.
        size = np.abs(values).max()
        ranks.append(rankdata(np.round(values / size, 12)) if size else np.zeros(len(values)))
    if any(np.ptp(rank) == 0 for rank in ranks):
        return None
    return float(round(np.corrcoef(ranks[0], ranks[1])[0, 1], 12))


def shares_of_scenario(results: Results, scenario: str, baseline: Baseline) -> Array:
    """Give each area's share of the new money of a scenario over all years, the mean of the draws.

    Returns
    -------
    (area,), in the order of the baseline, sums to 1

    Raises
    ------
    UnknownName
        When the results lack the scenario.
    BadInput
        When it has no money to share.
    """
    money = money_by_area(results).sel(scenario=results.scenario(scenario)).mean("draw")
    given = money.to_series().reindex(list(baseline.codes), fill_value=0.0).to_numpy(np.float64)
    if given.sum() <= 0:
        raise BadInput(f"scenario {scenario!r} has no new money to audit; name one that has")
    shares: Array = given / given.sum()
    return shares


def _shares(given: str | Array, baseline: Baseline, options: Mapping[str, Any] | None) -> Array:
    if isinstance(given, str):
        return share_out(given, baseline, options=options)
    shares = np.asarray(given, np.float64)
    if shares.shape != (len(baseline.codes),) or not np.isfinite(shares).all() or (shares < 0).any():
        raise BadInput(f"shares to audit: expected {len(baseline.codes)} numbers of 0 or more, one for each area")
    if abs(shares.sum() - 1) > ALIKE * len(shares):
        raise BadInput(f"shares to audit: must sum to 1, these sum to {shares.sum():g}")
    return shares
