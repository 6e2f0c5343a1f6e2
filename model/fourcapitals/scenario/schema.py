"""What a scenario file may state: funds with their money and allocation rules, and levers without money."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from inspect import Parameter, signature
from itertools import pairwise
from math import fsum
from typing import Annotated, Any, Final, Literal, Self, get_args

import numpy as np
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from fourcapitals.data.places import area_name, area_table, find_area
from fourcapitals.data.prices import Deflator
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import UnknownName, shown, unknown
from fourcapitals.scenario.allocation import RULES, STATISTICS
from fourcapitals.scenario.explain import FAULT, OWN_RULE
from fourcapitals.vocabulary import END_YEAR, FIRST_YEAR, RISKS, SIMULATED_YEARS, USE_NAMES, USES

FIRST_PRICE_YEAR: Final = 1998
MOST_GBP_M: Final = 1e6
"""A year's money above £1,000,000m is a slip of units: it exceeds all public spending of 2019."""
MOST_CHANGE: Final = 0.5
"""A change of more than half of all adults is a slip of units: a percentage point is 0.01."""
AREAS: Final = len(area_table())
OUTCOME_USES: Final = tuple(use.name for use in USES if use.route == "outcome")


def _fault(text: str) -> PydanticCustomError:
    return PydanticCustomError(FAULT, text)


def _beside(check: Callable[[Any], Iterator[str]]) -> WrapValidator:
    """Run a check of the whole beside those of its parts, so that the faults of both are told at once."""

    def validate(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        found = [InitErrorDetails(type=_fault(text), loc=(), input=value) for text in check(value)]
        try:
            result = handler(value)
        except ValidationError as error:
            found += [_again(details) for details in error.errors(include_url=False)]
        if found:
            raise ValidationError.from_exception_data("faults", found)
        return result

    return WrapValidator(validate)


def _again(details: Any, *, inside: tuple[str, ...] = ()) -> InitErrorDetails:
    kind = _fault(details["msg"]) if details["type"] == FAULT else details["type"]
    return InitErrorDetails(
        type=kind, loc=(*inside, *details["loc"]), input=details["input"], ctx=details.get("ctx", {})
    )


def _is_amount(value: Any) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool) and abs(value) <= MOST_GBP_M


def _year(example: str) -> BeforeValidator:
    def check(key: Any) -> int:
        if not re.fullmatch("[0-9]{4}", str(key)):
            raise _fault(f"{shown(key)} is not a year; write years as {example}")
        if int(key) not in SIMULATED_YEARS:
            raise _fault(f"{key} lies outside the years of the model, {FIRST_YEAR} to {END_YEAR}")
        return int(key)

    return BeforeValidator(check)


def _years_ascend(value: Any) -> Iterator[str]:
    years = [str(key) for key in value] if isinstance(value, dict) else []
    for before, after in pairwise(year for year in years if re.fullmatch("[0-9]{4}", year)):
        if after < before:
            yield f"{after} stands after {before}; put the years in ascending order"


def _one_of(what: str, choices: Collection[str]) -> AfterValidator:
    def check(name: str) -> str:
        if name not in choices:
            raise _fault(unknown(what, name, choices))
        return name

    return AfterValidator(check)


def _shares_sum_to_1(value: Any) -> Iterator[str]:
    shares = list(value.values()) if isinstance(value, dict) else []
    if shares and all(_is_amount(share) for share in shares) and abs(fsum(shares) - 1) > 1e-9:
        yield f"shares must sum to 1, these sum to {fsum(shares):.12g}"


def _area(text: str) -> str:
    try:
        return find_area(text)
    except UnknownName as error:
        raise _fault(str(error)) from None


def _areas_once(value: Any) -> Iterator[str]:
    seen: set[str] = set()
    for text in value if isinstance(value, list | tuple) else ():
        try:
            code = find_area(text) if isinstance(text, str) else None
        except UnknownName:
            continue
        if code in seen:
            yield f"{area_name(code)} ({code}) is given twice, the second time as {shown(text)}; keep one"
        if code is not None:
            seen.add(code)


