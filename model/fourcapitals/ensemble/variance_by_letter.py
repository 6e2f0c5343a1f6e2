"""The share of a strategy's uncertainty that rests on each letter of evidence: groups of inputs exchanged in turn.

Points of the priors are taken in pairs; for each letter, all numbers of that letter are taken from the other point of
the pair. Runs are without noise, so that what is shared is the uncertainty of the parameters alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.stats.qmc import Sobol

from fourcapitals.data.known_shares import load_known_shares
from fourcapitals.ensemble.block import machine_code
from fourcapitals.ensemble.draws import coordinates, keep_off_faces, letter_of, parameters_at
from fourcapitals.ensemble.feedbacks import is_stable
from fourcapitals.ensemble.recipe import Job, Recipe, job_of
from fourcapitals.ensemble.runs_of_draw import under_policy
from fourcapitals.ensemble.total_effects import variance_shares
from fourcapitals.equations.elementary import Array
from fourcapitals.results.number_of_draws import ENOUGH_DRAWS
from fourcapitals.scenario.files import is_another
from fourcapitals.simulation.behaviour.councils import with_councils
from fourcapitals.simulation.compiled.layout import hand_over
from fourcapitals.simulation.environment import Geography, environment_of, map_geography
from fourcapitals.simulation.noise import no_shocks
from fourcapitals.simulation.state import Outcomes
from fourcapitals.vocabulary import BLOCK, LETTERS, NOTHING

if TYPE_CHECKING:
    from fourcapitals.ensemble.workers import WorkerPool

RESULTS: Final = ("hle_years", "gva_percent")
"""What is shared: changes of healthy life expectancy and of GVA per hour of England in the last year."""
MOST_POINTS: Final = 512


def points_for(draws: int) -> int:
    """How many pairs of points an ensemble is given: none where its own bands are not resolved.

    Parameters
    ----------
    draws : int

    Examples
    --------
    >>> points_for(64), points_for(200), points_for(1_000), points_for(5_000)
    (0, 128, 512, 512)
    """
    return 0 if draws < ENOUGH_DRAWS else min(MOST_POINTS, 1 << (draws.bit_length() - 1))


def known_of_recipe(recipe: Recipe) -> dict[str, Any]:
    """Give the shares that were worked out beforehand of a recipe's scenarios; empty where of none.

    They are of points of their own, whatever the seed of the recipe.

    Parameters
    ----------
    recipe : Recipe

    Returns
    -------
    dict
        As of `shares_of`.
    """
    job, texts = job_of(recipe), dict(recipe.scenarios)
    if recipe.reference != "baseline" or is_another("baseline", texts["baseline"]):
        return {}
    return load_known_shares().held(texts, parameters=job.table.checksum, data=job.baseline.checksum)


def run_exchanges(recipe: Recipe, block: int, counted: int) -> dict[str, Any]:
    """Run one block of pairs of points: all scenarios at each first point, and with each letter's numbers exchanged.

    Parameters
    ----------
    recipe : Recipe
    block : int, position of the block
    counted : int
        Pairs of points, at most `BLOCK`.

    Returns
    -------
    dict
        ``levels``, (result, scenario, 1 + letter, point): healthy life expectancy of England in the last year (years,
        mean of the sexes) and its GVA per hour (£ of 2019), not a number where feedbacks would not die out.
    """
    job = job_of(recipe)
    axes = coordinates(job.table)
    engine = Sobol(2 * len(axes), scramble=True, rng=np.random.default_rng([recipe.seed, len(LETTERS)]))
    if block:
        engine.fast_forward(block * BLOCK)
    pairs = keep_off_faces(np.asarray(engine.random(BLOCK)))[:counted]
    first, second = pairs[:, : len(axes)], pairs[:, len(axes) :]
    letters = np.array([letter_of(axis, job.table) for axis in axes])
    levels = np.full((len(RESULTS), len(job.strategies), 1 + len(LETTERS), counted), np.nan)
    maps: dict[tuple[float, float, float], Geography] = {}
    for position, letter in enumerate(("", *LETTERS)):
        points = np.where(letters == letter, second, first)
        # Where all numbers are extreme at once, feedbacks may not die out.
        with np.errstate(all="ignore"):
            for point, numbers in enumerate(parameters_at(job.table, points).parameters):
                levels[:, :, position, point] = _levels_at(job, numbers, maps)
    return {"levels": levels}


def _levels_at(job: Job, numbers: Any, maps: dict[tuple[float, float, float], Geography]) -> Array:
    """(result, scenario): levels of the last year at one set of parameters."""
    areas = job.baseline.arrays
    reach = (numbers.economic_mass_decay, numbers.neighbour_reach, numbers.neighbour_decay)
    if reach not in maps:
        maps[reach] = map_geography(areas, numbers)
    setting = environment_of(areas, numbers, maps[reach], job.strategies[job.reference].policy)
    found = np.full((len(RESULTS), len(job.strategies)), np.nan)
    if not is_stable(setting):
        return found
    alike, handed = np.zeros((3, len(areas.population))), hand_over(setting)
    project, _ = machine_code()
    size, years = len(areas.population), len(job.baseline.period.simulated)
    for position, strategy in enumerate(job.strategies):
        shocks = no_shocks(areas=size, years=years, funds=len(strategy.funds))
        own = under_policy(handed, setting.parameters, strategy, areas)
        outcomes: Outcomes = project(with_councils(strategy.start, setting, alike), strategy.terms, own, shocks)[0]
        found[0, position] = (outcomes.hle[-1].mean(axis=0) @ areas.population) / areas.population.sum()
        found[1, position] = (outcomes.gva_per_hour[-1] @ areas.hours) / areas.hours.sum()
    return found


def shares_of(levels: Array, names: Sequence[str], reference: int, *, seed: int) -> dict[str, Any]:
    """Give each scenario's shares of variance by letter.

    Parameters
    ----------
    levels : (result, scenario, 1 + letter, point)
        Of `run_exchanges`.
    names : sequence of str
        Of the scenarios.
    reference : int, position
        The scenario that changes are taken against.
    seed : int

    Returns
    -------
    dict
        ``points``, pairs that count; ``left_out``, pairs with a run whose feedbacks would not die out; ``shares``: by
        scenario, result and letter the share with the ends of its 95% interval. What no number moves is left out.
    """
    sound = np.isfinite(levels).all(axis=(0, 1, 2))
    kept = levels[..., sound]
    changes = {
        "hle_years": kept[0] - kept[0, reference],
        "gva_percent": 100 * (kept[1] / kept[1, reference] - 1),
    }
    shares: dict[str, dict[str, dict[str, list[float]]]] = {}
    for position, name in enumerate(names):
        for result in RESULTS:
            change = np.where(np.abs(changes[result][position]) < NOTHING, 0.0, changes[result][position])
            if sound.sum() < 2 or np.ptp(change) == 0:
                continue
            found = variance_shares(change[0], change[1:], seed=seed)
            by_letter: dict[str, list[float]] = {
                letter: [float(value) for value in values]
                for letter, *values in zip(LETTERS, found.share, found.low, found.high, strict=True)
            }
            shares.setdefault(name, {})[result] = by_letter
    return {"points": int(sound.sum()), "left_out": int((~sound).sum()), "shares": shares}


def variance_by_letter(pool: WorkerPool, points: int) -> dict[str, Any]:
    """Run the exchanges of a recipe by its workers, and give what `shares_of` gives; the same however work is shared.

    Parameters
    ----------
    pool : WorkerPool
    points : int
        Pairs of points.
    """
    blocks = {block: min(BLOCK, points - block * BLOCK) for block in range(-(-points // BLOCK))}
    with closing(pool.results(blocks, run_exchanges)) as made:
        levels = np.concatenate([each["levels"] for _, each in made], axis=-1)
    job = job_of(pool.recipe)
    return shares_of(levels, [each.scenario.name for each in job.strategies], job.reference, seed=pool.recipe.seed)
