"""What an ensemble records of what went in: scenarios, their money, checksums, versions, published levels."""

from __future__ import annotations


_SCIENCE: Final = (
    "allocation",
    "baseline",
    "behaviour",
    "chance",
    "draws",
    "ensemble",
    "parameters",
    "prices",
    "scenario_schema",
    "schedule",
    "setting",
    "state",
    "summary",
    "terms",
    "vocabulary",
)


def _header_of(
    recipe: Recipe, scenarios: Sequence[Scenario], baseline: Baseline, table: ParameterTable
) -> dict[str, Any]:
    """What a store records of its inputs."""
    places = places_of(baseline)
    published = {outcome.name: _published(baseline, outcome.name, places, None) for outcome in OUTCOMES}
    for name in BY_SEX:
        published |= {f"{name}_{sex}": _published(baseline, name, places, sex) for sex in SEXES}
    return {
        "fourcapitals_version": version("fourcapitals"),
        "made_with": {"python": platform.python_version(), **{name: version(name) for name in ("numpy", "numba")}},
        "scenarios": [{"name": each.name, "title": each.title, "text": each.text} for each in scenarios],
        "reference": recipe.reference,
        "seed": recipe.seed,
        "draws": 0,
        "draws_of_a_block": BLOCK,
        "keep": recipe.keep,
        "parameters_checksum": table.checksum,
        "data_checksum": baseline.checksum,
        "code_checksum": code_checksum(),
        "places": places,
        "areas": {str(code): str(name) for code, name in baseline.areas["name"].items()},
        "published": published,
        "base_levels": {name: values.tolist() for name, values in _base_levels(baseline).items()},
        "area_bins": {name: resolution_of(name) for name in AREA_OUTCOMES},
        "quantiles": list(QUANTILES),
        "milestones": list(MILESTONES),
    }


def _published(baseline: Baseline, outcome: str, places: Mapping[str, str], sex: str | None) -> dict[str, float | None]:
    """Published levels of the base year by place; None where there is none."""
    by_sex = outcome in BY_SEX
    wanted = ("persons",) if not by_sex else SEXES if sex is None else (sex,)
    found: dict[str, float | None] = {}
    for code in places:
        try:
            each = [baseline.published(PUBLISHED_AS.get(outcome, outcome), code=code, sex=one) for one in wanted]
            found[code] = float(np.mean(each))
        except KeyError:
            found[code] = None
    return found


@cache
def code_checksum() -> str:
    """Checksum of the modules that numbers depend on.

    Examples
    --------
    >>> len(code_checksum())
    64
    """
    folder = Path(schedule.__file__).parent
    sources = [folder / f"{name}.py" for name in _SCIENCE] + sorted((folder / "equations").glob("*.py"))
    digest = hashlib.sha256()
    for source in sources:
        if source.is_file():
            digest.update(source.read_bytes())
    return digest.hexdigest()


def _recipe_of_store(store: Store, baseline: Baseline | None, table: ParameterTable | None) -> Recipe:
    """Read what a store was made from, and check that the same inputs are at hand."""
    header = store.manifest
    at_hand = {
        "data_checksum": (baseline or load_baseline()).checksum,
        "parameters_checksum": (table or load_parameters()).checksum,
        "code_checksum": code_checksum(),
    }
    words = {"data_checksum": "data", "parameters_checksum": "parameters", "code_checksum": "code of the model"}
    other = [words[name] for name, checksum in at_hand.items() if header[name] != checksum]
    if other:
        raise BadInput(
            f"{store.path}: was made with other {' and other '.join(other)} (fourcapitals "
            f"{header['fourcapitals_version']}); go on with those, or run it anew"
        )
    texts = tuple((each["name"], each["text"]) for each in header["scenarios"])
    return Recipe(texts, header["seed"], header["reference"], header["keep"], baseline, table)
