"""Tables and numbers as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay rows out as a Markdown table.

    Examples
    --------
    >>> print(markdown_table(("use", "stages"), [("nhs", "0")]))
    | use | stages |
    |---|---|
    | nhs | 0 |
    """

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"

    return "\n".join([line(header), "|" + "---|" * len(header), *(line(row) for row in rows)])


def number(value: float) -> str:
    """Write a number short: up to four figures, thousands apart.

    Parameters
    ----------
    value : float, any unit

    Examples
    --------
    >>> [number(value) for value in (0.035, 20000.0, 10516.97, 0.0, 1 / 3)]
    ['0.035', '20,000', '10,517', '0', '0.3333']
    """
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 1e4 else f"{value:.4g}"
