"""A live page of four draws, and a browser that knows its key."""

import asyncio

import pytest
from fourcapitals.report.live_page.opening import exploration_of
from fourcapitals.report.live_page.server import Page
from live_page_client import Client


@pytest.fixture(scope="session")
def exploration():
    return exploration_of(None, draws=4, seed=0, reference="baseline")


@pytest.fixture
def page(exploration):
    page = Page(exploration)
    page.ports.append(8123)
    return page


@pytest.fixture
def client(page):
    with asyncio.Runner() as loop:
        yield Client(page, loop)
