"""A strategy explored on the live page: run on held draws beside the reference, and told in pictures and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np

from fourcapitals.data.own_figures import input_lines
from fourcapitals.ensemble.live import Live, LiveRun
from fourcapitals.ensemble.summary import places_of
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.formatting import decapitalised, readable_money
from fourcapitals.report.live_page.differences import differences_in_words
from fourcapitals.report.live_page.edits import Asked, scenario_asked, start_of
from fourcapitals.report.live_page.pictures import (
    SCALES,
    Fan,
    classes_of,
    fan_picture,
    legend_of,
    map_picture,
    scale_for,
    with_unit,
)
from fourcapitals.report.live_page.view import Shown, View
from fourcapitals.results.area_bins import GRIDS, difference_edges, level_edges, quantiles_of
from fourcapitals.results.difference_units import readable, readable_range
from fourcapitals.scenario.files import Scenario
from fourcapitals.vocabulary import ENGLAND, NOTHING, outcome_named

SHARES: Final = (0.1, 0.25, 0.5, 0.75, 0.9)
OWN, OTHER = "my_strategy", "my_other_strategy"
"""Names of strategies that were changed on the page."""
_MOST_BESIDE: Final = 20
"""Characters that there is room for beside a picture."""
_LOOKS: Final = {"one": "this strategy", "other": "the second"}


class Seen(NamedTuple):
    """A place as a strategy has it."""

    run: LiveRun
    years: Sequence[int]
    levels: Array
    """(scenario, share of `SHARES`, year), the reference first."""
    change: Array
    """(share, year): differences, in the unit of the model."""


@dataclass(eq=False)
class Exploration:
    """Strategies to start from, and what is held to run what is made of them.

    Parameters
    ----------
    live : Live
    at_hand : mapping of name to Scenario
        Without the reference.
    options : sequence of str
        Of the command line, that change parameters and observed figures as they are changed here.
    """

    live: Live
    at_hand: Mapping[str, Scenario]
    options: Sequence[str] = ()
    _runs: dict[str, LiveRun] = field(default_factory=dict, repr=False)

    @property
    def reference(self) -> Scenario:
        """What strategies are compared with."""
        return self.live.reference

    @property
    def input_lines(self) -> list[str]:
        """Say which observed figures and parameters are not the package's; nothing where all are."""
        recipe = self.live.job.recipe
        return input_lines(baseline=recipe.baseline, parameters=recipe.table)

    @cached_property
    def places(self) -> Mapping[str, str]:
        """England and its regions, code to name."""
        return places_of(self.live.job.baseline)

    @cached_property
    def areas(self) -> Mapping[str, str]:
        """The areas, code to name."""
        return {str(code): str(name) for code, name in self.live.job.baseline.areas["name"].items()}

    @property
    def years(self) -> tuple[int, ...]:
        """The years of a run, the base year first."""
        return tuple(self.live.job.baseline.period.years)

    @cached_property
    def milestones(self) -> tuple[int, ...]:
        """The years in which areas are held."""
        return tuple(self.years[at] for at in self.live.job.wider_places.milestones)

    # Strategies

    def scenario(self, asked: Asked, *, name: str = OWN) -> Scenario:
        """Make the scenario that is asked for."""
        made = scenario_asked(asked, self.at_hand, name=name, deflator=self.live.job.table.deflator)
        if made.name == self.reference.name:
            raise BadInput(f"start: {made.name} is what strategies are compared with; choose another")
        return made

    def scenarios(self, view: View) -> tuple[Scenario, ...]:
        """Make the one scenario or the two that are shown."""
        other = () if view.other is None else (self.scenario(view.other, name=OTHER),)
        return (self.scenario(view.one), *other)

    def run(self, asked: Asked, *, name: str = OWN) -> LiveRun:
        """Run a strategy, the first or the second, where it is not what was run last in that place."""
        scenario, last = self.scenario(asked, name=name), self._runs.pop(name, None)
        if last is None or (last.scenario.name, last.scenario.text) != (scenario.name, scenario.text):
            # Let go before it is replaced: a run takes ten megabytes.
            last = None
            last = self.live.run(scenario)
        self._runs[name] = last
        return last

    def _changed(self, asked: Asked | None, run: LiveRun) -> list[str]:
        """Say in plain words what was changed of the strategy that is started from."""
        if asked is None or not asked.is_edited:
            return []
        start = start_of(asked, self.at_hand, name=run.scenario.name)
        return differences_in_words(start, run.scenario, self.live.job.table.deflator)

    # Answers

    def answer(self, view: View) -> dict[str, Any]:
        """Run what is asked for, and give pictures and words."""
        runs = self._runs_shown(view)
        seen, shown = [self.seen(view, run) for run in runs], Shown.of(view.outcome)
        zoom = self._zoom(view, seen[0], shown)
        year = view.year if view.year in self.milestones else self.milestones[-1]
        gains = self.areas_of(runs[0], view.outcome, year) * shown.factor
        cautions = [line for run in runs for line in run.cautions]
        return {
            "status": " ".join([*(self._sentence(view, each, shown) for each in seen), *cautions]),
            "titles_of_files": [run.scenario.title for run in runs],
            "changed": self._changed(view.one, runs[0]),
            "other_changed": self._changed(view.other, runs[-1]),
            "between": self._between(runs),
            "zoom": zoom,
            "scale": with_unit(f"± {SCALES[zoom]:g}", shown.unit),
            "level": self._level_picture(view, seen, shown),
            "difference": self._difference_picture(view, seen, shown, SCALES[zoom]),
            "map": classes_of(shown.outcome.better * gains[1], SCALES[zoom]),
            "titles": _titles(gains, shown),
            "legend": legend_of(SCALES[zoom], shown.unit),
            "beyond": _beyond(seen, shown, SCALES[zoom]),
            "map_title": f"{shown.outcome.label}, {year}: median difference of ‘{runs[0].scenario.title}’ from "
            f"‘{self.reference.title}’ in each area",
            "counts": self._counts(runs[0], shown, year, shown.outcome.better * gains[1]),
        }

    def _runs_shown(self, view: View) -> list[LiveRun]:
        """Run the one strategy or the two; faults of both are told, and which are the second's."""
        runs, faults = [], []
        if view.other is None:
            self._runs.pop(OTHER, None)
        for asked, name, whose in ((view.one, OWN, ""), (view.other, OTHER, "second strategy: ")):
            try:
                runs += [] if asked is None else [self.run(asked, name=name)]
            except BadInput as error:
                faults += [f"{whose}{fault}" for fault in error.faults]
        if faults:
            raise BadInput(*faults)
        return runs

    def _zoom(self, view: View, one: Seen, shown: Shown) -> int:
        if view.zoom is not None:
            return view.zoom
        of_england = one if view.place == ENGLAND else self.seen(view.model_copy(update={"place": ENGLAND}), one.run)
        return scale_for(float(np.abs(of_england.change).max()) * shown.factor)

    def _place(self, run: LiveRun, outcome: str, code: str) -> tuple[Array, Array]:
        """Levels of reference and strategy, (scenario, draw, year), and the difference, (draw, year)."""
        name = f"place_{outcome}"
        levels = run.series_of(name)[name][:, :, list(self.places).index(code)]
        relative = outcome_named(outcome).change == "relative"
        return levels, 100 * (levels[1] / levels[0] - 1) if relative else levels[1] - levels[0]

    def areas_of(self, run: LiveRun, outcome: str, year: int) -> Array:
        """Quantiles of the difference of every area in a milestone year, (10%, 50% and 90%; area)."""
        counts = run.counts("difference", outcome=outcome)[self.milestones.index(year)]
        return np.moveaxis(quantiles_of(counts, difference_edges(GRIDS[outcome]), (0.1, 0.5, 0.9)), -1, 0)

    def _area(self, run: LiveRun, outcome: str, code: str) -> tuple[Array, Array]:
        """Quantiles (`SHARES`) of one area over the milestones: of levels, (scenario, share, year), and differences."""
        area, grid = list(self.areas).index(code), GRIDS[outcome]
        base = float(np.mean(np.atleast_2d(getattr(self.live.job.baseline.arrays, outcome))[:, area]))
        counts = np.array([run.counts("level", outcome=outcome, scenario=each)[:, area] for each in (0, 1)])
        away = quantiles_of(counts, level_edges(grid), SHARES)
        levels = base * (1 + away) if grid.relative else base + away
        change = quantiles_of(run.counts("difference", outcome=outcome)[:, area], difference_edges(grid), SHARES)
        return np.moveaxis(levels, -1, 1), change.T

    def seen(self, view: View, run: LiveRun) -> Seen:
        """Give the quantiles of levels and of differences of the place that is shown."""
        if view.place in self.places:
            levels, change = self._place(run, view.outcome, view.place)
            own = np.quantile(np.stack([*levels, change]), SHARES, axis=1)
            return Seen(run, self.years, np.moveaxis(own[:, :-1], 0, 1), own[:, -1])
        if view.place not in self.areas:
            raise BadInput(f"place: {view.place!r} is neither England, a region nor an area; search for it by its name")
        return Seen(run, self.milestones, *self._area(run, view.outcome, view.place))

    def place_name(self, code: str) -> str:
        """Name England, a region or an area."""
        return {**self.places, **self.areas}.get(code, code)

    @property
    def _against(self) -> str:
        """What the reference is called where there is little room."""
        title = decapitalised(self.reference.title)
        return title if len(title) <= _MOST_BESIDE else "the reference"

    def _level_picture(self, view: View, seen: Sequence[Seen], shown: Shown) -> str:
        fans = [Fan(self._against, "reference", seen[0].years, seen[0].levels[0, 2])]
        fans += [_fan(look, each, each.levels[1]) for look, each in zip(_LOOKS, seen, strict=False)]
        low, high = (float(end([each.levels for each in seen])) for end in (np.min, np.max))
        room = 0.05 * (high - low)
        title = (
            f"{shown.outcome.label} of {self.place_name(view.place)}, level, {shown.outcome.unit}: medians and the "
            f"middle 80% and 50% of {self.live.draws} draws"
        )
        return fan_picture("level", title, fans, low=low - room, high=high + room, unit=shown.outcome.unit, zero=False)

    def _difference_picture(self, view: View, seen: Sequence[Seen], shown: Shown, scale: float) -> str:
        fans = [_fan(look, each, each.change * shown.factor) for look, each in zip(_LOOKS, seen, strict=False)]
        title = (
            f"{shown.outcome.label} of {self.place_name(view.place)}, difference from {self.reference.title} in the "
            f"same draw, {shown.unit}: medians and the middle 80% and 50% of {self.live.draws} draws; the scale is "
            f"fixed at {scale:g} either way"
        )
        return fan_picture("difference", title, fans, low=-scale, high=scale, unit=shown.unit, zero=True)

    def _sentence(self, view: View, seen: Seen, shown: Shown) -> str:
        run, years, _, change = seen
        at = list(years).index(view.year) if view.year in years else len(years) - 1
        low, middle, high = (float(change[share, at]) for share in (0, 2, 4))
        unit = "%" if shown.unit == "%" else shown.outcome.unit
        widest, band = max((low, middle, high), key=abs), readable_range(low, high, unit, middle=middle)
        said = "no difference"
        if max(abs(low), abs(high)) >= NOTHING:
            said = f"{readable(middle, unit, beside=widest)} (80% of draws: {band})"
        return (
            f"{run.scenario.title}: {decapitalised(shown.outcome.label)} of {self.place_name(view.place)} in "
            f"{years[at]} {said} against ‘{self.reference.title}’, in the median of {self.live.draws} draws, for "
            f"{self._money(run.scenario)} of new money."
        )

    def _counts(self, run: LiveRun, shown: Shown, year: int, gains: Array) -> str:
        """Say how many areas gain and lose."""
        better, worse = int((gains >= NOTHING).sum()), int((gains <= -NOTHING).sum())
        return (
            f"‘{run.scenario.title}’: by the median of {self.live.draws} draws in each of {len(gains)} areas, "
            f"{decapitalised(shown.outcome.label)} in {year} is better in {better} than under "
            f"‘{self.reference.title}’, worse in {worse} and the same in {len(gains) - better - worse}."
        )

    def _money(self, scenario: Scenario) -> str:
        return readable_money(sum(scenario.new_money(self.live.job.table.deflator).values()))

    def _between(self, runs: Sequence[LiveRun]) -> list[str]:
        if len(runs) < 2:
            return []
        lines = differences_in_words(runs[0].scenario, runs[1].scenario, self.live.job.table.deflator)
        return lines or ["Both files state the same."]

    def map(self, classes: str = "") -> str:
        """Draw the map with the classes of areas, or for the page to give them."""
        title = "Areas of England; arrow keys move between them, Enter opens one"
        return map_picture(self.live.job.baseline.areas, title, classes=classes)


