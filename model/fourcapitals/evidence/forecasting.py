"""A forecast on file: what will be published of places after the base year, to be scored by others when it has been.

Healthy life expectancy of upper tiers less England's, and GVA per hour of areas over England's, with the sampling error
of the published figure in them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.area_noise import noise_of
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.data.relative_history import RelativeHistory, area_history, healthy_life_expectancy_history
from fourcapitals.ensemble.run import run_ensemble
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.evidence.forecast_scores import period_name, too_few_draws
from fourcapitals.evidence.published_draws import published_draws
from fourcapitals.vocabulary import PERIOD, Say

START: Final = PERIOD.base
STRATEGY: Final = "announced_2021"
"""The money that was announced; in the years forecast it moves no place by a hundredth of the uncertainty."""
WINDOWS: Final = (2021, 2022)
"""First years of the windows of healthy life expectancy."""
YEARS: Final = (2021, 2022, 2023)
"""Of GVA per hour."""
QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
OUTCOMES: Final = {"hle": "hle_minus_england_years", "gva_per_hour": "ln_gva_per_hour_over_england"}
DRAWS: Final = 1000


@checked
def forecast(
    *,
    start: int = START,
    draws: int = DRAWS,
    seed: int = 0,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Forecast what will be published.

    Parameters
    ----------
    start : int
        The bundled base year, 2019.
    draws : int
    seed : int
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
    say : callable, optional

    Returns
    -------
    DataFrame
        ``outcome``, ``code``, ``sex``, ``period``, ``mean``, ``sd``, ``q05``, ``q25``, ``q50``, ``q75``, ``q95``:
        years for healthy life expectancy, natural logarithm for GVA per hour; sampling error included.

    Raises
    ------
    BadInput
        When it is to start in another year, or of one draw, which has no spread.
    """
    advice = "hindcast starts earlier" if start < START else "later figures are not known to the model"
    faults = [f"from: the forecast starts in {START}, got {start}; {advice}"] if start != START else []
    faults += too_few_draws(draws)
    if faults:
        raise BadInput(*faults)
    base = baseline or load_baseline()
    if say is not None:
        say(f"{draws} draws from {START}")
    results = run_ensemble(
        STRATEGY, draws=draws, seed=seed, keep="areas", baseline=base, parameters=parameters, reference=STRATEGY
    )
    multiple = noise_of(base.tables, START).sampling_multiple
    generator = np.random.default_rng(seed)
    tables = []
    for history, first_years, times in (
        (healthy_life_expectancy_history(base), WINDOWS, multiple),
        (area_history(base, "gva_per_hour"), YEARS, 1.0),
    ):
        wanted = _to_come(history, first_years)
        members = published_draws(results, base, history, wanted, generator, times)
        tables.append(_rows(wanted, members))
    return pd.concat(tables, ignore_index=True)


def _to_come(history: RelativeHistory, first_years: tuple[int, ...]) -> RelativeHistory:
    """The same places in years that nobody has published."""
    shape = (len(history.codes), len(first_years))
    return history._replace(
        first_years=np.array(first_years), values=np.full(shape, np.nan), standard_errors=np.full(shape, np.nan)
    )


def _rows(wanted: RelativeHistory, members: Array) -> pd.DataFrame:
    """One row for each place, sex and period."""
    quantiles = np.quantile(members, QUANTILES, axis=0)
    columns = {"mean": members.mean(axis=0), "sd": members.std(axis=0, ddof=1)}
    columns |= {f"q{round(100 * level):02d}": quantiles[at] for at, level in enumerate(QUANTILES)}
    parts = []
    for position, year in enumerate(wanted.first_years):
        head = {
            "outcome": OUTCOMES[wanted.outcome],
            "code": wanted.codes,
            "sex": wanted.sexes,
            "period": period_name(int(year), wanted.span),
        }
        parts.append(pd.DataFrame(head | {name: values[:, position].round(5) for name, values in columns.items()}))
    return pd.concat(parts)


@checked
def forecast_lines(table: pd.DataFrame) -> list[str]:
    """Say what was forecast, and how wide.

    Parameters
    ----------
    table : DataFrame
        From `forecast`.
    """
    lines = []
    for (outcome, period), rows in table.groupby(["outcome", "period"], sort=False):
        width = float((rows["q95"] - rows["q05"]).mean())
        spread = float(rows["mean"].std())
        unit = "years" if str(outcome).endswith("years") else "log"
        lines.append(
            f"{outcome} {period}: {len(rows)} figures; the middle 90% is {width:.3g} {unit} wide on average, places "
            f"differ by {spread:.3g} (standard deviation)"
        )
    return lines
