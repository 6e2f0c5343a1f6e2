"""Stylised facts that published figures decide: whether they hold, how surely, and what would turn them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from fourcapitals.data.baseline import Baseline
from fourcapitals.data.fact_sources import load_fact_sources
from fourcapitals.data.sampling_error import published_standard_errors
from fourcapitals.equations.disparity import slope_index
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.within_areas import gradient_within, tenth_means
from fourcapitals.evidence.deprivation_profile import (
    EARLIER,
    LATER,
    healthy_life_of_areas,
    published_slope,
    tenth_shares,
)
from fourcapitals.results.audit import audit_rule
from fourcapitals.results.luf_audit import Audit, audit_luf
from fourcapitals.vocabulary import SEXES

BIDS: Final = "levelling_up_fund_round_1"
"""The fund of `awards` that councils bid for."""


class Fact(NamedTuple):
    """One statement, held against figures or draws."""

    fact: str
    statement: str
    found: str
    holds: float | None
    """1 or 0 where figures decide, else a share of draws or resamples; None where it is not tested."""
    draws: int = 0
    flips_at: str = ""


def facts_of_figures(baseline: Baseline, draws: int, seed: int) -> Iterator[Fact]:
    """Give the facts that published figures decide.

    Parameters
    ----------
    baseline : Baseline
    draws, seed : int
        Of sampling errors and resamples of districts.
    """
    generator = np.random.default_rng(seed)
    yield _slope_is_kept(baseline, draws, generator)
    audit = audit_luf(baseline)
    yield _leaves_out_poor_health(audit)
    yield _leaves_out_deprived(audit)
    moved = audit_rule("luf_index", baseline=baseline, against="health_need").moved_share or 0.0
    yield Fact(
        "F6",
        "Criteria of health would move money",
        f"{100 * moved:.0f}% of the pot changes place between luf_index and health_need",
        float(moved > 0),
        flips_at="no weight of health, at which nothing moves",
    )
    yield _cut_councils_won_less(baseline, draws, generator)
    areas = baseline.areas
    sick, health = areas["long_term_sick_share_16_64"], areas["hle_male_years"] + areas["hle_female_years"]
    stated = "Long-term sickness is higher where healthy life is shorter"
    yield _ranked("F17", stated, sick, health, -1, "", draws, generator)
    score, cut = areas["imd_2019_score"], areas["cut_gbp_per_head"]
    what = " of deprivation and £ a head cut, 2010 to 2017"
    yield _ranked("F18", "More deprived councils were cut more", score, cut, 1, what, draws, generator)


def _slope_is_kept(baseline: Baseline, draws: int, generator: np.random.Generator) -> Fact:
    """F2: whether the slope within areas of 2011-13 gives that over deprivation in 2018-20."""
    people, shares = baseline.arrays.population, tenth_shares(baseline)
    held = shares.T @ people
    tiers, tier = np.unique(baseline.areas["upper_tier_code"].to_numpy(str), return_inverse=True)
    published, drawn = [], []
    for sex in SEXES:
        then, now = (healthy_life_of_areas(baseline, sex, period) for period in (EARLIER, LATER))
        stated = published_slope(baseline, sex, EARLIER), published_slope(baseline, sex, LATER)

        def error(then: Array, now: Array, stated: tuple[float, float]) -> float:
            gradient = gradient_within(then, shares, people, stated[0])
            return float(slope_index(tenth_means(now, shares, people, gradient), held).sii) - stated[1]

        published.append(error(then, now, stated))
        noise = [
            np.nan_to_num(published_standard_errors(baseline, tiers.tolist(), sex=sex, period=period))
            * generator.standard_normal((draws, len(tiers)))
            for period in (EARLIER, LATER)
        ]
        # The published slopes have no interval in the data: only the figures of the places are drawn.
        drawn.append([error(then - each[tier], now - other[tier], stated) for each, other in zip(*noise, strict=True)])
    near = load_fact_sources().criterion("F2")
    furthest = np.abs(np.array(drawn)).max(axis=0) if draws else np.array([])
    largest = max(map(abs, published))
    return Fact(
        "F2",
        f"The slope of healthy life over deprivation is that of {EARLIER} in {LATER}, within {near:.1f} years",
        f"{LATER} from {EARLIER}: {published[0]:+.1f} years men, {published[1]:+.1f} women",
        float((furthest < near).mean()) if draws else float(largest < near),
        draws,
        f"a tolerance of {largest:.1f} years",
    )


def _leaves_out_poor_health(audit: Audit) -> Fact:
    """F4: of the districts lowest in healthy life expectancy, how many stand in no first category."""
    outside = int(audit.places["left_out"].sum())
    first = int(np.argmax(audit.places["category"].to_numpy() != 1))
    name, years = audit.places["name"].iloc[first], float(audit.places["hle_years"].iloc[first])
    return Fact(
        "F4",
        "The fund's list leaves out districts in the poorest health",
        f"{outside} of the {audit.lowest} districts lowest in male healthy life expectancy are not in category 1",
        float(outside > 0),
        flips_at=f"the {first} lowest, all of them in category 1; the next is {name}, {years:.1f} years",
    )


def _leaves_out_deprived(audit: Audit) -> Fact:
    """F5: how many deprived districts below England's healthy life expectancy stand in categories 2 and 3."""
    chosen = audit.places[audit.places["deprived_left_out"]]
    fact = Fact(
        "F5",
        "It leaves out districts that are deprived and in poor health",
        f"{len(chosen)} deprived districts below England's healthy life expectancy stand in categories 2 and 3",
        float(len(chosen) > 0),
    )
    if chosen.empty:
        return fact
    lowest = float(chosen["hle_years"].min())
    return fact._replace(
        flips_at=f"a yardstick of {lowest:.1f} years, below which none is; England's is {audit.england_years:.1f}"
    )


