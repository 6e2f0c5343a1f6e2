"""What the priors say: £10 per head per year on one use at a time, before any strategy is compared.

Run it: python experiments/what_the_priors_say.py [--json FILE]
"""

import argparse
import json
from pathlib import Path

import fourcapitals as fc
from rich.console import Console
from rich.table import Table

POUNDS_PER_HEAD = 10.0
COLUMNS = (
    ("hle_years", "HLE 2035, years", ".5f"),
    ("healthy_person_years", "Healthy person-years 2021-35", ",.0f"),
    ("healthy_person_years_per_gbp_m", "per £1m", ".3f"),
    ("le_years", "LE 2035, years", ".5f"),
    ("gva_per_hour_percent", "GVA per hour 2035, %", ".5f"),
    ("life_satisfaction_points", "Life satisfaction 2035", ".6f"),
)


def what_the_priors_say():
    """Effect of each use at central values, one row a use."""
    baseline, letters = fc.load_baseline(), fc.data.load_evidence_letters()
    results = fc.simulate(
        [
            "baseline",
            *(fc.evidence.one_use(use, pounds_per_head=POUNDS_PER_HEAD, baseline=baseline) for use in fc.USE_NAMES),
        ]
    )
    changes = {name: results.differences(name) for name in ("hle", "le", "gva_per_hour", "life_satisfaction")}
    people, per_gbp_m = fc.results.healthy_person_years(results), fc.results.healthy_person_years(results, per="gbp_m")
    rows = []
    for use in fc.USE_NAMES:
        at = {"scenario": use, "draw": 0}
        end = {name: float(change.sel(**at, year=fc.vocabulary.END_YEAR).item()) for name, change in changes.items()}
        rows.append(
            {
                "use": use,
                "hle_years": end["hle"],
                "healthy_person_years": float(people.sel(**at).item()),
                "healthy_person_years_per_gbp_m": float(per_gbp_m.sel(**at).item()),
                "le_years": end["le"],
                "gva_per_hour_percent": end["gva_per_hour"],
                "life_satisfaction_points": end["life_satisfaction"],
                "letters": letters.marks_of(use),
            }
        )
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows to this file")
    arguments = parser.parse_args()
    rows = what_the_priors_say()
    table = Table(title="£10 per head per year (2019 prices, 2021-35, per head), central values, noise off: England")
    table.add_column("Use")
    for _, label, _ in COLUMNS:
        table.add_column(label, justify="right")
    table.add_column("Letters")
    for row in rows:
        table.add_row(row["use"], *(format(row[key], form) for key, _, form in COLUMNS), row["letters"])
    Console(width=160).print(table, fc.data.load_evidence_letters().legend_of_uses)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
