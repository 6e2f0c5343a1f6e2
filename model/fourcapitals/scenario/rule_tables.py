"""The tables of a scenario file that say by which rule a pot of money is shared between areas."""

from __future__ import annotations

from inspect import Parameter, signature
from typing import Annotated, Any, Final, Literal, Self, get_args

from pydantic import (
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
    model_validator,
)

from fourcapitals.errors import shown, unknown
from fourcapitals.scenario.allocation import RULES
from fourcapitals.scenario.checked_values import (
    MOST_GBP_M,
    Areas,
    Awards,
    Closed,
    NumberOfAreas,
    Rounds,
    Share,
    Slope,
    Statistic,
    Statistics,
    Text,
    Weight,
    Weights,
    again,
    fault,
    faults,
    waiting_fault,
)
from fourcapitals.scenario.explain import OWN_RULE


class Rule(Closed):
    """The table of an allocation rule: its name and its options."""

    areas: Areas | None = Field(
        None,
        description="The areas that alone share the pot, by name or code. Without it all 307 do. "
        "A county, region, combined authority or integrated care board stands for all that it holds.",
    )

    def keywords(self) -> dict[str, Any]:
        """Give the rule's options as its function takes them."""
        return self.model_dump(exclude={"rule", "areas"})


class PerHead(Rule):
    """Shares a pot by population."""

    rule: Literal["per_head"] = Field(description="The allocation rule.")


class PerArea(Rule):
    """Shares a pot in equal sums, one to each area."""

    rule: Literal["per_area"] = Field(description="The allocation rule.")


class LufPriority(Rule):
    """Shares a pot by population times the weight of the area's Levelling Up Fund priority category."""

    rule: Literal["luf_priority"] = Field(description="The allocation rule.")
    weights: Weights = Field((1.0, 0.35, 0.1), description="The weights per head of priority categories 1, 2 and 3.")


class LufIndex(Rule):
    """Shares a pot by population times the weight of the category that the fund's index would give."""

    rule: Literal["luf_index"] = Field(description="The allocation rule.")
    weights: Weights = Field((1.0, 0.35, 0.1), description="The weights per head of categories 1, 2 and 3.")


class HealthNeed(Rule):
    """Shares a pot by population times exp(-slope x healthy life expectancy above the mean)."""

    rule: Literal["health_need"] = Field(description="The allocation rule.")
    slope: Slope = Field(0.25, description="The fall of the log share per head, per year of healthy life expectancy.")


class DeprivationNeed(Rule):
    """Shares a pot by population times exp(slope x deprivation in standard deviations)."""

    rule: Literal["deprivation_need"] = Field(description="The allocation rule.")
    slope: Slope = Field(0.5, description="The rise of the log share per head, per standard deviation of deprivation.")


class EconomicResilience(Rule):
    """Shares a pot by population among the places with the least economic resilience."""

    rule: Literal["economic_resilience"] = Field(description="The allocation rule.")
    places: NumberOfAreas = Field(100, description="The number of areas that share the pot.")


class Ukspf(Rule):
    """Shares a pot by population, and a part by population and economic need."""

    rule: Literal["ukspf"] = Field(description="The allocation rule.")
    need_share: Share = Field(0.3, description="The part of the pot that follows need.")


class TopN(Rule):
    """Shares a pot by population among the areas that are worst on one statistic."""

    rule: Literal["top_n"] = Field(description="The allocation rule.")
    n: NumberOfAreas = Field(description="The number of areas that share the pot.")
    statistic_name: Statistic = Field(
        "hle", alias="statistic", description="The statistic that the areas are worst on."
    )


class AsAwarded(Rule):
    """Shares a pot in proportion to published awards."""

    rule: Literal["as_awarded"] = Field(description="The allocation rule.")
    awards: Awards = Field(description="The published awards whose sum by area the pot follows.")


