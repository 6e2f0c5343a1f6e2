"""Commands in plain words: describe, what a strategy is; explain, what a place's result comes from."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Json, Overwrite, Quiet, Reference, Rules, Strategy, app, example
from fourcapitals.cli.changed_parameters import ParameterFiles, Settings
from fourcapitals.cli.inputs import OwnData, inputs_asked
from fourcapitals.cli.output import Output, table_of
from fourcapitals.formatting import decapitalised
from fourcapitals.vocabulary import END_YEAR

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table


@app.command(epilog=example("fourcapitals describe announced_2021", "fourcapitals describe my_strategy.toml --json"))
def describe(
    scenario: Strategy,
    rules: Rules = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    own_data: OwnData = None,
    as_json: Json = False,
) -> None:
    """Say in plain words what a strategy is before any result: money, years, who gets it, what it buys, who pays."""
    asked = inputs_asked([scenario], settings, parameters, own_data)
    told = fc.report.describe(asked.scenarios[0], baseline=asked.baseline, parameters=asked.parameters)
    Output(as_json=as_json).answer(told, told["lines"], asked.lines)


@app.command(
    epilog=example(
        "fourcapitals explain Hartlepool --scenario announced_2021",
        "fourcapitals explain 'Greater Manchester' --scenario balanced_health_need --year 2030 --json",
    )
)
def explain(
    place: Annotated[str, typer.Argument(help="Name or code of an area or of a wider place.")],
    scenario: Annotated[str, typer.Option(help="A scenario, by name or path.")],
    year: Annotated[int, typer.Option(help="The year of the result.")] = END_YEAR,
    reference: Reference = "baseline",
    rules: Rules = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    own_data: OwnData = None,
    csv: Annotated[Path | None, typer.Option(help="Write every link to this file.")] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Follow a place's result from each fund's award to healthy life and output, link by link, summing to the whole."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(table=csv)
    asked = inputs_asked([scenario, reference], settings, parameters, own_data)
    found = fc.appraisal.explain(
        asked.scenarios[0],
        place=place,
        reference=asked.scenarios[1],
        year=year,
        baseline=asked.baseline,
        parameters=asked.parameters,
    )
    contest = any(fund.allocation.rule == "competitive" for fund in asked.scenarios[0].funds.values())
    drawn = ["Who wins a competition is drawn: here it is one run without chance, in which few or none may win."]
    output.answer(found, [*_links(found), *(drawn if contest else [])], asked.lines)
    if csv is not None:
        output.write_table(found, csv)


def _links(found: pd.DataFrame) -> list[str | Table]:
    """Lay out the links: money first, then what it builds and moves."""
    place, year, title, reference = (found.attrs[name] for name in ("place", "year", "title", "reference"))
    rows, signed = found.to_dict("records"), fc.formatting.signed
    parts = ("awarded", "new", "deadweight", "ineffective", "in_delivery")
    money = [
        [_called(row), *(f"{row[f'{name}_gbp_m']:,.2f}" for name in parts)] for row in rows if row["awarded_gbp_m"]
    ]
    effects = ("income_percent", "employment_points", "hle_days", "gva_percent")
    acting = [row for row in rows if any(row[name] for name in effects)]
    built = [row for row in acting if isfinite(row["stock_change"])]
    links = []
    for row in acting:
        stock = f"{_stock(row['stock'])} {signed(row['stock_change'])}" if row["stock"] else "-"
        links.append([_called(row), stock, *(signed(row[name]) for name in effects), row["letters"] or "-"])
    links.append(["In all", "", *(signed(found.attrs[name]) for name in effects), ""])
    units = "; ".join(dict.fromkeys(f"{_stock(row['stock'])} in {row['stock_change_unit']}" for row in built))
    return [
        table_of(
            ("Fund and use", ">Awarded", ">New", ">Dead", ">Lost", ">To come"),
            money,
            title=f"{place}: where the money of ‘{title}’ is by {year}, £m of 2019",
            caption="Awarded is the sum of the others. Dead: deadweight, would have been spent anyway; lost: too thin "
            "or too thick to work; to come: in delivery.",
        ),
        table_of(
            ("Fund and use", "Built", ">Income, %", ">In work, points", ">HLE, days", ">GVA/hour, %", "Letters"),
            links,
            title=f"{place}: what ‘{title}’ changes against ‘{reference}’ in {year}, link by link, at central values: "
            f"healthy life expectancy {signed(found.attrs['hle_days'])} days, GVA per hour "
            f"{signed(found.attrs['gva_percent'])}%",
            caption="Each use of each fund run alone; together: what they do beyond the sum. Built: "
            f"{units or 'nothing'}. {fc.data.load_evidence_letters().legend_of_uses}",
        ),
    ]


def _called(row: Mapping[Hashable, Any]) -> str:
    use = str(row["label"])
    return f"{row['fund']}: {decapitalised(use)}" if row["fund"] else use


def _stock(name: str) -> str:
    return name.replace("_", " ")
