"""Strategies ranked by one utility at central values, and every number that alone would reverse two of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from scipy.optimize import brentq

from fourcapitals.appraisal.composition import Composition, compose, made_equal
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.parameters import ParameterTable
from fourcapitals.ensemble.counterfactual import Counterfactuals
from fourcapitals.ensemble.utilities import WHOLE_LIFE, WHOLE_LIFE_NAMES, check_utility
from fourcapitals.evidence.uncertain import Uncertain, uncertain_numbers, with_value
from fourcapitals.results.measures import is_tie as is_tie  # noqa: PLC0414 (public here)
from fourcapitals.vocabulary import POUND


@dataclass(frozen=True)
class Flip:
    """A value of one number at which two strategies change places."""

    number: Uncertain
    value: float

    @property
    def probability(self) -> float:
        """Share of the prior at least as far as the value, on its side of the central one."""
        return self.number.probability_beyond(self.value)

    @property
    def is_inside(self) -> bool:
        """Whether the value lies within the middle 95% of the prior."""
        low, high = self.number.range
        return low <= self.value <= high

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as columns of `flips`."""
        number = self.number
        low, high = number.range
        return {
            "flip": number.label,
            "flip_symbol": number.symbol,
            "flip_meaning": number.meaning,
            "flip_unit": number.unit,
            "flip_letter": number.letter,
            "flip_source": number.source,
            "flip_central": number.central,
            "flip_value": self.value,
            "flip_low": low,
            "flip_high": high,
            "flip_inside_range": self.is_inside,
            "flip_probability_beyond": self.probability,
        }


NO_FLIP: Final = {
    "flip": "",
    "flip_symbol": "",
    "flip_meaning": "",
    "flip_unit": "",
    "flip_letter": "",
    "flip_source": "",
    "flip_central": np.nan,
    "flip_value": np.nan,
    "flip_low": np.nan,
    "flip_high": np.nan,
    "flip_inside_range": False,
    "flip_probability_beyond": np.nan,
}


class Ranking:
    """Strategies ranked by one utility, with everything that is asked of the ranking worked out once.

    Parameters
    ----------
    counterfactuals : Counterfactuals
    table : ParameterTable
    utility : str
        A name in `utilities.UTILITIES`.
    per_gbp : bool
        For each £1m of new money; strategies that bring none, or take money away, then have no place.
    """

    def __init__(self, counterfactuals: Counterfactuals, table: ParameterTable, utility: str, *, per_gbp: bool) -> None:
        self.counterfactuals, self.table, self.per_gbp = counterfactuals, table, per_gbp
        self.utility = check_utility(utility)
        self.runs = counterfactuals.at(table.central())
        self.effects = effects = self.runs.effects_of_all()
        self.central = {name: each.of(utility, per_gbp=per_gbp) for name, each in effects.items()}
        self.whole_life = {
            name: tuple(each.of(other, per_gbp=per_gbp) for other in WHOLE_LIFE.get(utility, ()))
            for name, each in effects.items()
        }
        """Over the whole life of what is bought, undiscounted and discounted; empty where that is not asked of it."""
        ranked = [name for name, each in effects.items() if not per_gbp or each.new_money_gbp_m >= POUND]
        self.names = tuple(sorted(ranked, key=lambda name: -self.central[name]))
        """The best first."""
        self.unranked = tuple(name for name in counterfactuals.names if name not in ranked)
        self._reached: dict[str, list[tuple[float, dict[str, float]]]] | None = None
        self._composed: dict[str, Composition] = {}

    def values(self, numbers: Parameters, names: Sequence[str] | None = None) -> dict[str, float]:
        """Utility of every strategy at one set of numbers; nothing where the feedbacks do not die out."""
        runs = self.counterfactuals.at(numbers)
        if not runs.is_stable:
            return {}
        chosen = self.counterfactuals.names if names is None else names
        later = self.utility in WHOLE_LIFE_NAMES
        return {name: runs.effects(name, whole_life=later).of(self.utility, per_gbp=self.per_gbp) for name in chosen}

    @property
    def reached(self) -> dict[str, list[tuple[float, dict[str, float]]]]:
        """Utilities at the ends of each number's search and of its prior, for the numbers that move any of them."""
        if self._reached is None:
            self._reached = {}
            for number in uncertain_numbers(self.table):
                ends = [self._at(number, value) for value in (number.lowest, number.highest)]
                if not any(self._moves(values) for _, values in ends):
                    continue
                inner = [self._at(number, float(value)) for value in np.quantile(number.prior, (0.01, 0.99))]
                found = [*ends, *inner, (number.central, self.central)]
                self._reached[number.label] = sorted((pair for pair in found if pair[1]), key=lambda pair: pair[0])
        return self._reached

    def _at(self, number: Uncertain, value: float) -> tuple[float, dict[str, float]]:
        return value, self.values(with_value(self.table, number, value))

    def _moves(self, values: dict[str, float]) -> bool:
        """Whether any strategy is moved; feedbacks that no longer die out are a move."""
        return not values or any(
            abs(values[name] - self.central[name]) > 1e-6 * abs(self.central[name]) for name in self.names
        )

    def flips(self, better: str, worse: str) -> list[Flip]:
        """Every number that alone can make two strategies change places, the nearest first.

        Each is searched between the ends of its range, of its prior and its central value; of several crossings
        between neighbouring points one is found. Nearest is the flip with the largest share of the prior beyond it;
        of equals, the one nearest to the central value in proportion. (The share of the prior between the central
        value and the flip would not do: where a prior has a spike, its mean stands where nothing is drawn.)
        """
        found = []
        for number in uncertain_numbers(self.table):
            crossings = [
                self._crossing(number, better, worse, left[0], right[0])
                for left, right in pairwise(self.reached.get(number.label, []))
                if _sign(left[1], better, worse) != _sign(right[1], better, worse)
            ]
            if crossings:
                found.append(min((Flip(number, value) for value in crossings), key=_nearness))
        return sorted(found, key=_nearness)

    def _crossing(self, number: Uncertain, better: str, worse: str, low: float, high: float) -> float:
        def contrast(value: float) -> float:
            values = self.values(with_value(self.table, number, value), (better, worse))
            return values[better] - values[worse]

        if low > 0:
            return float(np.exp(brentq(lambda log: contrast(float(np.exp(log))), np.log(low), np.log(high), rtol=1e-6)))
        return float(brentq(contrast, low, high, xtol=1e-6 * max(abs(low), abs(high)), rtol=1e-6))

    def composition(self, name: str) -> Composition:
        """A strategy taken apart by use, at central values."""
        if name not in self._composed:
            self._composed[name] = compose(self.runs, name, self.utility)
        return self._composed[name]

    def equalised(self, better: str, worse: str, judged: Collection[str]) -> tuple[float, float]:
        """Utilities of two strategies when judged uses all have the same effect for each £ (`made_equal`)."""
        return made_equal(self.composition(better), self.composition(worse), judged, per_gbp=self.per_gbp)


def _sign(values: dict[str, float], better: str, worse: str) -> bool:
    return values[better] > values[worse]


def _nearness(flip: Flip) -> tuple[float, float]:
    central, value = flip.number.central, flip.value
    apart = abs(np.log(value / central)) if value > 0 and central > 0 else abs(value - central)
    return -round(flip.probability, 4), float(apart)
