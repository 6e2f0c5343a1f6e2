"""The parameters: values, priors, units, sources and grades, and the one set of numbers that a run takes."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Final, Literal, NamedTuple

import numpy as np
from pydantic import Field, ValidationError, model_validator

from fourcapitals.data.distributions import CausalShare, Closed, Fixed, Prior, switches_of
from fourcapitals.data.prices import Deflator, published_price_levels
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, DamagedPackage, UnknownName, unknown
from fourcapitals.vocabulary import CAPITALS, RISKS, SEXES, USE_NAMES, Letter

LABELS: Final[Mapping[str, tuple[str, ...]]] = {
    "use": USE_NAMES,
    "capital": CAPITALS,
    "sex": SEXES,
    "risk": RISKS,
}


Text = Annotated[str, Field(min_length=1)]


class Parameter(Closed):
    """One uncertain number (or vector), as parameters.toml states it."""

    symbol: Text
    letter: Letter
    meaning: Text
    unit: Text
    value: float | list[float]
    prior: Prior | list[Prior]
    source: Text
    estimated_on: Literal["programme", "budget"] | None = None
    grade: Annotated[str, Field(pattern=r"^[SMJ](/[SMJ])*$")]
    labels: Literal["use", "capital", "sex", "risk"] | None = None
    price_year: int | None = None
    price_power: Literal[1, -1] = 1
    causal_class: Literal["I", "W", "A", "J"] | None = None
    probability_zero: Annotated[float, Field(ge=0, lt=1)] | None = None
    shaded_as: Literal["product", "log_ratio", "excess_ratio", "inverse"] = "product"
    by_set: tuple[float, float] | None = None

    @model_validator(mode="after")
    def _one_value_per_label(self) -> Parameter:
        expected = None if self.labels is None else len(LABELS[self.labels])
        for name, given in (("value", self.value), ("prior", self.prior)):
            size = len(given) if isinstance(given, list) else None
            if name == "prior" and size is None:
                continue
            if size != expected:
                raise ValueError(
                    f"{name}: {expected or 'one'} expected for labels {self.labels!r}, got {size or 'one'}"
                )
        return self

    @model_validator(mode="after")
    def _share_to_change(self) -> Parameter:
        if self.estimated_on == "programme" and self.causal_class not in (None, "I"):
            raise ValueError(
                "an estimate on a real programme is causal and net already: no causal share but that of class I; "
                "leave estimated_on out if it is an association"
            )
        if self.probability_zero is not None and self.causal_class is None:
            raise ValueError("probability_zero: belongs to a causal share; give a causal_class, or leave it out")
        return self

    def weighed(self, weight: float) -> float:
        """Give the central value at a weight of the second of two sets of estimates: the mean of their effects.

        Parameters
        ----------
        weight : float, from 0 to 1

        Examples
        --------
        What costs £5,000 by one set and £20,000 by the other costs £8,000 when both are believed alike:

        >>> row = load_parameters()["public_health_cost_per_qaly"]
        >>> [round(row.weighed(weight)) for weight in (0.0, 0.5, 1.0)]
        [5000, 8000, 20000]
        """
        if self.by_set is None:
            raise ValueError("by_set: the row has one central value, whatever set is taken")
        first, second = self.by_set
        if self.shaded_as == "inverse":
            return 1 / ((1 - weight) / first + weight / second)
        return (1 - weight) * first + weight * second

    @property
    def priors(self) -> list[Prior]:
        """The prior of each element; one for a number."""
        size = len(self.value) if isinstance(self.value, list) else 1
        return self.prior if isinstance(self.prior, list) else [self.prior] * size

    @property
    def is_fixed(self) -> bool:
        """Whether every draw has the value, whatever it is."""
        return all(isinstance(prior, Fixed) and prior.value is None for prior in self.priors)

    def leaves_draws_as(self, usual: Parameter) -> bool:
        """Whether some value differs from that of another row, and draws of it do not."""
        values, others = np.atleast_1d(np.asarray(self.value)), np.atleast_1d(np.asarray(usual.value))
        return any(
            value != other and prior == unchanged and not (isinstance(prior, Fixed) and prior.value is None)
            for value, other, prior, unchanged in zip(values, others, self.priors, usual.priors, strict=True)
        )


def stated(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Give the parts of a row that change: a value that is given holds whatever set of estimates is taken."""
    return {"by_set": None, **parts} if "value" in parts else dict(parts)


