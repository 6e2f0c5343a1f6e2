"""Names beside a panel, in the order of the heights of their marks, each with a thread to its mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes

from fourcapitals.equations.elementary import Array
from fourcapitals.plots.parts.end_labels import LINE, in_lines
from fourcapitals.plots.parts.labels import apart
from fourcapitals.plots.parts.page import INK, Page, typeset

LABELS: Final = 3.3
"""Inches beside the panel for names."""
LETTERS: Final = 34
"""Of a line of a name."""


def names_beside(axes: Axes, page: Page, titles: Sequence[str], points: Array, colours: Sequence[str]) -> None:
    """Write the names beside the panel, moved as little as keeps them apart.

    Parameters
    ----------
    axes : Axes
        With its limits set.
    page : Page
    titles : sequence of str
    points : (name, 2)
        The mark of each, on the axes.
    colours : sequence of str
        Of the thread of each.
    """
    order = [int(at) for at in np.argsort(points[:, 1], kind="stable")]
    texts = [in_lines(titles[at], LETTERS) for at in order]
    box = axes.get_position()
    width, height = box.width * page.extent[0], box.height * page.extent[1]
    line = LINE * page.scale / height
    wanted = [float((axes.transData + axes.transAxes.inverted()).transform(points[at])[1]) for at in order]
    places = apart(wanted, [line * len(text) for text in texts], gap=line / 2)
    for at, text, y in zip(order, texts, places, strict=True):
        # Dotted: the marks may have bars of the same colour.
        thread = {"arrowstyle": "-", "color": colours[at], "linestyle": ":", "shrinkA": 0, "shrinkB": 4}
        axes.annotate(
            "",
            xy=tuple(points[at]),
            xytext=(1 + 0.16 / width, y),
            textcoords="axes fraction",
            annotation_clip=False,
            arrowprops=thread,
        )
        for below, words in enumerate(text):
            height_of = y + ((len(text) - 1) / 2 - below - 0.29) * line
            font: dict[str, Any] = {"fontsize": 10.5 * page.scale, "color": INK}
            axes.text(1 + 0.22 / width, height_of, typeset(words), transform=axes.transAxes, **font)


def height_of_names(page: Page, titles: Sequence[str]) -> float:
    """Inches that names take beside a panel, apart from each other."""
    return LINE * page.scale * sum(len(in_lines(title, LETTERS)) + 0.5 for title in titles)
