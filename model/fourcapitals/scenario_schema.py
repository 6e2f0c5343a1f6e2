"""What a scenario file may state: its funds, their terms and allocation rules, and the money that a fund brings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import fsum
from typing import Annotated, Any, Final, Literal

import numpy as np
import numpy.typing as npt
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
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from fourcapitals.faults import UnknownName, shown, unknown
from fourcapitals.places import area_name, find_area
from fourcapitals.prices import Deflator
from fourcapitals.scenario_faults import FAULT
from fourcapitals.vocabulary import END_YEAR, FIRST_YEAR, USE_NAMES, USES

Array = npt.NDArray[np.float64]

YEARS: Final = range(FIRST_YEAR, END_YEAR + 1)
FIRST_PRICE_YEAR: Final = 1998
MOST_GBP_M: Final = 1e6
"""A year's money above £1,000,000m is a slip of units: it exceeds all public spending of 2019."""
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


def _again(details: Any) -> InitErrorDetails:
    kind = _fault(details["msg"]) if details["type"] == FAULT else details["type"]
    return InitErrorDetails(type=kind, loc=details["loc"], input=details["input"], ctx=details.get("ctx", {}))


def _is_amount(value: Any) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool) and abs(value) <= MOST_GBP_M


def _year(key: Any) -> int:
    if not isinstance(key, str) or not re.fullmatch("[0-9]{4}", key):
        raise _fault(f"{shown(key)} is not a year; write years as 2021 = 1000.0")
    if int(key) not in YEARS:
        raise _fault(f"{key} lies outside the years of the model, {FIRST_YEAR} to {END_YEAR}")
    return int(key)


def _years_ascend(value: Any) -> Iterator[str]:
    years = [key for key in value if re.fullmatch("[0-9]{4}", key)] if isinstance(value, dict) else []
    for before, after in pairwise(years):
        if after < before:
            yield f"{after} stands after {before}; put the years in ascending order"


def _use(name: str) -> str:
    if name not in USE_NAMES:
        raise _fault(unknown("use", name, USE_NAMES))
    return name


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


