"""The command that says which parameters move what a strategy does: sensitivity."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

import fourcapitals as fc
from fourcapitals.cli.app import (
    Json,
    OutcomeOfEngland,
    Overwrite,
    PictureIfAsked,
    Quiet,
    Rules,
    Seed,
    Strategy,
    app,
    example,
    refuse_ignored,
)
from fourcapitals.cli.changed_parameters import ParameterFiles, Prior, Settings, command_again
from fourcapitals.cli.inputs import OwnData, inputs_asked
from fourcapitals.cli.output import Output, records_of, table_of
from fourcapitals.vocabulary import END_YEAR

if TYPE_CHECKING:
    import pandas as pd

    from fourcapitals.cli.inputs import Inputs


class SensitivityMethod(StrEnum):
    """How the parameters are moved."""

    ONE_AT_A_TIME = "one_at_a_time"
    MORRIS = "morris"
    SOBOL = "sobol"
    PRIM = "prim"


class _Asked(NamedTuple):
    """What is asked of the strategy."""

    outcome: str
    year: int
    size: int | None
    seed: int


@app.command(
    epilog=example(
        "fourcapitals sensitivity public_health_restored --out tornado.png",
        "fourcapitals sensitivity public_health_restored --method sobol --size 256",
    )
)
def sensitivity(
    ctx: typer.Context,
    strategy: Strategy,
    method: Annotated[
        SensitivityMethod,
        typer.Option(
            help="one_at_a_time: each number at 5% and 95% of its prior. morris: all numbers moved along trajectories. "
            "sobol: shares of the variance; these two need SALib: pip install '.[sensitivity]' in the clone. prim: the "
            "box of numbers in which the strategy does badly."
        ),
    ] = SensitivityMethod.ONE_AT_A_TIME,
    outcome: OutcomeOfEngland = "hle_years",
    year: Annotated[
        int, typer.Option(help="Year that the outcome is of, from 2021; of healthy_person_years the last.")
    ] = END_YEAR,
    size: Annotated[
        int | None,
        typer.Option(min=2, help="Trajectories of morris (20), base points of sobol (128) or draws of prim (512)."),
    ] = None,
    below: Annotated[
        float | None,
        typer.Option(
            help="For prim: effects below this, in the outcome's unit, are bad; the worst quarter if left out."
        ),
    ] = None,
    seed: Seed = 0,
    out: PictureIfAsked = None,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    prior: Prior = False,
    own_data: OwnData = None,
    overwrite: Overwrite = False,
    rules: Rules = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show which parameters move what a strategy does, and on what strength of evidence each stands."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    if method is SensitivityMethod.ONE_AT_A_TIME:
        refuse_ignored(ctx, "one at a time has no sample; add --method morris, sobol or prim", "size", "seed")
    output.check(picture=out)
    if method is not SensitivityMethod.PRIM:
        refuse_ignored(ctx, "says what is bad, for --method prim alone", "below")
    else:
        refuse_ignored(ctx, "a box has no picture; leave it out, or draw another method", "out")
    inputs = inputs_asked([strategy], settings, parameters, own_data, prior)
    asked = _Asked(outcome, year, size, seed)
    if method is SensitivityMethod.PRIM:
        _box(asked, inputs, below, output)
        return
    table = _table(asked, method, inputs, output)
    heads, rows = fc.evidence.sensitivity_rows(table)
    notes = " ".join([*fc.evidence.sensitivity_notes(table), fc.data.load_evidence_letters().legend])
    title = f"{table.attrs['title']}: {table['outcome'].iloc[0]}, change against the baseline"
    output.answer(table, [table_of(heads, rows, title=title, caption=notes)], inputs.lines)
    if out is not None:
        chart = fc.plots.sensitivity(table)
        sampled = (
            []
            if method is SensitivityMethod.ONE_AT_A_TIME
            else ["--size", str(table.attrs["size"]), "--seed", str(seed)]
        )
        chosen = ["--method", method.value, "--outcome", outcome, "--year", str(year), *sampled]
        chart.command = command_again("sensitivity", strategy, *chosen, *inputs.options)
        output.write_picture(chart, out)


def _box(asked: _Asked, inputs: Inputs, below: float | None, output: Output) -> None:
    """Answer with the box of numbers in which the strategy does badly."""
    (scenario,), changed, baseline = inputs.scenarios, inputs.parameters, inputs.baseline
    box = fc.evidence.discover(
        scenario,
        utility=asked.outcome,
        year=asked.year,
        below=below,
        draws=asked.size or 512,
        seed=asked.seed,
        baseline=baseline,
        parameters=changed,
        say=output.say,
    )
    legend = fc.data.load_evidence_letters().legend
    about: dict[str, Any] = {"box": records_of(box), **{str(name): each for name, each in box.attrs.items()}}
    output.answer(about, [*fc.evidence.discovery_lines(box), legend], inputs.lines)


def _table(asked: _Asked, method: SensitivityMethod, inputs: Inputs, output: Output) -> pd.DataFrame:
    """Move the numbers one at a time, or all at once."""
    (scenario,), changed, baseline = inputs.scenarios, inputs.parameters, inputs.baseline
    if method is SensitivityMethod.ONE_AT_A_TIME:
        return fc.evidence.one_at_a_time(
            scenario, utility=asked.outcome, year=asked.year, baseline=baseline, parameters=changed, say=output.say
        )
    return fc.evidence.global_sensitivity(
        scenario,
        method="sobol" if method is SensitivityMethod.SOBOL else "morris",
        utility=asked.outcome,
        year=asked.year,
        size=asked.size,
        seed=asked.seed,
        baseline=baseline,
        parameters=changed,
        say=output.say,
    )
