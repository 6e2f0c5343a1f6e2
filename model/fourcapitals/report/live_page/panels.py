"""What stands beside the pictures, as HTML: missions, who gains and loses, money, evidence, whole life."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from fourcapitals.appraisal.reversals import flip_lines, flips
from fourcapitals.appraisal.verdicts import verdict_of, verdicts
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.formatting import decapitalised, plain, readable_money
from fourcapitals.report.live_page.exploration import OTHER, Exploration
from fourcapitals.report.live_page.view import Shown, View
from fourcapitals.results.chances import SIGNS_IN_WORDS, only_adds
from fourcapitals.results.difference_units import readable, readable_range
from fourcapitals.results.groupings import groups_of, people_of
from fourcapitals.results.mission_targets import missions
from fourcapitals.results.mission_tests import FOLLOWED, HOURS, MISSIONS, PEOPLE, PLACES
from fourcapitals.results.money import new_money_of, spending_by_use
from fourcapitals.results.twelve_missions import mission_of_test
from fourcapitals.results.whole_life import over_life, whole_life_lines
from fourcapitals.vocabulary import NOTHING, POUND

if TYPE_CHECKING:
    from fourcapitals.ensemble.live import LiveRun
    from fourcapitals.results.results import Results
    from fourcapitals.scenario.files import Scenario

MANY_COLUMNS: Final = 6
"""Columns from which on a table may be wider than its place."""
ENDS: Final = 5
"""Areas that are named at either end."""
BADGES: Final = {"found": "evidence-based", "assumed": "assumption-driven", "tie": "a tie", "untested": "not tested"}
"""What the badge of a lead is called on the page."""


def table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table as HTML; the first column heads the row, and all text stays text."""
    caption = f"{caption[0].upper()}{caption[1:]}"
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in headings)
    many = len(headings) > MANY_COLUMNS
    hint = f'<strong class="hint">{len(headings)} columns: scroll sideways for the last.</strong>' if many else ""
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(each)}</td>" for each in row[1:])}</tr>'
        for row in rows
    )
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table{' class=columns' if many else ''}><caption>{escape(caption)} {hint}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def paragraphs(lines: Iterable[str]) -> str:
    """Write lines as paragraphs of HTML."""
    return "".join(f"<p>{escape(line)}</p>" for line in lines if line)


def more(exploration: Exploration, view: View, *, wanted: Callable[[], bool] = lambda: True) -> dict[str, str] | None:
    """Say what takes longer than a picture, by the name of the panel; none where it is wanted no more.

    Parameters
    ----------
    exploration : Exploration
    view : View
    wanted : callable
        Asked before each panel, so that the next picture need not wait for all of them.
    """
    run = exploration.run(view.one)
    name, found = run.scenario.name, {}
    whose = "" if view.other is None else f"‘{run.scenario.title}’: "
    panels: Mapping[str, Callable[[], str]] = {
        "gains": lambda: _gains(exploration, run, view, whose),
        "life": lambda: _whole_life(run.results, name, whose),
        "missions": lambda: _missions(run.results_of_missions, name, whose),
        "money": lambda: _money(run.results, name, whose),
        "evidence": lambda: _evidence(run.results, name, whose) + _order(exploration, view, run.scenario),
    }
    for panel, made in panels.items():
        if not wanted():
            return None
        found[panel] = made()
    return found


