"""Commands about places: area, one of any width; places, which gain most and why."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

import fourcapitals as fc
from fourcapitals.cli.app import (
    Json,
    Overwrite,
    PictureIfAsked,
    Quiet,
    Reference,
    Rules,
    Seed,
    app,
    example,
    refuse_ignored,
)
from fourcapitals.cli.area_tables import OF_DRAWS, alike_table, people_based_line, profile_tables, projection_table
from fourcapitals.cli.changed_parameters import RESULTS_KEEP_THEIRS, ParameterFiles, Prior, Settings
from fourcapitals.cli.gain_tables import channels_table, gain_beside, gains_tables
from fourcapitals.cli.inputs import Inputs, OwnData, baseline_asked, baseline_of, inputs_asked
from fourcapitals.cli.output import Output, progress_bar
from fourcapitals.errors import BadInput
from fourcapitals.vocabulary import END_YEAR, outcome_named

if TYPE_CHECKING:
    from fourcapitals.data.place_names import Place
    from fourcapitals.results.results import Results

LISTED: Final = 20
"""Areas listed at each end of an order."""


@app.command(
    epilog=example(
        "fourcapitals area Hartlepool",
        "fourcapitals area E07000178 --json",
        "fourcapitals area Hartlepool --like",
        "fourcapitals area 'Greater Manchester' --results results.nc",
        "fourcapitals area Hartlepool --results results.nc --out hartlepool.png",
    )
)
def area(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            help="Name or code of an area, or of a county, region, combined authority or integrated care board."
        ),
    ],
    results: Annotated[
        Path | None, typer.Option(help="A results file or store: adds the projection in each scenario.")
    ] = None,
    like: Annotated[
        bool,
        typer.Option("--like", help="Compare an area with the 15 most like it, its statistical neighbours."),
    ] = False,
    out: PictureIfAsked = None,
    reference: Reference = "baseline",
    own_data: OwnData = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show what an area or a wider place holds, its outcomes and its awards, and what scenarios bring it."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    if like:
        refuse_ignored(ctx, "is of projections; leave --like out", "results", "out", "reference")
        alike = fc.data.areas_alike(name, baseline=baseline_asked(own_data))
        output.answer(alike, [alike_table(alike)])
        return
    place = fc.data.find_place(name)
    if results is None:
        refuse_ignored(ctx, "says what projections are compared with; add --results", "reference")
    if out is not None and results is None:
        raise BadInput(f"{out}: a page needs projections; add --results with a file that fourcapitals run wrote")
    output.check(picture=out)
    loaded = None if results is None else fc.open_results(results)
    baseline = baseline_asked(own_data) if loaded is None else baseline_of(loaded, own_data, who=str(results))
    profile = fc.data.profile_of_place(place, baseline=baseline)
    tables = profile_tables(profile)
    if loaded is not None:
        profile["projections"] = _projections(loaded, place, reference)
        tables.append(projection_table(profile["projections"], reference, called=loaded.called(reference)))
        tables += filter(None, [people_based_line(profile["projections"]), fc.results.basis_line(loaded)])
    output.answer(profile, tables, fc.data.input_lines(baseline=baseline) if loaded is None else loaded.input_lines)
    if loaded is not None and out is not None:
        output.write_picture(fc.plots.area(loaded, name, reference=reference, baseline=baseline), out)


def _projections(results: Results, place: Place, reference: str) -> list[dict[str, Any]]:
    """Each scenario's outcomes in one place in 2035 and their difference from the reference, with bands over draws."""
    results.scenario(reference)
    rows: list[dict[str, Any]] = []
    at: dict[str, Any] = {"by": place.by, "places": [place.code or place.name]}
    for outcome in ("hle", "gva_per_hour", "life_satisfaction"):
        changes = fc.results.paired(results, outcome, reference=reference, **at)
        changes = fc.results.with_people_based(changes, results=results, outcome=outcome, reference=reference, **at)
        by_scenario = {row["scenario"]: row for row in changes.to_dict("records")}
        for level in fc.results.level_bands(results, outcome, **at).to_dict("records"):
            change = by_scenario.get(level["scenario"])
            row = {
                "scenario": level["scenario"],
                "outcome": outcome,
                "level_2035": level["level"],
                "difference_2035": change["difference"] if change else 0.0,
                "unit_of_difference": outcome_named(outcome).unit_of_difference,
            }
            if change and "people_based_difference" in change:
                row["people_based_difference_2035"] = change["people_based_difference"]
            if results.draws > 1:
                row |= {f"level_2035_{end}": level[end] for end in ("low_80", "high_80")}
                row |= {f"difference_2035_{end}": change[end] if change else 0.0 for end in ("low_80", "high_80")}
                row |= {f"{name}_2035": change[name] if change else None for name in OF_DRAWS}
            rows.append(row)
    return rows


