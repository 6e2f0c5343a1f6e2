"""How a store is laid out before its first draw: a Zarr group that any reader of Zarr takes, all that it says in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourcapitals.ensemble.store_place import write_whole
from fourcapitals.results.area_bins import QUANTILES
from fourcapitals.results.axes import coordinates, named_axes
from fourcapitals.results.ensemble_arrays import period_of, variables_of
from fourcapitals.results.ensemble_labels import attrs_of
from fourcapitals.results.manifest import MANIFEST, STORE_FORMAT, STORE_VERSION, manifest_text
from fourcapitals.results.store import NOTHING_YET
from fourcapitals.results.store_arrays import checked, create_array
from fourcapitals.results.store_files import COUNTS, files_checksum

if TYPE_CHECKING:
    import xarray as xr


def lay_out(folder: Path, header: Mapping[str, Any], carried: xr.Dataset) -> None:
    """Make the Zarr group with its coordinates, what is carried, and arrays without a draw; and the manifest last.

    Parameters
    ----------
    folder : Path
        Where nothing is yet.
    header : mapping
        From `record.header_of`, with the number of draws that are asked for.
    carried : xarray.Dataset
        From `record.carried_of`.
    """
    import zarr

    manifest = {
        "format": STORE_FORMAT,
        "format_version": STORE_VERSION,
        **header,
        "carried": list(carried.data_vars),
        "arrays": {},
        "blocks": [],
        "counts": NOTHING_YET,
        "counts_of_full_blocks": NOTHING_YET,
    }
    titles = {each["name"]: each["title"] for each in manifest["scenarios"]}
    years = period_of(manifest).years
    known = carried.assign_coords(coordinates(titles, manifest["draws"], manifest["places"], years))
    known = named_axes(known.assign_coords(milestone=manifest["milestones"], quantile=list(QUANTILES)))
    traced = attrs_of({**manifest, "draws_done": 0, "rejected": 0})
    known.attrs = {name: each for name, each in traced.items() if name not in {"draws", "rejected_draws", "header"}}
    known.attrs["format"] = STORE_FORMAT
    known.attrs["note"] = f"{MANIFEST} in this folder says how many draws are in; what is missing is not a number"
    # Zarr 3 has no fixed length of text.
    texts = {name: each.astype(object) for name, each in known.variables.items() if each.dtype.kind == "U"}
    encoding = {name: {"compressors": checked()["compressors"]} for name in known.variables}
    known.assign_coords(texts).to_zarr(folder, zarr_format=3, consolidated=False, encoding=encoding)
    group = zarr.open_group(folder, mode="r+", use_consolidated=False)
    for variable in variables_of(manifest):
        create_array(group, variable, manifest)
    consolidate(folder)
    (folder / COUNTS).mkdir()
    # More draws lengthen the one array; all others stay as they are.
    constant = [name for name in map(str, known.variables) if name != "draw"]
    write_manifest(folder, manifest | {"arrays": {name: files_checksum(folder / name) for name in constant}})


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Commit what a store holds, in one step."""
    write_whole(folder / MANIFEST, manifest_text(manifest))


def consolidate(folder: Path) -> None:
    """Gather what the group says of its arrays, so that readers of Zarr need not look for arrays among our files."""
    import warnings

    import zarr

    with warnings.catch_warnings():
        # That files lie in the folder which are no arrays, and that the third format has no text on gathering yet.
        warnings.simplefilter("ignore", UserWarning)
        zarr.consolidate_metadata(folder)
