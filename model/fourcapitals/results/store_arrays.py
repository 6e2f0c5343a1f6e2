"""The Zarr arrays of a store's draws: how they are laid out, and whether what a folder says of one is that layout."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.results.ensemble_arrays import Sizes, Variable, shape_of
from fourcapitals.results.ensemble_labels import Labelled
from fourcapitals.results.manifest import DIGITS, MOST_DRAWS
from fourcapitals.results.store_files import GROUP
from fourcapitals.vocabulary import BLOCK

UNREADABLE: Final = (OSError, ValueError, RuntimeError, KeyError, TypeError, IndexError)
"""What Zarr and its codecs answer when a file is missing, truncated or changed."""
_MOST_METADATA: Final = 1 << 20
"""Bytes that what Zarr says of one array may have."""
_OF_XARRAY: Final = ("_FillValue", "coordinates")
"""Attributes that say how xarray keeps an array, not what it is."""
_CODECS: Final = ("bytes", "blosc", "crc32c")


def checked() -> dict[str, Any]:
    """Have Zarr compress each chunk and give it a checksum, also where it holds nothing but the fill value.

    All chunks of an array lie in one folder: a folder for each axis would take longer to remove than a file.
    """
    from zarr.codecs import BloscCodec, Crc32cCodec

    compressors = [BloscCodec(cname="zstd", clevel=1, shuffle="shuffle"), Crc32cCodec()]
    keys = {"name": "default", "separator": "."}
    return {"compressors": compressors, "chunk_key_encoding": keys, "config": {"write_empty_chunks": True}}


def create_array(group: Any, variable: Variable, manifest: Mapping[str, Any]) -> None:
    """Make the array of a variable, without a draw.

    Parameters
    ----------
    group : zarr.Group
    variable : Variable
    manifest : mapping
    """
    chunk = shape_of(variable, Sizes.of(manifest))
    group.create_array(
        variable.name,
        shape=(chunk[0], manifest["draws"], *chunk[2:]),
        chunks=chunk,
        dtype="float64",
        fill_value=np.nan,
        dimension_names=("scenario", "draw", *variable.axes),
        attributes={"long_name": variable.label, "units": variable.unit},
        **checked(),
    )


def open_array(folder: Path, variable: Variable, manifest: Mapping[str, Any], *, mode: str = "r") -> Any:
    """Open the array of a variable, once what its folder says of it is known to be what was written.

    Parameters
    ----------
    folder : Path
        Of the store.
    variable : Variable
    manifest : mapping
    mode : {"r", "r+"}

    Raises
    ------
    BadInput
        When what it says of its shape, kind, chunks, codecs, axes or units is missing or another.
    """
    import zarr

    try:
        if _layout_of(folder / variable.name) == _expected(variable, manifest):
            # An array forgets how it was created: a chunk of nothing but the fill value would not be written.
            with zarr.config.set({"array.write_empty_chunks": True}) if mode == "r+" else nullcontext():
                opened: Any = zarr.open_array(folder / variable.name, mode=mode)
            return opened
    except UNREADABLE:
        pass
    raise BadInput(
        f"{folder / variable.name}: what it says of its array is missing or damaged; restore it from a copy, or run it "
        "anew with --overwrite"
    )


def _expected(variable: Variable, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What Zarr says of an array, but for the number of its draws and for how its chunks are compressed."""
    chunk = list(shape_of(variable, Sizes.of(manifest)))
    return {
        "zarr_format": 3,
        "node_type": "array",
        "shape": [chunk[0], *chunk[2:]],
        "data_type": "float64",
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": chunk}},
        "chunk_key_encoding": {"name": "default", "configuration": {"separator": "."}},
        "fill_value": "NaN",
        "codecs": _CODECS,
        "endian": "little",
        "attributes": {"long_name": variable.label, "units": variable.unit},
        "dimension_names": ["scenario", "draw", *variable.axes],
        "storage_transformers": [],
    }


def _layout_of(folder: Path) -> dict[str, Any]:
    """Read what Zarr says of an array, in the form of `_expected`."""
    with (folder / GROUP).open("rb") as file:
        said = json.loads(file.read(_MOST_METADATA + 1))
    scenarios, draws, *rest = said["shape"]
    codecs = said["codecs"]
    if isinstance(draws, bool) or not isinstance(draws, int) or not 0 <= draws <= MOST_DRAWS:
        raise ValueError("no number of draws")
    return {
        **said,
        "shape": [scenarios, *rest],
        "codecs": tuple(codec["name"] for codec in codecs),
        "endian": codecs[0]["configuration"]["endian"],
    }


def read_draws(folder: Path, array: Any, block: int, draws: int) -> Array:
    """Read the first draws of a block of an array: (scenario, draw, ...).

    Raises
    ------
    OSError, ValueError, RuntimeError
        When its chunk is missing, truncated, changed or too large to be one.
    """
    chunk = folder / ".".join(["c", "0", str(block), *("0" for _ in array.shape[2:])])
    # Compression makes some content longer, by far less than this.
    if os.stat(chunk).st_size > 2 * 8 * int(np.prod(array.chunks)) + 4096:
        raise ValueError("larger than a chunk can be")
    return np.asarray(array[:, block * BLOCK : block * BLOCK + draws])


def read_labelled(folder: Path) -> Labelled:
    """Read an array that is no series of draws: names of its axes, values, and attributes.

    Raises
    ------
    OSError, ValueError, RuntimeError
        When it is missing or damaged.
    """
    import zarr

    array: Any = zarr.open_array(folder, mode="r")
    values = np.asarray(array[...])
    if values.dtype.kind not in "fiub":
        values = np.array(values.tolist(), str)
    attributes = {name: each for name, each in array.attrs.asdict().items() if name not in _OF_XARRAY}
    return tuple(array.metadata.dimension_names), values, attributes


def draws_checksum(content: Array) -> str:
    """Give the checksum of the draws of one variable in one block: the first `DIGITS` digits of their SHA-256.

    Parameters
    ----------
    content : (scenario, draw, ...)

    Examples
    --------
    >>> draws_checksum(np.zeros((1, 2, 3))), draws_checksum(np.zeros((1, 1, 3)))
    ('17b0761f87b081d5', '9d908ecfb6b256de')
    """
    return hashlib.sha256(np.ascontiguousarray(content, "<f8").reshape(-1).data).hexdigest()[:DIGITS]
