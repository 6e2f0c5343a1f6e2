"""Present values of what strategies cost and bring, draw by draw: the arrays that every table of an appraisal is of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import xarray as xr

from fourcapitals.appraisal.public_cost import cost_by_year, overrun_by_year, running_cost_to_come
from fourcapitals.appraisal.settings import AppraisalSettings
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.changed_parameters import table_of
from fourcapitals.ensemble.draws import drawn_parameters
from fourcapitals.equations.discounting import present_value
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.welfare import equity_weights
from fourcapitals.errors import BadInput
from fourcapitals.results.aggregation import find_outcome, means_of, over_draws, sum_over
from fourcapitals.results.axes import FOLLOWED
from fourcapitals.results.carried import carried
from fourcapitals.results.groupings import groups_of, members_of, people_of
from fourcapitals.results.measures import AMOUNTS, weights_of_groups
from fourcapitals.results.person_years import person_years
from fourcapitals.results.whole_life import healthy_person_years_over_life
from fourcapitals.vocabulary import ENGLAND

if TYPE_CHECKING:
    from fourcapitals.results.results import Results

MILLION: Final = 1e6
YEARS_TO_COME: Final = 200
"""Years after the last one in which running costs are followed; by then nothing is left of what was built."""
TRANSFER: Final = "household_income"
"""The use whose money people receive as such."""


@dataclass(frozen=True, eq=False)
class PresentValues:
    """What each scenario costs and brings beyond the reference, as present values.

    Parameters
    ----------
    scenarios : tuple of str
        The reference among them, of which everything is 0.
    horizon : str
        ``to the last year`` or ``whole life``.
    cost, overrun : (scenario,), £m
        Public cost, and what optimism bias adds to it.
    healthy_years, qalys : (scenario, draw), years
    output, weighted_output : (scenario, draw), £m
        GVA; and with each place's weighed by its income.
    transfers, weighted_transfers : (scenario,), £m
        Money that households receive as such.
    wellbys : (scenario, draw)
        Points of life satisfaction times people and years; not a number over the whole life, which is not followed.
    weighted_by : {"area", "region"}
        The places whose incomes weigh.
    """

    scenarios: tuple[str, ...]
    horizon: str
    cost: Array
    overrun: Array
    healthy_years: Array
    qalys: Array
    output: Array
    weighted_output: Array
    transfers: Array
    weighted_transfers: Array
    wellbys: Array
    weighted_by: str

    def benefits(self, settings: AppraisalSettings, *, weighted: bool = False) -> Array:
        """(scenario, draw), £m: what people gain, valued one way and never twice.

        Parameters
        ----------
        settings : AppraisalSettings
        weighted : bool
            Whether output and transfers of poorer places weigh more.
        """
        if settings.worth == "wellby":
            return settings.wellby_gbp / MILLION * self.wellbys
        output, transfers = (
            (self.weighted_output, self.weighted_transfers) if weighted else (self.output, self.transfers)
        )
        valued: Array = settings.qaly_gbp / MILLION * self.qalys + output + transfers[:, None]
        return valued


class PricesOfHealth(NamedTuple):
    """What turns healthy years into QALYs and money into health, as each draw had it; each (draw,)."""

    years_per_qaly: Array
    """Healthy years of the model for a QALY."""
    nhs_gbp_per_qaly: Array
    """£ for a QALY in the NHS at the margin."""


_drawn: dict[tuple[str, str, int, int], PricesOfHealth] = {}
"""Those that were asked for last."""


def prices_of_draws(results: Results, *, baseline: Baseline | None = None) -> PricesOfHealth:
    """Give `healthy_years_per_qaly` and `nhs_cost_per_qaly` of each draw.

    Central in all draws where the priors have changed since (`other_priors`), and of results that are no ensemble.

    Parameters
    ----------
    results : Results
    baseline : Baseline, optional
        That they were made on, where its figures are the user's own.
    """
    table = table_of(results.changed_parameters)
    if not results.is_ensemble or other_priors(results):
        central, every = table.central(), np.ones(results.draws)
        return PricesOfHealth(every * central.healthy_years_per_qaly, every * central.nhs_cost_per_qaly)
    key = table.checksum, baseline.checksum if baseline else "", results.seed or 0, results.draws
    if key not in _drawn:
        drawn = list(drawn_parameters(results.draws, results.seed or 0, baseline=baseline, parameters=table))
        _drawn.clear()
        _drawn[key] = PricesOfHealth(
            np.array([each.healthy_years_per_qaly for each in drawn]),
            np.array([each.nhs_cost_per_qaly for each in drawn]),
        )
    return _drawn[key]


def other_priors(results: Results) -> str:
    """Say that an ensemble's draws cannot be followed to their parameters; nothing where they can.

    Parameters
    ----------
    results : Results
    """
    if (
        not results.is_ensemble
        or results.header.get("parameters_checksum") == table_of(results.changed_parameters).checksum
    ):
        return ""
    return (
        "These results were made with other priors than those of this version, so that their draws cannot be followed "
        f"to their parameters: make them anew with {results.command_of_ensemble()}"
    )


def present_values(
    results: Results,
    settings: AppraisalSettings,
    *,
    reference: str,
    whole_life: bool = False,
    baseline: Baseline | None = None,
) -> PresentValues:
    """Discount what each scenario costs and brings beyond the reference to the first appraised year.

    Parameters
    ----------
    results : Results
    settings : AppraisalSettings
    reference : str
    whole_life : bool
        Follow health and running costs until what was bought has worn out; output only to the last year, since what
        comes of it later is not followed.
    baseline : Baseline, optional

    Raises
    ------
    UnknownName
        When there is no such scenario.
    BadInput
        When the whole life is not held, or is held at another rate.
    """
    results.scenario(reference)
    draws = min(results.draws, FOLLOWED) if whole_life else results.draws
    per_qaly = prices_of_draws(results, baseline=baseline).years_per_qaly
    years = np.array(results.years) - results.period.appraisal_start
    money, health = settings.factors(years), settings.factors(years, health=True)
    appraised = years >= 0
    cost = _beyond(cost_by_year(results), reference).to_numpy() @ money
    if whole_life:
        cost = cost + _beyond(_to_come(results, settings), reference).to_numpy()
        years_of_health = _over_life(results, settings, reference)[:, :draws]
    else:
        lived = _difference(results, "hle", ENGLAND, health * appraised, reference)[..., 0]
        everyone = float(weights_of_groups(results, "population", "england").sum())
        years_of_health = person_years(lived, np.array(everyone), results.life_expectancy)
    weighted_by = "area" if results.holds_areas else "region"
    output, weighted = _output(results, settings, money * appraised, reference, weighted_by)
    transfers, weighted_transfers = _transfers(results, settings, money, reference, weighted_by)
    satisfied = _difference(results, "life_satisfaction", ENGLAND, health * appraised, reference)[..., 0]
    wellbys = satisfied * float(weights_of_groups(results, "population", "england").sum())
    return PresentValues(
        scenarios=results.scenarios,
        horizon="whole life" if whole_life else f"to {results.period.end}",
        cost=cost,
        overrun=_beyond(overrun_by_year(results), reference).to_numpy() @ money,
        healthy_years=years_of_health,
        qalys=years_of_health / per_qaly[:draws],
        output=output[:, :draws],
        weighted_output=weighted[:, :draws],
        transfers=transfers,
        weighted_transfers=weighted_transfers,
        wellbys=np.full_like(years_of_health, np.nan) if whole_life else wellbys,
        weighted_by=weighted_by,
    )


def _beyond(values: xr.DataArray, reference: str) -> xr.DataArray:
    return values - values.sel(scenario=reference, drop=True)


def _to_come(results: Results, settings: AppraisalSettings) -> xr.DataArray:
    after = results.period.end - results.period.appraisal_start + np.arange(1, YEARS_TO_COME + 1)
    return running_cost_to_come(results, settings.factors(after.astype(np.float64)))


def other_rate(results: Results, settings: AppraisalSettings) -> str:
    """Say that results hold the whole life of effects at another rate than is asked for; nothing where they do not.

    Parameters
    ----------
    results : Results
    settings : AppraisalSettings
    """
    held = rate_of_whole_life(results)
    if np.isclose(settings.health_rates[0], held):
        return ""
    return (
        f"These results hold the whole life of effects discounted at {100 * held:.3g}% a year; for another rate make "
        f"them anew with --set health_discount_rate={settings.health_rates[0]:g}."
    )


def rate_of_whole_life(results: Results) -> float:
    """Give the rate at which results hold the whole life of effects discounted, 1 per year.

    Parameters
    ----------
    results : Results
    """
    return float(table_of(results.changed_parameters).central().health_discount_rate)


def _over_life(results: Results, settings: AppraisalSettings, reference: str) -> Array:
    if why := other_rate(results, settings):
        raise BadInput(why)
    found = healthy_person_years_over_life(results, reference=reference).sel(sum_over_life="discounted")
    return np.asarray(found.isel(group=0).transpose("scenario", "draw").to_numpy(), np.float64)


def _difference(results: Results, outcome: str, where: str, weights: Array, reference: str) -> Array:
    """(scenario, draw, group): an outcome's difference from the reference, summed over years with their weights.

    `where` is England, ``region`` or ``area``.
    """
    by_year = xr.DataArray(weights, dims="year", coords={"year": list(results.years)})
    if where == "area":
        stated = find_outcome(outcome)
        summed = over_draws(results, stated, lambda values: sum_over(values, by_year, "year")).rename(area="group")
    else:
        means = means_of(results, find_outcome(outcome), by="england" if where == ENGLAND else where)
        summed = sum_over(means.drop_vars("title", errors="ignore"), by_year, "year")
    return np.asarray(_beyond(summed, reference).transpose("scenario", "draw", "group").to_numpy(), np.float64)


def healthy_years_of_groups(
    results: Results, settings: AppraisalSettings, *, reference: str, by: str, whole_life: bool = False
) -> xr.DataArray:
    """Give the healthy years that each group of places gains beyond the reference, as present values.

    Parameters
    ----------
    results : Results
    settings : AppraisalSettings
    reference : str
    by : str
        ``region``, or with every area held another of `groupings.GROUPINGS`.
    whole_life : bool
        Until what was bought has worn out, or to the last year.

    Returns
    -------
    xarray.DataArray
        (scenario, draw, group), years.

    Raises
    ------
    UnknownName
        When the results do not hold every area.
    BadInput
        When the whole life is not held, or is held at another rate.
    """
    people = people_of(results, by)
    if whole_life:
        if why := other_rate(results, settings):
            raise BadInput(why)
        found = healthy_person_years_over_life(results, reference=reference, by=by).sel(sum_over_life="discounted")
        return found.drop_vars("sum_over_life").sel(group=people["group"]).transpose("scenario", "draw", "group")
    years = np.array(results.years) - results.period.appraisal_start
    weights = settings.factors(years, health=True) * (years >= 0)
    if by == "region":
        gained = _difference(results, "hle", by, weights, reference) * people.to_numpy()
    else:
        codes, names = groups_of(results, by)
        members = members_of(codes, list(names)).to_numpy()
        everyone = carried(results.dataset, "population").astype(np.float64)
        gained = _difference(results, "hle", "area", weights, reference) @ (members * everyone).T
    return xr.DataArray(
        gained / results.life_expectancy,
        dims=("scenario", "draw", "group"),
        coords={"scenario": list(results.scenarios), "group": people["group"].to_numpy()},
    )


def _output(
    results: Results, settings: AppraisalSettings, weights: Array, reference: str, by: str
) -> tuple[Array, Array]:
    """(scenario, draw), £m: GVA of England; and the sum over places of theirs, each weighed by its income."""
    per_unit = AMOUNTS["gva_per_hour"].factor / MILLION
    hours = weights_of_groups(results, "hours_worked", "england").to_numpy()
    output = _difference(results, "gva_per_hour", ENGLAND, weights, reference) @ (per_unit * hours)
    places = weights_of_groups(results, "hours_worked", by)
    of_places = _difference(results, "gva_per_hour", by, weights, reference)
    weight = income_weights(results, by, settings.income_aversion)
    return output, of_places @ (per_unit * places.to_numpy() * weight)


def income_weights(results: Results, by: str, aversion: float) -> Array:
    """(group,): how much a £ weighs in each region or area, beside one of England's mean income.

    Parameters
    ----------
    results : Results
    by : {"region", "area"}
    aversion : float, 1 per log of income
    """
    people = weights_of_groups(results, "population", by)
    if by == "area":
        income = results.base_levels("income")
    else:
        published = results.published("income")
        income = np.array([published[code] for code in people["group"].to_numpy().astype(str)])
    return equity_weights(income, aversion, reference=float(np.average(income, weights=people.to_numpy())))


def _transfers(
    results: Results, settings: AppraisalSettings, money: Array, reference: str, by: str
) -> tuple[Array, Array]:
    """(scenario,), £m: money that households receive as such, plain and weighed by the income of their place."""
    given = results.awards().sel(line=results.dataset["line_use"] == TRANSFER).transpose("line", "area", "year")
    if not given.sizes["line"]:
        return np.zeros(len(results.scenarios)), np.zeros(len(results.scenarios))
    codes, names = groups_of(results, by)
    members = members_of(codes, list(names)).to_numpy()
    of_places = present_value(given.to_numpy(), money) @ members.T
    weight = income_weights(results, by, settings.income_aversion)
    owner = given["line_scenario"].to_numpy().astype(str)
    belongs = np.array(results.scenarios)[:, None] == owner[None, :]
    at = results.scenarios.index(reference)
    plain, weighed = (belongs @ (of_places @ each) for each in (np.ones(len(weight)), weight))
    return plain - plain[at], weighed - weighed[at]
