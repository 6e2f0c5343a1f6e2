"""The answer in five sentences, each true alone."""

from __future__ import annotations

from textwrap import shorten
from typing import Any, Final

import numpy as np

from fourcapitals.appraisal.present_values import other_priors
from fourcapitals.formatting import decapitalised, of_draws, plain, readable_money, written
from fourcapitals.report.document import Listing, Paragraph, Section
from fourcapitals.report.subject import Subject
from fourcapitals.report.wording import alone, at_one, change, drawn, higher, listed, quoted
from fourcapitals.results.difference_units import readable_years
from fourcapitals.results.evidence_shares import in_words, shares_of_variance
from fourcapitals.results.mission_tests import HEALTH_YEAR, YEARS_MORE
from fourcapitals.results.money import levers_of
from fourcapitals.vocabulary import APPRAISAL_START, END_YEAR

LONGEST_DESCRIPTION: Final = 600
"""Letters of a description that stand beneath the answer; all of it stands in the table of strategies."""


def answer(subject: Subject) -> Section:
    """Give the answer: what brings most, for how much, how far that goes, how sure it is, what it rests on."""
    if not subject.others:
        said: tuple[str, ...] = (levels_alone(subject),)
    elif not subject.order:
        said = (f"None of {listed([quoted(subject.title(name)) for name in subject.others])} can be ranked.",)
    else:
        said = (_best(subject), _price(subject), _scale(subject), _certainty(subject), _grounds(subject))
    title = "The answer in five sentences" if len(said) > 1 else "The answer in one sentence"
    return Section("answer", title, (Listing(said, ordered=True), *_what_leads(subject), Paragraph(_how(subject))))


def _how(subject: Subject) -> str:
    """Say what the figures are of, and where effects come from."""
    if not subject.others:
        return drawn(subject.results, bands=False)
    same = ", in the same draw" if subject.several else ""
    return (
        f"{drawn(subject.results)} Differences are from {quoted(subject.against)}{same}. Effects come from "
        "published studies and judgement, not from an evaluation of these funds."
    )


def _what_leads(subject: Subject) -> list[Paragraph]:
    """Say what the strategy that leads is, in the words of its file, and whether results are of other numbers."""
    if not subject.others or not subject.order:
        return []
    lead = quoted(subject.title(subject.lead))
    words = shorten(subject.description(subject.lead), LONGEST_DESCRIPTION, placeholder=" …")
    said = [Paragraph(f"What {lead} is, in the words of its file: {words}")]
    if levers := _levers(subject, subject.lead):
        said.append(
            Paragraph(
                f"Its levers ({listed(levers)}) are of assumed size: no draw varies it, so that bands and shares of "
                "draws say nothing of how sure it is, and they cost nothing here.",
                "caution",
            )
        )
    if other_priors(subject.results):
        said.append(
            Paragraph(
                "These results were made with other numbers than those of this version: effects are theirs; what would "
                "reverse the lead, shares of evidence and present values are worked out with this version's.",
                "caution",
            )
        )
    return said


def levels_alone(subject: Subject) -> str:
    """Say where England stands in the last year, where there is nothing to compare."""
    return (
        f"Under {quoted(subject.against)} healthy life expectancy in England is "
        f"{_fallen(subject)}; nothing is compared with it here."
    )


def _fallen(subject: Subject) -> str:
    """How far healthy life expectancy moves under the reference from the base year."""
    base = subject.results.years[0]
    levels = subject.results.levels("hle", years=[base, HEALTH_YEAR]).isel(group=0).sel(scenario=subject.reference)
    moved = float((levels.sel(year=HEALTH_YEAR) - levels.sel(year=base)).median("draw"))
    return f"{abs(moved):.1f} years {'higher' if moved > 0 else 'lower'} in {HEALTH_YEAR} than in {base}"


def _best(subject: Subject) -> str:
    lead, row = quoted(subject.title(subject.lead)), subject.chosen[subject.lead]
    band = f" (80% of draws: {plain(row['low_80'])} to {plain(row['high_80'])})" if subject.several else ""
    of = f"in the median of {subject.results.draws:,} draws" if subject.several else at_one(subject.results)
    median = f", {of}{_uncounted(subject)}"
    what = f"{plain(row['difference'])} healthy person-years{subject.per} from {APPRAISAL_START} to {END_YEAR}"
    if len(subject.order) == 1:
        return f"{lead} brings {what} in England against {quoted(subject.against)}{median}{band}."
    second = subject.order[1]
    count = f"the {len(subject.order)} strategies ranked here"
    return (
        f"Of {count}, {lead} brings the most healthy life in England{' for its money' if subject.by_pound else ''} by "
        f"{END_YEAR}: {what} against {quoted(subject.against)}{median}{band}; second is "
        f"{quoted(subject.title(second))} with {plain(subject.chosen[second]['difference'])}."
    )


def _uncounted(subject: Subject) -> str:
    """Say what is assumed and what not counted of levers, of a strategy that has some."""
    return ", its levers of assumed size and without their cost" if _levers(subject, subject.lead) else ""


def _levers(subject: Subject, name: str) -> list[str]:
    """Titles of what a strategy changes beside its money: no draw varies their sizes, and no price is known."""
    return [decapitalised(str(lever["title"])) for lever in levers_of(subject.results).get(name, {}).values()]


