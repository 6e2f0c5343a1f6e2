"""Strategies set against each other for any outcome, horizon and weighting: how sure the best is, and the regret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, get_args

import numpy as np
import pandas as pd

from fourcapitals.appraisal.outcome_weights import (
    EACH_MILLION,
    TOTAL,
    check_weights,
    scale_between_areas,
    told_weights,
    weighted_utility,
)
from fourcapitals.appraisal.present_values import income_weights
from fourcapitals.appraisal.settings import AppraisalSettings, appraisal_settings
from fourcapitals.arguments import checked
from fourcapitals.equations.cost_effectiveness import probability_best
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.regret import regret
from fourcapitals.equations.welfare import equity_weights
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.results.aggregation import find_outcome
from fourcapitals.results.axes import SUMS_OVER_LIFE
from fourcapitals.results.measures import extra_money, is_unequal, weights_of_groups
from fourcapitals.results.person_years import healthy_person_years
from fourcapitals.results.whole_life import healthy_person_years_over_life
from fourcapitals.vocabulary import END_YEAR, NOTHING, POUND

if TYPE_CHECKING:
    from fourcapitals.results.results import Results

Weighting = Literal["people", "income", "health"]
WEIGHTINGS: Final = get_args(Weighting)
WEIGHTED_BY: Final = {
    "people": "all people alike",
    "income": "people of poorer places more (mean income / income of the place)^{:g}",
    "health": "people of less healthy places more (mean healthy life / that of the place)^{:g}",
}
PERSON_YEARS: Final = "healthy_person_years"
WHOLE_LIFE: Final = "healthy_person_years_whole_life"
SUMS: Final = (PERSON_YEARS, WHOLE_LIFE)
"""Sums over years that can be asked for beside the outcomes."""


@checked
def strategy_choice(
    results: Results,
    *,
    outcome: str = PERSON_YEARS,
    year: int = END_YEAR,
    reference: str = "baseline",
    weighting: str = "people",
    per_gbp: bool | None = None,
    weights: Mapping[str, float] | None = None,
    settings: AppraisalSettings | None = None,
) -> pd.DataFrame:
    """Set strategies against each other: what each brings, how often it is the best, and what choosing it may cost.

    Parameters
    ----------
    results : Results
    outcome : str
        One of `vocabulary.OUTCOME_NAMES`, in a year; or ``healthy_person_years`` (2021 to 2035) or
        ``healthy_person_years_whole_life`` (discounted).
    year : int
        Of an outcome.
    reference : str
        That differences are taken from; it is one of the choices where totals are compared, to do nothing more.
    weighting : {"people", "income", "health"}
        Whose gains weigh more, by the regions or, where they are held, the areas that people live in; the exponents are
        those of the settings.
    per_gbp : bool, optional
        What each £1m of new money brings; where the money is unequal if left out.
    weights : mapping of outcome to weight, optional
        Several outcomes in place of one, each in standard deviations between areas (`outcome_weights`).
    settings : AppraisalSettings, optional
        Those of official guidance if left out.

    Returns
    -------
    pandas.DataFrame
        One row a choice, the best median first: ``scenario, title, outcome, year, weighting, per_gbp, unit,
        reference``; ``difference`` with ``low_80, high_80``; ``probability_best`` (ties share the draw);
        ``expected_regret, largest_regret`` in the same unit, ``minimax`` for the one whose largest regret is the
        least; ``new_money_gbp_m``. With one draw the difference alone. With weights ``outcome`` is their text and
        ``mean_OUTCOME`` what each brings to the mean of the draws.

    Raises
    ------
    UnknownName
        When there is no such outcome, scenario, weighting or year.
    BadInput
        When there is nothing to choose from.
    """
    if weighting not in WEIGHTINGS:
        raise UnknownName(unknown("weighting", weighting, WEIGHTINGS))
    money = extra_money(results, reference=reference)
    others = {name: each for name, each in money.items() if name != reference}
    if not others:
        raise BadInput("nothing to choose from: these results hold the reference alone")
    by_pound = is_unequal(list(others.values())) if per_gbp is None else per_gbp
    asked: Any = (year, reference, weighting, settings or appraisal_settings())
    if weights is not None:
        return _by_weights(results, check_weights(weights), by_pound, money, asked)
    utility, unit = _utility(results, outcome, *asked)
    better = 1 if outcome in SUMS else find_outcome(outcome).better
    stated = _Stated(outcome, results.period.end if outcome in SUMS else year, reference, weighting, unit, better)
    return _choices(results, utility, stated, by_pound, money)[0]


class _Stated(NamedTuple):
    """What strategies are set against each other by."""

    outcome: str
    year: int
    reference: str
    weighting: str
    unit: str
    better: int


def _choices(
    results: Results, utility: Array, stated: _Stated, by_pound: bool, money: Mapping[str, float]
) -> tuple[pd.DataFrame, list[int]]:
    """The table of choices, the best first, and the position of each among the scenarios."""
    names = [name for name in results.scenarios if not by_pound or _brings_money(name, stated.reference, money)]
    if not names:
        raise BadInput("no strategy brings new money, so that nothing can be said of each £1m; compare totals")
    draws = np.array([utility[results.scenarios.index(name)] / (money[name] if by_pound else 1.0) for name in names])
    table = pd.DataFrame(
        {
            "scenario": names,
            "title": [results.titles[name] for name in names],
            "outcome": stated.outcome,
            "year": stated.year,
            "weighting": stated.weighting,
            "per_gbp": by_pound,
            "unit": f"{stated.unit} per £1m" if by_pound else stated.unit,
            "reference": stated.reference,
            "difference": np.median(draws, axis=1),
            **(_over_draws(draws, stated.better) if results.draws > 1 else {}),
            "new_money_gbp_m": [money[name] for name in names],
        }
    )
    order = (stated.better * table["difference"]).sort_values(ascending=False, kind="stable").index
    ordered = table.loc[order].reset_index(drop=True)
    return ordered, [results.scenarios.index(name) for name in ordered["scenario"]]


def _brings_money(name: str, reference: str, money: Mapping[str, float]) -> bool:
    return name != reference and money[name] >= POUND


def _by_weights(
    results: Results, weights: dict[str, float], by_pound: bool, money: Mapping[str, float], asked: Any
) -> pd.DataFrame:
    """Choose by several outcomes, each on the scale of how areas differ in it."""
    year, reference, weighting, _ = asked
    differences = {name: _utility(results, name, *asked)[0] for name in weights}
    scales = {name: scale_between_areas(results, name) for name in weights}
    written = EACH_MILLION if by_pound else TOTAL
    utility = written.factor * weighted_utility(differences, weights, scales)
    stated = _Stated(told_weights(weights), year, reference, weighting, written.unit, 1)
    table, order = _choices(results, utility, stated, by_pound, money)
    spent = np.array([money[each] if by_pound else 1.0 for each in table["scenario"]])
    for name, weight in weights.items():
        own = weighted_utility({name: differences[name]}, {name: 1.0}, scales) * weight / sum(weights.values())
        table[f"mean_{name}"] = written.factor * own[order].mean(axis=1) / spent
    table.attrs |= {"weights": weights, "scales": scales}
    return table


def _over_draws(draws: Array, better: int) -> dict[str, Any]:
    # What is nothing is nothing: rounding decides no draw.
    utility = better * np.where(np.abs(draws) < NOTHING, 0.0, draws)
    found = regret(utility)
    low, high = np.quantile(draws, (0.1, 0.9), axis=1)
    return {
        "low_80": low,
        "high_80": high,
        "probability_best": probability_best(utility.T),
        "expected_regret": found.expected,
        "largest_regret": found.largest,
        "minimax": found.largest == found.largest.min(),
    }


def _utility(
    results: Results, outcome: str, year: int, reference: str, weighting: str, settings: AppraisalSettings
) -> tuple[Array, str]:
    """(scenario, draw): difference from the reference, of England or weighted over places; and its unit."""
    by = "england" if weighting == "people" else ("area" if results.holds_areas else "region")
    if outcome == PERSON_YEARS:
        of_places, unit = healthy_person_years(results, reference=reference, by=by), "years"
    elif outcome == WHOLE_LIFE:
        found = healthy_person_years_over_life(results, reference=reference, by=by)
        of_places, unit = found.sel(sum_over_life=SUMS_OVER_LIFE[1]), "years"
    else:
        if year not in results.years:
            raise UnknownName(f"no year {year}; these results hold {results.years[0]} to {results.years[-1]}")
        of_places = results.differences(outcome, by=by, reference=reference, years=[year]).isel(year=0)
        unit = str(of_places.attrs["units"])
    values = np.asarray(of_places.transpose("scenario", "draw", "group").to_numpy(), np.float64)
    if by == "england":
        return values[..., 0], unit
    groups = of_places["group"].to_numpy()
    weight = place_weights(results, by, weighting, settings)
    if outcome in SUMS:
        return values @ weight, unit
    # The mean over people, or hours, so that equal gains of all are that gain.
    held = weights_of_groups(results, find_outcome(outcome).weight, by).sel(group=groups).to_numpy() * weight
    return values @ (held / held.sum()), unit


def place_weights(results: Results, by: str, weighting: str, settings: AppraisalSettings) -> Array:
    """(group,): how much a gain of each person weighs, on average over people 1.

    Parameters
    ----------
    results : Results
    by : {"region", "area"}
    weighting : {"income", "health"}
    settings : AppraisalSettings
    """
    groups = weights_of_groups(results, "population", by)
    people = groups.to_numpy()
    if weighting == "income":
        weight = income_weights(results, by, settings.income_aversion)
    else:
        published, codes = results.published("hle"), groups["group"].to_numpy().astype(str)
        level = results.base_levels("hle") if by == "area" else np.array([published[code] for code in codes])
        weight = equity_weights(level, settings.health_aversion)
    scaled: Array = weight * people.sum() / (people @ weight)
    return scaled


@checked
def gainers_and_losers(
    results: Results, *, reference: str = "baseline", by: str = "region", outcome: str = "hle", year: int = END_YEAR
) -> pd.DataFrame:
    """Say of each strategy which places gain and which lose, and how sure that is.

    Parameters
    ----------
    results : Results
    reference : str
        That gains are taken from: against one of equal money elsewhere, some lose what others gain.
    by : str
        One of `groupings.GROUPINGS`.
    outcome, year
        As in `Results.differences`.

    Returns
    -------
    pandas.DataFrame
        One row a scenario and place, the reference left out: ``scenario, title, group, group_name, outcome, year,
        unit, difference, low_80, high_80, share_gains, share_loses`` (of draws) and ``people``; of one draw the
        difference alone.

    Raises
    ------
    UnknownName
        When there is no such scenario or grouping, or an ensemble does not hold it.
    """
    stated = find_outcome(outcome)
    change = results.differences(outcome, by=by, reference=reference, years=[year]).isel(year=0)
    people = weights_of_groups(results, "population", by).sel(group=change["group"].to_numpy()).to_numpy()
    tables = []
    for name in results.scenarios:
        if name == reference:
            continue
        draws = change.sel(scenario=name).transpose("draw", "group").to_numpy()
        gains = stated.better * draws
        many = {}
        if results.draws > 1:
            low, high = np.quantile(draws, (0.1, 0.9), axis=0)
            many = {
                "low_80": low,
                "high_80": high,
                "share_gains": (gains >= NOTHING).mean(axis=0),
                "share_loses": (gains <= -NOTHING).mean(axis=0),
            }
        tables.append(
            pd.DataFrame(
                {
                    "scenario": name,
                    "title": results.titles[name],
                    "group": change["group"].to_numpy().astype(str),
                    "group_name": change["group_name"].to_numpy().astype(str),
                    "outcome": outcome,
                    "year": year,
                    "unit": str(change.attrs["units"]),
                    "difference": np.median(draws, axis=0),
                    **many,
                    "people": people,
                }
            )
        )
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
