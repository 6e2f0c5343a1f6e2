"""The floor: the operations that one run needs, over how fast this machine does each, measured in the same session.

What is counted is what the package's own equations do: they are run on numbers that tally each operation done to them.
Only what changes within a run is such a number, so that whatever depends on parameters and places alone costs nothing,
as if it had been worked out before. Counted for one area in one year:

- additions and multiplications (a multiply-add is two), divisions, exponentials, logarithms, of `behaviour`, of the
  stages of delivery and of the dose response;
- two for each link along which areas send each other jobs and output, and two for each pair of areas in both tables of
  economic mass (307 x 307 twice a year);
- for each fund with a budget, one for its share and two for each use;
- four standard normals, by the generator that the model uses (Philox), and two a year for the nation.

Memory traffic, calls, allocation and the opening of random streams are not counted: no program reaches the floor.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar

import numba
import numpy as np
from fourcapitals.equations import investment
from fourcapitals.simulation.behaviour import firms, health, households, places
from fourcapitals.simulation.behaviour.households import Nation, Residents, Support
from fourcapitals.simulation.behaviour.places import Bought, Unforeseen
from fourcapitals.simulation.environment import Place, Slopes, SlopesBySex
from fourcapitals.simulation.state import AreaShocks, Capitals, Health, Physical, Responses, Spillovers
from fourcapitals.vocabulary import EARLY_YEARS_NHS_STAGES, EARLY_YEARS_SKILL_STAGES, ON_STOCK_ROUTE, STAGES
from inputs import Inputs, as_links

KINDS = ("add_multiply", "divide", "exponential", "normal")
_REPEATS = 400
_TERMS = 32


class Tallied:
    """A number that tallies what is done to it."""

    tally: ClassVar[Counter[str]] = Counter()

    def __init__(self, value: float = 0.01) -> None:
        self.value = value

    def _done(self, kind: str) -> Tallied:
        Tallied.tally[kind] += 1
        return Tallied(self.value)

    def __add__(self, other: Any) -> Tallied:
        return self._done("add_multiply")

    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __pow__ = __add__

    def __truediv__(self, other: Any) -> Tallied:
        # To divide by what holds still is to multiply by its inverse.
        return self._done("divide" if isinstance(other, Tallied) else "add_multiply")

    def __rtruediv__(self, other: Any) -> Tallied:
        return self._done("divide")

    def __neg__(self) -> Tallied:
        return self

    __abs__ = __neg__

    def __ge__(self, other: Any) -> bool:
        return True

    __gt__ = __ge__

    def __lt__(self, other: Any) -> bool:
        return False

    __le__ = __lt__

    def exp(self) -> Tallied:
        """What `np.exp` asks for."""
        return self._done("exponential")

    log = exp


def operations_of_an_area(inputs: Inputs) -> Counter[str]:
    """Operations of one area in one year, funds, links and chance aside."""
    environment = inputs.environment(0)
    p = environment.parameters
    place = Place(*(float(values[0]) for values in environment.place))
    slopes = SlopesBySex(*(Slopes(*(float(values[0]) for values in each)) for each in environment.slopes))

    def new(kind: type) -> Any:
        return kind(*(Tallied() for _ in kind._fields))

    Tallied.tally = Counter()
    last = Responses(Tallied(), new(Health), Tallied(), Tallied())
    trend = {
        name: Tallied()
        for name in ("productivity", "health", "covid", "covid_life", "mean_tax_yield", "tax_per_income")
    }
    nation = Nation(
        years_since_base=1.0,
        **trend,
        councils_pay=0.0,
        per_public_health=environment.per_public_health,
        per_nhs=environment.per_nhs,
        mortality_per_budget_year=0.1,
        council_effect=(0.1, 0.1),
        log_ratio_particulates=0.1,
        log_ratio_green=0.1,
    )
    places.area_shocks(p, new(AreaShocks), new(AreaShocks))
    for _ in range(sum(STAGES) + EARLY_YEARS_SKILL_STAGES + EARLY_YEARS_NHS_STAGES):
        # What a stage hands on, and what it keeps and takes in.
        _ = 0.5 * Tallied(), 0.5 * Tallied() + Tallied()
    spend: Any = Tallied()
    for on_stock_route in ON_STOCK_ROUTE:
        net = Tallied() * place.per_head
        if on_stock_route:
            spend = spend + net
            investment.net_of_deadweight(net, Tallied(), 0.1)
    investment.effective_share(spend, p.minimum_effective_scale, place.absorptive_scale)
    firms.build_physical(p, place, new(Physical), new(Physical))
    places.build_capitals(p, place, new(Capitals), new(Physical), last, new(Bought))
    firms.offer_jobs(p, place, new(firms.NewJobs))
    production = firms.produce(p, place, new(Capitals), new(Spillovers), last)
    # The yield of council tax and its mean over areas.
    _ = place.tax_per_log_income * Tallied() * place.population + Tallied()
    capitals, support = new(Capitals), new(Support)
    work = households.labour_and_income((p, nation), place, capitals, production, new(Residents), support, last)
    now = health.health_response((p, nation), place, capitals, production, work, support, new(Health))
    expectancies = health.expectancies_by_sex((p, nation), place, slopes, now, new(AreaShocks))
    places.observe_outcomes((p, nation), place, capitals, production, work, expectancies, new(Unforeseen))
    health.carried_on(None, production, work, now, expectancies)
    return Counter(Tallied.tally)


def operations_of_a_run(inputs: Inputs) -> Counter[str]:
    """Operations of one run."""
    years, areas = inputs.years, inputs.size
    geography, terms = inputs.environment(0).geography, inputs.terms
    total = Counter({kind: count * years * areas for kind, count in operations_of_an_area(inputs).items()})
    sparse = (geography.neighbour, geography.commute_of_jobs, geography.commute_of_residents)
    links = sum(len(along.share) for along in sparse)
    pairs = sum(len(as_links(table).share) for table in (geography.mass_shares, geography.mass_distances))
    total["add_multiply"] += 2 * years * (links + pairs)
    uses = np.count_nonzero(terms.split, axis=1)
    total["add_multiply"] += int(areas * np.sum((terms.budget != 0) * (1 + 2 * uses)))
    total["normal"] += years * (6 * areas + 2)
    return total


def _multiply_add(values: np.ndarray, repeats: int) -> np.ndarray:
    total = np.zeros_like(values)
    for repeat in range(repeats):
        for index in range(len(values)):
            x = values[index]
            # Four polynomials at once, so that one multiply-add need not wait for the other.
            a = b = c = d = x + repeat
            for _ in range(_TERMS):
                a = a * x + 0.5
                b = b * x + 0.25
                c = c * x + 0.125
                d = d * x + 0.75
            total[index] += (a + b) + (c + d)
    return total


_fused: Callable[..., Any] = numba.njit(nogil=True, fastmath={"contract"})(_multiply_add)


def throughput(size: int = 307) -> dict[str, float]:
    """Operations a second of one thread, on arrays of so many areas that stay in the cache."""
    rng = np.random.Generator(np.random.Philox(1))
    values, out = rng.uniform(0.5, 0.9, size), np.empty(size)
    many = np.empty(1 << 16)
    _fused(values, 1)

    def best(act: Callable[[], Any], operations: float) -> float:
        seconds = []
        for _ in range(7):
            begun = time.perf_counter()
            act()
            seconds.append(time.perf_counter() - begun)
        return operations / min(seconds)

    def repeated(function: Callable[..., Any], *arguments: Any) -> Callable[[], None]:
        def act() -> None:
            for _ in range(_REPEATS):
                function(*arguments, out=out)

        return act

    exponentials = [best(repeated(function, values), _REPEATS * size) for function in (np.exp, np.log)]
    return {
        "add_multiply": best(lambda: _fused(values, _REPEATS), _REPEATS * size * _TERMS * 8),
        "divide": best(repeated(np.divide, 1.0, values), _REPEATS * size),
        "exponential": 2 / sum(1 / rate for rate in exponentials),
        "normal": best(lambda: rng.standard_normal(out=many), len(many)),
    }


def floor_of_a_run(inputs: Inputs) -> dict[str, Any]:
    """Seconds of one run at the floor, by kind of operation."""
    counts, rates = operations_of_a_run(inputs), throughput(inputs.size)
    seconds = {kind: counts[kind] / rates[kind] for kind in KINDS}
    return {
        "operations": {kind: counts[kind] for kind in KINDS},
        "operations_per_second": rates,
        "seconds_by_kind": seconds,
        "seconds": sum(seconds.values()),
    }
