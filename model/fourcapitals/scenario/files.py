"""Scenarios: strategies read from files, with all faults of a file reported together."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from math import fsum
from pathlib import Path
from typing import Any, Final, NoReturn

from pydantic import ConfigDict, Field, ValidationError

from fourcapitals.arguments import checked
from fourcapitals.data.prices import Deflator
from fourcapitals.errors import BadInput, unknown
from fourcapitals.input_files import decoded, read_input, read_toml, size_of
from fourcapitals.scenario.behaviour_table import NOBODY, choices_without_effect
from fourcapitals.scenario.checked_values import FileName
from fourcapitals.scenario.explain import explain
from fourcapitals.scenario.file_schema import Fund, Lever, Replaced, ScenarioFile, schema
from fourcapitals.scenario.money_from_file import MoneyByArea
from fourcapitals.scenario.named_files import NamedFiles
from fourcapitals.scenario.rule_tables import Allocation, Competitive
from fourcapitals.text import LONGEST_NAME, checksum_of, fault_of, shortened
from fourcapitals.vocabulary import PERIOD, Period

__all__ = [
    "Allocation",
    "Competitive",
    "Fund",
    "Lever",
    "Replaced",
    "Scenario",
    "load_scenario",
    "load_scenarios",
    "parse_scenario",
    "read_scenario",
    "scenario_names",
    "schema",
]

MOST_BYTES: Final = 1 << 16
"""Of a scenario file: ten times the largest that comes with the package."""
WHAT: Final = "scenario file"
TWIN: Final = "_twin"
"""Ends the name of a scenario's regression twin."""


class Scenario(ScenarioFile):
    """A strategy: the set of funds and levers that one file states.

    They stand in the order of their names.
    """

    model_config = ConfigDict(populate_by_name=True)

    name: FileName
    """The file's name without ``.toml``."""
    text: str
    """The file itself, kept with the results."""
    files: dict[str, str] = Field({})
    """Texts of the files that it names, kept with the results too."""
    money: dict[str, MoneyByArea] = Field({})
    """Money by area of the funds that take it from a file."""

    def twin(self) -> Scenario:
        """Give the same strategy with nobody choosing: its regression twin.

        Councils all bid with the capacity of 2019, need and the centre's rule stay, households stay. What scores weigh
        stays as uncertain as in the scenario itself, so that what differs between the two is choice alone.

        Returns
        -------
        Scenario
            Named as this one with ``_twin``; a twin is its own.

        Examples
        --------
        >>> load_scenario("baseline").twin().name
        'baseline_twin'
        """
        if self.is_twin:
            return self
        return parse_scenario(f"twin = true\n{self.text}", name=twin_name(self.name), files=self.files)

    @property
    def households_move(self) -> bool:
        """Whether households move between areas."""
        return self.behaviour is not None and self.behaviour.households_move

    def is_same_as(self, other: Scenario) -> bool:
        """Whether another scenario states the same, in its file and in the files that it names."""
        return (self.text, self.files) == (other.text, other.files)

    @property
    def file_record(self) -> dict[str, dict[str, str]]:
        """Checksum and text of each file that it names, by name, as results keep them."""
        return {file: {"checksum": checksum_of(text), "text": text} for file, text in sorted(self.files.items())}

    def __iter__(self) -> NoReturn:
        # Mesa's batch_run takes what can be iterated for a list of values; a scenario is one.
        raise TypeError("a Scenario is one strategy; iterate over its funds or levers")

    def gross_money(self, deflator: Deflator, *, period: Period = PERIOD) -> dict[int, float]:
        """Give all money of all funds in each year, £m of 2019."""
        each = [fund.gross_money(deflator, period) for fund in self.funds.values()]
        return {year: fsum(money[year] for money in each) for year in period.simulated}

    def new_money(self, deflator: Deflator, *, period: Period = PERIOD) -> dict[int, float]:
        """Give the money of each year beyond what it replaces, £m of 2019."""
        each = [fund.new_money(deflator, period) for fund in self.funds.values()]
        return {year: fsum(money[year] for money in each) for year in period.simulated}


def twin_name(name: str) -> str:
    """Name the regression twin of a scenario.

    Examples
    --------
    >>> twin_name("announced_2021")
    'announced_2021_twin'
    """
    return f"{name[: LONGEST_NAME - len(TWIN)]}{TWIN}"


def scenario_names() -> tuple[str, ...]:
    """Name the scenarios that come with the package.

    Examples
    --------
    >>> "baseline" in scenario_names()
    True
    """
    found = (Path(entry.name) for entry in _bundled().iterdir())
    return tuple(sorted(path.stem for path in found if path.suffix == ".toml"))


@checked
def load_scenario(name_or_path: str | Path) -> Scenario:
    """Read a scenario: a bundled one by its name, any other by its path.

    Parameters
    ----------
    name_or_path : str or Path
        A text is a path when it ends in ``.toml``, holds a separator or exists; a bundled name comes first.

    Raises
    ------
    BadInput
        With every fault of the file.

    Examples
    --------
    >>> load_scenario("baseline").title
    'Continue as now'
    """
    if isinstance(name_or_path, Path):
        return read_scenario(name_or_path)
    if name_or_path in scenario_names():
        file = f"{name_or_path}.toml"
        return parse_scenario(_bundled_text(file), name=name_or_path, file=file)
    if _is_path(name_or_path):
        return read_scenario(name_or_path)
    raise BadInput(unknown("scenario", name_or_path, scenario_names()))


