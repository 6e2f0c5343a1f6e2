"""What a person has changed on the page: from a strategy and edits of its money to a scenario."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from copy import deepcopy
from functools import lru_cache
from math import fsum
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fourcapitals.data.prices import Deflator
from fourcapitals.errors import BadInput, shown
from fourcapitals.report.live_page.differences import real_money, tell_changes
from fourcapitals.scenario.files import Fund, Scenario, parse_scenario
from fourcapitals.scenario.toml_text import toml_text
from fourcapitals.text import shortened
from fourcapitals.vocabulary import END_YEAR, FIRST_YEAR, USES

SLOPES: Final = ("health_need", "deprivation_need")
"""Rules with a slope: how steeply money follows need."""
_MOST: Final = 1e6
_OF_FUND: Final = 2
"""Position of the key of an edit in the place of a fault, after funds and the name of the fund."""
_PLACES_OF_EDITS: Final = {
    "gbp_m": "uses",
    "first": "gbp_m.first",
    "last": "gbp_m.last",
    "even": "gbp_m.even",
    "rule": "allocation.rule",
    "slope": "allocation.slope",
    "areas": "allocation.areas",
}
"""Where faults of edits stand in a scenario file, and on the page."""
_NOT_TEXT: Final = "\ufffd"
"""What a browser puts in the place of bytes that are no text."""
Amount = Annotated[float, Field(ge=0, le=_MOST, allow_inf_nan=False)]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=END_YEAR)]
_USES: Final = tuple(use.name for use in USES)


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FundEdit(_Asked):
    """What is changed of one fund; what is left out stays."""

    gbp_m: dict[str, Amount] | None = None
    """By use, £ million of 2019 over all years, before what it replaces is taken off."""
    first: Year | None = None
    last: Year | None = None
    even: bool = False
    """The same amount in each of these years."""
    rule: str | None = Field(None, max_length=60)
    slope: float | None = Field(None, allow_inf_nan=False)
    areas: list[Annotated[str, Field(max_length=120)]] | None = Field(None, max_length=400)
    """Where alone; everywhere if empty."""


class Asked(_Asked):
    """A strategy as the page asks for it."""

    start: str = Field(max_length=80)
    """Name of a strategy at hand; ignored where there is a text."""
    text: str | None = Field(None, max_length=50_000)
    """Of a file that was brought along."""
    title: str | None = Field(None, max_length=400)
    funds: dict[str, FundEdit] = Field({}, max_length=60)

    @property
    def is_edited(self) -> bool:
        """Whether anything is changed of what it starts from."""
        return bool(self.funds) or self.title is not None


def asked_of(stated: Any) -> Asked:
    """Read what the page asks for.

    Raises
    ------
    BadInput
        With every fault, each with its place.
    """
    try:
        return Asked.model_validate(stated)
    except ValidationError as error:
        raise BadInput(*fault_lines(error)) from None


def fault_lines(error: ValidationError, *, within: Collection[str] = ()) -> list[str]:
    """Say what is wrong with what the page asks for, a line each: where, what is expected and what was given.

    Parameters
    ----------
    error : ValidationError
    within : collection of str
        Keys of the strategies in what is asked for, which are left out of the places of faults in them.
    """
    lines = []
    for each in error.errors(include_url=False):
        where, what, given = [str(key) for key in each["loc"]], each["type"], each["input"]
        where = where[1:] if len(where) > 1 and where[0] in within else where
        if where[:1] == ["funds"] and len(where) > _OF_FUND:
            where[_OF_FUND] = _PLACES_OF_EDITS.get(where[_OF_FUND], where[_OF_FUND])
        said = f"{each['msg'].replace('Input should', 'should')}, got {shown(given)}"
        if what in ("int_from_float", "int_type"):
            said = f"a whole number expected, got {shown(given)}"
        elif what == "string_too_long":
            said = f"is {len(given):,} characters long; give at most {each['ctx']['max_length']:,}"
        elif what == "extra_forbidden":
            said = "not known here; leave it out"
        elif what == "missing":
            said = "missing"
        elif what == "model_type":
            said = f"a table of keys expected, got {shown(given)}"
        lines.append(f"{'.'.join(where) or 'state'}: {said}")
    return lines


def scenario_asked(asked: Asked, at_hand: Mapping[str, Scenario], *, name: str, deflator: Deflator) -> Scenario:
    """Make the scenario that is asked for.

    Parameters
    ----------
    asked : Asked
    at_hand : mapping of name to Scenario
    name : str
        Of a strategy that is not one of those at hand as it stands.
    deflator : Deflator

    Raises
    ------
    BadInput
        With every fault of it, as of any file.
    """
    start = start_of(asked, at_hand, name=name)
    if not asked.is_edited:
        return start
    stated = deepcopy(_stated(start.text))
    stated["title"] = shortened(f"Changed from “{start.title}”") if asked.title is None else asked.title
    faults = []
    for fund, edit in asked.funds.items():
        if fund not in start.funds:
            faults.append(f"funds.{fund}: no such fund in {start.name}; choose from {', '.join(start.funds)}")
            continue
        try:
            _edit(stated["funds"][fund], start.funds[fund], edit, deflator)
        except BadInput as error:
            faults += [f"funds.{fund}.{fault}" for fault in error.faults]
    if faults:
        raise BadInput(*faults)
    made = parse_scenario(toml_text(stated), name=name, files=start.files)
    origin = start.name if asked.text is None else f"‘{start.title}’"
    if not tell_changes(stated, start, made, origin, deflator):
        return start if asked.title is None else made
    return parse_scenario(toml_text(stated), name=name, files=start.files)


@lru_cache(maxsize=2)
def _stated(text: str) -> dict[str, Any]:
    """Read what is started from once, however often it is changed; of two strategies side by side."""
    return tomllib.loads(text)


def start_of(asked: Asked, at_hand: Mapping[str, Scenario], *, name: str) -> Scenario:
    """Give what is changed: a strategy at hand, or one from a file that was brought along."""
    if asked.text is not None:
        if _NOT_TEXT in asked.text:
            line = asked.text[: asked.text.index(_NOT_TEXT)].count("\n") + 1
            raise BadInput(f"{name}.toml: line {line}: not text in UTF-8; save the file as UTF-8")
        return parse_scenario(asked.text, name=name)
    if asked.start not in at_hand:
        raise BadInput(f"start: no strategy {asked.start!r} here; choose from {', '.join(at_hand)}")
    return at_hand[asked.start]


def _edit(stated: dict[str, Any], fund: Fund, edit: FundEdit, deflator: Deflator) -> None:
    """Change what a file states of one fund."""
    faults = []
    if edit.gbp_m is not None:
        faults += [f"uses: no use {use!r}; choose from {', '.join(_USES)}" for use in edit.gbp_m if use not in _USES]
    if edit.first is not None and edit.last is not None and edit.first > edit.last:
        faults.append(f"gbp_m: the first year, {edit.first}, is after the last, {edit.last}")
    money = real_money(fund, deflator)
    fixed = fund.allocation.rule == "from_file"
    touches_money = edit.gbp_m is not None or edit.first is not None or edit.last is not None or edit.even
    if fixed and touches_money:
        faults.append("gbp_m: this fund takes its money from a file; change it there")
    if faults:
        raise BadInput(*faults)
    if touches_money:
        _edit_money(stated, fund, edit, money, deflator)
    _edit_rule(stated, edit)


def _edit_money(
    stated: dict[str, Any], fund: Fund, edit: FundEdit, money: Mapping[int, float], deflator: Deflator
) -> None:
    before = fsum(money.values())
    after = before if edit.gbp_m is None else fsum(edit.gbp_m.values())
    if edit.gbp_m is not None and after:
        stated["uses"] = {use: gbp_m / after for use, gbp_m in edit.gbp_m.items() if gbp_m}
    if edit.first is None and edit.last is None and not edit.even and before:
        stated["gbp_m"] = {str(year): gbp_m * (after / before) for year, gbp_m in fund.gbp_m.items()}
        return
    years = sorted(money) or [FIRST_YEAR]
    first, last = edit.first or years[0], edit.last or years[-1]
    inside = {year: 1.0 if edit.even or not money else money.get(year, 0.0) for year in range(first, last + 1)}
    if not any(inside.values()):
        inside = dict.fromkeys(inside, 1.0)
    whole = fsum(inside.values())
    stated["after_end"] = "ends"
    stated["gbp_m"] = {
        str(year): after
        * part
        / whole
        / deflator.to_base(1.0, year=year if fund.price_year == "cash" else fund.price_year)
        for year, part in inside.items()
    }


def _edit_rule(stated: dict[str, Any], edit: FundEdit) -> None:
    own = stated["allocation"]
    if edit.rule is not None and edit.rule != own.get("rule"):
        own = {"rule": edit.rule, **({"areas": own["areas"]} if "areas" in own else {})}
    if edit.slope is not None and own.get("rule") in SLOPES:
        own["slope"] = edit.slope
    if edit.areas is not None:
        own.pop("areas", None)
        if edit.areas:
            own["areas"] = list(edit.areas)
    stated["allocation"] = own
