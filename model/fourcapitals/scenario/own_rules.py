"""Allocation rules of the user's own: loaded from a file of Python that the user names, and recorded with results.

A scenario file never names code: only who starts a command does, by ``--rules FILE.py``.
"""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NamedTuple

from fourcapitals.arguments import checked
from fourcapitals.errors import BadInput
from fourcapitals.input_files import read_input
from fourcapitals.scenario.allocation import RULES, Rule
from fourcapitals.scenario.files import Scenario
from fourcapitals.scenario.rule_tables import BUILT_IN
from fourcapitals.text import checksum_of

MOST_BYTES: Final = 1 << 20
"""Of a file of rules."""
WHAT: Final = "file of rules"


class RuleFile(NamedTuple):
    """Where a rule was defined."""

    file: str
    """Name of the file, without its folder."""
    checksum: str
    """SHA-256 of its text."""
    text: str = ""
    """What it holds; empty of a rule that was registered in Python."""


_LOADED: Final[dict[str, tuple[Rule, RuleFile]]] = {}
"""Rules that were loaded from a file, by name: the function, and where it was defined."""


@checked
def load_rules(path: str | Path) -> tuple[str, ...]:
    """Run a file of Python that registers allocation rules, in place of any that was loaded before.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    tuple of str
        The names that it registers.

    Raises
    ------
    BadInput
        When it cannot be read, is no Python, fails (with its line), takes a name that exists or registers no rule.
    """
    if Path(path).suffix != ".py":
        raise BadInput(f"{path}: a {WHAT} that ends in .py is expected")
    return _take(read_input(path, what=WHAT, most_bytes=MOST_BYTES), str(path))


def _take(text: str, path: str) -> tuple[str, ...]:
    """Run a text of Python that registers rules; `path` is where it was read."""
    for name in _LOADED:
        RULES.pop(name, None)
    _LOADED.clear()
    before = dict(RULES)
    module = ModuleType("own_rules")
    try:
        exec(compile(text, path, "exec"), module.__dict__)
    except (Exception, SystemExit) as error:
        _forget(before)
        raise BadInput(
            f"{path}: {_line_of(error, path)}{type(error).__name__}: {getattr(error, 'msg', error)}"
        ) from None
    names = tuple(name for name in RULES if RULES[name] is not before.get(name))
    if not names:
        raise BadInput(f"{path}: registers no rule; mark a function with @fourcapitals.allocation_rule('its_name')")
    _LOADED.update({name: (RULES[name], RuleFile(Path(path).name, checksum_of(text), text)) for name in names})
    return names


def rules_used(scenarios: Sequence[Scenario]) -> tuple[tuple[str, RuleFile], ...]:
    """Give each rule of the user's own that scenarios use, by name, as other processes can take it.

    Parameters
    ----------
    scenarios : sequence of Scenario
    """
    used = {name for scenario in scenarios for name in _own_rules(scenario)}
    return tuple((name, _defined(name)) for name in sorted(used) if name in RULES)


def take_rules(rules: Sequence[tuple[str, RuleFile]]) -> None:
    """Have rules at hand that another process uses: those of a file come with its text, which is run here.

    Parameters
    ----------
    rules : sequence of (name, RuleFile)
        From `rules_used`.

    Raises
    ------
    BadInput
        When one was registered in Python there, and is not or is another here.
    """
    for name, was in rules:
        if name in RULES and _defined(name).checksum == was.checksum:
            continue
        if not was.text:
            raise BadInput(
                f"the rule {name!r} was registered in Python and is not known to the processes of the workers; write "
                "it into a file and load that, by fourcapitals.scenario.load_rules(FILE) or --rules FILE.py"
            )
        _take(was.text, was.file)


def rules_record(scenarios: Sequence[Scenario]) -> dict[str, dict[str, str]]:
    """Give, by name, the file and the checksum of each rule of the user's own that scenarios use.

    A rule that was registered in Python has the checksum of its own source, as far as that is known.

    Parameters
    ----------
    scenarios : sequence of Scenario
    """
    return {name: {"file": defined.file, "checksum": defined.checksum} for name, defined in rules_used(scenarios)}


@checked
def check_rules(recorded: dict[str, dict[str, str]], *, who: str) -> None:
    """Check that the rules which something was made with are at hand.

    Parameters
    ----------
    recorded : dict
        From `rules_record`.
    who : str
        What was made with them, for the message.

    Raises
    ------
    BadInput
        With each rule that is not, or is another.
    """
    faults = []
    for name, was in recorded.items():
        if name not in RULES:
            faults.append(
                f"{who}: made with the rule {name!r} of {was['file']}; add --rules {was['file']}: "
                f"fourcapitals --rules {was['file']} COMMAND"
            )
        elif _defined(name).checksum != was["checksum"]:
            faults.append(f"{who}: made with another rule {name!r} ({was['file']}, SHA-256 {was['checksum'][:12]})")
    if faults:
        raise BadInput(*faults)


def _own_rules(scenario: Scenario) -> Iterator[str]:
    for fund in scenario.funds.values():
        parts = [fund.allocation, *(getattr(fund.allocation, part, None) for part in ("first", "second", "need"))]
        for part in parts:
            for inner in (part, *(getattr(part, each, None) for each in ("first", "second"))):
                if inner is not None and inner.rule not in BUILT_IN:
                    yield inner.rule


def _defined(name: str) -> RuleFile:
    function: Any = RULES[name]
    loaded = _LOADED.get(name)
    if loaded is not None and loaded[0] is function:
        return loaded[1]
    try:
        source = inspect.getsource(function)
    except (OSError, TypeError):
        source = f"{function.__module__}.{getattr(function, '__qualname__', name)}"
    code = getattr(function, "__code__", None)
    return RuleFile(Path(code.co_filename).name if code else "", checksum_of(source))


def _forget(before: dict[str, Any]) -> None:
    for name in set(RULES) - set(before):
        del RULES[name]


def _line_of(error: BaseException, path: str) -> str:
    """The line of a file in which an error arose."""
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: "
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    return f"line {lines[-1]}: " if lines else ""
