"""The manifest of a store: what went in and what is in, in a closed form with a checksum of its own.

Whatever numbers and words are read from has a checksum here: the texts themselves by that of the manifest, arrays that
never change and counts by that of their files, blocks of draws by that of their numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from fourcapitals.errors import BadInput, shown
from fourcapitals.input_files import regular_file, size_of
from fourcapitals.results.area_bins import AREA_OUTCOMES
from fourcapitals.results.ensemble_arrays import variables
from fourcapitals.text import checksum_of
from fourcapitals.vocabulary import BLOCK, Letter

MANIFEST: Final = "manifest.json"
STORE_FORMAT: Final = "fourcapitals store"
STORE_VERSION: Final = 3
CHECKSUM: Final = "checksum"
VARIANCE: Final = "variance_by_letter"
"""Where a manifest holds the shares of variance by letter of evidence; a store of few draws has none."""
MOST_DRAWS: Final = 10_000_000
MOST_BYTES: Final = 1 << 27
"""Of a manifest; that of ten million draws has half as many."""
DIGITS: Final = 16
"""Hexadecimal digits of the checksum of one variable in one block."""
_TOLD: Final = 5
"""Faults that are told of one manifest."""

_Text = Annotated[str, StringConstraints(max_length=1_000)]
_Content = Annotated[str, StringConstraints(max_length=10_000_000)]
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,99}$")]
_Checksum = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Draws = Annotated[int, Field(ge=0, le=MOST_DRAWS)]
_Number = Annotated[float, Field(allow_inf_nan=False)]
_Share = Annotated[float, Field(ge=0, le=1)]
_Interval = Annotated[list[_Share], Field(min_length=3, max_length=3)]
"""A share and the ends of its interval."""
_Places = Annotated[dict[_Text, _Text], Field(min_length=1, max_length=10_000)]


class _Closed(BaseModel):
    """Keys that are not named, and values of other types, are faults."""

    model_config = ConfigDict(extra="forbid", strict=True)


class _Table(_Closed):
    """A table that a scenario was given in a file of its own."""

    checksum: _Checksum
    text: _Content


class _Scenario(_Closed):
    name: Annotated[_Text, Field(min_length=1)]
    title: _Text
    text: _Content
    files: dict[_Text, _Table] = {}


class _Rule(_Closed):
    """Where a rule of the user's own was defined."""

    file: _Text
    checksum: _Checksum


class _Changes(_Closed):
    """Parts of rows of the table of parameters that are not the package's (`data.recorded_changes`)."""

    parameters: dict[_Name, dict[_Name, Any]] = {}
    causal_shares: dict[_Text, dict[_Name, Any]] = {}


class _OwnFigures(_Closed):
    """What of the observed figures is not the package's (`data.own_figures`)."""

    folder: _Text
    checksum: _Checksum
    changed: dict[_Name, dict[_Text, Annotated[int, Field(ge=1)]]]
    england: bool


class _Period(_Closed):
    base: int
    end: int
    appraisal_start: int
    run_on: int


class _Bins(_Closed):
    level_bins: Annotated[int, Field(ge=1, le=100_000)]
    level_half_range: _Number
    difference_bins: Annotated[int, Field(ge=1, le=100_000)]
    difference_scale: _Number
    relative: bool
    levels: _Text
    differences: _Text


class _Block(_Closed):
    draws: Annotated[int, Field(ge=1, le=BLOCK)]
    rejected: Annotated[int, Field(ge=0)]
    checksums: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]+$")]
    """`DIGITS` of each variable, in the order of `ensemble_arrays.variables`."""


class _Counts(_Closed):
    group: Annotated[str, StringConstraints(pattern=r"^counts/(0|[1-9][0-9]{0,7})\.(full|partial)$")] | None
    draws: _Draws
    checksum: _Checksum | None

    @model_validator(mode="after")
    def _agree(self) -> Self:
        named = 0 if self.group is None else int(self.group.removeprefix("counts/").split(".")[0])
        if named != self.draws or (self.group is None) != (self.checksum is None):
            raise ValueError(f"the group {self.group!r} does not hold {self.draws} draws")
        return self


class _Variance(_Closed):
    """Shares of each result's variance by letter of evidence (`ensemble.variance_by_letter`)."""

    points: Annotated[int, Field(ge=0, le=MOST_DRAWS)]
    left_out: Annotated[int, Field(ge=0, le=MOST_DRAWS)]
    shares: dict[_Text, dict[_Name, dict[Letter, _Interval]]]


