"""How often attacks are repeated: seldom, or at full size where FOURCAPITALS_ATTACKS=full is in the environment."""

import os

FULL = os.environ.get("FOURCAPITALS_ATTACKS") == "full"


def times(few, many):
    """How many attacks of a kind are made."""
    return many if FULL else few
