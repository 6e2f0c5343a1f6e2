"""What a report is of: results, the scenario that others are compared with, and which strategy leads."""

from __future__ import annotations

import shlex
import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fourcapitals.errors import BadInput
from fourcapitals.results.carried import areas_left_out
from fourcapitals.results.comparison import paired
from fourcapitals.results.measures import extra_money, usual_measure
from fourcapitals.vocabulary import POUND

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
    reversals : bool
        Whether it is worked out what single number would reverse the lead, which takes ten seconds.
    area : str, optional
        The place that is told of, as it was asked for.
    """

    results: Results
    reference: str
    source: str
    baseline: Baseline | None = None
    reversals: bool = True
    area: str | None = None

    @property
    def others(self) -> tuple[str, ...]:
        """The strategies: the scenarios beside the reference."""
        return tuple(name for name in self.results.scenarios if name != self.reference)

    @property
    def several(self) -> bool:
        """Whether there are several draws, and with them bands and shares of draws."""
        return self.results.draws > 1

    @property
    def against(self) -> str:
        """Title of the reference."""
        return self.results.titles[self.reference]

    def title(self, name: str) -> str:
        """Title of a scenario."""
        return self.results.titles[name]

    def description(self, name: str) -> str:
        """Give what a scenario is, in the words of its file."""
        stated = tomllib.loads(self.results.scenario_files.get(name, ""))
        return " ".join(str(stated.get("description", "not held: the scenario's file is missing")).split())

    @cached_property
    def ranked(self) -> tuple[str, ...]:
        """The strategies in the order of the ranking, those that can't be ranked last: of all tables that hold them.

        As they are held where results lack areas of England, whose sums rank them.
        """
        first = self.order if self.others and not areas_left_out(self.results.dataset) else ()
        return (*first, *(name for name in self.others if name not in first))

    def in_order(self, table: pd.DataFrame) -> pd.DataFrame:
        """Put the rows of a table with a column ``scenario`` in the order of the ranking, the reference first."""
        place = {name: position for position, name in enumerate((self.reference, *self.ranked))}
        return table.sort_values("scenario", key=lambda names: names.map(place), kind="stable")

    @property
    def command(self) -> str:
        """The command that writes the report again."""
        asked = [] if self.reference == self.results.reference else ["--reference", self.reference]
        asked += [] if self.area is None else ["--area", self.area]
        return shlex.join(["fourcapitals", "report", self.source, *asked, "--out", "report.html"])

    @cached_property
    def money(self) -> dict[str, float]:
        """New money of each scenario beyond that of the reference, 2020 to 2035, £m of 2019."""
        return dict(extra_money(self.results, reference=self.reference))

    @cached_property
    def measure(self) -> str:
        """By which strategies are ranked: what each £1m brings where their money is unequal, else the total."""
        return usual_measure(self.results, reference=self.reference)

    @property
    def by_pound(self) -> bool:
        """Whether strategies are ranked by what each £1m brings."""
        return self.measure == "per_million" and any(self.money[name] >= POUND for name in self.others)

    @property
    def per(self) -> str:
        """By what strategies are ranked, behind the name of an amount."""
        return " for each £1m" if self.by_pound else ""

    @cached_property
    def choice(self) -> pd.DataFrame:
        """Healthy person-years to the last year of each choice, the best median first (`strategy_choice`)."""
        from fourcapitals.appraisal.strategy_choice import PERSON_YEARS, strategy_choice

        return strategy_choice(
            self.results, outcome=PERSON_YEARS, reference=self.reference, per_gbp=self.by_pound
        ).set_index("scenario")

    @cached_property
    def chosen(self) -> dict[str, dict[Any, Any]]:
        """The rows of `choice`, by scenario."""
        return {str(name): dict(row.items()) for name, row in self.choice.iterrows()}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The strategies that can be ranked, the best first."""
        return tuple(str(name) for name in self.choice.index if name != self.reference)

    @property
    def lead(self) -> str:
        """The strategy that brings most healthy life, of those that can be ranked."""
        return self.order[0]

    def changes(self, outcome: str) -> dict[str, dict[Any, Any]]:
        """Give the rows of `in_england` of an outcome, by strategy."""
        return {str(name): dict(row.items()) for name, row in self.in_england[outcome].iterrows()}

    @cached_property
    def in_england(self) -> dict[str, pd.DataFrame]:
        """Differences of England in the last year by outcome, a row a strategy (`results.paired`)."""
        return {
            outcome: paired(self.results, outcome, reference=self.reference).set_index("scenario")
            for outcome in ("hle", "gva_per_hour", "life_satisfaction")
        }

    @cached_property
    def verdicts(self) -> pd.DataFrame | str:
        """What the order of neighbours rests on (`appraisal.verdicts`), or why that is not known."""
        from fourcapitals.appraisal.scenarios_of_results import verdicts_of

        if len(self.order) < 2:
            return "There are no two strategies to rank."
        try:
            found = verdicts_of(
                self.results, "hle", measure=self.measure, reference=self.reference, baseline=self.baseline
            )
        except BadInput as error:
            return f"What their order rests on could not be worked out: {error.faults[0]}."
        return found if found is not None else "What their order rests on is not known."

    @cached_property
    def reversal(self) -> dict[Any, Any] | None:
        """What would reverse the lead over the second (`appraisal.flips`); nothing where that is not worked out."""
        from fourcapitals.appraisal.reversals import flips
        from fourcapitals.appraisal.scenarios_of_results import scenario_in
        from fourcapitals.data.changed_parameters import table_of
        from fourcapitals.data.own_figures import check_same_figures

        if not self.reversals or len(self.order) < 2:
            return None
        pair = self.order[:2]
        try:
            found = flips(
                [scenario_in(self.results, name) for name in pair],
                utility="healthy_person_years",
                per_gbp=self.by_pound,
                reference=scenario_in(self.results, self.reference),
                draws=0,
                baseline=check_same_figures(self.results.own_figures, baseline=self.baseline, who="the results"),
                parameters=table_of(self.results.changed_parameters),
            )
        except BadInput:
            return None
        return None if found.empty else dict(found.iloc[0].items())