def _missions(results: Results, name: str, whose: str) -> str:
    found = missions(results, reference=results.reference)
    found = found[(found["scenario"] == name) & ~found["test"].str.contains("|".join((PEOPLE, HOURS, FOLLOWED)))]
    rows = []
    for (mission, test, sex), each in found.groupby(["mission", "test", "sex"], sort=False):
        who = {"male": ", males", "female": ", females", "both": ", both sexes must"}.get(str(sex), "")
        met = {str(row["quantity"]): f"{row['draws_met']} of {row['draws']}" for _, row in each.iterrows()}
        helps = float(each.iloc[0]["probability_helps"])
        rows.append(
            (
                f"{_tested(str(mission), str(test))}{who}",
                met.get("true", "–"),
                met.get("measured", "–"),
                "–" if np.isnan(helps) else f"{helps * results.draws:.0f} of {results.draws}",
            )
        )
    return table(
        f"{whose}missions of 2022, by their numbers in the White Paper: in how many of {results.draws} draws they are "
        "met, and in how many this strategy moves the true quantity towards them, "
        f"against ‘{results.titles[results.reference]}’",
        ("Mission", "Met, true", "Met, measured", "Helps"),
        rows,
    ) + paragraphs(
        [
            "True: without the sampling noise of published figures. Measured: as figures like those published would "
            "say, whose noise can hide or feign a change. Gaps are between the top and the bottom tenth of places, "
            "ranked anew in each year.",
            "Measured is tested for mission 7 alone: GVA per hour and income are published without a sampling error, "
            "and those of employment and life satisfaction are not drawn here (–).",
        ]
    )


def _tested(mission: str, test: str) -> str:
    """Say what is asked of what, so that a row can be copied alone."""
    what = MISSIONS[mission].partition(" up ")[0].removesuffix(" narrower")
    return f"Mission {mission_of_test(mission)}, {decapitalised(what)}: {test.removesuffix(f', {PLACES}')}"


def _gains(exploration: Exploration, run: LiveRun, view: View, whose: str) -> str:
    shown = Shown.of(view.outcome)
    year = view.year if view.year in exploration.milestones else exploration.milestones[-1]
    spread = exploration.areas_of(run, view.outcome, year)
    order = np.argsort(-shown.outcome.better * spread[1], kind="stable")
    names, unit = list(exploration.areas.values()), "%" if shown.unit == "%" else shown.outcome.unit

    def rows(at: Iterable[int]) -> list[tuple[str, str, str]]:
        return [(names[each], *_with_band(spread[:, each], unit)) for each in at]

    what = f"{shown.outcome.label}, {year}, against ‘{exploration.reference.title}’"
    columns = ("Area", "Median", "80% of draws")
    worse = int((shown.outcome.better * spread[1] <= -NOTHING).sum())
    last = "lose most" if worse else "gain least"
    return table(f"{whose}the {ENDS} areas that gain most: {what}", columns, rows(order[:ENDS].tolist())) + table(
        f"{whose}the {ENDS} areas that {last}: {what}", columns, rows(order[::-1][:ENDS].tolist())
    )


def _with_band(spread: Array, unit: str) -> tuple[str, str]:
    """A median and the ends of its band, in one unit."""
    low, middle, high = map(float, spread)
    widest = max((low, middle, high), key=abs)
    return readable(middle, unit, beside=widest), readable_range(low, high, unit, middle=middle)


def _money(results: Results, name: str, whose: str) -> str:
    parts = []
    for by, words in (("region", "region"), ("deprivation_fifth", "fifth of people by deprivation")):
        money, people, (_, names) = new_money_of(results, by), people_of(results, by), groups_of(results, by)
        own = money.sel(scenario=name) - money.sel(scenario=results.reference)
        rows = [
            (
                names[str(code)],
                readable_money(float(own.sel(group=code))),
                f"£{1e6 * float(own.sel(group=code)) / float(people.sel(group=code)):,.0f}",
            )
            for code in own["group"].to_numpy()
        ]
        parts.append(
            table(f"{whose}new money by {words}, all years, £ of 2019", (words.capitalize(), "In all", "A head"), rows)
        )
    return "".join(parts)


def _evidence(results: Results, name: str, whose: str) -> str:
    spent = spending_by_use(results)
    rows = [
        (str(row["label"]), readable_money(float(row["new_money_gbp_m"])), str(row["letters"]))
        for _, row in spent[spent["scenario"] == name].iterrows()
        if abs(row["new_money_gbp_m"]) >= POUND
    ]
    assumed = only_adds(results, reference=results.reference)[name]
    return table(
        f"{whose}what the money buys, and the letters of the evidence", ("Use", "New money", "Letters"), rows
    ) + paragraphs([load_evidence_letters().legend_of_uses, SIGNS_IN_WORDS if rows and assumed else ""])


