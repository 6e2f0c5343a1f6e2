"""What is taken away from the live page: the file, the command, tables, pictures, a report; and more draws."""

from __future__ import annotations

import io
import shlex
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from fourcapitals.ensemble.run import run_ensemble
from fourcapitals.errors import BadInput
from fourcapitals.report.live_page.desk import OTHER, SHARES, Desk, Shown, View, view_of
from fourcapitals.results.comparison import paired
from fourcapitals.results.mission_targets import missions
from fourcapitals.results.results import Results
from fourcapitals.scenario.files import Scenario, is_bundled
from fourcapitals.vocabulary import END_YEAR

MANY: Final = 1000
"""Draws of the second look."""


def taken(desk: Desk, asked: Any, many: ManyDraws | None) -> dict[str, str]:
    """Give what is asked for as a file: its name, kind and text.

    Parameters
    ----------
    desk : Desk
    asked : mapping
        ``what``, and the ``view``.
    many : ManyDraws or None
        From which a report is made where it is done.
    """
    what = str(asked.get("what")) if isinstance(asked, dict) else ""
    makers: Mapping[str, Callable[[], tuple[str, str]]] = {
        "toml": lambda: _file(desk.scenario(view.one)),
        "toml_other": lambda: _file(_second(desk, view)),
        "command": lambda: ("command.txt", command(desk, view)),
        "level": lambda: ("level.csv", _series(desk, view, "level")),
        "difference": lambda: ("difference.csv", _series(desk, view, "difference")),
        "map": lambda: ("areas.csv", _areas(desk, view)),
        "missions": lambda: ("missions.csv", _csv(missions(desk.run(view.one).results, reference=desk.reference.name))),
        "report": lambda: ("report.html", _report(desk, view, many)),
    }
    if what not in makers:
        raise BadInput(f"what: no {what!r}; choose from {', '.join(makers)}")
    view = view_of(asked.get("view"))
    name, text = makers[what]()
    return {"name": name, "text": text}


def command(desk: Desk, view: View) -> str:
    """Give the commands that make the same numbers from the files."""
    scenarios = _scenarios(desk, view)
    names, live = [_argument(each) for each in (desk.reference, *scenarios)], desk.live
    drawn = ["--draws", str(live.draws), "--seed", str(live.job.recipe.seed), "--reference", desk.reference.name]
    return f"{shlex.join(['fourcapitals', 'run', *names, *drawn, *desk.options, '--out', 'runs.nc'])}\n"


def _argument(scenario: Scenario) -> str:
    return scenario.name if is_bundled(scenario.name, scenario.text) else f"{scenario.name}.toml"


def _scenarios(desk: Desk, view: View) -> tuple[Scenario, ...]:
    """The strategies that are shown."""
    return (desk.scenario(view.one), *(() if view.other is None else (_second(desk, view),)))


def _second(desk: Desk, view: View) -> Scenario:
    if view.other is None:
        raise BadInput("other: no second strategy is set beside the first")
    return desk.scenario(view.other, name=OTHER)


def _file(scenario: Scenario) -> tuple[str, str]:
    return f"{scenario.name}.toml", scenario.text


def _csv(table: pd.DataFrame) -> str:
    held = io.StringIO()
    table.to_csv(held, index=False, lineterminator="\r\n")
    return held.getvalue()


def _series(desk: Desk, view: View, what: str) -> str:
    shown, rows = Shown.of(view.outcome), []
    runs = [desk.run(view.one), *([] if view.other is None else [desk.run(view.other, name=OTHER)])]
    for run in runs:
        years, levels, change = desk.quantiles(view, run)
        parts = (
            [(desk.reference, levels[0]), (run.scenario, levels[1])] if what == "level" else [(run.scenario, change)]
        )
        for scenario, values in parts:
            unit = shown.outcome.unit if what == "level" or shown.unit != "%" else "%"
            rows += [
                {
                    "scenario": scenario.name,
                    "place": view.place,
                    "place_name": desk.place_name(view.place),
                    "outcome": view.outcome,
                    "unit": unit,
                    "year": year,
                    **{f"quantile_{100 * share:.0f}": values[at, column] for at, share in enumerate(SHARES)},
                }
                for column, year in enumerate(years)
            ]
    return _csv(pd.DataFrame(rows).drop_duplicates())


