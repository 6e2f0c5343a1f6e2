"""What the live page starts from: the bundled strategies, or those of a store with its seed, parameters and data."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fourcapitals.arguments import checked
from fourcapitals.data.parameters import load_parameters
from fourcapitals.ensemble.live import live
from fourcapitals.ensemble.record import recipe_of_store
from fourcapitals.errors import BadInput
from fourcapitals.report.live_page.desk import Desk
from fourcapitals.results.store import Store
from fourcapitals.scenario.files import Scenario, load_scenario, scenario_names
from fourcapitals.vocabulary import BLOCK, Say

START = "balanced_health_need"
"""The strategy that the page begins with, where no store is given."""


@checked
def dashboard(
    store: str | Path | None = None,
    *,
    draws: int = BLOCK,
    seed: int = 0,
    reference: str = "baseline",
    port: int = 0,
    say: Say = print,
    opened: Callable[[str], Any] | None = None,
) -> None:
    """Serve the live page on this machine until it is stopped.

    Parameters
    ----------
    store : str or Path, optional
        A store of an ensemble: its strategies, seed, parameters and data are taken.
    draws : int
        Of each picture.
    seed : int
        Names the draws.
    reference : str
        The scenario that strategies are compared with.
    port : int
        A free one if 0.
    say : callable
        Told in words what takes long, and the address once it answers.
    opened : callable, optional
        Given the address.

    Raises
    ------
    BadInput
        When what serves it is not installed, or the store cannot be gone on with.
    """
    if missing := [name for name in ("starlette", "uvicorn") if find_spec(name) is None]:
        raise BadInput(
            f"{' and '.join(missing)}: not installed, and the page needs {'it' if len(missing) == 1 else 'them'}: "
            'pip install "fourcapitals[dashboard]"'
        )
    from fourcapitals.report.live_page.server import serve

    say("Getting ready: the reference is run; where this machine has not run the model before, it is compiled first")
    desk = desk_of(None if store is None else Path(store), draws=draws, seed=seed, reference=reference, say=say)
    serve(desk, say=lambda address: say(f"Open {address}\nIt opens once; stop with Ctrl-C"), port=port, opened=opened)


def desk_of(store: Path | None, *, draws: int, seed: int, reference: str, say: Say | None = None) -> Desk:
    """Make ready what the page runs, so that its first picture comes at once.

    Parameters
    ----------
    store : Path or None
    draws, seed : int
        The seed of a store is its own.
    reference : str
        That of a store is its own.
    say : callable, optional
        Told what takes long.

    Raises
    ------
    BadInput
        When the store cannot be read or was made with other code or data.
    """
    bundled = {name: load_scenario(name) for name in scenario_names()}
    own: dict[str, Scenario] = {}
    baseline = parameters = None
    if store is not None:
        recipe = recipe_of_store(Store.open(store))
        own = {each.name: each for each in recipe.read()}
        seed, reference, baseline, parameters = recipe.seed, recipe.reference, recipe.baseline, recipe.table
    at_hand = {**own, **{name: each for name, each in bundled.items() if name not in own}}
    beside = at_hand.get(reference) or load_scenario(reference)
    at_hand = {name: each for name, each in at_hand.items() if name != beside.name}
    if not at_hand:
        raise BadInput("no strategy is at hand beside the reference")
    first = next((name for name in own if name != beside.name), START if START in at_hand else next(iter(at_hand)))
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
    return Desk(held, {first: at_hand.pop(first), **at_hand})