class _Manifest(_Closed):
    """Every key of a manifest."""

    format: Literal["fourcapitals store"]
    format_version: Literal[3]
    fourcapitals_version: _Text
    made_with: dict[_Text, _Text]
    scenarios: Annotated[list[_Scenario], Field(min_length=1, max_length=1_000)]
    rules: dict[_Text, _Rule] = {}
    reference: _Text
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    draws: Annotated[_Draws, Field(ge=1)]
    draws_of_a_block: Literal[64]
    keep: Literal["summary", "areas"]
    parameters_checksum: _Text
    parameters: _Changes | None = None
    data_checksum: _Text
    own_figures: _OwnFigures | None = None
    code_checksum: _Checksum
    places: _Places
    areas: _Places
    published: dict[_Text, dict[_Text, _Number | None]]
    life_expectancy_reference: Annotated[_Number, Field(gt=0)]
    base_levels: dict[_Text, list[_Number]]
    area_bins: dict[_Text, _Bins]
    quantiles: list[_Number]
    milestones: list[int]
    period: _Period | None = None
    whole_life: bool = False
    """Whether effects are followed after the last year."""
    competition: bool = False
    both_bases: bool = False
    """Whether bids are held."""
    carried: list[_Name]
    """Arrays that results carry beside the outcomes."""
    arrays: dict[_Name, _Checksum]
    """Arrays that never change, and the checksums of their files."""
    blocks: Annotated[list[_Block], Field(max_length=-(-MOST_DRAWS // BLOCK))]
    counts: _Counts
    counts_of_full_blocks: _Counts
    variance_by_letter: _Variance | None = None
    checksum: _Checksum

    @model_validator(mode="after")
    def _agree(self) -> Self:
        names = [scenario.name for scenario in self.scenarios]
        kept = variables(
            self.keep, whole_life=self.whole_life, competition=self.competition, both_bases=self.both_bases
        )
        digits = DIGITS * len(kept)
        held = sum(block.draws for block in self.blocks)
        wrong = [
            what
            for what, is_wrong in (
                ("scenarios: two have one name", len(set(names)) < len(names)),
                ("reference: is none of the scenarios", self.reference not in names),
                ("base_levels: other outcomes than are kept", set(self.base_levels) != set(AREA_OUTCOMES)),
                ("area_bins: other outcomes than are kept", set(self.area_bins) != set(AREA_OUTCOMES)),
                ("base_levels: not one for each area", {*map(len, self.base_levels.values())} != {len(self.areas)}),
                ("carried: arrays without a checksum", not set(self.carried) <= set(self.arrays)),
                ("blocks: one that is not the last is not full", any(b.draws < BLOCK for b in self.blocks[:-1])),
                ("blocks: not one checksum a variable", any(len(b.checksums) != digits for b in self.blocks)),
                ("counts: more draws than the blocks have", self.counts.draws > min(held, self.draws)),
                ("counts_of_full_blocks: not of full blocks", bool(self.counts_of_full_blocks.draws % BLOCK)),
                ("counts_of_full_blocks: more than counts", self.counts_of_full_blocks.draws > self.counts.draws),
            )
            if is_wrong
        ]
        if wrong:
            raise ValueError("; ".join(wrong))
        return self


def manifest_checksum(manifest: Mapping[str, Any]) -> str:
    """Give the SHA-256 of everything in a manifest but its own checksum, in its order.

    Examples
    --------
    >>> one, other = {"areas": {"E1": "A", "E2": "B"}}, {"areas": {"E2": "B", "E1": "A"}}
    >>> manifest_checksum(one) == manifest_checksum(one | {"checksum": "any"})
    True
    >>> manifest_checksum(one) == manifest_checksum(other)
    False
    """
    stated = {name: each for name, each in manifest.items() if name != CHECKSUM}
    return checksum_of(json.dumps(stated, ensure_ascii=False, separators=(",", ":")))


def manifest_text(manifest: Mapping[str, Any]) -> bytes:
    """Write a manifest down, its checksum last."""
    marked = {name: each for name, each in manifest.items() if name != CHECKSUM} | {
        CHECKSUM: manifest_checksum(manifest)
    }
    return json.dumps(marked, indent=1, ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogatepass")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a store.

    Parameters
    ----------
    folder : Path

    Raises
    ------
    BadInput
        When it cannot be read, is of another version, lacks a key or holds a value that cannot be, or was changed
        after it was written.
    """
    path = folder / MANIFEST
    read = _parsed(path)
    if read["format"] != STORE_FORMAT:
        raise BadInput(f"{folder}: is not a store of fourcapitals but {shown(read['format'])}")
    if read.get("format_version") != STORE_VERSION:
        made_by = read.get("fourcapitals_version", "of its own time")
        raise BadInput(
            f"{folder}: is a store of version {shown(read.get('format_version'))}; this program reads version "
            f"{STORE_VERSION}; open it with fourcapitals {made_by if isinstance(made_by, str) else shown(made_by)}"
        )
    try:
        _Manifest.model_validate(read)
    except ValidationError as error:
        faults = [_line(fault["type"], fault["loc"], fault["msg"], fault["input"]) for fault in error.errors()]
        more = f"; and {len(faults) - _TOLD} more" if len(faults) > _TOLD else ""
        raise _damaged(path, f"is damaged: {'; '.join(faults[:_TOLD])}{more}") from None
    if read[CHECKSUM] != manifest_checksum(read):
        raise _damaged(path, "was changed after it was written: it does not have its checksum")
    return read


def _parsed(path: Path) -> dict[str, Any]:
    regular_file(path, what="manifest of a store")
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror or error}") from None
    if len(content) > MOST_BYTES:
        raise BadInput(f"{path}: larger than {size_of(MOST_BYTES)}, which no manifest of a store is")
    try:
        read = json.loads(content, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict) or "format" not in read:
        raise _damaged(path, "is damaged")
    return read


def _damaged(path: Path, what: str) -> BadInput:
    return BadInput(f"{path}: {what}; restore it from a copy, or run it anew with --overwrite")


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise ValueError("a key is given twice")
    return read


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _line(kind: str, loc: Sequence[int | str], message: str, given: Any) -> str:
    """Say in words where a value cannot be, and why.

    Examples
    --------
    >>> _line("missing", ("scenarios", 0, "title"), "Field required", {})
    'scenarios.0.title is missing'
    >>> _line("int_type", ("seed",), "Input should be a valid integer", "x")
    "seed: a valid integer expected, got 'x'"
    """
    place = ".".join(shown(part).strip("'") for part in loc)
    if kind == "missing":
        return f"{place} is missing"
    if kind == "extra_forbidden":
        return f"{place} is not known"
    if kind == "value_error":
        return f"{place}: ".removeprefix(": ") + message.removeprefix("Value error, ")
    what = message.removeprefix("Input should be ").removeprefix("String should ").removeprefix("Dictionary should ")
    return f"{place}: {what} expected, got {shown(given)}"
