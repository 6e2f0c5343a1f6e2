"""The compiled tables that the package carries, read and compared with their checksums."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Final

import pandas as pd

from fourcapitals.errors import DamagedPackage


def tables_checked() -> Mapping[str, bytes]:
    """Read every compiled table and compare it with its checksum.

    Raises
    ------
    DamagedPackage
        When a table is missing or differs from its checksum, or the checksums do.
    """
    folder = files("fourcapitals.data") / "tables"
    try:
        listed = pd.read_csv(BytesIO((folder / "checksums.csv").read_bytes()))[["table", "sha256"]].astype(str)
    except FileNotFoundError:
        raise DamagedPackage.because("checksums.csv is missing") from None
    except (OSError, ValueError, KeyError) as error:
        raise DamagedPackage.because(f"checksums.csv cannot be read ({type(error).__name__})") from None
    if listed.empty:
        raise DamagedPackage.because("checksums.csv is empty")
    contents: dict[str, bytes] = {}
    faults: list[str] = []
    for table, expected in zip(listed["table"], listed["sha256"], strict=True):
        source = folder / f"{table}.csv"
        if not source.is_file():
            faults.append(f"{table}.csv is missing")
            continue
        contents[table] = source.read_bytes()
        if hashlib.sha256(contents[table]).hexdigest() != expected:
            faults.append(f"{table}.csv differs from its checksum")
    if faults:
        raise DamagedPackage.because("; ".join(faults))
    return contents


APART: Final = ("calibration", "care_boards", "posterior", "luf_round_1", "luf_posterior")
"""Tables that are no part of a baseline: what history leaves of the priors, the boards of the NHS, and the competition
that was held."""


def read_tables() -> dict[str, pd.DataFrame]:
    """Read every compiled table of a baseline, by its name.

    Raises
    ------
    DamagedPackage
        As `tables_checked` does.
    """
    return {name: pd.read_csv(BytesIO(content)) for name, content in tables_checked().items() if name not in APART}


@cache
def published_tables() -> dict[str, pd.DataFrame]:
    """Give the package's tables once more, to hold others against: those of a baseline may have been changed."""
    return read_tables()