def _is_not_built_in(schema: dict[str, Any]) -> None:
    """Keep a rule of this package from being read as one of somebody's own, which takes any name."""
    schema["properties"]["rule"]["not"] = {"enum": sorted(BUILT_IN)}


class AsSpent(Rule):
    """Shares a pot in proportion to what councils spent on a budget in 2017-18."""

    rule: Literal["as_spent"] = Field(description="The allocation rule.")
    budget: Literal["public_health", "council_services"] = Field(
        description="The budget of councils whose published spending by area the pot follows."
    )


class OwnRule(Rule):
    """Shares a pot by a rule that somebody has registered in Python with `allocation_rule`."""

    model_config = ConfigDict(json_schema_extra=_is_not_built_in)

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
            raise faults(texts, options)
        return options

    def keywords(self) -> dict[str, Any]:
        """Give the rule's options as its function takes them."""
        return dict(self.options)


def _no_options(rule: str, name: str) -> str:
    return f"no option {shown(name)}; the rule {shown(rule)} has none"


def _rule_of(kind: type[Rule]) -> str:
    return str(get_args(kind.model_fields["rule"].annotation)[0])


def _by_rule(*kinds: type[Rule], whole: bool = False) -> WrapValidator:
    """Read a table by the rule that it names: one of these kinds, or one registered in Python.

    Only the rule of a whole pot may be kept to some areas.
    """
    ours = {_rule_of(kind): kind for kind in kinds}

    def validate(value: Any, _: ValidatorFunctionWrapHandler) -> Any:
        if isinstance(value, Rule):
            value = value.model_dump(by_alias=True, exclude_unset=True)
        rule = _named_rule(value, {*ours, *(name for name in RULES if name not in BUILT_IN)})
        found = []
        if not whole and "areas" in value:
            found.append(waiting_fault("areas belong to the whole pot; write them beside the fund's own rule", value))
            value = {key: inner for key, inner in value.items() if key != "areas"}
        try:
            result = ours.get(rule, OwnRule).model_validate(value)
        except ValidationError as error:
            # A place names the model that was chosen, as pydantic's own discriminator would.
            found += again(error, inside=(rule if rule in ours else OWN_RULE,))
        if found:
            raise ValidationError.from_exception_data("faults", found)
        return result

    return WrapValidator(validate)


def _named_rule(value: Any, choices: set[str]) -> str:
    """Find the rule that a table names, or say what is wrong with it."""
    if not isinstance(value, dict):
        raise fault(f"expected a table, got {shown(value)}")
    if "rule" not in value:
        raise fault(f"the key 'rule' is missing; choose from {', '.join(sorted(choices))}")
    rule = value["rule"]
    if not isinstance(rule, str):
        raise fault(f"no allocation rule {shown(rule)}; choose from {', '.join(sorted(choices))}")
    if rule not in choices:
        raise fault(unknown("allocation rule", rule, choices))
    return rule


FORMULAS: Final = (
    PerHead,
    PerArea,
    LufPriority,
    LufIndex,
    HealthNeed,
    DeprivationNeed,
    EconomicResilience,
    Ukspf,
    TopN,
    AsAwarded,
    AsSpent,
)
_Formula = (
    PerHead
    | PerArea
    | LufPriority
    | LufIndex
    | HealthNeed
    | DeprivationNeed
    | EconomicResilience
    | Ukspf
    | TopN
    | AsAwarded
    | AsSpent
)
_A_PART: Final[Any] = {"not": {"required": ["areas"]}}
"""In the schema: only the rule of a whole pot may be kept to some areas."""
Part = Annotated[
    Annotated[_Formula, Field(discriminator="rule")] | OwnRule, _by_rule(*FORMULAS), Field(json_schema_extra=_A_PART)
]


class Blend(Rule):
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


Need = Annotated[
    Annotated[_Formula | Blend, Field(discriminator="rule")] | OwnRule,
    _by_rule(*FORMULAS, Blend),
    Field(json_schema_extra=_A_PART),
]


