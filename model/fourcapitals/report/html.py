"""A report as one page of HTML that asks nothing of a network, is read by all, and runs nothing."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from fourcapitals.arguments import checked
from fourcapitals.plots.parts.page import minus
from fourcapitals.report.document import Picture, Report
from fourcapitals.report.inline_svg import Styles, inline_svg
from fourcapitals.report.palette import LIGHT_PAGE, on_dark
from fourcapitals.text import plain

if TYPE_CHECKING:
    from jinja2 import Environment

COLOURS: Final = {
    "page": LIGHT_PAGE,
    "ink": "#1a1a1a",
    "text": "#000000",
    "quiet": "#4a4a4a",
    "accent": "#12436d",
    "warn": "#c2410c",
    "focus": "#801650",
    "line": "#c4c8cd",
    "soft": "#f1f3f5",
}
"""Of the page, on white; those on the dark page follow from them (`palette.on_dark`)."""


@checked
def as_html(report: Report) -> str:
    """Write a report as one page of HTML.

    The page holds its pictures as SVG and its tables as tables, has no script, and its policy forbids to load anything.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str

    Examples
    --------
    >>> from fourcapitals.report.document import Paragraph, Section
    >>> page = as_html(Report("Health & wealth", "", (Section("one", "One", (Paragraph("<b>"),)),), "make it"))
    >>> "<title>Health &amp; wealth</title>" in page, "<p>&lt;b&gt;</p>" in page
    (True, True)
    """
    from markupsafe import Markup

    import fourcapitals as fc

    styles = Styles()
    drawings = {each.name: Markup(_drawn(each, styles)) for each in report.pictures()}
    style = _style(styles)
    return (
        _pages()
        .get_template("report.html.jinja")
        .render(
            report=report,
            drawings=drawings,
            style=Markup(style),
            style_hash=_hash_of(style),
            version=fc.__version__,
        )
    )


def _drawn(picture: Picture, styles: Styles) -> str:
    chart = picture.chart
    title = plain(chart.caption.title)
    prefix = picture.name.replace("_", "-")
    return inline_svg(chart.svg(), prefix=prefix, title=title, description=chart.alt_text, styles=styles)


def _style(styles: Styles) -> str:
    """Give the sheet of a page: its own rules and those of its drawings, light, dark and on paper."""
    light = "".join(f"--{name}:{colour};" for name, colour in COLOURS.items()) + styles.colours()
    dark = "".join(f"--{name}:{on_dark(colour)};" for name, colour in COLOURS.items()) + styles.colours(dark=True)
    sheet = (files("fourcapitals.report") / "templates" / "report.css").read_text(encoding="utf-8")
    return (
        f":root{{color-scheme:light dark;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n{sheet}{styles.rules()}"
    )


def _hash_of(style: str) -> str:
    """Give the hash by which a policy allows a sheet."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


@cache
def _pages() -> Environment:
    """Give the templates; whatever they are given is text, and written as such."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup, escape

    def written(value: object) -> object:
        """What is text as it is read: with signs of minus, where what is typed keeps its hyphens."""
        return minus(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    pages = Environment(
        loader=PackageLoader("fourcapitals.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=written,
    )
    pages.filters["typed"] = escape
    pages.filters["kind_of"] = lambda block: type(block).__name__
    return pages