def _areas(desk: Desk, view: View) -> str:
    shown = Shown.of(view.outcome)
    year = view.year if view.year in desk.milestones else desk.milestones[-1]
    spread = desk.areas_of(desk.run(view.one), view.outcome, year)
    return _csv(
        pd.DataFrame(
            {
                "area": list(desk.areas),
                "area_name": list(desk.areas.values()),
                "outcome": view.outcome,
                "year": year,
                "unit": "%" if shown.unit == "%" else shown.outcome.unit,
                "difference_median": spread[1],
                "difference_low_80": spread[0],
                "difference_high_80": spread[2],
            }
        )
    )


def _report(desk: Desk, view: View, many: ManyDraws | None) -> str:
    """Write a report of what is shown, from the many draws where they are of it."""
    # Charts take memory that nobody needs who takes no report.
    from fourcapitals.report.composition import compose
    from fourcapitals.report.html import as_html

    results = many.results if many is not None and many.is_of(desk, view) else None
    if results is None:
        job = desk.live.job
        results = run_ensemble(
            [desk.reference, *_scenarios(desk, view)],
            draws=desk.live.draws,
            seed=job.recipe.seed,
            reference=desk.reference.name,
            baseline=job.recipe.baseline,
            parameters=job.recipe.table,
        )
    return as_html(compose(results, reference=desk.reference.name, source="runs.nc"))


class _StoppedError(Exception):
    """Nobody waits for the draws any more."""


@dataclass(eq=False)
class ManyDraws:
    """An ensemble of the strategies that are shown, run beside the page; can be stopped."""

    scenarios: tuple[Scenario, ...]
    done: int = 0
    seconds_left: float = 0.0
    results: Results | None = None
    faults: tuple[str, ...] = ()
    _stop: threading.Event = field(default_factory=threading.Event)
    _work: threading.Thread | None = None

    @classmethod
    def begun(cls, desk: Desk, view: View) -> ManyDraws:
        """Begin to run what is shown."""
        made = cls(_scenarios(desk, view))
        made._work = threading.Thread(target=made._run, args=(desk,), daemon=True, name="many draws")
        made._work.start()
        return made

    def is_of(self, desk: Desk, view: View) -> bool:
        """Whether it is of what is shown."""
        return [each.text for each in _scenarios(desk, view)] == [each.text for each in self.scenarios]

    def _run(self, desk: Desk) -> None:
        recipe = desk.live.job.recipe

        def watch(progress: Any) -> None:
            self.done, self.seconds_left = progress.draws_done, progress.seconds_left
            if self._stop.is_set():
                raise _StoppedError

        try:
            self.results = run_ensemble(
                [desk.reference, *self.scenarios],
                draws=MANY,
                seed=recipe.seed,
                workers=1,
                reference=desk.reference.name,
                baseline=recipe.baseline,
                parameters=recipe.table,
                progress=watch,
            )
        except _StoppedError:
            pass
        except BadInput as error:
            self.faults = tuple(error.faults)

    def stop(self) -> None:
        """Stop after the block of draws that is being run."""
        self._stop.set()

    def told(self) -> dict[str, Any]:
        """Say how far it is, and when it is done what it says."""
        if self.faults:
            return {"state": "failed", "faults": list(self.faults)}
        if self._stop.is_set():
            return {"state": "stopped", "done": self.done, "of": MANY}
        if self.results is None:
            return {"state": "running", "done": self.done, "of": MANY, "seconds_left": round(self.seconds_left)}
        from fourcapitals.report.live_page.panels import many_table

        found = paired(self.results, "hle", reference=self.results.reference, year=END_YEAR)
        return {"state": "done", "done": MANY, "of": MANY, "html": many_table(found, self.results)}
