"""The kinds of value that a scenario file may state, each with its bounds, its check and the words of its faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import fsum
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from fourcapitals.data.places import area_name, area_table, find_areas, is_merged
from fourcapitals.errors import UnknownName, shown, unknown
from fourcapitals.scenario.explain import FAULT
from fourcapitals.scenario.need import STATISTICS
from fourcapitals.text import LONGEST_NAME, LONGEST_NOTE, LONGEST_TITLE, fault_of
from fourcapitals.vocabulary import END_YEAR, FIRST_YEAR, RISKS, SIMULATED_YEARS, USE_NAMES

FIRST_PRICE_YEAR: Final = 1998
"""The first year whose prices a file may name: the published deflator begins there."""
MOST_GBP_M: Final = 1e6
"""A year's money above £1,000,000m is a slip of units: it exceeds all public spending of 2019."""
MOST_CHANGE: Final = 0.5
"""A change of more than half of all adults is a slip of units: a percentage point is 0.01."""

MOST_RELATIVE: Final = 1.0
"""A fall by more than all, or a rise to more than double, is a slip of units: a fall by a tenth is -0.1."""

NAME: Final = "[a-z][a-z0-9_]*"
"""What a table of a user's own may be called."""
NAMED: Final[Any] = {"propertyNames": {"pattern": f"^{NAME}$", "maxLength": LONGEST_NAME}}
"""The same in the schema, of a table of such tables."""

MOST_AREAS: Final = 1000
"""Names in one list of areas; a list of all the districts of several years has half as many."""


