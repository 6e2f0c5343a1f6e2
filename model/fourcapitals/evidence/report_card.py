"""The report card of a hindcast: rows for the screen, and the words that say what it shows."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.evidence.forecast_scores import ALL
from fourcapitals.evidence.hindcasting import REFITTED, WITHOUT, Hindcast
from fourcapitals.evidence.simulated_panels import COUNCIL, HISTORY, LATER_FUNDS
from fourcapitals.vocabulary import CLEAR_SKILL, FORM_WAS_SEEN, MODEL, SCORED_OUTCOMES

CARD_HEADS: Final = ("Outcome", "Forecast", ">CRPS", ">90% held", ">Width", ">Over best, %")
DIGITS: Final = {"le": 3, "hle": 2, "life_satisfaction": 3}
USUAL_DIGITS: Final = 4


@checked
def card(found: Hindcast) -> pd.DataFrame:
    """Keep the scores of all periods together, the best simple forecast first among the simple ones.

    Parameters
    ----------
    found : Hindcast
    """
    table = found.scores[found.scores["period"] == ALL].copy()
    table["order"] = table["outcome"].map(list(SCORED_OUTCOMES).index)
    table["simple"] = ~table["forecast"].isin([MODEL, WITHOUT, REFITTED])
    ordered = table.sort_values(["order", "simple", "crps"])
    return ordered.drop(columns=["order", "simple"]).reset_index(drop=True)


@checked
def card_rows(found: Hindcast) -> list[tuple[str, ...]]:
    """Give the rows under `CARD_HEADS`: each forecast of each outcome, all periods together."""
    rows: list[tuple[str, ...]] = []
    last = ""
    for row in card(found).to_dict("records"):
        outcome = str(row["outcome"])
        digits = DIGITS.get(outcome, USUAL_DIGITS)
        over = f"{100 * row['skill_over_best']:+.1f}" if row["forecast"] != row["best_simple"] else "best"
        rows.append(
            (
                ", ".join(SCORED_OUTCOMES[outcome]) if outcome != last else "",
                str(row["forecast"]),
                f"{row['crps']:.{digits}f}",
                f"{100 * row['coverage_90']:.0f}%",
                f"{row['width_90']:.{digits}f}",
                over,
            )
        )
        last = outcome
    return rows


@checked
def card_lines(found: Hindcast) -> list[str]:
    """Say how to read the card, where the model beats the best simple forecast, and what spending and placebo show."""
    pooled = card(found)
    names = {"skill_over_best_lower": "lower", "skill_over_best_upper": "upper"}
    model = pooled.loc[pooled["forecast"] == MODEL, ["outcome", *names]].rename(columns=names)
    better, worse = _clear(model)
    helped, hurt = _clear(found.spending)
    placebo = found.panels[found.panels["regression"] == LATER_FUNDS]
    on_history, simulated = (placebo[placebo["panel"] == panel] for panel in (HISTORY, MODEL))
    biased = [_short(row) for row in on_history.to_dict("records") if row["significant"]]
    by_chance = simulated["significant"]
    return [
        f"Started in {found.start} and scored on what was published to {found.end}, relative to England; "
        f"{found.draws} draws.",
        "CRPS: mean distance of the forecast from the published figure, less is better. 90% held: share of figures in "
        "the middle 90% of the forecast. Over best: share of the best simple forecast's score saved; that one was "
        "chosen with the figures in hand.",
        "Clearly better than the best simple forecast (the 95% interval lies above 1%): "
        f"{_listed(better)}; clearly worse: {_listed(worse)}. {FORM_WAS_SEEN}",
        f"What councils spent since {found.start} makes the forecast clearly better for {_listed(helped)}, clearly "
        f"worse for {_listed(hurt)}. Where it does neither, this history can't tell the effects of money from none.",
        f"Placebo, funds announced after {found.end}: they go with errors of the model in {_listed(biased)}. Where "
        "they do, places that were to be chosen had already done otherwise than forecast. By chance alone, on panels "
        f"that the model simulates, so do {100 * by_chance.min():.0f} to {100 * by_chance.max():.0f}%.",
        _council_line(found),
    ]


def _council_line(found: Hindcast) -> str:
    """What the regression on council spending finds in history, and where its effect is known."""
    rows = found.panels[found.panels["regression"] == COUNCIL].set_index("panel")
    history, with_, without = (rows.loc[panel] for panel in (HISTORY, MODEL, WITHOUT))
    return (
        f"Life expectancy on council spending since {found.start}, years per £100 a head: {_measured(history)} in "
        f"history; on simulated panels {_measured(with_)} with the model's effects of spending, {_measured(without)} "
        f"without. It finds an effect in {100 * with_['significant']:.0f}% of panels that have one and in "
        f"{100 * without['significant']:.0f}% of those that have none."
    )


def _measured(row: Any) -> str:
    return f"{row['estimate']:+.2f} [{row['lower']:+.2f}, {row['upper']:+.2f}]"


def _clear(table: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Outcomes whose whole interval of skill lies beyond a hundredth: those that gain, and those that lose."""
    rows = table.to_dict("records")
    gain = [_short(row) for row in rows if row["lower"] > CLEAR_SKILL]
    return gain, [_short(row) for row in rows if row["upper"] < -CLEAR_SKILL]


def _short(row: dict[Any, Any]) -> str:
    return SCORED_OUTCOMES[str(row["outcome"])].label.lower().replace("gva", "GVA")


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "none"


@checked
def card_json(found: Hindcast) -> dict[str, Any]:
    """Give all tables of a hindcast as plain values."""

    def rows(table: pd.DataFrame) -> list[dict[Any, Any]]:
        return [dict(row) for row in table.to_dict("records")]

    return {
        "start": found.start,
        "end": found.end,
        "draws": found.draws,
        "seed": found.seed,
        "units": {outcome: each.unit for outcome, each in SCORED_OUTCOMES.items()},
        "scores": rows(found.scores),
        "regions": rows(found.regions),
        "spending": rows(found.spending),
        "panels": rows(found.panels),
    }
