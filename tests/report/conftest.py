"""A small ensemble and its report, made once."""

import pytest
from reports import few_draws, pages, report_of_draws


@pytest.fixture(scope="session")
def ensemble():
    return few_draws()


@pytest.fixture(scope="session")
def report():
    return report_of_draws()


@pytest.fixture(scope="session")
def page():
    return pages()["draws"]