def _cut_councils_won_less(baseline: Baseline, draws: int, generator: np.random.Generator) -> Fact:
    """F7: whether councils that were cut more won less of what was bid for, among districts of like deprivation."""
    awards = baseline.tables["awards"]
    won = awards[awards["fund"] == BIDS].groupby("code")["award_gbp"].sum().reindex(list(baseline.codes)).fillna(0.0)
    areas = baseline.areas
    ranks = np.column_stack(
        [
            stats.rankdata(won / areas["population_2019"]),
            stats.rankdata(areas["cut_share"]),
            stats.rankdata(areas["imd_2019_score"]),
        ]
    )
    found = partial_correlation(ranks)
    chosen = generator.integers(0, len(ranks), (draws, len(ranks)))
    again = [partial_correlation(ranks[each]) for each in chosen]
    return Fact(
        "F7",
        "Councils cut more won less a head of the Levelling Up Fund's first round, among districts as deprived",
        f"partial rank correlation {found:+.2f}, {len(ranks)} districts; that capacity decides is one reading of it",
        float(np.mean(np.array(again) < 0)) if draws else float(found < 0),
        draws,
        "a correlation of 0",
    )


def partial_correlation(columns: Array) -> float:
    """Correlation of the first two columns with what the others explain of each taken out.

    Parameters
    ----------
    columns : (case, column), any units

    Examples
    --------
    >>> third = np.array([1.0, 2.0, 3.0, 4.0])
    >>> wave = np.array([1.0, -1.0, -1.0, 1.0])
    >>> round(partial_correlation(np.column_stack([third + wave, 2 * third - wave, third])), 6)
    -1.0
    """
    others = np.column_stack([np.ones(len(columns)), columns[:, 2:]])
    rest = columns[:, :2] - others @ np.linalg.lstsq(others, columns[:, :2], rcond=None)[0]
    return float(np.corrcoef(rest.T)[0, 1])


def _ranked(
    fact: str,
    statement: str,
    first: pd.Series[float],
    second: pd.Series[float],
    sign: int,
    what: str,
    draws: int,
    generator: np.random.Generator,
) -> Fact:
    """Say whether two figures of districts are ranked as stated, and in which share of resamples of the districts."""
    both = np.column_stack([first, second]).astype(np.float64)
    found = float(stats.spearmanr(*both.T).statistic)
    again = [stats.spearmanr(*both[each].T).statistic for each in _resamples(len(both), draws, generator)]
    return Fact(
        fact,
        statement,
        f"rank correlation {found:.2f}{what}, {len(both)} districts",
        float(np.mean(sign * np.array(again) > 0)) if draws else float(sign * found > 0),
        draws,
        "a correlation of 0",
    )


def _resamples(size: int, draws: int, generator: np.random.Generator) -> Sequence[Array]:
    return list(generator.integers(0, size, (draws, size)))