def _fund_name(name: str) -> str:
    if not re.fullmatch("[a-z][a-z0-9_]*", name):
        raise _fault(
            f"{shown(name)} cannot name a fund; use small letters, digits and _, as in levelling_up_fund"
        )
    return name


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
Money = Annotated[
    dict[Annotated[int, BeforeValidator(_year)], Annotated[float, Field(ge=0, le=MOST_GBP_M)]],
    Field(min_length=1, json_schema_extra={"propertyNames": {"enum": [str(year) for year in YEARS]}}),
    _beside(_years_ascend),
]
Shares = Annotated[
    dict[Annotated[str, AfterValidator(_use)], Annotated[float, Field(ge=0, le=1)]],
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


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class _Rule(_Closed):
    areas: Areas | None = Field(
        None, description="The areas that alone share the pot, by name or code. Without it all 307 do."
    )


class PerHead(_Rule):
    """Shares a pot by population."""

    rule: Literal["per_head"] = Field(description="The allocation rule.")


class LufPriority(_Rule):
    """Shares a pot by population times the weight of the area's Levelling Up Fund priority category."""

    rule: Literal["luf_priority"] = Field(description="The allocation rule.")
    weights: Annotated[
        tuple[Weight, ...], Field(strict=False, min_length=3, max_length=3), AfterValidator(_some_weight)
    ] = Field((1.0, 0.35, 0.1), description="The weights per head of priority categories 1, 2 and 3.")


class HealthNeed(_Rule):
    """Shares a pot by population times exp(-slope x healthy life expectancy above the mean)."""

    rule: Literal["health_need"] = Field(description="The allocation rule.")
    slope: Slope = Field(
        0.25, description="The fall of the log share per head, per year of healthy life expectancy."
    )


class DeprivationNeed(_Rule):
    """Shares a pot by population times exp(slope x deprivation in standard deviations)."""

    rule: Literal["deprivation_need"] = Field(description="The allocation rule.")
    slope: Slope = Field(
        0.5, description="The rise of the log share per head, per standard deviation of deprivation."
    )


class AsAwarded(_Rule):
    """Shares a pot in proportion to published awards."""

    rule: Literal["as_awarded"] = Field(description="The allocation rule.")
    awards: Awards = Field(description="The published awards whose sum by area the pot follows.")


Allocation = Annotated[
    PerHead | LufPriority | HealthNeed | DeprivationNeed | AsAwarded, Field(discriminator="rule")
]


class Replaced(_Closed):
    """Money that a fund stands in for: only the difference is new."""

    title: Text = Field(description="The name to show of what is replaced.")
    source: Text = Field(description="The document that the replaced money is taken from.")
    grade: Grade = Field(
        description="The evidence grade of the replaced money: S seen, M from memory, J judgement."
    )
    gbp_m: Money = Field(
        description="The replaced money of each year. England, £ million, in the fund's prices."
    )


class Fund(_Closed):
    """One fund: its money, what the money buys and how it is shared between areas."""

    title: Text = Field(description="The name to show.")
    source: Text = Field(description="The document that the money is taken from.")
    grade: Grade = Field(
        description="The evidence grade of the yearly money: S seen, M from memory, J judgement."
    )
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
        description='The budget that pays if financing = "displaces": public_health, nhs or council_services.',
    )
    after_end: Literal["ends", "continues"] = Field(
        "ends",
        description="What happens after the last year given: nothing more, or its real amount up to 2035.",
    )
    gbp_m: Money = Field(
        description="The money of each year, as 2021 = 1000.0. England, £ million; other years 0."
    )
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
            raise _fault(
                f'financing = "displaces" needs a budget here; choose from {", ".join(OUTCOME_USES)}'
            )
        if displaces is not None and financing not in (None, "displaces"):
            raise _fault(f'financing is {financing!r}; write financing = "displaces" or leave this key out')
        return displaces

    @field_validator("replaces")
    @classmethod
    def _replaces_no_more_than_it_brings(
        cls, replaces: Replaced | None, info: ValidationInfo
    ) -> Replaced | None:
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
        more = [year for year, amount in replaces.gbp_m.items() if amount > given["gbp_m"].get(year, 0.0)]
        on_stocks = [use for use, share in given.get("uses", {}).items() if share and use not in OUTCOME_USES]
        if more and on_stocks:
            raise _fault(
                f"more is replaced than the fund brings in {_listed(more)}; a loss can only be taken from "
                f"{', '.join(OUTCOME_USES)}, this fund also buys {', '.join(on_stocks)}"
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
        ...             financing="unfunded", gbp_m={"2022": 1000.0}, uses={"nhs": 1.0}, uses_source="s",
        ...             uses_grade="J", allocation={"rule": "per_head"})
        >>> money = fund.gross_money(Deflator({2019: 1.0, 2022: 1.25}, 0.0))
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
        return {year: gross[year] - replaced[year] for year in YEARS}

    def uses_vector(self) -> Array:
        """Give the share of each use, in the order of `vocabulary.USES`."""
        return np.array([self.uses.get(name, 0.0) for name in USE_NAMES])

    def _real(self, stated: Mapping[int, float], deflator: Deflator) -> dict[int, float]:
        last = max(self.gbp_m) if self.after_end == "continues" else END_YEAR
        money = {}
        for year in YEARS:
            model_year = min(year, last)
            price_year = model_year if self.price_year == "cash" else self.price_year
            money[year] = deflator.to_base(stated.get(model_year, 0.0), price_year)
        return money


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
    funds: Annotated[
        dict[Annotated[str, AfterValidator(_fund_name)], Fund],
        AfterValidator(lambda funds: dict(sorted(funds.items()))),
    ] = Field({}, description="The funds, each in a table [funds.name_of_the_fund].")


@cache
def schema() -> dict[str, Any]:
    """Give the JSON Schema of a scenario file, each key with its description.

    Examples
    --------
    >>> schema()["properties"]["title"]["description"]
    'The name to show.'
    """
    return ScenarioFile.model_json_schema()
