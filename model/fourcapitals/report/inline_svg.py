"""Drawings for the inside of a page: named for who does not see them, without styles of their own, and small."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from fourcapitals.report.palette import on_dark

_SVG: Final = "{http://www.w3.org/2000/svg}"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"
_NUMBER: Final = re.compile(r"-?\d+\.\d{3,}")
_ID: Final = re.compile(r"url\(#([^)]+)\)")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}\b")
_FONT: Final = re.compile(r"(font-family: |font: .*?px )(.*)")
FAMILY: Final = 'Arial, "Liberation Sans", Helvetica, "DejaVu Sans", sans-serif'
_GEOMETRY: Final = frozenset({"d", "transform", "points", "x", "y", "width", "height", "x1", "x2", "y1", "y2"})


ENLARGED: Final = 1.3
"""Pixels for each point of a drawing where there is room: its text of 10 points has the size of the notes beside it."""
LEAST: Final = 0.9
"""Pixels for each point at least; a narrower screen shows a part, which can be moved."""


class Styles:
    """The styles that drawings of one page share, each a class, and their colours on a light and on a dark page.

    A page that forbids styles beside its own sheet shows none that stand in attributes.
    """

    def __init__(self) -> None:
        self._classes: dict[str, str] = {}
        self._colours: set[str] = set()

    def name_of(self, style: str) -> str:
        """Give the class of a style."""
        colours = {found.lower() for found in _COLOUR.findall(style)}
        self._colours |= colours
        said = _COLOUR.sub(lambda found: f"var(--c{found[0][1:].lower()})", style)
        return self._classes.setdefault(said, f"s{len(self._classes)}")

    def rules(self) -> str:
        """Give the rules of all classes."""
        return "".join(f".{name}{{{style}}}" for style, name in self._classes.items())

    def colours(self, *, dark: bool = False) -> str:
        """Give the colours of all classes as properties of the page."""
        return "".join(f"--c{each[1:]}:{on_dark(each) if dark else each};" for each in sorted(self._colours))


def inline_svg(drawing: str, *, prefix: str, title: str, description: str, styles: Styles) -> str:
    """Make a drawing part of a page.

    Parameters
    ----------
    drawing : str
        As `plots.Chart.svg` gives it.
    prefix : str
        Of its ids, so that no two drawings of a page share one.
    title : str
        What it shows; its name for who does not see it.
    description : str
        All that it shows.
    styles : Styles
        Of the page; the drawing's own are added.

    Returns
    -------
    str
        One ``svg`` element with ``role="img"``, ``title`` and ``desc``.
    """
    root = ElementTree.fromstring(drawing)
    needed = set(_referred(root))
    for each in root.iter():
        each.tag = each.tag.removeprefix(_SVG)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in ("metadata", "style"):
                parent.remove(child)
    for each in root.iter():
        _rewrite(each, needed, prefix, styles)
    for parent in reversed(list(root.iter())):
        _flatten(parent)
    _sized(root, styles)
    named, described = ElementTree.Element("title"), ElementTree.Element("desc")
    named.text, described.text = title, description
    named.set("id", f"{prefix}-title")
    described.set("id", f"{prefix}-desc")
    root.insert(0, named)
    root.insert(1, described)
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-title")
    root.set("aria-describedby", f"{prefix}-desc")
    root.set("focusable", "false")
    return ElementTree.tostring(root, encoding="unicode")


def _sized(root: ElementTree.Element, styles: Styles) -> None:
    """Give it the width at which its text has the size of the page's notes, and the least at which it can be read."""
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    wide = float(root.attrib["viewBox"].split()[2])
    root.set("width", f"{ENLARGED * wide:.0f}")
    root.set("class", styles.name_of(f"min-width: {LEAST * wide:.0f}px"))


def _referred(root: ElementTree.Element) -> Iterator[str]:
    """Give the ids that something refers to."""
    for each in root.iter():
        for value in each.attrib.values():
            yield from _ID.findall(value)
        link = each.attrib.get(_LINK, "")
        if link.startswith("#"):
            yield link[1:]


def _rewrite(each: ElementTree.Element, needed: set[str], prefix: str, styles: Styles) -> None:
    """Keep what is drawn: ids that are needed, rounded numbers, and a class in place of a style."""
    found = dict(each.attrib)
    each.attrib.clear()
    for name, value in found.items():
        if name == "id":
            if value in needed:
                each.set("id", f"{prefix}-{value}")
        elif name == _LINK:
            each.set("href", f"#{prefix}-{value[1:]}")
        elif name == "style":
            each.set("class", styles.name_of(_in_our_type(value)))
        elif name in _GEOMETRY:
            each.set(name, " ".join(rounded(value).split()))
        else:
            each.set(name, _ID.sub(lambda link: f"url(#{prefix}-{link[1]})", value))


def _in_our_type(style: str) -> str:
    """Write the style of a text in the type of the page."""
    parts = (part.strip() for part in style.split(";"))
    return "; ".join(_FONT.sub(lambda found: found[1] + FAMILY, part) for part in parts if part)


def _flatten(parent: ElementTree.Element) -> None:
    """Put the parts of groups that say nothing in their place, and drop empty ones."""
    children: list[ElementTree.Element] = []
    for child in list(parent):
        if child.tag == "g" and not child.attrib:
            children += list(child)
        elif child.tag != "defs" or len(child):
            children.append(child)
    if parent.tag in ("g", "svg"):
        parent[:] = children
        parent.text = None
    for child in parent:
        child.tail = None


def rounded(text: str) -> str:
    """Round numbers to two decimals.

    Examples
    --------
    >>> rounded("M 12.3456 0.0001 L 7 3.10000")
    'M 12.35 0 L 7 3.1'
    """
    return _NUMBER.sub(lambda found: f"{round(float(found[0]), 2) + 0.0:.10g}", text)
