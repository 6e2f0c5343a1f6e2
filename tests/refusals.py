"""Errors whose whole text is known."""

import re

import pytest


def refused(message):
    """Expect an error with exactly this text."""
    return pytest.raises(ValueError, match=f"^{re.escape(message)}$")
