"""Exponential and logarithm as plain arithmetic.

The processor's library takes one number at a time; arithmetic without calls runs on as many as fit a register. Both
reduce their argument by powers of two and sum the series that defines them, to within three units in the last place of
NumPy's; numbers too small to be normal (below 2.3e-308) are beyond them.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import factorial
from typing import Any, Final

import numpy as np

from fourcapitals.equations import elementary
from fourcapitals.simulation.compiled.typed import form_of, machine_code_of

_LOG_2: Final = Fraction("0.693147180559945309417232121458176568")
_HIGH: Final = float(Fraction(int(_LOG_2 * 2**32), 2**32))
"""Logarithm of 2 to 32 binary places, so that a whole multiple of it is exact."""
_LOW: Final = float(_LOG_2 - Fraction(_HIGH))
_PER_LOG_2: Final = float(1 / _LOG_2)
_EXPONENTIAL: Final = tuple(1 / factorial(power) for power in range(13, -1, -1))
"""Coefficients of its series, the highest power first; the next is below 1e-17 for half the logarithm of 2."""
_LOGARITHM: Final = tuple(2 / (2 * power + 1) for power in range(11, -1, -1))
"""Of the series in odd powers of (m - 1) / (m + 1), the highest first; enough for m between 0.7 and 1.42."""
_ROOT_OF_HALF: Final = int(np.float64(0.5**0.5).view(np.int64))
_LARGEST: Final = 709.78
_SMALLEST: Final = -708.0
"""Beyond these an exponential is infinite or 0; numbers too small to be normal are 0."""


def _sum_of_powers(coefficients: tuple[float, ...], x: float) -> float:
    total = coefficients[0]
    for coefficient in coefficients[1:]:
        total = total * x + coefficient
    return total


machine_code_of(_sum_of_powers, forceinline=True)


@form_of(elementary.exp, forceinline=True)
def _exp(exponent: Any) -> Callable[..., float]:
    def of_number(exponent: Any) -> Any:
        # Comparisons are false for what is not a number, which then passes through the sum.
        doublings = np.floor(exponent * _PER_LOG_2 + 0.5)
        doublings = min(1023.0, max(-1022.0, doublings))
        rest = (exponent - doublings * _HIGH) - doublings * _LOW
        two_to_that = np.int64((np.int64(doublings) + np.int64(1023)) << np.int64(52)).view(np.float64)
        finite = _sum_of_powers(_EXPONENTIAL, rest) * two_to_that
        bounded = np.inf if exponent > _LARGEST else finite
        return 0.0 if exponent < _SMALLEST else bounded

    return of_number


@form_of(elementary.log, forceinline=True)
def _log(number: Any) -> Callable[..., float]:
    def of_number(number: Any) -> Any:
        bits = np.float64(number).view(np.int64)
        doublings = (bits - np.int64(_ROOT_OF_HALF)) >> np.int64(52)
        mantissa = np.int64(bits - (doublings << np.int64(52))).view(np.float64)
        ratio = (mantissa - 1.0) / (mantissa + 1.0)
        finite = ratio * _sum_of_powers(_LOGARITHM, ratio * ratio) + doublings * _LOW + doublings * _HIGH
        bounded = np.inf if number == np.inf else finite
        defined = bounded if number > 0.0 else np.nan
        return -np.inf if number == 0.0 else defined

    return of_number
