"""The command about councils' bids: bids."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Json, Overwrite, Quiet, Rules, Seed, app, example, refuse_ignored
from fourcapitals.cli.changed_parameters import ParameterFiles, Prior, Settings, command_again
from fourcapitals.cli.inputs import OwnData, inputs_asked
from fourcapitals.cli.output import Output, progress_bar, records_of
from fourcapitals.cli.places import is_results
from fourcapitals.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

    from fourcapitals.cli.inputs import Inputs
    from fourcapitals.results.competition import Companions
    from fourcapitals.results.results import Results


class Shown(StrEnum):
    """What a map of bids shows."""

    PROBABILITY = "probability"
    MONEY_PER_HEAD = "money_per_head"


@app.command(
    epilog=example(
        "fourcapitals bids competition --draws 200",
        "fourcapitals bids my_strategy.toml --chart bids.png --map awards.png",
        "fourcapitals bids runs --scenario competition --out areas.csv",
    )
)
def bids(
    ctx: typer.Context,
    given: Annotated[
        str,
        typer.Argument(metavar="RESULTS_OR_SCENARIO", help="A store or file of results, or a scenario to run."),
    ],
    scenario: Annotated[
        str | None, typer.Option(help="Of results: the scenario; may be left out where one alone has bids.")
    ] = None,
    draws: Annotated[int, typer.Option(min=1, help="Draws, where a scenario is run.")] = 200,
    seed: Seed = 0,
    top: Annotated[int, typer.Option(min=1, help="How many areas to list at each end.")] = 10,
    out: Annotated[Path | None, typer.Option(help="Write all areas to this CSV file.")] = None,
    chart: Annotated[
        Path | None, typer.Option(help="Draw the measures: .png, .svg or .pdf. A CSV and alt text go beside it.")
    ] = None,
    map_file: Annotated[Path | None, typer.Option("--map", help="Draw a hexagon map of the areas, likewise.")] = None,
    show: Annotated[
        Shown, typer.Option(help="With --map. probability: of an award. money_per_head: won, mean of draws.")
    ] = Shown.PROBABILITY,
    own_data: OwnData = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    prior: Prior = False,
    rules: Rules = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show what comes of councils' bids: who wins, how soon and again, at what cost; beside the regression twin."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    if map_file is None:
        refuse_ignored(ctx, "says what a map shows; add --map with the name of the picture", "show")
    if chart is not None and map_file is not None and chart.resolve() == map_file.resolve():
        raise BadInput(f"{chart}: --chart and --map would write the same file; give one another name")
    for picture in (chart, map_file):
        output.check(table=out, picture=picture)
    if is_results(given):
        why = "results keep what they were made with; name a scenario to run it"
        refuse_ignored(ctx, why, "draws", "seed", "settings", "parameters", "prior", "own_data")
        results = fc.open_results(Path(given))
        again = [given, *(["--scenario", scenario] if scenario else [])]
    else:
        refuse_ignored(ctx, "a scenario is run by itself; leave it out", "scenario")
        asked = inputs_asked([given], settings, parameters, own_data, prior)
        results = _run(asked, output, draws=draws, seed=seed)
        scenario = asked.scenarios[0].name
        again = [given, "--draws", str(draws), "--seed", str(seed), *asked.options]
    name = _chosen(results, scenario)
    beside = fc.results.companions(results, scenario=name)
    areas = fc.results.bids_by_area(results, scenario=name)
    _answer(output, results, name, beside, areas, top=top)
    if out is not None:
        output.write_table(areas, out)
    if chart is not None:
        drawn = fc.plots.bids(results, scenario=name, twin=beside.twin)
        drawn.command = command_again("bids", *again, option="--chart")
        output.write_picture(drawn, chart)
    if map_file is not None:
        shown: Literal["probability", "money_per_head"] = show.value
        drawn = fc.plots.map_of_bids(results, scenario=name, show=shown)
        drawn.command = command_again("bids", *again, "--show", shown, option="--map")
        output.write_picture(drawn, map_file)


def _run(asked: Inputs, output: Output, *, draws: int, seed: int) -> Results:
    """Run a scenario beside its twin."""
    with progress_bar("draws", quiet=output.quiet) as progress:
        return fc.ensemble.run_with_twin(
            asked.scenarios[0],
            draws=draws,
            seed=seed,
            baseline=asked.baseline,
            parameters=asked.parameters,
            progress=progress,
            say=output.say,
        )


def _answer(output: Output, results: Results, name: str, beside: Companions, areas: pd.DataFrame, *, top: int) -> None:
    """Print the measures and the areas, and what a cut leaves where results hold one."""
    from fourcapitals.cli import bid_tables as tables_of

    measures = fc.results.measures_of_bids(results, scenario=name, twin=beside.twin)
    tables = [
        tables_of.measures_table(measures, results, name, twin=beside.twin),
        tables_of.areas_table(areas, results, name, top=top),
    ]
    answer: dict[str, Any] = {
        "scenario": name,
        "title": results.titles[name],
        "twin": beside.twin,
        "draws": results.draws,
        "evidence": "D",
        "measures": records_of(measures),
        "areas": records_of(areas),
    }
    if beside.cut is not None:
        trap = fc.results.capacity_trap(results, cut=beside.cut, uncut=name, restored=beside.restored)
        tables.append(tables_of.trap_table(trap, results, name, cut=beside.cut))
        answer["capacity_trap"] = records_of(trap)
    if (not_given := fc.results.money_not_given(results, scenario=name)) is not None:
        answer["money_not_given"] = not_given._asdict()
    output.answer(answer, [*tables, *fc.results.lines_of_bids(results, scenarios=[name])], results.input_lines)


def _chosen(results: Results, scenario: str | None) -> str:
    """Find the scenario that is meant."""
    known = [name for name in fc.results.bidders(results) if not fc.results.is_companion(results, scenario=name)]
    if scenario is None and len(known) != 1:
        raise BadInput(f"--scenario: name one of {', '.join(known)}")
    return results.scenario(scenario or known[0])
