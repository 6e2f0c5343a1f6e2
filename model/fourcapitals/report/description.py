"""A strategy in plain words before any result: money, years, who gets it, what it buys and replaces, who pays."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any, Final

from fourcapitals.appraisal.public_cost import CENTRE, COUNCILS, public_cost
from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.formatting import readable_money
from fourcapitals.results.groupings import groups_of, people_of
from fourcapitals.results.money import new_money_of, spending_by_use
from fourcapitals.results.results import Results
from fourcapitals.scenario.allocation import RULES
from fourcapitals.scenario.files import Scenario
from fourcapitals.simulation.run import simulate
from fourcapitals.vocabulary import POUND, USES, how_read

FEW: Final = 3
"""Places that are named at either end."""
PAID_BY: Final = {
    "unfunded": "nobody is named",
    "borrowing": "borrowed, and repaid after the last year",
    "tax": "paid by households, as a flat share of income",
}

ANSWERS: Final = {
    "caps_winners": "keeps areas that have won from a fund out of its next round",
    "raises_need": "gives need more weight in a fund's next round",
}
"""Of a centre that finds a fund's awards too concentrated."""


@checked
def describe(
    scenario: Scenario, *, baseline: Baseline | None = None, parameters: ParameterTable | None = None
) -> dict[str, Any]:
    """Say in plain words what a strategy is, and nothing of what it does.

    Parameters
    ----------
    scenario : Scenario
    baseline : Baseline, optional
        The bundled one by default: who gets the money.
    parameters : ParameterTable, optional
        The bundled one by default: prices, and the numbers by which competitions and running costs are worked out.

    Returns
    -------
    dict
        ``name, title, lines`` (sentences), ``new_money_gbp_m`` (by year, those with money), ``payers_gbp_m``,
        ``uses_gbp_m``, ``gbp_per_head`` of each fifth by deprivation and region, ``areas_with_money``.
    """
    results = simulate(scenario, baseline=baseline, parameters=parameters)
    by_year = results.awards().sum(["line", "area"]).to_numpy()
    money = {year: float(gbp_m) for year, gbp_m in zip(results.years, by_year, strict=True) if abs(gbp_m) >= POUND}
    paid = public_cost(results)
    payers = {str(payer): float(gbp_m) for payer, gbp_m in paid.groupby("payer")["gbp_m"].sum().items()}
    uses = spending_by_use(results)
    heads = {by: _per_head(results, by) for by in ("deprivation_fifth", "region")}
    by_area = _per_head(results, "area")
    given = {name: value for name, value in by_area.items() if abs(value) >= POUND}
    asked = dict.fromkeys(["baseline", *results.scenario_arguments()])
    lines = [
        f"{scenario.title}.",
        " ".join(scenario.description.split()),
        *_of_money(results, money),
        *(line for name in scenario.funds for line in _of_fund(scenario, name)),
        *_of_uses(uses.to_dict("records")),
        *_of_places(scenario, heads, given, len(by_area)),
        *_of_payers(scenario, payers),
        *_of_levers(scenario),
        *_of_actors(scenario),
        f"Sources: {'; '.join(scenario.sources)}.",
        f"Nothing here says what it does: fourcapitals run {' '.join(asked)} --draws 200.",
    ]
    return {
        "name": scenario.name,
        "title": scenario.title,
        "lines": lines,
        "new_money_gbp_m": money,
        "payers_gbp_m": payers,
        "uses_gbp_m": dict(zip(uses["use"], map(float, uses["new_money_gbp_m"]), strict=True)),
        "gbp_per_head": heads,
        "areas_with_money": len(given),
    }


def _per_head(results: Results, by: str) -> dict[str, float]:
    """£ of new money for each resident, over all years, by the name of the place."""
    money = new_money_of(results, by).isel(scenario=0)
    people = people_of(results, by)
    _, names = groups_of(results, by)
    each = 1e6 * money / people
    return {names[str(code)]: float(each.sel(group=code)) for code in each["group"].to_numpy()}


def _of_money(results: Results, money: Mapping[int, float]) -> Iterator[str]:
    if not money:
        yield "It brings no new money."
        return
    years, total = sorted(money), sum(money.values())
    people = float(results.dataset["population"].sum())
    most = max(years, key=lambda year: abs(money[year]))
    span = f"in {years[0]}" if len(years) == 1 else f"from {years[0]} to {years[-1]}"
    a_year = 1e6 * total / people / len(years)
    verb = "takes away" if total < 0 else "brings"
    largest = f"the largest year is {most}, with {readable_money(abs(money[most]))}"
    even = max(money.values()) - min(money.values()) < POUND and len(years) == years[-1] - years[0] + 1
    yield (
        f"It {verb} {readable_money(abs(total))} of new money {span}, in 2019 prices: about £{abs(a_year):,.0f} a head "
        f"a year in England; {'the same in every year' if even else largest}."
    )


