"""The command that opens the live page: dashboard."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import fourcapitals as fc
from fourcapitals.cli.app import Reference, Seed, app, example, refuse_ignored
from fourcapitals.cli.changed_parameters import RESULTS_KEEP_THEIRS, ParameterFiles, Prior, Settings
from fourcapitals.cli.inputs import OwnData, inputs_asked
from fourcapitals.cli.output import say
from fourcapitals.vocabulary import BLOCK


@app.command(epilog=example("fourcapitals dashboard", "fourcapitals dashboard announced --open"))
def dashboard(
    ctx: typer.Context,
    store: Annotated[
        Path | None,
        typer.Argument(
            help="A store that fourcapitals run wrote: its strategies, reference, seed, parameters and data are taken."
        ),
    ] = None,
    draws: Annotated[int, typer.Option(min=2, max=512, help="Draws of each picture; more take longer.")] = BLOCK,
    seed: Seed = 0,
    reference: Reference = "baseline",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Of this machine; a free one if 0.")] = 0,
    opens: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    settings: Settings = None,
    parameters: ParameterFiles = None,
    prior: Prior = False,
    own_data: OwnData = None,
) -> None:
    """Open a page on this machine that runs a strategy as you move its money; Ctrl-C stops it.

    It answers to this machine's browser alone, at the address that is printed.
    """
    if store is not None:
        why_not = f"{RESULTS_KEEP_THEIRS}, their seed and their reference; leave the store out to choose others"
        refuse_ignored(ctx, why_not, "seed", "reference", "settings", "parameters", "prior")
    inputs = inputs_asked((), settings, parameters, own_data, prior)
    fc.report.dashboard(
        store,
        draws=draws,
        seed=seed,
        reference=reference,
        baseline=inputs.baseline,
        parameters=inputs.parameters,
        options=None if inputs.parameters is None else list(inputs.options),
        port=port,
        say=say,
        opened=_open if opens else None,
    )


def _open(address: str) -> None:
    import webbrowser

    webbrowser.open(address)