def _once(value: Any) -> Iterator[str]:
    texts = [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else []
    for text in dict.fromkeys(texts):
        if texts.count(text) > 1:
            yield f"{shown(text)} is given twice; keep one"


def _price_year(value: Any) -> Any:
    if value == "cash" or (type(value) is int and FIRST_PRICE_YEAR <= value <= END_YEAR):
        return value
    raise _fault(f'expected "cash" or a year from {FIRST_PRICE_YEAR} to {END_YEAR}, got {shown(value)}')


def _name_of(what: str, example: str) -> AfterValidator:
    def check(name: str) -> str:
        if not re.fullmatch("[a-z][a-z0-9_]*", name):
            raise _fault(f"{shown(name)} cannot name a {what}; use small letters, digits and _, as in {example}")
        return name

    return AfterValidator(check)


def _by_name(tables: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(tables.items()))


def _some_weight(weights: tuple[float, ...]) -> tuple[float, ...]:
    if not any(weights):
        raise _fault("all weights are 0; give at least one category some weight")
    return weights


def _listed(years: Sequence[int]) -> str:
    return ", ".join(str(year) for year in sorted(years))


Text = Annotated[str, Field(pattern=r"\S")]
Grade = Annotated[str, Field(pattern=r"^[SMJ](/[SMJ])*$")]
Weight = Annotated[float, Field(ge=0, le=1000)]
Slope = Annotated[float, Field(ge=0, le=10)]
Share = Annotated[float, Field(ge=0, le=1)]
NumberOfAreas = Annotated[int, Field(ge=1, le=AREAS)]
Statistic = Annotated[str, _one_of("statistic", STATISTICS), Field(json_schema_extra={"enum": list(STATISTICS)})]
Risk = Annotated[str, _one_of("risk", RISKS), Field(json_schema_extra={"enum": list(RISKS)})]
BY_YEAR: Final[Any] = {"propertyNames": {"enum": [str(year) for year in SIMULATED_YEARS]}}
Money = Annotated[
    dict[Annotated[int, _year("2021 = 1000.0")], Annotated[float, Field(ge=0, le=MOST_GBP_M)]],
    Field(min_length=1, json_schema_extra=BY_YEAR),
    _beside(_years_ascend),
]
Changes = Annotated[
    dict[Annotated[int, _year("2030 = -0.02")], Annotated[float, Field(ge=-MOST_CHANGE, le=MOST_CHANGE)]],
    Field(min_length=1, json_schema_extra=BY_YEAR),
    _beside(_years_ascend),
]
Shares = Annotated[
    dict[Annotated[str, _one_of("use", USE_NAMES)], Share],
    Field(min_length=1, json_schema_extra={"propertyNames": {"enum": list(USE_NAMES)}}),
    _beside(_shares_sum_to_1),
]
Areas = Annotated[
    tuple[Annotated[str, AfterValidator(_area)], ...],
    Field(strict=False, min_length=1),
    _beside(_areas_once),
    AfterValidator(lambda codes: tuple(sorted(codes))),
]
Awards = Annotated[
    tuple[Literal["levelling_up_fund_round_1", "town_deals", "future_high_streets_fund"], ...],
    Field(strict=False, min_length=1),
    _beside(_once),
]
Weights = Annotated[tuple[Weight, ...], Field(strict=False, min_length=3, max_length=3), AfterValidator(_some_weight)]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class _Rule(_Closed):
    areas: Areas | None = Field(
        None, description="The areas that alone share the pot, by name or code. Without it all 307 do."
    )

    def keywords(self) -> dict[str, Any]:
        """Give the rule's options as its function takes them."""
        return self.model_dump(exclude={"rule", "areas"})


class PerHead(_Rule):
    """Shares a pot by population."""

    rule: Literal["per_head"] = Field(description="The allocation rule.")


class LufPriority(_Rule):
    """Shares a pot by population times the weight of the area's Levelling Up Fund priority category."""

    rule: Literal["luf_priority"] = Field(description="The allocation rule.")
    weights: Weights = Field((1.0, 0.35, 0.1), description="The weights per head of priority categories 1, 2 and 3.")


class LufIndex(_Rule):
    """Shares a pot by population times the weight of the category that the fund's index would give."""

    rule: Literal["luf_index"] = Field(description="The allocation rule.")
    weights: Weights = Field((1.0, 0.35, 0.1), description="The weights per head of categories 1, 2 and 3.")


class HealthNeed(_Rule):
    """Shares a pot by population times exp(-slope x healthy life expectancy above the mean)."""

    rule: Literal["health_need"] = Field(description="The allocation rule.")
    slope: Slope = Field(0.25, description="The fall of the log share per head, per year of healthy life expectancy.")


class DeprivationNeed(_Rule):
    """Shares a pot by population times exp(slope x deprivation in standard deviations)."""

    rule: Literal["deprivation_need"] = Field(description="The allocation rule.")
    slope: Slope = Field(0.5, description="The rise of the log share per head, per standard deviation of deprivation.")


class EconomicResilience(_Rule):
    """Shares a pot by population among the places with the least economic resilience."""

    rule: Literal["economic_resilience"] = Field(description="The allocation rule.")
    places: NumberOfAreas = Field(100, description="The number of areas that share the pot.")


class Ukspf(_Rule):
    """Shares a pot by population, and a part by population and economic need."""

    rule: Literal["ukspf"] = Field(description="The allocation rule.")
    need_share: Share = Field(0.3, description="The part of the pot that follows need.")


class TopN(_Rule):
    """Shares a pot by population among the areas that are worst on one statistic."""

    rule: Literal["top_n"] = Field(description="The allocation rule.")
    n: NumberOfAreas = Field(description="The number of areas that share the pot.")
    statistic_name: Statistic = Field(
        "hle", alias="statistic", description="The statistic that the areas are worst on."
    )


class AsAwarded(_Rule):
    """Shares a pot in proportion to published awards."""

    rule: Literal["as_awarded"] = Field(description="The allocation rule.")
    awards: Awards = Field(description="The published awards whose sum by area the pot follows.")


class OwnRule(_Rule):
    """Shares a pot by a rule that somebody has registered in Python with `allocation_rule`."""

    rule: str = Field(description="The name that the rule was registered by.")
    options: dict[str, Any] = Field(
        {}, validate_default=True, description="The options of a rule of your own, by their names."
    )

    @field_validator("options")
    @classmethod
    def _options_are_those_of_the_function(cls, options: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        rule = info.data["rule"]
        taken = list(signature(RULES[rule]).parameters.values())[1:]
        named = {one.name: one for one in taken if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)}
        found = [] if len(named) < len(taken) else [name for name in options if name not in named]
        texts = [unknown("option", name, named) if named else _no_options(rule, name) for name in found]
        texts += [
            f"the option {name!r} is missing; the rule {shown(rule)} needs it"
            for name, one in named.items()
            if one.default is Parameter.empty and name not in options
        ]
        if texts:
            raise _several(texts, options)
        return options

    def keywords(self) -> dict[str, Any]:
        """Give the rule's options as its function takes them."""
        return dict(self.options)


def _no_options(rule: str, name: str) -> str:
    return f"no option {shown(name)}; the rule {shown(rule)} has none"


def _several(texts: Sequence[str], value: Any) -> ValidationError:
    found = [InitErrorDetails(type=_fault(text), loc=(), input=value) for text in texts]
    return ValidationError.from_exception_data("faults", found)


def _rule_of(kind: type[_Rule]) -> str:
    return str(get_args(kind.model_fields["rule"].annotation)[0])


def _by_rule(*kinds: type[_Rule], whole: bool = False) -> WrapValidator:
    """Read a table by the rule that it names: one of these kinds, or one registered in Python.

    Only the rule of a whole pot may be kept to some areas.
    """
    ours = {_rule_of(kind): kind for kind in kinds}

    def validate(value: Any, _: ValidatorFunctionWrapHandler) -> Any:
        if isinstance(value, _Rule):
            value = value.model_dump(by_alias=True, exclude_unset=True)
        if not isinstance(value, dict):
            raise _fault(f"expected a table, got {shown(value)}")
        choices = {*ours, *(name for name in RULES if name not in BUILT_IN)}
        rule = value.get("rule")
        if "rule" not in value:
            raise _fault(f"the key 'rule' is missing; choose from {', '.join(sorted(choices))}")
        if not isinstance(rule, str):
            raise _fault(f"no allocation rule {shown(rule)}; choose from {', '.join(sorted(choices))}")
        if rule not in choices:
            raise _fault(unknown("allocation rule", rule, choices))
        found = []
        if not whole and "areas" in value:
            text = "areas belong to the whole pot; write them beside the fund's own rule"
            found.append(InitErrorDetails(type=_fault(text), loc=(), input=value))
            value = {key: inner for key, inner in value.items() if key != "areas"}
        try:
            result = ours.get(rule, OwnRule).model_validate(value)
        except ValidationError as error:
            inside = (rule if rule in ours else OWN_RULE,)
            found += [_again(details, inside=inside) for details in error.errors(include_url=False)]
        if found:
            raise ValidationError.from_exception_data("faults", found)
        return result

    return WrapValidator(validate)


FORMULAS: Final = (
    PerHead,
    LufPriority,
    LufIndex,
    HealthNeed,
    DeprivationNeed,
    EconomicResilience,
    Ukspf,
    TopN,
    AsAwarded,
)
_Formula = (
    PerHead | LufPriority | LufIndex | HealthNeed | DeprivationNeed | EconomicResilience | Ukspf | TopN | AsAwarded
)
Part = Annotated[Annotated[_Formula, Field(discriminator="rule")] | OwnRule, _by_rule(*FORMULAS)]


class Blend(_Rule):
    """Shares a part of a pot by one rule and the rest by another."""

    rule: Literal["blend"] = Field(description="The allocation rule.")
    first: Part = Field(description="The table of the one rule and its options.")
    second: Part = Field(description="The table of the other rule and its options.")
    second_share: Share = Field(description="The part of the pot that follows the second rule.")

    def keywords(self) -> dict[str, Any]:
        """Give the rule's options as its function takes them."""
        parts = {"first": self.first, "second": self.second}
        return {
            **{name: {"rule": part.rule, **part.keywords()} for name, part in parts.items()},
            "second_share": self.second_share,
        }


Need = Annotated[Annotated[_Formula | Blend, Field(discriminator="rule")] | OwnRule, _by_rule(*FORMULAS, Blend)]


class Competitive(_Rule):
    """Councils bid for grants of one size; scores of need and of capacity, and chance, decide who wins."""

    rule: Literal["competitive"] = Field(description="The allocation rule.")
    need: Need = Field(description="The table of the rule whose money per head, ranked, is the need.")
    grant_gbp_m: Annotated[float, Field(gt=0, le=MOST_GBP_M)] = Field(
        20.0, description="The size of one grant. £ million of 2019."
    )
    need_weight: Weight = Field(1.0, description="The weight of need in the score of a bid.")
    capacity_weight: Weight = Field(1.0, description="The weight of the council's capacity in the score.")
    noise: Weight = Field(1.0, description="The scale of the chance in the score.")
    left_over: Literal["rolls_over", "lapses"] = Field(
        "rolls_over", description="What happens to money that no grant has used."
    )
    once: bool = Field(False, description="Whether an area that has won from this fund wins no more.")

    @model_validator(mode="after")
    def _something_decides(self) -> Self:
        if not (self.need_weight or self.capacity_weight or self.noise):
            raise _fault("need_weight, capacity_weight and noise are all 0; give at least one some weight")
        return self


Allocation = Annotated[
    Annotated[_Formula | Blend | Competitive, Field(discriminator="rule")] | OwnRule,
    _by_rule(*FORMULAS, Blend, Competitive, whole=True),
]

BUILT_IN: Final = frozenset(_rule_of(kind) for kind in (*FORMULAS, Blend, Competitive))
"""The rules of this package; any other that is registered is somebody's own."""


class Replaced(_Closed):
    """Money that a fund stands in for: only the difference is new."""

    title: Text = Field(description="The name to show of what is replaced.")
    source: Text = Field(description="The document that the replaced money is taken from.")
    grade: Grade = Field(description="The evidence grade of the replaced money: S seen, M from memory, J judgement.")
    gbp_m: Money = Field(description="The replaced money of each year. England, £ million, in the fund's prices.")


class Fund(_Closed):
    """One fund: its money, what the money buys and how it is shared between areas."""

    title: Text = Field(description="The name to show.")
    source: Text = Field(description="The document that the money is taken from.")
    grade: Grade = Field(description="The evidence grade of the yearly money: S seen, M from memory, J judgement.")
    money: Literal["capital", "revenue"] = Field(description='The kind of money, "capital" or "revenue".')
    price_year: Annotated[Literal["cash"] | int, BeforeValidator(_price_year)] = Field(
        description='The prices of the amounts: "cash", each year in its own, or a year such as 2019.',
        json_schema_extra={"minimum": FIRST_PRICE_YEAR, "maximum": END_YEAR},
    )
    financing: Literal["unfunded", "borrowing", "tax", "displaces"] = Field(
        description='Who pays: "unfunded", "borrowing", "tax", or "displaces" another budget.'
    )
    displaces: str | None = Field(
        None,
        validate_default=True,
        description='The paying budget if financing = "displaces": public_health, nhs or council_services.',
    )
    after_end: Literal["ends", "continues"] = Field(
        "ends",
        description="What happens after the last year given: nothing more, or its real amount up to 2035.",
    )
    gbp_m: Money = Field(description="The money of each year, as 2021 = 1000.0. England, £ million; other years 0.")
    uses: Shares = Field(description="The share of each use, as premises = 0.5. Shares sum to 1.")
    uses_source: Text = Field(description="The document or reasoning behind the shares by use.")
    uses_grade: Grade = Field(
        description="The evidence grade of the shares by use: S seen, M from memory, J judgement."
    )
    allocation: Allocation = Field(description='The table of the allocation rule, as rule = "per_head".')
    replaces: Replaced | None = Field(
        None, description="The money that this fund stands in for. Only the difference is new money."
    )

    @field_validator("displaces")
    @classmethod
    def _displaces_a_budget(cls, displaces: str | None, info: ValidationInfo) -> str | None:
        if displaces is not None and displaces not in OUTCOME_USES:
            raise _fault(unknown("budget to displace", displaces, OUTCOME_USES))
        financing = info.data.get("financing")
        if financing == "displaces" and displaces is None:
            raise _fault(f'financing = "displaces" needs a budget here; choose from {", ".join(OUTCOME_USES)}')
        if displaces is not None and financing not in (None, "displaces"):
            raise _fault(f'financing is {financing!r}; write financing = "displaces" or leave this key out')
        return displaces

    @field_validator("uses")
    @classmethod
    def _uses_are_not_displaced(cls, uses: dict[str, float], info: ValidationInfo) -> dict[str, float]:
        displaced = info.data.get("displaces")
        if displaced is not None and uses.get(displaced, 0) > 0:
            raise _fault(
                f"gives {displaced!r}, the budget that pays (displaces); leave out what only moves within it, and give "
                "the rest of the money in gbp_m"
            )
        return uses

    @field_validator("replaces")
    @classmethod
    def _replaces_nothing_after_its_last_year(cls, replaces: Replaced | None, info: ValidationInfo) -> Replaced | None:
        given = info.data
        if replaces is None or "gbp_m" not in given:
            return replaces
        end = max(given["gbp_m"])
        late = [year for year in replaces.gbp_m if year > end]
        if late and given.get("after_end") == "continues":
            raise _fault(
                f"gives {_listed(late)}, after the fund's last year {end}, whose amounts continue; "
                "leave these years out"
            )
        return replaces

    def gross_money(self, deflator: Deflator) -> dict[int, float]:
        """Give all money of the fund in each year, £m of 2019.

        Parameters
        ----------
        deflator : Deflator
            Turns the fund's prices into those of 2019.

        Examples
        --------
        >>> fund = Fund(title="F", source="s", grade="J", money="revenue", price_year="cash",
        ...             financing="unfunded", gbp_m={2022: 1000.0}, uses={"nhs": 1.0}, uses_source="s",
        ...             uses_grade="J", allocation={"rule": "per_head"})
        >>> money = fund.gross_money(Deflator({2019: 1.0, 2020: 1.0, 2021: 1.0, 2022: 1.25}, 0.0))
        >>> money[2021], money[2022]
        (0.0, 800.0)
        """
        return self._real(self.gbp_m, deflator)

    def new_money(self, deflator: Deflator) -> dict[int, float]:
        """Give the money of each year beyond what it replaces, £m of 2019; below 0 where more is replaced."""
        gross = self._real(self.gbp_m, deflator)
        if self.replaces is None:
            return gross
        replaced = self._real(self.replaces.gbp_m, deflator)
        return {year: gross[year] - replaced[year] for year in SIMULATED_YEARS}

    def uses_vector(self) -> Array:
        """Give the share of each use, in the order of `vocabulary.USES`."""
        return np.array([self.uses.get(name, 0.0) for name in USE_NAMES])

    def _real(self, stated: Mapping[int, float], deflator: Deflator) -> dict[int, float]:
        last = max(self.gbp_m) if self.after_end == "continues" else END_YEAR
        money = {}
        for year in SIMULATED_YEARS:
            model_year = min(year, last)
            price_year = model_year if self.price_year == "cash" else self.price_year
            money[year] = deflator.to_base(stated.get(model_year, 0.0), price_year)
        return money


class Lever(_Closed):
    """A measure without money, such as a tax or a ban: a dated change of a habit."""

    title: Text = Field(description="The name to show.")
    source: Text = Field(description="The document or reasoning that the change is taken from.")
    grade: Grade = Field(description="The evidence grade of the change: S seen, M from memory, J judgement.")
    risk: Risk = Field(description="The risk that it changes.")
    change: Changes = Field(
        description="The change since 2019 of the share of adults at risk, as 2030 = -0.02. Linear between "
        "the years given, from 0 in the year before the first; the last one stays."
    )
    areas: Areas | None = Field(None, description="The areas where it works, by name or code. Without it all 307.")

    def path(self) -> dict[int, float]:
        """Give the change of the share of adults in each year.

        Examples
        --------
        >>> lever = Lever(title="L", source="s", grade="J", risk="smoking", change={2022: -0.01, 2024: -0.03})
        >>> [round(lever.path()[year], 3) for year in (2021, 2022, 2023, 2024, 2035)]
        [0.0, -0.01, -0.02, -0.03, -0.03]
        """
        years = [min(self.change) - 1, *self.change]
        return dict(
            zip(SIMULATED_YEARS, np.interp(SIMULATED_YEARS, years, [0.0, *self.change.values()]).tolist(), strict=True)
        )


class ScenarioFile(_Closed):
    """What a scenario file states."""

    title: Text = Field(description="The name to show.")
    description: Text = Field(description="The strategy in a few sentences.")
    sources: Annotated[tuple[Text, ...], Field(strict=False, min_length=1)] = Field(
        description="The documents that the scenario rests on, as a list of titles."
    )
    running_costs: Literal["centre", "councils"] = Field(
        "centre", description="Who pays to run what capital money has built: the centre, or the councils."
    )
    funds: Annotated[dict[Annotated[str, _name_of("fund", "levelling_up_fund")], Fund], AfterValidator(_by_name)] = (
        Field({}, description="The funds, each in a table [funds.name_of_the_fund].")
    )
    levers: Annotated[dict[Annotated[str, _name_of("lever", "smoking_rules")], Lever], AfterValidator(_by_name)] = (
        Field({}, description="The measures without money, each in a table [levers.name_of_the_lever].")
    )


@cache
def schema() -> dict[str, Any]:
    """Give the JSON Schema of a scenario file, each key with its description.

    Examples
    --------
    >>> schema()["properties"]["title"]["description"]
    'The name to show.'
    """
    return ScenarioFile.model_json_schema()
