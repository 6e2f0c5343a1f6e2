"""Disparities between places in results: of an outcome over the years, and of who gets the money."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.sampling_error import published_reliability
from fourcapitals.equations.disparity import (
    TENTH,
    absolute_gap,
    noise_corrected_gap,
    places_in,
    slope_index,
)
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.inequality import (
    concentration_index,
    gini,
    mean_log_deviation,
    theil,
)
from fourcapitals.equations.welfare import ATKINSON_AVERSION, atkinson
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.results.aggregation import check_sex, find_outcome
from fourcapitals.results.awarded import given_in_draws, won_by_bids
from fourcapitals.results.carried import carried
from fourcapitals.results.groupings import check_whole
from fourcapitals.results.money import by_scenario
from fourcapitals.vocabulary import Outcome

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from fourcapitals.results.results import Results

Unit = Literal["area", "upper_tier"]

FIFTH: Final = 0.2


# An outcome of places


@checked
def inequality_over_time(
    results: Results,
    outcome: str,
    *,
    reference: str = "baseline",
    by: Unit | None = None,
    sex: str | None = None,
    aversion: float = ATKINSON_AVERSION,
) -> pd.DataFrame:
    """Measure the inequality of an outcome between places in every year, and what each scenario changes in it.

    Parameters
    ----------
    results : Results
    outcome : str
        A name from `vocabulary.OUTCOME_NAMES`.
    reference : str
        A scenario of the results.
    by : {"upper_tier", "area"}, optional
        The places; upper tiers for life and healthy life expectancy, as the mission counts them, else areas.
    sex : {"male", "female"}, optional
        For outcomes held by sex; the mean of both if left out.
    aversion : float
        Of Atkinson's index.

    Returns
    -------
    pandas.DataFrame
        Tidy: ``scenario, draw, year, measure, value, difference``, the last against the reference in the same draw.
        Measures: ``mean``; ``gap`` (top less bottom tenth of places, ranked anew each year); ``gap_by_weight``
        (tenths of the people, or of what the outcome is averaged by, which does not jump when places change ranks);
        ``gap_of_base_year_places`` (the same places followed); for healthy life expectancy of upper tiers
        ``gap_noise_corrected``; ``slope_by_deprivation`` (across whole places: far below the published slope over
        small areas, which this cannot give); ``gini``, ``theil``, ``mean_log_deviation``, ``atkinson``,
        ``equally_distributed``. An ensemble that counts its areas (``--keep summary``) has ``mean, gap`` and, of
        healthy life expectancy, ``gap_of_base_year_places`` and ``gap_noise_corrected``.

    Raises
    ------
    UnknownName
        When there is no such outcome, sex, place or scenario, an ensemble does not hold what is asked for, or results
        lack areas of England.
    """
    import pandas as pd

    stated = find_outcome(outcome)
    results.scenario(reference)
    unit: Unit = by or usual_places(stated)
    found = _measures(results, stated, unit, sex, aversion) if results.holds_areas else _held(results, stated, by, sex)
    index = pd.MultiIndex.from_product(
        [results.scenarios, results.dataset["draw"].to_numpy().tolist(), results.years],
        names=["scenario", "draw", "year"],
    )
    position = results.scenarios.index(reference)
    parts = [
        pd.DataFrame(
            {"measure": name, "value": each.ravel(), "difference": (each - each[[position]]).ravel()}, index=index
        ).reset_index()
        for name, each in found.items()
    ]
    return pd.concat(parts, ignore_index=True)


def usual_places(outcome: Outcome) -> Unit:
    """Give the places that the mission on an outcome counts.

    Parameters
    ----------
    outcome : Outcome
    """
    return "upper_tier" if outcome.name in {"hle", "le"} else "area"


def _measures(results: Results, outcome: Outcome, by: Unit, sex: str | None, aversion: float) -> dict[str, Array]:
    """Every measure, each (scenario, draw, year), from the areas."""
    values, weights, codes = place_values(results, outcome, by=by, sex=sex)
    levels = values.to_numpy()
    base_order = np.argsort(levels[..., 0, :], axis=-1, kind="stable")
    found: dict[str, Array] = {
        "mean": _level_of_england(results, outcome, sex),
        "gap": absolute_gap(levels, weights),
        "gap_by_weight": absolute_gap(levels, weights, ends="weight"),
        "gap_of_base_year_places": absolute_gap(levels, weights, fixed_order=base_order[..., None, :]),
    }
    if outcome.name == "hle" and by == "upper_tier":
        found["gap_noise_corrected"] = _without_noise(found["gap"], codes, sex)
    order = np.argsort(-_deprivation(results, by, codes), kind="stable")
    worth = atkinson(levels, weights, aversion)
    return found | {
        "slope_by_deprivation": slope_index(levels[..., order], weights[order]).sii,
        "gini": gini(levels, weights),
        "theil": theil(levels, weights),
        "mean_log_deviation": mean_log_deviation(levels, weights),
        "atkinson": worth.cost,
        "equally_distributed": worth.ede,
    }


HELD_GAPS: Final = {
    "hle": {"gap": "hle_gap", "gap_of_base_year_places": "hle_gap_fixed"},
    "gva_per_hour": {"gap": "gva_gap_gbp"},
    "life_satisfaction": {"gap": "life_satisfaction_gap"},
}
"""Series that an ensemble holds of every draw, by outcome and measure."""


def _held(results: Results, outcome: Outcome, by: Unit | None, sex: str | None) -> dict[str, Array]:
    """The measures that an ensemble holds beside quantiles of areas: those of the missions.

    Raises
    ------
    UnknownName
        When it holds none of that outcome, of those places or of that sex.
    """
    check_sex(outcome, sex)
    if outcome.name not in HELD_GAPS or by not in (None, usual_places(outcome)):
        raise results.without_areas()

    def series(name: str) -> Array:
        held = results.dataset[name] if sex is None else results.dataset[f"{name}_by_sex"].sel(sex=sex)
        return held.transpose("scenario", "draw", "year").to_numpy()

    found: dict[str, Array] = {"mean": _level_of_england(results, outcome, sex)}
    found |= {measure: series(name) for measure, name in HELD_GAPS[outcome.name].items()}
    if outcome.name == "hle":
        codes = sorted(set(carried(results.dataset, "upper_tier").astype(str)))
        found["gap_noise_corrected"] = _without_noise(found["gap"], codes, sex)
    return found


def _level_of_england(results: Results, outcome: Outcome, sex: str | None) -> Array:
    """(scenario, draw, year): England's level, which starts at the published one."""
    level = results.levels(outcome.name, sex=sex if outcome.by_sex else None).isel(group=0)
    return np.asarray(level.transpose("scenario", "draw", "year").to_numpy(), np.float64)


