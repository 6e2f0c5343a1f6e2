"""What has been published since, laid over a projection and scored: how near it came, and how sure it was.

The projection is draws of the true level; what is published of it carries sampling error, so that each draw is given
that of the figure before it is scored, and pooled years are the mean of the years of the draw. Beside it stands the
simplest forecast: the last figure that was out in the base year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.parameters import load_parameters
from fourcapitals.data.published_precision import published_precision
from fourcapitals.data.sampling_error import sampling_error_multiple
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.scores import skill_interval
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.evidence.forecast_scores import LEVELS, score_draws, score_normal
from fourcapitals.evidence.last_figures import BOTH, LastFigures
from fourcapitals.evidence.observed_figures import CURRENT, rebased_to_original
from fourcapitals.evidence.relative_outturn import of_forecast_on_file
from fourcapitals.evidence.simple_forecasts import NormalForecast
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import SEXES, outcome_named

LEAST_BLOCKS: Final = 10
"""Places from which an interval of the skill is told."""
ENDS: Final = ("lower", "upper")


class Outturn(NamedTuple):
    """What came of projections."""

    figures: pd.DataFrame
    """One row a projection and figure of the file: ``projection, scenario, title``; ``line`` of the file, ``outcome,
    label, unit, code, name, sex, period, first_year, last_year``; ``observed`` (£ of 2019), ``standard_error`` as
    scored with and ``error_of`` (the file, the base year, none published); ``mean, sd, median`` of what would be
    published, ``lower_50, upper_50`` to ``upper_90``; ``error`` (observed less mean), ``crps, place`` (PIT),
    ``simple_mean, simple_sd, crps_simple``; ``scored``, and ``why_not``."""
    scores: pd.DataFrame
    """One row a projection and outcome: ``figures, unscored, crps, crps_simple, skill`` over the simple forecast with
    ``skill_lower, skill_upper`` (95%, places resampled), ``skill_over_first`` with its ends, ``mean_error, rmse,
    coverage_50, coverage_80, coverage_90, width_80, mean_place``."""
    draws: int
    """Fewest of a projection; 1 for a path, which has no chances."""


@checked
def outturn(
    projections: Mapping[str, Results | pd.DataFrame],
    *,
    observed: pd.DataFrame,
    scenarios: Sequence[str] | None = None,
    baseline: Baseline | None = None,
    seed: int = 0,
) -> Outturn:
    """Score projections by what has been published since.

    Parameters
    ----------
    projections : mapping of str to Results or DataFrame
        By name: results, each of whose scenarios is a projection, or a table of `forecast`.
    observed : DataFrame
        From `read_observed`.
    scenarios : sequence of str, optional
        Of the results; the reference of each if left out, from which others differ by little of the uncertainty.
    baseline : Baseline, optional
        Whose past the simple forecast knows; the bundled one of the base year by default.
    seed : int
        Of the sampling errors that draws are given.

    Returns
    -------
    Outturn

    Raises
    ------
    UnknownName
        When no results hold a scenario that is named.
    BadInput
        When nothing can be scored; with the reasons.
    """
    parts = []
    for name, projection in projections.items():
        if isinstance(projection, pd.DataFrame):
            parts.append(of_forecast_on_file(projection, observed, baseline or load_baseline()).assign(projection=name))
            continue
        chosen = [projection.scenario(each) for each in scenarios or [_usual(projection)]]
        whole = baseline or load_baseline(projection.years[0])
        last = LastFigures(whole)
        parts += [
            _of_scenario(projection, each, observed, whole, last=last, seed=seed).assign(projection=name)
            for each in dict.fromkeys(chosen)
        ]
    figures = pd.concat(parts, ignore_index=True)
    if not figures["scored"].any():
        why = list(dict.fromkeys(figures["why_not"]))
        raise BadInput("none of the figures can be scored", *(f"not scored: {each}" for each in why[:10]))
    draws = min((each.draws for each in projections.values() if isinstance(each, Results)), default=0)
    return Outturn(figures, _scores(figures, seed), draws)


def _usual(results: Results) -> str:
    return results.reference if results.reference in results.scenarios else results.scenarios[0]


# Figures


def _of_scenario(
    results: Results, scenario: str, observed: pd.DataFrame, whole: Baseline, *, last: LastFigures, seed: int
) -> pd.DataFrame:
    """Score every figure of the file by one scenario."""
    window = results.period.window
    known = {(code, sex): level for sex in SEXES for code, level in results.published("hle", sex=sex).items()}
    known |= {(code, BOTH): level for code, level in results.published("hle").items()}
    table = rebased_to_original(observed, known, window)
    table = table.assign(observed=_in_prices_of_2019(table), why_not=_why_not(table, results, window))
    groups = table[table["why_not"] == ""].groupby(["outcome", "by", "sex"], sort=False)
    found: dict[int, dict[str, Any]] = {}
    for (outcome, by, sex), rows in groups:
        try:
            levels = results.levels(
                str(outcome),
                by=str(by),
                sex=None if sex == BOTH else str(sex),
                places=list(dict.fromkeys(rows["code"])),
                years=list(dict.fromkeys((results.years[0], *_years(rows)))),
            ).sel(scenario=scenario)
        except UnknownName as error:
            table.loc[rows.index, "why_not"] = str(error)
            continue
        values = levels.transpose("group", "draw", "year").to_numpy()
        place = {str(code): at for at, code in enumerate(levels["group"].to_numpy())}
        years = [int(year) for year in levels["year"].to_numpy()]
        for index, row in zip(rows.index, rows.to_dict("records"), strict=True):
            path = dict(zip(years, values[place[str(row["code"])]].T, strict=True))
            found[int(index)] = _scored(path, row, whole, last=last, seed=seed)
    head = pd.DataFrame({name: table[name] for name in _HEADS})
    rows = pd.DataFrame([found.get(int(index), {}) for index in table.index], index=table.index)
    outcomes = [outcome_named(name) for name in table["outcome"]]
    return head.join(rows).assign(
        scenario=scenario,
        title=results.titles[scenario],
        label=[each.label for each in outcomes],
        unit=[each.unit for each in outcomes],
        scored=table["why_not"] == "",
        why_not=table["why_not"],
    )


_HEADS: Final = ("line", "outcome", "code", "name", "sex", "period", "first_year", "last_year", "observed")


def _years(rows: pd.DataFrame) -> list[int]:
    first, last = rows["first_year"].min(), rows["last_year"].max()
    return list(range(int(first), int(last) + 1))


def _in_prices_of_2019(table: pd.DataFrame) -> list[float]:
    deflator = load_parameters().central().deflator
    first = min(deflator.published)
    return [
        deflator.to_base(value, year=int(year)) if prices == CURRENT and year >= first else float(value)
        for value, year, prices in zip(table["value"], table["last_year"], table["prices"], strict=True)
    ]


def _why_not(table: pd.DataFrame, results: Results, window: str) -> list[str]:
    """Say of each figure why it cannot be scored; blank where it may be."""
    base, last = results.years[0], results.years[-1]
    reasons = []
    for row in table.to_dict("records"):
        if row["last_year"] <= base:
            why = f"no outturn: it was known in the base year, {base}"
            why += "; rebased figures are set beside it" if row["series"] == "rebased" else ""
        elif row["first_year"] <= base:
            why = f"{row['period']} begins before the first year that is projected, {base + 1}"
        elif row["last_year"] > last:
            why = f"{row['period']} ends after the last year that is projected, {last}"
        elif row["unmoved"]:
            why = (
                f"of the rebased series, which may not be set against the original one: give {window} of it in a row "
                "too, or state series = original"
            )
        else:
            why = ""
        reasons.append(why)
    return reasons


def _scored(
    path: Mapping[int, Array], row: dict[Any, Any], whole: Baseline, *, last: LastFigures, seed: int
) -> dict[str, Any]:
    """Score one figure by the draws of its place."""
    base = float(np.median(path[min(path)]))
    years = list(range(int(row["first_year"]), int(row["last_year"]) + 1))
    level = np.mean([path[year] for year in years], axis=0)
    error, source = _sampling_error(row, whole)
    noise = np.random.default_rng([seed, int(row["line"])]).standard_normal(len(level))
    made = _of_draws(level + error * noise, float(row["observed"])) if len(level) > 1 else _of_path(level, row)
    simple = last.of(
        str(row["outcome"]),
        code=str(row["code"]),
        kind=str(row["by"]),
        sex=str(row["sex"]),
        middle=(years[0] + years[-1]) / 2,
        level=base,
    )
    return {"standard_error": error, "error_of": source, **made, **_of_simple(simple, float(row["observed"]))}


def _sampling_error(row: dict[Any, Any], whole: Baseline) -> tuple[float, str]:
    """Standard error that a draw is given before it is set beside the figure, and where it is from."""
    multiple = sampling_error_multiple() if row["outcome"] == "hle" else 1.0
    if np.isfinite(row["standard_error"]):
        return multiple * float(row["standard_error"]), "the file"
    sex = None if row["sex"] == BOTH else str(row["sex"])
    (known,) = published_precision(whole, str(row["outcome"]), [str(row["code"])], sex=sex)
    return (multiple * float(known), "the base year") if np.isfinite(known) else (0.0, "none published")


def _of_draws(members: Array, observed: float) -> dict[str, float]:
    found = score_draws(members[:, None, None], np.array([[observed]]))
    ends = {f"{end}_{level}": float(getattr(found, end)[level][0, 0]) for level in LEVELS for end in ENDS}
    return {
        "mean": float(members.mean()),
        "sd": float(members.std(ddof=1)),
        "median": float(np.median(members)),
        **ends,
        "error": observed - float(members.mean()),
        "crps": float(found.crps[0, 0]),
        "place": float(found.place[0, 0]),
    }


def _of_path(level: Array, row: dict[Any, Any]) -> dict[str, float]:
    """One path has no chances: its score is the distance."""
    value, nan = float(level[0]), float("nan")
    ends = {f"{end}_{level}": nan for level in LEVELS for end in ENDS}
    apart = float(row["observed"]) - value
    return {"mean": value, "sd": nan, "median": value, **ends, "error": apart, "crps": abs(apart), "place": nan}


def _of_simple(simple: NamedTuple | None, observed: float) -> dict[str, float]:
    if simple is None:
        nan = float("nan")
        return {"simple_mean": nan, "simple_sd": nan, "crps_simple": nan}
    mean, sd = (np.array([[each]]) for each in simple)
    crps = float(score_normal(NormalForecast(mean, sd), np.array([[observed]])).crps[0, 0])
    return {"simple_mean": float(mean[0, 0]), "simple_sd": float(sd[0, 0]), "crps_simple": crps}


# Scores


def _scores(figures: pd.DataFrame, seed: int) -> pd.DataFrame:
    """One row a projection, scenario and outcome."""
    rows: list[dict[str, Any]] = []
    first: dict[Any, pd.DataFrame] = {}
    for (projection, scenario, outcome), own in figures.groupby(["projection", "scenario", "outcome"], sort=False):
        told = own[own["scored"]]
        if told.empty:
            continue
        first.setdefault(outcome, told)
        row = {
            "projection": projection,
            "scenario": scenario,
            "outcome": outcome,
            "label": told["label"].iloc[0],
            "unit": told["unit"].iloc[0],
            "figures": len(told),
            "unscored": int((~own["scored"]).sum()),
            "crps": float(told["crps"].mean()),
            "crps_simple": float(told["crps_simple"].mean()),
            **_skill("skill", told, told["crps_simple"], seed),
            **_over_first(told, first[outcome], seed),
            "mean_error": float(told["error"].mean()),
            "rmse": float(np.sqrt((told["error"] ** 2).mean())),
            **_coverage(told),
            "mean_place": float(told["place"].mean()),
        }
        rows.append(row)
    return pd.DataFrame(rows)


def _coverage(told: pd.DataFrame) -> dict[str, float]:
    many = told["place"].notna().any()
    held = {
        f"coverage_{level}": (
            float(told["observed"].between(told[f"lower_{level}"], told[f"upper_{level}"]).mean())
            if many
            else float("nan")
        )
        for level in LEVELS
    }
    return {**held, "width_80": float((told["upper_80"] - told["lower_80"]).mean())}


def _over_first(told: pd.DataFrame, first: pd.DataFrame, seed: int) -> dict[str, float]:
    """Compare with the first projection of the same outcome, over the figures that both score."""
    if told is first:
        return _skill("skill_over_first", told, pd.Series(np.nan, index=told.index), seed)
    other = told["line"].map(first.set_index("line")["crps"])
    return _skill("skill_over_first", told[other.notna()], other[other.notna()], seed)


def _skill(name: str, told: pd.DataFrame, reference: pd.Series[float], seed: int) -> dict[str, float]:
    """Share of the reference's score that is saved, with its interval where there are places enough."""
    nan = float("nan")
    none = {name: nan, f"{name}_lower": nan, f"{name}_upper": nan}
    if told.empty or reference.isna().any() or not reference.sum() > 0:
        return none
    blocks = told["code"].tolist()
    if len(set(blocks)) < LEAST_BLOCKS:
        return {**none, name: float(1 - told["crps"].mean() / reference.mean())}
    found = skill_interval(
        np.asarray(told["crps"], np.float64),
        np.asarray(reference, np.float64),
        blocks,
        generator=np.random.default_rng(seed),
    )
    return dict(zip(none, found, strict=True))
