"""A best plan in words: its money, horizon, uses with their letters, what it rests on and what would flip it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fourcapitals.appraisal.frontier import amount
from fourcapitals.appraisal.near_optimal import bought
from fourcapitals.appraisal.optimisation import Optimum
from fourcapitals.appraisal.plan_search import GAPS
from fourcapitals.arguments import checked
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.data.places import area_name
from fourcapitals.formatting import areas_of, plain, readable_money
from fourcapitals.results.difference_units import readable
from fourcapitals.vocabulary import END_YEAR, TIE

if TYPE_CHECKING:
    import pandas as pd

NEARLY_ALL: Final = 0.95
"""Share of the money on one use from which a plan, whatever its caps, is called the order of the priors."""
_BADGES: Final = {
    "found": f"With judged effects made equal it stays the best, within {100 * TIE:g}%.",
    "assumed": "It rests on judged effects: made equal, another plan is better by {loss:.0f}%.",
    "unsettled": "Whether it rests on them cannot be told: the curves of the last round are too far from the model.",
    "untested": "Making judged effects equal does not test it: it buys fewer than two uses whose effect is judged, or "
    "one that brings nothing.",
}


@checked
def optimum_lines(optimum: Optimum, *, table: pd.DataFrame) -> list[str]:
    """Write a best plan: what it brings, within which limits, how firm it is.

    Parameters
    ----------
    optimum : Optimum
    table : DataFrame
        From `near_optimal.alternatives`.
    """
    return [
        *opening_lines(optimum),
        *(_line_of_use(row, table.attrs["slack"]) for _, row in table[table["share"] > 0].iterrows()),
        *closing_lines(optimum, table),
    ]


def opening_lines(optimum: Optimum) -> Iterator[str]:
    """Say what the plan brings, by what it was found, and what no caps on uses mean."""
    question, effects, found = optimum.question, optimum.effects, optimum.found
    yield (
        f"Best plan found within limits for {question.money_in_words} (2019 prices), by "
        f"{question.outcomes_in_words}: {brought(optimum)}"
    )
    yield f"Within: {'; '.join(question.within)}."
    if found.gap > question.tolerance:
        yield (
            f"The gap is above the tolerance of {100 * question.tolerance:g}% after the last round: what the plan "
            "brings is the model's own figure, and a better plan may be left."
        )
    if question.floor_of_areas is not None and optimum.worse_off:
        yield f"Not kept: {areas_of(optimum.worse_off)} would still have lower healthy life expectancy in {END_YEAR}."
    if any(outcome in GAPS for outcome in question.outcome):
        yield (
            "Places change ranks as money comes, which programmes of draws do not see: without --draws they rank "
            "places anew."
            if question.draws
            else "The programmes rank places anew as money comes. What a narrower gap costs: fourcapitals frontier."
        )
    if not question.limits.caps_uses or max(optimum.shares.values()) >= NEARLY_ALL:
        named = " and ".join(f"{100 * share:.0f}% {use}" for use, share in list(bought(optimum))[:2])
        yield (
            f"No limit asks for a mix of uses, so this is the order of the assumed effects ({named}), not advice: "
            "whatever is assumed to do most gets all that it can take. Cap uses (--most-each 0.25) or judged effects "
            "(--most-judged 0.3) to ask for a mix."
        )
    beside = [
        f"healthy life expectancy of England in {END_YEAR} {readable(effects.hle_years, 'years')}",
        f"its gap between places {readable(-effects.gap_narrowing_years, 'years')}",
        f"GVA per hour in {END_YEAR} {readable(effects.gva_percent, '%')}",
    ]
    whole = effects.healthy_person_years_whole_life
    if np.isfinite(whole):
        beside.append(
            f"healthy person-years {plain(effects.healthy_person_years)} by {END_YEAR} and {plain(whole)} over the "
            f"whole life of what is bought ({plain(effects.healthy_person_years_whole_life_discounted)} discounted)"
        )
    yield f"It changes, at central values: {'; '.join(beside)}."


def brought(optimum: Optimum) -> str:
    """What the plan brings, what the curves promise of it, and the gap."""
    question, found = optimum.question, optimum.found
    of = "central values, noise off"
    if question.draws:
        of = f"mean of the worst {100 * question.worst:g}% of {question.draws} draws"
    if len(question.outcome) == 1:
        unit = question.unit
        one = f"{amount(found.value, unit)} ({amount(found.value / question.budget, unit)} for each £1m)"
        promised = amount(found.promised, unit)
    else:
        one, promised = f"{found.value:.4f} of the best of each, weighted", f"{found.promised:.4f}"
    return (
        f"{one}, {of}. The linear programme promises {promised}: a gap of {100 * found.gap:.2g}% after {found.rounds} "
        f"round{'s' * (found.rounds > 1)}"
    )


def _line_of_use(row: pd.Series[Any], slack: float) -> str:
    said = f"  {row['use']}: {readable_money(row['gbp_m'])}, {100 * row['share']:.0f}%, in {areas_of(row['areas'])}"
    said += f" [{row['letters']}]{', effect judged' if row['judged'] else ''}"
    said += f"; within {100 * slack:g}% of the best: {100 * row['least']:.0f}% to {100 * row['most']:.0f}%"
    return f"{said}; {flip_in_words(row)}" if np.isfinite(row["flip"]) else said


def flip_in_words(row: pd.Series[Any]) -> str:
    """Say until when a plan stays nearly the best."""
    if row["flip"] <= 0:
        return "no fall of its effect alone flips the plan"
    said = f"flips once its effect falls below {100 * row['flip']:.0f}% of its central value"
    if np.isfinite(row["probability_below"]):
        said += f" (its effect is below that in {100 * row['probability_below']:.0f}% of {row['draws']} draws)"
    return said


def closing_lines(optimum: Optimum, table: pd.DataFrame) -> Iterator[str]:
    """Say what else is nearly as good, where the money goes, what it rests on and what the letters mean."""
    slack = table.attrs["slack"]
    others = table[(table["share"] < 0.005) & (table["most"] > 0.005)]
    if len(others):
        named = ", ".join(f"{row['use']} up to {100 * row['most']:.0f}%" for _, row in others.iterrows())
        yield f"Not in it, and in some plan within {100 * slack:g}% of the best: {named}."
    money, space = optimum.money, optimum.space
    a_head = money.sum(("use", "year")).to_numpy() * 1e6 / space.people / len(optimum.question.by_year)
    order = np.argsort(-a_head, kind="stable")
    codes = money["area"].to_numpy()
    some = int((a_head > 1e-6).sum())
    most = ", ".join(f"{area_name(str(codes[at]))} £{a_head[at]:,.0f}" for at in order[:3])
    yield f"Money goes to {some} of {areas_of(len(codes))}; most a head a year: {most}."
    badge = table.attrs["badge"]
    judged = (
        f"{100 * badge['judged']:.0f}% of the money is on uses whose effect is judged: some number between £ and "
        "effect, such as what a QALY is in healthy years, has the letter D."
    )
    yield f"{judged} {_BADGES[badge['badge']].format(loss=badge['loss_percent'])}"
    yield (
        f"Ranges are priced by the model; flips, and judged effects made equal, are of the curves of the last round: "
        f"{optimum.question.outcomes_in_words}."
    )
    if table.attrs["short"] > slack:
        yield (
            f"No flip is told: by those curves another plan is better by {100 * table.attrs['short']:.2g}% as it is, "
            f"more than the {100 * slack:g}% by which one would be."
        )
    yield load_evidence_letters().legend_of_uses
    yield from optimum.inputs


@checked
def optimum_plain(optimum: Optimum, *, table: pd.DataFrame) -> dict[str, Any]:
    """Give plain values, for JSON: what was asked, what the plan brings, each use, and the money of each area."""
    question, found = optimum.question, optimum.found
    by_area = optimum.money.sum("year")
    rows = [{name: None if each != each else each for name, each in row.items()} for row in table.to_dict("records")]  # noqa: PLR0124
    return {
        "budget_gbp_m": question.budget,
        "by_year": {str(year): amount for year, amount in question.by_year.items()},
        "outcome": dict(question.outcome),
        "unit": question.unit,
        "values": f"{question.draws} draws, seed {question.seed}" if question.draws else "central values, noise off",
        "limits": question.within,
        "value": found.value,
        "linear_programme": found.promised,
        "gap": found.gap,
        "tolerance": question.tolerance,
        "rounds": found.rounds,
        "effects": {name: None if each != each else each for name, each in optimum.effects._asdict().items()},  # noqa: PLR0124
        "areas_worse_off": optimum.worse_off,
        "slack": table.attrs["slack"],
        "badge": {name: None if each != each else each for name, each in table.attrs["badge"].items()},  # noqa: PLR0124
        "uses": rows,
        "areas": [
            {
                "area": str(area),
                "area_name": area_name(str(area)),
                "gbp_m": {
                    str(use): float(each) for use, each in zip(by_area["use"].values, own, strict=True) if each > 0
                },
            }
            for area, own in zip(by_area["area"].values, by_area.to_numpy().T, strict=True)
            if own.sum() > 0
        ],
    }