def _without_noise(gap: Array, codes: list[str], sex: str | None) -> Array:
    """A gap in healthy life expectancy between upper tiers, less what sampling noise adds to it."""
    return noise_corrected_gap(gap, published_reliability(load_baseline(), codes, sex=sex))


def place_values(
    results: Results,
    outcome: Outcome,
    *,
    by: Unit = "area",
    sex: str | None = None,
    years: Sequence[int] | None = None,
) -> tuple[xr.DataArray, Array, list[str]]:
    """Give an outcome of areas or upper tiers with its weights and the codes of the places.

    An upper tier has the weighted mean of its areas, which for healthy life expectancy is its published value.

    Parameters
    ----------
    results : Results
    outcome : Outcome
    by : {"area", "upper_tier"}
    sex, years
        As in `Results.areas`.

    Returns
    -------
    tuple
        Values (scenario, draw, year, place); weights (place,); codes.

    Raises
    ------
    UnknownName
        When there is no such sex or kind of place, or results lack areas of England.
    """
    import xarray as xr

    check_whole(results, told="gaps between the places of England can't be measured")
    values = results.areas(outcome.name, sex=sex if outcome.by_sex else None, years=years)
    values = values.transpose("scenario", "draw", "year", "area")
    weights = carried(results.dataset, outcome.weight).astype(np.float64)
    codes = [str(code) for code in results.dataset["area"].to_numpy()]
    if by == "area":
        return values.rename(area="place"), weights, codes
    if by != "upper_tier":
        raise UnknownName(unknown("kind of place", by, ("area", "upper_tier")))
    upper = carried(results.dataset, "upper_tier").astype(str)
    codes = sorted(set(upper))
    belongs = xr.DataArray(
        (upper[:, None] == np.array(codes)[None, :]) * weights[:, None],
        dims=("area", "place"),
        coords={"area": values["area"], "place": codes},
    )
    summed: xr.DataArray = xr.dot(values, belongs, dim="area") / belongs.sum("area")
    people: Array = belongs.sum("area").to_numpy()
    return summed.transpose("scenario", "draw", "year", "place"), people, codes


