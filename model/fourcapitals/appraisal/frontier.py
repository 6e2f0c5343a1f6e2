"""The efficiency-equity frontier: how much health a budget can bring for each narrowing of the gap between places.

Linear programmes find the plan that brings most of those that narrow the gap by at least so much, for steps between the
plan that brings most and the one that narrows most; the model prices every plan, and mixtures of them. Strategies stand
beside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from fourcapitals.appraisal.gap_programme import GapProgramme
from fourcapitals.appraisal.near_optimal import BOUGHT
from fourcapitals.appraisal.plan_curves import Curves
from fourcapitals.appraisal.plan_limits import PlanLimits
from fourcapitals.appraisal.plan_questions import asked_of_plan
from fourcapitals.appraisal.plan_search import PlanSearch
from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.data.own_figures import input_lines
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.counterfactual import AnyScenario, Counterfactuals, counterfactuals_of
from fourcapitals.ensemble.utilities import UTILITIES
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, shown
from fourcapitals.formatting import plain
from fourcapitals.results.difference_units import readable
from fourcapitals.vocabulary import END_YEAR, POUND, USE_NAMES, Say

if TYPE_CHECKING:
    import pandas as pd

GAP: Final = "gap_narrowing_years"
MOST_POINTS: Final = 50
NEARLY: Final = 0.999
"""Of the largest narrowing, that its end of the frontier has: then the plan that brings most of those is chosen."""
PARTS: Final = (0.25, 0.5, 0.75)
"""Of one plan in its mixtures with another."""
MIXED: Final = 2
"""How often plans are mixed."""
MOST_MIXED: Final = 16
"""Plans that are kept of a round of mixing."""
STRATEGIES: Final = (
    "announced_2021",
    "balanced_four_capitals",
    "balanced_health_need",
    "cash_per_head",
    "concentrated",
    "early_years_and_skills",
    "health_need",
    "housing_quality",
    "infrastructure_tilt",
    "nature_and_place",
    "per_head",
    "public_health_restored",
    "realigned_to_nhs",
    "spread_thin",
)
"""Bundled strategies of money alone, without choices of others."""


@checked
def frontier(
    budget_gbp_m: float = 10_000.0,
    *,
    scenarios: Sequence[AnyScenario] = STRATEGIES,
    efficiency: str = "healthy_person_years_whole_life",
    points: int = 9,
    years: Sequence[int] = range(2022, 2032),
    by_year: Mapping[int, float] | None = None,
    uses: Sequence[str] = USE_NAMES,
    areas: Sequence[str] | None = None,
    limits: PlanLimits | None = None,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Draw the frontier between what a budget brings and how much it narrows the gap between places.

    Parameters
    ----------
    budget_gbp_m, years, by_year, uses, areas, limits, baseline, parameters
        As in `optimisation.optimise`.
    scenarios : sequence of Scenario, name or path
        Shown beside, each with its money multiplied to the same sum, in its own years and without the limits.
    efficiency : str
        A name in `utilities.UTILITIES`, but for the gap.
    points : int
        Of the frontier.
    say : callable, optional

    Returns
    -------
    pandas.DataFrame
        One row a plan or strategy: ``kind`` (frontier, strategy), ``name``, ``title``, ``efficiency`` and
        ``narrowing_years`` of the gap in healthy life expectancy in 2035 as the model prices them, ``promised`` and
        ``promised_narrowing_years`` of the linear programme, ``dominated`` (another row brings more of both),
        ``times_its_money`` of strategies, ``judged_share`` of money on judged uses, ``uses`` with shares in words;
        attributes ``efficiency, unit, money, limits, not_shown, inputs``.

    Raises
    ------
    BadInput
        With everything that cannot be taken, and with limits that leave no plan.
    """
    import pandas as pd

    base, table = baseline or load_baseline(), parameters or load_parameters()
    faults = []
    if not 3 <= points <= MOST_POINTS:
        faults.append(f"points: a whole number from 3 to {MOST_POINTS} expected, got {shown(points)}")
    if efficiency.startswith("gap_"):
        faults.append(f"efficiency: {efficiency} is the other axis; choose another outcome, such as hle_years")
    question, compared = None, None
    try:
        question = asked_of_plan(
            base,
            table,
            budget_gbp_m=budget_gbp_m,
            years=years,
            by_year=by_year,
            outcome=efficiency,
            uses=uses,
            areas=areas,
            limits=limits or PlanLimits(),
        )
    except BadInput as error:
        faults += error.faults
    try:
        compared = counterfactuals_of(list(scenarios), baseline=base, parameters=table, say=say)
    except BadInput as error:
        faults += error.faults
    if faults or question is None or compared is None:
        raise BadInput(*faults)
    search = PlanSearch(question, base, table, say)
    rows = _plans(search, points)
    others, left_out = _strategies(compared, table, question.budget, efficiency)
    found = pd.DataFrame([*rows, *others])
    found["dominated"] = _dominated(found[["efficiency", "narrowing_years"]].to_numpy(np.float64))
    found.attrs = {
        "efficiency": efficiency,
        "unit": UTILITIES[efficiency].unit,
        "money": question.money_in_words,
        "limits": question.within,
        "not_shown": left_out,
        "inputs": input_lines(baseline=base, parameters=table),
    }
    return found


