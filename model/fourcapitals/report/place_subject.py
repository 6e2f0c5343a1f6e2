"""What the report of one place is made of: what results hold of it, else a central run made on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fourcapitals.appraisal.scenarios_of_results import scenario_in
from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.changed_parameters import table_of
from fourcapitals.data.own_figures import check_same_figures
from fourcapitals.data.profile import profile_of_place
from fourcapitals.errors import UnknownName
from fourcapitals.results.carried import areas_left_out
from fourcapitals.results.comparison import level_bands, paired
from fourcapitals.simulation.run import simulate

if TYPE_CHECKING:
    from fourcapitals.data.baseline import Baseline
    from fourcapitals.data.place_names import Place
    from fourcapitals.report.subject import Subject
    from fourcapitals.results.results import Results

OUTCOMES = ("hle", "gva_per_hour", "life_satisfaction")


@dataclass(frozen=True, eq=False)
class PlaceSubject:
    """What the sections of the report of one place are made of.

    Parameters
    ----------
    whole : Subject
        The results, and what they are compared with.
    place : Place
        From `data.find_place`.
    """

    whole: Subject
    place: Place

    @property
    def at(self) -> dict[str, Any]:
        """How results are asked for the place."""
        return {"by": self.place.by, "places": [self.place.code or self.place.name]}

    @cached_property
    def held(self) -> bool:
        """Whether the results themselves say what strategies bring to the place, and hold all areas of it."""
        if not set(self.place.areas).isdisjoint(areas_left_out(self.whole.results.dataset)):
            return False
        try:
            level_bands(self.whole.results, "hle", **self.at)
        except UnknownName:
            return False
        return True

    @cached_property
    def baseline(self) -> Baseline:
        """The observed figures."""
        own = self.whole.results.own_figures
        return check_same_figures(own, baseline=self.whole.baseline, who="the results") or load_baseline()

    @cached_property
    def central(self) -> Results:
        """All scenarios once more at central values, with every area in every year."""
        results = self.whole.results
        if results.holds_areas and not results.is_ensemble and not areas_left_out(results.dataset):
            return results
        return simulate(
            [scenario_in(results, name) for name in results.scenarios],
            baseline=self.baseline,
            parameters=table_of(results.changed_parameters),
        )

    @property
    def results(self) -> Results:
        """The results that the place is told from."""
        return self.whole.results if self.held else self.central

    @property
    def of_money(self) -> Results:
        """The results that money is told from: England's is that of all areas."""
        return self.central if areas_left_out(self.whole.results.dataset) else self.whole.results

    @property
    def several(self) -> bool:
        """Whether the place is told from several draws."""
        return self.results.draws > 1

    @cached_property
    def profile(self) -> dict[str, Any]:
        """What is observed of the place."""
        return profile_of_place(self.place, baseline=self.baseline)

    def changes(self, outcome: str) -> dict[str, dict[Any, Any]]:
        """Give what each strategy changes in the place in the last year (`results.paired`), by strategy."""
        if not self.whole.others:
            return {}
        found = paired(self.results, outcome, reference=self.whole.reference, **self.at)
        return {str(row["scenario"]): row for row in found.to_dict("records")}

    @cached_property
    def gains(self) -> dict[str, dict[Any, Any]]:
        """What each strategy changes in healthy life expectancy, the most first."""
        rows = self.changes("hle")
        return dict(sorted(rows.items(), key=lambda each: -float(each[1]["difference"])))

    def levels(self, outcome: str) -> dict[str, dict[Any, Any]]:
        """Give the level of each scenario in the last year (`results.level_bands`), by scenario."""
        found = level_bands(self.results, outcome, **self.at)
        return {str(row["scenario"]): row for row in found.to_dict("records")}
