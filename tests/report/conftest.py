"""A small ensemble and its report, made once."""

import fourcapitals as fc
import pytest
from fourcapitals.report.html import as_html

NAMES = ("baseline", "announced_2021", "balanced_health_need", "public_health_restored")


@pytest.fixture(scope="session")
def ensemble():
    """Four strategies, eight draws: England and its regions draw by draw, areas as quantiles."""
    return fc.run_ensemble(NAMES, draws=8, workers=1)


@pytest.fixture(scope="session")
def report(ensemble):
    return fc.report.compose(ensemble, source="some results", reversals=False)


@pytest.fixture(scope="session")
def page(report):
    return as_html(report)