def _plans(search: PlanSearch, points: int) -> list[dict[str, Any]]:
    """The plans of the frontier: curves are drawn anew at a plan in its middle, and plans are mixed."""
    first = _programme(search, np.zeros(search.shape))
    plans = [first.best(), first.narrowest()]
    most = NEARLY * first.most()
    middle = first.best(least_narrowing=(min(first.narrows(plans[0]), most) + most) / 2)
    search.say("The linear programmes of the frontier are solved; curves are drawn anew in its middle")
    programme = _programme(search, middle)
    ends = [programme.best(), programme.narrowest()]
    most = NEARLY * programme.most()
    steps = np.linspace(min(programme.narrows(ends[0]), most), most, points)
    plans += [middle, *ends, *(programme.best(least_narrowing=step) for step in steps[1:])]
    kept = _spread([_row(search, programme, plan) for plan in _mixed(search, plans)], points)
    return [{**row, "name": f"plan_{at}", "title": f"Plan {at}"} for at, row in enumerate(kept, 1)]


def _mixed(search: PlanSearch, plans: Sequence[Array]) -> list[Array]:
    """Plans and mixtures of pairs of them of which the model says that none brings more of both.

    Mixtures keep to limits that are straight lines; where returns fall they bring more than the plans that they mix.
    """
    found = list(plans)
    for _ in range(MIXED):
        parts = [(one, other) for at, one in enumerate(found) for other in found[:at]]
        found += [part * one + (1 - part) * other for one, other in parts for part in PARTS]
        effects = [search.runs.priced(plan) for plan in found]
        values = np.array([[search.worth(each), each.effects.of(GAP)] for each in effects])
        found = [plan for plan, beaten in zip(found, _dominated(values), strict=True) if not beaten]
        order = np.argsort([values[at, 1] for at, beaten in enumerate(_dominated(values)) if not beaten])
        found = [found[at] for at in _evenly(order, MOST_MIXED)]
    return found


def _evenly(order: npt.NDArray[np.int64], most: int) -> list[int]:
    """At most so many of what stands in an order, evenly, with both ends."""
    at = np.unique(np.linspace(0, len(order) - 1, min(most, len(order))).round().astype(np.int64))
    return [int(each) for each in order[at]]


def _spread(rows: Sequence[dict[str, Any]], points: int) -> list[dict[str, Any]]:
    """At most so many plans, the least narrowing first, evenly over the frontier."""
    gaps = np.array([row["narrowing_years"] for row in rows])
    wanted = np.linspace(gaps.min(), gaps.max(), points)
    nearest = sorted({int(np.abs(gaps - each).argmin()) for each in wanted}, key=lambda at: gaps[at])
    return [rows[at] for at in nearest]


def _programme(search: PlanSearch, money: Array) -> GapProgramme:
    """Draw curves at a plan, of what is brought and of each place's own level."""
    step = search.curves_at(money)
    assert isinstance(step.curves, Curves)
    assert step.own is not None
    return GapProgramme(search.space(), step.curves, step.own, search.places_at(money, step.own))


def _row(search: PlanSearch, programme: GapProgramme, plan: Array) -> dict[str, Any]:
    """A plan of the frontier as the programme promises and the model prices it."""
    priced = search.runs.priced(plan)
    shares = plan.sum(axis=(1, 2)) / plan.sum()
    named = dict(zip(search.question.uses, shares.tolist(), strict=True))
    assert search.last is not None
    return {
        "kind": "frontier",
        "name": "",
        "title": "",
        "efficiency": search.worth(priced),
        "narrowing_years": priced.effects.of(GAP),
        "promised": search.last.curves.of(plan),
        "promised_narrowing_years": programme.narrows(plan),
        "times_its_money": float("nan"),
        "judged_share": sum(share for use, share in named.items() if use in search.question.judged),
        "uses": _in_words(named),
    }


