"""What a scenario file may state: funds with their money, and levers without; as models and as a JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final, Literal, Self

import numpy as np
from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo, field_validator, model_validator
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import NullableSchema

from fourcapitals.data.prices import Deflator
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import unknown
from fourcapitals.scenario.behaviour_table import BehaviourTable
from fourcapitals.scenario.checked_values import (
    FIRST_PRICE_YEAR,
    NAMED,
    Areas,
    Changes,
    Closed,
    Grade,
    Money,
    PriceYear,
    RelativeChanges,
    Risk,
    Shares,
    Text,
    Title,
    fault,
    listed,
    name_of,
)
from fourcapitals.scenario.nhs_tables import NhsAnchor, Posts
from fourcapitals.scenario.rule_tables import Allocation, Competitive, FromFile, Part
from fourcapitals.vocabulary import END_YEAR, PERIOD, USE_NAMES, USES, Period

OUTCOME_USES: Final = tuple(use.name for use in USES if use.route == "outcome")
"""Uses that are budgets, which a fund may displace."""
FROM_FILE: Final = "from_file"
"""The rule by which a file states the money of each area."""
STATED_BY_FILE: Final = ("gbp_m", "uses", "uses_source", "uses_grade")
"""Keys of a fund that such a file stands in for."""


def _by_name(tables: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(tables.items()))


class Replaced(Closed):
    """Money that a fund stands in for: only the difference is new."""

    title: Title = Field(description="The name to show of what is replaced.")
    source: Text = Field(description="The document that the replaced money is taken from.")
    grade: Grade = Field(
        description="The grade of the source of the replaced money: S seen, M from memory, J judgement."
    )
    gbp_m: Money = Field(description="The replaced money of each year. England, £ million, in the fund's prices.")


def _keys_of_a_fund(schema: dict[str, Any]) -> None:
    """State in the schema which keys of a fund ask for others, or forbid them."""
    schema["required"] = [key for key in schema["required"] if key not in STATED_BY_FILE]
    from_file = {"required": ["allocation"], "properties": {"allocation": _has("rule", FROM_FILE)}}
    schema["allOf"] = [
        {
            "if": from_file,
            "then": {"not": {"required": ["replaces"]}},
            "else": {"required": list(STATED_BY_FILE)},
        },
        {
            "if": _has("financing", "displaces"),
            "then": {"required": ["displaces"]},
            "else": {"not": {"required": ["displaces"]}},
        },
        *(
            {
                "if": _has("displaces", budget),
                "then": {"properties": {"uses": {"properties": {budget: {"maximum": 0}}}}},
            }
            for budget in OUTCOME_USES
        ),
    ]


def _has(key: str, value: str) -> dict[str, Any]:
    return {"required": [key], "properties": {key: {"const": value}}}


class Fund(Closed):
    """One fund: its money, what the money buys and how it is shared between areas."""

    model_config = ConfigDict(json_schema_extra=_keys_of_a_fund)

    title: Title = Field(description="The name to show.")
    source: Text = Field(description="The document that the money is taken from.")
    grade: Grade = Field(description="The grade of the source of the yearly money: S seen, M from memory, J judgement.")
    money: Literal["capital", "revenue"] = Field(description='The kind of money, "capital" or "revenue".')
    price_year: PriceYear = Field(
        description='The prices of the amounts: "cash", each year in its own, or a year such as 2019.',
        json_schema_extra={"minimum": FIRST_PRICE_YEAR, "maximum": END_YEAR},
    )
    financing: Literal["unfunded", "borrowing", "tax", "displaces"] = Field(
        description='Who pays: "unfunded", "borrowing", "tax", or "displaces" another budget.'
    )
    displaces: str | None = Field(
        None,
        validate_default=True,
        json_schema_extra={"enum": list(OUTCOME_USES)},
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
        description="The grade of the source of the shares by use: S seen, M from memory, J judgement."
    )
    allocation: Allocation = Field(description='The table of the allocation rule, as rule = "per_head".')
    decided_by: Literal["centre", "council", "upper_tier", "combined_authority"] = Field(
        "centre",
        description="Who decides what the money buys in an area: the centre, by uses as given; or the council, the "
        "upper tier or the combined authority, which chooses among these uses.",
    )
    valued_by: Literal["healthy_years", "gva"] = Field(
        "healthy_years",
        description="What those who choose want of the money: healthy years, or gross value added. Not where the "
        "centre decides.",
    )
    shared_within: Part | None = Field(
        None,
        description="The table of the rule by which an upper tier or a combined authority shares its money between its "
        "areas. Without it by the rule of the fund.",
    )
    replaces: Replaced | None = Field(
        None, description="The money that this fund stands in for. Only the difference is new money."
    )
    posts: Posts | None = Field(
        None, description="The table of the posts that its money pays, if health and care workers are employed by it."
    )
    keeps_facilities: bool = Field(
        False,
        description="Whether it is a subsidy that keeps facilities of the NHS where they are. Such money buys work in "
        "place and no care.",
    )

    @field_validator("displaces")
    @classmethod
    def _displaces_a_budget(cls, displaces: str | None, info: ValidationInfo) -> str | None:
        if displaces is not None and displaces not in OUTCOME_USES:
            raise fault(unknown("budget to displace", displaces, OUTCOME_USES))
        financing = info.data.get("financing")
        if financing == "displaces" and displaces is None:
            raise fault(f'financing = "displaces" needs a budget here; choose from {", ".join(OUTCOME_USES)}')
        if displaces is not None and financing not in (None, "displaces"):
            raise fault(f'financing is {financing!r}; write financing = "displaces" or leave this key out')
        return displaces

    @field_validator("uses")
    @classmethod
    def _uses_are_not_displaced(cls, uses: dict[str, float], info: ValidationInfo) -> dict[str, float]:
        displaced = info.data.get("displaces")
        if displaced is not None and uses.get(displaced, 0) > 0:
            raise fault(
                f"gives {displaced!r}, the budget that pays (displaces); leave out what only moves within it, and give "
                "the rest of the money in gbp_m"
            )
        return uses

    @field_validator("decided_by")
    @classmethod
    def _a_file_leaves_no_choice(cls, decided_by: str, info: ValidationInfo) -> str:
        if decided_by != "centre" and isinstance(info.data.get("allocation"), FromFile):
            raise fault("the file says what the money buys; leave this key out, or give another rule")
        return decided_by

    @field_validator("valued_by")
    @classmethod
    def _somebody_chooses(cls, valued_by: str, info: ValidationInfo) -> str:
        if info.data.get("decided_by") == "centre":
            raise fault(
                'decided_by is "centre", which buys the uses as given; write decided_by = "council", "upper_tier" or '
                '"combined_authority", or leave this key out'
            )
        return valued_by

    @field_validator("shared_within")
    @classmethod
    def _bodies_of_several_areas_share(cls, rule: Any, info: ValidationInfo) -> Any:
        decided_by, allocation = info.data.get("decided_by"), info.data.get("allocation")
        if rule is not None and decided_by in ("centre", "council"):
            raise fault(
                f'decided_by is "{decided_by}", which shares nothing between areas; write decided_by = "upper_tier" or '
                '"combined_authority", or leave this table out'
            )
        if rule is not None and isinstance(allocation, Competitive):
            raise fault("grants of a competition go to those who won them; leave this table out")
        return rule

    @field_validator("replaces")
    @classmethod
    def _replaces_nothing_after_its_last_year(cls, replaces: Replaced | None, info: ValidationInfo) -> Replaced | None:
        given = info.data
        if replaces is not None and isinstance(given.get("allocation"), FromFile):
            raise fault("money from a file is new money; leave this table out, and what is replaced out of the file")
        if replaces is None or "gbp_m" not in given:
            return replaces
        end = max(given["gbp_m"])
        late = [year for year in replaces.gbp_m if year > end]
        if late and given.get("after_end") == "continues":
            raise fault(
                f"gives {listed(late)}, after the fund's last year {end}, whose amounts continue; leave these years out"
            )
        return replaces

    @field_validator("posts", "keeps_facilities")
    @classmethod
    def _work_is_planned(cls, given: Any, info: ValidationInfo) -> Any:
        """Refuse work that cannot be known before councils bid and decide, or that no care is paid with."""
        fund = info.data
        if not given:
            return given
        if isinstance(fund.get("allocation"), Competitive):
            raise fault("who wins a competition is not known beforehand; leave this out, or share by a formula")
        if fund.get("decided_by", "centre") != "centre":
            raise fault("what others buy is not known beforehand; leave this out, or leave the uses to the centre")
        if info.field_name == "keeps_facilities" and (fund.get("uses") or {"nhs": 1.0}).get("nhs") != 1:
            raise fault("the money of such a subsidy is the NHS's; give the uses nhs = 1.0, and another fund the rest")
        if info.field_name == "keeps_facilities" and fund.get("posts") is not None:
            raise fault("such a subsidy pays no new posts; leave one of the two out, or give another fund the rest")
        return given

    def gross_money(self, deflator: Deflator, period: Period = PERIOD) -> dict[int, float]:
        """Give all money of the fund in each year, £m of 2019.

        Parameters
        ----------
        deflator : Deflator
            Turns the fund's prices into those of 2019.
        period : Period
            Whose years are given; from its end on nothing continues.

        Examples
        --------
        >>> fund = Fund(title="F", source="s", grade="J", money="revenue", price_year="cash",
        ...             financing="unfunded", gbp_m={2022: 1000.0}, uses={"nhs": 1.0}, uses_source="s",
        ...             uses_grade="J", allocation={"rule": "per_head"})
        >>> money = fund.gross_money(Deflator({2019: 1.0, 2020: 1.0, 2021: 1.0, 2022: 1.25}, 0.0))
        >>> money[2021], money[2022]
        (0.0, 800.0)
        """
        return self._real(self.gbp_m, deflator, period)

    def new_money(self, deflator: Deflator, period: Period = PERIOD) -> dict[int, float]:
        """Give the money of each year beyond what it replaces, £m of 2019; below 0 where more is replaced."""
        gross = self._real(self.gbp_m, deflator, period)
        if self.replaces is None:
            return gross
        replaced = self._real(self.replaces.gbp_m, deflator, period)
        return {year: gross[year] - replaced[year] for year in period.simulated}

    def uses_vector(self) -> Array:
        """Give the share of each use, in the order of `vocabulary.USES`."""
        return np.array([self.uses.get(name, 0.0) for name in USE_NAMES])

    def _real(self, stated: Mapping[int, float], deflator: Deflator, period: Period) -> dict[int, float]:
        last = max(self.gbp_m) if self.after_end == "continues" else period.end
        money = {}
        for year in period.simulated:
            model_year = min(year, last) if year <= period.end else year
            price_year = model_year if self.price_year == "cash" else self.price_year
            money[year] = deflator.to_base(stated.get(model_year, 0.0), year=price_year)
        return money


class Lever(Closed):
    """A measure without money, such as a tax or a ban: a dated change of a habit."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["change"]}, {"required": ["relative_change"]}]}
    )

    title: Title = Field(description="The name to show.")
    source: Text = Field(description="The document or reasoning that the change is taken from.")
    grade: Grade = Field(description="The grade of the source of the change: S seen, M from memory, J judgement.")
    risk: Risk = Field(description="The risk that it changes.")
    change: Changes | None = Field(
        None,
        description="The change since 2019 of the share of adults at risk, as 2030 = -0.02. Linear between "
        "the years given, from 0 in the year before the first; the last one stays.",
    )
    relative_change: RelativeChanges | None = Field(
        None,
        description="The change since 2019 relative to the area's share of 2019, as 2030 = -0.1 for a fall by a tenth. "
        "In place of change; otherwise as there.",
    )
    areas: Areas | None = Field(
        None,
        description="The areas where it applies, by name or code. Without it all 307. "
        "A county, region, combined authority or integrated care board stands for all that it holds.",
    )

    @model_validator(mode="after")
    def _changes_in_one_way(self) -> Self:
        if (self.change is None) == (self.relative_change is None):
            given = "both are given" if self.change else "the key 'change' is missing"
            raise fault(
                f"{given}; it states the change since 2019 of the share of adults at risk, as 2030 = -0.02, or "
                "relative_change that of each area's share, as 2030 = -0.1 for a fall by a tenth; give one of them"
            )
        return self

    @property
    def is_relative(self) -> bool:
        """Whether its change is relative to each area's share of 2019."""
        return self.change is None

    @property
    def stated(self) -> Mapping[int, float]:
        """Its change in the years that the file names."""
        return self.change or self.relative_change or {}

    def path(self, period: Period = PERIOD) -> dict[int, float]:
        """Give the change in each year: of the share of adults, or where it is relative, as a part of that share.

        Examples
        --------
        >>> lever = Lever(title="L", source="s", grade="J", risk="smoking", change={2022: -0.01, 2024: -0.03})
        >>> [round(lever.path()[year], 3) for year in (2021, 2022, 2023, 2024, 2035)]
        [0.0, -0.01, -0.02, -0.03, -0.03]
        """
        change = self.stated
        turns = [min(change) - 1, *change]
        years = period.simulated
        return dict(zip(years, np.interp(years, turns, [0.0, *change.values()]).tolist(), strict=True))


