"""What the priors imply of each use of money before strategies are compared, and which uses are judged.

Utilities are those of `utilities.UTILITIES`; noise is off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.data.own_figures import input_lines
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.counterfactual import counterfactuals_of
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.ensemble.utilities import UTILITIES, WHOLE_LIFE, Effects, unit_of
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, UnknownName, unknown
from fourcapitals.formatting import signed
from fourcapitals.results.difference_units import scale_of
from fourcapitals.results.whole_life import IN_WORDS, OVER, immature_line, order_lines
from fourcapitals.scenario.files import Scenario, parse_scenario
from fourcapitals.vocabulary import (
    APPRAISAL_START,
    END_YEAR,
    NOTHING,
    USE_NAMES,
    USES,
    Say,
)

BAND: Final = (0.05, 0.95)
FEW: Final = 0.1
"""Share of draws below which it is not told that a use brings more than public health."""


@checked
def judged_uses(table: ParameterTable, *, strict: bool = True) -> frozenset[str]:
    """Uses whose effect is a judgement: some parameter between £ and effect has the letter D.

    Parameters
    ----------
    table : ParameterTable
    strict : bool
        False: the conversion of a QALY into a healthy year, which the uses on actual health budgets share, is set
        aside.

    Examples
    --------
    >>> sorted(set(USE_NAMES) - judged_uses(load_parameters()))
    ['adult_skills', 'clean_air', 'council_services', 'housing']
    >>> sorted(set(USE_NAMES) - judged_uses(load_parameters(), strict=False))[3:]
    ['early_years', 'housing', 'nhs', 'public_health']
    """
    aside = frozenset() if strict else frozenset({"healthy_years_per_qaly"})
    return frozenset(use.name for use in USES if any(table[name].letter == "D" for name in {*use.evidence} - aside))


# What the priors say
OUTCOMES_OF_USES: Final[dict[str, tuple[str, str, Callable[[Effects], float]]]] = {
    "hle_years": (UTILITIES["hle_years"].label, "years", lambda effects: effects.hle_years),
    "healthy_person_years": (
        UTILITIES["healthy_person_years"].label,
        "years",
        lambda effects: effects.healthy_person_years,
    ),
    "healthy_person_years_per_gbp_m": (
        UTILITIES["healthy_person_years"].label + ", for each £1m",
        unit_of("healthy_person_years", per_gbp=True),
        lambda effects: effects.of("healthy_person_years", per_gbp=True),
    ),
    **{
        f"{name}_per_gbp_m": (
            f"{UTILITIES[name].label}, for each £1m",
            unit_of(name, per_gbp=True),
            partial(Effects.of, utility=name, per_gbp=True),
        )
        for name in WHOLE_LIFE["healthy_person_years"]
    },
    "gva_percent": (UTILITIES["gva_percent"].label, "%", lambda effects: effects.gva_percent),
}
"""What `priors` shows of each use: label, unit, and how it is read off."""


@checked
def one_use(use: str, *, pounds_per_head: float, baseline: Baseline, areas: Sequence[str] = ()) -> Scenario:
    """A scenario that spends the same on one use in every year from 2021 to 2035, per head, in pounds of 2019.

    Parameters
    ----------
    use : str
    pounds_per_head : float, £ of 2019 per head per year
    baseline : Baseline
    areas : sequence of str
        Codes of the only areas that get it; all if left out.
    """
    chosen = np.isin(baseline.codes, areas) if areas else np.ones(len(baseline.codes), bool)
    gbp_m = pounds_per_head * float(baseline.arrays.population[chosen].sum()) / 1e6
    where = f", areas = {list(areas)!r}" if areas else ""
    years = "\n".join(f"{year} = {gbp_m!r}" for year in range(APPRAISAL_START, END_YEAR + 1))
    return parse_scenario(
        f"""
        title = "{USES[USE_NAMES.index(use)].label} alone"
        description = "£{pounds_per_head:g} per head per year, prices of 2019."
        sources = ["a test amount"]
        [funds.test]
        title = "Test amount"
        source = "a test amount"
        grade = "J"
        money = "revenue"
        price_year = 2019
        financing = "unfunded"
        uses = {{ {use} = 1.0 }}
        uses_source = "one use alone"
        uses_grade = "J"
        allocation = {{ rule = "per_head"{where} }}
        [funds.test.gbp_m]
        {years}
        """,
        name=use,
    )


@checked
def priors(
    *,
    draws: int = 200,
    seed: int = 0,
    pounds_per_head: float = 10.0,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Say what the priors imply for each use of money, before any strategy is compared.

    The same money on one use at a time: per head, in every year from 2021 to 2035, noise off.

    Parameters
    ----------
    draws : int
        Of parameters, those of an ensemble of the same seed; 0 gives central values alone.
    seed : int
    pounds_per_head : float, £ of 2019 a year
    baseline : Baseline, optional
    parameters : ParameterTable, optional
    say : callable, optional
        Called with words when the model must first be compiled for this machine.

    Returns
    -------
    pandas.DataFrame
        One row a use and outcome (`OUTCOMES_OF_USES`): ``use, label, capital, letters, outcome, outcome_label, unit,
        pounds_per_head, central``; over draws ``median, mean, low, high`` (90% band: 5% and 95%), ``share_zero`` (draws
        in which it does nothing at all), ``above_public_health`` (draws in which it brings more healthy years than
        public health, of outcomes over the whole life over the whole life; also ``_first_set`` and ``_second_set``: of
        those that take that set of estimates for both, see the parameter `elasticity_set`; nothing where no draw takes
        it) and ``draws, seed``.
    """
    if not np.isfinite(pounds_per_head) or pounds_per_head <= 0:
        raise BadInput(f"pounds per head: a number above 0 expected, got {pounds_per_head!r}")
    base, rows = baseline or load_baseline(), parameters or load_parameters()
    alone = [one_use(use, pounds_per_head=pounds_per_head, baseline=base) for use in USE_NAMES]
    counterfactuals = counterfactuals_of(alone, baseline=base, parameters=rows, say=say)
    central = counterfactuals.effects(rows.central())
    numbers = list(drawn_parameters(draws, seed, baseline=base, parameters=rows))
    drawn, second = [counterfactuals.effects(each) for each in numbers], [each.elasticity_set for each in numbers]
    people, letters = float(base.arrays.population.sum()), load_evidence_letters()
    made = []
    for use in USES:
        years = np.array([effects[use.name].healthy_person_years for effects in drawn])
        for outcome, (label, unit, read) in OUTCOMES_OF_USES.items():
            row: dict[str, Any] = {
                "use": use.name,
                "label": use.label,
                "capital": "" if use.capital is None else use.capital.value,
                "letters": letters.marks_of(use.name),
                "outcome": outcome,
                "outcome_label": label,
                "unit": unit,
                "pounds_per_head": pounds_per_head,
                "central": read(central[use.name]),
            }
            if draws:
                values = np.array([read(effects[use.name]) for effects in drawn])
                low, high = np.quantile(values, BAND)
                # Rounding is told from an effect by the years of each person, not of all together.
                sizes = years / people if outcome.startswith("healthy_person_years") else values
                row |= {
                    "median": float(np.median(values)),
                    "mean": float(np.mean(values)),
                    "low": float(low),
                    "high": float(high),
                    "share_zero": float(np.mean(np.abs(sizes) < NOTHING)),
                    **_above_public_health(_exceeds(outcome, values, years, drawn), np.array(second)),
                }
            made.append({**row, "draws": draws, "seed": seed})
    found = pd.DataFrame(made)
    found.attrs["inputs"] = input_lines(baseline=base, parameters=rows)
    return found