def _in_words(shares: Mapping[str, float]) -> str:
    """The uses with their shares and letters, the largest first."""
    known, ordered = load_evidence_letters(), sorted(shares.items(), key=lambda each: -each[1])
    return ", ".join(f"{100 * share:.0f}% {use} [{known.marks_of(use)}]" for use, share in ordered if share >= BOUGHT)


def _strategies(
    runs: Counterfactuals, table: ParameterTable, budget: float, efficiency: str
) -> tuple[list[dict[str, Any]], list[str]]:
    """Strategies with their money multiplied to the budget; and why some are not shown."""
    from fourcapitals.evidence.prior_effects import judged_uses

    central, judged = runs.at(table.central()), judged_uses(table)
    whole_life = efficiency.startswith("healthy_person_years_")
    rows, left_out = [], []
    for name in runs.names:
        if runs.strategy(name).policy.without_money:
            left_out.append(f"{name} (levers without money)")
            continue
        own = central.effects(name, whole_life=False).new_money_gbp_m
        if own < POUND:
            left_out.append(f"{name} (no new money)")
            continue
        effects = central.effects(name, scale=budget / own, whole_life=whole_life)
        money = runs.money(name).sum(axis=(0, 2)).clip(0.0)
        shares = dict(zip(USE_NAMES, (money / money.sum()).tolist(), strict=True))
        rows.append(
            {
                "kind": "strategy",
                "name": name,
                "title": runs.titles[name],
                "efficiency": effects.of(efficiency),
                "narrowing_years": effects.of(GAP),
                "promised": float("nan"),
                "promised_narrowing_years": float("nan"),
                "times_its_money": budget / own,
                "judged_share": sum(share for use, share in shares.items() if use in judged),
                "uses": _in_words(shares),
            }
        )
    return rows, left_out


def _dominated(values: Array) -> list[bool]:
    """Of each row whether another has more of both."""
    return [bool((values > each).all(axis=1).any()) for each in values]


@checked
def frontier_lines(table: pd.DataFrame) -> list[str]:
    """Write the table of `frontier`: a line a plan and strategy, and what stands behind them."""
    unit, lines = str(table.attrs["unit"]), [frontier_opening(table)]
    for _, row in table.iterrows():
        said = f"  {row['title']}: {amount(row['efficiency'], unit)}, gap {readable(-row['narrowing_years'], 'years')}"
        if row["kind"] == "strategy":
            said += (
                f", with {plain(row['times_its_money'], 2)} times its money{', dominated' if row['dominated'] else ''}"
            )
        lines.append(f"{said}: {row['uses']}; {100 * row['judged_share']:.0f}% judged")
    return [*lines, *frontier_notes(table), *table.attrs["inputs"]]


def frontier_opening(table: pd.DataFrame) -> str:
    """Say of what the frontier is: money, years, both outcomes and limits."""
    return (
        f"Frontier for {table.attrs['money']} (2019 prices), central values, noise off: "
        f"{UTILITIES[str(table.attrs['efficiency'])].label}, and the gap in healthy life expectancy between places in "
        f"{END_YEAR}; within {'; '.join(table.attrs['limits'])}."
    )


def frontier_notes(table: pd.DataFrame) -> list[str]:
    """Say how far programme and model are apart, how strategies stand there, and what letters mean."""
    plans = table[table["kind"] == "frontier"]
    gap = float((plans["promised"] / plans["efficiency"] - 1).abs().max())
    days = float((plans["promised_narrowing_years"] - plans["narrowing_years"]).abs().max())
    said = [
        f"The model prices every plan: the linear programmes are off by at most {100 * gap:.2g}% and "
        f"{readable(days, 'years').removeprefix('+')} of the gap."
    ]
    if len(table) > len(plans):
        said.append(
            "Strategies have their money multiplied to the same sum, in their own years and places, without the limits "
            "of the plans; dominated: a plan or strategy brings more of both."
        )
    if left := table.attrs["not_shown"]:
        said.append(f"Not shown: {', '.join(left)}.")
    said.append(
        "Which use stands on the frontier is the order of the assumed effects, of which many are judgement: "
        "fourcapitals optimise says what would flip it."
    )
    return [*said, load_evidence_letters().legend_of_uses]


def amount(value: float, unit: str) -> str:
    """Years of people as a number, all else in a unit that suits it."""
    return f"{plain(value)} years" if unit == "years" and abs(value) >= 100 else readable(value, unit)