def _place(where: tuple[int | str, ...]) -> str:
    """Say where in a row a fault lies."""
    return f"{'.'.join(map(str, where))}: " if where else ""


class Parameters(NamedTuple):
    """One complete set of effective numbers: in 2019 prices, causal shares applied.

    The fields are the tables of `data/parameters.toml`, in its order; meaning, unit and source stand there.
    """

    price_growth_beyond_table: float
    elasticity_set: float
    mean_delay: Array
    delay_factor: Array
    minimum_effective_scale: float
    absorptive_scale: float
    deadweight: Array
    estimate_is_net: Array
    physical_depreciation: float
    public_capital: float
    transport_capital: float
    travel_cost_elasticity: float
    skills_depreciation: float
    human_capital_value: float
    adult_skills_return: float
    early_years_return: float
    early_years_to_skills_delay: float
    early_years_to_nhs_delay: float
    early_years_nhs_saving: float
    skills_renewal_per_log_income: float
    social_capital_reversion: float
    social_capital_cost: float
    culture_as_community: float
    green_space_loss: float
    green_space_cost: float
    clean_air_catch_up: float
    clean_air_cost: float
    job_quality_fading: float
    job_quality_cost: float
    job_quality_pay_share: float
    running_cost_rate: float
    output_per_log_public_capital: float
    premises_as_network: float
    agglomeration_in_public_capital: float
    output_per_log_skills: float
    output_per_log_economic_mass: float
    economic_mass_decay: float
    output_per_social_capital: float
    output_per_healthy_year: float
    private_capital_multiplier: float
    productivity_speed: float
    complementarity_with_skills: float
    complementarity_with_capacity: float
    productivity_drift: float
    productivity_noise: float
    area_productivity_persistence: float
    area_productivity_noise: float
    area_productivity_side: float
    premises_cost_per_job: float
    job_displacement: float
    neighbour_reach: float
    neighbour_decay: float
    employment_share_of_jobs: float
    employment_per_log_economic_mass: float
    sickness_per_healthy_year: float
    employment_per_sickness: float
    employment_per_job_quality: float
    income_per_log_wage_pool: float
    income_per_log_employment: float
    council_tax_per_log_income: float
    council_tax_pooling: float
    capacity_per_cut: float
    life_years_per_council_spending: Array
    council_response_years: float
    council_effect_multiple: float
    council_effect_on_life_only: float
    public_health_in_council_spending: float
    public_health_cost_per_qaly: float
    nhs_cost_per_qaly: float
    healthy_years_per_qaly: float
    life_expectancy_reference: float
    health_discount_rate: float
    qalys_per_death_averted: float
    deaths_per_head: float
    nhs_budget: float
    budget_cut_followed: float
    life_year_per_healthy_year: float
    healthy_years_per_log_income: float
    healthy_years_per_log_income_of_recipients: float
    recipients_share_of_mean_income: float
    healthy_years_per_employment: float
    healthy_years_per_social_capital: float
    healthy_years_per_log_skills: float
    healthy_years_per_log_public_capital: float
    healthy_years_per_housing_stock: float
    healthy_years_per_low_quality_job: float
    slow_health_speed: float
    housing_health_speed: float
    fast_health_speed: float
    mortality_ratio_of_particulates: float
    mortality_ratio_of_greenness: float
    mortality_ratio_of_risk: Array
    good_health_odds_of_risk: Array
    risk_speed: float
    need_gradient_council: float
    need_gradient_public_health: float
    need_gradient_nhs: float
    need_gradient_social_capital: float
    need_gradient_income: float
    health_drift: float
    health_noise: float
    area_health_persistence: float
    area_health_noise: float
    area_health_sex_correlation: float
    area_good_health_persistence: float
    area_good_health_noise: float
    healthy_years_per_life_year: float
    sampling_variance_multiple: float
    covid_healthy_life_shock: Array
    covid_life_shock: Array
    covid_first_year: float
    covid_full_from: float
    covid_full_until: float
    covid_lasting_share: float
    covid_recovery_years: float
    covid_life_full_until: float
    covid_life_lasting_share: float
    covid_life_recovery_years: float
    covid_gradient: float
    satisfaction_per_log_income: float
    satisfaction_per_employment: float
    satisfaction_per_good_health: float
    satisfaction_per_social_capital: float
    satisfaction_drift: float
    satisfaction_noise: float

    @property
    def deflator(self) -> Deflator:
        """The deflator, with these numbers' growth of prices beyond the published years."""
        return Deflator(published_price_levels(), self.price_growth_beyond_table)

    @property
    def checksum(self) -> str:
        """Checksum of all numbers, to trace a result."""
        numbers = {name: np.asarray(value).tolist() for name, value in self._asdict().items()}
        return hashlib.sha256(json.dumps(numbers).encode("utf-8")).hexdigest()


