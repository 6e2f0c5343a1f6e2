"""The audit of bids: the model's competition against the first round of the Levelling Up Fund, and a second round."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import fourcapitals as fc
from fourcapitals.cli.changed_parameters import command_again
from fourcapitals.cli.inputs import Inputs
from fourcapitals.cli.output import Output, records_of, table_of
from fourcapitals.errors import BadInput

if TYPE_CHECKING:
    from rich.table import Table

    from fourcapitals.evidence.bid_audit import BidAudit

BIDS = "bids"
"""What the command is asked for."""
ROUNDS = (1, 2)


class BidsAsked(NamedTuple):
    """What is asked of the audit of bids."""

    of_round: int
    draws: int
    seed: int
    picture: Path | None


def audit_bids(asked: BidsAsked, inputs: Inputs, table: Path | None, output: Output) -> None:
    """Answer for the first round with its skill, or for the second with its chances.

    Parameters
    ----------
    asked : BidsAsked
    inputs : Inputs
    table : Path, optional
        To write the scores, or the chances, to.
    output : Output

    Raises
    ------
    BadInput
        When there is no such round, or a picture is asked of the second.
    """
    if asked.of_round not in ROUNDS:
        raise BadInput(f"--round: 1 or 2 expected, got {asked.of_round}")
    from fourcapitals.data.competition_rounds import load_competition_rounds

    if asked.of_round == 2:
        if asked.picture is not None:
            raise BadInput("--out: a second round has no winners to be drawn against; write its chances with --csv")
        found = fc.evidence.forecast_second_round(
            draws=asked.draws,
            seed=asked.seed,
            baseline=inputs.baseline,
            parameters=inputs.parameters,
            say=output.say,
        )
        rows = table_of(
            fc.evidence.SECOND_ROUND_HEADS,
            fc.evidence.second_round_rows(found),
            title="Chance of a district of England to be part of a winning bid in the second round of the Levelling Up "
            f"Fund, {load_competition_rounds().round_2.announced}, by the model: share of {asked.draws:,} draws",
            caption="The 15 districts of the highest chance; --json and --csv give all 314.",
        )
        output.answer(records_of(found), [rows, *fc.evidence.second_round_lines(found)], inputs.lines)
        if table is not None:
            output.write_table(found, table)
        return
    made = fc.evidence.audit_bids(
        draws=asked.draws,
        seed=asked.seed,
        baseline=inputs.baseline,
        parameters=inputs.parameters,
        say=output.say,
    )
    output.answer(made.to_dict(), [*_tables(made), *fc.evidence.bid_audit_lines(made)], inputs.lines)
    if table is not None:
        output.write_table(made.scores, table)
    if asked.picture is not None:
        chart = fc.plots.bid_skill(made.scores, inputs=inputs.lines)
        again = ["--draws", str(asked.draws), "--seed", str(asked.seed), *inputs.options]
        chart.command = command_again("audit", BIDS, *again)
        output.write_picture(chart, asked.picture)


def _tables(made: BidAudit) -> list[Table]:
    from fourcapitals.data.competition_rounds import load_competition_rounds

    when = load_competition_rounds().round_1.announced
    who_won = f"which districts of England won in the first round of the Levelling Up Fund, {when}"
    return [
        table_of(
            fc.evidence.SKILL_HEADS,
            fc.evidence.skill_rows(made),
            title=f"Forecasts of {who_won}: scores",
        ),
        table_of(
            fc.evidence.CALIBRATION_HEADS,
            fc.evidence.calibration_rows(made),
            title=f"The model's held-out forecast of {who_won}, against what happened",
            caption="By chance: 95% of what would happen were the forecast right and districts independent.",
        ),
    ]
