"""Commands that draw results: plot, map."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import fourcapitals as fc
from fourcapitals.cli.app import (
    Measure,
    Overwrite,
    Picture,
    Quiet,
    Reference,
    ResultsPath,
    Unit,
    app,
    example,
    refuse_ignored,
)
from fourcapitals.cli.inputs import OwnData, baseline_asked, baseline_of
from fourcapitals.cli.output import Output, say
from fourcapitals.errors import BadInput
from fourcapitals.vocabulary import END_YEAR

if TYPE_CHECKING:
    import pandas as pd

    from fourcapitals.data.baseline import Baseline
    from fourcapitals.results.results import Results


class Kind(StrEnum):
    """What a chart shows."""

    PROJECTION = "projection"
    STRATEGIES = "strategies"
    REGIONS = "regions"
    INEQUALITY = "inequality"
    MONEY = "money"


OutcomeDrawn = Annotated[str, typer.Option(help="The outcome to draw.")]


@app.command(
    epilog=example(
        "fourcapitals plot results.nc --outcome hle --out hle.png",
        "fourcapitals plot results.nc --kind strategies --out strategies.svg",
        "fourcapitals plot results.nc --kind money --scenario announced_2021 --out money.png",
    )
)
def plot(
    ctx: typer.Context,
    results: ResultsPath,
    out: Picture,
    kind: Annotated[
        Kind,
        typer.Option(
            help="projection: levels with history, and differences. strategies: all side by side. regions: the nine. "
            "inequality: the gap between places over time. money: money a head against need."
        ),
    ] = Kind.PROJECTION,
    outcome: OutcomeDrawn = "hle",
    reference: Reference = "baseline",
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            help="The scenarios to draw: for regions up to four (else the four that change most), for money one."
        ),
    ] = None,
    area: Annotated[
        str | None,
        typer.Option(help="For projection: an area or a wider place instead of England, by name or code."),
    ] = None,
    measure: Measure = None,
    unit: Unit = None,
    own_data: OwnData = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Draw results; the data and the alt text go beside the picture."""
    if kind is not Kind.PROJECTION:
        refuse_ignored(ctx, f"a chart of {kind.value} shows all areas; leave it out, or draw a projection", "area")
    if kind not in {Kind.REGIONS, Kind.MONEY}:
        refuse_ignored(ctx, f"a chart of {kind.value} shows every scenario of the results; leave it out", "scenario")
    if kind is Kind.MONEY:
        refuse_ignored(ctx, "a chart of money shows no outcome; leave it out", "outcome", "unit")
        if scenario and len(scenario) > 1:
            raise BadInput(f"--scenario: a chart of money shows one; {len(scenario)} are given")
    if kind is not Kind.STRATEGIES:
        why = f"a chart of {kind.value} ranks nothing; leave it out, or draw strategies"
        refuse_ignored(ctx, why, "measure", "own_data")
    output = Output(overwrite=overwrite, quiet=quiet)
    output.check(picture=out)
    loaded = fc.open_results(results)
    others = [name for name in loaded.scenarios if name != reference]
    chosen = [loaded.scenario(name) for name in scenario or others]
    if kind in {Kind.REGIONS, Kind.MONEY} and not chosen:
        raise BadInput(f"{results}: holds no scenario beside {reference}; run one beside it")
    if kind is Kind.MONEY:
        chart = fc.plots.money_against_need(loaded, scenario=chosen[0])
    elif kind is Kind.REGIONS:
        asked = chosen if scenario else None
        chart = fc.plots.regions(loaded, scenario=asked, outcome=outcome, reference=reference, unit=unit)
    elif kind is Kind.STRATEGIES:
        ranked = measure.value if measure else fc.results.usual_measure(loaded, reference=reference)
        baseline = None if own_data is None else baseline_of(loaded, own_data, who=results)
        found = _verdicts(loaded, outcome, ranked, reference, baseline, quiet=quiet)
        chart = fc.plots.strategies(
            loaded, outcome=outcome, reference=reference, measure=ranked, unit=unit, verdicts=found
        )
    elif kind is Kind.INEQUALITY:
        chart = fc.plots.inequality(loaded, outcome=outcome, reference=reference, unit=unit)
    else:
        chart = fc.plots.projection(loaded, outcome=outcome, reference=reference, area=area, unit=unit)
    output.write_picture(chart, out)


