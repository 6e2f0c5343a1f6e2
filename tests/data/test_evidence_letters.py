"""The letters of evidence: every use has them in five respects, every parameter has one, and each can be traced."""

import pytest
from fourcapitals.data.evidence_letters import ASPECTS, NONE_FOUND, EvidenceLetters, Finding, load_evidence_letters
from fourcapitals.data.parameters import load_parameters
from fourcapitals.vocabulary import LETTERS, USE_NAMES
from pydantic import ValidationError

EVIDENCE, TABLE = load_evidence_letters(), load_parameters()
FINDINGS = [(use, name, finding) for use, each in EVIDENCE.uses.items() for name, finding in each.findings.items()]


def test_every_use_has_a_letter_a_sentence_and_a_source_in_five_respects():
    assert tuple(EVIDENCE.uses) == USE_NAMES
    assert [(use, name) for use, name, _ in FINDINGS] == [(use, name) for use in USE_NAMES for name in ASPECTS]
    for use, name, finding in FINDINGS:
        assert finding.finding.endswith("."), (use, name)
        assert len(finding.finding.split()) >= 5, (use, name)


def test_only_judgement_lacks_a_source_and_strong_evidence_was_read():
    for use, name, finding in FINDINGS:
        assert (finding.source == NONE_FOUND) == (finding.letter == "D"), (use, name)
        assert finding.seen or finding.letter in "CD", (use, name)


def test_every_parameter_has_a_letter_that_its_grade_bears_out():
    for name, row in TABLE.parameters.items():
        letter, grades = row.letter, set(row.grade.split("/"))
        assert letter in LETTERS, name
        assert grades != {"J"} or letter == "D", f"{name}: judgement alone is D"
        assert letter not in "AB" or "S" in grades, f"{name}: {letter} needs a source that was seen"
        assert letter == "D" or row.source not in {"judgement", "no estimate exists", "open"}, f"{name}: untraceable"


def test_a_causal_share_counts_with_its_class():
    assert {name: share.letter for name, share in TABLE.causal_shares.items()} == {
        "I": "B",
        "W": "B",
        "A": "C",
        "J": "D",
    }


def test_every_choice_between_published_estimates_has_a_letter():
    assert set(TABLE.switches) == set(EVIDENCE.choices)


def test_what_was_looked_for_and_not_found_shows_a_minus():
    assert EVIDENCE.uses["community"].effect_on_health.mark == "C-"
    assert EVIDENCE.uses["public_health"].effect_on_health.mark == "B"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"letter": "A", "seen": False}, "needs a source that was seen"),
        ({"letter": "C", "source": NONE_FOUND, "seen": False}, "stands beside D"),
        ({"letter": "D"}, "stands beside D"),
        ({"letter": "E"}, "Input should be"),
        ({"finding": ""}, "at least 1 character"),
    ],
)
def test_a_finding_that_cannot_be_is_refused(changes, why):
    sound = {"letter": "B", "finding": "It works.", "source": "A paper 2020", "seen": True}
    assert Finding.model_validate(sound).mark == "B"
    with pytest.raises(ValidationError, match=why):
        Finding.model_validate(sound | changes)


def test_a_use_without_letters_is_refused():
    given = EVIDENCE.model_dump()
    del given["uses"]["nhs"]
    with pytest.raises(ValidationError, match=r"uses: .* expected in this order"):
        EvidenceLetters.model_validate(given)