@checked
def load_scenarios(names_or_paths: Sequence[str | Path]) -> tuple[Scenario, ...]:
    """Read several scenarios, in the order given.

    Raises
    ------
    BadInput
        With every fault of every file; two scenarios of one name are a fault, since results go by name.

    Examples
    --------
    >>> [scenario.name for scenario in load_scenarios(["baseline", "announced_2021"])]
    ['baseline', 'announced_2021']
    """
    scenarios: list[Scenario] = []
    faults: list[str] = []
    given: dict[str, str | Path] = {}
    for one in names_or_paths:
        name = Path(one).stem if isinstance(one, Path) or _is_path(one) else one
        if name in given:
            faults.append(f"{one}: a scenario {name!r} is already given by {given[name]}; rename or drop one")
            if str(given[name]) == str(one):
                continue
        given.setdefault(name, one)
        try:
            scenarios.append(load_scenario(one))
        except BadInput as error:
            faults += error.faults
    if faults:
        raise BadInput(*faults)
    return tuple(scenarios)


def read_scenario(path: str | Path) -> Scenario:
    """Read a scenario file from the disk.

    Raises
    ------
    BadInput
        With every fault of the file.
    """
    missing = f"bundled scenarios are {', '.join(scenario_names())}"
    text = read_input(path, what=WHAT, most_bytes=MOST_BYTES, missing=missing)
    scenario = parse_scenario(text, name=Path(path).stem, file=str(path), folder=Path(path).parent)
    if is_another(scenario.name, scenario.text):
        raise BadInput(
            f"{path}: differs from the bundled scenario {scenario.name!r}, and results go by the name of the file; "
            f"rename it, as my_{scenario.name}.toml"
        )
    return scenario


@checked
def parse_scenario(
    text: str,
    *,
    name: str,
    file: str | None = None,
    folder: Path | None = None,
    files: Mapping[str, str] | None = None,
) -> Scenario:
    r"""Read a scenario from the text of a file.

    Parameters
    ----------
    text : str
        TOML.
    name : str
        Name of the scenario.
    file : str, optional
        Name that faults give to the text; the scenario's name with ``.toml`` if left out.
    folder : Path, optional
        Where the files lie that the text names (``rule = "from_file"``).
    files : mapping of name to text, optional
        Those files themselves, as they were read before.

    Raises
    ------
    BadInput
        With every fault of the text.

    Examples
    --------
    >>> parse_scenario("title = 'None'\ndescription = 'No funds.'\nsources = ['Ours']", name="none").funds
    {}
    """
    file = f"{name}.toml" if file is None else file
    if not text.strip():
        raise BadInput(f"{file}: the file is empty; give at least title, description and sources")
    if found := fault_of(name, longest=LONGEST_NAME):
        raise BadInput(f"{file}: the name of the file {found}; rename it")
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise BadInput(f"{file}: larger than {size_of(MOST_BYTES)}, which no {WHAT} is; is it the right file?")
    raw = read_toml(text, file=file, what="scenario", levels="five levels")
    named = NamedFiles(raw, folder, files or {})
    faults = [f"{file}: {fault}" for fault in named.faults]
    try:
        stated = ScenarioFile.model_validate(raw)
    except ValidationError as error:
        raise BadInput(*explain(error, raw=raw, schema=schema(), file=file), *faults) from None
    rules = [fund.allocation for fund in stated.funds.values()]
    faults += [f"{file}: {fault}" for fault in choices_without_effect(stated.behaviour, rules)]
    if faults:
        raise BadInput(*faults)
    given = dict(stated) | (_nobody_chooses(stated) if stated.is_twin else {})
    return Scenario(name=name, text=text, files=named.texts, money=named.money, **given)


def _nobody_chooses(stated: ScenarioFile) -> dict[str, Any]:
    """What of a file is another in its twin: its title, and every choice."""
    funds = {name: fund.model_copy(update={"decided_by": "centre"}) for name, fund in stated.funds.items()}
    return {"title": shortened(f"Twin, nobody chooses: {stated.title}"), "behaviour": NOBODY, "funds": funds}


def _is_path(text: str) -> bool:
    if not text or text in scenario_names():
        return False
    return text.endswith(".toml") or "/" in text or "\\" in text or os.path.exists(text)


def is_bundled(name: str, text: str | None = None) -> bool:
    """Whether a scenario comes with the package under a name and, if a text is given, with that text.

    Examples
    --------
    >>> is_bundled("baseline"), is_bundled("baseline", "another text"), is_bundled("mine")
    (True, False, False)
    """
    file = _bundled().joinpath(f"{name}.toml")
    return file.is_file() and text in (None, file.read_bytes().decode("utf-8-sig"))


def is_another(name: str, text: str) -> bool:
    """Whether a text bears the name of a bundled scenario and states something else.

    Examples
    --------
    >>> is_another("baseline", load_scenario("baseline").text + "# a note")
    False
    >>> is_another("baseline", load_scenario("per_head").text), is_another("mine", "")
    (True, False)
    """
    if not is_bundled(name) or is_bundled(name, text):
        return False
    try:
        stated = parse_scenario(text, name=name)
    except BadInput:
        return True
    return stated.model_copy(update={"text": ""}) != load_scenario(name).model_copy(update={"text": ""})


def _bundled_text(file: str) -> str:
    return decoded(_bundled().joinpath(file).read_bytes(), file=file, what=WHAT, most_bytes=MOST_BYTES)


@cache
def _bundled() -> Traversable:
    """Find the bundled scenarios: inside an installed package, else beside the source root of a checkout."""
    inside = files("fourcapitals").joinpath("scenarios")
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "scenarios"
