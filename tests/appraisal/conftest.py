"""Results that questions of value are asked of: a few draws, and one central run."""

import fourcapitals as fc
import pytest

STRATEGIES = ("announced_2021", "public_health_restored", "cash_per_head")


@pytest.fixture(scope="session")
def few():
    """A few draws, every area held."""
    return fc.run_ensemble(["baseline", *STRATEGIES], draws=24, workers=1, keep="areas")


@pytest.fixture(scope="session")
def central_run():
    return fc.simulate(["baseline", *STRATEGIES])
