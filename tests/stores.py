"""Stores of two scenarios: how large they are, how they are forged, and whether one says what it said."""

import json

import zarr
from fourcapitals.errors import BadInput
from fourcapitals.results.content_checksum import content_checksum
from fourcapitals.results.ensemble_arrays import variables_of
from fourcapitals.results.manifest import manifest_text
from fourcapitals.results.opening import open_results
from fourcapitals.results.store_arrays import draws_checksum

SCENARIOS = ["baseline", "announced_2021"]
DRAWS = 130
FEW_DRAWS = 70


def change(path, **entries):
    """Change the manifest, and its checksum with it."""
    manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    (path / "manifest.json").write_bytes(manifest_text(manifest | entries))


def forge(path, *, block, name="place_hle"):
    """Change a number of a variable, and all its checksums with it."""
    array = zarr.open_group(path, mode="r+", use_consolidated=False)[name]
    array[1, 64 * block, 0, 0] += 1e-12
    manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    blocks, at = manifest["blocks"], [each.name for each in variables_of(manifest)].index(name)
    made = draws_checksum(array[:, 64 * block : 64 * block + blocks[block]["draws"]])
    old = blocks[block]["checksums"]
    blocks[block]["checksums"] = old[: at * len(made)] + made + old[(at + 1) * len(made) :]
    change(path, blocks=blocks)


def chunk_of(path, name, block):
    """The file of one block of an array with two axes of its own."""
    return path / name / f"c.0.{block}.0.0"


def refused_or_the_same(path, content, what):
    """Whether a store is refused, each line with its place; one that is not must say what it said."""
    try:
        found = content_checksum(open_results(path).dataset)
    except BadInput as error:
        said = error.faults
    else:
        assert found == content, what
        return False
    assert all(str(path) in line for line in said), what
    return True