def _of_fund(scenario: Scenario, name: str) -> Iterator[str]:
    fund = scenario.funds[name]
    years = sorted(year for year, amount in fund.gbp_m.items() if amount)
    if not years:
        return
    on = f" and on to the last year at {years[-1]}’s amount" if fund.after_end == "continues" else ""
    span = f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"
    uses = ", ".join(f"{_label(use)} {100 * share:.0f}%" for use, share in fund.uses.items() if share)
    total = readable_money(sum(fund.gbp_m.values()))
    prices = "cash" if fund.price_year == "cash" else f"{fund.price_year} prices"
    decided = {
        "centre": "",
        "council": " Councils choose among these.",
        "upper_tier": " Counties and unitary authorities choose among these.",
        "combined_authority": " Combined authorities choose among these.",
    }[fund.decided_by]
    rule = fund.allocation.rule
    yield (
        f"{fund.title}: {total} of {fund.money} money ({prices}), {span}{on}; source {how_read(fund.grade)}. It buys "
        f"{uses or 'what its file says'}; source {how_read(fund.uses_grade)}.{decided} Who gets it: {_rule(rule)}"
    )
    if fund.replaces is not None:
        replaced = readable_money(sum(fund.replaces.gbp_m.values()))
        yield f"{fund.title} stands in for {replaced} of {fund.replaces.title}; only the difference is new money."


def _label(use: str) -> str:
    label = next(each.label for each in USES if each.name == use)
    return label if label[:2].isupper() else f"{label[0].lower()}{label[1:]}"


def _rule(name: str) -> str:
    """A rule of allocation in the words of its own first line."""
    if name in RULES:
        return (inspect.getdoc(RULES[name]) or name).partition("\n")[0]
    return {
        "competitive": "those who win a competition of bids, ranked by need and capacity.",
        "from_file": "the areas that its file names, by the amounts there.",
    }.get(name, f"the rule {name}.")


def _of_uses(uses: list[dict[Any, Any]]) -> Iterator[str]:
    money = {str(row["use"]): float(row["new_money_gbp_m"]) for row in uses}
    total = sum(abs(each) for each in money.values())
    if total < POUND:
        return
    letters = load_evidence_letters().uses
    order = sorted((use for use in money if abs(money[use]) >= POUND), key=lambda use: -money[use])
    told = [
        f"{_label(use)} {readable_money(money[use])} [{letters[use].effect_on_health.mark} for health, "
        f"{letters[use].effect_on_output.mark} for output]"
        for use in order
    ]
    yield f"New money by what it buys, with the letter of the evidence: {'; '.join(told)}."


def _of_places(
    scenario: Scenario, heads: Mapping[str, Mapping[str, float]], given: Mapping[str, float], areas: int
) -> Iterator[str]:
    if not given:
        return
    order = sorted(given, key=lambda name: -given[name])
    most = ", ".join(f"{name} £{given[name]:,.0f}" for name in order[:FEW])
    yield f"{len(given)} of {areas} areas get money. The most a head, over all years, in 2019 prices: {most}."
    fifths = list(heads["deprivation_fifth"].values())
    yield (
        f"Of new money over all years, in 2019 prices, the most deprived fifth of people get £{fifths[0]:,.0f} a "
        f"head, the least deprived £{fifths[-1]:,.0f}; by region from {_ends(heads['region'])}."
    )
    if any(fund.allocation.rule == "competitive" for fund in scenario.funds.values()):
        yield "Who wins a competition is drawn: these shares are those of one run without chance."


def _ends(regions: Mapping[str, float]) -> str:
    low, high = min(regions, key=lambda name: regions[name]), max(regions, key=lambda name: regions[name])
    return f"£{regions[low]:,.0f} ({low}) to £{regions[high]:,.0f} ({high})"


def _of_payers(scenario: Scenario, payers: Mapping[str, float]) -> Iterator[str]:
    stated = {fund.financing for fund in scenario.funds.values()}
    said = [PAID_BY[each] for each in PAID_BY if each in stated]
    moved = sorted({str(fund.displaces).replace("_", " ") for fund in scenario.funds.values() if fund.displaces})
    said += [f"taken from the budget of {each}" for each in moved]
    if said:
        yield f"Who pays: {'; '.join(said)}."
    for payer, who in ((CENTRE, "by the centre"), (COUNCILS, "by councils, out of their budgets")):
        if payer in payers:
            yield f"Running what it builds costs {readable_money(payers[payer])} to the last year, paid {who}."


def _of_levers(scenario: Scenario) -> Iterator[str]:
    for lever in scenario.levers.values():
        path = lever.change or lever.relative_change or {}
        last = max(path)
        how = f"{100 * path[last]:+.3g}%" if lever.relative_change else f"{100 * path[last]:+.3g} points"
        yield (
            f"Without money, {lever.title}: {lever.risk.replace('_', ' ')} {how} by {last}; its size is assumed, "
            f"source {how_read(lever.grade)}; what it costs is not counted."
        )
    if scenario.nhs_anchor is not None:
        yield "The NHS buys and hires near by; its price is taken out of care."


def _of_actors(scenario: Scenario) -> Iterator[str]:
    """Who chooses beside those who decide what money buys."""
    stated = scenario.behaviour
    if stated is None:
        return
    bids = any(fund.allocation.rule == "competitive" for fund in scenario.funds.values())
    if stated.councils:
        bidding = "choose whether to bid, learn from results, and " if bids else ""
        yield f"Councils differ in capacity; they {bidding}gain and lose capacity."
    if stated.need_updates:
        yield "Need is ranked anew in each round, by figures as they are published, late and with errors."
    if stated.centre != "blind":
        yield (
            f"The centre {ANSWERS[stated.centre]} while its awards per head are more concentrated than it tolerates."
        )
    if stated.households_move:
        yield "Households move between areas, more of them to where income, work and social capital rise."
    if stated.councils or stated.need_updates or stated.centre != "blind" or stated.households_move:
        yield "How they choose is judgement, letter D."
