"""Does behaviour matter? What each actor's choices change against the twin in which nobody chooses, on the same noise.

Run it: python experiments/does_behaviour_matter.py [SCENARIO] [--draws 1000]
"""

import argparse
import re

import fourcapitals as fc
import numpy as np
from rich.console import Console
from rich.table import Table

# What the keys of the table [behaviour] make actors do.
BEHAVIOURS = {
    "councils choose": "councils = true",
    "need is scored anew": "need_updates = true",
    "the centre caps winners": 'centre = "caps_winners"',
    "the centre raises need": 'centre = "raises_need"',
    "households move": "households_move = true",
}
ALL = "all together (of a centre, the first)"
ERRORS = 2.0  # Standard errors of the mean within which a change is Monte Carlo error.


def variants(scenario):
    """The scenario as it is, with each behaviour alone, with all that go together; the last one's twin; what cannot."""
    plain = re.sub(r"^\[behaviour\][^\[]*", "", scenario.text, flags=re.MULTILINE)

    def switched(lines, name):
        text = f"{plain}\n\n[behaviour]\n{lines}\n"
        return fc.parse_scenario(text, name=f"{scenario.name}_{name}", files=scenario.files)

    alone, lacking = {}, []
    for words, line in BEHAVIOURS.items():
        try:
            alone[words] = switched(line, re.sub(r"\W+", "_", line))
        except fc.BadInput:
            lacking.append(words)
    # A centre has one answer: the first that it can give.
    together = {line.split(" ")[0]: line for line in (BEHAVIOURS[words] for words in reversed(alone))}
    everything = switched("\n".join(together.values()), "all")
    own = {"as its file has it": scenario} if scenario.behaviour else {}
    return {**own, **alone, **({ALL: everything} if len(together) > 1 else {})}, everything.twin(), lacking


def changes(results, name, twin):
    """What a scenario changes against the twin, draw by draw: words, unit, change, and what it is held against."""
    held, rows = results.dataset, []

    def add(words, unit, values, scale=None, factor=1.0):
        own, other = (factor * values.sel(scenario=each).to_numpy() for each in (name, twin))
        against = np.abs(other) if scale is None else np.abs(factor * scale)
        rows.append((words, unit, own - other, against))

    if "money_won" in held:
        won = held["money_won"].transpose("scenario", "draw", "area")
        total = won.sum("area")
        share = won / total.where(total > 0)
        moved = 50 * np.abs(share.sel(scenario=name) - share.sel(scenario=twin)).sum("area", skipna=False).to_numpy()
        rows.append(("Allocation: money won that goes elsewhere", "% of the money", moved, np.full_like(moved, 100.0)))
        add("Allocation: money that is won", "£m", total)
        year, awards = held["year"], held["awards_by_year"].transpose("scenario", "draw", "year")
        add("Delay: mean year of awards", "years", (awards * (year - int(year[0]))).sum("year") / awards.sum("year"))
        add("Delay: years until the first award", "years", held["years_to_first_award"])
        add("Distribution: Gini of money won per head", "index", held["award_gini"])
        add("Distribution: councils that never win", "% of councils", held["never_won_share"], factor=100.0)
        add("Distribution: correlation with past cuts", "correlation", held["award_cut_correlation"])
    end = results.period.end
    for words, outcome, unit, factor in (
        ("Outcome: healthy life expectancy", "hle", "days", 365.25),
        ("Outcome: GVA per hour", "gva_per_hour", "%", 1.0),
    ):
        change = results.differences(outcome, reference="baseline", years=[end]).isel(group=0, year=0)
        add(f"{words}, {end}", unit, change, scale=change.sel(scenario=twin).to_numpy(), factor=factor)
    gap = held["hle_gap"].sel(year=end)
    effect = (gap.sel(scenario=twin) - gap.sel(scenario="baseline")).to_numpy()
    add(f"Distribution: gap in healthy life expectancy, {end}", "days", gap, scale=effect, factor=365.25)
    return rows


def in_words(change, against, unit):
    """Median, middle 80%, unit and mean share of a change, and whether it is nothing: an error, or below 2%."""
    known = np.isfinite(change)
    own, against = change[known].round(6), against[known]
    if not own.any():
        return "0", "0", unit, "0", "nothing: not one draw differs"
    low, middle, high = np.quantile(own, (0.1, 0.5, 0.9))
    share, error = own.mean() / against.mean(), own.std(ddof=1) / np.sqrt(len(own)) if len(own) > 1 else np.inf
    said = f"nothing: below {fc.vocabulary.TIE:.0%}" if abs(share) < fc.vocabulary.TIE else "matters"
    said = "nothing: within Monte Carlo error" if abs(own.mean()) <= ERRORS * error else said
    return f"{middle:+.3g}", f"{low:+.3g} to {high:+.3g}", unit, f"{share:+.1%}", said


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="?", default="competition", help="a scenario, by name or path")
    for option, default in (("--draws", 64), ("--seed", 0)):
        parser.add_argument(option, type=int, default=default)
    arguments = parser.parse_args()
    asked, twin, lacking = variants(fc.load_scenario(arguments.scenario))
    results = fc.run_ensemble([twin, *asked.values()], draws=arguments.draws, seed=arguments.seed)
    console = Console(width=160)
    for words, scenario in asked.items():
        shown = Table(title=f"‘{scenario.title}’, {words}: change against the twin", title_justify="left")
        for heading in ("Measure", "Median", "80% of draws", "Unit", "Mean, of the twin's", "Verdict"):
            shown.add_column(heading, justify="left" if heading in ("Measure", "Unit", "Verdict") else "right")
        for measure, unit, *found in changes(results, scenario.name, twin.name):
            shown.add_row(measure, *in_words(*found, unit))
        console.print(shown)
    console.print(
        f"{arguments.draws} draws, common noise, paired by draw. Nothing: the mean change lies within {ERRORS:.0f} "
        f"standard errors of zero, or below {fc.vocabulary.TIE:.0%} of the twin's own mean figure (of outcomes: of "
        "the effect of its money against the baseline). What actors do rests on judgement, "
        f"letter D.{f' Left out, as it can change nothing here: {listed}.' if (listed := ', '.join(lacking)) else ''}"
    )


if __name__ == "__main__":
    main()
