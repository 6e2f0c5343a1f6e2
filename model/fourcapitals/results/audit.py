"""Who is left out by an allocation: the places with poor health that a rule, or the money of a scenario, passes by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.results.agreement import LOWEST_SHARE, lowest_places
from fourcapitals.results.gaps import money_by_area
from fourcapitals.results.results import Results
from fourcapitals.scenario.allocation import share_out
from fourcapitals.vocabulary import SEXES

ALIKE: Final = 1e-9
"""Relative differences smaller than this are rounding."""


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
        return pd.DataFrame([asdict(each) for each in self.left_out], columns=_OF_AREA)


@checked
def audit_rule(
    given: str | Array,
    *,
    baseline: Baseline,
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
    >>> from fourcapitals.data.baseline import load_baseline
    >>> audit = audit_rule("health_need", baseline=load_baseline(), against="per_head")
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
    lowest = lowest_places(lowest_share, len(people))
    places = _areas(baseline, health, per_head, lowest)
    poorest = places[places["poorest_health"]]
    order = np.argsort(health, kind="stable")[:lowest]
    audit = RuleAudit(
        rule=given if isinstance(given, str) else name or "given shares",
        sex=sex or "mean of males and females",
        lowest=lowest,
        left_out=tuple(
            LeftOut(*values) for values in poorest.loc[poorest["left_out"], _OF_AREA].itertuples(index=False)
        ),
        share_of_lowest=float(shares[order].sum()),
        population_share_of_lowest=float(people[order].sum() / people.sum()),
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
        places=places,
    )
    if against is None:
        return audit
    other = _shares(against, baseline, against_options)
    called = against if isinstance(against, str) else against_name or "given shares"
    return replace(audit, against=called, **_moved(shares, other, people, pot_gbp_m))


def _moved(shares: Array, other: Array, people: Array, pot_gbp_m: float | None) -> dict[str, Any]:
    """What another allocation would change, in the fields of `RuleAudit`."""
    of_people = people / people.sum()
    moved = money_moved(shares, other)
    return {
        "moved_share": moved,
        "correlation_with_other": rank_correlation(shares / of_people, other / of_people),
        "gaining_population_share": float(people[shares / of_people > other / of_people + ALIKE].sum() / people.sum()),
        "moved_gbp_m": None if pot_gbp_m is None else moved * pot_gbp_m,
    }


_OF_AREA: Final = ["code", "name", "hle_years", "per_head_over_mean", "population"]


def _areas(baseline: Baseline, health: Array, per_head: Array, lowest: int) -> pd.DataFrame:
    """Every area, the lowest health first, as `RuleAudit.places` has them."""
    order = np.argsort(health, kind="stable")
    areas = baseline.areas.iloc[order]
    is_lowest = np.arange(len(order)) < lowest
    return pd.DataFrame(
        {
            "code": np.asarray(baseline.codes)[order],
            "name": areas["name"].to_numpy(),
            "hle_years": health[order],
            "deprivation_score": areas["imd_2019_score"].to_numpy(np.float64),
            "per_head_over_mean": per_head[order],
            "population": baseline.arrays.population[order].astype(np.int64),
            "poorest_health": is_lowest,
            "left_out": is_lowest & (per_head[order] < 1 - ALIKE),
        }
    )


def money_moved(first: Array, second: Array) -> float:
    """Give the share of a pot that changes hands between two allocations, half the sum of absolute differences.

    Parameters
    ----------
    first, second : (area,), shares of the pot
        Each sums to 1.

    Examples
    --------
    >>> money_moved(np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.3, 0.5]))
    0.3
    """
    return float(np.abs(np.asarray(first) - np.asarray(second)).sum() / 2)


def rank_correlation(first: Array, second: Array) -> float | None:
    """Spearman's rank correlation, ties at their mean rank; None where either is the same everywhere.

    Parameters
    ----------
    first, second : (area,), any unit

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
        ranks.append(pd.Series(np.round(values / size, 12)).rank().to_numpy() if size else np.zeros(len(values)))
    if any(np.ptp(rank) == 0 for rank in ranks):
        return None
    return float(round(np.corrcoef(ranks[0], ranks[1])[0, 1], 12))


@checked
def shares_of_scenario(results: Results, scenario: str, *, baseline: Baseline) -> Array:
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
    money = money_by_area(results).sel(scenario=results.scenario(scenario))
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
