"""How strong the evidence is: the four letters, and what each use of money has of them in five respects."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Final

from pydantic import Field, model_validator

from fourcapitals.data.distributions import Closed
from fourcapitals.data.packaged_toml import read_packaged
from fourcapitals.vocabulary import LETTERS, USE_NAMES, Letter

NONE_FOUND: Final = "none found"
"""What stands for a source where no study was found."""

Sentence = Annotated[str, Field(min_length=1)]


class Meaning(Closed):
    """What a letter says."""

    words: Sentence
    """For a line of figures."""
    meaning: Sentence
    """For a legend."""


class Finding(Closed):
    """One letter with what it rests on."""

    letter: Letter
    not_found: bool = False
    """Whether the effect was looked for at least once and not found."""
    finding: Sentence
    source: Sentence
    seen: bool
    """Whether the figure was read in the source."""

    @property
    def mark(self) -> str:
        """The letter as it is shown, with a minus where the effect was looked for and not found.

        Examples
        --------
        >>> Finding(letter="C", not_found=True, finding="Tried in vain.", source="A trial", seen=True).mark
        'C-'
        """
        return f"{self.letter}-" if self.not_found else self.letter

    @model_validator(mode="after")
    def _traceable(self) -> Finding:
        if self.letter in "AB" and not self.seen:
            raise ValueError(f"letter {self.letter} needs a source that was seen")
        if (self.source == NONE_FOUND) != (self.letter == "D"):
            raise ValueError(f"{NONE_FOUND!r} stands beside D, and a source beside every other letter")
        if self.seen and self.source == NONE_FOUND:
            raise ValueError("a source that was not found was not seen")
        return self


class UseEvidence(Closed):
    """The evidence for one use of money."""

    effect_on_health: Finding
    effect_on_output: Finding
    cost: Finding
    transfer: Finding
    timing: Finding

    @property
    def findings(self) -> dict[str, Finding]:
        """Each respect with its finding."""
        return {name: getattr(self, name) for name in type(self).model_fields}

    @property
    def marks(self) -> str:
        """The letters in order, such as ``B C A B D``."""
        return " ".join(each.mark for each in self.findings.values())


ASPECTS: Final = tuple(UseEvidence.model_fields)
"""The respects in which a use has letters."""


class EvidenceLetters(Closed):
    """The letters, the questions that they answer, and the uses' evidence."""

    letters: dict[Letter, Meaning]
    aspects: dict[str, Sentence]
    """The question that each respect answers."""
    choices: dict[str, Finding]
    """Of each number that says which of several published sets of estimates is taken."""
    uses: dict[str, UseEvidence]

    @model_validator(mode="after")
    def _complete(self) -> EvidenceLetters:
        for what, given, expected in (
            ("letters", tuple(self.letters), LETTERS),
            ("aspects", tuple(self.aspects), ASPECTS),
            ("uses", tuple(self.uses), USE_NAMES),
        ):
            if given != expected:
                raise ValueError(f"{what}: {list(expected)} expected in this order, got {list(given)}")
        return self

    @property
    def legend(self) -> str:
        """What the letters mean, in one line, for wherever they are printed."""
        said = "; ".join(f"{letter} {each.words}" for letter, each in self.letters.items())
        return f"Evidence: {said}; a minus: looked for and not found."

    @property
    def legend_of_uses(self) -> str:
        """What the letters of a use mean and in which order they stand, in one line."""
        order = ", ".join(name.replace("_", " ") for name in ASPECTS)
        return f"Five letters of a use of money: {order}. {self.legend}"

    def marks_of(self, use: str) -> str:
        """Give the letters of a use in order, such as ``B C A B D``; none of what is no use of money.

        Parameters
        ----------
        use : str
            Its name.
        """
        return self.uses[use].marks if use in self.uses else ""


@cache
def load_evidence_letters() -> EvidenceLetters:
    """Read and check the letters that the package carries.

    Raises
    ------
    DamagedPackage
        When they are missing or not as they were published.

    Examples
    --------
    >>> load_evidence_letters().uses["housing"].cost.mark
    'B'
    """
    return read_packaged("evidence_letters.toml", EvidenceLetters)
