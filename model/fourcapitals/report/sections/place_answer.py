"""One place in five sentences, each true alone."""

from __future__ import annotations

from math import isfinite

from fourcapitals.formatting import decapitalised, of_draws, readable_money
from fourcapitals.report.document import Listing, Paragraph, Section
from fourcapitals.report.place_subject import PlaceSubject
from fourcapitals.report.sections.place_money import chain_of, money_of
from fourcapitals.report.wording import alone, at_one, change, drawn, higher, quoted
from fourcapitals.results.carried import areas_left_out
from fourcapitals.vocabulary import END_YEAR


def place_answer(subject: PlaceSubject) -> Section:
    """Say where the place stands, which strategy adds most there, for how much, how sure that is, and by what."""
    said = [_stands(subject)]
    if subject.gains:
        said += [_most(subject), _money(subject), _certainty(subject), _reason(subject)]
    name = subject.place.name
    told = (
        f"These results hold {name}"
        if subject.held
        else f"These results do not hold {name} draw by draw: every scenario was run again at central values, on the "
        "spot, without bands"
    )
    missing = len(areas_left_out(subject.whole.results.dataset))
    if missing and subject.held:
        told += f" and lack {missing} other areas, so that money of England is that of a run of all areas"
    how = Paragraph(f"{told}. {drawn(subject.results)}", "text" if subject.held else "caution")
    blocks = (Listing(tuple(said), ordered=True), how)
    return Section("answer", f"{name} in {'five sentences' if subject.gains else 'one sentence'}", blocks)


def _stands(subject: PlaceSubject) -> str:
    area, outcomes = subject.profile["area"], subject.profile["outcomes"]
    name, people = subject.place.name, area["population_2019"]
    male, female = (next(row for row in outcomes if f", {sex}," in row["outcome"]) for sex in ("male", "female"))
    within = "" if area["region"] == name else f", {area['region']},"
    return (
        f"In {name}{within} with {people:,} people in 2019, healthy life expectancy at birth in 2017-19 was "
        f"{male['value']:.1f} years for men (England {male['england']:.1f}) and {female['value']:.1f} for women "
        f"(England {female['england']:.1f})."
    )


def _most(subject: PlaceSubject) -> str:
    best = next(iter(subject.gains))
    row, whole = subject.gains[best], subject.whole
    count = f"Of the {len(subject.gains)} strategies compared, " if len(subject.gains) > 1 else ""
    money = next(each for each in money_of(subject).to_dict("records") if each["scenario"] == best)
    return (
        f"{count}{quoted(whole.title(best))} changes healthy life expectancy in {subject.place.name} most for the "
        f"better by {END_YEAR}: {change(row)} against {quoted(whole.against)}"
        f"{', median and 80% of draws' if subject.several else f', {at_one(subject.results)}'}, with "
        f"{readable_money(float(money['new_money_gbp_m']))} of new money there from 2020 to {END_YEAR}; with other "
        "money the order may be another."
    )


def _money(subject: PlaceSubject) -> str:
    best = next(iter(subject.gains))
    row = next(row for row in money_of(subject).to_dict("records") if row["scenario"] == best)
    money, heads, england = (float(row[each]) for each in ("new_money_gbp_m", "gbp_per_head", "gbp_per_head_england"))
    return (
        f"{quoted(subject.whole.title(best))} brings {subject.place.name} {readable_money(money)} of new money from "
        f"2020 to {END_YEAR} (2019 prices): £{heads:,.0f} a head, where England gets £{england:,.0f}."
    )


def _certainty(subject: PlaceSubject) -> str:
    best = next(iter(subject.gains))
    row, title = subject.gains[best], quoted(subject.whole.title(best))
    name = subject.place.name
    if "probability_better" not in row:
        return (
            f"How sure the effect of {title} in {name} is can't be said from {alone(subject.results)}; the results "
            "with bands for every place are made with --keep areas."
        )
    assumed = " (by assumption: no prior lets money do harm)" if row["sign_assumed"] else ""
    limit = float(row["detectable_from"])
    seen = ""
    if isfinite(limit):
        shown = float(row["probability_detectable"])
        told = f", which it is in {of_draws(shown)}" if isfinite(shown) else ""
        seen = f"; two published figures of {name} would show a change above {limit:.1f} years{told}"
    return (
        f"Under {title} healthy life expectancy in {name} in {END_YEAR} is higher than under "
        f"{quoted(subject.whole.against)} {higher(row)}{assumed}{seen}."
    )


def _reason(subject: PlaceSubject) -> str:
    best = next(iter(subject.gains))
    found, title = chain_of(subject, best), quoted(subject.whole.title(best))
    whole = float(found.attrs["hle_days"])
    rows = sorted(found.to_dict("records"), key=lambda row: -float(row["hle_days"]))
    most = rows[0]
    letters = f" (evidence {most['letters']})" if most["letters"] else ""
    return (
        f"At central values {title} changes healthy life expectancy in {subject.place.name} by {whole:+.2g} days in "
        f"{END_YEAR}, of which {float(most['hle_days']):+.2g} by {decapitalised(str(most['label']))}{letters}."
    )
