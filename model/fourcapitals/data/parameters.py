"""The table of parameters: every number with its prior and causal share, and the numbers that follow from it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal

import numpy as np
from pydantic import ValidationError, model_validator

from fourcapitals.data.distributions import CausalShare, Closed, switches_of
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.packaged_toml import read_packaged
from fourcapitals.data.parameter_rows import Parameter, changed_row
from fourcapitals.data.prices import Deflator, published_price_levels
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, UnknownName, unknown


def _place(where: tuple[int | str, ...]) -> str:
    """Say where in a row a fault lies."""
    return f"{'.'.join(map(str, where))}: " if where else ""


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
                made[name] = changed_row(self.parameters[name], parts)
            except ValidationError as error:
                faults += [f"parameters.{name}: {_place(each['loc'])}{each['msg']}" for each in error.errors()]
        if faults:
            raise BadInput(*faults)
        return self.model_copy(update={"parameters": made})

    def from_priors(self) -> ParameterTable:
        """Give the table whose draws come from the priors alone, without what history says of them.

        Examples
        --------
        >>> load_parameters().from_priors().from_history
        ()
        """
        rows = {name: row.model_copy(update={"posterior": None}) for name, row in self.parameters.items()}
        return self.model_copy(update={"parameters": rows})

    @property
    def from_history(self) -> tuple[str, ...]:
        """Groups of parameters whose draws are those that history leaves of their priors (`data.posterior`).

        A group of which a row or a causal share was changed is drawn from its priors: it was held against history with
        the package's.
        """
        usual, changed = load_parameters(), set()
        for name, row in usual.parameters.items():
            same = self.parameters[name].posterior == row.posterior
            if row.posterior and not (same and self.causal_share(name) == usual.causal_share(name)):
                changed.add(row.posterior)
        groups = dict.fromkeys(row.posterior for row in self.parameters.values() if row.posterior)
        return tuple(group for group in groups if group not in changed)

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
        """Checksum of all values, priors, shares and what history leaves of them, to trace a result."""
        from fourcapitals.data.posterior import posterior_checksum

        drawn = posterior_checksum() if self.from_history else ""
        return hashlib.sha256((self.model_dump_json() + drawn).encode("utf-8")).hexdigest()

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
    return read_packaged("parameters.toml", ParameterTable)
