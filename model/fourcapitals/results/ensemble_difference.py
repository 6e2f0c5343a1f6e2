"""What differs between two ensembles: their inputs, and the numbers that both have, to the bit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import BLOCK


@dataclass(frozen=True)
class StoreDifference:
    """What differs between two ensembles: inputs, and numbers that both have; nothing when they are equal."""

    inputs: tuple[str, ...]
    numbers: tuple[str, ...]
    compared: tuple[str, ...]
    """The scenarios that both have."""

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.inputs or self.numbers)


_INPUTS: Final = {
    "seed": "seed",
    "reference": "reference",
    "keep": "what is kept",
    "fourcapitals_version": "version of fourcapitals",
    "parameters_checksum": "parameters",
    "data_checksum": "data",
    "code_checksum": "code of the model",
}


@checked
def difference_of(first: Results, second: Results) -> StoreDifference:
    """Say which inputs and which numbers of two ensembles differ, to the bit.

    Parameters
    ----------
    first, second : Results
        Of ensembles.
    """
    ours, theirs = first.header, second.header
    inputs = [
        f"{words}: {ours[name]} and {theirs[name]}" for name, words in _INPUTS.items() if ours[name] != theirs[name]
    ]
    inputs += [
        f"{line}: only in the {which}"
        for which, one, other in (("first", first, second), ("second", second, first))
        for line in one.input_lines
        if line not in other.input_lines
    ]
    if first.draws != second.draws:
        inputs.append(f"draws: {first.draws} and {second.draws}")
    common = [name for name in first.scenarios if name in second.scenarios]
    inputs += [
        f"scenario {name!r}: only in the {'first' if name in first.scenarios else 'second'}"
        for name in sorted(set(first.scenarios) ^ set(second.scenarios))
    ]
    inputs += [
        f"scenario {name!r}: the files differ"
        for name in common
        if first.scenario_files[name] != second.scenario_files[name] or first.files_of(name) != second.files_of(name)
    ]
    return StoreDifference(tuple(inputs), tuple(_differing(first, second, common)), tuple(common))


def _differing(first: Results, second: Results, common: Sequence[str]) -> Iterator[str]:
    if not common:
        return
    one, other = first.dataset, second.dataset
    same_reference = first.reference == second.reference
    draws = min(first.draws, second.draws)
    if not draws:
        return
    for name in one.data_vars:
        dims = one[name].dims
        if name not in other or ("reference" in one[name].attrs and not same_reference):
            continue
        if "line" in dims or ("draw" not in dims and first.draws != second.draws):
            continue
        if str(name).endswith("_difference") and "draw" in dims:
            # They follow from the levels.
            continue
        worst, count = 0.0, 0
        steps = range(0, draws, BLOCK) if "draw" in dims else range(1)
        for start in steps:
            pick: dict[str, Any] = {"draw": slice(start, min(start + BLOCK, draws))} if "draw" in dims else {}
            left = one[name].sel(scenario=list(common)).isel(pick).to_numpy()
            right = other[name].sel(scenario=list(common)).isel(pick).to_numpy()
            unequal = ~((left == right) | (np.isnan(left) & np.isnan(right)))
            if unequal.any():
                count += int(unequal.sum())
                worst = max(worst, float(np.abs(left - right)[unequal].max()))
        if count:
            yield f"{name}: {count:,} numbers differ, by up to {worst:.3g} {one[name].attrs.get('units', '')}".strip()
