"""Folders of tables: written whole or not at all, and replaced only where all in them is an export of ours."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from fourcapitals.errors import BadInput, shown
from fourcapitals.results.files import FULL, check_target, kind_of

MARK: Final = "export.json"
"""The file that says what lies in the folder: tables, checksums of their files, and what they came from."""
FORMAT: Final = "fourcapitals export 1"
_TOLD: Final = 3


def check_folder(path: Path, *, overwrite: bool) -> None:
    """Refuse, before any work is done, a place where a folder of tables cannot go.

    Raises
    ------
    BadInput
        When a file is there, or a folder that is not empty and may not be replaced or holds files of others, or the
        place is missing or read-only.
    """
    kind = kind_of(path)
    if kind == "file":
        raise BadInput(f"{path}: is a file; tables of this format go into a folder of their own: give another name")
    if kind == "folder" and any(path.iterdir()):
        own = _own_files(path)
        if not overwrite:
            advice = " or add --overwrite" if own else ""
            raise BadInput(f"{path}: exists and is not empty; choose another name{advice}")
        foreign = sorted(each.name for each in path.iterdir() if each.name not in own or not each.is_file())
        if foreign:
            more = f" and {len(foreign) - _TOLD:,} more" if len(foreign) > _TOLD else ""
            names = ", ".join(shown(name) for name in foreign[:_TOLD])
            raise BadInput(
                f"{path}: holds what is no export of fourcapitals: {names}{more}; move it away, or choose another name"
            )
    # The folder that it stands in must be there and be written to.
    check_target(path.resolve() / MARK if kind == "folder" else path, overwrite=True)
    if kind == "folder" and not os.access(path.resolve().parent, os.W_OK):
        raise BadInput(f"{path}: the folder {path.resolve().parent} cannot be written to")


def _own_files(path: Path) -> set[str]:
    """Names of the files that an export says are its own; none where a folder is no export."""
    try:
        mark = json.loads((path / MARK).read_text(encoding="utf-8"))
        return {MARK, *(str(each["file"]) for each in mark["tables"])} if mark.get("format") == FORMAT else set()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return set()


@contextmanager
def written_folder(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """Give a folder to write to that takes its name only when it is whole.

    Raises
    ------
    BadInput
        As `check_folder`; when another run makes it meanwhile, or the disk is full or refuses.
    """
    check_folder(path, overwrite=overwrite)
    target = path.resolve()
    hidden = None
    try:
        hidden = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part"))
        new = hidden / "new"
        new.mkdir(mode=0o755)
        yield new
        if overwrite and target.is_dir() and any(target.iterdir()):
            check_folder(path, overwrite=True)
            _replace(new, target, hidden / "former")
        else:
            new.replace(target)
    except OSError as error:
        if target.is_dir() and not overwrite and any(target.iterdir()):
            raise BadInput(
                f"{path}: was written by another run meanwhile; choose another name or add --overwrite"
            ) from None
        full = error.errno in FULL
        what = "the disk is full; free some space" if full else f"cannot be written: {error.strerror or error}"
        raise BadInput(f"{path}: {what}") from None
    finally:
        if hidden is not None:
            shutil.rmtree(hidden, ignore_errors=True)


def _replace(new: Path, target: Path, former: Path) -> None:
    """Put a new folder in the place of another, which comes back where that fails."""
    target.replace(former)
    try:
        new.replace(target)
    except OSError:
        former.replace(target)
        raise


def write_mark(folder: Path, tables: Iterable[dict[str, Any]], made: dict[str, str]) -> None:
    """Write what lies in a folder.

    Parameters
    ----------
    folder : Path
    tables : iterable of dict
        With the key ``file``.
    made : dict
        What they came from (`provenance.provenance`).
    """
    content = {"format": FORMAT, "tables": list(tables), "made": made}
    text = json.dumps(content, indent=2, ensure_ascii=False)
    (folder / MARK).write_text(f"{text}\n", encoding="utf-8", newline="\n")
