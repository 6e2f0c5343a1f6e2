"""A scenario with a temporary cut of council services beside its own money, to see what the cut leaves behind."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from fourcapitals.arguments import checked
from fourcapitals.errors import BadInput
from fourcapitals.scenario.copying import retitled
from fourcapitals.scenario.files import Scenario, parse_scenario
from fourcapitals.text import LONGEST_NAME, shortened

FUND: Final = "temporary_cut"
"""Name of the fund that takes the money."""
AFTER_CUT: Final = "_after_cut"
"""Ends the name of a scenario with the cut."""


@checked
def with_temporary_cut(scenario: Scenario) -> Scenario:
    """Give the same strategy with a temporary cut of council services beside it (``data/temporary_cut.toml``).

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    Scenario
        Named as this one with ``_after_cut``.

    Raises
    ------
    BadInput
        When the scenario has a fund of that name.

    Examples
    --------
    >>> from fourcapitals.scenario.files import load_scenario
    >>> made = with_temporary_cut(load_scenario("announced_2021"))
    >>> made.name, restored_in(made)
    ('announced_2021_after_cut', 2027)
    """
    if FUND in scenario.funds:
        raise BadInput(f"{scenario.name}: funds.{FUND}: is the name of the cut that would be added; give another")
    name = name_after_cut(scenario.name)
    text = f"{scenario.text.rstrip()}\n\n{_text()}"
    titles = retitled(text, shortened(f"After a temporary cut: {scenario.title}"))
    for each in (*titles, text):
        try:
            made = parse_scenario(each, name=name, files=scenario.files)
        except BadInput:
            continue
        if {**made.funds, FUND: None} == {**scenario.funds, FUND: None}:
            return made
    return parse_scenario(text, name=name, files=scenario.files)


def name_after_cut(name: str) -> str:
    """Name the scenario with the cut.

    Examples
    --------
    >>> name_after_cut("announced_2021")
    'announced_2021_after_cut'
    """
    return f"{name[: LONGEST_NAME - len(AFTER_CUT)]}{AFTER_CUT}"


def restored_in(scenario: Scenario) -> int:
    """Give the first year after the cut.

    Parameters
    ----------
    scenario : Scenario
        With the cut.
    """
    taken = scenario.funds[FUND].replaces
    return 1 + max(taken.gbp_m if taken else scenario.funds[FUND].gbp_m)


@cache
def _text() -> str:
    return (files("fourcapitals.data") / "temporary_cut.toml").read_text(encoding="utf-8")
