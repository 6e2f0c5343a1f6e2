"""The money of a scenario: what its funds award in every year, and the ledger of what becomes of it.

No response of people or firms reaches back to budgets, bids or delivery. So `spend` follows the money alone, to the bit
as a whole run does, in a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from fourcapitals.data.baseline import Baseline
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.prices import Deflator
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.files import Scenario
from fourcapitals.scenario.fund_rows import rows_of
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.arrays import at_year
from fourcapitals.simulation.behaviour.councils import with_councils
from fourcapitals.simulation.behaviour.funds import bids_of, decide
from fourcapitals.simulation.behaviour.learning import Rounds
from fourcapitals.simulation.construction import absorbed_by, after, build, physical_of
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.ledger import Ledger, keep_books
from fourcapitals.simulation.noise import council_deviates
from fourcapitals.simulation.schedule import by_use
from fourcapitals.simulation.start import start_of, years_of
from fourcapitals.simulation.state import Money, Shocks, base_state
from fourcapitals.vocabulary import USE_NAMES

if TYPE_CHECKING:
    import xarray as xr

RUNNING_COST: Final = {"long_name": "Running cost of new physical stock", "units": "£m a year, 2019 prices"}
_OF_A_YEAR: Final = {
    "net": "Delivered in the year: effective and additional",
    "deadweight": "Delivered in the year: would have been spent anyway",
    "ineffective": "Delivered in the year: lost to too thin or too thick a spend",
    "in_delivery": "Awarded and not yet delivered at the end of the year",
}
"""Parts of the ledger that results hold for all areas together."""


class Spent(NamedTuple):
    """The money of a run, from 2020."""

    awards: Array
    """(year, fund, area, use), £m of 2019: given in the year."""
    effective_share: Array
    """(year, area): share of spending on stocks that became effective."""
    running_cost: Array
    """(year, area), £m of 2019 a year: of new physical stock."""


def spend(terms: Terms, environment: Environment, baseline: Baseline, shocks: Shocks) -> Spent:
    """Follow the awards of all years to delivery and new stock, without the responses of people and firms.

    Parameters
    ----------
    terms : Terms
        The funds of a scenario.
    environment : Environment
        The areas under one set of parameters.
    baseline : Baseline
    shocks : Shocks
        Of a whole run; only those of bids enter.
    """
    state = base_state(baseline.arrays, funds=len(terms.share))
    state = with_councils(state, environment, council_deviates(None, 0, areas=len(baseline.codes)))
    years = []
    for position, year in enumerate(baseline.period.simulated):
        bids = bids_of(state, terms, environment)
        awards = decide(state, terms, environment, at_year(shocks, position), bids)
        absorbed = absorbed_by(state.councils, bids, terms.rounds, environment)
        built = build(state.delivery, physical_of(state.capitals), by_use(awards), absorbed, environment)
        held = Rounds(bids, np.where(bids > 0, awards.clip(0.0).sum(axis=2), 0.0), terms.grant)
        awarded = state.money.awarded + np.maximum(awards, 0.0).sum(axis=2)
        cost = built.capital.construction.running_cost
        state = state._replace(
            year=year,
            delivery=built.delivery,
            money=Money(built.delivered, built.effective_share, cost, awarded),
            capitals=state.capitals._replace(**built.capital.construction.physical._asdict()),
            councils=after(state.councils, held, terms.rounds, built.capital, environment),
        )
        years.append((awards, built.effective_share, cost))
    return Spent(*(np.array(each) for each in zip(*years, strict=True)))


def money_of(scenario: Scenario, baseline: Baseline, parameters: Parameters) -> xr.Dataset:
    """Give a scenario's ledger and its running costs, without noise: what `simulate` gives of them, to the bit.

    Parameters
    ----------
    scenario : Scenario
    baseline : Baseline
    parameters : Parameters

    Returns
    -------
    xarray.Dataset
        As `ledger_lines`, and ``running_cost`` (scenario, area, year).

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> from fourcapitals.data.parameters import load_parameters
    >>> from fourcapitals.scenario.files import load_scenario
    >>> money = money_of(load_scenario("announced_2021"), load_baseline(), load_parameters().central())
    >>> round(float(money["award"].sum()))
    6856
    """
    start = start_of(scenario, baseline=baseline, numbers=parameters)
    terms, environment = start.terms, start.environment
    if terms.rescored is None:
        spent = spend(terms, environment, baseline, start.shocks)
    else:
        # Who is given what then depends on what people and firms made of earlier awards.
        path = years_of(start)
        states = [state.money for state, _ in path]
        awards = np.array([given for _, given in path])
        spent = Spent(
            awards,
            np.array([each.effective_share for each in states]),
            np.array([each.running_cost for each in states]),
        )
    books = keep_books(spent.awards, spent.effective_share, environment.delays, environment.deadweight)
    running = np.pad(np.ascontiguousarray(spent.running_cost.T), ((0, 0), (1, 0)))
    return ledger_lines(scenario, terms, baseline, parameters.deflator, books).assign(
        running_cost=(("scenario", "area", "year"), running[None], RUNNING_COST), scenario=[scenario.name]
    )


def split_announced(terms: Terms, books: Ledger) -> Array:
    """Part announced money by use: as the centre does, or where others decide as they did over all years and areas.

    Parameters
    ----------
    terms : Terms
    books : Ledger
        Of the same run.

    Returns
    -------
    (fund, use), sums to 1 over uses
    """
    if not len(terms.local_split):
        return terms.split
    given = np.maximum(books.gross, 0.0).sum(axis=(0, 2))
    total = given.sum(axis=1, keepdims=True)
    left = (total > 0) & (terms.local_split != terms.split[:, :, None]).any(axis=(1, 2))[:, None]
    return np.where(left, np.divide(given, total, out=np.zeros_like(given), where=total > 0), terms.split)


def ledger_lines(scenario: Scenario, terms: Terms, baseline: Baseline, deflator: Deflator, books: Ledger) -> xr.Dataset:
    """Give one scenario's books their axes and units: a line for each fund and use that ever gets money.

    Parameters
    ----------
    scenario : Scenario
    baseline : Baseline
    terms : Terms
        Of the scenario.
    deflator : Deflator
        That the terms were made with.
    books : Ledger

    Returns
    -------
    Dataset
        ``award`` (line, area, year), ``announced`` and the other parts of the ledger (line, year), £m of 2019; all
        years of the baseline's period, the base year without money.
    """
    import xarray as xr

    funds = rows_of(scenario)
    # A fund may have several rows; its money for a use is one line.
    pairs: dict[tuple[str, int], list[int]] = {}
    for fund, (name, _, _) in enumerate(funds):
        for use in range(len(USE_NAMES)):
            if books.gross[:, fund, :, use].any() or terms.split[fund, use] > 0:
                pairs.setdefault((name, use), []).append(fund)
    unit = {"units": "£m, 2019 prices"}

    def by_line(values: Array) -> Array:
        """(line, area, year), the base year included."""
        years, _, areas, _ = values.shape
        lines = np.zeros((len(pairs), areas, 1 + years))
        for row, ((_, use), (first, *others)) in enumerate(pairs.items()):
            lines[row, :, 1:] = values[:, first, :, use].T
            for fund in others:
                lines[row, :, 1:] += values[:, fund, :, use].T
        return lines

    announced = np.zeros((len(pairs), len(baseline.period.years)))
    split = split_announced(terms, books)
    for row, ((_, use), own) in enumerate(pairs.items()):
        for fund in own:
            money = list(funds[fund].fund.gross_money(deflator, baseline.period).values())
            announced[row, 1:] += np.array(money) * split[fund, use]
    variables: dict[str, Any] = {
        "award": (
            ("line", "area", "year"),
            by_line(books.gross),
            {"long_name": "New money awarded in the year", **unit},
        ),
        "announced": (
            ("line", "year"),
            announced,
            {"long_name": "Money announced for the year, with what it replaces", **unit},
        ),
    }
    for name, label in _OF_A_YEAR.items():
        of_all_areas = by_line(getattr(books, name)).sum(axis=1)
        variables[name] = ("line", "year"), of_all_areas, {"long_name": label, **unit}
    coords: Mapping[str, Any] = {
        "line": [f"{scenario.name}/{name}/{USE_NAMES[use]}" for name, use in pairs],
        "line_scenario": ("line", [scenario.name] * len(pairs)),
        "line_fund": ("line", [name for name, _ in pairs]),
        "line_use": ("line", [USE_NAMES[use] for _, use in pairs]),
        "area": list(baseline.areas.index),
        "year": list(baseline.period.years),
    }
    return xr.Dataset(variables, coords)
