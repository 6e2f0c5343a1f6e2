"""The simplest forecast: the last published figure stands, as uncertain as past changes over as many years."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from fourcapitals.data.baseline import MONEY, Baseline
from fourcapitals.data.parameters import load_parameters
from fourcapitals.equations.observation import WINDOW
from fourcapitals.vocabulary import SEXES

WINDOWED: Final = ("hle", "le")
HISTORIES: Final = {
    "le": "life_expectancy",
    "gva_per_hour": "gva_per_hour",
    "income": "gdhi_per_head",
    "employment": "employment",
    "long_term_sick": "long_term_sick",
    "life_satisfaction": "life_satisfaction",
}
"""Tables of areas, by outcome."""
NEAREST: Final = ("area", "upper_tier", "region", "england")
"""Kinds of places whose past stands for a kind that has none of its own."""
BOTH: Final = "both"


class LastFigure(NamedTuple):
    """A normal forecast, in the unit of the outcome."""

    mean: float
    sd: float


class LastFigures:
    """The last figures that were out in the base year, as forecasts.

    Parameters
    ----------
    baseline : Baseline
        Whose histories are the past.
    """

    def __init__(self, baseline: Baseline) -> None:
        self._baseline = baseline
        self._past: dict[tuple[str, str], pd.DataFrame] = {}
        self._last: dict[tuple[str, str], dict[str, tuple[float, float]]] = {}
        self._spread: dict[tuple[str, str, str], dict[int, float]] = {}

    def of(self, outcome: str, *, code: str, kind: str, sex: str, middle: float, level: float) -> LastFigure | None:
        """Forecast that the last figure up to the base year stands.

        Parameters
        ----------
        outcome : str
        code : str
        kind : str
            As results group places.
        sex : {"male", "female", "both"}
        middle : float, calendar year
            Of the period that is forecast.
        level : float
            Of the base year, for a place of which nothing is published.

        Returns
        -------
        LastFigure or None
            None for an outcome of which no past is known.
        """
        if self._known(outcome, sex).empty:
            return None
        own = self._last[outcome, sex].get(code)
        base = self._baseline.period.base - ((WINDOW - 1) / 2 if outcome in WINDOWED else 0.0)
        mean, begun = (level, base) if own is None else own
        kinds = [kind, *(each for each in NEAREST if each != kind)]
        spread = next((found for each in kinds if (found := self._changes(outcome, sex, each))), {})
        if not spread:
            return None
        lead, longest = max(1, round(middle - begun)), max(spread)
        sd = spread[min(lead, longest)] * np.sqrt(max(1.0, lead / longest))
        return LastFigure(mean, float(sd * mean if _is_money(outcome) else sd))

    def _known(self, outcome: str, sex: str) -> pd.DataFrame:
        if (outcome, sex) not in self._past:
            past = _past(self._baseline, outcome, sex)
            newest = past.sort_values("middle").drop_duplicates("code", keep="last")
            figures = zip(newest["value"].astype(float), newest["middle"].astype(float), strict=True)
            self._past[outcome, sex] = past
            self._last[outcome, sex] = dict(zip(newest["code"].astype(str), figures, strict=True))
        return self._past[outcome, sex]

    def _changes(self, outcome: str, sex: str, kind: str) -> dict[int, float]:
        key = (outcome, sex, kind)
        if key not in self._spread:
            past = self._known(outcome, sex)
            self._spread[key] = _spread(past[past["kind"] == kind], money=_is_money(outcome))
        return self._spread[key]


def _is_money(outcome: str) -> bool:
    return HISTORIES.get(outcome, outcome) in MONEY


def _spread(own: pd.DataFrame, *, money: bool) -> dict[int, float]:
    """Root mean square of past changes of places of a kind, by lead in years; relative for money."""
    if own.empty:
        return {}
    middles = np.sort(own["middle"].unique())
    wide = own.pivot_table(index="code", columns="middle", values="value").reindex(columns=middles)
    values = np.log(wide.to_numpy(np.float64)) if money else wide.to_numpy(np.float64)
    found = {}
    for lead in range(1, round(float(middles[-1] - middles[0])) + 1):
        pairs = [
            (at, int(later)) for at in range(len(middles)) for later in np.flatnonzero(middles - middles[at] == lead)
        ]
        changes = np.concatenate([values[:, later] - values[:, at] for at, later in pairs] or [np.empty(0)])
        if np.isfinite(changes).any():
            found[lead] = float(np.sqrt(np.nanmean(changes**2)))
    return found


def _past(baseline: Baseline, outcome: str, sex: str) -> pd.DataFrame:
    """Figures up to the base year: code, kind, middle of the period, value in the unit of the outcome."""
    every = pd.concat([_of_wider_places(baseline, outcome), _of_areas(baseline, outcome)], ignore_index=True)
    if outcome in WINDOWED:
        wanted = every[every["sex"].isin(SEXES if sex == BOTH else (sex,))]
        grouped = wanted.groupby(["code", "kind", "first", "last"])["value"].agg(["mean", "count"]).reset_index()
        whole = grouped["count"] == (len(SEXES) if sex == BOTH else 1)
        every = grouped[whole].rename(columns={"mean": "value"})
    made = every[every["last"] <= baseline.period.base]
    made = made.assign(middle=(made["first"] + made["last"]) / 2)
    if not _is_money(outcome):
        return made
    deflator = load_parameters().central().deflator
    made = made[made["last"] >= min(deflator.published)]
    prices = np.array([deflator.level(int(year)) for year in made["last"]])
    return made.assign(value=made["value"] / prices)


def _of_wider_places(baseline: Baseline, outcome: str) -> pd.DataFrame:
    table = baseline.tables["published"]
    own = table[table["outcome"] == ("gdhi_per_head" if outcome == "income" else outcome)]
    first = own["period"].astype(str).str[:4].astype(int)
    span = WINDOW - 1 if outcome in WINDOWED else 0
    return pd.DataFrame(
        {"code": own["code"], "kind": own["level"], "sex": own["sex"], "first": first, "last": first + span}
    ).assign(value=own["value"])


def _of_areas(baseline: Baseline, outcome: str) -> pd.DataFrame:
    if outcome not in HISTORIES:
        return pd.DataFrame({name: [] for name in ("code", "kind", "sex", "first", "last", "value")})
    table = baseline.history(HISTORIES[outcome])
    first = table["start_year"] if outcome in WINDOWED else table["year"]
    span = WINDOW - 1 if outcome in WINDOWED else 0
    sex = table.get("sex", "persons")
    return pd.DataFrame(
        {"code": table["code"], "kind": "area", "sex": sex, "first": first, "last": first + span}
    ).assign(value=table["value"])