_NO_WEIGHT: Final[Any] = {weight: {"const": 0} for weight in ("need_weight", "capacity_weight", "noise")}


MOST_SPREAD: Final = 100.0
"""Times its share of the people that a region may win: with more, the smallest may win all."""


class Competitive(Rule):
    """Councils bid for grants of one size; scores of need and of capacity, and a random part, decide who wins."""

    model_config = ConfigDict(
        json_schema_extra={
            "not": {"properties": _NO_WEIGHT, "required": list(_NO_WEIGHT)},
            "oneOf": [{"required": ["need"]}, {"required": ["statistics"]}],
        }
    )

    rule: Literal["competitive"] = Field(description="The allocation rule.")
    need: Need | None = Field(
        None, description="The table of the rule whose money per head, ranked, is the need. This or statistics."
    )
    statistics: Statistics | None = Field(
        None,
        description="The weight of each statistic in the need, as hle = 1.0. In place of need; ranked, and where "
        "[behaviour] says need_updates, ranked anew in each round.",
    )
    grant_gbp_m: Annotated[float, Field(gt=0, le=MOST_GBP_M)] = Field(
        20.0, description="The size of one grant. £ million of 2019."
    )
    need_weight: Weight = Field(1.0, description="The weight of need in the score of a bid.")
    capacity_weight: Weight = Field(1.0, description="The weight of the council's capacity in the score.")
    noise: Weight = Field(1.0, description="The scale of the random part of the score.")
    left_over: Literal["rolls_over", "lapses"] = Field(
        "rolls_over", description="What happens to money that no grant has used."
    )
    once: bool = Field(False, description="Whether an area that has won from this fund wins no more.")
    past_wins_weight: Weight = Field(
        1.0, description="The weight of awards won before in the score, where councils act ([behaviour])."
    )
    rounds: Rounds | None = Field(
        None,
        description="The years in which bids are taken. Money of other years waits for the next. Without it all years.",
    )
    joint: bool = Field(
        False,
        description="Whether councils of one upper tier bid together, and share work and grant of a bid by people.",
    )
    regional_spread: Annotated[float, Field(ge=1, le=MOST_SPREAD)] | None = Field(
        None,
        description="How much of a round's money a region may win before it wins no more, as a multiple of its share "
        "of the people. Without it all.",
    )

    @model_validator(mode="after")
    def _something_decides(self) -> Self:
        if not (self.need_weight or self.capacity_weight or self.noise):
            raise fault("need_weight, capacity_weight and noise are all 0; give at least one some weight")
        if (self.need is None) == (self.statistics is None):
            given = "both are given" if self.need else "the key 'need' is missing"
            raise fault(
                f"{given}; it states the rule whose money per head is the need, as need = {{ rule = 'health_need' }}, "
                "or statistics their weights, as statistics = { hle = 1.0 }; give one of them"
            )
        return self


class FromFile(Rule):
    """Gives each area the money that a file states, by year and use."""

    rule: Literal["from_file"] = Field(description="The allocation rule.")
    file: Text = Field(
        description="The CSV with columns code or name, year, gbp_m and use, by its path from the scenario's folder.",
        json_schema_extra={"pattern": r"^[^\\\u0000-\u001f]*[^/\\\u0000-\u001f]\.[cC][sS][vV]$"},
    )

    @field_validator("areas")
    @classmethod
    def _the_file_says_where(cls, areas: Any) -> Any:
        if areas is not None:
            raise fault("the file says which areas get money; leave this key out")
        return areas


Allocation = Annotated[
    Annotated[_Formula | Blend | Competitive | FromFile, Field(discriminator="rule")] | OwnRule,
    _by_rule(*FORMULAS, Blend, Competitive, FromFile, whole=True),
]

BUILT_IN: Final = frozenset(_rule_of(kind) for kind in (*FORMULAS, Blend, Competitive, FromFile))
"""The rules of this package; any other that is registered is somebody's own."""
