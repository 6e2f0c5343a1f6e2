"""A caption as data: what is said around a chart, of which its picture, its alt text and its files are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Caption:
    """What is said around a chart.

    Parameters
    ----------
    title : str
        What the numbers show.
    subtitle : sequence of str
        What is measured, of which places and years, in which unit; then what else moves it. Without full stops.
    notes : sequence of str
        How the chart is to be read, its source, and what it rests on, a paragraph each.
    kind : str
        Of chart, as those hear who do not see it.
    described : sequence of str
        Sentences that give them what is drawn.
    """

    title: str
    subtitle: Sequence[str]
    notes: Sequence[str]
    kind: str
    described: Sequence[str] = ()

    @property
    def alt_text(self) -> str:
        """All of it in words, with what is drawn.

        Examples
        --------
        >>> Caption("Most in York", ["Income, £", "Less tax"], ["Source: ONS."], "Map", ["York, £9.", ""]).alt_text
        'Most in York. Map: Income, £. Less tax. York, £9. Source: ONS.'
        """
        first, *others = self.subtitle
        sentences = (f"{self.title}.", f"{self.kind}: {first}.", *(f"{each}." for each in others))
        return " ".join(filter(None, (*sentences, *self.described, *self.notes)))


def in_sentences(said: Sequence[str]) -> str:
    """Join what is said into one paragraph, leaving out what is empty."""
    return " ".join(filter(None, said))
