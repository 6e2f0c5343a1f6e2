"""The money that one place receives, and the chain from it to healthy life and output."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from fourcapitals.appraisal.explanation import built_in_words, explain
from fourcapitals.appraisal.scenarios_of_results import scenario_in
from fourcapitals.data.changed_parameters import table_of
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.formatting import readable_money, signed
from fourcapitals.report.document import Block, Paragraph, Section, Table
from fourcapitals.report.place_subject import PlaceSubject
from fourcapitals.report.wording import quoted
from fourcapitals.results.groupings import people_of
from fourcapitals.results.money import new_money_of
from fourcapitals.vocabulary import END_YEAR

FOLLOWED = 3
"""Strategies whose effects are followed link by link: those that gain the place most."""


def place_money(subject: PlaceSubject) -> Section:
    """Say what money the place receives, and what comes of it."""
    blocks: list[Block] = [_awards(subject)]
    if subject.gains:
        blocks.insert(0, _money(subject))
    for name in list(subject.gains)[:FOLLOWED]:
        blocks += _chain(subject, name)
    if subject.gains:
        blocks.append(Paragraph(load_evidence_letters().legend_of_uses))
    return Section("money", f"Money received by {subject.place.name}, and what comes of it", tuple(blocks))


def money_of(subject: PlaceSubject) -> pd.DataFrame:
    """Give the new money of the place from 2020 to 2035, by strategy: £m, £ a head, and £ a head of England.

    Parameters
    ----------
    subject : PlaceSubject
    """
    results, place = subject.of_money, subject.place
    amounts, heads = new_money_of(results, place.by), people_of(results, place.by)
    england, people = new_money_of(results, "england"), people_of(results, "england")
    codes = [str(code) for code in amounts["group"].to_numpy()]
    at = codes.index(place.code) if place.code in codes else 0
    return pd.DataFrame(
        {
            "scenario": list(results.scenarios),
            "title": list(results.titles.values()),
            "new_money_gbp_m": amounts.isel(group=at).to_numpy(),
            "gbp_per_head": 1e6 * amounts.isel(group=at).to_numpy() / float(heads.isel(group=at)),
            "gbp_per_head_england": 1e6 * england.isel(group=0).to_numpy() / float(people.isel(group=0)),
        }
    )


def _money(subject: PlaceSubject) -> Table:
    found = money_of(subject)
    found = found[found["scenario"] != subject.whole.reference]
    rows = tuple(
        (
            str(row["title"]),
            readable_money(float(row["new_money_gbp_m"])),
            f"£{float(row['gbp_per_head']):,.0f}",
            f"£{float(row['gbp_per_head_england']):,.0f}",
        )
        for row in found.to_dict("records")
    )
    return Table(
        name="place_money",
        caption=f"New money of {subject.place.name} from 2020 to {END_YEAR} under each strategy, £ of 2019",
        headings=("Strategy", "New money", "A head", "A head in England"),
        rows=rows,
        data=found,
        note="Less what it displaces; of bids the mean of draws, else at central values.",
    )


def _awards(subject: PlaceSubject) -> Table:
    """What was really awarded."""
    awards = subject.profile["awards"]
    rows = tuple(
        (each["fund"], each["place"], f"£{each['gbp_m']:,.2f}m{', joint bid' if each['joint_bid'] else ''}")
        for each in awards
    )
    return Table(
        name="place_awards",
        caption=f"Awards published for {subject.place.name}, cash",
        headings=("Fund", "Place", "Award"),
        rows=rows or (("none is published", "-", "-"),),
        data=pd.DataFrame(awards),
    )


@lru_cache(maxsize=8)
def chain_of(subject: PlaceSubject, name: str) -> pd.DataFrame:
    """Follow what a strategy changes in the place, link by link (`appraisal.explain`).

    Parameters
    ----------
    subject : PlaceSubject
    name : str
    """
    results = subject.whole.results
    return explain(
        scenario_in(results, name),
        place=subject.place.code or subject.place.name,
        reference=scenario_in(results, subject.whole.reference),
        baseline=subject.baseline,
        parameters=table_of(results.changed_parameters),
    )


def _chain(subject: PlaceSubject, name: str) -> list[Block]:
    found = chain_of(subject, name)
    effects = ("income_percent", "employment_points", "hle_days", "gva_percent")
    stated = scenario_in(subject.whole.results, name).funds
    rows = []
    for row in found.to_dict("records"):
        if not (row["awarded_gbp_m"] or any(row[each] for each in effects)):
            continue
        fund = stated.get(row["fund"])
        label = f"{fund.title}: {row['label']}" if fund is not None else str(row["label"])
        money = (f"£{row[each]:,.2f}m" for each in ("awarded_gbp_m", "new_gbp_m"))
        rows.append(
            (
                label,
                *money,
                built_in_words(row) or "-",
                *(signed(row[each]) for each in effects),
                _together(row["letters"]) or "-",
            )
        )
    rows.append(("In all", "", "", "", *(signed(found.attrs[each]) for each in effects), ""))
    contest = any(
        fund.allocation.rule == "competitive" for fund in scenario_in(subject.whole.results, name).funds.values()
    )
    drawn = " Who wins a competition is drawn: here it is one run without chance." if contest else ""
    table = Table(
        name=f"place_chain_{name}",
        caption=f"{subject.place.name}: from the money of {quoted(subject.whole.title(name))} to what it changes in "
        f"{END_YEAR} against {quoted(subject.whole.against)}, at central values",
        headings=(
            "Fund and use",
            "Awarded",
            "of it new and effective",
            "Has built",
            "Income, %",
            "In work, points",
            "Healthy life expectancy, days",
            "GVA per hour, %",
            "Letters",
        ),
        rows=tuple(rows),
        data=found,
        note=f"Each use of each fund run alone; together: what they do beyond the sum, so that the rows add up.{drawn}",
    )
    return [table]


def _together(letters: str) -> str:
    """Letters that no line breaks apart."""
    return letters.replace(" ", "\u00a0").replace("-", "\u2011")
