"""Arrays of an ensemble that are read, or worked out, only when and as far as they are asked for."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from fourcapitals.equations.elementary import Array


class Reader(Protocol):
    """An array that is read only where it is asked for."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape."""
        ...

    def read(self, key: tuple[Any, ...]) -> Array:
        """Give part of it: a whole number, a slice or positions for each axis."""
        ...


def lazily(reader: Reader) -> Any:
    """Have xarray read an array only when, and as far as, it is asked for."""
    from xarray.backends import BackendArray
    from xarray.core.indexing import IndexingSupport, LazilyIndexedArray, explicit_indexing_adapter

    class OnDemand(BackendArray):
        def __init__(self) -> None:
            self.shape, self.dtype = reader.shape, np.dtype(np.float64)

        def __getitem__(self, key: Any) -> Any:
            return explicit_indexing_adapter(key, self.shape, IndexingSupport.OUTER, reader.read)

    return LazilyIndexedArray(OnDemand())


class Held:
    """An array in memory."""

    def __init__(self, array: Array) -> None:
        self.array, self.shape = array, array.shape

    def read(self, key: tuple[Any, ...]) -> Array:
        """Give part of it, as of any `Reader`."""
        taken = self.array
        for axis in reversed(range(len(key))):
            taken = taken[(slice(None),) * axis + (key[axis],)]
        return taken


class Difference:
    """An array less its reference scenario, worked out on reading."""

    def __init__(self, levels: Reader, reference: int, relative: bool) -> None:
        self.levels, self.reference, self.relative = levels, reference, relative
        self.shape = levels.shape

    def read(self, key: tuple[Any, ...]) -> Array:
        """Give part of it: the same part of both is read."""
        ours = self.levels.read(key)
        one = isinstance(key[0], int | np.integer)
        against = self.levels.read((self.reference if one else slice(self.reference, self.reference + 1), *key[1:]))
        return 100 * (ours / against - 1) if self.relative else ours - against
