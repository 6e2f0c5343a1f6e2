"""Shares of the uncertainty by letter of evidence, worked out beforehand for the scenarios that come with the model.

They hold for the package's own parameters, baseline and scenario files, whose checksums stand beside them, and for
nothing else. `ensemble.bundled_shares` writes them anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from pydantic import ValidationError

from fourcapitals.data.distributions import Closed
from fourcapitals.errors import DamagedPackage
from fourcapitals.text import checksum_of
from fourcapitals.vocabulary import Letter

FILE: Final = "known_shares.json"

ByLetter = dict[Letter, tuple[float, float, float]]
"""The share of each letter, and the ends of its 95% interval."""


class KnownScenario(Closed):
    """What is known of one scenario."""

    text_checksum: str
    """Of its file."""
    effects: dict[str, float]
    """At central values, by which a test knows the model that the shares were worked out with."""
    shares: dict[str, ByLetter]
    """By result."""


class KnownShares(Closed):
    """Shares of all scenarios that come with the model, and what they were worked out with."""

    points: int
    """Pairs of points of the priors."""
    seed: int
    parameters_checksum: str
    data_checksum: str
    scenarios: dict[str, KnownScenario]

    def held(self, texts: Mapping[str, str], *, parameters: str, data: str) -> dict[str, Any]:
        """Give the shares that hold for some scenarios, in the form in which an ensemble holds its own.

        Parameters
        ----------
        texts : mapping of name to text
            The files of the scenarios.
        parameters, data : str
            Checksums of the parameters and of the baseline that they are run with.

        Returns
        -------
        dict
            ``points, left_out, shares``; empty where none of them is known.
        """
        if (parameters, data) != (self.parameters_checksum, self.data_checksum):
            return {}
        found = {
            name: self.scenarios[name].shares
            for name, text in texts.items()
            if name in self.scenarios and self.scenarios[name].text_checksum == checksum_of(text)
        }
        return {"points": self.points, "left_out": 0, "shares": found} if found else {}


def package_file() -> Any:
    """Find the file in the package."""
    return files("fourcapitals.data") / FILE


@cache
def load_known_shares() -> KnownShares:
    """Read the shares that the package carries.

    Raises
    ------
    DamagedPackage
        When they are missing or not as they were written.

    Examples
    --------
    >>> load_known_shares().points
    512
    """
    try:
        return KnownShares.model_validate_json(package_file().read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        raise DamagedPackage.because(f"{FILE} cannot be read ({type(error).__name__})") from None
