"""The audit of bids in rows and words: skill at the first round's winners, calibration, and a second round."""

from __future__ import annotations

import math
from typing import Any, Final

import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.competition_rounds import load_competition_rounds
from fourcapitals.evidence.award_forecasts import GROUP_AND_DEPRIVATION
from fourcapitals.evidence.award_skill import FITTED, HELD_OUT
from fourcapitals.evidence.bid_audit import BidAudit
from fourcapitals.evidence.bidding_fit import RATIO
from fourcapitals.vocabulary import MODEL

SKILL_HEADS: Final = (
    "Forecast",
    *(head for name in ("Brier", "Log", "AUC") for head in (f">{name}, fitted", ">held out")),
)
CALIBRATION_HEADS: Final = ("By", "Class", ">Districts", ">Forecast", ">Happened", ">By chance")
SECOND_ROUND_HEADS: Final = ("District", ">Group", "Won before", ">Chance", ">If winners may not bid")
MOST_PRINTED: Final = 15
"""Districts that are printed; the table holds all."""


@checked
def skill_rows(audit: BidAudit) -> list[tuple[str, ...]]:
    """Give the rows under `SKILL_HEADS`: each forecast as fitted to the winners and held out from them.

    Parameters
    ----------
    audit : BidAudit
    """
    by = audit.scores.set_index(["fit", "forecast"])
    names = audit.scores["forecast"].unique()
    return [
        (
            str(name),
            *(
                f"{by.loc[(fit, name), measure]:.3f}"
                for measure in ("brier", "log", "auc")
                for fit in (FITTED, HELD_OUT)
            ),
        )
        for name in names
    ]


@checked
def calibration_rows(audit: BidAudit) -> list[tuple[str, ...]]:
    """Give the rows under `CALIBRATION_HEADS`, of the model's held-out forecast.

    Parameters
    ----------
    audit : BidAudit
    """
    return [
        (
            str(row["by"]),
            str(row["group"]),
            str(row["districts"]),
            f"{100 * row['forecast']:.0f}%",
            f"{100 * row['happened']:.0f}%",
            f"{100 * row['lower']:.0f} to {100 * row['upper']:.0f}%",
        )
        for row in audit.calibration.to_dict("records")
    ]


@checked
def bid_audit_lines(audit: BidAudit) -> list[str]:
    """Say how to read the scores, how the model stands, and what the winners tell of it.

    Parameters
    ----------
    audit : BidAudit
    """
    won, places, terms = int(audit.places["won_round_1"].sum()), len(audit.places), audit.terms
    found = {str(row["name"]): dict(row) for row in audit.fit.to_dict("records")}
    return [
        f"Chance of each of {places} districts to be part of a winning bid; {won} were. England's part of the round: "
        f"{terms.bids} bids, {terms.awards} awards of £{terms.grant:.1f}m. {audit.draws} runs.",
        "Brier and log score: less is better. AUC: chance that a winner has the higher forecast of two districts. Held "
        "out: without what the winners of the own upper tiers teach, in ten folds; beside it, fitted to all winners.",
        _against_reference(audit.scores),
        f"What the winners say: need weighs {_spread(found['need_in_score'])} times chance, capacity "
        f"{_spread(found['capacity_in_quality'])}, a council at full capacity writes "
        f"{_spread(found['bids_at_full_capacity'])} bids, and cuts take little of its capacity: slope "
        f"{_spread(found['capacity_per_cut'])}. Councils that were cut most won most often.",
        "What they cannot tell: a weight from the spread of chance, weight of quality from capacity in it, beliefs, "
        f"and the cost of a bid from the worth of an award; their ratio is {_spread(found[RATIO], 1)}.",
        "These scores flatter: which numbers are fitted was chosen with the winners in view, after a fit of the two "
        "weights alone had done worse. One round of one fund: it says how well the model orders places there, not that "
        "an award does good.",
    ]


def _against_reference(scores: pd.DataFrame) -> str:
    chosen = scores[(scores["fit"] == HELD_OUT) & (scores["forecast"] == MODEL)]
    row = dict(chosen.to_dict("records")[0])
    said = []
    for measure, name in (("brier", "Brier score"), ("auc", "AUC")):
        middle, low, high = (float(row[f"{measure}_over_reference{end}"]) for end in ("", "_lower", "_upper"))
        verdict = "better" if low > 0 else "worse" if high < 0 else "no clear difference"
        said.append(f"{name} {verdict} ({middle:+.3f}, 95% {low:+.3f} to {high:+.3f})")
    return f"The model against {GROUP_AND_DEPRIVATION}, both held out, more is better: {'; '.join(said)}."


def _spread(row: dict[Any, Any], digits: int = 2) -> str:
    """Write what is left of a number, and its mean before where it had a prior of its own."""
    middle, low, high = (f"{row[name]:.{digits}f}" for name in ("mean", "low", "high"))
    before = "" if math.isnan(row["before_mean"]) else f"; {row['before_mean']:.{digits}f} before"
    return f"{middle} (95% {low} to {high}{before})"


@checked
def second_round_rows(table: pd.DataFrame) -> list[tuple[str, ...]]:
    """Give the districts of the highest chance in a second round: name, group, whether it won, and both chances.

    Parameters
    ----------
    table : DataFrame
        From `forecast_second_round`.
    """
    best = table.sort_values(["probability", "lad20_code"], ascending=[False, True]).head(MOST_PRINTED)
    return [
        (
            str(row["name"]),
            str(row["group"]),
            "yes" if row["won_round_1"] else "no",
            f"{100 * row['probability']:.0f}%",
            f"{100 * row['probability_no_second_award']:.0f}%",
        )
        for row in best.to_dict("records")
    ]


@checked
def second_round_lines(table: pd.DataFrame) -> list[str]:
    """Say what the second round is taken to be, and what the chances come to by group.

    Parameters
    ----------
    table : DataFrame
        From `forecast_second_round`.
    """
    known = load_competition_rounds().round_2
    means = table.groupby(["group", "won_round_1"])[["probability", "probability_no_second_award"]].mean()
    by_group = "; ".join(
        f"group {row['group']}, {'won' if row['won_round_1'] else 'not won'}: {100 * row['probability']:.0f}% "
        f"({100 * row['probability_no_second_award']:.0f}%)"
        for row in means.reset_index().to_dict("records")
    )
    return [
        f"A round of the United Kingdom's £{known.budget_gbp_m / 1e3:.1f}bn and {known.bids} bids ({known.announced}), "
        "England's part at its share of the first. Known to it: the winners of the first round, and no later winner.",
        f"Mean chance, and where who has won may not bid (in brackets), by group and first round: {by_group}.",
        f"Expected districts that are part of a winning bid: {table['probability'].sum():.0f} "
        f"({table['probability_no_second_award'].sum():.0f}). A county's winning bid may name districts whose own "
        "council may not bid.",
    ]
