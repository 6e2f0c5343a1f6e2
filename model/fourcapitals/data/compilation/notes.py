"""The record of every figure that was not published for the area that carries it."""

from collections import defaultdict
from collections.abc import Iterable


class Imputations:
    """What was imputed for which area, gathered while the tables are compiled."""

    def __init__(self) -> None:
        self._notes: dict[str, dict[str, str]] = defaultdict(dict)

    def note(self, codes: Iterable[str], column: str, how: str) -> None:
        """Record how the figures of these areas in this column were found."""
        for code in codes:
            self._notes[code][column] = how

    def text(self, code: str) -> str:
        """Return the notes of one area, as `column: how; column: how`."""
        return "; ".join(f"{column}: {how}" for column, how in self._notes.get(code, {}).items())

    def how(self, code: str, column: str) -> str:
        """Return how one figure was found, blank when it was published."""
        return self._notes.get(code, {}).get(column, "")
