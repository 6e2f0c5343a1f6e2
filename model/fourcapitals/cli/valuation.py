"""The command about value for money: value."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import fourcapitals as fc
from fourcapitals.cli.app import (
    Json,
    MeasureName,
    Overwrite,
    Quiet,
    Reference,
    ResultsPath,
    Rules,
    app,
    example,
    refuse_ignored,
)
from fourcapitals.cli.changed_parameters import command_again
from fourcapitals.cli.inputs import OwnData, baseline_of
from fourcapitals.cli.output import Output, records_of
from fourcapitals.errors import BadInput
from fourcapitals.vocabulary import END_YEAR

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.appraisal.settings import AppraisalSettings
    from fourcapitals.data.baseline import Baseline
    from fourcapitals.plots import Chart
    from fourcapitals.results.results import Results


class TableName(StrEnum):
    """The tables of an appraisal."""

    CHOICE = "choice"
    PLACES = "places"
    COST = "cost"
    VALUE = "value"
    EFFECTIVENESS = "effectiveness"
    ACCEPTABILITY = "acceptability"
    EQUITY = "equity"
    INFORMATION = "information"


USUAL = (TableName.CHOICE, TableName.PLACES, TableName.COST, TableName.VALUE, TableName.EFFECTIVENESS, TableName.EQUITY)
"""What is shown unless one is asked for: the curve is for --csv, and single numbers take a while."""


PRICED = frozenset(TableName) - {TableName.CHOICE, TableName.PLACES, TableName.COST}
"""Tables of present values, which rest on the settings."""

DRAWN = (TableName.ACCEPTABILITY, TableName.EQUITY)


class WorthName(StrEnum):
    """By what people's gains are valued."""

    QALY = "qaly"
    WELLBY = "wellby"


class WeightingName(StrEnum):
    """Whose gains weigh more."""

    PEOPLE = "people"
    INCOME = "income"
    HEALTH = "health"


