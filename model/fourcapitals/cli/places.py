"""The command about one place, an area or a wider one: area."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Json, Overwrite, PictureIfAsked, Quiet, Reference, app, example, refuse_ignored
from fourcapitals.cli.area_tables import profile_tables, projection_table
from fourcapitals.cli.output import Output
from fourcapitals.errors import BadInput
from fourcapitals.vocabulary import outcome_named

if TYPE_CHECKING:
    from fourcapitals.data.place_names import Place
    from fourcapitals.results.results import Results


@app.command(
    epilog=example(
        "fourcapitals area Hartlepool",
        "fourcapitals area E07000178 --json",
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
    out: PictureIfAsked = None,
    reference: Reference = "baseline",
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show what an area or a wider place holds, its outcomes and its awards, and what scenarios bring it."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    place = fc.data.find_place(name)
    if results is None:
        refuse_ignored(ctx, "says what projections are compared with; add --results", "reference")
    if out is not None and results is None:
        raise BadInput(f"{out}: a page needs projections; add --results with a file that fourcapitals run wrote")
    output.check(picture=out)
    loaded = None if results is None else fc.open_results(results)
    profile = fc.data.profile_of_place(place)
    tables = profile_tables(profile)
    if loaded is not None:
        profile["projections"] = _projections(loaded, place, reference)
        tables.append(projection_table(profile["projections"], reference, called=loaded.called(reference)))
    output.answer(profile, tables)
    if loaded is not None and out is not None:
        output.write_picture(fc.plots.area(loaded, name, reference=reference), out)


def _projections(results: Results, place: Place, reference: str) -> list[dict[str, Any]]:
    """Each scenario's outcomes in one place in 2035 and their difference from the reference, with bands over draws."""
    results.scenario(reference)
    rows: list[dict[str, Any]] = []
    at: dict[str, Any] = {"by": place.by, "places": [place.code or place.name]}
    for outcome in ("hle", "gva_per_hour", "life_satisfaction"):
        changes = fc.results.paired(results, outcome, reference=reference, **at)
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
            if results.draws > 1:
                row |= {f"level_2035_{end}": level[end] for end in ("low_80", "high_80")}
                row |= {f"difference_2035_{end}": change[end] if change else 0.0 for end in ("low_80", "high_80")}
                row["probability_better"] = change["probability_better"] if change else None
            rows.append(row)
    return rows
