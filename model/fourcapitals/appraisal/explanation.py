"""One place's result followed back to money: fund, award, delivery, stock, driver, healthy life and output."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.data.places import find_place
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.formatting import signed
from fourcapitals.results.difference_units import DAYS_A_YEAR
from fourcapitals.results.results import Results
from fourcapitals.scenario.files import Fund, Scenario, load_scenario
from fourcapitals.scenario.fund_rows import fund_names
from fourcapitals.simulation.ledger import Ledger, keep_books
from fourcapitals.simulation.money import spend
from fourcapitals.simulation.run import simulate
from fourcapitals.simulation.start import start_of
from fourcapitals.vocabulary import END_YEAR, USE_NAMES, USES

STOCKS: Final[Mapping[str, str]] = {
    "connectivity": "transport",
    "premises": "premises",
    "housing": "housing",
    "culture": "social",
    "adult_skills": "skills",
    "early_years": "skills",
    "job_quality": "low_quality_jobs",
    "community": "social",
    "green_space": "green_space",
    "clean_air": "particulates",
}
"""What the money of a use builds, by the names of results; other uses build nothing and act in the year."""
LINKS: Final = ("new_gbp_m", "deadweight_gbp_m", "ineffective_gbp_m", "in_delivery_gbp_m")
"""What becomes of an award; they add up to it."""
TOGETHER: Final = "together"


Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Part:
    """A part of a scenario that is run alone."""

    fund: str
    use: str
    scenario: Scenario


@checked
def explain(
    scenario: Scenario,
    *,
    place: str,
    reference: Scenario | str = "baseline",
    year: int = END_YEAR,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
) -> pd.DataFrame:
    """Follow what a scenario changes in a place from each fund's award to healthy life and output, link by link.

    At central values and without noise. Each use of each fund is run alone, its places and years kept; what they do
    beyond the sum is the last row, so that the rows sum to the whole of each effect.

    Parameters
    ----------
    scenario : Scenario
    place : str
        An area or a wider place, by name or code.
    reference : Scenario or str
    year : int
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
        Of which the central numbers are taken; the bundled one by default.

    Returns
    -------
    pandas.DataFrame
        A row a fund and use: ``fund, use, label, letters``; to the year, in the place, £m of 2019, ``awarded_gbp_m``,
        which is the sum of `LINKS`: what is delivered, effective and new, deadweight, too thin or thick, and still in
        delivery; ``stock, stock_change, stock_change_unit``, what it has built (nothing where it acts in the year);
        ``income_percent``, ``employment_points``, ``air_ug_m3``, what drives health and output; ``hle_days``, mean of
        the sexes, and ``gva_percent``. Then what is taken from other budgets, the levers, what the NHS does beside
        care, and ``together``. ``attrs``: ``place, year, title, reference, hle_days, gva_percent`` of the whole.

    Raises
    ------
    UnknownName
        When there is no such place.
    BadInput
        When the year lies outside the run.
    """
    base, table = baseline or load_baseline(), parameters or load_parameters()
    beside = load_scenario(reference) if isinstance(reference, str) else reference
    if not base.period.first <= year <= base.period.end:
        raise BadInput(f"year: one from {base.period.first} to {base.period.end} expected, got {year}")
    found = find_place(place)
    parts = list(_parts_of(scenario))
    reference_run = beside.model_copy(update={"name": "reference"})
    whole = scenario.model_copy(update={"name": "whole"})
    results = simulate([reference_run, whole, *(part.scenario for part in parts)], baseline=base, parameters=table)
    inside = np.isin(np.array(base.codes), found.areas)
    books, rows_of_funds = _books(scenario, base, table)
    rows: list[dict[str, Any]] = [
        {
            "fund": part.fund,
            "use": part.use,
            "label": _label(part.use),
            "letters": load_evidence_letters().marks_of(part.use),
            **_money(books, rows_of_funds, part, inside, year - base.period.first),
            **_stock(results, part, inside, year, base),
            **_effects(results, part.scenario.name, inside, year, base),
        }
        for part in parts
    ]
    total: dict[str, Any] = _effects(results, "whole", inside, year, base)
    rest = {name: value - sum(row[name] for row in rows) for name, value in total.items()}
    empty = {"fund": "", "letters": "", **_no_money(), "stock": "", "stock_change": np.nan, "stock_change_unit": ""}
    rows.append({**empty, "use": TOGETHER, "label": "Together, beyond the sum", **rest})
    made = pd.DataFrame(rows)
    made.attrs = {
        "place": found.name,
        "year": year,
        "title": scenario.title,
        "reference": beside.title,
        **dict(total.items()),
    }
    return made


def _parts_of(scenario: Scenario) -> Iterator[_Part]:
    """Each use of each fund alone; what is taken from other budgets; levers; what the NHS does beside care."""
    none: dict[str, Any] = {"levers": {}, "nhs_anchor": None}

    def part(fund: str, use: str, **update: Any) -> _Part:
        name = f"part_{len(made)}"
        return _Part(fund, use, scenario.model_copy(update={"name": name, **update}))

    made: list[_Part] = []
    for name, fund in scenario.funds.items():
        financing = "unfunded" if fund.displaces else fund.financing
        paid = {"posts": None, "keeps_facilities": False, "displaces": None, "financing": financing}
        for use in _uses_of(scenario, name, fund):
            update: dict[str, Any] = {**none}
            if use and name in scenario.money:
                amounts = {use: scenario.money[name].amounts[use]}
                update["money"] = {name: scenario.money[name].model_copy(update={"amounts": amounts})}
            own = {**paid, "uses": {use: fund.uses[use]}} if use and name not in scenario.money else paid
            update["funds"] = {name: fund.model_copy(update=own)}
            made.append(part(name, use or "as_decided", **update))
    taken = {name: fund.model_copy(update={"uses": {}}) for name, fund in scenario.funds.items() if fund.displaces}
    if taken:
        made.append(part("", "displaced", funds=taken, **none))
    if scenario.levers:
        made.append(part("", "levers", funds={}, money={}, nhs_anchor=None))
    if scenario.nhs_anchor is not None:
        made.append(part("", "nhs_anchor", funds={}, money={}, levers={}))
    yield from made


def _uses_of(scenario: Scenario, name: str, fund: Fund) -> list[str]:
    """The uses of a fund that can be run alone; one empty name where others decide, who would choose anew."""
    if fund.decided_by != "centre":
        return [""]
    if name in scenario.money:
        return [use for use in USE_NAMES if use in scenario.money[name].amounts]
    return [use for use in USE_NAMES if fund.uses.get(use, 0.0) > 0]


def _label(use: str) -> str:
    named = {each.name: each.label for each in USES}
    others = {
        "as_decided": "As those decide who may",
        "displaced": "Taken from other budgets",
        "levers": "Levers without money",
        "nhs_anchor": "The NHS beside care",
    }
    return named.get(use) or others[use]


def _books(scenario: Scenario, baseline: Baseline, table: ParameterTable) -> tuple[Ledger, tuple[str, ...]]:
    """The ledger of every area, and the fund of each of its rows."""
    numbers = table.central()
    terms, environment, quiet, *_ = start_of(scenario, baseline=baseline, numbers=numbers)
    spent = spend(terms, environment, baseline, quiet)
    books = keep_books(spent.awards, spent.effective_share, environment.delays, environment.deadweight)
    return books, fund_names(scenario)


def _no_money() -> dict[str, float]:
    return dict.fromkeys(("awarded_gbp_m", *LINKS), 0.0)


def _money(books: Ledger, funds: tuple[str, ...], part: _Part, inside: Mask, position: int) -> dict[str, float]:
    """What became of the awards of a fund and use in a place, to a year."""
    rows = np.array([name == part.fund for name in funds], bool)
    if not rows.any():
        return _no_money()
    uses = slice(None) if part.use == "as_decided" else slice(USE_NAMES.index(part.use), USE_NAMES.index(part.use) + 1)

    def to_date(values: Array, *, at_end: bool = False) -> float:
        own = values[: position + 1][:, rows][:, :, inside][..., uses]
        return float((own[-1] if at_end else own).sum())

    return {
        "awarded_gbp_m": to_date(books.gross),
        "new_gbp_m": to_date(books.net),
        "deadweight_gbp_m": to_date(books.deadweight),
        "ineffective_gbp_m": to_date(books.ineffective),
        "in_delivery_gbp_m": to_date(books.in_delivery, at_end=True),
    }


def _mean(results: Results, variable: str, name: str, inside: Mask, year: int, weight: Array) -> float:
    held = results.dataset[variable].sel(scenario=name, year=year).isel(draw=0)
    values = held.mean("sex").to_numpy() if "sex" in held.dims else held.to_numpy()
    own = weight * inside
    return float(values @ own / own.sum())


def _stock(results: Results, part: _Part, inside: Mask, year: int, baseline: Baseline) -> dict[str, Any]:
    """What the money has built, beside the reference."""
    variable = STOCKS.get(part.use)
    if variable is None:
        return {"stock": "", "stock_change": np.nan, "stock_change_unit": ""}
    weight = baseline.arrays.working_age if variable == "skills" else baseline.arrays.population
    own, other = (_mean(results, variable, name, inside, year, weight) for name in (part.scenario.name, "reference"))
    unit = str(results.dataset[variable].attrs["units"])
    return {"stock": variable, "stock_change": own - other, "stock_change_unit": unit}


def _effects(results: Results, name: str, inside: Mask, year: int, baseline: Baseline) -> dict[str, float]:
    """Drivers and effects of a run beside the reference, in a place."""
    arrays = baseline.arrays

    def pair(variable: str, weight: Array) -> tuple[float, float]:
        own, other = (_mean(results, variable, each, inside, year, weight) for each in (name, "reference"))
        return own, other

    income, hours = pair("income", arrays.population), pair("gva_per_hour", arrays.hours)
    work, air = pair("employment", arrays.working_age), pair("pm25", arrays.population)
    healthy = pair("hle", arrays.population)
    return {
        "income_percent": 100 * (income[0] / income[1] - 1),
        "employment_points": 100 * (work[0] - work[1]),
        "air_ug_m3": air[0] - air[1],
        "hle_days": DAYS_A_YEAR * (healthy[0] - healthy[1]),
        "gva_percent": 100 * (hours[0] / hours[1] - 1),
    }


def built_in_words(row: Mapping[Any, Any]) -> str:
    """Say what the money of a use has built, with its unit; nothing where it builds nothing and acts in the year.

    Parameters
    ----------
    row : mapping
        A row of `explain`.

    Examples
    --------
    >>> built_in_words({"stock": "housing", "stock_change": 12.4, "stock_change_unit": "£ per head, 2019 prices"})
    'housing +£12 per head, 2019 prices'
    >>> built_in_words({"stock": "green_space", "stock_change": 0.0023, "stock_change_unit": "NDVI"})
    'green space +0.002 NDVI'
    >>> built_in_words({"stock": "", "stock_change": np.nan, "stock_change_unit": ""})
    ''
    """
    if not row["stock"]:
        return ""
    change, unit = signed(row["stock_change"]), str(row["stock_change_unit"])
    # A sign of money stands before the figure.
    said = f"{change[0]}£{change[1:]}{unit[1:]}" if unit.startswith("£ ") and change[0] in "+-" else f"{change} {unit}"
    return f"{str(row['stock']).replace('_', ' ')} {said}"
