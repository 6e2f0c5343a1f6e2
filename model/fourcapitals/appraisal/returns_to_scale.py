"""What strategies do at multiples of their money, and where that goes beyond what is spent or tested today.

Noise is off; values are central unless the parameters of a draw are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from fourcapitals.appraisal.todays_spend import BEYOND, money_of, unknown_spend, why_beyond
from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.own_figures import input_lines
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.ensemble.counterfactual import AnyScenario, Counterfactuals, counterfactuals_for, runs_at
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.ensemble.utilities import UTILITIES, Effects
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.evidence.strategy_shares import rests_on
from fourcapitals.formatting import one_figure, plain, readable_money
from fourcapitals.results.difference_units import Scale, scale_of
from fourcapitals.results.evidence_shares import CAUTION, RESTS
from fourcapitals.vocabulary import APPRAISAL_START, END_YEAR, Say

MULTIPLES: Final = (1.0, 3.0, 10.0, 30.0, 100.0)
CONSTANT: Final = 0.9
"""Returns per £ below this share of those at the strategy's own size are no longer constant."""
BAND: Final = (0.1, 0.9)
"""Ends of the middle 80% of draws."""
DRAWS: Final = 100
"""Draws of the parameters that bands are taken from."""


@checked
def scale(
    scenarios: AnyScenario | Sequence[AnyScenario] | Counterfactuals,
    *,
    multiples: Sequence[float] = MULTIPLES,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    numbers: Parameters | None = None,
    draws: int = 0,
    seed: int = 0,
    say: Say | None = None,
) -> pd.DataFrame:
    """Run strategies at multiples of their money: the dose response, every nonlinearity kept.

    Levers without money stay as they are at every multiple. Beyond twice today's spend on a budget whose estimate rests
    on it, and beyond what the life tables are tested for, nothing is given.

    Parameters
    ----------
    scenarios : Scenario, name, path, a sequence of them, or `Counterfactuals`
    multiples : sequence of float
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
        The table of parameters, of which the central numbers are taken; the bundled one by default.
    numbers : Parameters, optional
        One set of numbers in place of the central ones, such as those of a draw.
    draws, seed : int
        For bands: draws of the parameters, without noise; none by default.
    say : callable, optional

    Returns
    -------
    pandas.DataFrame
        One row a strategy and multiple: ``scenario, multiple``; ``gbp_m_a_year`` (mean of the years with money),
        ``money_years`` (how many), ``new_money_gbp_m`` in all; the utilities of `utilities.UTILITIES`, with draws also
        ``..._low_80, ..._high_80`` of each; ``healthy_person_years_per_gbp_m``; ``returns``, that as a share of what
        the strategy's own size gives, and ``constant_returns``, whether it is 90% or more; ``beyond``, why it is
        beyond what the model can say, and all that money does is then not a number; ``beyond_twice_today``, the
        budgets that reach twice today's spend in England, and ``areas_beyond``, in how many areas some budget does;
        ``not_known``, uses of which today's spend is not in the data; ``evidence``, on which letters its uncertainty
        rests; ``values``; ``draws``.
    """
    if not multiples or any(not np.isfinite(multiple) or multiple <= 0 for multiple in multiples):
        raise BadInput("multiples: numbers above 0 expected")
    counterfactuals = counterfactuals_for(scenarios, parameters, say, baseline=baseline)
    runs, values = runs_at(counterfactuals, parameters, numbers)
    rows = []
    for name in counterfactuals.names:
        own = runs.effects(name).of("healthy_person_years", per_gbp=True)
        stated = {"evidence": rests_on(counterfactuals, name=name, table=parameters), "values": values, "draws": draws}
        stated["not_known"] = ", ".join(unknown_spend(counterfactuals, name))
        for multiple in multiples:
            money = money_of(counterfactuals, name, multiple)
            # Where it is beyond what is spent today nothing is run: there is no telling what would come out.
            effects = None if money.beyond else runs.effects(name, scale=multiple)
            why = why_beyond(money, effects, counterfactuals.baseline)
            rows.append(
                {
                    "scenario": name,
                    "multiple": float(multiple),
                    "gbp_m_a_year": money.gbp_m_a_year,
                    "money_years": money.years,
                    "new_money_gbp_m": effects.new_money_gbp_m if effects else money.gbp_m_a_year * money.years,
                    **_what_it_does(None if why else effects, own),
                    "beyond": why,
                    "beyond_twice_today": ", ".join(money.beyond),
                    "areas_beyond": money.beyond_areas,
                    **stated,
                }
            )
    table = pd.DataFrame(rows)
    made = _with_bands(table, counterfactuals, parameters, draws, seed) if draws else table
    made.attrs["inputs"] = input_lines(baseline=counterfactuals.baseline, parameters=parameters)
    return made


