"""Labels beside the ends of lines: one for levels that run together, kept apart from each other."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

import numpy as np
from matplotlib.axes import Axes

from fourcapitals.plots.parts import amounts
from fourcapitals.plots.parts.labels import apart
from fourcapitals.plots.parts.lines import Line, Panel, groups_of
from fourcapitals.plots.parts.page import (
    INK,
    Page,
    typeset,
)
from fourcapitals.vocabulary import END_YEAR

THREAD: Final = 0.32
"""Inches between the end of a line and its label."""
LINE: Final = 0.19
"""Inches of a line of a label."""
BETWEEN: Final = 0.5
"""Lines between two labels."""
WIDEST: Final = 36
"""Letters of a line of a label at most; a word that is longer is broken, however wide the label."""


def height_of_labels(labels: Sequence[Label]) -> float:
    """Give the inches that labels beside the ends of lines take, one below the other."""
    return LINE * (sum(text.count("\n") + 1 + BETWEEN for _, text, _ in labels) - BETWEEN)


Label = tuple[float, str, str]
"""Height of an end, the text beside it and the colour of the thread between."""


def labels_of(panel: Panel, most_lines: float) -> list[Label]:
    """Label the ends of the lines of a panel, the lowest first: one label for levels that run together.

    Parameters
    ----------
    panel : Panel
    most_lines : float
        Of text that there is room for; labels are as narrow as that allows.
    """
    groups = groups_of(panel)
    longest = max((len(word) for line in panel.lines for word in line.series.split()), default=0)
    for width in (21, 28, WIDEST):
        if width < longest <= WIDEST:
            continue
        texts = [_text(panel, group, width) for group in groups]
        if sum(text.count("\n") + 1 + BETWEEN for text in texts) <= most_lines + BETWEEN:
            break
    heights = [float(np.mean([panel.lines[at].values[-1] for at in group])) for group in groups]
    colours = [panel.lines[max(group)].colour for group in groups]
    return list(zip(heights, texts, colours, strict=True))


def _text(panel: Panel, group: Sequence[int], width: int) -> str:
    """Name up to two lines with their ends; of more, the reference, how many others, and between which ends."""
    lines = [panel.lines[at] for at in sorted(group, reverse=True)]
    said = [panel.worded(float(line.values[-1])) for line in lines]
    if len(lines) == 1:
        return "\n".join([*in_lines(lines[0].series, width), said[0], *_band(panel, lines[0])])
    ends = sorted(float(line.values[-1]) for line in lines)
    lowest, highest = panel.worded(ends[0]), panel.worded(ends[-1])
    # Levels that differ by less than half a step and yet round apart would show several times the effect.
    told_apart = lowest != highest and ends[-1] - ends[0] >= panel.least / 2
    if len(lines) == 2 and told_apart:
        by_height = sorted(group, key=lambda at: -float(panel.lines[at].values[-1]))
        return "\n".join(_text(panel, [at], width) for at in by_height)
    if len(lines) == 2:
        return "\n".join(
            [f"Both {said[0]}:", *in_lines(f"{lines[0].series};", width), *in_lines(lines[1].series, width)]
        )
    with_reference = max(group) == len(panel.lines) - 1
    who = (
        f"{lines[0].series} and {amounts.NUMBERS[len(lines) - 1]} others"
        if with_reference
        else f"{amounts.NUMBERS[len(lines)]} others"
    )
    between = f"{lowest.split()[0]} to {highest}" if told_apart else said[0]
    return "\n".join([*in_lines(who, width), between])


def _band(panel: Panel, line: Line) -> list[str]:
    """Write the band of a difference: its median alone would hide how far draws are apart."""
    if not panel.differs or line.low is None or line.high is None:
        return []
    return [f"80%: {amounts.interval(float(line.low[-1]), float(line.high[-1]), '')}"]


def in_lines(text: str, width: int) -> list[str]:
    """Break a text into the fewest lines of so many letters, of like length; a word that is longer is broken.

    Examples
    --------
    >>> in_lines("All that the briefing asks for", 28)
    ['All that the', 'briefing asks for']
    >>> in_lines("as_everywhere_else", 10)
    ['as_everywh', 'ere_else']
    """
    lines = textwrap.wrap(text, width, break_on_hyphens=False)
    for narrower in range(width - 1, max(map(len, text.split()), default=0) - 1, -1):
        even = textwrap.wrap(text, narrower, break_long_words=False, break_on_hyphens=False)
        if len(even) > len(lines):
            break
        lines = even
    return lines


def label_ends(axes: Axes, page: Page, labels: Sequence[Label], *, at_x: float = END_YEAR) -> None:
    """Write each label beside the end of its line, moved as little as keeps them apart, with a thread between."""
    to_share = axes.transData + axes.transAxes.inverted()
    width, height = axes.get_position().width * page.extent[0], axes.get_position().height * page.extent[1]
    pitch = LINE * page.scale / height
    sizes = [pitch * (text.count("\n") + 1) for _, text, _ in labels]
    wanted = [float(to_share.transform((at_x, end))[1]) for end, _, _ in labels]
    for (end, text, colour), at in zip(labels, apart(wanted, sizes, gap=BETWEEN * pitch), strict=True):
        axes.annotate(
            "",
            xy=(at_x, end),
            xycoords="data",
            xytext=(1 + (THREAD - 0.04) / width, at),
            textcoords="axes fraction",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 5},
        )
        # Lines of their own, since matplotlib spaces the lines of one text by the letters in them.
        lines = text.split("\n")
        for below, line in enumerate(lines):
            axes.text(
                1 + THREAD / width,
                at + ((len(lines) - 1) / 2 - below - 0.29) * pitch,
                typeset(line),
                transform=axes.transAxes,
                va="baseline",
                ha="left",
                fontsize=11 * page.scale,
                color=INK,
            )