class ParameterTable(Closed):
    """All parameters with their priors, and the causal shares."""

    causal_shares: dict[Literal["I", "W", "A", "J"], CausalShare]
    parameters: dict[str, Parameter]

    @model_validator(mode="after")
    def _complete(self) -> ParameterTable:
        given, expected = set(self.parameters), set(Parameters._fields)
        if given != expected:
            raise ValueError(f"missing: {sorted(expected - given)}; unknown: {sorted(given - expected)}")
        return self

    def __getitem__(self, name: str) -> Parameter:
        """Give the row of one parameter."""
        return self.parameters[name]

    @property
    def switches(self) -> tuple[str, ...]:
        """Parameters that decide which of two priors others take."""
        named = set().union(*(switches_of(prior) for row in self.parameters.values() for prior in row.priors))
        return tuple(name for name in self.parameters if name in named)

    def central_values(self, changed: Mapping[str, float] | None = None) -> dict[str, Array]:
        """Give the value of each parameter as stated: what two sets of estimates give, by the weight of the second.

        Parameters
        ----------
        changed : mapping of name to value, optional
            Numbers to take instead of the row's own.
        """
        values = {name: np.array(row.value, dtype=np.float64) for name, row in self.parameters.items()}
        values |= {name: np.asarray(value, np.float64) for name, value in (changed or {}).items()}
        for name, row in self.parameters.items():
            for switch in switches_of(row.priors[0]) if row.by_set is not None and name not in (changed or {}) else ():
                values[name] = np.asarray(row.weighed(float(values[switch])))
        return values

    def causal_share(self, name: str) -> CausalShare | None:
        """Give the causal share that multiplies a parameter: its class's, with the row's own chance of no effect.

        Parameters
        ----------
        name : str

        Examples
        --------
        >>> table = load_parameters()
        >>> table.causal_share("adult_skills_return").probability_zero
        0.15
        >>> table.causal_share("output_per_log_economic_mass").probability_zero
        0.3
        """
        row = self.parameters[name]
        if row.causal_class is None:
            return None
        share = self.causal_shares[row.causal_class]
        if row.probability_zero is None:
            return share
        return share.model_copy(update={"probability_zero": row.probability_zero})

    def mean_shares(self) -> dict[str, float]:
        """Give the mean causal share of each parameter, which the central run takes; 1 where there is none."""
        shares = ((name, self.causal_share(name)) for name in self.parameters)
        return {name: 1.0 if share is None else share.mean for name, share in shares}

    def with_values(self, **values: float | Sequence[float]) -> ParameterTable:
        """Give a table in which some parameters have other values and are no longer uncertain.

        Runs and ensembles alike then take these values; all other numbers are drawn as before. A parameter with a
        causal class is still multiplied by its causal share, which stays uncertain.

        Parameters
        ----------
        **values : float, or a sequence of float with one for each label of the row
            By the name of the parameter, in the unit and price year of its row.

        Raises
        ------
        UnknownName
            When there is no such parameter.
        BadInput
            When a value cannot be.

        Examples
        --------
        >>> table = load_parameters().with_values(minimum_effective_scale=6.0)
        >>> table.central().minimum_effective_scale
        6.0
        """
        rows: dict[str, Any] = {}
        for name, value in values.items():
            given = np.asarray(value).tolist()
            fixed = [{"kind": "fixed", "value": each} for each in np.atleast_1d(given).tolist()]
            # A prior that is fixed to a number keeps its place among the draws, so that no other number is drawn anew.
            drawn = name in self.parameters and not self.parameters[name].is_fixed
            prior: Any = {"kind": "fixed"} if not drawn else fixed if isinstance(given, list) else fixed[0]
            rows[name] = {"value": given, "prior": prior}
        return self.with_rows(**rows)

    def with_rows(self, **rows: Mapping[str, Any]) -> ParameterTable:
        """Give a table in which parts of some rows are others, such as ``value`` and ``prior``.

        Parameters
        ----------
        **rows : mapping of the parts of a row to what they become, as in parameters.toml
            By the name of the parameter.

        Raises
        ------
        UnknownName
            When there is no such parameter.
        BadInput
            When a row cannot be so; all faults at once.

        Examples
        --------
        >>> prior = {"kind": "uniform", "low": 0.0, "high": 0.4}
        >>> load_parameters().with_rows(job_displacement={"value": 0.2, "prior": prior})["job_displacement"].value
        0.2
        """
        wrong = [unknown("parameter", name, self.parameters) for name in rows if name not in self.parameters]
        if wrong:
            raise UnknownName(*wrong)
        made, faults = dict(self.parameters), []
        for name, parts in rows.items():
            try:
                made[name] = Parameter.model_validate(self.parameters[name].model_dump() | stated(parts))
            except ValidationError as error:
                faults += [f"parameters.{name}: {_place(each['loc'])}{each['msg']}" for each in error.errors()]
        if faults:
            raise BadInput(*faults)
        return self.model_copy(update={"parameters": made})

    def check_priors_follow(self) -> None:
        """Refuse a table of which draws would silently leave out a changed value.

        Draws come from priors; a value counts in them only where its prior is fixed to it. So a row with another value
        than the package's, and the package's prior, changes single runs and no draw.

        Raises
        ------
        BadInput
            With every such row, and what to do.
        """
        usual = load_parameters()
        faults = [
            f"parameters.{name}: the value is {row.value} instead of {usual[name].value}, but draws come from the "
            f"prior, which is the package's; give it another prior too: table.with_rows({name}={{'value': ..., "
            f"'prior': ...}}), or fix it: table.with_values({name}={row.value})"
            for name, row in self.parameters.items()
            if row.labels == usual[name].labels and row.leaves_draws_as(usual[name])
        ]
        if faults:
            raise BadInput(*faults)

    @property
    def checksum(self) -> str:
        """Checksum of all values, priors and shares, to trace a result."""
        return hashlib.sha256(self.model_dump_json().encode("utf-8")).hexdigest()

    @property
    def deflator(self) -> Deflator:
        """The deflator, with the assumed growth of prices beyond the published years."""
        growth = self.parameters["price_growth_beyond_table"].value
        assert isinstance(growth, float)
        return Deflator(published_price_levels(), growth)

    def central(self, *, causal: bool = True) -> Parameters:
        """Give the central set of numbers.

        Parameters
        ----------
        causal : bool
            Multiply each coefficient that has a class by the mean of its causal share; False takes every
            association as wholly causal.

        Examples
        --------
        >>> central = load_parameters().central()
        >>> round(central.healthy_years_per_log_income, 3), round(central.public_health_cost_per_qaly)
        (2.45, 9348)
        """
        values = self.central_values()
        shares = self.mean_shares() if causal else dict.fromkeys(self.parameters, 1.0)
        return self.effective(values, shares=shares)

    def effective(self, values: Mapping[str, Array], *, shares: Mapping[str, float]) -> Parameters:
        """Turn one set of stated values and causal shares into the numbers that the equations take.

        Parameters
        ----------
        values : mapping of name to array, in the unit and price year of the row
        shares : mapping of name to causal share; those of rows without a class are not looked at
        """
        one = {name: np.asarray(value, np.float64)[None] for name, value in values.items()}
        return self.effective_of_draws(one, shares={name: np.array([share]) for name, share in shares.items()})[0]

    def effective_of_draws(self, values: Mapping[str, Array], *, shares: Mapping[str, Array]) -> list[Parameters]:
        """As `effective`, for many draws at once.

        Parameters
        ----------
        values : mapping of name to (draw,) or (draw, element)
        shares : mapping of name to (draw,)
        """
        deflator = self.deflator
        columns: list[Any] = []
        for name in Parameters._fields:
            row, value = self.parameters[name], values[name]
            if row.price_year is not None:
                value = value / deflator.level(row.price_year) ** row.price_power
            if row.causal_class is not None:
                pairs = zip(value, shares[name].tolist(), strict=True)
                value = np.array([_shade(one, share, row.shaded_as) for one, share in pairs])
            columns.append(value.tolist() if row.labels is None else list(value))
        return [Parameters(*numbers) for numbers in zip(*columns, strict=True)]


