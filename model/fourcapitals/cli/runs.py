"""The command that makes results: run."""

from __future__ import annotations

import shlex
from collections.abc import Hashable, Mapping
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import fourcapitals as fc
from fourcapitals.cli.app import (
    Json,
    Overwrite,
    Quiet,
    Reference,
    Rules,
    Seed,
    Strategies,
    app,
    example,
    refuse_ignored,
)
from fourcapitals.cli.changed_parameters import ParameterFiles, Prior, Settings
from fourcapitals.cli.comparison_tables import compared, comparison_tables, evidence_lines, level_note, verdict_lines
from fourcapitals.cli.executors import Dask, Workers, executor_at, resumable
from fourcapitals.cli.inputs import OwnData, inputs_asked
from fourcapitals.cli.output import Output, progress_bar, say, table_of
from fourcapitals.cli.whole_life_tables import whole_life_tables, with_whole_life
from fourcapitals.errors import BadInput
from fourcapitals.results.difference_units import scale_asked
from fourcapitals.text import plain
from fourcapitals.vocabulary import END_YEAR

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from fourcapitals.data.baseline import Baseline
    from fourcapitals.results.difference_units import Scale
    from fourcapitals.results.results import Results


class Keep(StrEnum):
    """What an ensemble keeps."""

    SUMMARY = "summary"
    AREAS = "areas"


