"""What can be downloaded from the live page: the scenario file, the command, tables, pictures, a report."""

from __future__ import annotations

import io
import shlex
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from fourcapitals.ensemble.run import run_ensemble
from fourcapitals.errors import BadInput
from fourcapitals.report.live_page.exploration import OTHER, SHARES, Exploration
from fourcapitals.report.live_page.many_draws import ManyDraws
from fourcapitals.report.live_page.saved_pictures import saved_picture
from fourcapitals.report.live_page.view import Shown, View, view_of
from fourcapitals.results.mission_targets import missions
from fourcapitals.scenario.files import Scenario, is_bundled


def download_of(exploration: Exploration, asked: Any, many: ManyDraws | None) -> dict[str, str]:
    """Give what is asked for as a file: its name and text.

    Parameters
    ----------
    exploration : Exploration
    asked : mapping
        ``what``, and the ``view``.
    many : ManyDraws or None
        From which a report is made where it is done.
    """
    what = str(asked.get("what")) if isinstance(asked, dict) else ""
    makers: Mapping[str, Callable[[], tuple[str, str]]] = {
        "toml": lambda: _file(exploration.scenario(view.one)),
        "toml_other": lambda: _file(_second(exploration, view)),
        "command": lambda: ("command.txt", command(exploration, view)),
        "level": lambda: ("level.csv", _series(exploration, view, "level")),
        "difference": lambda: ("difference.csv", _series(exploration, view, "difference")),
        "map": lambda: ("areas.csv", _areas(exploration, view)),
        "missions": lambda: (
            "missions.csv",
            _csv(missions(exploration.run(view.one).results_of_missions, reference=exploration.reference.name)),
        ),
        "level_picture": lambda: ("level.svg", saved_picture(exploration, view, "level")),
        "difference_picture": lambda: ("difference.svg", saved_picture(exploration, view, "difference")),
        "map_picture": lambda: ("map.svg", saved_picture(exploration, view, "map")),
        "report": lambda: ("report.html", _report(exploration, view, many)),
    }
    if what not in makers:
        raise BadInput(f"what: no {what!r}; choose from {', '.join(makers)}")
    view = view_of(asked.get("view"))
    name, text = makers[what]()
    return {"name": name, "text": text}


def command(exploration: Exploration, view: View) -> str:
    """Give the commands that make the same numbers from the files."""
    scenarios = exploration.scenarios(view)
    names, live = [_argument(each) for each in (exploration.reference, *scenarios)], exploration.live
    drawn = ["--draws", str(live.draws), "--seed", str(live.job.recipe.seed), "--reference", exploration.reference.name]
    return f"{shlex.join(['fourcapitals', 'run', *names, *drawn, *exploration.options, '--out', 'runs.nc'])}\n"


def _argument(scenario: Scenario) -> str:
    return scenario.name if is_bundled(scenario.name, scenario.text) else f"{scenario.name}.toml"


def _second(exploration: Exploration, view: View) -> Scenario:
    if view.other is None:
        raise BadInput("other: no second strategy is set beside the first")
    return exploration.scenario(view.other, name=OTHER)


def _file(scenario: Scenario) -> tuple[str, str]:
    return f"{scenario.name}.toml", scenario.text


def _csv(table: pd.DataFrame) -> str:
    held = io.StringIO()
    table.to_csv(held, index=False, lineterminator="\r\n")
    return held.getvalue()


def _series(exploration: Exploration, view: View, what: str) -> str:
    shown, rows = Shown.of(view.outcome), []
    runs = [exploration.run(view.one), *([] if view.other is None else [exploration.run(view.other, name=OTHER)])]
    for run in runs:
        _, years, levels, change = exploration.seen(view, run)
        parts = (
            [(exploration.reference, levels[0]), (run.scenario, levels[1])]
            if what == "level"
            else [(run.scenario, change)]
        )
        for scenario, values in parts:
            unit = shown.outcome.unit if what == "level" or shown.unit != "%" else "%"
            rows += [
                {
                    "scenario": scenario.name,
                    **({"reference": exploration.reference.name} if what == "difference" else {}),
                    "place": view.place,
                    "place_name": exploration.place_name(view.place),
                    "outcome": view.outcome,
                    "unit": unit,
                    "year": year,
                    **{f"quantile_{100 * share:.0f}": values[at, column] for at, share in enumerate(SHARES)},
                }
                for column, year in enumerate(years)
            ]
    return _csv(pd.DataFrame(rows).drop_duplicates())


def _areas(exploration: Exploration, view: View) -> str:
    shown = Shown.of(view.outcome)
    year = view.year if view.year in exploration.milestones else exploration.milestones[-1]
    run = exploration.run(view.one)
    spread = exploration.areas_of(run, view.outcome, year)
    return _csv(
        pd.DataFrame(
            {
                "scenario": run.scenario.name,
                "reference": exploration.reference.name,
                "area": list(exploration.areas),
                "area_name": list(exploration.areas.values()),
                "outcome": view.outcome,
                "year": year,
                "unit": "%" if shown.unit == "%" else shown.outcome.unit,
                "difference_median": spread[1],
                "difference_low_80": spread[0],
                "difference_high_80": spread[2],
            }
        )
    )


def _report(exploration: Exploration, view: View, many: ManyDraws | None) -> str:
    """Write a report of what is shown, from the many draws where they are of it."""
    # Charts take memory that nobody needs who takes no report.
    from fourcapitals.report.composition import compose
    from fourcapitals.report.html import as_html

    results = many.results if many is not None and many.is_of(exploration, view) else None
    if results is None:
        job = exploration.live.job
        results = run_ensemble(
            [exploration.reference, *exploration.scenarios(view)],
            draws=exploration.live.draws,
            seed=job.recipe.seed,
            reference=exploration.reference.name,
            baseline=job.recipe.baseline,
            parameters=job.recipe.table,
        )
    return as_html(compose(results, reference=exploration.reference.name, source="runs.nc"))