def _price(subject: Subject) -> str:
    lead = subject.lead
    health, output = (subject.changes(name)[lead] for name in ("hle", "gva_per_hour"))
    money = subject.money[lead]
    verb = "takes away" if money < 0 else "costs"
    bands = "in brackets 80% of draws" if subject.several else at_one(subject.results)
    return (
        f"{quoted(subject.title(lead))} {verb} {readable_money(abs(money))} of new money from 2020 to {END_YEAR} (2019 "
        f"prices){_uncounted(subject)}, and against {quoted(subject.against)} moves healthy life expectancy in England "
        f"in {END_YEAR} by {change(health)} and GVA per hour worked by {change(output)}; {bands}."
    )


def _scale(subject: Subject) -> str:
    health = {name: float(row["difference"]) for name, row in subject.changes("hle").items()}
    most = max(health, key=lambda name: health[name])
    return (
        f"The government's mission of 2022 is {YEARS_MORE:g} more years of healthy life by {HEALTH_YEAR}; under "
        f"{quoted(subject.against)} healthy life expectancy in England is {_fallen(subject)}, and the strategy here "
        f"that adds most in {END_YEAR}, {quoted(subject.title(most))} for {readable_money(subject.money[most])} of new "
        f"money{' and levers of assumed size' if _levers(subject, most) else ''}, adds {readable_years(health[most])}."
    )


def _certainty(subject: Subject) -> str:
    lead = quoted(subject.title(subject.lead))
    if not subject.several:
        return (
            f"How sure the effects of {lead} are, these results can't say: {alone(subject.results)} is one possible "
            "path, and bands and shares of draws need a run with --draws 1000."
        )
    row, best = subject.changes("hle")[subject.lead], subject.chosen[subject.lead]
    fixed = ", the sizes of its levers the same in each" if _levers(subject, subject.lead) else ""
    first = f"{lead} is the best of {len(subject.order)}{subject.per} in {of_draws(best['probability_best'])}{fixed}"
    first += f"{_oftener(subject)}; "
    assumed = " (no draw is lower, by assumption: no prior lets money or levers do harm)" if row["sign_assumed"] else ""
    seen = (
        f", and by the {row['detectable_from']:.2f} years that two published figures must differ by to be told apart "
        f"in {of_draws(row['probability_detectable'])}"
        if np.isfinite(row["detectable_from"])
        else ""
    )
    return (
        f"{f'{first}under' if len(subject.order) > 1 else 'Under'} {lead} healthy life expectancy in England in "
        f"{END_YEAR} is higher than under {quoted(subject.against)} {higher(row)}{assumed}, by more than "
        f"{row['more_than']} in {of_draws(row['probability_more'])}{seen}."
    )


def _oftener(subject: Subject) -> str:
    """Name the strategy that is the best in more draws than that of the best median, where there is one."""
    often = {name: float(subject.chosen[name]["probability_best"]) for name in subject.order}
    most = max(often, key=lambda name: often[name])
    if often[most] <= often[subject.lead]:
        return ""
    return f", {quoted(subject.title(most))}, of a lower median, in {of_draws(often[most])}"


def _grounds(subject: Subject) -> str:
    lead = quoted(subject.title(subject.lead))
    shares = shares_of_variance(subject.results, subject.lead)
    beside = "Beside the sizes of its levers, which are judgement, the" if _levers(subject, subject.lead) else "The"
    rests = (
        f"{beside} uncertainty of what {lead} does to England's healthy life expectancy by {END_YEAR} rests on "
        f"{in_words(shares)}"
        if shares
        else f"On which evidence the uncertainty of {lead} rests is not known here (fourcapitals evidence "
        f"{subject.lead})"
    )
    return f"{rests}; {reversed_by(subject)}."


def reversed_by(subject: Subject) -> str:
    """Say what would reverse the lead over the second strategy."""
    if len(subject.order) < 2:
        return "there is no second strategy that could overtake it"
    lead, second = (quoted(subject.title(name)) for name in subject.order[:2])
    row = subject.reversal
    if row is None:
        return f"what would reverse its lead over {second}: fourcapitals flips {' '.join(subject.order[:2])}"
    first = str(row["better"])
    if first != subject.lead:
        return f"at central values {quoted(subject.title(first))} is ahead of {lead}, so that their order is open"
    judged = "rests on judged effects, and " if row["badge"] == "assumed" else ""
    return f"its lead over {second} {judged}{flip_in_words(row)}"


def flip_in_words(row: dict[Any, Any]) -> str:
    """Say at which value of which number a lead is reversed.

    Parameters
    ----------
    row : dict
        Of `appraisal.flips`.
    """
    if not isinstance(row.get("flip"), str) or not row["flip"]:
        return "is reversed by no single number within its range"
    unit = str(row["flip_unit"])
    inside = f"{100 * row['flip_probability_beyond']:.0f}% of its prior lies beyond"
    return (
        f"would be reversed if one number ({row['flip_meaning']}) were {written(row['flip_value'], unit)} instead of "
        f"{written(row['flip_central'], unit)} [{row['flip_letter']}]; {inside}"
    )
