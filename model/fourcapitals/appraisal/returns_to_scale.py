"""What strategies do at multiples of their money, and where that goes beyond what is spent or tested today.

Noise is off; values are central unless the parameters of a draw are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.own_figures import input_lines
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.counterfactual import AnyScenario, Counterfactuals, counterfactuals_for, runs_at
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.ensemble.utilities import UTILITIES, Effects
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.evidence.strategy_shares import rests_on
from fourcapitals.formatting import one_figure, plain, readable_money
from fourcapitals.results.difference_units import Scale, scale_of
from fourcapitals.results.evidence_shares import CAUTION, RESTS
from fourcapitals.vocabulary import APPRAISAL_START, END_YEAR, POUND, USE_NAMES, USES, Say, how_read

MULTIPLES: Final = (1.0, 3.0, 10.0, 30.0, 100.0)
CONSTANT: Final = 0.9
"""Returns per £ below this share of those at the strategy's own size are no longer constant."""
TWICE: Final = 2.0
"""Estimates on actual budgets are unsafe beyond this multiple of today's spend (ODD.md, Weak points)."""
LIFE_TABLE_YEARS: Final = 1.3
"""The life tables are followed by an expansion that is tested up to 5% more deaths and 0.1 in the log odds of good
health (ODD.md, 7.9), which together are about this many years of healthy life expectancy."""
BEYOND: Final = "beyond what the model can say"
UNTESTED: Final = "some area changes by more than the life tables are tested for"
BAND: Final = (0.1, 0.9)
"""Ends of the middle 80% of draws."""
DRAWS: Final = 100
"""Draws of the parameters that bands are taken from."""

# Today's spend


class TodaysSpend(NamedTuple):
    """What is spent today on a budget that the outcome route adds to."""

    gbp_per_head: float
    """A year, £ of 2019, mean by people."""
    by_area: Array
    """(area,), the same where it is published."""
    source: str
    source_read: str
    """How far it was read."""


@checked
def todays_spend(baseline: Baseline) -> dict[str, TodaysSpend]:
    """Give today's spend per head on the three budgets whose estimates rest on actual spending.

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> {use: round(spend.gbp_per_head) for use, spend in todays_spend(load_baseline()).items()}
    {'public_health': 63, 'nhs': 2310, 'council_services': 721}
    """
    arrays, nhs = baseline.arrays, load_parameters()["nhs_budget"]
    outturn = "DLUHC revenue outturn 2017-18"
    services = f"{outturn}: service expenditure less education and public health"
    by_area = {
        "public_health": (arrays.public_health_budget, f"{outturn}: public health", how_read("S")),
        "nhs": (np.full_like(arrays.population, nhs.value), nhs.source, how_read(nhs.grade)),
        "council_services": (arrays.council_budget, services, how_read("S")),
    }
    return {
        use: TodaysSpend(float(np.average(spent, weights=arrays.population)), spent, *about)
        for use, (spent, *about) in by_area.items()
    }


def spend_in_words(use: str, baseline: Baseline) -> str:
    """Say which spending of today an estimate rests on, and how far its source was read.

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> spend_in_words("public_health", load_baseline())
    '£3.6bn a year on public health today (DLUHC revenue outturn 2017-18: public health; source seen)'
    """
    today, people = todays_spend(baseline)[use], float(baseline.arrays.population.sum())
    label = next(each.label for each in USES if each.name == use)
    named = f"the {label}" if label.isupper() else label.lower()
    spent = readable_money(today.gbp_per_head * people / 1e6, 2)
    return f"{spent} a year on {named} today ({today.source}; source {today.source_read})"


def unknown_spend(counterfactuals: Counterfactuals, name: str) -> list[str]:
    """Name the uses that a strategy buys of which the data hold no spending of today: how far they carry is not known.

    Parameters
    ----------
    counterfactuals : Counterfactuals
    name : str
        Of the strategy.
    """
    bought = np.flatnonzero(counterfactuals.strategy(name).terms.split.any(axis=0))
    return [USES[at].label.lower() for at in bought if USE_NAMES[at] not in todays_spend(counterfactuals.baseline)]


class Money(NamedTuple):
    """What a multiple of a strategy's money comes to."""

    gbp_m_a_year: float
    """Mean of the years with money."""
    years: int
    beyond: tuple[str, ...]
    """Budgets that reach twice today's spend in England in some year."""
    beyond_areas: int
    """Areas in which some budget does."""


def money_of(counterfactuals: Counterfactuals, name: str, multiple: float) -> Money:
    """Say what a multiple of a strategy's money comes to, and which budgets it doubles.

    Parameters
    ----------
    counterfactuals : Counterfactuals
    name : str
        Of the strategy.
    multiple : float, times the stated money
    """
    money = counterfactuals.money(name, scale=multiple)
    people = counterfactuals.baseline.arrays.population
    yearly = money.sum(axis=(1, 2))
    spent = np.abs(counterfactuals.money(name)).sum(axis=(1, 2)) >= POUND
    per_head = 1e6 * money / people
    beyond, areas = [], np.zeros(len(people), dtype=bool)
    for use, today in todays_spend(counterfactuals.baseline).items():
        position = USE_NAMES.index(use)
        most = (TWICE - 1) * today.gbp_per_head
        if (1e6 * money[:, position].sum(axis=1) / people.sum() > most).any():
            beyond.append(use)
        areas |= (per_head[:, position] > (TWICE - 1) * today.by_area).any(axis=0)
    years = int(spent.sum())
    return Money(float(yearly.sum() / years) if years else 0.0, years, tuple(beyond), int(areas.sum()))


def limit_of(counterfactuals: Counterfactuals, name: str) -> float:
    """Give the multiple of a strategy's money at which the first of its budgets reaches twice today's spend in England.

    Parameters
    ----------
    counterfactuals : Counterfactuals
    name : str
        Of the strategy.

    Returns
    -------
    float
        Infinite where it adds to no budget whose spending of today is known.
    """
    money, people = counterfactuals.money(name).sum(axis=2), float(counterfactuals.baseline.arrays.population.sum())
    today = todays_spend(counterfactuals.baseline)
    most = {use: 1e6 * money[:, USE_NAMES.index(use)].max() / people for use in today}
    limits = [(TWICE - 1) * today[use].gbp_per_head / each for use, each in most.items() if each > 0]
    return float(min(limits, default=np.inf))


def why_beyond(money: Money, effects: Effects | None, baseline: Baseline) -> str:
    """Say why what some money does is beyond what the model can say; empty where it is not.

    Parameters
    ----------
    money : Money
    effects : Effects, optional
        Of that money, where it was run.
    baseline : Baseline
    """
    if money.beyond:
        return f"more than twice {' and '.join(spend_in_words(use, baseline) for use in money.beyond)}"
    return UNTESTED if effects and effects.largest_change_years > LIFE_TABLE_YEARS else ""


# Dose and response


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
