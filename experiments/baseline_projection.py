"""Continue as now: where England, its regions and its extremes stand in 2035 when nothing new is done.

Run it: python experiments/baseline_projection.py [--out FOLDER]
"""

import argparse
from pathlib import Path

import fourcapitals as fc
from rich.console import Console
from rich.table import Table

OUTCOMES = ("hle", "le", "gva_per_hour", "employment", "life_satisfaction")
YEARS = (2019, 2025, 2030, 2035)


def projection():
    """The baseline at central values, noise off."""
    return fc.simulate("baseline")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="draw the charts into this folder")
    arguments = parser.parse_args()
    results = projection()
    console = Console(width=120)
    for outcome in OUTCOMES:
        variable = results.dataset[outcome]
        shown = Table(title=f"{variable.attrs['long_name']}, {variable.attrs['units']}")
        shown.add_column("Place")
        for year in YEARS:
            shown.add_column(str(year), justify="right")
        for by in ("england", "region"):
            levels = results.levels(outcome, by=by).sel(scenario="baseline", draw=0, year=list(YEARS))
            for name, row in zip(levels["group_name"].values, levels.values, strict=True):
                shown.add_row(str(name), *(f"{value:.4g}" for value in row))
        console.print(shown)
        if arguments.out:
            arguments.out.mkdir(parents=True, exist_ok=True)
            chart = fc.plots.projection(results, outcome=outcome)
            fc.plots.save(chart, arguments.out / f"baseline_{outcome}.png", overwrite=True)
    console.print(
        "Central values, noise off: the fall of life and healthy life after 2019 is COVID-19 as assumed, half of it "
        "lasting; the mission of five more healthy years is counted from 2017-19, ONS original method."
    )


if __name__ == "__main__":
    main()
