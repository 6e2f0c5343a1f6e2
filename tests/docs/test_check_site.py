"""The check of built pages finds what leads nowhere, what is fetched from a network, and pictures without words."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[2] / "docs" / "check_site.py"
SOUND = """
<html><head><link rel="stylesheet" href="look.css"><link rel="canonical" href="https://pages.example/"></head>
<body><h1 id="first">One</h1><a href="#first">up</a> <a href="two/">next</a> <a href="two/index.html#there">there</a>
<a href="https://www.gov.uk/">elsewhere</a> <a href="mailto:a@b.example">write</a>
<img src="a%20b.png" alt="a line that rises">
</body></html>"""


@pytest.fixture
def check(tmp_path):
    """Lay a sound site, add markup to its first page, and give the exit code and what is printed."""
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "index.html").write_text("<p id='there'>Two</p>", encoding="utf-8")
    for name in ("look.css", "a b.png"):
        (tmp_path / name).touch()

    def check(added=""):
        (tmp_path / "index.html").write_text(SOUND.replace("</body>", f"{added}</body>"), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, str(PROGRAM), str(tmp_path)], check=False, capture_output=True, text=True
        )
        return done.returncode, done.stdout

    return check


def test_a_sound_site_passes(check):
    assert check()[0] == 0


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ('<a href="three.html">', "three.html leads to no file"),
        ('<a href="#second">', "#second leads to no anchor"),
        ('<a href="two/#here">', "two/#here leads to no anchor"),
        ('<a href="../outside/">', "../outside/ leads to no file"),
        ('<script src="https://a.example/x.js"></script>', "loads https://a.example/x.js from a network"),
        ('<link rel="stylesheet" href="//a.example/x.css">', "loads //a.example/x.css from a network"),
        ('<link rel="preload" as="font" href="http://a.example/x.woff2">', "loads http://a.example/x.woff2"),
        ('<img alt="a map" src="a%20b.png" srcset="https://a.example/2.png 2x">', "loads https://a.example/2.png"),
        ('<style>@import url("https://a.example/x.css");</style>', "loads https://a.example/x.css"),
        ('<p style="background: url(//a.example/x.png)">', "loads //a.example/x.png"),
        ('<img src="a%20b.png">', "has no alternative text"),
        ('<img src="a%20b.png" alt=" ">', "has no alternative text"),
        ('<img src="c.png" alt="a map">', "c.png leads to no file"),
    ],
)
def test_a_fault_is_told_with_its_page(check, added, said):
    code, printed = check(added)
    assert code == 1
    assert [line for line in printed.splitlines() if line.startswith("index.html: ") and said in line]


def test_style_sheets_are_read_too(check, tmp_path):
    (tmp_path / "look.css").write_text("@font-face { src: url('https://a.example/f.woff2'); }", encoding="utf-8")
    code, printed = check()
    assert code == 1
    assert "look.css: loads https://a.example/f.woff2 from a network" in printed


def test_a_folder_without_pages_is_no_site(tmp_path):
    done = subprocess.run([sys.executable, str(PROGRAM), str(tmp_path)], check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "holds no page" in done.stdout