def _what_it_does(effects: Effects | None, own: float) -> dict[str, float | bool]:
    """Utilities and returns at one multiple; not numbers where the model cannot say."""
    names = (*UTILITIES, "healthy_person_years_per_gbp_m", "returns")
    if effects is None:
        return {**dict.fromkeys(names, float("nan")), "constant_returns": False}
    per_gbp = effects.of("healthy_person_years", per_gbp=True)
    returns = per_gbp / own if own else float("nan")
    values = [*(effects.of(utility) for utility in UTILITIES), per_gbp, returns]
    return {**dict(zip(names, values, strict=True)), "constant_returns": bool(returns >= CONSTANT)}


def _with_bands(
    table: pd.DataFrame, counterfactuals: Counterfactuals, parameters: ParameterTable | None, draws: int, seed: int
) -> pd.DataFrame:
    """Add the middle 80% of draws to what the model can say."""
    said = table.index[table["beyond"] == ""]
    several = drawn_parameters(draws, seed, baseline=counterfactuals.baseline, parameters=parameters)
    drawn = {utility: np.full((draws, len(table)), np.nan) for utility in UTILITIES}
    for draw, numbers in enumerate(several):
        runs = counterfactuals.at(numbers)
        for at in said:
            effects = runs.effects(str(table.loc[at, "scenario"]), scale=float(table.loc[at, "multiple"]))
            for utility, values in drawn.items():
                values[draw, at] = effects.of(utility)
    bands: dict[str, Array] = {}
    for utility, values in drawn.items():
        ends = np.quantile(values, BAND, axis=0)
        bands |= {f"{utility}_low_80": ends[0], f"{utility}_high_80": ends[1]}
    return table.assign(**bands)


@checked
def scale_lines(table: pd.DataFrame) -> list[str]:
    """Write the table of `scale`, one line a multiple: one figure of what is extrapolated, one unit of all."""
    unit = scale_of("years", *table["hle_years"].dropna().tolist())
    lines: list[str] = []
    for name, rows in table.groupby("scenario", sort=False):
        first = rows.iloc[0]
        over = f"; 80% of {first['draws']} draws of the parameters in brackets" if first["draws"] else ", no band"
        lines.append(f"{name}, multiples of its money ({first['values']}{over})")
        lines += [f"  {_line_of_multiple(row, unit)}" for _, row in rows.iterrows()]
        lines += [*limits_in_words(rows), f"  {RESTS}: {first['evidence']}"]
    return [*lines, CAUTION] if lines else []


def limits_in_words(rows: pd.DataFrame) -> list[str]:
    """Say why some rows of one strategy are beyond what the model can say, and of which spending nothing is known.

    Parameters
    ----------
    rows : pandas.DataFrame
        Of `scale` or of `needed`.
    """
    lines = [f"  Beyond what the model can say: {why}." for why in dict.fromkeys(rows["beyond"]) if why]
    uses = rows["not_known"].iloc[0]
    return (
        [*lines, f"  Not in the data: today's spend on {uses}; how far that carries is not known."] if uses else lines
    )


def _line_of_multiple(row: pd.Series[Any], unit: Scale) -> str:
    money = f"x{plain(row['multiple'])}: {readable_money(row['gbp_m_a_year'], 1)} a year for {row['money_years']} years"
    if row["beyond"]:
        return f"{money}: {BEYOND}"
    gained = f"{one_figure(row['hle_years'] * unit.factor)}{_band_of(row, 'hle_years', unit.factor)} {unit.unit}"
    years = f"{plain(row['healthy_person_years'], 1)}{_band_of(row, 'healthy_person_years')}"
    text = f"{money}: {gained} of HLE in {END_YEAR}, {years} healthy person-years {APPRAISAL_START}-{END_YEAR % 100}"
    if np.isfinite(row["returns"]):
        text += f", returns per £ {row['returns']:.0%}{'' if row['constant_returns'] else ' (no longer constant)'}"
    areas = row["areas_beyond"]
    return text + (f"; more than twice today's spend of some budget in {areas} areas" if areas else "")


def _band_of(row: pd.Series[Any], utility: str, factor: float = 1.0) -> str:
    """The middle 80% of draws in brackets; nothing where there are none."""
    if f"{utility}_low_80" not in row:
        return ""
    low, high = (row[f"{utility}_{end}_80"] * factor for end in ("low", "high"))
    return f" ({plain(low, 1)} to {plain(high, 1)})"