def _beside(exploration: Exploration, view: View) -> Scenario | None:
    """What a strategy is ranked with: the second one, or else what it was before it was changed; none where neither."""
    if view.other is not None:
        return exploration.scenario(view.other, name=OTHER)
    if not view.one.is_edited:
        return None
    return exploration.scenario(view.one.model_copy(update={"funds": {}, "title": None}), name=OTHER)


def _order(exploration: Exploration, view: View, scenario: Scenario) -> str:
    """Say which of two strategies leads for each £1m, and on what its lead rests."""
    beside, job = _beside(exploration, view), exploration.live.job
    if beside is None:
        return paragraphs(["Change it, or set another strategy beside it, to see which leads and on what that rests."])
    if beside.name == scenario.name:
        return paragraphs(["Both are the same strategy."])
    found = verdicts([scenario, beside], reference=exploration.reference, baseline=job.baseline, parameters=job.table)
    if found.empty:
        return paragraphs(["No order: one of the two has no new money."])
    row = found.iloc[0]
    titles = {scenario.name: scenario.title, beside.name: beside.title}
    badge = BADGES.get(str(row["badge"]), str(row["badge"]))
    return f'<p><strong class="badge {escape(str(row["badge"]))}">The lead: {escape(badge)}</strong></p>' + paragraphs(
        [
            f"By {found.attrs['by']} (central values): ‘{titles[row['better']]}’ before ‘{titles[row['worse']]}’; "
            f"{verdict_of(row)}.",
        ]
    )


def flip(exploration: Exploration, view: View) -> dict[str, str]:
    """Say what single number would reverse the order of two strategies; takes seconds."""
    beside, job = _beside(exploration, view), exploration.live.job
    scenario = exploration.scenario(view.one)
    if beside is None or beside.name == scenario.name:
        raise BadInput("flip: there is no second strategy; change this one, or set another beside it")
    found = flips(
        [scenario, beside], draws=0, reference=exploration.reference, baseline=job.baseline, parameters=job.table
    )
    names = f"{scenario.name} is ‘{scenario.title}’, {beside.name} is ‘{beside.title}’."
    return {"html": paragraphs([names, *flip_lines(found)])}


def _whole_life(results: Results, name: str, whose: str) -> str:
    found = over_life(results, reference=results.reference)
    found = found[found["scenario"] == name]
    row, end = found.iloc[0], results.years[-1]
    columns = {
        f"to {end}": "healthy_person_years",
        "over the whole life of what is bought": "healthy_person_years_whole_life",
        "the same, discounted": "healthy_person_years_whole_life_discounted",
    }
    rows = [
        (words, plain(row[name]), f"{plain(row[f'{name}_low_80'])} to {plain(row[f'{name}_high_80'])}")
        if f"{name}_low_80" in row
        else (words, plain(row[name]), "–")
        for words, name in columns.items()
    ]
    return table(
        f"{whose}healthy person-years in England against ‘{results.titles[results.reference]}’",
        ("Healthy person-years", "Median", "80% of draws"),
        rows,
    ) + paragraphs(whole_life_lines(found, titles=results.titles, per_gbp=False, end=end))


def many_table(found: pd.DataFrame, results: Results) -> str:
    """Set the result of many draws out."""
    rows = [
        (
            results.titles[str(row["scenario"])],
            readable(float(row["difference"]), str(row["unit"])),
            readable_range(
                float(row["low_80"]), float(row["high_80"]), str(row["unit"]), middle=float(row["difference"])
            ),
            readable_range(
                float(row["low_95"]), float(row["high_95"]), str(row["unit"]), middle=float(row["difference"])
            ),
        )
        for _, row in found.iterrows()
    ]
    return table(
        f"{results.draws:,} draws: healthy life expectancy of England in {results.years[-1]} against "
        f"‘{results.titles[results.reference]}’",
        ("Strategy", "Median", "80% of draws", "95% of draws"),
        rows,
    )
