"""Open built pages in Chromium, light and dark, wide and narrow, and check them with axe.

Run it: python docs/check_accessibility.py FOLDER [PAGE ...]. It needs playwright, axe-playwright-python and Chromium;
without them it says what to install and checks nothing.
"""

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

PAGES = ("index.html", "tutorial/question_to_report.html", "reference/commands.html")
"""Where no others are asked for: cards, what is typed with its answers, and tables."""
LOOKS = ((1280, "light"), (390, "dark"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def missing() -> str | None:
    """What has to be installed, in words; nothing where all is there."""
    for module, package in (("playwright", "playwright"), ("axe_playwright_python", "axe-playwright-python")):
        if importlib.util.find_spec(module) is None:
            return f"NO {module.upper()}: pip install {package}"
    return None if any(map(shutil.which, BROWSERS)) else "NO BROWSER: apt-get install chromium"


def faults(folder: Path, pages: tuple[str, ...]) -> Iterator[str]:
    """Every violation of axe, error in the console, request to a network and page wider than its window."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name in pages:
            for width, look in LOOKS:
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=look)
                said: list[str] = []
                page.on("console", lambda told, said=said: said.append(told.text) if told.type == "error" else None)
                page.on("request", lambda sent, said=said: said.append(sent.url) if "http" in sent.url[:5] else None)
                page.goto((folder / name).resolve().as_uri())
                where = f"{name}, {width} pixels, {look}"
                if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                    yield f"{where}: wider than the window"
                yield from (f"{where}: {each}" for each in said)
                for found in Axe().run(page, options={"preload": False}).response["violations"]:
                    yield f"{where}: {found['id']}, {len(found['nodes'])} times: {found['nodes'][0]['html'][:200]}"
                page.close()
        browser.close()


def main() -> None:
    """Print every fault; exit code 1 if there is one."""
    folder, *asked = sys.argv[1:]
    if why := missing():
        print(f"accessibility is not checked. {why}")
        return
    found = list(faults(Path(folder), tuple(asked) or PAGES))
    print("\n".join(found) if found else "axe finds nothing to mend, light and dark, wide and narrow")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
