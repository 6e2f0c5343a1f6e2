"""What the priors say: £10 per head per year on one use at a time, before any strategy is compared.

Run it: python experiments/what_the_priors_say.py [--json FILE]
"""

import argparse
import json
from pathlib import Path

import fourcapitals as fc
from fourcapitals.comparison import difference, healthy_person_years
from fourcapitals.parameters import load_parameters
from fourcapitals.vocabulary import APPRAISAL_START, END_YEAR, USES, worst_grade
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


def scenario_of(use, gbp_m):
    """A scenario that spends the same real amount on one use in every year of the appraisal."""
    years = "\n".join(f"{year} = {gbp_m!r}" for year in range(APPRAISAL_START, END_YEAR + 1))
    return fc.parse_scenario(
        f"""
        title = "{use.label}"
        description = "{use.label} alone, £{POUNDS_PER_HEAD:g} per head per year."
        sources = ["a test amount"]
        [funds.test]
        title = "Test amount"
        source = "a test amount"
        grade = "J"
        money = "revenue"
        price_year = 2019
        financing = "unfunded"
        uses = {{ {use.name} = 1.0 }}
        uses_source = "one use alone"
        uses_grade = "J"
        allocation = {{ rule = "per_head" }}
        [funds.test.gbp_m]
        {years}
        """,
        name=use.name,
    )


def what_the_priors_say():
    """Effect of each use at central values, one row a use."""
    gbp_m = POUNDS_PER_HEAD * float(fc.load_baseline().arrays.population.sum()) / 1e6
    results = fc.simulate([fc.load_scenario("baseline"), *(scenario_of(use, gbp_m) for use in USES)])
    changes = {name: difference(results, name) for name in ("hle", "le", "gva_per_hour", "life_satisfaction")}
    people = healthy_person_years(results)
    grades = load_parameters()
    cost = gbp_m * (END_YEAR - APPRAISAL_START + 1)
    rows = []
    for use in USES:
        at = {"scenario": use.name, "draw": 0}
        end = {name: float(change.sel(**at, year=END_YEAR).item()) for name, change in changes.items()}
        years = float(people.sel(**at).item())
        rows.append(
            {
                "use": use.name,
                "hle_years": end["hle"],
                "healthy_person_years": years,
                "healthy_person_years_per_gbp_m": years / cost,
                "le_years": end["le"],
                "gva_per_hour_percent": end["gva_per_hour"],
                "life_satisfaction_points": end["life_satisfaction"],
                "grade": worst_grade([grades[name].grade for name in use.evidence]),
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
    table.add_column("Grade")
    for row in rows:
        table.add_row(row["use"], *(format(row[key], form) for key, _, form in COLUMNS), row["grade"])
    Console(width=160).print(table)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
