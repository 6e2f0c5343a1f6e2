"""Opening what was saved: the file of a run, the file of an ensemble, or the store of an ensemble."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fourcapitals.errors import BadInput
from fourcapitals.input_files import regular_file
from fourcapitals.results.results import ENSEMBLE_FORMAT, FORMAT, Results

REQUIRED: Final = ("scenario", "draw", "sex", "area", "year")


def open_results(path: str | Path) -> Results:
    """Open the results of a run, or of an ensemble in one file or in a store.

    Parameters
    ----------
    path : str or Path
        A NetCDF file is read into memory; a store is read from disk as far as is asked for.

    Raises
    ------
    BadInput
        When there is nothing, it is neither file nor store of ours, or it is damaged.
    """
    import xarray as xr

    source = Path(path)
    if source.is_dir() or (source.suffix != ".nc" and not source.exists()):
        from fourcapitals.results.store import Store

        return Store.open(source).results()
    regular_file(source, what="results file", missing=f"make it with: fourcapitals run baseline --out {path}")
    if source.stat().st_size == 0:
        raise BadInput(f"{path}: the file is empty; expected results written by fourcapitals run")
    try:
        with xr.open_dataset(source, engine="netcdf4") as opened:
            dataset = opened.load()
    except Exception as error:
        raise BadInput(
            f"{path}: cannot be read as NetCDF ({type(error).__name__}); expected results written by fourcapitals run"
        ) from None
    missing = [name for name in REQUIRED if name not in dataset.coords]
    if dataset.attrs.get("format") not in (FORMAT, ENSEMBLE_FORMAT) or missing:
        found = dataset.attrs.get("format", "no format mark")
        what = f"lacks {', '.join(missing)}" if missing else f"has {found}"
        raise BadInput(f"{path}: is not a results file: {what}; expected {FORMAT}, written by fourcapitals run")
    return Results(dataset)
