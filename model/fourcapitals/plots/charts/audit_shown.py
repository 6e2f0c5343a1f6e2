"""What a picture of who is left out shows of its audit, whatever that is of: places, their groups and all words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.plots.maps.hexagon_map import Sign
from fourcapitals.plots.parts.scatter import Group

Mask = npt.NDArray[np.bool_]

DEPRIVATION: Final = "deprivation, MHCLG, English Indices of Deprivation 2019"


@dataclass(frozen=True)
class Shown:
    """What both kinds of picture show of an audit."""

    places: pd.DataFrame
    groups: tuple[Group, ...]
    group: npt.NDArray[np.int64]
    ringed: Mask
    title: str
    subtitle: str
    notes: tuple[str, ...]
    heading: str
    health: str
    keys: tuple[str, str]
    signs: tuple[Sign, ...]
    across: tuple[tuple[float, str, bool], ...]
    upright: tuple[tuple[float, str], ...]
    worst: tuple[npt.NDArray[np.intp], ...]
    """Positions of places left out, in each group that has a turn of its own to be named, the poorest health first."""
    said: Callable[[pd.Series[Any]], str]
    """What stands below the name of a place on the map."""

    @property
    def left_out(self) -> Mask:
        """(place,)."""
        return self.places["left_out"].to_numpy(bool)


def edge(places: pd.DataFrame) -> float:
    """Healthy life expectancy between the lowest and the others."""
    health, lowest = places["hle_years"], places["poorest_health"]
    return float(health[lowest].max() + health[~lowest].min()) / 2
