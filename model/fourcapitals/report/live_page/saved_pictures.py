"""A picture of the live page as a file that says by itself what it is of: the result above it, the classes of a map."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from math import ceil
from textwrap import wrap
from xml.etree import ElementTree

from fourcapitals.report.live_page.exploration import Exploration
from fourcapitals.report.live_page.pictures import CLASSES, WIDE
from fourcapitals.report.live_page.view import View

_LINE, _BESIDE, _MOST = 16, 3, 88
"""Height of a line of words, classes side by side in it, and characters that it has room for."""


def saved_picture(exploration: Exploration, view: View, what: str) -> str:
    """Give a picture as SVG that stands alone.

    Parameters
    ----------
    exploration : Exploration
    view : View
    what : {"difference", "level", "map"}
    """
    shown, exploring = exploration.answer(view), f"{exploration.live.draws} draws: exploring"
    if what == "map":
        picture = exploration.map(shown["map"])
        return _whole(picture, [shown["map_title"], shown["counts"], exploring], shown["legend"])
    title = ElementTree.fromstring(shown[what]).findtext("title", "")
    return _whole(shown[what], [shown["status"], title, exploring], [])


def _whole(picture: str, said: Sequence[str], legend: Sequence[str]) -> str:
    """Put lines of words and the classes of a map above a picture."""
    inner = ElementTree.fromstring(picture)
    _, _, wide, high = map(float, inner.get("viewBox", "").split())
    lines = [line for each in said for line in wrap(each, _MOST, break_on_hyphens=False)]
    top = _LINE * (len(lines) + ceil(len(legend) / _BESIDE)) + 12
    below = high * WIDE / wide
    # Words at its upper edge reach beyond its box.
    inner.attrib |= {"y": str(top), "width": str(WIDE), "height": f"{below:.1f}", "overflow": "visible"}
    size = {"width": str(2 * WIDE), "height": f"{2 * (top + below):.1f}"}
    whole = ElementTree.Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDE} {top + below:.1f}", **size}
    )
    style = files("fourcapitals.report.live_page").joinpath("assets", "pictures.css").read_text("utf-8")
    ElementTree.SubElement(whole, "style").text = style
    ElementTree.SubElement(whole, "rect", {"width": "100%", "height": "100%", "fill": "#fff"})
    for at, line in enumerate(lines):
        _written(whole, line, x=4, y=_LINE * (at + 1))
    for at, (letter, words) in enumerate(zip(CLASSES, legend, strict=False)):
        x, y = 4 + WIDE // _BESIDE * (at % _BESIDE), _LINE * (len(lines) + 1 + at // _BESIDE)
        square = {"class": f"c{letter}", "x": str(x), "y": str(y - 10), "width": "11", "height": "11"}
        ElementTree.SubElement(whole, "rect", square)
        _written(whole, words, x=x + 16, y=y)
    whole.append(inner)
    return ElementTree.tostring(whole, encoding="unicode")


def _written(picture: ElementTree.Element, words: str, *, x: int, y: int) -> None:
    ElementTree.SubElement(picture, "text", {"x": str(x), "y": str(y)}).text = words
