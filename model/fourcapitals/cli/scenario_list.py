"""The command scenarios: the bundled ones by family, or one of them whole."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Json, app, example
from fourcapitals.cli.changed_parameters import ParameterFiles, Settings, table_asked
from fourcapitals.cli.output import Output
from fourcapitals.vocabulary import how_read

if TYPE_CHECKING:
    from fourcapitals.data.parameters import ParameterTable

WIDTH: Final = 80
NAME: Final = 28
"""Letters of the longest name of a bundled scenario, and a space."""


@app.command(
    "scenarios",
    epilog=example(
        "fourcapitals scenarios",
        "fourcapitals scenarios --show announced_2021",
        "fourcapitals scenarios --show announced_2021 > my_strategy.toml",
    ),
)
def list_scenarios(
    shown: Annotated[
        str | None,
        typer.Option("--show", help="Show one whole: its money, rules, levers and letters, and its file, to copy."),
    ] = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    as_json: Json = False,
) -> None:
    """List the bundled scenarios by family, or show one whole."""
    output = Output(as_json=as_json)
    changed = table_asked(settings, parameters)
    table, change_lines = changed or fc.load_parameters(), fc.data.input_lines(parameters=changed)
    if shown is not None:
        scenario = fc.load_scenario(shown)
        told = {**_row(scenario, table), **_whole(scenario, table)}
        lines = [*_told(told), *(part for line in change_lines for part in textwrap.wrap(line, WIDTH - 2))]
        told |= {"inputs": change_lines} if change_lines else {}
        output.answer(told, [*(f"# {line}".rstrip() for line in lines), "", scenario.text.rstrip("\n")])
        return
    rows = [_row(fc.load_scenario(name), table) for names in fc.scenario.FAMILIES.values() for name in names]
    output.answer(rows, ["\n".join(_listed(rows))], change_lines)


def _row(scenario: fc.scenario.Scenario, table: ParameterTable) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "family": fc.scenario.family_of(scenario.name),
        "title": scenario.title,
        "funds": list(scenario.funds),
        "levers": list(scenario.levers),
        "nhs_anchor": scenario.nhs_anchor is not None,
        "new_money_gbp_m": round(sum(scenario.new_money(table.deflator).values()), 1),
        "description": scenario.description,
    }


def _listed(rows: list[dict[str, Any]]) -> Iterator[str]:
    """A line a scenario, under its family, that a terminal of 80 letters holds."""
    for family, names in fc.scenario.FAMILIES.items():
        yield family
        for row in rows:
            if row["name"] in names:
                start = f"  {row['name']:<{NAME}}{_money_in_words(row['new_money_gbp_m']):>8}  "
                yield from textwrap.wrap(row["title"], WIDTH, initial_indent=start, subsequent_indent=" " * len(start))
    yield "New money 2020-35, £ of 2019. One whole: fourcapitals scenarios --show NAME"


def _money_in_words(gbp_m: float) -> str:
    return fc.formatting.readable_money(gbp_m) if gbp_m else "none"


# One whole


def _whole(scenario: fc.scenario.Scenario, table: ParameterTable) -> dict[str, Any]:
    """What a file states, worked out: money in £m of 2019, and what it rests on."""
    deflator = table.deflator
    results = fc.simulate(scenario, parameters=table)
    return {
        "sources": list(scenario.sources),
        "funds": {
            name: {
                "title": fund.title,
                "source": fund.source,
                "gross_money_gbp_m": _by_year(fund.gross_money(deflator)),
                "new_money_gbp_m": _by_year(fund.new_money(deflator)),
                "financing": fund.displaces or fund.financing,
                "allocation": fund.allocation.model_dump(exclude_none=True),
                "uses": dict(fund.uses),
                "money_grade": fund.grade,
                "uses_grade": fund.uses_grade,
            }
            for name, fund in scenario.funds.items()
        },
        "levers": {
            name: {"title": each.title, "source": each.source, "risk": each.risk, "change": each.change}
            | {"grade": each.grade}
            for name, each in scenario.levers.items()
        },
        "nhs": list(_of_nhs(scenario)),
        "uses": fc.results.spending_by_use(results).drop(columns="scenario").to_dict(orient="records"),
        "file": scenario.text,
    }


def _of_nhs(scenario: fc.scenario.Scenario) -> Iterator[str]:
    """What the NHS does beside care, and the posts that funds pay, a line each."""
    anchor = scenario.nhs_anchor
    if anchor is not None:
        who = f"{len(anchor.boards or ()) or anchor.neediest_boards or 'all'} care boards"
        hired = "of jobs for people from outside work"
        plans = {"of purchases near by": anchor.local_share, hired: anchor.hired_from_outside_work}
        said = [f"{100 * list(each.values())[-1]:.3g}% {what} by {max(each)}" for what, each in plans.items() if each]
        yield f"the NHS beside care ({who}): {', '.join(said)}, paid out of care; source {how_read(anchor.grade)}"
    for fund in scenario.funds.values():
        if fund.posts is not None:
            yield (
                f"fund {fund.title!r} pays posts at £{fund.posts.cost_gbp:,.0f} a year, "
                f"{100 * fund.posts.hired_from_outside_work:.3g}% for people from outside work; source "
                f"{how_read(fund.posts.grade)}"
            )
        if fund.keeps_facilities:
            yield f"fund {fund.title!r} keeps facilities where they are: it buys work in place and no care"


def _by_year(money: dict[int, float]) -> dict[int, float]:
    return {year: round(gbp_m, 3) for year, gbp_m in money.items() if gbp_m}


def _told(told: dict[str, Any]) -> Iterator[str]:
    """The scenario in lines that a file can bear as comments."""
    yield from textwrap.wrap(f"{told['name']}: {told['title']}", WIDTH - 2)
    yield f"New money 2020-35, £ of 2019: {_money_in_words(told['new_money_gbp_m'])}"
    yield f"How strong the evidence is: fourcapitals evidence {told['name']}"
    for fund in told["funds"].values():
        new, gross = (sum(fund[f"{kind}_money_gbp_m"].values()) for kind in ("new", "gross"))
        years = [year for year, gbp_m in fund["gross_money_gbp_m"].items() if gbp_m]
        brings = f"{_money_in_words(new)} of new money" if round(new, 3) else "no new money"
        of = f", as {_money_in_words(gross)} replaces other money" if round(gross - new, 3) else ""
        span = " to ".join(str(year) for year in dict.fromkeys((min(years), max(years)))) if years else "no year"
        rule = fund["allocation"]["rule"] + (", some areas only" if fund["allocation"].get("areas") else "")
        yield from _wrapped(
            f"fund {fund['title']!r}: {brings}{of}; {span}; shared by {rule}; source of the money "
            f"{how_read(fund['money_grade'])}, of the uses {how_read(fund['uses_grade'])}"
        )
    for use in told["uses"]:
        money = _money_in_words(round(use["new_money_gbp_m"], 3))
        yield from _wrapped(f"buys {use['label']} ({use['capital']}): {money}; evidence {use['letters']}")
    for lever in told["levers"].values():
        year, change = list(lever["change"].items())[-1]
        yield from _wrapped(
            f"lever {lever['title']!r}: {100 * change:+.2g} percentage points of adults with risk {lever['risk']} by "
            f"{year}; source {how_read(lever['grade'])}"
        )
    for line in told["nhs"]:
        yield from _wrapped(line)
    yield from textwrap.wrap(fc.data.load_evidence_letters().legend_of_uses, WIDTH - 2)
    yield "The file follows, with its sources and the money of each year."


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH - 2, initial_indent="- ", subsequent_indent="  ")