class By(StrEnum):
    """What areas are put in order by."""

    GAIN = "gain"
    TOTAL = "total"


@app.command(
    epilog=example(
        "fourcapitals places announced --by gain --top 20",
        "fourcapitals places announced_2021 --draws 64 --why Hartlepool",
    )
)
def places(
    ctx: typer.Context,
    given: Annotated[
        str,
        typer.Argument(
            metavar="RESULTS_OR_SCENARIO",
            help="A store or file with every area (run --keep areas), or a scenario to run.",
        ),
    ],
    by: Annotated[
        By, typer.Option(help="gain: healthy life expectancy, a head. total: healthy person-years.")
    ] = By.GAIN,
    top: Annotated[
        int | None,
        typer.Option(min=1, help="How many areas to list at each end: 20, or of few areas half, if left out."),
    ] = None,
    scenario: Annotated[str | None, typer.Option(help="The scenario; may be left out where there is one.")] = None,
    why: Annotated[str | None, typer.Option(help="Part the gain of one place by use of the money.")] = None,
    year: Annotated[int, typer.Option(help="The year of the gain a head.")] = END_YEAR,
    draws: Annotated[int, typer.Option(min=1, help="Draws, where a scenario is run.")] = 64,
    seed: Seed = 0,
    reference: Reference = "baseline",
    own_data: OwnData = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    prior: Prior = False,
    rules: Rules = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show which areas gain most and least from a scenario, how sure that is, and why a place gains."""
    output = Output(as_json=as_json, quiet=quiet)
    if is_results(given):
        why_not = f"{RESULTS_KEEP_THEIRS}; name a scenario to run it with others"
        refuse_ignored(ctx, why_not, "settings", "parameters", "prior")
        results = fc.open_results(Path(given))
        baseline = None if own_data is None else baseline_of(results, own_data, who=given)
    else:
        asked = inputs_asked((), settings, parameters, own_data, prior)
        results, baseline = _run(given, draws, seed, reference, asked, output), asked.baseline
    others = [name for name in results.scenarios if name != reference]
    if scenario is None and len(others) != 1:
        raise BadInput(f"--scenario: name one of {', '.join(others) or 'no scenario beside the reference'}")
    name = results.scenario(scenario or others[0])
    if why is not None:
        parts = fc.appraisal.channels(
            fc.appraisal.scenario_in(results, name),
            place=why,
            reference=fc.appraisal.scenario_in(results, reference),
            year=year,
            baseline=fc.data.check_same_figures(results.own_figures, baseline=baseline, who=given),
            parameters=fc.data.table_of(results.changed_parameters),
            say=output.say,
        )
        place = fc.data.find_place(why)
        beside = gain_beside(results, name, area=place.code, reference=reference, year=year)
        parted = channels_table(parts, results.titles[name], place.name, year, beside=beside)
        output.answer(parts, [parted], results.input_lines)
        return
    top = top or min(LISTED, max(1, results.dataset.sizes["area"] // 2))
    table = fc.results.gains(results, scenario=name, reference=reference, year=year, top=top)
    shown = gains_tables(table, results, name, reference=reference, year=year, top=top, by=by.value)
    output.answer(table, shown, results.input_lines)


def is_results(given: str) -> bool:
    """Whether what is given is a file or store of results, and no scenario."""
    path = Path(given)
    return given not in fc.scenario_names() and (path.suffix == ".nc" or os.path.isdir(path))


def _run(given: str, draws: int, seed: int, reference: str, asked: Inputs, output: Output) -> Results:
    """Run a scenario over draws with every area kept."""
    with progress_bar("draws", quiet=output.quiet) as progress:
        return fc.run_ensemble(
            given,
            draws=draws,
            seed=seed,
            keep="areas",
            reference=reference,
            baseline=asked.baseline,
            parameters=asked.parameters,
            progress=progress,
            say=output.say,
        )
