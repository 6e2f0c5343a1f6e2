"""What was run, and how to run it again."""

from __future__ import annotations

from fourcapitals.report.document import Paragraph, Section
from fourcapitals.report.subject import Subject


def method(subject: Subject) -> Section:
    """Say what was run, and how to run it again."""
    results = subject.results
    drawn = f"{results.draws:,} draws, seed {results.seed}" if subject.several else "one run at central values"
    blocks = [
        Paragraph(f"Made with fourcapitals {results.version}: {drawn}, {results.years[0]} to {results.years[-1]}."),
        *(Paragraph(line, "caution") for line in results.input_lines),
    ]
    return Section("method", "Method and provenance", tuple(blocks))
