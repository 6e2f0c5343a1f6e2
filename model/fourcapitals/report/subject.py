"""What a report is of: results, the scenario that others are compared with, and where they lie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from fourcapitals.data.baseline import Baseline
    from fourcapitals.results.results import Results


@dataclass(frozen=True, eq=False)
class Subject:
    """What the sections of a report are made of.

    Parameters
    ----------
    results : Results
    reference : str
        The scenario that others are compared with.
    source : str
        The path of the results, as it is named in commands.
    baseline : Baseline, optional
        That they were made on, where its figures are the user's own.
    """

    results: Results
    reference: str
    source: str
    baseline: Baseline | None = None

    @property
    def others(self) -> tuple[str, ...]:
        """The strategies: the scenarios beside the reference."""
        return tuple(name for name in self.results.scenarios if name != self.reference)

    @property
    def several(self) -> bool:
        """Whether there are several draws, and with them bands and shares of draws."""
        return self.results.draws > 1

    @cached_property
    def measure(self) -> str:
        """By which strategies are ranked: what each £1m brings where their money is unequal, else the total."""
        from fourcapitals.results.measures import usual_measure

        return usual_measure(self.results, reference=self.reference)

    @cached_property
    def healthy_lives(self) -> pd.DataFrame:
        """Compare healthy life expectancy of England in the last year, draw by draw (`results.paired`)."""
        from fourcapitals.results.comparison import paired

        return paired(self.results, "hle", reference=self.reference)