class Closed(BaseModel):
    """A table that takes the keys it names and no other, each of its own type; it cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


def fault(text: str) -> PydanticCustomError:
    """Make a fault of our own words, which reach the user as they stand.

    Examples
    --------
    >>> str(fault("empty; give some text"))
    'empty; give some text'
    """
    return PydanticCustomError(FAULT, text)


def faults(texts: Sequence[str], value: Any) -> ValidationError:
    """Make one error of several faults of the same value."""
    return ValidationError.from_exception_data("faults", [waiting_fault(text, value) for text in texts])


def waiting_fault(text: str, value: Any) -> InitErrorDetails:
    """Make a fault that waits to be reported with others."""
    return InitErrorDetails(type=fault(text), loc=(), input=value)


def again(error: ValidationError, *, inside: tuple[str, ...] = ()) -> list[InitErrorDetails]:
    """Take the faults out of an error, to report them with others.

    Parameters
    ----------
    error : ValidationError
    inside : tuple of str
        The place in which the faults lie, put before theirs.
    """
    return [
        InitErrorDetails(
            type=fault(found["msg"]) if found["type"] == FAULT else found["type"],
            loc=(*inside, *found["loc"]),
            input=found["input"],
            ctx=found.get("ctx", {}),
        )
        for found in error.errors(include_url=False)
    ]


def beside(check: Callable[[Any], Iterator[str]]) -> WrapValidator:
    """Run a check of the whole beside those of its parts, so that the faults of both are reported at once.

    Parameters
    ----------
    check : callable
        Takes the raw value and yields the text of each fault.
    """

    def validate(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        found = [waiting_fault(text, value) for text in check(value)]
        try:
            result = handler(value)
        except ValidationError as error:
            found += again(error)
        if found:
            raise ValidationError.from_exception_data("faults", found)
        return result

    return WrapValidator(validate)


def one_of(what: str, choices: Collection[str]) -> AfterValidator:
    """Take one of some names; `what` they name stands in the fault."""

    def check(name: str) -> str:
        if name not in choices:
            raise fault(unknown(what, name, choices))
        return name

    return AfterValidator(check)


def name_of(what: str, example: str) -> AfterValidator:
    """Take a name that a user gives to a table of `what`: small letters, digits and underscores."""

    def check(name: str) -> str:
        if not re.fullmatch(NAME, name):
            raise fault(f"{shown(name)} cannot name a {what}; use small letters, digits and _, as in {example}")
        if len(name) > LONGEST_NAME:
            raise fault(
                f"{shown(name)} is {len(name):,} characters long; the name of a {what} has at most {LONGEST_NAME}"
            )
        return name

    return AfterValidator(check)


def listed(years: Sequence[int]) -> str:
    """Write years in their order, with commas.

    Parameters
    ----------
    years : sequence of int, calendar years

    Examples
    --------
    >>> listed([2024, 2022])
    '2022, 2024'
    """
    return ", ".join(str(year) for year in sorted(years))


def _year_key(example: str) -> BeforeValidator:
    def check(key: Any) -> int:
        if not re.fullmatch("[0-9]{4}", str(key)):
            raise fault(f"{shown(key)} is not a year; write years as {example}")
        if int(key) not in SIMULATED_YEARS:
            raise fault(f"{key} lies outside the years of the model, {FIRST_YEAR} to {END_YEAR}")
        return int(key)

    return BeforeValidator(check)


def _years_ascend(value: Any) -> Iterator[str]:
    years = [str(key) for key in value] if isinstance(value, dict) else []
    for before, after in pairwise(year for year in years if re.fullmatch("[0-9]{4}", year)):
        if after < before:
            yield f"{after} stands after {before}; put the years in ascending order"


def _simulated_year(year: int) -> int:
    if year not in SIMULATED_YEARS:
        raise fault(f"{year} lies outside the years of the model, {FIRST_YEAR} to {END_YEAR}")
    return year


def _rounds_ascend(value: Any) -> Iterator[str]:
    years = [year for year in value if type(year) is int] if isinstance(value, list | tuple) else []
    for before, after in pairwise(years):
        if after == before:
            yield f"{after} is given twice; keep one"
        elif after < before:
            yield f"{after} stands after {before}; put the years in ascending order"


def _is_amount(value: Any) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool) and abs(value) <= MOST_GBP_M


def _shares_sum_to_1(value: Any) -> Iterator[str]:
    shares = list(value.values()) if isinstance(value, dict) else []
    if shares and all(_is_amount(share) for share in shares) and abs(fsum(shares) - 1) > 1e-9:
        yield f"shares must sum to 1, these sum to {fsum(shares):.12g}"


@lru_cache(maxsize=4096)
def _meant(text: str) -> tuple[tuple[str, ...], str]:
    """The codes that a text means, or what is wrong with it."""
    try:
        return find_areas(text), ""
    except UnknownName as error:
        return (), str(error)


def _area_codes(text: str) -> tuple[str, ...]:
    codes, wrong = _meant(text)
    if wrong:
        raise fault(wrong)
    return codes


def _areas_once(value: Any) -> Iterator[str]:
    """Refuse an area that is given twice; a district that is merged into it may stand beside it."""
    seen: set[str] = set()
    for text in value if isinstance(value, list | tuple) and len(value) <= MOST_AREAS else ():
        codes = _meant(text)[0] if isinstance(text, str) else ()
        for code in codes:
            if code in seen and not is_merged(text):
                yield f"{area_name(code)} ({code}) is given twice, the second time as {shown(text)}; keep one"
        if not (codes and is_merged(text)):
            seen.update(codes)


def _joined(groups: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(sorted({code for codes in groups for code in codes}))


def _once(value: Any) -> Iterator[str]:
    texts = [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else []
    for text in dict.fromkeys(texts):
        if texts.count(text) > 1:
            yield f"{shown(text)} is given twice; keep one"


def _cash_or_year(value: Any) -> Any:
    if value == "cash" or (type(value) is int and FIRST_PRICE_YEAR <= value <= END_YEAR):
        return value
    raise fault(f'expected "cash" or a year from {FIRST_PRICE_YEAR} to {END_YEAR}, got {shown(value)}')


def _some_weight(weights: tuple[float, ...]) -> tuple[float, ...]:
    if not any(weights):
        raise fault("all weights are 0; give at least one category some weight")
    return weights


def _seen(longest: int, *, lines: bool = False) -> AfterValidator:
    """Take a text that is shown: seen, no longer than it may be, and without what acts on a terminal."""

    def check(text: str) -> str:
        if found := fault_of(text, longest=longest, lines=lines):
            raise fault(found)
        return text

    return AfterValidator(check)


def _written(longest: int, *, lines: bool = False) -> Any:
    """State in the schema what `_seen` checks, as far as a pattern says it."""
    controls = r"\u0000-\u0008\u000b-\u001f\u007f-\u009f" if lines else r"\u0000-\u001f\u007f-\u009f"
    pattern = rf"^(?=[\s\S]*\S)[^{controls}]*$"
    return Field(json_schema_extra={"minLength": 1, "maxLength": longest, "pattern": pattern})


Title = Annotated[str, _seen(LONGEST_TITLE), _written(LONGEST_TITLE)]
Text = Annotated[str, _seen(LONGEST_NOTE, lines=True), _written(LONGEST_NOTE, lines=True)]
FileName = Annotated[str, _seen(LONGEST_NAME), _written(LONGEST_NAME)]
Grade = Annotated[str, Field(pattern=r"^[SMJ](/[SMJ]){0,2}$")]
Weight = Annotated[float, Field(ge=0, le=1000)]
Slope = Annotated[float, Field(ge=0, le=10)]
Share = Annotated[float, Field(ge=0, le=1)]
NumberOfAreas = Annotated[int, Field(ge=1, le=len(area_table()))]
Statistic = Annotated[str, one_of("statistic", STATISTICS), Field(json_schema_extra={"enum": list(STATISTICS)})]
Risk = Annotated[str, one_of("risk", RISKS), Field(json_schema_extra={"enum": list(RISKS)})]
PriceYear = Annotated[Literal["cash"] | int, BeforeValidator(_cash_or_year)]

_BY_YEAR: Final[Any] = {"propertyNames": {"enum": [str(year) for year in SIMULATED_YEARS]}}
Money = Annotated[
    dict[Annotated[int, _year_key("2021 = 1000.0")], Annotated[float, Field(ge=0, le=MOST_GBP_M)]],
    Field(min_length=1, json_schema_extra=_BY_YEAR),
    beside(_years_ascend),
]
Changes = Annotated[
    dict[Annotated[int, _year_key("2030 = -0.02")], Annotated[float, Field(ge=-MOST_CHANGE, le=MOST_CHANGE)]],
    Field(min_length=1, json_schema_extra=_BY_YEAR),
    beside(_years_ascend),
]
RelativeChanges = Annotated[
    dict[Annotated[int, _year_key("2030 = -0.1")], Annotated[float, Field(ge=-MOST_RELATIVE, le=MOST_RELATIVE)]],
    Field(min_length=1, json_schema_extra=_BY_YEAR),
    beside(_years_ascend),
]
SharesByYear = Annotated[
    dict[Annotated[int, _year_key("2028 = 0.4")], Share],
    Field(min_length=1, json_schema_extra=_BY_YEAR),
    beside(_years_ascend),
]
Shares = Annotated[
    dict[Annotated[str, one_of("use", USE_NAMES)], Share],
    Field(min_length=1, json_schema_extra={"propertyNames": {"enum": list(USE_NAMES)}}),
    beside(_shares_sum_to_1),
]
Areas = Annotated[
    tuple[Annotated[str, AfterValidator(_area_codes)], ...],
    Field(strict=False, min_length=1, max_length=MOST_AREAS),
    beside(_areas_once),
    AfterValidator(_joined),
]
Awards = Annotated[
    tuple[Literal["levelling_up_fund_round_1", "town_deals", "future_high_streets_fund"], ...],
    Field(strict=False, min_length=1, json_schema_extra={"uniqueItems": True}),
    beside(_once),
]
Statistics = Annotated[
    dict[Annotated[str, one_of("statistic", STATISTICS)], Annotated[float, Field(gt=0, le=1000)]],
    Field(min_length=1, json_schema_extra={"propertyNames": {"enum": list(STATISTICS)}}),
]
Rounds = Annotated[
    tuple[Annotated[int, AfterValidator(_simulated_year)], ...],
    Field(strict=False, min_length=1, max_length=len(SIMULATED_YEARS), json_schema_extra={"uniqueItems": True}),
    beside(_rounds_ascend),
]
Weights = Annotated[
    tuple[Weight, ...],
    Field(strict=False, min_length=3, max_length=3, json_schema_extra={"contains": {"exclusiveMinimum": 0}}),
    AfterValidator(_some_weight),
]