def _shade(value: Array, share: float, shaded_as: str) -> Array:
    """Apply a causal share to a coefficient: 0 means no effect, 1 the estimate as it stands."""
    if shaded_as == "log_ratio":
        return np.exp(share * np.log(value))
    if shaded_as == "excess_ratio":
        return 1 + share * (value - 1)
    if shaded_as == "inverse":
        return value / share if share > 0 else np.full_like(value, np.inf)
    return value * share


def without_trends(parameters: Parameters) -> Parameters:
    """Switch off the national drifts of productivity, health and wellbeing."""
    return parameters._replace(productivity_drift=0.0, health_drift=0.0, satisfaction_drift=0.0)


def without_shocks(parameters: Parameters) -> Parameters:
    """Switch off COVID-19."""
    none = np.zeros(len(SEXES))
    return parameters._replace(covid_healthy_life_shock=none, covid_life_shock=none)


def numbers_of_run(parameters: ParameterTable | None, numbers: Parameters | None = None) -> Parameters:
    """Give the numbers that a single run takes: those given, else the central ones of a table.

    Parameters
    ----------
    parameters : ParameterTable or None
        The package's table if None.
    numbers : Parameters, optional

    Raises
    ------
    BadInput
        When both are given, or one set of numbers in the place of a table.
    """
    if isinstance(parameters, Parameters):
        raise BadInput("parameters: a table expected, as load_parameters() gives; one set of numbers goes to numbers=")
    if parameters is not None and numbers is not None:
        raise BadInput("numbers: take the place of the central ones of parameters; give one of the two")
    return numbers or (parameters or load_parameters()).central()


@cache
def load_parameters() -> ParameterTable:
    """Read and check the table of parameters that the package carries.

    Raises
    ------
    DamagedPackage
        When it is missing or not as it was published.

    Examples
    --------
    >>> load_parameters()["healthy_years_per_log_income"].unit
    'years per log'
    """
    try:
        text = (files("fourcapitals.data") / "parameters.toml").read_text(encoding="utf-8")
        return ParameterTable.model_validate(tomllib.loads(text))
    except (OSError, ValueError) as error:
        raise DamagedPackage.because(f"parameters.toml cannot be read ({type(error).__name__})") from None
