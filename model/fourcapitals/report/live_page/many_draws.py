"""An ensemble of the strategies that the live page shows, of more draws than it holds, run beside it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any, Final

from fourcapitals.ensemble.run import run_ensemble
from fourcapitals.errors import BadInput
from fourcapitals.report.live_page.exploration import Exploration
from fourcapitals.report.live_page.panels import many_table
from fourcapitals.report.live_page.view import View
from fourcapitals.results.comparison import paired
from fourcapitals.results.results import Results
from fourcapitals.scenario.files import Scenario
from fourcapitals.vocabulary import END_YEAR

MANY: Final = 1000
"""Draws that a page which explores with fewer can be asked for."""


class _StoppedError(Exception):
    """Nobody waits for the draws any more."""


@dataclass(eq=False)
class ManyDraws:
    """An ensemble of the strategies that are shown, run beside the page; can be stopped."""

    scenarios: tuple[Scenario, ...]
    number: int = 1
    """Of those that were begun, so that a window is told of its own alone."""
    done: int = 0
    seconds_left: float = 0.0
    results: Results | None = None
    faults: tuple[str, ...] = ()
    _stop: threading.Event = field(default_factory=threading.Event)
    _work: threading.Thread | None = None

    @classmethod
    def begun(cls, exploration: Exploration, view: View, *, after: ManyDraws | None = None) -> ManyDraws:
        """Begin to run what is shown, and stop what was begun before."""
        made = cls(exploration.scenarios(view), 1 if after is None else after.number + 1)
        if after is not None:
            after.stop()
        made._work = threading.Thread(target=made._run, args=(exploration,), daemon=True, name="many draws")
        made._work.start()
        return made

    def is_of(self, exploration: Exploration, view: View) -> bool:
        """Whether it is of what is shown."""
        return [each.text for each in exploration.scenarios(view)] == [each.text for each in self.scenarios]

    def _run(self, exploration: Exploration) -> None:
        recipe = exploration.live.job.recipe

        def watch(progress: Any) -> None:
            self.done, self.seconds_left = progress.draws_done, progress.seconds_left
            if self._stop.is_set():
                raise _StoppedError

        try:
            self.results = run_ensemble(
                [exploration.reference, *self.scenarios],
                draws=MANY,
                seed=recipe.seed,
                workers=1,
                reference=exploration.reference.name,
                baseline=recipe.baseline,
                parameters=recipe.table,
                progress=watch,
            )
        except _StoppedError:
            pass
        except BadInput as error:
            self.faults = tuple(error.faults)
        except Exception:
            if self._stop.is_set():
                # Workers end with the program, and nobody waits for them.
                return
            self.faults = ("the program failed; see where it was started",)
            raise

    def stop(self) -> None:
        """Stop after the block of draws that is being run."""
        self._stop.set()

    def told(self) -> dict[str, Any]:
        """Say how far it is, and when it is done what it says."""
        known = {"number": self.number, "done": self.done}
        if self.faults:
            return {**known, "state": "failed", "faults": list(self.faults)}
        if self._stop.is_set():
            return {**known, "state": "stopped", "told": "Stopped."}
        if self.results is None:
            left = f", {self.seconds_left:.0f} s left" if self.seconds_left >= 1 else ""
            return {**known, "state": "running", "told": f"{self.done} of {MANY} draws{left}"}
        found = paired(self.results, "hle", reference=self.results.reference, year=END_YEAR)
        told = f"{MANY:,} draws done: their result stands above the missions."
        return {**known, "state": "done", "told": told, "many": many_table(found, self.results)}