@app.command(
    epilog=example(
        "fourcapitals run baseline announced_2021 --out results.nc",
        "fourcapitals run baseline announced_2021 --draws 1000 --out announced",
        "fourcapitals run announced_2021 --set job_displacement=0.3 --set 'deadweight[human]=0.1'",
        "fourcapitals run my_strategy.toml --json",
    )
)
def run(
    ctx: typer.Context,
    scenarios: Strategies,
    draws: Annotated[
        int | None, typer.Option(min=1, help="Number of draws of parameters and shocks; one central run if left out.")
    ] = None,
    seed: Seed = 0,
    workers: Workers = None,
    keep: Annotated[
        Keep, typer.Option(help="areas keeps every area and year of every draw, beside the summary.")
    ] = Keep.SUMMARY,
    dask: Dask = None,
    out: Annotated[
        Path | None,
        typer.Option(help="A name that ends in .nc takes one file; with --draws any other becomes a store that grows."),
    ] = None,
    reference: Reference = "baseline",
    settings: Settings = None,
    parameters: ParameterFiles = None,
    prior: Prior = False,
    own_data: OwnData = None,
    overwrite: Overwrite = False,
    rules: Rules = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Run scenarios to 2035 and compare them: at central values, or with --draws over their uncertainty.

    The reference is run beside them when it is not among them.
    """
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    if draws is None:
        refuse_ignored(ctx, "one run at central values has no draws; add --draws", "seed", "keep", "workers", "dask")
        output.check(file=out)
        if out is not None and out.suffix != ".nc":
            raise BadInput(f"{out}: one run is written as NetCDF; give a name that ends in .nc, or add --draws")
    names = [Path(name).stem if name.endswith(".toml") else name for name in scenarios]
    every = scenarios if reference in names else [reference, *scenarios]
    loaded, table, baseline, _ = inputs_asked(every, settings, parameters, own_data, prior)
    if draws is None:
        results = fc.simulate(loaded, parameters=table, baseline=baseline)
        if out is not None:
            results.save(out, overwrite=overwrite)
    else:
        store = out if out is not None and out.suffix != ".nc" else None
        with resumable(store, anew=True), progress_bar("draws", quiet=quiet) as progress, executor_at(dask) as executor:
            results = fc.run_ensemble(
                loaded,
                draws=draws,
                seed=seed,
                workers=workers,
                out=out,
                reference=reference,
                keep=keep.value,
                baseline=baseline,
                parameters=table,
                progress=progress,
                say=output.say,
                executor=executor,
                overwrite=overwrite,
            )
    rows, shown = (_over_draws if results.is_ensemble else _at_central_values)(results, reference, baseline)
    basis = filter(None, [fc.results.basis_line(results)])
    output.answer(rows, [*shown, *basis], results.input_lines)
    if not quiet:
        for line in (line for one in loaded for money in one.money.values() for line in money.told):
            say(line)
        for line in (line for one in loaded for line in fc.scenario.late_money(one)):
            say(line)
        _say_what_to_know(results, [name for name in scenarios if name != reference], out)


def _say_what_to_know(results: Results, others: list[str], out: Path | None) -> None:
    """Say what the numbers are and are not, and what to ask next."""
    for line in results.cautions:
        say(line)
    if results.is_ensemble:
        replaced = f"; {results.rejected:,} unstable ones replaced." if results.rejected else "."
        say(f"{results.draws:,} draws of parameters and shocks, the same for every scenario{replaced}")
    else:
        say(
            "Central values, noise off: one possible path, not a forecast. Levels carry COVID-19 and the trend; "
            "differences do not."
        )
    if len(others) > 1:
        say(f"What would reverse their ranking, and on what evidence: fourcapitals flips {' '.join(others)}")
    if out is not None:
        say(f"Wrote {plain(str(out))}. Draw it: fourcapitals plot {shlex.quote(str(out))} --outcome hle --out hle.png")


def _over_draws(results: Results, reference: str, baseline: Baseline | None) -> tuple[pd.DataFrame, list[str | Table]]:
    """Compare the scenarios of an ensemble in pairs: rows, and the tables for the screen."""
    rows = compared(results, "hle", reference=reference, year=END_YEAR)
    if rows.empty:
        return rows, comparison_tables(rows, results, by="england", unit=None)
    for warning in fc.results.too_few_draws(rows, draws=results.draws):
        say(warning)
    tables = comparison_tables(rows, results, by="england", unit=None)
    verdicts = verdict_lines(results, "hle", rows.attrs["measure"], reference=reference, baseline=baseline)
    return rows, [*tables, *verdicts]


def _at_central_values(
    results: Results, reference: str, baseline: Baseline | None
) -> tuple[pd.DataFrame, list[str | Table]]:
    """Set the scenarios of one run beside the reference: rows, and the tables for the screen."""
    rows = with_whole_life(fc.results.headline(results, reference=reference), results, reference=reference)
    days = scale_asked("years", None, *rows["hle_difference"])
    records = rows.to_dict("records")
    levels = table_of(
        (
            *("Scenario", ">HLE 2019, years", ">HLE 2035, years", f">HLE 2035 difference, {days.unit}"),
            *(">GVA per hour 2035, £", ">GVA per hour 2035 difference, %"),
        ),
        [_levels_and_differences(row, days, compared=row["scenario"] != reference) for row in records],
        title="England: healthy life expectancy at birth (HLE, mean of the sexes) and GVA per hour worked",
        caption=f"Differences from {results.called(reference)} at central values. HLE: ONS original method, base "
        "2017-19. £ of 2019."
        f"{level_note(results, 'hle')}",
    )
    signs = f" {fc.results.SIGNS_IN_WORDS}" if any(fc.results.only_adds(results, reference=reference).values()) else ""
    money = table_of(
        ("Scenario", ">Healthy person-years 2021-35", ">Healthy person-years 2021-35 per £1m", ">New money"),
        [_for_the_money(row, compared=row["scenario"] != reference) for row in records],
        title=f"England, 2021 to 2035: healthy person-years gained against {results.called(reference)}",
        caption=f"At central values. New money of 2020 to 2035, £ of 2019.{signs}",
    )
    measure = fc.results.usual_measure(results, reference=reference) if len(rows) > 1 else "total"
    verdicts = verdict_lines(results, "hle", measure, reference=reference, baseline=baseline)
    whole = whole_life_tables(rows, results, reference=reference, measure=measure) if len(rows) > 1 else []
    return rows, [levels, money, *whole, *evidence_lines(results, results.scenarios), *verdicts]


def _levels_and_differences(row: Mapping[Hashable, Any], days: Scale, *, compared: bool) -> list[str]:
    signed = fc.formatting.signed
    return [
        row["title"],
        f"{row['hle_2019']:.2f}",
        f"{row['hle_2035']:.2f}",
        signed(row["hle_difference"] * days.factor) if compared else "-",
        f"{row['gva_per_hour_2035']:.2f}",
        signed(row["gva_per_hour_difference_percent"]) if compared else "-",
    ]


def _for_the_money(row: Mapping[Hashable, Any], *, compared: bool) -> list[str]:
    per_gbp_m = row["healthy_person_years_per_gbp_m"]
    return [
        row["title"],
        f"{row['healthy_person_years']:,.0f}" if compared else "-",
        f"{per_gbp_m:,.1f}" if compared and isfinite(per_gbp_m) else "-",
        fc.formatting.readable_money(row["new_money_gbp_m"]),
    ]
