"""What was run, on which data and code, and how to run it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from fourcapitals.report.document import Block, Paragraph, Section, Table
from fourcapitals.report.subject import Subject
from fourcapitals.report.wording import alone
from fourcapitals.results.carried import areas_left_out
from fourcapitals.vocabulary import APPRAISAL_START, BASE_YEAR

if TYPE_CHECKING:
    from fourcapitals.results.results import Results


def method(subject: Subject) -> Section:
    """Say what was run, and how to run it again."""
    results = subject.results
    blocks: list[Block] = [
        Paragraph(
            "Four Capitals is an agent-based simulation of 307 areas of England. Each holds four capitals (financial "
            "and physical, human, social, natural); funds invest in them as a scenario's file says, and healthy life "
            f"expectancy and GVA per hour worked follow, from {results.years[0]} to {results.years[-1]}."
        ),
        Paragraph(
            "Levels carry COVID-19 and the trend; differences between strategies do not, and no picture puts the two "
            f"into one band. Healthy life expectancy is ONS's original method, base {BASE_YEAR - 2}-19, which is never "
            "to be set against the rebased series. Healthy person-years are those from "
            f"{APPRAISAL_START}; the whole life is that of what was bought."
        ),
        *(Paragraph(line, "caution") for line in (*results.input_lines, *results.cautions)),
        *_others(subject),
        _provenance(subject),
        Paragraph("To run it again:"),
        Paragraph(_run_again(subject), "command"),
        Paragraph("To check that these are its bits, and to write this page again:"),
        Paragraph(f"fourcapitals verify {subject.source}\n{subject.command}", "command"),
    ]
    return Section("method", "Method and provenance", tuple(blocks))


def _others(subject: Subject) -> list[Block]:
    """Name scenarios that bear the name of a bundled one and state something else."""
    names = sorted(subject.results.others_names)
    return [Paragraph(f"Not the bundled scenario of this name: {', '.join(names)}.", "caution")] if names else []


def _run_again(subject: Subject) -> str:
    results = subject.results
    if subject.results.is_ensemble:
        return results.command_of_ensemble(keep_areas=results.holds_areas)
    inputs = results.input_arguments()
    return " ".join(["fourcapitals", "run", *results.scenario_arguments(), *inputs, "--out", "results.nc"])


def _provenance(subject: Subject) -> Table:
    results = subject.results
    about = results.dataset.attrs
    facts = {
        "Model": f"fourcapitals {results.version}",
        "Scenarios": ", ".join(results.scenarios),
        "Compared with": results.called(subject.reference),
        "Draws": f"{results.draws:,}" if results.is_ensemble else alone(results),
        "Seed": "noise off" if results.seed is None else str(results.seed),
        "Unstable draws replaced": f"{results.rejected:,}",
        "Held of areas": _areas_held(results),
        "Checksum of parameters": str(about.get("parameters_checksum", "n/a")),
        "Checksum of data": str(about.get("data_checksum", "n/a")),
        "Checksum of code": str(results.header.get("code_checksum", about.get("code_checksum", "n/a"))),
    }
    return Table(
        name="method_provenance",
        caption="What these figures were made with",
        headings=("What", "Value"),
        rows=tuple(facts.items()),
        data=pd.DataFrame({"what": facts.keys(), "value": facts.values()}),
    )


def _areas_held(results: Results) -> str:
    """Say which areas results hold in every year, draw by draw."""
    if not results.holds_areas:
        return "quantiles in milestone years"
    missing, held = len(areas_left_out(results.dataset)), results.dataset.sizes["area"]
    return f"{held} of {held + missing} areas in every year" if missing else "every area in every year"