def _beyond(seen: Sequence[Seen], shown: Shown, scale: float) -> str:
    """Say what a picture cuts off: bands, and whose median."""
    most = [[float(np.abs(each.change[rows]).max()) * shown.factor for rows in (2, slice(None))] for each in seen]
    medians = [f"‘{each.run.scenario.title}’" for each, (middle, _) in zip(seen, most, strict=True) if middle > scale]
    if medians:
        return (
            f"The median of {' and of '.join(medians)} goes beyond the scale, and its line runs at the edge: zoom out."
        )
    return "The band goes beyond the scale and is cut off there: zoom out." if np.max(most) > scale else ""


def _titles(gains: Array, shown: Shown) -> list[str]:
    return [
        f"{with_unit(_figure(middle), shown.unit)} ({_figure(low)} to {_figure(high)})"
        for low, middle, high in gains.T.tolist()
    ]


def _fan(look: str, seen: Seen, quantiles: Array) -> Fan:
    inner, outer = (quantiles[1], quantiles[3]), (quantiles[0], quantiles[4])
    return Fan(_LOOKS[look], look, seen.years, quantiles[2], inner, outer, seen.run.scenario.title)


def _figure(value: float) -> str:
    return f"{value:+.3g}".replace("-", "−") if abs(value) > NOTHING else "0"
