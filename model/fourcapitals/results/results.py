"""Results: labelled arrays with units that trace what they came from; saved, read back and made into a table."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from fourcapitals.errors import BadInput, UnknownName, unknown

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

FORMAT: Final = "fourcapitals results 1"
FULL: Final = (errno.ENOSPC, errno.EDQUOT)
"""What a full disk answers."""


class Summarised(Protocol):
    """What an ensemble offers: England and regions for every draw, its money, and its scenarios' badges."""

    @property
    def scenarios(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def titles(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def years(self) -> tuple[int, ...]: ...  # noqa: D102
    @property
    def draws(self) -> int: ...  # noqa: D102
    @property
    def spending(self) -> Sequence[Mapping[str, Any]]: ...  # noqa: D102
    @property
    def badges(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def places(self) -> Mapping[str, str]: ...  # noqa: D102
    def dataset(self) -> xr.Dataset: ...  # noqa: D102
    def scenario(self, name: str) -> str: ...  # noqa: D102
    def levels(  # noqa: D102
        self, outcome: str, *, sex: str | None = None, places: Sequence[str] | None = None
    ) -> xr.DataArray: ...
    def differences(  # noqa: D102
        self,
        outcome: str,
        *,
        sex: str | None = None,
        reference: str | None = None,
        places: Sequence[str] | None = None,
    ) -> xr.DataArray: ...


REQUIRED: Final = ("scenario", "draw", "sex", "area", "year")


@dataclass(frozen=True, eq=False)
class Results:
    """The results of one or more scenarios on the same draws.

    Parameters
    ----------
    dataset : xarray.Dataset
        Outcomes and capitals with dims ``scenario, draw, area, year`` (and ``sex`` before ``area`` where it
        applies), the ledger by ``line`` (scenario, fund and use), coordinates with names, upper tiers, regions and
        weights, ``units`` and ``long_name`` on every variable, and attributes that carry the inputs.
    """

    dataset: xr.Dataset

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, in the order in which they were asked for."""
        return tuple(str(name) for name in self.dataset["scenario"].values)

    @property
    def titles(self) -> Mapping[str, str]:
        """Title of each scenario, by name."""
        return dict(zip(self.scenarios, (str(title) for title in self.dataset["title"].values), strict=True))

    @property
    def years(self) -> tuple[int, ...]:
        """The years, the base year first."""
        return tuple(int(year) for year in self.dataset["year"].values)

    @property
    def draws(self) -> int:
        """How many draws the results hold."""
        return int(self.dataset.sizes["draw"])

    @property
    def scenario_files(self) -> Mapping[str, str]:
        """Text of each scenario's file, as it was run."""
        files: dict[str, str] = json.loads(self.dataset.attrs["scenario_files"])
        return files

    def scenario(self, name: str) -> str:
        """Check that the results hold a scenario.

        Raises
        ------
        UnknownName
            When they do not; with those they hold.
        """
        if name not in self.scenarios:
            raise UnknownName(unknown("scenario in these results:", name, self.scenarios))
        return name

    def tidy(self, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
        """One row a scenario, draw, area, sex, year and outcome.

        Parameters
        ----------
        outcomes : sequence of str, optional
            All outcomes by default.
        """
        import pandas as pd

        from fourcapitals.vocabulary import OUTCOME_NAMES

        parts = []
        for name in outcomes or OUTCOME_NAMES:
            table = self.dataset[name].to_dataframe(name="value").reset_index()
            kept = [c for c in ("scenario", "draw", "sex", "area", "area_name", "year", "value") if c in table]
            parts.append(table[kept].assign(outcome=name, unit=self.dataset[name].attrs["units"]))
        return pd.concat(parts, ignore_index=True)

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write one NetCDF file, whole or not at all.

        Raises
        ------
        BadInput
            When the file exists (and `overwrite` is not set) or cannot be written.
        """
        encoding: dict[str, Any] = {
            str(name): {"zlib": True, "complevel": 4}
            for name, variable in self.dataset.data_vars.items()
            if variable.dtype.kind == "f" and variable.ndim > 1
        }
        with written(path, overwrite=overwrite) as temporary:
            try:
                self.dataset.to_netcdf(temporary, engine="netcdf4", encoding=encoding)
            except RuntimeError as error:
                # The NetCDF library does not say that a disk is full.
                full = shutil.disk_usage(temporary.parent).free < self.dataset.nbytes
                raise OSError(errno.ENOSPC if full else errno.EIO, str(error)) from None
        return Path(path)


@contextmanager
def written(path: str | Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Give a file to write to that takes its name only when it is whole.

    Raises
    ------
    BadInput
        When the file exists (and `overwrite` is not set) or cannot be written.
    """
    target = Path(path)
    check_target(target, overwrite=overwrite)
    temporary = None
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        temporary = Path(name)
        os.close(handle)
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(target)
    except OSError as error:
        full = error.errno in FULL
        what = "the disk is full; free some space" if full else f"cannot be written: {error.strerror or error}"
        raise BadInput(f"{path}: {what}") from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def save_table(table: pd.DataFrame, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write a table as CSV, whole or not at all.

    Raises
    ------
    BadInput
        When the file exists (and `overwrite` is not set) or cannot be written.
    """
    with written(path, overwrite=overwrite) as temporary:
        table.to_csv(temporary, index=False)
    return Path(path)


def check_target(path: Path, *, overwrite: bool) -> None:
    """Refuse, before any work is done, a place where an output cannot go.

    Raises
    ------
    BadInput
        When it exists and may not be overwritten, is a folder, or its folder is missing or read-only.
    """
    if path.is_dir():
        raise BadInput(f"{path}: is a folder; give the name of a file")
    if path.exists() and not overwrite:
        raise BadInput(f"{path}: exists; choose another name or add --overwrite")
    if not path.parent.is_dir():
        raise BadInput(f"{path}: the folder {path.parent} does not exist; make it first")
    if not os.access(path.parent, os.W_OK):
        raise BadInput(f"{path}: the folder {path.parent} cannot be written to")


def load_results(path: str | Path) -> Results:
    """Read results that `Results.save` wrote.

    Raises
    ------
    BadInput
        When the file is missing, is no NetCDF file, is truncated, or holds something else.
    """
    import xarray as xr

    source = Path(path)
    if source.is_dir():
        raise BadInput(f"{path}: is a folder; expected a results file such as results.nc")
    if not source.exists():
        raise BadInput(f"{path}: no such file; make it with: fourcapitals run baseline --out {path}")
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
    if dataset.attrs.get("format") != FORMAT or missing:
        found = dataset.attrs.get("format", "no format mark")
        what = f"lacks {', '.join(missing)}" if missing else f"has {found}"
        raise BadInput(f"{path}: is not a results file: {what}; expected {FORMAT}, written by fourcapitals run")
    return Results(dataset)