def _exceeds(
    outcome: str, values: Array, years: Array, drawn: Sequence[Mapping[str, Effects]]
) -> npt.NDArray[np.bool_]:
    """In which draws a use brings more healthy person-years than public health: over the whole life, or by the end."""
    whole = outcome in _WHOLE["healthy_person_years_per_gbp_m"]
    read = OUTCOMES_OF_USES[outcome][2] if whole else OUTCOMES_OF_USES["healthy_person_years"][2]
    found: npt.NDArray[np.bool_] = (values if whole else years) > np.array(
        [read(effects["public_health"]) for effects in drawn]
    )
    return found


def _above_public_health(above: npt.NDArray[np.bool_], second: Array) -> dict[str, float]:
    """Share of draws, and of those that take either set of estimates."""
    sets = {"": np.ones_like(above), "_first_set": second == 0, "_second_set": second == 1}
    return {
        f"above_public_health{name}": float(above[taken].mean()) if taken.any() else float("nan")
        for name, taken in sets.items()
    }


def _by_set(rows: pd.DataFrame) -> str:
    """Say how far the two budgets that the sets of estimates decide on come before public health under each."""
    told = []
    for use in ("nhs", "council_services"):
        row = rows[rows["use"] == use].iloc[0]
        every, first, second = (row[f"above_public_health{name}"] for name in ("", "_first_set", "_second_set"))
        each = (
            ""
            if np.isnan(first) or np.isnan(second)
            else f" ({first:.0%} by the first set, {second:.0%} by the second)"
        )
        told.append(f"{row['label']} in {every:.0%} of draws{each}")
    return (
        f"More healthy person-years by {END_YEAR} than public health for each £: {'; '.join(told)}. Each draw "
        "takes one of two published sets of estimates for all three: --set elasticity_set=0 or 1 takes one in all of "
        "them."
    )


