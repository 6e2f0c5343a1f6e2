"""A real browser for pages: Debian's Chromium through playwright, or a loud skip that says what to install."""

import shutil

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def chromium():
    """One browser for the tests of a file, whose event loop ends with it; pages of it know no other's state."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="NO PAGE IS OPENED: pip install -e '.[browser]'")
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip(f"NO PAGE IS OPENED: none of {', '.join(BROWSERS)} is on the path; apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()
