"""What is wrong with input: exceptions made of plain lines for who gave it, and their wording."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, Self

LONGEST_SHOWN: Final = 60
LARGEST_SHOWN: Final = 10**15


class BadInput(Exception):  # noqa: N818
    """Input that cannot be taken, with one line for each fault.

    Parameters
    ----------
    *faults : str
        Lines such as ``file: key.path: what is wrong; what to do``.

    Examples
    --------
    >>> print(BadInput("a.toml: no such file", "b.toml: the file is empty"))
    a.toml: no such file
    b.toml: the file is empty
    """

    def __init__(self, *faults: str) -> None:
        super().__init__(*faults)

    @property
    def faults(self) -> tuple[str, ...]:
        """The lines, in the order of the input."""
        return self.args

    def __str__(self) -> str:
        return "\n".join(self.faults)


class UnknownName(BadInput, ValueError):  # noqa: N818
    """A name that nothing known bears."""


class DamagedPackage(BadInput, ValueError):  # noqa: N818
    """A file that the package carries is missing or not as it was published."""

    @classmethod
    def because(cls, fault: str) -> Self:
        """Say what is wrong, and what to do.

        Examples
        --------
        >>> print(DamagedPackage.because("areas.csv is missing"))
        the data of the package are damaged: areas.csv is missing; install it again
        """
        return cls(f"the data of the package are damaged: {fault}; install it again")


def closest(given: str, choices: Iterable[str], *, alike: float = 0.6) -> str | None:
    """Find the choice that was probably meant, whatever its case; None when nothing is near.

    A choice that holds all the words comes before one that is spelt alike.

    Parameters
    ----------
    given : str
    choices : iterable of str
    alike : float
        How alike a choice must be spelt, 0 to 1.

    Examples
    --------
    >>> closest("Helth_need", ["per_head", "health_need"])
    'health_need'
    >>> closest("Hull", ["Solihull", "Kingston upon Hull"])
    'Kingston upon Hull'
    """
    wanted = given[:LONGEST_SHOWN].casefold()
    folded = {choice.casefold(): choice for choice in choices}
    words = _words(wanted)
    holding = [name for name in folded if words and words <= _words(name)]
    # Spelling is slow to compare, and a file may hold ten thousand wrong names.
    pairs = _pairs(wanted)
    likely = sorted(name for name in folded if 4 * len(pairs & _pairs(name)) >= len(pairs))
    near = sorted(holding, key=lambda name: (len(name), name)) or get_close_matches(wanted, likely, n=1, cutoff=alike)
    return folded[near[0]] if near else None


@lru_cache(maxsize=4096)
def _pairs(name: str) -> frozenset[tuple[str, str]]:
    """Letters that follow each other, the ends of the name among them."""
    return frozenset(pairwise(f" {name} "))


@lru_cache(maxsize=4096)
def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", name))


def unknown(what: str, given: str, choices: Iterable[str]) -> str:
    """Say that nothing bears a name, and what to write instead.

    Examples
    --------
    >>> unknown("allocation rule", "helth_need", ["per_head", "health_need"])
    "no allocation rule 'helth_need'; did you mean 'health_need'?"
    >>> unknown("key", "colour", ["uses", "money"])
    "no key 'colour'; choose from money, uses"
    """
    choices = tuple(choices)
    near = closest(given, choices)
    advice = f"did you mean {near!r}?" if near else f"choose from {', '.join(sorted(choices))}"
    return f"no {what} {shown(given)}; {advice}"


def shown(value: Any) -> str:
    """Show a value of a file within one short line, as the file would write it.

    Examples
    --------
    >>> shown(True), shown("x" * 100)[-7:], shown({"a": 1})
    ('true', "xxx...'", 'a table')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return repr(value if len(value) <= LONGEST_SHOWN else value[: LONGEST_SHOWN - 3] + "...")
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int) and abs(value) > LARGEST_SHOWN:
        return "a number beyond all measure"
    return str(value)


def how_to_install(extra: str) -> str:
    """Say what to type for an extra that is missing, with the Python that runs: the package comes as a clone.

    Examples
    --------
    >>> how_to_install("pdf").endswith(' -m pip install ".[pdf]" in your clone of the repository')
    True
    """
    return f'{shlex.quote(sys.executable)} -m pip install ".[{extra}]" in your clone of the repository'