@checked
def prior_lines(table: pd.DataFrame, *, outcome: str = "healthy_person_years_per_gbp_m") -> list[str]:
    """Write the table of `priors` for one outcome, the use that gives most first.

    Raises
    ------
    UnknownName
        When the table has no such outcome.
    """
    if outcome not in OUTCOMES_OF_USES:
        raise UnknownName(unknown("outcome", outcome, OUTCOMES_OF_USES))
    rows = table[table["outcome"] == outcome]
    first = rows.iloc[0]
    over = (
        f"median and 90% of {first['draws']} draws of the parameters" if first["draws"] else "central values, no draws"
    )
    lines = [
        f"{first['outcome_label']}: £{first['pounds_per_head']:g} per head per year on one use, "
        f"{APPRAISAL_START}-{END_YEAR}; {over}; noise off"
    ]
    by = "median" if first["draws"] else "central"
    write = _writer(str(first["outcome"]), rows[by].tolist())
    for _, row in rows.sort_values(by, ascending=False, kind="stable").iterrows():
        text = f"{row['label']}: {write(row[by])}"
        if row["draws"]:
            text += f" ({write(row['low'])} to {write(row['high'])}), nothing in {row['share_zero']:.0%} of draws"
        lines.append(f"{text}{_beside(table, str(row['use']), outcome, by)} [{row['letters']}]")
    if first["draws"]:
        lines.append(_by_set(rows))
    lines += _over_the_whole_life(table, outcome, by)
    return [
        *lines,
        "The order is that of the priors: it is assumed, not found.",
        load_evidence_letters().legend_of_uses,
    ]


_WHOLE: Final = {
    "healthy_person_years_per_gbp_m": tuple(f"{name}_per_gbp_m" for name in WHOLE_LIFE["healthy_person_years"])
}
"""Outcomes over the whole life that stand beside one by the last year."""


def _beside(table: pd.DataFrame, use: str, outcome: str, by: str) -> str:
    """What the same money brings over the whole life of what it buys, undiscounted and discounted."""
    values = [float(_of_uses(table, name, by)[use]) for name in _WHOLE.get(outcome, ())]
    return f"; whole life {signed(values[0])}, discounted {signed(values[1])}" if values else ""


def _of_uses(table: pd.DataFrame, outcome: str, by: str) -> pd.Series[Any]:
    return table[table["outcome"] == outcome].set_index("use")[by]


def _over_the_whole_life(table: pd.DataFrame, outcome: str, by: str) -> list[str]:
    """What of the effects has not come by the last year, and where the order over the whole life is another."""
    if outcome not in _WHOLE:
        return []
    labels = {use.name: use.label for use in USES}
    ended = {labels[str(use)]: float(value) for use, value in _of_uses(table, outcome, by).items()}
    wholes = [
        {labels[str(use)]: float(value) for use, value in _of_uses(table, name, by).items()} for name in _WHOLE[outcome]
    ]
    return [
        IN_WORDS,
        *immature_line({name: (value, wholes[0][name]) for name, value in ended.items()}, end=END_YEAR),
        *order_lines(ended, *zip(OVER, wholes, strict=True), end=END_YEAR),
        *_more_over_the_whole_life(table, outcome),
    ]


def _more_over_the_whole_life(table: pd.DataFrame, outcome: str) -> list[str]:
    """Say which uses bring more than public health over the whole life, discounted, in draws that are not few."""
    if not int(table["draws"].iloc[0]):
        return []
    ended, whole = (_of_uses(table, name, "above_public_health") for name in (outcome, _WHOLE[outcome][-1]))
    told = [
        f"{use.label} in {whole[use.name]:.0%} of draws (by {END_YEAR} in {ended[use.name]:.0%})"
        for use in USES
        if whole[use.name] >= FEW
    ]
    return [f"More than public health for each £ {OVER[-1]}: {'; '.join(told)}."] if told else []


def _writer(outcome: str, values: Sequence[float]) -> Callable[[float], str]:
    """Write all values of a column in one unit."""
    if outcome not in ("hle_years", "gva_percent"):
        return signed
    scale = scale_of("years" if outcome == "hle_years" else "%", *values)
    return lambda value: f"{signed(value * scale.factor)}{'' if scale.unit == '%' else ' '}{scale.unit}"
