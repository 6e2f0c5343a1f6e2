"""Opening what was saved: the file of a run, the file of an ensemble, or the store of an ensemble."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fourcapitals.arguments import checked
from fourcapitals.errors import BadInput
from fourcapitals.results.content_checksum import CHECKSUM, content_checksum
from fourcapitals.results.ensemble_arrays import variables_of
from fourcapitals.results.files import kind_of
from fourcapitals.results.recorded_inputs import ENSEMBLE_FORMAT, FORMAT
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import OUTCOME_NAMES

if TYPE_CHECKING:
    import xarray as xr

REQUIRED: Final = ("scenario", "draw", "sex", "area", "place", "year")
ALWAYS: Final = (
    *("title", "area_name", "place_name", "line_scenario", "line_fund", "line_use"),
    *("award", "announced", "net", "deadweight", "ineffective", "in_delivery", "running_cost"),
)
"""Names and money, which every run and ensemble holds beside its outcomes."""
_TOLD: Final = 5
"""Missing arrays that an error names."""
MOST_BYTES: Final = 1 << 33
"""Of a file's arrays in memory; what is larger belongs in a store."""
MOST_EXPANSION: Final = 200
"""Times that a file's arrays in memory may be larger than the file; those of sound files are about five times."""
SMALL: Final = 1 << 28
"""Bytes in memory that any file may take."""

_ANEW: Final = (
    "restore it from a copy, or make it anew with fourcapitals run; what you changed on purpose takes a checksum with: "
    "fourcapitals.results.Results(dataset).save(path)"
)


@checked
def open_results(path: str | Path) -> Results:
    """Open the results of a run, or of an ensemble in one file or in a store.

    Parameters
    ----------
    path : str or Path
        A NetCDF file is read into memory and compared with its checksum; a store is read from disk as far as is asked
        for.

    Raises
    ------
    BadInput
        When there is nothing, it is neither file nor store of ours, it is damaged or was changed, or it lacks an array
        that results of its format hold.
    """
    source = Path(path)
    kind = kind_of(source)
    if kind == "folder" or (kind == "nothing" and source.suffix != ".nc"):
        from fourcapitals.results.store import Store

        store = Store.open(source)
        try:
            opened = store.results()
        except BadInput:
            again = Store.open(source)
            if again.draws == store.draws:
                raise
            # A run that is writing it has moved on, and removed the counts that it named before.
            opened = again.results()
        _check_whole(opened, path)
        return opened
    if kind == "nothing":
        raise BadInput(f"{path}: no such file; make it with: fourcapitals run baseline --out {path}")
    if source.stat().st_size == 0:
        raise BadInput(f"{path}: the file is empty; expected results written by fourcapitals run")
    dataset = _read(source)
    _check(dataset, path)
    del dataset.attrs[CHECKSUM]
    read = Results(dataset)
    _check_whole(read, path)
    return read


def _read(source: Path) -> xr.Dataset:
    """Read a file into memory once its arrays are known to fit there."""
    import netCDF4
    import xarray as xr

    try:
        with netCDF4.Dataset(source) as opened:
            needed = sum(_bytes_of(variable) for variable in opened.variables.values())
            if needed <= min(MOST_BYTES, max(SMALL, MOST_EXPANSION * source.stat().st_size)):
                store: Any = xr.backends.NetCDF4DataStore
                return xr.open_dataset(store(opened)).load()
    except Exception as error:
        raise BadInput(
            f"{source}: cannot be read as NetCDF ({type(error).__name__}); expected results written by fourcapitals run"
        ) from None
    raise BadInput(
        f"{source}: its arrays would take {needed / 1e9:,.1f} GB of memory; expected results written by fourcapitals "
        "run, which writes what is larger to a store"
    )


def _bytes_of(variable: Any) -> int:
    """Bytes that an array takes in memory, or one of its chunks if that is larger."""
    chunks = variable.chunking()
    chunked = variable.shape if isinstance(chunks, str) or chunks is None else chunks
    size: int = max(math.prod(variable.shape), math.prod(chunked))
    return size * int(getattr(variable.dtype, "itemsize", 8))


def _check(dataset: xr.Dataset, path: str | Path) -> None:
    """Refuse what is not results of this version, as they were written."""
    found = dataset.attrs.get("format")
    missing = [name for name in REQUIRED if name not in dataset.coords]
    ours = isinstance(found, str) and found.startswith(("fourcapitals results ", "fourcapitals ensemble "))
    if ours and found not in (FORMAT, ENSEMBLE_FORMAT):
        made_by = dataset.attrs.get("fourcapitals_version", "of its own time")
        raise BadInput(
            f"{path}: is {found}; this program reads {FORMAT} and {ENSEMBLE_FORMAT}; open it with fourcapitals "
            f"{made_by}, or make it anew with fourcapitals run"
        )
    if not ours or missing:
        what = f"has {found or 'no format mark'}" if not ours else f"lacks {', '.join(missing)}"
        raise BadInput(f"{path}: is not a results file: {what}; expected {FORMAT}, written by fourcapitals run")
    carried = dataset.attrs.get(CHECKSUM)
    if carried is None:
        raise BadInput(f"{path}: carries no checksum, so that changes could not be found; {_ANEW}")
    if carried != content_checksum(dataset):
        raise BadInput(f"{path}: was changed after it was written: its content does not have its checksum; {_ANEW}")


def _check_whole(results: Results, path: str | Path) -> None:
    """Refuse what bears our mark and yet lacks arrays, as what a version in the making wrote may do."""
    header = results.header
    if not results.is_ensemble:
        outcomes = list(OUTCOME_NAMES)
    else:
        outcomes = [each.name for each in variables_of(header)] if "keep" in header else ["header"]
    missing = [name for name in (*ALWAYS, *outcomes) if name not in results.dataset]
    if missing:
        more = f" and {len(missing) - _TOLD} more" if len(missing) > _TOLD else ""
        made_by = results.dataset.attrs.get("fourcapitals_version", "of its own time")
        raise BadInput(
            f"{path}: lacks {', '.join(missing[:_TOLD])}{more}, which every {results.dataset.attrs['format']} holds: "
            f"parts of it were left out, or fourcapitals {made_by} was not finished when it wrote it; make it anew "
            "with fourcapitals run"
        )