def _verdicts(
    results: Results, outcome: str, measure: str, reference: str, baseline: Baseline | None, *, quiet: bool
) -> pd.DataFrame | None:
    """The verdicts on an order, where they can be worked out; else it is said why not."""
    try:
        return fc.appraisal.verdicts_of(results, outcome, measure=measure, reference=reference, baseline=baseline)
    except BadInput as error:
        if not quiet:
            say(f"The chart says nothing of what its order rests on: {error.faults[0]}")
        return None


class Shown(StrEnum):
    """What a map shows."""

    LEVEL = "level"
    CHANGE = "change"
    DIFFERENCE = "difference"
    MONEY_PER_HEAD = "money_per_head"
    BETTER = "better"


@app.command(
    "map",
    epilog=example(
        "fourcapitals map results.nc --scenario announced_2021 --show money_per_head --out money_map.png",
        "fourcapitals map --outcome gva_per_hour --out output.png",
        "fourcapitals map --indicator smoking_share --out smoking.png",
        "fourcapitals map --outcome hle --within 'Greater Manchester' --out manchester.png",
    ),
)
def draw_map(
    ctx: typer.Context,
    out: Picture,
    results: Annotated[
        Path | None, typer.Argument(help="A results file; without one, the map shows the observed base year.")
    ] = None,
    outcome: OutcomeDrawn = "hle",
    scenario: Annotated[
        str | None, typer.Option(help="The scenario to draw; the last in the file if left out.")
    ] = None,
    what: Annotated[
        Shown,
        typer.Option(
            "--show",
            help="level, change since 2019, difference from the reference, money per head 2020-35, or better: share "
            "of draws in which the scenario is (ensembles: 2025, 2030 and 2035).",
        ),
    ] = Shown.LEVEL,
    year: Annotated[int, typer.Option(help="The year to draw.")] = END_YEAR,
    reference: Reference = "baseline",
    indicator: Annotated[str | None, typer.Option(help="An indicator of a capital instead of an outcome.")] = None,
    within: Annotated[
        str | None,
        typer.Option(help="Draw the areas of one county, region, combined authority or integrated care board alone."),
    ] = None,
    unit: Unit = None,
    own_data: OwnData = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Draw a hexagon map of the 307 areas: each the same size, whatever its extent."""
    of_results = ("scenario", "what", "year", "reference", "unit")
    if indicator is not None:
        why = "an indicator is observed in the base year alone; leave it out, or leave --indicator out"
        refuse_ignored(ctx, why, "outcome", *of_results)
        if results is not None:
            raise BadInput(f"{results}: {why}")
    if results is None:
        refuse_ignored(ctx, "without results a map shows the observed base year; add a results file", *of_results)
    else:
        refuse_ignored(ctx, "results carry the figures that they were made on; leave it out", "own_data")
    output = Output(overwrite=overwrite, quiet=quiet)
    output.check(picture=out)
    if results is None:
        observed = baseline_asked(own_data) or fc.load_baseline()
        chart = fc.plots.map_of(observed, outcome=outcome, indicator=indicator, within=within)
    else:
        loaded = fc.open_results(results)
        drawn = scenario or loaded.scenarios[-1]
        chart = fc.plots.map_of(
            loaded,
            outcome=outcome,
            scenario=drawn,
            show=what.value,
            year=year,
            reference=reference,
            within=within,
            unit=unit,
        )
    output.write_picture(chart, out)
