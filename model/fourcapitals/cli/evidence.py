"""Commands about how far numbers can be believed: priors, detectable."""

from __future__ import annotations

import fourcapitals as fc
from fourcapitals.cli.app import Draws, Json, Overwrite, PictureIfAsked, Quiet, Seed, Strategies, app, example
from fourcapitals.cli.output import Output


@app.command(epilog=example("fourcapitals priors", "fourcapitals priors --draws 500 --out priors.png"))
def priors(
    draws: Draws = 200,
    seed: Seed = 0,
    out: PictureIfAsked = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show what the priors imply: the effect of £10 a head a year on each use alone, before strategies are compared."""
    output = Output(as_json=as_json, overwrite=overwrite, quiet=quiet)
    output.check(picture=out)
    table = fc.evidence.priors(draws=draws, seed=seed, say=output.say)
    output.answer(table, fc.evidence.prior_lines(table))
    if out is not None:
        output.write_picture(fc.plots.priors(table), out)


@app.command(epilog=example("fourcapitals detectable announced_2021 public_health_restored"))
def detectable(scenarios: Strategies, quiet: Quiet = False, as_json: Json = False) -> None:
    """Show when, if ever, published healthy life expectancy could detect what a strategy does."""
    output = Output(as_json=as_json, quiet=quiet)
    table = fc.evidence.detectable_in(fc.scenario.load_scenarios(scenarios), say=output.say)
    output.answer(table, fc.evidence.detectable_lines(table))
