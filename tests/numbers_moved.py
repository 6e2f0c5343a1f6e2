"""Which projected numbers a change moves, and by how much: ``python tests/numbers_moved.py [REVISION]``.

Runs every bundled scenario once, and 200 draws of the README's four, with the code of a revision of git (the last
commit if none is named) and with that of the working tree; compares all arrays to the bit. Exit code 0 when none
moved, 1 when some did.
"""

import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import xarray as xr

ROOT = Path(__file__).parents[1]
FOUR = ("baseline", "announced_2021", "balanced_health_need", "public_health_restored")
YEAR = 2035


def main() -> None:
    """Compare the working tree with the revision named on the command line."""
    revision = sys.argv[1] if len(sys.argv) > 1 else "HEAD"
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder) / "old"
        archive = subprocess.run(["git", "archive", revision], cwd=ROOT, check=True, capture_output=True).stdout
        with tarfile.open(fileobj=BytesIO(archive)) as files:
            files.extractall(old, filter="data")
        names = tuple(sorted(path.stem for path in (old / "scenarios").glob("*.toml")))
        lines: list[str] = []
        for what, words in (
            ("one run of every scenario", names),
            ("200 draws of four scenarios", (*FOUR, "--draws", "200", "--seed", "1", "--keep", "areas")),
        ):
            print(f"{what}, with {revision} and with the working tree", flush=True)
            with results(old, words, folder) as before, results(ROOT, words, folder) as after:
                found = list(moved(before, after))
            print("\n".join(found) if found else "  no number moved", flush=True)
            lines += found
    sys.exit(1 if lines else 0)


def results(tree: Path, words: tuple[str, ...], folder: str) -> xr.Dataset:
    """Run scenarios with the package of a source tree, and open what it wrote."""
    file = Path(folder) / f"{tree.name}_{len(words)}.nc"
    # Compiled code is kept by place: that of a tree which goes again is kept beside it.
    place = {"PYTHONPATH": str(tree / "model"), "XDG_CACHE_HOME": folder}
    command = [sys.executable, "-m", "fourcapitals", "run", *words, "--out", str(file), "--quiet"]
    subprocess.run(command, check=True, cwd=folder, env={**os.environ, **place}, stdout=subprocess.DEVNULL)
    return xr.open_dataset(file)


def moved(before: xr.Dataset, after: xr.Dataset) -> Iterator[str]:
    """Say of each variable whether it came, went or moved, and by how much in 2035.

    Parameters
    ----------
    before, after : Dataset
        Of the same scenarios, draws, areas and years.
    """
    for name in sorted({*before.variables, *after.variables}, key=str):
        if name not in after.variables or name not in before.variables:
            yield f"  {name}: only {'before' if name in before.variables else 'after'}"
            continue
        old, new = before[name], after[name]
        if old.shape != new.shape or old.dtype != new.dtype:
            yield f"  {name}: {old.dtype} {old.sizes} before, {new.dtype} {new.sizes} after"
        elif old.dtype.kind not in "fiub":
            if not np.array_equal(old, new):
                yield f"  {name}: words differ"
        elif old.values.tobytes() != new.values.tobytes():
            yield f"  {name}: moved by {float(np.abs(new - old).max()):.3g} at most{in_2035(old, new)}"


def in_2035(old: xr.DataArray, new: xr.DataArray) -> str:
    """Give the means of each scenario in 2035, old and new, where a variable has scenarios and years."""
    if not {"scenario", "year"} <= set(old.dims) or YEAR not in old["year"]:
        return ""
    others = [dim for dim in old.dims if dim not in ("scenario", "year")]
    pairs = ((values.sel(year=YEAR).mean(others).to_series()) for values in (old, new))
    before, after = pairs
    lines = [
        f"\n    {scenario}, mean in {YEAR}: {before[scenario]:.9g} -> {after[scenario]:.9g}"
        for scenario in before.index
        if before[scenario] != after[scenario]
    ]
    return "".join(lines)


if __name__ == "__main__":
    main()
