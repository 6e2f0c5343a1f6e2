"""Observed indicators of the four capitals, each documented and present for every area."""

import numpy as np
import pandas as pd

from fourcapitals.data.compilation.indicators import INDICATORS
from fourcapitals.data.compilation.notes import Imputations
from fourcapitals.data.compilation.sources import (
    Sources,
    Spine,
)

TAIL_PER_CENT = 1.0


def compile_capitals(sources: Sources, spine: Spine) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compile the list of indicators, and the value and z-score of each for every area."""
    notes = Imputations()
    described, measured = [], []
    for indicator in INDICATORS:
        read = indicator.read(sources, spine, notes, indicator.name)
        values = spine.complete(read, indicator.name).astype(float).round(indicator.decimals)
        described.append(
            {
                "capital": indicator.capital,
                "indicator": indicator.name,
                "label": indicator.label,
                "unit": indicator.unit,
                "sign": indicator.sign,
                "publisher": indicator.publisher,
                "release": indicator.release,
            }
        )
        measured.append(
            pd.DataFrame(
                {
                    "code": spine.codes,
                    "capital": indicator.capital,
                    "indicator": indicator.name,
                    "value": values.to_numpy(),
                    "z_score": standardise(values, indicator.sign).round(4).to_numpy() + 0.0,
                    "imputed": [notes.how(code, indicator.name) for code in spine.codes],
                }
            )
        )
    return pd.DataFrame(described), pd.concat(measured, ignore_index=True)


def standardise(values: "pd.Series[float]", sign: int) -> "pd.Series[float]":
    """Pull the tails in to the 1st and 99th percentile, then count standard deviations from the mean.

    Parameters
    ----------
    values : (area,)
        In the indicator's own unit. Areas count equally, whatever their population.
    sign
        1 where more is better, -1 where less is better.
    """
    low, high = np.percentile(values, [TAIL_PER_CENT, 100 - TAIL_PER_CENT])
    pulled = values.clip(low, high)
    scores: pd.Series[float] = sign * (pulled - pulled.mean()) / pulled.std(ddof=0)
    return scores