def _deprivation(results: Results, by: Unit, codes: list[str]) -> Array:
    """Average deprivation score (IMD 2019) of areas, or of upper tiers by population."""
    score = carried(results.dataset, "imd_2019_score").astype(np.float64)
    if by == "area":
        return score
    people = carried(results.dataset, "population")
    upper = carried(results.dataset, "upper_tier").astype(str)
    return np.array([np.average(score[upper == code], weights=people[upper == code]) for code in codes])


# Money


@checked
def money_by_area(results: Results) -> xr.DataArray:
    """Give the new money that each area receives over all years, what is taken from it left aside.

    Returns
    -------
    xarray.DataArray
        (scenario, area), £m of 2019; of an ensemble at central values, and where bids win money the mean of draws.
    """
    award = results.awards()
    money = by_scenario(results, award.where(award > 0, 0.0).sum("year")).transpose("scenario", "area")
    for name in won_by_bids(results):
        money.loc[{"scenario": name}] = given_in_draws(results, name).mean(axis=0)
    return money


@checked
def concentration_of_money(results: Results) -> pd.DataFrame:
    """Say how concentrated the money of each scenario is, and what part of it reaches those worst off.

    Returns
    -------
    pandas.DataFrame
        One row a scenario: ``scenario, money_gbp_m``; ``areas_with_money``; ``top_tenth_share``, of
        the money, of the tenth of areas that get most £; ``gini_per_head``; shares of the money of the fifth of areas
        with the poorest health (healthy life expectancy of the base year, mean of the sexes) and of the most deprived
        (IMD 2019 score), ``poorest_health_fifth_share`` and ``most_deprived_fifth_share``, beside their shares of
        the people, ``..._population_share``; ``concentration_by_health`` and ``concentration_by_deprivation``,
        negative where more goes to the worse off. Not a number where there is no money. Where bids win money each is
        measured in every draw of an ensemble, and the mean of the draws that give any is told.
    """
    import pandas as pd

    check_whole(results)
    people = carried(results.dataset, "population").astype(np.float64)
    codes = [str(code) for code in results.dataset["area"].to_numpy()]
    standing = {
        "poorest_health": results.base_levels("hle"),
        "most_deprived": -_deprivation(results, "area", codes),
    }
    table = pd.DataFrame(
        _concentration(money_by_area(results).to_numpy(), people, standing),
        index=pd.Index(results.scenarios, name="scenario"),
    )
    for name in won_by_bids(results):
        of_draws = pd.DataFrame(_concentration(given_in_draws(results, name), people, standing))
        table.loc[name] = of_draws.mean()
    return table.reset_index()


def _concentration(given: Array, people: Array, standing: Mapping[str, Array]) -> dict[str, Array]:
    """Measure how money lies over areas, each (...), of money (..., area)."""
    areas = len(people)
    total = given.sum(axis=-1)
    shares = np.divide(given, total[..., None], out=np.full_like(given, np.nan), where=total[..., None] > 0)
    columns: dict[str, Array] = {
        "money_gbp_m": total,
        "areas_with_money": (given > 0).sum(axis=-1).astype(np.float64),
        "top_tenth_share": np.sort(shares, axis=-1)[..., -places_in(TENTH, areas) :].sum(axis=-1),
        "gini_per_head": _where_money(gini, shares / people, people),
    }
    for name, ranked in standing.items():
        worst = np.argsort(ranked, kind="stable")[: places_in(FIFTH, areas)]
        columns[f"{name}_fifth_share"] = shares[..., worst].sum(axis=-1)
        columns[f"{name}_fifth_population_share"] = np.full(total.shape, people[worst].sum() / people.sum())
    for column, ranked in zip(
        ("concentration_by_health", "concentration_by_deprivation"), standing.values(), strict=True
    ):
        ranked_index = partial(concentration_index, ranked_by=ranked)
        columns[column] = _where_money(ranked_index, shares / people, people)
    return columns


def _where_money(measure: Callable[[Array, Array], Array], per_head: Array, people: Array) -> Array:
    """A measure of money per head, not a number where a scenario has no money (a rank of nothing means nothing)."""
    known = np.isfinite(per_head).all(axis=-1)
    found = np.full(known.shape, np.nan)
    found[known] = measure(per_head[known], people)
    return found
