"""How often attacks are repeated: seldom, or at full size where FOURCAPITALS_ATTACKS=full is in the environment."""

import os

import numpy as np
import pytest

FULL = os.environ.get("FOURCAPITALS_ATTACKS") == "full"


def times(few, many):
    """How many attacks of a kind are made."""
    return many if FULL else few


def sample(attacks, few):
    """Some of many attacks, evenly; all of them at full size."""
    attacks = list(attacks)
    chosen = np.unique(np.linspace(0, len(attacks) - 1, times(few, len(attacks))).astype(int))
    return [attacks[index] for index in chosen]


def rarely(*cases):
    """Cases of a parametrized test that are left to the long tail."""
    return [pytest.param(case, marks=pytest.mark.thorough) for case in cases]
