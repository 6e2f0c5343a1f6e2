"""What the live page starts from: the bundled strategies, or those of a store with its seed, parameters and data."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.changed_parameters import changed_table
from fourcapitals.data.parameter_rows import LABELS
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.data.recorded_changes import changes_of
from fourcapitals.ensemble.live import live
from fourcapitals.ensemble.record import recipe_of_store
from fourcapitals.errors import BadInput, how_to_install
from fourcapitals.report.live_page.exploration import Exploration
from fourcapitals.results.store import Store
from fourcapitals.scenario.files import Scenario, load_scenario, scenario_names
from fourcapitals.simulation import compiled, schedule
from fourcapitals.vocabulary import BLOCK, Say

START = "balanced_health_need"
"""The strategy that the page begins with, where no store is given."""
CHANGED_ROWS = "changed_parameters.toml"
"""What the command calls the file of changed rows where settings alone do not make them."""


@checked
def dashboard(
    store: str | Path | None = None,
    *,
    draws: int = BLOCK,
    seed: int = 0,
    reference: str = "baseline",
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    options: Sequence[str] | None = None,
    port: int = 0,
    say: Say = print,
    opened: Callable[[str], Any] | None = None,
) -> None:
    """Serve the live page on this machine until it is stopped.

    Parameters
    ----------
    store : str or Path, optional
        A store of an ensemble: its strategies, reference, seed, parameters and data are taken.
    draws : int
        Of each picture.
    seed : int
        Names the draws; that of a store is its own.
    reference : str
        The scenario that strategies are compared with; that of a store is its own.
    baseline : Baseline, optional
        The bundled one by default; that of a store that was made on figures of your own has to be given again.
    parameters : ParameterTable, optional
        The bundled priors by default; those of a store are its own.
    options : sequence of str, optional
        Of the command line, that change parameters and observed figures in the command that the page gives; found from
        the two by default.
    port : int
        A free one if 0.
    say : callable
        Told in words what takes long, and the address once it answers.
    opened : callable, optional
        Given the address.

    Raises
    ------
    BadInput
        When what serves it is not installed, or the store cannot be gone on with or was made with other parameters.
    """
    if missing := [name for name in ("starlette", "uvicorn") if find_spec(name) is None]:
        raise BadInput(
            f"{' and '.join(missing)}: not installed, and the page needs {'it' if len(missing) == 1 else 'them'}: "
            f"{how_to_install('dashboard')}"
        )
    from fourcapitals.report.live_page.server import serve

    say("Getting ready: the reference is run; where this machine has not run the model before, it is compiled first")
    exploration = exploration_of(
        None if store is None else Path(store),
        draws=draws,
        seed=seed,
        reference=reference,
        baseline=baseline,
        parameters=parameters,
        options=options,
        say=say,
    )
    serve(
        exploration,
        say=lambda address: say(f"Open {address}\nIt opens once; stop with Ctrl-C"),
        port=port,
        opened=opened,
    )


def exploration_of(
    store: Path | None,
    *,
    draws: int,
    seed: int,
    reference: str,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    options: Sequence[str] | None = None,
    say: Say | None = None,
) -> Exploration:
    """Make ready what the page runs, so that its first picture comes at once.

    Parameters
    ----------
    store : Path or None
    draws, seed : int
        The seed of a store is its own.
    reference : str
        That of a store is its own.
    baseline, parameters, options
        As for `dashboard`.
    say : callable, optional
        Told what takes long.

    Raises
    ------
    BadInput
        When the store cannot be read or was made with other code or data.
    """
    bundled = {name: load_scenario(name) for name in scenario_names()}
    own: dict[str, Scenario] = {}
    if store is not None:
        recipe = recipe_of_store(Store.open(store), baseline, parameters)
        own = {each.name: each for each in recipe.read()}
        seed, reference, baseline, parameters = recipe.seed, recipe.reference, recipe.baseline, recipe.table
    at_hand = {**own, **{name: each for name, each in bundled.items() if name not in own}}
    beside = at_hand.get(reference) or load_scenario(reference)
    at_hand = {name: each for name, each in at_hand.items() if name != beside.name}
    if not at_hand:
        raise BadInput("no strategy is at hand beside the reference")
    first = next((name for name in own if name != beside.name), START if START in at_hand else next(iter(at_hand)))
    _compile_elsewhere(say)
    held = live(
        at_hand[first],
        draws=draws,
        seed=seed,
        workers=2,
        reference=beside,
        baseline=baseline,
        parameters=parameters or load_parameters(),
        say=say,
    )
    again = tuple(_options_of(baseline, parameters) if options is None else options)
    return Exploration(held, {first: at_hand.pop(first), **at_hand}, again)


def _compile_elsewhere(say: Say | None) -> None:
    """Have machine code that is not at hand made by another program: it leaves 200 MB in the one that compiles."""
    slow = compiled.what_is_compiled(schedule.project)
    if slow is None or compiled.compile_function(schedule.project).place.why_not:
        return
    if say is not None:
        say(slow)
    # Where it fails this program compiles, as it would have done. Ctrl-C is for this one, which ends the other.
    again = f"import fourcapitals; fourcapitals.live({START!r}, draws=1)"
    subprocess.run([sys.executable, "-c", again], check=False, capture_output=True, start_new_session=True)


def _options_of(baseline: Baseline | None, parameters: ParameterTable | None) -> list[str]:
    """Give the options of the command line that make a baseline and a table again."""
    folder = [] if baseline is None or not baseline.folder else ["--baseline", baseline.folder]
    changes = changes_of(parameters)
    if parameters is None or not changes:
        return folder
    settings = []
    for name in changes.get("parameters", {}):
        row, usual = parameters[name], load_parameters()[name]
        each = row.value if isinstance(row.value, list) else [row.value]
        for place, value in enumerate(each):
            other = usual.value[place] if isinstance(usual.value, list) else usual.value
            if value != other or row.priors[place] != usual.priors[place]:
                label = f"[{LABELS[row.labels][place]}]" if row.labels else ""
                settings.append(f"{name}{label}={value!r}")
    given = [part for setting in settings for part in ("--set", setting)]
    try:
        made = changed_table(settings)
    except BadInput:
        made = load_parameters()
    for table, more in ((made, []), (made.from_priors(), ["--prior"])):
        if table.checksum == parameters.checksum:
            return [*given, *more, *folder]
    # Priors that no setting makes: the rows have to be given as a file.
    return ["--parameters", CHANGED_ROWS, *folder]
