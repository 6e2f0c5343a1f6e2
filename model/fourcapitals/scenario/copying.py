"""A copy of a scenario under a title of its own, to be changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from fourcapitals.arguments import checked
from fourcapitals.errors import BadInput
from fourcapitals.scenario.files import Scenario, load_scenario, parse_scenario, scenario_names
from fourcapitals.text import LONGEST_TITLE, fault_of, names_alike


@checked
def copy_scenario(scenario: Scenario, *, name: str, title: str) -> Scenario:
    """Give a scenario another name and title; all else, notes and order included, stays as its file has it.

    Parameters
    ----------
    scenario : Scenario
    name : str
        Of the copy, and of its file without ``.toml``.
    title : str

    Returns
    -------
    Scenario
        Its ``text`` is what is to be written.

    Raises
    ------
    BadInput
        When the name or the title is a bundled scenario's, is the scenario's own, or cannot be one.

    Examples
    --------
    >>> made = copy_scenario(load_scenario("baseline"), name="mine", title="Less of the same")
    >>> made.name, made.title, made.text.count("Continue as now")
    ('mine', 'Less of the same', 0)
    """
    faults = []
    if name in {*scenario_names(), scenario.name}:
        faults.append(f"{name}: is the name of the scenario that is copied or of a bundled one; give another")
    if found := fault_of(title, longest=LONGEST_TITLE):
        faults.append(f"title: {found}")
    elif owner := _bears(title, scenario):
        faults.append(f"title: is the title of {owner}, which could not be told from the copy; give another")
    if faults:
        raise BadInput(*faults)
    for text in retitled(scenario.text, title):
        try:
            made = parse_scenario(text, name=name)
        except BadInput:
            continue
        if made.title == title and made.model_copy(update=_NAMED) == scenario.model_copy(update=_NAMED):
            return made
    raise BadInput(f"{scenario.name}: the line of its title was not found; copy the file and change it there")


_NAMED = {"name": "", "title": "", "text": ""}
"""What a copy may have of its own."""


def _bears(title: str, scenario: Scenario) -> str | None:
    """Name the scenario, the one that is copied or a bundled one, whose title reads the same."""
    bundled = {name: load_scenario(name).title for name in scenario_names()}
    others = {scenario.name: scenario.title, **bundled}
    return next((name for name, other in others.items() if names_alike({"copy": title, "other": other})), None)


def retitled(text: str, title: str) -> Iterator[str]:
    """Try each line that could open the title of a file, with as many lines as it could have.

    Parameters
    ----------
    text : str
        Of the file.
    title : str
        The new one.
    """
    lines = text.splitlines(keepends=True)
    for first, line in enumerate(lines):
        if re.match(r"""\s*["']?title["']?\s*=""", line):
            end = "\n" if line.endswith("\n") else ""
            for last in range(first + 1, min(first + 10, len(lines)) + 1):
                yield "".join([*lines[:first], f"title = {json.dumps(title, ensure_ascii=False)}{end}", *lines[last:]])
