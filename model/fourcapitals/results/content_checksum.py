"""The checksum of labelled arrays: of all that numbers and words are read from, whatever file they lie in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import xarray as xr

CHECKSUM: Final = "checksum"
"""Attribute of a file that holds it, and the one attribute that it leaves out."""


def content_checksum(dataset: xr.Dataset) -> str:
    """Give the SHA-256 of names, axes, values and attributes, 64 hexadecimal digits.

    Equal content gives equal checksums however it is stored: chunks, compression, the width of numbers and the kind of
    text do not matter; the order of places, areas and scenarios does.

    Parameters
    ----------
    dataset : xarray.Dataset

    Examples
    --------
    >>> import xarray as xr
    >>> one = xr.Dataset({"hle": ("area", [63.0, 61.5])}, {"area": ["E1", "E2"]})
    >>> content_checksum(one) == content_checksum(one.assign_attrs(checksum="any"))
    True
    >>> content_checksum(one) == content_checksum(one.isel(area=[1, 0]))
    False
    """
    digest = hashlib.sha256()
    for part in _parts(dataset):
        # A length before each part, so that no two lists of parts read the same.
        digest.update(f"{memoryview(part).nbytes}:".encode())
        digest.update(part)
    return digest.hexdigest()


def _parts(dataset: xr.Dataset) -> Iterator[bytes | memoryview]:
    yield from _of_attributes({name: each for name, each in dataset.attrs.items() if name != CHECKSUM})
    for name in sorted(dataset.variables, key=str):
        variable = dataset.variables[name]
        role = "coordinate" if name in dataset.coords else "data"
        yield repr((str(name), role, [str(axis) for axis in variable.dims], list(variable.shape))).encode()
        yield from _of_attributes(variable.attrs)
        yield from _of_values(np.asarray(variable.values))


def _of_attributes(attributes: Mapping[Any, Any]) -> Iterator[bytes]:
    for name in sorted(attributes, key=str):
        value = attributes[name]
        # NetCDF gives NumPy's scalars back for Python's.
        yield repr((str(name), value.tolist() if isinstance(value, np.ndarray | np.generic) else value)).encode()


def _of_values(values: npt.NDArray[Any]) -> Iterator[bytes | memoryview]:
    if values.dtype.kind == "f":
        numbers = np.ascontiguousarray(values, "<f8").reshape(-1)
        missing = np.isnan(numbers)
        # What is not a number has many bits; files keep one of them.
        yield (np.where(missing, np.nan, numbers) if missing.any() else numbers).data
    elif values.dtype.kind in "iub":
        yield np.ascontiguousarray(values, "<i8").reshape(-1).data
    else:
        yield repr([str(each) for each in values.ravel().tolist()]).encode()