@app.command(
    epilog=example(
        "fourcapitals value announced",
        "fourcapitals value announced --table value --rate 0.02 --csv value.csv",
        "fourcapitals value announced --table places --by combined_authority --reference per_head",
        "fourcapitals value announced --table choice --outcome gva_per_hour --weighting income",
        "fourcapitals value announced --table choice --weights hle=2,gva_per_hour=1",
        "fourcapitals value announced --table acceptability --out acceptability.png",
    )
)
def value(
    ctx: typer.Context,
    results: ResultsPath,
    tables: Annotated[
        list[TableName] | None,
        typer.Option(
            "--table",
            help="Show this table alone; may be given several times. All but the last of them and "
            "the curve if left out.",
        ),
    ] = None,
    reference: Reference = "baseline",
    rate: Annotated[
        float | None,
        typer.Option(help="Discount rate of money, 1 per year, such as 0.035; the Green Book's steps if left out."),
    ] = None,
    health_rate: Annotated[float | None, typer.Option(help="The same of health.")] = None,
    worth: Annotated[
        WorthName,
        typer.Option(help="Value gains as QALYs beside output, or as WELLBYs alone: never both, which count twice."),
    ] = WorthName.QALY,
    qaly: Annotated[float | None, typer.Option(help="£ of 2019 for a QALY.")] = None,
    wellby: Annotated[float | None, typer.Option(help="£ of 2019 for a WELLBY.")] = None,
    income_aversion: Annotated[
        float | None, typer.Option(help="By which a £ weighs more in a poorer place; 1.3 if left out.")
    ] = None,
    health_aversion: Annotated[
        float | None, typer.Option(help="By which a healthy year weighs more where there are fewer; 10.95 if left out.")
    ] = None,
    outcome: Annotated[
        str,
        typer.Option(
            help="What strategies are chosen by: healthy_person_years_whole_life, healthy_person_years (to "
            "2035), or an outcome such as hle or gva_per_hour, which is then also what places gain in."
        ),
    ] = "healthy_person_years_whole_life",
    year: Annotated[int, typer.Option(help="Of an outcome, and of who gains.")] = END_YEAR,
    weighting: Annotated[
        WeightingName,
        typer.Option(help="Whose gains weigh more in the choice: all alike, poorer, less healthy places."),
    ] = WeightingName.PEOPLE,
    weights: Annotated[
        str | None,
        typer.Option(
            metavar="OUTCOME=NUMBER,...",
            help="Choose by several outcomes, such as hle=2,gva_per_hour=1: each is counted in standard deviations "
            "between areas, and less is better of sickness and air. Regret and the best are then of these.",
        ),
    ] = None,
    measure: Annotated[
        MeasureName | None,
        typer.Option(help="Choose by total or per_million, each £1m of new money; where money is unequal if left out."),
    ] = None,
    by: Annotated[
        str,
        typer.Option(help="Places that gain and lose: region, area, combined_authority, deprivation_fifth, ..."),
    ] = "region",
    own_data: OwnData = None,
    csv: Annotated[Path | None, typer.Option(help="Write the one table that is asked for to this file.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Draw the table acceptability, or equity: .png, .svg or .pdf. A CSV and alt text go beside it."
        ),
    ] = None,
    overwrite: Overwrite = False,
    rules: Rules = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Say what strategies cost and who pays, what they bring to whom, what it is worth, and what would flip that."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(table=csv, picture=out)
    if out is not None and (tables is None or len(tables) != 1 or tables[0] not in DRAWN):
        raise BadInput(f"--out: one of two tables is drawn; name it: --table {' or --table '.join(DRAWN)}")
    if csv is not None and (tables is None or len(tables) != 1):
        raise BadInput("--csv: one table is written; name it, such as --table value")
    if measure is MeasureName.PER_HEAD:
        raise BadInput("--measure: of all England per_head ranks as total does; give total or per_million")
    if weights is not None:
        refuse_ignored(ctx, "--weights names the outcomes that strategies are chosen by", "outcome")
    weighed = None if weights is None else fc.appraisal.outcome_weights(weights)
    loaded = fc.open_results(results)
    baseline = None if own_data is None else baseline_of(loaded, own_data, who=results)
    settings = fc.appraisal.appraisal_settings(
        rate=rate,
        health_rate=health_rate,
        worth=worth.value,
        qaly_gbp=qaly,
        wellby_gbp=wellby,
        income_aversion=income_aversion,
        health_aversion=health_aversion,
    )
    chosen = {
        "outcome": outcome,
        "year": year,
        "weighting": weighting.value,
        "weights": weighed,
        "per_gbp": None if measure is None else measure is MeasureName.PER_MILLION,
    }
    made, shown = {}, list[Any]()
    for name in tables or USUAL:
        made[name], parts = _table(name, loaded, settings, reference=reference, chosen=chosen, by=by, baseline=baseline)
        shown += parts
    shown += _prices([table for name, table in made.items() if name in PRICED], settings)
    others = [name for name in loaded.scenarios if name != reference]
    if not as_json:
        from fourcapitals.cli.value_for_money_tables import evidence_of_value

        shown += evidence_of_value(loaded, others, reference=reference, baseline=baseline, whole=tables is None)
    output.answer({name.value: records_of(table) for name, table in made.items()}, shown, loaded.input_lines)
    if csv is not None:
        output.write_table(next(iter(made.values())), csv)
    if out is not None:
        ((name, table),) = made.items()
        chart = fc.plots.equity_plane(table) if name is TableName.EQUITY else _curves(table, settings)
        chart.command = command_again("value", str(results), "--table", name.value)
        output.write_picture(chart, out)


def _prices(tables: list[pd.DataFrame], settings: AppraisalSettings) -> list[str]:
    """Say the prices and rates that tables of present values rest on; nothing where there is no such table."""
    horizons = {str(each) for table in tables for each in (table.attrs.get("horizon"), *table.get("horizon", ()))}
    over_life = "whole life" in horizons
    later = " Whole life: health at its first rate throughout, output to the last year alone." if over_life else ""
    return [f"{settings.line()}{later}"] if tables else []


def _curves(table: pd.DataFrame, settings: AppraisalSettings) -> Chart:
    """The curves, told at the worth of the settings where they reach so far."""
    highest = float(table["gbp_per_qaly"].max())
    return fc.plots.acceptability(table, price=min(settings.qaly_gbp, highest))


def _table(
    name: TableName,
    results: Results,
    settings: AppraisalSettings,
    *,
    reference: str,
    chosen: dict[str, Any],
    by: str,
    baseline: Baseline | None,
) -> tuple[pd.DataFrame, list[str | Table]]:
    """One table of an appraisal, and how it is shown."""
    from fourcapitals.cli import public_cost_table, strategy_choice_tables

    if name is TableName.COST:
        table = fc.appraisal.public_cost(results)
        return table, public_cost_table.cost_table(table, results)
    if name is TableName.CHOICE:
        table = fc.appraisal.strategy_choice(results, reference=reference, settings=settings, **chosen)
        return table, strategy_choice_tables.choice_table(table, results, settings)
    if name is TableName.PLACES:
        table = fc.appraisal.gainers_and_losers(
            results, reference=reference, by=by, outcome=_outcome_of_places(chosen["outcome"]), year=chosen["year"]
        )
        return table, strategy_choice_tables.places_table(table, results, by=by, reference=reference)
    return _valued(name, results, settings, reference=reference, baseline=baseline)


def _outcome_of_places(outcome: str) -> str:
    """What places gain in: the outcome asked for; where a sum over years is, the health that it sums."""
    from fourcapitals.appraisal.strategy_choice import SUMS

    return "hle" if outcome in SUMS else outcome


def _valued(
    name: TableName, results: Results, settings: AppraisalSettings, *, reference: str, baseline: Baseline | None
) -> tuple[pd.DataFrame, list[str | Table]]:
    """One of the tables in which effects have a price."""
    from fourcapitals.appraisal.value_for_money import why_no_whole_life
    from fourcapitals.cli import cost_effectiveness_tables, health_equity_table, value_for_money_tables

    against = results.called(reference)
    asked: Any = {"reference": reference, "settings": settings, "baseline": baseline}
    later: Any = {**asked, "whole_life": not why_no_whole_life(results, settings)}
    if name is TableName.VALUE:
        table = fc.appraisal.value_for_money(results, **asked)
        return table, value_for_money_tables.value_tables(table, settings, against=against)
    if name is TableName.EFFECTIVENESS:
        table = fc.appraisal.cost_effectiveness(results, **later)
        curves = fc.appraisal.acceptability_curves(results, **later) if results.draws > 1 else None
        return table, cost_effectiveness_tables.effectiveness_tables(table, curves, settings, against=against)
    if name is TableName.EQUITY:
        table = fc.appraisal.health_equity(results, **later)
        return table, health_equity_table.equity_tables(table, settings, against=against)
    if name is TableName.INFORMATION:
        table = fc.appraisal.information(results, **later)
        return table, cost_effectiveness_tables.information_tables(table, settings, against=against)
    table = fc.appraisal.acceptability_curves(results, **later)
    return table, [*cost_effectiveness_tables.choice_lines(table, settings), "Every price: --csv FILE or --json."]
