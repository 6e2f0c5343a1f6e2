"""Value for money: what each strategy costs, what people gain, and what the ratio of both would turn on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from fourcapitals.appraisal.present_values import (
    PresentValues,
    other_priors,
    other_rate,
    present_values,
)
from fourcapitals.appraisal.public_cost import bids_in_words, cost_by_year
from fourcapitals.appraisal.settings import AppraisalSettings, appraisal_settings
from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.data.valuation_settings import load_valuation_settings
from fourcapitals.equations.cost_benefit import benefit_cost_ratio, net_present_value, value_at_par
from fourcapitals.equations.elementary import Array
from fourcapitals.results.money import levers_of, spending_by_use
from fourcapitals.results.whole_life import NOT_FOLLOWED, follows_whole_life
from fourcapitals.vocabulary import LETTERS, POUND

if TYPE_CHECKING:
    from fourcapitals.results.results import Results

NOT_VALUED: Final = (
    "Not valued: output after the last year, output of people newly in work, savings of public services, cleaner air "
    "but for health, and what levers cost. Output is GVA per hour at the hours worked in the base year."
)
TOLD_OF_LETTERS: Final = ("effect_on_health", "effect_on_output", "cost")


@checked
def value_for_money(
    results: Results,
    *,
    reference: str = "baseline",
    settings: AppraisalSettings | None = None,
    baseline: Baseline | None = None,
) -> pd.DataFrame:
    """Set the public cost of each strategy beside what people gain, to the last year and over the whole life.

    Parameters
    ----------
    results : Results
    reference : str
        The scenario that the others are compared with.
    settings : AppraisalSettings, optional
        Those of official guidance if left out.
    baseline : Baseline, optional
        That the results were made on, where its figures are the user's own.

    Returns
    -------
    pandas.DataFrame
        One row a scenario (the reference left out) and horizon, ``scenario, title, horizon``; money in £m of 2019, as
        present values: ``public_cost_gbp_m`` (as paid, not discounted), ``present_cost_gbp_m``,
        ``overrun_gbp_m`` (what optimism bias adds), ``output_gbp_m``, ``transfers_gbp_m``, ``benefits_gbp_m``,
        ``npsv_gbp_m``; ``healthy_years, qalys, wellbys``; ``bcr, bcr_band, bcr_with_overrun, bcr_weighted``
        (by income), ``share_bcr_above_1``; ``gbp_per_healthy_year, gbp_per_qaly``, unbounded where nothing is gained;
        ``at_par_gbp``, what a QALY, or a WELLBY, must be worth for benefits to equal the cost, and ``effect_at_par``,
        how many times the effect must be what it is; the letters of the money, ``letters_health, letters_output,
        letters_cost``. Medians of draws, of several draws with ``..._low_80`` and ``..._high_80``. ``attrs["notes"]``
        says why the whole life is left out, if it is, or the uncertainty of the conversion.

    Raises
    ------
    UnknownName, BadInput
        As `present_values.present_values`.
    """
    chosen = settings or appraisal_settings()
    why_not = why_no_whole_life(results, chosen)
    tables = [
        _table(
            results,
            present_values(results, chosen, reference=reference, whole_life=later, baseline=baseline),
            chosen,
            reference,
        )
        for later in ([False] if why_not else [False, True])
    ]
    found = pd.concat(tables, ignore_index=True)
    found.attrs["notes"] = [why for why in (why_not, _without_conversion(results), bids_in_words(results)) if why]
    return found


def why_no_whole_life(results: Results, settings: AppraisalSettings) -> str:
    """Say why the whole life of effects cannot be appraised with some settings; nothing where it can.

    Parameters
    ----------
    results : Results
    settings : AppraisalSettings
    """
    if settings.worth == "wellby":
        return "Over the whole life WELLBYs are n/a: of what comes after the last year, health alone is followed."
    if not follows_whole_life(results):
        return NOT_FOLLOWED
    return other_rate(results, settings)


def _without_conversion(results: Results) -> str:
    why = other_priors(results)
    return f"{why}. A QALY is taken as a healthy year over its central conversion in every draw." if why else ""


def _table(results: Results, values: PresentValues, settings: AppraisalSettings, reference: str) -> pd.DataFrame:
    paid = cost_by_year(results)
    extra = (paid - paid.sel(scenario=reference, drop=True)).sum("year").to_numpy()
    uses, levers = spending_by_use(results), levers_of(results)
    rows = []
    for at, name in enumerate(values.scenarios):
        if name == reference:
            continue
        own = uses[uses["scenario"] == name]
        rows.append(
            {
                "scenario": name,
                "title": results.titles[name],
                "horizon": values.horizon,
                "public_cost_gbp_m": float(extra[at]),
                **figures_of(values, at, settings),
                **{
                    f"letters_{respect.split('_')[-1]}": _letters(own, respect, levers=bool(levers.get(name)))
                    for respect in TOLD_OF_LETTERS
                },
            }
        )
    return pd.DataFrame(rows)


def figures_of(values: PresentValues, at: int, settings: AppraisalSettings) -> dict[str, Any]:
    """Give the figures of one scenario, as columns of `value_for_money`.

    Parameters
    ----------
    values : PresentValues
    at : int
        Position of the scenario.
    settings : AppraisalSettings
    """
    cost, overrun = float(values.cost[at]), float(values.overrun[at])
    benefits, weighted = values.benefits(settings)[at], values.benefits(settings, weighted=True)[at]
    by_qaly = settings.worth == "qaly"
    effects = values.qalys[at] if by_qaly else values.wellbys[at]
    worth = settings.qaly_gbp if by_qaly else settings.wellby_gbp
    others = benefits - worth / 1e6 * effects
    spent = np.full_like(benefits, cost)
    ratios = benefit_cost_ratio(benefits, spent)
    middle = float(np.median(ratios))
    return {
        "present_cost_gbp_m": cost,
        "overrun_gbp_m": overrun,
        **_spread("healthy_years", values.healthy_years[at]),
        **_spread("qalys", values.qalys[at]),
        **_spread("wellbys", values.wellbys[at]),
        **_spread("output_gbp_m", values.output[at]),
        "transfers_gbp_m": float(values.transfers[at]),
        **_spread("benefits_gbp_m", benefits),
        **_spread("npsv_gbp_m", net_present_value(benefits, spent)),
        **_spread("bcr", ratios),
        "bcr_band": load_valuation_settings().band_of(middle),
        "bcr_with_overrun": float(np.median(benefit_cost_ratio(benefits, spent + overrun))),
        "bcr_weighted": float(np.median(benefit_cost_ratio(weighted, spent))),
        "share_bcr_above_1": float(np.mean(ratios > 1)) if cost > 0 and len(ratios) > 1 else np.nan,
        **_spread("gbp_per_healthy_year", cost_of_each(cost, values.healthy_years[at])),
        **_spread("gbp_per_qaly", cost_of_each(cost, values.qalys[at])),
        **_spread("at_par_gbp", 1e6 * value_at_par(spent, others, effects)),
        "effect_at_par": float(1 / middle) if middle > 0 else np.nan,
    }


def cost_of_each(cost: float, years: Array) -> Array:
    """(draw,), £: what one year costs; unbounded where money brings none, not a number where it costs nothing.

    Parameters
    ----------
    cost : float, £m
    years : (draw,)

    Examples
    --------
    >>> cost_of_each(1.0, np.array([100.0, 0.0])).tolist(), cost_of_each(-1.0, np.array([1.0])).tolist()
    ([10000.0, inf], [nan])
    """
    if cost < POUND:
        return np.full(years.shape, np.nan)
    found: Array = np.divide(1e6 * cost, years, where=years > 0, out=np.full(years.shape, np.inf))
    return found


def _spread(name: str, draws: Array) -> dict[str, float]:
    """The median of draws, and the middle 80% where there are several; of unbounded figures the neighbour's."""
    if len(draws) == 1:
        return {name: float(draws[0])}
    low, middle, high = np.quantile(draws, (0.1, 0.5, 0.9), method="nearest")
    middle = np.median(draws) if np.isfinite(draws).all() else middle
    return {name: float(middle), f"{name}_low_80": float(low), f"{name}_high_80": float(high)}


def letters_of_money(results: Results, scenario: str, respect: str) -> str:
    """Say on which letters the money of a scenario rests in one respect, by its shares.

    Parameters
    ----------
    results : Results
    scenario : str
    respect : str
        One of `evidence_letters.ASPECTS`.

    Returns
    -------
    str
        Such as ``B 60% D 40%``, with ``levers D`` where there are levers, whose sizes are assumed; nothing for a
        scenario without money and levers.
    """
    uses = spending_by_use(results)
    return _letters(uses[uses["scenario"] == scenario], respect, levers=bool(levers_of(results).get(scenario)))


def _letters(own: pd.DataFrame, respect: str, *, levers: bool) -> str:
    money = own["new_money_gbp_m"].abs()
    assumed = ["levers D"] if levers else []
    if money.sum() < POUND:
        return " ".join(assumed)
    letters = load_evidence_letters().uses
    found = [letters[use].findings[respect].letter for use in own["use"]]
    shares = {letter: float(money[[each == letter for each in found]].sum() / money.sum()) for letter in LETTERS}
    told = [f"{letter} {100 * share:.0f}%" for letter, share in shares.items() if share >= 0.005]
    return " ".join([*told, *assumed])
