"""The report in a real browser: nothing is asked of anybody, nothing goes wrong, and all read it on any screen."""

import pytest
from fourcapitals.report import as_html, compose
from reports import hostile_run, pages

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE = 120_000
"""Milliseconds: a machine that does other work besides is no fault."""
KINDS = ("draws", "run", "place", "hostile")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The pages as files, by what they are of."""
    folder = tmp_path_factory.mktemp("pages")
    made = pages() | {"hostile": as_html(compose(hostile_run(), reversals=False))}
    for name, page in made.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture(params=KINDS)
def address(files, request):
    return (files / f"{request.param}.html").as_uri()


def opened(chromium, address, **context):
    """A page that is opened, and what it said or asked for meanwhile."""
    page = chromium.new_context(**context).new_page()
    page.set_default_timeout(PATIENCE)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: said.append(request.url) if request.url != address else None)
    page.goto(address)
    return page, said


def test_a_page_asks_nothing_of_anybody_and_complains_of_nothing(chromium, address):
    page, said = opened(chromium, address)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert said == []
    assert page.title()


def test_axe_finds_no_fault(chromium, address):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="NO AXE: pip install axe-playwright-python"
    )
    # The dark page differs in its colours alone: one of the pages shows it.
    scheme = "dark" if "place" in address else "light"
    page, _ = opened(chromium, address, bypass_csp=True, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = axe.Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []


def test_every_picture_has_a_name(chromium, address):
    page, _ = opened(chromium, address)
    assert page.locator("svg").count() == page.locator("svg[role=img][aria-labelledby]").count()
    assert page.get_by_role("img").count() == page.locator("svg").count()
    assert page.evaluate(
        "[...document.querySelectorAll('svg')].every(each => document.getElementById("
        "each.getAttribute('aria-labelledby')).textContent.trim())"
    )


def test_a_page_is_no_wider_than_its_screen(chromium, address):
    page, _ = opened(chromium, address)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_nothing_is_wider_than_paper(chromium, address):
    page, _ = opened(chromium, address, viewport={"width": 680, "height": 960})
    page.emulate_media(media="print")
    assert page.evaluate(
        "[...document.querySelectorAll('svg')].every(each => each.getBoundingClientRect().right <= 680)"
    )
    assert page.locator("nav").is_hidden()


def test_it_is_read_with_keys_alone(chromium, files):
    page, _ = opened(chromium, (files / "draws.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details").first.get_attribute("open") is not None


def test_a_dark_page_is_dark(chromium, files):
    address = (files / "draws.html").as_uri()
    looks = {}
    for scheme in ("light", "dark"):
        page, _ = opened(chromium, address, color_scheme=scheme)
        looks[scheme] = page.evaluate(
            "[document.body, document.querySelector('svg text')].map(each => getComputedStyle(each))"
            ".map((each, at) => at ? each.fill : each.backgroundColor)"
        )
    assert looks["light"][0] == "rgb(255, 255, 255)"
    assert looks["dark"][0] == "rgb(20, 22, 26)"
    assert looks["light"][1] != looks["dark"][1]
    # What states no colour is black where the page is light, and must not stay so.
    fills = page.evaluate("[...document.querySelectorAll('svg text')].map(each => getComputedStyle(each).fill)")
    assert "rgb(0, 0, 0)" not in fills
