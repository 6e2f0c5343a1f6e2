"""A forecast that is on file, of places beside England, scored by what has been published of both."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.relative_history import area_history, healthy_life_expectancy_history
from fourcapitals.errors import BadInput
from fourcapitals.evidence.forecast_scores import LEVELS, score_normal
from fourcapitals.evidence.forecasting import OUTCOMES, QUANTILES
from fourcapitals.evidence.simple_forecasts import NormalForecast, persistence
from fourcapitals.input_files import read_input, size_of
from fourcapitals.results.opening import open_results
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import ENGLAND, SCORED_OUTCOMES, outcome_named

COLUMNS: Final = (
    "outcome",
    "code",
    "sex",
    "period",
    "mean",
    "sd",
    *(f"q{round(100 * each):02d}" for each in QUANTILES),
)
TABLES: Final = (".csv", ".tsv", ".txt")
LARGEST: Final = 16 << 20
"""Bytes of a forecast on file."""
ON_FILE: Final = "forecast on file"
UNITS: Final = {"hle": "years", "gva_per_hour": "log"}
BOTH_IN_FILE: Final = "persons"


def check_forecast(table: pd.DataFrame, *, file: str) -> pd.DataFrame:
    """Refuse what is no forecast on file, with every fault.

    Parameters
    ----------
    table : DataFrame
    file : str

    Raises
    ------
    BadInput
        When columns are missing, an outcome is none, a figure is no number or a row is given twice.
    """
    if missing := [name for name in COLUMNS if name not in table.columns]:
        raise BadInput(
            f"{file}: neither results nor a forecast on file: the column {', '.join(missing)} is missing; "
            "fourcapitals forecast --out FILE writes one"
        )
    faults = []
    if table.empty:
        faults.append("it has column names and no rows")
    if strangers := sorted(set(table["outcome"].astype(str)) - set(OUTCOMES.values())):
        faults.append(f"outcome: {', '.join(strangers[:3])}; {' or '.join(OUTCOMES.values())} expected")
    for name in ("mean", "sd", *COLUMNS[6:]):
        values = pd.to_numeric(table[name], errors="coerce")
        if not np.isfinite(values).all():
            faults.append(f"{name}: a finite number expected in every row")
        elif name == "sd" and not (values > 0).all():
            faults.append("sd: more than 0 expected in every row")
    if table.duplicated(["outcome", "code", "sex", "period"]).any():
        faults.append("a place, sex and period is given twice; keep one")
    if faults:
        raise BadInput(*(f"{file}: {fault}" for fault in faults))
    return table.astype({"period": str})


def of_forecast_on_file(forecast: pd.DataFrame, observed: pd.DataFrame, baseline: Baseline) -> pd.DataFrame:
    """Score a forecast on file by figures of places, each set beside England's of the same period in the same file.

    Parameters
    ----------
    forecast : DataFrame
        From `forecasting.forecast`.
    observed : DataFrame
        From `observed_figures.read_observed`.
    baseline : Baseline
        Whose past the simple forecast knows.

    Returns
    -------
    DataFrame
        As `outturn.Outturn.figures`, less the name of the projection.
    """
    held = forecast.astype({"period": str}).set_index(["outcome", "code", "sex", "period"])
    keys = ("outcome", "sex", "period", "prices", "series")
    england = {
        tuple(row[key] for key in keys): float(row["value"])
        for row in observed[observed["code"] == ENGLAND].to_dict("records")
    }
    simple = _simple(baseline, observed)
    rows = []
    for row in observed.to_dict("records"):
        name = OUTCOMES.get(str(row["outcome"]), "")
        sex = BOTH_IN_FILE if row["outcome"] == "gva_per_hour" else row["sex"]
        place = (name, row["code"], sex, row["period"])
        beside = england.get(tuple(row[key] for key in keys))
        rows.append(_head(row) | _scored(row, place, held, beside, simple))
    return pd.DataFrame(rows).assign(scenario=ON_FILE, title="Forecast on file")


def _head(row: dict[Any, Any]) -> dict[str, Any]:
    kept = ("line", "outcome", "code", "name", "sex", "period", "first_year", "last_year")
    outcome = str(row["outcome"])
    label = SCORED_OUTCOMES[outcome].label if outcome in SCORED_OUTCOMES else outcome_named(outcome).label
    return {name: row[name] for name in kept} | {
        "label": f"{label}, beside England" if outcome in OUTCOMES else label,
        "unit": UNITS.get(outcome, outcome_named(outcome).unit),
    }


def _scored(
    row: dict[Any, Any],
    place: tuple[str, ...],
    held: pd.DataFrame,
    england: float | None,
    simple: dict[tuple[str, ...], tuple[float, float]],
) -> dict[str, Any]:
    why = ""
    if place[0] == "":
        why = f"the forecast on file holds {' and '.join(OUTCOMES)} alone"
    elif row["code"] == ENGLAND:
        why = "England's figure is what places are set beside"
    elif place not in held.index:
        periods = ", ".join(sorted(set(held.loc[place[0]].index.get_level_values("period"))))
        of = "upper tiers by sex" if row["outcome"] == "hle" else "areas"
        why = f"not in the forecast on file, which holds {row['outcome']} of {of} in {periods}"
    elif england is None:
        why = f"needs England's figure of {row['period']} beside it, of the same sex, prices and series"
    if why or england is None:
        return {"scored": False, "why_not": why, "observed": float(row["value"])}
    value = float(row["value"])
    observed = float(np.log(value / england)) if row["outcome"] == "gva_per_hour" else value - england
    own = held.loc[[place]].iloc[0]
    found = score_normal(_normal(own["mean"], own["sd"]), np.array([[observed]]))
    ends = {f"{end}_{level}": float(getattr(found, end)[level][0, 0]) for level in LEVELS for end in ("lower", "upper")}
    ends |= {"lower_50": own["q25"], "upper_50": own["q75"], "lower_90": own["q05"], "upper_90": own["q95"]}
    mean, sd = simple.get(place, (float("nan"), float("nan")))
    beside = score_normal(_normal(mean, sd), np.array([[observed]])).crps[0, 0] if np.isfinite(mean) else np.nan
    return {
        "observed": observed,
        "standard_error": float("nan"),
        "error_of": "in the forecast",
        "mean": float(own["mean"]),
        "sd": float(own["sd"]),
        "median": float(own["q50"]),
        **{name: float(end) for name, end in ends.items()},
        "error": observed - float(own["mean"]),
        "crps": float(found.crps[0, 0]),
        "place": float(found.place[0, 0]),
        "simple_mean": mean,
        "simple_sd": sd,
        "crps_simple": float(beside),
        "scored": True,
        "why_not": "",
    }


def _normal(mean: float, sd: float) -> NormalForecast:
    return NormalForecast(np.array([[mean]]), np.array([[sd]]))


def _simple(baseline: Baseline, observed: pd.DataFrame) -> dict[tuple[str, ...], tuple[float, float]]:
    """Persistence of what places were beside England, by outcome, code, sex and period."""
    base, found = baseline.period.base, dict[tuple[str, ...], tuple[float, float]]()
    for outcome, name in OUTCOMES.items():
        own = observed[(observed["outcome"] == outcome) & (observed["last_year"] > base)]
        if own.empty:
            continue
        history = healthy_life_expectancy_history(baseline) if outcome == "hle" else area_history(baseline, outcome)
        past = history.until(base)
        periods = own.drop_duplicates("period")
        first = periods["first_year"].to_numpy(np.int64)
        made = persistence(past, first)
        for at, period in enumerate(periods["period"]):
            for series, (code, sex) in enumerate(zip(past.codes, past.sexes, strict=True)):
                key = (name, str(code), str(sex), str(period))
                found[key] = (float(made.mean[series, at]), float(made.sd[series, at]))
    return found


@checked
def read_projection(path: str | Path) -> Results | pd.DataFrame:
    """Open what was projected: results, a store, or a forecast on file.

    Parameters
    ----------
    path : str or Path

    Raises
    ------
    BadInput
        When it is neither.
    """
    place = Path(path)
    if place.is_dir() or place.suffix.lower() not in TABLES:
        return open_results(place)
    text = read_input(place, what=f"forecast on file of up to {size_of(LARGEST)}", most_bytes=LARGEST)
    try:
        table = pd.read_csv(StringIO(text), sep="\t" if "\t" in text.split("\n", 1)[0] else ",")
    except (ValueError, pd.errors.ParserError):
        raise BadInput(
            f"{place}: no table in CSV; fourcapitals forecast --out FILE writes a forecast on file"
        ) from None
    return check_forecast(table, file=str(place))
