"""One block of an ensemble: all scenarios on the same 64 draws, reduced to what is kept.

What a block gives depends on the scenarios' own texts, the seed and the number of the block alone: not on workers, on
order, or on which other scenarios are asked for.
"""

from __future__ import annotations


Array = npt.NDArray[np.float64]
Keep = Literal["summary", "areas"]


@dataclass(frozen=True, eq=False)
class Recipe:
    """All that a worker needs to make any block of an ensemble, small enough to be sent with each.

    Parameters
    ----------
    scenarios : tuple of (name, text)
    seed : int
    reference : str
    keep : {"summary", "areas"}
    baseline, table
        None for those that the package carries.
    """

    scenarios: tuple[tuple[str, str], ...]
    seed: int
    reference: str
    keep: Keep
    baseline: Baseline | None = None
    table: ParameterTable | None = None

    @property
    def key(self) -> str:
        """Address of the recipe, equal for equal recipes."""
        own = (self.baseline and self.baseline.checksum, self.table and self.table.checksum)
        return hashlib.sha256(repr((self.scenarios, self.seed, self.reference, self.keep, own)).encode()).hexdigest()


class _Strategy(NamedTuple):
    """One scenario, ready to run."""

    funds: tuple[str, ...]
    bidding: tuple[str, ...]
    """The funds whose luck is drawn."""
    terms: Terms
    policy: Policy
    start: State


class _Job(NamedTuple):
    """A recipe with everything that all its blocks share worked out."""

    recipe: Recipe
    baseline: Baseline
    table: ParameterTable
    spine: Spine
    strategies: tuple[_Strategy, ...]
    reference: int
    header: Mapping[str, Any]


_jobs: dict[str, _Job] = {}
_jobs_lock = threading.Lock()


def _job_of(recipe: Recipe) -> _Job:
    """Work a recipe out, once in each process."""
    key = recipe.key
    with _jobs_lock:
        if key not in _jobs:
            if len(_jobs) > 1:
                _jobs.clear()
            _jobs[key] = _worked_out(recipe)
        return _jobs[key]


def _worked_out(recipe: Recipe) -> _Job:
    baseline, table = recipe.baseline or load_baseline(), recipe.table or load_parameters()
    scenarios = [parse_scenario(text, name=name) for name, text in recipe.scenarios]
    strategies = []
    for scenario in scenarios:
        terms = terms_of(scenario, baseline, table.deflator)
        funds = tuple(scenario.funds)
        strategies.append(
            _Strategy(
                funds,
                tuple(name for name, bids in zip(funds, terms.competitive, strict=True) if bids > 0),
                terms,
                policy_of(scenario, baseline, terms),
                base_state(baseline.arrays, funds=len(funds)),
            )
        )
    position = [name for name, _ in recipe.scenarios].index(recipe.reference)
    header = _header_of(recipe, scenarios, baseline, table)
    return _Job(recipe, baseline, table, spine_of(baseline), tuple(strategies), position, header)


def run_block(recipe: Recipe, block: int, counted: int = BLOCK) -> dict[str, Any]:
    """Run all scenarios on one block of draws.

    Parameters
    ----------
    recipe : Recipe
    block : int
    counted : int
        How many of the draws, from the first, enter the sums of areas; the last block of an ensemble may be partial.

    Returns
    -------
    dict
        ``rejected``, how many unstable draws were replaced; ``series``, the arrays of `store.variables`, (scenario,
        draw, ...); of areas ``level_bins`` and ``difference_bins`` (scenario, draw, outcome, milestone, area), and
        ``level_sums`` and ``difference_sums`` without the draw.
    """
    job = _job_of(recipe)
    areas = job.baseline.arrays
    project, summarise = _compiled()
    drawn = stable_block(job.table, areas, recipe.seed, block)
    series = {each.name: np.empty(shape_of(each, job.header)) for each in variables(recipe.keep)}
    size, years = len(areas.population), len(YEARS)
    shown_areas = np.empty((len(job.strategies), BLOCK, len(AREA_OUTCOMES), len(MILESTONES), size))
    for row in range(BLOCK):
        draw = block * BLOCK + row
        noise = draw_noise(recipe.seed, draw, areas=size, years=years)
        luck = _luck(job, draw, size)
        for position, strategy in enumerate(job.strategies):
            bids = np.zeros((years, len(strategy.funds), size))
            for name in strategy.bidding:
                bids[:, strategy.funds.index(name)] = luck[name]
            setting = _under(strategy.policy, drawn.settings[row], job)
            outcomes = project(strategy.start, strategy.terms, setting, noise._replace(bids=bids))
            summed: Summary = summarise(outcomes, job.spine)
            _place(series, position, row, summed)
            shown_areas[position, row] = summed.areas
            if recipe.keep == "areas":
                for outcome in OUTCOMES:
                    values = getattr(outcomes, outcome.name)
                    series[f"area_{outcome.name}"][position, row] = np.moveaxis(values, 0, -1)
    if not np.isfinite(shown_areas).all():
        scenario, row = np.argwhere(~np.isfinite(shown_areas))[0, :2].tolist()
        raise RuntimeError(f"draw {block * BLOCK + row}: scenario {recipe.scenarios[scenario][0]!r} is not finite")
    return {
        "rejected": int(drawn.attempts.sum()),
        "series": series,
        **_count_areas(shown_areas, job, counted),
    }


