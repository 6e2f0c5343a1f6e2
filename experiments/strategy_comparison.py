"""Every strategy side by side: healthy life, output and money, at central values.

Run it: python experiments/strategy_comparison.py [--csv FILE]
"""

import argparse
from pathlib import Path

import fourcapitals as fc
from rich.console import Console
from rich.table import Table


def compared():
    """Headline of all bundled strategies, the most healthy person-years first."""
    names = [name for name in fc.scenario_names() if name != "baseline"]
    results = fc.simulate(["baseline", *names])
    return fc.results.headline(results).sort_values("healthy_person_years", ascending=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write the table to this file")
    arguments = parser.parse_args()
    table = compared()
    shown = Table(title="England against continuing as now: central values, noise off")
    shown.add_column("Strategy")
    for label in ("HLE 2035", "Healthy person-years", "per £1m", "GVA per hour 2035", "New money"):
        shown.add_column(label, justify="right")
    shown.add_column("Evidence")
    for row in table.to_dict("records"):
        per = row["healthy_person_years_per_gbp_m"]
        shown.add_row(
            row["scenario"],
            fc.results.readable_years(row["hle_difference"]),
            f"{row['healthy_person_years']:,.0f}",
            f"{per:,.2f}" if per == per else "-",  # noqa: PLR0124  not a number: no new money
            fc.results.readable_percent(row["gva_per_hour_difference_percent"]),
            fc.formatting.readable_money(row["new_money_gbp_m"]),
            row["evidence"],
        )
    Console(width=160).print(shown)
    if arguments.csv:
        table.to_csv(arguments.csv, index=False)


if __name__ == "__main__":
    main()