class ScenarioFile(Closed):
    """What a scenario file states."""

    title: Title = Field(description="The name to show.")
    description: Text = Field(description="The strategy in a few sentences.")
    sources: Annotated[tuple[Text, ...], Field(strict=False, min_length=1)] = Field(
        description="The documents that the scenario rests on, as a list of titles."
    )
    running_costs: Literal["centre", "councils"] = Field(
        "centre", description="Who pays to run what capital money has built: the centre, or the councils."
    )
    behaviour: BehaviourTable | None = Field(
        None, description="Which actors choose, in a table [behaviour]. Without it none does."
    )
    is_twin: bool = Field(
        False,
        alias="twin",
        description="Whether all choices that the file states are left out: its regression twin, to compare it with.",
    )
    funds: Annotated[dict[Annotated[str, name_of("fund", "levelling_up_fund")], Fund], AfterValidator(_by_name)] = (
        Field({}, description="The funds, each in a table [funds.name_of_the_fund].", json_schema_extra=NAMED)
    )
    levers: Annotated[dict[Annotated[str, name_of("lever", "smoking_rules")], Lever], AfterValidator(_by_name)] = Field(
        {},
        description="The measures without money, each in a table [levers.name_of_the_lever].",
        json_schema_extra=NAMED,
    )
    nhs_anchor: NhsAnchor | None = Field(
        None, description="The table of what the NHS does as an anchor institution. Without it all goes on as today."
    )

    @property
    def does_anything(self) -> bool:
        """Whether it has any fund, lever or plan for the NHS."""
        return bool(self.funds or self.levers or self.nhs_anchor)


class _Schema(GenerateJsonSchema):
    """A schema of tables in TOML, which knows no null: a key is given or left out."""

    def nullable_schema(self, schema: NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


@cache
def schema() -> dict[str, Any]:
    """Give the JSON Schema of a scenario file, each key with its description.

    What no schema can say is left to `files.parse_scenario`: which places there are and that none is given twice, sums,
    the order of years, and what the files hold that it names.

    Examples
    --------
    >>> schema()["properties"]["title"]["description"]
    'The name to show.'
    """
    return ScenarioFile.model_json_schema(schema_generator=_Schema)