def _under(policy: Policy, setting: Setting, job: _Job) -> Setting:
    """One draw's setting under the policy of one scenario."""
    if policy.prevalence_change.any():
        # The parameters of a setting hold vectors as tuples; settling takes them as arrays.
        p = setting.parameters
        arrays: dict[str, Any] = {name: np.array(value) for name, value in p._asdict().items() if np.ndim(value)}
        return settle(job.baseline.arrays, p._replace(**arrays), setting.geography, policy)
    return setting._replace(tax_financed=policy.tax_financed, councils_pay=policy.councils_pay)


def _luck(job: _Job, draw: int, areas: int) -> dict[str, Array]:
    """The luck of every fund that takes bids, by its name: scenarios that share a fund share its luck."""
    names = sorted({name for strategy in job.strategies for name in strategy.bidding})
    bids = draw_bids(job.recipe.seed, draw, areas=areas, years=len(YEARS), funds=names)
    return {name: bids[:, index] for index, name in enumerate(names)}


def _place(series: Mapping[str, Array], scenario: int, row: int, summed: Summary) -> None:
    for index, outcome in enumerate(OUTCOMES):
        series[outcome.name][scenario, row] = summed.places[index]
    for index, name in enumerate(BY_SEX):
        series[f"{name}_by_sex"][scenario, row] = summed.by_sex[index]
    for index, name in enumerate(("hle_gap", "hle_gap_fixed")):
        series[f"{name}_by_sex"][scenario, row] = summed.gaps[index, : len(SEXES)]
        series[name][scenario, row] = summed.gaps[index, len(SEXES)]
    for values, named in zip(summed.missions, MISSION_SERIES[-len(summed.missions) :], strict=True):
        series[named.name][scenario, row] = values


def _count_areas(values: Array, job: _Job, counted: int) -> dict[str, npt.NDArray[Any]]:
    """Bins and sums of areas of all scenarios, one scenario at a time."""
    levels, moved = np.empty(values.shape, np.uint16), np.empty(values.shape, np.uint16)
    shape = (values.shape[0], *values.shape[2:])
    level_sums, difference_sums = np.empty(shape), np.empty(shape)
    base = _base_levels(job.baseline)
    for scenario in range(len(values)):
        for index, name in enumerate(AREA_OUTCOMES):
            own, against = values[scenario, :, index], values[job.reference, :, index]
            change = differences(own, against, GRIDS[name])
            levels[scenario, :, index] = level_bins(own, base[name], GRIDS[name])
            moved[scenario, :, index] = difference_bins(change, GRIDS[name])
            level_sums[scenario, index] = np.add.reduce(own[:counted], axis=0)
            difference_sums[scenario, index] = np.add.reduce(change[:counted], axis=0)
    return {
        "level_bins": levels,
        "difference_bins": moved,
        "level_sums": level_sums,
        "difference_sums": difference_sums,
    }


def _base_levels(baseline: Baseline) -> dict[str, Array]:
    areas = baseline.arrays
    levels = {name: np.asarray(getattr(areas, name)) for name in AREA_OUTCOMES}
    return {name: values.mean(axis=0) if values.ndim > 1 else values for name, values in levels.items()}


def add_block(totals: Totals, made: Mapping[str, Any], counted: int) -> None:
    """Add the areas of one block to those of the blocks before.

    Counts are integers, so that their order cannot matter; sums are added in the order of the blocks.
    """
    add = _count()
    for scenario in range(len(made["level_bins"])):
        add(totals.level_counts[scenario], made["level_bins"][scenario, :counted])
        add(totals.difference_counts[scenario], made["difference_bins"][scenario, :counted])
    totals.level_sums += made["level_sums"]
    totals.difference_sums += made["difference_sums"]
    totals.draws += counted


# Machine code


@cache
def _register() -> None:
    from numba.extending import register_jitable

    for function in vars(summary).values():
        if isinstance(function, FunctionType) and function.__module__ == summary.__name__:
            register_jitable(error_model="numpy")(function)


@cache
def _compiled() -> tuple[Callable[..., Any], Callable[..., Any]]:
    _register()
    return compiled.compile_function(schedule.project), compiled.compile_function(summary.summarise)


@cache
def _count() -> Callable[..., Any]:
    _register()
    count: Callable[..., Any] = compiled.compile_function(summary.add_counts)
    return count


def _warm_up(job: _Job, say: Say | None) -> None:
    """Have the machine code ready before workers ask for it, and say so when that takes long."""
    from platformdirs import user_cache_path

    if say is not None and not any((user_cache_path("fourcapitals") / compiled.source_checksum()).glob("**/*.nbc")):
        say("Compiling the model for this machine, once: about half a minute")
    project, summarise = _compiled()
    strategy, size = job.strategies[0], len(job.baseline.codes)
    central, areas = job.table.central(), job.baseline.arrays
    setting = settle(areas, central, map_geography(areas, central), strategy.policy)
    noise = draw_noise(0, 0, areas=size, years=len(YEARS), funds=strategy.funds)
    summarise(project(strategy.start, strategy.terms, setting, noise), job.spine)
    _count()(np.zeros((1, 1, 1, 1), np.uint32), np.zeros((1, 1, 1, 1), np.uint16))
